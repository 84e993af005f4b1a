// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Event.h"
#include "core/model/Flow.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

template<typename Enum>
bool everyWordComesBack()
{
    QSet<QString> words;
    for (const Word<Enum> &word : WordsOf<Enum>::table) {
        if (fromText<Enum>(toText(word.value)) != word.value)
            return false;
        words.insert(toText(word.value));
    }
    return words.size() == static_cast<qsizetype>(WordsOf<Enum>::table.size());
}

} // namespace

class tst_Words : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWordOfATableComesBackAsItsValue()
    {
        QVERIFY(everyWordComesBack<Environment>());
        QVERIFY(everyWordComesBack<Custody>());
        QVERIFY(everyWordComesBack<AuthKind>());
        QVERIFY(everyWordComesBack<Answer>());
        QVERIFY(everyWordComesBack<NetworkReach>());
        QVERIFY(everyWordComesBack<CredentialKind>());
        QVERIFY(everyWordComesBack<VersionStage>());
        QVERIFY(everyWordComesBack<Sensitivity>());
        QVERIFY(everyWordComesBack<Carrier>());
        QVERIFY(everyWordComesBack<HowKnown>());
        QVERIFY(everyWordComesBack<Outcome>());
        QVERIFY(everyWordComesBack<Severity>());
    }
    void anUnknownWordIsNoValue()
    {
        QVERIFY(!fromText<Environment>(u"prod").has_value());
        QVERIFY(!fromText<Environment>(u"").has_value());
    }
};

TEST_UNIT(tst_Words)
#include "tst_Words.moc"
