// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

#include <optional>

namespace drawbridge {

enum class Sensitivity { Low, Medium, High, Critical };
DRAWBRIDGE_WORDS(Sensitivity,
                 4,
                 {Sensitivity::Low, u"low"},
                 {Sensitivity::Medium, u"medium"},
                 {Sensitivity::High, u"high"},
                 {Sensitivity::Critical, u"critical"});

/// A kind of data, such as contact details or card data.
struct DataClass
{
    QString id;    ///< "order-totals"
    QString label; ///< "order totals"
    Sensitivity sensitivity = Sensitivity::Low;
};

enum class Carrier { Direct, Hub, Webhook, Script, Person };
DRAWBRIDGE_WORDS(Carrier,
                 5,
                 {Carrier::Direct, u"direct"},
                 {Carrier::Hub, u"hub"},
                 {Carrier::Webhook, u"webhook"},
                 {Carrier::Script, u"script"},
                 {Carrier::Person, u"person"});

/// How we know of a flow. What the owner tells us without any trace of it we call not visible.
enum class HowKnown { SeenHere, ReportedByApp, Imported, NotVisible };
DRAWBRIDGE_WORDS(HowKnown,
                 4,
                 {HowKnown::SeenHere, u"seen-here"},
                 {HowKnown::ReportedByApp, u"reported-by-app"},
                 {HowKnown::Imported, u"imported"},
                 {HowKnown::NotVisible, u"not-visible"});

/// Data going from one connection to another.
struct Flow
{
    FlowId id;
    ConnectionId from;
    ConnectionId to;
    QStringList dataClasses; ///< ids of data classes, at least one
    QString fields;          ///< which fields, in the owner's words
    QString trigger;         ///< when it happens: "every new order"
    Carrier carrier = Carrier::Direct;
    QString carrierName; ///< app id of the hub, or the script's or person's name
    QString purpose;
    QString ifTwice; ///< what happens if it runs twice
    QString ifItFails;
    QString whoHears; ///< who is told when it fails
    HowKnown howKnown = HowKnown::NotVisible;
    QDateTime createdAt;                ///< UTC
    std::optional<QDateTime> retiredAt; ///< UTC
    qint64 revision = 0;
};

/// An area on the map: a trust zone around connections.
struct Boundary
{
    BoundaryId id;
    QString name;
    QString kind;     ///< the catalog's area word the default was made for ("money"), or empty
    int position = 0; ///< order on the map
};

/// InvalidInput with a sentence for a flow without ends, from a thing to itself, without data or purpose.
[[nodiscard]] Result<void> validate(const Flow &flow);

} // namespace drawbridge
