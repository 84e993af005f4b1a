// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/net/HttpClient.h"
#include "core/secrets/SecretStore.h"
#include "core/secrets/SecretsPlace.h"

#include <QJsonObject>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace drawbridge {

/// What a store in the network stands on. `clock` and `random` outlive it.
struct NetworkStoreParts
{
    const Clock *clock = nullptr;
    Random *random = nullptr;
    std::shared_ptr<SecretStore> keychain; ///< where the store's own sign-in is kept
    std::shared_ptr<HttpSender> http;
    /// Sleeps, on the caller's thread, until the time is over or the token is cancelled.
    std::function<void(std::chrono::milliseconds, const CancelToken &)> pause;
};

/// What all stores in the network share: the sign-in, which the owner gives once with create() or unlock() and the
/// keychain of this computer keeps, and the names of the entries.
///
/// Ready: the server let us in just now. Missing: this computer has no sign-in to it. Locked: the keychain is locked,
/// the store is, or it refuses the sign-in; unlock() takes another. Absent, Silent: the server.
///
/// lock() and description() never wait for the network; everything else does, up to the limits of one request (and of
/// a few, where a server asks to be asked later), and ends at once as Cancelled when lock() is called.
class NetworkStore : public SecretStore
{
public:
    [[nodiscard]] StoreStatus status() final;
    /// With the sign-in as `credential`: signs in, and keeps it once that worked.
    Result<void> create(const SecretBytes &credential) final;
    /// The same; an empty one tries the one that is kept.
    Result<void> unlock(const SecretBytes &credential) final;
    void lock() final;
    Result<void> changePassphrase(const SecretBytes &current, const SecretBytes &next) final;

    Result<SecretBytes> read(const SecretName &name) final;
    Result<void> write(const SecretName &name, const SecretBytes &value, const QString &label) final;
    Result<void> remove(const SecretName &name) final;
    Result<QStringList> purposes(const QString &workspace) final;
    Result<void> forgetAccess() final;
    [[nodiscard]] QList<Contact> contacts() const final;

protected:
    /// A sign-in, and whether a call with it may go on.
    struct Call
    {
        SharedSecret credential;
        CancelToken cancel;
    };

    NetworkStore(StoreFields fields, NetworkStoreParts parts);

    /// Signs in and looks at the place, changing nothing. Denied: not with this sign-in.
    virtual Result<void> look(const Call &call) = 0;
    /// Forgets what signing in gave.
    virtual void endSession() = 0;
    /// InvalidInput: settings that cannot be; checked before every call.
    [[nodiscard]] virtual Result<void> settings() const = 0;
    virtual Result<SecretBytes> readEntry(const Call &call, const QString &path) = 0;
    virtual Result<void> writeEntry(const Call &call,
                                    const QString &path,
                                    const SecretBytes &value,
                                    const QString &label) = 0;
    virtual Result<void> removeEntry(const Call &call, const QString &path) = 0;
    /// The last parts of the paths below `folder`.
    virtual Result<QStringList> listEntries(const Call &call, const QString &folder) = 0;

    [[nodiscard]] const StoreFields &fields() const { return m_fields; }
    [[nodiscard]] const NetworkStoreParts &parts() const { return m_parts; }
    /// The field, or `otherwise` where it is not given.
    [[nodiscard]] QString field(const QString &name, const QString &otherwise = {}) const;
    /// A request to this store, by the rules its settings give; `app` for explanations. InvalidInput, NotFound: the
    /// file with the authorities cannot be read.
    [[nodiscard]] Result<HttpRequest> requestTo(const QUrl &url, const QString &app) const;

private:
    [[nodiscard]] Result<Call> begin();
    [[nodiscard]] Result<SecretName> accessName() const;
    Result<void> take(const SecretBytes &credential);
    [[nodiscard]] Result<QString> pathOf(const SecretName &name) const;

    const StoreFields m_fields;
    const NetworkStoreParts m_parts;
    mutable std::mutex m_mutex; ///< for what follows, and never held over a call
    SharedSecret m_credential;
    CancelToken m_cancel;
};

/// A purpose as one part of a path that every store takes: letters, digits and "-" as they are, all else as "_" and
/// two hexadecimal digits. And back; nothing where it is not of ours.
[[nodiscard]] QString storeSegment(const QString &purpose);
[[nodiscard]] std::optional<QString> purposeFromSegment(const QString &segment);

/// Whether it can be kept as text that the owner reads, and comes back the same.
[[nodiscard]] bool isReadableText(QByteArrayView value);

/// `object` as JSON with one more field, a secret: as text where that can be, else as base64 under another name.
/// `before` and `after` stand around it.
[[nodiscard]] SecretText jsonWithSecret(const QJsonObject &object,
                                        const QString &textField,
                                        const QString &base64Field,
                                        const SecretBytes &value,
                                        const QByteArray &before = {},
                                        const QByteArray &after = {});

/// Nothing: the object has neither. An empty value never is one of ours and counts as nothing.
[[nodiscard]] std::optional<SecretBytes> secretFromJson(const QJsonObject &object,
                                                        const QString &textField,
                                                        const QString &base64Field);

/// What stopped a call as an error of a store: NotFound, which says here that there is no such entry, stays for the
/// one place that knows that.
[[nodiscard]] Error storeError(Error error);

/// Fields every store in the network has: where it stands, and who vouches for it.
inline const QString onMyNetworkField = QStringLiteral("onMyNetwork"); ///< "yes" or "no"
inline const QString caFileField = QStringLiteral("caFile");           ///< PEM
inline const QString prefixField = QStringLiteral("prefix");

/// InvalidInput, with a sentence that names the field: one that the kind does not know, one that is missing, or one
/// that cannot be. Also says so of a kind on this computer that has any.
[[nodiscard]] Result<void> checkStoreFields(const SecretsPlace &place);

/// "the OpenBao server at vault.example.com", for sentences about where the keys are.
[[nodiscard]] QString placeName(const SecretsPlace &place);

} // namespace drawbridge
