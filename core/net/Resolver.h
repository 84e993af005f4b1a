// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QHostAddress>
#include <QList>
#include <QString>

namespace drawbridge {

/// Turns a name into addresses. Blocking, called from threads of the client's own; thread-safe.
class Resolver
{
public:
    virtual ~Resolver() = default;

    /// NotFound: there is no such name, or no answer about it; `detail` has the system's words.
    [[nodiscard]] virtual Result<QList<QHostAddress>> resolve(const QString &host) = 0;
};

class SystemResolver final : public Resolver
{
public:
    [[nodiscard]] Result<QList<QHostAddress>> resolve(const QString &host) override;
};

/// Pure: the system's order, but IPv4 and IPv6 by turns, at most `most`. Where one of the two leads nowhere, as
/// IPv6 in many an office, the other is the second try and not the fifth.
[[nodiscard]] QList<QHostAddress> alternatingFamilies(const QList<QHostAddress> &addresses,
                                                      qsizetype most);

} // namespace drawbridge
