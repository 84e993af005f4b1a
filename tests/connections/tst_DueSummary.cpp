// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/DueSummary.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_DueSummary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsDueIsOneSentence_data()
    {
        QTest::addColumn<QList<int>>("endsIn");
        QTest::addColumn<int>("leaving");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<int>("count");
        QTest::newRow("nothing") << QList<int>{} << 0 << u""_s << 0;
        QTest::newRow("far away") << QList<int>{31} << 0 << u""_s << 0;
        QTest::newRow("a month ahead")
            << QList<int>{30} << 0 << u"One key ends within 30 days."_s << 0;
        QTest::newRow("two in a month")
            << QList<int>{8, 30} << 0 << u"2 keys end within 30 days."_s << 0;
        QTest::newRow("a week ahead hides the month")
            << QList<int>{0, 7, 20} << 0 << u"2 keys end within 7 days."_s << 2;
        QTest::newRow("over") << QList<int>{-1, 1} << 0
                              << u"One key has ended. One key ends within 7 days."_s << 2;
        QTest::newRow("somebody leaves")
            << QList<int>{} << 1 << u"Somebody leaves, and keys are still to replace."_s << 1;
        QTest::newRow("all of it") << QList<int>{-3, -1, 2} << 2
                                   << u"2 keys have ended. One key ends within 7 days. 2 people "
                                      u"leave, and keys are still to "
                                      "replace."_s
                                   << 5;
    }
    void whatIsDueIsOneSentence()
    {
        QFETCH(const QList<int>, endsIn);
        QFETCH(const int, leaving);
        const QDate today(2026, 3, 10);
        QList<Credential> credentials;
        for (const int days : endsIn) {
            Credential credential;
            CredentialVersion version;
            version.endsAt = today.addDays(days);
            credential.versions = {version};
            credentials.append(credential);
            credential.versions.first().stage = VersionStage::Previous; // counts no more
            credentials.append(credential);
        }
        QList<Departure> departures;
        for (int i = 0; i < leaving; ++i) {
            Departure departure;
            departure.items = {DepartureItem()};
            departures.append(departure);
            departure.items.first().state = ItemState::Replaced;
            departures.append(departure);
        }
        const DueSummary due = dueSummary(credentials, {}, departures, today);
        QTEST(due.sentence, "sentence");
        QTEST(due.count(), "count");
    }
    void daysToReplaceByAreTold_data()
    {
        QTest::addColumn<int>("endsIn");
        QTest::addColumn<int>("replaceIn");
        QTest::addColumn<int>("tooOldIn");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<int>("count");
        constexpr int never = 1'000;
        const auto row = [](const char *name,
                            int endsIn,
                            int replaceIn,
                            int tooOldIn,
                            const QString &sentence,
                            int count) {
            QTest::newRow(name) << endsIn << replaceIn << tooOldIn << sentence << count;
        };
        row("far away", never, 31, never, u""_s, 0);
        row("in a month", never, 30, never, u"One key is to be replaced within 30 days."_s, 0);
        row("in a week", never, 7, never, u"One key is to be replaced within 7 days."_s, 1);
        row("today", never, 0, never, u"One key is to be replaced within 7 days."_s, 1);
        row("overdue", never, -1, never, u"One key should have been replaced."_s, 1);
        row("by its age", never, never, 3, u"One key is to be replaced within 7 days."_s, 1);
        row("by its age before the day", never, 20, -2, u"One key should have been replaced."_s, 1);
        row("its end is as near", 7, 3, never, u"One key ends within 7 days."_s, 1);
        row("its end is farther", 20, 3, never, u"One key is to be replaced within 7 days."_s, 1);
        row("ended", -1, -5, never, u"One key has ended."_s, 1);
    }
    void daysToReplaceByAreTold()
    {
        QFETCH(const int, endsIn);
        QFETCH(const int, replaceIn);
        QFETCH(const int, tooOldIn);
        const QDate today(2026, 3, 10);
        Credential credential;
        credential.id = CredentialId(u"key"_s);
        CredentialVersion version;
        version.endsAt = today.addDays(endsIn);
        version.replaceBy = today.addDays(replaceIn);
        credential.versions = {version};
        const DueSummary due =
            dueSummary({credential}, {{{}, credential.id, today.addDays(tooOldIn)}}, {}, today);
        QTEST(due.sentence, "sentence");
        QTEST(due.count(), "count");
    }
};

TEST_UNIT(tst_DueSummary)
#include "tst_DueSummary.moc"
