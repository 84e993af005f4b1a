// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SortableId.h"

#include <array>

namespace drawbridge {

QString makeSortableId(const Clock &clock, Random &random)
{
    std::array<std::byte, 16> raw{};
    random.fill(raw);
    const auto ms = static_cast<quint64>(clock.now().toMSecsSinceEpoch());
    for (size_t i = 0; i < 6; ++i)
        raw[i] = static_cast<std::byte>((ms >> (8 * (5 - i))) & 0xffU);
    raw[6] = (raw[6] & std::byte{0x0f}) | std::byte{0x70};
    raw[8] = (raw[8] & std::byte{0x3f}) | std::byte{0x80};

    const QByteArray hex =
        QByteArray(reinterpret_cast<const char *>(raw.data()), qsizetype(raw.size())).toHex();
    QString text = QString::fromLatin1(hex);
    for (const qsizetype at : {20, 16, 12, 8})
        text.insert(at, u'-');
    return text;
}

} // namespace drawbridge
