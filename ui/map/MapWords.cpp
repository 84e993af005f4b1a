// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapWords.h"

#include "ui/kit/Tokens.h"

#include <QCoreApplication>

namespace drawbridge::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MapWords", text);
}

} // namespace

QColor sensitivityColor(Sensitivity sensitivity)
{
    switch (sensitivity) {
    case Sensitivity::Low:
        return tokens().good;
    case Sensitivity::Medium:
        return tokens().accent;
    case Sensitivity::High:
        return tokens().warning;
    case Sensitivity::Critical:
        break;
    }
    return tokens().danger;
}

QString sensitivityLabel(Sensitivity sensitivity)
{
    switch (sensitivity) {
    case Sensitivity::Low:
        return tr("harmless");
    case Sensitivity::Medium:
        return tr("personal");
    case Sensitivity::High:
        return tr("sensitive");
    case Sensitivity::Critical:
        break;
    }
    return tr("most sensitive");
}

QString howKnownLabel(HowKnown how)
{
    switch (how) {
    case HowKnown::SeenHere:
        return tr("seen here");
    case HowKnown::ReportedByApp:
        return tr("reported by the app");
    case HowKnown::Imported:
        return tr("from an import");
    case HowKnown::NotVisible:
        break;
    }
    return tr("as you told us");
}

QPen howKnownPen(HowKnown how, const QColor &color, qreal width)
{
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap);
    if (how == HowKnown::Imported) {
        pen.setDashPattern({5, 3});
    } else if (how == HowKnown::NotVisible) {
        // A dash of almost nothing with round ends is a dot.
        pen.setCapStyle(Qt::RoundCap);
        pen.setDashPattern({0.1, 2.8});
    }
    return pen;
}

QString carrierText(Carrier carrier, const QString &name, Names names)
{
    const QString by = nameText(name, names);
    switch (carrier) {
    case Carrier::Direct:
        return tr("directly");
    case Carrier::Hub:
        return name.isEmpty() ? tr("through another app") : tr("through %1").arg(name);
    case Carrier::Webhook:
        return tr("by automatic message");
    case Carrier::Script:
        return name.isEmpty() ? tr("by a script") : tr("by the script %1").arg(by);
    case Carrier::Person:
        break;
    }
    return name.isEmpty() ? tr("by hand") : tr("by hand, by %1").arg(by);
}

QString arrowSentence(const MapModel &map, const MapArrow &arrow, Names names)
{
    QString how = howKnownLabel(arrow.howKnown);
    if (arrow.retired)
        how = tr("no longer in use");
    return tr("%1 sends %2 to %3 %4; %5")
        .arg(nameText(map.tiles.at(arrow.from).name, names),
             arrow.dataLabels.join(QStringLiteral(", ")),
             nameText(map.tiles.at(arrow.to).name, names),
             carrierText(arrow.carrier, arrow.carrierName, names),
             how);
}

QString tileSentence(const MapModel &map, const MapTile &tile, Names names)
{
    QStringList parts{nameText(tile.name, names)};
    if (names == Names::Hidden)
        parts << tile.appName;
    if (tile.area >= 0 && tile.area < map.areas.size())
        parts << tr("in %1").arg(map.areas.at(tile.area).name);
    if (tile.custody == Custody::HeldElsewhere)
        parts << (tile.heldBy.isEmpty()
                      ? tr("key kept elsewhere")
                      : tr("key kept elsewhere, by: %1").arg(nameText(tile.heldBy, names)));
    if (tile.paused)
        parts << tr("paused");
    else if (tile.running == Answer::Yes)
        parts << tr("running");
    else if (tile.running == Answer::No)
        parts << tr("not running");
    return parts.join(QStringLiteral(", "));
}

} // namespace drawbridge::ui
