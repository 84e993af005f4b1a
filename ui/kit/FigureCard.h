// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Card.h"
#include "ui/kit/Tokens.h"

namespace drawbridge::ui {

class PlainLabel;

/// One number that matters: what it is, the number, what it means.
class FigureCard final : public Card
{
    Q_OBJECT

public:
    explicit FigureCard(const QString &label, QWidget *parent = nullptr);

    /// `tone` colours the note only, and only where a button on the screen helps.
    void setFigure(const QString &figure, const QString &note = {}, Tone tone = Tone::Neutral);

private:
    QString m_label;
    PlainLabel *m_figure;
    PlainLabel *m_note;
};

} // namespace drawbridge::ui
