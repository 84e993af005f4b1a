// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/keeping/FileWork.h"

#include <QDate>
#include <QString>

#include <chrono>

namespace drawbridge {

class CancelToken;

/// What stands on a recovery sheet.
struct RecoveryPage
{
    QString businessName; ///< as the owner wrote it; made safe for each form here
    QDate madeOn;
    SecretBytes code; ///< as RecoveryCode::text() gives it
};

/// A page of A4 to print.
[[nodiscard]] SecretBytes toSvgPage(const RecoveryPage &page);
/// The same for a terminal or any editor, 72 columns.
[[nodiscard]] SecretBytes toTextPage(const RecoveryPage &page);

/// Has rsvg-convert make a PDF of `svg` in `out`; the page passes through memory only. Unavailable: it is not
/// installed or fails. TimedOut, Cancelled.
[[nodiscard]] Result<void> writePdf(const SecretBytes &svg,
                                    const FileHandle &out,
                                    const CancelToken &cancel,
                                    std::chrono::milliseconds timeOut = std::chrono::seconds(30));

} // namespace drawbridge
