// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"
#include "core/practice/KeyBook.h"

#include <functional>

namespace drawbridge {

/// Writes the key book down; called before a change is answered.
using KeepKeys = std::function<Result<void>(const KeyBook &)>;

/// Where keys are asked for: /v1/keys. Not thread-safe.
class KeyDesk
{
public:
    KeyDesk(KeyBook &book, KeepKeys keep);

    [[nodiscard]] ServerResponse list() const;
    [[nodiscard]] ServerResponse create(const Caller &caller, const ServerRequest &request);
    [[nodiscard]] ServerResponse remove(const QString &id);

private:
    KeyBook &m_book;
    KeepKeys m_keep;
};

/// What /v1/me tells of the key it was asked with.
[[nodiscard]] QJsonObject describe(const Caller &caller);

} // namespace drawbridge
