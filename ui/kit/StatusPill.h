// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QWidget>

namespace drawbridge::ui {

/// A status as a word in its colour, with a dot or an icon so that colour is never alone.
class StatusPill final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusPill(QWidget *parent = nullptr);
    StatusPill(const QString &word, Tone tone, Icon icon = Icon::None, QWidget *parent = nullptr);

    void setStatus(const QString &word, Tone tone, Icon icon = Icon::None);
    [[nodiscard]] QString word() const { return m_word; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// For delegates and scenes: the same pill, left-aligned and vertically centred in `rect`; returns its width.
    static int paint(QPainter &painter,
                     const QRectF &rect,
                     const QString &word,
                     Tone tone,
                     Icon icon = Icon::None);
    [[nodiscard]] static int widthOf(const QString &word);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_word;
    Tone m_tone = Tone::Neutral;
    Icon m_icon = Icon::None;
};

} // namespace drawbridge::ui
