// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace drawbridge {

/// Calls `work` for each of `all`, at most `atOnce` at the same time, and returns how many said yes. Blocking; `work` is
/// called on threads of its own.
template<typename Item, typename Work>
int runAtOnce(std::deque<Item> all, int atOnce, const Work &work)
{
    std::mutex mutex;
    std::atomic<int> done = 0;
    const auto take = [&]() -> std::optional<Item> {
        const std::lock_guard lock(mutex);
        if (all.empty())
            return std::nullopt;
        Item item = std::move(all.front());
        all.pop_front();
        return item;
    };
    const auto run = [&] {
        while (const std::optional<Item> item = take())
            done += work(*item) ? 1 : 0;
    };
    const size_t count = std::min(all.size(), static_cast<size_t>(std::max(atOnce, 1)));
    std::vector<std::thread> threads;
    for (size_t i = 1; i < count; ++i)
        threads.emplace_back(run);
    run();
    for (std::thread &thread : threads)
        thread.join();
    return done;
}

} // namespace drawbridge
