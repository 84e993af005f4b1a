// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"

#include <QAbstractTableModel>

namespace drawbridge::ui {

/// What a key needs, has and uses, a scope a row.
class ScopeModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { What, Needed, Granted, Used, Reading, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setReview(const ScopeReview &review);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section,
                                      Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QVariant text(const ScopeRow &row, int column) const;

    ScopeReview m_review;
};

} // namespace drawbridge::ui
