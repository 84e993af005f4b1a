// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QFormLayout;

namespace drawbridge::ui {

class PlainLabel;

/// Facts about one thing, name at the left, value at the right: "Replace by   in 12 days, 5 Dec".
class FactList final : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);

    PlainLabel *addFact(const QString &name, const QString &value);
    /// Owns `value`.
    void addFact(const QString &name, QWidget *value);
    void clear();

private:
    QFormLayout *m_rows;
};

} // namespace drawbridge::ui
