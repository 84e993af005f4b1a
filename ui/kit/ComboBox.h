// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace drawbridge::ui {

/// A choice of many, painted by the kit. The wheel does not change it unless it has the keyboard.
class ComboBox final : public QComboBox
{
    Q_OBJECT

public:
    explicit ComboBox(const QString &name, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
};

} // namespace drawbridge::ui
