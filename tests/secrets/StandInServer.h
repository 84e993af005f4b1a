// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/secrets/NetworkStore.h"
#include "tests/support/TestAuthority.h"

#include <QJsonObject>
#include <QProcess>

namespace drawbridge {

/// One of the servers in tests/secrets/peers, as a child of the test: strict, and told over its standard input what to
/// do next. It ends with this object, and with the test program if that crashes.
class StandInServer
{
public:
    ~StandInServer();

    /// `script`: "openbao.py". Over TLS where there is a certificate.
    [[nodiscard]] Result<void> start(const QString &script,
                                     QJsonObject settings,
                                     const std::optional<TestCertificate> &tls = std::nullopt);
    /// One command; its answer.
    QJsonObject tell(const QJsonObject &command);
    /// The next answers, whatever is asked.
    void script(int status, const QByteArray &body, const QJsonObject &headers = {});
    [[nodiscard]] QString address() const;
    /// "GET /v1/...", oldest first.
    [[nodiscard]] QStringList requests();

private:
    QProcess m_process;
    int m_port = 0;
    bool m_isTls = false;
};

/// Parts of a store in the network that sleep never: each pause is noted.
class NetworkStoreFixture
{
public:
    explicit NetworkStoreFixture(const Clock &clock);

    [[nodiscard]] NetworkStoreParts parts();

    std::shared_ptr<SecretStore> keychain;
    std::shared_ptr<QList<std::chrono::milliseconds>> pauses =
        std::make_shared<QList<std::chrono::milliseconds>>();
    std::shared_ptr<HttpSender> http; ///< of all stores made from here on

private:
    const Clock &m_clock;
    SystemRandom m_random;
};

} // namespace drawbridge
