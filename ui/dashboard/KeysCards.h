// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/kit/Card.h"
#include "ui/kit/NameVeil.h"

#include <QHash>

namespace drawbridge::ui {

/// Keys whose replacing goes on without the owner, each with how far it is. Unseen while there is none: what waits for
/// him stands among what needs him.
class RotationsCard final : public Card
{
    Q_OBJECT

public:
    explicit RotationsCard(QWidget *parent = nullptr);

    void setSnapshot(const Snapshot &snapshot,
                     const QHash<AppId, QString> &appNames,
                     const NameVeil &veil);

Q_SIGNALS:
    void chosen(const drawbridge::ConnectionId &id);

private:
    void addRow(const Rotation &rotation, const QString &name, const QString &app);

    QVBoxLayout *m_column;
};

/// Keys that nobody uses here any more and no app was seen to refuse. Unseen while there is none.
class LeftOverKeysCard final : public Card
{
    Q_OBJECT

public:
    explicit LeftOverKeysCard(QWidget *parent = nullptr);

    void setSnapshot(const Snapshot &snapshot, const NameVeil &veil);

Q_SIGNALS:
    void endChosen(const drawbridge::LiveKey &key);

private:
    [[nodiscard]] QWidget *makeRow(const LiveKey &key, const QString &name);

    QVBoxLayout *m_column;
};

/// What of the live keys is left over: used by nobody here, not being ended by anything that is under way. Pure.
[[nodiscard]] QList<LiveKey> leftOverKeys(const Snapshot &snapshot);

} // namespace drawbridge::ui
