// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyMaking.h"

#include "core/auth/ClientCredentials.h"
#include "core/auth/JsonPointer.h"
#include "core/auth/RecipeAnswer.h"
#include "core/auth/RecipeCall.h"
#include "core/auth/RequestSignature.h"
#include "core/auth/XmlAnswer.h"
#include "core/base/PlainText.h"
#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int mostPages = 100;
constexpr qsizetype mostListed = 20'000;
constexpr qsizetype longestCursor = 2'000;

using What = CallReading::What;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyMaking", text);
}

Error invalid(const QString &what)
{
    return {ErrorCode::InvalidInput, what, {}};
}

Error stopped()
{
    return {ErrorCode::Cancelled, tr("It was stopped before anything was asked."), {}};
}

Error noRecipe(const QString &app)
{
    return invalid(tr("Drawbridge knows no call of %1 for this. Do it on its page.").arg(app));
}

bool isFor(const KeyRecipe &recipe, AuthKind auth)
{
    return recipe.makes == RecipeMakes::Key && recipe.auth.contains(auth);
}

/// The recipe for this key, or null.
const KeyRecipe *recipeOf(const KeyUse &old)
{
    if (!old.profile.rotation.recipe)
        return nullptr;
    const KeyRecipe &recipe = *old.profile.rotation.recipe;
    if (recipe.makes == RecipeMakes::SigningSecret)
        return &recipe;
    const AuthOption *option = optionFor(old.profile, old.auth);
    return option && isFor(recipe, option->kind) ? &recipe : nullptr;
}

QStringList namesOf(const KeyCall &call)
{
    QStringList names = namesIn(call.url);
    for (const QString &text : call.headers.values() + call.values.values())
        names += namesIn(text);
    return names;
}

bool sharesSecret(const QMap<QString, SharedSecret> &one, const QMap<QString, SharedSecret> &other)
{
    return std::any_of(one.cbegin(), one.cend(), [&other](const SharedSecret &mine) {
        return mine
            && std::any_of(other.cbegin(), other.cend(), [&mine](const SharedSecret &theirs) {
                   return theirs && mine->equals(*theirs);
               });
    });
}

/// The old key and its authority, checked and fit for each other.
struct Parties
{
    const KeyRecipe &recipe;
    QList<AuthField> fields; ///< of the key that is to be replaced
    QMap<QString, QString> publicFields;
    QMap<QString, SharedSecret> oldSecrets;
    std::optional<PreparedKey> old; ///< none for a signing secret, which opens nothing
    PreparedKey authority;
    bool isSame = false; ///< the authority is the old key itself
};

/// A key made in somebody else's account would open something else.
Result<void> checkAccounts(const KeyUse &old, const Parties &parties)
{
    for (const QString &name : parties.recipe.account) {
        if (parties.publicFields.value(name) != parties.authority.publicFields.value(name))
            return invalid(tr("The key that is to make the new one belongs to another account of "
                              "%1. Choose one of the same account.")
                               .arg(old.profile.name));
    }
    return {};
}

/// A key never takes part in what leaves its owner without one: see the recipe's checks, which this repeats for the keys
/// at hand.
Result<void> checkNobodyIsLockedOut(const KeyUse &old,
                                    const Parties &parties,
                                    const NewKeyWish &wish)
{
    const KeyRecipe &recipe = parties.recipe;
    const QString app = old.profile.name;
    // Whoever makes such a key owns it: under another's authority it would be another's.
    if (recipe.authority == AuthorityKind::Itself && !parties.isSame)
        return invalid(tr("A key of %1 can only be made by the one it is to replace.").arg(app));
    if (!parties.isSame)
        return {};
    if (recipe.replaces)
        return invalid(tr("A key of %1 must not replace itself: if the answer got lost, nothing "
                          "would open %1 any more. Do it with another key.")
                           .arg(app));
    const bool asksForIt = !recipe.needsScopes.isEmpty()
        && std::all_of(recipe.needsScopes.cbegin(),
                       recipe.needsScopes.cend(),
                       [&wish](const QString &scope) { return wish.scopes.contains(scope); });
    if (!recipe.sameRights && !asksForIt)
        return invalid(tr("The new key of %1 could not manage keys any more, as the old one can. "
                          "Replace this one on the app's page.")
                           .arg(app));
    return {};
}

Result<Parties> bringTogether(const KeyUse &old, const KeyUse &authority)
{
    const KeyRecipe *recipe = recipeOf(old);
    if (!recipe)
        return noRecipe(old.profile.name);
    if (old.profile.id != authority.profile.id)
        return invalid(tr("These two keys open different apps."));
    if ((old.environment == Environment::Production)
        != (authority.environment == Environment::Production))
        return invalid(tr("One of the keys is for real work and the other for tests. Choose two of "
                          "a kind."));
    TRY(teller, prepare(authority));
    if (recipe->makes == RecipeMakes::SigningSecret) {
        Parties parties{*recipe, recipe->fields, old.publicFields, old.secrets, {}, teller, false};
        for (const AuthField &field : recipe->fields) {
            if (field.secret || !field.required)
                continue;
            if (parties.publicFields.value(field.name).isEmpty())
                return invalid(tr("\"%1\" is missing. Fill it in and try again.").arg(field.label));
            TRY_DONE(checkField(field, parties.publicFields.value(field.name).toUtf8()));
        }
        return parties;
    }
    TRY(key, prepare(old));
    const bool isSameApp =
        key.baseUrl.host() == teller.baseUrl.host() && key.baseUrl.port() == teller.baseUrl.port();
    if (!isSameApp)
        return invalid(tr("These two keys open different addresses of %1. Choose one of the same.")
                           .arg(old.profile.name));
    Parties parties{*recipe,
                    key.option.fields,
                    key.publicFields,
                    key.secrets,
                    key,
                    teller,
                    sharesSecret(key.secrets, teller.secrets)};
    TRY_DONE(checkAccounts(old, parties));
    return parties;
}

RecipeWords wordsOf(const Parties &parties, const Clock &clock)
{
    RecipeWords words;
    words.fields = parties.publicFields;
    words.keyId = parties.publicFields.value(parties.recipe.idField);
    words.scopeSeparator = parties.recipe.scopeSeparator;
    words.now = clock.now();
    return words;
}

/// What a client's credentials give; null for keys that are shown as they are. The reading says why there is none.
struct Shown
{
    SharedSecret accessToken;
    std::optional<CallReading> failed;
};

Result<Shown> show(HttpSender &http,
                   const PreparedKey &key,
                   const QString &needs,
                   const CancelToken &cancel)
{
    if (key.option.kind != AuthKind::ClientCredentials)
        return Shown{};
    TRY(answer, requestAccessToken(http, key, {}, cancel));
    if (const auto *token = std::get_if<AccessToken>(&answer))
        return Shown{token->value, {}};
    const Failure &failure = std::get<Failure>(answer);
    if (failure.kind == FailureKind::Cancelled)
        return stopped();
    HttpRequest request;
    request.app = key.profile.name;
    CallReading reading = readCallAttempt(failure, request, needs);
    // Nothing of what was to be done has been sent: this was the sign-in alone.
    const bool isRefused = failure.status >= 400 && failure.status < 500 && failure.status != 429;
    reading.what = isRefused ? What::NeedsAuthority : What::NotNow;
    reading.wasSent = false;
    return Shown{{}, reading};
}

/// Signs where the app wants that, and sends. What we decided not to send is an error.
Result<HttpAttempt> send(HttpSender &http,
                         HttpRequest request,
                         const PreparedKey &by,
                         const QDateTime &now,
                         const CancelToken &cancel)
{
    if (cancel.isCancelled())
        return stopped();
    TRY_DONE(signRequest(request, by, now));
    HttpAttempt attempt = http.attempt(request, cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt);
        failure && failure->kind == FailureKind::PolicyRefused)
        return explain(*failure);
    if (auto *reply = std::get_if<HttpReply>(&attempt))
        readXmlAsJson(*reply);
    return attempt;
}

/// Sends what changes nothing. Its reading is as of any call; the body is there where it is good.
struct Got
{
    CallReading reading;
    QJsonValue json;
};

Result<Got> get(HttpSender &http,
                const HttpRequest &request,
                const PreparedKey &by,
                const QDateTime &now,
                const QString &needs,
                const CancelToken &cancel)
{
    TRY(attempt, send(http, request, by, now, cancel));
    if (const auto *failure = std::get_if<Failure>(&attempt);
        failure && failure->kind == FailureKind::Cancelled)
        return stopped();
    Got got;
    got.reading = readCallAttempt(attempt, request, needs);
    auto *reply = std::get_if<HttpReply>(&attempt);
    if (!reply)
        return got;
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

/// What the app says about the old key, or why it did not.
struct Asked
{
    std::optional<GaveNone> none;
    QString keyId;
    QMap<QString, QJsonValue> facts;
    QStringList scopes;
};

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

Result<Got> sendAsk(HttpSender &http,
                    const KeyRecipe &recipe,
                    const PreparedKey &by,
                    const RecipeWords &words,
                    const CancelToken &cancel)
{
    const KeyAsk &ask = *recipe.ask;
    const QString needs =
        ask.by == AskedBy::Authority ? recipe.needs : tr("the key itself, while it works");
    TRY(shown, show(http, by, needs, cancel));
    if (shown.failed)
        return Got{*shown.failed, {}};
    TRY(request, readingRequestFor(ask.url, {}, words, by, shown.accessToken));
    request.purpose = tr("Which key of %1 is to be replaced").arg(by.profile.name);
    return get(http, request, by, words.now, needs, cancel);
}

bool isEmptyValue(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() || (value.isString() && value.toString().isEmpty())
        || (value.isObject() && value.toObject().isEmpty())
        || (value.isArray() && value.toArray().isEmpty());
}

Result<Asked> ask(HttpSender &http,
                  const Parties &parties,
                  const RecipeWords &words,
                  const CancelToken &cancel)
{
    const KeyAsk &spec = *parties.recipe.ask;
    const PreparedKey &by =
        spec.by == AskedBy::Key && parties.old ? *parties.old : parties.authority;
    TRY(got, sendAsk(http, parties.recipe, by, words, cancel));
    Asked asked;
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

Result<NewKeyWish> checkedWish(const KeyRecipe &recipe,
                               const NewKeyWish &wish,
                               const QString &app,
                               const QDateTime &now)
{
    NewKeyWish checked = wish;
    if (takesLabel(recipe)) {
        checked.label = plainText(wish.label.trimmed(), recipe.longestLabel + 1);
        if (checked.label.isEmpty() || checked.label != wish.label.trimmed())
            return invalid(tr("Give the new key a name of at most %1 characters, on one line.")
                               .arg(recipe.longestLabel));
        if (checked.label.size() > recipe.longestLabel)
            return invalid(tr("The name of the new key is too long for %1: %2 characters at most.")
                               .arg(app)
                               .arg(recipe.longestLabel));
    }
    for (const QString &scope : recipe.scopesLeftOut)
        checked.scopes.removeAll(scope);
    if (wish.endsAt && !takesEnd(recipe))
        return invalid(tr("%1 makes no keys that end by themselves. Leave the end out.").arg(app));
    if (wish.endsAt && *wish.endsAt <= now.toUTC().date())
        return invalid(tr("The new key is to end on a day that is over. Choose a later one."));
    return checked;
}

Result<MakeOutcome> sendMake(HttpSender &http,
                             const Parties &parties,
                             const RecipeWords &words,
                             const CancelToken &cancel)
{
    const KeyRecipe &recipe = parties.recipe;
    TRY(shown, show(http, parties.authority, recipe.needs, cancel));
    if (shown.failed)
        return MakeOutcome(nothingMade(*shown.failed));
    TRY(request, requestFor(recipe.make, words, parties.authority, shown.accessToken));
    request.purpose = tr("A new key of %1").arg(request.app);
    TRY(attempt, send(http, request, parties.authority, words.now, cancel));
    const CallReading reading = readCallAttempt(attempt, request, recipe.needs);
    if (reading.what == What::Unclear)
        return MakeOutcome(MayHaveGiven{reading.why});
    auto *reply = std::get_if<HttpReply>(&attempt);
    if (reading.what != What::Good || !reply) {
        if (reply)
            wipe(reply->body);
        GaveNone none = nothingMade(reading);
        // No other key may do it either.
        if (none.kind == FailureClass::NeedsAuthority && recipe.authority == AuthorityKind::Itself)
            none.kind = FailureClass::Refused;
        return MakeOutcome(none);
    }
    std::optional<GaveKey> made =
        readMadeKey(recipe, parties.fields, parties.oldSecrets, jsonOf(reply->body));
    wipe(reply->body);
    if (made)
        return MakeOutcome(*std::move(made));
    return MakeOutcome(
        MayHaveGiven{tr("%1 answered, but there is no new key in the answer.").arg(request.app)});
}

Error whyNoList(const CallReading &reading)
{
    switch (reading.what) {
    case What::NeedsAuthority:
        return {ErrorCode::Denied, reading.why, {}};
    case What::Refused:
    case What::NotThere:
        return {ErrorCode::Refused, reading.why, {}};
    case What::Good:
    case What::NotNow:
    case What::Unclear:
        break;
    }
    return {ErrorCode::Unavailable, reading.why, {}};
}

Error noRealList(const QString &app)
{
    return {ErrorCode::Refused,
            tr("%1 answered, but not with a list of its keys. Look at them on its page.").arg(app),
            {}};
}

/// The address of the page after this one, or nothing at the end.
Result<std::optional<QUrl>> nextPage(const KeyListing &list,
                                     const QUrl &first,
                                     const QUrl &current,
                                     const QJsonValue &json,
                                     const QString &app)
{
    const std::optional<QUrl> none;
    if (!list.form || (!list.more.isEmpty() && !jsonAt(json, list.more).toBool()))
        return none;
    const QString next = textAt(json, list.next);
    if (next.isEmpty())
        return none;
    if (next.size() > longestCursor)
        return noRealList(app);
    QUrl url = first;
    if (*list.form == PageForm::Cursor) {
        QUrlQuery query(url);
        query.removeQueryItem(list.parameter);
        query.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(list.parameter)),
                           QString::fromLatin1(QUrl::toPercentEncoding(next)));
        url.setQuery(query.query(QUrl::FullyEncoded), QUrl::StrictMode);
    } else {
        url = first.resolved(QUrl(next, QUrl::StrictMode));
        // The key goes where the list came from, and nowhere else.
        if (url.scheme() != first.scheme() || url.host() != first.host()
            || url.port() != first.port() || !url.userInfo().isEmpty())
            return noRealList(app);
    }
    if (!url.isValid() || url == current)
        return noRealList(app);
    return std::optional<QUrl>(url);
}

/// Whether the authority's own key is the one called `keyId`. Not known: nothing may be ended.
Result<std::optional<bool>> isOwnKey(HttpSender &http,
                                     const KeyUse &authority,
                                     const QString &keyId,
                                     const CancelToken &cancel,
                                     const Clock &clock)
{
    if (!recipeOf(authority))
        return std::optional(false); // another kind of sign-in: it is none of these keys
    const Result<QString> own = keyIdOf(http, authority, std::nullopt, cancel, clock);
    if (own)
        return std::optional(*own == keyId);
    if (own.error().code == ErrorCode::Cancelled || own.error().code == ErrorCode::InvalidInput
        || own.error().code == ErrorCode::Insecure)
        return own.error();
    return std::optional<bool>();
}

EndedKey endedFrom(const CallReading &reading, const KeyCall &call, const QJsonValue &json)
{
    const bool isOk = call.okPointer.isEmpty() || jsonAt(json, call.okPointer).toBool();
    switch (reading.what) {
    case What::Good:
        if (isOk)
            return {EndOutcome::Ended, {}, {}};
        return {EndOutcome::NotNow, tr("The app did not say that it is done."), {}};
    case What::NotThere:
        return {EndOutcome::NotThere, reading.why, {}};
    case What::NeedsAuthority:
    case What::Refused:
        return {EndOutcome::Refused, reading.why, reading.retryAfter};
    case What::NotNow:
    case What::Unclear:
        break;
    }
    return {EndOutcome::NotNow, reading.why, reading.retryAfter};
}

} // namespace

bool canMake(const AppProfile &profile, AuthKind auth)
{
    const AuthOption *option = optionFor(profile, auth);
    return option && profile.rotation.recipe && isFor(*profile.rotation.recipe, option->kind);
}

bool canMakeSigningSecret(const AppProfile &profile)
{
    return profile.rotation.recipe && profile.rotation.recipe->makes == RecipeMakes::SigningSecret;
}

bool takesLabel(const KeyRecipe &recipe)
{
    return namesOf(recipe.make).contains(u"new.label"_s);
}

bool takesScopes(const KeyRecipe &recipe)
{
    const QStringList names = namesOf(recipe.make);
    return names.contains(u"new.scopes"_s) || names.contains(u"new.scopesText"_s);
}

bool takesEnd(const KeyRecipe &recipe)
{
    const QStringList names = namesOf(recipe.make);
    return std::any_of(names.cbegin(), names.cend(), [](const QString &name) {
        return name.startsWith(u"new.end"_s) || name == u"new.seconds"_s;
    });
}

Result<MakeOutcome> makeKey(HttpSender &http,
                            const KeyUse &old,
                            const KeyUse &authority,
                            const NewKeyWish &wish,
                            const CancelToken &cancel,
                            const Clock &clock)
{
    TRY(parties, bringTogether(old, authority));
    const KeyRecipe &recipe = parties.recipe;
    RecipeWords words = wordsOf(parties, clock);
    TRY(checked, checkedWish(recipe, wish, old.profile.name, words.now));
    if (cancel.isCancelled())
        return stopped();
    if (recipe.ask) {
        TRY(asked, ask(http, parties, words, cancel));
        if (asked.none)
            return MakeOutcome(*asked.none);
        if (!asked.keyId.isEmpty())
            words.keyId = asked.keyId;
        words.asked = asked.facts;
        if (checked.scopes.isEmpty())
            checked.scopes = asked.scopes;
    }
    // Many apps take "no scopes" for "everything".
    if (takesScopes(recipe) && checked.scopes.isEmpty())
        return invalid(tr("What the old key of %1 may do is not known, so no new one is made. Test "
                          "the connection first.")
                           .arg(old.profile.name));
    TRY_DONE(checkNobodyIsLockedOut(old, parties, checked));
    words.wish = checked;
    return sendMake(http, parties, words, cancel);
}

Result<QList<KeyOfList>> listKeys(HttpSender &http,
                                  const KeyUse &old,
                                  const KeyUse &authority,
                                  const CancelToken &cancel,
                                  const Clock &clock)
{
    TRY(parties, bringTogether(old, authority));
    const KeyRecipe &recipe = parties.recipe;
    const QString app = old.profile.name;
    if (!recipe.list)
        return noRecipe(app);
    TRY(shown, show(http, parties.authority, recipe.needs, cancel));
    if (shown.failed)
        return whyNoList(*shown.failed);
    TRY(request,
        readingRequestFor(recipe.list->url,
                          recipe.list->headers,
                          wordsOf(parties, clock),
                          parties.authority,
                          shown.accessToken));
    request.purpose = tr("The list of keys of %1").arg(app);
    const QUrl first = request.url;
    QList<KeyOfList> all;
    for (int page = 0; page < mostPages; ++page) {
        TRY(got, get(http, request, parties.authority, clock.now(), recipe.needs, cancel));
        if (got.reading.what != What::Good)
            return whyNoList(got.reading);
        const auto keys = readKeyPage(*recipe.list, got.json);
        if (!keys || all.size() + keys->size() > mostListed)
            return noRealList(app);
        all += *keys;
        TRY(next, nextPage(*recipe.list, first, request.url, got.json, app));
        if (!next)
            return all;
        request.url = *next;
    }
    return noRealList(app);
}

Result<EndedKey> endKey(HttpSender &http,
                        const KeyUse &old,
                        const KeyUse &authority,
                        const QString &keyId,
                        const CancelToken &cancel,
                        const Clock &clock)
{
    TRY(parties, bringTogether(old, authority));
    const KeyRecipe &recipe = parties.recipe;
    const QString app = old.profile.name;
    if (!recipe.end)
        return noRecipe(app);
    if (!isPlainKeyId(keyId))
        return invalid(tr("That is no name of a key of %1.").arg(app));
    if (cancel.isCancelled())
        return stopped();
    TRY(isOwn, isOwnKey(http, authority, keyId, cancel, clock));
    if (!isOwn)
        return EndedKey{EndOutcome::NotNow,
                        tr("%1 did not tell which key makes the call, so it could end itself. It "
                           "is tried again.")
                            .arg(app),
                        {}};
    if (*isOwn)
        return invalid(tr("A key of %1 must not end itself. Do it with another key, or on the "
                          "app's page.")
                           .arg(app));
    TRY(shown, show(http, parties.authority, recipe.needs, cancel));
    if (shown.failed)
        return endedFrom(*shown.failed, *recipe.end, {});
    RecipeWords words = wordsOf(parties, clock);
    words.keyId = keyId;
    TRY(request, requestFor(*recipe.end, words, parties.authority, shown.accessToken));
    request.purpose = tr("Ending a key of %1").arg(app);
    TRY(attempt, send(http, request, parties.authority, words.now, cancel));
    const CallReading reading = readCallAttempt(attempt, request, recipe.needs);
    QJsonValue json;
    if (auto *reply = std::get_if<HttpReply>(&attempt)) {
        json = jsonOf(reply->body);
        wipe(reply->body);
    }
    return endedFrom(reading, *recipe.end, json);
}

Result<QString> keyIdOf(HttpSender &http,
                        const KeyUse &key,
                        const std::optional<KeyUse> &,
                        const CancelToken &cancel,
                        const Clock &clock)
{
    const KeyRecipe *recipe = recipeOf(key);
    if (!recipe || recipe->makes == RecipeMakes::SigningSecret)
        return noRecipe(key.profile.name);
    const Error untold{ErrorCode::NotFound,
                       tr("%1 did not tell which key this is.").arg(key.profile.name),
                       {}};
    TRY(prepared, prepare(key));
    RecipeWords words;
    words.fields = prepared.publicFields;
    words.now = clock.now();
    if (!recipe->idField.isEmpty()) {
        const QString id = prepared.publicFields.value(recipe->idField);
        if (isPlainKeyId(id))
            return id;
        return untold;
    }
    if (!recipe->ask || recipe->ask->idPointer.isEmpty())
        return untold;
    TRY(got, sendAsk(http, *recipe, prepared, words, cancel));
    if (got.reading.what != What::Good)
        return whyNoList(got.reading);
    const QString id = textAt(got.json, recipe->ask->idPointer);
    if (isPlainKeyId(id))
        return id;
    return untold;
}

} // namespace drawbridge
