// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyParties.h"
#include "core/auth/RecipeAnswer.h"

/// Sending the calls of a recipe. Blocking; thread-safe.
namespace drawbridge {

/// What a client's credentials gave; null for keys that are shown as they are. `failed` says why there is none.
struct ShownKey
{
    SharedSecret accessToken;
    std::optional<CallReading> failed;
};

struct GotJson
{
    CallReading reading;
    QJsonValue json; ///< where the reading is good
    int status = 0;  ///< 0: there was no reply
};

/// What the app says about the old key, or why it did not.
struct AskedAboutKey
{
    std::optional<GaveNone> none;
    QString keyId;
    QMap<QString, QJsonValue> facts;
    QStringList scopes;
};

[[nodiscard]] Result<ShownKey> showKey(HttpSender &http,
                                       const PreparedKey &key,
                                       const QString &needs,
                                       const CancelToken &cancel);

/// Signs where the app wants that, and sends. What we decided not to send is an error.
[[nodiscard]] Result<HttpAttempt> sendCall(HttpSender &http,
                                           HttpRequest request,
                                           const PreparedKey &by,
                                           const QDateTime &now,
                                           const CancelToken &cancel);

/// Sends what changes nothing. An answer that is none is Unclear; Cancelled is an error.
[[nodiscard]] Result<GotJson> getJson(HttpSender &http,
                                      const HttpRequest &request,
                                      const PreparedKey &by,
                                      const QDateTime &now,
                                      const KeyRecipe &recipe,
                                      const QString &needs,
                                      const CancelToken &cancel);

/// Pure: what a call that brought no key means, as nothing was made.
[[nodiscard]] GaveNone nothingMade(const CallReading &reading);

/// What the recipe asks about a key, under the sign-in of `by`.
[[nodiscard]] Result<GotJson> sendAsk(HttpSender &http,
                                      const KeyRecipe &recipe,
                                      const PreparedKey &by,
                                      const RecipeWords &words,
                                      const CancelToken &cancel);

[[nodiscard]] Result<AskedAboutKey> askAboutKey(HttpSender &http,
                                                const KeyParties &parties,
                                                const RecipeWords &words,
                                                const CancelToken &cancel);

} // namespace drawbridge
