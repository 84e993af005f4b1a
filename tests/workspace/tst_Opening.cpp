// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "tests/workspace/SharedBusiness.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// How a door comes to stand open, and what it answers when it does not.
class tst_Opening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_business = std::make_unique<SharedBusiness>();
        m_door = m_business->door(u"ada (window)"_s);
    }
    void cleanup() { m_door.reset(); }

    void thatThereIsNoBusinessYetIsAnAnswer()
    {
        VERIFY_OK(SharedBusiness::wait(m_door->open()));
        QCOMPARE(m_door->phase(), Phase::FirstRun);
    }

    void aBusinessThatCannotBeMadeIsAnError_data()
    {
        QTest::addColumn<StoreState>("state");
        QTest::addColumn<QString>("code");
        QTest::newRow("the keychain is locked") << StoreState::Locked << toText(ErrorCode::Locked);
        QTest::newRow("there is none") << StoreState::Absent << toText(ErrorCode::Unavailable);
        QTest::newRow("it is silent") << StoreState::Silent << toText(ErrorCode::TimedOut);
    }
    void aBusinessThatCannotBeMadeIsAnError()
    {
        QFETCH(StoreState, state);
        QFETCH(QString, code);
        m_business->keychain().setStatus({state, u"It does not let us."_s});
        m_business->keychain().failNext(FakeSecretStore::Call::Unlock,
                                        {ErrorCode::Locked, u"It does not let us."_s, {}});
        const auto made = m_business->make(*m_door, SecretsKind::Keychain);
        QVERIFY(!made.isOk());
        QCOMPARE(toText(made.error().code), code);
        QCOMPARE(m_door->phase(), Phase::FirstRun);
        QVERIFY(!m_door->phaseError().what.isEmpty());
    }

    void aServerThatDoesNotLetUsInLocksAndNothingMore_data()
    {
        QTest::addColumn<StoreState>("state");
        QTest::newRow("no sign-in on this computer") << StoreState::Missing;
        QTest::newRow("refused, or sealed") << StoreState::Locked;
        QTest::newRow("away") << StoreState::Absent;
        QTest::newRow("slow") << StoreState::Silent;
    }
    void aServerThatDoesNotLetUsInLocksAndNothingMore()
    {
        QFETCH(StoreState, state);
        VERIFY_OK(m_business->make(*m_door, SecretsKind::OpenBao));
        const auto door = m_business->door(u"ben (window)"_s);
        m_business->server().setStatus({state, u"It does not let us in."_s});
        QVERIFY(!SharedBusiness::wait(door->open()).isOk());
        QCOMPARE(door->phase(), Phase::Locked);
        QCOMPARE(door->secretsKind(), SecretsKind::OpenBao);
        QVERIFY(!door->phaseError().what.isEmpty());
        m_business->server().setStatus({});
        VERIFY_OK(SharedBusiness::wait(door->unlock({})));
        QCOMPARE(door->phase(), Phase::Open);
    }

    void aRestoreThatFailsIsAnErrorAndLeavesNothing_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<bool>("stopped");
        QTest::addColumn<QString>("code");
        QTest::newRow("another passphrase")
            << QByteArray("not the passphrase") << false << toText(ErrorCode::InvalidInput);
        QTest::newRow("stopped") << vaultPassphrase << true << toText(ErrorCode::Cancelled);
    }
    void aRestoreThatFailsIsAnErrorAndLeavesNothing()
    {
        QFETCH(QByteArray, typed);
        QFETCH(bool, stopped);
        QFETCH(QString, code);
        VERIFY_OK(m_business->make(*m_door, SecretsKind::Keychain));
        const QString file = m_business->folder() + u".backup"_s;
        VERIFY_OK(SharedBusiness::wait(
            m_door->dispatch(BackUp{file, SharedBusiness::passphrase(), WithSecrets::Yes})));
        SharedBusiness elsewhere;
        const auto door = elsewhere.door(u"ada (drawbridgectl)"_s);
        VERIFY_OK(SharedBusiness::wait(door->open()));
        const CancelToken cancel;
        if (stopped)
            cancel.cancel();
        const auto restored = SharedBusiness::wait(
            door->restore({file, share(SecretBytes::copyOf(typed)), SecretsKind::Keychain, {}},
                          cancel));
        QVERIFY(!restored.isOk());
        QCOMPARE(toText(restored.error().code), code);
        QCOMPARE(door->phase(), Phase::FirstRun);
        QCOMPARE(elsewhere.keychain().names().size(), 0);

        VERIFY_OK(SharedBusiness::wait(
            door->restore({file, SharedBusiness::passphrase(), SecretsKind::Keychain, {}})));
        QCOMPARE(door->phase(), Phase::Open);
    }

    void aCodeThatIsNotTheSheetsLeavesItLocked()
    {
        VERIFY_OK(m_business->make(*m_door, SecretsKind::Vault));
        m_door->lock();
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     SharedBusiness::wait(m_door->recover(
                         {u"not a code"_s, SecretsKind::Keychain, SharedSecret()})));
        QCOMPARE(m_door->phase(), Phase::Locked);
        QCOMPARE(m_door->secretsKind(), SecretsKind::Vault);
        QVERIFY(!m_door->phaseError().what.isEmpty());
        VERIFY_OK(SharedBusiness::wait(m_door->unlock(SharedBusiness::passphrase())));
        QCOMPARE(m_door->phase(), Phase::Open);
    }

    void aCodeThatIsNotTheSheetsLeavesItUnusable()
    {
        VERIFY_OK(m_business->make(*m_door, SecretsKind::Keychain));
        m_door->lock();
        const QList<SecretName> names = m_business->keychain().names();
        for (const SecretName &name : names)
            m_business->keychain().drop(name);
        VERIFY_ERROR(ErrorCode::NotFound, SharedBusiness::wait(m_door->unlock({})));
        QCOMPARE(m_door->phase(), Phase::Unusable);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     SharedBusiness::wait(m_door->recover(
                         {u"not a code"_s, SecretsKind::Vault, SharedBusiness::passphrase()})));
        QCOMPARE(m_door->phase(), Phase::Unusable);
        QCOMPARE(m_door->secretsKind(), SecretsKind::Keychain);
    }

private:
    std::unique_ptr<SharedBusiness> m_business;
    std::unique_ptr<Workspace> m_door;
};

TEST_UNIT(tst_Opening)
#include "tst_Opening.moc"
