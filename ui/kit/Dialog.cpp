// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Dialog.h"

#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace drawbridge::ui {

namespace {

constexpr int margin = 24;

} // namespace

Dialog::Dialog(const QString &title, const QString &text, QWidget *anchor)
    : Overlay(anchor)
    , m_text(new PlainLabel(text, TextRole::Muted, Wrap::Yes))
    , m_body(new QVBoxLayout)
    , m_buttons(new QHBoxLayout)
{
    setAccessibleName(title);
    setAccessibleDescription(text);

    auto *column = new QVBoxLayout(card());
    column->setContentsMargins(margin, margin, margin, margin - 4);
    column->setSpacing(space::s);
    auto *head = new PlainLabel(title, TextRole::Section, Wrap::Yes);
    QFont larger = head->font();
    larger.setPixelSize(17);
    larger.setLetterSpacing(QFont::AbsoluteSpacing, -0.2);
    head->setFont(larger);
    column->addWidget(head);
    column->addWidget(m_text);
    m_text->setVisible(!text.isEmpty());
    column->addSpacing(space::s);
    m_body->setSpacing(space::m);
    column->addLayout(m_body);
    column->addSpacing(space::s);
    m_buttons->setSpacing(space::s);
    m_buttons->addStretch(1);
    column->addLayout(m_buttons);
}

void Dialog::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
}

void Dialog::setCardWidth(int width)
{
    m_cardWidth = width;
}

Button *Dialog::addButton(Button *button)
{
    m_buttons->addWidget(button);
    m_default = button;
    return button;
}

PrimaryButton *Dialog::addPrimary(const QString &text)
{
    auto *button = new PrimaryButton(text);
    addButton(button);
    return button;
}

SecondaryButton *Dialog::addCancel(const QString &text)
{
    auto *button = new SecondaryButton(text.isEmpty() ? tr("Cancel") : text);
    m_buttons->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, &Dialog::reject);
    return button;
}

void Dialog::open()
{
    cover();
}

void Dialog::escape()
{
    reject();
}

void Dialog::accept()
{
    close(true);
}

void Dialog::reject()
{
    close(false);
}

void Dialog::close(bool isAccepted)
{
    if (!isCovering())
        return;
    uncover();
    if (isAccepted)
        Q_EMIT accepted();
    else
        Q_EMIT rejected();
    deleteLater();
}

QRect Dialog::cardGeometry() const
{
    const int width = std::min(m_cardWidth, this->width() - 2 * margin);
    const int wanted = card()->layout()->hasHeightForWidth()
        ? card()->layout()->totalHeightForWidth(width)
        : card()->sizeHint().height();
    const int height = std::min(wanted, this->height() - 2 * margin);
    // A little above the middle: that is where the eye expects it.
    return {(this->width() - width) / 2,
            std::max(margin, (this->height() - height) * 2 / 5),
            width,
            height};
}

void Dialog::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_default != nullptr)
        m_default->click();
    else
        Overlay::keyPressEvent(event);
}

namespace {

void addLines(QVBoxLayout *body, const QString &head, const QStringList &lines, Icon sign, Ink ink)
{
    if (lines.isEmpty())
        return;
    auto *group = new QVBoxLayout;
    group->setSpacing(6);
    group->addWidget(new PlainLabel(head, TextRole::Strong));
    for (const QString &line : lines) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::s);
        auto *mark = new QLabel; // plain text: shows a picture
        mark->setPixmap(icon(sign, ink).pixmap(QSize(15, 15), mark->devicePixelRatioF()));
        mark->setContentsMargins(0, 1, 0, 0);
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(new PlainLabel(line, TextRole::Body, Wrap::Yes), 1);
        group->addLayout(row);
    }
    body->addLayout(group);
}

} // namespace

DangerDialog::DangerDialog(const Question &question, QWidget *anchor)
    : Dialog(question.title, question.text, anchor)
{
    if (!question.stops.isEmpty())
        addLines(body(), tr("This stops working"), question.stops, Icon::Close, Ink::Danger);
    if (!question.goesOn.isEmpty())
        addLines(body(), tr("This goes on"), question.goesOn, Icon::Info, Ink::Text2);
    addCancel();
    auto *confirm = new DangerButton(question.confirm);
    connect(confirm, &QAbstractButton::clicked, this, [this, mayGoOn = question.mayGoOn] {
        if (!mayGoOn || mayGoOn())
            accept();
    });
    if (!question.typeToConfirm.isEmpty()) {
        auto *group = new QVBoxLayout;
        group->setSpacing(6);
        const QString asked = tr("Type %1 to go on").arg(question.typeToConfirm);
        group->addWidget(new PlainLabel(asked, TextRole::Body, Wrap::Yes));
        auto *typed = new QLineEdit;
        typed->setAccessibleName(asked);
        group->addWidget(typed);
        body()->addLayout(group);
        confirm->setEnabled(false);
        connect(typed,
                &QLineEdit::textChanged,
                confirm,
                [confirm, wanted = question.typeToConfirm](const QString &text) {
                    confirm->setEnabled(text.trimmed() == wanted);
                });
    }
    addButton(confirm);
}

} // namespace drawbridge::ui
