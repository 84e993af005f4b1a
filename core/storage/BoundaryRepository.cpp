// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/BoundaryRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const BoundaryId &id)
{
    return u"boundaries/"_s % id.text();
}

Result<QList<Boundary>> listWhere(Session &session,
                                  const QString &condition,
                                  const QVariantList &values)
{
    QList<Boundary> boundaries;
    TRY_DONE(session.select(u"SELECT id, kind, position, sealed FROM boundaries"_s % condition
                                % u" ORDER BY position, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                Boundary boundary;
                                boundary.id = BoundaryId(row.value(0).toString());
                                boundary.kind = row.value(1).toString();
                                boundary.position = row.value(2).toInt();
                                TRY(object, session.unseal(row.value(3), placeOf(boundary.id)));
                                boundary.name = object.value(u"name"_s).toString();
                                boundaries.append(boundary);
                                return {};
                            }));
    return boundaries;
}

Result<QByteArray> sealedPart(const Session &session, const Boundary &boundary)
{
    return session.seal({{u"name"_s, boundary.name}}, placeOf(boundary.id));
}

} // namespace

Result<void> BoundaryRepository::insert(Transaction &tx, const Boundary &boundary)
{
    TRY(sealed, sealedPart(tx.session(), boundary));
    TRY_DONE(
        tx.session()
            .change(u"INSERT INTO boundaries (id, kind, position, sealed) VALUES (?, ?, ?, ?)"_s,
                    {boundary.id.text(), boundary.kind, boundary.position, sealed}));
    return {};
}

Result<void> BoundaryRepository::update(Transaction &tx, const Boundary &boundary)
{
    TRY(sealed, sealedPart(tx.session(), boundary));
    return changeOne(tx.session(),
                     u"UPDATE boundaries SET kind = ?, position = ?, sealed = ? WHERE id = ?"_s,
                     {boundary.kind, boundary.position, sealed, boundary.id.text()},
                     placeOf(boundary.id));
}

Result<Boundary> BoundaryRepository::get(ReadView &view, const BoundaryId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id));
    return found.first();
}

Result<QList<Boundary>> BoundaryRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<void> BoundaryRepository::remove(Transaction &tx, const BoundaryId &id)
{
    return changeOne(tx.session(),
                     u"DELETE FROM boundaries WHERE id = ?"_s,
                     {id.text()},
                     placeOf(id));
}

} // namespace drawbridge
