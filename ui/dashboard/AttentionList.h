// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/kit/NameVeil.h"

#include <QWidget>

class QVBoxLayout;

namespace drawbridge::ui {

/// What needs the owner, most urgent first: three at most, each with its one button, the rest under Later.
class AttentionList final : public QWidget
{
    Q_OBJECT

public:
    explicit AttentionList(QWidget *parent = nullptr);

    void setItems(const QList<AttentionItem> &items, const QDate &today, const NameVeil &veil);

Q_SIGNALS:
    void chosen(const drawbridge::AttentionItem &item);

private:
    [[nodiscard]] QWidget *makeRow(const AttentionItem &item, const QDate &today, bool primary);

    QVBoxLayout *m_column;
    NameVeil m_veil;
};

} // namespace drawbridge::ui
