// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/SecretStore.h"
#include "tests/secrets/FakeSecretService.h"
#include "tests/secrets/Peer.h"
#include "tests/secrets/PrivateBus.h"
#include "tests/support/TestUnit.h"

#include <QElapsedTimer>

using namespace drawbridge;

namespace {

constexpr int patience = 10000;  // for what is answered; a loaded machine may take its time
constexpr int impatience = 1500; // for what is not

QByteArray word(StoreState state)
{
    return QByteArray::number(static_cast<int>(state));
}

} // namespace

/// A keychain that is absent, silent, half there or telling untruths, as another process meets it.
class tst_KeychainFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundOneWorks();
    void withoutABusItIsAbsent();
    void withoutAServiceItIsAbsent();
    void withoutGlibItIsAbsentAtOnce();
    void aSilentOneCostsItsTimeAndNoMore();
    void oneThatRefusesIsTold();
    void oneWithoutAKeyringIsTold();
    void theOwnerMakesAKeyring();
    void aLockedOneIsNotAnEmptyOne();
    void theOwnerUnlocksIt();
    void theOwnerClosesTheQuestion();
    void theOwnerIsAway();
    void aWriteThatIsNotKeptIsAnError();
    void aDeleteThatDoesNothingIsAnError();
    void whatAnotherRemovesWhileWeListIsNotThere();
    void aReadThatNeverEndsBlocksNoOther();
    void aLateReplyHarmsNobody();
    void theServiceMayStartAnew();
    void theBusMayGo();
    void theProgramEndsWhileACallHangs();
};

void tst_KeychainFaults::aSoundOneWorks()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    QVERIFY(service.isOnBus());
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("status"), word(StoreState::Ready));
    QCOMPARE(peer.ask("read a"), QByteArray("not-found"));
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    QCOMPARE(peer.ask("read a"), QByteArray("value"));
    QCOMPARE(peer.ask("remove a"), QByteArray("ok"));
    QCOMPARE(peer.ask("read a"), QByteArray("not-found"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::withoutABusItIsAbsent()
{
    PrivateBus bus;
    bus.stop();
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("status"), word(StoreState::Absent));
    QElapsedTimer clock; // from here, as starting a process may take long on a busy machine
    clock.start();
    QCOMPARE(peer.ask("read a"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("write a value"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("remove a"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("unlock"), QByteArray("unavailable"));
    QVERIFY2(clock.elapsed() < patience / 2, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::withoutAServiceItIsAbsent()
{
    const PrivateBus bus;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("status"), word(StoreState::Absent));
    QElapsedTimer clock; // from here, as starting a process may take long on a busy machine
    clock.start();
    QCOMPARE(peer.ask("read a"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("write a value"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("remove a"), QByteArray("unavailable"));
    QVERIFY2(clock.elapsed() < patience / 2, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::withoutGlibItIsAbsentAtOnce()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    QProcessEnvironment environment = bus.environment();
    environment.insert(QStringLiteral("QT_NO_GLIB"), QStringLiteral("1"));
    KeychainPeer peer(environment, patience);
    QCOMPARE(peer.ask("status"), word(StoreState::Absent));
    QElapsedTimer clock; // from here, as starting a process may take long on a busy machine
    clock.start();
    QCOMPARE(peer.ask("read a"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("write a value"), QByteArray("unavailable"));
    QVERIFY2(clock.elapsed() < patience / 2, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::aSilentOneCostsItsTimeAndNoMore()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.silent = {QStringLiteral("ReadAlias"), QStringLiteral("SearchItems")};
    KeychainPeer peer(bus.environment(), impatience);
    QCOMPARE(peer.ask("status"), word(StoreState::Silent));
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(peer.ask("read a"), QByteArray("timed-out"));
    QCOMPARE(peer.ask("write a value"), QByteArray("timed-out"));
    QCOMPARE(peer.ask("remove a"), QByteArray("timed-out"));
    QVERIFY2(clock.elapsed() < 3 * impatience + patience / 2,
             qPrintable(QString::number(clock.elapsed())));
    service.answerHeld();
    QCOMPARE(peer.ask("status"), word(StoreState::Ready));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::oneThatRefusesIsTold()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.refusesEveryone = true;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("status"), word(StoreState::Unusable));
    QCOMPARE(peer.ask("read a"), QByteArray("denied"));
    QCOMPARE(peer.ask("write a value"), QByteArray("denied"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::oneWithoutAKeyringIsTold()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.hasCollection = false;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("status"), word(StoreState::Missing));
    QCOMPARE(peer.ask("read a"), QByteArray("unavailable"));
    QCOMPARE(peer.ask("write a value"), QByteArray("unavailable"));
    QVERIFY(!service.asked.contains(QStringLiteral("CreateCollection")));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theOwnerMakesAKeyring()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.hasCollection = false;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("create"), QByteArray("ok"));
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    QCOMPARE(peer.ask("create"), QByteArray("ok")); // there is one: nothing to do
    QCOMPARE(service.asked.count(QStringLiteral("CreateCollection")), 1);
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::aLockedOneIsNotAnEmptyOne()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    service.isLocked = true;
    QCOMPARE(peer.ask("status"), word(StoreState::Locked));
    QCOMPARE(peer.ask("read a"), QByteArray("locked"));
    QCOMPARE(peer.ask("read never-written"), QByteArray("locked"));
    QCOMPARE(peer.ask("write a other"), QByteArray("locked"));
    QCOMPARE(peer.ask("remove a"), QByteArray("locked"));
    QCOMPARE(peer.ask("remove never-written"), QByteArray("locked"));
    service.isLocked = false;
    QCOMPARE(peer.ask("read a"), QByteArray("value"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theOwnerUnlocksIt()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.isLocked = true;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("unlock"), QByteArray("ok"));
    QCOMPARE(peer.ask("status"), word(StoreState::Ready));
    QCOMPARE(peer.ask("unlock"), QByteArray("ok")); // open already: he is not asked again
    QCOMPARE(service.asked.count(QStringLiteral("Prompt")), 1);
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theOwnerClosesTheQuestion()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.isLocked = true;
    service.owner = FakeSecretService::Owner::Refuses;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("unlock"), QByteArray("denied"));
    QCOMPARE(peer.ask("status"), word(StoreState::Locked));
    service.hasCollection = false;
    QCOMPARE(peer.ask("create"), QByteArray("denied"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theOwnerIsAway()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.isLocked = true;
    service.owner = FakeSecretService::Owner::IsAway;
    KeychainPeer peer(bus.environment(), impatience);
    QCOMPARE(peer.ask("status"), word(StoreState::Locked));
    QCOMPARE(peer.ask("unlock"), QByteArray("timed-out"));
    // The question does not stay on his screen for ever.
    QTRY_VERIFY(service.asked.contains(QStringLiteral("Dismiss")));
    QCOMPARE(peer.ask("status"), word(StoreState::Locked));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::aWriteThatIsNotKeptIsAnError()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.forgetsWrites = true;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("write a value"), QByteArray("unavailable"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::aDeleteThatDoesNothingIsAnError()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    service.ignoresDeletes = true;
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    QCOMPARE(peer.ask("remove a"), QByteArray("denied"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::whatAnotherRemovesWhileWeListIsNotThere()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    KeychainPeer peer(bus.environment(), patience);
    for (const char *name : {"a", "b", "c"})
        QCOMPARE(peer.ask(QByteArray("write ") + name + " value"), QByteArray("ok"));
    QCOMPARE(peer.ask("list"), QByteArray("a b c"));
    service.removedByOthers = QStringLiteral("/b");
    QCOMPARE(peer.ask("list"), QByteArray("a c"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::aReadThatNeverEndsBlocksNoOther()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    KeychainPeer peer(bus.environment(), 2000);
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    QCOMPARE(peer.ask("write b other"), QByteArray("ok"));
    service.silent = {QStringLiteral("GetSecrets")};
    QCOMPARE(peer.ask("read a"), QByteArray("timed-out"));
    service.silent.clear(); // what is held stays unanswered
    QCOMPARE(peer.ask("read b"), QByteArray("other"));
    QCOMPARE(peer.ask("write c third"), QByteArray("ok"));
    QCOMPARE(peer.ask("read a"), QByteArray("value"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::aLateReplyHarmsNobody()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    KeychainPeer peer(bus.environment(), 2000);
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    service.silent = {QStringLiteral("GetSecrets"), QStringLiteral("CreateItem")};
    QCOMPARE(peer.ask("read a"), QByteArray("timed-out"));
    QCOMPARE(peer.ask("write b other"), QByteArray("timed-out"));
    QCOMPARE(peer.ask("read a"), QByteArray("timed-out"));
    service.answerHeld();
    QCOMPARE(peer.ask("read a"), QByteArray("value"));
    // The write was on its way when its time ran out: it may still arrive, and the entry is whole.
    QCOMPARE(peer.ask("read b"), QByteArray("other"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theServiceMayStartAnew()
{
    const PrivateBus bus;
    auto service = std::make_unique<FakeSecretService>(bus.address());
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    service.reset();
    QCOMPARE(peer.ask("status"), word(StoreState::Absent));
    QCOMPARE(peer.ask("read a"), QByteArray("unavailable"));
    service = std::make_unique<FakeSecretService>(bus.address());
    QVERIFY(service->isOnBus());
    QCOMPARE(peer.ask("read a"), QByteArray("not-found"));
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    QCOMPARE(peer.ask("read a"), QByteArray("value"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theBusMayGo()
{
    PrivateBus bus;
    FakeSecretService service(bus.address());
    KeychainPeer peer(bus.environment(), patience);
    QCOMPARE(peer.ask("write a value"), QByteArray("ok"));
    bus.stop();
    QCOMPARE(peer.ask("status"), word(StoreState::Absent));
    QCOMPARE(peer.ask("read a"), QByteArray("unavailable"));
    QVERIFY(peer.endsWell());
}

void tst_KeychainFaults::theProgramEndsWhileACallHangs()
{
    const PrivateBus bus;
    FakeSecretService service(bus.address());
    KeychainPeer peer(bus.environment(), impatience);
    QCOMPARE(peer.ask("status"), word(StoreState::Ready));
    service.silent = {QStringLiteral("OpenSession"), QStringLiteral("CreateItem")};
    QCOMPARE(peer.ask("write a value"), QByteArray("timed-out"));
    QElapsedTimer clock;
    clock.start();
    QVERIFY(peer.endsWell());
    QVERIFY2(clock.elapsed() < patience / 2, qPrintable(QString::number(clock.elapsed())));
}

TEST_UNIT(tst_KeychainFaults)
#include "tst_KeychainFaults.moc"
