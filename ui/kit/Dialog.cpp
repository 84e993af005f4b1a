// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Dialog.h"

#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr int dialogRadius = 14;
constexpr int margin = 24;

/// The widget a shortcut belongs to.
const QWidget *ownerOf(const QObject *shortcut)
{
    for (; shortcut != nullptr; shortcut = shortcut->parent()) {
        if (const auto *widget = qobject_cast<const QWidget *>(shortcut))
            return widget;
    }
    return nullptr;
}

} // namespace

Dialog::Dialog(const QString &title, const QString &text, QWidget *anchor)
    : QFrame(anchor->window())
    , m_card(new QFrame(this))
    , m_text(new PlainLabel(text, TextRole::Muted, Wrap::Yes))
    , m_body(new QVBoxLayout)
    , m_buttons(new QHBoxLayout)
{
    // A sub-window keeps the Tab key inside.
    setWindowFlags(Qt::SubWindow);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title);
    setAccessibleDescription(text);
    hide();

    auto *column = new QVBoxLayout(m_card);
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

Dialog::~Dialog()
{
    qApp->removeEventFilter(this);
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
    m_focusBefore = window()->focusWidget();
    m_card->installEventFilter(this);
    window()->installEventFilter(this);
    qApp->installEventFilter(this);
    fit();
    show();
    raise();
    orderTabs();
}

void Dialog::orderTabs()
{
    // As the eye reads, whatever order the parts were made in; the first field has the keyboard, or the first
    // button, which is the harmless one.
    m_card->layout()->activate();
    QList<QWidget *> stops;
    for (QWidget *widget : m_card->findChildren<QWidget *>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisibleTo(this)
            && widget->focusProxy() == nullptr)
            stops << widget;
    }
    std::stable_sort(stops.begin(), stops.end(), [this](const QWidget *a, const QWidget *b) {
        const QPoint first = a->mapTo(this, QPoint());
        const QPoint second = b->mapTo(this, QPoint());
        return first.y() != second.y() ? first.y() < second.y() : first.x() < second.x();
    });
    for (qsizetype i = 1; i < stops.size(); ++i)
        setTabOrder(stops.at(i - 1), stops.at(i));
    QWidget *first = this;
    for (QWidget *stop : stops) {
        if (stop->isEnabled()) {
            first = stop;
            break;
        }
    }
    first->setFocus(Qt::OtherFocusReason);
}

Dialog *Dialog::openOver(const QWidget *widget)
{
    const QList<Dialog *> all =
        widget->window()->findChildren<Dialog *>(QString(), Qt::FindDirectChildrenOnly);
    for (auto it = all.crbegin(); it != all.crend(); ++it) {
        if (!(*it)->isHidden() && !(*it)->m_closed)
            return *it;
    }
    return nullptr;
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
    if (m_closed)
        return;
    m_closed = true;
    qApp->removeEventFilter(this);
    window()->removeEventFilter(this);
    hide();
    if (m_focusBefore != nullptr)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    if (isAccepted)
        Q_EMIT accepted();
    else
        Q_EMIT rejected();
    deleteLater();
}

void Dialog::fit()
{
    setGeometry(window()->rect());
    const int width = std::min(m_cardWidth, this->width() - 2 * margin);
    const int wanted = m_card->layout()->hasHeightForWidth()
        ? m_card->layout()->totalHeightForWidth(width)
        : m_card->sizeHint().height();
    const int height = std::min(wanted, this->height() - 2 * margin);
    // A little above the middle: that is where the eye expects it.
    m_card->setGeometry((this->width() - width) / 2,
                        std::max(margin, (this->height() - height) * 2 / 5),
                        width,
                        height);
}

void Dialog::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), tokens().scrim);
    paintFloating(painter, QRectF(m_card->geometry()), dialogRadius, tokens().card);
}

void Dialog::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        reject();
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
             && m_default != nullptr)
        m_default->click();
}

void Dialog::mousePressEvent(QMouseEvent *event)
{
    // A click beside the card closes nothing: what was typed would be lost.
    event->accept();
}

bool Dialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == window() && event->type() == QEvent::Resize)
        fit();
    if (event->type() == QEvent::LayoutRequest && watched == m_card)
        fit();
    if (event->type() == QEvent::Shortcut && isVisible() && openOver(this) == this) {
        const QWidget *owner = ownerOf(watched);
        if (owner != nullptr && owner->window() == window() && owner != this && !isAncestorOf(owner))
            return true;
    }
    return QFrame::eventFilter(watched, event);
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
    addLines(body(), tr("This stops working"), question.stops, Icon::Close, Ink::Danger);
    addLines(body(), tr("This goes on"), question.goesOn, Icon::Info, Ink::Text2);
    addCancel();
    auto *confirm = new DangerButton(question.confirm);
    connect(confirm, &QAbstractButton::clicked, this, &Dialog::accept);
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
