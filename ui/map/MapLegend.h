// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace drawbridge::ui {

/// What the colours and lines of the map mean, in one row that breaks where it must.
class MapLegend final : public QWidget
{
    Q_OBJECT

public:
    explicit MapLegend(QWidget *parent = nullptr);

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Entry;
    [[nodiscard]] static QList<Entry> entries();
    /// Where each entry stands; the height of all.
    int place(int width, QList<QPointF> *places) const;
};

} // namespace drawbridge::ui
