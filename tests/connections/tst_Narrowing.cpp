// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Narrowing.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_Narrowing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatTheAppSaidCounts_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("granted");
        QTest::addColumn<QString>("narrower");
        QTest::addColumn<QString>("more");
        QTest::newRow("what was asked for") << "a b c"
                                            << "a"
                                            << "yes"
                                            << "";
        QTest::newRow("less than was asked for") << "a b c"
                                                 << ""
                                                 << "yes"
                                                 << "";
        QTest::newRow("what was asked for, and what was before is not known") << "?"
                                                                              << "a"
                                                                              << "yes"
                                                                              << "";
        QTest::newRow("more than was asked for, less than before") << "a b c"
                                                                   << "a b"
                                                                   << "yes"
                                                                   << "b";
        QTest::newRow("as before") << "a b c"
                                   << "a b c"
                                   << "no"
                                   << "b c";
        QTest::newRow("other than before") << "a b"
                                           << "a c"
                                           << "no"
                                           << "c";
        QTest::newRow("more than was asked for, and what was before is not known") << "?"
                                                                                   << "a b"
                                                                                   << "unknown"
                                                                                   << "b";
        QTest::newRow("it does not say") << "a b c"
                                         << "?"
                                         << "unknown"
                                         << "";
    }
    void onlyWhatTheAppSaidCounts()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, granted);
        QFETCH(const QString, narrower);
        QFETCH(const QString, more);
        const auto list = [](const QString &text) {
            return text == u"?"_s ? std::optional<QStringList>()
                                  : std::optional(text.split(u' ', Qt::SkipEmptyParts));
        };
        const Narrowing narrowing{{u"a"_s}, list(before), list(granted)};
        QCOMPARE(toText(narrowing.isNarrower()), narrower);
        QCOMPARE(narrowing.notAsked().join(u' '), more);
        const QString sentence = sentenceFor(narrowing, u"Shop"_s);
        QCOMPARE(sentence.contains(u"was not ended"_s), narrower == u"no"_s);
        QCOMPARE(sentence.contains(u"has not said"_s), narrower == u"unknown"_s);
    }

    void onlyARefusalSaysThatTheNewOneWentToo_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<bool>("hasEnded");
        QTest::addColumn<QString>("after");
        QTest::newRow("works") << 200 << true << false << "still-works";
        QTest::newRow("refused") << 401 << false << false << "ended-too";
        QTest::newRow("not allowed") << 403 << false << false << "not-seen";
        QTest::newRow("in trouble") << 503 << false << false << "not-seen";
        QTest::newRow("there is no call that tries it") << 0 << true << false << "not-seen";
        QTest::newRow("not answered") << -1 << false << false << "not-seen";
        QTest::newRow("renewed no more") << -1 << false << true << "ended-too";
    }
    void onlyARefusalSaysThatTheNewOneWentToo()
    {
        QFETCH(const int, status);
        QFETCH(const bool, ok);
        QFETCH(const bool, hasEnded);
        QFETCH(const QString, after);
        std::optional<ConnectionTest> tested;
        if (status >= 0) {
            tested.emplace();
            tested->status = status;
            tested->ok = ok;
        }
        QCOMPARE(toText(afterTheOld(tested, hasEnded)), after);
    }

    void thatBothWereEndedSaysWhatToDo()
    {
        QVERIFY(sentenceFor(AfterTheOld::EndedToo, u"Shop"_s).contains(u"Sign in again now"_s));
        QVERIFY(sentenceFor(AfterTheOld::StillWorks, u"Shop"_s).contains(u"works"_s));
    }
};

TEST_UNIT(tst_Narrowing)
#include "tst_Narrowing.moc"
