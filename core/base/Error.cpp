// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Error.h"

namespace drawbridge {

QString toText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return QStringLiteral("invalid-input");
    case ErrorCode::NotFound:
        return QStringLiteral("not-found");
    case ErrorCode::Conflict:
        return QStringLiteral("conflict");
    case ErrorCode::Denied:
        return QStringLiteral("denied");
    case ErrorCode::Locked:
        return QStringLiteral("locked");
    case ErrorCode::Unavailable:
        return QStringLiteral("unavailable");
    case ErrorCode::TimedOut:
        return QStringLiteral("timed-out");
    case ErrorCode::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorCode::Busy:
        return QStringLiteral("busy");
    case ErrorCode::Damaged:
        return QStringLiteral("damaged");
    case ErrorCode::NewerFormat:
        return QStringLiteral("newer-format");
    case ErrorCode::Insecure:
        return QStringLiteral("insecure");
    case ErrorCode::Refused:
        return QStringLiteral("refused");
    case ErrorCode::Internal:
        return QStringLiteral("internal");
    }
    return QStringLiteral("internal");
}

} // namespace drawbridge
