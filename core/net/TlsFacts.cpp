// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/TlsFacts.h"

#include <QCryptographicHash>

#include <algorithm>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

bool hasAny(const QList<QSslError> &errors, std::initializer_list<QSslError::SslError> wanted)
{
    return std::any_of(errors.begin(), errors.end(), [&](const QSslError &error) {
        return std::find(wanted.begin(), wanted.end(), error.error()) != wanted.end();
    });
}

bool isDate(const QSslError &error)
{
    return error.error() == QSslError::CertificateExpired
        || error.error() == QSslError::CertificateNotYetValid;
}

} // namespace

FailureKind tlsFailureKind(const QList<QSslError> &errors)
{
    if (hasAny(errors, {QSslError::SelfSignedCertificate}))
        return FailureKind::TlsSelfSigned;
    if (hasAny(errors,
               {QSslError::SelfSignedCertificateInChain,
                QSslError::UnableToGetIssuerCertificate,
                QSslError::UnableToGetLocalIssuerCertificate,
                QSslError::UnableToVerifyFirstCertificate,
                QSslError::CertificateUntrusted}))
        return FailureKind::TlsUntrusted;
    if (hasAny(errors, {QSslError::HostNameMismatch}))
        return FailureKind::TlsWrongHost;
    if (!onlyOutOfDate(errors))
        return FailureKind::TlsOther;
    return hasAny(errors, {QSslError::CertificateNotYetValid}) ? FailureKind::TlsNotYetValid
                                                               : FailureKind::TlsExpired;
}

bool onlyOutOfDate(const QList<QSslError> &errors)
{
    return !errors.isEmpty() && std::all_of(errors.begin(), errors.end(), isDate);
}

QString tlsDetail(const QList<QSslError> &errors)
{
    QStringList texts;
    for (const QSslError &error : errors)
        texts.append(error.errorString());
    texts.removeDuplicates();
    return texts.join(u' ');
}

std::optional<PeerCertificate> certificateFacts(const QSslCertificate &certificate)
{
    if (certificate.isNull())
        return std::nullopt;
    PeerCertificate facts;
    facts.subject = certificate.subjectDisplayName();
    facts.issuer = certificate.issuerDisplayName();
    facts.names = certificate.subjectAlternativeNames().values();
    if (facts.names.isEmpty())
        facts.names = certificate.subjectInfo(QSslCertificate::CommonName);
    facts.names.sort();
    facts.notBefore = certificate.effectiveDate().toUTC();
    facts.notAfter = certificate.expiryDate().toUTC();
    facts.sha256 = certificate.digest(QCryptographicHash::Sha256);
    return facts;
}

FailureKind kindOfSocketError(QAbstractSocket::SocketError error, bool inHandshake)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return FailureKind::Refused;
    case QAbstractSocket::HostNotFoundError:
        return FailureKind::Dns;
    case QAbstractSocket::NetworkError:
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return FailureKind::Unreachable;
    case QAbstractSocket::SocketTimeoutError:
        return FailureKind::Slow;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return FailureKind::TlsOther;
    default:
        return inHandshake ? FailureKind::TlsOther : FailureKind::Other;
    }
}

} // namespace drawbridge
