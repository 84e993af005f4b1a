// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/UnfinishedFile.h"
#include "core/secrets/KeychainStore.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// A unit of its own, because its process must not have spoken to the keychain before it forks.
class tst_KeychainKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(qEnvironmentVariableIsSet("DRAWBRIDGE_THROWAWAY_KEYRING")); }

    void whatAKilledSetUpLeftInTheKeychainGoes()
    {
        KeepingFixture fixture;
        KeepingParts parts = fixture.parts(u"shop"_s);
        parts.makeStore = [](SecretsKind, const QString &) {
            return std::make_shared<KeychainStore>();
        };
        QVERIFY(isKilledAt(parts, u"database made"_s, [](const KeepingParts &inChild) {
            static_cast<void>(createWorkspace(inChild, creation(SecretsKind::Keychain)).isOk());
        }));
        const auto unfinished = readUnfinishedFile(parts.folder);
        VERIFY_OK(unfinished);
        QVERIFY(unfinished->has_value());
        const QString killed = (*unfinished)->file.workspace;
        KeychainStore keychain;
        QCOMPARE(keychain.purposes(killed).value(), QStringList({u"canary"_s, u"data-key"_s}));

        const auto made = createWorkspace(parts, creation(SecretsKind::Keychain));
        VERIFY_OK(made);
        QCOMPARE(keychain.purposes(killed).value(), QStringList());
        QCOMPARE(keychain.purposes(made->file.workspace).value(),
                 QStringList({u"canary"_s, u"data-key"_s}));
        VERIFY_OK(openAgain(parts));
    }
};

TEST_UNIT(tst_KeychainKill)
#include "tst_KeychainKill.moc"
