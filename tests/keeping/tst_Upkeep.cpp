// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/FileWork.h"
#include "core/keeping/Intents.h"
#include "core/keeping/RecoverySheets.h"
#include "core/keeping/Upkeep.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/events/EventLog.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/keeping/StandInKeychain.h"
#include "tests/support/TestUnit.h"

#include <QFile>

#include <sys/stat.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

QStringList kindsOf(const Result<QList<WorkspaceProblem>> &problems)
{
    QStringList kinds;
    for (const WorkspaceProblem &problem : problems.value())
        kinds.append(problem.kind);
    return kinds;
}

/// Takes the first connection out of the database; the name of its key's entry.
Result<QString> forgetOne(Transaction &tx)
{
    TRY(connections, ConnectionRepository::list(tx));
    const ConnectionId id = connections.first().id;
    TRY(credentials, CredentialRepository::listOf(tx, id));
    TRY_DONE(CredentialRepository::removeOf(tx, id));
    TRY_DONE(ConnectionRepository::remove(tx, id));
    Event event;
    event.type = u"connection.removed"_s;
    event.summary = u"Removed by another."_s;
    TRY_DONE(EventLog::append(tx, event));
    return credentials.first().versions.first().storeKey;
}

ChangePassphrase change(const QByteArray &current, const QByteArray &next)
{
    return {secret(current), secret(next)};
}

} // namespace

class tst_Upkeep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
    }

    void theNewPassphraseOpensAndTheOldOneDoesNot()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        {
            const auto open = createAndOpen(parts, SecretsKind::Vault);
            VERIFY_OK(open);
            VERIFY_OK(changePassphrase(open->open(), change(vaultPassphrase, "another")));
            QCOMPARE(eventsOf(*open, u"workspace.passphrase-changed"_s)->size(), 1);
            QCOMPARE(checkWorkspace(open->open())->size(), 0); // still open
        }
        VERIFY_ERROR(ErrorCode::InvalidInput, openAgain(parts, vaultPassphrase));
        VERIFY_OK(openAgain(parts, "another"));
    }

    void aPassphraseThatCannotBeChangedStays_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::addColumn<QByteArray>("current");
        QTest::addColumn<QByteArray>("next");
        QTest::newRow("not the current one")
            << SecretsKind::Vault << QByteArray("wrong") << QByteArray("another");
        QTest::newRow("an empty next one") << SecretsKind::Vault << vaultPassphrase << QByteArray();
        QTest::newRow("the keychain has none")
            << SecretsKind::Keychain << QByteArray("a") << QByteArray("b");
    }
    void aPassphraseThatCannotBeChangedStays()
    {
        QFETCH(SecretsKind, kind);
        QFETCH(QByteArray, current);
        QFETCH(QByteArray, next);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto open = createAndOpen(parts, kind);
        VERIFY_OK(open);
        VERIFY_ERROR(ErrorCode::InvalidInput, changePassphrase(open->open(), change(current, next)));
        QCOMPARE(eventsOf(*open, u"workspace.passphrase-changed"_s)->size(), 0);
        QCOMPARE(checkWorkspace(open->open())->size(), 0);
        VERIFY_OK(openAgain(parts, vaultPassphrase));
    }

    void killedWhileChangingItOneOfTheTwoOpens_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<QByteArray>("opens");
        QTest::newRow("before") << u"intended"_s << vaultPassphrase;
        QTest::newRow("after") << u"passphrase changed"_s << QByteArray("another");
    }
    void killedWhileChangingItOneOfTheTwoOpens()
    {
        QFETCH(QString, step);
        QFETCH(QByteArray, opens);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        VERIFY_OK(createWorkspace(parts, creation(SecretsKind::Vault)));
        QVERIFY(isKilledAt(parts, step, [](const KeepingParts &inChild) {
            const auto open = openAgain(inChild);
            static_cast<void>(
                changePassphrase(open->open(), change(vaultPassphrase, "another")).isOk());
        }));
        const auto open = openAgain(parts, opens);
        VERIFY_OK(open);
        const auto events = eventsOf(*open, u"workspace.passphrase-changed"_s);
        QCOMPARE(events->size(), 1);
        QCOMPARE(events->first().outcome, Outcome::Noted);
        QCOMPARE(kindsOf(checkWorkspace(open->open())), QStringList());
    }

    void aSoundWorkspaceHasNoProblem_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::newRow("keychain") << SecretsKind::Keychain;
        QTest::newRow("vault") << SecretsKind::Vault;
    }
    void aSoundWorkspaceHasNoProblem()
    {
        QFETCH(SecretsKind, kind);
        const auto open = createAndOpen(m_fixture->parts(u"shop"_s), kind);
        VERIFY_OK(open);
        VERIFY_OK(addKey(*open, u"Till"_s, "key of the till"));
        QCOMPARE(kindsOf(checkWorkspace(open->open())), QStringList());
    }

    void everyProblemIsTold_data()
    {
        QTest::addColumn<QString>("problem");
        for (const char *problem : {"description",
                                    "store",
                                    "canary",
                                    "data-key",
                                    "missing-key",
                                    "recovery-sheet",
                                    "unfinished",
                                    "folder"})
            QTest::newRow(problem) << QString::fromLatin1(problem);
    }
    void everyProblemIsTold()
    {
        QFETCH(QString, problem);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        auto open = createAndOpen(parts, SecretsKind::Keychain);
        VERIFY_OK(open);
        VERIFY_OK(addKey(*open, u"Till"_s, "key of the till"));
        VERIFY_OK(spoil(*open, problem));
        const auto problems = checkWorkspace(open->open());
        VERIFY_OK(problems);
        QCOMPARE(kindsOf(problems), QStringList{problem});
        QVERIFY(!problems->first().what.isEmpty());
    }

    void aKeyThatAnotherRemovesMeanwhileIsNotMissing()
    {
        const auto open = createAndOpen(m_fixture->parts(u"shop"_s), SecretsKind::Keychain);
        VERIFY_OK(open);
        VERIFY_OK(addKey(*open, u"Till"_s, "key of the till"));
        VERIFY_OK(addKey(*open, u"Books"_s, "key of the books"));
        auto &keychain = dynamic_cast<StandInKeychain &>(*open->keys.store);
        keychain.setBeforeListing([&] {
            const auto removed =
                open->database->write<QString>([](Transaction &tx) { return forgetOne(tx); });
            VERIFY_OK(removed);
            VERIFY_OK(keychain.remove({open->keys.file.workspace, *removed}));
            keychain.setBeforeListing({});
        });
        QCOMPARE(kindsOf(checkWorkspace(open->open())), QStringList());
        const auto left = open->database->read<QList<Connection>>(
            [](ReadView &view) { return ConnectionRepository::list(view); });
        QCOMPARE(left->size(), 1);
    }

    void whatAnotherLivingProcessDoesIsNoProblem()
    {
        const auto open = createAndOpen(m_fixture->parts(u"shop"_s), SecretsKind::Keychain);
        VERIFY_OK(open);
        VERIFY_OK(beginIntent(*open->database, sheetIntent));
        QCOMPARE(kindsOf(checkWorkspace(open->open())), QStringList());
        VERIFY_OK(settleKeeping(open->open()));
        const auto intents = open->database->read<QList<Intent>>(
            [](ReadView &view) { return IntentRepository::list(view); });
        QCOMPARE(intents->size(), 1);
    }

private:
    Result<void> spoil(OpenFixture &open, const QString &problem)
    {
        SecretStore &store = *open.keys.store;
        const QString workspace = open.keys.file.workspace;
        const QString folder = open.parts.folder;
        if (problem == u"description")
            return writePrivateFile(folder + u"/workspace.json"_s, "{}");
        if (problem == u"store")
            static_cast<StandInKeychain &>(store).setStatus({StoreState::Absent, u"Gone."_s});
        if (problem == u"canary")
            return removeCanary(store, workspace);
        if (problem == u"data-key")
            return store.remove(dataKeyName(workspace));
        if (problem == u"recovery-sheet")
            return writePrivateFile(recoveryFilePath(folder), "{}");
        if (problem == u"folder")
            chmod(QFile::encodeName(folder + u'/' + databaseFileName()).constData(), 0644);
        if (problem == u"missing-key") {
            TRY(purposes, store.purposes(workspace));
            for (const QString &purpose : purposes) {
                if (purpose.startsWith(u"credential/"))
                    TRY_DONE(store.remove({workspace, purpose}));
            }
        }
        if (problem == u"unfinished") {
            static_cast<void>(isKilledAt(open.parts, u"here"_s, [](const KeepingParts &inChild) {
                const auto other = openAgain(inChild);
                static_cast<void>(beginIntent(*other->database, u"something"_s).isOk());
                reached(inChild, u"here");
            }));
        }
        return {};
    }

    std::unique_ptr<KeepingFixture> m_fixture;
};

TEST_UNIT(tst_Upkeep)
#include "tst_Upkeep.moc"
