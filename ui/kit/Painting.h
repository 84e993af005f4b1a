// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Tokens.h"

#include <QPainter>
#include <QRectF>

class QWidget;

namespace drawbridge::ui {

/// A card's ground: painted shadow (light appearance only), fill, 1 px border.
void paintCard(QPainter &painter, const QRectF &rect, const QColor &fill);

/// A deeper painted shadow for what floats: dialogs, notices, the search box.
void paintFloating(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill);

/// The ring of what has the keyboard, inside `rect`.
void paintFocusRing(QPainter &painter, const QRectF &rect, qreal radius);

/// Filled shape with a 1 px border, both sharp at any scale. An invalid border colour means none.
void paintBox(
    QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &border);

/// Shows plain text when the pointer rests: Qt guesses rich text in tool tips otherwise.
void setPlainToolTip(QWidget *widget, const QString &text);

} // namespace drawbridge::ui
