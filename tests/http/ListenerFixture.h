// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Listener.h"
#include "tests/http/RawClient.h"

#include <QDeadlineTimer>
#include <QThread>

/// Answers the path, a blank and the body, so that a test sees which request an answer belongs to.
inline void echo(const drawbridge::ServerRequest &request, const drawbridge::Responder &responder)
{
    responder.answer(
        drawbridge::ServerResponse::text(200, QByteArray(request.path + ' ' + request.body)));
}

/// Waits for other threads to bring `condition` about; false if they have not within ten seconds.
template<typename Condition>
[[nodiscard]] bool becomes(Condition condition)
{
    const QDeadlineTimer end(10'000);
    while (!condition()) {
        if (end.hasExpired())
            return false;
        QThread::yieldCurrentThread();
    }
    return true;
}

inline QByteArray get(const QByteArray &path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n";
}

inline QByteArray post(const QByteArray &path, const QByteArray &body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: shop\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

class Elapsed
{
public:
    [[nodiscard]] std::chrono::milliseconds now() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - m_start);
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};
