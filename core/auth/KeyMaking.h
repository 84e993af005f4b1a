// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/net/HttpSender.h"

#include <QDate>
#include <QDateTime>

#include <chrono>
#include <optional>
#include <variant>

/// The calls of replacing a key, as the recipe of its app's profile says them (core/model/KeyRecipe.h): making a new
/// one, listing, ending one. `old` is the key that is to be replaced, `authority` whom the calls are made under; they
/// may be one and the same key where that locks nobody out. Blocking; thread-safe; a secret is put into a request at
/// the call only, and into no error. What an app says about ending a key proves nothing: look at the key (lookAt).
namespace drawbridge {

/// What is wished of a new key. Label, scopes and end go where the recipe has a place for them: see what it takes.
struct NewKeyWish
{
    QString label;      ///< unique, so that the key can be found again when the answer is lost
    QStringList scopes; ///< the catalog's names; the same as the old one was granted
    std::optional<QDate> endsAt;
};

struct KeyOfList
{
    QString id;
    QString label; ///< empty where the app's keys have none
    std::optional<QDateTime> createdAt;
    QMap<QString, QString> publicFields; ///< those it is known again by
};

/// What can be done about a key that was not made.
enum class FailureClass { NeedsAuthority, NotNow, Refused };
DRAWBRIDGE_WORDS(FailureClass,
                 3,
                 {FailureClass::NeedsAuthority,
                  u"needs-authority"},                 ///< another key, which may do this
                 {FailureClass::NotNow, u"not-now"},   ///< ask again later
                 {FailureClass::Refused, u"refused"}); ///< no use to ask again

/// The app gave a new key.
struct GaveKey
{
    QMap<QString, SharedSecret> secrets; ///< by field name, every one the key needs
    QMap<QString, QString> publicFields; ///< those that are other than the old key's
    QString keyId; ///< what the app calls it; empty: it did not say, so look it up by its label
    std::optional<QDate> endsAt; ///< the day the app ends it, if it told
};

/// It did not: nothing was made.
struct GaveNone
{
    QString why; ///< a sentence for the owner
    FailureClass kind = FailureClass::Refused;
    std::optional<std::chrono::seconds> retryAfter;
};

/// Nobody knows: it was sent, and no answer that tells came back. Look for it in the list. Where the recipe replaces,
/// the old key may have ended: make another one.
struct MayHaveGiven
{
    QString why;
};

using MakeOutcome = std::variant<GaveKey, GaveNone, MayHaveGiven>;

/// There was no answer that tells which keys there are.
struct NotListed
{
    QString why; ///< a sentence for the owner
    FailureClass kind = FailureClass::Refused;
    std::optional<std::chrono::seconds> retryAfter;
};

using ListOutcome = std::variant<QList<KeyOfList>, NotListed>;

enum class EndOutcome { Ended, NotThere, NotNow, Refused };
DRAWBRIDGE_WORDS(EndOutcome,
                 4,
                 {EndOutcome::Ended, u"ended"},
                 {EndOutcome::NotThere, u"not-there"}, ///< the app knows no such key, it says
                 {EndOutcome::NotNow, u"not-now"},     ///< it may be done or not: ask again
                 {EndOutcome::Refused, u"refused"});

struct EndedKey
{
    EndOutcome outcome = EndOutcome::Refused;
    QString why; ///< empty where it ended
    std::optional<std::chrono::seconds> retryAfter;
};

/// Pure: whether the app has calls that replace a key of this kind.
[[nodiscard]] bool canMake(const AppProfile &profile, AuthKind auth);
/// Pure: whether it has one that replaces the secret its automatic messages are signed with. `old` then holds the
/// recipe's own fields, and the authority is another key.
[[nodiscard]] bool canMakeSigningSecret(const AppProfile &profile);
/// Pure: what the making has a place for.
[[nodiscard]] bool takesLabel(const KeyRecipe &recipe);
[[nodiscard]] bool takesScopes(const KeyRecipe &recipe);
[[nodiscard]] bool takesEnd(const KeyRecipe &recipe);

/// Makes one new key. Errors, with which nothing was made: Cancelled (before it was sent; later it is MayHaveGiven),
/// InvalidInput (no recipe, two accounts, a wish that cannot be put, a key that would lock its owner out), Insecure
/// (it would have gone to another host).
[[nodiscard]] Result<MakeOutcome> makeKey(HttpSender &http,
                                          const KeyUse &old,
                                          const KeyUse &authority,
                                          const NewKeyWish &wish,
                                          const CancelToken &cancel,
                                          const Clock &clock = SystemClock());

/// Every key there is, or none: never a part. Errors as of makeKey.
[[nodiscard]] Result<ListOutcome> listKeys(HttpSender &http,
                                           const KeyUse &old,
                                           const KeyUse &authority,
                                           const CancelToken &cancel,
                                           const Clock &clock = SystemClock());

/// Ends the key `keyId`, which may be the old one or one that was made by mistake, but never the authority's own:
/// InvalidInput. Other errors as of makeKey. Asking twice does no harm.
[[nodiscard]] Result<EndedKey> endKey(HttpSender &http,
                                      const KeyUse &old,
                                      const KeyUse &authority,
                                      const QString &keyId,
                                      const CancelToken &cancel,
                                      const Clock &clock = SystemClock());

/// Ends `old`, whose place `made` has taken here, where the app wants to be told that first (KeyRecipe::exchange): it is
/// told, unless it was already, and the old one ended. Which of the two can be ended is looked for in the list at every
/// call, so that it may be begun again. Errors as of endKey.
[[nodiscard]] Result<EndedKey> endReplaced(HttpSender &http,
                                           const KeyUse &old,
                                           const KeyUse &made,
                                           const KeyUse &authority,
                                           const CancelToken &cancel,
                                           const Clock &clock = SystemClock());

/// What the app calls `key`: read out of it, or asked of the app. NotFound: it cannot be told. Other errors as of
/// makeKey, and Denied, Refused or Unavailable where there was no answer that tells. No recipe asks the authority so far; it is there for those that can be told of under it alone.
[[nodiscard]] Result<QString> keyIdOf(HttpSender &http,
                                      const KeyUse &key,
                                      const std::optional<KeyUse> &authority,
                                      const CancelToken &cancel,
                                      const Clock &clock = SystemClock());

} // namespace drawbridge
