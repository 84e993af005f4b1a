// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/OpenApiProfile.h"
#include "core/storage/Transaction.h"

/// Apps that the owner imported from a description file. They live among the settings, one entry "app/ID" each: sealed
/// as all imported text is (a file beside the database would let whoever writes it choose where a key goes), written
/// together with its event, and in every backup, without a schema of their own. They join the catalog when the business
/// is opened; one that was kept since is there from the next opening on.
namespace drawbridge {

class Clock;
class Database;

struct KeepApp
{
    using Reply = OpenApiProfile;
    OpenApiDescription description;
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
[[nodiscard]] Result<JoinedCatalog> joinKeptApps(ReadView &view,
                                                 const Catalog &shipped,
                                                 const Clock &clock);

/// Under a name that neither the catalog nor another kept app has.
Result<OpenApiProfile> keepApp(Database &database,
                               const Catalog &shipped,
                               const Clock &clock,
                               const KeepApp &command);
Result<bool> removeKeptApp(Database &database, const RemoveKeptApp &command);

} // namespace drawbridge
