// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyMaking.h"
#include "core/auth/KeyProbe.h"
#include "core/model/AppProfile.h"
#include "core/model/Connection.h"
#include "core/model/KeyShutOff.h"
#include "core/model/Place.h"
#include "core/model/Rotation.h"
#include "core/rotation/RotationSteps.h"

/// How a key is replaced, decided before anything is done. Pure.
namespace drawbridge {

struct PlanInput
{
    const AppProfile &profile;
    const Connection &connection;
    const Credential &credential;
    const QList<Connection> &connections; ///< all, for one whose key may make others
    const QList<Place> &places;
    const QList<Placement> &placements;
};

/// Everything but the ids, the label and the times.
[[nodiscard]] Rotation planFor(const PlanInput &input);

/// What the new key is called at its app: nobody else's has that name.
[[nodiscard]] QString labelFor(const Rotation &rotation, const AppProfile &profile);

/// The new key lives as long as the old one was made for. Nothing: without an end, or none is known.
[[nodiscard]] std::optional<QDate> newEndFor(const CredentialVersion &old, const QDate &today);

/// What the key in use was seen to be able to, by the app's names: as the app tells it, else as it was looked at.
[[nodiscard]] QStringList seenAbilities(const Connection &connection);

/// What the connection's jobs need, the old key could, and the new one, tried with `test`, cannot. `looks`: what of the
/// new key was looked at, where the app does not tell what a key may do.
[[nodiscard]] QStringList lackingScopes(const Rotation &rotation,
                                        const AppProfile &profile,
                                        const Connection &connection,
                                        const ConnectionTest &test,
                                        const std::optional<ScopeLooks> &looks = std::nullopt);

/// Whether only looking tells if the new key may do what the old one was seen to.
[[nodiscard]] bool wantsLooks(const Rotation &rotation,
                              const AppProfile &profile,
                              const ConnectionTest &test);

/// What a try of the new key means, and what the owner can do about it.
[[nodiscard]] NewKeyTested readNewKeyTest(const Rotation &rotation,
                                          const AppProfile &profile,
                                          const Connection &connection,
                                          const ProbeResult &probed,
                                          const std::optional<ScopeLooks> &looks = std::nullopt);

/// Keys that the app made and nobody heard of.
struct LostKeys
{
    QStringList ids;
    QStringList unsure; ///< others that are new, and may be somebody else's
};
[[nodiscard]] LostKeys lostAmong(const QList<KeyOfList> &listed, const Rotation &rotation);

/// "This needs a key that may manage keys": whose authority the app wants.
[[nodiscard]] QString whoseKey(const AppProfile &profile);

/// How the ending of a key stands, by what is known of its shut-off.
[[nodiscard]] KeyEnd endOf(const KeyShutOff &shutOff);

/// What a program that looks after all of them tells this one now. Nothing: it is to be left alone.
[[nodiscard]] std::optional<RotationEvent> dueEvent(const Rotation &rotation,
                                                    const QList<KeyShutOff> &shutOffs,
                                                    const QDateTime &now);

/// How long both keys may live at most. A key that waits beside the first one ends if it is never put in its place.
[[nodiscard]] int mostOverlapHours(const AppProfile &profile);

/// What the owner is told beforehand where there is a moment without a working key; else empty.
[[nodiscard]] QString gapNotice(const Rotation &rotation, const QString &app);

} // namespace drawbridge
