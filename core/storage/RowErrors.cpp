// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/RowErrors.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

Error notThereAnyMore(const QString &place)
{
    return {ErrorCode::NotFound,
            QCoreApplication::translate("Storage",
                                        "This is not there any more. Somebody removed it: look "
                                        "again."),
            place};
}

Result<void> changeOne(Session &session,
                       const QString &sql,
                       const QVariantList &values,
                       const QString &place)
{
    TRY(rows, session.change(sql, values));
    return rows == 0 ? Result<void>(notThereAnyMore(place)) : Result<void>();
}

Result<void> checkRevision(Session &session, int rows, const QString &table, const QString &id)
{
    if (rows != 0)
        return {};
    const QString place = table % u'/' % id;
    TRY(found, session.value(u"SELECT revision FROM "_s % table % u" WHERE id = ?"_s, {id}));
    if (!found.isValid())
        return notThereAnyMore(place);
    return Error{ErrorCode::Conflict,
                 QCoreApplication::translate("Storage",
                                             "Somebody changed this meanwhile. Look at it again, "
                                             "then change it."),
                 place};
}

} // namespace drawbridge
