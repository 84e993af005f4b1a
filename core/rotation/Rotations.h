// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyMaking.h"
#include "core/connections/KeptKeys.h"
#include "core/connections/ShutOffs.h"
#include "core/rotation/RotationCommands.h"
#include "core/rotation/RotationSteps.h"
#include "core/storage/LeaseRepository.h"

#include <mutex>

namespace drawbridge {

class Database;
class HttpSender;
class Transaction;

/// Carries out what RotationSteps decides: stores each state with its event, then does the one thing that follows from
/// it. One process at a time works on one key (a lease). What the app has given is kept in the same transaction that
/// says so; where it cannot be kept now, it is not let go as long as this object lives. Blocking; thread-safe; all
/// parts outlive it. Busy: another process is at it. Cancelled: it goes on from where it is at the next call.
class Rotations
{
public:
    struct Parts
    {
        Database &database;
        KeyKeeper &keys;
        HttpSender &http;
        const KeyUses &uses;
        Grants &grants;
        ShutOffs &shutOffs;
        const Clock &clock;
        Random &random;
        /// Called where a test may end the process: "stored", "begin make-key", "done make-key" ...
        std::function<void(const QString &)> onStep = {};
    };
    explicit Rotations(const Parts &parts);
    ~Rotations();
    Q_DISABLE_COPY_MOVE(Rotations)

    Result<Rotation> start(const StartRotation &command, const CancelToken &cancel);
    Result<Rotation> give(const GiveNewKey &command, const CancelToken &cancel);
    Result<Rotation> goOn(const ContinueRotation &command, const CancelToken &cancel);
    Result<Rotation> tick(const TickPlace &command, const CancelToken &cancel);
    Result<Rotation> endOldNow(const EndOldKeyNow &command, const CancelToken &cancel);
    Result<Rotation> abort(const AbortRotation &command, const CancelToken &cancel);
    Result<RotatedDue> rotateDue(const RotateDue &command, const CancelToken &cancel);
    Result<int> continueDue(const CancelToken &cancel);

    /// How many are worked on at once, and how many of those at one app.
    static constexpr int atOnce = 6;

private:
    struct Subject
    {
        Rotation rotation;
        Connection connection;
        QList<Credential> credentials;
        Credential credential;
        CredentialVersion old;
        std::optional<CredentialVersion> made; ///< once it is kept
        QMap<QString, QString> oldFields;
        QMap<QString, QString> newFields;
    };
    /// What is stored besides the state itself.
    struct Along
    {
        std::optional<ConnectionTest> test; ///< of the new key
    };
    /// A new key that the app gave, until it is kept.
    struct Unkept
    {
        QMap<QString, SharedSecret> secrets;
        QMap<QString, QString> publicFields;
        QString keyId;
        std::optional<QDate> endsAt;
        std::optional<GrantState> grant;
        qsizetype moments = 0; ///< how far it had come when the app was asked
    };

    [[nodiscard]] Result<Subject> subjectOf(const RotationId &id) const;
    [[nodiscard]] Result<KeyUse> oldUse(const Subject &subject) const;
    [[nodiscard]] Result<KeyUse> newUse(const Subject &subject) const;
    /// Whose key makes and ends keys. Nothing: there is none at hand.
    [[nodiscard]] Result<std::optional<KeyUse>> authorityOf(const Subject &subject) const;
    [[nodiscard]] Result<Rotation> planned(const StartRotation &command) const;

    [[nodiscard]] Result<Lease> takeLease(const RotationId &id);
    void releaseLease(const Lease &lease);
    /// Until the next call for the same key.
    void keepLease(const Lease &lease);
    [[nodiscard]] bool hasUnkept(const RotationId &id) const;
    /// Under the lease. `authority`: whose key makes and ends keys from now on; none: as it was.
    Result<Rotation> drive(const RotationId &id,
                           const RotationEvent &event,
                           const CancelToken &cancel,
                           const ConnectionId &authority = {});
    [[nodiscard]] Result<void> nameAuthority(const RotationId &id, const ConnectionId &authority);
    Result<Rotation> driveLeased(const RotationId &id,
                                 const RotationEvent &event,
                                 const CancelToken &cancel);
    Result<RotationEvent> act(RotationEffect effect,
                              const Subject &subject,
                              Along &along,
                              const CancelToken &cancel);
    /// How many calls a step takes at most, of those that the app counts; its pages of a list come on top.
    [[nodiscard]] static int callsOf(RotationEffect effect);
    /// Takes so many of what the app allows, for every program that has this business open. How long to wait, where it
    /// does not allow them now; nothing was taken then.
    Result<std::optional<std::chrono::milliseconds>> takeFrom(const AppId &app,
                                                              const CallRate &rate,
                                                              int calls);
    Result<RotationEvent> listKeysOf(HttpSender &http,
                                     const Subject &subject,
                                     const CancelToken &cancel);
    Result<RotationEvent> make(HttpSender &http, const Subject &subject, const CancelToken &cancel);
    Result<RotationEvent> clearLost(HttpSender &http,
                                    const Subject &subject,
                                    const CancelToken &cancel);
    Result<RotationEvent> testOld(HttpSender &http,
                                  const Subject &subject,
                                  const CancelToken &cancel);
    Result<RotationEvent> testNew(HttpSender &http,
                                  const Subject &subject,
                                  Along &along,
                                  const CancelToken &cancel);
    Result<RotationEvent> end(HttpSender &http,
                              const Subject &subject,
                              const CredentialVersionId &version,
                              const CancelToken &cancel);
    /// Before `version` is ended: see SharedKeyHandOver.
    Result<QString> handToSharers(const Subject &subject, const CredentialVersionId &version);
    /// By the recipe's calls, where the shut-off has none: with a key for this once, or where one key has to take the
    /// other's place at the app first. Nothing: neither is so, or it is not known what the app calls the key.
    Result<std::optional<EndedKey>> endByRecipe(HttpSender &http,
                                                const Subject &subject,
                                                const CredentialVersionId &version,
                                                const CancelToken &cancel);
    /// Ends a key that nobody will have, as its connection was removed meanwhile. As well as it goes.
    void endUnwanted(const KeyUse &old, const KeyUse &authority, const QString &keyId);
    Result<RotationEvent> renew(const Subject &subject, const CancelToken &cancel);

    /// Keeps a new key as the pending version, with the state that follows from it.
    Result<Rotation> keep(const Subject &subject, const Unkept &given);
    Result<void> store(const Rotation &before, Rotation &after, const Along &along);
    /// Puts the new version in the place of the old one, or back.
    Result<void> exchangeVersions(Transaction &tx,
                                  const Rotation &rotation,
                                  Connection &connection,
                                  const std::optional<ConnectionTest> &test) const;
    void reached(const QString &step) const;
    [[nodiscard]] QString nameOf(const AppId &app) const;
    [[nodiscard]] std::optional<Unkept> takeUnkept(const RotationId &id);
    void holdUnkept(const RotationId &id, const Unkept &given);

    Parts m;
    KeptKeys m_kept;
    mutable std::mutex m_mutex;
    QMap<QString, Unkept> m_unkept; ///< by rotation
    struct Once
    {
        OneTimeKey secrets;
        QMap<QString, QString> fields;
    };
    QMap<QString, Once> m_oneTimeKeys; ///< by rotation
    QMap<QString, Lease> m_leftLeases; ///< by name: not given back so far
};

} // namespace drawbridge
