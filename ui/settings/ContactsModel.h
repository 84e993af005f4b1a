// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"

#include <QAbstractTableModel>

namespace drawbridge::ui {

/// Who Drawbridge has talked to, latest first, as a table.
class ContactsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Host, Purpose, Last, Times, Sent, Received, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// `now` is what "2 minutes ago" is counted from.
    void setContacts(const QList<Contact> &contacts, const QDateTime &now);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section,
                                      Qt::Orientation orientation,
                                      int role) const override;

private:
    QList<Contact> m_contacts;
    QDateTime m_now;
};

} // namespace drawbridge::ui
