// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace drawbridge::ui {

/// Two to five views of one thing, one of them chosen. Arrow keys move.
class SegmentedControl final : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(const QString &name, QWidget *parent = nullptr);

    void addSegment(const QString &id, const QString &text, Icon icon = Icon::None);
    [[nodiscard]] QString current() const;
    /// Does not emit chosen().
    void setCurrent(const QString &id);

Q_SIGNALS:
    void chosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_row;
    QButtonGroup *m_group;
};

} // namespace drawbridge::ui
