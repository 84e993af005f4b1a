// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ShutOffCalls.h"
#include "core/catalog/Catalog.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QDateTime testTime(QDate(2026, 11, 26), QTime(12, 0), QTimeZone::utc());
const ManualClock testClock(testTime);

HttpReply reply(int status, const QByteArray &body)
{
    HttpReply made;
    made.status = status;
    made.body = body;
    made.receivedAt = testTime;
    return made;
}

Failure failure(FailureKind kind)
{
    Failure made;
    made.kind = kind;
    made.app = u"Shop"_s;
    made.at = testTime;
    return made;
}

/// Answers by "METHOD path", and keeps what it was sent.
class Provider final : public HttpSender
{
public:
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        const QString what = QString::fromLatin1(request.method) + u' ' + request.url.path();
        calls.append(what);
        bodies.append(request.body.build().reveal().toByteArray());
        QByteArray authorization;
        for (const RequestHeader &header : request.headers) {
            if (header.name.compare("Authorization", Qt::CaseInsensitive) == 0)
                authorization = header.value.build().reveal().toByteArray();
        }
        authorizations.append(authorization);
        const QString withKey = what + u' ' + QString::fromUtf8(authorization);
        if (answers.contains(withKey))
            return answers.value(withKey);
        return answers.value(what, HttpAttempt(reply(500, "{}")));
    }

    QMap<QString, HttpAttempt> answers;
    QStringList calls;
    QList<QByteArray> bodies;
    QList<QByteArray> authorizations;
};

const QByteArray oldValue = "old-marked-value";
const QByteArray invalidAnswer = "{\"error\":{\"code\":\"invalid_key\"}}";
const QString probeCall = u"GET /v1/me"_s;
const QString controlCall = u"GET /v1/status"_s;

KeyUse shopUse(const QByteArray &value = oldValue)
{
    KeyUse use;
    use.profile.id = u"shop"_s;
    use.profile.name = u"Shop"_s;
    use.profile.baseUrl = u"https://api.shop.example"_s;
    use.profile.hosts = {u"api.shop.example"_s};
    AuthField field;
    field.name = u"key"_s;
    field.label = u"key"_s;
    field.secret = true;
    AuthOption option;
    option.kind = AuthKind::ApiKey;
    option.fields = {field};
    option.request.placement = KeyPlacement::Header;
    option.request.name = u"Authorization"_s;
    option.request.format = u"Bearer {key}"_s;
    use.profile.auth = {option};
    Probe probe;
    probe.method = u"GET"_s;
    probe.path = u"/v1/me"_s;
    probe.invalid = {{401}, u"/error/code"_s, {u"invalid_key"_s}};
    use.profile.probe = probe;
    use.profile.control = ControlCall{u"GET"_s, u"/v1/status"_s, {200}, {}};
    use.auth = AuthKind::ApiKey;
    use.secrets.insert(u"value"_s, share(SecretBytes::copyOf(value)));
    return use;
}

/// An app whose refusals of a wrong key and of none are the same bare 401.
KeyUse bareUse(const QByteArray &value = oldValue)
{
    KeyUse use = shopUse(value);
    use.profile.probe->invalid = {{401}, {}, {}};
    use.profile.control = ControlCall{u"GET"_s, u"/v1/status"_s, {401}, {}};
    return use;
}

KeyUse catalogUse(const QString &app, const QMap<QString, QByteArray> &secrets)
{
    KeyUse use;
    const Result<Catalog> catalog = Catalog::builtIn();
    if (catalog.isOk() && catalog->app(app))
        use.profile = *catalog->app(app);
    if (!use.profile.auth.isEmpty())
        use.auth = use.profile.auth.first().kind;
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        use.secrets.insert(it.key(), share(SecretBytes::copyOf(it.value())));
    return use;
}

} // namespace

class tst_ShutOffCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServerThatLiesIsNotBelieved_data()
    {
        QTest::addColumn<HttpAttempt>("probe");
        QTest::addColumn<HttpAttempt>("control");
        QTest::addColumn<QString>("verdict");
        const HttpAttempt fine(reply(200, "{\"status\":\"ok\"}"));
        const HttpAttempt invalid(reply(401, invalidAnswer));
        const auto row = [&](const char *name,
                             const HttpAttempt &probe,
                             const QString &verdict,
                             const HttpAttempt &control) {
            QTest::newRow(name) << probe << control << verdict;
        };
        const QString nothing = u"tells-nothing"_s;
        row("refused as invalid, and all is well", invalid, u"refused"_s, fine);
        row("accepted", reply(200, "{\"account\":{}}"), u"still-works"_s, fine);
        row("403", reply(403, invalidAnswer), nothing, fine);
        row("429", reply(429, invalidAnswer), nothing, fine);
        row("500", reply(500, invalidAnswer), nothing, fine);
        row("503", reply(503, "down"), nothing, fine);
        row("404", reply(404, invalidAnswer), nothing, fine);
        row("410", reply(410, invalidAnswer), nothing, fine);
        row("401 with another code",
            reply(401, "{\"error\":{\"code\":\"expired_key\"}}"),
            nothing,
            fine);
        row("401 as a web page", reply(401, "<html>401 invalid_key</html>"), nothing, fine);
        row("401 and nothing", reply(401, {}), nothing, fine);
        row("200 with the refusal in it", reply(200, invalidAnswer), u"still-works"_s, fine);
        row("200 as a web page", reply(200, "<html>Wi-Fi sign-in</html>"), nothing, fine);
        row("200 and nothing", reply(200, {}), nothing, fine);
        row("a redirect", reply(302, invalidAnswer), nothing, fine);
        row("a time-out", failure(FailureKind::Slow), nothing, fine);
        row("no name for it", failure(FailureKind::Dns), nothing, fine);
        row("nobody there", failure(FailureKind::Refused), nothing, fine);
        row("a stranger's certificate", failure(FailureKind::TlsUntrusted), nothing, fine);
        row("a clock that is wrong", failure(FailureKind::ClockWrong), nothing, fine);
        row("the control call is refused", invalid, nothing, reply(401, invalidAnswer));
        row("the control call says 503", invalid, nothing, reply(503, "{}"));
        row("the control call is a web page", invalid, nothing, reply(200, "<html>hello</html>"));
        row("the control call says nothing", invalid, nothing, reply(200, {}));
        row("the control call is sent elsewhere", invalid, nothing, reply(302, "{}"));
        row("the control call does not come back", invalid, nothing, failure(FailureKind::Slow));
    }
    void aServerThatLiesIsNotBelieved()
    {
        QFETCH(const HttpAttempt, probe);
        QFETCH(const HttpAttempt, control);
        QFETCH(const QString, verdict);
        Provider http;
        http.answers = {{probeCall, probe}, {controlCall, control}};
        const auto looked = lookAt(http, testClock, {{{}, shopUse()}}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(toText(looked->check.verdict), verdict);
        QVERIFY(!looked->check.why.isEmpty());
        QVERIFY(!looked->check.why.contains(QString::fromUtf8(oldValue)));
        // Without the key.
        if (http.calls.size() > 1)
            QVERIFY(http.authorizations.at(1).isEmpty());
    }

    void aBare401CountsOnlyInTheAppsOwnForm_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("JSON") << QByteArray("{\"message\":\"Bad credentials\"}") << u"refused"_s;
        QTest::newRow("a web page")
            << QByteArray("<html>401 Authorization Required</html>") << u"tells-nothing"_s;
        QTest::newRow("nothing") << QByteArray() << u"tells-nothing"_s;
        QTest::newRow("an empty object") << QByteArray("{}") << u"tells-nothing"_s;
        QTest::newRow("half of it") << QByteArray("{\"message\":\"Bad") << u"tells-nothing"_s;
    }
    void aBare401CountsOnlyInTheAppsOwnForm()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QString, verdict);
        Provider http;
        http.answers = {{probeCall, reply(401, body)}, {controlCall, reply(401, "{\"m\":1}")}};
        const auto looked = lookAt(http, testClock, {{{}, bareUse()}}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(toText(looked->check.verdict), verdict);
    }

    void anAppThatRefusesEverybodyRefusesNobody()
    {
        // The same bare 401 to the old key, to no key, and to the key that worked a minute ago.
        Provider http;
        http.answers = {{probeCall, reply(401, "{\"m\":1}")},
                        {controlCall, reply(401, "{\"m\":1}")}};
        const std::optional<KeyUse> inUse = bareUse("key-in-use");
        auto looked = lookAt(http, testClock, {{{}, bareUse()}}, inUse, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::TellsNothing);
        http.answers.insert(probeCall + u" Bearer key-in-use"_s, reply(200, "{\"a\":1}"));
        looked = lookAt(http, testClock, {{{}, bareUse()}}, inUse, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::Refused);
    }

    void withoutAControlCallAKeyThatWorksIsTheControl()
    {
        KeyUse old = bareUse();
        old.profile.control.reset();
        KeyUse inUse = bareUse("key-in-use");
        inUse.profile.control.reset();
        QVERIFY(!whyUncheckable(old, {}).isEmpty());
        QVERIFY(whyUncheckable(old, inUse).isEmpty());
        Provider http;
        http.answers = {{probeCall, reply(401, "{\"m\":1}")}};
        auto looked = lookAt(http, testClock, {{{}, old}}, inUse, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::TellsNothing);
        http.answers.insert(probeCall + u" Bearer key-in-use"_s, reply(200, "{\"a\":1}"));
        looked = lookAt(http, testClock, {{{}, old}}, inUse, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::Refused);
        looked = lookAt(http, testClock, {{{}, old}}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::TellsNothing);
    }

    void aWrongClockTellsNoSince()
    {
        HttpReply refusal = reply(401, invalidAnswer);
        refusal.serverDate = testTime.addDays(-2);
        Provider http;
        http.answers = {{probeCall, refusal}, {controlCall, reply(200, "{\"a\":1}")}};
        const auto looked = lookAt(http, testClock, {{{}, shopUse()}}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::TellsNothing);
        QVERIFY(looked->check.why.contains(u"clock"_s));
    }

    void oneOfTwoValuesThatLivesIsEnough()
    {
        Provider http;
        http.answers = {{probeCall, reply(401, invalidAnswer)},
                        {probeCall + u" Bearer second"_s, reply(200, "{\"a\":1}")},
                        {controlCall, reply(200, "{\"a\":1}")}};
        const LiveValue first{u"access token"_s, shopUse()};
        const LiveValue second{u"refresh token"_s, shopUse("second")};
        auto looked = lookAt(http, testClock, {first, second}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::StillWorks);
        QVERIFY(looked->check.why.contains(u"refresh token"_s));
        http.answers.insert(probeCall + u" Bearer second"_s, reply(503, "{}"));
        looked = lookAt(http, testClock, {first, second}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::TellsNothing);
        looked = lookAt(http, testClock, {second, first}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(looked->check.verdict, CheckVerdict::TellsNothing);
    }

    void retryAfterIsHandedOn()
    {
        HttpReply busy = reply(429, "{}");
        busy.headers.add("Retry-After", "90");
        Provider http;
        http.answers = {{probeCall, busy}};
        const auto looked = lookAt(http, testClock, {{{}, shopUse()}}, {}, {});
        VERIFY_OK(looked);
        QVERIFY(looked->retryAfter);
        QCOMPARE(looked->retryAfter->count(), 90);
    }

    void whatTheAppSaysToTheCall_data()
    {
        QTest::addColumn<HttpAttempt>("answer");
        QTest::addColumn<QString>("said");
        QTest::newRow("204") << HttpAttempt(reply(204, {})) << u"yes"_s;
        QTest::newRow("202") << HttpAttempt(reply(202, {})) << u"yes"_s;
        QTest::newRow("404") << HttpAttempt(reply(404, {})) << u"unclear"_s;
        QTest::newRow("503") << HttpAttempt(reply(503, {})) << u"unclear"_s;
        QTest::newRow("429") << HttpAttempt(reply(429, {})) << u"unclear"_s;
        QTest::newRow("a redirect") << HttpAttempt(reply(302, {})) << u"unclear"_s;
        QTest::newRow("no answer in time")
            << HttpAttempt(failure(FailureKind::Slow)) << u"unclear"_s;
        QTest::newRow("403") << HttpAttempt(reply(403, {})) << u"no"_s;
        QTest::newRow("nobody there") << HttpAttempt(failure(FailureKind::Refused)) << u"no"_s;
    }
    void whatTheAppSaysToTheCall()
    {
        QFETCH(const HttpAttempt, answer);
        QFETCH(const QString, said);
        KeyUse use = shopUse();
        use.profile.shutOff.api = ApiCall{u"POST"_s, u"/v1/revoke"_s, {}, {}, {}, {}, {}, {}, {}};
        Provider http;
        http.answers = {{u"POST /v1/revoke"_s, answer}};
        const auto event = tellApp(http, {{}, use}, {}, {});
        VERIFY_OK(event);
        const auto *no = std::get_if<CallSaidNo>(&*event);
        QCOMPARE(!no ? u"yes"_s : no->mayHaveWorked ? u"unclear"_s : u"no"_s, said);
        if (no)
            QVERIFY(!no->why.isEmpty() && !no->why.contains(QString::fromUtf8(oldValue)));
    }

    void anAnswerMayHaveToSaySoItself()
    {
        KeyUse use = shopUse();
        use.profile.shutOff.api =
            ApiCall{u"POST"_s, u"/v1/revoke"_s, {}, {}, {}, {}, u"/revoked"_s, {}, {}};
        Provider http;
        http.answers = {{u"POST /v1/revoke"_s, reply(200, "{\"ok\":false}")}};
        auto event = tellApp(http, {{}, use}, {}, {});
        VERIFY_OK(event);
        QVERIFY(std::holds_alternative<CallSaidNo>(*event));
        http.answers = {{u"POST /v1/revoke"_s, reply(200, "{\"revoked\":true}")}};
        event = tellApp(http, {{}, use}, {}, {});
        VERIFY_OK(event);
        QVERIFY(std::holds_alternative<CallSaidYes>(*event));
    }

    void gitHubIsToldInBulkWithoutAnybodysAuthority()
    {
        const QByteArray value = QByteArray("gh") + "p_" + QByteArray(36, 'x');
        Provider http;
        http.answers = {{u"POST /credentials/revoke"_s, reply(202, {})}};
        const auto event =
            tellApp(http, {{}, catalogUse(u"github"_s, {{u"key"_s, value}})}, {}, {});
        VERIFY_OK(event);
        QVERIFY(std::holds_alternative<CallSaidYes>(*event));
        QCOMPARE(http.calls, QStringList{u"POST /credentials/revoke"_s});
        QCOMPARE(http.bodies.first(), "{\"credentials\": [\"" + value + "\"]}");
        QVERIFY(http.authorizations.first().isEmpty());
    }

    void sendGridIsToldByTheIdWithinTheKey()
    {
        const QByteArray id(22, 'i');
        const QByteArray value = QByteArray("SG") + "." + id + "." + QByteArray(43, 's');
        const QByteArray admin =
            QByteArray("SG") + "." + QByteArray(22, 'a') + "." + QByteArray(43, 'a');
        Provider http;
        const QString call = u"DELETE /v3/api_keys/"_s + QString::fromLatin1(id);
        http.answers = {{call, reply(403, "{}")},
                        {call + u" Bearer "_s + QString::fromLatin1(admin), reply(204, {})}};
        const KeyUse old = catalogUse(u"sendgrid"_s, {{u"key"_s, value}});
        auto event = tellApp(http, {{}, old}, {}, {});
        VERIFY_OK(event);
        QVERIFY(std::holds_alternative<CallSaidNo>(*event));
        const Authority authority{u"Admin"_s, catalogUse(u"sendgrid"_s, {{u"key"_s, admin}})};
        event = tellApp(http, {{}, old}, {authority}, {});
        VERIFY_OK(event);
        QVERIFY(std::holds_alternative<CallSaidYes>(*event));
        QCOMPARE(http.calls.last(), call);
    }

    void thePracticeShopIsAskedForTheIdFirst()
    {
        const QByteArray value = QByteArray("psk") + "_live_" + QByteArray(32, 'x');
        const KeyUse use = catalogUse(u"practice-shop"_s, {{u"key"_s, value}});
        Provider http;
        http.answers = {{u"GET /v1/me"_s, reply(200, "{\"key\":{\"id\":\"key_1\"}}")},
                        {u"DELETE /v1/keys/key_1"_s, reply(204, {})}};
        KeyUse onMyNetwork = use;
        onMyNetwork.reach = NetworkReach::OnMyNetwork;
        auto event = tellApp(http, {{}, onMyNetwork}, {}, {});
        VERIFY_OK(event);
        QVERIFY(std::holds_alternative<CallSaidYes>(*event));
        for (const QByteArray &hostile : {QByteArray("../v1/products/1"),
                                          QByteArray("a/b"),
                                          QByteArray("x?y=1"),
                                          QByteArray(".."),
                                          QByteArray()}) {
            http.calls.clear();
            http.answers.insert(u"GET /v1/me"_s,
                                reply(200, "{\"key\":{\"id\":\"" + hostile + "\"}}"));
            event = tellApp(http, {{}, onMyNetwork}, {}, {});
            VERIFY_OK(event);
            QVERIFY(std::holds_alternative<CallSaidNo>(*event));
            QCOMPARE(http.calls, QStringList{u"GET /v1/me"_s});
        }
    }

    void twilioIsToldByTheKeysNumber()
    {
        const QByteArray sid = "SK" + QByteArray(32, 'a');
        KeyUse use = catalogUse(u"twilio"_s, {{u"keySecret"_s, QByteArray(32, 's')}});
        use.publicFields = {{u"accountSid"_s, QString::fromLatin1("AC" + QByteArray(32, 'b'))},
                            {u"keySid"_s, QString::fromLatin1(sid)}};
        Provider http;
        http.answers = {{u"DELETE /v1/Keys/"_s + QString::fromLatin1(sid), reply(204, {})}};
        const auto event = tellApp(http, {{}, use}, {}, {});
        VERIFY_OK(event);
        QVERIFY2(std::holds_alternative<CallSaidYes>(*event), qPrintable(http.calls.join(u' ')));
    }

    void aClientWhoseSecretIsUnknownIsRefused_data()
    {
        QTest::addColumn<HttpAttempt>("answer");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("401 invalid_client")
            << HttpAttempt(reply(401, "{\"error\":\"invalid_client\"}")) << u"refused"_s;
        QTest::newRow("400 invalid_client")
            << HttpAttempt(reply(400, "{\"error\":\"invalid_client\"}")) << u"refused"_s;
        QTest::newRow("400 invalid_request")
            << HttpAttempt(reply(400, "{\"error\":\"invalid_request\"}")) << u"tells-nothing"_s;
        QTest::newRow("a web page")
            << HttpAttempt(reply(401, "<html>invalid_client</html>")) << u"tells-nothing"_s;
        QTest::newRow("503") << HttpAttempt(reply(503, "{\"error\":\"invalid_client\"}"))
                             << u"tells-nothing"_s;
    }
    void aClientWhoseSecretIsUnknownIsRefused()
    {
        QFETCH(const HttpAttempt, answer);
        QFETCH(const QString, verdict);
        KeyUse use = catalogUse(u"practice-shop"_s, {{u"clientSecret"_s, "client-secret"}});
        use.auth = AuthKind::ClientCredentials;
        use.publicFields = {{u"clientId"_s, u"client-1"_s}};
        use.reach = NetworkReach::OnMyNetwork;
        Provider http;
        http.answers = {{u"POST /oauth/token"_s, answer},
                        {controlCall, reply(200, "{\"status\":\"ok\"}")}};
        const auto looked = lookAt(http, testClock, {{{}, use}}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(toText(looked->check.verdict), verdict);
    }
};

TEST_UNIT(tst_ShutOffCalls)
#include "tst_ShutOffCalls.moc"
