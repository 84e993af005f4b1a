// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Migrations.h"

using namespace Qt::StringLiterals;

// Instants are milliseconds since 1970 UTC, days ISO text, enumerations the words of core/model. A column named
// "sealed" holds JSON under AES-256-GCM that is bound to its table and row; what stands outside of it is readable
// by whoever has the file (SECURITY.md).
namespace drawbridge {

namespace {

QStringList bookkeepingTables()
{
    return {
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
        u"CREATE TABLE clock (id INTEGER PRIMARY KEY, latest INTEGER NOT NULL)"_s,
        uR"(CREATE TABLE intents (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            process TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
        uR"(CREATE TABLE leases (
            name TEXT PRIMARY KEY,
            token TEXT NOT NULL,
            process TEXT NOT NULL,
            until INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
        uR"(CREATE TABLE drafts (
            key TEXT PRIMARY KEY,
            saved_at INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
    };
}

QStringList ownersTables()
{
    return {
        u"CREATE TABLE settings (key TEXT PRIMARY KEY, sealed BLOB NOT NULL)"_s,
        uR"(CREATE TABLE boundaries (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            position INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
        uR"(CREATE TABLE connections (
            id TEXT PRIMARY KEY,
            app TEXT NOT NULL,
            environment TEXT NOT NULL,
            custody TEXT NOT NULL,
            auth TEXT NOT NULL,
            boundary TEXT REFERENCES boundaries (id),
            paused INTEGER NOT NULL,
            checked TEXT NOT NULL,
            look_again_on TEXT,
            created_at INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
        u"CREATE INDEX connections_by_boundary ON connections (boundary)"_s,
        uR"(CREATE TABLE credentials (
            id TEXT PRIMARY KEY,
            connection TEXT NOT NULL REFERENCES connections (id),
            kind TEXT NOT NULL,
            sealed BLOB NOT NULL))"_s,
        u"CREATE INDEX credentials_by_connection ON credentials (connection)"_s,
        uR"(CREATE TABLE credential_versions (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (id),
            number INTEGER NOT NULL,
            stage TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            ends_at TEXT,
            replace_by TEXT,
            store_key TEXT,
            sealed_value BLOB,
            UNIQUE (credential, number)))"_s,
        uR"(CREATE UNIQUE INDEX one_current_version ON credential_versions (credential)
            WHERE stage = 'current')"_s,
        uR"(CREATE INDEX versions_by_store_key ON credential_versions (store_key)
            WHERE store_key IS NOT NULL)"_s,
        uR"(CREATE TABLE flows (
            id TEXT PRIMARY KEY,
            from_connection TEXT NOT NULL REFERENCES connections (id),
            to_connection TEXT NOT NULL REFERENCES connections (id),
            carrier TEXT NOT NULL,
            how_known TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            retired_at INTEGER,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
        u"CREATE INDEX flows_by_from ON flows (from_connection)"_s,
        u"CREATE INDEX flows_by_to ON flows (to_connection)"_s,
    };
}

// Names (types, apps, ids of connections and flows, writers) are stored once: 363 bytes a row against 513. Actors
// are names of people, so they are sealed, and found by a keyed mark.
QStringList eventTables()
{
    return {
        u"CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)"_s,
        uR"(CREATE TABLE actors (
            id INTEGER PRIMARY KEY,
            mark BLOB NOT NULL UNIQUE,
            sealed BLOB NOT NULL))"_s,
        uR"(CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            time INTEGER NOT NULL,
            actor INTEGER NOT NULL REFERENCES actors (id),
            request TEXT,
            connection INTEGER REFERENCES names (id),
            flow INTEGER REFERENCES names (id),
            app INTEGER REFERENCES names (id),
            type INTEGER NOT NULL REFERENCES names (id),
            outcome TEXT NOT NULL,
            severity TEXT NOT NULL,
            summary TEXT NOT NULL,
            sealed BLOB,
            writer INTEGER NOT NULL REFERENCES names (id),
            writer_seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            UNIQUE (writer, writer_seq)))"_s,
        u"CREATE INDEX events_by_time ON events (time)"_s,
        u"CREATE INDEX events_by_type ON events (type)"_s,
        u"CREATE INDEX events_by_connection ON events (connection) WHERE connection IS NOT NULL"_s,
        u"CREATE INDEX events_by_flow ON events (flow) WHERE flow IS NOT NULL"_s,
        u"CREATE INDEX events_by_request ON events (request) WHERE request IS NOT NULL"_s,
        uR"(CREATE VIRTUAL TABLE events_text USING fts5 (summary, content = 'events',
            content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2'))"_s,
    };
}

} // namespace

Migration firstSchema()
{
    return {1, bookkeepingTables() + ownersTables() + eventTables()};
}

} // namespace drawbridge
