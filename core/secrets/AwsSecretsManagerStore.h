// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/AwsSignature.h"
#include "core/secrets/NetworkStore.h"

namespace drawbridge {

/// Secrets in AWS Secrets Manager.
///
/// Fields: `region` (eu-central-1), `accessKeyId`, `prefix` (drawbridge), `endpoint` (another address than the
/// region's own: a private one, or one that only speaks the same), `caFile`, `onMyNetwork`. The sign-in is the secret
/// access key that belongs to the access key id, or, for temporary credentials, a JSON object
/// {"secretAccessKey": .., "sessionToken": ..}.
///
/// What the user must be allowed: secretsmanager:CreateSecret, PutSecretValue, GetSecretValue, DeleteSecret on
/// `<prefix>/*`, and secretsmanager:ListSecrets.
///
/// An entry is a secret named `<prefix>/<workspace>/<purpose>` with the label as its description; the value that
/// counts is the version labelled AWSCURRENT. A value that was replaced stays as AWSPREVIOUS until it is replaced
/// again or remove() deletes the secret at once, without the time in which it could be recovered.
///
/// The list of AWS lags behind by up to five minutes (API reference of ListSecrets). What this object wrote and
/// removed itself is in purposes() at once; what others did may not be.
///
/// Tried against a server of our own that checks every request with botocore's own model and signature only: NOT
/// against the real service.
class AwsSecretsManagerStore final : public NetworkStore
{
public:
    AwsSecretsManagerStore(StoreFields fields, NetworkStoreParts parts);

    [[nodiscard]] static Result<void> checkFields(const StoreFields &fields);

    [[nodiscard]] SecretsKind kind() const override { return SecretsKind::Aws; }
    [[nodiscard]] QString description() const override;
    /// The service holds 65,536 bytes; base64 counts too, whichever way it is counted.
    [[nodiscard]] qsizetype maxValueSize() const override { return 49152; }

private:
    struct Answer;

    [[nodiscard]] Result<void> settings() const override { return checkFields(fields()); }
    Result<void> look(const Call &call) override;
    void endSession() override {}
    Result<SecretBytes> readEntry(const Call &call, const QString &path) override;
    Result<void> writeEntry(const Call &call,
                            const QString &path,
                            const SecretBytes &value,
                            const QString &label) override;
    Result<void> removeEntry(const Call &call, const QString &path) override;
    Result<QStringList> listEntries(const Call &call, const QString &folder) override;

    [[nodiscard]] QUrl url() const;
    [[nodiscard]] Result<HttpRequest> request(const Call &call,
                                              const QByteArray &action,
                                              const SecretText &body) const;
    /// One action, repeated where the service asks for that.
    [[nodiscard]] Result<Answer> ask(const Call &call,
                                     const QByteArray &action,
                                     const SecretText &body);
    [[nodiscard]] Result<Answer> askOnce(const Call &call,
                                         const QByteArray &action,
                                         const SecretText &body);
    [[nodiscard]] Result<Answer> createEntry(const Call &call,
                                             const QString &path,
                                             const SecretBytes &value,
                                             const QString &label);
    [[nodiscard]] Error errorOf(const Answer &answer) const;
    void remember(const QString &path, bool isThere);

    std::mutex m_ownMutex;
    QMap<QString, bool> m_own; ///< what this object did, by path: is it there?
};

} // namespace drawbridge
