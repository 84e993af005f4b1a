// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/NetworkStore.h"

namespace drawbridge {

/// Secrets in the key-value engine (version 2) of an OpenBao or HashiCorp Vault server. Has nothing to do with our
/// vault file.
///
/// Fields: `address` (https://vault.example.com:8200), `mount` (secret), `prefix` (drawbridge), `namespace`,
/// `roleId` and `authMount` (approle), `caFile`, `onMyNetwork`. With a role id the sign-in is that role's secret id
/// (AppRole): each program signs in with it, and again when its session is over. Without one it is a token, which is
/// renewed while it is in use and ends for good when it was not for its lifetime.
///
/// What the sign-in must be allowed, with the default names:
///
///   secret/data/drawbridge/*        create, read, update
///   secret/metadata/drawbridge/*    list, delete
///
/// An entry is `<prefix>/<workspace>/<purpose>` with "value" (or "base64" for what is no text) and "label". remove()
/// destroys every version of it. A value that was replaced stays among the entry's versions until then.
///
/// Written from the servers' public documentation and tried against a strict server of our own and the client library
/// hvac only: NOT against a real OpenBao or Vault.
class OpenBaoStore final : public NetworkStore
{
public:
    OpenBaoStore(StoreFields fields, NetworkStoreParts parts);
    ~OpenBaoStore() override;

    [[nodiscard]] static Result<void> checkFields(const StoreFields &fields);

    [[nodiscard]] SecretsKind kind() const override { return SecretsKind::OpenBao; }
    [[nodiscard]] QString description() const override;
    [[nodiscard]] qsizetype maxValueSize() const override { return 65536; }

private:
    struct Reply;
    struct Session;
    enum class Repeat { No, Yes };

    [[nodiscard]] Result<void> settings() const override { return checkFields(fields()); }
    Result<void> look(const Call &call) override;
    void endSession() override;
    Result<SecretBytes> readEntry(const Call &call, const QString &path) override;
    Result<void> writeEntry(const Call &call,
                            const QString &path,
                            const SecretBytes &value,
                            const QString &label) override;
    Result<void> removeEntry(const Call &call, const QString &path) override;
    Result<QStringList> listEntries(const Call &call, const QString &folder) override;

    [[nodiscard]] bool usesRole() const { return !field(QStringLiteral("roleId")).isEmpty(); }
    [[nodiscard]] QString mount() const;
    [[nodiscard]] Result<HttpRequest> request(const QByteArray &method, const QString &path) const;
    /// Sends it as it is.
    [[nodiscard]] Result<Reply> send(const HttpRequest &request, const CancelToken &cancel);
    /// Sends it with the session's token; signs in again, once, where the server refuses that.
    [[nodiscard]] Result<Reply> ask(const Call &call, HttpRequest request);
    [[nodiscard]] Result<SharedSecret> signIn(const Call &call, const SharedSecret &refused);
    [[nodiscard]] Result<SharedSecret> signInWithRole(const Call &call);
    [[nodiscard]] Result<SharedSecret> renewToken(const Call &call);
    [[nodiscard]] Error errorOf(const Reply &reply) const;
    [[nodiscard]] Error noSuchMount(const Reply &reply) const;
    [[nodiscard]] Error denied(const Reply &reply) const;

    std::mutex m_sessionMutex; ///< never held over a call
    std::unique_ptr<Session> m_session;
};

} // namespace drawbridge
