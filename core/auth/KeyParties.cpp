// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyParties.h"

#include "core/base/PlainText.h"
#include "core/catalog/Addresses.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyMaking", text);
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

/// A key made in somebody else's account would open something else.
Result<void> checkAccounts(const KeyUse &old, const KeyParties &parties)
{
    for (const QString &name : parties.recipe.account) {
        if (parties.publicFields.value(name) != parties.authority.publicFields.value(name))
            return invalidMaking(
                tr("The key that is to make the new one belongs to another account of "
                   "%1. Choose one of the same account.")
                    .arg(old.profile.name));
    }
    return {};
}

} // namespace

Error invalidMaking(const QString &what)
{
    return {ErrorCode::InvalidInput, what, {}};
}

Error stoppedMaking()
{
    return {ErrorCode::Cancelled, tr("It was stopped before anything was asked."), {}};
}

Error noRecipe(const QString &app)
{
    return invalidMaking(tr("Drawbridge knows no call of %1 for this. Do it on its page.").arg(app));
}

bool isRecipeFor(const KeyRecipe &recipe, AuthKind auth)
{
    return recipe.makes == RecipeMakes::Key && recipe.auth.contains(auth);
}

const KeyRecipe *recipeOf(const KeyUse &old)
{
    if (!old.profile.rotation.recipe)
        return nullptr;
    const KeyRecipe &recipe = *old.profile.rotation.recipe;
    if (recipe.makes == RecipeMakes::SigningSecret)
        return &recipe;
    const AuthOption *option = optionFor(old.profile, old.auth);
    return option && isRecipeFor(recipe, option->kind) ? &recipe : nullptr;
}

QStringList namesOf(const KeyCall &call)
{
    QStringList names = namesIn(call.url);
    for (const QString &text : call.headers.values() + call.values.values())
        names += namesIn(text);
    return names;
}

Result<KeyParties> bringTogether(const KeyUse &old, const KeyUse &authority)
{
    const KeyRecipe *recipe = recipeOf(old);
    if (!recipe)
        return noRecipe(old.profile.name);
    if (old.profile.id != authority.profile.id)
        return invalidMaking(tr("These two keys open different apps."));
    if ((old.environment == Environment::Production)
        != (authority.environment == Environment::Production))
        return invalidMaking(
            tr("One of the keys is for real work and the other for tests. Choose two of "
               "a kind."));
    TRY(teller, prepare(authority));
    if (recipe->makes == RecipeMakes::SigningSecret) {
        KeyParties parties{*recipe, recipe->fields, old.publicFields, old.secrets, {}, teller, false};
        for (const AuthField &field : recipe->fields) {
            if (field.secret || !field.required)
                continue;
            if (parties.publicFields.value(field.name).isEmpty())
                return invalidMaking(
                    tr("\"%1\" is missing. Fill it in and try again.").arg(field.label));
            TRY_DONE(checkField(field, parties.publicFields.value(field.name).toUtf8()));
        }
        return parties;
    }
    TRY(key, prepare(old));
    const bool isSameApp =
        key.baseUrl.host() == teller.baseUrl.host() && key.baseUrl.port() == teller.baseUrl.port();
    if (!isSameApp)
        return invalidMaking(
            tr("These two keys open different addresses of %1. Choose one of the same.")
                .arg(old.profile.name));
    KeyParties parties{*recipe,
                       key.option.fields,
                       key.publicFields,
                       key.secrets,
                       key,
                       teller,
                       sharesSecret(key.secrets, teller.secrets)};
    TRY_DONE(checkAccounts(old, parties));
    return parties;
}

/// A key never takes part in what leaves its owner without one: see the recipe's checks, which this repeats for the keys
/// at hand.
Result<void> checkNobodyIsLockedOut(const KeyUse &old,
                                    const KeyParties &parties,
                                    const NewKeyWish &wish)
{
    const KeyRecipe &recipe = parties.recipe;
    const QString app = old.profile.name;
    // Whoever makes such a key owns it: under another's authority it would be another's.
    if (recipe.authority == AuthorityKind::Itself && !parties.isSame)
        return invalidMaking(
            tr("A key of %1 can only be made by the one it is to replace.").arg(app));
    if (!parties.isSame)
        return {};
    if (recipe.replaces)
        return invalidMaking(
            tr("A key of %1 must not replace itself: if the answer got lost, nothing "
               "would open %1 any more. Do it with another key.")
                .arg(app));
    const bool asksForIt = !recipe.needsScopes.isEmpty()
        && std::all_of(recipe.needsScopes.cbegin(),
                       recipe.needsScopes.cend(),
                       [&wish](const QString &scope) { return wish.scopes.contains(scope); });
    if (!recipe.sameRights && !asksForIt)
        return invalidMaking(
            tr("The new key of %1 could not manage keys any more, as the old one can. "
               "Replace this one on the app's page.")
                .arg(app));
    return {};
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
            return invalidMaking(
                tr("Give the new key a name of at most %1 characters, on one line.")
                    .arg(recipe.longestLabel));
        if (checked.label.size() > recipe.longestLabel)
            return invalidMaking(
                tr("The name of the new key is too long for %1: %2 characters at most.")
                    .arg(app)
                    .arg(recipe.longestLabel));
    }
    for (const QString &scope : recipe.scopesLeftOut)
        checked.scopes.removeAll(scope);
    if (wish.endsAt && !takesEnd(recipe))
        return invalidMaking(
            tr("%1 makes no keys that end by themselves. Leave the end out.").arg(app));
    if (wish.endsAt && *wish.endsAt <= now.toUTC().date())
        return invalidMaking(
            tr("The new key is to end on a day that is over. Choose a later one."));
    return checked;
}

RecipeWords wordsOf(const KeyParties &parties, const Clock &clock)
{
    RecipeWords words;
    words.fields = parties.publicFields;
    words.keyId = parties.publicFields.value(parties.recipe.idField);
    words.scopeSeparator = parties.recipe.scopeSeparator;
    words.now = clock.now();
    return words;
}

} // namespace drawbridge
