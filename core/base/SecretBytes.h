// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <span>

namespace drawbridge {

/// A secret in memory: pages of its own, locked against swapping and left out of core dumps where the system
/// allows it, wiped when it goes. It cannot be copied or printed by accident; reading it takes the word reveal().
class SecretBytes
{
public:
    SecretBytes() = default;
    ~SecretBytes();
    SecretBytes(SecretBytes &&other) noexcept;
    SecretBytes &operator=(SecretBytes &&other) noexcept;
    SecretBytes(const SecretBytes &) = delete;
    SecretBytes &operator=(const SecretBytes &) = delete;

    [[nodiscard]] static SecretBytes copyOf(QByteArrayView bytes);
    /// Zero-filled, to be written through writable().
    [[nodiscard]] static SecretBytes ofSize(qsizetype size);
    /// Copies and then wipes `source`. If `source` shares its buffer, the other holders keep theirs.
    [[nodiscard]] static SecretBytes takeFrom(QByteArray &source);
    /// UTF-8 of `source`, which is wiped and emptied.
    [[nodiscard]] static SecretBytes takeFrom(QString &source);

    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] qsizetype size() const { return m_size; }

    /// Valid as long as this object lives and is not assigned to.
    [[nodiscard]] QByteArrayView reveal() const;
    [[nodiscard]] std::span<std::byte> writable();

    /// Compares without giving away by its time where the difference is.
    [[nodiscard]] bool equals(const SecretBytes &other) const;

private:
    void release();

    std::byte *m_data = nullptr;
    qsizetype m_size = 0;
    size_t m_mapped = 0;
};

/// How a secret crosses threads and futures, which need copyable values.
using SharedSecret = std::shared_ptr<const SecretBytes>;

[[nodiscard]] SharedSecret share(SecretBytes secret);

/// Overwrites the characters, for the edges where a secret passes through a Qt container. The caller makes sure
/// that nobody else shares the buffer.
void wipe(QByteArray &bytes);
void wipe(QString &text);

} // namespace drawbridge
