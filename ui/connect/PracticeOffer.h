// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

#include <QString>

#include <functional>

namespace drawbridge::ui {

/// Where the Practice Shop answers on this computer, and a key of it.
struct PracticeOffer
{
    QString port;
    QString authorityPem;
    SharedSecret key;
};

/// Starts the shop where it does not run yet. Given by whoever puts the program together.
using PracticeStart = std::function<Result<PracticeOffer>()>;

} // namespace drawbridge::ui
