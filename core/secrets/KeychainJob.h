// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

#include <QDeadlineTimer>
#include <QString>

#include <functional>

namespace drawbridge {

/// QtKeychain's jobs with an end: each calls `done` once, with the library's error translated, and
/// no later than the deadline. Only in the keychain thread.
void readFromKeychain(const QString &key,
                      QDeadlineTimer deadline,
                      std::function<void(Result<SecretBytes>)> done);
void writeToKeychain(const QString &key,
                     const SecretBytes &value,
                     QDeadlineTimer deadline,
                     const std::function<void(Result<void>)> &done);
void removeFromKeychain(const QString &key,
                        QDeadlineTimer deadline,
                        const std::function<void(Result<void>)> &done);

/// The service all entries of ours belong to ("server" in the Secret Service).
[[nodiscard]] QString keychainService();

} // namespace drawbridge
