// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Grant.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QList>

#include <optional>

namespace drawbridge {

enum class CredentialKind { ApiKey, OAuthGrant, Login, ClientSecret, SigningSecret, AdminKey };
DRAWBRIDGE_WORDS(CredentialKind,
                 6,
                 {CredentialKind::ApiKey, u"api-key"},
                 {CredentialKind::OAuthGrant, u"oauth-grant"},
                 {CredentialKind::Login, u"login"},
                 {CredentialKind::ClientSecret, u"client-secret"},
                 {CredentialKind::SigningSecret, u"signing-secret"},
                 {CredentialKind::AdminKey, u"admin-key"});

enum class VersionStage { Pending, Current, Previous, Retired };
DRAWBRIDGE_WORDS(VersionStage,
                 4,
                 {VersionStage::Pending, u"pending"},
                 {VersionStage::Current, u"current"},
                 {VersionStage::Previous, u"previous"},
                 {VersionStage::Retired, u"retired"});

/// One value a credential has or had. The value itself is in a secret store under `storeKey`.
struct CredentialVersion
{
    CredentialVersionId id;
    int number = 1;
    VersionStage stage = VersionStage::Current;
    QByteArray fingerprint; ///< keyed, so that it tells nothing without the workspace's data key
    QDateTime createdAt;    ///< UTC
    std::optional<QDate> endsAt;    ///< the day the provider ends it
    std::optional<QDate> replaceBy; ///< our reminder
    QString storeKey;       ///< the entry's name in the secret store; empty when nothing is kept
    QByteArray sealedValue; ///< only for values over the store's limit, sealed under a key held there
};

/// The secret that opens a connection, with its versions, newest first.
struct Credential
{
    CredentialId id;
    ConnectionId connection;
    CredentialKind kind = CredentialKind::ApiKey;
    QString label; ///< what the owner sees in his keychain
    QList<CredentialVersion> versions;
    std::optional<GrantState> grant; ///< of a sign-in only

    /// The version in use, or null.
    [[nodiscard]] const CredentialVersion *current() const;
};

} // namespace drawbridge
