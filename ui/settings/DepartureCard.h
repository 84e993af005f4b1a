// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "core/workspace/Workspace.h"
#include "ui/kit/Card.h"
#include "ui/kit/NameVeil.h"

class QHBoxLayout;

namespace drawbridge::ui {

/// Somebody leaves: the keys he saw, what becomes of each, and the end of the list. Made anew for each state.
class DepartureCard final : public Card
{
    Q_OBJECT

public:
    DepartureCard(const Departure &departure,
                  const Person &person,
                  const Snapshot &snapshot,
                  const NameVeil &veil,
                  QWidget *parent = nullptr);

Q_SIGNALS:
    void connectionWanted(const QString &subject);
    /// Of the connection with that id.
    void replaceWanted(const QString &connection);
    void settleWanted(const drawbridge::SettleItem &command);
    /// Why the key can stay is to be asked.
    void reasonWanted(const drawbridge::SettleItem &command);
    void endWanted(const drawbridge::DepartureId &id);
    void cancelWanted(const drawbridge::DepartureId &id);

private:
    void addItem(const DepartureItem &item, const Snapshot &snapshot, const NameVeil &veil);
    void addButtons(QHBoxLayout *row,
                    const DepartureItem &item,
                    const Snapshot &snapshot,
                    const QString &name);

    DepartureId m_id;
    bool m_isOpen;
};

} // namespace drawbridge::ui
