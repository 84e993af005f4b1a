// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

/// A sender that writes exactly the bytes it is told to, also wrong ones. Blocking, with time-outs.
class RawClient
{
public:
    /// `from`: the address to send from; loopback has a whole 127/8 of them.
    explicit RawClient(quint16 port, const char *address = "127.0.0.1", const char *from = nullptr);
    ~RawClient();
    RawClient(RawClient &&other) noexcept;
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    [[nodiscard]] bool isConnected() const { return m_socket >= 0; }

    /// False once the peer no longer takes bytes.
    bool send(QByteArrayView bytes) const;
    /// Tells the peer that nothing more comes.
    void endSending() const;
    /// Ends the connection by a reset, as a crashed client would.
    void reset();

    /// One answer with its body, or what there was before the end. Empty after `timeout` without any.
    [[nodiscard]] QByteArray readAnswer(std::chrono::milliseconds timeout = std::chrono::seconds(10));
    /// Everything up to the end; nothing if it does not come in time.
    [[nodiscard]] std::optional<QByteArray> readToEnd(
        std::chrono::milliseconds timeout = std::chrono::seconds(10));
    /// Whether bytes or the end arrive within the time.
    [[nodiscard]] bool hasNews(std::chrono::milliseconds within) const;

private:
    enum class Got { Bytes, End, Nothing };
    Got receive(std::chrono::milliseconds timeout);

    int m_socket = -1;
    QByteArray m_received;
};

/// 0 if it is no answer.
[[nodiscard]] int statusOf(const QByteArray &answer);
[[nodiscard]] QByteArray bodyOf(const QByteArray &answer);
