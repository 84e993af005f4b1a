// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/CatalogJson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonArray array(const QStringList &texts)
{
    return QJsonArray::fromStringList(texts);
}

template<typename T, typename ToJson>
QJsonArray array(const QList<T> &list, ToJson toJson)
{
    QJsonArray all;
    for (const T &each : list)
        all.append(toJson(each));
    return all;
}

QJsonObject object(const QMap<QString, QString> &texts)
{
    QJsonObject all;
    for (auto each = texts.constBegin(); each != texts.constEnd(); ++each)
        all.insert(each.key(), each.value());
    return all;
}

/// Adds how well a fact is known, and where and when it was read.
QJsonObject with(QJsonObject fact, const AppProfile &profile, const Provenance &from)
{
    const FactSource *source = profile.source(from.source);
    fact.insert("confidence"_L1, toText(from.confidence));
    fact.insert("source"_L1, source ? orNull(source->url.toString()) : QJsonValue(QJsonValue::Null));
    if (source)
        fact.insert("date"_L1, source->date.toString(Qt::ISODate));
    return fact;
}

QJsonObject setUpJson(const AppProfile &profile, const SetUp &setUp)
{
    return with({{"kind"_L1, toText(setUp.kind)},
                 {"minutes"_L1, setUp.minutes},
                 {"role"_L1, setUp.role},
                 {"plan"_L1, setUp.plan},
                 {"page"_L1, orNull(setUp.page)},
                 {"steps"_L1, array(setUp.steps)}},
                profile,
                setUp.from);
}

QJsonObject fieldJson(const AuthField &field)
{
    return {{"name"_L1, field.name},
            {"label"_L1, field.label},
            {"help"_L1, orNull(field.help)},
            {"where"_L1, orNull(field.where)},
            {"secret"_L1, field.secret},
            {"required"_L1, field.required},
            {"pattern"_L1, orNull(field.pattern)},
            {"example"_L1, orNull(field.example)},
            {"prefix"_L1, orNull(field.prefix)},
            {"suffix"_L1, orNull(field.suffix)},
            {"default"_L1, orNull(field.defaultValue)},
            {"takenFrom"_L1, orNull(field.takenFrom)}};
}

QString flowOf(AuthKind kind)
{
    switch (kind) {
    case AuthKind::OAuth:
        return QStringLiteral("authorization-code");
    case AuthKind::Device:
        return QStringLiteral("device-code");
    case AuthKind::ClientCredentials:
        return QStringLiteral("client-credentials");
    case AuthKind::ApiKey:
    case AuthKind::Basic:
    case AuthKind::Bearer:
    case AuthKind::None:
        break;
    }
    return {};
}

QJsonObject authJson(const AppProfile &profile, const AuthOption &option)
{
    QJsonObject json{{"kind"_L1, toText(option.kind)},
                     {"flow"_L1, orNull(flowOf(option.kind))},
                     {"label"_L1, option.label},
                     {"note"_L1, orNull(option.note)},
                     {"fields"_L1, array(option.fields, fieldJson)},
                     {"request"_L1,
                      QJsonObject{{"placement"_L1, toText(option.request.placement)},
                                  {"name"_L1, orNull(option.request.name)},
                                  {"format"_L1, orNull(option.request.format)},
                                  {"user"_L1, orNull(option.request.user)},
                                  {"password"_L1, orNull(option.request.password)}}}};
    if (option.tokens) {
        const TokenSpec &tokens = *option.tokens;
        json.insert("authorizationUrl"_L1, orNull(tokens.authorizeUrl));
        json.insert("deviceUrl"_L1, orNull(tokens.deviceUrl));
        json.insert("tokenUrl"_L1, orNull(tokens.tokenUrl));
        json.insert("revocationUrl"_L1, orNull(tokens.revokeUrl));
        json.insert("introspectionUrl"_L1, orNull(tokens.introspectUrl));
        json.insert("clientAuth"_L1, toText(tokens.clientAuth));
        json.insert("pkce"_L1, toText(tokens.pkce));
        json.insert("redirect"_L1, toText(tokens.redirect));
        json.insert("refresh"_L1, toText(tokens.refresh));
        json.insert("scopeSeparator"_L1, tokens.scopeSeparator);
        json.insert("accessSeconds"_L1,
                    tokens.accessSeconds ? QJsonValue(tokens.accessSeconds) : QJsonValue());
        json.insert("refreshSeconds"_L1,
                    tokens.refreshSeconds ? QJsonValue(tokens.refreshSeconds) : QJsonValue());
        json.insert("body"_L1, toText(tokens.body));
        json.insert("tokenNote"_L1, orNull(tokens.note));
    }
    if (option.setUp)
        json.insert("setUp"_L1, setUpJson(profile, *option.setUp));
    return with(std::move(json), profile, option.from);
}

QJsonObject jobJson(const AppJob &job)
{
    return {{"id"_L1, job.id},
            {"label"_L1, job.label},
            {"scopes"_L1, array(job.scopes)},
            {"dataClasses"_L1, array(job.dataClasses)}};
}

QJsonArray array(const QList<int> &statuses)
{
    return array(statuses, [](int status) { return QJsonValue(status); });
}

QJsonValue readProbeJson(const AppProfile &profile, const AppScope &scope)
{
    if (!scope.readProbe)
        return {};
    return with({{"method"_L1, u"GET"_s},
                 {"path"_L1, scope.readProbe->path},
                 {"allowed"_L1, array(scope.readProbe->allowed)},
                 {"denied"_L1, array(scope.readProbe->denied)}},
                profile,
                scope.readProbe->from);
}

QJsonObject scopeJson(const AppProfile &profile, const AppScope &scope)
{
    return with(
        {{"name"_L1, scope.name},
         {"description"_L1, scope.label},
         {"tick"_L1, orNull(scope.tick)},
         {"access"_L1, toText(scope.access)},
         {"dataClasses"_L1, array(scope.dataClasses)},
         {"requests"_L1,
          array(scope.requests,
                [](const ScopeRequest &request) {
                    return QJsonObject{{"method"_L1, request.method}, {"path"_L1, request.path}};
                })},
         {"readProbe"_L1, readProbeJson(profile, scope)}},
        profile,
        scope.from);
}

QJsonValue valueJson(const ValueSource &value)
{
    if (value.place == ValuePlace::None)
        return {};
    return QJsonObject{{"place"_L1, toText(value.place)}, {"at"_L1, value.at}};
}

QJsonValue probeJson(const AppProfile &profile)
{
    if (!profile.probe)
        return {};
    const Probe &probe = *profile.probe;
    QJsonArray statuses;
    for (const int status : probe.invalid.statuses)
        statuses.append(status);
    return with({{"method"_L1, probe.method},
                 {"path"_L1, probe.path},
                 {"identity"_L1, array(probe.identity)},
                 {"granted"_L1, valueJson(probe.granted)},
                 {"endsAt"_L1, valueJson(probe.endsAt)},
                 {"invalidKey"_L1,
                  QJsonObject{{"statuses"_L1, statuses},
                              {"pointer"_L1, orNull(probe.invalid.pointer)},
                              {"codes"_L1, array(probe.invalid.codes)}}},
                 {"note"_L1, orNull(probe.note)}},
                profile,
                probe.from);
}

QJsonObject shutOffJson(const AppProfile &profile)
{
    const ShutOff &shutOff = profile.shutOff;
    return with({{"byApi"_L1, shutOff.api.has_value()},
                 {"needs"_L1, shutOff.api ? orNull(shutOff.api->needs) : QJsonValue()},
                 {"page"_L1, orNull(shutOff.page)},
                 {"steps"_L1, array(shutOff.steps)},
                 {"livesOn"_L1, shutOff.livesOn}},
                profile,
                shutOff.from);
}

QJsonObject toolFactJson(const AppProfile &profile, const ToolFact &fact)
{
    QJsonObject json = with({{"answer"_L1, toText(fact.answer)}, {"note"_L1, orNull(fact.note)}},
                            profile,
                            fact.from);
    json.insert("date"_L1, fact.date.toString(Qt::ISODate));
    return json;
}

/// What a recipe does, not how: the calls are nobody's business but KeyMaking's.
QJsonValue recipeJson(const AppProfile &profile)
{
    if (!profile.rotation.recipe)
        return {};
    const KeyRecipe &recipe = *profile.rotation.recipe;
    QJsonArray kinds;
    for (const AuthKind kind : recipe.auth)
        kinds.append(toText(kind));
    return with({{"makes"_L1, toText(recipe.makes)},
                 {"auth"_L1, kinds},
                 {"authority"_L1, toText(recipe.authority)},
                 {"needs"_L1, recipe.needs},
                 {"needsScopes"_L1, array(recipe.needsScopes)},
                 {"replaces"_L1, recipe.replaces},
                 {"mostKeys"_L1, recipe.mostKeys > 0 ? QJsonValue(recipe.mostKeys) : QJsonValue()},
                 {"tried"_L1, recipe.tried},
                 {"note"_L1, orNull(recipe.note)}},
                profile,
                recipe.from);
}

/// What the profile says about its keys: limits, narrowing, replacing, shutting off.
void addKeyCare(QJsonObject &json, const AppProfile &profile)
{
    json.insert(
        "cannotLimit"_L1, array(profile.cannotLimit, [&](const AppLimit &limit) {
            return with({{"what"_L1, limit.what}, {"help"_L1, limit.help}}, profile, limit.from);
        }));
    json.insert("restrictions"_L1, array(profile.restrictions, [&](const KeyRestriction &each) {
                    return with({{"kind"_L1, toText(each.kind)},
                                 {"note"_L1, each.note},
                                 {"page"_L1, orNull(each.page)}},
                                profile,
                                each.from);
                }));
    json.insert("overlap"_L1,
                with({{"answer"_L1, toText(profile.overlap.answer)},
                      {"note"_L1, orNull(profile.overlap.note)}},
                     profile,
                     profile.overlap.from));
    json.insert("keyFormats"_L1, array(profile.keyFormats));
    json.insert("probe"_L1, probeJson(profile));
    json.insert("shutOff"_L1, shutOffJson(profile));
    const KeyRotation &rotation = profile.rotation;
    json.insert("rotation"_L1,
                with({{"byApi"_L1, toText(rotation.byApi)},
                      {"note"_L1, orNull(rotation.note)},
                      {"page"_L1, orNull(rotation.page)},
                      {"steps"_L1, array(rotation.steps)},
                      {"recipe"_L1, recipeJson(profile)}},
                     profile,
                     rotation.from));
    json.insert("webhook"_L1,
                with({{"kind"_L1, toText(profile.webhook.kind)},
                      {"scheme"_L1, orNull(profile.webhook.scheme)},
                      {"note"_L1, orNull(profile.webhook.note)}},
                     profile,
                     profile.webhook.from));
}

void addFacts(QJsonObject &json, const AppProfile &profile)
{
    const ToolFacts &facts = profile.toolFacts;
    json.insert("toolFacts"_L1,
                QJsonObject{{"encryptionInTransit"_L1,
                             toolFactJson(profile, facts.encryptionInTransit)},
                            {"roles"_L1, toolFactJson(profile, facts.roles)},
                            {"auditLog"_L1, toolFactJson(profile, facts.auditLog)},
                            {"permissionSeparation"_L1,
                             toolFactJson(profile, facts.permissionSeparation)},
                            {"revocation"_L1, toolFactJson(profile, facts.revocation)}});
    json.insert("deprecations"_L1, array(profile.deprecations, [&](const Deprecation &each) {
                    QJsonObject one = with({{"what"_L1, each.what}}, profile, each.from);
                    one.insert("date"_L1, orNull(each.date.toString(Qt::ISODate)));
                    return one;
                }));
    json.insert("sources"_L1, array(profile.sources, [](const FactSource &source) {
                    return QJsonObject{{"id"_L1, source.id},
                                       {"url"_L1, orNull(source.url.toString())},
                                       {"date"_L1, source.date.toString(Qt::ISODate)},
                                       {"what"_L1, source.what}};
                }));
}

} // namespace

QJsonObject toListJson(const AppProfile &profile)
{
    return {{"id"_L1, profile.id},
            {"name"_L1, profile.name},
            {"version"_L1, profile.version},
            {"kind"_L1, toText(profile.kind)},
            {"area"_L1, toText(profile.area)},
            {"summary"_L1, profile.summary},
            {"confidence"_L1, toText(profile.confidence)},
            {"imported"_L1, profile.imported},
            {"checked"_L1, profile.checked.toString(Qt::ISODate)}};
}

QJsonObject toJson(const AppProfile &profile)
{
    QJsonObject json = toListJson(profile);
    json.insert("baseUrl"_L1, orNull(profile.baseUrl));
    json.insert("testBaseUrl"_L1, orNull(profile.testBaseUrl));
    json.insert("hosts"_L1, array(profile.hosts));
    json.insert("requestHeaders"_L1, object(profile.requestHeaders));
    json.insert("keywords"_L1, array(profile.keywords));
    json.insert("tile"_L1,
                QJsonObject{{"monogram"_L1, profile.tile.monogram},
                            {"colour"_L1, profile.tile.colour}});
    json.insert("setUp"_L1, setUpJson(profile, profile.setUp));
    json.insert("auth"_L1, array(profile.auth, [&](const AuthOption &option) {
                    return authJson(profile, option);
                }));
    json.insert("jobs"_L1, array(profile.jobs, jobJson));
    json.insert("scopes"_L1, array(profile.scopes, [&](const AppScope &scope) {
                    return scopeJson(profile, scope);
                }));
    json.insert("scopesComplete"_L1, profile.scopesComplete);
    json.insert("scopesNote"_L1, orNull(profile.scopesNote));
    addKeyCare(json, profile);
    addFacts(json, profile);
    return json;
}

QJsonObject toJson(const std::optional<RecognizedKey> &key)
{
    if (!key) {
        return {{"app"_L1, QJsonValue()},
                {"kind"_L1, QJsonValue()},
                {"environment"_L1, QJsonValue()},
                {"confidence"_L1, QJsonValue()}};
    }
    return {{"app"_L1, key->app},
            {"kind"_L1, key->kind},
            {"environment"_L1,
             key->environment ? QJsonValue(toText(*key->environment)) : QJsonValue()},
            {"confidence"_L1, toText(key->certainty)}};
}

} // namespace drawbridge
