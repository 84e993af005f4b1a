// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"

#include <vector>

namespace drawbridge {

/// The parameters of a request to an OAuth endpoint, each name once: the later one counts. Spelled as
/// application/x-www-form-urlencoded, or as a JSON object for the providers that want one.
class TokenForm
{
public:
    explicit TokenForm(TokenBody spelling = TokenBody::Form)
        : m_spelling(spelling)
    {}

    void put(const QString &name, const QString &value);
    void put(const QString &name, const SharedSecret &value);
    /// What the provider wants besides, or in place of, the usual ones. InvalidInput: names a field that is not there.
    Result<void> putAll(const QMap<QString, QString> &texts, const PreparedKey &key);

    [[nodiscard]] SecretText text() const;
    [[nodiscard]] QByteArray contentType() const;

private:
    void putSpelled(const QString &name, const SecretText &value);
    [[nodiscard]] QByteArray spelled(const QString &text) const;

    TokenBody m_spelling;
    std::vector<std::pair<QString, SecretText>> m_items;
};

} // namespace drawbridge
