// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/SqlError.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

// Primary result codes, https://www.sqlite.org/rescode.html. Their names are in sqlite3.h, which is kept to
// storage/events.
enum class Code {
    Perm = 3,
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    IoErr = 10,
    Corrupt = 11,
    Full = 13,
    CantOpen = 14,
    Protocol = 15,
    Constraint = 19,
    NotADb = 26,
};
constexpr int primaryMask = 0xff;
constexpr int notNullConstraint =
    1299; // what was given breaks no rule between rows: a defect of ours

Error errorFor(const QSqlError &error)
{
    const QString detail =
        QStringLiteral("%1 (%2)").arg(error.databaseText(), error.nativeErrorCode());
    const int code = error.nativeErrorCode().toInt();
    switch (code == notNullConstraint ? Code{} : static_cast<Code>(code & primaryMask)) {
    case Code::Busy:
    case Code::Locked:
    case Code::Protocol:
        return {ErrorCode::Busy,
                tr("Another Drawbridge is writing to this business just now. Try again in a "
                   "moment."),
                detail};
    case Code::Perm:
    case Code::ReadOnly:
    case Code::CantOpen:
        return {ErrorCode::Denied,
                tr("The files of this business cannot be written. Check that the disk is not "
                   "write-protected and that the folder is yours. Nothing was changed."),
                detail};
    case Code::IoErr:
    case Code::Full:
        return {ErrorCode::Unavailable,
                tr("The disk is full or fails, so the last step was not kept. Make room, then try "
                   "again."),
                detail};
    case Code::Corrupt:
    case Code::NotADb:
        return {ErrorCode::Damaged,
                tr("The file of this business is damaged. Nothing was changed: restore a backup."),
                detail};
    case Code::Constraint:
        return {ErrorCode::Conflict,
                tr("This does not fit with what is stored. Look again, then try again."),
                detail};
    }
    return storageDefect(detail);
}

} // namespace

Error sqlError(const QSqlQuery &query)
{
    return errorFor(query.lastError());
}

Error sqlError(const QSqlDatabase &database)
{
    return errorFor(database.lastError());
}

Error storageDefect(const QString &detail)
{
    return {ErrorCode::Internal,
            tr("Something went wrong while storing. Nothing was changed: try again, and report it "
               "if it stays so."),
            detail};
}

Error damagedRow(const QString &detail)
{
    return {ErrorCode::Damaged,
            tr("A stored record is damaged. Nothing was changed: restore a backup."),
            detail};
}

} // namespace drawbridge
