// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace drawbridge::ui {

/// Where the owner is in something with a few steps: "1 Which app?  2 What should it do?".
class StepBar final : public QWidget
{
    Q_OBJECT

public:
    explicit StepBar(const QStringList &steps, QWidget *parent = nullptr);

    /// From 0. Steps before it are ticked.
    void setCurrent(int step);
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tell();

    QStringList m_steps;
    int m_current = 0;
};

} // namespace drawbridge::ui
