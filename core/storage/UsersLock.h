// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <chrono>

namespace drawbridge {

/// Counts a process among those that have the database open, for as long as it lives: a lock on a small file beside
/// it, which the system releases whatever ends the process.
class UsersLock
{
public:
    /// Busy: another process opened it alone and did not let others in for so long; names it.
    [[nodiscard]] static Result<UsersLock> take(const QString &file,
                                                std::chrono::milliseconds patience);
    ~UsersLock();
    UsersLock(UsersLock &&other) noexcept;
    UsersLock &operator=(UsersLock &&other) noexcept;

    /// Nobody else has the database open, and nobody can until letOthersIn().
    [[nodiscard]] bool isAlone() const { return m_isAlone; }
    /// Who waits reads this: "ada (window)".
    void nameHolder(const QString &holder);
    void letOthersIn();

private:
    UsersLock(int descriptor, bool isAlone)
        : m_descriptor(descriptor)
        , m_isAlone(isAlone)
    {}

    int m_descriptor = -1;
    bool m_isAlone = false;
    bool m_isNamed = false;
};

} // namespace drawbridge
