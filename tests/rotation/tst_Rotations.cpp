// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Database.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/events/EventLog.h"
#include "tests/rotation/RotationBusiness.h"
#include "tests/support/TestUnit.h"

#include <QDirIterator>

#include <sys/resource.h>

#include <csignal>
#include <thread>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// Counts how many calls are under way at once.
class CountingSender final : public HttpSender
{
public:
    CountingSender(HttpSender &real, std::atomic<int> &most)
        : m_real(real)
        , m_most(most)
    {}
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override
    {
        const int now = ++m_now;
        int seen = m_most;
        while (now > seen && !m_most.compare_exchange_weak(seen, now)) {}
        HttpAttempt answer = m_real.attempt(request, cancel);
        --m_now;
        return answer;
    }

private:
    HttpSender &m_real;
    std::atomic<int> &m_most;
    std::atomic<int> m_now = 0;
};

/// No file of this process may grow past so many bytes, which is what a full disk is to SQLite.
class FullDisk
{
public:
    FullDisk()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit none = m_before;
        none.rlim_cur = 1;
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_before{};
};

QStringList eventTypes(RotationBusiness &business)
{
    QStringList types;
    const auto events = business.door().database().read<EventPage>([](ReadView &db) {
        EventQuery query;
        query.limit = 1000;
        return EventLog::query(db, query);
    });
    for (const Event &event : events ? events->events : QList<Event>())
        types.append(event.type);
    return types;
}

} // namespace

class tst_Rotations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyIsReplacedByCallsAndTheOldOneIsSeenRefused()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const QByteArray before = business.door().currentValue(business.till());
        const auto done = business.start();
        VERIFY_OK(done);
        QCOMPARE(done->way, RotationWay::ByCall);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
        QVERIFY(business.shop().idOf(before).isEmpty());
        QCOMPARE(business.shop().idOf(business.door().currentValue(business.till())),
                 done->newKeyId);
        QList<RotationPhase> phases;
        for (const RotationMoment &moment : done->moments)
            phases.append(moment.phase);
        QCOMPARE(phases,
                 QList<RotationPhase>({RotationPhase::Making,
                                       RotationPhase::Testing,
                                       RotationPhase::HandingOver,
                                       RotationPhase::ShuttingOff,
                                       RotationPhase::Finished}));
        const auto connection = business.door().connection(done->connection);
        VERIFY_OK(connection);
        QVERIFY(connection->lastTest && connection->lastTest->ok);
    }

    void withoutAKeyThatMayMakeKeysItWaitsAndTheOldOneIsInUse()
    {
        RotationBusiness business;
        VERIFY_OK(business.open(ShopKeys::LiveSideBySide, HasOffice::No));
        const auto waits = business.start();
        VERIFY_OK(waits);
        QCOMPARE(waits->phase, RotationPhase::Making);
        QCOMPARE(waits->need, RotationNeed::Authority);
        QVERIFY(waits->problem.contains(u"keys:admin"_s));
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        ContinueRotation command;
        command.id = waits->id;
        command.oneTimeKey.insert(u"key"_s, share(SecretBytes::copyOf(business.shop().ownerKey())));
        const auto driven = business.door().rotations().goOn(command, {});
        VERIFY_OK(driven);
        const auto done = business.door().settle(waits->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
        QVERIFY(!business.isAnywhereOnDisk(business.shop().ownerKey()));
    }

    void aKeyForThisOnceMakesAndEndsAndIsKeptNowhere()
    {
        RotationBusiness business;
        VERIFY_OK(business.open(ShopKeys::LiveSideBySide, HasOffice::No));
        StartRotation command;
        command.credential = business.till();
        command.oneTimeKey.insert(u"value"_s,
                                  share(SecretBytes::copyOf(business.shop().ownerKey())));
        const auto done = business.start(command);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(business.shop().madeKeys().size(), 1);
        // Nobody has said that he did it by hand.
        QVERIFY(!eventTypes(business).contains(u"connection.shut-off.done-by-hand"_s));
        QVERIFY(eventTypes(business).contains(u"connection.shut-off.told"_s));
        for (const SecretName &name : business.store().names()) {
            const auto value = business.store().read(name);
            VERIFY_OK(value);
            QVERIFY(!value->reveal().toByteArray().contains(business.shop().ownerKey()));
        }
    }

    void byHandNothingIsKeptBeforeTheAppTakesTheNewKey()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        command.byHand = true;
        const auto waits = business.start(command);
        VERIFY_OK(waits);
        QCOMPARE(waits->phase, RotationPhase::ByHand);
        const auto given = [&](const QByteArray &value) {
            GiveNewKey give;
            give.id = waits->id;
            give.secrets.insert(u"key"_s, share(SecretBytes::copyOf(value)));
            return business.door().rotations().give(give, {});
        };
        VERIFY_ERROR(ErrorCode::InvalidInput, given(business.door().currentValue(business.till())));
        VERIFY_ERROR(ErrorCode::Refused, given("psk_" + QByteArray("live_") + QByteArray(32, 'n')));
        const auto credential = business.door().credential(business.till());
        VERIFY_OK(credential);
        QCOMPARE(credential->versions.size(), 1);
        VERIFY_OK(given(business.shop().makeKey(u"Till (2)"_s)));
        const auto done = business.door().settle(waits->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
        VERIFY_ERROR(ErrorCode::Conflict, given(business.shop().makeKey(u"Till (3)"_s)));
    }

    void whereNobodyMayEndTheOldKeyItIsSaidAndSomebodyMayLater_data()
    {
        QTest::addColumn<bool>("isOnce");
        QTest::newRow("a connection") << false;
        QTest::newRow("a key for this once") << true;
    }
    void whereNobodyMayEndTheOldKeyItIsSaidAndSomebodyMayLater()
    {
        QFETCH(const bool, isOnce);
        RotationBusiness business;
        VERIFY_OK(business.open(ShopKeys::LiveSideBySide, HasOffice::No));
        StartRotation command;
        command.credential = business.till();
        command.byHand = true;
        const auto waits = business.start(command);
        VERIFY_OK(waits);
        GiveNewKey give;
        give.id = waits->id;
        give.secrets.insert(u"key"_s,
                            share(SecretBytes::copyOf(business.shop().makeKey(u"Till (2)"_s))));
        VERIFY_OK(business.door().rotations().give(give, {}));
        const auto stuck = business.door().settle(waits->id);
        VERIFY_OK(stuck);
        QCOMPARE(toText(stuck->phase), u"shutting-off"_s);
        QCOMPARE(stuck->oldEnd, KeyEnd::ByHand);
        QCOMPARE(stuck->need, RotationNeed::Owner);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        ContinueRotation more;
        more.id = waits->id;
        if (isOnce) {
            more.oneTimeKey.insert(u"key"_s, share(SecretBytes::copyOf(business.shop().ownerKey())));
        } else {
            const auto office =
                business.door().connect(business.shop(), u"Office"_s, business.shop().ownerKey());
            VERIFY_OK(office);
            more.authority = business.door().credential(*office)->connection;
        }
        VERIFY_OK(business.door().rotations().goOn(more, {}));
        const auto done = business.door().settle(waits->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void theOldKeyLivesUntilEveryPlaceHasTheNewOne()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const auto plugIn = business.place(u"Web shop"_s);
        const auto zapier = business.place(u"Zapier"_s);
        VERIFY_OK(plugIn);
        VERIFY_OK(zapier);
        const auto begun = business.start();
        VERIFY_OK(begun);
        QCOMPARE(begun->phase, RotationPhase::HandingOver);
        QCOMPARE(begun->placesLeft(), 2);
        QVERIFY(begun->inUse);
        QCOMPARE(business.shop().madeKeys().size(), 2);
        auto ticked = business.door().rotations().tick({begun->id, *plugIn, true}, {});
        VERIFY_OK(ticked);
        QCOMPARE(ticked->phase, RotationPhase::HandingOver);
        ticked = business.door().rotations().tick({begun->id, *plugIn, false}, {});
        VERIFY_OK(ticked);
        QCOMPARE(ticked->placesLeft(), 2);
        for (const PlacementId &place : {*plugIn, *zapier})
            VERIFY_OK(business.door().rotations().tick({begun->id, place, true}, {}));
        const auto done = business.door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(business.shop().madeKeys().size(), 1);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void whoeverHasTheVeryKeyGetsTheNewOneBeforeTheOldOneEnds()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const QByteArray before = business.door().currentValue(business.till());
        const auto twin = business.door().connect(business.shop(), u"Till again"_s, before);
        VERIFY_OK(twin);
        const auto done = business.start();
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        const QByteArray now = business.door().currentValue(business.till());
        QVERIFY(now != before);
        QCOMPARE(business.door().currentValue(*twin), now);
        QVERIFY(!business.shop().idOf(business.door().currentValue(*twin)).isEmpty());
        QCOMPARE(business.shop().madeKeys().size(), 1);
        QVERIFY(eventTypes(business).contains(u"credential.replaced"_s));
        // Done again, nobody is left with it.
        const auto credential = business.door().credential(*twin);
        VERIFY_OK(credential);
        QCOMPARE(credential->versions.size(), 2);
    }

    void aTwinThatIsBeingReplacedItselfIsWaitedFor()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const QByteArray before = business.door().currentValue(business.till());
        const auto twin = business.door().connect(business.shop(), u"Till again"_s, before);
        VERIFY_OK(twin);
        StartRotation byHand;
        byHand.credential = *twin;
        byHand.byHand = true;
        const auto other = business.start(byHand);
        VERIFY_OK(other);
        QCOMPARE(other->phase, RotationPhase::ByHand);
        StartRotation command;
        command.credential = business.till();
        const auto waits = business.door().rotations().start(command, {});
        VERIFY_OK(waits);
        QCOMPARE(waits->phase, RotationPhase::ShuttingOff);
        QVERIFY2(waits->problem.contains(u"Till again"_s), qPrintable(waits->problem));
        QVERIFY(!business.shop().idOf(before).isEmpty());
        VERIFY_OK(business.door().rotations().abort({other->id}, {}));
        business.clock().advance(std::chrono::hours(1));
        const auto done = business.door().settle(waits->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QVERIFY(business.shop().idOf(before).isEmpty());
        QCOMPARE(business.door().currentValue(*twin), business.door().currentValue(business.till()));
    }

    void anOldKeyThatIsNotReplacedYetIsNotEnded()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        command.byHand = true;
        const auto begun = business.start(command);
        VERIFY_OK(begun);
        const auto ended = business.door().rotations().endOldNow({begun->id}, {});
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Conflict);
    }

    void aTimeThatIsOverIsRefused()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        command.startsAt = business.clock().now().addDays(-1);
        const auto begun = business.door().rotations().start(command, {});
        QVERIFY(!begun);
        QCOMPARE(begun.error().code, ErrorCode::InvalidInput);
    }

    /// As when a program died after the app was told, and the key for it was a pasted one.
    void anOldKeyThatIsDeadAlreadyIsSeenRefused()
    {
        RotationBusiness business;
        VERIFY_OK(business.open(ShopKeys::LiveSideBySide, HasOffice::No));
        VERIFY_OK(business.place(u"Web shop"_s));
        StartRotation command;
        command.credential = business.till();
        command.oneTimeKey = {{u"key"_s, share(SecretBytes::copyOf(business.shop().ownerKey()))}};
        const QByteArray before = business.door().currentValue(business.till());
        const auto begun = business.start(command);
        VERIFY_OK(begun);
        QCOMPARE(begun->phase, RotationPhase::HandingOver);
        business.shop().endKey(business.shop().idOf(before));
        VERIFY_OK(business.door().rotations().endOldNow({begun->id}, {}));
        const auto done = business.door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
    }

    void aConnectionWithTwoLiveKeysIsNotRemoved()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        VERIFY_OK(business.place(u"Web shop"_s));
        const auto begun = business.start();
        VERIFY_OK(begun);
        const auto removed = business.door().space().connections.remove({begun->connection});
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Conflict);
        VERIFY_OK(business.door().connection(begun->connection));
        VERIFY_OK(business.door().rotations().endOldNow({begun->id}, {}));
        VERIFY_OK(business.door().settle(begun->id));
        VERIFY_OK(business.door().space().connections.remove({begun->connection}));
    }

    void anAppThatIsGoneKeepsNobodyFromRemoving()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        VERIFY_OK(business.place(u"Web shop"_s));
        const auto begun = business.start();
        VERIFY_OK(begun);
        business.answerInstead = [](const HttpRequest &, int) {
            HttpReply gone;
            gone.status = 503;
            return std::optional<HttpAttempt>(gone);
        };
        const auto ending = business.door().rotations().endOldNow({begun->id}, {});
        VERIFY_OK(ending);
        QCOMPARE(ending->phase, RotationPhase::ShuttingOff);
        VERIFY_OK(business.door().space().connections.remove({begun->connection}));
    }

    void theOldKeyCanBeEndedBeforeEveryPlaceHasTheNewOne()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        VERIFY_OK(business.place(u"Web shop"_s));
        const auto begun = business.start();
        VERIFY_OK(begun);
        VERIFY_OK(business.door().rotations().endOldNow({begun->id}, {}));
        const auto done = business.door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->placesLeft(), 1);
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void bothKeysLiveForTheHoursThatWereAskedFor()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        command.overlapHours = 24;
        const auto begun = business.door().rotations().start(command, {});
        VERIFY_OK(begun);
        QCOMPARE(begun->phase, RotationPhase::Overlapping);
        QCOMPARE(business.shop().madeKeys().size(), 2);
        business.clock().advance(std::chrono::hours(23));
        VERIFY_OK(business.door().rotations().continueDue({}));
        QCOMPARE(business.shop().madeKeys().size(), 2);
        business.clock().advance(std::chrono::hours(2));
        const auto done = business.door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void whatIsPlannedBeginsAtItsTime()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        command.startsAt = business.clock().now().addDays(3);
        const auto planned = business.door().rotations().start(command, {});
        VERIFY_OK(planned);
        QCOMPARE(planned->phase, RotationPhase::Planned);
        business.clock().advance(std::chrono::hours(71));
        VERIFY_OK(business.door().rotations().continueDue({}));
        QCOMPARE(business.door().rotation(planned->id)->phase, RotationPhase::Planned);
        business.clock().advance(std::chrono::hours(2));
        const auto done = business.door().settle(planned->id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
    }

    void backToTheOldKeyFromWhereverItStands_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<bool>("works");
        QTest::newRow("before its time") << u"planned"_s << true;
        QTest::newRow("no key to make keys") << u"making"_s << true;
        QTest::newRow("to be made by hand") << u"by-hand"_s << true;
        QTest::newRow("the new key is tried") << u"testing"_s << true;
        QTest::newRow("a place has the old one") << u"handing-over"_s << true;
        QTest::newRow("both live") << u"overlapping"_s << true;
        QTest::newRow("the old one is being ended") << u"shutting-off"_s << false;
        QTest::newRow("done") << u"finished"_s << false;
    }
    void backToTheOldKeyFromWhereverItStands()
    {
        QFETCH(const QString, from);
        QFETCH(const bool, works);
        RotationBusiness business;
        bool isBlocked = from == u"testing" || from == u"shutting-off";
        business.answerInstead = [&](const HttpRequest &request, int) -> std::optional<HttpAttempt> {
            const bool isMeant = from == u"testing" ? callOf(request) == ShopCall::Me
                                                    : callOf(request) == ShopCall::End;
            if (!isBlocked || !isMeant || (from == u"testing" && business.made == 0))
                return std::nullopt;
            return HttpAttempt(Failure{.kind = FailureKind::Unreachable});
        };
        VERIFY_OK(business.open(ShopKeys::LiveSideBySide,
                                from == u"making" ? HasOffice::No : HasOffice::Yes));
        if (from == u"handing-over")
            VERIFY_OK(business.place(u"Web shop"_s));
        StartRotation command;
        command.credential = business.till();
        command.byHand = from == u"by-hand";
        command.overlapHours = from == u"overlapping" ? 24 : 0;
        if (from == u"planned")
            command.startsAt = business.clock().now().addDays(3);
        const QByteArray before = business.door().currentValue(business.till());
        const auto begun = business.door().rotations().start(command, {});
        VERIFY_OK(begun);
        QCOMPARE(toText(begun->phase), from);
        isBlocked = false;
        const auto aborted = business.door().rotations().abort({begun->id}, {});
        if (!works) {
            VERIFY_ERROR(ErrorCode::Conflict, aborted);
            if (from == u"shutting-off")
                VERIFY_OK(business.door().settle(begun->id));
            QCOMPARE(business.wrong().join(u"; "_s), QString());
            return;
        }
        VERIFY_OK(aborted);
        const auto done = business.door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"rolled-back"_s);
        QCOMPARE(business.door().currentValue(business.till()), before);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
        if (begun->made)
            QCOMPARE(done->newEnd, KeyEnd::SeenRefused);
        // It can be tried again.
        if (from != u"making") {
            const auto again = business.start();
            VERIFY_OK(again);
        }
    }

    void allThatAreDueAreReplacedAFewAtATime()
    {
        std::atomic<int> most = 0;
        RotationBusiness business;
        business.wrap = [&most](HttpSender &real) {
            return std::make_unique<CountingSender>(real, most);
        };
        VERIFY_OK(business.open());
        for (int i = 0; i < 9; ++i)
            VERIFY_OK(business.door().connect(business.shop(),
                                              u"Shop %1"_s.arg(i),
                                              business.shop().makeKey(u"Shop"_s)));
        RotationRules rules;
        rules.maxAgeDays = 30;
        VERIFY_OK(setRotationRules(business.door().database(), {rules}));
        business.clock().advance(std::chrono::hours(31 * 24));
        most = 0;
        const auto report = business.door().rotations().rotateDue({}, {});
        VERIFY_OK(report);
        QCOMPARE(report->failed.size(), 0);
        // Nine, the till, and the office's own key, which may make its successor.
        QCOMPARE(report->rotations.size() + report->byHand.size(), 11);
        QVERIFY2(most <= Rotations::atOnce, qPrintable(QString::number(most)));
        QVERIFY(most > 1);
        for (const Rotation &one : report->rotations) {
            const auto done = business.door().settle(one.id);
            VERIFY_OK(done);
        }
        QCOMPARE(business.wrong(false).join(u"; "_s), QString());
        const auto again = business.door().rotations().rotateDue({}, {});
        VERIFY_OK(again);
        QCOMPARE(again->rotations.size(), 0);
    }

    /// Two programs at one business, six keys each, and an app that allows twelve calls a minute.
    void keysOfOneAppAreNeverReplacedFasterThanItAllows()
    {
        RotationBusiness business;
        std::mutex mutex;
        QList<QDateTime> calls;
        business.answerInstead = [&](const HttpRequest &request, int) -> std::optional<HttpAttempt> {
            const ShopCall call = callOf(request);
            const std::lock_guard lock(mutex);
            if (call == ShopCall::List || call == ShopCall::Make || call == ShopCall::End)
                calls.append(business.clock().now());
            return std::nullopt;
        };
        VERIFY_OK(business.open(ShopKeys::Paced));
        const auto other = business.anotherDoor();
        VERIFY_OK(other);
        constexpr int more = 5;
        QList<CredentialId> keys{business.till()};
        for (int i = 0; i < more; ++i) {
            const auto key = business.door().connect(business.shop(),
                                                     u"Shop %1"_s.arg(i),
                                                     business.shop().makeKey(u"Shop"_s));
            VERIFY_OK(key);
            keys.append(*key);
        }
        calls.clear();
        const QDateTime began = business.clock().now();
        QList<RotationId> begun;
        for (const CredentialId &key : keys) {
            StartRotation command;
            command.credential = key;
            RotationFixture &door = begun.size() % 2 == 0 ? business.door() : **other;
            const auto rotation = door.rotations().start(command, {});
            VERIFY_OK(rotation);
            begun.append(rotation->id);
        }
        for (int round = 0; round < 200; ++round) {
            VERIFY_OK((*other)->rotations().continueDue({}));
            VERIFY_OK(business.door().rotations().continueDue({}));
            business.clock().advance(std::chrono::seconds(round % 7 + 1));
        }
        for (const RotationId &id : begun) {
            const auto done = business.door().settle(id);
            VERIFY_OK(done);
            QCOMPARE(toText(done->phase), u"finished"_s);
            QCOMPARE(done->lostKeys, 0);
        }
        QCOMPARE(business.shop().madeKeys().size(), keys.size());
        QVERIFY(calls.size() >= 3 * keys.size());
        qsizetype most = 0;
        for (qsizetype first = 0, last = 0; last < calls.size(); ++last) {
            while (calls.at(first).secsTo(calls.at(last)) >= 60)
                ++first;
            most = std::max(most, last - first + 1);
        }
        qInfo("%lld calls in %lld seconds, %lld in a minute at most",
              qint64(calls.size()),
              began.secsTo(calls.last()),
              qint64(most));
        QVERIFY(most <= 12);
        QVERIFY(began.secsTo(calls.last()) > 60);
    }

    void nothingBeginsByItselfInQuietHours()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        RotationRules rules;
        rules.maxAgeDays = 1;
        business.clock().advance(std::chrono::hours(49));
        const QTime now = business.clock().now().toLocalTime().time();
        rules.quietFrom = now.addSecs(-3600);
        rules.quietTo = now.addSecs(3600);
        VERIFY_OK(setRotationRules(business.door().database(), {rules}));
        const auto report = business.door().rotations().rotateDue({}, {});
        VERIFY_OK(report);
        QVERIFY(report->isQuiet);
        QCOMPARE(report->rotations.size(), 0);
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void aKeyPastedBesideItIsRefusedAndChangesNothing_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"begin list-keys",
                                 "begin make-key",
                                 "heard make-key",
                                 "begin test-new",
                                 "begin end-old"})
            QTest::newRow(step) << QString::fromLatin1(step);
    }
    void aKeyPastedBesideItIsRefusedAndChangesNothing()
    {
        QFETCH(const QString, step);
        RotationBusiness business;
        QByteArray pasted;
        VERIFY_OK(business.open());
        const auto credential = business.door().credential(business.till());
        VERIFY_OK(credential);
        business.onStep = [&](const QString &reached) {
            if (reached != step || !pasted.isEmpty())
                return;
            pasted = business.shop().makeKey(u"Pasted"_s);
            ReplaceKey command;
            command.id = credential->connection;
            command.secrets.insert(u"key"_s, share(SecretBytes::copyOf(pasted)));
            VERIFY_ERROR(ErrorCode::Conflict,
                         business.door().space().connections.replaceKey(command, {}));
        };
        auto done = business.start();
        if (!done) {
            const auto open = business.door().openRotation(business.till());
            VERIFY_OK(open);
            if (*open)
                done = business.door().settle((*open)->id);
        }
        VERIFY_OK(done);
        QVERIFY(!pasted.isEmpty());
        QCOMPARE(done->phase, RotationPhase::Finished);
        const auto after = business.door().credential(business.till());
        VERIFY_OK(after);
        const auto inUse = std::count_if(after->versions.begin(),
                                         after->versions.end(),
                                         [](const CredentialVersion &version) {
                                             return version.stage == VersionStage::Current;
                                         });
        QCOMPARE(inUse, 1);
        QVERIFY(business.door().currentValue(business.till()) != pasted);
    }

    void aKeyThatIsShutOffMeanwhileStaysSo()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        bool isDone = false;
        const auto credential = business.door().credential(business.till());
        VERIFY_OK(credential);
        business.onStep = [&](const QString &reached) {
            if (reached != u"begin make-key" || isDone)
                return;
            isDone = true;
            StartShutOff command;
            command.connection = credential->connection;
            command.authority = business.officeConnection();
            VERIFY_OK(business.door().shutOffs().start(command, {}));
        };
        const auto done = business.start();
        QVERIFY(isDone);
        if (done) {
            QCOMPARE(done->oldEnd == KeyEnd::SeenRefused || !done->isOver(), true);
        }
        const auto after = business.door().credential(business.till());
        VERIFY_OK(after);
        const auto old = std::find_if(after->versions.begin(),
                                      after->versions.end(),
                                      [](const auto &version) { return version.number == 1; });
        QVERIFY(old != after->versions.end());
        QCOMPARE(old->stage, VersionStage::Retired);
    }

    void aConnectionThatIsRemovedMeanwhileLeavesNoKeyAtItsApp_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"begin list-keys", "begin make-key", "heard make-key"})
            QTest::newRow(step) << QString::fromLatin1(step);
    }
    void aConnectionThatIsRemovedMeanwhileLeavesNoKeyAtItsApp()
    {
        QFETCH(const QString, step);
        RotationBusiness business;
        VERIFY_OK(business.open());
        const auto credential = business.door().credential(business.till());
        VERIFY_OK(credential);
        bool isDone = false;
        business.onStep = [&](const QString &reached) {
            if (reached != step || isDone)
                return;
            isDone = true;
            VERIFY_OK(business.door().space().connections.remove({credential->connection}));
        };
        const auto done = business.start();
        QVERIFY(!done.isOk());
        // The one that was there before lives on, as the owner was told when he removed it.
        QCOMPARE(business.shop().madeKeys().size(), 1);
        VERIFY_OK(business.door().rotations().continueDue({}));
    }

    void pausingDoesNotStopIt()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const auto credential = business.door().credential(business.till());
        VERIFY_OK(credential);
        bool isDone = false;
        business.onStep = [&](const QString &reached) {
            if (reached != u"begin make-key" || isDone)
                return;
            isDone = true;
            VERIFY_OK(business.door().space().connections.pause({credential->connection}));
        };
        const auto done = business.start();
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QVERIFY(business.door().connection(credential->connection)->paused);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void oneKeyIsReplacedByOneProgramAtATime()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const auto other = business.anotherDoor();
        VERIFY_OK(other);
        int refusals = 0;
        business.onStep = [&](const QString &reached) {
            if (reached != u"begin make-key")
                return;
            StartRotation again;
            again.credential = business.till();
            refusals += (*other)->rotations().start(again, {}).isOk() ? 0 : 1;
            const auto open = (*other)->openRotation(business.till());
            VERIFY_OK(open);
            const auto gone = (*other)->rotations().goOn({.id = (*open)->id}, {});
            VERIFY_ERROR(ErrorCode::Busy, gone);
            // Nor may it change under the one that is at it.
            ContinueRotation with;
            with.id = (*open)->id;
            with.authority = business.officeConnection();
            VERIFY_ERROR(ErrorCode::Busy, (*other)->rotations().goOn(with, {}));
            VERIFY_OK((*other)->rotations().continueDue({}));
            ++refusals;
        };
        const auto done = business.start();
        VERIFY_OK(done);
        QCOMPARE(refusals, 2);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(done->lostKeys, 0);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void programsThatBeginAtTheSameTimeMakeOneKey()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const auto other = business.anotherDoor();
        VERIFY_OK(other);
        StartRotation command;
        command.credential = business.till();
        std::optional<Result<Rotation>> second;
        std::thread thread([&] { second = (*other)->rotations().start(command, {}); });
        const auto first = business.door().rotations().start(command, {});
        thread.join();
        QVERIFY(second.has_value());
        QVERIFY(first.isOk() != second->isOk());
        const Rotation begun = first ? *first : **second;
        const auto done = business.door().settle(begun.id);
        VERIFY_OK(done);
        QCOMPARE(done->phase, RotationPhase::Finished);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void aKeyThatCannotBeKeptNowIsNotLetGo_data()
    {
        QTest::addColumn<bool>("isOneOnly");
        QTest::addColumn<int>("times");
        for (const int times : {1, 4}) {
            QTest::newRow(times == 1 ? "two may live, once" : "two may live, again and again")
                << false << times;
            QTest::newRow(times == 1 ? "one only, once" : "one only, again and again")
                << true << times;
        }
    }
    void aKeyThatCannotBeKeptNowIsNotLetGo()
    {
        QFETCH(const bool, isOneOnly);
        QFETCH(const int, times);
        RotationBusiness business;
        VERIFY_OK(business.open(isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide));
        business.onStep = [&](const QString &reached) {
            if (reached == u"heard make-key")
                business.store().setStatus({StoreState::Locked, u"The keychain is locked."_s});
        };
        StartRotation command;
        command.credential = business.till();
        VERIFY_ERROR(ErrorCode::Locked, business.door().rotations().start(command, {}));
        const auto open = business.door().openRotation(business.till());
        VERIFY_OK(open);
        QVERIFY(open->has_value());
        for (int i = 1; i < times; ++i)
            VERIFY_ERROR(ErrorCode::Locked,
                         business.door().rotations().goOn({.id = (*open)->id}, {}));
        business.store().setStatus({StoreState::Ready, {}});
        VERIFY_OK(business.door().rotations().goOn({.id = (*open)->id}, {}));
        const auto done = business.door().settle((*open)->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(done->lostKeys, 0);
        QCOMPARE(business.made, 1);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void aKeyThatWasNeverKeptIsEndedByTheNextProgram()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        business.onStep = [&](const QString &reached) {
            if (reached == u"heard make-key")
                business.store().setStatus({StoreState::Locked, u"The keychain is locked."_s});
        };
        StartRotation command;
        command.credential = business.till();
        VERIFY_ERROR(ErrorCode::Locked, business.door().rotations().start(command, {}));
        business.store().setStatus({StoreState::Ready, {}});
        business.onStep = {};
        VERIFY_OK(business.reopen());
        const auto open = business.door().openRotation(business.till());
        VERIFY_OK(open);
        const auto done = business.door().settle((*open)->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(done->lostKeys, 1);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void whileOneProgramHoldsAKeyNoOtherGivesItUp_data()
    {
        QTest::addColumn<bool>("isOneOnly");
        QTest::newRow("two may live") << false;
        QTest::newRow("one only") << true;
    }
    void whileOneProgramHoldsAKeyNoOtherGivesItUp()
    {
        QFETCH(const bool, isOneOnly);
        RotationBusiness business;
        VERIFY_OK(business.open(isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide));
        bool isFirst = true;
        business.onStep = [&](const QString &reached) {
            if (reached != u"heard make-key" || !isFirst)
                return;
            isFirst = false;
            business.store().failNext(FakeSecretStore::Call::Write,
                                      Error{ErrorCode::Locked, u"The keychain is locked."_s, {}});
        };
        StartRotation command;
        command.credential = business.till();
        VERIFY_ERROR(ErrorCode::Locked, business.door().rotations().start(command, {}));
        const auto other = business.anotherDoor();
        VERIFY_OK(other);
        const auto open = (*other)->openRotation(business.till());
        VERIFY_OK(open);
        QVERIFY(open->has_value());
        VERIFY_OK((*other)->rotations().continueDue({}));
        VERIFY_ERROR(ErrorCode::Busy, (*other)->rotations().goOn({.id = (*open)->id}, {}));
        const auto done = business.door().settle((*open)->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(done->lostKeys, 0);
        QCOMPARE(business.made, 1);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void whatAnotherProgramHasClearedAwayIsNotKept()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        business.onStep = [&](const QString &reached) {
            if (reached == u"heard make-key")
                business.store().setStatus({StoreState::Locked, u"The keychain is locked."_s});
        };
        VERIFY_ERROR(ErrorCode::Locked, business.door().rotations().start(command, {}));
        business.onStep = {};
        business.store().setStatus({StoreState::Ready, {}});
        const auto other = business.anotherDoor();
        VERIFY_OK(other);
        const auto open = (*other)->openRotation(business.till());
        VERIFY_OK(open);
        // So long that it counts as given up.
        business.clock().advance(std::chrono::minutes(11));
        QCOMPARE(*(*other)->rotations().continueDue({}), 1);
        const auto done = business.door().settle((*open)->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void aLockedKeychainAtAnyReadStopsItWhereItStands()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const auto place = business.place(u"Web shop"_s);
        VERIFY_OK(place);
        const auto begun = business.start();
        VERIFY_OK(begun);
        business.store().setStatus({StoreState::Locked, u"The keychain is locked."_s});
        const auto ticked = business.door().rotations().tick({begun->id, *place, true}, {});
        VERIFY_ERROR(ErrorCode::Locked, ticked);
        business.store().setStatus({StoreState::Ready, {}});
        const auto done = business.door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void aFullDiskStopsItWhereItStands_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<bool>("isOneOnly");
        for (const char *step :
             {"begin make-key", "heard make-key", "begin test-new", "begin end-old"}) {
            QTest::addRow("%s", step) << QString::fromLatin1(step) << false;
            QTest::addRow("%s, one only", step) << QString::fromLatin1(step) << true;
        }
    }
    void aFullDiskStopsItWhereItStands()
    {
        QFETCH(const QString, step);
        QFETCH(const bool, isOneOnly);
        RotationBusiness business;
        VERIFY_OK(business.open(isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide));
        std::unique_ptr<FullDisk> full;
        business.onStep = [&](const QString &reached) {
            if (reached == step)
                full = std::make_unique<FullDisk>();
        };
        StartRotation command;
        command.credential = business.till();
        const auto begun = business.door().rotations().start(command, {});
        QVERIFY(full);
        QVERIFY(!begun.isOk());
        full.reset();
        business.onStep = {};
        const auto open = business.door().openRotation(business.till());
        VERIFY_OK(open);
        QVERIFY(open->has_value());
        VERIFY_OK(business.door().rotations().goOn({.id = (*open)->id}, {}));
        const auto done = business.door().settle((*open)->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void aClockThatJumpsKeepsNothingWaiting_data()
    {
        QTest::addColumn<int>("days");
        QTest::newRow("a year back") << -365;
        QTest::newRow("a month on") << 30;
    }
    void aClockThatJumpsKeepsNothingWaiting()
    {
        QFETCH(const int, days);
        RotationBusiness business;
        bool isBlocked = true;
        business.answerInstead = [&](const HttpRequest &request, int) -> std::optional<HttpAttempt> {
            if (!isBlocked || callOf(request) != ShopCall::List)
                return std::nullopt;
            return HttpAttempt(Failure{.kind = FailureKind::Unreachable});
        };
        VERIFY_OK(business.open());
        StartRotation command;
        command.credential = business.till();
        const auto waits = business.door().rotations().start(command, {});
        VERIFY_OK(waits);
        QCOMPARE(waits->phase, RotationPhase::Making);
        QVERIFY(waits->nextTry.has_value());
        isBlocked = false;
        business.clock().advance(std::chrono::hours(24 * days));
        QCOMPARE(*business.door().rotations().continueDue({}), 1);
        business.clock().setAhead(0);
        const auto done = business.door().settle(waits->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void whereOneKeyMayLiveTheNewOneIsInUseAtOnce()
    {
        RotationBusiness business;
        VERIFY_OK(business.open(ShopKeys::OneOnly));
        const auto done = business.start();
        VERIFY_OK(done);
        QCOMPARE(done->fate, OldKeyFate::EndsAtOnce);
        QVERIFY(!eventTypes(business).contains(u"connection.shut-off.done-by-hand"_s));
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
    }

    void noValueStandsInAnEventOrAnError()
    {
        RotationBusiness business;
        VERIFY_OK(business.open());
        const QByteArray before = business.door().currentValue(business.till());
        VERIFY_OK(business.start());
        const QByteArray after = business.door().currentValue(business.till());
        const auto events = business.door().database().read<EventPage>([](ReadView &db) {
            EventQuery query;
            query.limit = 1000;
            return EventLog::query(db, query);
        });
        VERIFY_OK(events);
        QVERIFY(events->events.size() > 5);
        for (const Event &event : events->events) {
            const QByteArray told =
                event.summary.toUtf8() + QJsonDocument(event.attributes).toJson();
            QVERIFY(!told.contains(before) && !told.contains(after));
        }
        QVERIFY(!business.isAnywhereOnDisk(before));
        QVERIFY(!business.isAnywhereOnDisk(after));
    }
};

TEST_UNIT(tst_Rotations)
#include "tst_Rotations.moc"
