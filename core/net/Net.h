// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace drawbridge {

/// Where the sentences of this room are translated.
struct Net
{
    Q_DECLARE_TR_FUNCTIONS(Net)
};

} // namespace drawbridge
