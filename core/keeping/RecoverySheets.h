// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/RecoveryCode.h"

#include <QDateTime>
#include <QList>

namespace drawbridge {

/// A sheet whose code opens the data key.
struct RecoverySheet
{
    QString id;
    QDateTime madeAt;   ///< UTC
    QByteArray check;   ///< tells whether a code is this sheet's, and nothing else about it
    QByteArray wrapped; ///< the data key under the code; empty once a newer sheet replaced this one
};

/// The sheets of a workspace, oldest first: the file `recovery.json`, which needs no data key to be read.
struct RecoverySheets
{
    QList<RecoverySheet> sheets;

    /// The sheet to tell the owner about, or null.
    [[nodiscard]] const RecoverySheet *newestValid() const;
    /// Every sheet but `id` opens nothing any more.
    void keepOnly(const QString &id);
};

[[nodiscard]] QString recoveryFilePath(const QString &folder);

/// None where there is no file. Damaged, NewerFormat, Insecure.
[[nodiscard]] Result<RecoverySheets> readRecoverySheets(const QString &folder);
[[nodiscard]] Result<void> writeRecoverySheets(const QString &folder, const RecoverySheets &sheets);

/// Wraps the data key under `code`.
[[nodiscard]] Result<RecoverySheet> makeSheet(const RecoveryCode &code,
                                              const SealKey &dataKey,
                                              const QDateTime &now,
                                              Random &random);

/// InvalidInput: no sheet of this workspace has this code, or a newer one replaced it.
[[nodiscard]] Result<SealKey> openSheet(const RecoverySheets &sheets, const RecoveryCode &code);

} // namespace drawbridge
