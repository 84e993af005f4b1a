// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/KeyKeeper.h"
#include "core/connections/KeyUses.h"
#include "core/model/Connection.h"

namespace drawbridge {

/// Reads a key that is kept here, ready to be shown to its app. Blocking; thread-safe; all parts outlive it.
class KeptKeys
{
public:
    KeptKeys(const KeyKeeper &keys, const KeyUses &uses)
        : m_keys(keys)
        , m_uses(uses)
    {}

    /// `fields` are the public ones that this version went with. NotFound: the app is not in the catalog any more.
    [[nodiscard]] Result<KeyUse> useOf(const Connection &connection,
                                       const CredentialVersion &version,
                                       const QMap<QString, QString> &fields) const;

    /// One that is at hand for this once, in place of the connection's own: checked, and kept nowhere. `fields` is what
    /// goes with it besides ("keySid").
    [[nodiscard]] Result<KeyUse> onceUse(const AppProfile &profile,
                                         const Connection &connection,
                                         const QMap<QString, SharedSecret> &secrets,
                                         const QMap<QString, QString> &fields) const;

private:
    const KeyKeeper &m_keys;
    const KeyUses &m_uses;
};

} // namespace drawbridge
