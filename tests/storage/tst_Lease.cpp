// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ClockGuard.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/ProcessMark.h"
#include "core/storage/Session.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Leases, the marks of processes and the guard of the clock, which together judge whether something has run out.
class tst_Lease : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_database.reset(), m_fixture.reset(); }

    void oneHasItAndIsNamed();
    void itRunsOut();
    void renewingKeepsIt();
    void whoLostItIsTold();
    void releasingFreesIt();
    void oneThatWasNeverReleasedIsSeenToBeLeft();
    void releasingWhatWasLostTouchesNobody();
    void aDeadHolderFreesIt_data();
    void aDeadHolderFreesIt();
    void aHolderElsewhereKeepsItUntilItsTime();
    void settingTheClockBackProlongsNothing();

    void aProcessThatIsOverIsNotAlive();
    void aClockSetBackIsTold();
    void aClockThatIsALittleBehindIsNot();
    void theOwnerMaySayThatTheClockIsRight();
    void reopeningRemembersTheTime();
    void aMomentIsSharedAndHoldsNobodyUp();

private:
    Result<Lease> acquire(seconds duration = minutes(5))
    {
        return m_database->write<Lease>([duration](Transaction &tx) {
            return LeaseRepository::acquire(tx, u"move-secrets"_s, duration);
        });
    }
    Result<Lease> renew(const Lease &lease)
    {
        return m_database->write<Lease>(
            [&lease](Transaction &tx) { return LeaseRepository::renew(tx, lease, minutes(5)); });
    }
    Result<void> release(const Lease &lease)
    {
        return m_database->write<void>(
            [&lease](Transaction &tx) { return LeaseRepository::release(tx, lease); });
    }
    Result<std::optional<Lease>> holder()
    {
        return m_database->read<std::optional<Lease>>(
            [](ReadView &view) { return LeaseRepository::find(view, u"move-secrets"_s); });
    }
    Result<void> giveTo(const QString &process)
    {
        return m_database->write<void>([&process](Transaction &tx) -> Result<void> {
            TRY_DONE(tx.session().change(u"UPDATE leases SET process = ?"_s, {process}));
            return {};
        });
    }
    Result<ClockState> clockState()
    {
        return m_database->read<ClockState>([](ReadView &view) { return ClockGuard::state(view); });
    }
    Result<void> writeSomething()
    {
        return writeWithEvent(*m_database, [](Transaction &) { return Result<void>(); });
    }

    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
};

void tst_Lease::init()
{
    m_fixture = std::make_unique<StorageFixture>();
    auto opened = m_fixture->create();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
}

void tst_Lease::oneHasItAndIsNamed()
{
    VERIFY_OK(acquire());
    const auto second = acquire();
    VERIFY_ERROR(ErrorCode::Busy, second);
    QVERIFY(second.error().what.contains(u"ada (test)"_s));
    QCOMPARE(holder().value()->holder, u"ada (test)"_s);
    QCOMPARE(holder().value()->until, m_fixture->clock.now().addSecs(300));
}

void tst_Lease::itRunsOut()
{
    const auto first = acquire();
    VERIFY_OK(first);
    m_fixture->clock.advance(minutes(5));
    QVERIFY(!holder()->has_value());
    const auto second = acquire();
    VERIFY_OK(second);
    QVERIFY(second->token != first->token);
}

void tst_Lease::renewingKeepsIt()
{
    const auto lease = acquire();
    VERIFY_OK(lease);
    m_fixture->clock.advance(minutes(4));
    VERIFY_OK(renew(*lease));
    m_fixture->clock.advance(minutes(4));
    VERIFY_ERROR(ErrorCode::Busy, acquire());
}

void tst_Lease::whoLostItIsTold()
{
    const auto first = acquire();
    VERIFY_OK(first);
    m_fixture->clock.advance(minutes(6));
    VERIFY_OK(acquire());
    VERIFY_ERROR(ErrorCode::Conflict, renew(*first));
}

void tst_Lease::oneThatWasNeverReleasedIsSeenToBeLeft()
{
    const auto left = [this] {
        return *m_database->read<std::optional<QDateTime>>(
            [](ReadView &view) { return LeaseRepository::left(view, u"move-secrets"_s); });
    };
    const auto forget = [this] {
        return m_database->write<void>(
            [](Transaction &tx) { return LeaseRepository::forgetLeft(tx, u"move-secrets"_s); });
    };
    QVERIFY(!left());
    const auto lease = acquire(minutes(5));
    VERIFY_OK(lease);
    QVERIFY(!left());
    VERIFY_OK(forget()); // one that is held is nobody's to forget
    m_fixture->clock.advance(minutes(6));
    QCOMPARE(left(), lease->until);
    VERIFY_OK(forget());
    QVERIFY(!left());
    VERIFY_OK(forget());
    const auto another = acquire(minutes(5));
    VERIFY_OK(another);
    VERIFY_OK(release(*another));
    QVERIFY(!left());
}

void tst_Lease::releasingFreesIt()
{
    const auto lease = acquire();
    VERIFY_OK(lease);
    VERIFY_OK(release(*lease));
    QVERIFY(!holder()->has_value());
    VERIFY_OK(acquire());
}

void tst_Lease::releasingWhatWasLostTouchesNobody()
{
    const auto first = acquire();
    m_fixture->clock.advance(minutes(6));
    const auto second = acquire();
    VERIFY_OK(second);
    VERIFY_OK(release(*first));
    QCOMPARE(holder().value()->token, second->token);
}

void tst_Lease::aDeadHolderFreesIt_data()
{
    QTest::addColumn<int>("part");
    QTest::addColumn<QString>("value");
    QTest::newRow("of an earlier start of this computer") << 1 << u"another-boot"_s;
    QTest::newRow("whose number is free") << 3 << u"999999999"_s;
    QTest::newRow("whose number another one has now") << 4 << u"1"_s;
}

void tst_Lease::aDeadHolderFreesIt()
{
    QFETCH(int, part);
    QFETCH(QString, value);
    VERIFY_OK(acquire());
    QStringList mark = ProcessMark::own().text().split(u'/');
    mark[part] = value;
    VERIFY_OK(giveTo(mark.join(u'/')));
    QVERIFY(!holder()->has_value());
    VERIFY_OK(acquire());
}

void tst_Lease::aHolderElsewhereKeepsItUntilItsTime()
{
    VERIFY_OK(acquire());
    QStringList mark = ProcessMark::own().text().split(u'/');
    mark[0] = u"another-computer"_s;
    mark[3] = u"999999999"_s;
    VERIFY_OK(giveTo(mark.join(u'/')));
    VERIFY_ERROR(ErrorCode::Busy, acquire());
    m_fixture->clock.advance(minutes(5));
    VERIFY_OK(acquire());
}

void tst_Lease::settingTheClockBackProlongsNothing()
{
    VERIFY_OK(acquire());
    m_fixture->clock.advance(minutes(6));
    VERIFY_OK(writeSomething());
    m_fixture->clock.setWallTime(m_fixture->clock.now().addDays(-1));
    QVERIFY(!holder()->has_value());
    VERIFY_OK(acquire());
}

void tst_Lease::aProcessThatIsOverIsNotAlive()
{
    QVERIFY(ProcessMark::own().isAlive());
    QVERIFY(ProcessMark::fromText(ProcessMark::own().text()).isOwn());
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const QByteArray text = ProcessMark::own().text().toUtf8();
        if (::write(ends[1], text.constData(), size_t(text.size())) != text.size())
            ::_exit(1);
        ::pause();
    }
    QByteArray text(500, '\0');
    text.truncate(::read(ends[0], text.data(), size_t(text.size())));
    const ProcessMark mark = ProcessMark::fromText(QString::fromUtf8(text));
    QVERIFY(mark.isAlive());
    QVERIFY(!mark.isOwn());
    ::kill(child, SIGKILL);
    siginfo_t info{};
    QCOMPARE(::waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT), 0);
    QVERIFY2(!mark.isAlive(), "over, though its parent has not looked yet");
    QCOMPARE(::waitpid(child, nullptr, 0), child);
    QVERIFY(!mark.isAlive());
    ::close(ends[0]);
    ::close(ends[1]);
}

void tst_Lease::aClockSetBackIsTold()
{
    VERIFY_OK(writeSomething());
    const QDateTime before = m_fixture->clock.now();
    QVERIFY(clockState()->warning.isEmpty());
    m_fixture->clock.setWallTime(before.addSecs(-3600));
    const auto state = clockState();
    VERIFY_OK(state);
    QVERIFY(!state->warning.isEmpty());
    QCOMPARE(state->effective, before);
    QCOMPARE(state->now, before.addSecs(-3600));
}

void tst_Lease::aClockThatIsALittleBehindIsNot()
{
    VERIFY_OK(writeSomething());
    const QDateTime before = m_fixture->clock.now();
    m_fixture->clock.setWallTime(before.addSecs(-240));
    QVERIFY(clockState()->warning.isEmpty());
    QCOMPARE(clockState()->effective, before);
}

void tst_Lease::theOwnerMaySayThatTheClockIsRight()
{
    m_fixture->clock.advance(hours(24 * 365));
    VERIFY_OK(writeSomething());
    m_fixture->clock.setWallTime(m_fixture->clock.now().addDays(-365));
    QVERIFY(!clockState()->warning.isEmpty());
    VERIFY_OK(writeWithEvent(*m_database, [](Transaction &tx) { return ClockGuard::accept(tx); }));
    QVERIFY(clockState()->warning.isEmpty());
    QCOMPARE(clockState()->effective, m_fixture->clock.now());
    m_fixture->clock.advance(hours(2));
    VERIFY_OK(writeSomething());
    QCOMPARE(clockState()->latestSeen, m_fixture->clock.now());
}

void tst_Lease::reopeningRemembersTheTime()
{
    VERIFY_OK(writeSomething());
    const QDateTime before = m_fixture->clock.now();
    m_database.reset();
    m_fixture->clock.setWallTime(before.addDays(-3));
    auto opened = m_fixture->open();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
    QCOMPARE(clockState()->latestSeen, before);
    VERIFY_OK(writeSomething());
    QCOMPARE(clockState()->latestSeen, before);
}

void tst_Lease::aMomentIsSharedAndHoldsNobodyUp()
{
    const auto noted = [this] {
        return m_database->read<std::optional<QDateTime>>(
            [](ReadView &view) { return LeaseRepository::moment(view, u"pace/shop"_s); });
    };
    const auto note = [this](const QDateTime &moment) {
        return m_database->write<void>([&moment](Transaction &tx) {
            return LeaseRepository::noteMoment(tx, u"pace/shop"_s, moment);
        });
    };
    QVERIFY(noted().isOk() && !*noted());
    const QDateTime first = m_fixture->clock.now().addMSecs(1234);
    VERIFY_OK(note(first));
    QCOMPARE(*noted(), std::optional(first));
    // Whoever comes next puts his in its place, also after a program that has died, or whose clock was ahead.
    VERIFY_OK(giveTo(u"1/1"_s));
    QCOMPARE(*noted(), std::optional(first));
    VERIFY_OK(note(first.addMSecs(-1)));
    QCOMPARE(*noted(), std::optional(first.addMSecs(-1)));
    m_database.reset();
    auto opened = m_fixture->open();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
    QCOMPARE(*noted(), std::optional(first.addMSecs(-1)));
}

TEST_UNIT(tst_Lease)
#include "tst_Lease.moc"
