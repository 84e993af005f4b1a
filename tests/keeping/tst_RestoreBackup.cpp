// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/FileWork.h"
#include "core/keeping/Recovery.h"
#include "core/keeping/Upkeep.h"
#include "core/storage/ConnectionRepository.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QJsonArray>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QString withKeys = u"with.backup"_s;
const QString withoutKeys = u"without.backup"_s;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<QList<Connection>> connectionsOf(const OpenFixture &open)
{
    return open.database->read<QList<Connection>>(
        [](ReadView &view) { return ConnectionRepository::list(view); });
}

} // namespace

class tst_RestoreBackup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        KeepingFixture fixture;
        VERIFY_OK(makeBackups(fixture, SecretsKind::Keychain));
        m_withKeysMade = contentOf(fixture.path(withKeys));
        m_withoutKeysMade = contentOf(fixture.path(withoutKeys));
        QVERIFY(!m_withKeysMade.isEmpty() && !m_withoutKeysMade.isEmpty());
    }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
        m_withKeys = m_fixture->path(withKeys);
        m_withoutKeys = m_fixture->path(withoutKeys);
        VERIFY_OK(writePrivateFile(m_withKeys, m_withKeysMade));
        VERIFY_OK(writePrivateFile(m_withoutKeys, m_withoutKeysMade));
    }

    void everythingComesBackOnANewComputer_data()
    {
        QTest::addColumn<SecretsKind>("from");
        QTest::addColumn<SecretsKind>("to");
        for (const SecretsKind from : {SecretsKind::Keychain, SecretsKind::Vault}) {
            for (const SecretsKind to : {SecretsKind::Keychain, SecretsKind::Vault}) {
                QTest::addRow("%s to %s", qPrintable(toText(from)), qPrintable(toText(to)))
                    << from << to;
            }
        }
    }
    void everythingComesBackOnANewComputer()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, to);
        VERIFY_OK(makeBackups(*m_fixture, from));
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        const auto report = restoreBackup(parts, restoration(m_withKeys, to), {});
        VERIFY_OK(report);
        QCOMPARE(report->takenAt, m_fixture->clock.now());
        QCOMPARE(report->paused, 2);
        QCOMPARE(report->toPaste, QStringList());

        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(open->keys.file.secrets, to);
        QCOMPARE(businessNameOf(*open).value(), u"Ada's Shop"_s);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
        QCOMPARE(keyOf(*open, u"Mail"_s).value(), QByteArray("key of the mail"));
        QCOMPARE(eventsOf(*open, u"workspace.created"_s)->size(), 1);
    }

    void aKeyTooLongForEitherStoreComesBack_data()
    {
        QTest::addColumn<qsizetype>("before"); // the limit of the keychain it comes from
        QTest::addColumn<qsizetype>("after");  // and of the one it goes to
        QTest::newRow("too long before and after") << qsizetype(100) << qsizetype(100);
        QTest::newRow("too long after only") << qsizetype(0) << qsizetype(100);
        QTest::newRow("too long before only") << qsizetype(100) << qsizetype(0);
    }
    void aKeyTooLongForEitherStoreComesBack()
    {
        QFETCH(qsizetype, before);
        QFETCH(qsizetype, after);
        const QByteArray value = QByteArray("long key ").repeated(50);
        m_fixture->keychainLimit = before;
        const QString file = m_fixture->path(u"long.backup"_s);
        {
            const auto open = createAndOpen(m_fixture->parts(u"long"_s), SecretsKind::Keychain);
            VERIFY_OK(open);
            VERIFY_OK(addKey(*open, u"Till"_s, value));
            VERIFY_OK(backUp(open->open(), {file, secret(backupPassphrase), WithSecrets::Yes}, {}));
        }
        m_fixture->keychainLimit = after;
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        const auto report = restoreBackup(parts, restoration(file, SecretsKind::Keychain), {});
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList());
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), value);
        QVERIFY(checkWorkspace(open->open())->isEmpty());
    }

    void everyConnectionIsPausedAndItIsTold()
    {
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        VERIFY_OK(restoreBackup(parts, restoration(m_withKeys, SecretsKind::Keychain), {}));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        const auto connections = connectionsOf(*open);
        VERIFY_OK(connections);
        QCOMPARE(connections->size(), 2);
        for (const Connection &connection : *connections)
            QVERIFY(connection.paused);
        const auto events = eventsOf(*open, u"workspace.restored"_s);
        QCOMPARE(events->size(), 1);
        QVERIFY(events->first().summary.contains(u"paused"_s));
    }

    void withoutKeysTheyAreToBePastedAgain()
    {
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        const auto report =
            restoreBackup(parts, restoration(m_withoutKeys, SecretsKind::Keychain), {});
        VERIFY_OK(report);
        QStringList labels = report->toPaste;
        labels.sort();
        QCOMPARE(labels,
                 QStringList({u"Drawbridge: Stripe, Mail"_s, u"Drawbridge: Stripe, Till"_s}));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        VERIFY_ERROR(ErrorCode::NotFound, keyOf(*open, u"Till"_s));
        const auto events = eventsOf(*open, u"workspace.restored"_s);
        QVERIFY(events->first().summary.endsWith(u"Keys to paste again: 2."_s));
        QCOMPARE(events->first().attributes.value(u"toPaste"_s).toArray().size(), 2);
    }

    void underTheSameLoginTheKeychainStillHasThem()
    {
        VERIFY_OK(makeBackups(*m_fixture, SecretsKind::Keychain));
        const KeepingParts parts = m_fixture->parts(u"restored"_s);
        const auto report =
            restoreBackup(parts, restoration(m_withoutKeys, SecretsKind::Keychain), {});
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList());
        const auto restored = openAgain(parts);
        VERIFY_OK(restored);
        QCOMPARE(keyOf(*restored, u"Till"_s).value(), QByteArray("key of the till"));

        // The two do not share entries: what goes here stays there.
        const QString workspace = restored->keys.file.workspace;
        const auto purposes = restored->keys.store->purposes(workspace);
        for (const QString &purpose : *purposes)
            VERIFY_OK(restored->keys.store->remove({workspace, purpose}));
        const auto original = openAgain(m_fixture->parts(u"shop"_s));
        VERIFY_OK(original);
        QCOMPARE(keyOf(*original, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void theRecoverySheetComesAlong()
    {
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        VERIFY_OK(restoreBackup(parts, restoration(m_withKeys, SecretsKind::Keychain), {}));
        const auto madeAt = recoverySheetMadeAt(parts.folder);
        VERIFY_OK(madeAt);
        QVERIFY(madeAt->has_value());
    }

    void whatCannotBeRestoredLeavesNothing_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("code");
        QTest::newRow("another passphrase") << u"passphrase"_s << toText(ErrorCode::InvalidInput);
        QTest::newRow("no passphrase") << u"none"_s << toText(ErrorCode::InvalidInput);
        QTest::newRow("no such file") << u"missing"_s << toText(ErrorCode::NotFound);
        QTest::newRow("cut short") << u"cut"_s << toText(ErrorCode::Damaged);
        QTest::newRow("a byte changed at the end") << u"changed"_s << toText(ErrorCode::Damaged);
        QTest::newRow("newer") << u"newer"_s << toText(ErrorCode::NewerFormat);
        QTest::newRow("stopped") << u"stopped"_s << toText(ErrorCode::Cancelled);
        QTest::newRow("a locked keychain") << u"locked"_s << toText(ErrorCode::Locked);
    }
    void whatCannotBeRestoredLeavesNothing()
    {
        QFETCH(QString, how);
        QFETCH(QString, code);
        KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        RestoreBackup request = restoration(m_withKeys, SecretsKind::Keychain);
        const CancelToken cancel;
        QFile file(m_withKeys);
        QVERIFY(file.open(QIODevice::ReadWrite));
        if (how == u"passphrase")
            request.passphrase = secret("wrong");
        if (how == u"none")
            request.passphrase = secret("");
        if (how == u"missing")
            request.file = m_fixture->path(u"nothing"_s);
        if (how == u"cut")
            QVERIFY(file.resize(file.size() - 1));
        if (how == u"changed") {
            QVERIFY(file.seek(file.size() - 5));
            const char other = static_cast<char>(file.read(1).at(0) ^ 1); // whatever stood there
            QVERIFY(file.seek(file.size() - 5) && file.write(&other, 1) == 1);
        }
        if (how == u"newer")
            QVERIFY(file.seek(17) && file.write("\2") == 1);
        if (how == u"stopped")
            cancel.cancel();
        if (how == u"locked") {
            const auto keychain = m_fixture->keychain(u"ben"_s);
            keychain->setStatus({StoreState::Locked, u"The keychain is locked."_s});
            parts.makeStore = [keychain](SecretsKind, const QString &) { return keychain; };
        }
        file.close();
        const auto report = restoreBackup(parts, request, cancel);
        QVERIFY(!report.isOk());
        QCOMPARE(toText(report.error().code), code);
        QVERIFY(!report.error().what.isEmpty());
        QCOMPARE(QDir(parts.folder).entryList(QDir::Files | QDir::Hidden), QStringList());
        QCOMPARE(m_fixture->keychain(u"ben"_s)->entries(), 0);
        const auto found = findWorkspace(parts.folder);
        VERIFY_OK(found);
        QVERIFY(!found->file && found->notice.isEmpty());
    }

    void aFolderWithAWorkspaceIsLeftAlone()
    {
        VERIFY_OK(makeBackups(*m_fixture, SecretsKind::Vault));
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        VERIFY_ERROR(ErrorCode::Conflict,
                     restoreBackup(parts, restoration(m_withKeys, SecretsKind::Vault), {}));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void onlyOneProcessRestoresIntoAFolder()
    {
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        QVERIFY(QDir().mkdir(parts.folder));
        QVERIFY(QFile::setPermissions(parts.folder,
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto other = lockFolder(parts.folder);
        VERIFY_OK(other);
        VERIFY_ERROR(ErrorCode::Busy,
                     restoreBackup(parts, restoration(m_withKeys, SecretsKind::Keychain), {}));
    }

    void killedAnywhereTheNextStartIsWholeOrAsksToRestoreAgain_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("time");
        const std::pair<const char *, int> steps[] = {{"described", 1},
                                                      {"database written", 1},
                                                      {"database opened", 1},
                                                      {"store made", 1},
                                                      {"data key kept", 1},
                                                      {"canary planted", 1},
                                                      {"value kept", 1},
                                                      {"value kept", 2},
                                                      {"connections paused", 1},
                                                      {"finished", 1}};
        for (const SecretsKind kind : {SecretsKind::Keychain, SecretsKind::Vault}) {
            for (const auto &[step, time] : steps) {
                QTest::addRow("%s, %s %d", qPrintable(toText(kind)), step, time)
                    << kind << QString::fromLatin1(step) << time;
            }
        }
    }
    void killedAnywhereTheNextStartIsWholeOrAsksToRestoreAgain()
    {
        QFETCH(SecretsKind, kind);
        QFETCH(QString, step);
        QFETCH(int, time);
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        const RestoreBackup request = restoration(m_withKeys, kind);
        QVERIFY(isKilledAt(
            parts,
            step,
            [&request](const KeepingParts &inChild) {
                static_cast<void>(restoreBackup(inChild, request, {}).isOk());
            },
            time));
        const auto found = findWorkspace(parts.folder);
        VERIFY_OK(found);
        QCOMPARE(found->file.has_value(), step == u"finished");
        if (!found->file) {
            QVERIFY2(found->notice.contains(u"Restore it again"_s), qPrintable(found->notice));
            VERIFY_OK(restoreBackup(parts, request, {}));
        }
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
        QCOMPARE(keyOf(*open, u"Mail"_s).value(), QByteArray("key of the mail"));
        QCOMPARE(eventsOf(*open, u"workspace.restored"_s)->size(), 1);
        // Data key, canary and two keys: nothing of the killed attempt.
        QCOMPARE(m_fixture->keychain(u"ben"_s)->entries(), kind == SecretsKind::Keychain ? 4 : 0);
    }

    void killedWhileRestoringASetUpAfreshIsPossibleToo()
    {
        const KeepingParts parts = m_fixture->parts(u"restored"_s, u"ben"_s);
        const RestoreBackup request = restoration(m_withKeys, SecretsKind::Keychain);
        QVERIFY(isKilledAt(parts, u"connections paused"_s, [&request](const KeepingParts &inChild) {
            static_cast<void>(restoreBackup(inChild, request, {}).isOk());
        }));
        VERIFY_OK(createAndOpen(parts, SecretsKind::Vault));
        QCOMPARE(m_fixture->keychain(u"ben"_s)->entries(), 0);
    }

private:
    /// "shop" with two keys and a recovery sheet, and a backup of it with and one without keys.
    static Result<void> makeBackups(KeepingFixture &fixture, SecretsKind kind)
    {
        for (const QString &name : {withKeys, withoutKeys})
            TRY_DONE(removeFile(fixture.path(name)));
        TRY(open, createAndOpen(fixture.parts(u"shop"_s), kind));
        TRY_DONE(addKey(open, u"Till"_s, "key of the till"));
        TRY_DONE(addKey(open, u"Mail"_s, "key of the mail"));
        TRY_DONE(makeRecoverySheet(open.open(), {fixture.path(u"sheet.txt"_s)}, {}));
        const SharedSecret passphrase = secret(backupPassphrase);
        TRY_DONE(backUp(open.open(), {fixture.path(withKeys), passphrase, WithSecrets::Yes}, {}));
        TRY_DONE(backUp(open.open(), {fixture.path(withoutKeys), passphrase, WithSecrets::No}, {}));
        return {};
    }

    QByteArray m_withKeysMade;
    QByteArray m_withoutKeysMade;
    std::unique_ptr<KeepingFixture> m_fixture;
    QString m_withKeys;
    QString m_withoutKeys;
};

TEST_UNIT(tst_RestoreBackup)
#include "tst_RestoreBackup.moc"
