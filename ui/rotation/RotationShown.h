// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/OtherKey.h"
#include "core/workspace/Apps.h"
#include "core/workspace/Snapshot.h"
#include "ui/kit/KeyChoice.h"
#include "ui/kit/NameVeil.h"

namespace drawbridge::ui {

/// The key that is replaced, with what the cards need to tell of it. Lives as long as the call it is handed to.
struct RotationShown
{
    const Snapshot &snapshot;
    const Connection &connection;
    const Credential &credential;
    const AppProfile &profile;
    const Catalog &catalog;
    const NameVeil &veil;

    [[nodiscard]] QString name() const { return veil.name(connection.name); }
    /// Where it would be replaced by hand: an address that can be opened, or nothing.
    [[nodiscard]] QUrl page() const
    {
        for (const QString &page : {profile.rotation.page, profile.setUpFor(connection.auth).page}) {
            const auto url = expandUrl(profile, page, connection.publicFields);
            if (!page.isEmpty() && url && url->scheme() == QLatin1StringView("https"))
                return *url;
        }
        return {};
    }
    /// A place by its name; who is no app is hidden while the screen is shared.
    [[nodiscard]] QString placeName(const HandOver &line) const
    {
        const Place *place = snapshot.place(line.place);
        return place && place->kind == PlaceKind::App ? line.name : veil.name(line.name);
    }
    /// Whose key may make the new one. `proposed`: the connection whose key was seen to be fit, if any.
    [[nodiscard]] KeyChoice::Asked makers(const ConnectionId &proposed) const
    {
        KeyChoice::Asked asked;
        asked.needs = whoseKey(profile);
        asked.proposed = proposed;
        asked.fields = fieldsOfAnotherKey(profile, connection.auth);
        for (const Connection &other : snapshot.connections) {
            if (other.app == connection.app && other.id != connection.id
                && other.environment == connection.environment && other.custody == Custody::HeldHere
                && !other.paused)
                asked.kept.append({other.id, veil.name(other.name)});
        }
        return asked;
    }
    /// The plan for replacing it now, as it would be made without a word from the owner.
    [[nodiscard]] Rotation plan() const
    {
        return planFor({profile,
                        connection,
                        credential,
                        snapshot.connections,
                        snapshot.places,
                        snapshot.placements});
    }
};

} // namespace drawbridge::ui
