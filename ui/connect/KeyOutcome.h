// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"

#include <QWidget>

namespace drawbridge::ui {

class Button;
class PlainLabel;

/// What trying a key saw: "this key belongs to Ada's Shop, yours?", or what is wrong and what can be done.
class KeyOutcome final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyOutcome(QWidget *parent = nullptr);

    /// Whether the key may be kept without the app having seen it.
    enum class UntriedWay { Closed, Open };

    void clear();
    void setTest(const ConnectionTest &test);
    void setProblem(const QString &problem, UntriedWay untriedWay = UntriedWay::Closed);
    /// The key also lies on the clipboard.
    void setOnClipboard(bool onClipboard);

Q_SIGNALS:
    void confirmed();
    void denied();
    void untriedWanted();
    void clearClipboardWanted();

private:
    void say(const QString &text, bool good);

    PlainLabel *m_words;
    PlainLabel *m_question;
    Button *m_yes;
    Button *m_no;
    Button *m_untried;
    Button *m_clear;
    QWidget *m_buttons;
};

} // namespace drawbridge::ui
