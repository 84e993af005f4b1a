// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"
#include "core/practice/SignIns.h"

namespace drawbridge {

/// The pages a browser sees. Each is whole in itself: no script, no picture, nothing from elsewhere, in no frame.

/// Who asks for what, with a box for each scope. `value` is SignIns::openPage()'s; `note` says what went wrong
/// before.
[[nodiscard]] ServerResponse consentPage(const SignInAsk &ask,
                                         const QString &value,
                                         const QString &note = {});
/// Where the code of a device is typed. `value` is SignIns::openEntry()'s.
[[nodiscard]] ServerResponse deviceCodePage(const QString &value,
                                            const QString &userCode,
                                            const QString &note = {});
/// A heading and a sentence, and nothing to press.
[[nodiscard]] ServerResponse plainPage(int status, const QString &heading, const QString &sentence);

} // namespace drawbridge
