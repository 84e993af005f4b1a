// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/ProfileReader.h"

#include "core/base/PlainText.h"
#include "core/catalog/ObjectReader.h"
#include "core/catalog/RecipeReader.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype largestFile = qsizetype{512} * 1024;
constexpr qint64 formatVersion = 1;
constexpr qint64 tenYears = 10LL * 366 * 24 * 3600;

RequestAuth readRequestAuth(ObjectReader &in)
{
    RequestAuth request;
    request.placement = in.word<KeyPlacement>("placement"_L1);
    request.name = in.text("name"_L1, Need::Optional, 60);
    request.format = in.text("format"_L1, Need::Optional, 120);
    request.user = in.text("user"_L1, Need::Optional, 60);
    request.password = in.text("password"_L1, Need::Optional, 60);
    return request;
}

TokenSpec readTokens(ObjectReader &in)
{
    TokenSpec tokens;
    tokens.authorizeUrl = in.text("authorizeUrl"_L1, Need::Optional);
    tokens.deviceUrl = in.text("deviceUrl"_L1, Need::Optional);
    tokens.tokenUrl = in.text("tokenUrl"_L1);
    tokens.revokeUrl = in.text("revokeUrl"_L1, Need::Optional);
    tokens.introspectUrl = in.text("introspectUrl"_L1, Need::Optional);
    tokens.clientAuth = in.word<ClientAuth>("clientAuth"_L1);
    tokens.pkce = in.word<FactAnswer>("pkce"_L1, FactAnswer::Unknown);
    tokens.redirect = in.word<RedirectKind>("redirect"_L1, RedirectKind::Unknown);
    tokens.refresh = in.word<RefreshKind>("refresh"_L1);
    if (const QString separator = in.text("scopeSeparator"_L1, Need::Optional, 1);
        !separator.isEmpty())
        tokens.scopeSeparator = separator;
    tokens.asksScopes = in.flag("asksScopes"_L1, Need::Optional);
    tokens.extra = in.textMap("extra"_L1);
    tokens.authorizeExtra = in.textMap("authorizeExtra"_L1);
    tokens.body = in.word<TokenBody>("body"_L1, TokenBody::Form);
    tokens.tokensAt = in.text("tokensAt"_L1, Need::Optional, 100);
    tokens.okPointer = in.text("okPointer"_L1, Need::Optional, 100);
    tokens.keptOfRedirect = in.texts("keptOfRedirect"_L1, Need::Optional);
    tokens.keptOfAnswer = in.texts("keptOfAnswer"_L1, Need::Optional);
    tokens.accessSeconds = in.number("accessSeconds"_L1, 0, tenYears, Need::Optional);
    tokens.refreshSeconds = in.number("refreshSeconds"_L1, 0, tenYears, Need::Optional);
    tokens.note = in.text("note"_L1, Need::Optional);
    return tokens;
}

SetUp readSetUp(ObjectReader &in)
{
    SetUp setUp;
    setUp.kind = in.word<SetUpKind>("kind"_L1);
    setUp.minutes = int(in.number("minutes"_L1, 0, 100'000));
    setUp.role = in.text("role"_L1);
    setUp.plan = in.text("plan"_L1);
    setUp.page = in.text("page"_L1, Need::Optional);
    setUp.steps = in.texts("steps"_L1);
    setUp.from = readProvenance(in);
    return setUp;
}

AuthOption readAuth(ObjectReader &in)
{
    AuthOption option;
    option.kind = in.word<AuthKind>("kind"_L1);
    option.label = in.text("label"_L1, Need::Required, 80);
    option.note = in.text("note"_L1, Need::Optional);
    option.fields = in.list<AuthField>("fields"_L1, Need::Required, readAuthField);
    in.object("request"_L1, Need::Required, [&](ObjectReader &request) {
        option.request = readRequestAuth(request);
    });
    in.object("tokens"_L1, Need::Optional, [&](ObjectReader &tokens) {
        option.tokens = readTokens(tokens);
    });
    in.object("setUp"_L1, Need::Optional, [&](ObjectReader &setUp) {
        option.setUp = readSetUp(setUp);
    });
    option.from = readProvenance(in);
    return option;
}

AppJob readJob(ObjectReader &in)
{
    AppJob job;
    job.id = in.text("id"_L1, Need::Required, 40);
    job.label = in.text("label"_L1, Need::Required, 80);
    job.scopes = in.texts("scopes"_L1);
    job.dataClasses = in.texts("dataClasses"_L1);
    return job;
}

ScopeRequest readScopeRequest(ObjectReader &in)
{
    return {in.text("method"_L1, Need::Required, 10), in.text("path"_L1, Need::Required, 200)};
}

ReadProbe readReadProbe(ObjectReader &in)
{
    return {in.text("path"_L1, Need::Required, 300),
            in.statuses("allowed"_L1),
            in.statuses("denied"_L1),
            readProvenance(in)};
}

/// `in` is the object "scopes"; a scope without a source of its own has the list's.
void readScopes(ObjectReader &in, AppProfile &profile)
{
    profile.scopesComplete = in.flag("complete"_L1);
    profile.scopesNote = in.text("note"_L1, Need::Optional);
    const Provenance general = readProvenance(in);
    profile.scopes = in.list<AppScope>("list"_L1, Need::Required, [&general](ObjectReader &each) {
        AppScope scope;
        scope.name = each.text("name"_L1, Need::Required, 120);
        scope.label = each.text("label"_L1, Need::Required, 120);
        scope.tick = each.text("tick"_L1, Need::Optional, 160);
        scope.access = each.word<Access>("access"_L1);
        scope.dataClasses = each.texts("dataClasses"_L1);
        scope.requests = each.list<ScopeRequest>("requests"_L1, Need::Optional, readScopeRequest);
        each.object("readProbe"_L1, Need::Optional, [&scope](ObjectReader &probe) {
            scope.readProbe = readReadProbe(probe);
        });
        const QString source = each.text("source"_L1, Need::Optional, 60);
        scope.from = {source.isEmpty() ? general.source : source,
                      each.word<Confidence>("confidence"_L1, general.confidence)};
        return scope;
    });
}

AppLimit readLimit(ObjectReader &in)
{
    return {in.text("what"_L1), in.text("help"_L1), readProvenance(in)};
}

KeyRestriction readRestriction(ObjectReader &in)
{
    return {in.word<RestrictionKind>("kind"_L1),
            in.text("note"_L1),
            in.text("page"_L1, Need::Optional),
            readProvenance(in)};
}

ValueSource readValueSource(ObjectReader &in)
{
    return {in.word<ValuePlace>("place"_L1),
            in.text("at"_L1, Need::Required, 120),
            in.text("member"_L1, Need::Optional, 60),
            in.text("separator"_L1, Need::Optional, 2),
            in.text("prefix"_L1, Need::Optional, 60)};
}

Probe readProbe(ObjectReader &in)
{
    Probe probe;
    probe.method = in.text("method"_L1, Need::Required, 10);
    probe.path = in.text("path"_L1, Need::Required, 300);
    probe.identity = in.texts("identity"_L1);
    in.object("granted"_L1, Need::Optional, [&](ObjectReader &value) {
        probe.granted = readValueSource(value);
    });
    in.object("endsAt"_L1, Need::Optional, [&](ObjectReader &value) {
        probe.endsAt = readValueSource(value);
    });
    probe.okPointer = in.text("okPointer"_L1, Need::Optional, 120);
    probe.alsoValid = in.statuses("alsoValid"_L1, Need::Optional);
    in.object("invalidKey"_L1, Need::Required, [&](ObjectReader &answer) {
        probe.invalid.statuses = answer.statuses("statuses"_L1);
        probe.invalid.pointer = answer.text("pointer"_L1, Need::Optional, 120);
        probe.invalid.codes = answer.texts("codes"_L1, Need::Optional);
    });
    probe.note = in.text("note"_L1, Need::Optional);
    probe.from = readProvenance(in);
    return probe;
}

ControlCall readControl(ObjectReader &in)
{
    return {in.text("method"_L1, Need::Required, 10),
            in.text("url"_L1),
            in.statuses("statuses"_L1),
            readProvenance(in)};
}

ApiCall readCall(ObjectReader &in)
{
    ApiCall call{in.text("method"_L1, Need::Required, 10),
                 in.text("url"_L1),
                 in.textMap("headers"_L1),
                 in.text("contentType"_L1, Need::Optional, 80),
                 in.text("body"_L1, Need::Optional),
                 in.text("needs"_L1, Need::Optional),
                 in.text("okPointer"_L1, Need::Optional, 200),
                 {},
                 {}};
    in.object("keyId"_L1, Need::Optional, [&](ObjectReader &id) {
        call.idUrl = id.text("url"_L1);
        call.idPointer = id.text("pointer"_L1, Need::Required, 200);
    });
    return call;
}

ShutOff readShutOff(ObjectReader &in)
{
    ShutOff shutOff;
    in.object("api"_L1, Need::Optional, [&](ObjectReader &call) { shutOff.api = readCall(call); });
    shutOff.page = in.text("page"_L1, Need::Optional);
    shutOff.steps = in.texts("steps"_L1);
    shutOff.livesOn = in.text("livesOn"_L1);
    shutOff.from = readProvenance(in);
    return shutOff;
}

KeyRotation readRotation(ObjectReader &in)
{
    KeyRotation rotation{in.word<Answer>("byApi"_L1),
                         in.text("note"_L1, Need::Optional),
                         in.text("page"_L1, Need::Optional),
                         in.texts("steps"_L1),
                         readProvenance(in),
                         {}};
    in.object("recipe"_L1, Need::Optional, [&](ObjectReader &recipe) {
        rotation.recipe = readRecipe(recipe);
    });
    return rotation;
}

/// An unknown answer has no source, so its day is the profile's.
ToolFact readToolFact(ObjectReader &in, const AppProfile &profile)
{
    ToolFact fact;
    fact.answer = in.word<FactAnswer>("answer"_L1);
    fact.note = in.text("note"_L1, Need::Optional);
    fact.from = readProvenance(in);
    const FactSource *source = profile.source(fact.from.source);
    fact.date = source ? source->date : profile.checked;
    return fact;
}

void readToolFacts(ObjectReader &in, AppProfile &profile)
{
    ToolFacts &facts = profile.toolFacts;
    for (auto [key, fact] : {std::pair{"encryptionInTransit"_L1, &facts.encryptionInTransit},
                             std::pair{"roles"_L1, &facts.roles},
                             std::pair{"auditLog"_L1, &facts.auditLog},
                             std::pair{"permissionSeparation"_L1, &facts.permissionSeparation},
                             std::pair{"revocation"_L1, &facts.revocation}}) {
        in.object(key, Need::Required, [&profile, fact = fact](ObjectReader &one) {
            *fact = readToolFact(one, profile);
        });
    }
}

FactSource readSource(ObjectReader &in)
{
    return {in.text("id"_L1, Need::Required, 60),
            QUrl(in.text("url"_L1, Need::Optional), QUrl::StrictMode),
            in.date("date"_L1),
            in.text("what"_L1)};
}

void readHead(ObjectReader &in, AppProfile &profile)
{
    in.number("schema"_L1, formatVersion, formatVersion);
    profile.id = in.text("id"_L1, Need::Required, 40);
    profile.name = in.text("name"_L1, Need::Required, 60);
    profile.version = in.text("version"_L1, Need::Required, 40);
    profile.kind = in.word<AppKind>("kind"_L1);
    profile.area = in.word<AppArea>("area"_L1);
    profile.summary = in.text("summary"_L1, Need::Required, 200);
    profile.keywords = in.texts("keywords"_L1);
    in.object("tile"_L1, Need::Required, [&](ObjectReader &tile) {
        profile.tile = {tile.text("monogram"_L1, Need::Required, 2),
                        tile.text("colour"_L1, Need::Required, 7)};
    });
    profile.checked = in.date("checked"_L1);
    profile.confidence = in.word<Confidence>("confidence"_L1);
    profile.sources = in.list<FactSource>("sources"_L1, Need::Required, readSource);
    in.object("address"_L1, Need::Required, [&](ObjectReader &address) {
        profile.baseUrl = address.text("baseUrl"_L1, Need::Optional);
        profile.testBaseUrl = address.text("testBaseUrl"_L1, Need::Optional);
        profile.hosts = address.texts("hosts"_L1);
        profile.requestHeaders = address.textMap("headers"_L1);
        profile.addressFrom = readProvenance(address);
    });
}

void readUse(ObjectReader &in, AppProfile &profile)
{
    in.object("setUp"_L1, Need::Required, [&](ObjectReader &setUp) {
        profile.setUp = readSetUp(setUp);
    });
    profile.auth = in.list<AuthOption>("auth"_L1, Need::Required, readAuth);
    profile.jobs = in.list<AppJob>("jobs"_L1, Need::Required, readJob);
    in.object("scopes"_L1, Need::Required, [&](ObjectReader &scopes) {
        readScopes(scopes, profile);
    });
    profile.cannotLimit = in.list<AppLimit>("cannotLimit"_L1, Need::Required, readLimit);
    profile.restrictions =
        in.list<KeyRestriction>("restrictions"_L1, Need::Required, readRestriction);
    in.object("overlap"_L1, Need::Required, [&](ObjectReader &overlap) {
        profile.overlap = {overlap.word<Answer>("answer"_L1),
                           overlap.text("note"_L1, Need::Optional),
                           readProvenance(overlap)};
    });
    profile.keyFormats = in.texts("keyFormats"_L1);
}

void readCare(ObjectReader &in, AppProfile &profile)
{
    in.object("probe"_L1, Need::Optional, [&](ObjectReader &probe) {
        profile.probe = readProbe(probe);
    });
    in.object("control"_L1, Need::Optional, [&](ObjectReader &control) {
        profile.control = readControl(control);
    });
    in.object("shutOff"_L1, Need::Required, [&](ObjectReader &shutOff) {
        profile.shutOff = readShutOff(shutOff);
    });
    in.object("rotation"_L1, Need::Required, [&](ObjectReader &rotation) {
        profile.rotation = readRotation(rotation);
    });
    in.object("webhook"_L1, Need::Required, [&](ObjectReader &webhook) {
        profile.webhook = {webhook.word<WebhookKind>("kind"_L1),
                           webhook.text("scheme"_L1, Need::Optional, 40),
                           webhook.text("note"_L1, Need::Optional),
                           readProvenance(webhook)};
    });
    in.object("toolFacts"_L1, Need::Required, [&](ObjectReader &facts) {
        readToolFacts(facts, profile);
    });
    profile.deprecations =
        in.list<Deprecation>("deprecations"_L1, Need::Required, [](ObjectReader &each) {
            return Deprecation{each.text("what"_L1),
                               each.date("date"_L1, Need::Optional),
                               readProvenance(each)};
        });
}

} // namespace

Provenance readProvenance(ObjectReader &in)
{
    return {in.text("source"_L1, Need::Optional, 60), in.word<Confidence>("confidence"_L1)};
}

AuthField readAuthField(ObjectReader &in)
{
    AuthField field;
    field.name = in.text("name"_L1, Need::Required, 40);
    field.label = in.text("label"_L1, Need::Required, 60);
    field.help = in.text("help"_L1, Need::Optional);
    field.where = in.text("where"_L1, Need::Optional);
    field.secret = in.flag("secret"_L1);
    field.required = !in.flag("optional"_L1, Need::Optional);
    field.pattern = in.text("pattern"_L1, Need::Optional, 200);
    field.example = in.text("example"_L1, Need::Optional, 120);
    field.prefix = in.text("prefix"_L1, Need::Optional, 60);
    field.suffix = in.text("suffix"_L1, Need::Optional, 60);
    field.defaultValue = in.text("default"_L1, Need::Optional, 120);
    in.object("takenFrom"_L1, Need::Optional, [&](ObjectReader &from) {
        field.takenFrom = from.text("field"_L1, Need::Required, 40);
        field.takenBy = from.text("pattern"_L1, Need::Required, 200);
    });
    return field;
}

Error profileError(const QString &file, const QString &at, const QString &what)
{
    const QString sentence =
        QCoreApplication::translate("Catalog",
                                    "The app description \"%1\" cannot be used: \"%2\" %3. "
                                    "Correct it there, or leave this file out.");
    return {ErrorCode::InvalidInput,
            sentence.arg(plainText(file, 80), plainText(at, 120), what),
            {}};
}

Result<QJsonObject> readJsonObject(const QByteArray &bytes, const QString &file)
{
    if (bytes.size() > largestFile)
        return profileError(file, QStringLiteral("size"), QStringLiteral("is over 512 KiB"));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        return profileError(file,
                            QStringLiteral("byte %1").arg(error.offset),
                            QStringLiteral("is no JSON (%1)").arg(error.errorString()));
    }
    if (!document.isObject())
        return profileError(file, QStringLiteral("the file"), QStringLiteral("is no JSON object"));
    return document.object();
}

Result<AppProfile> readProfile(const QJsonObject &json, const QString &file)
{
    AppProfile profile;
    std::optional<ObjectReader::Fault> fault;
    ObjectReader in(json, fault);
    readHead(in, profile);
    readUse(in, profile);
    readCare(in, profile);
    in.finish();
    if (fault)
        return profileError(file, fault->at, fault->what);
    return profile;
}

Result<QList<DataClass>> readDataClasses(const QJsonObject &json, const QString &file)
{
    std::optional<ObjectReader::Fault> fault;
    ObjectReader in(json, fault);
    in.number("schema"_L1, formatVersion, formatVersion);
    const QList<DataClass> all =
        in.list<DataClass>("dataClasses"_L1, Need::Required, [](ObjectReader &each) {
            return DataClass{each.text("id"_L1, Need::Required, 40),
                             each.text("label"_L1, Need::Required, 60),
                             each.word<Sensitivity>("sensitivity"_L1)};
        });
    in.finish();
    if (fault)
        return profileError(file, fault->at, fault->what);
    return all;
}

} // namespace drawbridge
