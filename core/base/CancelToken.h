// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace drawbridge {

/// A copyable handle by which whoever waits for long work asks it to stop. All copies are one token. Thread-safe.
class CancelToken
{
public:
    CancelToken();

    void cancel() const;
    [[nodiscard]] bool isCancelled() const;

    /// Calls `action` once, in the thread that cancels, or at once if that has happened. Work that is over
    /// ignores the call: the action must check that its subject still lives.
    void onCancel(std::function<void()> action) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace drawbridge
