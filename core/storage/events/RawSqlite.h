// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QSqlDatabase;

namespace drawbridge {

/// What only SQLite's own interface can do for a connection; Qt Sql does the rest.

/// No loadable code, no writing to tables that hold other tables' structure, no text in double quotes.
void harden(const QSqlDatabase &database);

enum class OnClose { LeaveLog, MoveLogToFile };
/// Whether the last connection to close moves what is in the write-ahead log to the file.
void setOnClose(const QSqlDatabase &database, OnClose what);

/// Watches what is prepared on a connection as long as it lives: tells which statements change the owner's data, and
/// refuses those that change the shape of the tables or what the log of events says already.
class StatementGuard
{
public:
    explicit StatementGuard(const QSqlDatabase &database);
    ~StatementGuard();
    StatementGuard(const StatementGuard &) = delete;
    StatementGuard &operator=(const StatementGuard &) = delete;

    /// What was prepared since the last call changes a table that is not bookkeeping().
    [[nodiscard]] bool takeChangesOwnersData();

    /// The tables that change without an event, because they are not the owner's data.
    [[nodiscard]] static const QStringList &bookkeeping();

private:
    static int judge(void *guard,
                     int action,
                     const char *first,
                     const char *second,
                     const char *database,
                     const char *trigger);

    void *m_connection = nullptr;
    bool m_changesOwnersData = false;
};

} // namespace drawbridge
