// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyMaking.h"
#include "core/auth/KeyProbe.h"
#include "core/catalog/Catalog.h"
#include "core/net/HttpClient.h"
#include "core/practice/PracticeShop.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

#include <functional>

using namespace drawbridge;
using namespace Qt::StringLiterals;

using Change = std::function<void(KeyUse &, KeyUse &, NewKeyWish &)>;
Q_DECLARE_METATYPE(Change)

namespace {

const QByteArray oldValue = "psk_" + QByteArray("live_") + QByteArray(32, 'o');
const QByteArray adminValue = "psk_" + QByteArray("live_") + QByteArray(32, 'a');
const QByteArray newValue = "psk_" + QByteArray("live_") + QByteArray(32, 'n');
const ManualClock testClock(QDateTime(QDate(2026, 11, 26), QTime(12, 0), QTimeZone::utc()));

SharedSecret secret(const QByteArray &value)
{
    return share(SecretBytes::copyOf(value));
}

const Catalog &catalog()
{
    static const Catalog all = Catalog::builtIn().takeValue();
    return all;
}

KeyUse shopUse(const QByteArray &value, int port = 7447)
{
    KeyUse use;
    use.profile = *catalog().app(u"practice-shop"_s);
    use.auth = AuthKind::ApiKey;
    use.publicFields.insert(u"port"_s, QString::number(port));
    use.secrets.insert(u"key"_s, secret(value));
    use.reach = NetworkReach::OnMyNetwork;
    return use;
}

NewKeyWish wish(const QString &label = u"Till (new)"_s)
{
    return {label, {u"orders:read"_s}, {}};
}

HttpReply me(const QByteArray &id)
{
    return reply(200, json("{'key':{'id':'" + id + "','scopes':['orders:read']}}"));
}

HttpReply made(const QByteArray &value = newValue, const QByteArray &more = {})
{
    return reply(201, json("{'key':{'id':'key_2','value':'" + value + "'" + more + "}}"));
}

QString kindOf(const MakeOutcome &outcome)
{
    if (const auto *none = std::get_if<GaveNone>(&outcome))
        return toText(none->kind);
    return std::holds_alternative<GaveKey>(outcome) ? u"gave"_s : u"may-have"_s;
}

QString whyOf(const MakeOutcome &outcome)
{
    if (const auto *none = std::get_if<GaveNone>(&outcome))
        return none->why;
    const auto *maybe = std::get_if<MayHaveGiven>(&outcome);
    return maybe ? maybe->why : QString();
}

/// Asks the real thing, but loses the answers to what changes something.
class LosingSender final : public HttpSender
{
public:
    explicit LosingSender(HttpSender &real)
        : m_real(real)
    {}

    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override
    {
        const HttpAttempt answer = m_real.attempt(request, cancel);
        return request.method == "GET" ? answer : HttpAttempt(failed(FailureKind::Slow));
    }

private:
    HttpSender &m_real;
};

/// A Practice Shop over HTTPS, with our own client.
class OpenShop
{
public:
    OpenShop()
        : m_client(m_clock, {nullptr, [](const QUrl &) { return QList<QNetworkProxy>(); }})
    {
        PracticeConfig config;
        config.port = 0;
        auto shop = PracticeShop::start(config, m_clock, m_random);
        if (shop.isOk())
            m_shop = shop.takeValue();
    }

    [[nodiscard]] bool isOpen() const { return m_shop != nullptr; }
    HttpSender &http() { return m_client; }
    const Clock &clock() { return m_clock; }
    [[nodiscard]] KeyUse use(const QByteArray &value) const
    {
        KeyUse made = shopUse(value, QUrl(m_shop->url()).port());
        made.authorityPem = m_shop->caPem();
        return made;
    }
    /// A key of the start that has exactly this many scopes: 6 is the owner's.
    [[nodiscard]] KeyUse keyWith(qsizetype scopes) const
    {
        for (const PracticeKey &key : m_shop->keys()) {
            if (key.scopes.size() == scopes && key.value.startsWith(u"psk_live_"_s))
                return use(key.value.toLatin1());
        }
        return use(newValue);
    }
    [[nodiscard]] bool accepts(const KeyUse &key)
    {
        const auto probed = probeKey(m_client, m_clock, key, {});
        return probed.isOk() && probed->test.ok;
    }

private:
    SystemClock m_clock;
    SystemRandom m_random;
    HttpClient m_client;
    std::unique_ptr<PracticeShop> m_shop;
};

} // namespace

class tst_KeyMaking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyOfThePracticeShopIsReplacedOverHttps()
    {
        OpenShop shop;
        QVERIFY(shop.isOpen());
        const KeyUse old = shop.keyWith(1);
        const KeyUse admin = shop.keyWith(6);
        const auto oldId = keyIdOf(shop.http(), old, {}, {});
        VERIFY_OK(oldId);
        NewKeyWish wanted = wish(u"Till \u00e4 \"2\""_s);
        wanted.endsAt = QDateTime::currentDateTimeUtc().date().addDays(30);
        const auto outcome = makeKey(shop.http(), old, admin, wanted, {});
        VERIFY_OK(outcome);
        QVERIFY2(std::holds_alternative<GaveKey>(*outcome), qPrintable(whyOf(*outcome)));
        const auto &given = std::get<GaveKey>(*outcome);
        QVERIFY(given.endsAt);
        QVERIFY(std::abs(given.endsAt->daysTo(*wanted.endsAt)) <= 1);
        KeyUse fresh = old;
        fresh.secrets = given.secrets;
        QVERIFY(shop.accepts(fresh));
        QVERIFY(shop.accepts(old));
        const auto outcomeOfList = listKeys(shop.http(), old, admin, {});
        VERIFY_OK(outcomeOfList);
        const auto *listed = std::get_if<QList<KeyOfList>>(&*outcomeOfList);
        QVERIFY(listed);
        const auto found =
            std::find_if(listed->cbegin(), listed->cend(), [&wanted](const KeyOfList &key) {
                return key.label == wanted.label;
            });
        QVERIFY(found != listed->cend());
        QCOMPARE(found->id, given.keyId);
        QVERIFY(found->createdAt);
        const auto ended = endKey(shop.http(), old, admin, *oldId, {});
        VERIFY_OK(ended);
        QCOMPARE(ended->outcome, EndOutcome::Ended);
        QVERIFY(!shop.accepts(old));
        QVERIFY(shop.accepts(fresh));
        const auto again = endKey(shop.http(), fresh, admin, *oldId, {});
        VERIFY_OK(again);
        QCOMPARE(again->outcome, EndOutcome::NotThere);
    }

    void aKeyWhoseAnswerWasLostIsFoundByItsName()
    {
        OpenShop shop;
        QVERIFY(shop.isOpen());
        LosingSender losing(shop.http());
        const KeyUse old = shop.keyWith(1);
        const KeyUse admin = shop.keyWith(6);
        const auto outcome = makeKey(losing, old, admin, wish(u"Lost"_s), {});
        VERIFY_OK(outcome);
        QCOMPARE(kindOf(*outcome), u"may-have"_s);
        const auto listed = listKeys(losing, old, admin, {});
        VERIFY_OK(listed);
        QStringList ids;
        for (const KeyOfList &key : std::get<QList<KeyOfList>>(*listed)) {
            if (key.label == u"Lost"_s)
                ids.append(key.id);
        }
        QCOMPARE(ids.size(), 1);
        const auto unclear = endKey(losing, old, admin, ids.first(), {});
        VERIFY_OK(unclear);
        QCOMPARE(unclear->outcome, EndOutcome::NotNow);
        const auto ended = endKey(shop.http(), old, admin, ids.first(), {});
        VERIFY_OK(ended);
        QCOMPARE(ended->outcome, EndOutcome::NotThere);
    }

    void theShopsRefusalsAreTold()
    {
        OpenShop shop;
        QVERIFY(shop.isOpen());
        const KeyUse old = shop.keyWith(1);
        const auto may = makeKey(shop.http(), old, old, wish(), {});
        VERIFY_ERROR(ErrorCode::InvalidInput, may); // it could not manage keys afterwards either
        const KeyUse small = shop.keyWith(4);
        const auto denied = makeKey(shop.http(), old, small, wish(), {});
        VERIFY_OK(denied);
        QCOMPARE(kindOf(*denied), u"needs-authority"_s);
        QVERIFY(whyOf(*denied).contains(u"keys:admin"_s));
        const auto unlisted = listKeys(shop.http(), old, small, {});
        VERIFY_OK(unlisted);
        const auto *none = std::get_if<NotListed>(&*unlisted);
        QVERIFY(none);
        QCOMPARE(none->kind, FailureClass::NeedsAuthority);
        NewKeyWish odd = wish();
        odd.scopes = {u"no:such"_s};
        const auto refused = makeKey(shop.http(), old, shop.keyWith(6), odd, {});
        VERIFY_OK(refused);
        QCOMPARE(kindOf(*refused), u"refused"_s);
    }

    void theKeyThatManagesKeysIsReplacedByItsSuccessor()
    {
        OpenShop shop;
        QVERIFY(shop.isOpen());
        const KeyUse admin = shop.keyWith(6);
        const auto adminId = keyIdOf(shop.http(), admin, {}, {});
        VERIFY_OK(adminId);
        NewKeyWish wanted = wish(u"Owner (new)"_s);
        wanted.scopes = {u"keys:admin"_s, u"orders:read"_s};
        const auto outcome = makeKey(shop.http(), admin, admin, wanted, {});
        VERIFY_OK(outcome);
        QCOMPARE(kindOf(*outcome), u"gave"_s);
        KeyUse fresh = admin;
        fresh.secrets = std::get<GaveKey>(*outcome).secrets;
        // Never with itself.
        VERIFY_ERROR(ErrorCode::InvalidInput, endKey(shop.http(), admin, admin, *adminId, {}));
        QVERIFY(shop.accepts(admin));
        const auto ended = endKey(shop.http(), admin, fresh, *adminId, {});
        VERIFY_OK(ended);
        QCOMPARE(ended->outcome, EndOutcome::Ended);
        QVERIFY(!shop.accepts(admin));
    }

    void whatTheAnswerMeans_data()
    {
        QTest::addColumn<HttpAttempt>("answer");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char *name, const HttpAttempt &answer, const QString &kind) {
            QTest::newRow(name) << answer << kind;
        };
        const QString gave = u"gave"_s;
        const QString maybe = u"may-have"_s;
        const QString authority = u"needs-authority"_s;
        const QString notNow = u"not-now"_s;
        const QString refused = u"refused"_s;
        row("a key", made(), gave);
        row("a key and a day", made(newValue, ",'expiresAt':'2027-01-01T00:00:00Z'"), gave);
        row("200 in place of 201", reply(200, made().body), gave);
        row("400", reply(400, "{}"), refused);
        row("401", reply(401, "{}"), authority);
        row("402", reply(402, "{}"), refused);
        row("403", reply(403, "{}"), authority);
        row("404", reply(404, "{}"), refused);
        row("405", reply(405, "{}"), refused);
        row("408", reply(408, "{}"), notNow);
        row("409", reply(409, "{}"), refused);
        row("422", reply(422, "{}"), refused);
        row("425", reply(425, "{}"), notNow);
        row("429", reply(429, "{}"), notNow);
        row("500", reply(500, "{}"), maybe);
        row("502 as a web page", reply(502, "<html>Bad Gateway</html>", "text/html"), maybe);
        row("503", reply(503, "{}"), maybe);
        row("a permanent redirect", reply(308, {}), notNow);
        row("sent on to a result", reply(303, {}), maybe);
        row("400 with a key in it", reply(400, made().body), refused);
        row("a web page", reply(200, "<html>Wi-Fi</html>", "text/html"), maybe);
        row("nothing", reply(201, {}), maybe);
        row("204", reply(204, {}), maybe);
        row("half a key", reply(201, made().body.left(40)), maybe);
        row("without the value", reply(201, json("{'key':{'id':'key_2'}}")), maybe);
        row("the value elsewhere",
            reply(201, json("{'id':'key_2','value':'" + newValue + "'}")),
            maybe);
        row("a value that is none", made("********"), maybe);
        row("a value with a line break", made(newValue + "\\n"), maybe);
        row("a value that is a number", reply(201, json("{'key':{'value':12}}")), maybe);
        row("the old key again", made(oldValue), maybe);
        row("a list", reply(201, "[]"), maybe);
        row("too much", failed(FailureKind::Huge), maybe);
        row("no answer in time", failed(FailureKind::Slow), maybe);
        row("broken off", failed(FailureKind::Other), maybe);
        row("stopped on the way", failed(FailureKind::Cancelled), maybe);
        row("no name for it", failed(FailureKind::Dns), notNow);
        row("nobody there", failed(FailureKind::Refused), notNow);
        row("not online", failed(FailureKind::Unreachable), notNow);
        row("a stranger's certificate", failed(FailureKind::TlsUntrusted), notNow);
        row("another host's certificate", failed(FailureKind::TlsWrongHost), notNow);
        row("a clock that is wrong", failed(FailureKind::ClockWrong), notNow);
    }
    void whatTheAnswerMeans()
    {
        QFETCH(const HttpAttempt, answer);
        QFETCH(const QString, kind);
        ScriptedSender http;
        http.answers = {me("key_1"), answer};
        const auto outcome =
            makeKey(http, shopUse(oldValue), shopUse(adminValue), wish(), {}, testClock);
        VERIFY_OK(outcome);
        QCOMPARE(kindOf(*outcome), kind);
        const QString why = whyOf(*outcome);
        QCOMPARE(why.isEmpty(), kind == u"gave"_s);
        for (const QByteArray &value : {oldValue, adminValue, newValue})
            QVERIFY(!why.contains(QString::fromLatin1(value)));
        if (kind == u"gave"_s) {
            const auto &given = std::get<GaveKey>(*outcome);
            QCOMPARE(given.keyId, u"key_2"_s);
            QCOMPARE(given.secrets.value(u"key"_s)->reveal(), QByteArrayView(newValue));
        }
    }

    void whatCannotBeAskedIsNotMade_data()
    {
        QTest::addColumn<HttpAttempt>("answer");
        QTest::addColumn<QString>("kind");
        QTest::newRow("the old key is refused") << HttpAttempt(reply(401, "{}")) << u"refused"_s;
        QTest::newRow("busy") << HttpAttempt(reply(429, "{}")) << u"not-now"_s;
        QTest::newRow("trouble") << HttpAttempt(reply(500, "{}")) << u"not-now"_s;
        QTest::newRow("late") << HttpAttempt(failed(FailureKind::Slow)) << u"not-now"_s;
        QTest::newRow("a web page")
            << HttpAttempt(reply(200, "<html>", "text/html")) << u"not-now"_s;
        QTest::newRow("no id") << HttpAttempt(reply(200, json("{'key':{}}"))) << u"refused"_s;
        QTest::newRow("an id that leads elsewhere") << HttpAttempt(me("../keys")) << u"refused"_s;
        QTest::newRow("dots for an id") << HttpAttempt(me("..")) << u"refused"_s;
    }
    void whatCannotBeAskedIsNotMade()
    {
        QFETCH(const HttpAttempt, answer);
        QFETCH(const QString, kind);
        ScriptedSender http;
        http.answers = {answer, made()};
        const auto outcome =
            makeKey(http, shopUse(oldValue), shopUse(adminValue), wish(), {}, testClock);
        VERIFY_OK(outcome);
        QCOMPARE(kindOf(*outcome), kind);
        QCOMPARE(http.urls.size(), 1); // nothing was made
    }

    void retryAfterIsHandedOn()
    {
        HttpReply busy = reply(429, "{}");
        busy.headers.add("Retry-After", "90");
        ScriptedSender http;
        http.answers = {me("key_1"), busy};
        const auto outcome = makeKey(http, shopUse(oldValue), shopUse(adminValue), wish(), {});
        VERIFY_OK(outcome);
        QCOMPARE(std::get<GaveNone>(*outcome).retryAfter, std::optional(std::chrono::seconds(90)));
    }

    void whatWouldBeWrongIsNotSent_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char *name, const Change &change) {
            QTest::newRow(name) << change;
        };
        row("no recipe",
            [](KeyUse &old, KeyUse &, NewKeyWish &) { old.profile.rotation.recipe.reset(); });
        row("a way to connect without one", [](KeyUse &old, KeyUse &, NewKeyWish &) {
            old.profile.rotation.recipe->auth = {AuthKind::ClientCredentials};
        });
        row("another app",
            [](KeyUse &, KeyUse &authority, NewKeyWish &) { authority.profile.id = u"stripe"_s; });
        row("another shop", [](KeyUse &, KeyUse &authority, NewKeyWish &) {
            authority.publicFields.insert(u"port"_s, u"7448"_s);
        });
        row("the test shop for the real one", [](KeyUse &, KeyUse &authority, NewKeyWish &) {
            authority.environment = Environment::Staging;
        });
        row("no name", [](KeyUse &, KeyUse &, NewKeyWish &wanted) { wanted.label = u"  "_s; });
        row("a name of two lines",
            [](KeyUse &, KeyUse &, NewKeyWish &wanted) { wanted.label = u"a\nb"_s; });
        row("a name that is too long",
            [](KeyUse &, KeyUse &, NewKeyWish &wanted) { wanted.label = QString(81, u'x'); });
        row("an end that is over",
            [](KeyUse &, KeyUse &, NewKeyWish &wanted) { wanted.endsAt = QDate(2026, 11, 26); });
        row("an end the app does not know", [](KeyUse &old, KeyUse &, NewKeyWish &wanted) {
            old.profile.rotation.recipe->make.values.remove(u"/expiresIn"_s);
            wanted.endsAt = QDate(2027, 1, 1);
        });
        row("a key that is none", [](KeyUse &old, KeyUse &, NewKeyWish &) {
            old.secrets.insert(u"key"_s, secret("short"));
        });
        row("a key that replaces itself at once", [](KeyUse &old, KeyUse &authority, NewKeyWish &) {
            old.profile.rotation.recipe->replaces = true;
            old.profile.rotation.recipe->ask.reset();
            authority = old;
        });
        row("a key that could not manage keys afterwards",
            [](KeyUse &old, KeyUse &authority, NewKeyWish &) {
                old.profile.rotation.recipe->ask.reset();
                authority = old;
            });
        row("permissions nobody knows", [](KeyUse &old, KeyUse &, NewKeyWish &wanted) {
            old.profile.rotation.recipe->ask.reset();
            wanted.scopes.clear();
        });
    }
    void whatWouldBeWrongIsNotSent()
    {
        QFETCH(const Change, change);
        KeyUse old = shopUse(oldValue);
        KeyUse authority = shopUse(adminValue);
        NewKeyWish wanted = wish();
        change(old, authority, wanted);
        ScriptedSender http;
        http.answers = {made()};
        const auto outcome = makeKey(http, old, authority, wanted, {}, testClock);
        VERIFY_ERROR(ErrorCode::InvalidInput, outcome);
        QVERIFY(http.urls.isEmpty());
        QVERIFY(!outcome.error().what.contains(QString::fromLatin1(oldValue)));
    }

    void whatTheOldKeyMayDoIsAskedWhereNobodySays()
    {
        ScriptedSender http;
        http.answers = {me("key_1"), made()};
        NewKeyWish wanted = wish();
        wanted.scopes.clear();
        VERIFY_OK(makeKey(http, shopUse(oldValue), shopUse(adminValue), wanted, {}, testClock));
        QCOMPARE(http.bodies.last(), json("{'label':'Till (new)','scopes':['orders:read']}"));
    }

    void anEndIsSecondsFromNow()
    {
        ScriptedSender http;
        http.answers = {me("key_1"), made()};
        NewKeyWish wanted = wish();
        wanted.endsAt = QDate(2026, 11, 28);
        VERIFY_OK(makeKey(http, shopUse(oldValue), shopUse(adminValue), wanted, {}, testClock));
        QCOMPARE(http.bodies.last(),
                 json("{'expiresIn':129600,'label':'Till (new)','scopes':['orders:read']}"));
    }

    void stoppedBeforeItIsSentNothingIsMade()
    {
        const CancelToken cancel;
        cancel.cancel();
        ScriptedSender http;
        VERIFY_ERROR(ErrorCode::Cancelled,
                     makeKey(http, shopUse(oldValue), shopUse(adminValue), wish(), cancel));
        VERIFY_ERROR(ErrorCode::Cancelled,
                     listKeys(http, shopUse(oldValue), shopUse(adminValue), cancel));
        VERIFY_ERROR(ErrorCode::Cancelled,
                     endKey(http, shopUse(oldValue), shopUse(adminValue), u"key_1"_s, cancel));
        QVERIFY(http.urls.isEmpty());
    }

    void anAddressThatIsNotAllowedIsInsecure()
    {
        Failure failure = failed(FailureKind::PolicyRefused);
        failure.refusal = Error{ErrorCode::Insecure, u"Not there."_s, {}};
        ScriptedSender http;
        http.answers = {me("key_1"), failure};
        VERIFY_ERROR(ErrorCode::Insecure,
                     makeKey(http, shopUse(oldValue), shopUse(adminValue), wish(), {}));
    }

    void whatEndingAKeyMeans_data()
    {
        QTest::addColumn<HttpAttempt>("answer");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *name, const HttpAttempt &answer, const QString &outcome) {
            QTest::newRow(name) << answer << outcome;
        };
        row("204", reply(204, {}), u"ended"_s);
        row("200", reply(200, "{}"), u"ended"_s);
        row("404", reply(404, "{}"), u"not-there"_s);
        row("410", reply(410, "{}"), u"not-there"_s);
        row("400", reply(400, "{}"), u"refused"_s);
        row("401", reply(401, "{}"), u"refused"_s);
        row("403", reply(403, "{}"), u"refused"_s);
        row("409", reply(409, "{}"), u"refused"_s);
        row("429", reply(429, "{}"), u"not-now"_s);
        row("500", reply(500, "{}"), u"not-now"_s);
        row("a redirect", reply(302, {}), u"not-now"_s);
        row("no answer in time", failed(FailureKind::Slow), u"not-now"_s);
        row("stopped on the way", failed(FailureKind::Cancelled), u"not-now"_s);
        row("nobody there", failed(FailureKind::Refused), u"not-now"_s);
    }
    void whatEndingAKeyMeans()
    {
        QFETCH(const HttpAttempt, answer);
        QFETCH(const QString, outcome);
        ScriptedSender http;
        http.answers = {me("key_admin"), answer};
        const auto ended = endKey(http, shopUse(oldValue), shopUse(adminValue), u"key_1"_s, {});
        VERIFY_OK(ended);
        QCOMPARE(toText(ended->outcome), outcome);
        QCOMPARE(ended->why.isEmpty(), outcome == u"ended"_s);
        QCOMPARE(http.urls.last(), u"https://127.0.0.1:7447/v1/keys/key_1"_s);
    }

    void noKeyEndsItself()
    {
        ScriptedSender http;
        http.answers = {me("key_1"), reply(204, {})};
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     endKey(http, shopUse(oldValue), shopUse(oldValue), u"key_1"_s, {}));
        QCOMPARE(http.urls.size(), 1);
        // Nor one that may be itself.
        http.answers = {reply(500, "{}"), reply(204, {})};
        http.urls.clear();
        const auto ended = endKey(http, shopUse(oldValue), shopUse(adminValue), u"key_1"_s, {});
        VERIFY_OK(ended);
        QCOMPARE(ended->outcome, EndOutcome::NotNow);
        QCOMPARE(http.urls.size(), 1);
    }

    void aNameThatLeadsElsewhereEndsNothing_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"", "..", "../orders", "a/b", "a?b", "a#b", "a b", "%2e%2e"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void aNameThatLeadsElsewhereEndsNothing()
    {
        QFETCH(const QString, id);
        ScriptedSender http;
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     endKey(http, shopUse(oldValue), shopUse(adminValue), id, {}));
        QVERIFY(http.urls.isEmpty());
    }

    void aListIsWholeOrNone_data()
    {
        QTest::addColumn<QList<HttpAttempt>>("answers");
        QTest::addColumn<int>("keys");
        const auto page = [](const QByteArray &id, const QByteArray &next) {
            return HttpAttempt(
                reply(200, json("{'data':[{'id':'" + id + "','label':'L'}],'next':" + next + "}")));
        };
        const auto row = [](const char *name, const QList<HttpAttempt> &answers, int keys) {
            QTest::newRow(name) << answers << keys;
        };
        row("one page", {page("a", "null")}, 1);
        row("three pages", {page("a", "'x&y'"), page("b", "'z'"), page("c", "null")}, 3);
        row("an empty list", {reply(200, json("{'data':[]}"))}, 0);
        row("the second page fails", {page("a", "'x'"), reply(500, "{}")}, -1);
        row("the second page is late", {page("a", "'x'"), failed(FailureKind::Slow)}, -1);
        row("the second page is a web page", {page("a", "'x'"), reply(200, "<html>")}, -1);
        row("a page that leads to itself", {page("a", "'x'"), page("b", "'x'")}, -1);
        row("no list", {reply(200, json("{'data':{}}"))}, -1);
        row("a key without a name", {reply(200, json("{'data':[{'label':'L'}]}"))}, -1);
        row("a key whose name leads elsewhere", {page("../a", "null")}, -1);
        row("no data", {reply(200, json("{'x':1}"))}, -1);
        row("refused", {reply(403, "{}")}, -1);
        row("a long list of pages", QList<HttpAttempt>(150, page("a", "'x'")), -1);
    }
    void aListIsWholeOrNone()
    {
        QFETCH(const QList<HttpAttempt>, answers);
        QFETCH(const int, keys);
        KeyUse old = shopUse(oldValue);
        KeyListing &list = *old.profile.rotation.recipe->list;
        list.form = PageForm::Cursor;
        list.next = u"/next"_s;
        list.parameter = u"after"_s;
        ScriptedSender http;
        http.answers = answers;
        const auto listed = listKeys(http, old, shopUse(adminValue), {});
        VERIFY_OK(listed);
        const auto *all = std::get_if<QList<KeyOfList>>(&*listed);
        QCOMPARE(all ? int(all->size()) : -1, keys);
        if (keys == 3)
            QCOMPARE(http.urls.at(1), u"https://127.0.0.1:7447/v1/keys?after=x%26y"_s);
        if (!all)
            QVERIFY(!std::get<NotListed>(*listed).why.isEmpty());
    }

    void theNextPageIsOnTheSameHostOrThereIsNoList_data()
    {
        QTest::addColumn<QString>("next");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("a whole address") << u"https://127.0.0.1:7447/v1/keys?p=2"_s << true;
        QTest::newRow("a path") << u"/v1/keys?p=2"_s << true;
        QTest::newRow("another host") << u"https://evil.example/v1/keys"_s << false;
        QTest::newRow("another port") << u"https://127.0.0.1:7448/v1/keys"_s << false;
        QTest::newRow("plain http") << u"http://127.0.0.1:7447/v1/keys?p=2"_s << false;
        QTest::newRow("somebody's name") << u"https://a:b@127.0.0.1:7447/v1/keys"_s << false;
        QTest::newRow("no host at all") << u"//evil.example/v1"_s << false;
    }
    void theNextPageIsOnTheSameHostOrThereIsNoList()
    {
        QFETCH(const QString, next);
        QFETCH(const bool, isGood);
        KeyUse old = shopUse(oldValue);
        KeyListing &list = *old.profile.rotation.recipe->list;
        list.form = PageForm::Address;
        list.next = u"/next"_s;
        ScriptedSender http;
        http.answers = {reply(200, json("{'data':[],'next':'" + next.toLatin1() + "'}")),
                        reply(200, json("{'data':[{'id':'a'}]}"))};
        const auto listed = listKeys(http, old, shopUse(adminValue), {});
        VERIFY_OK(listed);
        QCOMPARE(std::holds_alternative<QList<KeyOfList>>(*listed), isGood);
        QCOMPARE(http.urls.size(), isGood ? 2 : 1);
    }

    void anAppThatWantsToBeLeftAloneIsHeardInEveryCall()
    {
        KeyUse old = shopUse(oldValue);
        old.profile.rotation.recipe->ask.reset();
        old.profile.rotation.recipe->idField = u"port"_s;
        HttpReply busy = reply(429, json("{'error':'slow'}"));
        busy.headers.add("Retry-After", "700");
        const std::optional wait(std::chrono::seconds(700));
        ScriptedSender http;
        http.answers = {busy};
        const auto listed = listKeys(http, old, shopUse(adminValue), {});
        VERIFY_OK(listed);
        QCOMPARE(std::get<NotListed>(*listed).kind, FailureClass::NotNow);
        QCOMPARE(std::get<NotListed>(*listed).retryAfter, wait);
        http.answers = {busy};
        const auto made = makeKey(http, old, shopUse(adminValue), wish(), {});
        VERIFY_OK(made);
        QCOMPARE(std::get<GaveNone>(*made).retryAfter, wait);
    }

    void whatAnAppCallsBusyIsAskedAgainLater_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("kind");
        const QByteArray busy = "{'error':{'code':'Throttling'}}";
        const QByteArray other = "{'error':{'code':'LimitExceeded'}}";
        QTest::newRow("its code under 400") << 400 << busy << u"not-now"_s;
        QTest::newRow("its code under 403") << 403 << busy << u"not-now"_s;
        QTest::newRow("its code under 503: nothing was done") << 503 << busy << u"not-now"_s;
        QTest::newRow("another code under 400") << 400 << other << u"refused"_s;
        QTest::newRow("another code under 403") << 403 << other << u"needs-authority"_s;
        QTest::newRow("another code under 503") << 503 << other << u"may-have"_s;
        QTest::newRow("no code at all") << 400 << QByteArray("no") << u"refused"_s;
    }
    void whatAnAppCallsBusyIsAskedAgainLater()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const QString, kind);
        KeyUse old = shopUse(oldValue);
        old.profile.rotation.recipe->ask.reset();
        old.profile.rotation.recipe->idField = u"port"_s;
        old.profile.rotation.recipe->busy = BusyAnswer{u"/error/code"_s, {u"Throttling"_s}};
        ScriptedSender http;
        http.answers = {reply(status, json(body))};
        const auto made = makeKey(http, old, shopUse(adminValue), wish(), {});
        VERIFY_OK(made);
        QCOMPARE(kindOf(*made), kind);
        http.answers = {reply(status, json(body))};
        const auto listed = listKeys(http, old, shopUse(adminValue), {});
        VERIFY_OK(listed);
        QCOMPARE(std::get<NotListed>(*listed).kind == FailureClass::NotNow,
                 kind == u"not-now" || kind == u"may-have");
    }

    void whatIsHeldBackHereWasNotSent()
    {
        KeyUse old = shopUse(oldValue);
        old.profile.rotation.recipe->ask.reset();
        old.profile.rotation.recipe->idField = u"port"_s;
        Failure held{.kind = FailureKind::RateLimited429};
        held.retryAfter = std::chrono::seconds(9);
        ScriptedSender http;
        http.answers = {held};
        const auto made = makeKey(http, old, shopUse(adminValue), wish(), {});
        VERIFY_OK(made);
        QCOMPARE(kindOf(*made), u"not-now"_s);
        QCOMPARE(std::get<GaveNone>(*made).retryAfter, held.retryAfter);
    }

    void whatIsTakenIsKnownBeforehand()
    {
        const AppProfile &shop = *catalog().app(u"practice-shop"_s);
        QVERIFY(canMake(shop, AuthKind::ApiKey));
        QVERIFY(canMake(shop, AuthKind::Bearer)); // the same under another name
        QVERIFY(!canMake(shop, AuthKind::OAuth));
        QVERIFY(!canMakeSigningSecret(shop));
        QVERIFY(takesLabel(*shop.rotation.recipe));
        QVERIFY(takesScopes(*shop.rotation.recipe));
        QVERIFY(takesEnd(*shop.rotation.recipe));
        QVERIFY(!canMake(*catalog().app(u"mailchimp"_s), AuthKind::ApiKey));
    }
};

TEST_UNIT(tst_KeyMaking)
#include "tst_KeyMaking.moc"
