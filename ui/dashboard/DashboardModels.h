// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"

#include <QAbstractListModel>
#include <QAbstractTableModel>
#include <QHash>

#include <memory>

namespace drawbridge::ui {

/// The connections of the dashboard: app, both dates, and running and checked as two signs.
class ConnectionTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, EndsAt, ReplaceBy, Running, Checked, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSnapshot(std::shared_ptr<const Snapshot> snapshot,
                     const QHash<AppId, QString> &appNames);
    [[nodiscard]] ConnectionId connectionAt(int row) const;

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

    QList<Row> m_rows;
    QDate m_today;
};

/// What happened in the last day, newest first.
class ActivityModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setSnapshot(const std::shared_ptr<const Snapshot> &snapshot);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Event> m_events;
    QDateTime m_now;
};

} // namespace drawbridge::ui
