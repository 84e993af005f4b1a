// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Database.h"

#include "core/base/SortableId.h"
#include "core/crypto/Digest.h"
#include "core/storage/DatabaseFile.h"
#include "core/storage/Migrations.h"
#include "core/storage/ProcessMark.h"
#include "core/storage/SessionThread.h"
#include "core/storage/UsersLock.h"
#include "core/storage/WorkspaceFolder.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// Above this, looking through the whole file after a crash would keep the owner waiting for minutes; the log that
/// SQLite replays is whole by itself, and `workspace check` looks through any size.
constexpr qint64 largestToCheck = 256LL * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

QString keyCheckOf(const SealKey &dataKey)
{
    const SealKey key = dataKey.derived("storage key check");
    return QString::fromLatin1(hmacSha256(key.bytes().reveal(), "drawbridge").toHex());
}

Result<void> checkKey(Session &session, const StorageConfig &config)
{
    TRY(stored, session.value(u"SELECT value FROM meta WHERE key = 'key-check'"_s));
    if (stored.isNull())
        return damagedDatabase(config.folder, u"no key check"_s);
    if (stored.toString() != keyCheckOf(*config.dataKey)) {
        return Error{ErrorCode::InvalidInput,
                     tr("The key at hand is not the one this business was sealed with. Use your "
                        "recovery sheet, or restore a backup. Nothing was changed."),
                     u"key check"_s};
    }
    return {};
}

/// Whether somebody died with the file open.
enum class LeftOpen { No, Yes };

Result<void> checkWhole(Session &session, const QString &folder)
{
    if (QFileInfo(WorkspaceFolder::databaseFile(folder)).size() > largestToCheck)
        return {};
    TRY(found, session.value(u"PRAGMA quick_check(1)"_s));
    return found.toString() == u"ok"_s ? Result<void>() : damagedDatabase(folder, found.toString());
}

Result<void> checkThere(const QString &folder)
{
    const QString file = WorkspaceFolder::databaseFile(folder);
    if (QFileInfo::exists(file))
        return {};
    return Error{ErrorCode::NotFound,
                 tr("The file of this business (%1) is missing. Bring it back, or restore a "
                    "backup into an empty folder.")
                     .arg(databaseFileName()),
                 file};
}

Error openElsewhere()
{
    return {ErrorCode::Busy,
            tr("Drawbridge has become newer and must bring this business up to date, but another "
               "Drawbridge has it open. Close that one, then open the business again."),
            {}};
}

} // namespace

struct Database::Private
{
    Private(const StorageConfig &config, OpenDatabaseFile opened, UsersLock usersLock)
        : folder(config.folder)
        , patience(config.patience)
        , file(std::move(opened))
        , users(std::move(usersLock))
        , context(*config.dataKey, *config.clock, *config.random)
        , readers([this] { return openSession(Session::Access::ReadOnly); })
    {
        context.actor = config.actor;
        context.process = ProcessMark::own().text();
        context.writer = u"writer "_s % makeSortableId(*config.clock, *config.random);
    }

    [[nodiscard]] Result<std::unique_ptr<Session>> openSession(Session::Access access) const
    {
        return Session::open(WorkspaceFolder::databaseFile(folder), access, patience, context);
    }

    QString folder;
    std::chrono::milliseconds patience;
    OpenDatabaseFile file;
    UsersLock users;
    StorageContext context;
    qint64 versionSeen = 0; ///< the writer's
    SessionThread writer;
    ReaderThreads
        readers; ///< after the writer, whose session must be the last to close: it puts the file in order
};

namespace {

/// Looks, and changes nothing. The schema's number.
Result<int> inspect(Session &session, const StorageConfig &config, LeftOpen left)
{
    if (left == LeftOpen::Yes)
        TRY_DONE(checkWhole(session, config.folder));
    TRY(schema, readSchema(session, config.folder, config.migrations.last().version));
    TRY_DONE(checkKey(session, config));
    TRY(isOurs, isSchemaOurs(session));
    if (!isOurs)
        return damagedDatabase(config.folder, u"schema mark"_s);
    return schema;
}

Result<void> bringUp(Session &session, const StorageConfig &config, UsersLock &users, LeftOpen left)
{
    const auto inspected = inspect(session, config, users.isAlone() ? left : LeftOpen::No);
    if (!inspected.isOk()) {
        // A statement that does not fit the tables means that they are not what we made.
        return inspected.error().code == ErrorCode::Internal
            ? damagedDatabase(config.folder, inspected.error().detail)
            : inspected.error();
    }
    // Changes the file only if it is a copy of one: those are not in this mode.
    TRY(mode, session.value(u"PRAGMA journal_mode = WAL"_s));
    if (mode.toString() != u"wal"_s)
        return damagedDatabase(config.folder, mode.toString());
    if (*inspected == config.migrations.last().version)
        return {};
    if (!users.isAlone())
        return openElsewhere();
    users.nameHolder(config.actor);
    return migrate(session, config);
}

} // namespace

QString databaseFileName()
{
    return u"workspace.db"_s;
}

Database::Database(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{}

Database::~Database() = default;

const QString &Database::folder() const
{
    return d->folder;
}

Result<std::unique_ptr<Database>> Database::open(const StorageConfig &config, OpenMode mode)
{
    const bool isNew = mode == OpenMode::CreateNew;
    TRY_DONE(isNew ? WorkspaceFolder::create(config.folder) : WorkspaceFolder::check(config.folder));
    if (!isNew)
        TRY_DONE(checkThere(config.folder));
    TRY(users, UsersLock::take(WorkspaceFolder::usersFile(config.folder), config.patience));
    if (isNew)
        TRY_DONE(makeDatabaseFile(config.folder));
    TRY(file,
        isNew ? Result<OpenDatabaseFile>(OpenDatabaseFile::unchecked(config.folder))
              : OpenDatabaseFile::check(config.folder, config.migrations.last().version));
    const LeftOpen left = hasUnfinishedLog(config.folder) ? LeftOpen::Yes : LeftOpen::No;
    auto parts = std::make_unique<Private>(config, std::move(file), std::move(users));
    Private &d = *parts;

    Result<void> opened =
        d.writer.start([&d] { return d.openSession(Session::Access::ReadWrite); });
    if (opened.isOk()) {
        opened = d.writer.run([&](Session &session) -> Result<void> {
            TRY_DONE(isNew ? createSchema(session, config, keyCheckOf(*config.dataKey))
                           : bringUp(session, config, d.users, left));
            session.keepWhatIsWritten();
            session.guard();
            TRY(version, session.value(u"PRAGMA data_version"_s));
            d.versionSeen = version.toLongLong();
            return {};
        });
    }
    if (!opened.isOk()) {
        parts.reset();
        if (isNew)
            removeDatabaseFiles(config.folder);
        return opened.error().code == ErrorCode::Damaged
            ? damagedDatabase(config.folder, opened.error().detail)
            : opened.error();
    }
    if (d.users.isAlone())
        d.users.letOthersIn();
    return std::unique_ptr<Database>(new Database(std::move(parts)));
}

Result<void> Database::runWrite(const std::function<Result<void>(Transaction &)> &work)
{
    return d->writer.runInTransaction([&work](Session &session) {
        Transaction transaction(session);
        return work(transaction);
    });
}

Result<void> Database::runRead(const std::function<Result<void>(ReadView &)> &work)
{
    return d->readers.run([&work](Session &session) -> Result<void> {
        TRY_DONE(session.execute(u"BEGIN"_s));
        ReadView view(session);
        Result<void> done = work(view);
        // What was read stands, whatever ending says: a damaged page makes COMMIT fail where it was not met before.
        if (!session.execute(u"COMMIT"_s).isOk())
            session.rollback();
        return done;
    });
}

// On the writing connection, as the number counts what every other connection commits: a third one of ours would
// count our own writing, too.
Result<bool> Database::changedByOthers()
{
    bool changed = false;
    TRY_DONE(d->writer.run([&](Session &session) -> Result<void> {
        TRY(version, session.value(u"PRAGMA data_version"_s));
        changed = d->versionSeen != version.toLongLong();
        d->versionSeen = version.toLongLong();
        return {};
    }));
    return changed;
}

Result<void> Database::copyTo(const QString &file)
{
    return copyDatabase(WorkspaceFolder::databaseFile(d->folder), file, d->patience, d->context);
}

} // namespace drawbridge
