// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

#include <QDateTime>
#include <QStringList>

namespace drawbridge {

struct CertificateValidity
{
    QDateTime from;
    QDateTime until;
};

/// An X.509 certificate with its key (EC P-256, PKCS #8), both PEM.
struct IssuedCertificate
{
    QByteArray certificatePem;
    SharedSecret privateKeyPem;
};

/// A self-signed authority that may sign server certificates and nothing below it (RFC 5280: CA, path length 0).
/// InvalidInput: an empty name, one over 64 characters, or a validity that ends before it starts.
[[nodiscard]] Result<IssuedCertificate> issueAuthority(const QString &name,
                                                       const CertificateValidity &validity);

/// A certificate for a TLS server under these names and numeric addresses, of which there is at least one.
/// InvalidInput: a name or address that is none, or an authority that cannot be read or may not sign.
[[nodiscard]] Result<IssuedCertificate> issueServerCertificate(const IssuedCertificate &authority,
                                                               const QStringList &dnsNames,
                                                               const QStringList &ipAddresses,
                                                               const CertificateValidity &validity);

} // namespace drawbridge
