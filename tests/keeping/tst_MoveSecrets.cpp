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
    return {kind, kind == SecretsKind::Vault ? secret(vaultPassphrase) : SharedSecret()};
}

SecretsKind otherThan(SecretsKind kind)
{
    return kind == SecretsKind::Vault ? SecretsKind::Keychain : SecretsKind::Vault;
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
        const auto open = shop(from);
        VERIFY_OK(open);
        QList<qint64> told;
        const auto report =
            moveSecrets(open->open(), to(otherThan(from)), {}, [&told](qint64 done, qint64 total) {
                told.append(done);
                QCOMPARE(total, 3);
            });
        VERIFY_OK(report);
        QCOMPARE(report->moved.moved, 3);
        QCOMPARE(report->moved.toPaste, QStringList());
        QCOMPARE(told, QList<qint64>({1, 2, 3}));
        QCOMPARE(report->keys.file.secrets, otherThan(from));
        QVERIFY(isWhole(otherThan(from)));
        const auto events = eventsOf(*openAgain(open->parts), u"workspace.secrets-moved"_s);
        QCOMPARE(events->size(), 1);
        QCOMPARE(events->first().outcome, Outcome::Ok);
    }

    void thereAndBackAgain_data() { addKinds(); }
    void thereAndBackAgain()
    {
        QFETCH(SecretsKind, from);
        {
            const auto open = shop(from);
            VERIFY_OK(open);
            VERIFY_OK(moveSecrets(open->open(), to(otherThan(from)), {}));
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
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("time");
        QTest::addColumn<bool>("moved");
        const auto add = [](SecretsKind from, const char *step, int time, bool moved) {
            QTest::addRow("from %s, %s %d", qPrintable(toText(from)), step, time)
                << from << QString::fromLatin1(step) << time << moved;
        };
        for (const SecretsKind from : {SecretsKind::Keychain, SecretsKind::Vault}) {
            add(from, "intended", 1, false);
            add(from, "store made", 1, false);
            if (from == SecretsKind::Vault) {
                add(from, "long value's key kept", 1, false);
                add(from, "long value sealed", 1, false);
            }
            for (int time : {1, 2, 3})
                add(from, "value copied", time, false);
            add(from, "data key copied", 1, false);
            add(from, "switched", 1, true);
            add(from, "move recorded", 1, true);
        }
        add(SecretsKind::Vault, "vault removed", 1, true);
        for (int time : {1, 2, 3, 4})
            add(SecretsKind::Keychain, "entry removed", time, true);
    }
    void killedAnywhereTheNextOpeningIsWhole()
    {
        QFETCH(SecretsKind, from);
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
            [from](const KeepingParts &inChild) {
                const auto open = openAgain(inChild);
                static_cast<void>(moveSecrets(open->open(), to(otherThan(from)), {}).isOk());
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
        QVERIFY(isWhole(moved ? otherThan(from) : from));
        const auto open = openAgain(parts);
        VERIFY_OK(open);
        VERIFY_OK(moveSecrets(open->open(), to(moved ? from : otherThan(from)), {}));
        QVERIFY(isWhole(moved ? from : otherThan(from)));
    }
    void everyStepIsKilledAbove_data() { addKinds(); }
    void everyStepIsKilledAbove()
    {
        QFETCH(SecretsKind, from);
        {
            VERIFY_OK(shop(from));
        }
        const QStringList steps =
            stepsOf(m_fixture->parts(u"shop"_s), [from](const KeepingParts &inChild) {
                const auto open = openAgain(inChild);
                VERIFY_OK(moveSecrets(open->open(), to(otherThan(from)), {}));
            });
        QStringList expected{u"intended"_s, u"store made"_s};
        if (from == SecretsKind::Vault)
            expected += {u"long value's key kept"_s, u"long value sealed"_s};
        expected += {u"value copied"_s,
                     u"value copied"_s,
                     u"value copied"_s,
                     u"data key copied"_s,
                     u"switched"_s,
                     u"move recorded"_s};
        if (from == SecretsKind::Vault)
            expected += u"vault removed"_s;
        else
            expected += QStringList(4, u"entry removed"_s);
        QCOMPARE(steps, expected);
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

    void stoppedInTheMiddleTheKeysAreWhereTheyWere_data() { addKinds(); }
    void stoppedInTheMiddleTheKeysAreWhereTheyWere()
    {
        QFETCH(SecretsKind, from);
        const auto open = shop(from);
        VERIFY_OK(open);
        const CancelToken cancel;
        const auto stopAtOnce = [&cancel](qint64, qint64) { cancel.cancel(); };
        VERIFY_ERROR(ErrorCode::Cancelled,
                     moveSecrets(open->open(), to(otherThan(from)), cancel, stopAtOnce));
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
    }
    void whatMakesNoSenseIsRefused()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, where);
        QFETCH(QByteArray, passphrase);
        QFETCH(QString, code);
        const auto open = shop(from);
        VERIFY_OK(open);
        const auto report = moveSecrets(open->open(), {where, secret(passphrase)}, {});
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
        QTest::newRow("keychain to vault") << SecretsKind::Keychain;
        QTest::newRow("vault to keychain") << SecretsKind::Vault;
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
        const int inKeychain = m_fixture->keychain()->entries();
        const bool sound = problems.isOk() && problems->isEmpty();
        return sound && open->keys.file.secrets == kind
            && keyOf(*open, u"Till"_s).value() == "key of the till"
            && keyOf(*open, u"Mail"_s).value() == longKey
            && keyOf(*open, u"Map"_s).value() == "key of the map"
            && vaultThere == (kind == SecretsKind::Vault)
            && inKeychain == (kind == SecretsKind::Keychain ? 5 : 0);
    }

    std::unique_ptr<KeepingFixture> m_fixture;
};

TEST_UNIT(tst_MoveSecrets)
#include "tst_MoveSecrets.moc"
