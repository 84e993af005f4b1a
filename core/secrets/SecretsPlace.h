// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/secrets/SecretsKind.h"

#include <QMap>
#include <QString>

namespace drawbridge {

/// The public settings of a store in the network, by name: its address, the mount, the region. No secret ever stands
/// in one; workspace.json holds them as they are.
using StoreFields = QMap<QString, QString>;

/// Which store, and for one in the network where it is. A kind alone converts to it, and it to its kind, because the
/// two kinds on this computer have no settings.
struct SecretsPlace
{
    // NOLINTNEXTLINE(google-explicit-constructor)
    SecretsPlace(SecretsKind which = SecretsKind::Keychain, StoreFields settings = {})
        : kind(which)
        , fields(std::move(settings))
    {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    operator SecretsKind() const { return kind; }

    SecretsKind kind;
    StoreFields fields;
};

/// What an owner gives for a store in the network.
struct StoreAccess
{
    StoreFields fields;
    SharedSecret secret; ///< its sign-in: a token, a secret id, a secret access key
};

/// The field that names the keychain's entry with the sign-in. Ours: no owner gives it, and every workspace and every
/// move has its own, so that ending one takes no other's away.
inline const QString accessField = QStringLiteral("access");

} // namespace drawbridge
