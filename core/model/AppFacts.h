// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Words.h"

#include <QDate>
#include <QString>
#include <QUrl>

namespace drawbridge {

/// How well a fact of the catalog is known: read in the provider's own documents, in somebody else's, or common
/// knowledge that nobody has checked. The owner is told which.
enum class Confidence { Verified, Secondary, Unverified };
DRAWBRIDGE_WORDS(Confidence,
                 3,
                 {Confidence::Verified, u"verified"},
                 {Confidence::Secondary, u"secondary"},
                 {Confidence::Unverified, u"unverified"});

/// Where facts were read. Facts point at it by `id`.
struct FactSource
{
    QString id;
    QUrl url;   ///< empty only for what we make ourselves
    QDate date; ///< the day it was read
    QString what;
};

/// What stands behind one fact.
struct Provenance
{
    QString source; ///< id of a FactSource, or empty when there is none
    Confidence confidence = Confidence::Unverified;
};

enum class FactAnswer { Yes, Partly, No, Unknown };
DRAWBRIDGE_WORDS(FactAnswer,
                 4,
                 {FactAnswer::Yes, u"yes"},
                 {FactAnswer::Partly, u"partly"},
                 {FactAnswer::No, u"no"},
                 {FactAnswer::Unknown, u"unknown"});

/// One answer that helps to choose a tool. An unknown one has no source.
struct ToolFact
{
    FactAnswer answer = FactAnswer::Unknown;
    QString note;
    QDate date; ///< the day it was looked for
    Provenance from;
};

struct ToolFacts
{
    ToolFact encryptionInTransit;
    ToolFact roles;
    ToolFact auditLog;
    ToolFact permissionSeparation;
    ToolFact revocation;
};

/// Something the provider ends, so that nobody finds out by accident.
struct Deprecation
{
    QString what;
    QDate date; ///< invalid when the provider names no day
    Provenance from;
};

} // namespace drawbridge
