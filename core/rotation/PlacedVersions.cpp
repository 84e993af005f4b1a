// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/PlacedVersions.h"

#include "core/model/Rotation.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/PlaceRepository.h"

#include <algorithm>

namespace drawbridge {

Result<void> notePlacedVersions(Transaction &tx, const Rotation &before, const Rotation &after)
{
    const auto hasNew = [](const Rotation &rotation, const PlacementId &id) {
        return std::any_of(rotation.places.cbegin(),
                           rotation.places.cend(),
                           [&id](const auto &one) { return one.placement == id && one.doneAt; });
    };
    const bool isTicked =
        std::any_of(after.places.cbegin(), after.places.cend(), [&](const HandOver &line) {
            return line.doneAt.has_value() != hasNew(before, line.placement);
        });
    if (!isTicked)
        return {};
    TRY(credential, CredentialRepository::get(tx, after.credential));
    const auto made =
        std::find_if(credential.versions.cbegin(),
                     credential.versions.cend(),
                     [&after](const auto &one) { return one.id == after.newVersion; });
    if (made == credential.versions.cend())
        return {};
    TRY(placements, PlaceRepository::placements(tx));
    for (Placement placement : placements) {
        const auto line =
            std::find_if(after.places.cbegin(), after.places.cend(), [&placement](const auto &one) {
                return one.placement == placement.id;
            });
        const bool isNew = line != after.places.cend() && line->doneAt;
        if (placement.removedOn || isNew == hasNew(before, placement.id))
            continue;
        placement.credential = after.credential;
        placement.version = isNew ? made->number : after.oldNumber;
        if (isNew)
            placement.since = line->doneAt->toLocalTime().date();
        TRY_DONE(PlaceRepository::update(tx, placement));
    }
    return {};
}

} // namespace drawbridge
