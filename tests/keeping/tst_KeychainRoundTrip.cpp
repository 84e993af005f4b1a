// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Recovery.h"
#include "core/keeping/SecretsMove.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/secrets/KeychainStore.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// The ways of a workspace with a real keychain behind it.
class tst_KeychainRoundTrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(qEnvironmentVariableIsSet("DRAWBRIDGE_THROWAWAY_KEYRING")); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
    }

    void whatWasCreatedOpensAgain()
    {
        const KeepingParts parts = keychainParts(u"shop"_s);
        const auto made = createWorkspace(parts, creation(SecretsKind::Keychain));
        VERIFY_OK(made);
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QVERIFY(open->keys.dataKey.bytes().equals(made->dataKey.bytes()));
    }

    void anotherProgramShowsTheLabel()
    {
        const auto made =
            createWorkspace(keychainParts(u"shop"_s), creation(SecretsKind::Keychain));
        VERIFY_OK(made);
        QProcess tool;
        tool.start(u"secret-tool"_s,
                   {u"search"_s, u"user"_s, QString(made->file.workspace + u"/data-key"_s)},
                   QIODevice::ReadOnly);
        QVERIFY(tool.waitForFinished());
        const QByteArray shown = tool.readAllStandardOutput() + tool.readAllStandardError();
        QVERIFY2(shown.contains("Drawbridge: data key of Ada's Shop"), "the label is not shown");
    }

    void aKeyTooLongForTheStoreIsThereAfterAStart_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::newRow("keychain") << SecretsKind::Keychain;
        QTest::newRow("vault") << SecretsKind::Vault;
    }
    void aKeyTooLongForTheStoreIsThereAfterAStart()
    {
        QFETCH(SecretsKind, kind);
        const KeepingParts parts =
            kind == SecretsKind::Keychain ? keychainParts(u"shop"_s) : m_fixture->parts(u"shop"_s);
        const QByteArray value(m_keychain->maxValueSize() + 1, 'k');
        {
            const auto open = createAndOpen(parts, kind);
            VERIFY_OK(open);
            VERIFY_OK(addKey(*open, u"Till"_s, value));
        }
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), value);
        QVERIFY(open->keys.store->purposes(open->keys.file.workspace)->at(1).endsWith(u"/key"_s));
    }

    void theKeysMoveToAVaultAndBack()
    {
        KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto vaults = parts.makeStore;
        parts.makeStore = [this, vaults](SecretsKind kind,
                                         const QString &folder) -> std::shared_ptr<SecretStore> {
            return kind == SecretsKind::Keychain ? m_keychain : vaults(kind, folder);
        };
        QString workspace;
        {
            const auto open = createAndOpen(parts, SecretsKind::Keychain);
            VERIFY_OK(open);
            VERIFY_OK(addKey(*open, u"Till"_s, "key of the till"));
            workspace = open->keys.file.workspace;
            const auto moved =
                moveSecrets(open->open(), {SecretsKind::Vault, secret(vaultPassphrase)}, {});
            VERIFY_OK(moved);
        }
        QCOMPARE(m_keychain->purposes(workspace).value(), QStringList());
        {
            const auto open = openAgain(parts);
            VERIFY_OK(open);
            QCOMPARE(open->keys.file.secrets, SecretsKind::Vault);
            QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
            VERIFY_OK(moveSecrets(open->open(), {SecretsKind::Keychain, {}}, {}));
        }
        QVERIFY(!QFile::exists(vaultFilePath(parts.folder)));
        QCOMPARE(m_keychain->purposes(workspace)->size(), 3);
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void aSheetBringsBackAnEmptiedKeychain()
    {
        const KeepingParts parts = keychainParts(u"shop"_s);
        const QString sheet = m_fixture->path(u"sheet.txt"_s);
        QString workspace;
        {
            const auto open = createAndOpen(parts, SecretsKind::Keychain);
            VERIFY_OK(open);
            VERIFY_OK(makeRecoverySheet(open->open(), {sheet}, {}));
            workspace = open->keys.file.workspace;
        }
        VERIFY_OK(m_keychain->remove(dataKeyName(workspace)));
        VERIFY_OK(removeCanary(*m_keychain, workspace));
        VERIFY_ERROR(ErrorCode::NotFound, openAgain(parts));
        VERIFY_ERROR(ErrorCode::NotFound, m_keychain->read(dataKeyName(workspace)));

        QFile page(sheet);
        QVERIFY(page.open(QIODevice::ReadOnly));
        QStringList groups;
        auto matches = QRegularExpression(u"\\d: ([0-9A-Z]{5})"_s)
                           .globalMatch(QString::fromUtf8(page.readAll()));
        while (matches.hasNext())
            groups.append(matches.next().captured(1));
        VERIFY_OK(recoverWithSheet(parts, {groups.join(u'-'), SecretsKind::Keychain, {}}));
        VERIFY_OK(openAgain(parts));
    }

    void aBackupWithKeysBringsBackAnEmptiedKeychain()
    {
        const QString file = m_fixture->path(u"shop.backup"_s);
        QString workspace;
        {
            const auto open = createAndOpen(keychainParts(u"shop"_s), SecretsKind::Keychain);
            VERIFY_OK(open);
            VERIFY_OK(addKey(*open, u"Till"_s, "key of the till"));
            VERIFY_OK(backUp(open->open(), {file, secret(backupPassphrase), WithSecrets::Yes}, {}));
            workspace = open->keys.file.workspace;
        }
        const auto purposes = m_keychain->purposes(workspace);
        VERIFY_OK(purposes);
        QCOMPARE(purposes->size(), 3);
        for (const QString &purpose : *purposes)
            VERIFY_OK(m_keychain->remove({workspace, purpose}));

        const KeepingParts parts = keychainParts(u"restored"_s);
        const auto report = restoreBackup(parts, restoration(file, SecretsKind::Keychain), {});
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList());
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
    }

private:
    KeepingParts keychainParts(const QString &name)
    {
        KeepingParts parts = m_fixture->parts(name);
        parts.makeStore = [this](SecretsKind, const QString &) { return m_keychain; };
        return parts;
    }

    std::unique_ptr<KeepingFixture> m_fixture;
    std::shared_ptr<KeychainStore> m_keychain = std::make_shared<KeychainStore>();
};

TEST_UNIT(tst_KeychainRoundTrip)
#include "tst_KeychainRoundTrip.moc"
