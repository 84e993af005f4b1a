// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/ProgressBar.h"

#include "ui/kit/Painting.h"

#include <QTimerEvent>

#include <cmath>
#include <numbers>

namespace drawbridge::ui {

namespace {

constexpr int thickness = 6;
constexpr int frameMs = 33;
constexpr int framesAround = 48;

} // namespace

ProgressBar::ProgressBar(QWidget *parent)
    : QProgressBar(parent)
{
    setTextVisible(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ProgressBar::sizeHint() const
{
    return {120, thickness};
}

QSize ProgressBar::minimumSizeHint() const
{
    return {40, thickness};
}

void ProgressBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const QRectF track(0, (height() - thickness) / 2.0, width(), thickness);
    paintBox(painter, track, thickness / 2.0, tokens().pressed, {});
    if (maximum() > minimum()) {
        const qreal done = static_cast<qreal>(value() - minimum()) / (maximum() - minimum());
        if (done > 0)
            paintBox(painter,
                     QRectF(track.x(),
                            track.y(),
                            std::max<qreal>(thickness, track.width() * done),
                            thickness),
                     thickness / 2.0,
                     tokens().accent,
                     {});
        return;
    }
    // To and fro, slower at the ends.
    const qreal phase = (1 - std::cos(2 * std::numbers::pi * m_step / framesAround)) / 2;
    const qreal piece = track.width() * 0.3;
    paintBox(painter,
             QRectF(track.x() + (track.width() - piece) * phase, track.y(), piece, thickness),
             thickness / 2.0,
             tokens().accent,
             {});
}

void ProgressBar::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QProgressBar::timerEvent(event);
        return;
    }
    if (maximum() > minimum())
        return;
    m_step = (m_step + 1) % framesAround;
    update();
}

void ProgressBar::showEvent(QShowEvent *event)
{
    QProgressBar::showEvent(event);
    m_timer.start(frameMs, this);
}

void ProgressBar::hideEvent(QHideEvent *event)
{
    QProgressBar::hideEvent(event);
    m_timer.stop();
}

} // namespace drawbridge::ui
