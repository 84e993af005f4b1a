// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/CancelToken.h"

#include <mutex>
#include <utility>
#include <vector>

namespace drawbridge {

struct CancelToken::State
{
    std::mutex mutex;
    bool cancelled = false;
    std::vector<std::function<void()>> actions;
};

CancelToken::CancelToken()
    : m_state(std::make_shared<State>())
{}

void CancelToken::cancel() const
{
    std::vector<std::function<void()>> actions;
    {
        const std::lock_guard lock(m_state->mutex);
        if (m_state->cancelled)
            return;
        m_state->cancelled = true;
        actions.swap(m_state->actions);
    }
    for (const auto &action : actions)
        action();
}

bool CancelToken::isCancelled() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->cancelled;
}

void CancelToken::onCancel(std::function<void()> action) const
{
    {
        const std::lock_guard lock(m_state->mutex);
        if (!m_state->cancelled) {
            m_state->actions.push_back(std::move(action));
            return;
        }
    }
    action();
}

} // namespace drawbridge
