// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SortableId.h"
#include "core/connections/Departures.h"
#include "core/connections/Places.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/DepartureRepository.h"
#include "core/storage/PersonRepository.h"
#include "core/storage/PlaceRepository.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// People, places and departures on a real database: what is refused, what is linked, what is told.
class tst_PeopleUse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<StorageFixture>();
        auto made = m_fixture->create();
        VERIFY_OK(made);
        m_database = made.takeValue();
        const PeopleParts parts{*m_database, m_catalog, m_fixture->clock, m_fixture->random};
        m_people = std::make_unique<People>(parts);
        m_places = std::make_unique<Places>(parts);
        m_departures = std::make_unique<Departures>(parts);
        m_today = m_fixture->clock.now().toLocalTime().date();
        m_shop = connect(u"Shop"_s, u"Anna"_s);
    }
    void cleanup()
    {
        m_departures.reset();
        m_places.reset();
        m_people.reset();
        m_database.reset();
        m_fixture.reset();
    }

    void aNameIsTakenOnce_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("code");
        QTest::newRow("another") << u"Ben"_s << u""_s;
        QTest::newRow("the same") << u"Anna"_s << toText(ErrorCode::Conflict);
        QTest::newRow("in another case") << u" aNNa "_s << toText(ErrorCode::Conflict);
        QTest::newRow("with a turn of the text") << u"\u202EAnna"_s << toText(ErrorCode::Conflict);
        QTest::newRow("none") << u"\u202E "_s << toText(ErrorCode::InvalidInput);
    }
    void aNameIsTakenOnce()
    {
        QFETCH(const QString, name);
        VERIFY_OK(m_people->add({u"Anna"_s, {}, {}}));
        const auto added = m_people->add({name, {}, {}});
        QTEST(added.isOk() ? QString() : toText(added.error().code), "code");
    }

    void aNewNameGoesToTheConnections()
    {
        const Person anna = person(u"Anna"_s);
        auto edited = m_people->edit({anna.id, anna.revision, u"Anna Lee"_s, {}, {}});
        VERIFY_OK(edited);
        QCOMPARE(edited->name, u"Anna Lee"_s);
        const auto shop = m_database->read<Connection>(
            [&](ReadView &view) { return ConnectionRepository::get(view, m_shop); });
        VERIFY_OK(shop);
        QCOMPARE(shop->owner, u"Anna Lee"_s);
        VERIFY_ERROR(ErrorCode::Conflict,
                     m_people->edit({anna.id, anna.revision, u"Late"_s, {}, {}}));
    }

    void theSameNoteIsChangedNotDoubled()
    {
        const Person anna = person(u"Anna"_s);
        const auto first =
            m_people->note({anna.id, m_shop, {}, SightKind::Key, m_today.addDays(-9), {}, {}});
        VERIFY_OK(first);
        QCOMPARE(first->checkedOn, m_today);
        const auto again =
            m_people->note({anna.id, m_shop, {}, SightKind::Key, {}, m_today.addDays(-1), {}});
        VERIFY_OK(again);
        QCOMPARE(again->id, first->id);
        QCOMPARE(*again->since, m_today.addDays(-9));
        const auto other = m_people->note({anna.id, m_shop, {}, SightKind::Admin, {}, {}, {}});
        VERIFY_OK(other);
        QVERIFY(other->id != first->id);
        VERIFY_OK(m_people->forget({first->id}));
        VERIFY_ERROR(ErrorCode::NotFound, m_people->forget({first->id}));
    }

    void aNoteThatCannotBeIsRefused_data()
    {
        QTest::addColumn<int>("since");
        QTest::addColumn<int>("checked");
        QTest::addColumn<int>("until");
        QTest::newRow("since tomorrow") << 1 << 0 << 0;
        QTest::newRow("checked tomorrow") << -5 << 1 << 0;
        QTest::newRow("until tomorrow") << -5 << 0 << 1;
        QTest::newRow("ended before it began") << -5 << 0 << -6;
    }
    void aNoteThatCannotBeIsRefused()
    {
        QFETCH(const int, since);
        QFETCH(const int, checked);
        QFETCH(const int, until);
        const Person anna = person(u"Anna"_s);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     m_people->note({anna.id,
                                     m_shop,
                                     {},
                                     SightKind::Key,
                                     m_today.addDays(since),
                                     m_today.addDays(checked),
                                     m_today.addDays(until)}));
    }

    void aKeyOfAnotherConnectionIsRefused()
    {
        const Person anna = person(u"Anna"_s);
        const ConnectionId mail = connect(u"Mail"_s, u"Ben"_s);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     m_people->note({anna.id, m_shop, keyOf(mail).id, SightKind::Key, {}, {}, {}}));
        VERIFY_ERROR(ErrorCode::NotFound,
                     m_people->note(
                         {anna.id, ConnectionId(u"none"_s), {}, SightKind::Key, {}, {}, {}}));
        const auto script = m_places->add({u"Script"_s, PlaceKind::Script, {}});
        VERIFY_OK(script);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     m_places->note({script->id, m_shop, keyOf(mail).id, {}, {}, {}}));
    }

    void whoCanSeeAKeyIsNotRemoved()
    {
        const Person anna = person(u"Anna"_s);
        const auto note = m_people->note({anna.id, m_shop, {}, SightKind::Key, {}, {}, {}});
        VERIFY_OK(note);
        VERIFY_ERROR(ErrorCode::Conflict, m_people->remove({anna.id}));
        const auto place = m_places->add({u"Anna"_s, PlaceKind::Colleague, {}});
        VERIFY_OK(place);
        QCOMPARE(place->person, anna.id);
        VERIFY_OK(m_people->note({anna.id, m_shop, {}, SightKind::Key, {}, {}, m_today}));
        VERIFY_OK(m_people->remove({anna.id}));
        const auto places = m_database->read<QList<Place>>(
            [](ReadView &view) { return PlaceRepository::list(view); });
        VERIFY_OK(places);
        QVERIFY(!places->first().person.isValid());
    }

    void aColleagueIsLinkedWhenThePersonIsMadeLater()
    {
        VERIFY_OK(m_places->add({u"anna"_s, PlaceKind::Colleague, {}}));
        const Person anna = person(u"Anna"_s);
        const auto places = m_database->read<QList<Place>>(
            [](ReadView &view) { return PlaceRepository::list(view); });
        VERIFY_OK(places);
        QCOMPARE(places->first().person, anna.id);
    }

    void whichKeyWasPastedIsSaidAsFarAsKnown_data()
    {
        QTest::addColumn<int>("sinceDays");
        QTest::addColumn<int>("asked");
        QTest::addColumn<int>("version");
        QTest::newRow("today: the one in use") << 0 << -1 << 1;
        QTest::newRow("before it was made: not known") << -400 << -1 << 0;
        QTest::newRow("named") << -400 << 1 << 1;
    }
    void whichKeyWasPastedIsSaidAsFarAsKnown()
    {
        QFETCH(const int, sinceDays);
        QFETCH(const int, asked);
        const auto place = m_places->add({{}, PlaceKind::App, u"zapier"_s});
        VERIFY_OK(place);
        QVERIFY(!place->name.isEmpty()); // the app's
        const auto noted = m_places->note({place->id,
                                           m_shop,
                                           {},
                                           asked < 0 ? std::nullopt : std::optional(asked),
                                           m_today.addDays(sinceDays),
                                           {}});
        VERIFY_OK(noted);
        QTEST(noted->version, "version");
        QCOMPARE(noted->credential, keyOf(m_shop).id);
    }

    void aPlaceWithAKeyIsNotRemoved()
    {
        VERIFY_ERROR(ErrorCode::InvalidInput, m_places->add({u"X"_s, PlaceKind::App, u"no-app"_s}));
        const auto place = m_places->add({u"Script"_s, PlaceKind::Script, {}});
        VERIFY_OK(place);
        VERIFY_ERROR(ErrorCode::Conflict, m_places->add({u"SCRIPT"_s, PlaceKind::Other, {}}));
        const auto noted = m_places->note({place->id, m_shop, {}, {}, {}, {}});
        VERIFY_OK(noted);
        VERIFY_ERROR(ErrorCode::InvalidInput, m_places->note({place->id, m_shop, {}, 7, {}, {}}));
        VERIFY_ERROR(ErrorCode::Conflict, m_places->remove({place->id}));
        const auto out = m_places->note({place->id, m_shop, {}, {}, {}, m_today});
        VERIFY_OK(out);
        QCOMPARE(out->id, noted->id);
        QCOMPARE(out->version, 1);
        VERIFY_OK(m_places->remove({place->id}));
    }

    void aDepartureIsTrackedToItsEnd()
    {
        const Person anna = person(u"Anna"_s);
        const ConnectionId listed = list(u"Bank"_s, u"Anna"_s);
        VERIFY_OK(m_people->note({anna.id, m_shop, {}, SightKind::Key, {}, {}, {}}));
        const auto started = m_departures->start({anna.id, {}});
        VERIFY_OK(started);
        QCOMPARE(started->openItems(), 2);
        const auto again = m_departures->start({anna.id, {}});
        VERIFY_OK(again);
        QCOMPARE(again->id, started->id);
        VERIFY_ERROR(ErrorCode::Conflict, m_people->remove({anna.id}));
        VERIFY_ERROR(ErrorCode::Conflict, m_departures->end({started->id}));

        // By word where others hold the key; by deed where it is here.
        const DepartureId id = started->id;
        VERIFY_ERROR(ErrorCode::Conflict,
                     m_departures->settle({id, m_shop, {}, ItemState::Replaced, {}}));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     m_departures->settle({id, m_shop, {}, ItemState::NotNeeded, u" "_s}));
        VERIFY_OK(m_departures->settle({id, listed, {}, ItemState::ShutOff, {}}));
        const auto settled =
            m_departures->settle({id, m_shop, {}, ItemState::NotNeeded, u"only the test shop's"_s});
        VERIFY_OK(settled);
        QCOMPARE(settled->openItems(), 0);
        const auto reopened = m_departures->settle({id, m_shop, {}, ItemState::Open, {}});
        VERIFY_OK(reopened);
        QCOMPARE(reopened->openItems(), 1);
        VERIFY_ERROR(ErrorCode::NotFound,
                     m_departures->settle({id, ConnectionId(u"x"_s), {}, ItemState::Open, {}}));

        replaceKey();
        const auto ended = m_departures->end({id});
        VERIFY_OK(ended);
        QVERIFY(!ended->isOpen());
        QCOMPARE(ended->openItems(), 0);
        const auto sightings = m_database->read<QList<Sighting>>(
            [](ReadView &view) { return PersonRepository::sightings(view); });
        VERIFY_OK(sightings);
        QCOMPARE(*sightings->first().until, m_today);
        VERIFY_ERROR(ErrorCode::Conflict, m_departures->end({id}));
        VERIFY_ERROR(ErrorCode::Conflict, m_departures->cancel({id}));
        VERIFY_OK(m_people->remove({anna.id}));
        const auto left = m_database->read<QList<Departure>>(
            [](ReadView &view) { return DepartureRepository::list(view); });
        VERIFY_OK(left);
        QVERIFY(left->isEmpty());
    }

    void whoStaysAfterAllHasNoList()
    {
        const Person anna = person(u"Anna"_s);
        const auto started = m_departures->start({anna.id, m_today.addDays(30)});
        VERIFY_OK(started);
        QCOMPARE(*person(u"Anna"_s).leftOn, m_today.addDays(30));
        VERIFY_OK(m_departures->cancel({started->id}));
        QVERIFY(!person(u"Anna"_s).leftOn);
        VERIFY_ERROR(ErrorCode::NotFound, m_departures->cancel({started->id}));
    }

    void eventsNameNobodyInTheClear()
    {
        const Person anna = person(u"Anna"_s);
        VERIFY_OK(m_people->note({anna.id, m_shop, {}, SightKind::Key, {}, {}, {}}));
        const auto place = m_places->add({u"Anna's laptop"_s, PlaceKind::Script, {}});
        VERIFY_OK(place);
        VERIFY_OK(m_places->note({place->id, m_shop, {}, {}, {}, {}}));
        const auto started = m_departures->start({anna.id, {}});
        VERIFY_OK(started);
        VERIFY_OK(m_departures->settle({started->id, m_shop, {}, ItemState::NotNeeded, u"Anna"_s}));
        VERIFY_OK(m_departures->end({started->id}));
        const auto page =
            m_database->read<EventPage>([](ReadView &view) { return EventLog::query(view, {}); });
        VERIFY_OK(page);
        int told = 0;
        for (const Event &event : page->events) {
            QVERIFY2(!event.summary.contains(u"Anna"_s), qPrintable(event.summary));
            told += event.attributes.value(u"person"_s).toString() == u"Anna"_s ? 1 : 0;
        }
        QCOMPARE(told, 5); // added, seen, started, settled, ended
    }

private:
    ConnectionId connect(const QString &name, const QString &owner)
    {
        Connection connection = m_fixture->connection(name);
        connection.owner = owner;
        Credential credential;
        credential.id = makeId<CredentialId>(m_fixture->clock, m_fixture->random);
        credential.connection = connection.id;
        CredentialVersion version;
        version.id = makeId<CredentialVersionId>(m_fixture->clock, m_fixture->random);
        version.createdAt = m_fixture->clock.now();
        version.fingerprint = "mark";
        credential.versions = {version};
        const auto done = writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
            TRY_DONE(ConnectionRepository::insert(tx, connection));
            return CredentialRepository::insert(tx, credential);
        });
        return done.isOk() ? connection.id : ConnectionId();
    }
    ConnectionId list(const QString &name, const QString &heldBy)
    {
        Connection connection = m_fixture->connection(name);
        connection.custody = Custody::HeldElsewhere;
        connection.heldBy = heldBy;
        connection.owner = u"Ben"_s;
        const auto done = writeWithEvent(*m_database, [&](Transaction &tx) {
            return ConnectionRepository::insert(tx, connection);
        });
        return done.isOk() ? connection.id : ConnectionId();
    }
    Credential keyOf(const ConnectionId &id)
    {
        const auto keys = m_database->read<QList<Credential>>(
            [&](ReadView &view) { return CredentialRepository::listOf(view, id); });
        return keys.isOk() ? keys->value(0) : Credential();
    }
    void replaceKey()
    {
        m_fixture->clock.advance(std::chrono::minutes(1));
        CredentialVersion next;
        next.id = makeId<CredentialVersionId>(m_fixture->clock, m_fixture->random);
        next.number = 2;
        next.createdAt = m_fixture->clock.now();
        next.fingerprint = "other mark";
        const CredentialId key = keyOf(m_shop).id;
        VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) {
            return CredentialRepository::addCurrentVersion(tx, key, next);
        }));
    }
    /// The one of this name, made where there is none.
    Person person(const QString &name)
    {
        const auto all = m_database->read<QList<Person>>(
            [](ReadView &view) { return PersonRepository::list(view); });
        for (const Person &one : all.isOk() ? *all : QList<Person>()) {
            if (one.name == name)
                return one;
        }
        const auto added = m_people->add({name, {}, {}});
        return added.isOk() ? *added : Person();
    }

    CurrentCatalog m_catalog{Catalog::builtIn().takeValue()};
    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<People> m_people;
    std::unique_ptr<Places> m_places;
    std::unique_ptr<Departures> m_departures;
    QDate m_today;
    ConnectionId m_shop;
};

TEST_UNIT(tst_PeopleUse)
#include "tst_PeopleUse.moc"
