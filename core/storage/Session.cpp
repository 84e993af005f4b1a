// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Session.h"

#include "core/storage/SqlError.h"

#include <QJsonDocument>
#include <QSqlError>

#include <atomic>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr std::chrono::milliseconds timeIsNotedEvery = std::chrono::minutes(1);
constexpr size_t statementsKept = 200;

/// Qt Sql takes a text that was never set for null. Here null is a variant that says so (SqlValues.h).
QVariant emptyNotNull(const QVariant &value)
{
    if (value.isNull())
        return value;
    if (value.typeId() == QMetaType::QString && value.toString().isNull())
        return u""_s;
    if (value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull())
        return QByteArray("");
    return value;
}

} // namespace

StorageContext::StorageContext(const SealKey &dataKey, const Clock &clockOfAll, Random &randomOfAll)
    : clock(clockOfAll)
    , random(randomOfAll)
    , payloadKey(dataKey.derived("storage payloads"))
    , actorMarks(dataKey.derived("storage actor marks").bytes().reveal())
    , eventHashes(dataKey.derived("storage event hashes").bytes().reveal())
    , schemaMarks(dataKey.derived("storage schema marks").bytes().reveal())
{}

Session::Session(QString name, const StorageContext &context)
    : m_name(std::move(name))
    , m_context(context)
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name))
{}

Session::~Session()
{
    m_statements.clear();
    m_guard.reset();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<Session>> Session::open(const QString &file,
                                               Access access,
                                               std::chrono::milliseconds patience,
                                               const StorageContext &context)
{
    static std::atomic<quint64> counter = 0;
    std::unique_ptr<Session> session(
        new Session(u"drawbridge-"_s % QString::number(++counter), context));
    QSqlDatabase &database = session->m_database;
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT="_s % QString::number(patience.count()));
    database.setDatabaseName(file);
    if (!database.open())
        return sqlError(database);
    TRY_DONE(session->setUp(access));
    return session;
}

// FULL, because what was acknowledged must survive a power cut; secure_delete, so that what was removed is gone from
// the file; temp_store, so that nothing is laid down in /tmp.
Result<void> Session::setUp(Access access)
{
    harden(m_database);
    setOnClose(m_database, OnClose::LeaveLog);
    QStringList pragmas{u"PRAGMA foreign_keys = ON"_s,
                        u"PRAGMA synchronous = FULL"_s,
                        u"PRAGMA secure_delete = ON"_s,
                        u"PRAGMA temp_store = MEMORY"_s,
                        u"PRAGMA cell_size_check = ON"_s,
                        u"PRAGMA journal_size_limit = 16777216"_s};
    // Room for the pages of ten thousand events: with less, SQLite looks for pages to write out at every other row.
    pragmas.append(access == Access::ReadOnly ? u"PRAGMA query_only = ON"_s
                                              : u"PRAGMA cache_size = -16384"_s);
    for (const QString &pragma : pragmas)
        TRY_DONE(execute(pragma));
    return {};
}

Result<void> Session::prepare(Statement &statement, const QString &sql)
{
    if (m_guard)
        static_cast<void>(m_guard->takeChangesOwnersData());
    statement.query.setForwardOnly(true);
    if (!statement.query.prepare(sql))
        return failed(sqlError(statement.query));
    statement.ownersData = m_guard && m_guard->takeChangesOwnersData();
    return {};
}

Result<Session::Statement *> Session::prepared(const QString &sql)
{
    const auto found = m_statements.find(sql);
    if (found != m_statements.end())
        return found->second.get();
    auto made = std::make_unique<Statement>(m_database);
    TRY_DONE(prepare(*made, sql));
    if (m_statements.size() >= statementsKept)
        std::erase_if(m_statements, [](const auto &entry) { return !entry.second->isActive; });
    return m_statements.emplace(sql, std::move(made)).first->second.get();
}

Result<void> Session::run(Statement &statement, const QVariantList &values)
{
    for (int i = 0; i < values.size(); ++i)
        statement.query.bindValue(i, emptyNotNull(values.at(i)));
    if (!statement.query.exec())
        return failed(sqlError(statement.query));
    return {};
}

/// A row that does not fit undoes its statement alone; a full disk, for one, the whole transaction, and what came after
/// would be kept by itself.
Error Session::failed(const Error &error)
{
    if (error.code != ErrorCode::Conflict && !m_broken)
        m_broken = error;
    return error;
}

Result<void> Session::select(const QString &sql, const QVariantList &values, const RowReader &row)
{
    TRY(kept, prepared(sql));
    std::unique_ptr<Statement> second;
    Statement *statement = kept;
    if (statement->isActive) {
        second = std::make_unique<Statement>(m_database);
        TRY_DONE(prepare(*second, sql));
        statement = second.get();
    }
    statement->isActive = true;
    m_ownersDataChanged = m_ownersDataChanged || statement->ownersData; // INSERT .. RETURNING
    Result<void> done = run(*statement, values);
    while (done.isOk() && statement->query.next())
        done = row(statement->query);
    if (done.isOk() && statement->query.lastError().isValid())
        done = failed(sqlError(statement->query));
    statement->query.finish();
    statement->isActive = false;
    return done;
}

Result<QVariant> Session::value(const QString &sql, const QVariantList &values)
{
    std::optional<QVariant> first;
    TRY_DONE(select(sql, values, [&first](const QSqlQuery &row) -> Result<void> {
        if (!first)
            first = row.value(0);
        return {};
    }));
    return first.value_or(QVariant());
}

Result<int> Session::change(const QString &sql, const QVariantList &values)
{
    if (m_broken)
        return *m_broken;
    TRY(statement, prepared(sql));
    const Result<void> done = run(*statement, values);
    const int rows = statement->query.numRowsAffected();
    statement->query.finish();
    TRY_DONE(done);
    if (statement->ownersData && rows != 0)
        m_ownersDataChanged = true;
    return rows;
}

Result<void> Session::execute(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return sqlError(query);
    return {};
}

Result<QByteArray> Session::seal(const QJsonObject &plain, const QString &place) const
{
    return drawbridge::seal(m_context.payloadKey,
                            QJsonDocument(plain).toJson(QJsonDocument::Compact),
                            place.toUtf8(),
                            m_context.random);
}

Result<QJsonObject> Session::unseal(const QVariant &sealed, const QString &place) const
{
    const QByteArray bytes = sealed.toByteArray();
    const auto plain = unsealBytes(m_context.payloadKey, bytes, place.toUtf8());
    if (!plain.isOk())
        return damagedRow(place);
    const QJsonDocument document = QJsonDocument::fromJson(*plain);
    if (!document.isObject())
        return damagedRow(place);
    return document.object();
}

Result<void> Session::begin()
{
    m_chainBefore = m_chain;
    m_broken.reset();
    return execute(u"BEGIN IMMEDIATE"_s);
}

Result<void> Session::commit()
{
    TRY_DONE(noteTime());
    return execute(u"COMMIT"_s);
}

void Session::rollback()
{
    // An error that is bad enough has rolled back already, and then there is nothing to do.
    static_cast<void>(execute(u"ROLLBACK"_s).isOk());
    m_chain = m_chainBefore;
    m_broken.reset();
    m_nameIds.clear();
    m_notedTime = 0;
}

// No savepoint where none is needed: within one, SQLite walks through all it has kept of it after each statement, which
// halves the speed of ten thousand events together.
Result<void> Session::beginWork(Company company)
{
    m_company = company;
    m_events = 0;
    m_ownersDataChanged = false;
    m_chainBeforeWork = m_chain;
    return m_company == Company::Alone ? Result<void>() : execute(u"SAVEPOINT work"_s);
}

Result<void> Session::endWork()
{
    if (m_broken)
        return *m_broken;
    if (m_ownersDataChanged && m_events == 0)
        return storageDefect(u"the owner's data changed and no event tells of it"_s);
    return m_company == Company::Alone ? Result<void>() : execute(u"RELEASE work"_s);
}

Result<void> Session::undoWork()
{
    m_chain = m_chainBeforeWork;
    m_nameIds.clear();
    TRY_DONE(execute(u"ROLLBACK TO work"_s));
    m_broken.reset();
    return execute(u"RELEASE work"_s);
}

/// The latest time, for ClockGuard. Not at every commit: it would cost a page each.
Result<void> Session::noteTime()
{
    const qint64 now = m_context.clock.now().toMSecsSinceEpoch();
    if (std::abs(now - m_notedTime) < timeIsNotedEvery.count())
        return {};
    TRY_DONE(change(u"INSERT INTO clock (id, latest) VALUES (1, ?) "
                    "ON CONFLICT (id) DO UPDATE SET latest = excluded.latest "
                    "WHERE excluded.latest > clock.latest"_s,
                    {now}));
    m_notedTime = now;
    return {};
}

void Session::keepWhatIsWritten()
{
    setOnClose(m_database, OnClose::MoveLogToFile);
}

void Session::guard()
{
    m_statements.clear();
    m_guard = std::make_unique<StatementGuard>(m_database);
}

} // namespace drawbridge
