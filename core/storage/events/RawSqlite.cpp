// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/events/RawSqlite.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QVariant>

#include <sqlite3.h>

namespace drawbridge {

namespace {

sqlite3 *connectionOf(const QSqlDatabase &database)
{
    const QVariant handle = database.driver()->handle();
    if (qstrcmp(handle.typeName(), "sqlite3*") != 0)
        qFatal("the driver of Qt Sql is not SQLite's");
    return *static_cast<sqlite3 *const *>(handle.constData());
}

/// The log's own table. Rows of it are added and never changed.
constexpr QLatin1StringView eventsTable("events");

} // namespace

void harden(const QSqlDatabase &database)
{
    sqlite3 *connection = connectionOf(database);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

void setOnClose(const QSqlDatabase &database, OnClose what)
{
    sqlite3_db_config(connectionOf(database),
                      SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                      what == OnClose::LeaveLog ? 1 : 0,
                      nullptr);
}

const QStringList &StatementGuard::bookkeeping()
{
    static const QStringList tables{QStringLiteral("intents"),
                                    QStringLiteral("leases"),
                                    QStringLiteral("drafts"),
                                    QStringLiteral("clock")};
    return tables;
}

StatementGuard::StatementGuard(const QSqlDatabase &database)
    : m_connection(connectionOf(database))
{
    sqlite3_set_authorizer(static_cast<sqlite3 *>(m_connection), &StatementGuard::judge, this);
}

StatementGuard::~StatementGuard()
{
    sqlite3_set_authorizer(static_cast<sqlite3 *>(m_connection), nullptr, nullptr);
}

bool StatementGuard::takeChangesOwnersData()
{
    return std::exchange(m_changesOwnersData, false);
}

int StatementGuard::judge(void *guard,
                          int action,
                          const char *first,
                          const char * /*second*/,
                          const char * /*database*/,
                          const char * /*trigger*/)
{
    switch (action) {
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        if (eventsTable == QLatin1StringView(first))
            return SQLITE_DENY;
        [[fallthrough]];
    case SQLITE_INSERT:
        if (!bookkeeping().contains(QLatin1StringView(first)))
            static_cast<StatementGuard *>(guard)->m_changesOwnersData = true;
        return SQLITE_OK;
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_PRAGMA:
        return SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

} // namespace drawbridge
