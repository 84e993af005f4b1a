// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Digest.h"
#include "core/storage/Session.h"
#include "core/storage/events/EventChain.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

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
    void theChainTellsEveryChange_data();
    void theChainTellsEveryChange();

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

    /// Each row's stored hash, and what its fields and its writer's row before it make.
    struct Hashes
    {
        QList<QByteArray> stored;
        QList<QByteArray> computed;
    };
    Result<Hashes> hashes();

    std::unique_ptr<StorageFixture> m_fixture;
    QString m_empty; ///< a workspace's file without events
    std::unique_ptr<Database> m_database;
};

Q_DECLARE_METATYPE(drawbridge::EventQuery)

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

Result<tst_EventLog::Hashes> tst_EventLog::hashes()
{
    TRY(page, find({}));
    return m_database->read<Hashes>([&](ReadView &view) -> Result<Hashes> {
        Hashes found;
        QHash<QString, QByteArray> last;
        TRY_DONE(view.session().select(
            u"SELECT w.text, e.writer_seq, e.hash FROM events e JOIN names w ON w.id = e.writer "
            "ORDER BY e.seq"_s,
            {},
            [&](const QSqlQuery &row) -> Result<void> {
                const Event &event = page.events.at(page.events.size() - 1 - found.stored.size());
                ChainLink link{row.value(0).toString(), row.value(1).toLongLong(), {}};
                link.previous = link.seq > 1 ? last.value(link.writer)
                    : found.stored.isEmpty() ? QByteArray(32, '\0')
                                             : found.stored.last();
                found.stored.append(row.value(2).toByteArray());
                found.computed.append(
                    view.session().context().eventHashes.of(canonicalBytes(event, link)));
                last.insert(link.writer, found.stored.last());
                return {};
            }));
        return found;
    });
}

void tst_EventLog::eachEventIsChainedToTheOneBefore()
{
    fillForFilters();
    const auto found = hashes();
    VERIFY_OK(found);
    QCOMPARE(found->stored.size(), 5);
    QCOMPARE(found->computed, found->stored);
    QCOMPARE(QSet<QByteArray>(found->stored.begin(), found->stored.end()).size(), 5);
}

void tst_EventLog::aNewProcessBeginsWhereTheLogEnds()
{
    VERIFY_OK(append(StorageFixture::event()));
    VERIFY_OK(append(StorageFixture::event()));
    m_database.reset();
    auto opened = m_fixture->open();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
    VERIFY_OK(append(StorageFixture::event()));
    const auto found = hashes();
    VERIFY_OK(found);
    QCOMPARE(found->stored.size(), 3);
    QCOMPARE(found->computed, found->stored);
}

void tst_EventLog::theChainTellsEveryChange_data()
{
    QTest::addColumn<QString>("column");
    for (const QString &column : {u"time"_s,
                                  u"request"_s,
                                  u"outcome"_s,
                                  u"severity"_s,
                                  u"summary"_s,
                                  u"hash"_s,
                                  u"writer_seq"_s})
        QTest::addRow("%s", qPrintable(column)) << column;
}

void tst_EventLog::theChainTellsEveryChange()
{
    QFETCH(QString, column);
    fillForFilters();
    m_database.reset();
    {
        // Past everything that keeps Drawbridge itself from it.
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
        raw.setDatabaseName(m_fixture->file(u"workspace.db"_s));
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        const QString value = column == u"outcome"_s ? u"'noted'"_s
            : column == u"severity"_s                ? u"'medium'"_s
            : column == u"hash"_s                    ? u"zeroblob(32)"_s
            : column == u"time"_s                    ? u"time + 1"_s
            : column == u"writer_seq"_s              ? u"77"_s
                                                     : u"'other'"_s;
        QVERIFY(query.exec(u"UPDATE events SET %1 = %2 WHERE seq = 2"_s.arg(column, value)));
        query.finish();
        raw.close();
    }
    QSqlDatabase::removeDatabase(u"raw"_s);
    auto opened = m_fixture->open();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
    const auto found = hashes();
    VERIFY_OK(found);
    QVERIFY(found->computed != found->stored);
}

TEST_UNIT(tst_EventLog)
#include "tst_EventLog.moc"
