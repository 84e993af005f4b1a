// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/LostRenewal.h"
#include "core/auth/RefreshRule.h"
#include "core/auth/ShutOffSteps.h"
#include "core/connections/KeyKeeper.h"
#include "core/connections/KeyUses.h"
#include "core/connections/SignInCommands.h"
#include "core/model/KeyShutOff.h"
#include "core/storage/LeaseRepository.h"

#include <mutex>

namespace drawbridge {

class Database;

/// Sign-ins: how they begin and how they are kept alive. One refresh at a time for a grant, in all processes; what a
/// refresh brings is safe before what it replaces is forgotten; who loses a race takes what the winner got. Blocking;
/// thread-safe; all parts outlive it.
class Grants
{
public:
    using Secrets = KeyKeeper::Secrets;
    struct Parts
    {
        Database &database;
        KeyKeeper &keys;
        HttpSender &http;
        const Clock &clock;
        Random &random;
        const KeyUses &uses;
        Waiting wait = realWaiting();
    };
    explicit Grants(Parts parts);

    [[nodiscard]] Result<SignedIn> signIn(const KeyUse &use,
                                          const SignIn &command,
                                          const CancelToken &cancel);
    /// Asks the app to end both tokens. True: it said that it did; false: it has no call for it, or said no.
    [[nodiscard]] Result<bool> discard(const KeyUse &use, const CancelToken &cancel);
    /// What is known of a sign-in that is being shut off.
    struct Ending
    {
        QString label; ///< of what is kept
        std::optional<GrantState> grant;
    };
    /// Whether an ended refresh token still gives access, which is the only way to see it. What it gives is kept in
    /// `version`'s place, so that it can be ended too. As long as the answer to an earlier try is not heard, and what it
    /// may have given may live, a refusal tells nothing. Cancelled is an error.
    [[nodiscard]] Result<Looked> tryRefreshing(const Connection &connection,
                                               CredentialVersion version,
                                               const Ending &ending,
                                               const CancelToken &cancel);

    /// What opens a connection now, and the mark of the value it came from.
    struct Opener
    {
        Secrets secrets;
        QByteArray fingerprint;
    };
    /// Refreshed before if due. Where that fails and the access token still lives, it is given all the same. Refused:
    /// only signing in again helps; Unavailable: not now.
    [[nodiscard]] Result<Opener> opener(const CredentialId &id, const CancelToken &cancel);
    /// After the app refused what `used` opened with: another one, unless nothing newer can be had.
    [[nodiscard]] Result<std::optional<Opener>> another(const CredentialId &id,
                                                        const QByteArray &used,
                                                        const CancelToken &cancel);
    /// Renews a grant whether it is due or not, unless its value is not the one that `used` marks any more. False: it was
    /// not renewed now, and why stands in its state.
    [[nodiscard]] Result<bool> renewNow(const CredentialId &id,
                                        const QByteArray &used,
                                        const CancelToken &cancel);
    /// Refreshes every grant that is due, or this one if it is. One that fails does not keep the others waiting.
    Result<int> refreshDue(const std::optional<ConnectionId> &only, const CancelToken &cancel);

private:
    /// A renewal that is only a look: until its answer is kept, or heard to be a no, nobody knows what lives on.
    struct Renewal
    {
        CredentialVersionId version;
        Lease lease;
        LostRenewal lost; ///< what those before it left without an answer
    };
    /// How it ended, as far as that tells of the lost ones.
    enum class RenewalEnd { Refused, Changed, LeftAsItWas, AllIsOver };
    [[nodiscard]] Result<Renewal> beginRenewal(const CredentialVersionId &version);
    [[nodiscard]] Result<void> endRenewal(const Renewal &renewal, RenewalEnd how);
    /// What the app says to a refresh token it does not renew.
    [[nodiscard]] Result<Looked> lookedAtRefusal(const Renewal &out,
                                                 const TokenRefusal &refusal,
                                                 const TokenLives &lives,
                                                 const QString &app);

    /// By introspection (RFC 7662), where the app has it and said nothing of scopes so far. What it does not tell stays
    /// unknown.
    void askWhatIsGranted(const KeyUse &use, GrantState &grant, const CancelToken &cancel);

    struct Subject
    {
        Connection connection;
        Credential credential;
        QDateTime now; ///< by the later of the clock and the latest event
    };
    enum class Outcome { NotNeeded, Refreshed, Failed };

    [[nodiscard]] Result<Subject> subject(const CredentialId &id) const;
    /// Refresh even though it is not due, unless the value is another one than `used` marks by now.
    struct Forced
    {
        enum class Why { AppRefused, OwnerWants };
        QByteArray used;
        Why why =
            Why::AppRefused; ///< the app's refusals alone do not make it be asked again and again
    };
    [[nodiscard]] Result<Outcome> refresh(const CredentialId &id,
                                          RefreshFor purpose,
                                          const std::optional<Forced> &forced,
                                          const CancelToken &cancel);
    [[nodiscard]] Result<Outcome> refreshHolding(const CredentialId &id,
                                                 RefreshFor purpose,
                                                 const std::optional<Forced> &forced,
                                                 const CancelToken &cancel);
    [[nodiscard]] Result<TokenAnswer> ask(const Subject &subject,
                                          const Secrets &secrets,
                                          const CancelToken &cancel);
    [[nodiscard]] Result<void> keep(Subject subject,
                                    const Secrets &secrets,
                                    const TokenGrant &grant);
    [[nodiscard]] Result<Outcome> noteFailure(const Subject &subject, const TokenRefusal &refusal);
    [[nodiscard]] std::shared_ptr<std::mutex> turnOf(const CredentialId &id);
    [[nodiscard]] std::optional<TokenGrant> takeUnkept(const CredentialId &id);
    /// Whether a grant that is not due may be refreshed.
    [[nodiscard]] static bool mayForce(const Subject &subject, const Forced &forced);

    Parts m;
    std::mutex m_mutex;
    QMap<QString, std::shared_ptr<std::mutex>> m_turns; ///< by credential
    /// Tokens that were given and could not be kept (a locked store, a full disk): the old ones are used up.
    QMap<QString, TokenGrant> m_unkept;
};

/// Pure. The state of a grant that was just given, on top of what was known.
[[nodiscard]] GrantState grantStateOf(const TokenGrant &grant,
                                      const std::optional<GrantState> &before);
/// Pure. What is kept of a grant, by field: "accessToken", "refreshToken", the client's secret.
[[nodiscard]] KeyKeeper::Secrets grantSecrets(const SharedSecret &value);
/// Pure. `secrets` without the tokens.
[[nodiscard]] KeyKeeper::Secrets withoutTokens(KeyKeeper::Secrets secrets);
/// Pure. `secrets` with the tokens of `grant`; an answer without a refresh token leaves the old one.
[[nodiscard]] KeyKeeper::Secrets withTokens(KeyKeeper::Secrets secrets, const TokenGrant &grant);

} // namespace drawbridge
