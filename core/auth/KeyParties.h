// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyMaking.h"
#include "core/auth/RecipeCall.h"

/// Who takes part in replacing a key, and whether they may: everything that is decided before anything is sent.
namespace drawbridge {

/// The old key and its authority, checked and fit for each other.
struct KeyParties
{
    const KeyRecipe &recipe;
    QList<AuthField> fields; ///< of the key that is to be replaced
    QMap<QString, QString> publicFields;
    QMap<QString, SharedSecret> oldSecrets;
    std::optional<PreparedKey> old; ///< none for a signing secret, which opens nothing
    PreparedKey authority;
    bool isSame = false; ///< the authority is the old key itself
};

[[nodiscard]] Error invalidMaking(const QString &what);
[[nodiscard]] Error stoppedMaking();
[[nodiscard]] Error noRecipe(const QString &app);

/// Whether keys of this way to connect are made by the recipe.
[[nodiscard]] bool isRecipeFor(const KeyRecipe &recipe, AuthKind auth);

/// The recipe for this key, or null.
[[nodiscard]] const KeyRecipe *recipeOf(const KeyUse &old);

/// The names between the braces of all texts of a call.
[[nodiscard]] QStringList namesOf(const KeyCall &call);

/// `old` must outlive what is made. InvalidInput: no recipe, or not the same app, kind of work, address or account.
[[nodiscard]] Result<KeyParties> bringTogether(const KeyUse &old, const KeyUse &authority);

/// InvalidInput where the new key would leave its owner without one that may do this.
[[nodiscard]] Result<void> checkNobodyIsLockedOut(const KeyUse &old,
                                                  const KeyParties &parties,
                                                  const NewKeyWish &wish);

/// The wish as it can be put. InvalidInput says what cannot.
[[nodiscard]] Result<NewKeyWish> checkedWish(const KeyRecipe &recipe,
                                             const NewKeyWish &wish,
                                             const QString &app,
                                             const QDateTime &now);

[[nodiscard]] RecipeWords wordsOf(const KeyParties &parties, const Clock &clock);

} // namespace drawbridge
