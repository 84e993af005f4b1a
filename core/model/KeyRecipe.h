// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppAuth.h"

#include <optional>

/// How a new key of an app is made, listed and ended by the app's own calls: data of the catalog, carried out by
/// core/auth/KeyMaking.
///
/// Texts of a call are templates. {field} stands for a public field of the key; the functions are
///   {key.id}          what the app calls the key that is meant
///   {new.label}       the new key's name
///   {new.scopes}      its scopes: a JSON list
///   {new.scopesText}  its scopes in one text, joined by `scopeSeparator`
///   {new.endDay}      the day it ends, "2026-12-31"
///   {new.endTime}     the first second of that day, UTC, RFC 3339
///   {new.endUnix}     the same in seconds since 1970
///   {new.seconds}     whole seconds until then
///   {asked.NAME}      what `ask` brought, with its JSON type
/// There is none for a secret: a call carries one only as the sign-in of the authority it is made under. A value whose
/// {new.end..} has nothing to stand for is left out.
namespace drawbridge {

/// What a recipe makes: a key that opens the app, or the secret the app signs its automatic messages with.
enum class RecipeMakes { Key, SigningSecret };
DRAWBRIDGE_WORDS(RecipeMakes,
                 2,
                 {RecipeMakes::Key, u"key"},
                 {RecipeMakes::SigningSecret, u"signing-secret"});

/// Whose authority the calls are made under.
enum class AuthorityKind { Itself, Admin };
DRAWBRIDGE_WORDS(AuthorityKind,
                 2,
                 {AuthorityKind::Itself,
                  u"itself"}, ///< the key makes its successor, and this ends it
                 {AuthorityKind::Admin, u"admin"}); ///< a key that may manage keys

enum class CallBody { None, Json, Form };
DRAWBRIDGE_WORDS(
    CallBody, 3, {CallBody::None, u"none"}, {CallBody::Json, u"json"}, {CallBody::Form, u"form"});

enum class AskedBy { Key, Authority };
DRAWBRIDGE_WORDS(AskedBy, 2, {AskedBy::Key, u"key"}, {AskedBy::Authority, u"authority"});

/// How a list goes on: a value for a parameter of the same address, or the whole address of the next page.
enum class PageForm { Cursor, Address };
DRAWBRIDGE_WORDS(PageForm, 2, {PageForm::Cursor, u"cursor"}, {PageForm::Address, u"address"});

struct KeyCall
{
    QString method;
    QString url; ///< an ApiAddress; a template
    QMap<QString, QString> headers;
    CallBody body = CallBody::None;
    /// Templates by JSON pointer ("/token/scopes") or by the form's name.
    QMap<QString, QString> values;
    QString okPointer; ///< a JSON true that must stand there besides a 2xx; empty: the status tells
};

/// What is asked about the old key before anything is made: a GET.
struct KeyAsk
{
    QString url;
    AskedBy by = AskedBy::Key;
    QString idPointer;            ///< what the app calls the key; empty: `KeyRecipe::idField` tells
    QString scopesPointer;        ///< what the key may do, where the wish does not say
    QMap<QString, QString> facts; ///< {asked.NAME} by JSON pointer
    /// What must be null, empty or not there at all, else no key is made: a new one could do something else.
    QStringList mustBeEmpty;
    QString otherwise; ///< why not, for the owner
};

/// Where the parts of the new key stand in the answer: JSON pointers by field name.
struct MadeAnswer
{
    QMap<QString, QString> secrets;
    QMap<QString, QString> publicFields;
    QString id;     ///< empty: `KeyRecipe::idField` tells, or it keeps the old one's
    QString endsAt; ///< a day, a time (ISO 8601) or seconds since 1970; empty: not told
};

struct KeyListing
{
    QString url;
    QMap<QString, QString> headers;
    QString items;                ///< JSON pointer to the list
    QString id;                   ///< within an item
    QString label;                ///< empty: keys have none
    QString createdAt;            ///< empty: not told
    std::optional<PageForm> form; ///< none: everything comes at once
    QString next; ///< JSON pointer to the cursor or the address; null or nothing there: the end
    QString parameter; ///< of the address, for a cursor
    QString more;      ///< a JSON true while there is more; empty: `next` alone tells
    /// Of an item, by which a key that is kept here is known again: JSON pointers by field name.
    QMap<QString, QString> publicFields;
    int emptyStatus = 0; ///< by which the app says that there are none; 0: by an empty list alone
};

/// What an app says where it was asked too often, under a status that other refusals have, too. Nothing was done then.
struct BusyAnswer
{
    QString pointer; ///< to the error's code; of XML as core/auth/XmlAnswer reads it
    QStringList codes;
    Provenance from = {};
};

/// So many in every stretch of so many seconds.
struct CallRate
{
    int requests = 0;
    int seconds = 0;
    Provenance from = {};
};

struct KeyRecipe
{
    RecipeMakes makes = RecipeMakes::Key;
    QList<AuthKind> auth;    ///< the ways to connect whose keys are made so
    QList<AuthField> fields; ///< of a signing secret, which is no way to connect

    AuthorityKind authority = AuthorityKind::Admin;
    QString needs;           ///< whose, in words
    QStringList needsScopes; ///< each of them, where the app's keys have such
    QStringList account;     ///< public fields that are the same in every key of one account
    bool sameRights = false; ///< a new key always may do what the old one may

    QString idField; ///< the public field that is what the app calls the key; empty: `ask` tells
    std::optional<KeyAsk> ask;
    KeyCall make;
    MadeAnswer answer;
    std::optional<KeyListing> list;
    /// Where a new key waits beside the first one, though it works: what puts {key.id} in the first one's place, which
    /// waits then, and can be ended. `list` has those that wait.
    std::optional<KeyCall> exchange;
    std::optional<KeyCall> end;
    std::optional<BusyAnswer> busy;

    bool replaces = false;                 ///< the old key ends the moment the new one is made
    std::optional<qint64> oldLivesSeconds; ///< how long the old one lives then; none: until it is ended
    qint64 worksAfterSeconds = 0;          ///< until the new one works; 0: not stated
    int mostKeys = 0;                      ///< side by side; 0: not stated
    int longestLabel = 60;
    QString scopeSeparator = QStringLiteral(" ");
    QStringList scopesLeftOut;    ///< told among what a key may do, but not to be asked for
    std::optional<CallRate> rate; ///< what the app allows of these calls; none: unknown
    QString note;
    bool tried = false; ///< against the app itself, not only against what its pages say
    Provenance from;
};

} // namespace drawbridge
