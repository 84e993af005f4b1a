// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/LiveKeys.h"
#include "tests/support/TestUnit.h"

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_LiveKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatWasSeenRefusedIsNotLive_data()
    {
        QTest::addColumn<VersionStage>("stage");
        QTest::addColumn<std::optional<ShutOffPhase>>("shutOff");
        QTest::addColumn<int>("endsIn");
        QTest::addColumn<bool>("live");
        using Phase = std::optional<ShutOffPhase>;
        constexpr int never = 1000;
        QTest::newRow("in use") << VersionStage::Current << Phase() << never << true;
        QTest::newRow("pending") << VersionStage::Pending << Phase() << never << true;
        QTest::newRow("replaced") << VersionStage::Previous << Phase() << never << true;
        QTest::newRow("retired, not shut off") << VersionStage::Retired << Phase() << never << true;
        QTest::newRow("told") << VersionStage::Retired << Phase(ShutOffPhase::Checking) << never
                              << true;
        QTest::newRow("cannot be seen")
            << VersionStage::Retired << Phase(ShutOffPhase::CannotBeChecked) << never << true;
        QTest::newRow("seen refused")
            << VersionStage::Retired << Phase(ShutOffPhase::Refused) << never << false;
        QTest::newRow("refused for a day")
            << VersionStage::Retired << Phase(ShutOffPhase::Finished) << never << false;
        QTest::newRow("works again")
            << VersionStage::Retired << Phase(ShutOffPhase::StillWorks) << never << true;
        QTest::newRow("ends today") << VersionStage::Previous << Phase() << 0 << true;
        QTest::newRow("ended yesterday") << VersionStage::Previous << Phase() << -1 << false;
    }
    void onlyWhatWasSeenRefusedIsNotLive()
    {
        QFETCH(const VersionStage, stage);
        QFETCH(const std::optional<ShutOffPhase>, shutOff);
        QFETCH(const int, endsIn);
        QFETCH(const bool, live);
        Credential credential = keyOf(u"shop"_s);
        credential.versions.first().stage = stage;
        credential.versions.first().endsAt = now.toLocalTime().date().addDays(endsIn);
        QList<KeyShutOff> shutOffs;
        if (shutOff) {
            KeyShutOff one;
            one.version = credential.versions.first().id;
            one.phase = *shutOff;
            shutOffs.append(one);
        }
        QCOMPARE(!liveKeys({connection(u"shop"_s)}, {credential}, shutOffs, now).isEmpty(), live);
    }

    void whatItsAppRefusesIsDeadInEveryConnection()
    {
        Credential one = keyOf(u"a"_s);
        Credential twin = keyOf(u"b"_s);
        one.versions.first().fingerprint = "same";
        twin.versions.first().fingerprint = "same";
        Credential other = keyOf(u"c"_s);
        other.versions.first().fingerprint = "other";
        KeyShutOff shutOff;
        shutOff.version = one.versions.first().id;
        shutOff.phase = ShutOffPhase::Refused;
        const QList<LiveKey> live =
            liveKeys({connection(u"a"_s), connection(u"b"_s), connection(u"c"_s)},
                     {one, twin, other},
                     {shutOff},
                     now);
        QCOMPARE(live.size(), 1);
        QCOMPARE(live.first().credential, other.id);
    }

    void whatNobodyUsesComesFirstThenTheOldest()
    {
        Credential young = keyOf(u"a"_s, 5);
        Credential old = keyOf(u"b"_s, 400);
        Credential left = keyOf(u"c"_s, 2);
        left.versions.first().stage = VersionStage::Previous;
        const QList<LiveKey> live =
            liveKeys({connection(u"a"_s), connection(u"b"_s), connection(u"c"_s)},
                     {young, old, left},
                     {},
                     now);
        QCOMPARE(live.size(), 3);
        QCOMPARE(live.at(0).connection.text(), u"c"_s);
        QCOMPARE(live.at(1).connection.text(), u"b"_s);
        QCOMPARE(live.at(1).ageDays, 400);
        QCOMPARE(live.at(2).connection.text(), u"a"_s);
    }

private:
    static Connection connection(const QString &id)
    {
        Connection made;
        made.id = ConnectionId(id);
        return made;
    }
    Credential keyOf(const QString &id, int age = 1)
    {
        Credential credential;
        credential.connection = ConnectionId(id);
        CredentialVersion version;
        version.id = CredentialVersionId(u"version of "_s % id);
        version.createdAt = now.addDays(-age);
        version.storeKey = u"entry"_s;
        credential.versions = {version};
        return credential;
    }
    const QDateTime now{QDate(2026, 11, 26), QTime(12, 0), Qt::UTC};
};

TEST_UNIT(tst_LiveKeys)
#include "tst_LiveKeys.moc"
