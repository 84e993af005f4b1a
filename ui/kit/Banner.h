// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QFrame>

namespace drawbridge::ui {

class Button;
class PlainLabel;

/// A sentence above a screen that stays until what it says is over, with the button that helps.
class Banner final : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(Tone tone, const QString &sentence = {}, QWidget *parent = nullptr);

    void setSentence(const QString &sentence);
    void setTone(Tone tone);
    /// An empty text takes the action away.
    void setAction(const QString &text);
    void setDismissible(bool dismissible);

Q_SIGNALS:
    void activated();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    PlainLabel *m_sentence;
    Button *m_action;
    Button *m_close;
};

} // namespace drawbridge::ui
