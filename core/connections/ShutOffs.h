// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/ShutOffCalls.h"
#include "core/connections/Grants.h"
#include "core/connections/KeptKeys.h"
#include "core/connections/KeyKeeper.h"
#include "core/connections/KeyUses.h"
#include "core/connections/ShutOffCommands.h"
#include "core/model/Connection.h"
#include "core/storage/LeaseRepository.h"

namespace drawbridge {

class Database;
class HttpSender;
class Transaction;

/// Carries out what ShutOffSteps decides: stores each state with its event, then does the one thing that follows from
/// it. One process at a time works on one key (a lease). Blocking; thread-safe; all parts outlive it. Busy: another
/// process is at it. Cancelled: it goes on from where it is at the next call.
class ShutOffs
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
        /// Called after each stored state, with its phase: a test ends the process in it.
        std::function<void(const KeyShutOff &)> onStored = {};
    };
    explicit ShutOffs(const Parts &parts);

    Result<KeyShutOff> start(const StartShutOff &command, const CancelToken &cancel);
    Result<KeyShutOff> doneByHand(const ShutOffDoneByHand &command, const CancelToken &cancel);
    Result<KeyShutOff> seenGone(const ShutOffSeenGone &command, const CancelToken &cancel);
    Result<KeyShutOff> checkNow(const CheckShutOffNow &command, const CancelToken &cancel);
    /// Goes on with one, if it is due.
    Result<KeyShutOff> wake(const ShutOffId &id, const CancelToken &cancel);
    Result<int> continueDue(const CancelToken &cancel);

private:
    struct Subject;

    [[nodiscard]] Result<Subject> subjectOf(const KeyShutOff &shutOff);
    /// The key in use of a connection, if there is one and it can be read.
    [[nodiscard]] std::optional<KeyUse> inUse(const Connection &connection,
                                              const QList<Credential> &credentials) const;
    [[nodiscard]] Result<KeyShutOff> newOne(const StartShutOff &command,
                                            const Connection &connection,
                                            const QList<Credential> &credentials,
                                            const CredentialVersion &version) const;
    /// The key that was brought for this once, if one was. InvalidInput: it is none for this app, or none is wanted.
    [[nodiscard]] Result<std::optional<Authority>> onceOf(const StartShutOff &command,
                                                          const Connection &connection) const;
    Result<KeyShutOff> goOn(const KeyShutOff &shutOff,
                            const Connection &connection,
                            const QList<Credential> &credentials,
                            const std::optional<Authority> &once,
                            const CancelToken &cancel);
    /// Under the lease: `event`, and whatever follows from it. `once` may make the call.
    Result<KeyShutOff> drive(const ShutOffId &id,
                             const ShutOffEvent &event,
                             const CancelToken &cancel,
                             const std::optional<Authority> &once = std::nullopt);
    Result<KeyShutOff> driveLeased(const ShutOffId &id,
                                   const ShutOffEvent &event,
                                   const CancelToken &cancel,
                                   const std::optional<Authority> &once);
    Result<ShutOffEvent> act(const ShutOffStep &step,
                             const CancelToken &cancel,
                             const std::optional<Authority> &once);
    /// By whom the app may be told, the likeliest first; the key itself is not among them.
    [[nodiscard]] QList<Authority> authoritiesFor(const KeyShutOff &state,
                                                  const Subject &subject,
                                                  const std::optional<KeyUse> &another,
                                                  const std::optional<Authority> &once);
    /// The same for a sign-in: both tokens are ended, and looked at.
    Result<ShutOffEvent> actOnSignIn(const ShutOffStep &step,
                                     const Subject &subject,
                                     const KeyUse &use,
                                     const std::optional<KeyUse> &another,
                                     const CancelToken &cancel);
    Result<void> store(const KeyShutOff &before, KeyShutOff &after);
    Result<KeyShutOff> wipe(const KeyShutOff &state);
    [[nodiscard]] QString nameOf(const AppId &app) const;

    Parts m;
    KeptKeys m_kept;
};

} // namespace drawbridge
