// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"

#include <QStringList>

#include <optional>

namespace drawbridge {

/// What signing in again for less came to, as far as the app said. Scopes by the provider's names.
struct Narrowing
{
    QStringList asked;
    std::optional<QStringList> before;  ///< what the old sign-in had; nothing: the app has not said
    std::optional<QStringList> granted; ///< what the new one has

    /// What the new one has and was not asked for.
    [[nodiscard]] QStringList notAsked() const;
    /// No: the app gave as much as before, so that ending the old one ends nothing.
    [[nodiscard]] Answer isNarrower() const;
};

/// What became of the new sign-in when the old one was ended. Some apps keep one grant for a person and a program, and
/// end all of it.
enum class AfterTheOld { StillWorks, EndedToo, NotSeen };
DRAWBRIDGE_WORDS(AfterTheOld,
                 3,
                 {AfterTheOld::StillWorks, u"still-works"},
                 {AfterTheOld::EndedToo, u"ended-too"},
                 {AfterTheOld::NotSeen, u"not-seen"});

/// Pure. `tested`: the new one, tried after that; `grantHasEnded`: the app has said that it renews it no more. Only the
/// app's refusal of what it took a moment before says that it went, too.
[[nodiscard]] AfterTheOld afterTheOld(const std::optional<ConnectionTest> &tested,
                                      bool grantHasEnded);

/// Each in a sentence for the owner, which says what is to be done where something is.
[[nodiscard]] QString sentenceFor(const Narrowing &narrowing, const QString &app);
[[nodiscard]] QString sentenceFor(AfterTheOld after, const QString &app);

} // namespace drawbridge
