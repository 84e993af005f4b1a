// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateEdit>

#include <optional>

namespace drawbridge::ui {

/// A day to type or to pick, perhaps none.
class DateField final : public QDateEdit
{
    Q_OBJECT

public:
    explicit DateField(const QString &name, QWidget *parent = nullptr);

    /// What "no date" is called, such as "never"; without it there is always a date.
    void setNone(const QString &word);
    [[nodiscard]] std::optional<QDate> day() const;
    void setDay(const std::optional<QDate> &day);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static void dress(QCalendarWidget &calendar);
};

} // namespace drawbridge::ui
