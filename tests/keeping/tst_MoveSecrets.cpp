// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Intents.h"
#include "core/keeping/Recovery.h"
#include "core/keeping/SecretsMove.h"
#include "core/keeping/Upkeep.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/storage/LeaseRepository.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QByteArray longKey = QByteArray("long key ").repeated(50);
constexpr qsizetype limit = 100;

MoveSecrets to(SecretsKind kind)
{
    return {kind,
            kind == SecretsKind::Vault ? secret(vaultPassphrase) : SharedSecret(),
            accessTo(kind)};
}

using K = SecretsKind;

/// Every way there is, but for those that differ from another one in the server's name only.
const std::pair<K, K> ways[] = {{K::Keychain, K::Vault},
                                {K::Vault, K::Keychain},
                                {K::Keychain, K::OpenBao},
                                {K::OpenBao, K::Keychain},
                                {K::Vault, K::Aws},
                                {K::Aws, K::Vault},
                                {K::OpenBao, K::Aws}};

/// The steps of a move, in order.
QStringList stepsOfMove(K from, K where)
{
    QStringList steps{u"intended"_s, u"store made"_s};
    // One of the keys is too long for the keychain.
    if (where == K::Keychain)
        steps += {u"long value's key kept"_s, u"long value sealed"_s};
    steps += QStringList(3, u"value copied"_s);
    steps += {u"data key copied"_s, u"switched"_s, u"move recorded"_s};
    if (from == K::Vault)
        steps += u"vault removed"_s;
    else
        steps += QStringList(4, u"entry removed"_s);
    if (isInNetwork(from))
        steps += u"sign-in forgotten"_s;
    return steps;
}

int intentsOf(const OpenFixture &open)
{
    const auto intents = open.database->read<QList<Intent>>(
        [](ReadView &view) { return IntentRepository::list(view); });
    return intents.isOk() ? static_cast<int>(intents->size()) : -1;
}

} // namespace

class tst_MoveSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
        m_fixture->keychainLimit = limit;
    }

    void everyKeyIsInTheOtherStoreAndNowhereElse_data() { addKinds(); }
    void everyKeyIsInTheOtherStoreAndNowhereElse()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        const auto open = shop(from);
        VERIFY_OK(open);
        QList<qint64> told;
        const auto report =
            moveSecrets(open->open(), to(where), {}, [&told](qint64 done, qint64 total) {
                told.append(done);
                QCOMPARE(total, 3);
            });
        VERIFY_OK(report);
        QCOMPARE(report->moved.moved, 3);
        QCOMPARE(report->moved.toPaste, QStringList());
        QCOMPARE(told, QList<qint64>({1, 2, 3}));
        QCOMPARE(report->keys.file.secrets, where);
        QVERIFY(isWhole(where));
        const auto events = eventsOf(*openAgain(open->parts), u"workspace.secrets-moved"_s);
        QCOMPARE(events->size(), 1);
        QCOMPARE(events->first().outcome, Outcome::Ok);
    }

    void thereAndBackAgain_data() { addKinds(); }
    void thereAndBackAgain()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        {
            const auto open = shop(from);
            VERIFY_OK(open);
            VERIFY_OK(moveSecrets(open->open(), to(where), {}));
        }
        {
            const auto open = openAgain(m_fixture->parts(u"shop"_s));
            VERIFY_OK(open);
            VERIFY_OK(moveSecrets(open->open(), to(from), {}));
        }
        QVERIFY(isWhole(from));
    }

    void killedAnywhereTheNextOpeningIsWhole_data()
    {
        QTest::addColumn<SecretsKind>("from");
        QTest::addColumn<SecretsKind>("where");
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("time");
        QTest::addColumn<bool>("moved");
        for (const auto &[from, where] : ways) {
            QMap<QString, int> times;
            bool moved = false;
            const QStringList steps = stepsOfMove(from, where);
            for (const QString &step : steps) {
                moved = moved || step == u"switched";
                const int time = ++times[step];
                // What is done again and again differs in nothing from store to store.
                if (time > 1 && (isInNetwork(from) || isInNetwork(where)))
                    continue;
                QTest::addRow("%s to %s, %s %d",
                              qPrintable(toText(from)),
                              qPrintable(toText(where)),
                              qPrintable(step),
                              time)
                    << from << where << step << time << moved;
            }
        }
    }
    void killedAnywhereTheNextOpeningIsWhole()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        QFETCH(QString, step);
        QFETCH(int, time);
        QFETCH(bool, moved);
        {
            VERIFY_OK(shop(from));
        }
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(isKilledAt(
            parts,
            step,
            [where](const KeepingParts &inChild) {
                const auto open = openAgain(inChild);
                static_cast<void>(moveSecrets(open->open(), to(where), {}).isOk());
            },
            time));
        {
            const auto open = openAgain(parts);
            VERIFY_OK(open);
            QCOMPARE(intentsOf(*open), 0);
            const auto events = eventsOf(*open, u"workspace.secrets-moved"_s);
            QCOMPARE(events->size(), 1);
            QCOMPARE(events->first().outcome, moved ? Outcome::Ok : Outcome::Noted);
        }
        QVERIFY(isWhole(moved ? where : from));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        VERIFY_OK(moveSecrets(open->open(), to(moved ? from : where), {}));
        QVERIFY(isWhole(moved ? from : where));
    }
    void everyStepIsKilledAbove_data() { addKinds(); }
    void everyStepIsKilledAbove()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        {
            VERIFY_OK(shop(from));
        }
        const QStringList steps =
            stepsOf(m_fixture->parts(u"shop"_s), [where](const KeepingParts &inChild) {
                const auto open = openAgain(inChild);
                VERIFY_OK(moveSecrets(open->open(), to(where), {}));
            });
        QCOMPARE(steps, stepsOfMove(from, where));
    }

    void aKeychainThatDoesNotLetUsChangesNothing_data()
    {
        QTest::addColumn<StoreState>("state");
        QTest::addColumn<QString>("code");
        QTest::newRow("locked") << StoreState::Locked << toText(ErrorCode::Locked);
        QTest::newRow("absent") << StoreState::Absent << toText(ErrorCode::Unavailable);
        QTest::newRow("silent") << StoreState::Silent << toText(ErrorCode::TimedOut);
    }
    void aKeychainThatDoesNotLetUsChangesNothing()
    {
        QFETCH(StoreState, state);
        QFETCH(QString, code);
        const auto open = shop(SecretsKind::Vault);
        VERIFY_OK(open);
        m_fixture->keychainStatus = {state, u"It does not answer."_s};
        const auto report = moveSecrets(open->open(), to(SecretsKind::Keychain), {});
        QVERIFY(!report.isOk());
        QCOMPARE(toText(report.error().code), code);
        QCOMPARE(intentsOf(*open), 0);
        m_fixture->keychainStatus = {};
        VERIFY_OK(moveSecrets(open->open(), to(SecretsKind::Keychain), {}));
        QVERIFY(isWhole(SecretsKind::Keychain));
    }

    void aKeychainThatGoesAwayInTheMiddleIsClearedLater()
    {
        auto open = shop(SecretsKind::Vault);
        VERIFY_OK(open);
        std::shared_ptr<StandInKeychain> last;
        const auto real = open->parts.makeStore;
        open->parts.makeStore = [&](SecretsKind kind, const QString &folder) {
            const auto store = real(kind, folder);
            if (kind == SecretsKind::Keychain)
                last = std::static_pointer_cast<StandInKeychain>(store);
            return store;
        };
        open->parts.onStep = [&](QStringView step) {
            if (step == u"value copied") {
                m_fixture->keychainStatus = {StoreState::Locked, u"It is locked."_s};
                last->setStatus(m_fixture->keychainStatus);
            }
        };
        VERIFY_ERROR(ErrorCode::Locked, moveSecrets(open->open(), to(SecretsKind::Keychain), {}));
        QCOMPARE(intentsOf(*open), 1);
        m_fixture->keychainStatus = {};
        open->parts.onStep = {};
        QCOMPARE(m_fixture->keychain()->entries(), 1);
        // The next move clears the way itself.
        VERIFY_OK(moveSecrets(open->open(), to(SecretsKind::Keychain), {}));
        QCOMPARE(intentsOf(*open), 0);
        QVERIFY(isWhole(SecretsKind::Keychain));
    }

    void aStoreThatFailsInTheMiddleChangesNothing_data()
    {
        QTest::addColumn<QString>("step");
        QTest::newRow("at the first value") << u"store made"_s;
        QTest::newRow("at the second value") << u"value copied"_s;
    }
    void aStoreThatFailsInTheMiddleChangesNothing()
    {
        QFETCH(QString, step);
        auto open = shop(SecretsKind::Vault);
        VERIFY_OK(open);
        const auto target = std::make_shared<FakeSecretStore>();
        const auto real = open->parts.makeStore;
        open->parts.makeStore = [target, real](SecretsKind kind, const QString &folder) {
            return kind == SecretsKind::Keychain ? target : real(kind, folder);
        };
        open->parts.onStep = [&](QStringView reached) {
            if (reached == step)
                target->failAfterNext(FakeSecretStore::Call::Write,
                                      {ErrorCode::Denied, u"The keychain refuses."_s, {}});
        };
        VERIFY_ERROR(ErrorCode::Denied, moveSecrets(open->open(), to(SecretsKind::Keychain), {}));
        QCOMPARE(target->names(), QList<SecretName>());
        QCOMPARE(intentsOf(*open), 0);
        QCOMPARE(eventsOf(*open, u"workspace.secrets-moved"_s)->size(), 0);
        QVERIFY(isWhole(SecretsKind::Vault));
    }

    void aServerThatDoesNotLetUsInChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("signIn");
        QTest::addColumn<bool>("away");
        QTest::addColumn<QString>("code");
        QTest::newRow("another sign-in")
            << QByteArray("another") << false << toText(ErrorCode::Denied);
        QTest::newRow("none") << QByteArray() << false << toText(ErrorCode::InvalidInput);
        QTest::newRow("away") << serverSignIn << true << toText(ErrorCode::Unavailable);
    }
    void aServerThatDoesNotLetUsInChangesNothing()
    {
        QFETCH(QByteArray, signIn);
        QFETCH(bool, away);
        QFETCH(QString, code);
        const auto open = shop(K::Vault);
        VERIFY_OK(open);
        m_fixture->areServersAway = away;
        MoveSecrets request = to(K::OpenBao);
        request.access.secret = secret(signIn);
        const auto report = moveSecrets(open->open(), request, {});
        QVERIFY(!report.isOk());
        QCOMPARE(toText(report.error().code), code);
        QCOMPARE(intentsOf(*open), 0);
        m_fixture->areServersAway = false;
        QVERIFY(isWhole(K::Vault));
    }

    void aServerThatGoesAwayInTheMiddleIsClearedLater()
    {
        auto open = shop(K::Keychain);
        VERIFY_OK(open);
        std::shared_ptr<StandInServerStore> last;
        const auto real = open->parts.makeStore;
        open->parts.makeStore = [&](const SecretsPlace &place, const QString &folder) {
            const auto store = real(place, folder);
            if (isInNetwork(place.kind))
                last = std::static_pointer_cast<StandInServerStore>(store);
            return store;
        };
        open->parts.onStep = [&](QStringView step) {
            if (step == u"value copied") {
                m_fixture->areServersAway = true;
                last->setAway(true);
            }
        };
        VERIFY_ERROR(ErrorCode::Unavailable, moveSecrets(open->open(), to(K::Aws), {}));
        QCOMPARE(intentsOf(*open), 1);
        // Nobody is kept from his business by a server that is away.
        VERIFY_OK(openAgain(m_fixture->parts(u"shop"_s)));
        QCOMPARE(intentsOf(*open), 1);
        QCOMPARE(m_fixture->entriesAt(K::Aws), 1);
        m_fixture->areServersAway = false;
        // The intent is of this process, which lives: the next move clears the way.
        open->parts.onStep = {};
        VERIFY_OK(moveSecrets(open->open(), to(K::OpenBao), {}));
        QVERIFY(isWhole(K::OpenBao));
    }

    void aServerThatIsAwayWhenTheKeysHaveLeftItIsClearedLater()
    {
        {
            VERIFY_OK(shop(K::OpenBao));
        }
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(isKilledAt(parts, u"switched"_s, [](const KeepingParts &inChild) {
            const auto open = openAgain(inChild);
            static_cast<void>(moveSecrets(open->open(), to(K::Vault), {}).isOk());
        }));
        m_fixture->areServersAway = true;
        {
            const auto open = openAgain(parts);
            VERIFY_OK(open);
            QCOMPARE(intentsOf(*open), 1);
            QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
        }
        QCOMPARE(m_fixture->entriesAt(K::OpenBao), 5);
        m_fixture->areServersAway = false;
        // Of this process, which lives; another one would settle it as it opens.
        QVERIFY(isKilledAt(parts, u"sign-in forgotten"_s, [](const KeepingParts &inChild) {
            const auto open = openAgain(inChild);
            MoveSecrets away = to(K::Aws);
            static_cast<void>(moveSecrets(open->open(), away, {}).isOk());
        }));
        VERIFY_OK(openAgain(parts));
        QCOMPARE(m_fixture->entriesAt(K::OpenBao), 0);
        QVERIFY(isWhole(K::Vault));
    }

    void stoppedInTheMiddleTheKeysAreWhereTheyWere_data() { addKinds(); }
    void stoppedInTheMiddleTheKeysAreWhereTheyWere()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        const auto open = shop(from);
        VERIFY_OK(open);
        const CancelToken cancel;
        const auto stopAtOnce = [&cancel](qint64, qint64) { cancel.cancel(); };
        VERIFY_ERROR(ErrorCode::Cancelled, moveSecrets(open->open(), to(where), cancel, stopAtOnce));
        QCOMPARE(intentsOf(*open), 0);
        QVERIFY(isWhole(from));
    }

    void aKeyThatIsGoneIsToBePastedAgain()
    {
        const auto open = shop(SecretsKind::Keychain);
        VERIFY_OK(open);
        const QString workspace = open->keys.file.workspace;
        const QStringList purposes = open->keys.store->purposes(workspace).value();
        VERIFY_OK(open->keys.store->remove({workspace, purposes.at(1)})); // behind "canary"
        const auto report = moveSecrets(open->open(), to(SecretsKind::Vault), {});
        VERIFY_OK(report);
        QCOMPARE(report->moved.moved, 2);
        QCOMPARE(report->moved.toPaste.size(), 1);
        const auto events = eventsOf(*open, u"workspace.secrets-moved"_s);
        QVERIFY(events->first().summary.endsWith(u"Keys to paste again: 1."_s));
    }

    void whatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<SecretsKind>("from");
        QTest::addColumn<SecretsKind>("where");
        QTest::addColumn<QByteArray>("passphrase");
        QTest::addColumn<QString>("code");
        const QString conflict = toText(ErrorCode::Conflict);
        QTest::newRow("to the keychain they are in")
            << SecretsKind::Keychain << SecretsKind::Keychain << QByteArray() << conflict;
        QTest::newRow("to the vault they are in")
            << SecretsKind::Vault << SecretsKind::Vault << vaultPassphrase << conflict;
        QTest::newRow("to a vault without a passphrase")
            << SecretsKind::Keychain << SecretsKind::Vault << QByteArray()
            << toText(ErrorCode::InvalidInput);
        QTest::newRow("to a server without its settings")
            << SecretsKind::Keychain << SecretsKind::OpenBao << QByteArray()
            << toText(ErrorCode::InvalidInput);
        QTest::newRow("to another server of the kind")
            << SecretsKind::OpenBao << SecretsKind::OpenBao << QByteArray() << conflict;
    }
    void whatMakesNoSenseIsRefused()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        QFETCH(QByteArray, passphrase);
        QFETCH(QString, code);
        const auto open = shop(from);
        VERIFY_OK(open);
        const auto report = moveSecrets(open->open(), {where, secret(passphrase), {}}, {});
        QVERIFY(!report.isOk());
        QCOMPARE(toText(report.error().code), code);
        QVERIFY(isWhole(from));
    }

    void whoeverIsAtItIsNamed()
    {
        const auto open = shop(SecretsKind::Keychain);
        VERIFY_OK(open);
        VERIFY_OK(open->database->write<Lease>([](Transaction &tx) {
            return LeaseRepository::acquire(tx, moveSecretsLease, std::chrono::minutes(1));
        }));
        const auto report = moveSecrets(open->open(), to(SecretsKind::Vault), {});
        VERIFY_ERROR(ErrorCode::Busy, report);
        QVERIFY(report.error().what.contains(u"ada (test)"_s));
        VERIFY_ERROR(ErrorCode::Busy, beginIntent(*open->database, passphraseIntent));
    }

    void whileSomebodyMovesNobodySettlesWhatAnotherLeft()
    {
        const auto open = shop(SecretsKind::Keychain);
        VERIFY_OK(open);
        QVERIFY(isKilledAt(open->parts, u"value copied"_s, [](const KeepingParts &inChild) {
            const auto killed = openAgain(inChild);
            static_cast<void>(moveSecrets(killed->open(), to(SecretsKind::Vault), {}).isOk());
        }));
        const auto lease = open->database->write<Lease>([](Transaction &tx) {
            return LeaseRepository::acquire(tx, moveSecretsLease, std::chrono::minutes(1));
        });
        VERIFY_OK(lease);
        VERIFY_OK(openAgain(open->parts));
        QCOMPARE(intentsOf(*open), 1);
        QVERIFY(QFile::exists(vaultFilePath(open->parts.folder)));
        VERIFY_OK(open->database->write<void>(
            [&lease](Transaction &tx) { return LeaseRepository::release(tx, *lease); }));
        VERIFY_OK(openAgain(open->parts));
        QCOMPARE(intentsOf(*open), 0);
        QVERIFY(isWhole(SecretsKind::Keychain));
    }

    void whileAKeyIsStoredNothingMoves()
    {
        const auto open = shop(SecretsKind::Keychain);
        VERIFY_OK(open);
        const auto intent = beginIntent(*open->database, u"keep-secret"_s);
        VERIFY_OK(intent);
        VERIFY_ERROR(ErrorCode::Busy, moveSecrets(open->open(), to(SecretsKind::Vault), {}));
        VERIFY_OK(dropIntent(*open->database, *intent));
        VERIFY_OK(moveSecrets(open->open(), to(SecretsKind::Vault), {}));
    }

    void whoMovesWithTheStoreOfBeforeIsTold()
    {
        const auto first = shop(SecretsKind::Keychain);
        VERIFY_OK(first);
        const auto second = openAgain(first->parts);
        VERIFY_OK(second);
        VERIFY_OK(moveSecrets(first->open(), to(SecretsKind::Vault), {}));
        VERIFY_ERROR(ErrorCode::Conflict, moveSecrets(second->open(), to(SecretsKind::Vault), {}));
        VERIFY_ERROR(ErrorCode::Conflict,
                     checkKeysAreIn(first->parts.folder, SecretsKind::Keychain));
        QVERIFY(isWhole(SecretsKind::Vault));
    }

    void aVaultNobodyUsesIsSetAside()
    {
        const auto open = shop(SecretsKind::Keychain);
        VERIFY_OK(open);
        VERIFY_OK(writePrivateFile(vaultFilePath(open->parts.folder), "dear to somebody"));
        VERIFY_OK(moveSecrets(open->open(), to(SecretsKind::Vault), {}));
        const QStringList aside = QDir(open->parts.folder).entryList({u"*.set-aside"_s});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(readPrivateFile(QDir(open->parts.folder).filePath(aside.first()), 100).value(),
                 QByteArray("dear to somebody"));
    }

    void aRecoveryEndsAMoveThatBrokeOff()
    {
        const QString sheet = m_fixture->path(u"sheet.txt"_s);
        {
            const auto open = shop(SecretsKind::Keychain);
            VERIFY_OK(open);
            VERIFY_OK(makeRecoverySheet(open->open(), {sheet}, {}));
        }
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(isKilledAt(parts, u"switched"_s, [](const KeepingParts &inChild) {
            const auto open = openAgain(inChild);
            static_cast<void>(moveSecrets(open->open(), to(SecretsKind::Vault), {}).isOk());
        }));
        QFile page(sheet);
        QVERIFY(page.open(QIODevice::ReadOnly));
        QStringList groups;
        auto matches = QRegularExpression(u"\\d: ([0-9A-Z]{5})"_s)
                           .globalMatch(QString::fromUtf8(page.readAll()));
        while (matches.hasNext())
            groups.append(matches.next().captured(1));
        // The passphrase of the new vault is forgotten already: the old entries are all there is.
        const auto report = recoverWithSheet(parts, {groups.join(u' '), SecretsKind::Keychain, {}});
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList());
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
    }

private:
    static void addKinds()
    {
        QTest::addColumn<SecretsKind>("from");
        QTest::addColumn<SecretsKind>("where");
        for (const auto &[from, where] : ways)
            QTest::addRow("%s to %s", qPrintable(toText(from)), qPrintable(toText(where)))
                << from << where;
    }

    /// "shop" with three keys, one of them too long for the keychain.
    Result<OpenFixture> shop(SecretsKind kind)
    {
        auto open = createAndOpen(m_fixture->parts(u"shop"_s), kind);
        if (!open.isOk())
            return open;
        TRY_DONE(addKey(*open, u"Till"_s, "key of the till"));
        TRY_DONE(addKey(*open, u"Mail"_s, longKey));
        TRY_DONE(addKey(*open, u"Map"_s, "key of the map"));
        return open;
    }

    /// Opens by the store of this kind with every key, and the other store has nothing.
    bool isWhole(SecretsKind kind)
    {
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto open = openAgain(parts);
        if (!open.isOk()) {
            qCritical("%s", qPrintable(open.error().what));
            return false;
        }
        const auto problems = checkWorkspace(open->open());
        const bool vaultThere = QFile::exists(vaultFilePath(parts.folder));
        // Values, data key and canary; for a server its sign-in.
        const int inKeychain = m_fixture->keychain()->entries();
        const int due = kind == K::Keychain ? 5 : isInNetwork(kind) ? 1 : 0;
        for (const K server : {K::OpenBao, K::Aws}) {
            if (m_fixture->entriesAt(server) != (server == kind ? 5 : 0))
                return false;
        }
        const bool sound = problems.isOk() && problems->isEmpty();
        return sound && open->keys.file.secrets == kind
            && keyOf(*open, u"Till"_s).value() == "key of the till"
            && keyOf(*open, u"Mail"_s).value() == longKey
            && keyOf(*open, u"Map"_s).value() == "key of the map"
            && vaultThere == (kind == SecretsKind::Vault) && inKeychain == due;
    }

    std::unique_ptr<KeepingFixture> m_fixture;
};

TEST_UNIT(tst_MoveSecrets)
#include "tst_MoveSecrets.moc"
