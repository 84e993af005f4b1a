// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/ShopApi.h"

#include "core/base/Log.h"
#include "core/practice/ShopAnswers.h"

#include <QJsonArray>

#include <algorithm>
#include <variant>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

constexpr int pageSize = 20;
constexpr int largestPage = 100;
constexpr qsizetype longestName = 120;
constexpr int largestStock = 1'000'000;

ServerResponse invalid(const QString &message)
{
    return shopError(400, u"invalid_request"_s, message);
}

ServerResponse unauthorized(const QString &code, const QString &message)
{
    return shopError(401, code, message)
        .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
}

/// The part of `all` that `limit` and `cursor` of the query ask for.
ServerResponse page(const ServerRequest &request, const std::vector<QJsonObject> &all)
{
    const auto fields = formFields(request.query);
    if (!fields)
        return invalid(u"The query has a broken escape."_s);
    int limit = pageSize;
    auto first = all.begin();
    for (const FormField &field : *fields) {
        if (field.name == "limit") {
            bool isNumber = false;
            limit = field.value.toInt(&isNumber);
            if (!isNumber || limit < 1 || limit > largestPage)
                return invalid(u"limit is a number from 1 to %1."_s.arg(largestPage));
        } else if (field.name == "cursor") {
            const QString after = QString::fromUtf8(field.value);
            first = std::find_if(all.begin(), all.end(), [&after](const QJsonObject &entry) {
                return entry.value(u"id"_s).toString() == after;
            });
            if (first == all.end())
                return invalid(u"cursor is the nextCursor of a page before."_s);
            ++first;
        }
    }
    const auto last = first + std::min<std::ptrdiff_t>(limit, all.end() - first);
    QJsonArray data;
    std::for_each(first, last, [&data](const QJsonObject &entry) { data.append(entry); });
    const bool isEnd = last == all.end();
    return ServerResponse::json(200,
                                {{u"data"_s, data},
                                 {u"nextCursor"_s,
                                  isEnd ? QJsonValue() : data.last().toObject().value(u"id"_s)}});
}

ServerResponse one(const std::vector<QJsonObject> &all, const QString &id, const QString &name)
{
    for (const QJsonObject &entry : all) {
        if (entry.value(u"id"_s).toString() == id)
            return ServerResponse::json(200, {{name, entry}});
    }
    return shopError(404, u"not_found"_s, u"There is no such %1."_s.arg(name));
}

bool isPrice(const QJsonObject &price)
{
    const QString amount = price.value(u"amount"_s).toString();
    const qsizetype dot = amount.size() - 3;
    if (price.value(u"currency"_s).toString() != u"EUR"_s || dot < 1 || dot > 6)
        return false;
    for (qsizetype i = 0; i < amount.size(); ++i) {
        const bool isDigit = amount[i] >= u'0' && amount[i] <= u'9';
        if (i == dot ? amount[i] != u'.' : !isDigit)
            return false;
    }
    return true;
}

bool isStock(const QJsonValue &value)
{
    const qint64 stock = value.toInteger(-1);
    return stock >= 0 && stock <= largestStock;
}

/// What of the body may be laid over a product; nothing where it is wrong.
std::optional<QJsonObject> productChanges(const QJsonObject &body)
{
    QJsonObject changes;
    if (const QJsonValue name = body.value(u"name"_s); !name.isUndefined()) {
        const auto text = shopText(name, longestName);
        if (!text)
            return std::nullopt;
        changes.insert(u"name"_s, *text);
    }
    if (const QJsonValue price = body.value(u"price"_s); !price.isUndefined()) {
        if (!isPrice(price.toObject()))
            return std::nullopt;
        changes.insert(u"price"_s,
                       QJsonObject{{u"amount"_s, price[u"amount"]}, {u"currency"_s, u"EUR"_s}});
    }
    if (const QJsonValue stock = body.value(u"stock"_s); !stock.isUndefined()) {
        if (!isStock(stock))
            return std::nullopt;
        changes.insert(u"stock"_s, stock);
    }
    if (changes.isEmpty())
        return std::nullopt;
    return changes;
}

std::optional<QString> bearer(const ServerRequest &request)
{
    const auto authorization = request.header("Authorization");
    if (request.headerCount("Authorization") != 1
        || authorization->left(7).compare("Bearer ", Qt::CaseInsensitive) != 0)
        return std::nullopt;
    const QString key = QString::fromLatin1(authorization->mid(7).trimmed());
    if (key.isEmpty())
        return std::nullopt;
    return key;
}

} // namespace

ShopApi::ShopApi(
    KeyBook &book, KeepKeys keep, const PracticeConfig &config, const Clock &clock, Random &random)
    : m_clock(clock)
    , m_book(book)
    , m_keep(keep)
    , m_signIns(clock, random)
    , m_desk(book, keep)
    , m_signInDesk(book, m_signIns, m_issuer, clock)
    , m_tokenDesk(book, m_signIns, std::move(keep), config, m_issuer, clock)
    , m_rate(config.rate, clock)
    , m_live(ShopEnvironment::Live, clock.now().date())
    , m_test(ShopEnvironment::Test, clock.now().date())
{
    addRoutes();
}

void ShopApi::addRoutes()
{
    const auto open = [this](const char *method, const char *path, Answer function) {
        m_router.add(method, path, {.needsKey = false, .scope = {}, .answer = function});
    };
    const auto closed =
        [this](const char *method, const char *path, const QString &scope, Answer function) {
            m_router.add(method, path, {.needsKey = true, .scope = scope, .answer = function});
        };
    open("GET", "/", &ShopApi::welcome);
    open("GET", "/keys", &ShopApi::keyPage);
    open("GET", "/v1/status", &ShopApi::status);
    open("GET", "/.well-known/oauth-authorization-server", &ShopApi::metadata);
    open("GET", "/oauth/authorize", &ShopApi::authorize);
    open("POST", "/oauth/authorize", &ShopApi::decide);
    open("GET", "/device", &ShopApi::device);
    open("POST", "/device", &ShopApi::decideDevice);
    open("POST", "/oauth/token", &ShopApi::token);
    open("POST", "/oauth/device_authorization", &ShopApi::authorizeDevice);
    open("POST", "/oauth/revoke", &ShopApi::revoke);
    open("POST", "/oauth/introspect", &ShopApi::introspect);
    closed("GET", "/v1/me", {}, &ShopApi::me);
    closed("GET", "/v1/orders", u"orders:read"_s, &ShopApi::orders);
    closed("GET", "/v1/orders/{id}", u"orders:read"_s, &ShopApi::order);
    closed("GET", "/v1/order-totals", u"order-totals:read"_s, &ShopApi::orderTotals);
    closed("GET", "/v1/customers", u"customers:read"_s, &ShopApi::customers);
    closed("GET", "/v1/customers/{id}", u"customers:read"_s, &ShopApi::customer);
    closed("GET", "/v1/products", u"products:read"_s, &ShopApi::products);
    closed("GET", "/v1/products/{id}", u"products:read"_s, &ShopApi::product);
    closed("PUT", "/v1/products/{id}", u"products:write"_s, &ShopApi::changeProduct);
    closed("GET", "/v1/keys", u"keys:admin"_s, &ShopApi::listKeys);
    closed("POST", "/v1/keys", u"keys:admin"_s, &ShopApi::createKey);
    closed("DELETE", "/v1/keys/{id}", u"keys:admin"_s, &ShopApi::removeKey);
    closed("GET", "/v1/grants", u"keys:admin"_s, &ShopApi::listGrants);
    closed("DELETE", "/v1/grants/{id}", u"keys:admin"_s, &ShopApi::removeGrant);
}

ShopReply ShopApi::answer(const ServerRequest &request)
{
    ShopReply reply;
    reply.seen = {.time = m_clock.now(),
                  .method = QString::fromLatin1(request.method),
                  .path = QString::fromLatin1(request.path),
                  .status = 0,
                  .keyId = {},
                  .keyLabel = {}};
    const auto match = m_router.match(request.method, request.path);
    if (match.target) {
        Call call{request, match.parameters.value("id"), {}};
        reply.response = admit(*match.target, call, reply.seen);
    } else if (!match.allowed.isEmpty()) {
        reply.response = shopError(405, u"method_not_allowed"_s, u"This path has other methods."_s)
                             .withHeader("Allow", match.allowed.join(", "));
    } else {
        reply.response = shopError(404, u"not_found"_s, u"There is no such path."_s);
    }
    reply.seen.status = reply.response.status;
    return reply;
}

ServerResponse ShopApi::admit(const Route &route, Call &call, PracticeRequest &seen)
{
    if (!route.needsKey) {
        if (auto refused = refuseOverRate({}))
            return *refused;
        return (this->*route.answer)(call);
    }
    if (auto refused = identify(call)) {
        if (auto tooMany = refuseOverRate({}))
            return *tooMany;
        return *refused;
    }
    seen.keyId = call.caller.id;
    seen.keyLabel = call.caller.label;
    if (auto refused = refuseOverRate(call.caller.id))
        return *refused;
    if (!route.scope.isEmpty() && !call.caller.scopes.contains(route.scope))
        return missingScope(route.scope);
    return (this->*route.answer)(call);
}

std::optional<ServerResponse> ShopApi::identify(Call &call)
{
    const auto key = bearer(call.request);
    if (!key)
        return unauthorized(u"missing_key"_s, u"Send the key as Authorization: Bearer KEY."_s);
    const auto found = m_book.findCaller(*key);
    if (const auto *fault = std::get_if<KeyFault>(&found))
        return *fault == KeyFault::Expired
            ? unauthorized(u"expired_key"_s, u"This key has expired."_s)
            : unauthorized(u"invalid_key"_s, u"This key is unknown here or was deleted."_s);
    call.caller = std::get<Caller>(found);
    if (call.caller.isFirstUse) {
        // A key of the start that was used must be known after a restart. If it cannot be written down, the shop
        // still serves.
        if (const auto kept = m_keep(m_book); !kept)
            logError(QLatin1StringView("practice"), kept.error());
    }
    return std::nullopt;
}

std::optional<ServerResponse> ShopApi::refuseOverRate(const QString &caller)
{
    const auto seconds = m_rate.refuse(caller);
    if (!seconds)
        return std::nullopt;
    return shopError(429, u"rate_limited"_s, u"Too many requests. Try again later."_s)
        .withHeader("Retry-After", QByteArray::number(*seconds));
}

SampleShop &ShopApi::shopOf(const Caller &caller)
{
    return caller.environment == ShopEnvironment::Live ? m_live : m_test;
}

ServerResponse ShopApi::welcome(const Call & /*call*/)
{
    return ServerResponse::json(
        200,
        {{u"name"_s, u"Practice Shop"_s},
         {u"what"_s,
          u"A pretend shop for trying Drawbridge. Nothing here is real, and its keys guard nothing."_s},
         {u"keys"_s, u"/keys"_s},
         {u"status"_s, u"/v1/status"_s}});
}

ServerResponse ShopApi::keyPage(const Call & /*call*/)
{
    return ServerResponse::text(
        200,
        "Practice Shop: keys\n\n"
        "Fresh keys are shown when the Practice Shop starts, in Drawbridge or by\n"
        "\"drawbridgectl practice serve\".\n\n"
        "With a key that may manage keys (keys:admin):\n"
        "  make one    POST /v1/keys {\"label\": \"..\", \"scopes\": [\"orders:read\"], "
        "\"expiresIn\": 3600}\n"
        "  list them   GET /v1/keys\n"
        "  delete one  DELETE /v1/keys/ID\n"
        "  who was signed in    GET /v1/grants\n"
        "  end a sign-in        DELETE /v1/grants/ID\n");
}

ServerResponse ShopApi::status(const Call & /*call*/)
{
    return ServerResponse::json(200, {{u"status"_s, u"ok"_s}, {u"time"_s, shopTime(m_clock.now())}});
}

ServerResponse ShopApi::metadata(const Call & /*call*/)
{
    return m_tokenDesk.metadata();
}

ServerResponse ShopApi::authorize(const Call &call)
{
    return m_signInDesk.authorize(call.request);
}

ServerResponse ShopApi::decide(const Call &call)
{
    return m_signInDesk.decide(call.request);
}

ServerResponse ShopApi::device(const Call &call)
{
    return m_signInDesk.device(call.request);
}

ServerResponse ShopApi::decideDevice(const Call &call)
{
    return m_signInDesk.decideDevice(call.request);
}

ServerResponse ShopApi::token(const Call &call)
{
    return m_tokenDesk.token(call.request);
}

ServerResponse ShopApi::authorizeDevice(const Call &call)
{
    return m_tokenDesk.authorizeDevice(call.request);
}

ServerResponse ShopApi::revoke(const Call &call)
{
    return m_tokenDesk.revoke(call.request);
}

ServerResponse ShopApi::introspect(const Call &call)
{
    return m_tokenDesk.introspect(call.request);
}

ServerResponse ShopApi::me(const Call &call)
{
    const bool isLive = call.caller.environment == ShopEnvironment::Live;
    const QJsonObject account{{u"id"_s, isLive ? u"acc_1001"_s : u"acc_1001_test"_s},
                              {u"name"_s,
                               isLive ? u"Ada's Practice Shop"_s : u"Ada's Practice Shop (test)"_s}};
    return ServerResponse::json(200, {{u"account"_s, account}, {u"key"_s, describe(call.caller)}});
}

ServerResponse ShopApi::orders(const Call &call)
{
    return page(call.request, shopOf(call.caller).orders());
}

ServerResponse ShopApi::order(const Call &call)
{
    return one(shopOf(call.caller).orders(), call.id, u"order"_s);
}

ServerResponse ShopApi::orderTotals(const Call &call)
{
    return page(call.request, shopOf(call.caller).orderTotals());
}

ServerResponse ShopApi::customers(const Call &call)
{
    return page(call.request, shopOf(call.caller).customers());
}

ServerResponse ShopApi::customer(const Call &call)
{
    return one(shopOf(call.caller).customers(), call.id, u"customer"_s);
}

ServerResponse ShopApi::products(const Call &call)
{
    return page(call.request, shopOf(call.caller).products());
}

ServerResponse ShopApi::product(const Call &call)
{
    return one(shopOf(call.caller).products(), call.id, u"product"_s);
}

ServerResponse ShopApi::changeProduct(const Call &call)
{
    ServerResponse refusal;
    const auto body = jsonBody(call.request, refusal);
    if (!body)
        return refusal;
    const auto changes = productChanges(*body);
    if (!changes)
        return invalid(u"Give a name, a price in EUR such as {\"amount\": \"19.50\", "
                       "\"currency\": \"EUR\"}, or a stock."_s);
    const QJsonObject *changed = shopOf(call.caller).changeProduct(call.id, *changes);
    if (!changed)
        return shopError(404, u"not_found"_s, u"There is no such product."_s);
    return ServerResponse::json(200, {{u"product"_s, *changed}});
}

ServerResponse ShopApi::listKeys(const Call & /*call*/)
{
    return m_desk.list();
}

ServerResponse ShopApi::createKey(const Call &call)
{
    return m_desk.create(call.caller, call.request);
}

ServerResponse ShopApi::removeKey(const Call &call)
{
    return m_desk.remove(call.id);
}

ServerResponse ShopApi::listGrants(const Call & /*call*/)
{
    return m_tokenDesk.listGrants();
}

ServerResponse ShopApi::removeGrant(const Call &call)
{
    return m_tokenDesk.removeGrant(call.id);
}

} // namespace drawbridge
