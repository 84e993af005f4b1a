// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

/// A JSON or YAML file of somebody else's as one tree of objects, lists and texts.
namespace drawbridge {

struct TextTreeLimits
{
    qsizetype bytes = qsizetype{32} * 1024 * 1024;
    int depth = 200;
    qsizetype nodes = 2'000'000; ///< with every alias of YAML unfolded
};

/// InvalidInput, with a sentence that says what is wrong and where, for what is too large, too deep, not UTF-8, neither
/// JSON nor YAML, no object, or has a key twice where it matters to us. Pure; any thread.
[[nodiscard]] Result<QJsonObject> readTextTree(const QByteArray &bytes,
                                               const TextTreeLimits &limits = {});

/// Whether a key that is there twice at this place would leave open what the file says of addresses and keys. Elsewhere
/// (schemas, examples, answers) the last one counts.
[[nodiscard]] bool keysMatterAt(const QStringList &path);

[[nodiscard]] Error textTreeError(const QString &what, const QString &detail = {});
[[nodiscard]] Error keyTwiceError(const QString &key, int line);

} // namespace drawbridge
