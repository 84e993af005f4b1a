// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/Apps.h"
#include "tests/support/TestUnit.h"
#include "ui/connect/ConnectDraft.h"

using namespace drawbridge;
using namespace drawbridge::ui;
using namespace Qt::StringLiterals;

namespace {

Connection connectionOf(const QString &owner, int day)
{
    Connection made;
    made.owner = owner;
    made.createdAt = QDateTime(QDate(2026, 11, day), QTime(9, 0), Qt::UTC);
    return made;
}

} // namespace

class tst_ConnectDraft : public QObject
{
    Q_OBJECT

private:
    ConnectDraft draftOf(const QString &app)
    {
        ConnectDraft draft;
        draft.chooseApp(*m_catalog.app(app), u"Anna"_s, QDate(2026, 11, 23));
        return draft;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = catalog.takeValue();
    }

    void everythingThatWasSaidComesBack()
    {
        ConnectDraft draft = draftOf(u"twilio"_s);
        draft.jobs = {u"send-texts"_s};
        draft.fields = {{u"accountSid"_s, u"AC00"_s}};
        draft.environment = Environment::Staging;
        draft.setOwnPurpose(u"reminders"_s);
        draft.endsAt = QDate(2027, 1, 2);
        draft.heldBy = u"zapier"_s;
        draft.flowTo = ConnectionId(u"01HX0000000000000000000000"_s);
        draft.via = u"make"_s;
        draft.ownKinds = QStringList{u"messages"_s};
        draft.step = DraftStep::Key;
        const ConnectDraft back = ConnectDraft::fromJson(draft.toJson());
        QCOMPARE(back.toJson(), draft.toJson());
        QCOMPARE(back.jobs, draft.jobs);
        QCOMPARE(back.environment, draft.environment);
        QCOMPARE(back.endsAt, draft.endsAt);
        QCOMPARE(back.flowTo, draft.flowTo);
        QVERIFY(back.ownKinds == draft.ownKinds);
        QCOMPARE(back.step, draft.step);
    }

    void theJobsSayWhatItIsForUntilTheOwnerDoes()
    {
        const AppProfile &app = *m_catalog.app(u"stripe"_s);
        ConnectDraft draft = draftOf(u"stripe"_s);
        draft.jobs = {app.jobs.first().id};
        draft.takePurposeFromJobs(app);
        QCOMPARE(draft.purpose, app.jobs.first().label);
        draft.setOwnPurpose(u"the books"_s);
        draft.takePurposeFromJobs(app);
        QCOMPARE(draft.purpose, u"the books"_s);
        draft.setOwnPurpose(QString());
        draft.takePurposeFromJobs(app);
        QCOMPARE(draft.purpose, app.jobs.first().label);
    }

    void whatWasNotSaidHasADefault()
    {
        const ConnectDraft draft = draftOf(u"stripe"_s);
        QCOMPARE(draft.details({}).purpose, u"Not said yet"_s);
        QCOMPARE(draft.listing().purpose, u"Not said yet"_s);
        QCOMPARE(draft.listing().heldBy, u"Not said yet"_s);
        QCOMPARE(draft.name, u"Stripe"_s);
        QVERIFY(draft.replaceBy == QDate(2027, 2, 21));
    }

    void anArrowNeedsAnEndAndSomethingThatTravels_data()
    {
        QTest::addColumn<bool>("hasEnd");
        QTest::addColumn<QStringList>("jobs");
        QTest::addColumn<QStringList>("own");
        QTest::addColumn<QStringList>("travels");
        const QStringList job{u"order-totals-for-the-books"_s};
        QTest::newRow("what the job moves")
            << true << job << QStringList{u"-"_s} << QStringList{u"order-totals"_s};
        QTest::newRow("what the owner said")
            << true << job << QStringList{u"invoices"_s} << QStringList{u"invoices"_s};
        QTest::newRow("the owner, without a job")
            << true << QStringList() << QStringList{u"invoices"_s} << QStringList{u"invoices"_s};
        QTest::newRow("nothing travels")
            << true << QStringList() << QStringList{u"-"_s} << QStringList();
        QTest::newRow("it goes nowhere") << false << job << QStringList{u"-"_s} << QStringList();
    }
    void anArrowNeedsAnEndAndSomethingThatTravels()
    {
        QFETCH(bool, hasEnd);
        QFETCH(QStringList, jobs);
        QFETCH(QStringList, own);
        QFETCH(QStringList, travels);
        ConnectDraft draft = draftOf(u"stripe"_s);
        draft.jobs = jobs;
        if (own != QStringList{u"-"_s})
            draft.ownKinds = own;
        if (hasEnd)
            draft.flowTo = ConnectionId(u"01HX0000000000000000000000"_s);
        const auto flow =
            draft.flow(*m_catalog.app(u"stripe"_s), ConnectionId(u"01HX0000000000000000000001"_s));
        QCOMPARE(flow.has_value(), !travels.isEmpty());
        if (flow) {
            QCOMPARE(flow->dataClasses, travels);
            VERIFY_OK(validate(*flow));
        }
    }

    void theUsualOwner_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<QString>("expected");
        QTest::newRow("whom Settings names") << u"Ada"_s << u"Ada"_s;
        QTest::newRow("who looks after the newest one") << QString() << u"Ben"_s;
    }
    void theUsualOwner()
    {
        QFETCH(QString, settings);
        QFETCH(QString, expected);
        Snapshot snapshot;
        QVERIFY(usualOwner(snapshot).isEmpty());
        snapshot.settings.ownerName = settings;
        snapshot.connections = {connectionOf(u"Anna"_s, 2),
                                connectionOf(u"Ben"_s, 20),
                                connectionOf(u"Clara"_s, 9)};
        QCOMPARE(usualOwner(snapshot), expected);
    }

    void everyWayThatConnectsIsOffered_data()
    {
        QTest::addColumn<QString>("app");
        QTest::addColumn<int>("ways");
        QTest::newRow("one key") << u"stripe"_s << 1;
        QTest::newRow("sign-in only") << u"quickbooks"_s << 1;
        QTest::newRow("no key at all") << u"zapier"_s << 0;
        QTest::newRow("a key, or none") << u"make"_s << 1;
        QTest::newRow("any app, even one without a key") << u"other"_s << 7;
    }
    void everyWayThatConnectsIsOffered()
    {
        QFETCH(QString, app);
        QFETCH(int, ways);
        QCOMPARE(connectOptions(*m_catalog.app(app)).size(), ways);
    }

private:
    Catalog m_catalog;
};

TEST_UNIT(tst_ConnectDraft)
#include "tst_ConnectDraft.moc"
