// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/base/Result.h"
#include "core/catalog/KeyScanner.h"

#include <QList>
#include <QString>

#include <functional>

namespace drawbridge {

/// A key that lies in a file. It does not hold the key.
struct ScanFinding
{
    QString file;
    qint64 line = 0; ///< from 1
    RecognizedKey key;
};

/// What was looked through, and what was not.
struct ScanReport
{
    struct NotRead
    {
        QString file;
        QString why;
    };
    QList<ScanFinding> findings; ///< by file and line
    QList<NotRead> notRead;
    qint64 files = 0;
    qint64 bytes = 0;
    bool cutShort = false; ///< there are more findings than are told
};

/// Called now and then from the thread that scans.
using ScanProgress = std::function<void(qint64 files, qint64 bytes)>;

/// Looks through `path`, a folder with all below it or one file, for keys. Links are not followed, nothing but
/// ordinary files is opened, and what git keeps packed is not unpacked: both are told. Text in UTF-16 that says so
/// is read as such. NotFound: there is no such path; Cancelled. Blocking.
[[nodiscard]] Result<ScanReport> scanFiles(const QString &path,
                                           KeyScanner &scanner,
                                           const CancelToken &cancel,
                                           const ScanProgress &progress = {});

} // namespace drawbridge
