// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/WorkspaceFile.h"
#include "tests/support/TestUnit.h"
#include "tests/workspace/SharedBusiness.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// What becomes of a door when the keys go to another store, by its own hand or another's.
class tst_MovedKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_business = std::make_unique<SharedBusiness>();
        m_window = m_business->door(u"ada (window)"_s);
    }
    void cleanup()
    {
        m_other.reset();
        m_window.reset();
    }

    void whoMovesGoesOnWithTheNewStore_data() { addKinds(); }
    void whoMovesGoesOnWithTheNewStore()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, to);
        VERIFY_OK(start(from));
        QList<qint64> told;
        const auto moved =
            SharedBusiness::wait(m_window->moveSecrets(moveTo(to), {}, [&](qint64 done, qint64) {
                QCOMPARE(QThread::currentThread(), m_window->thread());
                told.append(done);
            }));
        VERIFY_OK(moved);
        QCOMPARE(moved->moved, 1);
        QCOMPARE(told, QList<qint64>{1});
        QCOMPARE(m_window->phase(), Phase::Open);
        QCOMPARE(m_window->secretsKind(), to);
        QCOMPARE(m_window->snapshot()->secrets, to);
        QCOMPARE(SharedBusiness::keyOf(*m_window, u"Till"_s).value(), QByteArray("key of the till"));
        VERIFY_OK(add(*m_window, u"Mail"_s, "key of the mail"));
        QCOMPARE(SharedBusiness::keyOf(*m_window, u"Mail"_s).value(), QByteArray("key of the mail"));
        QCOMPARE(m_business->keychain().names().size(), to == SecretsKind::Keychain ? 4 : 0);
    }

    void anotherIsAskedForTheNewVaultsPassphrase()
    {
        VERIFY_OK(start(SecretsKind::Keychain));
        VERIFY_OK(openOther());
        VERIFY_OK(SharedBusiness::wait(m_window->moveSecrets(moveTo(SecretsKind::Vault))));
        QTRY_COMPARE_WITH_TIMEOUT(m_other->phase(), Phase::Locked, 20000);
        QCOMPARE(m_other->secretsKind(), SecretsKind::Vault);
        QVERIFY(m_other->phaseError().what.contains(u"vault"_s));
        QVERIFY(m_other->snapshot()->connections.isEmpty());
        VERIFY_OK(SharedBusiness::wait(m_other->unlock(SharedBusiness::passphrase())));
        QCOMPARE(SharedBusiness::keyOf(*m_other, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void anotherGoesOnWithTheKeychainByItself()
    {
        VERIFY_OK(start(SecretsKind::Vault));
        VERIFY_OK(openOther());
        VERIFY_OK(SharedBusiness::wait(m_window->moveSecrets(moveTo(SecretsKind::Keychain))));
        QTRY_VERIFY_WITH_TIMEOUT(m_other->phase() == Phase::Open
                                     && m_other->snapshot()->secrets == SecretsKind::Keychain,
                                 20000);
        QCOMPARE(SharedBusiness::keyOf(*m_other, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void beforeItNoticesNothingGoesIntoTheOldStore_data() { addKinds(); }
    void beforeItNoticesNothingGoesIntoTheOldStore()
    {
        QFETCH(SecretsKind, from);
        QFETCH(SecretsKind, to);
        VERIFY_OK(start(from));
        VERIFY_OK(openOther());
        const Credential key = m_other->snapshot()->credentials.value(0);
        const ConnectionId till = key.connection;
        // The timer by which it notices needs the event loop of this thread, which does not run here.
        auto moving = m_window->moveSecrets(moveTo(to));
        while (!readsAs(to))
            QThread::yieldCurrentThread();
        auto added = m_other->dispatch(SharedBusiness::connectionNamed(u"Late"_s, "late key"));
        auto removed = m_other->dispatch(RemoveConnection{till});
        auto shown = m_other->dispatch(RevealKey{key.id});
        const auto late = SharedBusiness::wait(added);
        QVERIFY(!late.isOk());
        QVERIFY(late.error().code == ErrorCode::Conflict || late.error().code == ErrorCode::Busy);
        const auto gone = SharedBusiness::wait(removed);
        QVERIFY(!gone.isOk());
        QVERIFY(gone.error().code == ErrorCode::Conflict || gone.error().code == ErrorCode::Busy);
        const auto value = SharedBusiness::wait(shown);
        // The old entry may not be gone yet, and then it is still the key.
        if (value.isOk())
            QCOMPARE((*value)->reveal().toByteArray(), QByteArray("key of the till"));
        else
            QCOMPARE(toText(value.error().code), toText(ErrorCode::Conflict));
        VERIFY_OK(SharedBusiness::wait(moving));
        QCOMPARE(SharedBusiness::keyOf(*m_window, u"Till"_s).value(), QByteArray("key of the till"));
        QCOMPARE(m_business->keychain().names().size(), to == SecretsKind::Keychain ? 3 : 0);
    }

    void whoWasLockedMeanwhileUnlocksTheNewStore()
    {
        VERIFY_OK(start(SecretsKind::Keychain));
        VERIFY_OK(openOther());
        m_other->lock();
        VERIFY_OK(SharedBusiness::wait(m_window->moveSecrets(moveTo(SecretsKind::Vault))));
        VERIFY_ERROR(ErrorCode::Locked, SharedBusiness::wait(m_other->unlock({})));
        QCOMPARE(m_other->secretsKind(), SecretsKind::Vault);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     SharedBusiness::wait(
                         m_other->unlock(share(SecretBytes::copyOf("not the passphrase")))));
        VERIFY_OK(SharedBusiness::wait(m_other->unlock(SharedBusiness::passphrase())));
        QCOMPARE(m_other->phase(), Phase::Open);
    }

    void lockingInTheMiddleLeavesItLocked()
    {
        VERIFY_OK(start(SecretsKind::Keychain));
        auto moving = m_window->moveSecrets(moveTo(SecretsKind::Vault));
        m_window->lock();
        VERIFY_OK(SharedBusiness::wait(moving));
        QCOMPARE(m_window->phase(), Phase::Locked);
        VERIFY_ERROR(ErrorCode::Locked, SharedBusiness::wait(m_window->unlock({})));
        VERIFY_OK(SharedBusiness::wait(m_window->unlock(SharedBusiness::passphrase())));
        QCOMPARE(SharedBusiness::keyOf(*m_window, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void oneMoveAtATime()
    {
        VERIFY_OK(start(SecretsKind::Keychain));
        auto first = m_window->moveSecrets(moveTo(SecretsKind::Vault));
        VERIFY_ERROR(ErrorCode::Busy,
                     SharedBusiness::wait(m_window->moveSecrets(moveTo(SecretsKind::Vault))));
        VERIFY_OK(SharedBusiness::wait(first));
        m_window->lock();
        VERIFY_ERROR(ErrorCode::Locked,
                     SharedBusiness::wait(m_window->moveSecrets(moveTo(SecretsKind::Keychain))));
    }

private:
    static void addKinds()
    {
        QTest::addColumn<SecretsKind>("from");
        QTest::addColumn<SecretsKind>("to");
        QTest::newRow("to a vault") << SecretsKind::Keychain << SecretsKind::Vault;
        QTest::newRow("to the keychain") << SecretsKind::Vault << SecretsKind::Keychain;
    }
    static MoveSecrets moveTo(SecretsKind kind)
    {
        return {kind, kind == SecretsKind::Vault ? SharedBusiness::passphrase() : SharedSecret()};
    }
    static Result<void> add(Workspace &door, const QString &name, const QByteArray &value)
    {
        TRY_DONE(SharedBusiness::wait(door.dispatch(SharedBusiness::connectionNamed(name, value))));
        return {};
    }
    Result<void> start(SecretsKind kind)
    {
        TRY_DONE(m_business->make(*m_window, kind));
        return add(*m_window, u"Till"_s, "key of the till");
    }
    Result<void> openOther()
    {
        m_other = m_business->door(u"ada (drawbridgectl)"_s);
        return SharedBusiness::wait(m_other->unlock(m_window->secretsKind() == SecretsKind::Vault
                                                        ? SharedBusiness::passphrase()
                                                        : SharedSecret()));
    }
    bool readsAs(SecretsKind kind) const
    {
        const auto file = readWorkspaceFile(m_business->folder());
        return file.isOk() && file->secrets == kind;
    }

    std::unique_ptr<SharedBusiness> m_business;
    std::unique_ptr<Workspace> m_window;
    std::unique_ptr<Workspace> m_other;
};

TEST_UNIT(tst_MovedKeys)
#include "tst_MovedKeys.moc"
