// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RecipeSending.h"

#include "core/auth/ClientCredentials.h"
#include "core/auth/JsonPointer.h"
#include "core/auth/RequestSignature.h"
#include "core/auth/XmlAnswer.h"
#include "core/base/PlainText.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

using What = CallReading::What;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyMaking", text);
}

bool isEmptyValue(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() || (value.isString() && value.toString().isEmpty())
        || (value.isObject() && value.toObject().isEmpty())
        || (value.isArray() && value.toArray().isEmpty());
}

} // namespace

Result<ShownKey> showKey(HttpSender &http,
                         const PreparedKey &key,
                         const QString &needs,
                         const CancelToken &cancel)
{
    if (key.option.kind != AuthKind::ClientCredentials)
        return ShownKey{};
    TRY(answer, requestAccessToken(http, key, {}, cancel));
    if (const auto *token = std::get_if<AccessToken>(&answer))
        return ShownKey{token->value, {}};
    const Failure &failure = std::get<Failure>(answer);
    if (failure.kind == FailureKind::Cancelled)
        return stoppedMaking();
    HttpRequest request;
    request.app = key.profile.name;
    CallReading reading = readCallAttempt(failure, request, needs);
    // Nothing of what was to be done has been sent: this was the sign-in alone.
    const bool isRefused = failure.status >= 400 && failure.status < 500 && failure.status != 429;
    reading.what = isRefused ? What::NeedsAuthority : What::NotNow;
    reading.wasSent = false;
    return ShownKey{{}, reading};
}

Result<HttpAttempt> sendCall(HttpSender &http,
                             HttpRequest request,
                             const PreparedKey &by,
                             const QDateTime &now,
                             const CancelToken &cancel)
{
    if (cancel.isCancelled())
        return stoppedMaking();
    TRY_DONE(signRequest(request, by, now));
    HttpAttempt attempt = http.attempt(request, cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt);
        failure && failure->kind == FailureKind::PolicyRefused)
        return explain(*failure);
    if (auto *reply = std::get_if<HttpReply>(&attempt))
        readXmlAsJson(*reply);
    return attempt;
}

Result<GotJson> getJson(HttpSender &http,
                        const HttpRequest &request,
                        const PreparedKey &by,
                        const QDateTime &now,
                        const KeyRecipe &recipe,
                        const QString &needs,
                        const CancelToken &cancel)
{
    TRY(attempt, sendCall(http, request, by, now, cancel));
    if (const auto *failure = std::get_if<Failure>(&attempt);
        failure && failure->kind == FailureKind::Cancelled)
        return stoppedMaking();
    GotJson got;
    got.reading = readCallAttempt(attempt, request, needs, recipe.busy);
    auto *reply = std::get_if<HttpReply>(&attempt);
    if (!reply)
        return got;
    got.status = reply->status;
    got.json = jsonOf(reply->body);
    wipe(reply->body);
    const bool isEmpty = got.json.isObject() && got.json.toObject().isEmpty();
    if (got.reading.what == What::Good && isEmpty) {
        got.reading.what = What::Unclear;
        got.reading.why =
            tr("The answer was not %1's own, as from a sign-in page of a network.").arg(request.app);
    }
    return got;
}

GaveNone nothingMade(const CallReading &reading)
{
    switch (reading.what) {
    case What::NeedsAuthority:
        return {reading.why, FailureClass::NeedsAuthority, reading.retryAfter};
    case What::Refused:
    case What::NotThere:
        return {reading.why, FailureClass::Refused, reading.retryAfter};
    case What::Good:
    case What::NotNow:
    case What::Unclear:
        break;
    }
    return {reading.why, FailureClass::NotNow, reading.retryAfter};
}

Result<GotJson> sendAsk(HttpSender &http,
                        const KeyRecipe &recipe,
                        const PreparedKey &by,
                        const RecipeWords &words,
                        const CancelToken &cancel)
{
    const KeyAsk &ask = *recipe.ask;
    const QString needs =
        ask.by == AskedBy::Authority ? recipe.needs : tr("the key itself, while it works");
    TRY(shown, showKey(http, by, needs, cancel));
    if (shown.failed)
        return GotJson{*shown.failed, {}, 0};
    TRY(request, readingRequestFor(ask.url, {}, words, by, shown.accessToken));
    request.purpose = tr("Which key of %1 is to be replaced").arg(by.profile.name);
    return getJson(http, request, by, words.now, recipe, needs, cancel);
}

Result<AskedAboutKey> askAboutKey(HttpSender &http,
                                  const KeyParties &parties,
                                  const RecipeWords &words,
                                  const CancelToken &cancel)
{
    const KeyAsk &spec = *parties.recipe.ask;
    const PreparedKey &by =
        spec.by == AskedBy::Key && parties.old ? *parties.old : parties.authority;
    TRY(got, sendAsk(http, parties.recipe, by, words, cancel));
    AskedAboutKey asked;
    if (got.reading.what != What::Good) {
        asked.none = nothingMade(got.reading);
        // Of no other key would the app answer this.
        if (spec.by == AskedBy::Key && asked.none->kind == FailureClass::NeedsAuthority)
            asked.none->kind = FailureClass::Refused;
        return asked;
    }
    for (const QString &pointer : spec.mustBeEmpty) {
        if (!isEmptyValue(jsonAt(got.json, pointer))) {
            asked.none = GaveNone{spec.otherwise, FailureClass::Refused, {}};
            return asked;
        }
    }
    asked.keyId = textAt(got.json, spec.idPointer);
    const bool isUntold = !spec.idPointer.isEmpty() && !isPlainKeyId(asked.keyId);
    bool isWhole = !isUntold;
    for (auto each = spec.facts.begin(); each != spec.facts.end(); ++each) {
        const QJsonValue fact = jsonAt(got.json, each.value());
        isWhole = isWhole && !textAt(got.json, each.value()).isEmpty();
        asked.facts.insert(each.key(), fact);
    }
    if (!isWhole)
        asked.none = GaveNone{tr("%1 did not tell which key this is.").arg(by.profile.name),
                              FailureClass::Refused,
                              {}};
    if (!spec.scopesPointer.isEmpty()) {
        for (const QJsonValue &scope : jsonAt(got.json, spec.scopesPointer).toArray())
            asked.scopes.append(plainText(scope.toString(), 200));
        asked.scopes.removeAll(QString());
    }
    return asked;
}

} // namespace drawbridge
