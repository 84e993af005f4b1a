// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/IdleWatch.h"

#include <QCoreApplication>
#include <QEvent>

namespace drawbridge::ui {

using namespace std::chrono_literals;

IdleWatch::IdleWatch(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    m_timer.setInterval(5s);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &IdleWatch::check);
}

IdleWatch::~IdleWatch() = default;

void IdleWatch::setLimit(std::chrono::milliseconds limit)
{
    if (limit == m_limit)
        return;
    m_limit = limit;
    m_touched = m_clock.monotonic();
    if (limit > 0ms) {
        qApp->installEventFilter(this);
        m_timer.start();
    } else {
        qApp->removeEventFilter(this);
        m_timer.stop();
    }
}

void IdleWatch::check()
{
    if (m_limit == 0ms || m_clock.monotonic() - m_touched < m_limit)
        return;
    setLimit(0ms);
    Q_EMIT idle();
}

bool IdleWatch::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TabletPress:
    case QEvent::InputMethod:
        m_touched = m_clock.monotonic();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace drawbridge::ui
