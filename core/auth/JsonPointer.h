// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QStringView>

namespace drawbridge {

/// The value at `pointer` (RFC 6901: "/account/name", "" is the whole), undefined where there is none.
[[nodiscard]] QJsonValue jsonAt(const QJsonValue &document, QStringView pointer);

} // namespace drawbridge
