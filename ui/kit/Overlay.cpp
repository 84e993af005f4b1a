// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Overlay.h"

#include "ui/kit/Painting.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLayout>

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr int radius = 14;

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

Overlay::Overlay(QWidget *anchor)
    : QFrame(anchor->window())
    , m_card(new QFrame(this))
{
    // A sub-window keeps the Tab key inside.
    setWindowFlags(Qt::SubWindow);
    setFocusPolicy(Qt::StrongFocus);
    hide();
}

Overlay::~Overlay()
{
    qApp->removeEventFilter(this);
}

Overlay *Overlay::openOver(const QWidget *widget)
{
    const QList<Overlay *> all =
        widget->window()->findChildren<Overlay *>(QString(), Qt::FindDirectChildrenOnly);
    const auto topmost = std::find_if(all.crbegin(), all.crend(), [](const Overlay *one) {
        return one->m_covering;
    });
    return topmost == all.crend() ? nullptr : *topmost;
}

void Overlay::cover()
{
    m_covering = true;
    m_focusBefore = window()->focusWidget();
    m_card->installEventFilter(this);
    window()->installEventFilter(this);
    qApp->installEventFilter(this);
    fit();
    show();
    raise();
    orderTabs();
}

void Overlay::uncover()
{
    m_covering = false;
    qApp->removeEventFilter(this);
    window()->removeEventFilter(this);
    hide();
    if (m_focusBefore != nullptr)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

void Overlay::fit()
{
    setGeometry(window()->rect());
    m_card->setGeometry(cardGeometry());
    update();
}

void Overlay::orderTabs()
{
    // As the eye reads, whatever order the parts were made in. The first field has the keyboard, or the first
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
    const auto first = std::find_if(stops.cbegin(), stops.cend(), [](const QWidget *stop) {
        return stop->isEnabled();
    });
    (first == stops.cend() ? this : *first)->setFocus(Qt::OtherFocusReason);
}

void Overlay::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), tokens().scrim);
    paintFloating(painter, QRectF(m_card->geometry()), radius, tokens().card);
}

void Overlay::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        escape();
}

void Overlay::mousePressEvent(QMouseEvent *event)
{
    // A click beside the card closes nothing: what was typed would be lost.
    event->accept();
}

bool Overlay::eventFilter(QObject *watched, QEvent *event)
{
    if ((watched == window() && event->type() == QEvent::Resize)
        || (watched == m_card && event->type() == QEvent::LayoutRequest))
        fit();
    if (event->type() == QEvent::Shortcut && m_covering && openOver(this) == this) {
        const QWidget *owner = ownerOf(watched);
        if (owner != nullptr && owner->window() == window() && owner != this && !isAncestorOf(owner))
            return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace drawbridge::ui
