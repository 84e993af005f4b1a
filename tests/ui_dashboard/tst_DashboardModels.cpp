// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/dashboard/DashboardModels.h"
#include "ui/kit/Rows.h"
#include "ui/kit/Tokens.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

const QDateTime now(QDate(2026, 11, 23), QTime(14, 2), Qt::UTC);

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

Connection connectionOf(const char *id, const char *name)
{
    Connection made;
    made.id = ConnectionId(s(id));
    made.name = s(name);
    made.app = s("stripe");
    made.owner = s("Anna");
    return made;
}

Snapshot snapshotOf(const QList<Connection> &connections)
{
    Snapshot snapshot;
    snapshot.connections = connections;
    snapshot.takenAt = now;
    return snapshot;
}

Credential keyOf(const char *id, std::optional<QDate> endsAt)
{
    Credential credential;
    credential.connection = ConnectionId(s(id));
    CredentialVersion version;
    version.endsAt = endsAt;
    version.replaceBy = now.date().addDays(90);
    credential.versions = {version};
    return credential;
}

Event eventOf(const char *summary, Outcome outcome)
{
    Event event;
    event.summary = s(summary);
    event.outcome = outcome;
    event.time = now.addSecs(-60);
    return event;
}

const QHash<AppId, QString> names{{s("stripe"), s("Stripe")}};

} // namespace

class tst_DashboardModels : public QObject
{
    Q_OBJECT

private:
    QString cell(const ConnectionTableModel &model, int column, int role = Qt::DisplayRole)
    {
        return model.data(model.index(0, column), role).toString();
    }

private Q_SLOTS:
    void theTableIsASoundModelThroughEveryChange()
    {
        ConnectionTableModel model;
        const QAbstractItemModelTester tester(&model,
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshot(Snapshot(), names, {}); // locked
        QCOMPARE(model.rowCount(), 0);
        const Connection a = connectionOf("a", "Shop");
        const Connection b = connectionOf("b", "Books");
        model.setSnapshot(snapshotOf({a, b}), names, {});
        QCOMPARE(model.rowCount(), 2);
        model.setSnapshot(snapshotOf({a, b, connectionOf("c", "Mail")}), names, {}); // added
        QCOMPARE(model.rowCount(), 3);
        model.setSnapshot(snapshotOf({b}), names, {}); // removed
        QCOMPARE(model.connectionAt(0), ConnectionId(s("b")));
        QCOMPARE(model.rowOf(ConnectionId(s("b"))), 0);
        QCOMPARE(model.rowOf(ConnectionId(s("a"))), -1);
        model.setSnapshot(Snapshot(), names, {});
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.connectionAt(0).isValid());
    }

    void aChangedConnectionKeepsItsRow()
    {
        ConnectionTableModel model;
        model.setSnapshot(snapshotOf({connectionOf("a", "Shop")}), names, {});
        const QPersistentModelIndex row = model.index(0, 0);
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setSnapshot(snapshotOf({connectionOf("a", "Corner shop")}), names, {});
        QVERIFY(row.isValid());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(row.data().toString(), s("Corner shop"));
    }

    void bothDatesAreTold_data()
    {
        QTest::addColumn<bool>("elsewhere");
        QTest::addColumn<bool>("hasKey");
        QTest::addColumn<int>("endsIn");
        QTest::addColumn<QString>("ends");
        QTest::addColumn<QString>("replace");
        QTest::newRow("a key with an end")
            << false << true << 3 << s("in 3 days, 26 Nov") << s("in 3 months, 21 Feb 2027");
        QTest::newRow("a key without an end")
            << false << true << -1 << s("no end known") << s("in 3 months, 21 Feb 2027");
        QTest::newRow("no key here")
            << true << false << -1 << s("not known") << s("look again 21 Feb 2027");
    }
    void bothDatesAreTold()
    {
        QFETCH(bool, elsewhere);
        QFETCH(bool, hasKey);
        QFETCH(int, endsIn);
        QFETCH(QString, ends);
        QFETCH(QString, replace);
        Connection one = connectionOf("a", "Shop");
        one.custody = elsewhere ? Custody::HeldElsewhere : Custody::HeldHere;
        one.lookAgainOn = now.date().addDays(90);
        Snapshot snapshot = snapshotOf({one});
        if (hasKey)
            snapshot.credentials = {
                keyOf("a", endsIn < 0 ? std::nullopt : std::optional(now.date().addDays(endsIn)))};
        ConnectionTableModel model;
        model.setSnapshot(snapshot, names, {});
        QCOMPARE(cell(model, ConnectionTableModel::EndsAt), ends);
        QCOMPARE(cell(model, ConnectionTableModel::ReplaceBy), replace);
    }

    void runningAndCheckedAreTwoSigns_data()
    {
        QTest::addColumn<bool>("paused");
        QTest::addColumn<int>("test"); // -1: never
        QTest::addColumn<bool>("checked");
        QTest::addColumn<QString>("running");
        QTest::addColumn<int>("tone");
        QTest::newRow("never tested")
            << false << -1 << false << s("Not known") << static_cast<int>(Tone::Neutral);
        QTest::newRow("passed") << false << 1 << false << s("Running")
                                << static_cast<int>(Tone::Good);
        QTest::newRow("failed, and checked")
            << false << 0 << true << s("Not running") << static_cast<int>(Tone::Danger);
        QTest::newRow("paused") << true << 1 << true << s("Paused")
                                << static_cast<int>(Tone::Neutral);
    }
    void runningAndCheckedAreTwoSigns()
    {
        QFETCH(bool, paused);
        QFETCH(int, test);
        QFETCH(bool, checked);
        QFETCH(QString, running);
        QFETCH(int, tone);
        Connection one = connectionOf("a", "Shop");
        one.paused = paused;
        one.checked = checked ? Answer::Yes : Answer::Unknown;
        if (test >= 0) {
            one.lastTest = ConnectionTest();
            one.lastTest->ok = test == 1;
        }
        ConnectionTableModel model;
        model.setSnapshot(snapshotOf({one}), names, {});
        QCOMPARE(cell(model, ConnectionTableModel::Running), running);
        const QModelIndex sign = model.index(0, ConnectionTableModel::Running);
        QCOMPARE(sign.data(RowRole::PillTone).toInt(), tone);
        QCOMPARE(cell(model, ConnectionTableModel::Checked),
                 checked ? s("Checked") : s("Not checked"));
    }

    void hiddenNamesStayHidden()
    {
        const Snapshot snapshot = snapshotOf({connectionOf("a", "Corner shop")});
        const NameVeil veil(Names::Hidden, snapshot.connections, {});
        ConnectionTableModel table;
        table.setSnapshot(snapshot, names, veil);
        ActivityModel activity;
        Snapshot withEvent = snapshot;
        withEvent.recent = {eventOf("\"Corner shop\" passed its test", Outcome::Ok)};
        activity.setSnapshot(withEvent, veil);
        for (int column = 0; column < table.columnCount(); ++column) {
            for (const int role :
                 {int(Qt::DisplayRole), int(Qt::AccessibleTextRole), int(RowRole::Note)})
                QVERIFY(!cell(table, column, role).contains(s("Corner")));
        }
        QCOMPARE(cell(table, ConnectionTableModel::Name, RowRole::Note), s("Stripe"));
        QVERIFY(!activity.index(0).data().toString().contains(s("Corner")));
        QVERIFY(activity.index(0).data().toString().contains(s("passed its test")));
    }

    void theActivityIsASoundModelAndShort()
    {
        ActivityModel model;
        const QAbstractItemModelTester tester(&model,
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        Snapshot snapshot = snapshotOf({});
        model.setSnapshot(snapshot, {});
        QCOMPARE(model.rowCount(), 0);
        for (int i = 0; i < 50; ++i)
            snapshot.recent << eventOf("something", i % 2 == 0 ? Outcome::Ok : Outcome::Failed);
        model.setSnapshot(snapshot, {});
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.index(0).data(RowRole::CellIcon).toInt(), static_cast<int>(Icon::Check));
        QCOMPARE(model.index(1).data(RowRole::CellIcon).toInt(), static_cast<int>(Icon::Warning));
        model.setSnapshot(Snapshot(), {});
        QCOMPARE(model.rowCount(), 0);
    }
};

TEST_UNIT(tst_DashboardModels)
#include "tst_DashboardModels.moc"
