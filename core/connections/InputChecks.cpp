// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/InputChecks.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Connections", text);
}

} // namespace

Result<void> checkJobs(const AppProfile &profile, const QStringList &jobs)
{
    for (const QString &job : jobs) {
        if (profile.job(job))
            continue;
        QStringList known;
        for (const AppJob &each : profile.jobs)
            known.append(each.id);
        return Error{ErrorCode::InvalidInput,
                     tr("%1 has no job \"%2\". It has: %3.")
                         .arg(profile.name, job, known.join(QStringLiteral(", "))),
                     job};
    }
    return {};
}

Result<void> checkScopes(const AppProfile &profile, const QStringList &scopes)
{
    if (!profile.scopesComplete)
        return {};
    for (const QString &scope : scopes) {
        if (profile.scope(scope))
            continue;
        return Error{ErrorCode::InvalidInput,
                     tr("%1 cannot be allowed \"%2\". Look up how %1 calls it, and try again.")
                         .arg(profile.name, scope),
                     scope};
    }
    return {};
}

Result<void> checkWhose(const Catalog &catalog,
                        const AppProfile &profile,
                        const QMap<QString, SharedSecret> &secrets)
{
    for (const SharedSecret &secret : secrets) {
        if (const AppProfile *other = catalog.otherAppOf(*secret, profile)) {
            return Error{ErrorCode::InvalidInput,
                         tr("This looks like a key of %1, so it was not sent to %2. Bring the key "
                            "of %2, or connect %1.")
                             .arg(other->name, profile.name),
                         other->id};
        }
    }
    return {};
}

QDate usualReplaceBy(const QDate &today, const std::optional<QDate> &endsAt)
{
    constexpr int usualDays = 90;
    constexpr int daysBeforeTheEnd = 14;
    const QDate usual = today.addDays(usualDays);
    return endsAt ? std::max(today, std::min(usual, endsAt->addDays(-daysBeforeTheEnd))) : usual;
}

Result<void> checkDates(const std::optional<QDate> &endsAt,
                        const std::optional<QDate> &remindOn,
                        const QDate &today)
{
    if (endsAt && *endsAt < today) {
        return Error{ErrorCode::InvalidInput,
                     tr("This key ended on %1. Make a new one at the app, or correct the date.")
                         .arg(endsAt->toString(Qt::ISODate)),
                     {}};
    }
    if (remindOn && *remindOn < today) {
        return Error{ErrorCode::InvalidInput,
                     tr("%1 is over. Choose a day from today on.")
                         .arg(remindOn->toString(Qt::ISODate)),
                     {}};
    }
    if (endsAt && remindOn && *remindOn > *endsAt) {
        return Error{ErrorCode::InvalidInput,
                     tr("On %1 the key has ended already (%2). Choose an earlier day to be "
                        "reminded.")
                         .arg(remindOn->toString(Qt::ISODate), endsAt->toString(Qt::ISODate)),
                     {}};
    }
    return {};
}

} // namespace drawbridge
