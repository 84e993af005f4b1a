// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/rotation/RotationBusiness.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

enum class Fault {
    AnswerLost, ///< the app did it, and nobody heard
    NotReached,
    Says401,
    Says403,
    Says409,
    Says429,
    Says500,
    Says503,
    WebPage,
};

struct NamedFault
{
    Fault fault;
    const char *name;
};

constexpr std::array faults{NamedFault{Fault::AnswerLost, "answer lost"},
                            NamedFault{Fault::NotReached, "not reached"},
                            NamedFault{Fault::Says401, "401"},
                            NamedFault{Fault::Says403, "403"},
                            NamedFault{Fault::Says409, "409"},
                            NamedFault{Fault::Says429, "429"},
                            NamedFault{Fault::Says500, "500"},
                            NamedFault{Fault::Says503, "503"},
                            NamedFault{Fault::WebPage, "a web page"}};

HttpAttempt says(int status,
                 const QByteArray &body = "{\"error\":{\"code\":\"no\",\"message\":\"No.\"}}",
                 const QByteArray &type = "application/json")
{
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    reply.headers.add("Content-Type", type);
    if (status == 429)
        reply.headers.add("Retry-After", "7");
    reply.receivedAt = QDateTime::currentDateTimeUtc();
    return reply;
}

/// Has the shop make keys that may only read orders.
class LesserKeys final : public HttpSender
{
public:
    explicit LesserKeys(HttpSender &real)
        : m_real(real)
    {}
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override
    {
        if (callOf(request) != ShopCall::Make)
            return m_real.attempt(request, cancel);
        QJsonObject body =
            QJsonDocument::fromJson(request.body.build().reveal().toByteArray()).object();
        body.insert(u"scopes"_s, QJsonArray{u"orders:read"_s});
        HttpRequest less = request;
        less.body = SecretText(QJsonDocument(body).toJson(QJsonDocument::Compact));
        return m_real.attempt(less, cancel);
    }

private:
    HttpSender &m_real;
};

HttpAttempt answerOf(Fault fault)
{
    switch (fault) {
    case Fault::AnswerLost:
        return Failure{.kind = FailureKind::Slow};
    case Fault::NotReached:
        return Failure{.kind = FailureKind::Unreachable};
    case Fault::Says401:
        return says(401);
    case Fault::Says403:
        return says(403);
    case Fault::Says409:
        return says(409);
    case Fault::Says429:
        return says(429);
    case Fault::Says500:
        return says(500);
    case Fault::Says503:
        return says(503);
    case Fault::WebPage:
        return says(200, "<html>Wi-Fi of the hotel</html>", "text/html");
    }
    return Failure{};
}

} // namespace

/// Every call of it, each going wrong in every way: the key in use works at each moment, and in the end there is one key
/// that somebody has.
class tst_RotationFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCallMayGoWrong_data()
    {
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("call");
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("times");
        struct Call
        {
            ShopCall call;
            const char *name;
        };
        for (const bool isOneOnly : {false, true}) {
            for (const Call &call : {Call{ShopCall::List, "list"},
                                     Call{ShopCall::Make, "make"},
                                     Call{ShopCall::Me, "test"},
                                     Call{ShopCall::End, "end"}}) {
                const bool isCalled =
                    !isOneOnly || call.call == ShopCall::Make || call.call == ShopCall::Me;
                if (!isCalled)
                    continue;
                for (const NamedFault &fault : faults) {
                    for (const int times : {1, 3})
                        QTest::addRow("%s, %s: %s, %d times",
                                      isOneOnly ? "one only" : "two live",
                                      call.name,
                                      fault.name,
                                      times)
                            << static_cast<int>(isOneOnly ? ShopKeys::OneOnly
                                                          : ShopKeys::LiveSideBySide)
                            << static_cast<int>(call.call) << static_cast<int>(fault.fault)
                            << times;
                }
            }
        }
    }
    void everyCallMayGoWrong()
    {
        QFETCH(const int, keys);
        QFETCH(const int, call);
        QFETCH(const int, fault);
        QFETCH(const int, times);
        const auto kind = static_cast<Fault>(fault);
        const bool isOneOnly = static_cast<ShopKeys>(keys) == ShopKeys::OneOnly;
        RotationBusiness business;
        VERIFY_OK(business.open(static_cast<ShopKeys>(keys)));
        int left = times;
        const auto isMeant = [&](const HttpRequest &request) {
            const bool isCall = callOf(request) == static_cast<ShopCall>(call);
            // The look at a key is the try of the new one, once there is one.
            return isCall && left > 0
                && (static_cast<ShopCall>(call) != ShopCall::Me || business.made > 0);
        };
        business.isAnswerLost = [&](const HttpRequest &request) {
            return kind == Fault::AnswerLost && isMeant(request) && left-- > 0;
        };
        business.answerInstead = [&](const HttpRequest &request, int) -> std::optional<HttpAttempt> {
            if (kind == Fault::AnswerLost || !isMeant(request))
                return std::nullopt;
            --left;
            return answerOf(kind);
        };
        StartRotation command;
        command.credential = business.till();
        auto now = business.door().rotations().start(command, {});
        VERIFY_OK(now);
        const RotationId id = now->id;
        // Where one key only may live, a lost answer has ended the old one.
        const bool mayBeLocked =
            isOneOnly && static_cast<ShopCall>(call) == ShopCall::Make && kind == Fault::AnswerLost;
        if (!mayBeLocked)
            QCOMPARE(business.wrong(false).join(u"; "_s), QString());
        for (int round = 0; round < 12; ++round) {
            now = business.door().settle(id);
            VERIFY_OK(now);
            if (!mayBeLocked)
                QCOMPARE(business.wrong(false).join(u"; "_s), QString());
            if (now->isOver())
                break;
            // What waits for its owner says why, and goes on when he says so.
            const bool works = now->oldEnd == KeyEnd::StillWorks;
            QVERIFY2(now->need != RotationNeed::Nothing || works, qPrintable(toText(now->phase)));
            const auto shutOff = business.door().shutOffOf(now->oldVersion);
            if (now->oldEnd == KeyEnd::ByHand && shutOff) {
                business.shop().endKey(
                    business.shop().idOf(business.door().valueOfVersion(business.till(), 1)));
                VERIFY_OK(business.door().shutOffs().doneByHand({*shutOff}, {}));
                continue;
            }
            QVERIFY2(!now->problem.isEmpty() || works, qPrintable(toText(now->phase)));
            VERIFY_OK(business.door().rotations().goOn({.id = id}, {}));
        }
        if (mayBeLocked) {
            QCOMPARE(toText(now->phase), u"reconnect"_s);
            QVERIFY(!now->problem.isEmpty());
            return;
        }
        QCOMPARE(toText(now->phase), u"finished"_s);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
        QCOMPARE(business.shop().madeKeys().size(), 1);
        QCOMPARE(now->oldEnd, KeyEnd::SeenRefused);
    }

    void aNewKeyThatMayTooLittleIsTriedOnceAndItsOwnerAsked_data()
    {
        QTest::addColumn<int>("keys");
        QTest::addColumn<bool>("isToldByScopes");
        for (const bool isOneOnly : {false, true}) {
            const int keys =
                static_cast<int>(isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide);
            const char *name = isOneOnly ? "one only" : "two live";
            QTest::addRow("%s, the app tells what it may", name) << keys << true;
            QTest::addRow("%s, the app says 403", name) << keys << false;
        }
    }
    void aNewKeyThatMayTooLittleIsTriedOnceAndItsOwnerAsked()
    {
        QFETCH(const int, keys);
        QFETCH(const bool, isToldByScopes);
        const bool isOneOnly = static_cast<ShopKeys>(keys) == ShopKeys::OneOnly;
        RotationBusiness business;
        if (isToldByScopes)
            business.wrap = [](HttpSender &real) { return std::make_unique<LesserKeys>(real); };
        int tried = 0;
        bool isGiven = false; ///< what it lacked, by its owner
        business.answerInstead = [&](const HttpRequest &request, int) -> std::optional<HttpAttempt> {
            if (callOf(request) != ShopCall::Me || business.made == 0)
                return std::nullopt;
            ++tried;
            if (isToldByScopes || isGiven)
                return std::nullopt;
            return says(403);
        };
        VERIFY_OK(business.open(static_cast<ShopKeys>(keys)));
        const QByteArray before = business.door().currentValue(business.till());
        const auto stands = business.start();
        VERIFY_OK(stands);
        QCOMPARE(toText(stands->phase), u"testing"_s);
        QCOMPARE(stands->need, RotationNeed::Owner);
        QCOMPARE(tried, 1);
        QVERIFY2(stands->problem.contains(isToldByScopes ? u"products:read"_s : u"403"_s),
                 qPrintable(stands->problem));
        QCOMPARE(stands->problem.contains(u"go back to the old key"_s), !isOneOnly);
        // The next program leaves it alone, too.
        business.clock().advance(std::chrono::hours(30));
        QCOMPARE(*business.door().rotations().continueDue({}), 0);
        QCOMPARE(tried, 1);
        if (!isOneOnly)
            QCOMPARE(business.door().currentValue(business.till()), before);
        isGiven = true;
        if (isToldByScopes && !isOneOnly) {
            VERIFY_OK(business.door().rotations().abort({stands->id}, {}));
            const auto back = business.door().settle(stands->id);
            VERIFY_OK(back);
            QCOMPARE(toText(back->phase), u"rolled-back"_s);
            QCOMPARE(business.wrong().join(u"; "_s), QString());
            QCOMPARE(business.shop().madeKeys().size(), 1);
        }
        if (isToldByScopes)
            return;
        VERIFY_OK(business.door().rotations().goOn({.id = stands->id}, {}));
        const auto done = business.door().settle(stands->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(business.wrong().join(u"; "_s), QString());
    }

    void anAppThatWantsToBeLeftAloneIsNotAskedBefore_data()
    {
        QTest::addColumn<int>("call");
        QTest::addColumn<RotationPhase>("phase");
        QTest::newRow("list") << static_cast<int>(ShopCall::List) << RotationPhase::Making;
        QTest::newRow("make") << static_cast<int>(ShopCall::Make) << RotationPhase::Making;
        QTest::newRow("test") << static_cast<int>(ShopCall::Me) << RotationPhase::Testing;
    }
    void anAppThatWantsToBeLeftAloneIsNotAskedBefore()
    {
        QFETCH(const int, call);
        QFETCH(const RotationPhase, phase);
        RotationBusiness business;
        VERIFY_OK(business.open());
        int asked = 0;
        business.answerInstead = [&](const HttpRequest &request, int) -> std::optional<HttpAttempt> {
            const bool isMeant = callOf(request) == static_cast<ShopCall>(call)
                && (static_cast<ShopCall>(call) != ShopCall::Me || business.made > 0);
            if (!isMeant || asked++ > 0)
                return std::nullopt;
            return says(429);
        };
        StartRotation command;
        command.credential = business.till();
        const auto waits = business.door().rotations().start(command, {});
        VERIFY_OK(waits);
        QCOMPARE(waits->phase, phase);
        QVERIFY(waits->nextTry.has_value());
        const qint64 seconds = business.clock().now().secsTo(*waits->nextTry);
        QVERIFY2(seconds >= 5 && seconds <= 7, qPrintable(QString::number(seconds)));
        QCOMPARE(*business.door().rotations().continueDue({}), 0);
        QCOMPARE(asked, 1);
    }
};

TEST_UNIT(tst_RotationFaults)
#include "tst_RotationFaults.moc"
