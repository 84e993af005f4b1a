// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"
#include "core/crypto/Seal.h"
#include "core/storage/Transaction.h"

#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace drawbridge {

/// One step of the schema: what its statements make of the version before.
struct Migration
{
    int version = 0;
    QStringList statements;
};

/// The schema of this program, from an empty file to the newest version.
[[nodiscard]] const QList<Migration> &schemaMigrations();

struct StorageConfig
{
    QString folder; ///< of the workspace
    const Clock *clock = nullptr;
    Random *random = nullptr;
    QString actor;                    ///< the actor of events that name none: "ada (window)"
    const SealKey *dataKey = nullptr; ///< needed during open() only
    /// How long to wait for others who write.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
    /// Called after each step a dying process could leave behind, with its name: a test ends the process in it.
    std::function<void(QStringView step)> onStep = {};
    QList<Migration> migrations = schemaMigrations();
};

enum class OpenMode { CreateNew, OpenExisting };

/// The workspace's SQLite file, which any number of processes share: WAL, synchronous=FULL, one writing thread a
/// process and some reading ones. Thread-safe; every call blocks, so none is for the window's thread.
class Database
{
public:
    /// Makes or opens `workspace.db`, after WorkspaceFolder::check(), and brings it to the newest schema with a copy
    /// in `backups` before each step. Whatever is refused is left as it was. NotFound; Conflict: CreateNew and
    /// there is one. Damaged: not what we wrote; names the newest copy. NewerFormat. InvalidInput: the data key of
    /// another workspace. Busy: another process brings it up to date, or has it open while this one must. Denied:
    /// read-only. Insecure. Unavailable: the disk is full or fails.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const StorageConfig &config,
                                                                OpenMode mode);
    /// Nobody may be within a call any more.
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs `work` in one transaction, on the writing thread. Its error rolls back. Internal, and rolled back: the
    /// owner's data changed and no event tells of it. Busy: others kept writing for too long. Not from
    /// within `work` of another write().
    template<typename T>
    Result<T> write(const std::function<Result<T>(Transaction &)> &work)
    {
        std::optional<Result<T>> result;
        const Result<void> done = runWrite([&](Transaction &tx) {
            result.emplace(work(tx));
            return result->isOk() ? Result<void>() : Result<void>(result->error());
        });
        return done.isOk() ? std::move(*result) : Result<T>(done.error());
    }

    /// Runs `work` on one consistent state, on a reading thread. Not from within `work` of another call.
    template<typename T>
    Result<T> read(const std::function<Result<T>(ReadView &)> &work)
    {
        std::optional<Result<T>> result;
        const Result<void> done = runRead([&](ReadView &view) {
            result.emplace(work(view));
            return result->isOk() ? Result<void>() : Result<void>(result->error());
        });
        return done.isOk() ? std::move(*result) : Result<T>(done.error());
    }

    /// Whether another process has committed since the last call, or for the first one since open(). Cheap.
    [[nodiscard]] Result<bool> changedByOthers();

    /// A consistent, checked copy of the whole database as one file, 0600. Conflict: there is a file of that name.
    /// Does not keep anybody from writing meanwhile.
    [[nodiscard]] Result<void> copyTo(const QString &file);

    [[nodiscard]] const QString &folder() const;

private:
    struct Private;
    explicit Database(std::unique_ptr<Private> parts);
    Result<void> runWrite(const std::function<Result<void>(Transaction &)> &work);
    Result<void> runRead(const std::function<Result<void>(ReadView &)> &work);

    std::unique_ptr<Private> d;
};

/// The file's name in the workspace's folder; its companions begin with it.
[[nodiscard]] QString databaseFileName();

} // namespace drawbridge
