// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyProbe.h"
#include "core/catalog/Catalog.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

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
        http.answers = {reply(200,
                              json("{'account':{'name':'you sent marked-value'},"
                                   "'scopes':['orders:read','all of marked-value']}"))};
        const auto result = probeKey(http, testClock, bearerUse(), {});
        VERIFY_OK(result);
        QCOMPARE(result->test.granted.size(), 2);
        QVERIFY(!result->test.granted.join(u' ').contains(u"marked-value"_s));
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
    void aSecretGivenAsAPublicFieldIsRefused()
    {
        KeyUse use = bearerUse();
        use.publicFields.insert(u"key"_s, u"marked-value"_s);
        ScriptedSender http;
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
        QVERIFY(!result.error().what.contains(u"marked-value"_s));
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
    void aProviderMayWantAnotherKindOfExchange()
    {
        const auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        KeyUse use;
        use.profile = *catalog->app(u"zoom"_s);
        use.auth = AuthKind::ClientCredentials;
        use.publicFields = {{u"accountId"_s, u"exampleAccountId000000"_s},
                            {u"clientId"_s, u"exampleClientId0000000"_s}};
        use.secrets = {{u"value"_s, share(SecretBytes::copyOf(QByteArray(32, 'x')))}};
        ScriptedSender http;
        http.answers = {reply(200, json("{'access_token':'short-lived'}")), reply(200, "{}")};
        VERIFY_OK(probeKey(http, testClock, use, {}));
        QCOMPARE(http.urls.first(), u"https://zoom.us/oauth/token"_s);
        QCOMPARE(http.bodies.first(),
                 QByteArray("grant_type=account_credentials&account_id=exampleAccountId000000"));
    }
    void anOtherAppGivesItsTokensWhereItsOwnerSays_data()
    {
        QTest::addColumn<QString>("tokenUrl");
        QTest::addColumn<QStringList>("scopes");
        QTest::addColumn<QByteArray>("body"); // empty: refused before anything is sent
        QTest::newRow("on a host of its own") << u"https://sign-in.example/token"_s << QStringList()
                                              << QByteArray("grant_type=client_credentials");
        QTest::newRow("asking for two scopes")
            << u"https://api.shop.example/token"_s << QStringList{u"read"_s, u"a&b"_s}
            << QByteArray("grant_type=client_credentials&scope=read%20a%26b");
        QTest::newRow("in the clear over the network")
            << u"http://sign-in.example/token"_s << QStringList() << QByteArray();
        QTest::newRow("on a private address")
            << u"https://10.0.0.1/token"_s << QStringList() << QByteArray();
        QTest::newRow("nowhere") << u"https://"_s << QStringList() << QByteArray();
    }
    void anOtherAppGivesItsTokensWhereItsOwnerSays()
    {
        QFETCH(QString, tokenUrl);
        QFETCH(QStringList, scopes);
        QFETCH(QByteArray, body);
        const auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        KeyUse use;
        use.profile = *catalog->app(u"other"_s);
        use.auth = AuthKind::ClientCredentials;
        use.baseUrl = QUrl(u"https://api.shop.example"_s);
        use.scopes = scopes;
        use.publicFields = {{u"clientId"_s, u"shop"_s},
                            {u"tokenUrl"_s, tokenUrl},
                            {u"probe"_s, u"/me"_s}};
        use.secrets = {{u"value"_s, share(SecretBytes::copyOf("a secret"))}};
        ScriptedSender http;
        http.answers = {reply(200, json("{'access_token':'short-lived'}")), reply(200, "{}")};
        const auto result = probeKey(http, testClock, use, {});
        if (body.isEmpty()) {
            QVERIFY(!result.isOk() || !result->test.ok);
            return;
        }
        VERIFY_OK(result);
        QCOMPARE(result->test.explanation.left(16), u"api.shop.example"_s);
        QCOMPARE(http.urls, (QStringList{tokenUrl, u"https://api.shop.example/me"_s}));
        QCOMPARE(http.bodies.first(), body);
        QCOMPARE(http.headers.value("Authorization"), QByteArray("Bearer short-lived"));
    }
    void aPublicFieldMayBeTheNameOfTheAccount()
    {
        const auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        KeyUse use;
        use.profile = *catalog->app(u"other"_s);
        use.auth = AuthKind::Basic;
        use.baseUrl = QUrl(u"https://api.shop.example"_s);
        use.publicFields = {{u"user"_s, u"ada"_s}, {u"probe"_s, u"/me"_s}};
        use.secrets = {{u"password"_s, share(SecretBytes::copyOf("a password"))}};
        const auto prepared = prepare(use);
        VERIFY_OK(prepared);
        const auto request =
            authorisedRequest(*prepared, QUrl(u"https://api.shop.example/me"_s), {});
        VERIFY_OK(request);
        for (const SharedSecret &secret : request->secrets())
            QVERIFY(secret->reveal() != QByteArrayView("ada"));
        QCOMPARE(request->headers.back().value.build().reveal().toByteArray(),
                 QByteArray("Basic " + QByteArray("ada:a password").toBase64()));
    }
    void addressesThatLeadElsewhereAreRefused_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("probe");
        QTest::newRow("a query behind the address")
            << u"https://api.shop.example/p?a=b"_s << u"/me"_s;
        QTest::newRow("braces in the path") << u"https://api.shop.example"_s << u"/{key}"_s;
        QTest::newRow("a fragment in the path") << u"https://api.shop.example"_s << u"/me#a"_s;
    }
    void addressesThatLeadElsewhereAreRefused()
    {
        QFETCH(QString, base);
        QFETCH(QString, probe);
        const auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        KeyUse use;
        use.profile = *catalog->app(u"other"_s);
        use.auth = AuthKind::Bearer;
        use.baseUrl = QUrl(base);
        use.publicFields = {{u"probe"_s, probe}};
        use.secrets = {{u"value"_s, share(SecretBytes::copyOf("a key"))}};
        const auto prepared = prepare(use);
        QVERIFY(!prepared.isOk());
        QCOMPARE(toText(prepared.error().code), toText(ErrorCode::InvalidInput));
    }
    void whatIsExtraIsFilledInAndEncoded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QByteArray>("body"); // empty: refused before anything is sent
        const QByteArray usual = "grant_type=client_credentials&client_id=id&client_secret=s%26";
        QTest::newRow("a text") << u"audience"_s << u"https://a.example/?b=c d"_s
                                << usual + "&audience=https%3A%2F%2Fa.example%2F%3Fb%3Dc%20d";
        QTest::newRow("a public field within")
            << u"for"_s << u"user:{clientId}&"_s << usual + "&for=user%3Aid%26";
        QTest::newRow("a secret field") << u"key"_s << u"{clientSecret}"_s << usual + "&key=s%26";
        QTest::newRow("another name for the client")
            << u"client_id"_s << u"app-{clientId}"_s
            << QByteArray("grant_type=client_credentials&client_id=app-id&client_secret=s%26");
        QTest::newRow("a field that is not there") << u"for"_s << u"{nobody}"_s << QByteArray();
    }
    void whatIsExtraIsFilledInAndEncoded()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QByteArray, body);
        KeyUse use = bearerUse();
        AuthOption &option = use.profile.auth.first();
        option.kind = AuthKind::ClientCredentials;
        option.fields = {publicField(u"clientId"_s), secretField(u"clientSecret"_s)};
        option.request.format = u"Bearer {accessToken}"_s;
        TokenSpec tokens;
        tokens.tokenUrl = u"https://api.shop.example/oauth/token"_s;
        tokens.extra = {{name, value}};
        option.tokens = tokens;
        use.auth = AuthKind::ClientCredentials;
        use.publicFields = {{u"clientId"_s, u"id"_s}};
        use.secrets = {{u"clientSecret"_s, share(SecretBytes::copyOf("s&"))}};
        ScriptedSender http;
        http.answers = {reply(200, json("{'access_token':'short-lived'}")), reply(200, "{}")};
        const auto result = probeKey(http, testClock, use, {});
        if (body.isEmpty()) {
            VERIFY_ERROR(ErrorCode::InvalidInput, result);
            QVERIFY(http.urls.isEmpty());
            return;
        }
        VERIFY_OK(result);
        QCOMPARE(http.bodies.first(), body);
    }
    void theOwnersOwnHeaderCarriesTheKey_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("sent");
        QTest::newRow("any name") << u"X-Shop-Token"_s << true;
        QTest::newRow("the usual one") << u"X-API-Key"_s << true;
        QTest::newRow("one that says where the message goes") << u"Host"_s << false;
        QTest::newRow("one that says how long it is") << u"content-LENGTH"_s << false;
        QTest::newRow("two lines") << u"X-A\r\nX-B"_s << false;
        QTest::newRow("two words") << u"X A"_s << false;
        QTest::newRow("not there") << QString() << false;
    }
    void theOwnersOwnHeaderCarriesTheKey()
    {
        QFETCH(QString, header);
        QFETCH(bool, sent);
        KeyUse use = bearerUse();
        AuthOption &option = use.profile.auth.first();
        option.fields.append(publicField(u"header"_s));
        option.fields.last().required = false;
        option.request.name = u"{header}"_s;
        option.request.format = u"{key}"_s;
        use.publicFields.insert(u"header"_s, header);
        ScriptedSender http;
        http.answers = {reply(200, "{}")};
        const auto result = probeKey(http, testClock, use, {});
        if (sent) {
            VERIFY_OK(result);
            QCOMPARE(http.headers.value(header.toLatin1()), QByteArray("marked-value"));
            return;
        }
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
        QVERIFY(http.urls.isEmpty());
    }
    void grantsInAListOfObjectsAreReadByTheirMember()
    {
        KeyUse use = bearerUse();
        use.profile.probe->granted.at = u"/access_scopes"_s;
        use.profile.probe->granted.member = u"name"_s;
        ScriptedSender http;
        http.answers = {
            reply(200, json("{'access_scopes':[{'name':'a','handle':'x'},{'name':'b'}]}"))};
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_OK(result);
        QCOMPARE(result->test.granted, QStringList({u"a"_s, u"b"_s}));
    }
    void theEndIsReadAsProvidersWriteIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QDate>("day");
        const QDate first(2026, 12, 1);
        QTest::newRow("ISO") << QByteArray("2026-12-01T10:00:00Z") << first;
        QTest::newRow("ISO with parts of a second")
            << QByteArray("2026-12-01T10:00:00.125Z") << first;
        QTest::newRow("ISO, only the day") << QByteArray("2026-12-01") << first;
        QTest::newRow("ISO, elsewhere")
            << QByteArray("2026-12-01T01:00:00+02:00") << QDate(2026, 11, 30);
        QTest::newRow("UTC in words") << QByteArray("2026-12-01 10:00:00 UTC") << first;
        QTest::newRow("zone of zeros") << QByteArray("2026-12-01 10:00:00 +0000") << first;
        QTest::newRow("west of it")
            << QByteArray("2026-12-01 22:00:00 -0500") << QDate(2026, 12, 2);
        QTest::newRow("without a zone") << QByteArray("2026-12-01 10:00:00") << first;
        QTest::newRow("no such day") << QByteArray("2026-13-01 10:00:00 UTC") << QDate();
        QTest::newRow("no such hour") << QByteArray("2026-12-01 30:00:00 UTC") << QDate();
        QTest::newRow("no time at all") << QByteArray("never") << QDate();
    }
    void theEndIsReadAsProvidersWriteIt()
    {
        QFETCH(QByteArray, text);
        QFETCH(QDate, day);
        KeyUse use = bearerUse();
        use.profile.probe->endsAt = {ValuePlace::Header, u"token-expiration"_s, {}, {}, {}};
        HttpReply good = reply(200, "{}");
        good.headers.add("Token-Expiration", text);
        ScriptedSender http;
        http.answers = {good};
        const auto result = probeKey(http, testClock, use, {});
        VERIFY_OK(result);
        QCOMPARE(result->endsAt.value_or(QDate()), day);
    }
    void anAppThatWantsAPauseSaysUntilWhen_data()
    {
        QTest::addColumn<QByteArray>("retryAfter");
        QTest::addColumn<QString>("words");
        QTest::newRow("in seconds") << QByteArray("90") << u"Try again in 2 minutes."_s;
        QTest::newRow("at a time")
            << QByteArray("Sun, 01 Mar 2026 12:30:00 GMT") << u"Try again in 30 minutes."_s;
        QTest::newRow("not told") << QByteArray() << u"Try again in a few minutes."_s;
        QTest::newRow("told in riddles") << QByteArray("soon") << u"Try again in a few minutes."_s;
    }
    void anAppThatWantsAPauseSaysUntilWhen()
    {
        QFETCH(QByteArray, retryAfter);
        QFETCH(QString, words);
        HttpReply busy = reply(429, "{}");
        busy.receivedAt = testClock.now();
        if (!retryAfter.isEmpty())
            busy.headers.add("Retry-After", retryAfter);
        ScriptedSender http;
        http.answers = {busy};
        const auto result = probeKey(http, testClock, bearerUse(), {});
        VERIFY_OK(result);
        QVERIFY(!result->test.ok);
        QVERIFY2(result->test.explanation.endsWith(words), qPrintable(result->test.explanation));
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
