// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"
#include "core/storage/events/EventLog.h"
#include "core/storage/events/EventRows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int mostEvents = 10'000;
constexpr qint64 mostBuckets = 2'000;
constexpr qsizetype mostWords = 20;
constexpr qsizetype longestWord = 100;

/// What follows FROM, and its values.
struct Clauses
{
    QString from = u"events e"_s;
    QStringList conditions;
    QVariantList values;
    bool findsNothing = false;

    void add(const QString &condition, const QVariantList &more)
    {
        conditions.append(condition);
        values += more;
    }
    [[nodiscard]] QString text() const
    {
        return conditions.isEmpty() ? from : from % u" WHERE "_s % conditions.join(u" AND "_s);
    }
};

QString placeholders(qsizetype count)
{
    return QStringList(count, u"?"_s).join(u", "_s);
}

/// Each word as a quoted prefix, so that nothing in it is an operator of FTS5 (https://www.sqlite.org/fts5.html, 3).
/// Empty when there is nothing to look for.
QString matchExpression(const QString &text)
{
    QStringList words;
    const QStringList parts = text.simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        QString word = part.left(longestWord);
        word.removeIf([](QChar c) { return c.isNull() || c == u'"'; });
        const bool hasLetters =
            std::any_of(word.begin(), word.end(), [](QChar c) { return c.isLetterOrNumber(); });
        if (hasLetters && words.size() < mostWords)
            words.append(u'"' % word % u"\"*"_s);
    }
    return words.join(u" AND "_s);
}

void addTypes(Clauses &clauses, const QStringList &types)
{
    QStringList either;
    QVariantList values;
    for (const QString &type : types) {
        if (!type.endsWith(u'.')) {
            either.append(u"text = ?"_s);
            values.append(type);
            continue;
        }
        // "connection." to, not including, "connection/": every text that begins so.
        QString end = type;
        end.back() = QChar(u'.' + 1);
        either.append(u"(text >= ? AND text < ?)"_s);
        values += {type, end};
    }
    clauses.add(u"e.type IN (SELECT id FROM names WHERE %1)"_s.arg(either.join(u" OR "_s)), values);
}

template<typename Enum>
void addWords(Clauses &clauses, const QString &column, const QList<Enum> &wanted)
{
    QVariantList words;
    for (const Enum value : wanted)
        words.append(toText(value));
    clauses.add(u"%1 IN (%2)"_s.arg(column, placeholders(words.size())), words);
}

Clauses clausesOf(const EventQuery &query)
{
    Clauses clauses;
    if (!query.text.trimmed().isEmpty()) {
        const QString match = matchExpression(query.text);
        clauses.findsNothing = match.isEmpty();
        clauses.from = u"events_text x CROSS JOIN events e ON e.seq = x.rowid"_s;
        clauses.add(u"x.events_text MATCH ?"_s, {match});
    }
    if (!query.connections.isEmpty()) {
        QVariantList ids;
        for (const ConnectionId &id : query.connections)
            ids.append(id.text());
        clauses.add(u"e.connection IN (SELECT id FROM names WHERE text IN (%1))"_s.arg(
                        placeholders(ids.size())),
                    ids);
    }
    if (!query.types.isEmpty())
        addTypes(clauses, query.types);
    if (!query.outcomes.isEmpty())
        addWords(clauses, u"e.outcome"_s, query.outcomes);
    if (query.atLeast) {
        QList<Severity> wanted;
        for (const Word<Severity> &word : WordsOf<Severity>::table) {
            if (word.value >= *query.atLeast)
                wanted.append(word.value);
        }
        addWords(clauses, u"e.severity"_s, wanted);
    }
    if (!query.requestId.isEmpty())
        clauses.add(u"e.request = ?"_s, {query.requestId});
    return clauses;
}

/// `time` is "e.time", or "+e.time" to keep the index of times out of it.
void addTimes(Clauses &clauses, const EventQuery &query, const QString &time)
{
    if (query.since.isValid())
        clauses.add(time % u" >= ?"_s, {toSql(query.since)});
    if (query.until.isValid())
        clauses.add(time % u" < ?"_s, {toSql(query.until)});
}

} // namespace

// Newest first is seq downwards, never an OFFSET: a page of ten million rows costs what one of ten does. Times only
// filter what is met on the way, as they rise with seq but for what was imported.
Result<EventPage> EventLog::query(ReadView &view, const EventQuery &query)
{
    Clauses clauses = clausesOf(query);
    if (clauses.findsNothing)
        return EventPage{};
    addTimes(clauses, query, u"+e.time"_s);
    const QString seq = query.text.trimmed().isEmpty() ? u"e.seq"_s : u"x.rowid"_s;
    if (query.before > 0)
        clauses.add(seq % u" < ?"_s, {query.before});
    const int limit = std::clamp(query.limit, 1, mostEvents);
    clauses.values.append(limit + 1);

    Session &session = view.session();
    EventPage page;
    const QString inner =
        u"(SELECT e.* FROM "_s % clauses.text() % u" ORDER BY "_s % seq % u" DESC LIMIT ?) e"_s;
    TRY_DONE(session.select(eventColumns() % u" FROM "_s % inner % eventJoins()
                                % u" ORDER BY e.seq DESC"_s,
                            clauses.values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                if (page.events.size() == limit) {
                                    page.more = true;
                                    return {};
                                }
                                TRY(event, eventFromRow(session, row));
                                page.events.append(event);
                                return {};
                            }));
    return page;
}

Result<qint64> EventLog::count(ReadView &view, const EventQuery &query)
{
    Clauses clauses = clausesOf(query);
    if (clauses.findsNothing)
        return 0;
    addTimes(clauses, query, u"e.time"_s);
    TRY(found, view.session().value(u"SELECT count(*) FROM "_s % clauses.text(), clauses.values));
    return found.toLongLong();
}

Result<QList<int>> EventLog::histogram(ReadView &view, const EventQuery &query, qint64 bucketMs)
{
    const qint64 length = query.since.msecsTo(query.until);
    if (!query.since.isValid() || !query.until.isValid() || bucketMs < 1 || length < 0
        || length / bucketMs >= mostBuckets) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Storage",
                                                 "This span of time cannot be shown. Choose a "
                                                 "shorter one that ends after it begins."),
                     u"%1 ms in buckets of %2 ms"_s.arg(length).arg(bucketMs)};
    }
    QList<int> counts((length + bucketMs - 1) / bucketMs, 0);
    Clauses clauses = clausesOf(query);
    if (clauses.findsNothing)
        return counts;
    addTimes(clauses, query, u"e.time"_s);
    const QVariantList values = QVariantList{toSql(query.since), bucketMs} + clauses.values;
    TRY_DONE(view.session().select(u"SELECT (e.time - ?) / ? AS bucket, count(*) FROM "_s
                                       % clauses.text() % u" GROUP BY bucket"_s,
                                   values,
                                   [&](const QSqlQuery &row) -> Result<void> {
                                       counts[row.value(0).toLongLong()] = row.value(1).toInt();
                                       return {};
                                   }));
    return counts;
}

Result<std::optional<Event>> EventLog::find(ReadView &view, const EventId &id)
{
    std::optional<Event> found;
    Session &session = view.session();
    TRY_DONE(
        session.select(eventColumns() % u" FROM events e"_s % eventJoins() % u" WHERE e.id = ?"_s,
                       {id.text()},
                       [&](const QSqlQuery &row) -> Result<void> {
                           TRY(event, eventFromRow(session, row));
                           found = event;
                           return {};
                       }));
    return found;
}

Result<qint64> EventLog::lastSeq(ReadView &view)
{
    TRY(last, view.session().value(u"SELECT max(seq) FROM events"_s));
    return last.toLongLong();
}

} // namespace drawbridge
