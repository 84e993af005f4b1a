// SPDX-License-Identifier: GPL-3.0-or-later
// Facts this file rests on, from the API documentation of OpenBao 2 and Vault 1 ("KV secrets engine - version 2",
// "AppRole auth method", "Token auth method", "HTTP API"):
// - Errors are {"errors": [..]}; a path that has nothing is 404 with an empty list, or, for a version that was deleted,
//   404 with "data". A path no engine serves is 404 with "no handler for route". A sealed server answers 503.
// - Wrong and ended tokens are 403, and so is whatever a policy does not allow.
// - `GET sys/internal/ui/mounts/<mount>` tells what is mounted to whoever may use it; both command lines ask it before
//   they use a mount. It is 403 where there is no such mount, or nothing in it is allowed.
// - Version 1 of the engine takes any path, "data/..." as well: without asking first, a key would be written where
//   nothing of ours finds it again.
// - The answer to a write has a "deletion_time" where the mount deletes versions by their age (delete_version_after).
#include "core/secrets/OpenBaoStore.h"

#include "core/base/PlainText.h"
#include "core/net/Failure.h"
#include "core/net/Redaction.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestToken = 16384;
constexpr qsizetype mostEntries = 100'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Secrets", text);
}

bool isPath(const QString &text)
{
    static const QRegularExpression path(u"\\A[A-Za-z0-9_-]{1,80}(/[A-Za-z0-9_-]{1,80}){0,7}\\z"_s);
    return path.match(text).hasMatch();
}

Error badField(const QString &name, const QString &what)
{
    return Error{ErrorCode::InvalidInput, what, name};
}

} // namespace

struct OpenBaoStore::Reply
{
    int status = 0;
    QJsonObject object; ///< empty for 204
    bool isJson = false;
    QStringList errors; ///< redacted and plain
    HttpReply reply;    ///< without its body
    HttpRequest request;

    [[nodiscard]] bool isNothing() const { return status == 404 && isJson && errors.isEmpty(); }
    [[nodiscard]] bool tells(const QString &part) const
    {
        return std::any_of(errors.begin(), errors.end(), [&part](const QString &error) {
            return error.contains(part, Qt::CaseInsensitive);
        });
    }
};

struct OpenBaoStore::Session
{
    SharedSecret token;
    std::chrono::milliseconds renewAt{0}; ///< by the clock nobody sets; 0: never
};

OpenBaoStore::OpenBaoStore(StoreFields fields, NetworkStoreParts parts)
    : NetworkStore(std::move(fields), std::move(parts))
{}

OpenBaoStore::~OpenBaoStore() = default;

Result<void> OpenBaoStore::checkFields(const StoreFields &fields)
{
    static const QStringList known{u"address"_s,
                                   u"mount"_s,
                                   prefixField,
                                   u"namespace"_s,
                                   u"roleId"_s,
                                   u"authMount"_s,
                                   caFileField,
                                   onMyNetworkField,
                                   accessField};
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        if (!known.contains(it.key()))
            return badField(it.key(),
                            tr("\"%1\" is no setting of an OpenBao or Vault server. There are: %2.")
                                .arg(plainText(it.key(), 60),
                                     QStringList(known.first(known.size() - 1)).join(u", "_s)));
    }
    const QString address = fields.value(u"address"_s);
    if (address.isEmpty())
        return badField(u"address"_s,
                        tr("Give the server's address: --field address=https://HOST:8200."));
    TRY(url, urlFromOwner(address));
    if (url.hasQuery() || (!url.path().isEmpty() && url.path() != u"/"))
        return badField(u"address"_s,
                        tr("The server's address ends after the host and its port. Leave the rest "
                           "away."));
    for (const QString &name : {u"mount"_s, prefixField, u"authMount"_s}) {
        const QString value = fields.value(name);
        if (!value.isEmpty() && !isPath(value))
            return badField(name,
                            tr("\"%1\" has letters, digits, \"-\", \"_\" and \"/\" between them "
                               "only. Correct it.")
                                .arg(name));
    }
    static const QRegularExpression word(u"\\A[A-Za-z0-9_./-]{0,200}\\z"_s);
    for (const QString &name : {u"namespace"_s, u"roleId"_s}) {
        if (!word.match(fields.value(name)).hasMatch())
            return badField(name, tr("\"%1\" cannot be that. Copy it again.").arg(name));
    }
    const QString house = fields.value(onMyNetworkField, u"no"_s);
    if (house != u"yes" && house != u"no")
        return badField(onMyNetworkField, tr("\"onMyNetwork\" is yes or no."));
    return {};
}

QString OpenBaoStore::description() const
{
    return tr("%1, in \"%2\" under \"%3\"")
        .arg(placeName({kind(), fields()}), mount(), field(prefixField, u"drawbridge"_s));
}

QString OpenBaoStore::mount() const
{
    return field(u"mount"_s, u"secret"_s);
}

void OpenBaoStore::endSession()
{
    const std::lock_guard guard(m_sessionMutex);
    m_session.reset();
}

Result<HttpRequest> OpenBaoStore::request(const QByteArray &method, const QString &path) const
{
    TRY(url, urlFromOwner(field(u"address"_s)));
    url.setPath(u"/v1/"_s + path);
    TRY(request, requestTo(url, tr("OpenBao")));
    request.method = method;
    request.headers.push_back({"X-Vault-Request", "true"});
    request.headers.push_back({"Accept", "application/json"});
    if (const QString inside = field(u"namespace"_s); !inside.isEmpty())
        request.headers.push_back({"X-Vault-Namespace", inside.toLatin1()});
    return request;
}

Result<OpenBaoStore::Reply> OpenBaoStore::send(const HttpRequest &request, const CancelToken &cancel)
{
    HttpAttempt attempt = parts().http->attempt(request, cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt))
        return storeError(explain(*failure));
    Reply reply;
    reply.reply = std::get<HttpReply>(std::move(attempt));
    reply.status = reply.reply.status;
    reply.request = request;
    if (reply.status == 204)
        return reply;
    const QJsonDocument document = QJsonDocument::fromJson(reply.reply.body);
    wipe(reply.reply.body);
    reply.isJson = document.isObject();
    reply.object = document.object();
    const Redaction redaction(request.secrets());
    const QJsonArray errors = reply.object.value(u"errors"_s).toArray();
    for (qsizetype i = 0; i < std::min<qsizetype>(errors.size(), 10); ++i)
        reply.errors.append(plainText(redaction.scrub(errors.at(i).toString()), 300));
    return reply;
}

Error OpenBaoStore::denied(const Reply &reply) const
{
    return Error{ErrorCode::Denied,
                 tr("%1 refuses: the sign-in has ended, or it may not use \"%2\" under \"%3\". Ask "
                    "its administrator; a new sign-in is given with the verb store-sign-in of "
                    "drawbridgectl.")
                     .arg(placeName({kind(), fields()}),
                          mount(),
                          field(prefixField, u"drawbridge"_s)),
                 reply.errors.join(u"; "_s)};
}

Error OpenBaoStore::noSuchMount(const Reply &reply) const
{
    return Error{ErrorCode::Unavailable,
                 tr("%1 answers, but keeps no keys in \"%2\". Check the setting \"mount\" with its "
                    "administrator.")
                     .arg(placeName({kind(), fields()}), mount()),
                 reply.errors.join(u"; "_s)};
}

Error OpenBaoStore::errorOf(const Reply &reply) const
{
    const QString server = placeName({kind(), fields()});
    const QString detail =
        u"%1: %2"_s.arg(QString::number(reply.status), reply.errors.join(u"; "_s));
    if (reply.isJson && reply.status == 503 && reply.tells(u"sealed"_s)) {
        return Error{ErrorCode::Locked,
                     tr("%1 is sealed. Ask its administrator to unseal it, then try again; your "
                        "keys are still there.")
                         .arg(server),
                     detail};
    }
    if (reply.isJson && reply.status == 403)
        return denied(reply);
    if (reply.isJson && reply.status == 404)
        return noSuchMount(reply);
    if (reply.isJson && (reply.status == 500 || reply.status == 503)) {
        return Error{ErrorCode::Unavailable,
                     tr("%1 has a fault of its own. Try again in a while, and tell its "
                        "administrator if it lasts.")
                         .arg(server),
                     detail};
    }
    if (reply.isJson && reply.status >= 400 && reply.status != 429 && reply.status < 500) {
        return Error{ErrorCode::Refused,
                     tr("%1 did not take what was sent. Check its settings with its "
                        "administrator.")
                         .arg(server),
                     detail};
    }
    // Whatever else: a proxy between us, a page of something else, another address.
    if (const auto failure = judge(reply.reply, reply.request, Expect::AnyBody))
        return storeError(explain(*failure));
    return Error{
        ErrorCode::Unavailable,
        tr("What answers at the address of %1 does not speak as OpenBao or Vault do. Check "
           "the address.")
            .arg(server),
        detail};
}

Result<SharedSecret> OpenBaoStore::signInWithRole(const Call &call)
{
    TRY(login, request("POST", u"auth/"_s % field(u"authMount"_s, u"approle"_s) % u"/login"_s));
    SecretText body("{\"role_id\":\"" + field(u"roleId"_s).toLatin1() + "\",\"secret_id\":\"");
    body.add(call.credential, SecretSpelling::JsonString).add("\"}");
    login.body = body;
    login.headers.push_back({"Content-Type", "application/json"});
    TRY(reply, send(login, call.cancel));
    if (reply.isJson && (reply.status == 400 || reply.status == 403) && !reply.tells(u"sealed"_s)) {
        return Error{ErrorCode::Denied,
                     tr("%1 does not let Drawbridge in with this role and secret: one of them is "
                        "wrong, or the secret has ended. Get a new one from its administrator and "
                        "give it with drawbridgectl (store-sign-in).")
                         .arg(placeName({kind(), fields()})),
                     reply.errors.join(u"; "_s)};
    }
    if (reply.status != 200)
        return errorOf(reply);
    const QJsonObject auth = reply.object.value(u"auth"_s).toObject();
    QString text = auth.value(u"client_token"_s).toString();
    if (text.isEmpty() || text.size() > longestToken) {
        wipe(text);
        reply.isJson = false;
        return errorOf(reply);
    }
    return share(SecretBytes::takeFrom(text));
}

/// A token that cannot be renewed serves until its end all the same, and whether it serves is told by the next call.
Result<SharedSecret> OpenBaoStore::renewToken(const Call &call)
{
    TRY(renewal, request("POST", u"auth/token/renew-self"_s));
    SecretText token;
    token.add(call.credential);
    renewal.headers.push_back({"X-Vault-Token", token});
    renewal.headers.push_back({"Content-Type", "application/json"});
    renewal.body = "{}";
    TRY(reply, send(renewal, call.cancel));
    const double seconds =
        reply.object.value(u"auth"_s).toObject().value(u"lease_duration"_s).toDouble();
    Session session;
    session.token = call.credential;
    if (reply.status == 200 && seconds >= 2 && seconds < 1e9)
        session.renewAt = parts().clock->monotonic()
            + std::chrono::milliseconds(static_cast<qint64>(seconds * 500));
    const std::lock_guard guard(m_sessionMutex);
    m_session = std::make_unique<Session>(session);
    return call.credential;
}

Result<SharedSecret> OpenBaoStore::signIn(const Call &call, const SharedSecret &refused)
{
    {
        const std::lock_guard guard(m_sessionMutex);
        const bool isDue = m_session && m_session->renewAt.count() > 0
            && parts().clock->monotonic() >= m_session->renewAt;
        // Another thread may have signed in since this one was refused.
        if (m_session && m_session->token != refused && !isDue)
            return m_session->token;
    }
    if (!usesRole())
        return renewToken(call);
    TRY(token, signInWithRole(call));
    const std::lock_guard guard(m_sessionMutex);
    m_session = std::make_unique<Session>(Session{token, {}});
    return token;
}

Result<OpenBaoStore::Reply> OpenBaoStore::ask(const Call &call, HttpRequest request)
{
    SharedSecret refused;
    const std::vector<RequestHeader> headers = request.headers;
    while (true) {
        TRY(token, signIn(call, refused));
        SecretText header;
        header.add(token);
        request.headers = headers;
        request.headers.push_back({"X-Vault-Token", header});
        TRY(reply, send(request, call.cancel));
        const bool ended = reply.status == 403 && reply.isJson;
        if (!ended || refused || !usesRole())
            return std::move(reply);
        refused = token;
    }
}

Result<void> OpenBaoStore::look(const Call &call)
{
    TRY(about, request("GET", u"sys/internal/ui/mounts/"_s % mount()));
    TRY(reply, ask(call, about));
    // 404: a server from before this could be asked.
    if (reply.status != 200 && !(reply.isNothing()))
        return errorOf(reply);
    if (reply.status == 200) {
        const QJsonObject data = reply.object.value(u"data"_s).toObject();
        const QString version = data.value(u"options"_s).toObject().value(u"version"_s).toString();
        const QString type = data.value(u"type"_s).toString();
        if (!reply.isJson || data.isEmpty() || (type != u"kv" && type != u"generic")
            || version != u"2") {
            if (!reply.isJson || data.isEmpty())
                return errorOf(reply);
            return Error{ErrorCode::Unavailable,
                         tr("What %1 has in \"%2\" is not a key-value engine of version 2, which "
                            "Drawbridge needs. Ask its administrator for one.")
                             .arg(placeName({kind(), fields()}), mount()),
                         u"type %1, version %2"_s.arg(plainText(type, 40), plainText(version, 40))};
        }
    }
    return {};
}

Result<SecretBytes> OpenBaoStore::readEntry(const Call &call, const QString &path)
{
    TRY(get, request("GET", mount() % u"/data/"_s % path));
    TRY(reply, ask(call, get));
    const QJsonObject data = reply.object.value(u"data"_s).toObject();
    const bool wasDeleted = reply.status == 404 && reply.isJson && reply.errors.isEmpty();
    if (wasDeleted)
        return Error{ErrorCode::NotFound,
                     tr("This key is not in %1. Paste it again, or restore a backup.")
                         .arg(placeName({kind(), fields()})),
                     u"404"_s};
    if (reply.status != 200)
        return errorOf(reply);
    if (!reply.isJson || !data.contains(u"metadata"_s)) {
        reply.isJson = false;
        return errorOf(reply);
    }
    auto value = secretFromJson(data.value(u"data"_s).toObject(), u"value"_s, u"base64"_s);
    if (value)
        return std::move(*value);
    return Error{ErrorCode::Damaged,
                 tr("What %1 has for this key is not what Drawbridge put there. Paste the key "
                    "again.")
                     .arg(placeName({kind(), fields()})),
                 u"neither value nor base64"_s};
}

Result<void> OpenBaoStore::writeEntry(const Call &call,
                                      const QString &path,
                                      const SecretBytes &value,
                                      const QString &label)
{
    TRY(post, request("POST", mount() % u"/data/"_s % path));
    post.headers.push_back({"Content-Type", "application/json"});
    post.body = jsonWithSecret({{u"label"_s, label}},
                               u"value"_s,
                               u"base64"_s,
                               value,
                               QByteArrayLiteral("{\"data\":"),
                               QByteArrayLiteral("}"));
    TRY(reply, ask(call, post));
    // Version 1 of the engine answers a write with nothing at all.
    if (reply.status == 204)
        return noSuchMount(reply);
    if (reply.status != 200)
        return errorOf(reply);
    const QJsonObject data = reply.object.value(u"data"_s).toObject();
    if (data.value(u"version"_s).toInt() < 1) {
        reply.isJson = false;
        return errorOf(reply);
    }
    if (const QString end = data.value(u"deletion_time"_s).toString(); !end.isEmpty()) {
        return Error{ErrorCode::Refused,
                     tr("%1 takes what is put in \"%2\" away again after a time. Ask its "
                        "administrator for a place where keys stay (without delete_version_after).")
                         .arg(placeName({kind(), fields()}), mount()),
                     plainText(end, 60)};
    }
    return {};
}

Result<void> OpenBaoStore::removeEntry(const Call &call, const QString &path)
{
    TRY(gone, request("DELETE", mount() % u"/metadata/"_s % path));
    TRY(reply, ask(call, gone));
    if (reply.status == 204 || reply.isNothing())
        return {};
    return errorOf(reply);
}

Result<QStringList> OpenBaoStore::listEntries(const Call &call, const QString &folder)
{
    TRY(list, request("GET", mount() % u"/metadata/"_s % folder % u"/"_s));
    list.url.setQuery(u"list=true"_s);
    list.limits.body = 32 << 20;
    TRY(reply, ask(call, list));
    if (reply.isNothing())
        return QStringList();
    if (reply.status != 200)
        return errorOf(reply);
    const QJsonValue keys = reply.object.value(u"data"_s).toObject().value(u"keys"_s);
    if (!keys.isArray() || keys.toArray().size() > mostEntries) {
        reply.isJson = false;
        return errorOf(reply);
    }
    QStringList names;
    for (const QJsonValue key : keys.toArray())
        names.append(key.toString());
    return names;
}

} // namespace drawbridge
