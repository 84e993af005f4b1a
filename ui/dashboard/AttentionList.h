// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/kit/NameVeil.h"
#include "ui/kit/RotationText.h"

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace drawbridge::ui {

/// What needs the owner, most urgent first: three at most, each with its one button, the rest under Later.
class AttentionList final : public QWidget
{
    Q_OBJECT

public:
    explicit AttentionList(QWidget *parent = nullptr);

    /// `progress`: of the replacing of keys that items tell of, by its id.
    void setItems(const QList<AttentionItem> &items,
                  const QDate &today,
                  const NameVeil &veil,
                  const QHash<QString, RotationProgress> &progress = {});

Q_SIGNALS:
    void chosen(const drawbridge::AttentionItem &item);
    /// To the old key, where the item says that there is a way.
    void goBackChosen(const drawbridge::AttentionItem &item);

private:
    [[nodiscard]] QWidget *makeRow(const AttentionItem &item, const QDate &today, bool primary);

    QVBoxLayout *m_column;
    NameVeil m_veil;
    QHash<QString, RotationProgress> m_progress;
};

} // namespace drawbridge::ui
