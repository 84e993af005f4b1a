// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/DueSummary.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int aWeek = 7;
constexpr int firstToldDays = 30;

QString tr(const char *text)
{
    return QCoreApplication::translate("DueSummary", text);
}

QString counted(int count, const char *one, const char *many)
{
    return count == 1 ? tr(one) : tr(many).arg(count);
}

} // namespace

DueSummary dueSummary(const QList<Credential> &credentials,
                      const QList<Departure> &departures,
                      const QDate &today)
{
    DueSummary due;
    for (const Credential &credential : credentials) {
        const CredentialVersion *key = credential.current();
        if (!key || !key->endsAt)
            continue;
        const qint64 days = today.daysTo(*key->endsAt);
        if (days < 0)
            ++due.ended;
        else if (days <= aWeek)
            ++due.within7Days;
        else if (days <= firstToldDays)
            ++due.within30Days;
    }
    for (const Departure &departure : departures)
        due.departures += departure.isOpen() && departure.openItems() > 0 ? 1 : 0;
    QStringList parts;
    if (due.ended > 0)
        parts.append(counted(due.ended, "One key has ended.", "%1 keys have ended."));
    if (due.within7Days > 0)
        parts.append(
            counted(due.within7Days, "One key ends within 7 days.", "%1 keys end within 7 days."));
    else if (due.ended == 0 && due.within30Days > 0)
        parts.append(counted(due.within30Days,
                             "One key ends within 30 days.",
                             "%1 keys end within 30 days."));
    if (due.departures > 0)
        parts.append(counted(due.departures,
                             "Somebody leaves, and keys are still to replace.",
                             "%1 people leave, and keys are still to replace."));
    due.sentence = parts.join(u' ');
    return due;
}

} // namespace drawbridge
