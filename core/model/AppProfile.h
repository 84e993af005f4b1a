// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppAuth.h"
#include "core/model/AppCalls.h"
#include "core/model/AppFacts.h"

namespace drawbridge {

enum class AppKind { App, Hub, Practice, Other };
DRAWBRIDGE_WORDS(AppKind,
                 4,
                 {AppKind::App, u"app"},
                 {AppKind::Hub, u"hub"}, ///< holds grants to other apps and moves data between them
                 {AppKind::Practice, u"practice"},
                 {AppKind::Other, u"other"});

/// The area of the map a new connection of this app starts in.
enum class AppArea { Shop, Money, Customers, Team, Automation, Practice, Other };
DRAWBRIDGE_WORDS(AppArea,
                 7,
                 {AppArea::Shop, u"shop"},
                 {AppArea::Money, u"money"},
                 {AppArea::Customers, u"customers"},
                 {AppArea::Team, u"team"},
                 {AppArea::Automation, u"automation"},
                 {AppArea::Practice, u"practice"},
                 {AppArea::Other, u"other"});
/// The area's name on the map.
[[nodiscard]] QString areaLabel(AppArea area);

enum class Access { Read, Write, Admin };
DRAWBRIDGE_WORDS(
    Access, 3, {Access::Read, u"read"}, {Access::Write, u"write"}, {Access::Admin, u"admin"});

/// How an app looks in lists and on the map. No brand logos.
struct AppTile
{
    QString monogram; ///< one or two characters
    QString colour;   ///< "#rrggbb"
};

struct ScopeRequest
{
    QString method;
    QString path; ///< below the base address, may hold {field}
};

/// A harmless call whose answer tells whether a key may read what a scope opens. Always a GET: writing cannot be tried
/// without writing. Any answer that is in neither list tells nothing.
struct ReadProbe
{
    QString path; ///< an ApiAddress
    QList<int> allowed;
    QList<int> denied;
    Provenance from;
};

/// A permission by its provider's name.
struct AppScope
{
    QString name;
    QString label; ///< what it lets the key do
    QString tick;  ///< what to tick on the provider's page, in its words; empty: the name
    Access access = Access::Read;
    QStringList dataClasses;
    QList<ScopeRequest> requests; ///< those known to need it; never all
    std::optional<ReadProbe> readProbe;
    Provenance from;
};

/// A plain-language use of the app and what it needs.
struct AppJob
{
    QString id;
    QString label;
    QStringList scopes;
    QStringList dataClasses;
};

/// What the provider cannot limit, and what helps instead.
struct AppLimit
{
    QString what;
    QString help;
    Provenance from;
};

enum class RestrictionKind { Address, Referrer, Redirect, Resource, Expiry };
DRAWBRIDGE_WORDS(RestrictionKind,
                 5,
                 {RestrictionKind::Address, u"address"},
                 {RestrictionKind::Referrer, u"referrer"},
                 {RestrictionKind::Redirect, u"redirect"},
                 {RestrictionKind::Resource, u"resource"},
                 {RestrictionKind::Expiry, u"expiry"});

/// A narrowing that the provider offers beside scopes, and where it is set.
struct KeyRestriction
{
    RestrictionKind kind = RestrictionKind::Address;
    QString note;
    QString page;
    Provenance from;
};

/// Whether two keys can live side by side, which decides how a key is replaced.
struct KeyOverlap
{
    Answer answer = Answer::Unknown;
    QString note;
    Provenance from;
};

/// Everything the catalog knows about one app. A value; made by the catalog from one JSON file, which
/// docs/adding-an-app.md describes.
struct AppProfile
{
    AppId id;
    QString name;
    QString version;
    AppKind kind = AppKind::App;
    AppArea area = AppArea::Other;
    QString summary; ///< what businesses use it for
    QStringList keywords;
    AppTile tile;
    QDate checked; ///< the day the profile as a whole was last gone through
    Confidence confidence = Confidence::Unverified;
    bool imported = false; ///< from a file its owner brought, not ours: nobody has looked at it

    QString baseUrl;     ///< may hold {field}; empty: the owner gives it
    QString testBaseUrl; ///< for keys that are not live, where it differs
    QStringList hosts;   ///< the only hosts a credential of this app may go to, may hold {field}
    QMap<QString, QString> requestHeaders; ///< the provider wants them on every call
    Provenance addressFrom;

    SetUp setUp;
    QList<AuthOption> auth; ///< the recommended one first
    QList<AppJob> jobs;
    QList<AppScope> scopes;
    bool scopesComplete = false; ///< these are all the provider has
    QString scopesNote;
    QList<AppLimit> cannotLimit;
    QList<KeyRestriction> restrictions;
    KeyOverlap overlap;
    QStringList keyFormats; ///< ids of key formats

    std::optional<Probe> probe;
    std::optional<ControlCall> control;
    ShutOff shutOff;
    KeyRotation rotation;
    WebhookFacts webhook;
    ToolFacts toolFacts;
    QList<Deprecation> deprecations;
    QList<FactSource> sources;

    [[nodiscard]] const AuthOption *authOption(AuthKind authKind) const;
    /// Whether its call that ends a key of this kind is made under the authority of another key, or may be.
    [[nodiscard]] bool mayEndByAnother(AuthKind authKind) const;
    [[nodiscard]] const SetUp &setUpFor(AuthKind authKind) const;
    [[nodiscard]] const AppJob *job(QStringView jobId) const;
    [[nodiscard]] const AppScope *scope(QStringView scopeName) const;
    [[nodiscard]] const FactSource *source(QStringView sourceId) const;
    /// The union of what these jobs need, in the profile's order; unknown ids add nothing.
    [[nodiscard]] QStringList scopesFor(const QStringList &jobIds) const;
    [[nodiscard]] QStringList dataClassesFor(const QStringList &jobIds) const;
};

} // namespace drawbridge
