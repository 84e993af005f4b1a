// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace drawbridge {

/// Names one running process of one start of one computer, so that another can tell whether it still lives.
class ProcessMark
{
public:
    [[nodiscard]] static ProcessMark own();
    [[nodiscard]] static ProcessMark fromText(const QString &text);

    [[nodiscard]] QString text() const;
    /// False only when it surely is gone: no such process, or another start of this computer. A mark of another
    /// computer or container counts as alive.
    [[nodiscard]] bool isAlive() const;
    [[nodiscard]] bool isOwn() const;

private:
    QString m_machine;
    QString m_boot;
    QString m_processes; ///< the namespace its number counts in
    qint64 m_pid = 0;
    QString m_startTime; ///< tells a reused number apart
};

} // namespace drawbridge
