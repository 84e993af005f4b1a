// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/kit/NameVeil.h"

#include <QAbstractListModel>
#include <QAbstractTableModel>
#include <QHash>

namespace drawbridge::ui {

/// The connections of the dashboard: app, both dates, and running and checked as two signs.
class ConnectionTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, EndsAt, ReplaceBy, Running, Checked, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// The same connections as before keep their rows, and the view what is chosen in them.
    void setSnapshot(const Snapshot &snapshot,
                     const QHash<AppId, QString> &appNames,
                     const NameVeil &veil);
    [[nodiscard]] ConnectionId connectionAt(int row) const;
    /// -1 if it is not there.
    [[nodiscard]] int rowOf(const ConnectionId &id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section,
                                      Qt::Orientation orientation,
                                      int role) const override;

private:
    struct Row
    {
        Connection connection;
        QString app;
        std::optional<QDate> endsAt;
        std::optional<QDate> replaceBy;
        bool hasKey = false;
    };
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QVariant pill(const Row &row, int column, int role) const;

    [[nodiscard]] static QList<Row> rowsOf(const Snapshot &snapshot,
                                           const QHash<AppId, QString> &appNames);

    QList<Row> m_rows;
    QDate m_today;
    NameVeil m_veil;
};

/// What happened in the last day, newest first.
class ActivityModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setSnapshot(const Snapshot &snapshot, const NameVeil &veil);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Event> m_events;
    QDateTime m_now;
    NameVeil m_veil;
};

} // namespace drawbridge::ui
