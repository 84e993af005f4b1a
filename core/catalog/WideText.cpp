// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/WideText.h"

#include <cstring>

namespace drawbridge {

WideText::WideText(SecretBytes units)
    : m_units(std::move(units))
{}

std::optional<WideText> WideText::of(QByteArrayView text)
{
    SecretBytes units = SecretBytes::ofSize(text.size() * qsizetype(sizeof(char16_t)));
    std::byte *out = units.writable().data();
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0 || byte > 0x7e)
            return std::nullopt;
        const char16_t unit = byte;
        std::memcpy(out, &unit, sizeof unit);
        out += sizeof unit;
    }
    return WideText(std::move(units));
}

QStringView WideText::view() const
{
    const QByteArrayView bytes = m_units.reveal();
    return {reinterpret_cast<const char16_t *>(bytes.data()),
            bytes.size() / qsizetype(sizeof(char16_t))};
}

} // namespace drawbridge
