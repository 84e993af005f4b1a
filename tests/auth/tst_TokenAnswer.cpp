// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/TokenAnswer.h"
#include "core/auth/TokenEndpoint.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

HttpRequest asked()
{
    HttpRequest request;
    request.url = QUrl(u"https://app.example/token"_s);
    request.app = u"Shop"_s;
    request.body.add(share(SecretBytes::copyOf("marked-secret")));
    return request;
}

TokenAnswer read(HttpReply reply, const TokenSpec &spec = {})
{
    return readTokenAnswer(spec, reply, asked());
}

QByteArray text(const SharedSecret &secret)
{
    return secret ? secret->reveal().toByteArray() : QByteArray("none");
}

} // namespace

class tst_TokenAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlainAnswerIsRead()
    {
        const TokenAnswer answer =
            read(reply(200,
                       json("{'access_token': 'a', 'token_type': 'Bearer', 'expires_in': 3600, "
                            "'refresh_token': 'r', 'scope': 'orders:read openid'}")));
        const auto *grant = std::get_if<TokenGrant>(&answer);
        QVERIFY(grant);
        QCOMPARE(text(grant->accessToken), QByteArray("a"));
        QCOMPARE(text(grant->refreshToken), QByteArray("r"));
        QCOMPARE(grant->lifetime.value().count(), 3600);
        QCOMPARE(*endOf(*grant), QDateTime(QDate(2026, 11, 26), QTime(10, 0), Qt::UTC));
        QVERIFY(grant->scopesKnown);
        QCOMPARE(grant->scopes, QStringList({u"orders:read"_s, u"openid"_s}));
    }
    void theBodyIsWiped()
    {
        HttpReply answered = reply(200, json("{'access_token': 'marked-token'}"));
        static_cast<void>(readTokenAnswer({}, answered, asked()));
        QVERIFY(!answered.body.contains("marked"));
    }
    void howLongItLivesIsReadAsFarAsItCanBe_data()
    {
        QTest::addColumn<QByteArray>("told");
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("a number") << QByteArray("3600") << qint64(3600);
        QTest::newRow("a text") << QByteArray("'3600'") << qint64(3600);
        QTest::newRow("with a fraction") << QByteArray("3599.9") << qint64(3599);
        QTest::newRow("nothing, and nothing to renew it with") << QByteArray("0") << qint64(-1);
        QTest::newRow("less than a second, and the same") << QByteArray("0.642") << qint64(-1);
        QTest::newRow("nothing, and it can be renewed")
            << QByteArray("0, 'refresh_token': 'r'") << qint64(0);
        QTest::newRow("null") << QByteArray("null") << qint64(-1);
        QTest::newRow("an empty text") << QByteArray("''") << qint64(-1);
        QTest::newRow("words") << QByteArray("'an hour'") << qint64(-1);
        QTest::newRow("negative") << QByteArray("-5") << qint64(-1);
        QTest::newRow("a thousand years") << QByteArray("31622400000") << qint64(-1);
        QTest::newRow("beyond numbers") << QByteArray("1e300") << qint64(-1);
        QTest::newRow("a list") << QByteArray("[3600]") << qint64(-1);
    }
    void howLongItLivesIsReadAsFarAsItCanBe()
    {
        QFETCH(QByteArray, told);
        QFETCH(qint64, seconds);
        const TokenAnswer answer =
            read(reply(200, json("{'access_token': 'a', 'expires_in': " + told + "}")));
        const auto *grant = std::get_if<TokenGrant>(&answer);
        QVERIFY(grant);
        QCOMPARE(grant->lifetime.has_value() ? grant->lifetime->count() : -1, seconds);
    }
    void scopesAreReadHoweverTheyAreSeparated_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QStringList>("scopes");
        QTest::newRow("spaces") << QByteArray("'a b'") << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("commas") << QByteArray("'a,b'") << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("both") << QByteArray("'a, b'") << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("a list") << QByteArray("['a', 'b']") << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("none") << QByteArray("''") << QStringList();
    }
    void scopesAreReadHoweverTheyAreSeparated()
    {
        QFETCH(QByteArray, scope);
        QFETCH(QStringList, scopes);
        const TokenAnswer answer =
            read(reply(200, json("{'access_token': 'a', 'scope': " + scope + "}")));
        QVERIFY(std::get<TokenGrant>(answer).scopesKnown);
        QCOMPARE(std::get<TokenGrant>(answer).scopes, scopes);
    }
    void withoutAWordOfScopesTheyAreUnknown()
    {
        const TokenAnswer answer = read(reply(200, json("{'access_token': 'a'}")));
        QVERIFY(!std::get<TokenGrant>(answer).scopesKnown);
    }
    void providersThatDifferAreReadToo()
    {
        TokenSpec nested;
        nested.okPointer = u"/ok"_s;
        nested.tokensAt = u"/authed_user"_s;
        nested.keptOfAnswer = {u"team"_s, u"missing"_s};
        const TokenAnswer slack = read(
            reply(200,
                  json("{'ok': true, 'team': 'T1', 'authed_user': {'access_token': 'n', 'scope': "
                       "'a,b'}, 'access_token': 'outer'}")),
            nested);
        QCOMPARE(text(std::get<TokenGrant>(slack).accessToken), QByteArray("n"));
        QCOMPARE(std::get<TokenGrant>(slack).kept, (QMap<QString, QString>{{u"team"_s, u"T1"_s}}));

        const TokenAnswer form =
            read(reply(200,
                       "access_token=a%2Fb&scope=repo%2Cgist&token_type=bearer",
                       "application/x-www-form-urlencoded; charset=utf-8"));
        QCOMPARE(text(std::get<TokenGrant>(form).accessToken), QByteArray("a/b"));
        QCOMPARE(std::get<TokenGrant>(form).scopes, QStringList({u"repo"_s, u"gist"_s}));
    }
    void whatIsNoTokenIsToldByItsKind_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("fault");
        const auto row =
            [](const char *name, int status, const QByteArray &body, RefreshFault fault) {
                QTest::newRow(name) << status << json(body) << toText(fault);
            };
        row("the grant is over", 400, "{'error': 'invalid_grant'}", RefreshFault::GrantEnded);
        row("the grant is over, said with 401",
            401,
            "{'error': 'invalid_grant'}",
            RefreshFault::GrantEnded);
        row("the grant is over, said with 200",
            200,
            "{'error': 'bad_refresh_token', 'error_description': 'x'}",
            RefreshFault::GrantEnded);
        row("the client is wrong", 401, "{'error': 'invalid_client'}", RefreshFault::ClientWrong);
        row("the client is wrong, with 400",
            400,
            "{'error': 'invalid_client'}",
            RefreshFault::ClientWrong);
        row("401 without a word", 401, "", RefreshFault::ClientWrong);
        row("too many", 429, "{'error': 'invalid_grant'}", RefreshFault::ProviderDown);
        row("the provider is down", 503, "{'error': 'invalid_grant'}", RefreshFault::ProviderDown);
        row("a page of its proxy", 502, "<html>Bad gateway</html>", RefreshFault::ProviderDown);
        row("not now", 400, "{'error': 'temporarily_unavailable'}", RefreshFault::ProviderDown);
        row("a page", 200, "<html>Sign in</html>", RefreshFault::Other);
        row("a page with 403", 403, "<html>No</html>", RefreshFault::Other);
        row("nothing", 200, "", RefreshFault::Other);
        row("an empty object", 200, "{}", RefreshFault::Other);
        row("an error as an object",
            400,
            "{'error': {'code': 'invalid_grant', 'message': 'x'}}",
            RefreshFault::GrantEnded);
        row("a token with a line break",
            200,
            "{'access_token': 'a\\r\\nX-Evil: 1'}",
            RefreshFault::Other);
        row("a token that is a number", 200, "{'access_token': 5}", RefreshFault::Other);
    }
    void whatIsNoTokenIsToldByItsKind()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, fault);
        const TokenAnswer answer = read(reply(status, body));
        const auto *refusal = std::get_if<TokenRefusal>(&answer);
        QVERIFY(refusal);
        QCOMPARE(toText(refusal->fault), fault);
        QVERIFY(!refusal->what.isEmpty());
    }
    void aRefusalDoesNotRepeatTheSecret()
    {
        const TokenAnswer answer =
            read(reply(400,
                       json("{'error': 'invalid_grant', 'error_description': 'marked-secret was "
                            "used up'}")));
        const auto &refusal = std::get<TokenRefusal>(answer);
        QVERIFY(!refusal.failure.technical.contains(u"marked-secret"_s));
        QVERIFY(refusal.failure.technical.contains(u"was used up"_s));
    }
    void silenceIsTheNetworksAndNoEnd_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("fault");
        const auto row = [](const char *name, FailureKind kind, RefreshFault fault) {
            QTest::newRow(name) << int(kind) << toText(fault);
        };
        row("no name", FailureKind::Dns, RefreshFault::Network);
        row("nobody there", FailureKind::Refused, RefreshFault::Network);
        row("no way", FailureKind::Unreachable, RefreshFault::Network);
        row("silent", FailureKind::Slow, RefreshFault::Network);
        row("broken off", FailureKind::Other, RefreshFault::Network);
        row("our clock", FailureKind::ClockWrong, RefreshFault::ClockWrong);
        row("not the server", FailureKind::TlsWrongHost, RefreshFault::Other);
    }
    void silenceIsTheNetworksAndNoEnd()
    {
        QFETCH(int, kind);
        QFETCH(QString, fault);
        QCOMPARE(toText(refusalOf(failed(FailureKind(kind))).fault), fault);
    }
    void aRefreshIsSentAsTheServerWantsIt_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<bool>("secret");
        QTest::addColumn<bool>("asJson");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("header");
        const QByteArray form = "grant_type=refresh_token&refresh_token=r%2B1";
        // RFC 6749, 2.3.1: both parts are form-encoded, then joined.
        const QByteArray basic = "Basic " + QByteArray("shop%20%26%20co:s%3Ae").toBase64();
        QTest::newRow("basic") << int(ClientAuth::Basic) << true << false << form << basic;
        QTest::newRow("in the form")
            << int(ClientAuth::Form) << true << false
            << form + "&client_id=shop%20%26%20co&client_secret=s%3Ae" << QByteArray();
        QTest::newRow("public") << int(ClientAuth::Basic) << false << false
                                << form + "&client_id=shop%20%26%20co" << QByteArray();
        QTest::newRow("as JSON")
            << int(ClientAuth::Form) << true << true
            << json("{'grant_type':'refresh_token','refresh_token':'r+1','client_id':'shop & "
                    "co','client_secret':'s:e'}")
            << QByteArray();
    }
    void aRefreshIsSentAsTheServerWantsIt()
    {
        QFETCH(int, way);
        QFETCH(bool, secret);
        QFETCH(bool, asJson);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, header);
        ScriptedSender http;
        http.answers = {reply(200, json("{'access_token': 'a'}"))};
        PreparedKey key = signInKey();
        if (secret)
            key.secrets.insert(u"clientSecret"_s, share(SecretBytes::copyOf("s:e")));
        if (asJson)
            key.option.tokens->body = TokenBody::Json;
        AuthorizationServer server;
        server.token = QUrl(u"https://app.example/token"_s);
        server.clientAuth = ClientAuth(way);
        const auto answer = refreshTokens(http, key, server, share(SecretBytes::copyOf("r+1")), {});
        VERIFY_OK(answer);
        QCOMPARE(http.bodies.first(), body);
        QCOMPARE(http.headers.value("Authorization"), header);
    }
    void tokensGoToTheAppsOwnHostOnly()
    {
        ScriptedSender http;
        AuthorizationServer server;
        server.token = QUrl(u"https://elsewhere.example/token"_s);
        const auto answer =
            refreshTokens(http, signInKey(), server, share(SecretBytes::copyOf("r")), {});
        VERIFY_ERROR(ErrorCode::Insecure, answer);
        QVERIFY(http.urls.isEmpty());
    }
    void whatTheServerSaysOfATokenIsRead()
    {
        ScriptedSender http;
        http.answers = {reply(200,
                              json("{'active': true, 'scope': 'a b', 'exp': 1795687200, "
                                   "'username': 'ada'}")),
                        reply(200, json("{'active': false}")),
                        reply(503, "")};
        PreparedKey key = signInKey();
        CancelToken cancel;
        const auto server = authorizationServerFor(http, key, cancel);
        VERIFY_OK(server);
        const SharedSecret token = share(SecretBytes::copyOf("t"));
        const auto active = introspectToken(http, key, *server, token, cancel);
        VERIFY_OK(active);
        const auto &seen = std::get<Introspection>(*active);
        QVERIFY(seen.active);
        QCOMPARE(seen.scopes, QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(seen.endsAt->toSecsSinceEpoch(), 1795687200);
        const auto ended = introspectToken(http, key, *server, token, cancel);
        QVERIFY(!std::get<Introspection>(*ended).active);
        const auto down = introspectToken(http, key, *server, token, cancel);
        QCOMPARE(toText(std::get<TokenRefusal>(*down).fault), toText(RefreshFault::ProviderDown));
        QCOMPARE(http.urls.first(), u"https://app.example/introspect"_s);
    }
    void anIssuerTellsWhereToSignIn_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("code");
        const QByteArray rest = ", 'authorization_endpoint': 'https://login.example/a', "
                                "'token_endpoint': 'https://login.example/t'}";
        QTest::newRow("whole") << json("{'issuer': 'https://login.example'" + rest) << QString();
        QTest::newRow("with a slash")
            << json("{'issuer': 'https://login.example/'" + rest) << QString();
        QTest::newRow("of another")
            << json("{'issuer': 'https://evil.example'" + rest) << toText(ErrorCode::Insecure);
        QTest::newRow("of nobody") << json("{'a': 1" + rest) << toText(ErrorCode::Refused);
        QTest::newRow("without an address for tokens")
            << json("{'issuer': 'https://login.example'}") << toText(ErrorCode::Refused);
    }
    void anIssuerTellsWhereToSignIn()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, code);
        ScriptedSender http;
        http.answers = {reply(404, ""), reply(200, document)};
        PreparedKey key = signInKey();
        key.publicFields = {{u"clientId"_s, u"c"_s}, {u"issuer"_s, u"https://login.example"_s}};
        const auto server = authorizationServerFor(http, key, {});
        QCOMPARE(http.urls,
                 QStringList({u"https://login.example/.well-known/openid-configuration"_s,
                              u"https://login.example/.well-known/oauth-authorization-server"_s}));
        QCOMPARE(server ? QString() : toText(server.error().code), code);
        if (!server)
            return;
        QCOMPARE(server->token.toString(), u"https://login.example/t"_s);
        QVERIFY(key.rules.ownHosts.contains(u"login.example"_s));
        // What is kept of it is enough the next time.
        PreparedKey later = signInKey();
        later.publicFields = {{u"clientId"_s, u"c"_s}, {u"issuer"_s, u"https://login.example"_s}};
        later.publicFields.insert(fieldsOf(*server));
        const auto again = authorizationServerFor(http, later, {});
        VERIFY_OK(again);
        QCOMPARE(again->token, server->token);
        QCOMPARE(http.urls.size(), 2);
    }
};

TEST_UNIT(tst_TokenAnswer)
#include "tst_TokenAnswer.moc"
