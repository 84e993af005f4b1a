// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/net/SecretText.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <utility>

/// Signature Version 4 of Amazon Web Services, told in the IAM User Guide under "Create a signed AWS API request".
/// Pure: the time comes in. For every service but S3, which treats paths differently.
namespace drawbridge {

/// Who signs.
struct AwsIdentity
{
    QByteArray accessKeyId; ///< public
    SharedSecret secretAccessKey;
    SharedSecret sessionToken; ///< of temporary credentials only, else null
};

/// What the signature is good for.
struct AwsScope
{
    QByteArray region;  ///< "eu-central-1"
    QByteArray service; ///< "secretsmanager"
};

/// A request as far as the signature covers it.
struct AwsRequest
{
    using Pairs = QList<std::pair<QByteArray, QByteArray>>;

    QByteArray method = "POST";
    QByteArray path = "/"; ///< absolute, decoded, without "." and ".." and double slashes
    Pairs query;           ///< decoded
    Pairs headers; ///< all that are signed, "Host" among them; a name that comes twice keeps its order
    QByteArray bodySha256; ///< 32 bytes
};

/// The headers a signature adds to the request.
struct AwsSigned
{
    QByteArray date; ///< X-Amz-Date
    QByteArray authorization;
};

/// A template, because a session's token is among the headers signed.
[[nodiscard]] SecretText awsCanonicalRequest(const AwsRequest &request);

[[nodiscard]] QByteArray awsStringToSign(const SecretText &canonicalRequest,
                                         const QDateTime &at,
                                         const AwsScope &scope);

/// Good for one day, region and service.
[[nodiscard]] SecretBytes awsSigningKey(const SecretBytes &secretAccessKey,
                                        const QDate &day,
                                        const AwsScope &scope);

/// Signs `request` together with the date and, where there is one, the session's token, which the caller sends as
/// X-Amz-Date and X-Amz-Security-Token.
[[nodiscard]] AwsSigned signForAws(const AwsRequest &request,
                                   const AwsIdentity &identity,
                                   const AwsScope &scope,
                                   const QDateTime &at);

} // namespace drawbridge
