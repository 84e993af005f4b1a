// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Departure.h"
#include "core/model/Person.h"
#include "core/model/Place.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(drawbridge::Person)
Q_DECLARE_METATYPE(drawbridge::Sighting)
Q_DECLARE_METATYPE(drawbridge::Place)
Q_DECLARE_METATYPE(drawbridge::Placement)

namespace {

const QDate day(2026, 3, 10);

Person person(const QString &name, const QString &email = {}, const QString &role = {})
{
    Person made;
    made.name = name;
    made.email = email;
    made.role = role;
    return made;
}

Sighting sighting(std::optional<QDate> since, const QDate &checkedOn, std::optional<QDate> until)
{
    return {{}, PersonId(u"p"_s), ConnectionId(u"c"_s), {}, SightKind::Key, since, checkedOn, until};
}

Placement placement(const QDate &since, std::optional<QDate> removedOn, int version = 1)
{
    return {{}, PlaceId(u"z"_s), ConnectionId(u"c"_s), {}, version, since, removedOn};
}

} // namespace

class tst_People : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPersonIsJudged_data()
    {
        QTest::addColumn<Person>("person");
        QTest::addColumn<bool>("fine");
        QTest::newRow("a name is enough") << person(u"Anna"_s) << true;
        QTest::newRow("with all") << person(u"Anna"_s, u"a@b.example"_s, u"books"_s) << true;
        QTest::newRow("nameless") << person(u"  "_s) << false;
        QTest::newRow("an endless name") << person(QString(121, u'x')) << false;
        QTest::newRow("an endless role") << person(u"A"_s, {}, QString(121, u'x')) << false;
        QTest::newRow("no address") << person(u"Anna"_s, u"anna"_s) << false;
        QTest::newRow("nobody at a host") << person(u"Anna"_s, u"@example.com"_s) << false;
        QTest::newRow("nowhere") << person(u"Anna"_s, u"anna@"_s) << false;
        QTest::newRow("two addresses") << person(u"Anna"_s, u"a@b.example c@d.example"_s) << false;
        QTest::newRow("an endless address")
            << person(u"A"_s, QString(250, u'x') + u"@b.de"_s) << false;
    }
    void aPersonIsJudged()
    {
        QFETCH(const Person, person);
        QTEST(validate(person).isOk(), "fine");
    }

    void whatSomebodySeesIsJudged_data()
    {
        QTest::addColumn<Sighting>("sighting");
        QTest::addColumn<bool>("fine");
        QTest::newRow("checked today") << sighting({}, day, {}) << true;
        QTest::newRow("for a day") << sighting(day, day, day) << true;
        QTest::newRow("never looked") << sighting({}, {}, {}) << false;
        QTest::newRow("since after the look") << sighting(day.addDays(1), day, {}) << false;
        QTest::newRow("ended before it began") << sighting(day, day, day.addDays(-1)) << false;
        Sighting nobody = sighting({}, day, {});
        nobody.person = {};
        QTest::newRow("of nobody") << nobody << false;
        Sighting nothing = sighting({}, day, {});
        nothing.connection = {};
        QTest::newRow("of nothing") << nothing << false;
    }
    void whatSomebodySeesIsJudged()
    {
        QFETCH(const Sighting, sighting);
        QTEST(validate(sighting).isOk(), "fine");
    }

    void aLookIsGoodForNinetyDays_data()
    {
        QTest::addColumn<int>("daysAgo");
        QTest::addColumn<bool>("checked");
        QTest::newRow("today") << 0 << true;
        QTest::newRow("ninety days") << 90 << true;
        QTest::newRow("a day more") << 91 << false;
    }
    void aLookIsGoodForNinetyDays()
    {
        QFETCH(const int, daysAgo);
        QTEST(sighting({}, day.addDays(-daysAgo), {}).isChecked(day), "checked");
    }

    void aPlaceIsJudged_data()
    {
        QTest::addColumn<Place>("place");
        QTest::addColumn<bool>("fine");
        const auto row =
            [](const char *claim, const QString &name, PlaceKind kind, const AppId &app) {
                Place place;
                place.name = name;
                place.kind = kind;
                place.app = app;
                return &(QTest::newRow(claim) << place);
            };
        *row("a hub", u"Zapier"_s, PlaceKind::App, u"zapier"_s) << true;
        *row("an app of no catalog", u"Oddity"_s, PlaceKind::App, {}) << true;
        *row("a script", u"nightly.sh"_s, PlaceKind::Script, {}) << true;
        *row("a script is no app", u"nightly.sh"_s, PlaceKind::Script, u"zapier"_s) << false;
        *row("nameless", u" "_s, PlaceKind::Other, {}) << false;
        *row("an endless name", QString(121, u'x'), PlaceKind::Other, {}) << false;
    }
    void aPlaceIsJudged()
    {
        QFETCH(const Place, place);
        QTEST(validate(place).isOk(), "fine");
    }

    void whatWasPastedIsJudged_data()
    {
        QTest::addColumn<Placement>("placement");
        QTest::addColumn<bool>("fine");
        QTest::newRow("pasted") << placement(day, {}) << true;
        QTest::newRow("not known which") << placement(day, {}, 0) << true;
        QTest::newRow("taken out the same day") << placement(day, day) << true;
        QTest::newRow("taken out before") << placement(day, day.addDays(-1)) << false;
        QTest::newRow("on no day") << placement({}, {}) << false;
        QTest::newRow("of a number there is not") << placement(day, {}, -1) << false;
    }
    void whatWasPastedIsJudged()
    {
        QFETCH(const Placement, placement);
        QTEST(validate(placement).isOk(), "fine");
    }

    void namesAreMetInAnyCase_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("named");
        QTest::newRow("as it is") << u"Anna"_s << true;
        QTest::newRow("in capitals, with spaces") << u" ANNA "_s << true;
        QTest::newRow("a longer name") << u"Annabel"_s << false;
        QTest::newRow("nothing") << u""_s << false;
    }
    void namesAreMetInAnyCase()
    {
        QFETCH(const QString, text);
        QTEST(isNamed(person(u"Anna"_s), text), "named");
        QVERIFY(!isNamed(person({}), {}));
    }

    void aKeyThatStaysNeedsAReason()
    {
        DepartureItem item;
        item.connection = ConnectionId(u"c"_s);
        VERIFY_OK(validate(item));
        item.state = ItemState::NotNeeded;
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(item));
        item.reason = u"only the test shop's"_s;
        VERIFY_OK(validate(item));
        item.reason = QString(501, u'x');
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(item));
    }

    void aListEndsWhenNothingIsOpen()
    {
        Departure departure;
        departure.person = PersonId(u"p"_s);
        DepartureItem item;
        item.connection = ConnectionId(u"c"_s);
        departure.items = {item};
        VERIFY_OK(validate(departure));
        QCOMPARE(departure.openItems(), 1);
        departure.endedAt = QDateTime(day, QTime(12, 0), Qt::UTC);
        VERIFY_ERROR(ErrorCode::Conflict, validate(departure));
        departure.items[0].state = ItemState::Replaced;
        VERIFY_OK(validate(departure));
        departure.items.append(departure.items.first());
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(departure));
    }
};

TEST_UNIT(tst_People)
#include "tst_People.moc"
