// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/MapModel.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace drawbridge {

namespace {

/// Compared as people see it, and by id where that is not enough, so that the order never depends on chance.
QString sortName(const QString &name)
{
    return name.toCaseFolded();
}

bool isShown(const Flow &flow, const MapFilter &filter)
{
    if (flow.retiredAt && !filter.retiredToo)
        return false;
    return filter.dataClasses.isEmpty()
        || std::any_of(flow.dataClasses.cbegin(),
                       flow.dataClasses.cend(),
                       [&filter](const QString &id) { return filter.dataClasses.contains(id); });
}

QList<MapArea> areasOf(QList<Boundary> boundaries)
{
    std::sort(boundaries.begin(), boundaries.end(), [](const Boundary &a, const Boundary &b) {
        return std::tuple(a.position, sortName(a.name), a.id.text())
            < std::tuple(b.position, sortName(b.name), b.id.text());
    });
    QList<MapArea> areas;
    for (const Boundary &boundary : boundaries)
        areas.append({boundary.id, boundary.name, {}});
    return areas;
}

MapTile tileOfConnection(const Connection &connection, const MapInput &input)
{
    MapTile tile;
    tile.connection = connection.id;
    tile.app = connection.app;
    tile.appName = input.appNames.value(connection.app, connection.app);
    tile.name = connection.name;
    tile.environment = connection.environment;
    tile.custody = connection.custody;
    tile.heldBy = connection.heldBy;
    tile.paused = connection.paused;
    tile.running = isRunning(connection);
    tile.look = input.tiles.value(connection.app);
    if (tile.look.monogram.isEmpty())
        tile.look.monogram = connection.name.left(1).toUpper();
    if (tile.look.colour.isEmpty())
        tile.look.colour = QStringLiteral("#6b7280");
    return tile;
}

/// Puts the tiles into areas; one area without a boundary takes those that are in none.
void placeTiles(MapModel &map, const MapInput &input, const MapFilter &filter)
{
    for (const Connection &connection : input.connections) {
        if (filter.environment && connection.environment != *filter.environment)
            continue;
        MapTile tile = tileOfConnection(connection, input);
        tile.area = -1;
        for (int i = 0; i < map.areas.size(); ++i) {
            if (connection.boundary.isValid() && map.areas[i].boundary == connection.boundary)
                tile.area = i;
        }
        map.tiles.append(std::move(tile));
    }
    const bool strays = std::any_of(map.tiles.cbegin(), map.tiles.cend(), [](const MapTile &tile) {
        return tile.area < 0;
    });
    if (strays) {
        map.areas.append({{}, QCoreApplication::translate("MapModel", "In no area"), {}});
        for (MapTile &tile : map.tiles)
            tile.area = tile.area < 0 ? int(map.areas.size()) - 1 : tile.area;
    }
    std::sort(map.tiles.begin(), map.tiles.end(), [](const MapTile &a, const MapTile &b) {
        return std::tuple(a.area, sortName(a.name), a.connection.text())
            < std::tuple(b.area, sortName(b.name), b.connection.text());
    });
    for (int i = 0; i < map.tiles.size(); ++i)
        map.areas[map.tiles[i].area].tiles.append(i);
}

MapArrow arrowOfFlow(const Flow &flow, const MapInput &input)
{
    MapArrow arrow;
    arrow.flow = flow.id;
    arrow.dataClasses = flow.dataClasses;
    arrow.carrier = flow.carrier;
    arrow.carrierName = flow.carrierName;
    arrow.howKnown = flow.howKnown;
    arrow.purpose = flow.purpose;
    arrow.retired = flow.retiredAt.has_value();
    for (const QString &id : flow.dataClasses) {
        const auto known = std::find_if(input.dataClasses.cbegin(),
                                        input.dataClasses.cend(),
                                        [&id](const DataClass &each) { return each.id == id; });
        const bool isKnown = known != input.dataClasses.cend();
        arrow.dataLabels.append(isKnown ? known->label : id);
        arrow.sensitivity =
            std::max(arrow.sensitivity, isKnown ? known->sensitivity : Sensitivity::Critical);
    }
    return arrow;
}

void placeArrows(MapModel &map, const MapInput &input, const MapFilter &filter)
{
    QHash<ConnectionId, int> tileOf;
    for (int i = 0; i < map.tiles.size(); ++i)
        tileOf.insert(map.tiles[i].connection, i);
    for (const Flow &flow : input.flows) {
        const int from = tileOf.value(flow.from, -1);
        const int to = tileOf.value(flow.to, -1);
        if (from < 0 || to < 0 || !isShown(flow, filter))
            continue;
        MapArrow arrow = arrowOfFlow(flow, input);
        arrow.from = from;
        arrow.to = to;
        arrow.crosses = map.tiles[from].area != map.tiles[to].area;
        map.arrows.append(std::move(arrow));
    }
    std::sort(map.arrows.begin(), map.arrows.end(), [](const MapArrow &a, const MapArrow &b) {
        return std::tuple(a.from, a.to, a.flow.text()) < std::tuple(b.from, b.to, b.flow.text());
    });
    for (int i = 0; i < map.arrows.size(); ++i) {
        const MapArrow &arrow = map.arrows[i];
        if (arrow.crosses)
            map.crossings.append(
                {arrow.flow, i, map.tiles[arrow.from].area, map.tiles[arrow.to].area});
    }
}

} // namespace

int MapModel::tileOf(const ConnectionId &id) const
{
    const auto found = std::find_if(tiles.cbegin(), tiles.cend(), [&id](const MapTile &tile) {
        return tile.connection == id;
    });
    return found == tiles.cend() ? -1 : int(found - tiles.cbegin());
}

int MapModel::arrowOf(const FlowId &id) const
{
    const auto found = std::find_if(arrows.cbegin(), arrows.cend(), [&id](const MapArrow &arrow) {
        return arrow.flow == id;
    });
    return found == arrows.cend() ? -1 : int(found - arrows.cbegin());
}

MapModel buildMap(const MapInput &input, const MapFilter &filter)
{
    MapModel map;
    map.areas = areasOf(input.boundaries);
    placeTiles(map, input, filter);
    placeArrows(map, input, filter);
    return map;
}

} // namespace drawbridge
