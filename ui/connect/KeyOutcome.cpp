// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/KeyOutcome.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/PlainLabel.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

KeyOutcome::KeyOutcome(QWidget *parent)
    : QWidget(parent)
    , m_words(new PlainLabel(QString(), TextRole::Strong, Wrap::Yes, this))
    , m_question(new PlainLabel(QString(), TextRole::Body, Wrap::Yes, this))
    , m_buttons(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_words);
    column->addWidget(m_question);
    auto *row = new FlowLayout(m_buttons, 8);
    m_yes = new SecondaryButton(tr("Yes, it is mine"), Icon::Check, m_buttons);
    m_no = new SecondaryButton(tr("No, another key"), Icon::None, m_buttons);
    m_untried = new SecondaryButton(tr("Keep it untried"), Icon::None, m_buttons);
    m_clear = new SecondaryButton(tr("Clear clipboard"), Icon::Clipboard, m_buttons);
    for (Button *one : {m_yes, m_no, m_untried, m_clear})
        row->addWidget(one);
    column->addWidget(m_buttons);
    connect(m_yes, &QPushButton::clicked, this, &KeyOutcome::confirmed);
    connect(m_no, &QPushButton::clicked, this, &KeyOutcome::denied);
    connect(m_untried, &QPushButton::clicked, this, &KeyOutcome::untriedWanted);
    connect(m_clear, &QPushButton::clicked, this, &KeyOutcome::clearClipboardWanted);
    clear();
}

void KeyOutcome::clear()
{
    setVisible(false);
    m_question->hide();
    for (Button *one : {m_yes, m_no, m_untried, m_clear})
        one->hide();
    m_buttons->hide();
}

void KeyOutcome::say(const QString &text, bool good)
{
    clear();
    m_words->setText(text);
    m_words->setInk(good ? Ink::Good : Ink::Danger);
    setVisible(true);
}

void KeyOutcome::setTest(const ConnectionTest &test)
{
    say(test.explanation, test.ok);
    const bool asks = test.ok && !test.identity.isEmpty();
    m_question->setText(tr("Is that yours?"));
    m_question->setVisible(asks);
    m_yes->setVisible(asks);
    m_no->setVisible(asks);
    // The app may be down or busy today and the key still right. What it answered otherwise is no reason to keep it.
    const bool noJudgement = test.status == 0 || test.status == 429 || test.status >= 500;
    m_untried->setVisible(!test.ok && noJudgement);
    m_buttons->setVisible(asks || m_untried->isVisibleTo(m_buttons));
}

void KeyOutcome::setProblem(const QString &problem, UntriedWay untriedWay)
{
    if (problem.isEmpty()) {
        clear();
        return;
    }
    say(problem, false);
    m_untried->setVisible(untriedWay == UntriedWay::Open);
    m_buttons->setVisible(untriedWay == UntriedWay::Open);
}

void KeyOutcome::setOnClipboard(bool onClipboard)
{
    m_clear->setVisible(onClipboard);
    if (onClipboard)
        m_buttons->show();
}

} // namespace drawbridge::ui
