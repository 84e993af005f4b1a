// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/DateField.h"

#include "ui/kit/DateText.h"
#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"

#include <QCalendarWidget>
#include <QEvent>
#include <QLineEdit>
#include <QTextCharFormat>
#include <QToolButton>

namespace drawbridge::ui {

namespace {

/// Stands for "no date": Qt shows a special word at the minimum only.
const QDate none(1900, 1, 1);
constexpr int iconSize = 16;

} // namespace

DateField::DateField(const QString &name, QWidget *parent)
    : QDateEdit(parent)
{
    setAccessibleName(name);
    lineEdit()->setAccessibleName(name);
    setLocale(displayLocale());
    setDisplayFormat(QStringLiteral("d MMM yyyy"));
    setCalendarPopup(true);
    setMinimumDate(QDate(2000, 1, 1));
    calendarWidget()->setMinimumSize(304, 244);
    calendarWidget()->installEventFilter(this);
    calendarWidget()->setGridVisible(false);
    calendarWidget()->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    calendarWidget()->setHorizontalHeaderFormat(QCalendarWidget::ShortDayNames);
}

void DateField::setNone(const QString &word)
{
    setMinimumDate(none);
    setSpecialValueText(word);
}

std::optional<QDate> DateField::day() const
{
    return date() == none ? std::nullopt : std::optional(date());
}

void DateField::setDay(const std::optional<QDate> &day)
{
    setDate(day.value_or(none));
}

QSize DateField::sizeHint() const
{
    return {160, controlHeight};
}

void DateField::dress(QCalendarWidget &calendar)
{
    QTextCharFormat plain;
    plain.setForeground(tokens().text1);
    for (const Qt::DayOfWeek day : {Qt::Saturday, Qt::Sunday})
        calendar.setWeekdayTextFormat(day, plain);
    QTextCharFormat head;
    head.setForeground(tokens().text2);
    head.setBackground(tokens().card);
    calendar.setHeaderTextFormat(head);
    const auto arrow = [&calendar](const QString &name, Icon symbol, const QString &says) {
        if (auto *button = calendar.findChild<QToolButton *>(name)) {
            button->setIcon(icon(symbol));
            button->setAccessibleName(says);
        }
    };
    arrow(QStringLiteral("qt_calendar_prevmonth"), Icon::ChevronLeft, tr("Previous month"));
    arrow(QStringLiteral("qt_calendar_nextmonth"), Icon::ChevronRight, tr("Next month"));
}

bool DateField::eventFilter(QObject *watched, QEvent *event)
{
    // Its colours are formats, which no theme reaches: they are set each time it opens.
    if (event->type() == QEvent::Show && watched == calendarWidget())
        dress(*calendarWidget());
    return QDateEdit::eventFilter(watched, event);
}

bool DateField::focusNextPrevChild(bool next)
{
    // Qt goes from day to month to year first, and never comes out of "no date". The arrows do that here.
    return QWidget::focusNextPrevChild(next);
}

void DateField::paintEvent(QPaintEvent *event)
{
    QDateEdit::paintEvent(event);
    QPainter painter(this);
    paintIcon(painter,
              Icon::Calendar,
              QRectF(width() - iconSize - 9, (height() - iconSize) / 2.0, iconSize, iconSize),
              isEnabled() ? tokens().text2 : tokens().text3);
}

} // namespace drawbridge::ui
