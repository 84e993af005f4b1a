// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/Timeline.h"

#include "core/storage/Database.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QLocale>

namespace drawbridge {

Result<EventPage> Timeline::search(const EventQuery &query) const
{
    if (query.since.isValid() && query.until.isValid() && query.until < query.since)
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Timeline",
                                                 "The time range ends before it begins."),
                     {}};
    return m_database.read<EventPage>([&](ReadView &view) { return EventLog::query(view, query); });
}

Result<QList<int>> Timeline::histogram(const EventQuery &query, qint64 bucketMs) const
{
    return m_database.read<QList<int>>(
        [&](ReadView &view) { return EventLog::histogram(view, query, bucketMs); });
}

Result<LogCheck> Timeline::check(const CancelToken &cancel) const
{
    return m_database.read<LogCheck>([&](ReadView &view) {
        return EventLog::verify(view, [&](qint64) { return !cancel.isCancelled(); });
    });
}

namespace {

QString tr(const char *text, int count = -1)
{
    return QCoreApplication::translate("Timeline", text, nullptr, count);
}

QString placeOf(const LogBreak &found)
{
    const QString number = QString::number(found.seq);
    if (!found.time.isValid())
        return tr("Event %1").arg(number);
    return tr("Event %1 of %2 UTC")
        .arg(number, found.time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss")));
}

QString missingText(const LogBreak &found)
{
    if (found.missing == 1)
        return tr("Event %1 is not there any more.").arg(QString::number(found.seq));
    return tr("Events %1 to %2 are not there any more.")
        .arg(QString::number(found.seq), QString::number(found.seq + found.missing - 1));
}

} // namespace

QString sentenceOf(const LogCheck &check)
{
    if (!check.firstBreak) {
        return check.count == 0 ? tr("Nothing has been written down yet.")
                                : tr("All %1 events agree with each other and none is missing "
                                     "between them. Nobody outside has "
                                     "witnessed it: a copy that was put back whole, or an end that "
                                     "was cut off with care, would not show.")
                                      .arg(QLocale::c().toString(check.count));
    }
    const LogBreak &found = *check.firstBreak;
    switch (found.fault) {
    case LogFault::Changed:
        return tr("%1 is not what was written: it was changed, or put there later. The %2 before "
                  "it agree with each "
                  "other.")
            .arg(placeOf(found), QLocale::c().toString(check.count));
    case LogFault::Missing:
        return missingText(found);
    case LogFault::OutOfOrder:
        return tr("%1 does not stand where it was written: events were exchanged or taken out.")
            .arg(placeOf(found));
    case LogFault::CutOff:
        return tr("The end was cut off. %1").arg(missingText(found));
    }
    return {};
}

} // namespace drawbridge
