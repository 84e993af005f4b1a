// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Tokens.h"

#include <QWidget>

class QHBoxLayout;

namespace drawbridge::ui {

class Button;

/// One thing the owner has noted: what, since when, perhaps a word of warning, and what can be done about it.
class NoteRow final : public QWidget
{
    Q_OBJECT

public:
    NoteRow(const QString &title, const QString &details, QWidget *parent = nullptr);

    /// A word in its colour, before the buttons.
    void setStatus(const QString &word, Tone tone);
    /// `spoken` is how the button is called where the row is not seen.
    Button *addButton(const QString &text, const QString &spoken);

private:
    QHBoxLayout *m_row;
};

} // namespace drawbridge::ui
