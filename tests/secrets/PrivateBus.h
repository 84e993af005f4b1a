// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace drawbridge {

/// A session bus of our own with nobody on it, who could be started on demand either.
class PrivateBus
{
public:
    PrivateBus();
    ~PrivateBus();
    PrivateBus(const PrivateBus &) = delete;
    PrivateBus &operator=(const PrivateBus &) = delete;

    /// Empty when it did not start.
    [[nodiscard]] QString address() const { return m_address; }
    /// For a process that shall have this bus and no other.
    [[nodiscard]] QProcessEnvironment environment() const;
    void stop();

private:
    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
};

} // namespace drawbridge
