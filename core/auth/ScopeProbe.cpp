// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ScopeProbe.h"

#include "core/auth/ClientCredentials.h"
#include "core/auth/JsonPointer.h"
#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int mostCalls = 30;
constexpr qint64 longestBody = 1'048'576; ///< bytes; what is read is thrown away
constexpr std::chrono::milliseconds longestWait{10'000};

QString tr(const char *text)
{
    return QCoreApplication::translate("ScopeProbe", text);
}

/// A harmless call that tells whether something can be read, and by which statuses.
struct LookCall
{
    QString path; ///< empty: none is known
    QList<int> denied{403};
    QList<int> allowed; ///< empty: any that says "done"
};

/// What the catalog says of it; else a call known to need the scope.
LookCall lookCall(const AppScope &scope)
{
    if (scope.readProbe)
        return {scope.readProbe->path, scope.readProbe->denied, scope.readProbe->allowed};
    LookCall call;
    const auto get =
        std::find_if(scope.requests.cbegin(),
                     scope.requests.cend(),
                     [](const ScopeRequest &request) { return request.method == u"GET"_s; });
    if (get != scope.requests.cend())
        call.path = get->path;
    return call;
}

QJsonValue jsonOf(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

bool isRefusedAsInvalid(const InvalidKeyAnswer &invalid, const HttpReply &reply)
{
    if (!invalid.statuses.contains(reply.status))
        return false;
    const QJsonValue code = jsonAt(jsonOf(reply.body), invalid.pointer);
    return invalid.pointer.isEmpty() || invalid.codes.contains(code.toVariant().toString());
}

/// Anything but a plain yes or a plain no tells nothing: a 404 may hide what is forbidden, or be empty.
ScopeReading readingOf(const HttpReply &reply, const LookCall &call, const QString &okPointer)
{
    if (call.denied.contains(reply.status))
        return ScopeReading::MayNot;
    const bool isGood = call.allowed.isEmpty() ? reply.status >= 200 && reply.status < 300
                                               : call.allowed.contains(reply.status);
    if (!isGood || (!okPointer.isEmpty() && !jsonAt(jsonOf(reply.body), okPointer).toBool()))
        return ScopeReading::NotTold;
    return ScopeReading::CanRead;
}

class Looker
{
public:
    Looker(HttpSender &http, const PreparedKey &key, const CancelToken &cancel)
        : m_http(http)
        , m_key(key)
        , m_cancel(cancel)
    {}

    [[nodiscard]] Result<ScopeLooks> lookAtAll(const SharedSecret &accessToken)
    {
        for (const AppScope &scope : m_key.profile.scopes) {
            const LookCall call = lookCall(scope);
            if (call.path.isEmpty())
                continue;
            ScopeLook look{scope.name, ScopeReading::NotTold, 0};
            if (m_looks.stoppedBecause.isEmpty())
                TRY_DONE(lookAt(call, accessToken, look));
            m_looks.looks.append(look);
        }
        return m_looks;
    }

private:
    [[nodiscard]] Result<void> lookAt(const LookCall &call,
                                      const SharedSecret &accessToken,
                                      ScopeLook &look)
    {
        if (m_seen.contains(call.path)) {
            look.reading = m_seen.value(call.path).reading;
            look.status = m_seen.value(call.path).status;
            return {};
        }
        const auto url = expandPath(m_key.profile, m_key.baseUrl, call.path, m_key.publicFields);
        if (!url)
            return {}; // it asks for one thing's number, which nobody has given: not asked, so not told
        if (++m_calls > mostCalls) {
            m_looks.stoppedBecause = tr("There are more calls than are made at once (%1). What is "
                                        "left was not looked at.")
                                         .arg(mostCalls);
            return {};
        }
        TRY(request, authorisedRequest(m_key, *url, accessToken));
        request.method = "GET";
        request.purpose = tr("What the key of %1 can read").arg(m_key.profile.name);
        request.limits.body = longestBody;
        request.limits.total = longestWait;
        HttpAttempt attempt = m_http.attempt(request, m_cancel);
        if (const auto *failure = std::get_if<Failure>(&attempt))
            return notAnswered(*failure);
        HttpReply &reply = std::get<HttpReply>(attempt);
        look.status = reply.status;
        judgeReply(reply, request, call, look);
        wipe(reply.body);
        m_seen.insert(call.path, look);
        return {};
    }

    [[nodiscard]] Result<void> notAnswered(const Failure &failure)
    {
        if (failure.kind == FailureKind::Cancelled)
            return Error{ErrorCode::Cancelled, tr("The look was stopped. Nothing was kept."), {}};
        // A long list is an answer that was not read to its end; the next call may well be short.
        if (failure.kind != FailureKind::Huge)
            m_looks.stoppedBecause = explain(failure).what;
        return {};
    }

    void judgeReply(const HttpReply &reply,
                    const HttpRequest &request,
                    const LookCall &call,
                    ScopeLook &look)
    {
        const std::optional<Probe> &probe = m_key.profile.probe;
        if (probe && isRefusedAsInvalid(probe->invalid, reply)) {
            m_looks.stoppedBecause = tr("%1 refuses this key as none of its own, so what it can "
                                        "read cannot be told.")
                                         .arg(m_key.profile.name);
            return;
        }
        if (reply.status == 429 || reply.status >= 500) {
            if (const auto failure = judge(reply, request, Expect::AnyBody))
                m_looks.stoppedBecause = explain(*failure).what;
            return;
        }
        look.reading = readingOf(reply, call, probe ? probe->okPointer : QString());
    }

    HttpSender &m_http;
    const PreparedKey &m_key;
    const CancelToken &m_cancel;
    ScopeLooks m_looks;
    QHash<QString, ScopeLook> m_seen; ///< by path
    int m_calls = 0;
};

} // namespace

bool canLookAtScopes(const AppProfile &profile)
{
    return std::any_of(profile.scopes.cbegin(), profile.scopes.cend(), [](const AppScope &scope) {
        return !lookCall(scope).path.isEmpty();
    });
}

Result<ScopeLooks> lookAtScopes(HttpSender &http,
                                const Clock &clock,
                                const KeyUse &use,
                                const CancelToken &cancel)
{
    if (!canLookAtScopes(use.profile))
        return Error{ErrorCode::NotFound,
                     tr("No harmless call of %1 is known that tells what a key can read. Look at "
                        "the key on its own page there.")
                         .arg(use.profile.name),
                     {}};
    TRY(key, prepare(use));
    SharedSecret accessToken;
    if (use.auth == AuthKind::ClientCredentials) {
        TRY(answer, requestAccessToken(http, key, use.scopes, cancel));
        if (const auto *failure = std::get_if<Failure>(&answer)) {
            if (failure->kind == FailureKind::Cancelled)
                return Error{ErrorCode::Cancelled,
                             tr("The look was stopped. Nothing was kept."),
                             {}};
            return explain(*failure);
        }
        accessToken = std::get<AccessToken>(answer).value;
    }
    TRY(looks, Looker(http, key, cancel).lookAtAll(accessToken));
    looks.at = clock.now();
    return looks;
}

} // namespace drawbridge
