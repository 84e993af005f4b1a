// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/CurrentCatalog.h"
#include "core/connections/Connections.h"
#include "core/connections/Departures.h"
#include "core/connections/EnvImports.h"
#include "core/connections/KeptApps.h"
#include "core/connections/KeyKeeper.h"
#include "core/connections/Places.h"
#include "core/connections/ShutOffs.h"
#include "core/flows/Flows.h"
#include "core/keeping/KeepingParts.h"
#include "core/rotation/Rotations.h"
#include "core/timeline/Timeline.h"
#include "core/workspace/Snapshot.h"

#include <atomic>
#include <memory>

namespace drawbridge {

class Database;
class HttpClient;

/// What stands behind the door while the workspace is open. Held by every piece of work that uses it, so that it
/// goes when the last of them is done.
struct OpenWorkspace
{
    KeepingParts parts;
    WorkspaceKeys keys;
    KeptApps keptApps;
    /// Of the snapshot that is published, so that nobody's work goes by an app that its window does not show yet.
    CurrentCatalog catalog;
    std::unique_ptr<Database> database;
    SharedSecret fingerprintKey;
    std::atomic<bool> hasNews =
        false; ///< something was stored in the midst of work that still goes on
    KeyKeeper keyKeeper;
    KeyUses uses;
    Grants grants;
    Connections connections;
    EnvImports envImports;
    ShutOffs shutOffs;
    Rotations rotations;
    People people;
    Places places;
    Departures departures;
    Flows flows;
    Timeline timeline;

    OpenWorkspace(KeepingParts keepingParts,
                  WorkspaceKeys workspaceKeys,
                  const Catalog &shipped,
                  std::unique_ptr<Database> opened,
                  HttpClient &http,
                  const QByteArray &authorityPem);
    ~OpenWorkspace();

    [[nodiscard]] OpenWorkspaceParts keeping();
};

/// Opens the database behind `keys` and finishes what a killed process left. Blocking.
[[nodiscard]] Result<std::shared_ptr<OpenWorkspace>> openWorkspace(const KeepingParts &parts,
                                                                   WorkspaceKeys keys,
                                                                   const Catalog &catalog,
                                                                   HttpClient &http,
                                                                   const QByteArray &authorityPem);

/// Reads the state of now. Blocking.
[[nodiscard]] Result<std::shared_ptr<const Snapshot>> readSnapshot(OpenWorkspace &open);

} // namespace drawbridge
