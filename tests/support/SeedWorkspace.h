// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"

namespace drawbridge {

class Database;

/// How much a made-up business has. The same seed always makes the same one.
struct SeedSize
{
    int connections = 500;
    int flows = 800;
    int events = 100'000;
    quint64 seed = 2026;
};

/// Fills a workspace as some years of use would, the newest event at `clock`'s now: for measuring, and for tests that
/// need much. Nothing in it looks like a key.
Result<void> seedWorkspace(Database &database, const Clock &clock, const SeedSize &size = {});

/// Only the bytes of a seed: for ids that do not change from run to run.
class SeededRandom final : public Random
{
public:
    explicit SeededRandom(quint64 seed)
        : m_state(seed)
    {}
    void fill(std::span<std::byte> out) override;
    [[nodiscard]] quint64 next();
    /// From 0 to, not including, `end`.
    [[nodiscard]] int below(int end);

private:
    quint64 m_state;
};

} // namespace drawbridge
