// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppFacts.h"

#include <QList>
#include <QMap>
#include <QStringList>

#include <optional>

namespace drawbridge {

/// One thing the owner types or pastes to connect. What is not secret may stand in addresses as {name}.
struct AuthField
{
    QString name;
    QString label;
    QString help;  ///< what it is, for somebody who has never seen one
    QString where; ///< where he finds it
    bool secret = false;
    bool required = true;
    QString pattern; ///< of the whole value, anchored by us; empty: anything
    QString example; ///< plainly made up
    QString prefix;  ///< shown before and after the input: "https://", ".myshopify.com"
    QString suffix;
    QString defaultValue;
    QString takenFrom; ///< a secret field this one can be read out of, so that nobody types it
    QString takenBy;   ///< the expression for that, with one group
};

enum class KeyPlacement { Header, Basic, Query, AwsV4, None };
DRAWBRIDGE_WORDS(KeyPlacement,
                 5,
                 {KeyPlacement::Header, u"header"},
                 {KeyPlacement::Basic, u"basic"},
                 {KeyPlacement::Query, u"query"},
                 {KeyPlacement::AwsV4, u"aws-v4"}, ///< the request is signed; no secret leaves
                 {KeyPlacement::None, u"none"});

/// How a request carries the key. Texts hold {field} for the values; {accessToken} is what a sign-in or a client's
/// credentials gave.
struct RequestAuth
{
    KeyPlacement placement = KeyPlacement::None;
    QString name;   ///< of the header or of the query item, may hold {field}; for AwsV4 the region
    QString format; ///< "Bearer {key}"
    QString user;   ///< for Basic; for AwsV4 the access key's id
    QString password; ///< for Basic; for AwsV4 the secret
};

enum class RedirectKind { Loopback, HttpsOnly, Unknown };
DRAWBRIDGE_WORDS(RedirectKind,
                 3,
                 {RedirectKind::Loopback, u"loopback"},
                 {RedirectKind::HttpsOnly, u"https-only"},
                 {RedirectKind::Unknown, u"unknown"});

enum class RefreshKind { None, Stays, Changes, Unknown };
DRAWBRIDGE_WORDS(RefreshKind,
                 4,
                 {RefreshKind::None, u"none"},
                 {RefreshKind::Stays, u"stays"},
                 {RefreshKind::Changes,
                  u"changes"}, ///< every refresh gives a new one; the old one ends
                 {RefreshKind::Unknown, u"unknown"});

/// How a client shows its own id and secret where tokens are given.
enum class ClientAuth { Basic, Form, None };
DRAWBRIDGE_WORDS(ClientAuth,
                 3,
                 {ClientAuth::Basic, u"basic"},
                 {ClientAuth::Form, u"form"},
                 {ClientAuth::None, u"none"});

/// How a request to the token address is spelled.
enum class TokenBody { Form, Json };
DRAWBRIDGE_WORDS(TokenBody, 2, {TokenBody::Form, u"form"}, {TokenBody::Json, u"json"});

/// Where tokens come from, for sign-in, device and client credentials. authorizeUrl is a whole address, the others
/// are ApiAddresses (AppCalls.h); "{field}" alone is a whole address its owner gives, for "Other app" only. Other than
/// the standard says: `body`, `tokensAt`, `okPointer`, `keptOfAnswer`.
struct TokenSpec
{
    QString authorizeUrl;
    QString deviceUrl;
    QString tokenUrl;
    QString revokeUrl;
    QString introspectUrl;
    ClientAuth clientAuth = ClientAuth::Form;
    FactAnswer pkce = FactAnswer::Unknown;
    RedirectKind redirect = RedirectKind::Unknown;
    RefreshKind refresh = RefreshKind::Unknown;
    QString scopeSeparator = QStringLiteral(" ");
    bool asksScopes =
        false; ///< a client asks for its scopes; else the provider gives what it was set up with
    QMap<QString, QString>
        extra; ///< parameters the provider wants besides, or in place of, the usual ones; may hold {field}
    QMap<QString, QString> authorizeExtra; ///< the same in the address the browser opens; no {field}
    TokenBody body = TokenBody::Form;
    QString tokensAt;  ///< JSON pointer to the object the tokens stand in; empty: the whole answer
    QString okPointer; ///< a JSON true that must stand there besides a 2xx; empty: the status tells
    QStringList
        keptOfRedirect; ///< what the redirect brings besides the code and is needed later ("realmId")
    QStringList keptOfAnswer;  ///< the same of the token answer ("instance_url")
    qint64 accessSeconds = 0;  ///< 0: not stated
    qint64 refreshSeconds = 0; ///< 0: not stated, or no end
    QString note;              ///< what surprises
};

enum class SetUpKind { KeyPage, DeveloperAccount, ProviderReview };
DRAWBRIDGE_WORDS(SetUpKind,
                 3,
                 {SetUpKind::KeyPage, u"key-page"},
                 {SetUpKind::DeveloperAccount, u"developer-account"},
                 {SetUpKind::ProviderReview, u"provider-review"});

/// What it takes to get the key, told before the owner begins.
struct SetUp
{
    SetUpKind kind = SetUpKind::KeyPage;
    int minutes = 0; ///< our estimate for somebody who has not done it before
    QString role;    ///< who may do it; "unknown" is said in words
    QString plan;
    QString page; ///< address, may hold {field}
    QStringList steps;
    Provenance from;
};

/// One way to connect an app.
struct AuthOption
{
    AuthKind kind = AuthKind::ApiKey;
    QString label;
    QString note; ///< when to choose it
    QList<AuthField> fields;
    RequestAuth request;
    std::optional<TokenSpec> tokens;
    std::optional<SetUp> setUp; ///< only where it differs from the app's
    Provenance from;
};

} // namespace drawbridge
