// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Migrations.h"

#include "core/storage/DatabaseFile.h"
#include "core/storage/SqlError.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

void reached(const StorageConfig &config, const QString &step)
{
    if (config.onStep)
        config.onStep(step);
}

Result<void> runStatements(Session &session, const StorageConfig &config, const Migration &migration)
{
    for (const QString &sql : migration.statements) {
        TRY_DONE(session.execute(sql));
        reached(config, u"statement"_s);
    }
    // Part of the transaction, as a page of the file like any other.
    return session.execute(u"PRAGMA user_version = "_s % QString::number(migration.version));
}

Result<void> inTransaction(Session &session, const std::function<Result<void>()> &work)
{
    TRY_DONE(session.execute(u"BEGIN EXCLUSIVE"_s));
    Result<void> done = work();
    if (done.isOk())
        done = session.execute(u"COMMIT"_s);
    if (!done.isOk())
        static_cast<void>(session.execute(u"ROLLBACK"_s).isOk()); // nothing to do where SQLite has
    return done;
}

Result<QString> schemaMark(Session &session)
{
    QByteArray all;
    TRY_DONE(session.select(u"SELECT type, name, tbl_name, sql FROM sqlite_master "
                            "ORDER BY type, name"_s,
                            {},
                            [&all](const QSqlQuery &row) -> Result<void> {
                                for (int i = 0; i < 4; ++i)
                                    all += row.value(i).toString().toUtf8() + '\0';
                                return {};
                            }));
    return QString::fromLatin1(session.context().schemaMarks.of(all).toHex());
}

Result<void> keepSchemaMark(Session &session)
{
    TRY(mark, schemaMark(session));
    TRY_DONE(session.change(u"INSERT INTO meta (key, value) VALUES ('schema-mark', ?) "
                            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"_s,
                            {mark}));
    return {};
}

/// So that the first bytes of the file itself tell its version, whatever becomes of the log beside it.
Result<void> moveLogToFile(Session &session)
{
    return session.execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
}

} // namespace

const QList<Migration> &schemaMigrations()
{
    static const QList<Migration> all{firstSchema(),
                                      shutOffsSchema(),
                                      peopleSchema(),
                                      keptFilesSchema(),
                                      rotationsSchema()};
    return all;
}

Result<void> createSchema(Session &session, const StorageConfig &config, const QString &keyCheck)
{
    // 8 KiB pages: a third more events a second than with 4 (rows of 400 bytes, four indexes).
    TRY_DONE(session.execute(u"PRAGMA page_size = 8192"_s));
    TRY_DONE(session.execute(u"PRAGMA journal_mode = WAL"_s));
    TRY_DONE(inTransaction(session, [&]() -> Result<void> {
        for (const Migration &migration : config.migrations)
            TRY_DONE(runStatements(session, config, migration));
        TRY_DONE(
            session.execute(u"PRAGMA application_id = "_s % QString::number(drawbridgeFileMark)));
        TRY_DONE(
            session.change(u"INSERT INTO meta (key, value) VALUES ('key-check', ?)"_s, {keyCheck}));
        return keepSchemaMark(session);
    }));
    reached(config, u"created"_s);
    return moveLogToFile(session);
}

Result<bool> isSchemaOurs(Session &session)
{
    TRY(stored, session.value(u"SELECT value FROM meta WHERE key = 'schema-mark'"_s));
    TRY(found, schemaMark(session));
    return stored.toString() == found;
}

Result<void> migrate(Session &session, const StorageConfig &config)
{
    TRY(found, session.value(u"PRAGMA user_version"_s));
    const int before = found.toInt();
    for (const Migration &migration : config.migrations) {
        if (migration.version <= before)
            continue;
        TRY_DONE(keepCopy(config, migration.version - 1, session.context()));
        reached(config, u"copied"_s);
        TRY_DONE(inTransaction(session, [&]() -> Result<void> {
            TRY_DONE(runStatements(session, config, migration));
            TRY(broken, session.value(u"PRAGMA foreign_key_check"_s));
            if (broken.isValid())
                return storageDefect(u"references broken in "_s % broken.toString());
            reached(config, u"changed"_s);
            return keepSchemaMark(session);
        }));
        reached(config, u"committed"_s);
    }
    return moveLogToFile(session);
}

} // namespace drawbridge
