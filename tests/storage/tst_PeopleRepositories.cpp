// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/DepartureRepository.h"
#include "core/storage/PersonRepository.h"
#include "core/storage/PlaceRepository.h"
#include "core/storage/Session.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_PeopleRepositories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<StorageFixture>();
        auto made = m_fixture->create();
        VERIFY_OK(made);
        m_database = made.takeValue();
        m_connection = m_fixture->connection(u"Shop"_s);
        m_credential.id = id<CredentialId>();
        m_credential.connection = m_connection.id;
        CredentialVersion version;
        version.id = id<CredentialVersionId>();
        version.createdAt = m_fixture->clock.now();
        version.fingerprint = "mark";
        m_credential.versions = {version};
        m_person = person(u"Marked-Anna"_s);
        VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
            TRY_DONE(ConnectionRepository::insert(tx, m_connection));
            TRY_DONE(CredentialRepository::insert(tx, m_credential));
            return PersonRepository::insert(tx, m_person);
        }));
    }
    void cleanup() { m_database.reset(), m_fixture.reset(); }

    void aPersonComesBackAsHeWas()
    {
        Person full = person(u"Büşra \"B\" O'Hara"_s);
        full.role = u"bookkeeper"_s;
        full.email = u"b@example.com"_s;
        full.leftOn = QDate(2026, 2, 28);
        VERIFY_OK(write([&](Transaction &tx) { return PersonRepository::insert(tx, full); }));
        auto found = m_database->read<Person>(
            [&](ReadView &view) { return PersonRepository::get(view, full.id); });
        VERIFY_OK(found);
        QVERIFY(*found == full);
        full.leftOn.reset();
        full.name = u"B"_s;
        VERIFY_OK(write([&](Transaction &tx) { return PersonRepository::update(tx, full); }));
        VERIFY_ERROR(ErrorCode::Conflict,
                     write([&](Transaction &tx) { return PersonRepository::update(tx, full); }));
        full.revision = 1;
        const auto all = m_database->read<QList<Person>>(
            [](ReadView &view) { return PersonRepository::list(view); });
        VERIFY_OK(all);
        QVERIFY(all->contains(full) && all->contains(m_person));
    }

    void whatSomebodySeesComesBackAsItWas_data()
    {
        QTest::addColumn<bool>("full");
        QTest::newRow("with everything") << true;
        QTest::newRow("with nothing") << false;
    }
    void whatSomebodySeesComesBackAsItWas()
    {
        QFETCH(const bool, full);
        Sighting stored = sighting();
        if (full) {
            stored.credential = m_credential.id;
            stored.kind = SightKind::Admin;
            stored.since = QDate(2024, 2, 29);
            stored.until = QDate(2026, 3, 1);
        }
        VERIFY_OK(write([&](Transaction &tx) { return PersonRepository::insert(tx, stored); }));
        QVERIFY(*sightings() == QList<Sighting>{stored});
        stored.checkedOn = QDate(2026, 3, 2);
        stored.until = QDate(2026, 3, 2);
        VERIFY_OK(write([&](Transaction &tx) { return PersonRepository::update(tx, stored); }));
        QVERIFY(*sightings() == QList<Sighting>{stored});
        QCOMPARE(checkStorage(*m_database)->size(), 0);
    }

    void whatBelongsToNothingIsRefused()
    {
        Sighting nobody = sighting();
        nobody.person = PersonId(u"nobody"_s);
        VERIFY_ERROR(ErrorCode::Conflict,
                     write([&](Transaction &tx) { return PersonRepository::insert(tx, nobody); }));
        Placement nowhere;
        nowhere.id = id<PlacementId>();
        nowhere.place = PlaceId(u"nowhere"_s);
        nowhere.connection = m_connection.id;
        nowhere.since = QDate(2026, 3, 2);
        VERIFY_ERROR(ErrorCode::Conflict,
                     write([&](Transaction &tx) { return PlaceRepository::insert(tx, nowhere); }));
    }

    void aPlaceAndWhatWasPastedThereComeBack()
    {
        Place zapier = place(u"Marked-Zapier"_s, PlaceKind::App);
        zapier.app = u"zapier"_s;
        Place colleague = place(u"Anna"_s, PlaceKind::Colleague);
        colleague.person = m_person.id;
        Placement pasted;
        pasted.id = id<PlacementId>();
        pasted.place = zapier.id;
        pasted.connection = m_connection.id;
        pasted.credential = m_credential.id;
        pasted.version = 3;
        pasted.since = QDate(2026, 3, 1);
        VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
            TRY_DONE(PlaceRepository::insert(tx, zapier));
            TRY_DONE(PlaceRepository::insert(tx, colleague));
            return PlaceRepository::insert(tx, pasted);
        }));
        const auto found = m_database->read<QList<Place>>(
            [](ReadView &view) { return PlaceRepository::list(view); });
        VERIFY_OK(found);
        QVERIFY(found->size() == 2 && found->contains(zapier) && found->contains(colleague));
        QVERIFY(*placements() == QList<Placement>{pasted});
        pasted.removedOn = QDate(2026, 3, 2);
        VERIFY_OK(write([&](Transaction &tx) { return PlaceRepository::update(tx, pasted); }));
        QVERIFY(*placements() == QList<Placement>{pasted});
        QCOMPARE(checkStorage(*m_database)->size(), 0);
        VERIFY_OK(write([&](Transaction &tx) { return PlaceRepository::remove(tx, zapier.id); }));
        QVERIFY(placements()->isEmpty());
    }

    void aDepartureComesBackAndIsOpenOnce()
    {
        Departure stored = departure();
        DepartureItem item;
        item.connection = ConnectionId(u"gone already"_s);
        item.name = u"Shop"_s;
        item.credential = m_credential.id;
        item.version = 2;
        item.why = {u"Has the key"_s, u"Looks after it"_s};
        item.assumed = true;
        item.danger = Severity::Critical;
        item.state = ItemState::NotNeeded;
        item.reason = u"only the test shop's"_s;
        item.closedAt = m_fixture->clock.now();
        DepartureItem bare;
        bare.connection = m_connection.id;
        stored.items = {item, bare};
        VERIFY_OK(write([&](Transaction &tx) { return DepartureRepository::insert(tx, stored); }));
        QVERIFY(*departures() == QList<Departure>{stored});
        const Departure second = departure();
        VERIFY_ERROR(ErrorCode::Conflict, write([&](Transaction &tx) {
                         return DepartureRepository::insert(tx, second);
                     }));
        stored.endedAt = m_fixture->clock.now();
        VERIFY_OK(write([&](Transaction &tx) { return DepartureRepository::update(tx, stored); }));
        VERIFY_ERROR(ErrorCode::Conflict, write([&](Transaction &tx) {
                         return DepartureRepository::update(tx, stored);
                     }));
        VERIFY_OK(write([&](Transaction &tx) { return DepartureRepository::insert(tx, second); }));
        QCOMPARE(departures()->size(), 2);
        QCOMPARE(checkStorage(*m_database)->size(), 0);
        VERIFY_OK(
            write([&](Transaction &tx) { return DepartureRepository::removeOf(tx, m_person.id); }));
        QVERIFY(departures()->isEmpty());
    }

    void whatBelongsToAConnectionGoesWithIt()
    {
        Sighting seen = sighting();
        VERIFY_OK(write([&](Transaction &tx) { return PersonRepository::insert(tx, seen); }));
        VERIFY_ERROR(ErrorCode::Conflict, write([&](Transaction &tx) -> Result<void> {
                         TRY_DONE(CredentialRepository::removeOf(tx, m_connection.id));
                         return ConnectionRepository::remove(tx, m_connection.id);
                     }));
        VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
            TRY_DONE(PersonRepository::removeOf(tx, m_connection.id));
            TRY_DONE(PlaceRepository::removeOf(tx, m_connection.id));
            TRY_DONE(CredentialRepository::removeOf(tx, m_connection.id));
            return ConnectionRepository::remove(tx, m_connection.id);
        }));
        QVERIFY(sightings()->isEmpty());
    }

    void namesAreSealed()
    {
        Departure leaving = departure();
        DepartureItem item;
        item.connection = m_connection.id;
        item.name = u"Marked-Shop"_s;
        item.why = {u"Marked-Why"_s};
        leaving.items = {item};
        VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
            TRY_DONE(PlaceRepository::insert(tx, place(u"Marked-Place"_s, PlaceKind::Script)));
            return DepartureRepository::insert(tx, leaving);
        }));
        m_database.reset();
        QFile file(m_fixture->file(u"workspace.db"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.contains(m_person.id.text().toLatin1())); // it is this file
        QVERIFY(!bytes.contains("Marked-"));
    }

    void aChangedSealIsFoundByTheCheck_data()
    {
        QTest::addColumn<QString>("table");
        for (const char *table : {"people", "sightings", "places", "placements", "departures"})
            QTest::newRow(table) << QString::fromLatin1(table);
    }
    void aChangedSealIsFoundByTheCheck()
    {
        QFETCH(const QString, table);
        const Place script = place(u"Script"_s, PlaceKind::Script);
        Placement pasted;
        pasted.id = id<PlacementId>();
        pasted.place = script.id;
        pasted.connection = m_connection.id;
        pasted.since = QDate(2026, 3, 1);
        VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
            TRY_DONE(PersonRepository::insert(tx, sighting()));
            TRY_DONE(PlaceRepository::insert(tx, script));
            TRY_DONE(PlaceRepository::insert(tx, pasted));
            return DepartureRepository::insert(tx, departure());
        }));
        QCOMPARE(checkStorage(*m_database)->size(), 0);
        VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
            TRY(rows, tx.session().change(u"UPDATE %1 SET sealed = x'00'"_s.arg(table)));
            return rows == 1 ? Result<void>() : Error{ErrorCode::Internal, u"not one row"_s, {}};
        }));
        const auto problems = checkStorage(*m_database);
        VERIFY_OK(problems);
        QCOMPARE(problems->size(), 1);
        QCOMPARE(problems->first().kind, u"sealed"_s);
    }

private:
    template<typename IdType>
    IdType id()
    {
        return makeId<IdType>(m_fixture->clock, m_fixture->random);
    }
    Person person(const QString &name)
    {
        Person made;
        made.id = id<PersonId>();
        made.name = name;
        made.createdAt = m_fixture->clock.now();
        return made;
    }
    Sighting sighting()
    {
        Sighting made;
        made.id = id<SightingId>();
        made.person = m_person.id;
        made.connection = m_connection.id;
        made.checkedOn = QDate(2026, 3, 1);
        return made;
    }
    Place place(const QString &name, PlaceKind kind)
    {
        Place made;
        made.id = id<PlaceId>();
        made.name = name;
        made.kind = kind;
        made.createdAt = m_fixture->clock.now();
        return made;
    }
    Departure departure()
    {
        Departure made;
        made.id = id<DepartureId>();
        made.person = m_person.id;
        made.startedAt = m_fixture->clock.now();
        return made;
    }
    Result<void> write(const std::function<Result<void>(Transaction &)> &work)
    {
        return writeWithEvent(*m_database, work);
    }
    Result<QList<Sighting>> sightings()
    {
        return m_database->read<QList<Sighting>>(
            [](ReadView &view) { return PersonRepository::sightings(view); });
    }
    Result<QList<Placement>> placements()
    {
        return m_database->read<QList<Placement>>(
            [](ReadView &view) { return PlaceRepository::placements(view); });
    }
    Result<QList<Departure>> departures()
    {
        return m_database->read<QList<Departure>>(
            [](ReadView &view) { return DepartureRepository::list(view); });
    }

    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
    Connection m_connection;
    Credential m_credential;
    Person m_person;
};

TEST_UNIT(tst_PeopleRepositories)
#include "tst_PeopleRepositories.moc"
