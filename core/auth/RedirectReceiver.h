// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"
#include "core/base/Result.h"

#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace drawbridge {

/// The page on this computer that a browser is sent back to (RFC 8252, section 7.3): on 127.0.0.1, and on ::1 where
/// there is one, at any free port and a path nobody can guess. It answers one request, the one that is meant, and
/// tells every other that there is nothing here. Thread-safe.
class RedirectReceiver
{
public:
    struct Options
    {
        /// A path that is registered with the provider ("/callback"); empty: one that nobody can guess.
        QString path;
        quint16 port = 0; ///< 0: any that is free
        /// Asked in the listener's thread whether a query at the right path is the one that is waited for.
        std::function<bool(const QByteArray &query)> isMeant;
    };
    /// Listens when it returns. Busy: the port is taken; Unavailable: this computer lets nobody listen.
    [[nodiscard]] static Result<std::unique_ptr<RedirectReceiver>> open(const Options &options,
                                                                        Random &random);
    ~RedirectReceiver();
    RedirectReceiver(const RedirectReceiver &) = delete;
    RedirectReceiver &operator=(const RedirectReceiver &) = delete;

    [[nodiscard]] QUrl address() const;
    /// The query of the request that was meant, once it is here; at most `limit` is waited.
    [[nodiscard]] std::optional<QByteArray> wait(std::chrono::milliseconds limit);
    /// Requests that were not meant.
    [[nodiscard]] int strangers() const;

private:
    struct Private;
    explicit RedirectReceiver(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

} // namespace drawbridge
