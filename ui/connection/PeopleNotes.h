// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/NameVeil.h"
#include "ui/kit/Notices.h"

#include <QPointer>

namespace drawbridge::ui {

class PlacesCard;
class SeesCard;

/// What the two cards of people and places ask for, carried out; one connection at a time.
class PeopleNotes final : public QObject
{
    Q_OBJECT

public:
    PeopleNotes(Workspace &workspace, SeesCard &sees, PlacesCard &places, QWidget *anchor);

    void setConnection(const ConnectionId &id) { m_id = id; }

Q_SIGNALS:
    void told(const drawbridge::ui::Notice &notice);

private:
    void askSighting(const SightingId &known);
    void askPlacement();
    void forgetSighting(const SightingId &id);
    void forgetPlacement(const PlacementId &id);
    /// Tells what went wrong, or `done`.
    template<typename Command>
    void run(const Command &command, const QString &done);
    [[nodiscard]] NameVeil veil() const;

    Workspace &m_workspace;
    ConnectionId m_id;
    QWidget *m_anchor;
};

} // namespace drawbridge::ui
