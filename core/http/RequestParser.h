// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"

#include <QByteArrayView>

#include <memory>

namespace drawbridge {

struct ParseLimits
{
    qsizetype headBytes = 16 * 1024;
    qsizetype bodyBytes = 1024 * 1024;
    int headerFields = 100;
};

/// Turns the bytes of one connection into requests, strictly: whatever two readers could frame differently
/// (RFC 9112, sections 2.2, 5.2, 6.3, 11.2) is refused. Pure; knows no socket and no time.
class RequestParser
{
public:
    enum class State {
        NeedHead, ///< feed more
        NeedBody, ///< the head is good; feed more
        Done,     ///< takeRequest(), then next()
        Refused,  ///< answer status() and close: where the next request starts is unknown
    };

    explicit RequestParser(const ParseLimits &limits);
    ~RequestParser();
    RequestParser(const RequestParser &) = delete;
    RequestParser &operator=(const RequestParser &) = delete;

    void feed(QByteArrayView bytes);
    [[nodiscard]] State state() const;
    /// 400, 413, 414, 417, 431, 501 or 505.
    [[nodiscard]] int status() const;

    /// Whether a byte of the present request is here.
    [[nodiscard]] bool hasBegun() const;
    /// Whether the sender waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool awaitsContinue() const;
    [[nodiscard]] bool keepsAlive() const;
    /// Of the present body, as far as it is here.
    [[nodiscard]] qsizetype bodySize() const;

    [[nodiscard]] ServerRequest takeRequest();
    /// Starts on what came behind the request that is done.
    void next();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drawbridge
