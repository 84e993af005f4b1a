// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QHash>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace drawbridge {

/// A real web server that is not ours: nginx as a child of the test, on free loopback ports, with all its files in
/// a throw-away folder. It ends with this object, and with the test program if that crashes.
class NginxFixture
{
public:
    NginxFixture() = default;
    ~NginxFixture();
    Q_DISABLE_COPY_MOVE(NginxFixture)

    /// Where certificates and pages may be put before start(); it stands for @dir@ in the configuration.
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    /// Starts with the `server { ... }` blocks given and returns when it takes connections. Each @port:NAME@ becomes
    /// a free port, asked for afterwards by port(NAME).
    [[nodiscard]] Result<void> start(const QString &servers);
    [[nodiscard]] quint16 port(const QString &name) const;
    void stop();

    /// The lines of its access log: what really arrived, `PORT HOST METHOD URI STATUS "AUTHORIZATION" LENGTH`.
    [[nodiscard]] QStringList accessLog() const;

    /// A loopback port that was free a moment ago.
    [[nodiscard]] static quint16 freePort();

private:
    [[nodiscard]] QString withPorts(QString text);
    [[nodiscard]] Result<void> tryToStart(const QString &servers);

    QTemporaryDir m_folder;
    QProcess m_process;
    QHash<QString, quint16> m_ports;
};

} // namespace drawbridge
