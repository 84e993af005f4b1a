// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/ShopApi.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

ServerRequest request(const QByteArray &method, const QByteArray &target, const QString &key = {})
{
    ServerRequest made;
    made.method = method;
    made.target = target;
    const qsizetype mark = target.indexOf('?');
    made.path = mark < 0 ? target : target.left(mark);
    made.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    if (!key.isEmpty())
        made.headers.push_back({"Authorization", "Bearer " + key.toLatin1()});
    return made;
}

ServerRequest withJson(ServerRequest made, const QByteArray &json)
{
    made.headers.push_back({"Content-Type", "application/json"});
    made.body = json;
    return made;
}

ServerRequest form(const QByteArray &fields, const QByteArray &basic = {})
{
    ServerRequest made = request("POST", "/oauth/token");
    made.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    if (!basic.isEmpty())
        made.headers.push_back({"Authorization", "Basic " + basic.toBase64()});
    made.body = fields;
    return made;
}

QJsonObject bodyOf(const ServerResponse &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

QString codeOf(const ServerResponse &response)
{
    return bodyOf(response)[u"error"][u"code"].toString();
}

QByteArray headerOf(const ServerResponse &response, const char *name)
{
    for (const HttpHeader &header : response.headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

/// A shop without a connection.
struct Shop
{
    explicit Shop(const PracticeConfig &config = {})
        : api(
            book,
            [this](const KeyBook &) {
                ++timesKept;
                return keepFails ? Result<void>(Error{ErrorCode::Denied, u"No."_s, {}})
                                 : Result<void>();
            },
            config,
            clock,
            random)
    {}

    QString key(const QStringList &scopes,
                ShopEnvironment environment = ShopEnvironment::Live,
                std::optional<std::chrono::seconds> life = {})
    {
        return book.add({u"Test key"_s, scopes, environment, KeyOrigin::Caller, life})->value;
    }
    ServerResponse ask(const ServerRequest &asked) { return api.answer(asked).response; }

    ManualClock clock{QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC)};
    SystemRandom random;
    KeyBook book{clock, random};
    int timesKept = 0;
    bool keepFails = false;
    ShopApi api;
};

} // namespace

class tst_ShopApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCallAsksForItsScopeAndNoOther_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("scope");
        QTest::addColumn<int>("status");
        const auto row = [](const char *method,
                            const char *path,
                            const char *scope,
                            int status,
                            const char *json = "") {
            QTest::addRow("%s %s", method, path)
                << QByteArray(method) << QByteArray(path) << QByteArray(json)
                << QString::fromLatin1(scope) << status;
        };
        row("GET", "/v1/orders", "orders:read", 200);
        row("GET", "/v1/orders/ord_2140", "orders:read", 200);
        row("GET", "/v1/order-totals", "order-totals:read", 200);
        row("GET", "/v1/customers", "customers:read", 200);
        row("GET", "/v1/customers/cus_1001", "customers:read", 200);
        row("GET", "/v1/products", "products:read", 200);
        row("GET", "/v1/products/prd_101", "products:read", 200);
        row("PUT", "/v1/products/prd_101", "products:write", 200, R"({"stock": 1})");
        row("GET", "/v1/keys", "keys:admin", 200);
        row("POST", "/v1/keys", "keys:admin", 201, R"({"label": "x", "scopes": ["keys:admin"]})");
        row("DELETE", "/v1/keys/key_none", "keys:admin", 404);
    }
    void everyCallAsksForItsScopeAndNoOther()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, json);
        QFETCH(QString, scope);
        QFETCH(int, status);
        Shop shop;
        for (const QString &granted : practiceScopes()) {
            const ServerRequest asked = withJson(request(method, path, shop.key({granted})), json);
            const ServerResponse response = shop.ask(asked);
            if (granted == scope) {
                QCOMPARE(response.status, status);
                continue;
            }
            QCOMPARE(response.status, 403);
            QCOMPARE(codeOf(response), u"missing_scope"_s);
            QCOMPARE(bodyOf(response)[u"error"][u"scope"].toString(), scope);
            QCOMPARE(headerOf(response, "WWW-Authenticate"),
                     QByteArray("Bearer error=\"insufficient_scope\", scope=\"" + scope.toLatin1()
                                + '"'));
        }
        QCOMPARE(shop.ask(withJson(request(method, path), json)).status, 401);
    }

    void meTellsWhoseKeyItIs()
    {
        Shop shop;
        const QString key =
            shop.key({u"orders:read"_s, u"keys:admin"_s}, ShopEnvironment::Live, 1h);
        const QJsonObject me = bodyOf(shop.ask(request("GET", "/v1/me", key)));
        QCOMPARE(me[u"account"][u"name"].toString(), u"Ada's Practice Shop"_s);
        QCOMPARE(me[u"account"][u"id"].toString(), u"acc_1001"_s);
        QCOMPARE(me[u"key"][u"label"].toString(), u"Test key"_s);
        QCOMPARE(me[u"key"][u"id"].toString(), shop.book.keys().front().id);
        QCOMPARE(me[u"key"][u"environment"].toString(), u"live"_s);
        QCOMPARE(me[u"key"][u"expiresAt"].toString(), u"2026-03-01T10:00:00Z"_s);
        QCOMPARE(me[u"key"][u"scopes"].toArray(), QJsonArray({u"orders:read"_s, u"keys:admin"_s}));
    }
    void aKeyWithoutEndSaysNull()
    {
        Shop shop;
        const QString key = shop.key({u"orders:read"_s}, ShopEnvironment::Test);
        const QJsonObject me = bodyOf(shop.ask(request("GET", "/v1/me", key)));
        QVERIFY(me[u"key"][u"expiresAt"].isNull());
        QCOMPARE(me[u"key"][u"environment"].toString(), u"test"_s);
    }

    void aTestKeySeesTheTestShop()
    {
        Shop shop;
        const QStringList scopes{u"customers:read"_s, u"products:read"_s, u"products:write"_s};
        const QString test = shop.key(scopes, ShopEnvironment::Test);
        const QString live = shop.key(scopes);
        const QJsonObject customers = bodyOf(shop.ask(request("GET", "/v1/customers", test)));
        QCOMPARE(customers[u"data"].toArray().size(), 3);
        const ServerRequest change =
            withJson(request("PUT", "/v1/products/prd_101", test), R"({"stock": 777})");
        QCOMPARE(shop.ask(change).status, 200);
        const auto stock = [&shop](const QString &key) {
            return bodyOf(
                       shop.ask(request("GET", "/v1/products/prd_101", key)))[u"product"][u"stock"]
                .toInt();
        };
        QCOMPARE(stock(test), 777);
        QVERIFY(stock(live) != 777);
    }

    void whoCannotSignInLearnsWhy_data()
    {
        QTest::addColumn<QByteArray>("authorization");
        QTest::addColumn<QString>("code");
        const QByteArray key = "psk_live_" + QByteArray(32, 'a');
        QTest::newRow("nothing") << QByteArray() << u"missing_key"_s;
        QTest::newRow("another scheme")
            << QByteArray("Basic " + key.toBase64()) << u"missing_key"_s;
        QTest::newRow("the key alone") << key << u"missing_key"_s;
        QTest::newRow("an empty key") << QByteArray("Bearer ") << u"missing_key"_s;
        QTest::newRow("a key of nobody") << QByteArray("Bearer " + key) << u"invalid_key"_s;
        QTest::newRow("garbage") << QByteArray("Bearer \xff\xfe") << u"invalid_key"_s;
    }
    void whoCannotSignInLearnsWhy()
    {
        QFETCH(QByteArray, authorization);
        QFETCH(QString, code);
        Shop shop;
        ServerRequest asked = request("GET", "/v1/me");
        if (!authorization.isEmpty())
            asked.headers.push_back({"authorization", authorization});
        const ServerResponse response = shop.ask(asked);
        QCOMPARE(response.status, 401);
        QCOMPARE(codeOf(response), code);
        QVERIFY(!headerOf(response, "WWW-Authenticate").isEmpty());
        QVERIFY(!response.body.contains("psk_"));
    }
    void twoKeysAtOnceAreNone()
    {
        Shop shop;
        const QString key = shop.key({u"orders:read"_s});
        ServerRequest asked = request("GET", "/v1/me", key);
        asked.headers.push_back(asked.headers.front());
        QCOMPARE(codeOf(shop.ask(asked)), u"missing_key"_s);
    }
    void theSchemeMayBeInAnyCase()
    {
        Shop shop;
        ServerRequest asked = request("GET", "/v1/me");
        asked.headers.push_back(
            {"Authorization", "bearer " + shop.key({u"orders:read"_s}).toLatin1()});
        QCOMPARE(shop.ask(asked).status, 200);
    }

    void anExpiredKeyIsToldFromAnInvalidOne()
    {
        Shop shop;
        const QString key = shop.key({u"orders:read"_s}, ShopEnvironment::Live, 60s);
        QCOMPARE(shop.ask(request("GET", "/v1/orders", key)).status, 200);
        shop.clock.advance(60s);
        const ServerResponse late = shop.ask(request("GET", "/v1/orders", key));
        QCOMPARE(late.status, 401);
        QCOMPARE(codeOf(late), u"expired_key"_s);
    }

    void aKeyIsMadeUsedListedAndDeleted()
    {
        Shop shop;
        const QString admin = shop.key(practiceScopes());
        const ServerResponse made = shop.ask(withJson(
            request("POST", "/v1/keys", admin),
            R"({"label": " Books ", "scopes": ["orders:read", "keys:admin"], "expiresIn": 3600})"));
        QCOMPARE(made.status, 201);
        QCOMPARE(headerOf(made, "Cache-Control"), QByteArray("no-store"));
        QCOMPARE(shop.timesKept, 2); // the first use of the admin key, and the new one
        const QJsonObject key = bodyOf(made)[u"key"].toObject();
        const QString value = key[u"value"].toString();
        QCOMPARE(key[u"label"].toString(), u"Books"_s);
        QCOMPARE(key[u"expiresAt"].toString(), u"2026-03-01T10:00:00Z"_s);
        QVERIFY(key[u"lastUsedAt"].isNull());
        QCOMPARE(shop.ask(request("GET", "/v1/orders", value)).status, 200);

        const ServerResponse list = shop.ask(request("GET", "/v1/keys", admin));
        QVERIFY(!list.body.contains(value.mid(9).toLatin1()));
        QVERIFY(!list.body.contains("\"value\""));
        const QJsonArray listed = bodyOf(list)[u"data"].toArray();
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed[1][u"id"].toString(), key[u"id"].toString());
        QCOMPARE(listed[1][u"lastUsedAt"].toString(), u"2026-03-01T09:00:00Z"_s);

        const QByteArray path = "/v1/keys/" + key[u"id"].toString().toLatin1();
        QCOMPARE(shop.ask(request("DELETE", path, admin)).status, 204);
        QCOMPARE(codeOf(shop.ask(request("GET", "/v1/orders", value))), u"invalid_key"_s);
        QCOMPARE(shop.ask(request("DELETE", path, admin)).status, 404);
    }

    void whatIsNoKeyIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("status");
        const auto row = [](const char *claim, const char *json, int status = 400) {
            QTest::newRow(claim) << QByteArray(json) << status;
        };
        row("no JSON", "label=x");
        row("a list", "[]");
        row("no label", R"({"scopes": ["orders:read"]})");
        row("a blank label", R"({"label": "  ", "scopes": ["orders:read"]})");
        row("a label with a line break", R"({"label": "a\nb", "scopes": ["orders:read"]})");
        row("a label with a direction override",
            R"({"label": "a\u202eb", "scopes": ["orders:read"]})");
        row("a label that is a number", R"({"label": 5, "scopes": ["orders:read"]})");
        row("no scopes", R"({"label": "x"})");
        row("an empty list of scopes", R"({"label": "x", "scopes": []})");
        row("an unknown scope", R"({"label": "x", "scopes": ["everything"]})");
        row("a scope twice", R"({"label": "x", "scopes": ["orders:read", "orders:read"]})");
        row("scopes as text", R"({"label": "x", "scopes": "orders:read"})");
        row("no life at all", R"({"label": "x", "scopes": ["orders:read"], "expiresIn": 0})");
        row("a life in the past", R"({"label": "x", "scopes": ["orders:read"], "expiresIn": -5})");
        row("half a second", R"({"label": "x", "scopes": ["orders:read"], "expiresIn": 1.5})");
        row("eleven years", R"({"label": "x", "scopes": ["orders:read"], "expiresIn": 346896000})");
        row("a life as text", R"({"label": "x", "scopes": ["orders:read"], "expiresIn": "60"})");
        row("a scope its maker lacks", R"({"label": "x", "scopes": ["customers:read"]})", 403);
        row("an end under another name",
            R"({"label": "x", "scopes": ["orders:read"], "expiresAt": "2031-01-01T00:00:00Z"})");
        row("all is well", R"({"label": "x", "scopes": ["orders:read"], "expiresIn": null})", 201);
    }
    void whatIsNoKeyIsRefused()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, status);
        Shop shop;
        const QString maker = shop.key({u"keys:admin"_s, u"orders:read"_s});
        const ServerResponse response =
            shop.ask(withJson(request("POST", "/v1/keys", maker), json));
        QCOMPARE(response.status, status);
        QCOMPARE(shop.book.keys().size(), status == 201 ? size_t{2} : size_t{1});
    }
    void aBodyThatIsNotSaidToBeJsonIsRefused()
    {
        Shop shop;
        ServerRequest asked = request("POST", "/v1/keys", shop.key(practiceScopes()));
        asked.headers.push_back({"Content-Type", "text/plain"});
        asked.body = R"({"label": "x", "scopes": ["orders:read"]})";
        QCOMPARE(shop.ask(asked).status, 415);
    }
    void aKeyThatCannotBeKeptIsNotMade()
    {
        Shop shop;
        const QString admin = shop.key(practiceScopes());
        shop.keepFails = true;
        const ServerResponse response =
            shop.ask(withJson(request("POST", "/v1/keys", admin),
                              R"({"label": "x", "scopes": ["orders:read"]})"));
        QCOMPARE(response.status, 503);
        QVERIFY(!response.body.contains("psk_"));
        QCOMPARE(shop.book.keys().size(), size_t{1});
    }

    void listsComeInPages()
    {
        Shop shop;
        const QString key = shop.key({u"orders:read"_s});
        QSet<QString> ids;
        QByteArray target = "/v1/orders?limit=50";
        int pages = 0;
        while (pages < 10) {
            const QJsonObject page = bodyOf(shop.ask(request("GET", target, key)));
            const QJsonArray data = page[u"data"].toArray();
            for (const QJsonValue &order : data)
                ids.insert(order[u"id"].toString());
            ++pages;
            if (page[u"nextCursor"].isNull())
                break;
            target = "/v1/orders?limit=50&cursor=" + page[u"nextCursor"].toString().toLatin1();
        }
        QCOMPARE(pages, 3);
        QCOMPARE(ids.size(), 140);
        QCOMPARE(bodyOf(shop.ask(request("GET", "/v1/orders", key)))[u"data"].toArray().size(), 20);
    }
    void thePageBehindTheLastIsEmpty()
    {
        Shop shop;
        const QString key = shop.key({u"products:read"_s});
        const QJsonObject page =
            bodyOf(shop.ask(request("GET", "/v1/products?cursor=prd_115", key)));
        QVERIFY(page.contains(u"data"));
        QVERIFY(page[u"data"].toArray().isEmpty());
        QVERIFY(page[u"nextCursor"].isNull());
    }
    void wrongPagesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char *query :
             {"limit=0", "limit=101", "limit=ten", "limit=", "cursor=ord_1", "limit=%4"})
            QTest::newRow(query) << QByteArray(query);
    }
    void wrongPagesAreRefused()
    {
        QFETCH(QByteArray, query);
        Shop shop;
        const ServerResponse response =
            shop.ask(request("GET", "/v1/orders?" + query, shop.key({u"orders:read"_s})));
        QCOMPARE(response.status, 400);
        QCOMPARE(codeOf(response), u"invalid_request"_s);
    }

    void aProductIsChangedOrTheChangeRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("status");
        const auto row = [](const char *claim, const char *json, int status = 400) {
            QTest::newRow(claim) << QByteArray(json) << status;
        };
        row("all of it",
            R"({"name": "Cup", "price": {"amount": "19.50", "currency": "EUR"}, "stock": 7})",
            200);
        row("the price alone", R"({"price": {"amount": "0.05", "currency": "EUR"}})", 200);
        row("nothing", "{}");
        row("something else", R"({"id": "prd_999"})");
        row("a price as a number", R"({"price": 19.5})");
        row("a price without cents", R"({"price": {"amount": "19", "currency": "EUR"}})");
        row("a negative price", R"({"price": {"amount": "-1.00", "currency": "EUR"}})");
        row("another currency", R"({"price": {"amount": "1.00", "currency": "USD"}})");
        row("half a cup", R"({"stock": 1.5})");
        row("less than none", R"({"stock": -1})");
        row("an empty name", R"({"name": ""})");
    }
    void aProductIsChangedOrTheChangeRefused()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, status);
        Shop shop;
        const QString key = shop.key({u"products:read"_s, u"products:write"_s});
        const QJsonObject before = bodyOf(shop.ask(request("GET", "/v1/products/prd_101", key)));
        const ServerResponse response =
            shop.ask(withJson(request("PUT", "/v1/products/prd_101", key), json));
        QCOMPARE(response.status, status);
        const QJsonObject after = bodyOf(shop.ask(request("GET", "/v1/products/prd_101", key)));
        QCOMPARE(after != before, status == 200);
        QCOMPARE(after[u"product"][u"id"].toString(), u"prd_101"_s);
    }

    void whatIsNotThereIsNotFound()
    {
        Shop shop;
        const QString key = shop.key(practiceScopes());
        for (const char *path : {"/v1/orders/ord_1",
                                 "/v1/customers/x",
                                 "/v1/products/x",
                                 "/v2/me",
                                 "/v1/me/",
                                 "/v1//me",
                                 "/.well-known/x"}) {
            const ServerResponse response = shop.ask(request("GET", path, key));
            QCOMPARE(response.status, 404);
            QCOMPARE(codeOf(response), u"not_found"_s);
        }
        const ServerRequest change =
            withJson(request("PUT", "/v1/products/x", key), R"({"stock": 1})");
        QCOMPARE(shop.ask(change).status, 404);
    }
    void aWrongMethodLearnsTheRightOnes()
    {
        Shop shop;
        const ServerResponse response = shop.ask(request("DELETE", "/v1/products/prd_101"));
        QCOMPARE(response.status, 405);
        QCOMPARE(headerOf(response, "Allow"), QByteArray("GET, PUT"));
    }
    void theControlCallNeedsNoKey()
    {
        Shop shop;
        const ServerResponse response = shop.ask(request("GET", "/v1/status"));
        QCOMPARE(response.status, 200);
        QCOMPARE(bodyOf(response)[u"time"].toString(), u"2026-03-01T09:00:00Z"_s);
        QCOMPARE(shop.ask(request("GET", "/")).status, 200);
        QCOMPARE(shop.ask(request("GET", "/keys")).status, 200);
    }

    void tooManyRequestsAreTurnedAway()
    {
        PracticeConfig config;
        config.rate = {.burst = 2, .perSecond = 0.1};
        Shop shop(config);
        const QString key = shop.key({u"orders:read"_s});
        const QString other = shop.key({u"orders:read"_s});
        QCOMPARE(shop.ask(request("GET", "/v1/me", key)).status, 200);
        QCOMPARE(shop.ask(request("GET", "/v1/me", key)).status, 200);
        const ServerResponse refused = shop.ask(request("GET", "/v1/me", key));
        QCOMPARE(refused.status, 429);
        QCOMPARE(codeOf(refused), u"rate_limited"_s);
        QCOMPARE(headerOf(refused, "Retry-After"), QByteArray("10"));
        QCOMPARE(shop.ask(request("GET", "/v1/me", other)).status, 200);
        QCOMPARE(shop.ask(request("GET", "/v1/status")).status, 200);
        QCOMPARE(shop.ask(request("GET", "/v1/me")).status, 401);
        QCOMPARE(shop.ask(request("GET", "/v1/me")).status, 429); // guessing is limited, too
        shop.clock.advance(10s);
        QCOMPARE(shop.ask(request("GET", "/v1/me", key)).status, 200);
    }

    void aClientGetsATokenThatWorksLikeAKey()
    {
        Shop shop;
        const MadeClient client =
            shop.book.addClient(u"Program"_s, {u"orders:read"_s, u"products:read"_s});
        const QByteArray id = client.record.clientId.toLatin1();
        const QByteArray secret = client.secret.toLatin1();
        const QList<ServerRequest> ways =
            {form("grant_type=client_credentials&scope=orders%3Aread", id + ':' + secret),
             form("grant_type=client_credentials&scope=orders:read&client_id=" + id
                  + "&client_secret=" + secret)};
        for (const ServerRequest &way : ways) {
            const ServerResponse response = shop.ask(way);
            QCOMPARE(response.status, 200);
            QCOMPARE(headerOf(response, "Cache-Control"), QByteArray("no-store"));
            const QJsonObject token = bodyOf(response);
            QCOMPARE(token[u"token_type"].toString(), u"Bearer"_s);
            QCOMPARE(token[u"expires_in"].toInt(), 3600);
            QCOMPARE(token[u"scope"].toString(), u"orders:read"_s);
            const QString value = token[u"access_token"].toString();
            QCOMPARE(shop.ask(request("GET", "/v1/orders", value)).status, 200);
            QCOMPARE(codeOf(shop.ask(request("GET", "/v1/products", value))), u"missing_scope"_s);
            const QJsonObject me = bodyOf(shop.ask(request("GET", "/v1/me", value)));
            QCOMPARE(me[u"key"][u"label"].toString(), u"Program"_s);
        }
        const QJsonObject all =
            bodyOf(shop.ask(form("grant_type=client_credentials", id + ':' + secret)));
        QCOMPARE(all[u"scope"].toString(), u"orders:read products:read"_s);
    }
    void aTokenExpires()
    {
        Shop shop;
        const MadeClient client = shop.book.addClient(u"Program"_s, {u"orders:read"_s});
        const QByteArray basic = QString(client.record.clientId + u':' + client.secret).toLatin1();
        const QJsonObject answer = bodyOf(shop.ask(form("grant_type=client_credentials", basic)));
        const QString token = answer[u"access_token"].toString();
        shop.clock.advance(3599s);
        QCOMPARE(shop.ask(request("GET", "/v1/me", token)).status, 200);
        shop.clock.advance(1s);
        QCOMPARE(codeOf(shop.ask(request("GET", "/v1/me", token))), u"expired_key"_s);
    }
    void whoGetsNoTokenLearnsWhy_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QString>("basic"); // ID and SECRET stand for the right ones
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *claim,
                            const char *fields,
                            const char *basic,
                            int status,
                            const char *error) {
            QTest::newRow(claim) << QByteArray(fields) << QString::fromLatin1(basic) << status
                                 << QString::fromLatin1(error);
        };
        const char *grant = "grant_type=client_credentials";
        row("a wrong secret", grant, "ID:wrong", 401, "invalid_client");
        row("an unknown client", grant, "nobody:SECRET", 401, "invalid_client");
        row("no client", grant, "", 401, "invalid_client");
        row("no grant type", "scope=orders:read", "ID:SECRET", 400, "invalid_request");
        row("another grant type", "grant_type=password", "ID:SECRET", 400, "unsupported_grant_type");
        row("a scope it may not have",
            "grant_type=client_credentials&scope=keys:admin",
            "ID:SECRET",
            400,
            "invalid_scope");
        row("no scope at all",
            "grant_type=client_credentials&scope=",
            "ID:SECRET",
            400,
            "invalid_scope");
        row("a field twice",
            "grant_type=client_credentials&grant_type=client_credentials",
            "ID:SECRET",
            400,
            "invalid_request");
        row("two ways at once",
            "grant_type=client_credentials&client_secret=x",
            "ID:SECRET",
            400,
            "invalid_request");
        row("a broken form", "grant_type=%4", "ID:SECRET", 400, "invalid_request");
        row("no colon", grant, "IDSECRET", 400, "invalid_request");
    }
    void whoGetsNoTokenLearnsWhy()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QString, basic);
        QFETCH(int, status);
        QFETCH(QString, error);
        Shop shop;
        const MadeClient client = shop.book.addClient(u"Program"_s, {u"orders:read"_s});
        basic.replace(u"ID"_s, client.record.clientId).replace(u"SECRET"_s, client.secret);
        const ServerResponse response = shop.ask(form(fields, basic.toLatin1()));
        QCOMPARE(response.status, status);
        QCOMPARE(bodyOf(response)[u"error"].toString(), error);
        QCOMPARE(headerOf(response, "WWW-Authenticate").isEmpty(), status != 401);
    }

    void whatIsSeenNamesTheKeyAndNotItsValue()
    {
        Shop shop;
        const QString key = shop.key({u"orders:read"_s});
        const ShopReply reply = shop.api.answer(request("GET", "/v1/orders?limit=1", key));
        QCOMPARE(reply.seen.status, 200);
        QCOMPARE(reply.seen.path, u"/v1/orders"_s);
        QCOMPARE(reply.seen.keyId, shop.book.keys().front().id);
        QCOMPARE(reply.seen.keyLabel, u"Test key"_s);
        QCOMPARE(reply.seen.time, shop.clock.now());
    }
};

TEST_UNIT(tst_ShopApi)
#include "tst_ShopApi.moc"
