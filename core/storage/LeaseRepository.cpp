// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/LeaseRepository.h"

#include "core/base/SortableId.h"
#include "core/storage/ClockGuard.h"
#include "core/storage/ProcessMark.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

QString placeOf(const QString &name)
{
    return u"leases/"_s % name;
}

/// What is still valid of it.
Result<std::optional<Lease>> current(Session &session, const QString &name, const QDateTime &now)
{
    std::optional<Lease> found;
    TRY_DONE(session.select(u"SELECT token, process, until, sealed FROM leases WHERE name = ?"_s,
                            {name},
                            [&](const QSqlQuery &row) -> Result<void> {
                                Lease lease;
                                lease.name = name;
                                lease.token = row.value(0).toString();
                                lease.until = timeFromSql(row.value(2));
                                TRY(object, session.unseal(row.value(3), placeOf(name)));
                                lease.holder = object.value(u"holder"_s).toString();
                                if (lease.until > now
                                    && ProcessMark::fromText(row.value(1).toString()).isAlive())
                                    found = lease;
                                return {};
                            }));
    return found;
}

/// In the place of whatever is there.
Result<Lease> put(Session &session, const QString &name, const QDateTime &until)
{
    const StorageContext &context = session.context();
    const Lease lease{name, context.actor, until, makeSortableId(context.clock, context.random)};
    TRY(sealed, session.seal({{u"holder"_s, lease.holder}}, placeOf(name)));
    TRY_DONE(session.change(u"INSERT INTO leases (name, token, process, until, sealed) "
                            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE "
                            "SET token = excluded.token, process = excluded.process, "
                            "until = excluded.until, sealed = excluded.sealed"_s,
                            {name, lease.token, context.process, toSql(lease.until), sealed}));
    return lease;
}

Error taken(const Lease &lease)
{
    return {ErrorCode::Busy,
            tr("%1 is doing this right now. Try again when that is done.").arg(lease.holder),
            lease.name};
}

Error inTheWay(const Lease &lease)
{
    return {ErrorCode::Busy,
            tr("%1 is at something that must not be disturbed. Try again when that is done.")
                .arg(lease.holder),
            lease.name};
}

} // namespace

Result<Lease> LeaseRepository::acquire(Transaction &tx,
                                       const QString &name,
                                       std::chrono::seconds duration)
{
    Session &session = tx.session();
    TRY(now, ClockGuard::effectiveNow(tx));
    TRY(others, current(session, name, now));
    if (others)
        return taken(*others);
    return put(session, name, now.addSecs(duration.count()));
}

Result<Lease> LeaseRepository::renew(Transaction &tx,
                                     const Lease &lease,
                                     std::chrono::seconds duration)
{
    TRY(now, ClockGuard::effectiveNow(tx));
    Lease renewed = lease;
    renewed.until = now.addSecs(duration.count());
    TRY(rows,
        tx.session().change(u"UPDATE leases SET until = ? WHERE name = ? AND token = ?"_s,
                            {toSql(renewed.until), lease.name, lease.token}));
    if (rows == 0) {
        return Error{ErrorCode::Conflict,
                     tr("This took too long, and another Drawbridge has gone on with it. Look "
                        "again."),
                     lease.name};
    }
    return renewed;
}

Result<void> LeaseRepository::release(Transaction &tx, const Lease &lease)
{
    TRY_DONE(tx.session().change(u"DELETE FROM leases WHERE name = ? AND token = ?"_s,
                                 {lease.name, lease.token}));
    return {};
}

Result<void> LeaseRepository::checkFree(ReadView &view, const QString &name)
{
    TRY(lease, find(view, name));
    return lease ? Result<void>(inTheWay(*lease)) : Result<void>();
}

Result<void> LeaseRepository::noteMoment(Transaction &tx,
                                         const QString &name,
                                         const QDateTime &moment)
{
    TRY_DONE(put(tx.session(), name, moment));
    return {};
}

Result<std::optional<QDateTime>> LeaseRepository::moment(ReadView &view, const QString &name)
{
    std::optional<QDateTime> until;
    TRY_DONE(view.session().select(u"SELECT until FROM leases WHERE name = ?"_s,
                                   {name},
                                   [&](const QSqlQuery &row) -> Result<void> {
                                       until = timeFromSql(row.value(0));
                                       return {};
                                   }));
    return until;
}

Result<std::optional<QDateTime>> LeaseRepository::left(ReadView &view, const QString &name)
{
    TRY(until, moment(view, name));
    TRY(holder, find(view, name));
    return holder ? std::optional<QDateTime>() : until;
}

Result<void> LeaseRepository::forgetLeft(Transaction &tx, const QString &name)
{
    TRY(until, left(tx, name));
    if (until)
        TRY_DONE(tx.session().change(u"DELETE FROM leases WHERE name = ?"_s, {name}));
    return {};
}

Result<std::optional<Lease>> LeaseRepository::find(ReadView &view, const QString &name)
{
    TRY(now, ClockGuard::effectiveNow(view));
    return current(view.session(), name, now);
}

} // namespace drawbridge
