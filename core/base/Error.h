// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace drawbridge {

/// What the caller can do about an error, which is the only thing worth telling errors apart by.
enum class ErrorCode {
    InvalidInput, ///< correct the input and try again
    NotFound,     ///< the thing named is not there
    Conflict,     ///< somebody changed it, or it exists already: look again
    Denied,       ///< the system or the provider does not permit it
    Locked,       ///< unlock first
    Unavailable,  ///< a service, device or host does not answer now: try later or choose another
    TimedOut,     ///< it took longer than it may
    Cancelled,    ///< the caller asked to stop
    Busy,         ///< another process holds what is needed: try when it is done
    Damaged,      ///< stored bytes are not what was written: restore
    NewerFormat,  ///< written by a newer Drawbridge: update the program
    Insecure,     ///< refused because going on would be unsafe
    Refused,      ///< a peer said no to a well-formed request
    Internal,     ///< a defect of ours
};

/// The stable word for a code in JSON and logs.
[[nodiscard]] QString toText(ErrorCode code);

/// `what` is one sentence for the owner that also says what to do next. `detail` is for the log and the
/// "Details" fold. Neither ever holds a secret.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString what;
    QString detail;
};

} // namespace drawbridge
