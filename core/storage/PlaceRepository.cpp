// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/PlaceRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const PlaceId &id)
{
    return u"places/"_s % id.text();
}

QString placeOf(const PlacementId &id)
{
    return u"placements/"_s % id.text();
}

Result<QByteArray> sealedPart(const Session &session, const Place &place)
{
    return session.seal({{u"name"_s, place.name}, {u"app"_s, place.app}}, placeOf(place.id));
}

Result<QByteArray> sealedPart(const Session &session, const Placement &placement)
{
    return session.seal({{u"version"_s, placement.version},
                         {u"since"_s, dayToJson(placement.since)},
                         {u"removedOn"_s, dayToJson(placement.removedOn)}},
                        placeOf(placement.id));
}

Result<Place> placeFromRow(const Session &session, const QSqlQuery &row)
{
    Place place;
    place.id = PlaceId(row.value(0).toString());
    TRY(kind, wordFromSql<PlaceKind>(row.value(1)));
    place.kind = kind;
    place.person = PersonId(row.value(2).toString());
    place.createdAt = timeFromSql(row.value(3));
    place.revision = row.value(4).toLongLong();
    TRY(object, session.unseal(row.value(5), placeOf(place.id)));
    place.name = object.value(u"name"_s).toString();
    place.app = object.value(u"app"_s).toString();
    return place;
}

Result<Placement> placementFromRow(const Session &session, const QSqlQuery &row)
{
    Placement placement;
    placement.id = PlacementId(row.value(0).toString());
    placement.place = PlaceId(row.value(1).toString());
    placement.connection = ConnectionId(row.value(2).toString());
    placement.credential = CredentialId(row.value(3).toString());
    TRY(object, session.unseal(row.value(4), placeOf(placement.id)));
    placement.version = object.value(u"version"_s).toInt();
    placement.since = dayFromJson(object.value(u"since"_s)).value_or(QDate());
    placement.removedOn = dayFromJson(object.value(u"removedOn"_s));
    return placement;
}

Result<QList<Place>> placesWhere(Session &session,
                                 const QString &condition,
                                 const QVariantList &values)
{
    QList<Place> places;
    TRY_DONE(session.select(u"SELECT id, kind, person, created_at, revision, sealed FROM places"_s
                                % condition % u" ORDER BY created_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(place, placeFromRow(session, row));
                                places.append(place);
                                return {};
                            }));
    return places;
}

} // namespace

Result<void> PlaceRepository::insert(Transaction &tx, const Place &place)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, place));
    TRY_DONE(session.change(u"INSERT INTO places (id, kind, person, created_at, revision, sealed) "
                            "VALUES (?, ?, ?, ?, ?, ?)"_s,
                            {place.id.text(),
                             toText(place.kind),
                             textOrNull(place.person.text()),
                             toSql(place.createdAt),
                             place.revision,
                             sealed}));
    return {};
}

Result<void> PlaceRepository::update(Transaction &tx, const Place &place)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, place));
    TRY(rows,
        session.change(u"UPDATE places SET kind = ?, person = ?, revision = revision + 1, "
                       "sealed = ? WHERE id = ? AND revision = ?"_s,
                       {toText(place.kind),
                        textOrNull(place.person.text()),
                        sealed,
                        place.id.text(),
                        place.revision}));
    return checkRevision(session, rows, u"places"_s, place.id.text());
}

Result<Place> PlaceRepository::get(ReadView &view, const PlaceId &id)
{
    TRY(found, placesWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id));
    return found.first();
}

Result<QList<Place>> PlaceRepository::list(ReadView &view)
{
    return placesWhere(view.session(), {}, {});
}

Result<void> PlaceRepository::remove(Transaction &tx, const PlaceId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM placements WHERE place = ?"_s, {id.text()}));
    return changeOne(tx.session(), u"DELETE FROM places WHERE id = ?"_s, {id.text()}, placeOf(id));
}

Result<void> PlaceRepository::insert(Transaction &tx, const Placement &placement)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, placement));
    TRY_DONE(session.change(u"INSERT INTO placements (id, place, connection, credential, sealed) "
                            "VALUES (?, ?, ?, ?, ?)"_s,
                            {placement.id.text(),
                             placement.place.text(),
                             placement.connection.text(),
                             textOrNull(placement.credential.text()),
                             sealed}));
    return {};
}

Result<void> PlaceRepository::update(Transaction &tx, const Placement &placement)
{
    TRY(sealed, sealedPart(tx.session(), placement));
    return changeOne(tx.session(),
                     u"UPDATE placements SET sealed = ? WHERE id = ?"_s,
                     {sealed, placement.id.text()},
                     placeOf(placement.id));
}

Result<QList<Placement>> PlaceRepository::placements(ReadView &view)
{
    QList<Placement> found;
    Session &session = view.session();
    TRY_DONE(session.select(
        u"SELECT id, place, connection, credential, sealed FROM placements ORDER BY id"_s,
        {},
        [&](const QSqlQuery &row) -> Result<void> {
            TRY(placement, placementFromRow(session, row));
            found.append(placement);
            return {};
        }));
    return found;
}

Result<void> PlaceRepository::remove(Transaction &tx, const PlacementId &id)
{
    return changeOne(tx.session(),
                     u"DELETE FROM placements WHERE id = ?"_s,
                     {id.text()},
                     placeOf(id));
}

Result<void> PlaceRepository::removeOf(Transaction &tx, const ConnectionId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM placements WHERE connection = ?"_s, {id.text()}));
    return {};
}

} // namespace drawbridge
