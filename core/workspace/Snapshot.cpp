// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/Snapshot.h"

namespace drawbridge {

const Connection *Snapshot::connection(const ConnectionId &id) const
{
    for (const Connection &candidate : connections) {
        if (candidate.id == id)
            return &candidate;
    }
    return nullptr;
}

const Flow *Snapshot::flow(const FlowId &id) const
{
    for (const Flow &candidate : flows) {
        if (candidate.id == id)
            return &candidate;
    }
    return nullptr;
}

const Person *Snapshot::person(const PersonId &id) const
{
    for (const Person &candidate : people) {
        if (candidate.id == id)
            return &candidate;
    }
    return nullptr;
}

const Place *Snapshot::place(const PlaceId &id) const
{
    for (const Place &candidate : places) {
        if (candidate.id == id)
            return &candidate;
    }
    return nullptr;
}

const Rotation *Snapshot::rotationOf(const CredentialId &id) const
{
    for (const Rotation &candidate : rotations) {
        if (candidate.credential == id && !candidate.isOver())
            return &candidate;
    }
    return nullptr;
}

QList<Rotation> Snapshot::rotationsOf(const ConnectionId &id) const
{
    QList<Rotation> found;
    for (const Rotation &candidate : rotations) {
        if (candidate.connection == id)
            found.append(candidate);
    }
    return found;
}

const Departure *Snapshot::departureOf(const PersonId &id) const
{
    for (const Departure &candidate : departures) {
        if (candidate.person == id && candidate.isOpen())
            return &candidate;
    }
    return nullptr;
}

QStringList Snapshot::otherNames() const
{
    QStringList names{settings.businessName, settings.ownerName};
    for (const Person &one : people)
        names.append(one.name);
    for (const Place &one : places) {
        if (one.kind != PlaceKind::App)
            names.append(one.name);
    }
    return names;
}

PeopleState Snapshot::peopleState() const
{
    return {connections, credentials, shutOffs, flows, people, sightings, places, placements};
}

QList<Credential> Snapshot::credentialsOf(const ConnectionId &id) const
{
    QList<Credential> found;
    for (const Credential &credential : credentials) {
        if (credential.connection == id)
            found.append(credential);
    }
    return found;
}

QList<KeyShutOff> Snapshot::shutOffsOf(const ConnectionId &id) const
{
    QList<KeyShutOff> found;
    for (const KeyShutOff &candidate : shutOffs) {
        if (candidate.connection == id)
            found.append(candidate);
    }
    return found;
}

QList<Flow> Snapshot::flowsOf(const ConnectionId &id) const
{
    QList<Flow> found;
    for (const Flow &candidate : flows) {
        if (!candidate.retiredAt && (candidate.from == id || candidate.to == id))
            found.append(candidate);
    }
    return found;
}

} // namespace drawbridge
