// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QJsonObject>

#include <optional>

namespace drawbridge {

enum class Outcome { Ok, Failed, Refused, Noted };
DRAWBRIDGE_WORDS(Outcome,
                 4,
                 {Outcome::Ok, u"ok"},
                 {Outcome::Failed, u"failed"},
                 {Outcome::Refused, u"refused"},
                 {Outcome::Noted, u"noted"});

enum class Severity { Low, Medium, High, Critical };
DRAWBRIDGE_WORDS(Severity,
                 4,
                 {Severity::Low, u"low"},
                 {Severity::Medium, u"medium"},
                 {Severity::High, u"high"},
                 {Severity::Critical, u"critical"});

/// Something that happened. `summary` is written by us from safe parts and stored readable; `attributes` are
/// sealed. Neither holds a secret.
struct Event
{
    qint64 seq = 0; ///< given by the store, rising
    EventId id;
    QDateTime time;    ///< UTC
    QString actor;     ///< "ada (window)", "root (drawbridgectl)"
    QString requestId; ///< groups the events of one request
    ConnectionId connection;
    FlowId flow;
    AppId app;
    QString type; ///< "connection.added"
    Outcome outcome = Outcome::Ok;
    Severity severity = Severity::Low;
    QString summary;
    QJsonObject attributes;
};

/// What to look for, newest first. Empty fields do not filter.
struct EventQuery
{
    QString text; ///< words of the summary, all of them
    QList<ConnectionId> connections;
    QStringList types; ///< exact, or a group by its prefix: "connection."
    QList<Outcome> outcomes;
    QString requestId;
    std::optional<Severity> atLeast;
    QDateTime since;   ///< inclusive, UTC
    QDateTime until;   ///< exclusive, UTC
    qint64 before = 0; ///< only events with a smaller seq; 0 = from the newest
    int limit = 200;
};

struct EventPage
{
    QList<Event> events; ///< newest first
    bool more = false;   ///< there are older ones: ask again with before = the last seq
};

} // namespace drawbridge
