// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Notices.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QTimer>

#include <chrono>

namespace drawbridge::ui {

namespace {

constexpr int mostAtOnce = 3;
constexpr auto stays = std::chrono::seconds(6);
constexpr int shadow = 16;

class NoticeCard final : public QFrame
{
public:
    NoticeCard(const Notice &notice, QWidget *parent)
        : QFrame(parent)
        , m_tone(notice.tone)
    {
        setFixedWidth(380);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(shadow + 42, shadow / 2 + 10, shadow + 8, shadow + 10);
        row->setSpacing(space::s);
        auto *words = new QVBoxLayout;
        words->setSpacing(0);
        words->addWidget(new PlainLabel(notice.sentence, TextRole::Body, Wrap::Yes, this));
        if (!notice.actionText.isEmpty())
            words->addWidget(actionButton(notice), 0, Qt::AlignLeft);
        row->addLayout(words, 1);
        auto *closing = new IconButton(Icon::Close, QObject::tr("Dismiss"), this);
        row->addWidget(closing, 0, Qt::AlignVCenter);
        connect(closing, &QAbstractButton::clicked, this, &NoticeCard::leave);
        setAccessibleName(notice.sentence);

        m_timer.setSingleShot(true);
        m_timer.setInterval(stays);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            // Somebody is reading it, or about to press its button.
            if (underMouse() || isAncestorOf(focusWidget()))
                m_timer.start();
            else
                leave();
        });
        if (m_tone != Tone::Danger)
            m_timer.start();
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        const QRectF box = QRectF(rect()).adjusted(shadow, shadow / 2.0, -shadow, -shadow);
        paintFloating(painter, box, cardRadius, tokens().dark ? tokens().hover : tokens().card);
        // Beside the first line, or in the middle where there is only one.
        const qreal top = box.height() < 56 ? box.center().y() - 9 : box.y() + 11;
        paintIcon(painter,
                  toneIcon(m_tone),
                  QRectF(box.x() + 14, top, 18, 18),
                  inkColor(toneInk(m_tone)));
    }

private:
    Button *actionButton(const Notice &notice)
    {
        auto *button = new LinkButton(notice.actionText);
        button->setFlush();
        connect(button, &QAbstractButton::clicked, this, [this, run = notice.action] {
            leave();
            if (run)
                run();
        });
        return button;
    }

    void leave()
    {
        hide();
        deleteLater();
        parentWidget()->adjustSize();
    }

    Tone m_tone;
    QTimer m_timer;
};

} // namespace

NoticeArea::NoticeArea(QWidget *window)
    : QWidget(window)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->setSizeConstraint(QLayout::SetFixedSize);
    setAccessibleName(tr("Notices"));
    hide();
    window->installEventFilter(this);
    installEventFilter(this);
}

int NoticeArea::count() const
{
    int shown = 0;
    for (int i = 0; i < m_column->count(); ++i) {
        if (!m_column->itemAt(i)->widget()->isHidden())
            ++shown;
    }
    return shown;
}

void NoticeArea::show(const Notice &notice)
{
    while (count() >= mostAtOnce) {
        QWidget *oldest = m_column->itemAt(0)->widget();
        m_column->removeWidget(oldest);
        oldest->hide();
        oldest->deleteLater();
    }
    auto *card = new NoticeCard(notice, this);
    m_column->addWidget(card);
    card->show();
    QWidget::show();
    raise();
    m_column->activate();
    adjustSize();
    place();
    QAccessibleEvent heard(card, QAccessible::Alert);
    QAccessible::updateAccessibility(&heard);
}

void NoticeArea::clear()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    hide();
}

bool NoticeArea::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        place();
    if (watched == this && event->type() == QEvent::LayoutRequest && count() == 0)
        hide();
    return QWidget::eventFilter(watched, event);
}

void NoticeArea::place()
{
    const QWidget *window = parentWidget();
    move(window->width() - width() - space::s, window->height() - height() - space::xs);
}

} // namespace drawbridge::ui
