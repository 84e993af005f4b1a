// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/MapLayout.h"

#include "core/graph/BlockLayout.h"
#include "core/graph/DotLayout.h"
#include "core/graph/Graphviz.h"
#include "core/graph/GridLayout.h"

#include <QCoreApplication>
#include <QSet>

#include <numeric>

namespace drawbridge {

namespace {

LaidOutMap emptyLayout(const MapModel &map)
{
    LaidOutMap out;
    out.map = map;
    out.areas.resize(map.areas.size());
    out.tiles.resize(map.tiles.size());
    out.arrows.resize(map.arrows.size());
    return out;
}

/// Arrows that nobody has given a way yet.
void drawPlainArrows(LaidOutMap &out)
{
    for (qsizetype i = 0; i < out.arrows.size(); ++i) {
        const MapArrow &arrow = out.map.arrows[i];
        if (out.arrows[i].points.isEmpty())
            out.arrows[i] = plainArrow(out.tiles[arrow.from], out.tiles[arrow.to]);
    }
}

/// Areas that arrows touch, and the rest.
struct Parts
{
    QList<int> joined;
    QList<int> apart;
};

Parts partsOf(const MapModel &map)
{
    QSet<int> touched;
    for (const MapArrow &arrow : map.arrows)
        touched << map.tiles[arrow.from].area << map.tiles[arrow.to].area;
    Parts parts;
    for (int i = 0; i < map.areas.size(); ++i)
        (touched.contains(i) ? parts.joined : parts.apart).append(i);
    return parts;
}

LaidOutMap gridOf(const MapModel &map, const MapLayoutOptions &options, const QString &note)
{
    LaidOutMap out = emptyLayout(map);
    QList<int> all(map.areas.size());
    std::iota(all.begin(), all.end(), 0);
    GridLayout(map, options.tile).placeRows(all, mapMargin, 0, out);
    drawPlainArrows(out);
    out.by = LayoutBy::Grid;
    out.note = note;
    return out;
}

/// One run of Graphviz over the areas that arrows touch. The others would make its drawing one long column: they
/// stand below it in rows.
template<typename Layout>
Result<LaidOutMap> graphvizOf(const MapModel &map,
                              Engine engine,
                              const MapLayoutOptions &options,
                              const CancelToken &cancel)
{
    const Parts parts = partsOf(map);
    LaidOutMap out = emptyLayout(map);
    const Layout layout(map, parts.joined, options.tile);
    TRY(answer,
        runGraphviz(options.program,
                    engine,
                    layout.graph(),
                    {options.limit, options.largestAnswer},
                    cancel));
    TRY(bottom, layout.read(answer, out));
    GridLayout(map, options.tile)
        .placeRows(parts.apart, bottom + areaGap, out.size.width() - 2 * mapMargin, out);
    drawPlainArrows(out);
    out.by = LayoutBy::Graphviz;
    return out;
}

/// Layers suit a few tiles; many make one long strip that nobody can look at.
bool isStrip(QSizeF size)
{
    return size.height() > 2.2 * size.width() || size.width() > 4 * size.height();
}

Result<LaidOutMap> bestOf(const MapModel &map,
                          const MapLayoutOptions &options,
                          const CancelToken &cancel)
{
    if (map.tiles.size() <= options.mostLayered
        && map.arrows.size() <= qsizetype{4} * options.mostLayered) {
        TRY(layered, graphvizOf<DotLayout>(map, Engine::Dot, options, cancel));
        if (map.areas.size() < 2 || !isStrip(layered.size))
            return layered;
    }
    return graphvizOf<BlockLayout>(map, Engine::Sfdp, options, cancel);
}

} // namespace

Result<LaidOutMap> layoutMap(const MapModel &map,
                             const MapLayoutOptions &options,
                             const CancelToken &cancel)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("MapLayout", text); };
    if (cancel.isCancelled())
        return Error{ErrorCode::Cancelled, tr("It was stopped."), {}};
    if (map.arrows.isEmpty())
        return gridOf(map, options, {});
    Result<LaidOutMap> byGraphviz = bestOf(map, options, cancel);
    if (byGraphviz.isOk() || byGraphviz.error().code == ErrorCode::Cancelled)
        return byGraphviz;
    const QString &why = byGraphviz.error().what;
    return gridOf(map, options, QString(why % u' ' % tr("The map is shown in plain rows instead.")));
}

} // namespace drawbridge
