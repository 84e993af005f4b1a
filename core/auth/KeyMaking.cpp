// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyMaking.h"

#include "core/auth/JsonPointer.h"
#include "core/auth/RecipeSending.h"

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

Result<MakeOutcome> sendMake(HttpSender &http,
                             const KeyParties &parties,
                             const RecipeWords &words,
                             const CancelToken &cancel)
{
    const KeyRecipe &recipe = parties.recipe;
    TRY(shown, showKey(http, parties.authority, recipe.needs, cancel));
    if (shown.failed)
        return MakeOutcome(nothingMade(*shown.failed));
    TRY(request, requestFor(recipe.make, words, parties.authority, shown.accessToken));
    request.purpose = tr("A new key of %1").arg(request.app);
    TRY(attempt, sendCall(http, request, parties.authority, words.now, cancel));
    const CallReading reading = readCallAttempt(attempt, request, recipe.needs, recipe.busy);
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

Error whyUntold(const CallReading &reading)
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

ListOutcome notListed(const CallReading &reading)
{
    const GaveNone none = nothingMade(reading);
    return NotListed{none.why, none.kind, none.retryAfter};
}

QString noRealList(const QString &app)
{
    return tr("%1 answered, but not with a list of its keys. Look at them on its page.").arg(app);
}

/// The address of the page after this one, or nothing at the end.
Result<std::optional<QUrl>> nextPage(const KeyListing &list,
                                     const QUrl &first,
                                     const QUrl &current,
                                     const QJsonValue &json,
                                     const QString &app)
{
    const std::optional<QUrl> none;
    const Error notAList{ErrorCode::Refused, noRealList(app), {}};
    if (!list.form || (!list.more.isEmpty() && !jsonAt(json, list.more).toBool()))
        return none;
    const QString next = textAt(json, list.next);
    if (next.isEmpty())
        return none;
    if (next.size() > longestCursor)
        return notAList;
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
            return notAList;
    }
    if (!url.isValid() || url == current)
        return notAList;
    return std::optional<QUrl>(url);
}

bool isKeyOf(const KeyOfList &listed, const KeyUse &use)
{
    return !listed.publicFields.isEmpty()
        && std::all_of(listed.publicFields.keyBegin(),
                       listed.publicFields.keyEnd(),
                       [&](const QString &name) {
                           const QString value = listed.publicFields.value(name);
                           return !value.isEmpty() && use.publicFields.value(name) == value;
                       });
}

/// Whether the authority's own key is the one called `keyId`. Not known: nothing may be ended.
Result<std::optional<bool>> isOwnKey(HttpSender &http,
                                     const KeyUse &old,
                                     const KeyUse &authority,
                                     const QString &keyId,
                                     const CancelToken &cancel,
                                     const Clock &clock)
{
    if (!recipeOf(authority))
        return std::optional(false); // another kind of sign-in: it is none of these keys
    if (old.profile.rotation.recipe->exchange) {
        TRY(outcome, listKeys(http, old, authority, cancel, clock));
        const auto *listed = std::get_if<QList<KeyOfList>>(&outcome);
        if (!listed)
            return std::optional<bool>();
        return std::optional(std::any_of(listed->begin(), listed->end(), [&](const KeyOfList &key) {
            return key.id == keyId && isKeyOf(key, authority);
        }));
    }
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
    return option && profile.rotation.recipe && isRecipeFor(*profile.rotation.recipe, option->kind);
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
        return stoppedMaking();
    if (recipe.ask) {
        TRY(asked, askAboutKey(http, parties, words, cancel));
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
        return invalidMaking(
            tr("What the old key of %1 may do is not known, so no new one is made. Test "
               "the connection first.")
                .arg(old.profile.name));
    TRY_DONE(checkNobodyIsLockedOut(old, parties, checked));
    words.wish = checked;
    return sendMake(http, parties, words, cancel);
}

Result<ListOutcome> listKeys(HttpSender &http,
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
    TRY(shown, showKey(http, parties.authority, recipe.needs, cancel));
    if (shown.failed)
        return notListed(*shown.failed);
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
        TRY(got,
            getJson(http, request, parties.authority, clock.now(), recipe, recipe.needs, cancel));
        if (page == 0 && recipe.list->emptyStatus > 0 && got.status == recipe.list->emptyStatus)
            return ListOutcome(all);
        if (got.reading.what != What::Good)
            return notListed(got.reading);
        const auto keys = readKeyPage(*recipe.list, got.json);
        if (!keys || all.size() + keys->size() > mostListed)
            break;
        all += *keys;
        const auto next = nextPage(*recipe.list, first, request.url, got.json, app);
        if (!next)
            break;
        if (!*next)
            return ListOutcome(all);
        request.url = **next;
    }
    return ListOutcome(NotListed{noRealList(app), FailureClass::Refused, {}});
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
        return invalidMaking(tr("That is no name of a key of %1.").arg(app));
    if (cancel.isCancelled())
        return stoppedMaking();
    TRY(isOwn, isOwnKey(http, old, authority, keyId, cancel, clock));
    if (!isOwn)
        return EndedKey{EndOutcome::NotNow,
                        tr("%1 did not tell which key makes the call, so it could end itself. It "
                           "is tried again.")
                            .arg(app),
                        {}};
    if (*isOwn)
        return invalidMaking(
            tr("A key of %1 must not end itself. Do it with another key, or on the "
               "app's page.")
                .arg(app));
    TRY(shown, showKey(http, parties.authority, recipe.needs, cancel));
    if (shown.failed)
        return endedFrom(*shown.failed, *recipe.end, {});
    RecipeWords words = wordsOf(parties, clock);
    words.keyId = keyId;
    TRY(request, requestFor(*recipe.end, words, parties.authority, shown.accessToken));
    request.purpose = tr("Ending a key of %1").arg(app);
    TRY(attempt, sendCall(http, request, parties.authority, words.now, cancel));
    const CallReading reading = readCallAttempt(attempt, request, recipe.needs, recipe.busy);
    QJsonValue json;
    if (auto *reply = std::get_if<HttpReply>(&attempt)) {
        json = jsonOf(reply->body);
        wipe(reply->body);
    }
    return endedFrom(reading, *recipe.end, json);
}

Result<EndedKey> endReplaced(HttpSender &http,
                             const KeyUse &old,
                             const KeyUse &made,
                             const KeyUse &authority,
                             const CancelToken &cancel,
                             const Clock &clock)
{
    TRY(parties, bringTogether(old, authority));
    const KeyRecipe &recipe = parties.recipe;
    const QString app = old.profile.name;
    if (!recipe.exchange || !recipe.list || !recipe.end)
        return noRecipe(app);
    const auto isOf = [&](const KeyUse &one) {
        return std::all_of(recipe.list->publicFields.keyBegin(),
                           recipe.list->publicFields.keyEnd(),
                           [&](const QString &name) {
                               return one.publicFields.value(name)
                                   == authority.publicFields.value(name);
                           });
    };
    if (isOf(old) || isOf(made))
        return invalidMaking(
            tr("A key of %1 must not end itself. Do it with another key, or on the app's page.")
                .arg(app));
    // Once to see which of them waits, and once more after it was told to put the new one in its place.
    for (int look = 0; look < 2; ++look) {
        TRY(outcome, listKeys(http, old, authority, cancel, clock));
        if (const auto *none = std::get_if<NotListed>(&outcome))
            return EndedKey{none->kind == FailureClass::NeedsAuthority ? EndOutcome::Refused
                                                                       : EndOutcome::NotNow,
                            none->why,
                            none->retryAfter};
        const auto &listed = std::get<QList<KeyOfList>>(outcome);
        const auto waits = [&](const KeyUse &use) {
            return std::find_if(listed.begin(), listed.end(), [&](const KeyOfList &key) {
                return isKeyOf(key, use);
            });
        };
        if (const auto found = waits(old); found != listed.end())
            return endKey(http, old, authority, found->id, cancel, clock);
        const auto found = waits(made);
        if (found == listed.end() || look > 0)
            break;
        TRY(shown, showKey(http, parties.authority, recipe.needs, cancel));
        if (shown.failed)
            return endedFrom(*shown.failed, *recipe.exchange, {});
        RecipeWords words = wordsOf(parties, clock);
        words.keyId = found->id;
        TRY(request, requestFor(*recipe.exchange, words, parties.authority, shown.accessToken));
        request.purpose = tr("The new key of %1 takes the place of the old one").arg(app);
        TRY(attempt, sendCall(http, request, parties.authority, words.now, cancel));
        const CallReading reading = readCallAttempt(attempt, request, recipe.needs, recipe.busy);
        if (auto *reply = std::get_if<HttpReply>(&attempt))
            wipe(reply->body); // it may hold the secret once more
        if (reading.what != What::Good)
            return endedFrom(reading, *recipe.exchange, {});
    }
    return EndedKey{EndOutcome::NotThere,
                    tr("%1 has no old key left beside the new one.").arg(app),
                    {}};
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
        return whyUntold(got.reading);
    const QString id = textAt(got.json, recipe->ask->idPointer);
    if (isPlainKeyId(id))
        return id;
    return untold;
}

} // namespace drawbridge
