// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyProbe.h"
#include "core/base/CancelToken.h"
#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/connections/Commands.h"
#include "core/connections/Grants.h"
#include "core/connections/KeyKeeper.h"
#include "core/connections/KeyUses.h"

namespace drawbridge {

class Database;
class HttpSender;
class Transaction;

/// What the owner does to connections and their keys. Each change leaves an event. Blocking; thread-safe; all
/// parts outlive it.
class Connections
{
public:
    struct Parts
    {
        Database &database;
        KeyKeeper &keys;
        HttpSender &http;
        const KeyUses &uses;
        Grants &grants;
        const Clock &clock;
        Random &random;
    };
    explicit Connections(const Parts &parts);

    Result<SignedIn> signIn(const SignIn &command, const CancelToken &cancel);
    Result<SignedIn> signInAgain(const SignInAgain &command, const CancelToken &cancel);
    Result<bool> discardSignIn(const DiscardSignIn &command, const CancelToken &cancel);
    Result<int> refreshSignIns(const RefreshSignIns &command, const CancelToken &cancel);
    Result<ConnectionTest> tryKey(const TryKey &command, const CancelToken &cancel);
    Result<ConnectionView> add(const AddConnection &command, const CancelToken &cancel);
    Result<ConnectionView> list(const ListConnection &command);
    Result<QList<ConnectionId>> listApps(const ListApps &command);
    Result<ConnectionView> edit(const EditConnection &command);
    Result<ConnectionTest> test(const TestConnection &command, const CancelToken &cancel);
    Result<ScopeLooks> lookAtScopes(const LookAtScopes &command, const CancelToken &cancel);
    Result<ConnectionView> pause(const PauseConnection &command);
    Result<ConnectionView> resume(const ResumeConnection &command);
    Result<bool> remove(const RemoveConnection &command);
    Result<ConnectionView> replaceKey(const ReplaceKey &command, const CancelToken &cancel);
    Result<SharedSecret> reveal(const RevealKey &command);
    Result<LentKey> lend(const LendKey &command, const CancelToken &cancel);

private:
    enum class Pausing { Pause, Resume };

    [[nodiscard]] Result<AppProfile> profileOf(const AppId &app) const;
    struct KeyInUse
    {
        KeyUse use;
        const Credential *grant = nullptr; ///< of the view, where it is a sign-in
        QByteArray fingerprint;            ///< of the value it came from
    };
    /// The key in use, ready to be shown; a sign-in is refreshed before, if due. InvalidInput: it is held elsewhere;
    /// Conflict: the connection is paused.
    [[nodiscard]] Result<KeyInUse> keyInUse(const ConnectionView &view,
                                            const CancelToken &cancel) const;
    /// Shows what is kept to its app.
    [[nodiscard]] Result<ProbeResult> tryKept(const ConnectionView &kept, const CancelToken &cancel);
    /// Refused when the app refuses; Conflict when the account's name still needs the owner's yes.
    [[nodiscard]] Result<std::optional<ProbeResult>> probeFirst(const AddConnection &command,
                                                                const KeyUse &use,
                                                                const CancelToken &cancel);
    /// Of a new version: what the owner said, what the app told, and what is usual.
    void setDates(CredentialVersion &version,
                  const std::optional<QDate> &endsAt,
                  const std::optional<QDate> &replaceBy,
                  const std::optional<ProbeResult> &probed) const;
    [[nodiscard]] QDate today() const; ///< where the owner is
    [[nodiscard]] Result<ConnectionView> view(const ConnectionId &id);
    [[nodiscard]] Result<ConnectionView> setPaused(const ConnectionId &id, Pausing pausing);
    [[nodiscard]] Event event(const Connection &connection,
                              const QString &type,
                              const QString &summary) const;

    Parts m;
};

} // namespace drawbridge
