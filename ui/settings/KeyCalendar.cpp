// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/KeyCalendar.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr int shownDays = 90;
constexpr int daysOfWeek = 7;
constexpr int cellWidth = 38;
constexpr int cellHeight = 32;
constexpr qreal dotSize = 4;
constexpr qreal dotGap = 3;
constexpr int headHeight = 24;
constexpr int weekdayWidth = 40;

QString reasonText(const KeyDue &due, const QDate &today)
{
    const QString on = dateText(due.on, today);
    switch (due.reason) {
    case DueReason::EndsAtApp:
        return due.on < today ? KeyCalendarCard::tr("Ended at the app %1").arg(on)
                              : KeyCalendarCard::tr("Ends at the app %1").arg(on);
    case DueReason::Reminder:
        return KeyCalendarCard::tr("To be replaced %1").arg(on);
    case DueReason::MaximumAge:
        break;
    }
    return KeyCalendarCard::tr("As old as your rule allows %1").arg(on);
}

class DayDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QDate day = index.data(KeyCalendarModel::DayRole).toDate();
        if (!day.isValid())
            return;
        const int count = index.data(KeyCalendarModel::CountRole).toInt();
        const bool isOverdue = index.data(KeyCalendarModel::OverdueRole).toBool();
        const QRectF box = QRectF(option.rect).adjusted(2, 2, -2, -2);
        const Tokens &now = tokens();
        const QColor fill = count == 0 ? now.background
            : isOverdue                ? now.dangerSoft
                                       : now.accentSoft;
        const bool isChosen = (option.state & QStyle::State_Selected) != 0;
        paintBox(*painter, box, 5, fill, isChosen ? now.accent : fill);
        if ((option.state & QStyle::State_HasFocus) != 0)
            paintFocusRing(*painter, box, 5);
        const QColor ink = count == 0 ? now.text2 : isOverdue ? now.danger : now.accent;
        painter->setFont(fontFor(count > 0 ? TextRole::Strong : TextRole::Caption));
        painter->setPen(ink);
        const QRectF figure = count > 0 ? box.adjusted(0, 1, 0, -dotSize - 3) : box;
        painter->drawText(figure, Qt::AlignCenter, QString::number(day.day()));
        paintDots(*painter, box, count, ink);
    }

private:
    /// A dot for each key; from the fifth on they are a line.
    static void paintDots(QPainter &painter, const QRectF &box, int count, const QColor &ink)
    {
        constexpr int most = 4;
        if (count == 0)
            return;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        const int dots = std::min(count, most);
        const qreal width = dots * dotSize + (dots - 1) * dotGap;
        QRectF dot(box.center().x() - width / 2, box.bottom() - dotSize - 3, dotSize, dotSize);
        if (count > most) {
            dot.setWidth(width);
            painter.drawRoundedRect(dot, dotSize / 2, dotSize / 2);
        }
        for (int i = 0; i < dots && count <= most; ++i) {
            painter.drawEllipse(dot);
            dot.translate(dotSize + dotGap, 0);
        }
        painter.restore();
    }

public:
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override
    {
        Q_UNUSED(option)
        Q_UNUSED(index)
        return {cellWidth, cellHeight};
    }
};

/// Months above, days of the week at the left: words only.
class WordHeader final : public QHeaderView
{
public:
    WordHeader(Qt::Orientation orientation, int size, QWidget *parent)
        : QHeaderView(orientation, parent)
    {
        setSectionsClickable(false);
        setHighlightSections(false);
        setSectionResizeMode(QHeaderView::Fixed);
        setMinimumSectionSize(size);
        setDefaultSectionSize(size);
        setFocusPolicy(Qt::NoFocus);
        setFont(fontFor(TextRole::Caption));
    }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        painter->setFont(fontFor(TextRole::Caption));
        painter->setPen(tokens().text2);
        // A month's name may be wider than its week.
        const QRect room =
            orientation() == Qt::Horizontal ? rect.adjusted(2, 0, cellWidth, 0) : rect;
        painter->drawText(room,
                          Qt::AlignLeft | Qt::AlignVCenter,
                          model()->headerData(section, orientation(), Qt::DisplayRole).toString());
    }
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override
    {
        Q_UNUSED(section)
        return orientation() == Qt::Horizontal ? QSize(cellWidth, headHeight)
                                               : QSize(weekdayWidth, cellHeight);
    }
};

} // namespace

void KeyCalendarModel::setLines(const QList<Line> &lines, const QDate &today, int days)
{
    const bool isSame = today == m_today && days == m_days;
    if (!isSame)
        beginResetModel();
    m_lines = lines;
    m_today = today;
    m_days = days;
    if (!isSame)
        endResetModel();
    else if (rowCount() > 0 && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

QDate KeyCalendarModel::firstDay() const
{
    const int back =
        (m_today.dayOfWeek() - displayLocale().firstDayOfWeek() + daysOfWeek) % daysOfWeek;
    return m_today.addDays(-back);
}

QDate KeyCalendarModel::dayAt(int row, int column) const
{
    const QDate day = firstDay().addDays(qint64(column) * daysOfWeek + row);
    return day < m_today || day > m_today.addDays(m_days) ? QDate() : day;
}

QModelIndex KeyCalendarModel::indexOf(const QDate &day) const
{
    if (!m_today.isValid() || day < m_today || day > m_today.addDays(m_days))
        return {};
    const int from = static_cast<int>(firstDay().daysTo(day));
    return index(from % daysOfWeek, from / daysOfWeek);
}

QList<KeyCalendarModel::Line> KeyCalendarModel::linesOn(const QDate &day) const
{
    QList<Line> found;
    for (const Line &line : m_lines) {
        if (std::max(line.due.planned, m_today) == day)
            found.append(line);
    }
    return found;
}

int KeyCalendarModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_today.isValid() ? 0 : daysOfWeek;
}

int KeyCalendarModel::columnCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_today.isValid())
        return 0;
    return static_cast<int>(firstDay().daysTo(m_today.addDays(m_days))) / daysOfWeek + 1;
}

QVariant KeyCalendarModel::data(const QModelIndex &index, int role) const
{
    const QDate day = dayAt(index.row(), index.column());
    if (!day.isValid())
        return {};
    switch (role) {
    case DayRole:
        return day;
    case CountRole:
        return static_cast<int>(linesOn(day).size());
    case OverdueRole: {
        const QList<Line> lines = linesOn(day);
        return std::any_of(lines.cbegin(), lines.cend(), [this](const Line &line) {
            return line.due.on < m_today;
        });
    }
    case Qt::DisplayRole:
        return day.day();
    case Qt::AccessibleTextRole: {
        const qsizetype count = linesOn(day).size();
        const QString on = displayLocale().toString(day, QLocale::LongFormat);
        return count == 0 ? tr("%1: no key").arg(on)
            : count == 1  ? tr("%1: one key").arg(on)
                          : tr("%1: %2 keys").arg(on, numberText(count));
    }
    default:
        return {};
    }
}

QVariant KeyCalendarModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || !m_today.isValid())
        return {};
    const QLocale locale = displayLocale();
    if (orientation == Qt::Vertical) {
        const int day = (locale.firstDayOfWeek() - 1 + section) % daysOfWeek + 1;
        return locale.dayName(day, QLocale::ShortFormat);
    }
    // The month stands over the week in which it begins.
    const QDate monday = firstDay().addDays(qint64(section) * daysOfWeek);
    const bool begins =
        section == 0 || monday.addDays(daysOfWeek - 1).month() != monday.addDays(-1).month();
    return begins
        ? locale.standaloneMonthName(monday.addDays(daysOfWeek - 1).month(), QLocale::ShortFormat)
        : QString();
}

Qt::ItemFlags KeyCalendarModel::flags(const QModelIndex &index) const
{
    return dayAt(index.row(), index.column()).isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable
                                                        : Qt::NoItemFlags;
}

KeyCalendarCard::KeyCalendarCard(QWidget *parent)
    : Card(tr("Keys to replace in the next 90 days"), parent)
    , m_table(new QTableView(this))
    , m_empty(new PlainLabel(tr("No key falls due. Give them a date or a rule above, and they "
                                "spread themselves over the days."),
                             TextRole::Muted,
                             Wrap::Yes,
                             this))
    , m_lines(new QVBoxLayout)
{
    body()->setSpacing(space::m);
    m_table->setHorizontalHeader(new WordHeader(Qt::Horizontal, cellWidth, m_table));
    m_table->setVerticalHeader(new WordHeader(Qt::Vertical, cellHeight, m_table));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new DayDelegate(m_table));
    m_table->setAccessibleName(tr("Keys to replace, by day"));
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setCornerButtonEnabled(false);
    m_table->setFixedHeight(daysOfWeek * cellHeight + headHeight);
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &KeyCalendarCard::showDay);
    body()->addWidget(m_table);
    body()->addWidget(m_empty);
    m_lines->setSpacing(space::s);
    body()->addLayout(m_lines);
}

void KeyCalendarCard::showSnapshot(const Snapshot &snapshot, const NameVeil &veil)
{
    QList<KeyCalendarModel::Line> lines;
    for (const KeyDue &due : snapshot.keyCalendar) {
        const Connection *connection = snapshot.connection(due.connection);
        if (connection)
            lines.append({due, veil.name(connection->name)});
    }
    const QDate today = snapshot.takenAt.toLocalTime().date();
    const QDate chosen = m_table->currentIndex().data(KeyCalendarModel::DayRole).toDate();
    m_model.setLines(lines, today, shownDays);
    m_empty->setVisible(lines.isEmpty());
    m_table->setVisible(!lines.isEmpty());
    // The first day with a key is what one wants to see.
    const QDate first = lines.isEmpty() ? today : std::max(lines.first().due.planned, today);
    const QDate shown = chosen.isValid() ? std::max(chosen, today) : first;
    m_table->setCurrentIndex(m_model.indexOf(shown));
    showDay();
}

void KeyCalendarCard::showDay()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // a button of it may be what asked for this
        }
        delete item;
    }
    const QDate day = m_table->currentIndex().data(KeyCalendarModel::DayRole).toDate();
    if (!day.isValid() || !m_empty->isHidden())
        return;
    const QList<KeyCalendarModel::Line> lines = m_model.linesOn(day);
    m_lines->addWidget(
        new PlainLabel(dateText(day, m_model.today()), TextRole::Strong, Wrap::Yes, this));
    if (lines.isEmpty())
        m_lines->addWidget(
            new PlainLabel(tr("No key on this day."), TextRole::Muted, Wrap::Yes, this));
    for (const KeyCalendarModel::Line &line : lines) {
        auto *row = new QWidget(this);
        auto *across = new QHBoxLayout(row);
        across->setContentsMargins(0, 0, 0, 0);
        across->setSpacing(space::l);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(2);
        texts->addWidget(new ElidedLabel(line.name, TextRole::Body, row));
        texts->addWidget(
            new PlainLabel(reasonText(line.due, m_model.today()), TextRole::Muted, Wrap::Yes, row));
        across->addLayout(texts, 1);
        auto *replace = new SecondaryButton(tr("Replace"), Icon::None, row);
        replace->setAccessibleName(tr("Replace the key of %1").arg(line.name));
        connect(replace, &QPushButton::clicked, this, [this, id = line.due.connection] {
            Q_EMIT replaceWanted(id);
        });
        across->addWidget(replace);
        m_lines->addWidget(row);
    }
}

} // namespace drawbridge::ui
