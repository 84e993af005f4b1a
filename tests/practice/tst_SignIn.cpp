// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in at the shop without a connection: the pages are driven as a browser would, by their forms.
#include "core/practice/ShopApi.h"
#include "tests/support/TestUnit.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *issuer = "https://127.0.0.1:7447";
constexpr const char *loopback = "http://127.0.0.1:51789/back";
constexpr const char *registered = "https://app.example/oauth/callback";

QByteArray verifier()
{
    return "the-verifier-" + QByteArray(40, 'v');
}

QByteArray challenge()
{
    return QCryptographicHash::hash(verifier(), QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

using Field = std::pair<QByteArray, QByteArray>;
using Fields = QList<Field>;

QByteArray encoded(const Fields &fields)
{
    QByteArray text;
    for (const auto &[name, value] : fields)
        text += (text.isEmpty() ? "" : "&") + name + '=' + value.toPercentEncoding();
    return text;
}

/// `fields` with one changed; an empty value takes it out.
Fields with(Fields fields, const QByteArray &name, const QByteArray &value)
{
    fields.removeIf([&name](const auto &field) { return field.first == name; });
    if (!value.isEmpty())
        fields.append(Field{name, value});
    return fields;
}

QJsonObject bodyOf(const ServerResponse &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

QString errorOf(const ServerResponse &response)
{
    return bodyOf(response)[u"error"].toString();
}

QByteArray headerOf(const ServerResponse &response, const char *name)
{
    for (const HttpHeader &header : response.headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

/// What stands in the address somebody is sent back to.
QUrlQuery sentBack(const ServerResponse &response)
{
    return QUrlQuery(QUrl::fromEncoded(headerOf(response, "Location")));
}

QString decoded(const QUrlQuery &query, const char *name)
{
    return query.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
}

/// The value in the form of a page.
QByteArray formValue(const ServerResponse &page)
{
    static const QRegularExpression hidden(u"name=\"request\" value=\"([A-Za-z0-9]{40})\""_s);
    return hidden.match(QString::fromUtf8(page.body)).captured(1).toLatin1();
}

struct Shop
{
    explicit Shop(const PracticeConfig &config = {})
        : api(
            book,
            [this](const KeyBook &) {
                return keepFails ? Result<void>(Error{ErrorCode::Denied, u"No room."_s, {}})
                                 : Result<void>();
            },
            config,
            clock,
            random)
    {
        api.setIssuer(QString::fromLatin1(issuer));
        book.addPublicClient({.clientId = u"open"_s,
                              .label = u"Open <b>program</b>"_s,
                              .scopes = practiceScopes(),
                              .origin = KeyOrigin::Start,
                              .lastUsedAt = {},
                              .hash = {},
                              .redirectUris = {}});
        closed = book.addClient(u"Closed program"_s,
                                {u"orders:read"_s, u"products:read"_s},
                                {QString::fromLatin1(registered)});
    }

    ServerResponse get(const QByteArray &path,
                       const QByteArray &query = {},
                       const QString &token = {})
    {
        ServerRequest asked;
        asked.method = "GET";
        asked.path = path;
        asked.query = query;
        if (!token.isEmpty())
            asked.headers.push_back({"Authorization", "Bearer " + token.toLatin1()});
        return api.answer(asked).response;
    }
    ServerResponse post(const QByteArray &path,
                        const Fields &fields,
                        const std::vector<HttpHeader> &headers = {})
    {
        ServerRequest asked;
        asked.method = "POST";
        asked.path = path;
        asked.headers = headers;
        asked.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        asked.body = encoded(fields);
        return api.answer(asked).response;
    }
    ServerResponse remove(const QByteArray &path, const QString &key)
    {
        ServerRequest asked;
        asked.method = "DELETE";
        asked.path = path;
        asked.headers.push_back({"Authorization", "Bearer " + key.toLatin1()});
        return api.answer(asked).response;
    }
    ServerResponse token(const Fields &fields) { return post("/oauth/token", fields); }

    static Fields asking()
    {
        return {{"response_type", "code"},
                {"client_id", "open"},
                {"redirect_uri", loopback},
                {"scope", "orders:read products:read keys:admin"},
                {"state", "st&te=1 \xff"},
                {"code_challenge", challenge()},
                {"code_challenge_method", "S256"}};
    }
    /// Opens the page and presses Allow with these ticked.
    ServerResponse allow(const QByteArrayList &scopes, const Fields &asked = asking())
    {
        Fields form{{"request", formValue(get("/oauth/authorize", encoded(asked)))}};
        for (const QByteArray &scope : scopes)
            form.append(Field{"scope", scope});
        form.append(Field{"decision", "allow"});
        return post("/oauth/authorize", form);
    }
    QByteArray code(const QByteArrayList &scopes = {"orders:read"})
    {
        return decoded(sentBack(allow(scopes)), "code").toLatin1();
    }
    static Fields redeeming(const QByteArray &code)
    {
        return {{"grant_type", "authorization_code"},
                {"client_id", "open"},
                {"code", code},
                {"redirect_uri", loopback},
                {"code_verifier", verifier()}};
    }
    QJsonObject signIn(const QByteArrayList &scopes = {"orders:read"})
    {
        return bodyOf(token(redeeming(code(scopes))));
    }
    Fields refreshing(const QJsonObject &tokens) const
    {
        return {{"grant_type", "refresh_token"},
                {"client_id", "open"},
                {"refresh_token", tokens[u"refresh_token"].toString().toLatin1()}};
    }
    int ask(const QJsonObject &tokens, const QByteArray &path = "/v1/orders")
    {
        return get(path, {}, tokens[u"access_token"].toString()).status;
    }
    QString owner()
    {
        return book
            .add({u"Owner"_s, practiceScopes(), ShopEnvironment::Live, KeyOrigin::Caller, {}})
            ->value;
    }
    /// A device that waits, and the page its code leads to.
    QJsonObject beginDevice()
    {
        return bodyOf(post("/oauth/device_authorization",
                           {{"client_id", "open"}, {"scope", "orders:read products:read"}}));
    }
    ServerResponse typeCode(const QByteArray &userCode)
    {
        const QByteArray value = formValue(get("/device"));
        return post("/device", {{"request", value}, {"user_code", userCode}});
    }
    ServerResponse poll(const QJsonObject &device)
    {
        return token({{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                      {"client_id", "open"},
                      {"device_code", device[u"device_code"].toString().toLatin1()}});
    }

    ManualClock clock{QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC)};
    SystemRandom random;
    KeyBook book{clock, random};
    bool keepFails = false;
    MadeClient closed;
    ShopApi api;
};

} // namespace

class tst_SignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePageNamesWhoAsksAndForWhat()
    {
        Shop shop;
        const ServerResponse page = shop.get("/oauth/authorize", encoded(Shop::asking()));
        QCOMPARE(page.status, 200);
        QCOMPARE(headerOf(page, "Content-Type"), QByteArray("text/html; charset=utf-8"));
        QVERIFY(page.body.contains("Open &lt;b&gt;program&lt;/b&gt;"));
        QVERIFY(!page.body.contains("<b>"));
        for (const char *scope : {"orders:read", "products:read", "keys:admin"})
            QVERIFY(page.body.contains(
                QByteArray(QByteArray("name=\"scope\" value=\"") + scope + '"')));
        QCOMPARE(page.body.count("type=\"checkbox\""), 3);
        QVERIFY(page.body.contains("value=\"allow\""));
        QVERIFY(page.body.contains("value=\"deny\""));
    }

    void thePageCannotBeFramedAndRunsNothing()
    {
        Shop shop;
        const ServerResponse page = shop.get("/oauth/authorize", encoded(Shop::asking()));
        const QByteArray policy = headerOf(page, "Content-Security-Policy");
        QVERIFY(policy.contains("default-src 'none'"));
        QVERIFY(policy.contains("frame-ancestors 'none'"));
        QVERIFY(policy.contains("form-action 'self' http://127.0.0.1:51789;"));
        QVERIFY(!policy.contains("script-src"));
        QCOMPARE(headerOf(page, "X-Frame-Options"), QByteArray("DENY"));
        QCOMPARE(headerOf(page, "Cache-Control"), QByteArray("no-store"));
        QVERIFY(!page.body.contains("<script"));
        // The style that is there is the one the policy allows.
        const qsizetype from = page.body.indexOf("<style>") + 7;
        const QByteArray style = page.body.mid(from, page.body.indexOf("</style>") - from);
        const QByteArray hash =
            QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64();
        QVERIFY(policy.contains(QByteArray("style-src 'sha256-" + hash + "'")));
    }

    void tokensCarryExactlyWhatWasTicked()
    {
        Shop shop;
        const ServerResponse answer = shop.allow({"products:read", "orders:read"});
        QCOMPARE(answer.status, 303);
        QVERIFY(headerOf(answer, "Location").startsWith(QByteArray(QByteArray(loopback) + '?')));
        const QUrlQuery query = sentBack(answer);
        QVERIFY(headerOf(answer, "Location").contains("&state=st%26te%3D1%20%FF&"));
        QCOMPARE(decoded(query, "iss"), QString::fromLatin1(issuer));
        const ServerResponse response =
            shop.token(Shop::redeeming(decoded(query, "code").toLatin1()));
        QCOMPARE(response.status, 200);
        QCOMPARE(headerOf(response, "Cache-Control"), QByteArray("no-store"));
        const QJsonObject tokens = bodyOf(response);
        QCOMPARE(tokens[u"scope"].toString(), u"orders:read products:read"_s);
        QCOMPARE(tokens[u"expires_in"].toInt(), 3600);
        QCOMPARE(shop.ask(tokens, "/v1/orders"), 200);
        QCOMPARE(shop.ask(tokens, "/v1/products"), 200);
        QCOMPARE(shop.ask(tokens, "/v1/keys"), 403); // asked for, not ticked
        QCOMPARE(shop.ask(tokens, "/v1/customers"), 403);
    }

    void whoIsNotSureWhereToIsSentNowhere_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char *claim, const char *name, const char *value) {
            QTest::newRow(claim) << QByteArray(name) << QByteArray(value);
        };
        row("an unknown program", "client_id", "nobody");
        row("no program", "client_id", "");
        row("no address", "redirect_uri", "");
        row("another host", "redirect_uri", "http://evil.example/");
        row("https to another host", "redirect_uri", "https://evil.example/oauth/callback");
        row("of another program", "redirect_uri", registered);
        row("a user that looks like a host", "redirect_uri", "http://127.0.0.1:80@evil.example/");
        row("a name that begins so", "redirect_uri", "http://127.0.0.1.evil.example/");
        row("a backslash", "redirect_uri", "http://127.0.0.1\\@evil.example/");
        row("a fragment", "redirect_uri", "http://127.0.0.1:1/#x");
        row("a query", "redirect_uri", "http://127.0.0.1:1/?code=x");
        row("a line break", "redirect_uri", "http://127.0.0.1:1/\r\nSet-Cookie: a=b");
        row("a line break at the end", "redirect_uri", "http://127.0.0.1:1/\n");
        row("a broken escape", "redirect_uri", "http://127.0.0.1:1/%4");
        row("a port out of range", "redirect_uri", "http://127.0.0.1:65536/");
        row("port 0", "redirect_uri", "http://127.0.0.1:0/");
        row("a number for a host", "redirect_uri", "http://2130706433/");
        row("a short loopback", "redirect_uri", "http://127.1/");
        row("script", "redirect_uri", "javascript:alert(1)");
        row("another scheme", "redirect_uri", "myapp://127.0.0.1/");
        row("https on loopback", "redirect_uri", "https://127.0.0.1:1/");
    }
    void whoIsNotSureWhereToIsSentNowhere()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        Shop shop;
        const ServerResponse page =
            shop.get("/oauth/authorize", encoded(with(Shop::asking(), name, value)));
        QCOMPARE(page.status, 400);
        QVERIFY(headerOf(page, "Location").isEmpty());
        QVERIFY(formValue(page).isEmpty());
        QVERIFY(!page.body.contains("evil"));
    }
    void whatIsThereTwiceIsSentNowhere()
    {
        Shop shop;
        for (const char *twice :
             {"&redirect_uri=http%3A%2F%2F127.0.0.1%3A2%2F", "&client_id=open", "&state=%4"}) {
            const ServerResponse page =
                shop.get("/oauth/authorize", encoded(Shop::asking()) + twice);
            QCOMPARE(page.status, 400);
            QVERIFY(headerOf(page, "Location").isEmpty());
        }
    }

    void anywhereOnThisComputerIsGoodToComeBackTo_data()
    {
        QTest::addColumn<QByteArray>("address");
        for (const char *address : {"http://127.0.0.1:1/",
                                    "http://127.0.0.1:65535/a/b%20c",
                                    "http://127.0.0.1/",
                                    "http://127.0.0.1:8080",
                                    "http://[::1]:51789/back",
                                    "http://localhost:3000/callback"})
            QTest::newRow(address) << QByteArray(address);
    }
    void anywhereOnThisComputerIsGoodToComeBackTo()
    {
        QFETCH(QByteArray, address);
        Shop shop;
        const ServerResponse answer =
            shop.allow({"orders:read"}, with(Shop::asking(), "redirect_uri", address));
        QVERIFY(headerOf(answer, "Location").startsWith(QByteArray(address + "?code=")));
    }

    void aWrongQuestionIsAnsweredWhereItCameFrom_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("error");
        const auto row =
            [](const char *claim, const char *name, const char *value, const char *error) {
                QTest::newRow(claim)
                    << QByteArray(name) << QByteArray(value) << QString::fromLatin1(error);
            };
        row("no PKCE", "code_challenge", "", "invalid_request");
        row("plain PKCE", "code_challenge_method", "plain", "invalid_request");
        row("PKCE without its method is plain", "code_challenge_method", "", "invalid_request");
        row("a short challenge", "code_challenge", "abc", "invalid_request");
        row("an implicit grant", "response_type", "token", "unsupported_response_type");
        row("no kind of answer", "response_type", "", "invalid_request");
        row("no scope", "scope", "", "invalid_scope");
        row("an unknown scope", "scope", "orders:read everything", "invalid_scope");
    }
    void aWrongQuestionIsAnsweredWhereItCameFrom()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QString, error);
        Shop shop;
        const ServerResponse answer =
            shop.get("/oauth/authorize", encoded(with(Shop::asking(), name, value)));
        QCOMPARE(answer.status, 303);
        const QUrlQuery query = sentBack(answer);
        QCOMPARE(decoded(query, "error"), error);
        QCOMPARE(decoded(query, "iss"), QString::fromLatin1(issuer));
        QVERIFY(headerOf(answer, "Location").contains("&state=st%26te%3D1%20%FF&"));
        QVERIFY(!query.hasQueryItem(u"code"_s));
    }
    void aProgramIsNotAskedForMoreThanItMayHave()
    {
        Shop shop;
        Fields asked = with(Shop::asking(), "client_id", shop.closed.record.clientId.toLatin1());
        asked = with(asked, "redirect_uri", registered);
        QCOMPARE(decoded(sentBack(shop.get("/oauth/authorize", encoded(asked))), "error"),
                 u"invalid_scope"_s);
        asked = with(asked, "scope", "orders:read");
        const ServerResponse page = shop.get("/oauth/authorize", encoded(asked));
        QCOMPARE(page.status, 200);
        QVERIFY(headerOf(page, "Content-Security-Policy")
                    .contains("form-action 'self' https://app.example;"));
    }

    void denyingGivesNothing()
    {
        Shop shop;
        const QByteArray value = formValue(shop.get("/oauth/authorize", encoded(Shop::asking())));
        const ServerResponse answer =
            shop.post("/oauth/authorize",
                      {{"request", value}, {"scope", "orders:read"}, {"decision", "deny"}});
        const QUrlQuery query = sentBack(answer);
        QCOMPARE(decoded(query, "error"), u"access_denied"_s);
        QVERIFY(!query.hasQueryItem(u"code"_s));
        QVERIFY(query.hasQueryItem(u"state"_s));
    }
    void allowingNothingAsksAgain()
    {
        Shop shop;
        const ServerResponse page = shop.allow({});
        QCOMPARE(page.status, 400);
        QVERIFY(page.body.contains("Nothing is ticked"));
        const ServerResponse answer = shop.post("/oauth/authorize",
                                                {{"request", formValue(page)},
                                                 {"scope", "orders:read"},
                                                 {"decision", "allow"}});
        QCOMPARE(answer.status, 303);
    }
    void whatWasNotAskedForCannotBeTicked()
    {
        Shop shop;
        const ServerResponse page = shop.allow({"orders:read", "customers:read"});
        QCOMPARE(page.status, 400);
        QVERIFY(headerOf(page, "Location").isEmpty());
    }

    void aForgedFormDoesNothing_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isGood");
        const auto row = [](const char *claim, const char *header, const char *value, bool isGood) {
            QTest::newRow(claim) << QByteArray(header) << QByteArray(value) << isGood;
        };
        row("from another site", "Origin", "https://evil.example", false);
        row("from nowhere", "Origin", "null", false);
        row("from another port", "Origin", "https://127.0.0.1:7448", false);
        row("without TLS", "Origin", "http://127.0.0.1:7447", false);
        row("the browser says so", "Sec-Fetch-Site", "cross-site", false);
        row("a sister site", "Sec-Fetch-Site", "same-site", false);
        row("ours", "Origin", issuer, true);
        row("ours by name", "Origin", "https://localhost:7447", true);
        row("ours, says the browser", "Sec-Fetch-Site", "same-origin", true);
    }
    void aForgedFormDoesNothing()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QFETCH(bool, isGood);
        Shop shop;
        const QByteArray page = formValue(shop.get("/oauth/authorize", encoded(Shop::asking())));
        const Fields form{{"request", page}, {"scope", "orders:read"}, {"decision", "allow"}};
        const ServerResponse answer = shop.post("/oauth/authorize", form, {{header, value}});
        QCOMPARE(answer.status, isGood ? 303 : 403);
        QCOMPARE(headerOf(answer, "Location").isEmpty(), !isGood);
        const QByteArray entry = formValue(shop.get("/device"));
        const ServerResponse device =
            shop.post("/device", {{"request", entry}, {"user_code", "x"}}, {{header, value}});
        QCOMPARE(device.status, isGood ? 400 : 403);
    }
    void aPageIsAnsweredOnceAndInTime()
    {
        Shop shop;
        const auto answer = [&shop](const QByteArray &value) {
            return shop
                .post("/oauth/authorize",
                      {{"request", value}, {"scope", "orders:read"}, {"decision", "allow"}})
                .status;
        };
        const auto open = [&shop] {
            return formValue(shop.get("/oauth/authorize", encoded(Shop::asking())));
        };
        QCOMPARE(answer({}), 403);
        QCOMPARE(answer(QByteArray(40, 'A')), 403);
        const QByteArray once = open();
        QCOMPARE(answer(once), 303);
        QCOMPARE(answer(once), 403);
        const QByteArray late = open();
        shop.clock.advance(600s);
        QCOMPARE(answer(late), 403);
        QCOMPARE(answer(formValue(shop.get("/device"))), 403); // a page of another kind
    }

    void aCodeIsGoodOnceForItsOwnProgram_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("error");
        const auto row =
            [](const char *claim, const char *name, const QByteArray &value, const char *error) {
                QTest::newRow(claim) << QByteArray(name) << value << QString::fromLatin1(error);
            };
        row("another verifier", "code_verifier", QByteArray(50, 'x'), "invalid_grant");
        row("the challenge itself", "code_verifier", challenge(), "invalid_grant");
        row("another address", "redirect_uri", "http://127.0.0.1:51789/other", "invalid_grant");
        row("no address", "redirect_uri", "", "invalid_grant");
        row("an unknown code", "code", "psc_" + QByteArray(40, 'a'), "invalid_grant");
        row("no verifier", "code_verifier", "", "invalid_request");
        row("a short verifier", "code_verifier", "abc", "invalid_request");
        row("no code", "code", "", "invalid_request");
        row("a secret where there is none", "client_secret", "x", "invalid_client");
    }
    void aCodeIsGoodOnceForItsOwnProgram()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QString, error);
        Shop shop;
        const ServerResponse response = shop.token(with(Shop::redeeming(shop.code()), name, value));
        QCOMPARE(response.status, error == u"invalid_client"_s ? 401 : 400);
        QCOMPARE(errorOf(response), error);
        QVERIFY(shop.book.grants().grants().empty());
    }
    void anotherProgramWithItsSecretGetsNothingForTheCode()
    {
        Shop shop;
        Fields fields =
            with(Shop::redeeming(shop.code()), "client_id", shop.closed.record.clientId.toLatin1());
        fields.append(Field{"client_secret", shop.closed.secret.toLatin1()});
        QCOMPARE(errorOf(shop.token(fields)), u"invalid_grant"_s);
    }
    void aCodeThatWasTriedWrongIsSpent()
    {
        Shop shop;
        const QByteArray code = shop.code();
        const Fields wrong = with(Shop::redeeming(code), "code_verifier", QByteArray(50, 'x'));
        QCOMPARE(errorOf(shop.token(wrong)), u"invalid_grant"_s);
        QCOMPARE(errorOf(shop.token(Shop::redeeming(code))), u"invalid_grant"_s);
    }
    void aCodeLastsAMinute()
    {
        Shop shop;
        const QByteArray inTime = shop.code();
        const QByteArray late = shop.code();
        shop.clock.advance(59s);
        QCOMPARE(shop.token(Shop::redeeming(inTime)).status, 200);
        shop.clock.advance(1s);
        QCOMPARE(errorOf(shop.token(Shop::redeeming(late))), u"invalid_grant"_s);
    }
    void aReplayedCodeEndsWhatWasMadeFromIt()
    {
        Shop shop;
        const QByteArray code = shop.code();
        const QJsonObject tokens = bodyOf(shop.token(Shop::redeeming(code)));
        const QJsonObject fresh = bodyOf(shop.token(shop.refreshing(tokens)));
        const QJsonObject other = shop.signIn();
        QCOMPARE(shop.ask(fresh), 200);
        shop.clock.advance(120s); // however late
        QCOMPARE(errorOf(shop.token(Shop::redeeming(code))), u"invalid_grant"_s);
        QCOMPARE(shop.ask(tokens), 401);
        QCOMPARE(shop.ask(fresh), 401);
        QCOMPARE(errorOf(shop.token(shop.refreshing(fresh))), u"invalid_grant"_s);
        QCOMPARE(shop.ask(other), 200);
    }
    void aProgramWithASecretHasToShowIt()
    {
        Shop shop;
        const QByteArray id = shop.closed.record.clientId.toLatin1();
        const auto code = [&] {
            Fields asked = with(Shop::asking(), "client_id", id);
            asked = with(with(asked, "redirect_uri", registered), "scope", "orders:read");
            return decoded(sentBack(shop.allow({"orders:read"}, asked)), "code").toLatin1();
        };
        const auto redeem = [&](const QByteArray &value) {
            return with(with(Shop::redeeming(value), "client_id", id), "redirect_uri", registered);
        };
        QCOMPARE(errorOf(shop.token(redeem(code()))), u"invalid_client"_s);
        Fields inForm = redeem(code());
        inForm.append(Field{"client_secret", shop.closed.secret.toLatin1()});
        QCOMPARE(shop.token(inForm).status, 200);
        const QByteArray basic = QByteArray(id + ':' + shop.closed.secret.toLatin1()).toBase64();
        QCOMPARE(shop.post("/oauth/token",
                           with(redeem(code()), "client_id", {}),
                           {{"Authorization", "Basic " + basic}})
                     .status,
                 200);
        QCOMPARE(errorOf(shop.post("/oauth/token",
                                   with(redeem(code()), "client_id", "open"),
                                   {{"Authorization", "Basic " + basic}})),
                 u"invalid_request"_s); // one name by Basic, another in the form
    }
    void whatCannotBeWrittenDownWasNotGiven()
    {
        Shop shop;
        const QJsonObject before = shop.signIn();
        const QByteArray code = shop.code();
        shop.keepFails = true;
        QCOMPARE(shop.token(Shop::redeeming(code)).status, 503);
        QCOMPARE(shop.book.grants().grants().size(), size_t{1});
        QCOMPARE(shop.token(shop.refreshing(before)).status, 503);
        QCOMPARE(shop.post("/oauth/revoke",
                           {{"client_id", "open"},
                            {"token", before[u"refresh_token"].toString().toLatin1()}})
                     .status,
                 503);
        shop.keepFails = false;
        QCOMPARE(shop.ask(before), 200);
        QCOMPARE(shop.token(shop.refreshing(before)).status,
                 200); // the old one is still the good one
    }

    void refreshingRotatesAndReuseEndsTheGrant()
    {
        Shop shop;
        const QJsonObject first = shop.signIn({"orders:read", "products:read"});
        shop.clock.advance(3600s);
        QCOMPARE(shop.ask(first), 401);
        const QJsonObject second = bodyOf(shop.token(shop.refreshing(first)));
        QCOMPARE(second[u"scope"].toString(), u"orders:read products:read"_s);
        QCOMPARE(shop.ask(second), 200);
        QVERIFY(second[u"refresh_token"] != first[u"refresh_token"]);
        const ServerResponse reuse = shop.token(shop.refreshing(first));
        QCOMPARE(errorOf(reuse), u"invalid_grant"_s);
        QCOMPARE(shop.ask(second), 401);
        QCOMPARE(errorOf(shop.token(shop.refreshing(second))), u"invalid_grant"_s);
    }
    void refreshingDoesNotWiden()
    {
        Shop shop;
        const QJsonObject tokens = shop.signIn({"orders:read", "products:read"});
        Fields wide = shop.refreshing(tokens);
        wide.append(Field{"scope", "orders:read keys:admin"});
        QCOMPARE(errorOf(shop.token(wide)), u"invalid_scope"_s);
        Fields narrow = shop.refreshing(tokens);
        narrow.append(Field{"scope", "orders:read"});
        const QJsonObject fewer = bodyOf(shop.token(narrow));
        QCOMPARE(fewer[u"scope"].toString(), u"orders:read"_s);
        QCOMPARE(shop.ask(fewer, "/v1/products"), 403);
        const QJsonObject again = bodyOf(shop.token(shop.refreshing(fewer)));
        QCOMPARE(again[u"scope"].toString(), u"orders:read products:read"_s);
    }

    void aDeviceSignsInByItsCode()
    {
        Shop shop;
        const QJsonObject device = shop.beginDevice();
        const QString userCode = device[u"user_code"].toString();
        static const QRegularExpression form(
            u"^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$"_s);
        QVERIFY(form.match(userCode).hasMatch());
        QCOMPARE(device[u"verification_uri"].toString(), u"https://127.0.0.1:7447/device"_s);
        QCOMPARE(device[u"interval"].toInt(), 5);
        QCOMPARE(device[u"expires_in"].toInt(), 600);
        QCOMPARE(errorOf(shop.poll(device)), u"authorization_pending"_s);
        QByteArray typed = userCode.toLatin1().toLower();
        const ServerResponse page = shop.typeCode(typed.replace("-", " "));
        QCOMPARE(page.status, 200);
        QCOMPARE(page.body.count("type=\"checkbox\""), 2);
        QCOMPARE(shop.post("/device",
                           {{"request", formValue(page)},
                            {"scope", "products:read"},
                            {"decision", "allow"}})
                     .status,
                 200);
        shop.clock.advance(5s);
        const ServerResponse given = shop.poll(device);
        QCOMPARE(given.status, 200);
        const QJsonObject tokens = bodyOf(given);
        QCOMPARE(tokens[u"scope"].toString(), u"products:read"_s);
        QCOMPARE(shop.ask(tokens, "/v1/products"), 200);
        QCOMPARE(shop.ask(tokens, "/v1/orders"), 403);
        QCOMPARE(shop.token(shop.refreshing(tokens)).status, 200);
        shop.clock.advance(5s);
        QCOMPARE(errorOf(shop.poll(device)), u"invalid_grant"_s); // once
    }
    void aDeviceThatAsksTooOftenIsSlowedDown()
    {
        Shop shop;
        const QJsonObject device = shop.beginDevice();
        QCOMPARE(errorOf(shop.poll(device)), u"authorization_pending"_s);
        shop.clock.advance(4s);
        QCOMPARE(errorOf(shop.poll(device)), u"slow_down"_s);
        shop.clock.advance(5s);
        QCOMPARE(errorOf(shop.poll(device)), u"slow_down"_s); // ten seconds are due now
        shop.clock.advance(15s);
        QCOMPARE(errorOf(shop.poll(device)), u"authorization_pending"_s);
    }
    void aDeviceIsTurnedAway()
    {
        Shop shop;
        const QJsonObject denied = shop.beginDevice();
        const ServerResponse page = shop.typeCode(denied[u"user_code"].toString().toLatin1());
        QCOMPARE(shop.post("/device", {{"request", formValue(page)}, {"decision", "deny"}}).status,
                 200);
        QCOMPARE(errorOf(shop.poll(denied)), u"access_denied"_s);
        const QJsonObject late = shop.beginDevice();
        const ServerResponse open = shop.typeCode(late[u"user_code"].toString().toLatin1());
        shop.clock.advance(600s);
        QCOMPARE(errorOf(shop.poll(late)), u"expired_token"_s);
        QCOMPARE(shop.typeCode(late[u"user_code"].toString().toLatin1()).status, 400);
        QCOMPARE(shop.post("/device",
                           {{"request", formValue(open)},
                            {"scope", "orders:read"},
                            {"decision", "allow"}})
                     .status,
                 403);
    }
    void anotherProgramCannotCollectForADevice()
    {
        Shop shop;
        const QJsonObject device = shop.beginDevice();
        const ServerResponse response =
            shop.token({{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                        {"client_id", shop.closed.record.clientId.toLatin1()},
                        {"client_secret", shop.closed.secret.toLatin1()},
                        {"device_code", device[u"device_code"].toString().toLatin1()}});
        QCOMPARE(errorOf(response), u"invalid_grant"_s);
    }
    void codesOfDevicesAreNotFoundByTrying()
    {
        Shop shop;
        int refused = 0;
        for (int i = 0; i < 12; ++i)
            refused += shop.typeCode("BBBB-BBBB").status == 429 ? 1 : 0;
        QVERIFY(refused >= 2);
    }
    void theCodeOfALinkIsShownAndNotSent()
    {
        Shop shop;
        const ServerResponse page =
            shop.get("/device", "user_code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        QCOMPARE(page.status, 200);
        QVERIFY(!page.body.contains("<script"));
        QVERIFY(page.body.contains("value=\"&quot;&gt;&lt;script"));
    }

    void revokingAnswersTheSameWhateverIsShown_data()
    {
        QTest::addColumn<bool>("keepAccess");
        QTest::addColumn<QString>("which");
        QTest::addColumn<int>("access");
        QTest::addColumn<bool>("refreshes");
        QTest::newRow("the refresh token") << false << u"refresh_token"_s << 401 << false;
        QTest::newRow("the access token") << false << u"access_token"_s << 401 << true;
        QTest::newRow("the refresh token alone") << true << u"refresh_token"_s << 200 << false;
        QTest::newRow("neither") << false << u"token_type"_s << 200 << true;
    }
    void revokingAnswersTheSameWhateverIsShown()
    {
        QFETCH(bool, keepAccess);
        QFETCH(QString, which);
        QFETCH(int, access);
        QFETCH(bool, refreshes);
        PracticeConfig config;
        config.keepAccessOnRevoke = keepAccess;
        Shop shop(config);
        const QJsonObject tokens = shop.signIn();
        const Fields fields{{"client_id", "open"}, {"token", tokens[which].toString().toLatin1()}};
        QCOMPARE(shop.post("/oauth/revoke", fields).status, 200);
        QCOMPARE(shop.post("/oauth/revoke", fields).status, 200);
        QCOMPARE(shop.ask(tokens), access);
        QCOMPARE(shop.token(shop.refreshing(tokens)).status, refreshes ? 200 : 400);
    }
    void nobodyRevokesForAnother()
    {
        Shop shop;
        const QJsonObject tokens = shop.signIn();
        const QByteArray value = tokens[u"refresh_token"].toString().toLatin1();
        QCOMPARE(shop.post("/oauth/revoke",
                           {{"client_id", shop.closed.record.clientId.toLatin1()},
                            {"client_secret", shop.closed.secret.toLatin1()},
                            {"token", value}})
                     .status,
                 200);
        QCOMPARE(shop.post("/oauth/revoke", {{"token", value}}).status, 401);
        QCOMPARE(shop.post("/oauth/revoke", {{"client_id", "open"}}).status, 400);
        QCOMPARE(shop.ask(tokens), 200);
    }
    void aTokenOfAProgramAloneIsRevokedToo()
    {
        Shop shop;
        const Fields client{{"client_id", shop.closed.record.clientId.toLatin1()},
                            {"client_secret", shop.closed.secret.toLatin1()}};
        const QJsonObject tokens =
            bodyOf(shop.token(Fields{{"grant_type", "client_credentials"}} + client));
        QVERIFY(!tokens.contains(u"refresh_token"_s));
        QCOMPARE(shop.ask(tokens), 200);
        const Fields token{{"token", tokens[u"access_token"].toString().toLatin1()}};
        QCOMPARE(bodyOf(shop.post("/oauth/introspect", token + client))[u"active"].toBool(), true);
        QCOMPARE(shop.post("/oauth/revoke", token + client).status, 200);
        QCOMPARE(shop.ask(tokens), 401);
        QCOMPARE(errorOf(shop.token({{"grant_type", "client_credentials"}, {"client_id", "open"}})),
                 u"unauthorized_client"_s);
    }

    void askingAboutATokenTellsItsOwnProgramOnly()
    {
        Shop shop;
        const QJsonObject tokens = shop.signIn({"orders:read", "products:read"});
        const auto ask = [&shop](const Fields &client, const QJsonValue &token) {
            return bodyOf(shop.post("/oauth/introspect",
                                    client + Fields{{"token", token.toString().toLatin1()}}));
        };
        const Fields own{{"client_id", "open"}};
        const QJsonObject access = ask(own, tokens[u"access_token"]);
        QCOMPARE(access[u"active"].toBool(), true);
        QCOMPARE(access[u"scope"].toString(), u"orders:read products:read"_s);
        QCOMPARE(access[u"client_id"].toString(), u"open"_s);
        QCOMPARE(access[u"exp"].toInteger(), shop.clock.now().addSecs(3600).toSecsSinceEpoch());
        QCOMPARE(ask(own, tokens[u"refresh_token"])[u"active"].toBool(), true);
        const Fields other{{"client_id", shop.closed.record.clientId.toLatin1()},
                           {"client_secret", shop.closed.secret.toLatin1()}};
        const QJsonObject nothing{{u"active"_s, false}};
        QCOMPARE(ask(other, tokens[u"access_token"]), nothing);
        QCOMPARE(ask(own, QJsonValue(u"pst_live_nobody"_s)), nothing);
        shop.clock.advance(3600s);
        QCOMPARE(ask(own, tokens[u"access_token"]), nothing);
    }

    void theOwnerSeesAndEndsWhatIsAllowed()
    {
        Shop shop;
        const QString owner = shop.owner();
        const QJsonObject tokens = shop.signIn();
        QCOMPARE(shop.ask(tokens), 200);
        const QJsonObject listed = bodyOf(shop.get("/v1/grants", {}, owner));
        const QJsonArray data = listed[u"data"].toArray();
        QCOMPARE(data.size(), 1);
        QCOMPARE(data[0][u"clientId"].toString(), u"open"_s);
        QCOMPARE(data[0][u"scopes"].toArray(), QJsonArray{u"orders:read"_s});
        QCOMPARE(data[0][u"lastUsedAt"].toString(), u"2026-03-01T09:00:00Z"_s);
        QVERIFY(!QJsonDocument(listed).toJson().contains("pst_"));
        const QByteArray path = "/v1/grants/" + data[0][u"id"].toString().toLatin1();
        QCOMPARE(shop.remove(path, tokens[u"access_token"].toString()).status, 403);
        QCOMPARE(shop.remove(path, owner).status, 204);
        QCOMPARE(shop.remove(path, owner).status, 404);
        QCOMPARE(shop.ask(tokens), 401);
        QCOMPARE(errorOf(shop.token(shop.refreshing(tokens))), u"invalid_grant"_s);
    }

    void theShopTellsWhatItOffers()
    {
        Shop shop;
        const QJsonObject told = bodyOf(shop.get("/.well-known/oauth-authorization-server"));
        QCOMPARE(told[u"issuer"].toString(), QString::fromLatin1(issuer));
        for (const char *name : {"authorization_endpoint",
                                 "token_endpoint",
                                 "device_authorization_endpoint",
                                 "revocation_endpoint",
                                 "introspection_endpoint"}) {
            const QString url = told[QString::fromLatin1(name)].toString();
            QVERIFY2(url.startsWith(QString::fromLatin1(issuer) + u'/'), name);
            // Each is there: an empty question is refused, not unknown.
            const QByteArray path = url.mid(qsizetype(qstrlen(issuer))).toLatin1();
            QVERIFY(shop.post(path, {}).status != 404);
        }
        QCOMPARE(told[u"code_challenge_methods_supported"].toArray(), QJsonArray{u"S256"_s});
        QCOMPARE(told[u"authorization_response_iss_parameter_supported"].toBool(), true);
        QCOMPARE(told[u"scopes_supported"].toArray().size(), 6);
    }

    void aFloodOfPagesDoesNotFillTheShop()
    {
        PracticeConfig config;
        config.rate = {.burst = 10'000, .perSecond = 10'000};
        Shop shop(config);
        const QByteArray first = formValue(shop.get("/oauth/authorize", encoded(Shop::asking())));
        QByteArray last;
        for (size_t i = 0; i < SignIns::maximum; ++i)
            last = formValue(shop.get("/oauth/authorize", encoded(Shop::asking())));
        const auto status = [&shop](const QByteArray &value) {
            return shop
                .post("/oauth/authorize",
                      {{"request", value}, {"scope", "orders:read"}, {"decision", "allow"}})
                .status;
        };
        QCOMPARE(status(first), 403); // the oldest went
        QCOMPARE(status(last), 303);
    }
    void whatIsSeenHoldsNoCode()
    {
        Shop shop;
        ServerRequest asked;
        asked.method = "GET";
        asked.path = "/oauth/authorize";
        asked.query = encoded(Shop::asking());
        asked.target = asked.path + '?' + asked.query;
        QCOMPARE(shop.api.answer(asked).seen.path, u"/oauth/authorize"_s);
    }
};

TEST_UNIT(tst_SignIn)
#include "tst_SignIn.moc"
