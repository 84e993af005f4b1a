// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/Failure.h"

#include <QAbstractSocket>
#include <QList>
#include <QSslCertificate>
#include <QSslError>

namespace drawbridge {

/// The one kind that explains best what is wrong with a certificate: who vouches for it before whom it names,
/// and that before when it holds.
[[nodiscard]] FailureKind tlsFailureKind(const QList<QSslError> &errors);
[[nodiscard]] bool onlyOutOfDate(const QList<QSslError> &errors);
[[nodiscard]] QString tlsDetail(const QList<QSslError> &errors);

[[nodiscard]] std::optional<PeerCertificate> certificateFacts(const QSslCertificate &certificate);

/// `inHandshake`: the connection stood, and TLS had begun.
[[nodiscard]] FailureKind kindOfSocketError(QAbstractSocket::SocketError error, bool inHandshake);

} // namespace drawbridge
