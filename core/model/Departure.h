// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Event.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

#include <optional>

namespace drawbridge {

struct Departure;
using DepartureId = Id<Departure>;

enum class ItemState { Open, Replaced, ShutOff, NotNeeded };
DRAWBRIDGE_WORDS(ItemState,
                 4,
                 {ItemState::Open, u"open"},
                 {ItemState::Replaced, u"replaced"},
                 {ItemState::ShutOff, u"shut-off"},
                 {ItemState::NotNeeded, u"not-needed"});

/// One key that somebody who leaves saw, or may have seen.
struct DepartureItem
{
    ConnectionId connection;
    QString name;            ///< of the connection, as it was last called
    CredentialId credential; ///< none: the key is held elsewhere
    int version = 0;         ///< in use when it came onto the list; 0: none is known here
    QStringList why;         ///< sentences, at least one
    bool assumed = false;    ///< nothing says that he saw it, only that he may have
    Severity danger = Severity::Medium;
    ItemState state = ItemState::Open;
    QString reason; ///< why it is in this state, where there is more to say
    std::optional<QDateTime> closedAt;

    friend bool operator==(const DepartureItem &, const DepartureItem &) = default;

    [[nodiscard]] bool isSame(const DepartureItem &other) const
    {
        return connection == other.connection && credential == other.credential;
    }
};

/// Somebody leaves: what has to be replaced, tracked to its end.
struct Departure
{
    DepartureId id;
    PersonId person;
    QDateTime startedAt; ///< UTC
    std::optional<QDateTime> endedAt;
    QList<DepartureItem> items; ///< most dangerous first
    qint64 revision = 0;

    friend bool operator==(const Departure &, const Departure &) = default;

    [[nodiscard]] bool isOpen() const { return !endedAt.has_value(); }
    [[nodiscard]] int openItems() const;
};

/// InvalidInput with a sentence: a key that is left as it is needs a reason.
[[nodiscard]] Result<void> validate(const DepartureItem &item);
/// InvalidInput with a sentence: of nobody, ended with open items, an item twice.
[[nodiscard]] Result<void> validate(const Departure &departure);

} // namespace drawbridge
