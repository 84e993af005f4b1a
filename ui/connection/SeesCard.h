// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/connection/ConnectionShown.h"
#include "ui/kit/Card.h"

namespace drawbridge::ui {

/// Who can see the key, or saw it, as far as the owner noted, and when somebody last looked that it is so.
class SeesCard final : public Card
{
    Q_OBJECT

public:
    explicit SeesCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();

Q_SIGNALS:
    void addWanted();
    void editWanted(const drawbridge::SightingId &id);
    void noteWanted(const drawbridge::NoteSighting &command);
    void forgetWanted(const drawbridge::SightingId &id);
    void peopleWanted();

private:
    void addRow(const ConnectionShown &shown, const Sighting &sighting, const Person &person);

    QVBoxLayout *m_lines;
};

/// Where the key was pasted, and, of a hub, which other keys it holds.
class PlacesCard final : public Card
{
    Q_OBJECT

public:
    explicit PlacesCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();

Q_SIGNALS:
    void addWanted();
    void noteWanted(const drawbridge::NotePlacement &command);
    void forgetWanted(const drawbridge::PlacementId &id);

private:
    void addRow(const ConnectionShown &shown, const Placement &placement, const Place &place);
    void addHeld(const ConnectionShown &shown);

    QVBoxLayout *m_lines;
};

} // namespace drawbridge::ui
