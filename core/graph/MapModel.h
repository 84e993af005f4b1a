// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"
#include "core/model/Connection.h"
#include "core/model/Flow.h"

#include <QHash>
#include <QList>

#include <optional>

namespace drawbridge {

/// What of the business the map shows. Empty fields do not filter.
struct MapFilter
{
    QStringList dataClasses; ///< only flows that carry one of these, and all connections
    std::optional<Environment> environment;
    bool retiredToo = false;
};

/// What the map is made from. Names may be anything.
struct MapInput
{
    QList<Connection> connections;
    QList<Flow> flows;
    QList<Boundary> boundaries;
    QList<DataClass> dataClasses;
    QHash<AppId, AppTile> tiles; ///< how apps look; an unknown app gets its name's first letter
    QHash<AppId, QString> appNames;
};

struct MapTile
{
    ConnectionId connection;
    AppId app;
    QString appName;
    QString name;
    AppTile look;
    Environment environment = Environment::Production;
    Custody custody = Custody::HeldHere;
    QString heldBy;
    bool paused = false;
    Answer running = Answer::Unknown;
    int area = 0; ///< index into MapModel::areas
};

struct MapArea
{
    BoundaryId boundary; ///< none: for connections that are in no area
    QString name;
    QList<int> tiles; ///< indexes into MapModel::tiles
};

struct MapArrow
{
    FlowId flow;
    int from = 0; ///< indexes into MapModel::tiles
    int to = 0;
    QStringList dataClasses;
    QStringList dataLabels;
    Sensitivity sensitivity = Sensitivity::Low; ///< the highest that travels
    Carrier carrier = Carrier::Direct;
    QString carrierName;
    HowKnown howKnown = HowKnown::NotVisible;
    QString purpose;
    bool retired = false;
    bool crosses = false; ///< leaves one area and enters another
};

/// A flow that leaves an area.
struct MapCrossing
{
    FlowId flow;
    int arrow = 0; ///< index into MapModel::arrows
    int fromArea = 0;
    int toArea = 0;
};

/// The business as areas, tiles and arrows, before anybody says where they stand. The order depends on the
/// content alone, so that two maps of one business are equal.
struct MapModel
{
    QList<MapArea> areas; ///< by position; empty areas stay
    QList<MapTile> tiles; ///< by area, then name
    QList<MapArrow> arrows;
    QList<MapCrossing> crossings;

    /// Index, or -1.
    [[nodiscard]] int tileOf(const ConnectionId &id) const;
    [[nodiscard]] int arrowOf(const FlowId &id) const;
};

/// Pure. A kind of data nobody knows counts as the most sensitive one.
[[nodiscard]] MapModel buildMap(const MapInput &input, const MapFilter &filter = {});

} // namespace drawbridge
