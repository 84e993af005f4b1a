// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace drawbridge {

/// Makes a test that is about file modes true for root too, whom modes do not stop: while it lives, the whole process
/// (pool threads as well) acts as "nobody". Where the test is nobody special already, it does nothing.
/// Make it before the QTemporaryDir, so that the folder belongs to the one who uses it; not for use in two threads.
class DropPrivileges
{
public:
    DropPrivileges()
        : m_dumpable(prctl(PR_GET_DUMPABLE))
    {
        if (geteuid() != 0)
            return;
        m_isDropped = setgroups(0, nullptr) == 0 && setegid(nobody) == 0 && seteuid(nobody) == 0;
        restoreDumpable();
        if (!m_isDropped)
            qFatal("the privileges of root could not be put aside");
    }

    ~DropPrivileges()
    {
        if (m_isDropped && (seteuid(0) != 0 || setegid(0) != 0))
            qFatal("the privileges of root could not be taken up again");
        if (m_isDropped)
            restoreDumpable();
    }

    Q_DISABLE_COPY_MOVE(DropPrivileges)

    /// False where there was nothing to drop.
    [[nodiscard]] bool isDropped() const { return m_isDropped; }

    /// Gives a file or folder that root made to the one we now are; call it before.
    static void lend(const QString &path)
    {
        if (geteuid() == 0 && lchown(qUtf8Printable(path), nobody, nobody) != 0)
            qFatal("%s could not be lent", qUtf8Printable(path));
    }

private:
    // A change of user hides /proc/self from the process; a test of core dumps must not find that done for it.
    void restoreDumpable() const { prctl(PR_SET_DUMPABLE, m_dumpable == 1 ? 1 : 0); }

    static constexpr uid_t nobody = 65534;
    int m_dumpable;
    bool m_isDropped = false;
};

} // namespace drawbridge
