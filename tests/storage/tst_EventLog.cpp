// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Session.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <QSqlError>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_EventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_database.reset(); }

    void whatIsMissingIsFilledIn();
    void whatIsGivenStays();
    void whatIsNoEventIsRefused_data();
    void whatIsNoEventIsRefused();
    void theSummaryIsFitToShow();
    void pagesAreNewestFirstAndComplete();
    void filters_data();
    void filters();
    void countsKnowNothingOfPages();
    void anyTextIsSafeToLookFor_data();
    void anyTextIsSafeToLookFor();
    void bucketsHoldWhatFellInThem();
    void aSpanThatCannotBeShownIsRefused_data();
    void aSpanThatCannotBeShownIsRefused();
    void anEventIsFoundByItsId();
    void eachEventIsChainedToTheOneBefore();
    void aNewProcessBeginsWhereTheLogEnds();
    void theCheckPassesWhatWasWritten();
    void theCheckGoesOverManyEventsAndWriters();
    void theCheckCanBeStopped();
    void theCheckTellsEveryChange_data();
    void theCheckTellsEveryChange();

private:
    Result<void> append(const Event &event)
    {
        return m_database->write<void>(
            [&event](Transaction &tx) { return EventLog::append(tx, event); });
    }
    Result<EventPage> find(const EventQuery &query)
    {
        return m_database->read<EventPage>(
            [&query](ReadView &view) { return EventLog::query(view, query); });
    }
    Result<qint64> count(const EventQuery &query)
    {
        return m_database->read<qint64>(
            [&query](ReadView &view) { return EventLog::count(view, query); });
    }
    static QStringList summaries(const EventPage &page)
    {
        QStringList found;
        for (const Event &event : page.events)
            found.append(event.summary);
        return found;
    }
    void fillForFilters();
    QList<Event> eventsForFilters() const;

    Result<LogCheck> check()
    {
        return m_database->read<LogCheck>([](ReadView &view) { return EventLog::verify(view); });
    }
    void reopen()
    {
        m_database.reset();
        auto opened = m_fixture->open();
        VERIFY_OK(opened);
        m_database = opened.takeValue();
    }
    /// Past everything that keeps Drawbridge itself from it.
    void change(const QStringList &statements);

    std::unique_ptr<StorageFixture> m_fixture;
    QString m_empty; ///< a workspace's file without events
    std::unique_ptr<Database> m_database;
};

Q_DECLARE_METATYPE(drawbridge::EventQuery)
Q_DECLARE_METATYPE(drawbridge::LogFault)

void tst_EventLog::initTestCase()
{
    m_fixture = std::make_unique<StorageFixture>();
    VERIFY_OK(m_fixture->create());
    m_empty = m_fixture->temporary.filePath(u"empty.db"_s);
    QVERIFY(QFile::copy(m_fixture->file(u"workspace.db"_s), m_empty));
}

void tst_EventLog::init()
{
    // A copy of an empty one: making one for each row takes most of the time.
    const QString file = m_fixture->file(u"workspace.db"_s);
    QVERIFY(QFile::remove(file) && QFile::copy(m_empty, file));
    auto opened = m_fixture->open();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
}

void tst_EventLog::whatIsMissingIsFilledIn()
{
    VERIFY_OK(append(StorageFixture::event(u"connection.added"_s, u"Stripe was connected"_s)));
    const auto page = find({});
    VERIFY_OK(page);
    QCOMPARE(page->events.size(), 1);
    QVERIFY(!page->more);
    const Event &event = page->events.first();
    QCOMPARE(event.seq, 1);
    QCOMPARE(event.id.text().size(), 36);
    QCOMPARE(event.time, m_fixture->clock.now());
    QCOMPARE(event.actor, u"ada (test)"_s);
    QCOMPARE(event.type, u"connection.added"_s);
    QCOMPARE(event.summary, u"Stripe was connected"_s);
    QCOMPARE(event.outcome, Outcome::Ok);
    QCOMPARE(event.severity, Severity::Low);
    QVERIFY(!event.connection.isValid() && !event.flow.isValid());
    QVERIFY(event.app.isEmpty() && event.requestId.isEmpty() && event.attributes.isEmpty());
}

void tst_EventLog::whatIsGivenStays()
{
    Event event = StorageFixture::event(u"relay.delivered"_s, u"Delivered"_s);
    event.id = EventId(u"an id from elsewhere"_s);
    event.time = QDateTime(QDate(2020, 1, 2), QTime(3, 4, 5, 6), QTimeZone::utc());
    event.actor = u"Zapier"_s;
    event.requestId = u"req-1"_s;
    event.connection = ConnectionId(u"c"_s);
    event.flow = FlowId(u"f"_s);
    event.app = u"zapier"_s;
    event.outcome = Outcome::Refused;
    event.severity = Severity::Critical;
    event.attributes = {{u"status"_s, 401}, {u"nested"_s, QJsonObject{{u"a"_s, u"ü"_s}}}};
    VERIFY_OK(append(event));
    const auto page = find({});
    VERIFY_OK(page);
    const Event &back = page->events.first();
    QCOMPARE(back.id.text(), event.id.text());
    QCOMPARE(back.time, event.time);
    QCOMPARE(back.actor, event.actor);
    QCOMPARE(back.requestId, event.requestId);
    QCOMPARE(back.connection.text(), event.connection.text());
    QCOMPARE(back.flow.text(), event.flow.text());
    QCOMPARE(back.app, event.app);
    QCOMPARE(back.outcome, event.outcome);
    QCOMPARE(back.severity, event.severity);
    QCOMPARE(back.attributes, event.attributes);
    VERIFY_ERROR(ErrorCode::Conflict, append(event));
}

void tst_EventLog::whatIsNoEventIsRefused_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("summary");
    QTest::addColumn<qsizetype>("attributes");
    QTest::newRow("no type") << u""_s << u"Something"_s << qsizetype(0);
    QTest::newRow("a type without end") << QString(300, u'a') << u"Something"_s << qsizetype(0);
    QTest::newRow("no summary") << u"a.b"_s << u""_s << qsizetype(0);
    QTest::newRow("a summary of nothing visible") << u"a.b"_s << u"\u202e\u200b"_s << qsizetype(0);
    QTest::newRow("too much beside it") << u"a.b"_s << u"Something"_s << qsizetype(300'000);
}

void tst_EventLog::whatIsNoEventIsRefused()
{
    QFETCH(QString, type);
    QFETCH(QString, summary);
    QFETCH(qsizetype, attributes);
    Event event = StorageFixture::event(type, summary);
    if (attributes > 0)
        event.attributes = {{u"long"_s, QString(attributes, u'x')}};
    VERIFY_ERROR(ErrorCode::InvalidInput, append(event));
    QCOMPARE(count({}).value(), 0);
}

void tst_EventLog::theSummaryIsFitToShow()
{
    VERIFY_OK(append(StorageFixture::event(u"a.b"_s, u"one\ntwo\u202ethree\x07 \u200bfour"_s)));
    VERIFY_OK(append(StorageFixture::event(u"a.b"_s, QString(5'000, u'x'))));
    const auto page = find({});
    QCOMPARE(page->events.last().summary, u"one twothree four"_s);
    QVERIFY(page->events.first().summary.size() <= 501);
}

void tst_EventLog::pagesAreNewestFirstAndComplete()
{
    VERIFY_OK(m_database->write<void>([](Transaction &tx) -> Result<void> {
        for (int i = 1; i <= 25; ++i)
            TRY_DONE(EventLog::append(tx, StorageFixture::event(u"a.b"_s, QString::number(i))));
        return {};
    }));
    EventQuery query;
    query.limit = 10;
    QStringList seen;
    QList<bool> more;
    do {
        const auto page = find(query);
        VERIFY_OK(page);
        seen += summaries(*page);
        more.append(page->more);
        query.before = page->events.last().seq;
    } while (more.last() && more.size() < 9);
    QStringList all;
    for (int i = 25; i >= 1; --i)
        all.append(QString::number(i));
    QCOMPARE(seen, all);
    QCOMPARE(more, QList<bool>({true, true, false}));
}

void tst_EventLog::fillForFilters()
{
    VERIFY_OK(m_database->write<void>([this](Transaction &tx) -> Result<void> {
        for (const Event &event : eventsForFilters())
            TRY_DONE(EventLog::append(tx, event));
        return {};
    }));
}

QList<Event> tst_EventLog::eventsForFilters() const
{
    QList<Event> events;
    const auto add = [this, &events](const QString &summary, const auto &change) {
        Event event = StorageFixture::event(u"connection.added"_s, summary);
        event.time = m_fixture->clock.now().addSecs(3600 * events.size());
        change(event);
        events.append(event);
    };
    add(u"Stripe was connected"_s, [](Event &event) { event.connection = ConnectionId(u"s"_s); });
    add(u"Slack was connected after a retry"_s, [](Event &event) {
        event.connection = ConnectionId(u"k"_s);
        event.outcome = Outcome::Failed;
    });
    add(u"The key of Stripe was refused"_s, [](Event &event) {
        event.type = u"connection.tested"_s;
        event.connection = ConnectionId(u"s"_s);
        event.outcome = Outcome::Refused;
        event.severity = Severity::High;
        event.requestId = u"r1"_s;
    });
    add(u"Put on the map: Café to Bücher"_s, [](Event &event) {
        event.type = u"flow.added"_s;
        event.flow = FlowId(u"f"_s);
        event.severity = Severity::Critical;
        event.requestId = u"r1"_s;
    });
    add(u"Somebody else's"_s, [](Event &event) { event.type = u"connections"_s; });
    return events;
}

void tst_EventLog::filters_data()
{
    QTest::addColumn<EventQuery>("query");
    QTest::addColumn<QString>("found"); // the place of each, newest first
    const auto row = [](const char *name, const QString &found, auto change) {
        EventQuery query;
        change(query);
        QTest::newRow(name) << query << found;
    };
    const QDateTime start(QDate(2026, 3, 2), QTime(10, 0), QTimeZone::utc());
    row("nothing asked", u"54321"_s, [](EventQuery &) {});
    row("one connection", u"31"_s, [](EventQuery &q) { q.connections = {ConnectionId(u"s"_s)}; });
    row("two connections", u"321"_s, [](EventQuery &q) {
        q.connections = {ConnectionId(u"s"_s), ConnectionId(u"k"_s)};
    });
    row("a connection nobody knows", u""_s, [](EventQuery &q) {
        q.connections = {ConnectionId(u"x"_s)};
    });
    row("one type", u"3"_s, [](EventQuery &q) { q.types = {u"connection.tested"_s}; });
    row("a group of types", u"321"_s, [](EventQuery &q) { q.types = {u"connection."_s}; });
    row("a group and a type", u"4321"_s, [](EventQuery &q) {
        q.types = {u"connection."_s, u"flow.added"_s};
    });
    row("a type that is only a beginning", u""_s, [](EventQuery &q) {
        q.types = {u"connection"_s};
    });
    row("outcomes", u"32"_s, [](EventQuery &q) {
        q.outcomes = {Outcome::Failed, Outcome::Refused};
    });
    row("at least high", u"43"_s, [](EventQuery &q) { q.atLeast = Severity::High; });
    row("a request", u"43"_s, [](EventQuery &q) { q.requestId = u"r1"_s; });
    row("since, inclusive", u"543"_s, [&](EventQuery &q) { q.since = start.addSecs(2 * 3600); });
    row("until, exclusive", u"21"_s, [&](EventQuery &q) { q.until = start.addSecs(2 * 3600); });
    row("before", u"21"_s, [](EventQuery &q) { q.before = 3; });
    row("a word", u"31"_s, [](EventQuery &q) { q.text = u"stripe"_s; });
    row("the beginning of a word", u"21"_s, [](EventQuery &q) { q.text = u"CONN"_s; });
    row("two words in any order", u"3"_s, [](EventQuery &q) { q.text = u"refused  Stripe"_s; });
    row("the middle of a word", u""_s, [](EventQuery &q) { q.text = u"tripe"_s; });
    row("a word without its accents", u"4"_s, [](EventQuery &q) { q.text = u"cafe bucher"_s; });
    row("a word and the rest", u"3"_s, [](EventQuery &q) {
        q.text = u"stripe"_s;
        q.types = {u"connection."_s};
        q.connections = {ConnectionId(u"s"_s)};
        q.outcomes = {Outcome::Refused};
        q.atLeast = Severity::Medium;
        q.before = 5;
    });
    row("white space", u"54321"_s, [](EventQuery &q) { q.text = u" \t "_s; });
}

void tst_EventLog::filters()
{
    QFETCH(EventQuery, query);
    QFETCH(QString, found);
    fillForFilters();
    const auto page = find(query);
    VERIFY_OK(page);
    QString places;
    for (const Event &event : page->events)
        places += QString::number(event.seq);
    QCOMPARE(places, found);
    if (query.before == 0)
        QCOMPARE(count(query).value(), found.size());
}

void tst_EventLog::countsKnowNothingOfPages()
{
    fillForFilters();
    EventQuery query;
    query.before = 2;
    query.limit = 1;
    QCOMPARE(count(query).value(), 5);
}

void tst_EventLog::anyTextIsSafeToLookFor_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : {u"\""_s,
                                u"\"\""_s,
                                u"stripe\""_s,
                                u"*"_s,
                                u"AND"_s,
                                u"stripe AND"_s,
                                u"NOT stripe"_s,
                                u"NEAR(stripe refused, 2)"_s,
                                u"summary:stripe"_s,
                                u"{summary}: stripe"_s,
                                u"^stripe"_s,
                                u"stripe + refused"_s,
                                u"(((("_s,
                                u"'; DROP TABLE events; --"_s,
                                u"\\"_s,
                                u"%_"_s,
                                u"\u202e\u200d"_s,
                                u"a\u0000b"_s,
                                QString(QChar(0xd800)),
                                QString(100'000, u'a'),
                                QString(u"w "_s).repeated(10'000)})
        QTest::addRow("%s", qPrintable(text.left(30).toHtmlEscaped())) << text;
}

void tst_EventLog::anyTextIsSafeToLookFor()
{
    QFETCH(QString, text);
    fillForFilters();
    EventQuery query;
    query.text = text;
    VERIFY_OK(find(query));
    VERIFY_OK(count(query));
}

void tst_EventLog::bucketsHoldWhatFellInThem()
{
    fillForFilters(); // at 10, 11, 12, 13, 14 h
    EventQuery query;
    query.since = QDateTime(QDate(2026, 3, 2), QTime(9, 30), QTimeZone::utc());
    query.until = QDateTime(QDate(2026, 3, 2), QTime(14, 0), QTimeZone::utc());
    const auto histogram = [&](qint64 bucketMs) {
        return m_database->read<QList<int>>(
            [&](ReadView &view) { return EventLog::histogram(view, query, bucketMs); });
    };
    QCOMPARE(histogram(2 * 3600 * 1000).value(), QList<int>({2, 2, 0}));
    query.text = u"stripe"_s;
    QCOMPARE(histogram(2 * 3600 * 1000).value(), QList<int>({1, 1, 0}));
    query.text = u"?!"_s;
    QCOMPARE(histogram(2 * 3600 * 1000).value(), QList<int>({0, 0, 0}));
}

void tst_EventLog::aSpanThatCannotBeShownIsRefused_data()
{
    QTest::addColumn<QDateTime>("since");
    QTest::addColumn<QDateTime>("until");
    QTest::addColumn<qint64>("bucketMs");
    const QDateTime now(QDate(2026, 3, 2), QTime(10, 0), QTimeZone::utc());
    QTest::newRow("no beginning") << QDateTime() << now << qint64(1000);
    QTest::newRow("no end") << now << QDateTime() << qint64(1000);
    QTest::newRow("an end before the beginning") << now << now.addSecs(-1) << qint64(1000);
    QTest::newRow("buckets of nothing") << now << now.addSecs(1) << qint64(0);
    QTest::newRow("too many buckets") << now << now.addYears(100) << qint64(1);
}

void tst_EventLog::aSpanThatCannotBeShownIsRefused()
{
    QFETCH(QDateTime, since);
    QFETCH(QDateTime, until);
    QFETCH(qint64, bucketMs);
    EventQuery query;
    query.since = since;
    query.until = until;
    VERIFY_ERROR(ErrorCode::InvalidInput, m_database->read<QList<int>>([&](ReadView &view) {
        return EventLog::histogram(view, query, bucketMs);
    }));
}

void tst_EventLog::anEventIsFoundByItsId()
{
    fillForFilters();
    const EventId wanted = find({})->events.at(2).id;
    const auto look = [this](const EventId &id) {
        return m_database->read<std::optional<Event>>(
            [&id](ReadView &view) { return EventLog::find(view, id); });
    };
    QCOMPARE(look(wanted).value()->seq, 3);
    QCOMPARE(look(EventId(u"x"_s)).value().has_value(), false);
}

void tst_EventLog::change(const QStringList &statements)
{
    m_database.reset();
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
        raw.setDatabaseName(m_fixture->file(u"workspace.db"_s));
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        for (const QString &statement : statements) {
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            query.finish();
        }
        raw.close();
    }
    QSqlDatabase::removeDatabase(u"raw"_s);
    reopen();
}

void tst_EventLog::eachEventIsChainedToTheOneBefore()
{
    fillForFilters();
    QList<QByteArray> hashes;
    VERIFY_OK(m_database->read<void>([&](ReadView &view) {
        return view.session().select(u"SELECT hash FROM events"_s,
                                     {},
                                     [&](const QSqlQuery &row) -> Result<void> {
                                         hashes.append(row.value(0).toByteArray());
                                         return {};
                                     });
    }));
    QCOMPARE(hashes.size(), 5);
    QCOMPARE(QSet<QByteArray>(hashes.begin(), hashes.end()).size(), 5);
    const auto found = check();
    VERIFY_OK(found);
    QVERIFY(!found->firstBreak);
}

void tst_EventLog::theCheckPassesWhatWasWritten()
{
    const auto empty = check();
    VERIFY_OK(empty);
    QCOMPARE(empty->count, 0);
    QVERIFY(!empty->firstBreak);
    fillForFilters();
    const auto found = check();
    VERIFY_OK(found);
    QCOMPARE(found->count, 5);
    QCOMPARE(found->writers, 1);
    QVERIFY(!found->firstBreak);
}

void tst_EventLog::aNewProcessBeginsWhereTheLogEnds()
{
    VERIFY_OK(append(StorageFixture::event()));
    VERIFY_OK(append(StorageFixture::event()));
    reopen();
    VERIFY_OK(append(StorageFixture::event()));
    const auto found = check();
    VERIFY_OK(found);
    QCOMPARE(found->count, 3);
    QCOMPARE(found->writers, 2);
    QVERIFY(!found->firstBreak);
}

void tst_EventLog::theCheckGoesOverManyEventsAndWriters()
{
    auto other = m_fixture->open();
    VERIFY_OK(other);
    for (int i = 0; i < 40; ++i) {
        Database &writer = i % 3 == 0 ? **other : *m_database;
        VERIFY_OK(writer.write<void>([&](Transaction &tx) -> Result<void> {
            for (int j = 0; j < 60; ++j)
                TRY_DONE(EventLog::append(tx, StorageFixture::event()));
            return {};
        }));
        // What is taken back leaves no gap.
        const Result<void> refused = writer.write<void>([](Transaction &tx) -> Result<void> {
            TRY_DONE(EventLog::append(tx, StorageFixture::event()));
            return Error{ErrorCode::Refused, u"no"_s, {}};
        });
        QCOMPARE(refused.error().code, ErrorCode::Refused);
    }
    const auto found = check();
    VERIFY_OK(found);
    QCOMPARE(found->count, 2400);
    QCOMPARE(found->writers, 2);
    QVERIFY(!found->firstBreak);
}

void tst_EventLog::theCheckCanBeStopped()
{
    fillForFilters();
    qint64 asked = 0;
    const auto stopped = m_database->read<LogCheck>([&](ReadView &view) {
        return EventLog::verify(view, [&](qint64) { return ++asked < 2; });
    });
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(asked, 2);
}

void tst_EventLog::theCheckTellsEveryChange_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<LogFault>("fault");
    QTest::addColumn<qint64>("seq");
    QTest::addColumn<qint64>("missing");
    const auto row = [](const char *name,
                        const QString &statement,
                        LogFault fault,
                        qint64 seq,
                        qint64 missing = 0) {
        QTest::newRow(name) << statement.split(u';') << fault << seq << missing;
    };
    const auto set = [&](const char *name, const QString &change) {
        row(name, u"UPDATE events SET "_s % change % u" WHERE seq = 2"_s, LogFault::Changed, 2);
    };
    set("time", u"time = time + 1"_s);
    set("request", u"request = 'other'"_s);
    set("outcome", u"outcome = 'noted'"_s);
    set("an outcome that there is not", u"outcome = 'great'"_s);
    set("severity", u"severity = 'medium'"_s);
    set("summary", u"summary = 'other'"_s);
    set("hash", u"hash = zeroblob(32)"_s);
    set("id", u"id = 'other'"_s);
    set("type", u"type = (SELECT type FROM events WHERE seq = 3)"_s);
    set("a type that has no name", u"type = 999"_s);
    set("attributes that nobody sealed", u"sealed = zeroblob(60)"_s);
    set("an actor that there is not", u"actor = 999"_s);
    row("a name of several events",
        u"UPDATE names SET text = 'other' WHERE id = (SELECT type FROM events WHERE seq = 1)"_s,
        LogFault::Changed,
        1);
    row("the actor's name", u"UPDATE actors SET sealed = zeroblob(60)"_s, LogFault::Changed, 1);
    row("a writer's number",
        u"UPDATE events SET writer_seq = 77 WHERE seq = 2"_s,
        LogFault::OutOfOrder,
        2);
    row("one taken out", u"DELETE FROM events WHERE seq = 3"_s, LogFault::Missing, 3, 1);
    row("several taken out", u"DELETE FROM events WHERE seq IN (2, 3, 4)"_s, LogFault::Missing, 2, 3);
    row("the first taken out", u"DELETE FROM events WHERE seq = 1"_s, LogFault::Missing, 1, 1);
    row("one taken out and the gap closed",
        u"DELETE FROM events WHERE seq = 2;UPDATE events SET seq = 2 WHERE seq = 3;"
        "UPDATE events SET seq = 3 WHERE seq = 4;UPDATE events SET seq = 4 WHERE seq = 5"_s,
        LogFault::OutOfOrder,
        2);
    row("two exchanged",
        u"UPDATE events SET seq = 99 WHERE seq = 2;UPDATE events SET seq = 2 WHERE seq = 3;"
        "UPDATE events SET seq = 3 WHERE seq = 99"_s,
        LogFault::OutOfOrder,
        2);
    row("one put there",
        u"INSERT INTO events SELECT 6, 'made', time, actor, request, connection, flow, app, type, "
        u"outcome, "
        "severity, summary, NULL, writer, 6, hash FROM events WHERE seq = 5"_s,
        LogFault::Changed,
        6);
    row("the end cut off", u"DELETE FROM events WHERE seq > 3"_s, LogFault::CutOff, 4, 2);
    row("everything taken out", u"DELETE FROM events"_s, LogFault::CutOff, 1, 5);
}

void tst_EventLog::theCheckTellsEveryChange()
{
    QFETCH(const QStringList, statements);
    QFETCH(const LogFault, fault);
    QFETCH(const qint64, seq);
    QFETCH(const qint64, missing);
    fillForFilters();
    change(statements);
    const auto found = check();
    VERIFY_OK(found);
    QVERIFY(found->firstBreak);
    QCOMPARE(toText(found->firstBreak->fault), toText(fault));
    QCOMPARE(found->firstBreak->seq, seq);
    QCOMPARE(found->firstBreak->missing, missing);
}

TEST_UNIT(tst_EventLog)
#include "tst_EventLog.moc"
