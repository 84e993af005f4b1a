// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"
#include "core/secrets/SecretStore.h"

#include <QByteArray>

namespace drawbridge {

/// No credential is longer; a whole file pasted by mistake is.
constexpr qsizetype longestSecretValue = qsizetype(1) << 20;

/// A value as it is kept: whole in the store, or, where the store holds no value of that length, sealed in the
/// workspace under a key of its own that is in the store. One key for each value: with its entry goes the value,
/// also out of every older copy of the database, and every entry lives and ends the same way.
struct KeptValue
{
    SecretBytes inStore;    ///< the value, or the key that unseals it
    QByteArray inWorkspace; ///< empty where the store has the value itself
};

/// The entry's name tells which of the two it holds, so that a value can change its form under a new name without
/// a moment in which neither can be read.
[[nodiscard]] QString purposeOf(const QString &versionId, qsizetype size, const SecretStore &store);

/// `purpose` is the entry's name; the sealed part opens under no other. InvalidInput: longer than any credential.
[[nodiscard]] Result<KeptValue> splitForStore(const SecretBytes &value,
                                              const QString &purpose,
                                              const SecretStore &store,
                                              Random &random);

/// The value of an entry, whichever form it has. As SecretStore::read(); Damaged: what is sealed is not what this
/// key sealed.
[[nodiscard]] Result<SecretBytes> readValue(SecretStore &store,
                                            const SecretName &name,
                                            const QByteArray &inWorkspace);

} // namespace drawbridge
