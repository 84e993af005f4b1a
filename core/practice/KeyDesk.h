// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"
#include "core/practice/KeyBook.h"

#include <chrono>
#include <functional>

namespace drawbridge {

/// Writes the key book down; called before a change is answered.
using KeepKeys = std::function<Result<void>(const KeyBook &)>;

/// Where keys and access tokens are asked for: /v1/keys and /oauth/token. Not thread-safe.
class KeyDesk
{
public:
    KeyDesk(KeyBook &book, KeepKeys keep, std::chrono::seconds tokenLifetime);

    [[nodiscard]] ServerResponse list() const;
    [[nodiscard]] ServerResponse create(const Caller &caller, const ServerRequest &request);
    [[nodiscard]] ServerResponse remove(const QString &id);
    /// RFC 6749, section 4.4.
    [[nodiscard]] ServerResponse token(const ServerRequest &request);

private:
    KeyBook &m_book;
    KeepKeys m_keep;
    const std::chrono::seconds m_tokenLifetime;
};

/// What /v1/me tells of the key it was asked with.
[[nodiscard]] QJsonObject describe(const Caller &caller);

} // namespace drawbridge
