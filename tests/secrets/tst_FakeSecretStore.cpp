// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Async.h"
#include "tests/secrets/SecretStoreContract.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

const SecretName name{QStringLiteral("workspace"), QStringLiteral("data-key")};

SecretBytes secret(const char *text)
{
    return SecretBytes::copyOf(text);
}

Error diskFull()
{
    return Error{ErrorCode::Unavailable, QStringLiteral("The disk is full."), {}};
}

} // namespace

class tst_FakeSecretStore : public SecretStoreContract
{
    Q_OBJECT

    std::shared_ptr<SecretStore> openStore() override { return m_shared; }
    std::shared_ptr<FakeSecretStore> m_shared = std::make_shared<FakeSecretStore>();

private Q_SLOTS:
    void aCallFailsOnceBeforeItsEffect()
    {
        FakeSecretStore store;
        store.failNext(FakeSecretStore::Call::Write, diskFull());
        VERIFY_ERROR(ErrorCode::Unavailable, store.write(name, secret("a"), QString()));
        VERIFY_ERROR(ErrorCode::NotFound, store.read(name));
        VERIFY_OK(store.write(name, secret("b"), QString()));
        VERIFY_OK(store.read(name));
    }
    void aCallFailsOnceAfterItsEffect()
    {
        FakeSecretStore store;
        store.failAfterNext(FakeSecretStore::Call::Write, diskFull());
        VERIFY_ERROR(ErrorCode::Unavailable, store.write(name, secret("a"), QString()));
        VERIFY_OK(store.read(name));
    }
    void anActionRunsAfterTheEffect()
    {
        FakeSecretStore store;
        qsizetype seen = -1;
        store.afterNext(FakeSecretStore::Call::Write, [&] { seen = store.names().size(); });
        VERIFY_OK(store.write(name, secret("a"), QString()));
        QCOMPARE(seen, 1);
    }
    void aHeldCallWaits()
    {
        FakeSecretStore store;
        store.hold(FakeSecretStore::Call::Read);
        QThreadPool pool;
        const auto future = runIn(pool, [&]() -> Result<int> {
            TRY_DONE(store.read(name));
            return 1;
        });
        QTRY_COMPARE(store.record(), QStringList({QStringLiteral("read data-key")}));
        QVERIFY(!future.isFinished());
        store.release();
        QTRY_VERIFY(future.isFinished());
        VERIFY_ERROR(ErrorCode::NotFound, future.result());
    }
    void aStoreThatIsNotReadyAnswersNothing_data()
    {
        QTest::addColumn<StoreState>("state");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("locked") << StoreState::Locked << ErrorCode::Locked;
        QTest::newRow("absent") << StoreState::Absent << ErrorCode::Unavailable;
        QTest::newRow("silent") << StoreState::Silent << ErrorCode::TimedOut;
        QTest::newRow("unusable") << StoreState::Unusable << ErrorCode::Damaged;
    }
    void aStoreThatIsNotReadyAnswersNothing()
    {
        QFETCH(StoreState, state);
        QFETCH(ErrorCode, code);
        FakeSecretStore store;
        VERIFY_OK(store.write(name, secret("a"), QString()));
        store.setStatus({state, QStringLiteral("Not now.")});
        VERIFY_ERROR(code, store.read(name));
        VERIFY_ERROR(code, store.write(name, secret("b"), QString()));
        VERIFY_ERROR(code, store.remove(name));
        VERIFY_ERROR(code, store.purposes(name.workspace));
    }
    void aVaultHasAPassphrase()
    {
        FakeSecretStore vault(SecretsKind::Vault);
        vault.setStatus({StoreState::Missing, {}});
        VERIFY_OK(vault.create(secret("first")));
        VERIFY_ERROR(ErrorCode::Conflict, vault.create(secret("first")));
        vault.lock();
        VERIFY_ERROR(ErrorCode::Locked, vault.read(name));
        VERIFY_ERROR(ErrorCode::InvalidInput, vault.unlock(secret("second")));
        VERIFY_OK(vault.unlock(secret("first")));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     vault.changePassphrase(secret("second"), secret("third")));
        VERIFY_OK(vault.changePassphrase(secret("first"), secret("second")));
        vault.lock();
        VERIFY_OK(vault.unlock(secret("second")));
    }
};

TEST_UNIT(tst_FakeSecretStore)
#include "tst_FakeSecretStore.moc"
