// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QMap>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace drawbridge {

enum class Environment { Production, Staging, Development };
DRAWBRIDGE_WORDS(Environment,
                 3,
                 {Environment::Production, u"production"},
                 {Environment::Staging, u"staging"},
                 {Environment::Development, u"development"});

/// Whether Drawbridge keeps the key, or lists a connection whose key others hold.
enum class Custody { HeldHere, HeldElsewhere };
DRAWBRIDGE_WORDS(Custody, 2, {Custody::HeldHere, u"here"}, {Custody::HeldElsewhere, u"elsewhere"});

enum class AuthKind { ApiKey, Basic, Bearer, OAuth, Device, ClientCredentials, None };
DRAWBRIDGE_WORDS(AuthKind,
                 7,
                 {AuthKind::ApiKey, u"api-key"},
                 {AuthKind::Basic, u"basic"},
                 {AuthKind::Bearer, u"bearer"},
                 {AuthKind::OAuth, u"oauth"},
                 {AuthKind::Device, u"device"},
                 {AuthKind::ClientCredentials, u"client-credentials"},
                 {AuthKind::None, u"none"});

/// An answer that may not be known, for "running" and "checked", which are two things and never one status.
enum class Answer { Yes, No, Unknown };
DRAWBRIDGE_WORDS(
    Answer, 3, {Answer::Yes, u"yes"}, {Answer::No, u"no"}, {Answer::Unknown, u"unknown"});

/// Which addresses a connection may reach: the public internet over https, or also private and loopback ones
/// that the owner marked "on my network".
enum class NetworkReach { PublicOnly, OnMyNetwork };
DRAWBRIDGE_WORDS(NetworkReach,
                 2,
                 {NetworkReach::PublicOnly, u"public"},
                 {NetworkReach::OnMyNetwork, u"on-my-network"});

/// What the last test of a connection saw.
struct ConnectionTest
{
    QDateTime at; ///< UTC
    bool ok = false;
    int status = 0; ///< HTTP status, 0 when no answer came
    int latencyMs = 0;
    QString identity;    ///< who the key belongs to, in the provider's words; empty if not told
    QStringList granted; ///< scopes the provider says the key has
    bool grantedKnown = false; ///< an empty `granted` means "none" only if this is set
    QString explanation;       ///< one sentence for the owner: what it means and what to do
};

/// What a look with the key told about one scope: only whether it can read, as writing cannot be tested safely.
enum class ScopeReading { CanRead, MayNot, NotTold };
DRAWBRIDGE_WORDS(ScopeReading,
                 3,
                 {ScopeReading::CanRead, u"can-read"},
                 {ScopeReading::MayNot, u"may-not"},
                 {ScopeReading::NotTold, u"not-told"});

struct ScopeLook
{
    QString scope;
    ScopeReading reading = ScopeReading::NotTold;
    int status = 0; ///< HTTP status, 0 when no answer came or nothing was asked
};

/// What the last look at what a key can read saw, scope by scope.
struct ScopeLooks
{
    QDateTime at; ///< UTC
    QList<ScopeLook> looks;
    QString stoppedBecause; ///< a sentence, where not all were looked at; else empty
};

/// One authorised link to one app in one environment. The key is never part of it.
struct Connection
{
    ConnectionId id;
    AppId app;
    QString name;
    Environment environment = Environment::Production;
    Custody custody = Custody::HeldHere;
    QString heldBy; ///< app id or a person's name, only when held elsewhere
    std::optional<QDate> heldSince;
    QUrl shutOffPage;                 ///< where its holder or the owner shuts it off
    std::optional<QDate> lookAgainOn; ///< held elsewhere: when to check that it is as listed

    QString owner;
    QString purpose;
    QStringList jobs; ///< job ids of the app's profile
    AuthKind auth = AuthKind::None;
    QStringList scopes; ///< what the owner asked for, provider's names
    QMap<QString, QString>
        publicFields; ///< shop, subdomain, data centre, client id ...; never a secret
    QUrl baseUrl;
    NetworkReach reach = NetworkReach::PublicOnly;
    QString trustedAuthorityPem; ///< an additional certificate authority for this connection only, or empty

    BoundaryId boundary;
    bool paused = false;
    Answer checked = Answer::Unknown; ///< the go-live questions
    std::optional<ConnectionTest> lastTest;
    std::optional<ScopeLooks> lastLooks; ///< with the key in use
    QString notes;                       ///< sealed at rest
    QDateTime createdAt;                 ///< UTC
    qint64 revision = 0; ///< counts changes, so that an edit of something older is refused
};

/// Whether the integration works today as far as is known: what the last test saw, unless it is paused.
[[nodiscard]] Answer isRunning(const Connection &connection);

/// What stands where the owner has not said yet who holds a key, or what it is for.
[[nodiscard]] QString notSaidYet();

/// InvalidInput with a sentence for the first thing that no connection may be: nameless, without owner or
/// purpose, held elsewhere by nobody.
[[nodiscard]] Result<void> validate(const Connection &connection);

} // namespace drawbridge
