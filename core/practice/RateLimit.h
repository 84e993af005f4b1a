// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/practice/PracticeShop.h"

#include <QHash>

#include <optional>

namespace drawbridge {

/// A bucket of requests for each caller that fills again with time. Not thread-safe.
class RateLimit
{
public:
    RateLimit(const PracticeRate &rate, const Clock &clock);

    /// Nothing: go on. Otherwise the whole seconds after which the caller may ask again, at least 1.
    [[nodiscard]] std::optional<int> refuse(const QString &caller);

private:
    struct Bucket
    {
        double left = 0;
        std::chrono::milliseconds filledAt{};
    };

    const PracticeRate m_rate;
    const Clock &m_clock;
    QHash<QString, Bucket> m_buckets;
};

} // namespace drawbridge
