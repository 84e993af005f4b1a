// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"
#include "core/model/Connection.h"

#include <optional>

namespace drawbridge {

/// Whether a scope is used, as far as Drawbridge can see: it sees its own calls, never those of others who have a
/// copy of the key.
enum class ScopeUse { Seen, NotSeenHere, CannotBeSeen };
DRAWBRIDGE_WORDS(ScopeUse,
                 3,
                 {ScopeUse::Seen, u"seen-used"},
                 {ScopeUse::NotSeenHere, u"not-seen-here"},
                 {ScopeUse::CannotBeSeen, u"cannot-be-seen"});

/// One scope with all that is known of it for one connection. What is not known stays unknown.
struct ScopeRow
{
    QString name;  ///< the provider's
    QString label; ///< what it lets the key do; empty: the catalog does not know this scope
    QString tick;  ///< what its box is called on the provider's page
    std::optional<Access> access;
    QStringList dataClasses;
    QStringList neededBy; ///< labels of the jobs
    Answer granted = Answer::Unknown;
    ScopeUse used = ScopeUse::CannotBeSeen;
    std::optional<ScopeReading> reading; ///< nothing: not looked at
    bool excess = false;                 ///< the key has or can read it, and no job needs it
    QString coveredBy; ///< a wider one the key has, which by the catalog opens all of this one
};

/// What a key needs, has and uses.
struct ScopeReview
{
    QList<ScopeRow> rows; ///< needed ones first, then the rest, each in the catalog's order
    QStringList needed;
    QStringList granted; ///< only what the provider said
    QStringList used;
    QStringList excess;
    QStringList missing; ///< needed, and the provider's list has neither it nor a wider one
    bool grantedKnown = false;
    bool jobsKnown = false; ///< at least one job with a scope is chosen
    QString summary;        ///< "You granted 14, your jobs need 3."

    [[nodiscard]] const ScopeRow *row(QStringView name) const;
    /// Whether a key for exactly what is needed would be narrower, or may be.
    [[nodiscard]] bool canBeNarrower() const;
};

/// Pure.
[[nodiscard]] ScopeReview reviewScopes(const AppProfile &profile, const Connection &connection);

} // namespace drawbridge
