// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/SecretsMove.h"
#include "core/workspace/OpenWorkspace.h"
#include "core/workspace/Workspace.h"

#include <QTimer>

#include <atomic>
#include <deque>

namespace drawbridge {

/// What the door holds, for the files that make it. Touched in its own thread only, but for what says otherwise.
struct Workspace::Private
{
    static constexpr int workers = 4;

    explicit Private(WorkspaceParts given)
        : parts(std::move(given))
        , http(*parts.clock)
    {
        pool.setMaxThreadCount(workers);
        catalogs.push_back(parts.catalog);
    }

    [[nodiscard]] KeepingParts keepingParts() const
    {
        KeepingParts keeping;
        keeping.folder = parts.folder;
        keeping.clock = parts.clock;
        keeping.random = parts.random;
        keeping.actor = parts.actor;
        keeping.makeStore = parts.makeStore;
        return keeping;
    }

    WorkspaceParts parts;
    HttpClient http;
    std::deque<Catalog>
        catalogs; ///< the last one is shown; earlier ones stay, as screens point into them
    QList<Error> catalogProblems;
    Phase phase = Phase::Closed;
    Error phaseError;
    SecretsKind secrets = SecretsKind::Keychain;
    std::shared_ptr<SecretStore>
        store; ///< made once, so that an unlocked vault stays unlocked between calls
    std::shared_ptr<OpenWorkspace> open;
    std::shared_ptr<const Snapshot> snapshot = std::make_shared<const Snapshot>();
    std::atomic<qint64> nextTicket = 1; ///< orders snapshots by when their reading began
    qint64 publishedTicket = 0;
    QTimer watch;
    QTimer dueWork; ///< runs once doWhatFallsDue() was called
    bool isAtDueWork = false;
    std::chrono::milliseconds noDueWorkBefore{0}; ///< by the clock that nobody sets
    CancelToken stopDueWork;
    bool watching = false;
    bool moving = false;       ///< the keys, by us
    bool missedOthers = false; ///< others changed something, and it could not be read yet
    QThreadPool pool;          ///< last, so that its threads are gone before the rest is
};

} // namespace drawbridge
