// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/GraphvizAnswer.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr double pointsPerInch = 72;
constexpr double farthest = 1e6;

/// "12.5,40" and the like; nothing if it is not `count` sane numbers.
std::optional<QList<double>> numbers(QStringView text, qsizetype count)
{
    QList<double> all;
    for (const QStringView part : text.split(u',')) {
        bool ok = false;
        const double number = part.toDouble(&ok);
        if (!ok || !std::isfinite(number) || std::abs(number) > farthest)
            return std::nullopt;
        all.append(number);
    }
    if (all.size() != count)
        return std::nullopt;
    return all;
}

/// The number in "n12" or "cluster_a3".
std::optional<int> indexIn(const QString &name, QLatin1String prefix)
{
    bool ok = false;
    const int index =
        name.startsWith(prefix) ? QStringView(name).sliced(prefix.size()).toInt(&ok) : 0;
    if (!ok || index < 0)
        return std::nullopt;
    return index;
}

/// "e,x,y x,y x,y ...": the arrow's tip first, then the curve. Empty if it is none.
QList<QPointF> readCurve(const QString &text, double height)
{
    QList<QPointF> points;
    std::optional<QPointF> tip;
    for (const QStringView part : QStringView(text).split(u' ', Qt::SkipEmptyParts)) {
        const bool isTip = part.startsWith("e,"_L1);
        const auto xy = numbers(isTip ? part.sliced(2) : part, 2);
        if (!xy)
            return {};
        const QPointF point((*xy)[0], height - (*xy)[1]);
        if (isTip)
            tip = point;
        else
            points.append(point);
    }
    if (points.size() < 4 || points.size() % 3 != 1)
        return {};
    if (tip) {
        const QPointF last = points.constLast();
        points << last + (*tip - last) / 3 << last + (*tip - last) * 2 / 3 << *tip;
    }
    return points;
}

} // namespace

QByteArray inches(double pixels)
{
    return QByteArray::number(pixels / pointsPerInch, 'f', 4);
}

Error GraphvizAnswer::senseless()
{
    return {ErrorCode::Refused,
            QCoreApplication::translate("Graphviz",
                                        "Graphviz answered with something else than a map."),
            {}};
}

Result<GraphvizAnswer> GraphvizAnswer::read(const QByteArray &json)
{
    GraphvizAnswer answer;
    const QJsonObject whole = QJsonDocument::fromJson(json).object();
    const auto box = numbers(whole.value("bb"_L1).toString(), 4);
    if (!box)
        return senseless();
    const double height = (*box)[3];
    answer.size = {(*box)[2], height};
    for (const QJsonValue value : whole.value("objects"_L1).toArray()) {
        const QJsonObject object = value.toObject();
        const QString name = object.value("name"_L1).toString();
        if (const auto area = indexIn(name, "cluster_a"_L1)) {
            const auto edges = numbers(object.value("bb"_L1).toString(), 4);
            if (!edges)
                return senseless();
            answer.clusters.emplace(*area,
                                    QRectF(QPointF((*edges)[0], height - (*edges)[3]),
                                           QPointF((*edges)[2], height - (*edges)[1])));
        } else if (const auto node = indexIn(name, "n"_L1)) {
            const auto centre = numbers(object.value("pos"_L1).toString(), 2);
            if (!centre)
                return senseless();
            answer.nodes.emplace(*node, QPointF((*centre)[0], height - (*centre)[1]));
        }
    }
    for (const QJsonValue value : whole.value("edges"_L1).toArray()) {
        const QJsonObject edge = value.toObject();
        const auto index = indexIn(edge.value("id"_L1).toString(), "e"_L1);
        const QList<QPointF> curve = readCurve(edge.value("pos"_L1).toString(), height);
        if (index && !curve.isEmpty())
            answer.edges.emplace(*index, curve);
    }
    return answer;
}

} // namespace drawbridge
