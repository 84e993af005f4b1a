// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RotationRules.h"
#include "tests/support/TestUnit.h"

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

const QDate today(2026, 11, 26);

Connection shop(const QString &id = u"shop"_s)
{
    Connection connection;
    connection.id = ConnectionId(id);
    connection.app = u"practice-shop"_s;
    return connection;
}

Credential keyOf(const Connection &connection, const QDate &madeOn = today)
{
    Credential credential;
    credential.id = CredentialId(u"key of "_s % connection.id.text());
    credential.connection = connection.id;
    CredentialVersion version;
    version.createdAt = QDateTime(madeOn, QTime(12, 0)).toUTC();
    version.storeKey = u"entry"_s;
    credential.versions = {version};
    return credential;
}

} // namespace

class tst_RotationRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = catalog.takeValue();
    }

    void whatComesFirstCounts_data()
    {
        QTest::addColumn<RotationRules>("rules");
        QTest::addColumn<int>("endsIn");
        QTest::addColumn<int>("remindIn");
        QTest::addColumn<int>("dueIn");
        QTest::addColumn<DueReason>("reason");
        constexpr int never = 0;
        RotationRules none;
        QTest::newRow("the end at the app") << none << 10 << 20 << 10 << DueReason::EndsAtApp;
        QTest::newRow("the reminder") << none << 30 << 20 << 20 << DueReason::Reminder;
        QTest::newRow("neither") << none << never << never << never << DueReason::Reminder;
        RotationRules aged;
        aged.maxAgeDays = 15;
        QTest::newRow("the greatest age") << aged << 30 << 20 << 15 << DueReason::MaximumAge;
        aged.byKind = {{CredentialKind::ApiKey, 5}};
        QTest::newRow("of its kind") << aged << 30 << 20 << 5 << DueReason::MaximumAge;
        aged.byKind = {{CredentialKind::AdminKey, 5}};
        QTest::newRow("not of another kind") << aged << 30 << 20 << 15 << DueReason::MaximumAge;
        aged.byEnvironment = {{Environment::Production, 7}};
        QTest::newRow("of its environment") << aged << 30 << 20 << 7 << DueReason::MaximumAge;
        aged.sensitiveDays = 3;
        QTest::newRow("of what it reaches") << aged << 30 << 20 << 3 << DueReason::MaximumAge;
    }
    void whatComesFirstCounts()
    {
        QFETCH(const RotationRules, rules);
        QFETCH(const int, endsIn);
        QFETCH(const int, remindIn);
        QFETCH(const int, dueIn);
        Connection connection = shop();
        connection.app = u"stripe"_s;
        const AppProfile *stripe = m_catalog.app(u"stripe"_s);
        QVERIFY(stripe);
        for (const AppJob &job : stripe->jobs)
            connection.jobs.append(job.id);
        Credential credential = keyOf(connection);
        if (endsIn > 0)
            credential.versions.first().endsAt = today.addDays(endsIn);
        if (remindIn > 0)
            credential.versions.first().replaceBy = today.addDays(remindIn);
        const std::optional<KeyDue> due = dueOf(rules, m_catalog, connection, credential);
        QCOMPARE(due.has_value(), dueIn > 0);
        if (!due)
            return;
        QCOMPARE(due->on, today.addDays(dueIn));
        QTEST(due->reason, "reason");
    }

    void whatOthersHoldIsNotReplacedHere()
    {
        Connection connection = shop();
        connection.custody = Custody::HeldElsewhere;
        Credential credential = keyOf(connection);
        credential.versions.first().replaceBy = today;
        QVERIFY(!dueOf({}, m_catalog, connection, credential));
    }

    void noDayHasMoreThanItMust()
    {
        QList<Connection> connections;
        QList<Credential> credentials;
        for (int i = 0; i < 30; ++i) {
            connections.append(shop(u"shop %1"_s.arg(i)));
            Credential credential = keyOf(connections.last());
            credential.versions.first().replaceBy = today.addDays(40);
            credentials.append(credential);
        }
        const QList<KeyDue> calendar =
            calendarOf({}, m_catalog, connections, credentials, today, 90);
        QCOMPARE(calendar.size(), 30);
        QMap<QDate, int> load;
        for (const KeyDue &due : calendar) {
            QVERIFY(due.planned <= due.on && due.planned >= today);
            QVERIFY(due.planned.daysTo(due.on) <= 14);
            QVERIFY(++load[due.planned] <= 2);
        }
    }
    void whatIsOverdueIsDueToday()
    {
        const Connection connection = shop();
        Credential credential = keyOf(connection);
        credential.versions.first().replaceBy = today.addDays(-3);
        const QList<KeyDue> calendar = calendarOf({}, m_catalog, {connection}, {credential}, today);
        QCOMPARE(calendar.size(), 1);
        QCOMPARE(calendar.first().planned, today);
        QCOMPARE(calendar.first().on, today.addDays(-3));
    }

    void quietHours_data()
    {
        QTest::addColumn<QTime>("from");
        QTest::addColumn<QTime>("to");
        QTest::addColumn<QTime>("at");
        QTest::addColumn<bool>("quiet");
        const QTime ten(10, 0), noon(12, 0), night(22, 0), six(6, 0);
        QTest::newRow("before") << ten << noon << QTime(9, 59) << false;
        QTest::newRow("at the beginning") << ten << noon << ten << true;
        QTest::newRow("at the end") << ten << noon << noon << false;
        QTest::newRow("over night, late") << night << six << QTime(23, 0) << true;
        QTest::newRow("over night, early") << night << six << QTime(5, 59) << true;
        QTest::newRow("over night, in the day") << night << six << noon << false;
    }
    void quietHours()
    {
        QFETCH(const QTime, from);
        QFETCH(const QTime, to);
        QFETCH(const QTime, at);
        QFETCH(const bool, quiet);
        RotationRules rules;
        rules.quietFrom = from;
        rules.quietTo = to;
        QCOMPARE(isQuiet(rules, at), quiet);
        const QDateTime now = QDateTime(today, at).toUTC();
        const QDateTime then = afterQuiet(rules, now);
        QVERIFY(!isQuiet(rules, then.toLocalTime().time()));
        QVERIFY(then >= now && then <= now.addDays(1));
        QCOMPARE(then == now, !quiet);
    }

    void theyComeBackAsTheyWere()
    {
        RotationRules rules;
        rules.maxAgeDays = 90;
        rules.byKind = {{CredentialKind::AdminKey, 30}};
        rules.byEnvironment = {{Environment::Staging, 365}};
        rules.sensitiveDays = 60;
        rules.quietFrom = QTime(22, 0);
        rules.quietTo = QTime(6, 30);
        rules.told = u"Anna"_s;
        rules.overlapHours = 48;
        VERIFY_OK(validate(rules));
        const auto back = rotationRulesFrom(toJson(rules));
        VERIFY_OK(back);
        QVERIFY(*back == rules);
        const auto none = rotationRulesFrom({});
        VERIFY_OK(none);
        QVERIFY(*none == RotationRules());
    }
    void wrongRulesAreRefused_data()
    {
        QTest::addColumn<RotationRules>("rules");
        const auto row = [](const char *name, auto change) {
            RotationRules rules;
            change(rules);
            QTest::newRow(name) << rules;
        };
        row("less than none", [](RotationRules &rules) { rules.maxAgeDays = -1; });
        row("eleven years", [](RotationRules &rules) { rules.sensitiveDays = 4000; });
        row("of a kind", [](RotationRules &rules) {
            rules.byKind = {{CredentialKind::Login, -5}};
        });
        row("half a quiet time", [](RotationRules &rules) { rules.quietFrom = QTime(1, 0); });
        row("no quiet time",
            [](RotationRules &rules) { rules.quietFrom = rules.quietTo = QTime(1, 0); });
        row("an overlap of a year", [](RotationRules &rules) { rules.overlapHours = 8760; });
    }
    void wrongRulesAreRefused()
    {
        QFETCH(const RotationRules, rules);
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(rules));
    }

private:
    Catalog m_catalog;
};

TEST_UNIT(tst_RotationRules)
#include "tst_RotationRules.moc"
