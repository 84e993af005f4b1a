// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyMaking.h"

#include <QJsonObject>

/// Pure: reading what an app answers to the calls of a recipe. Whatever it says is checked before it is believed.
namespace drawbridge {

/// How a call went, before its body is looked at.
struct CallReading
{
    /// Unclear: it may have been done or not.
    enum class What { Good, NeedsAuthority, NotNow, Refused, NotThere, Unclear };

    What what = What::Unclear;
    QString why; ///< a sentence for the owner, empty where it is good
    std::optional<std::chrono::seconds> retryAfter;
    bool wasSent = true;
};

/// `busy`: how this app says that it was asked too often; none: by the status alone.
[[nodiscard]] CallReading readCallAttempt(const HttpAttempt &attempt,
                                          const HttpRequest &request,
                                          const QString &needs,
                                          const std::optional<BusyAnswer> &busy = std::nullopt);

/// The body as JSON; an empty object where it is none.
[[nodiscard]] QJsonValue jsonOf(const QByteArray &body);

/// A number or text as text, empty for everything else.
[[nodiscard]] QString textAt(const QJsonValue &json, const QString &pointer);

/// ISO 8601, RFC 2822 ("Mon, 13 Jun 2016 22:50:08 +0000"), a day, or seconds since 1970.
[[nodiscard]] std::optional<QDateTime> timeAt(const QJsonValue &json, const QString &pointer);

/// What an app calls a key goes into addresses: letters, digits and "._~-" only, and never dots alone.
[[nodiscard]] bool isPlainKeyId(const QString &id);

/// The new key, or nothing where a part of it is missing, does not look like one, or is the old one's.
[[nodiscard]] std::optional<GaveKey> readMadeKey(const KeyRecipe &recipe,
                                                 const QList<AuthField> &fields,
                                                 const QMap<QString, SharedSecret> &oldSecrets,
                                                 const QJsonValue &json);

/// The keys of one page; nothing where one of them has no name, as then the list is no list.
[[nodiscard]] std::optional<QList<KeyOfList>> readKeyPage(const KeyListing &list,
                                                          const QJsonValue &json);

} // namespace drawbridge
