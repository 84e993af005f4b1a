// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyProbe.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// Answers from a script and keeps what it was sent.
class ScriptedSender final : public HttpSender
{
public:
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        urls.append(request.url.toString()
                    + QString::fromUtf8(request.urlTail.build().reveal().toByteArray()));
        bodies.append(request.body.build().reveal().toByteArray());
        for (const RequestHeader &header : request.headers)
            headers.insert(header.name, header.value.build().reveal().toByteArray());
        return answers.takeFirst();
    }

    QList<HttpAttempt> answers;
    QStringList urls;
    QList<QByteArray> bodies;
    QMap<QByteArray, QByteArray> headers;
};

/// JSON with single quotes, as moc stumbles over raw strings. A backquote stands for a single quote.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"').replace('`', '\'');
}

HttpReply reply(int status, const QByteArray &body)
{
    HttpReply made;
    made.status = status;
    made.body = body;
    made.headers.add("Content-Type", "application/json");
    return made;
}

AuthField secretField(const QString &name)
{
    AuthField field;
    field.name = name;
    field.label = name;
    field.secret = true;
    return field;
}

AuthField publicField(const QString &name)
{
    AuthField field = secretField(name);
    field.secret = false;
    return field;
}

KeyUse bearerUse(const QByteArray &value = "marked-value")
{
    KeyUse use;
    use.profile.id = u"shop"_s;
    use.profile.name = u"Shop"_s;
    use.profile.baseUrl = u"https://api.shop.example"_s;
    use.profile.hosts = {u"api.shop.example"_s};
    AuthOption option;
    option.kind = AuthKind::ApiKey;
    option.fields = {secretField(u"key"_s)};
    option.request.placement = KeyPlacement::Header;
    option.request.name = u"Authorization"_s;
    option.request.format = u"Bearer {key}"_s;
    use.profile.auth = {option};
    Probe probe;
    probe.method = u"GET"_s;
    probe.path = u"/v1/me"_s;
    probe.identity = {u"/nothing"_s, u"/account/name"_s};
    probe.granted.place = ValuePlace::Body;
    probe.granted.at = u"/scopes"_s;
    probe.invalid.statuses = {401};
    use.profile.probe = probe;
    use.auth = AuthKind::ApiKey;
    use.secrets.insert(u"value"_s, share(SecretBytes::copyOf(value)));
    return use;
}

const ManualClock testClock(QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()));

} // namespace

class tst_KeyProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theKeyGoesWhereTheAppWantsIt_data()
    {
        QTest::addColumn<int>("placement");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("url");
        QTest::newRow("header") << static_cast<int>(KeyPlacement::Header)
                                << QByteArray("Bearer marked-value")
                                << u"https://api.shop.example/v1/me"_s;
        QTest::newRow("basic") << static_cast<int>(KeyPlacement::Basic)
                               << QByteArray("Basic " + QByteArray("any:marked-value").toBase64())
                               << u"https://api.shop.example/v1/me"_s;
        QTest::newRow("query") << static_cast<int>(KeyPlacement::Query) << QByteArray()
                               << u"https://api.shop.example/v1/me?api_key=marked-value"_s;
    }
    void theKeyGoesWhereTheAppWantsIt()
    {
        QFETCH(int, placement);
        KeyUse use = bearerUse();
        RequestAuth &how = use.profile.auth.first().request;
        how.placement = static_cast<KeyPlacement>(placement);
        if (how.placement == KeyPlacement::Basic) {
            how.user = u"any"_s;
            how.password = u"{key}"_s;
        } else if (how.placement == KeyPlacement::Query) {
            how.name = u"api_key"_s;
            how.format = u"{key}"_s;
        }
        ScriptedSender http;
        http.answers = {reply(200, "{}")};
        VERIFY_OK(probeKey(http, testClock, use, {}));
        QTEST(http.headers.value("Authorization"), "header");
        QTEST(http.urls.first(), "url");
    }

    void anAcceptedKeyTellsWhoseItIs()
    {
        ScriptedSender http;
        http.answers = {
            reply(200, json("{'account':{'name':'Ada`s Shop'},'scopes':['orders:read']}"))};
        const auto result = probeKey(http, testClock, bearerUse(), {});
        VERIFY_OK(result);
        QVERIFY(result->test.ok);
        QCOMPARE(result->test.identity, u"Ada's Shop"_s);
        QVERIFY(result->test.grantedKnown);
        QCOMPARE(result->test.granted, QStringList{u"orders:read"_s});
        QVERIFY(result->test.explanation.contains(u"Ada's Shop"_s));
    }
    void scopesThatAreNotToldAreNotNone()
    {
        ScriptedSender http;
        http.answers = {reply(200, json("{'account':{'name':'x'}}"))};
        const auto result = probeKey(http, testClock, bearerUse(), {});
        VERIFY_OK(result);
        QVERIFY(!result->test.grantedKnown);
    }

    void aRefusalIsToldApart_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("invalid");
        QTest::newRow("401 is the app's invalid-key answer") << 401 << QByteArray("{}") << true;
        QTest::newRow("403 says nothing about the key") << 403 << QByteArray("{}") << false;
        QTest::newRow("429 neither") << 429 << QByteArray("{}") << false;
        QTest::newRow("nor 500") << 500 << QByteArray("{}") << false;
        QTest::newRow("nor a page instead of data") << 200 << QByteArray("<html>") << false;
    }
    void aRefusalIsToldApart()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        ScriptedSender http;
        http.answers = {reply(status, body)};
        const auto result = probeKey(http, testClock, bearerUse(), {});
        VERIFY_OK(result);
        QVERIFY(!result->test.ok);
        QVERIFY(!result->test.explanation.isEmpty());
        QTEST(result->refusedAsInvalid, "invalid");
    }
    void aCodeInTheBodyDecidesWhereTheAppNamesOne()
    {
        KeyUse use = bearerUse();
        use.profile.probe->invalid.pointer = u"/error/code"_s;
        use.profile.probe->invalid.codes = {u"invalid_key"_s};
        ScriptedSender http;
        http.answers = {reply(401, json("{'error':{'code':'expired_key'}}")),
                        reply(401, json("{'error':{'code':'invalid_key'}}"))};
        QVERIFY(!probeKey(http, testClock, use, {})->refusedAsInvalid);
        QVERIFY(probeKey(http, testClock, use, {})->refusedAsInvalid);
    }
    void twoHundredWithAnErrorInsideIsNoSuccess()
    {
        KeyUse use = bearerUse();
        use.profile.probe->okPointer = u"/ok"_s;
        ScriptedSender http;
        http.answers = {reply(200, json("{'ok':false,'error':'invalid_auth'}"))};
        QVERIFY(!probeKey(http, testClock, use, {})->test.ok);
    }
    void aValidKeyThatMayNotReadIsStillAccepted()
    {
        KeyUse use = bearerUse();
        use.profile.probe->alsoValid = {403};
        ScriptedSender http;
        http.answers = {reply(403, "{}")};
        QVERIFY(probeKey(http, testClock, use, {})->test.ok);
    }
    void whatTheAppSaysCannotBringTheKeyBack()
    {
        ScriptedSender http;
        http.answers = {reply(200, json("{'account':{'name':'you sent marked-value'}}"))};
        const auto result = probeKey(http, testClock, bearerUse(), {});
        VERIFY_OK(result);
        QVERIFY(!result->test.identity.contains(u"marked-value"_s));
        QVERIFY(!result->test.explanation.contains(u"marked-value"_s));
    }

    void theKeyNeverLeavesForAnotherHost()
    {
        KeyUse use = bearerUse();
        use.baseUrl = QUrl(u"https://elsewhere.example"_s);
        ScriptedSender http;
        VERIFY_ERROR(ErrorCode::Insecure, probeKey(http, testClock, use, {}));
        QVERIFY(http.urls.isEmpty());
    }
    void anAddressOnMyNetworkIsTheOwnersWord()
    {
        KeyUse use = bearerUse();
        use.baseUrl = QUrl(u"https://127.0.0.1:7447"_s);
        use.reach = NetworkReach::OnMyNetwork;
        ScriptedSender http;
        http.answers = {reply(200, "{}")};
        VERIFY_OK(probeKey(http, testClock, use, {}));
        QCOMPARE(http.urls.first(), u"https://127.0.0.1:7447/v1/me"_s);
    }
    void aMissingFieldIsNamedBeforeAnythingIsSent()
    {
        KeyUse use = bearerUse();
        use.secrets.clear();
        ScriptedSender http;
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
        QVERIFY(result.error().what.contains(u"key"_s));
        QVERIFY(http.urls.isEmpty());
    }
    void aKeyMayBeAskedForAsABearerToken()
    {
        KeyUse use = bearerUse();
        use.auth = AuthKind::Bearer;
        ScriptedSender http;
        http.answers = {reply(200, "{}")};
        VERIFY_OK(probeKey(http, testClock, use, {}));
        QCOMPARE(http.headers.value("Authorization"), QByteArray("Bearer marked-value"));
    }
    void anAccountNumberGivenWithItsTokenIsPublic()
    {
        KeyUse use = bearerUse();
        use.profile.auth.first().fields.append(publicField(u"account"_s));
        use.profile.probe->path = u"/v1/{account}"_s;
        use.secrets = {{u"key"_s, share(SecretBytes::copyOf("k"))},
                       {u"account"_s, share(SecretBytes::copyOf("AC1"))}};
        ScriptedSender http;
        http.answers = {reply(200, "{}")};
        VERIFY_OK(probeKey(http, testClock, use, {}));
        QCOMPARE(http.urls.first(), u"https://api.shop.example/v1/AC1"_s);
    }

    void aClientsCredentialsAreExchangedFirst()
    {
        KeyUse use = bearerUse();
        AuthOption &option = use.profile.auth.first();
        option.kind = AuthKind::ClientCredentials;
        option.fields = {publicField(u"clientId"_s), secretField(u"clientSecret"_s)};
        option.request.format = u"Bearer {accessToken}"_s;
        TokenSpec tokens;
        tokens.tokenUrl = u"https://api.shop.example/oauth/token"_s;
        tokens.clientAuth = ClientAuth::Form;
        option.tokens = tokens;
        use.auth = AuthKind::ClientCredentials;
        use.publicFields = {{u"clientId"_s, u"shop & co"_s}};
        use.secrets = {{u"clientSecret"_s, share(SecretBytes::copyOf("s&cret"))}};
        ScriptedSender http;
        http.answers = {reply(200, json("{'access_token':'short-lived','scope':'orders:read'}")),
                        reply(200, "{}")};
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_OK(result);
        QCOMPARE(
            http.bodies.first(),
            QByteArray(
                "grant_type=client_credentials&client_id=shop%20%26%20co&client_secret=s%26cret"));
        QCOMPARE(http.headers.value("Authorization"), QByteArray("Bearer short-lived"));
        QCOMPARE(result->test.granted, QStringList{u"orders:read"_s});
    }
    void aRefusedClientIsExplained()
    {
        KeyUse use = bearerUse();
        AuthOption &option = use.profile.auth.first();
        option.kind = AuthKind::ClientCredentials;
        option.fields = {publicField(u"clientId"_s), secretField(u"clientSecret"_s)};
        TokenSpec tokens;
        tokens.tokenUrl = u"https://api.shop.example/oauth/token"_s;
        tokens.clientAuth = ClientAuth::Basic;
        option.tokens = tokens;
        use.auth = AuthKind::ClientCredentials;
        use.publicFields = {{u"clientId"_s, u"id"_s}};
        use.secrets = {{u"clientSecret"_s, share(SecretBytes::copyOf("s"))}};
        ScriptedSender http;
        http.answers = {reply(401, json("{'error':'invalid_client'}"))};
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_OK(result);
        QVERIFY(!result->test.ok);
        QCOMPARE(http.headers.value("Authorization"),
                 QByteArray("Basic " + QByteArray("id:s").toBase64()));
    }
    void otherAppsAreTriedAtThePathTheirOwnerGave()
    {
        KeyUse use = bearerUse();
        use.profile.probe.reset();
        use.profile.hosts.clear();
        use.profile.baseUrl.clear();
        use.baseUrl = QUrl(u"https://books.example"_s);
        QVERIFY(!canProbe(use));
        use.publicFields.insert(u"probe"_s, u"/api/user"_s);
        QVERIFY(canProbe(use));
        ScriptedSender http;
        http.answers = {reply(200, json("{'name':'Ada'}"))};
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_OK(result);
        QCOMPARE(http.urls.first(), u"https://books.example/api/user"_s);
        QCOMPARE(result->test.identity, u"Ada"_s);
    }
};

TEST_UNIT(tst_KeyProbe)
#include "tst_KeyProbe.moc"
