// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Card.h"

namespace drawbridge::ui {

/// Which Drawbridge this is and under what licence.
class AboutCard final : public Card
{
    Q_OBJECT

public:
    /// `version` is that of the program.
    explicit AboutCard(const QString &version, QWidget *parent = nullptr);
};

} // namespace drawbridge::ui
