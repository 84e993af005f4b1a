// SPDX-License-Identifier: GPL-3.0-or-later
// Against a real gnome-keyring, which tests/support/with-keyring.sh provides and throws away.
#include "core/base/Async.h"
#include "core/secrets/Canary.h"
#include "core/secrets/KeychainStore.h"
#include "tests/secrets/BusSecret.h"
#include "tests/secrets/Peer.h"
#include "tests/secrets/SecretStoreContract.h"
#include "tests/support/TestUnit.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QProcess>
#include <QThreadPool>
#include <QTimer>

#include <atomic>

using namespace drawbridge;

namespace {

const SecretName name{QStringLiteral("workspace"), QStringLiteral("credential/1")};
const QString label = QStringLiteral("Drawbridge: Stripe, Shop (key 1)");

SecretBytes secret(const QByteArray &bytes)
{
    return SecretBytes::copyOf(bytes);
}

QByteArray secretTool(const QString &verb)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("secret-tool"),
                  {verb,
                   QStringLiteral("server"),
                   QStringLiteral("Drawbridge"),
                   QStringLiteral("user"),
                   QStringLiteral("workspace/credential/1")});
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit)
        return "secret-tool: " + process.errorString().toUtf8();
    return process.readAll();
}

QDBusObjectPath keyring()
{
    return QDBusObjectPath(QStringLiteral("/org/freedesktop/secrets/collection/login"));
}

QDBusMessage callKeyring(const QString &interface,
                         const QString &method,
                         const QVariantList &arguments)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"),
                                       QStringLiteral("/org/freedesktop/secrets"),
                                       interface,
                                       method);
    message.setArguments(arguments);
    return QDBusConnection::sessionBus().call(message);
}

void lockKeyring()
{
    const QDBusMessage reply =
        callKeyring(QStringLiteral("org.freedesktop.Secret.Service"),
                    QStringLiteral("Lock"),
                    {QVariant::fromValue(QList<QDBusObjectPath>{keyring()})});
    QCOMPARE(reply.type(), QDBusMessage::ReplyMessage);
}

/// As a login does it, by gnome-keyring's own interface for that.
void unlockKeyring()
{
    qDBusRegisterMetaType<BusSecret>();
    const QVariant none = QVariant::fromValue(QDBusVariant(QString()));
    const QDBusMessage session = callKeyring(QStringLiteral("org.freedesktop.Secret.Service"),
                                             QStringLiteral("OpenSession"),
                                             {QStringLiteral("plain"), none});
    const BusSecret password{session.arguments().value(1).value<QDBusObjectPath>(),
                             {},
                             "throw-away",
                             QStringLiteral("text/plain")};
    const QDBusMessage reply =
        callKeyring(QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
                    QStringLiteral("UnlockWithMasterPassword"),
                    {QVariant::fromValue(keyring()), QVariant::fromValue(password)});
    QVERIFY2(reply.type() == QDBusMessage::ReplyMessage, qPrintable(reply.errorMessage()));
}

} // namespace

class tst_KeychainStore : public SecretStoreContract
{
    Q_OBJECT

    std::shared_ptr<SecretStore> openStore() override { return std::make_shared<KeychainStore>(); }

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void anotherProgramReadsTheValueAsItIs();
    void theOwnerFindsHisEntryByItsLabel();
    void anotherProcessReadsIt();
    void aLockedKeyringIsNotAnEmptyOne();
    void aLockedKeyringKeepsWhatShouldBeRemoved();
    void unlockingWithoutAnybodyToAskEnds();
    void anUnlockedKeyringHasEverything();
    void theCanaryOfALockedKeyringIsNotMissing();
    void itHasNoPassphraseOfItsOwn();
    void theCallersEventLoopStaysAlive();
    void theCallerNeedsNoEventLoop();

private:
    KeychainStore m_store;
};

void tst_KeychainStore::initTestCase()
{
    // These tests lock the keyring and delete entries: never the owner's own.
    QVERIFY2(qEnvironmentVariableIntValue("DRAWBRIDGE_THROWAWAY_KEYRING") == 1,
             "run me by tests/support/with-keyring.sh");
}

void tst_KeychainStore::cleanup()
{
    unlockKeyring();
    QCOMPARE(m_store.status().state, StoreState::Ready);
    VERIFY_OK(m_store.remove(name));
}

void tst_KeychainStore::anotherProgramReadsTheValueAsItIs()
{
    VERIFY_OK(m_store.write(name, secret("the value"), label));
    QCOMPARE(secretTool(QStringLiteral("lookup")), QByteArray("the value"));
    VERIFY_OK(m_store.write(name, secret("another value"), label));
    QCOMPARE(secretTool(QStringLiteral("lookup")), QByteArray("another value"));
    VERIFY_OK(m_store.remove(name));
    QCOMPARE(secretTool(QStringLiteral("lookup")), QByteArray());
}

void tst_KeychainStore::theOwnerFindsHisEntryByItsLabel()
{
    VERIFY_OK(m_store.write(name, secret("the value"), label));
    QByteArray found = secretTool(QStringLiteral("search"));
    QVERIFY2(found.contains("label = Drawbridge: Stripe, Shop (key 1)\n"), found.constData());
    VERIFY_OK(m_store.write(name, secret("the value"), QStringLiteral("Drawbridge: Caf\u00e9")));
    found = secretTool(QStringLiteral("search"));
    QVERIFY2(found.contains("label = Drawbridge: Caf\xc3\xa9\n"), found.constData());
    QCOMPARE(found.count("label = "), 1);
}

void tst_KeychainStore::anotherProcessReadsIt()
{
    VERIFY_OK(m_store.write(name, secret("value"), label));
    KeychainPeer peer(QProcessEnvironment::systemEnvironment(), 10000);
    QCOMPARE(peer.ask("read credential/1"), QByteArray("value"));
    QCOMPARE(peer.ask("write credential/1 changed"), QByteArray("ok"));
    const auto read = m_store.read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("changed"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainStore::aLockedKeyringIsNotAnEmptyOne()
{
    VERIFY_OK(m_store.write(name, secret("value"), label));
    lockKeyring();
    const StoreStatus status = m_store.status();
    QCOMPARE(status.state, StoreState::Locked);
    QVERIFY(!status.what.isEmpty());
    VERIFY_ERROR(ErrorCode::Locked, m_store.read(name));
    VERIFY_ERROR(ErrorCode::Locked, m_store.read({name.workspace, QStringLiteral("never")}));
    VERIFY_ERROR(ErrorCode::Locked, m_store.write(name, secret("other"), label));
    VERIFY_ERROR(ErrorCode::Locked, m_store.purposes(name.workspace));
    VERIFY_ERROR(ErrorCode::Locked, m_store.create({}));
}

void tst_KeychainStore::aLockedKeyringKeepsWhatShouldBeRemoved()
{
    VERIFY_OK(m_store.write(name, secret("value"), label));
    lockKeyring();
    VERIFY_ERROR(ErrorCode::Locked, m_store.remove(name));
    unlockKeyring();
    VERIFY_OK(m_store.read(name));
}

void tst_KeychainStore::unlockingWithoutAnybodyToAskEnds()
{
    KeychainStore hasty({std::chrono::seconds(8), std::chrono::milliseconds(500)});
    lockKeyring();
    QVERIFY(!hasty.unlock({}).isOk());
    QCOMPARE(hasty.status().state, StoreState::Locked);
}

void tst_KeychainStore::anUnlockedKeyringHasEverything()
{
    VERIFY_OK(m_store.write(name, secret("value"), label));
    lockKeyring();
    VERIFY_ERROR(ErrorCode::Locked, m_store.read(name));
    unlockKeyring();
    VERIFY_OK(m_store.unlock({}));
    const auto read = m_store.read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("value"));
}

void tst_KeychainStore::theCanaryOfALockedKeyringIsNotMissing()
{
    VERIFY_OK(plantCanary(m_store, name.workspace));
    lockKeyring();
    VERIFY_ERROR(ErrorCode::Locked, checkCanary(m_store, name.workspace));
    VERIFY_ERROR(ErrorCode::Locked, checkCanary(m_store, QStringLiteral("another")));
    VERIFY_ERROR(ErrorCode::Locked, plantCanary(m_store, name.workspace));
    unlockKeyring();
    VERIFY_OK(checkCanary(m_store, name.workspace));
    VERIFY_OK(removeCanary(m_store, name.workspace));
}

void tst_KeychainStore::itHasNoPassphraseOfItsOwn()
{
    VERIFY_OK(m_store.create({}));
    VERIFY_OK(m_store.unlock(secret("whatever")));
    m_store.lock();
    QCOMPARE(m_store.status().state, StoreState::Ready);
    VERIFY_ERROR(ErrorCode::InvalidInput, m_store.changePassphrase(secret("a"), secret("b")));
}

void tst_KeychainStore::theCallersEventLoopStaysAlive()
{
    // Calls go on until this thread's loop has turned often enough beside them, however fast either is.
    QThreadPool pool;
    std::atomic<bool> enough = false;
    std::atomic<bool> calling = false;
    int ticks = 0;
    bool done = false;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] {
        ticks += calling ? 1 : 0;
        enough = ticks >= 20;
    });
    timer.start(1);
    whenDone(runIn(pool,
                   [&]() -> Result<int> {
                       calling = true;
                       while (!enough) {
                           TRY_DONE(m_store.write(name, secret("value"), label));
                           TRY_DONE(m_store.read(name));
                       }
                       return 1;
                   }),
             this,
             [&](const Result<int> &result) {
                 calling = false;
                 done = result.isOk();
             });
    const bool ended = QTest::qWaitFor([&done] { return done; }, 30000);
    enough = true;
    pool.waitForDone();
    QVERIFY2(ended, qPrintable(QString::number(ticks)));
}

void tst_KeychainStore::theCallerNeedsNoEventLoop()
{
    // As in drawbridgectl: the main thread waits in the call itself, on this very test's thread.
    QCOMPARE(QThread::currentThread(), QCoreApplication::instance()->thread());
    VERIFY_OK(m_store.write(name, secret("value"), label));
    VERIFY_OK(m_store.read(name));
}

TEST_UNIT(tst_KeychainStore)
#include "tst_KeychainStore.moc"
