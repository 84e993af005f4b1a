// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/DueSummary.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <limits>

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
                      const QList<AgeLimit> &limits,
                      const QList<Departure> &departures,
                      const QDate &today)
{
    constexpr qint64 never = std::numeric_limits<qint64>::max();
    QHash<CredentialId, QDate> oldest;
    for (const AgeLimit &limit : limits)
        oldest.insert(limit.credential, limit.on);
    DueSummary due;
    for (const Credential &credential : credentials) {
        const CredentialVersion *key = credential.current();
        if (!key)
            continue;
        const qint64 end = key->endsAt ? today.daysTo(*key->endsAt) : never;
        qint64 replace = key->replaceBy ? today.daysTo(*key->replaceBy) : never;
        if (const QDate limit = oldest.value(credential.id); limit.isValid())
            replace = std::min(replace, today.daysTo(limit));
        if (end < 0)
            ++due.ended;
        else if (end <= aWeek)
            ++due.within7Days;
        else if (replace < 0)
            ++due.overdue;
        else if (replace <= aWeek)
            ++due.replaceWithin7Days;
        else if (end <= firstToldDays)
            ++due.within30Days;
        else if (replace <= firstToldDays)
            ++due.replaceWithin30Days;
    }
    for (const Departure &departure : departures)
        due.departures += departure.isOpen() && departure.openItems() > 0 ? 1 : 0;
    QStringList parts;
    if (due.ended > 0)
        parts.append(counted(due.ended, "One key has ended.", "%1 keys have ended."));
    if (due.within7Days > 0)
        parts.append(
            counted(due.within7Days, "One key ends within 7 days.", "%1 keys end within 7 days."));
    if (due.overdue > 0)
        parts.append(counted(due.overdue,
                             "One key should have been replaced.",
                             "%1 keys should have been replaced."));
    if (due.replaceWithin7Days > 0)
        parts.append(counted(due.replaceWithin7Days,
                             "One key is to be replaced within 7 days.",
                             "%1 keys are to be replaced within 7 days."));
    if (parts.isEmpty() && due.within30Days > 0)
        parts.append(counted(due.within30Days,
                             "One key ends within 30 days.",
                             "%1 keys end within 30 days."));
    if (parts.isEmpty() && due.replaceWithin30Days > 0)
        parts.append(counted(due.replaceWithin30Days,
                             "One key is to be replaced within 30 days.",
                             "%1 keys are to be replaced within 30 days."));
    if (due.departures > 0)
        parts.append(counted(due.departures,
                             "Somebody leaves, and keys are still to replace.",
                             "%1 people leave, and keys are still to replace."));
    due.sentence = parts.join(u' ');
    return due;
}

} // namespace drawbridge
