// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/PersonRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const PersonId &id)
{
    return u"people/"_s % id.text();
}

QString placeOf(const SightingId &id)
{
    return u"sightings/"_s % id.text();
}

Result<QByteArray> sealedPart(const Session &session, const Person &person)
{
    return session.seal({{u"name"_s, person.name},
                         {u"role"_s, person.role},
                         {u"email"_s, person.email},
                         {u"leftOn"_s, dayToJson(person.leftOn)}},
                        placeOf(person.id));
}

Result<Person> personFromRow(const Session &session, const QSqlQuery &row)
{
    Person person;
    person.id = PersonId(row.value(0).toString());
    person.createdAt = timeFromSql(row.value(1));
    person.revision = row.value(2).toLongLong();
    TRY(object, session.unseal(row.value(3), placeOf(person.id)));
    person.name = object.value(u"name"_s).toString();
    person.role = object.value(u"role"_s).toString();
    person.email = object.value(u"email"_s).toString();
    person.leftOn = dayFromJson(object.value(u"leftOn"_s));
    return person;
}

Result<QByteArray> sealedPart(const Session &session, const Sighting &sighting)
{
    return session.seal({{u"kind"_s, toText(sighting.kind)},
                         {u"since"_s, dayToJson(sighting.since)},
                         {u"checkedOn"_s, dayToJson(sighting.checkedOn)},
                         {u"until"_s, dayToJson(sighting.until)}},
                        placeOf(sighting.id));
}

Result<Sighting> sightingFromRow(const Session &session, const QSqlQuery &row)
{
    Sighting sighting;
    sighting.id = SightingId(row.value(0).toString());
    sighting.person = PersonId(row.value(1).toString());
    sighting.connection = ConnectionId(row.value(2).toString());
    sighting.credential = CredentialId(row.value(3).toString());
    TRY(object, session.unseal(row.value(4), placeOf(sighting.id)));
    TRY(kind, wordFromSql<SightKind>(object.value(u"kind"_s).toVariant()));
    sighting.kind = kind;
    sighting.since = dayFromJson(object.value(u"since"_s));
    sighting.checkedOn = dayFromJson(object.value(u"checkedOn"_s)).value_or(QDate());
    sighting.until = dayFromJson(object.value(u"until"_s));
    return sighting;
}

Result<QList<Person>> peopleWhere(Session &session,
                                  const QString &condition,
                                  const QVariantList &values)
{
    QList<Person> people;
    TRY_DONE(session.select(u"SELECT id, created_at, revision, sealed FROM people"_s % condition
                                % u" ORDER BY created_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(person, personFromRow(session, row));
                                people.append(person);
                                return {};
                            }));
    return people;
}

} // namespace

Result<void> PersonRepository::insert(Transaction &tx, const Person &person)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, person));
    TRY_DONE(
        session.change(u"INSERT INTO people (id, created_at, revision, sealed) VALUES (?, ?, ?, ?)"_s,
                       {person.id.text(), toSql(person.createdAt), person.revision, sealed}));
    return {};
}

Result<void> PersonRepository::update(Transaction &tx, const Person &person)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, person));
    TRY(rows,
        session.change(u"UPDATE people SET revision = revision + 1, sealed = ? "
                       "WHERE id = ? AND revision = ?"_s,
                       {sealed, person.id.text(), person.revision}));
    return checkRevision(session, rows, u"people"_s, person.id.text());
}

Result<Person> PersonRepository::get(ReadView &view, const PersonId &id)
{
    TRY(found, peopleWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id));
    return found.first();
}

Result<QList<Person>> PersonRepository::list(ReadView &view)
{
    return peopleWhere(view.session(), {}, {});
}

Result<void> PersonRepository::remove(Transaction &tx, const PersonId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM sightings WHERE person = ?"_s, {id.text()}));
    return changeOne(tx.session(), u"DELETE FROM people WHERE id = ?"_s, {id.text()}, placeOf(id));
}

Result<void> PersonRepository::insert(Transaction &tx, const Sighting &sighting)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, sighting));
    TRY_DONE(session.change(u"INSERT INTO sightings (id, person, connection, credential, sealed) "
                            "VALUES (?, ?, ?, ?, ?)"_s,
                            {sighting.id.text(),
                             sighting.person.text(),
                             sighting.connection.text(),
                             textOrNull(sighting.credential.text()),
                             sealed}));
    return {};
}

Result<void> PersonRepository::update(Transaction &tx, const Sighting &sighting)
{
    TRY(sealed, sealedPart(tx.session(), sighting));
    return changeOne(tx.session(),
                     u"UPDATE sightings SET sealed = ? WHERE id = ?"_s,
                     {sealed, sighting.id.text()},
                     placeOf(sighting.id));
}

Result<QList<Sighting>> PersonRepository::sightings(ReadView &view)
{
    QList<Sighting> found;
    Session &session = view.session();
    TRY_DONE(session.select(
        u"SELECT id, person, connection, credential, sealed FROM sightings ORDER BY id"_s,
        {},
        [&](const QSqlQuery &row) -> Result<void> {
            TRY(sighting, sightingFromRow(session, row));
            found.append(sighting);
            return {};
        }));
    return found;
}

Result<void> PersonRepository::remove(Transaction &tx, const SightingId &id)
{
    return changeOne(tx.session(),
                     u"DELETE FROM sightings WHERE id = ?"_s,
                     {id.text()},
                     placeOf(id));
}

Result<void> PersonRepository::removeOf(Transaction &tx, const ConnectionId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM sightings WHERE connection = ?"_s, {id.text()}));
    return {};
}

} // namespace drawbridge
