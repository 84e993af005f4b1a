// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>

#include <optional>

namespace drawbridge {

struct Placement;
using PlacementId = Id<Placement>;

enum class PlaceKind { App, WebsitePlugIn, Script, Colleague, Other };
DRAWBRIDGE_WORDS(PlaceKind,
                 5,
                 {PlaceKind::App, u"app"},
                 {PlaceKind::WebsitePlugIn, u"website-plug-in"},
                 {PlaceKind::Script, u"script"},
                 {PlaceKind::Colleague, u"colleague"},
                 {PlaceKind::Other, u"other"});

/// A spot keys are given to: a hub such as Zapier, a plug-in of the website, a script, a colleague.
struct Place
{
    PlaceId id;
    QString name; ///< unlike any other's, in any case
    PlaceKind kind = PlaceKind::Other;
    AppId app;           ///< of PlaceKind::App where the catalog knows it, else empty
    PersonId person;     ///< of PlaceKind::Colleague where he is one of the people, else none
    QDateTime createdAt; ///< UTC
    qint64 revision = 0;

    friend bool operator==(const Place &, const Place &) = default;
};

/// That a key was pasted at a place.
struct Placement
{
    PlacementId id;
    PlaceId place;
    ConnectionId connection;
    CredentialId credential; ///< none: Drawbridge has no record of the key itself
    int version = 0;         ///< number of the key's version; 0: not known which
    QDate since;             ///< when it was pasted, or noted that it is there
    std::optional<QDate> removedOn;

    friend bool operator==(const Placement &, const Placement &) = default;
};

/// InvalidInput with a sentence: nameless, too long, an app of what is none.
[[nodiscard]] Result<void> validate(const Place &place);
/// InvalidInput with a sentence: of nothing, or with days in an order that cannot be.
[[nodiscard]] Result<void> validate(const Placement &placement);

} // namespace drawbridge
