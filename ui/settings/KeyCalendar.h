// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/kit/Card.h"
#include "ui/kit/NameVeil.h"

#include <QAbstractTableModel>
#include <QLocale>
#include <QTableView>

namespace drawbridge::ui {

class PlainLabel;

/// The days of the next months, a week a column, each with how many keys are planned for it.
class KeyCalendarModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    enum Role {
        CountRole = Qt::UserRole + 1, ///< int
        OverdueRole,                  ///< bool: one of them should have been replaced before
        DayRole,                      ///< QDate; none: not within these months
    };

    struct Line
    {
        KeyDue due;
        QString name;
    };
    void setLines(const QList<Line> &lines, const QDate &today, int days);
    [[nodiscard]] QList<Line> linesOn(const QDate &day) const;
    [[nodiscard]] QModelIndex indexOf(const QDate &day) const;
    [[nodiscard]] QDate today() const { return m_today; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section,
                                      Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    [[nodiscard]] QDate dayAt(int row, int column) const;
    [[nodiscard]] QDate firstDay() const;

    QList<Line> m_lines;
    QDate m_today;
    int m_days = 0;
};

/// Which keys are to be replaced on which day, and by what; the arrow keys go from day to day.
class KeyCalendarCard final : public Card
{
    Q_OBJECT

public:
    explicit KeyCalendarCard(QWidget *parent = nullptr);

    void showSnapshot(const Snapshot &snapshot, const NameVeil &veil);

Q_SIGNALS:
    void replaceWanted(const drawbridge::ConnectionId &id);

private:
    void showDay();

    KeyCalendarModel m_model;
    QTableView *m_table;
    PlainLabel *m_empty;
    QVBoxLayout *m_lines;
};

} // namespace drawbridge::ui
