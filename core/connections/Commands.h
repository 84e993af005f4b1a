// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/model/Connection.h"
#include "core/model/Credential.h"

#include <QJsonObject>
#include <QMap>

#include <optional>

/// What a front end can ask of the connections room. Plain values; `Reply` is what comes back on success.
namespace drawbridge {

/// A connection with what belongs to it, as shown and as printed.
struct ConnectionView
{
    Connection connection;
    QList<Credential> credentials;
};

/// Whether a key is tried on the provider before it is kept.
enum class TestFirst { Yes, No };
/// Whether the owner has said that the account the provider names is his.
enum class IdentityConfirmed { Yes, No };

/// Everything needed to try a key that is not saved yet.
struct ConnectionDetails
{
    AppId app;
    QString name;
    Environment environment = Environment::Production;
    QString owner;
    QString purpose;
    QStringList jobs;
    AuthKind auth = AuthKind::ApiKey;
    QStringList scopes;
    QMap<QString, QString> publicFields;
    QUrl baseUrl; ///< empty: made from the app's profile and the public fields
    NetworkReach reach = NetworkReach::PublicOnly;
    QString trustedAuthorityPem;
    QMap<QString, SharedSecret>
        secrets; ///< by the profile's field name; "value" where there is one only
};

/// Tries a key on its provider and keeps nothing.
struct TryKey
{
    using Reply = ConnectionTest;
    ConnectionDetails details;
};

/// Connects an app whose key is kept here. Without TestFirst::No, a failed test refuses with Refused and its
/// explanation, and nothing is kept; an account name that was not confirmed refuses with Conflict and the name in
/// `detail`.
struct AddConnection
{
    using Reply = ConnectionView;
    ConnectionDetails details;
    TestFirst test = TestFirst::Yes;
    IdentityConfirmed identity = IdentityConfirmed::Yes;
    std::optional<QDate> endsAt;
    std::optional<QDate> replaceBy;  ///< nothing: 90 days from now
    QUrl shutOffPage;                ///< empty: the profile's
    std::optional<GrantState> grant; ///< of a sign-in (SignInCommands.h), and of nothing else
};

/// Lists a connection whose key somebody else holds.
struct ListConnection
{
    using Reply = ConnectionView;
    AppId app;
    QString name;
    Environment environment = Environment::Production;
    QString owner;
    QString purpose;
    QStringList jobs;
    QString heldBy;
    std::optional<QDate> heldSince;
    QUrl shutOffPage; ///< empty: the profile's
    std::optional<QDate> endsAt;
    std::optional<QDate> lookAgainOn; ///< nothing: 90 days from now
};

/// First run: several apps at once, each listed under its own name, held by the app itself until told otherwise.
struct ListApps
{
    using Reply = QList<ConnectionId>;
    QStringList apps;
    QString owner;
};

/// Changes what the owner may change. `revision` is the one that was looked at: Conflict if it has moved on.
struct EditConnection
{
    using Reply = ConnectionView;
    ConnectionId id;
    qint64 revision = 0;
    std::optional<QString> name;
    std::optional<QString> owner;
    std::optional<QString> purpose;
    std::optional<QStringList> jobs;
    std::optional<QString> notes;
    std::optional<BoundaryId> boundary;
    std::optional<QString> heldBy;
    std::optional<QDate> lookAgainOn;
    std::optional<QDate> replaceBy; ///< of the key in use
    std::optional<QDate> endsAt;    ///< of the key in use
};

/// Tests with the key in use and records what was seen.
struct TestConnection
{
    using Reply = ConnectionTest;
    ConnectionId id;
};

/// Looks what the key in use can read, by harmless calls one after the other, and records it. Writing cannot be
/// tested safely and is not tried. NotFound where the catalog knows no such call.
struct LookAtScopes
{
    using Reply = ScopeLooks;
    ConnectionId id;
};

struct PauseConnection
{
    using Reply = ConnectionView;
    ConnectionId id;
};

struct ResumeConnection
{
    using Reply = ConnectionView;
    ConnectionId id;
};

/// Removes the connection, its flows and its keys here. The key itself lives on at its provider: that is said
/// before and after.
struct RemoveConnection
{
    using Reply = bool;
    ConnectionId id;
};

/// Puts a new value beside the current one after testing it: the old one becomes `previous`.
struct ReplaceKey
{
    using Reply = ConnectionView;
    ConnectionId id;
    QMap<QString, SharedSecret> secrets;
    TestFirst test = TestFirst::Yes;
    std::optional<QDate> endsAt;
    std::optional<QDate> replaceBy;
    std::optional<GrantState> grant;        ///< of a sign-in, and of nothing else
    std::optional<QStringList> scopes = {}; ///< what a sign-in asked for, where that is new
};

/// Hands out one stored value, for the terminal or the clipboard the owner asked for. Leaves an event.
struct RevealKey
{
    using Reply = SharedSecret;
    CredentialId id;
};

/// A key that is handed out, by field, and the mark of the value it came from: another mark, another key.
struct LentKey
{
    QMap<QString, SharedSecret> parts;
    QByteArray fingerprint;
};

/// Hands the key in use to a program that the owner starts, refreshed first where it is a sign-in. Leaves an event
/// that names the program, before the value goes out. InvalidInput, and nothing goes out: `parts` names one that this
/// key does not have. What comes back is by field; of a sign-in "accessToken" only.
struct LendKey
{
    using Reply = LentKey;
    ConnectionId id;
    QString program;   ///< its name, without folders
    QStringList parts; ///< wanted; an empty one means the only one
};

/// The wizard's half-filled answers, never a secret. One draft an app; an empty `answers` discards it.
struct SaveDraft
{
    using Reply = bool;
    QString key;
    QJsonObject answers;
};

} // namespace drawbridge
