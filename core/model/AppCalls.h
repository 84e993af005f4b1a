// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppFacts.h"
#include "core/model/KeyRecipe.h"

#include <QList>
#include <QMap>
#include <QStringList>

#include <optional>

namespace drawbridge {

enum class ValuePlace { None, Body, Header };
DRAWBRIDGE_WORDS(ValuePlace,
                 3,
                 {ValuePlace::None, u"none"},
                 {ValuePlace::Body, u"body"},
                 {ValuePlace::Header, u"header"});

/// An ApiAddress is a path below the base address ("/v1/me"), or a whole https address on one of the app's hosts;
/// both may hold {field}.

/// A value in a provider's answer.
struct ValueSource
{
    ValuePlace place = ValuePlace::None;
    QString at;        ///< JSON pointer, or the header's name
    QString member;    ///< of each entry, where a list holds objects
    QString separator; ///< of a list in one text; empty: a JSON list
    QString prefix;    ///< put before each value to make the catalog's scope name
};

/// How the provider says "this key is no key of mine", which alone proves a shut-off. Any other refusal does not.
struct InvalidKeyAnswer
{
    QList<int> statuses;
    QString pointer;   ///< where the code stands in the JSON; empty: the status is enough
    QStringList codes; ///< any of these
};

/// The cheap call that tells whose key it is. Read only.
struct Probe
{
    QString method;
    QString path;         ///< an ApiAddress
    QStringList identity; ///< JSON pointers, the first that has a text counts
    ValueSource granted;
    ValueSource endsAt; ///< a time
    QString okPointer; ///< a JSON true that must stand there besides a 2xx; empty: the status tells
    QList<int> alsoValid; ///< other statuses that prove the key is accepted though it may not read this
    InvalidKeyAnswer invalid;
    QString note;
    Provenance from;
};

/// A call that answers without a key as long as the provider works, so that its silence is not taken for a
/// refusal.
struct ControlCall
{
    QString method;
    QString url; ///< an ApiAddress, or any other https address
    QList<int> statuses;
    Provenance from;
};

struct ApiCall
{
    QString method;
    QString url; ///< an ApiAddress
    QMap<QString, QString> headers;
    QString contentType;
    QString body;      ///< may hold {field}: built at the call, never kept
    QString needs;     ///< whose authority, in words; empty: what stands in the call is enough
    QString okPointer; ///< a JSON true that must stand there besides a 2xx; empty: the status tells
    /// Where the key itself can be asked for what the app calls it: a GET with the key, and where in the answer. It
    /// becomes the last part of the path of `url`.
    QString idUrl;
    QString idPointer;
};

struct ShutOff
{
    std::optional<ApiCall> api;
    QString page;
    QStringList steps;
    QString livesOn; ///< what still works afterwards
    Provenance from;
};

struct KeyRotation
{
    Answer byApi = Answer::Unknown;
    QString note;
    QString page;
    QStringList steps; ///< by hand
    Provenance from;
    std::optional<KeyRecipe> recipe; ///< by the app's own calls
};

enum class WebhookKind { Signed, Unsigned, None, Unknown };
DRAWBRIDGE_WORDS(WebhookKind,
                 4,
                 {WebhookKind::Signed, u"signed"},
                 {WebhookKind::Unsigned, u"unsigned"},
                 {WebhookKind::None, u"none"},
                 {WebhookKind::Unknown, u"unknown"});

struct WebhookFacts
{
    WebhookKind kind = WebhookKind::Unknown;
    QString scheme; ///< name of a signature scheme, only when signed
    QString note;
    Provenance from;
};

} // namespace drawbridge
