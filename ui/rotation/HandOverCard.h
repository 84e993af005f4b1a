// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/kit/Card.h"
#include "ui/rotation/RotationShown.h"

namespace drawbridge::ui {

class Button;

/// The places that are to get the new key, each with where to paste it and a tick.
class HandOverCard final : public Card
{
    Q_OBJECT

public:
    HandOverCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent = nullptr);

Q_SIGNALS:
    void ticked(const drawbridge::TickPlace &command);
    void copyWanted();

private:
    void addPlace(const RotationShown &shown, const Rotation &rotation, const HandOver &line);
};

} // namespace drawbridge::ui
