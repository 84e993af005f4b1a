// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

#include <QFile>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_OpenKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
        m_store = std::make_shared<FakeSecretStore>();
        m_parts = m_fixture->parts(u"shop"_s);
        m_parts.makeStore = [this](SecretsKind, const QString &) { return m_store; };
        const auto made = createWorkspace(m_parts, creation(SecretsKind::Keychain));
        VERIFY_OK(made);
        m_file = made->file;
    }

    void whereThereIsNoFolderItIsTheFirstRun()
    {
        const auto found = findWorkspace(m_fixture->path(u"nowhere"_s));
        VERIFY_OK(found);
        QVERIFY(!found->file);
        QVERIFY(!QFile::exists(m_fixture->path(u"nowhere"_s)));
    }

    void aStoreThatIsNotReadyIsTold_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("code");
        QTest::newRow("locked") << static_cast<int>(StoreState::Locked)
                                << toText(ErrorCode::Locked);
        QTest::newRow("silent") << static_cast<int>(StoreState::Silent)
                                << toText(ErrorCode::TimedOut);
        QTest::newRow("absent") << static_cast<int>(StoreState::Absent)
                                << toText(ErrorCode::Unavailable);
        QTest::newRow("missing") << static_cast<int>(StoreState::Missing)
                                 << toText(ErrorCode::NotFound);
        QTest::newRow("unusable") << static_cast<int>(StoreState::Unusable)
                                  << toText(ErrorCode::Damaged);
    }
    void aStoreThatIsNotReadyIsTold()
    {
        QFETCH(int, state);
        QFETCH(QString, code);
        m_store->setStatus({static_cast<StoreState>(state), u"It is so."_s});
        const qsizetype before = m_store->record().filter(u"write"_s).size();
        const auto keys = openWorkspaceKeys(m_file, m_store);
        QVERIFY(!keys.isOk());
        QCOMPARE(toText(keys.error().code), code);
        QVERIFY(!keys.error().what.isEmpty());
        QCOMPARE(m_store->record().filter(u"write"_s).size(), before);
    }

    void noNewKeyIsMadeForALostOne_data()
    {
        QTest::addColumn<QString>("purpose");
        QTest::newRow("the data key alone") << u"data-key"_s;
        QTest::newRow("the canary alone") << u"canary"_s;
        QTest::newRow("both, as in another keychain") << QString();
    }
    void noNewKeyIsMadeForALostOne()
    {
        QFETCH(QString, purpose);
        for (const SecretName &name : m_store->names()) {
            if (purpose.isEmpty() || name.purpose == purpose)
                m_store->drop(name);
        }
        const QList<SecretName> before = m_store->names();
        const auto keys = openWorkspaceKeys(m_file, m_store);
        VERIFY_ERROR(ErrorCode::NotFound, keys);
        QVERIFY2(keys.error().what.contains(u"recovery sheet"), qPrintable(keys.error().what));
        QCOMPARE(m_store->names(), before);
    }

    void aMissingVaultFileIsNoReasonToMakeOne()
    {
        const KeepingParts parts = m_fixture->parts(u"vaulted"_s);
        const auto made = createWorkspace(parts, creation(SecretsKind::Vault));
        VERIFY_OK(made);
        QVERIFY(QFile::remove(m_fixture->path(u"vaulted/vault.drawbridge"_s)));
        const auto keys =
            openWorkspaceKeys(made->file, parts.makeStore(SecretsKind::Vault, parts.folder));
        VERIFY_ERROR(ErrorCode::NotFound, keys);
        QVERIFY2(keys.error().what.contains(u"recovery sheet"), qPrintable(keys.error().what));
        QVERIFY(!QFile::exists(m_fixture->path(u"vaulted/vault.drawbridge"_s)));
    }

    void aLockedVaultAsksForItsPassphrase()
    {
        const KeepingParts parts = m_fixture->parts(u"vaulted"_s);
        const auto made = createWorkspace(parts, creation(SecretsKind::Vault));
        VERIFY_OK(made);
        const auto store = parts.makeStore(SecretsKind::Vault, parts.folder);
        VERIFY_ERROR(ErrorCode::Locked, openWorkspaceKeys(made->file, store));
        VERIFY_ERROR(ErrorCode::InvalidInput, store->unlock(SecretBytes::copyOf("wrong")));
        VERIFY_ERROR(ErrorCode::Locked, openWorkspaceKeys(made->file, store));
        VERIFY_OK(store->unlock(SecretBytes::copyOf(vaultPassphrase)));
        VERIFY_OK(openWorkspaceKeys(made->file, store));
    }

    void aKeyOfAnotherBusinessIsNotUsed_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("another key") << QByteArray(32, 'k');
        QTest::newRow("no key at all") << QByteArray("word");
    }
    void aKeyOfAnotherBusinessIsNotUsed()
    {
        QFETCH(QByteArray, key);
        VERIFY_OK(
            m_store->write(dataKeyName(m_file.workspace), SecretBytes::copyOf(key), u"changed"_s));
        VERIFY_ERROR(ErrorCode::Damaged, openWorkspaceKeys(m_file, m_store));
    }

    void aDamagedDatabaseIsNotTakenForAWrongKey()
    {
        QFile database(m_fixture->path(u"shop/"_s + databaseFileName()));
        QVERIFY(database.open(QIODevice::ReadWrite));
        QVERIFY(database.write(QByteArray(4096, 'x')) == 4096);
        database.close();
        VERIFY_OK(openWorkspaceKeys(m_file, m_store)); // the key is right, and it is said so
        VERIFY_ERROR(ErrorCode::Damaged, openAgain(m_parts));
    }

    void aFolderOthersCanOpenIsRefused()
    {
        QVERIFY(QFile::setPermissions(m_parts.folder,
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
                                          | QFile::ReadGroup | QFile::ExeGroup));
        VERIFY_ERROR(ErrorCode::Insecure, findWorkspace(m_parts.folder));
    }

private:
    std::unique_ptr<KeepingFixture> m_fixture;
    std::shared_ptr<FakeSecretStore> m_store;
    KeepingParts m_parts;
    WorkspaceFile m_file;
};

TEST_UNIT(tst_OpenKeys)
#include "tst_OpenKeys.moc"
