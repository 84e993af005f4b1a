// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/LiveKeys.h"

#include "core/rotation/RotationPlan.h"

#include <QSet>

#include <algorithm>

namespace drawbridge {

namespace {

KeyEnd endOfVersion(const QList<KeyShutOff> &shutOffs, const CredentialVersionId &version)
{
    for (const KeyShutOff &shutOff : shutOffs) {
        if (shutOff.version == version)
            return endOf(shutOff);
    }
    return KeyEnd::NotBegun;
}

/// What their apps were seen to refuse is dead wherever else it lies.
QSet<QByteArray> refusedValues(const QList<Credential> &credentials,
                               const QList<KeyShutOff> &shutOffs)
{
    QSet<QByteArray> refused;
    for (const Credential &credential : credentials) {
        for (const CredentialVersion &version : credential.versions) {
            if (!version.fingerprint.isEmpty()
                && endOfVersion(shutOffs, version.id) == KeyEnd::SeenRefused)
                refused.insert(version.fingerprint);
        }
    }
    return refused;
}

bool isLeftOver(const LiveKey &key)
{
    return key.stage == VersionStage::Previous || key.stage == VersionStage::Retired;
}

} // namespace

QList<LiveKey> liveKeys(const QList<Connection> &connections,
                        const QList<Credential> &credentials,
                        const QList<KeyShutOff> &shutOffs,
                        const QDateTime &now)
{
    const QDate today = now.toLocalTime().date();
    const QSet<QByteArray> refused = refusedValues(credentials, shutOffs);
    QList<LiveKey> live;
    for (const Credential &credential : credentials) {
        const bool isKnown =
            std::any_of(connections.begin(), connections.end(), [&](const auto &one) {
                return one.id == credential.connection;
            });
        if (!isKnown)
            continue;
        for (const CredentialVersion &version : credential.versions) {
            LiveKey key;
            key.end = endOfVersion(shutOffs, version.id);
            const bool hasEnded = version.endsAt && *version.endsAt < today;
            if (key.end == KeyEnd::SeenRefused || refused.contains(version.fingerprint) || hasEnded)
                continue;
            key.connection = credential.connection;
            key.credential = credential.id;
            key.version = version.id;
            key.number = version.number;
            key.stage = version.stage;
            key.createdAt = version.createdAt;
            key.ageDays = version.createdAt.isValid()
                ? std::max(0, static_cast<int>(version.createdAt.toLocalTime().date().daysTo(today)))
                : 0;
            key.endsAt = version.endsAt;
            key.isHere = !version.storeKey.isEmpty();
            live.append(key);
        }
    }
    std::stable_sort(live.begin(), live.end(), [](const LiveKey &a, const LiveKey &b) {
        if (isLeftOver(a) != isLeftOver(b))
            return isLeftOver(a);
        return a.createdAt < b.createdAt;
    });
    return live;
}

} // namespace drawbridge
