// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyMaking.h"

#include <QJsonValue>

namespace drawbridge {

/// What the templates of a recipe's call stand for.
struct RecipeWords
{
    QMap<QString, QString> fields; ///< public ones of the key that is meant
    QString keyId;
    std::optional<NewKeyWish> wish;
    QMap<QString, QJsonValue> asked;
    QString scopeSeparator;
    QDateTime now; ///< UTC
};

/// Pure. The call as it goes out under `authority`; `accessToken` is what a client's credentials gave, else null.
/// InvalidInput for something that is not there or cannot be part of an address.
[[nodiscard]] Result<HttpRequest> requestFor(const KeyCall &call,
                                             const RecipeWords &words,
                                             const PreparedKey &authority,
                                             const SharedSecret &accessToken);

/// The same for what is only read.
[[nodiscard]] Result<HttpRequest> readingRequestFor(const QString &url,
                                                    const QMap<QString, QString> &headers,
                                                    const RecipeWords &words,
                                                    const PreparedKey &authority,
                                                    const SharedSecret &accessToken);

/// The names between braces.
[[nodiscard]] QStringList namesIn(const QString &text);

} // namespace drawbridge
