// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Migrations.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int peopleVersion = 3;

} // namespace

// Names, and what is known of people, are sealed; readable is only what belongs to what.
Migration peopleSchema()
{
    return {peopleVersion,
            {
                uR"(CREATE TABLE people (
            id TEXT PRIMARY KEY,
            created_at INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
                uR"(CREATE TABLE sightings (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (id),
            connection TEXT NOT NULL REFERENCES connections (id),
            credential TEXT REFERENCES credentials (id),
            sealed BLOB NOT NULL))"_s,
                u"CREATE INDEX sightings_by_person ON sightings (person)"_s,
                u"CREATE INDEX sightings_by_connection ON sightings (connection)"_s,
                u"CREATE INDEX sightings_by_credential ON sightings (credential)"_s,
                uR"(CREATE TABLE places (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            person TEXT REFERENCES people (id),
            created_at INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
                u"CREATE INDEX places_by_person ON places (person)"_s,
                uR"(CREATE TABLE placements (
            id TEXT PRIMARY KEY,
            place TEXT NOT NULL REFERENCES places (id),
            connection TEXT NOT NULL REFERENCES connections (id),
            credential TEXT REFERENCES credentials (id),
            sealed BLOB NOT NULL))"_s,
                u"CREATE INDEX placements_by_place ON placements (place)"_s,
                u"CREATE INDEX placements_by_connection ON placements (connection)"_s,
                u"CREATE INDEX placements_by_credential ON placements (credential)"_s,
                // What is on a list stays on it when its connection is removed, so nothing refers to those.
                uR"(CREATE TABLE departures (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (id),
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
                u"CREATE INDEX departures_by_person ON departures (person)"_s,
                uR"(CREATE UNIQUE INDEX one_open_departure ON departures (person)
            WHERE ended_at IS NULL)"_s,
            }};
}

} // namespace drawbridge
