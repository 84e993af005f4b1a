// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/ProfileCheck.h"

#include "core/catalog/ProfileReader.h"
#include "core/catalog/RecipeCheck.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

/// One profile with what it may refer to. Each check says where the first fault is, if there is one.
class Checker
{
public:
    Checker(const AppProfile &profile, const ProfileSurroundings &around, const QString &file)
        : m_profile(profile)
        , m_around(around)
        , m_file(file)
    {}

    Result<void> head() const;
    Result<void> auth() const;
    Result<void> use() const;
    Result<void> addresses() const;
    Result<void> care() const;
    Result<void> facts() const;

private:
    [[nodiscard]] Error fault(const QString &at, const char *what) const
    {
        return profileError(m_file, at, QString::fromLatin1(what));
    }
    [[nodiscard]] Result<void> option(const AuthOption &option) const;
    [[nodiscard]] Result<void> field(const QString &of,
                                     const QList<AuthField> &among,
                                     const AuthField &field) const;
    [[nodiscard]] Result<void> recipe() const;
    [[nodiscard]] Result<void> tokens(const AuthOption &option) const;
    [[nodiscard]] Result<void> readProbe(const QString &at, const ReadProbe &probe) const;
    [[nodiscard]] Result<void> dataClasses(const QString &at, const QStringList &ids) const;
    [[nodiscard]] Result<void> provenance(const QString &at, const Provenance &from) const;
    /// Https with known {fields} in it, or empty.
    [[nodiscard]] Result<void> address(const QString &at, const QString &url) const;
    [[nodiscard]] Result<void> ownAddress(const QString &at, const QString &url) const;
    /// A path below the base address, or a whole address on an own host.
    /// "{field}": a whole address that its owner gives.
    [[nodiscard]] bool isOwnersAddress(const QString &url) const;
    [[nodiscard]] Result<void> apiAddress(const QString &at, const QString &url) const;
    [[nodiscard]] Result<void> placeholders(const QString &at,
                                            const QString &text,
                                            const QSet<QString> &known) const;
    [[nodiscard]] QSet<QString> publicFields() const;
    [[nodiscard]] QSet<QString> allFields() const;
    /// What we make ourselves has no page to quote, nor has a file that its owner brought.
    [[nodiscard]] bool isOurs() const
    {
        return m_profile.kind == AppKind::Practice || m_profile.kind == AppKind::Other
            || m_profile.imported;
    }

    const AppProfile &m_profile;
    const ProfileSurroundings &m_around;
    QString m_file;
};

QString hostOf(const QString &url)
{
    const QString rest = url.sliced(qsizetype(sizeof("https://") - 1));
    const QString authority = rest.left(rest.indexOf(u'/'));
    return authority.left(authority.indexOf(u':'));
}

QSet<QString> Checker::publicFields() const
{
    QSet<QString> names;
    for (const AuthOption &each : m_profile.auth) {
        for (const AuthField &field : each.fields) {
            if (!field.secret)
                names.insert(field.name);
        }
    }
    return names;
}

QSet<QString> Checker::allFields() const
{
    QSet<QString> names{QStringLiteral("accessToken")};
    for (const AuthOption &each : m_profile.auth) {
        for (const AuthField &field : each.fields)
            names.insert(field.name);
    }
    return names;
}

Result<void> Checker::placeholders(const QString &at,
                                   const QString &text,
                                   const QSet<QString> &known) const
{
    static const QRegularExpression placeholder(QStringLiteral("\\{([A-Za-z][A-Za-z0-9]*)\\}"));
    auto each = placeholder.globalMatch(text);
    while (each.hasNext()) {
        if (!known.contains(each.next().captured(1)))
            return fault(at, "names a {field} that is not there or is secret");
    }
    return {};
}

Result<void> Checker::address(const QString &at, const QString &url) const
{
    if (url.isEmpty())
        return {};
    static const QRegularExpression https(QStringLiteral(
        "^https://[a-z0-9{][A-Za-z0-9.{}-]*(:\\{[a-zA-Z]+\\}|:[0-9]+)?(/[^\\s\\\\@]*)?$"));
    if (!https.match(url).hasMatch())
        return fault(at, "is no https address");
    return placeholders(at, url, publicFields());
}

Result<void> Checker::ownAddress(const QString &at, const QString &url) const
{
    TRY_DONE(address(at, url));
    if (!url.isEmpty() && !m_profile.hosts.contains(hostOf(url)))
        return fault(at, "is not on one of the app's own hosts");
    return {};
}

bool Checker::isOwnersAddress(const QString &url) const
{
    static const QRegularExpression wholly(QStringLiteral("^\\{[A-Za-z][A-Za-z0-9]*\\}$"));
    return m_profile.kind == AppKind::Other && wholly.match(url).hasMatch();
}

Result<void> Checker::apiAddress(const QString &at, const QString &url) const
{
    if (isOwnersAddress(url))
        return placeholders(at, url, publicFields());
    return url.startsWith(u'/') ? placeholders(at, url, publicFields()) : ownAddress(at, url);
}

Result<void> Checker::provenance(const QString &at, const Provenance &from) const
{
    if (from.source.isEmpty()) {
        if (from.confidence != Confidence::Unverified)
            return fault(at, "claims to be known without a source");
        return {};
    }
    if (!m_profile.source(from.source))
        return fault(at, "names a source that is not there");
    return {};
}

Result<void> Checker::dataClasses(const QString &at, const QStringList &ids) const
{
    for (const QString &id : ids) {
        const bool known = std::any_of(m_around.dataClasses.cbegin(),
                                       m_around.dataClasses.cend(),
                                       [&id](const DataClass &each) { return each.id == id; });
        if (!known)
            return fault(at, "names a kind of data that is not there");
    }
    return {};
}

Result<void> Checker::head() const
{
    if (!matches(m_profile.id, QStringLiteral("[a-z][a-z0-9]*(-[a-z0-9]+)*")))
        return fault(QStringLiteral("id"),
                     "is not made of small letters, digits and single hyphens");
    if (!matches(m_profile.tile.colour, QStringLiteral("#[0-9a-f]{6}")))
        return fault(QStringLiteral("tile.colour"), "is no colour such as #5b57d6");
    QSet<QString> ids;
    for (const FactSource &source : m_profile.sources) {
        if (ids.contains(source.id))
            return fault(QStringLiteral("sources"), "has an id twice");
        ids.insert(source.id);
        const bool hasPage = source.url.isValid() && source.url.scheme() == "https"_L1
            && !source.url.host().isEmpty();
        if (!hasPage && !(isOurs() && source.url.isEmpty()))
            return fault(QStringLiteral("sources.") + source.id, "has no https address");
    }
    if (ids.isEmpty() && m_profile.kind != AppKind::Other && !m_profile.imported)
        return fault(QStringLiteral("sources"), "is empty");
    return {};
}

Result<void> Checker::field(const QString &of,
                            const QList<AuthField> &among,
                            const AuthField &field) const
{
    const QString at = QStringLiteral("%1.fields.%2").arg(of, field.name);
    if (!matches(field.name, QStringLiteral("[a-z][A-Za-z0-9]*")))
        return fault(at, "has a name that is not letters and digits");
    if (!field.pattern.isEmpty() && !QRegularExpression(field.pattern).isValid())
        return fault(at, "has a pattern that is no expression");
    if (field.secret && !field.example.isEmpty() && !field.example.endsWith(QChar(0x2026)))
        return fault(at, "is secret: end its example in \u2026 so that nobody takes it for a key");
    if (!field.secret && !field.example.isEmpty() && !field.pattern.isEmpty()
        && !matches(field.example, field.pattern))
        return fault(at, "has an example that does not fit its pattern");
    if (!field.defaultValue.isEmpty()
        && (field.secret || !matches(field.defaultValue, field.pattern)))
        return fault(at, "has a default that is secret or does not fit its pattern");
    if (field.takenFrom.isEmpty())
        return {};
    const bool known = std::any_of(among.cbegin(), among.cend(), [&field](const AuthField &each) {
        return each.secret && each.name == field.takenFrom;
    });
    const QRegularExpression taken(field.takenBy);
    if (!known || !taken.isValid() || taken.captureCount() != 1)
        return fault(at,
                     "is taken from a field that is not there, or by no expression with one group");
    return {};
}

Result<void> Checker::tokens(const AuthOption &option) const
{
    const QString at = QStringLiteral("auth.%1.tokens").arg(toText(option.kind));
    const bool wanted = option.kind == AuthKind::OAuth || option.kind == AuthKind::Device
        || option.kind == AuthKind::ClientCredentials;
    if (wanted != option.tokens.has_value())
        return fault(at, "is missing, or is there without need");
    if (!wanted)
        return {};
    const TokenSpec &spec = *option.tokens;
    if ((option.kind == AuthKind::OAuth && spec.authorizeUrl.isEmpty())
        || (option.kind == AuthKind::Device && spec.deviceUrl.isEmpty()))
        return fault(at, "lacks the address where the sign-in begins");
    TRY_DONE(isOwnersAddress(spec.authorizeUrl) ? apiAddress(at, spec.authorizeUrl)
                                                : address(at, spec.authorizeUrl));
    for (const QString &url : {spec.tokenUrl, spec.deviceUrl, spec.revokeUrl, spec.introspectUrl}) {
        TRY_DONE(apiAddress(at, url));
    }
    return {};
}

Result<void> Checker::option(const AuthOption &option) const
{
    const QString at = QStringLiteral("auth.") + toText(option.kind);
    QSet<QString> names{QStringLiteral("accessToken")};
    for (const AuthField &each : option.fields) {
        if (names.contains(each.name))
            return fault(at, "has a field twice");
        names.insert(each.name);
        TRY_DONE(field(at, option.fields, each));
    }
    const RequestAuth &request = option.request;
    bool whole = request.name.isEmpty() && request.format.isEmpty() && request.user.isEmpty();
    if (request.placement == KeyPlacement::Header || request.placement == KeyPlacement::Query) {
        whole = matches(request.name, QStringLiteral("[A-Za-z0-9_-]+|\\{[a-z][A-Za-z0-9]*\\}"))
            && request.format.contains(u'{') && request.user.isEmpty();
    } else if (request.placement == KeyPlacement::AwsV4) {
        whole = matches(request.name, QStringLiteral("[a-z0-9-]+")) && request.format.isEmpty()
            && request.user.contains(u'{') && request.password.contains(u'{');
    } else if (request.placement == KeyPlacement::Basic) {
        whole = request.name.isEmpty() && request.format.isEmpty() && !request.user.isEmpty();
    }
    if (!whole)
        return fault(at + ".request"_L1, "does not say what its placement needs");
    for (const QString &text : {request.name, request.format, request.user, request.password})
        TRY_DONE(placeholders(at + ".request"_L1, text, names));
    if (option.setUp) {
        TRY_DONE(provenance(at + ".setUp"_L1, option.setUp->from));
        TRY_DONE(address(at + ".setUp.page"_L1, option.setUp->page));
    }
    TRY_DONE(tokens(option));
    return provenance(at, option.from);
}

Result<void> Checker::auth() const
{
    if (m_profile.auth.isEmpty())
        return fault(QStringLiteral("auth"), "is empty");
    QSet<QString> kinds;
    for (const AuthOption &each : m_profile.auth) {
        if (kinds.contains(toText(each.kind)))
            return fault(QStringLiteral("auth"), "has a kind twice");
        kinds.insert(toText(each.kind));
        TRY_DONE(option(each));
    }
    for (const QString &id : m_profile.keyFormats) {
        if (!m_around.keys.has(id, m_profile.id))
            return fault(QStringLiteral("keyFormats"), "names a format that is not there");
    }
    return {};
}

Result<void> Checker::readProbe(const QString &at, const ReadProbe &probe) const
{
    TRY_DONE(provenance(at, probe.from));
    TRY_DONE(apiAddress(at, probe.path));
    const bool isTold = !probe.allowed.isEmpty() && !probe.denied.isEmpty();
    const bool isEither =
        std::any_of(probe.denied.cbegin(), probe.denied.cend(), [&probe](int status) {
            return probe.allowed.contains(status);
        });
    if (!isTold || isEither)
        return fault(at, "does not tell what is allowed from what is denied");
    // A key that is none would otherwise pass for one that may do less.
    const bool isNoKey = m_profile.probe && m_profile.probe->invalid.pointer.isEmpty()
        && std::any_of(probe.denied.cbegin(), probe.denied.cend(), [this](int status) {
                             return m_profile.probe->invalid.statuses.contains(status);
                         });
    if (isNoKey)
        return fault(at, "takes a key the provider does not know for one that may do less");
    return {};
}

Result<void> Checker::use() const
{
    QSet<QString> names;
    for (const AppScope &scope : m_profile.scopes) {
        const QString at = QStringLiteral("scopes.") + scope.name;
        if (names.contains(scope.name))
            return fault(at, "is there twice");
        names.insert(scope.name);
        TRY_DONE(dataClasses(at, scope.dataClasses));
        TRY_DONE(provenance(at, scope.from));
        for (const ScopeRequest &request : scope.requests) {
            if (!matches(request.method, QStringLiteral("GET|POST|PUT|PATCH|DELETE|HEAD"))
                || !request.path.startsWith(u'/'))
                return fault(at, "has a request that is no method and path");
        }
        if (scope.readProbe)
            TRY_DONE(readProbe(at + ".readProbe"_L1, *scope.readProbe));
    }
    QSet<QString> ids;
    for (const AppJob &job : m_profile.jobs) {
        const QString at = QStringLiteral("jobs.") + job.id;
        if (ids.contains(job.id) || !matches(job.id, QStringLiteral("[a-z][a-z0-9-]*")))
            return fault(at, "is there twice, or has an id that is not small letters and hyphens");
        ids.insert(job.id);
        TRY_DONE(dataClasses(at, job.dataClasses));
        for (const QString &scope : job.scopes) {
            if (!names.contains(scope))
                return fault(at, "needs a scope that is not there");
        }
    }
    for (const AppLimit &limit : m_profile.cannotLimit)
        TRY_DONE(provenance(QStringLiteral("cannotLimit"), limit.from));
    for (const KeyRestriction &restriction : m_profile.restrictions) {
        TRY_DONE(provenance(QStringLiteral("restrictions"), restriction.from));
        TRY_DONE(address(QStringLiteral("restrictions"), restriction.page));
    }
    return provenance(QStringLiteral("overlap"), m_profile.overlap.from);
}

Result<void> Checker::addresses() const
{
    static const QString hostPattern(QStringLiteral("[a-z0-9{][A-Za-z0-9.{}-]*"));
    for (const QString &host : m_profile.hosts) {
        if (!matches(host, hostPattern) || host == "{"_L1)
            return fault(QStringLiteral("address.hosts"), "holds something that is no host name");
        TRY_DONE(placeholders(QStringLiteral("address.hosts"), host, publicFields()));
        // "{shop}" alone would let whoever fills it in choose where the key goes.
        if (QString(host).remove(QRegularExpression(QStringLiteral("\\{[^}]*\\}"))).count(u'.') < 1)
            return fault(QStringLiteral("address.hosts"), "leaves the whole host to a field");
    }
    TRY_DONE(provenance(QStringLiteral("address"), m_profile.addressFrom));
    TRY_DONE(provenance(QStringLiteral("setUp"), m_profile.setUp.from));
    TRY_DONE(address(QStringLiteral("setUp.page"), m_profile.setUp.page));
    if (m_profile.baseUrl.isEmpty()) {
        if (m_profile.kind != AppKind::Other && !m_profile.imported)
            return fault(QStringLiteral("address.baseUrl"), "is missing");
        return {};
    }
    TRY_DONE(ownAddress(QStringLiteral("address.baseUrl"), m_profile.baseUrl));
    TRY_DONE(ownAddress(QStringLiteral("address.testBaseUrl"), m_profile.testBaseUrl));
    return {};
}

Result<void> Checker::care() const
{
    if (m_profile.probe) {
        const Probe &probe = *m_profile.probe;
        const QString at = QStringLiteral("probe");
        if (probe.method != "GET"_L1)
            return fault(at, "changes something: only GET may ask who a key belongs to");
        TRY_DONE(apiAddress(at, probe.path));
        if (probe.invalid.statuses.isEmpty()
            || probe.invalid.pointer.isEmpty() != probe.invalid.codes.isEmpty())
            return fault(at, "does not say how the provider refuses a key it does not know");
        TRY_DONE(provenance(at, probe.from));
    }
    if (m_profile.control) {
        const QString &url = m_profile.control->url;
        TRY_DONE(url.startsWith(u'/') ? apiAddress(QStringLiteral("control"), url)
                                      : address(QStringLiteral("control"), url));
        TRY_DONE(provenance(QStringLiteral("control"), m_profile.control->from));
        if (m_profile.control->statuses.isEmpty()
            || !matches(m_profile.control->method, QStringLiteral("GET|HEAD")))
            return fault(QStringLiteral("control"), "expects no status, or changes something");
    }
    const ShutOff &shutOff = m_profile.shutOff;
    if (shutOff.api) {
        QStringList texts = shutOff.api->headers.values();
        texts.append(shutOff.api->body);
        for (const QString &text : texts)
            TRY_DONE(placeholders(QStringLiteral("shutOff.api"), text, allFields()));
        TRY_DONE(apiAddress(QStringLiteral("shutOff.api"), shutOff.api->url));
        if (!shutOff.api->idUrl.isEmpty()) {
            TRY_DONE(apiAddress(QStringLiteral("shutOff.api.keyId"), shutOff.api->idUrl));
            if (!shutOff.api->idPointer.startsWith(u'/') || !shutOff.api->url.endsWith(u'/'))
                return fault(QStringLiteral("shutOff.api.keyId"),
                             "has no place in the answer, or none in the address");
        }
    }
    TRY_DONE(address(QStringLiteral("shutOff.page"), shutOff.page));
    if (shutOff.page.isEmpty() && !isOurs())
        return fault(QStringLiteral("shutOff.page"), "is missing");
    TRY_DONE(provenance(QStringLiteral("shutOff"), shutOff.from));
    TRY_DONE(address(QStringLiteral("rotation.page"), m_profile.rotation.page));
    TRY_DONE(provenance(QStringLiteral("rotation"), m_profile.rotation.from));
    return recipe();
}

Result<void> Checker::recipe() const
{
    if (!m_profile.rotation.recipe)
        return {};
    const KeyRecipe &recipe = *m_profile.rotation.recipe;
    for (const AuthField &each : recipe.fields)
        TRY_DONE(field(QStringLiteral("rotation.recipe"), recipe.fields, each));
    if (const std::optional<RecipeFault> found = findRecipeFault(m_profile))
        return profileError(m_file, found->at, found->what);
    QList<std::pair<QString, QString>> urls{{QStringLiteral("make"), recipe.make.url}};
    if (recipe.ask)
        urls.append({QStringLiteral("ask"), recipe.ask->url});
    if (recipe.list)
        urls.append({QStringLiteral("list"), recipe.list->url});
    if (recipe.exchange)
        urls.append({QStringLiteral("exchange"), recipe.exchange->url});
    if (recipe.end)
        urls.append({QStringLiteral("end"), recipe.end->url});
    for (const auto &[at, url] : urls)
        TRY_DONE(apiAddress(QStringLiteral("rotation.recipe.%1.url").arg(at),
                            withoutFunctions(recipe, url)));
    if (recipe.rate)
        TRY_DONE(provenance(QStringLiteral("rotation.recipe.rate"), recipe.rate->from));
    if (recipe.busy)
        TRY_DONE(provenance(QStringLiteral("rotation.recipe.busy"), recipe.busy->from));
    return provenance(QStringLiteral("rotation.recipe"), recipe.from);
}

Result<void> Checker::facts() const
{
    const WebhookFacts &webhook = m_profile.webhook;
    if ((webhook.kind == WebhookKind::Signed) != !webhook.scheme.isEmpty())
        return fault(QStringLiteral("webhook.scheme"),
                     "belongs to signed webhooks, and to these alone");
    TRY_DONE(provenance(QStringLiteral("webhook"), webhook.from));
    const ToolFacts &facts = m_profile.toolFacts;
    for (const ToolFact *fact : {&facts.encryptionInTransit,
                                 &facts.roles,
                                 &facts.auditLog,
                                 &facts.permissionSeparation,
                                 &facts.revocation}) {
        TRY_DONE(provenance(QStringLiteral("toolFacts"), fact->from));
        if ((fact->answer == FactAnswer::Unknown) != fact->from.source.isEmpty())
            return fault(QStringLiteral("toolFacts"),
                         "answers without a source, or has one for nothing");
    }
    for (const Deprecation &each : m_profile.deprecations)
        TRY_DONE(provenance(QStringLiteral("deprecations"), each.from));
    return {};
}

} // namespace

Result<void> checkProfile(const AppProfile &profile,
                          const ProfileSurroundings &around,
                          const QString &file)
{
    const Checker checker(profile, around, file);
    TRY_DONE(checker.head());
    TRY_DONE(checker.auth());
    TRY_DONE(checker.use());
    TRY_DONE(checker.addresses());
    TRY_DONE(checker.care());
    return checker.facts();
}

} // namespace drawbridge
