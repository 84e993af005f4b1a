// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ShutOffCalls.h"

#include "core/auth/JsonPointer.h"
#include "core/auth/XmlAnswer.h"
#include "core/base/PlainText.h"
#include "core/catalog/Addresses.h"
#include "core/net/Redaction.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// A refusal by a clock that is further off than this has a time that cannot be told.
constexpr std::chrono::minutes tolerableDifference{5};

QString tr(const char *text)
{
    return QCoreApplication::translate("ShutOff", text);
}

Error stopped()
{
    return {ErrorCode::Cancelled, tr("It was stopped. Check again to go on."), {}};
}

bool wasCancelled(const HttpAttempt &attempt)
{
    const auto *failure = std::get_if<Failure>(&attempt);
    return failure && failure->kind == FailureKind::Cancelled;
}

bool isJson(const QByteArray &body)
{
    QJsonParseError problem;
    QJsonDocument::fromJson(body, &problem);
    return problem.error == QJsonParseError::NoError;
}

// ---- telling the app

/// The call is made under the key's authority only where it says that it needs one; else it holds what it needs.
PreparedKey withoutKey(PreparedKey key)
{
    key.option.request.placement = KeyPlacement::None;
    return key;
}

/// What the app calls this key, asked of the app with the key itself. Empty: it did not tell.
Result<QString> askKeyId(HttpSender &http,
                         const PreparedKey &old,
                         const ApiCall &call,
                         const CancelToken &cancel)
{
    static const QRegularExpression plainId(u"^[A-Za-z0-9_-][A-Za-z0-9._~-]{0,199}$"_s);
    TRY(url, expandPath(old.profile, old.baseUrl, call.idUrl, old.publicFields));
    TRY(request, authorisedRequest(old, url, {}));
    request.purpose = tr("Which key of %1 is to end").arg(old.profile.name);
    HttpAttempt attempt = http.fetch(request, Expect::Json, cancel);
    if (wasCancelled(attempt))
        return stopped();
    const auto *reply = std::get_if<HttpReply>(&attempt);
    if (!reply)
        return QString();
    const QJsonDocument document = QJsonDocument::fromJson(reply->body);
    const QString id = jsonAt(document.object(), call.idPointer).toString();
    return plainId.match(id).hasMatch() ? id : QString();
}

Result<QUrl> addressOf(const ApiCall &call, const PreparedKey &old, const QString &keyId)
{
    TRY(url, expandPath(old.profile, old.baseUrl, call.url, old.publicFields));
    if (keyId.isEmpty())
        return url;
    const QString whole = url.toString(QUrl::FullyEncoded) % keyId;
    return QUrl(whole, QUrl::StrictMode);
}

/// The call that ends `old`, under the authority of `teller`.
Result<HttpRequest> callFor(const ApiCall &call,
                            const QUrl &url,
                            const PreparedKey &old,
                            const PreparedKey &teller)
{
    TRY(request, authorisedRequest(call.needs.isEmpty() ? withoutKey(old) : teller, url, {}));
    request.method = call.method.toUtf8();
    request.purpose = tr("Shutting off a key of %1").arg(old.profile.name);
    for (auto it = call.headers.begin(); it != call.headers.end(); ++it) {
        TRY(value, fillIn(it.value(), old, {}));
        std::erase_if(request.headers, [&it](const RequestHeader &header) {
            return header.name.compare(it.key().toLatin1(), Qt::CaseInsensitive) == 0;
        });
        request.headers.push_back({it.key().toLatin1(), value});
    }
    if (call.body.isEmpty())
        return request;
    const bool isForm = call.contentType.contains(u"form-urlencoded"_s);
    // The braces of JSON itself are no fields: only what names one is filled in.
    static const QRegularExpression field(u"\\{([A-Za-z][A-Za-z0-9]*)\\}"_s);
    SecretText body;
    qsizetype at = 0;
    QRegularExpressionMatchIterator matches = field.globalMatch(call.body);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        body.add(call.body.mid(at, match.capturedStart() - at).toUtf8());
        const QString name = match.captured(1);
        if (!old.secrets.contains(name))
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is missing. Fill it in and try again.").arg(name),
                         name};
        body.add(old.secrets.value(name),
                 isForm ? SecretSpelling::Percent : SecretSpelling::JsonString);
        at = match.capturedEnd();
    }
    body.add(call.body.mid(at).toUtf8());
    request.body = body;
    request.headers.push_back({"Content-Type", call.contentType.toLatin1()});
    return request;
}

/// How one call went.
struct CallOutcome
{
    bool saidYes = false;
    bool isUnclear = false; ///< it may have been done
    QString why;
};

CallOutcome outcomeOf(const ApiCall &call, const HttpRequest &request, HttpAttempt &attempt)
{
    if (const auto *failure = std::get_if<Failure>(&attempt)) {
        const bool wasSent = failure->kind == FailureKind::Slow
            || failure->kind == FailureKind::Huge || failure->kind == FailureKind::Other;
        return {false, wasSent, explain(blameClock(*failure)).what};
    }
    HttpReply &reply = std::get<HttpReply>(attempt);
    const QJsonDocument document = QJsonDocument::fromJson(reply.body);
    const bool isOk =
        call.okPointer.isEmpty() || jsonAt(document.object(), call.okPointer).toBool();
    const std::optional<Failure> failure = judge(reply, request, Expect::AnyBody);
    wipe(reply.body);
    if (!failure && isOk)
        return {true, false, {}};
    if (!failure)
        return {false, true, tr("%1 did not say that it is done.").arg(request.app)};
    if (failure->kind == FailureKind::NotFound404)
        return {false, true, tr("%1 knows no such key, it says.").arg(request.app)};
    if (failure->kind == FailureKind::Unauthorized401 || failure->kind == FailureKind::Forbidden403)
        return {false,
                failure->kind == FailureKind::Unauthorized401,
                call.needs.isEmpty() ? tr("%1 did not take the call.").arg(request.app)
                                     : tr("%1 wants for this: %2.").arg(request.app, call.needs)};
    return {false, true, explain(*failure).what};
}

QString byHandSentence(const QString &why)
{
    return tr("Drawbridge could not do it: %1 Do it on the page, by the steps below.").arg(why);
}

// ---- looking

QString shortWhy(const ProbeResult &result, const QString &app)
{
    if (!result.failure)
        return tr("The answer of %1 tells nothing about the key.").arg(app);
    switch (*result.failure) {
    case FailureKind::Forbidden403:
        return tr("%1 answered \"not allowed\" (403), which a living key can get as well.").arg(app);
    case FailureKind::RateLimited429:
        return tr("%1 asks us to wait (429). It is tried again when the app allows.").arg(app);
    case FailureKind::Server5xx:
        return tr("%1 has trouble of its own (%2).").arg(app).arg(result.test.status);
    case FailureKind::Slow:
        return tr("%1 did not answer in time.").arg(app);
    case FailureKind::Dns:
    case FailureKind::Unreachable:
    case FailureKind::Refused:
        return tr("%1 could not be reached. Is this computer online?").arg(app);
    case FailureKind::NotFound404:
        return tr("%1 has nothing at the address that tries keys (%2).")
            .arg(app)
            .arg(result.test.status);
    case FailureKind::RedirectElsewhere:
        return tr("The answer sent us elsewhere, as a sign-in page of a network does.");
    case FailureKind::NotJson:
        return tr("The answer was a web page and not %1's own, as from a sign-in page of a "
                  "network.")
            .arg(app);
    case FailureKind::Unauthorized401:
        return tr("%1 refuses the key, but not as one that it does not know.").arg(app);
    case FailureKind::ClockWrong:
        return tr("This computer's clock is wrong. Set it, then check again.");
    case FailureKind::TlsSelfSigned:
    case FailureKind::TlsExpired:
    case FailureKind::TlsNotYetValid:
    case FailureKind::TlsWrongHost:
    case FailureKind::TlsUntrusted:
    case FailureKind::TlsOther:
        return tr("Whoever answered could not show that it is %1.").arg(app);
    case FailureKind::PolicyRefused:
    case FailureKind::Huge:
    case FailureKind::Cancelled:
    case FailureKind::Other:
        break;
    }
    return result.test.explanation;
}

/// Whether the app answers others as it should, or why that is not so.
struct Control
{
    bool works = false;
    QString why;
};

Result<Control> askWithoutKey(HttpSender &http,
                              const PreparedKey &key,
                              const ControlCall &call,
                              const CancelToken &cancel)
{
    HttpRequest request;
    TRY(url, expandPath(key.profile, key.baseUrl, call.url, key.publicFields));
    request.url = url;
    request.method = call.method.isEmpty() ? QByteArray("GET") : call.method.toUtf8();
    request.rules = key.rules;
    request.authorities = key.authorities;
    request.app = key.profile.name;
    request.purpose = tr("Whether %1 answers at all").arg(key.profile.name);
    request.headers.push_back({"Accept", "application/json"});
    // As every request to this app, but for what would hold the key.
    for (auto it = key.profile.requestHeaders.begin(); it != key.profile.requestHeaders.end();
         ++it) {
        const Result<SecretText> value = fillIn(it.value(), key, {});
        if (value && !value->hasSecrets())
            request.headers.push_back({it.key().toUtf8(), *value});
    }
    HttpAttempt attempt = http.attempt(request, cancel);
    if (wasCancelled(attempt))
        return stopped();
    if (const auto *failure = std::get_if<Failure>(&attempt))
        return Control{false, explain(blameClock(*failure)).what};
    HttpReply &reply = std::get<HttpReply>(attempt);
    readXmlAsJson(reply);
    if (!call.statuses.contains(reply.status))
        return Control{false,
                       tr("%1 does not answer as it should without a key either (%2).")
                           .arg(key.profile.name)
                           .arg(reply.status)};
    if (request.method != "HEAD" && !isJson(reply.body))
        return Control{false,
                       tr("Without a key, a web page answered in the place of %1.")
                           .arg(key.profile.name)};
    return Control{true, {}};
}

Result<Control> askWithAnother(HttpSender &http,
                               const Clock &clock,
                               const KeyUse &another,
                               const CancelToken &cancel)
{
    TRY(result, probeKey(http, clock, another, cancel));
    if (result.test.ok)
        return Control{true, {}};
    return Control{false,
                   tr("%1 does not take the key in use either, so its refusal tells nothing.")
                       .arg(another.profile.name)};
}

/// A control call that is itself answered by "refused" cannot tell an app that refuses everybody from one that refuses
/// this key, unless the two refusals differ; a key that works can.
bool isWeak(const ControlCall &call, const Probe &probe, int refusedWith)
{
    return call.statuses.contains(refusedWith) && probe.invalid.pointer.isEmpty();
}

Result<Control> control(HttpSender &http,
                        const Clock &clock,
                        const KeyUse &old,
                        const std::optional<KeyUse> &another,
                        int refusedWith,
                        const CancelToken &cancel)
{
    TRY(key, prepare(old));
    if (!key.profile.control) {
        if (another)
            return askWithAnother(http, clock, *another, cancel);
        return Control{false, tr("There is no known call that shows whether it answers at all.")};
    }
    TRY(without, askWithoutKey(http, key, *key.profile.control, cancel));
    const bool wantsMore = without.works && another && key.profile.probe
        && isWeak(*key.profile.control, *key.profile.probe, refusedWith);
    return wantsMore ? askWithAnother(http, clock, *another, cancel) : Result<Control>(without);
}

Result<Looked> lookAtOne(HttpSender &http,
                         const Clock &clock,
                         const LiveValue &value,
                         const std::optional<KeyUse> &another,
                         const CancelToken &cancel)
{
    TRY(result, probeKey(http, clock, value.use, cancel));
    Looked looked;
    looked.check.at = clock.now();
    looked.check.status = result.test.status;
    looked.retryAfter = result.retryAfter;
    const QString app = value.use.profile.name;
    if (result.test.ok) {
        looked.check.verdict = CheckVerdict::StillWorks;
        looked.check.why = value.name.isEmpty()
            ? tr("%1 still accepts this key.").arg(app)
            : tr("%1 still accepts the %2.").arg(app, value.name);
        return looked;
    }
    if (!result.refusedAsInvalid) {
        looked.check.why = shortWhy(result, app);
        return looked;
    }
    if (!result.inJson) {
        looked.check.why =
            tr("A web page refused, and not %1 itself, as from a sign-in page of a network.")
                .arg(app);
        return looked;
    }
    if (result.clockDifference && std::chrono::abs(*result.clockDifference) > tolerableDifference) {
        looked.check.why = tr("%1 refuses the key, but this computer's clock is wrong, so since "
                              "when cannot be said. Set it, then check again.")
                               .arg(app);
        return looked;
    }
    TRY(others, control(http, clock, value.use, another, result.test.status, cancel));
    if (!others.works) {
        looked.check.why =
            tr("%1 refuses the key, but the cross-check failed too: %2").arg(app, others.why);
        return looked;
    }
    looked.check.verdict = CheckVerdict::Refused;
    looked.check.why =
        tr("%1 refuses it as a key that it does not know, and answers otherwise.").arg(app);
    return looked;
}

/// Whether the app has a call that ends a key of this kind.
bool canBeTold(const KeyUse &old)
{
    return old.profile.shutOff.api.has_value() && old.auth != AuthKind::ClientCredentials;
}

} // namespace

QString whyUncheckable(const KeyUse &old, const std::optional<KeyUse> &another)
{
    if (!canProbe(old))
        return tr("There is no known call that tries a key of %1.").arg(old.profile.name);
    if (old.profile.probe && old.profile.probe->invalid.statuses.isEmpty())
        return tr("How %1 refuses a key it does not know is not known.").arg(old.profile.name);
    if (!old.profile.control && !another)
        return tr("There is no known call that shows whether %1 answers at all, and no other key "
                  "to compare with.")
            .arg(old.profile.name);
    return {};
}

Result<ShutOffEvent> tellApp(HttpSender &http,
                             const LiveValue &old,
                             const QList<Authority> &authorities,
                             const CancelToken &cancel)
{
    const QString app = old.use.profile.name;
    if (!canBeTold(old.use))
        return ShutOffEvent(
            CallSaidNo{tr("%1 has no call that ends a key, so it is done by hand on its page, by "
                          "the steps below.")
                           .arg(app)});
    const ApiCall &call = *old.use.profile.shutOff.api;
    // What cannot even be put together (a field that was never given) is for the page, too.
    const Result<PreparedKey> key = prepare(old.use);
    if (!key)
        return ShutOffEvent(CallSaidNo{byHandSentence(key.error().what)});
    QString keyId;
    if (!call.idUrl.isEmpty()) {
        TRY(found, askKeyId(http, *key, call, cancel));
        keyId = found;
        if (keyId.isEmpty())
            return ShutOffEvent(
                CallSaidNo{byHandSentence(tr("%1 did not tell which key this is.").arg(app)), true});
    }
    const Result<QUrl> url = addressOf(call, *key, keyId);
    if (!url)
        return ShutOffEvent(CallSaidNo{byHandSentence(url.error().what)});
    QList<Authority> tellers{{QString(), old.use}};
    if (!call.needs.isEmpty())
        tellers = authorities + tellers;
    CallOutcome last;
    bool mayHaveWorked = false;
    for (const Authority &teller : tellers) {
        const Result<PreparedKey> prepared = prepare(teller.use);
        if (!prepared)
            continue;
        const Result<HttpRequest> request = callFor(call, *url, *key, *prepared);
        if (!request) {
            last.why = request.error().what;
            continue;
        }
        HttpAttempt attempt = http.attempt(*request, cancel);
        if (wasCancelled(attempt))
            return stopped();
        last = outcomeOf(call, *request, attempt);
        if (last.saidYes)
            return ShutOffEvent(CallSaidYes{tr("%1 says that the key is ended.").arg(app)});
        mayHaveWorked = mayHaveWorked || last.isUnclear;
    }
    return ShutOffEvent(CallSaidNo{byHandSentence(last.why), mayHaveWorked});
}

Result<Looked> lookAt(HttpSender &http,
                      const Clock &clock,
                      const QList<LiveValue> &values,
                      const std::optional<KeyUse> &another,
                      const CancelToken &cancel)
{
    std::optional<Looked> all;
    for (const LiveValue &value : values) {
        TRY(one, lookAtOne(http, clock, value, another, cancel));
        if (one.check.verdict == CheckVerdict::StillWorks)
            return one;
        if (!all || all->check.verdict == CheckVerdict::Refused)
            all = one;
    }
    if (!all)
        return Error{ErrorCode::NotFound, tr("There is no key to try."), {}};
    return *all;
}

} // namespace drawbridge
