// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstddef>
#include <span>

namespace drawbridge {

/// The source of unpredictable bytes. Thread-safe.
class Random
{
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> out) = 0;

    [[nodiscard]] QByteArray bytes(qsizetype count);
};

/// The operating system's generator. It ends the program if the system has none, as nothing safe can follow.
class SystemRandom final : public Random
{
public:
    void fill(std::span<std::byte> out) override;
};

} // namespace drawbridge
