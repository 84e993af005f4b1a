// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QList>
#include <QSslCertificate>

namespace drawbridge {

/// Who may vouch for a server's certificate: the system's authorities unless said otherwise.
class TrustedAuthorities
{
public:
    /// The system's.
    TrustedAuthorities() = default;

    /// Those in the PEM text besides the system's, or instead of them. InvalidInput: no certificate in it.
    [[nodiscard]] static Result<TrustedAuthorities> systemAnd(const QByteArray &pem);
    [[nodiscard]] static Result<TrustedAuthorities> only(const QByteArray &pem);
    /// Reads a PEM file for systemAnd() or only(). NotFound, Denied: the file cannot be read.
    [[nodiscard]] static Result<QByteArray> readPem(const QString &fileName);

    [[nodiscard]] bool usesSystem() const { return m_usesSystem; }
    [[nodiscard]] const QList<QSslCertificate> &extra() const { return m_extra; }

private:
    bool m_usesSystem = true;
    QList<QSslCertificate> m_extra;
};

} // namespace drawbridge
