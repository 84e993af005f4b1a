// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/OpenApiProfile.h"
#include "core/storage/Transaction.h"

#include <QJsonObject>

#include <mutex>

/// Apps that the owner imported from a description file. They live among the settings, one entry "app/ID" each: sealed
/// as all imported text is (a file beside the database would let whoever writes it choose where a key goes), written
/// together with its event, and in every backup, without a schema of their own. They join the catalog each time the
/// settings are read, so one that was kept or removed since, here or by another process, is there or gone with the next
/// snapshot.
namespace drawbridge {

class Clock;
class Database;

/// Conflict: the name that its owner gives is one of an app that is there already, or looks like it. Without one, the
/// file's own is taken, and another where that is.
struct KeepApp
{
    using Reply = OpenApiProfile;
    OpenApiDescription description;
    QString name;
};

/// Conflict: a connection uses it. NotFound: none of this id was imported.
struct RemoveKeptApp
{
    using Reply = bool;
    AppId app;
};

/// The catalog with what was kept. One that is damaged, or that an app which has become built-in stands in the way of,
/// is left out and told in `problems`.
struct JoinedCatalog
{
    Catalog catalog;
    QList<Error> problems;
};
/// Joins them anew only where other ones are kept, so that a catalog stays the same one until then. Thread-safe.
class KeptApps
{
public:
    /// `clock` outlives it.
    KeptApps(Catalog shipped, const Clock &clock);

    [[nodiscard]] JoinedCatalog joined(const QJsonObject &settings);
    [[nodiscard]] const Catalog &shipped() const { return m_shipped; }

private:
    const Catalog m_shipped;
    const Clock &m_clock;
    std::mutex m_mutex;
    QJsonObject m_kept; ///< of which m_joined was made
    JoinedCatalog m_joined;
};

/// Conflict: an imported app was removed, or is another one by now, since `profile` was read of the catalog. Asked in the
/// transaction that begins to use it, so that no key goes where its owner has not looked.
[[nodiscard]] Result<void> checkStillKept(ReadView &view, const AppProfile &profile);

/// Under a name that neither the catalog nor another kept app has.
Result<OpenApiProfile> keepApp(Database &database,
                               const Catalog &shipped,
                               const Clock &clock,
                               const KeepApp &command);
Result<bool> removeKeptApp(Database &database, const RemoveKeptApp &command);

} // namespace drawbridge
