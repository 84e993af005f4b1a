// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/MapExport.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonObject areaJson(const MapModel &map, const MapArea &area)
{
    QJsonArray connections;
    for (const int tile : area.tiles)
        connections.append(map.tiles[tile].connection.text());
    return {{"id"_L1, orNull(area.boundary.text())},
            {"name"_L1, area.name},
            {"connections"_L1, connections}};
}

QJsonObject tileJson(const MapModel &map, const MapTile &tile)
{
    return {{"id"_L1, tile.connection.text()},
            {"app"_L1, tile.app},
            {"appName"_L1, tile.appName},
            {"name"_L1, tile.name},
            {"environment"_L1, toText(tile.environment)},
            {"held"_L1, toText(tile.custody)},
            {"heldBy"_L1, orNull(tile.heldBy)},
            {"paused"_L1, tile.paused},
            {"running"_L1, toText(tile.running)},
            {"area"_L1, orNull(map.areas[tile.area].boundary.text())}};
}

QJsonObject arrowJson(const MapModel &map, const MapArrow &arrow)
{
    return {{"id"_L1, arrow.flow.text()},
            {"from"_L1, map.tiles[arrow.from].connection.text()},
            {"to"_L1, map.tiles[arrow.to].connection.text()},
            {"data"_L1, QJsonArray::fromStringList(arrow.dataClasses)},
            {"sensitivity"_L1, toText(arrow.sensitivity)},
            {"carrier"_L1, toText(arrow.carrier)},
            {"carrierName"_L1, orNull(arrow.carrierName)},
            {"howKnown"_L1, toText(arrow.howKnown)},
            {"purpose"_L1, arrow.purpose},
            {"retired"_L1, arrow.retired},
            {"crosses"_L1, arrow.crosses}};
}

QJsonObject crossingJson(const MapModel &map, const MapCrossing &crossing)
{
    const MapArea &from = map.areas[crossing.fromArea];
    const MapArea &to = map.areas[crossing.toArea];
    return {{"flow"_L1, crossing.flow.text()},
            {"fromArea"_L1, orNull(from.boundary.text())},
            {"toArea"_L1, orNull(to.boundary.text())},
            {"from"_L1, from.name},
            {"to"_L1, to.name}};
}

template<typename T>
QJsonArray arrayOf(const MapModel &map,
                   const QList<T> &list,
                   QJsonObject (*toJson)(const MapModel &, const T &))
{
    QJsonArray all;
    for (const T &each : list)
        all.append(toJson(map, each));
    return all;
}

} // namespace

QJsonObject mapToJson(const MapModel &map)
{
    return {{"areas"_L1, arrayOf(map, map.areas, areaJson)},
            {"connections"_L1, arrayOf(map, map.tiles, tileJson)},
            {"flows"_L1, arrayOf(map, map.arrows, arrowJson)},
            {"crossings"_L1, arrayOf(map, map.crossings, crossingJson)}};
}

} // namespace drawbridge
