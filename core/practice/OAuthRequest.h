// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"
#include "core/practice/KeyBook.h"

#include <QHash>

#include <optional>

namespace drawbridge {

/// Fields that are each there once.
using OnceFields = QHash<QByteArray, QByteArray>;

/// Nothing: a field is there twice (RFC 6749, section 3.1), or an escape is broken.
[[nodiscard]] std::optional<OnceFields> onceFields(QByteArrayView text);

[[nodiscard]] bool isForm(const ServerRequest &request);

/// A form of a program with its way to sign in (RFC 6749, section 2.3.1).
struct OAuthRequest
{
    OnceFields fields;
    QString clientId;
    QString clientSecret; ///< empty: none was shown

    [[nodiscard]] QString text(const char *name) const;
};

/// Nothing: no such form, or the client is named in two ways.
[[nodiscard]] std::optional<OAuthRequest> oauthRequest(const ServerRequest &request);

/// Not to be kept by anybody on the way.
[[nodiscard]] ServerResponse oauthAnswer(int status, const QJsonObject &object);
/// {"error", "error_description"} (RFC 6749, section 5.2).
[[nodiscard]] ServerResponse oauthError(int status, const QString &code, const QString &description);

/// The scopes of a text, each once, if the client may have them all; nothing otherwise or where there is none.
[[nodiscard]] std::optional<QStringList> askedScopes(const QString &text,
                                                     const ClientRecord &client);

} // namespace drawbridge
