// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"

#include <QByteArray>

namespace drawbridge {

/// Gives out the bytes it was made with, over and over, so that published test vectors can be met.
class ScriptedRandom final : public Random
{
public:
    explicit ScriptedRandom(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}

    void fill(std::span<std::byte> out) override
    {
        for (std::byte &byte : out) {
            byte = static_cast<std::byte>(m_bytes[m_next]);
            m_next = (m_next + 1) % m_bytes.size();
        }
    }

private:
    QByteArray m_bytes;
    qsizetype m_next = 0;
};

} // namespace drawbridge
