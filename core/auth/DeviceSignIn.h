// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/TokenEndpoint.h"
#include "core/base/Clock.h"

#include <QJsonObject>

namespace drawbridge {

/// What is shown to the person who signs in on another screen (RFC 8628, section 3.2).
struct DeviceCode
{
    QString userCode;
    QUrl page;         ///< where it is typed
    QUrl pageWithCode; ///< the same with the code in it, for a QR picture; empty: not told
    std::chrono::seconds lifetime{0};
};

struct DeviceStart
{
    DeviceCode shown;
    SharedSecret deviceCode;
    std::chrono::seconds interval{5};
};

/// Pure. Refused: no such answer. The pages are not yet checked against the address policy.
[[nodiscard]] Result<DeviceStart> readDeviceStart(const QJsonObject &object);

/// What to do after one question whether the person is done. Pure.
class DevicePolling
{
public:
    /// `lifetime` is judged by a clock that nobody can set.
    DevicePolling(const Clock &clock, std::chrono::seconds interval, std::chrono::seconds lifetime);

    enum class Next { AskAgain, Done, Failed };
    /// `slow_down` adds five seconds for good (RFC 8628, section 3.5); a network that fails is tried again, slower.
    [[nodiscard]] Next after(const TokenAnswer &answer);
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] std::chrono::seconds interval() const { return m_interval; }

private:
    const Clock &m_clock;
    std::chrono::milliseconds m_end;
    std::chrono::seconds m_interval;
};

/// Waits at most so long, less when cancelled.
using Waiting = std::function<void(std::chrono::milliseconds, const CancelToken &)>;
[[nodiscard]] Waiting realWaiting();

/// The whole flow; `show` is called once. Blocking. Refused: declined; TimedOut: the code ran out.
[[nodiscard]] Result<TokenGrant> signInByDevice(HttpSender &http,
                                                const Clock &clock,
                                                const Waiting &wait,
                                                const PreparedKey &key,
                                                const AuthorizationServer &server,
                                                const QStringList &scopes,
                                                const std::function<void(const DeviceCode &)> &show,
                                                const CancelToken &cancel);

} // namespace drawbridge
