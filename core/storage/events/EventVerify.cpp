// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"
#include "core/storage/events/EventChain.h"
#include "core/storage/events/EventLog.h"
#include "core/storage/events/EventRows.h"

#include <QCoreApplication>
#include <QHash>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qint64 rowsBetweenQuestions = 1'000;

/// What of a row is not the event itself.
struct RowLink
{
    qint64 seq = 0;
    QString writer;
    qint64 writerSeq = 0;
    QByteArray hash;
};

/// The rows of a log, one after the other, against what the rows before them say.
class Chains
{
public:
    explicit Chains(const HmacSha256 &hashes)
        : m_hashes(hashes)
    {}

    /// `event` is nothing where the row could not be read. True: the row is what was written.
    bool take(const RowLink &row, const std::optional<Event> &event)
    {
        LogBreak found;
        found.seq = row.seq;
        found.writer = row.writer;
        if (event) {
            found.event = event->id.text();
            found.time = event->time;
        }
        Last &last = m_writers[row.writer];
        // Numbers are given without a gap: those of a transaction that was rolled back are given again.
        if (row.seq != m_seq + 1) {
            found.fault = LogFault::Missing;
            found.missing = row.seq - m_seq - 1;
            found.seq = m_seq + 1;
            return broken(found);
        }
        if (row.writerSeq != last.seq + 1) {
            found.fault = LogFault::OutOfOrder;
            return broken(found);
        }
        ChainLink link{row.writer, row.writerSeq, last.hash};
        if (row.writerSeq == 1)
            link.previous = m_hash.isEmpty() ? QByteArray(sha256Size, '\0') : m_hash;
        if (!event || m_hashes.of(canonicalBytes(*event, link)) != row.hash) {
            found.fault = LogFault::Changed;
            return broken(found);
        }
        last = {row.writerSeq, row.hash};
        m_seq = row.seq;
        m_hash = row.hash;
        ++m_check.count;
        return true;
    }

    /// `given` is the highest number that was ever given.
    LogCheck end(qint64 given)
    {
        if (!m_check.firstBreak && given > m_seq) {
            LogBreak found;
            found.fault = LogFault::CutOff;
            found.seq = m_seq + 1;
            found.missing = given - m_seq;
            broken(found);
        }
        m_check.writers = m_writers.size();
        return m_check;
    }

private:
    struct Last
    {
        qint64 seq = 0;
        QByteArray hash;
    };

    bool broken(const LogBreak &found)
    {
        m_check.firstBreak = found;
        return false;
    }

    const HmacSha256 &m_hashes;
    QHash<QString, Last> m_writers;
    qint64 m_seq = 0;
    QByteArray m_hash;
    LogCheck m_check;
};

/// A row that was written over need not be readable; anything else that goes wrong is no matter of the row.
Result<std::optional<Event>> readable(Session &session, const QSqlQuery &row)
{
    Result<Event> event = eventFromRow(session, row);
    if (event)
        return std::optional<Event>(event.takeValue());
    if (event.error().code == ErrorCode::Damaged)
        return std::optional<Event>();
    return event.error();
}

} // namespace

Result<LogCheck> EventLog::verify(ReadView &view, const std::function<bool(qint64)> &goesOn)
{
    Session &session = view.session();
    Chains chains(session.context().eventHashes);
    qint64 after = 0;
    qint64 rows = 0;
    bool isSound = true;
    // In pieces, so that a question can come between them.
    while (isSound) {
        if (goesOn && !goesOn(rows)) {
            return Error{ErrorCode::Cancelled,
                         QCoreApplication::translate("Storage",
                                                     "The check of what happened was stopped."),
                         {}};
        }
        const qint64 before = rows;
        TRY_DONE(session.select(
            eventColumns()
                % u", w.text, e.writer_seq, e.hash FROM (SELECT * FROM events WHERE seq > ? "
                  "ORDER BY seq LIMIT ?) e"_s
                % eventJoins() % u" LEFT JOIN names w ON w.id = e.writer ORDER BY e.seq"_s,
            {after, rowsBetweenQuestions},
            [&](const QSqlQuery &row) -> Result<void> {
                if (!isSound)
                    return {};
                TRY(event, readable(session, row));
                const RowLink link{row.value(0).toLongLong(),
                                   row.value(eventColumnCount).toString(),
                                   row.value(eventColumnCount + 1).toLongLong(),
                                   row.value(eventColumnCount + 2).toByteArray()};
                isSound = chains.take(link, event);
                after = link.seq;
                ++rows;
                return {};
            }));
        if (rows == before)
            break;
    }
    TRY(given, session.value(u"SELECT seq FROM sqlite_sequence WHERE name = 'events'"_s));
    return chains.end(given.toLongLong());
}

} // namespace drawbridge
