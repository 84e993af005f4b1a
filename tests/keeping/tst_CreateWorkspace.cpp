// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/FileWork.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/storage/BoundaryRepository.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

void addKinds()
{
    QTest::addColumn<SecretsKind>("kind");
    QTest::newRow("keychain") << SecretsKind::Keychain;
    QTest::newRow("vault") << SecretsKind::Vault;
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
}

} // namespace

class tst_CreateWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
    }

    void itCanBeOpenedAgain_data() { addKinds(); }
    void itCanBeOpenedAgain()
    {
        QFETCH(SecretsKind, kind);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto made = createWorkspace(parts, creation(kind));
        VERIFY_OK(made);
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QVERIFY(open->keys.dataKey.bytes().equals(made->dataKey.bytes()));
        QCOMPARE(open->keys.file.secrets, kind);
        QCOMPARE(businessNameOf(*open).value(), u"Ada's Shop"_s);
        const auto events = eventsOf(*open, u"workspace.created"_s);
        VERIFY_OK(events);
        QCOMPARE(events->size(), 1);
        QCOMPARE(events->first().actor, u"ada (test)"_s);
    }

    void itStartsWithTheFourAreas()
    {
        const auto open = createAndOpen(m_fixture->parts(u"shop"_s), SecretsKind::Keychain);
        VERIFY_OK(open);
        const auto areas = open->database->read<QList<Boundary>>(
            [](ReadView &view) { return BoundaryRepository::list(view); });
        VERIFY_OK(areas);
        QStringList names;
        QStringList kinds;
        for (const Boundary &area : *areas) {
            names.append(area.name);
            kinds.append(area.kind);
        }
        QCOMPARE(names,
                 QStringList({u"Money"_s,
                              u"Customers and marketing"_s,
                              u"Team and files"_s,
                              u"Between apps"_s}));
        QCOMPARE(kinds, QStringList({u"money"_s, u"customers"_s, u"team"_s, u"automation"_s}));
    }

    void theOwnerRecognisesTheEntry()
    {
        const auto store = std::make_shared<FakeSecretStore>();
        KeepingParts parts = m_fixture->parts(u"shop"_s);
        parts.makeStore = [store](SecretsKind, const QString &) { return store; };
        const auto made = createWorkspace(parts, creation(SecretsKind::Keychain));
        VERIFY_OK(made);
        QCOMPARE(store->labelOf(dataKeyName(made->file.workspace)),
                 u"Drawbridge: data key of Ada's Shop"_s);
        VERIFY_OK(checkCanary(*store, made->file.workspace));
        QCOMPARE(store->names().size(), 2);
    }

    void everythingIsTheOwnersAlone_data() { addKinds(); }
    void everythingIsTheOwnersAlone()
    {
        QFETCH(SecretsKind, kind);
        const mode_t before = umask(0);
        const auto open = createAndOpen(m_fixture->parts(u"shop"_s), kind);
        umask(before);
        VERIFY_OK(open);
        struct stat status
        {};
        const QString folder = m_fixture->path(u"shop"_s);
        QCOMPARE(stat(QFile::encodeName(folder).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0700));
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            const QString file = files.next();
            QCOMPARE(stat(QFile::encodeName(file).constData(), &status), 0);
            QVERIFY2((status.st_mode & 07777) == 0600, qPrintable(file));
            ++count;
        }
        QVERIFY(count >= 2);
    }

    void theDataKeyIsNowhereInTheFolder_data() { addKinds(); }
    void theDataKeyIsNowhereInTheFolder()
    {
        QFETCH(SecretsKind, kind);
        const auto made = createWorkspace(m_fixture->parts(u"shop"_s), creation(kind));
        VERIFY_OK(made);
        const QByteArray key = made->dataKey.bytes().reveal().toByteArray();
        const QStringList files = filesIn(m_fixture->path(u"shop"_s));
        for (const QString &name : files) {
            QFile file(m_fixture->path(u"shop/"_s + name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY2(!content.contains(key), qPrintable(name));
            QVERIFY2(!content.contains(key.toHex()), qPrintable(name));
            QVERIFY2(!content.contains(key.toBase64()), qPrintable(name));
        }
    }

    void aSecondOneIsRefusedAndTheFirstStays_data() { addKinds(); }
    void aSecondOneIsRefusedAndTheFirstStays()
    {
        QFETCH(SecretsKind, kind);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto first = createWorkspace(parts, creation(kind));
        VERIFY_OK(first);
        VERIFY_ERROR(ErrorCode::Conflict, createWorkspace(parts, creation(kind)));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QVERIFY(open->keys.dataKey.bytes().equals(first->dataKey.bytes()));
    }

    void whatCannotBeSetUpLeavesNothing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<SecretsKind>("kind");
        QTest::addColumn<QByteArray>("passphrase");
        QTest::newRow("without a name") << u"  "_s << SecretsKind::Keychain << QByteArray();
        QTest::newRow("with too long a name")
            << QString(101, u'x') << SecretsKind::Keychain << QByteArray();
        QTest::newRow("a vault without a passphrase")
            << u"Ada's Shop"_s << SecretsKind::Vault << QByteArray();
    }
    void whatCannotBeSetUpLeavesNothing()
    {
        QFETCH(QString, name);
        QFETCH(SecretsKind, kind);
        QFETCH(QByteArray, passphrase);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     createWorkspace(parts, {name, kind, secret(passphrase)}));
        QCOMPARE(filesIn(parts.folder), QStringList());
        const auto found = findWorkspace(parts.folder);
        VERIFY_OK(found);
        QVERIFY(!found->file);
        QVERIFY(found->notice.isEmpty());
    }

    void aStoreThatFailsLeavesNothing_data()
    {
        QTest::addColumn<int>("write");
        QTest::newRow("at the data key") << 1;
        QTest::newRow("at the canary") << 2;
    }
    void aStoreThatFailsLeavesNothing()
    {
        QFETCH(int, write);
        const auto store = std::make_shared<FakeSecretStore>();
        KeepingParts parts = m_fixture->parts(u"shop"_s);
        parts.makeStore = [store](SecretsKind, const QString &) { return store; };
        const Error failure{ErrorCode::TimedOut, u"The keychain does not answer."_s, {}};
        if (write == 1)
            store->failNext(FakeSecretStore::Call::Write, failure);
        parts.onStep = [&](QStringView step) {
            if (write == 2 && step == u"data key kept")
                store->failAfterNext(FakeSecretStore::Call::Write, failure);
        };
        VERIFY_ERROR(ErrorCode::TimedOut, createWorkspace(parts, creation(SecretsKind::Keychain)));
        QCOMPARE(filesIn(parts.folder), QStringList());
        QCOMPARE(store->names(), QList<SecretName>());
    }

    void aFolderOthersCanOpenIsRefused()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(QDir().mkdir(parts.folder));
        QCOMPARE(chmod(QFile::encodeName(parts.folder).constData(), 0755), 0);
        VERIFY_ERROR(ErrorCode::Insecure, createWorkspace(parts, creation(SecretsKind::Keychain)));
        QCOMPARE(filesIn(parts.folder), QStringList());
    }

    void filesOfAWorkspaceAreNotOverwritten_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("a database") << databaseFileName();
        QTest::newRow("a vault") << u"vault.drawbridge"_s;
        QTest::newRow("recovery sheets") << u"recovery.json"_s;
    }
    void filesOfAWorkspaceAreNotOverwritten()
    {
        QFETCH(QString, file);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        VERIFY_OK(createWorkspace(parts, creation(SecretsKind::Keychain)));
        QDir folder(parts.folder);
        QVERIFY(folder.remove(u"workspace.json"_s));
        for (const QString &name : filesIn(parts.folder))
            QVERIFY(folder.remove(name));
        VERIFY_OK(writePrivateFile(folder.filePath(file), "dear to somebody"));
        VERIFY_ERROR(ErrorCode::Conflict, createWorkspace(parts, creation(SecretsKind::Vault)));
        QCOMPARE(filesIn(parts.folder), QStringList{file});
    }

    void aDatabaseWithoutItsDescriptionIsNoFirstRun()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        VERIFY_OK(createWorkspace(parts, creation(SecretsKind::Keychain)));
        QVERIFY(QFile::remove(m_fixture->path(u"shop/workspace.json"_s)));
        VERIFY_ERROR(ErrorCode::Damaged, findWorkspace(parts.folder));
    }

    void onlyOneProcessSetsUpAFolder()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(QDir().mkdir(parts.folder));
        QCOMPARE(chmod(QFile::encodeName(parts.folder).constData(), 0700), 0);
        const auto other = lockFolder(parts.folder);
        VERIFY_OK(other);
        VERIFY_ERROR(ErrorCode::Busy, createWorkspace(parts, creation(SecretsKind::Keychain)));
    }

    void killedAnywhereTheNextStartIsWholeOrAfresh_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::addColumn<QString>("step");
        for (const SecretsKind kind :
             {SecretsKind::Keychain, SecretsKind::Vault, SecretsKind::OpenBao, SecretsKind::Aws}) {
            KeepingFixture fixture;
            const QStringList steps =
                stepsOf(fixture.parts(u"shop"_s), [kind](const KeepingParts &parts) {
                    QVERIFY(createWorkspace(parts, creation(kind)).isOk());
                });
            QCOMPARE(steps.size(), 6);
            for (const QString &step : steps)
                QTest::addRow("%s, %s", qPrintable(toText(kind)), qPrintable(step)) << kind << step;
        }
    }
    void killedAnywhereTheNextStartIsWholeOrAfresh()
    {
        QFETCH(SecretsKind, kind);
        QFETCH(QString, step);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(isKilledAt(parts, step, [kind](const KeepingParts &inChild) {
            static_cast<void>(createWorkspace(inChild, creation(kind)).isOk());
        }));
        const auto found = findWorkspace(parts.folder);
        VERIFY_OK(found);
        QCOMPARE(found->file.has_value(), step == u"finished");
        QCOMPARE(found->notice.isEmpty(), step == u"finished");
        if (!found->file)
            VERIFY_OK(createWorkspace(parts, creation(kind)));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(eventsOf(*open, u"workspace.created"_s)->size(), 1);
        QVERIFY(!filesIn(parts.folder).contains(u"workspace.unfinished"_s));
        if (kind == SecretsKind::Keychain) {
            // Nothing of the killed attempt is left in the keychain.
            const auto keychain = m_fixture->keychain();
            QCOMPARE(keychain->purposes(open->keys.file.workspace)->size(), 2);
            QCOMPARE(keychain->entries(), 2);
        }
        if (isInNetwork(kind)) {
            // Nor at the server; and of the sign-ins one.
            QCOMPARE(m_fixture->entriesAt(open->keys.file.place()), 2);
            QCOMPARE(m_fixture->keychain()->entries(), 1);
        }
    }

    void aServerThatDoesNotLetUsInLeavesNothing_data()
    {
        QTest::addColumn<QByteArray>("signIn");
        QTest::addColumn<bool>("away");
        QTest::addColumn<QString>("code");
        QTest::newRow("another sign-in")
            << QByteArray("another") << false << toText(ErrorCode::Denied);
        QTest::newRow("none") << QByteArray() << false << toText(ErrorCode::InvalidInput);
        QTest::newRow("away") << serverSignIn << true << toText(ErrorCode::Unavailable);
    }
    void aServerThatDoesNotLetUsInLeavesNothing()
    {
        QFETCH(QByteArray, signIn);
        QFETCH(bool, away);
        QFETCH(QString, code);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        m_fixture->areServersAway = away;
        CreateWorkspace request = creation(SecretsKind::OpenBao);
        request.access.secret = secret(signIn);
        const auto made = createWorkspace(parts, request);
        QVERIFY(!made.isOk());
        QCOMPARE(toText(made.error().code), code);
        QCOMPARE(m_fixture->keychain()->entries(), 0);
        m_fixture->areServersAway = false;
        VERIFY_OK(createWorkspace(parts, creation(SecretsKind::OpenBao)));
        VERIFY_OK(openAgain(parts));
    }
    void settingsThatCannotBeMakeNothing_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::addColumn<StoreFields>("fields");
        QTest::newRow("no address") << SecretsKind::OpenBao << StoreFields();
        QTest::newRow("settings for a keychain")
            << SecretsKind::Keychain << StoreFields({{u"address"_s, u"https://bao.test"_s}});
        QTest::newRow("another's sign-in")
            << SecretsKind::OpenBao
            << StoreFields({{u"address"_s, u"https://bao.test"_s}, {accessField, u"x"_s}});
    }
    void settingsThatCannotBeMakeNothing()
    {
        QFETCH(SecretsKind, kind);
        QFETCH(StoreFields, fields);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        CreateWorkspace request = creation(kind);
        request.access.fields = fields;
        VERIFY_ERROR(ErrorCode::InvalidInput, createWorkspace(parts, request));
        QVERIFY(!QFileInfo::exists(parts.folder));
    }
    void anotherLoginIsAskedForTheSignInAndFindsEverything()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto made = createWorkspace(parts, creation(SecretsKind::OpenBao));
        VERIFY_OK(made);
        const KeepingParts ben = m_fixture->parts(u"shop"_s, u"ben"_s);
        VERIFY_ERROR(ErrorCode::Locked, openAgain(ben));
        const auto store = ben.makeStore(made->file.place(), ben.folder);
        VERIFY_ERROR(ErrorCode::Denied, store->unlock(SecretBytes::copyOf("another")));
        VERIFY_ERROR(ErrorCode::Locked, openAgain(ben));
        VERIFY_OK(store->unlock(SecretBytes::copyOf(serverSignIn)));
        VERIFY_OK(openAgain(ben));
        m_fixture->areServersAway = true;
        VERIFY_ERROR(ErrorCode::Unavailable, openAgain(ben));
    }

    void anotherChoiceAfterAKillLeavesNothingOfTheFirst()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(isKilledAt(parts, u"canary planted"_s, [](const KeepingParts &inChild) {
            static_cast<void>(createWorkspace(inChild, creation(SecretsKind::Keychain)).isOk());
        }));
        QCOMPARE(m_fixture->keychain()->entries(), 2);
        VERIFY_OK(createWorkspace(parts, creation(SecretsKind::Vault)));
        QCOMPARE(m_fixture->keychain()->entries(), 0);
        VERIFY_OK(openAgain(parts));
    }

    void aDescriptionCutShortDoesNotBlock()
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(QDir().mkdir(parts.folder));
        QCOMPARE(chmod(QFile::encodeName(parts.folder).constData(), 0700), 0);
        VERIFY_OK(writePrivateFile(parts.folder + u"/workspace.unfinished"_s, "{\"form"));
        VERIFY_OK(findWorkspace(parts.folder));
        VERIFY_OK(createWorkspace(parts, creation(SecretsKind::Keychain)));
    }

private:
    std::unique_ptr<KeepingFixture> m_fixture;
};

TEST_UNIT(tst_CreateWorkspace)
#include "tst_CreateWorkspace.moc"
