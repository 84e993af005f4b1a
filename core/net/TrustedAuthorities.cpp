// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/TrustedAuthorities.h"

#include "core/net/Net.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// A bundle of all the world's authorities has a quarter of this.
constexpr qint64 largestPem = 1'048'576;

Result<QList<QSslCertificate>> certificatesIn(const QByteArray &pem)
{
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(pem, QSsl::Pem);
    if (certificates.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     Net::tr("There is no certificate in this file. Choose a file that begins with "
                             "\"-----BEGIN CERTIFICATE-----\"."),
                     {}};
    return certificates;
}

} // namespace

Result<TrustedAuthorities> TrustedAuthorities::systemAnd(const QByteArray &pem)
{
    TRY(certificates, certificatesIn(pem));
    TrustedAuthorities authorities;
    authorities.m_extra = certificates;
    return authorities;
}

Result<TrustedAuthorities> TrustedAuthorities::only(const QByteArray &pem)
{
    TRY(authorities, systemAnd(pem));
    authorities.m_usesSystem = false;
    return authorities;
}

Result<QByteArray> TrustedAuthorities::readPem(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly)) {
        const bool missing = !file.exists();
        return Error{missing ? ErrorCode::NotFound : ErrorCode::Denied,
                     missing
                         ? Net::tr("The certificate file %1 is not there. Choose it again.")
                               .arg(fileName)
                         : Net::tr("The certificate file %1 cannot be read. Check who may open it.")
                               .arg(fileName),
                     file.errorString()};
    }
    const QByteArray pem = file.read(largestPem + 1);
    if (pem.size() > largestPem)
        return Error{ErrorCode::InvalidInput,
                     Net::tr("The file %1 is too large for a certificate. Choose another one.")
                         .arg(fileName),
                     {}};
    return pem;
}

} // namespace drawbridge
