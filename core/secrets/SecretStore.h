// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/net/Contacts.h"
#include "core/secrets/SecretsKind.h"

#include <QString>
#include <QStringList>

namespace drawbridge {

/// Names one entry of a store. Both parts are ours, never a name the owner gave.
struct SecretName
{
    QString workspace; ///< its id; no slash
    QString purpose; ///< "data-key", "canary", "credential/<version id>", "credential/<version id>/key"

    friend bool operator==(const SecretName &, const SecretName &) = default;
    friend bool operator<(const SecretName &a, const SecretName &b)
    {
        return a.workspace != b.workspace ? a.workspace < b.workspace : a.purpose < b.purpose;
    }
};

enum class StoreState {
    Ready,
    Locked,   ///< unlock() may help
    Absent,   ///< nothing that keeps secrets answers on this computer
    Missing,  ///< it answers, but there is nothing to keep them in yet: create() may help
    Silent,   ///< it was asked and did not answer in time
    Unusable, ///< damaged, too widely readable, or written by a newer program
};

/// How a store is, with the sentence that tells the owner so and what to do.
struct StoreStatus
{
    StoreState state = StoreState::Ready;
    QString what;
};

/// Keeps secrets outside the database. Every call may block for seconds, so it is made from a pool
/// thread, never the window's; all are thread-safe. What is written is kept when write() returns
/// ok. All calls: Locked, Unavailable (no store answers), TimedOut, Denied, Damaged, NewerFormat,
/// Insecure.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;

    [[nodiscard]] virtual SecretsKind kind() const = 0;
    /// What it is, for Settings: "The keychain of this computer (Secret Service)".
    [[nodiscard]] virtual QString description() const = 0;
    /// In bytes. What is longer is sealed in the workspace, under a key held here (LongValue.h).
    [[nodiscard]] virtual qsizetype maxValueSize() const = 0;
    [[nodiscard]] virtual StoreStatus status() = 0;

    /// Makes the store where there is none; a keychain needs no passphrase and is only asked
    /// whether it is ready; one in the network takes its sign-in. Conflict: there is one.
    virtual Result<void> create(const SecretBytes &passphrase) = 0;
    /// InvalidInput: not this passphrase. A keychain ignores it and asks the owner itself, which
    /// takes as long as he does; Denied: he said no.
    virtual Result<void> unlock(const SecretBytes &passphrase) = 0;
    /// Forgets every key in memory. A keychain belongs to the login and stays as it is.
    virtual void lock() = 0;
    /// InvalidInput: `current` is not the passphrase, or there is none to change.
    virtual Result<void> changePassphrase(const SecretBytes &current, const SecretBytes &next) = 0;

    /// NotFound: the store is ready and has no such entry.
    virtual Result<SecretBytes> read(const SecretName &name) = 0;
    /// Puts the value there or replaces the one that is. `label` is what the owner sees in his
    /// keychain's own program: "Drawbridge: Stripe, Shop (key 1)". InvalidInput: a bad name, an
    /// empty or too long value.
    virtual Result<void> write(const SecretName &name,
                               const SecretBytes &value,
                               const QString &label) = 0;
    /// Ok means that it is not there any more, whether or not it was.
    virtual Result<void> remove(const SecretName &name) = 0;
    /// The purposes that have an entry, sorted. Unavailable where the platform cannot list.
    virtual Result<QStringList> purposes(const QString &workspace) = 0;

    /// Takes away what this computer keeps to get into a store elsewhere; nothing for one that is here.
    virtual Result<void> forgetAccess() { return {}; }
    /// Whom it talked to over the network since it was made, latest first.
    [[nodiscard]] virtual QList<Contact> contacts() const { return {}; }

protected:
    SecretStore() = default;

    /// InvalidInput, or ok: the rules for names and values that hold in every store.
    [[nodiscard]] static Result<void> checkName(const SecretName &name);
    [[nodiscard]] Result<void> checkValue(const SecretBytes &value) const;
};

} // namespace drawbridge
