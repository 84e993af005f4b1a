// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/MapModel.h"

namespace drawbridge {

/// Businesses to draw.
inline Boundary area(const char *id, const QString &name, int position)
{
    return {BoundaryId(QString::fromLatin1(id)), name, {}, position};
}

inline Connection connection(const QString &id, const QString &name, const QString &areaId)
{
    Connection one;
    one.id = ConnectionId(id);
    one.app = QStringLiteral("stripe");
    one.name = name;
    one.boundary = BoundaryId(areaId);
    return one;
}

inline Flow flow(const QString &id, const QString &from, const QString &to, const QStringList &data)
{
    Flow one;
    one.id = FlowId(id);
    one.from = ConnectionId(from);
    one.to = ConnectionId(to);
    one.dataClasses = data;
    one.purpose = QStringLiteral("the books");
    return one;
}

/// A shop: three areas, five connections, four flows of which three cross.
inline MapInput smallShop()
{
    MapInput input;
    input.boundaries = {area("money", QStringLiteral("Money"), 1),
                        area("shop", QStringLiteral("Shop"), 0),
                        area("empty", QStringLiteral("Nothing yet"), 2)};
    input.connections =
        {connection(QStringLiteral("books"), QStringLiteral("QuickBooks"), QStringLiteral("money")),
         connection(QStringLiteral("pay"), QStringLiteral("Stripe"), QStringLiteral("money")),
         connection(QStringLiteral("store"), QStringLiteral("Shopify"), QStringLiteral("shop")),
         connection(QStringLiteral("mail"), QStringLiteral("Mailchimp"), QStringLiteral("shop")),
         connection(QStringLiteral("stray"), QStringLiteral("Notion"), {})};
    input.dataClasses =
        {{QStringLiteral("order-totals"), QStringLiteral("order totals"), Sensitivity::Low},
         {QStringLiteral("orders"), QStringLiteral("orders"), Sensitivity::Medium},
         {QStringLiteral("card-data"), QStringLiteral("card data"), Sensitivity::Critical}};
    input.flows = {flow(QStringLiteral("f1"),
                        QStringLiteral("store"),
                        QStringLiteral("pay"),
                        {QStringLiteral("orders"), QStringLiteral("card-data")}),
                   flow(QStringLiteral("f2"),
                        QStringLiteral("pay"),
                        QStringLiteral("books"),
                        {QStringLiteral("order-totals")}),
                   flow(QStringLiteral("f3"),
                        QStringLiteral("store"),
                        QStringLiteral("stray"),
                        {QStringLiteral("orders")}),
                   flow(QStringLiteral("f4"),
                        QStringLiteral("mail"),
                        QStringLiteral("books"),
                        {QStringLiteral("made-up")})};
    return input;
}

/// `tiles` connections over `areas` areas and `arrows` flows between them, the same every time.
inline MapInput bigBusiness(int tiles, int areas, int arrows)
{
    MapInput input;
    for (int i = 0; i < areas; ++i)
        input.boundaries.append(
            {BoundaryId(QStringLiteral("b%1").arg(i)), QStringLiteral("Area %1").arg(i), {}, i});
    for (int i = 0; i < tiles; ++i)
        input.connections.append(connection(QStringLiteral("c%1").arg(i),
                                            QStringLiteral("App %1").arg(i),
                                            QStringLiteral("b%1").arg(i % areas)));
    quint32 seed = 7;
    const auto next = [&seed](int below) {
        seed = seed * 1664525U + 1013904223U;
        return int((seed >> 8) % quint32(below));
    };
    for (int i = 0; i < arrows; ++i) {
        const int from = next(tiles);
        const int to = (from + 1 + next(tiles - 1)) % tiles;
        input.flows.append(flow(QStringLiteral("f%1").arg(i),
                                QStringLiteral("c%1").arg(from),
                                QStringLiteral("c%1").arg(to),
                                {QStringLiteral("orders")}));
    }
    return input;
}

} // namespace drawbridge
