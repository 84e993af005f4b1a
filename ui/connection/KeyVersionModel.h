// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Credential.h"

#include <QAbstractTableModel>

namespace drawbridge::ui {

/// The versions of a connection's keys, newest first.
class KeyVersionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Version, Stage, Created, EndsAt, ReplaceBy, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setCredentials(const QList<Credential> &credentials, const QDateTime &now);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section,
                                      Qt::Orientation orientation,
                                      int role) const override;

private:
    QList<CredentialVersion> m_versions;
    QDateTime m_now;
};

} // namespace drawbridge::ui
