// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Card.h"
#include "ui/rotation/RotationShown.h"

namespace drawbridge::ui {

class PlainLabel;

/// How far the replacing is, step by step, with when and how long; and a stopwatch.
class StepsCard final : public Card
{
    Q_OBJECT

public:
    StepsCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent = nullptr);

    /// Time has passed. UTC.
    void tick(const QDateTime &now);

private:
    Rotation m_rotation;
    PlainLabel *m_watch;
};

} // namespace drawbridge::ui
