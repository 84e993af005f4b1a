// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/ImportedApp.h"

#include "core/base/PlainText.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("OpenApi", text);
}

/// As addresses of a profile are: https, the default port, nothing to fill in, no question behind it.
QString profileAddress(const QString &given)
{
    QUrl url(given, QUrl::StrictMode);
    static const QRegularExpression host(u"^[a-z0-9][a-z0-9.-]*\\.[a-z0-9-]+$"_s);
    if (given.isEmpty() || given.contains(u'{') || given.contains(u'\\') || !url.isValid()
        || url.scheme() != "https"_L1 || url.port(443) != 443 || url.hasQuery() || url.hasFragment()
        || !host.match(url.host(QUrl::FullyEncoded)).hasMatch())
        return {};
    url.setPort(-1);
    const QString whole = url.toString(QUrl::FullyEncoded);
    return whole.contains(u'@') || whole.contains(u'{') ? QString() : whole;
}

QString hostOf(const QString &address)
{
    return QUrl(address).host(QUrl::FullyEncoded);
}

AuthField secretField(const QString &name, const QString &label, const QString &help = {})
{
    AuthField field;
    field.name = name;
    field.label = label;
    field.help = help;
    field.where = tr("The app's settings, often under \"Developers\" or \"Integrations\"");
    field.secret = true;
    return field;
}

AuthField publicField(const QString &name, const QString &label, const QString &pattern)
{
    AuthField field;
    field.name = name;
    field.label = label;
    field.pattern = pattern;
    return field;
}

AuthOption bearer(const QString &help)
{
    AuthOption option;
    option.kind = AuthKind::Bearer;
    option.label = tr("Bearer key");
    option.fields = {secretField(u"key"_s, tr("Key"), help)};
    option.request = {KeyPlacement::Header, u"Authorization"_s, u"Bearer {key}"_s, {}, {}};
    return option;
}

AuthOption basic(const QString &help)
{
    AuthOption option;
    option.kind = AuthKind::Basic;
    option.label = tr("Name and password");
    AuthField user = publicField(u"user"_s, tr("Name"), u"[!-~]{1,200}"_s);
    user.help = help;
    AuthField password = secretField(u"password"_s, tr("Password"));
    option.fields = {user, password};
    option.request = {KeyPlacement::Basic, {}, {}, u"{user}"_s, u"{password}"_s};
    return option;
}

std::optional<AuthOption> apiKey(const OpenApiAuth &auth)
{
    static const QRegularExpression name(u"^[A-Za-z0-9_-]{1,120}$"_s);
    if (!name.match(auth.name).hasMatch())
        return std::nullopt;
    AuthOption option;
    option.kind = AuthKind::ApiKey;
    option.fields = {secretField(u"key"_s, tr("Key"), auth.description)};
    if (auth.place == u"header"_s) {
        option.label = tr("Key in the header %1").arg(auth.name);
        option.request = {KeyPlacement::Header, auth.name, u"{key}"_s, {}, {}};
    } else if (auth.place == u"query"_s) {
        option.label = tr("Key in the address, as %1").arg(auth.name);
        option.request = {KeyPlacement::Query, auth.name, u"{key}"_s, {}, {}};
    } else if (auth.place == u"cookie"_s) {
        option.label = tr("Key in the cookie %1").arg(auth.name);
        option.request = {KeyPlacement::Header,
                          u"Cookie"_s,
                          QString(auth.name % u"={key}"_s),
                          {},
                          {}};
    } else {
        return std::nullopt;
    }
    return option;
}

std::optional<AuthOption> oauth(const OpenApiAuth &auth)
{
    const bool isSignIn = auth.flow == u"authorization-code"_s;
    const bool isDevice = auth.flow == u"device-code"_s;
    if (!isSignIn && !isDevice && auth.flow != u"client-credentials"_s)
        return std::nullopt;
    TokenSpec spec;
    spec.authorizeUrl = isSignIn ? profileAddress(auth.authorizationUrl) : QString();
    spec.deviceUrl = isDevice ? profileAddress(auth.deviceUrl) : QString();
    spec.tokenUrl = profileAddress(auth.tokenUrl);
    spec.asksScopes = true;
    if (spec.tokenUrl.isEmpty() || (isSignIn && spec.authorizeUrl.isEmpty())
        || (isDevice && spec.deviceUrl.isEmpty()))
        return std::nullopt;
    AuthOption option;
    option.kind = isSignIn ? AuthKind::OAuth
        : isDevice         ? AuthKind::Device
                           : AuthKind::ClientCredentials;
    option.label = isSignIn ? tr("Sign in")
        : isDevice          ? tr("Sign in with a code")
                            : tr("Client id and secret");
    option.note = auth.description;
    AuthField secret = secretField(u"clientSecret"_s, tr("Client secret"));
    secret.required = option.kind == AuthKind::ClientCredentials;
    AuthField shown =
        publicField(u"clientAuth"_s, tr("How the client id is shown"), u"basic|form|none"_s);
    shown.help = tr("basic or form, as the documentation says.");
    shown.required = false;
    option.fields = {publicField(u"clientId"_s, tr("Client id"), u"[ -~]{1,255}"_s), secret, shown};
    option.request = {KeyPlacement::Header, u"Authorization"_s, u"Bearer {accessToken}"_s, {}, {}};
    option.tokens = spec;
    return option;
}

std::optional<AuthOption> optionOf(const OpenApiAuth &auth)
{
    switch (auth.way) {
    case OpenApiWay::ApiKey:
        return apiKey(auth);
    case OpenApiWay::Basic:
        return basic(auth.description);
    case OpenApiWay::Bearer:
        return bearer(auth.description);
    case OpenApiWay::OAuth2:
        return oauth(auth);
    case OpenApiWay::OpenIdConnect:
    case OpenApiWay::Other:
        break;
    }
    return std::nullopt;
}

void addWays(const OpenApiDescription &description, ImportedApp &app)
{
    AppProfile &profile = app.profile;
    for (const OpenApiAuth &auth : description.auth) {
        std::optional<AuthOption> option = optionOf(auth);
        const QString name =
            auth.flow.isEmpty() ? auth.scheme : QString(auth.scheme % u", "_s % auth.flow);
        if (!option) {
            app.leftOut.append(tr("The way to connect \"%1\" cannot be used here.").arg(name));
        } else if (profile.authOption(option->kind)) {
            app.leftOut.append(
                tr("The way to connect \"%1\" is left out: there is another of its kind.").arg(name));
        } else if (option->tokens && profile.baseUrl.isEmpty()) {
            // A sign-in goes to hosts that are known beforehand.
            app.leftOut.append(tr("The way to connect \"%1\" needs the app's address, which the "
                                  "file does not give.")
                                   .arg(name));
        } else {
            if (option->tokens) {
                for (const QString &url : {option->tokens->tokenUrl, option->tokens->deviceUrl}) {
                    if (!url.isEmpty() && !profile.hosts.contains(hostOf(url)))
                        profile.hosts.append(hostOf(url));
                }
            }
            profile.auth.append(*option);
        }
    }
    if (!profile.auth.isEmpty())
        return;
    // Better than nothing: what most apps take, for an owner who has its documentation.
    app.waysAreGuessed = true;
    profile.auth = {bearer(tr("The file names no way to connect that can be used here. This is the "
                              "most common one.")),
                    basic({})};
    AuthOption none;
    none.kind = AuthKind::None;
    none.label = tr("No key");
    profile.auth.append(none);
}

/// The words of a scope are all there is to go by, so what does not say that it reads counts as more.
Access accessOf(const QString &name, const QString &description)
{
    const QString text = QString(name % u' ' % description).toLower();
    static const QRegularExpression admin(u"\\badmin"_s);
    static const QRegularExpression writes(
        u"write|manage|create|update|delete|edit|modify|full|send|all\\b"_s);
    static const QRegularExpression reads(u"read|view|get|list"_s);
    if (admin.match(text).hasMatch())
        return Access::Admin;
    if (!writes.match(text).hasMatch() && reads.match(text).hasMatch())
        return Access::Read;
    return Access::Write;
}

void addUnknowns(AppProfile &profile, const QDate &day)
{
    profile.setUp.minutes = 15;
    profile.setUp.role = tr("Unknown: often an administrator of the app");
    profile.setUp.plan = tr("Unknown");
    profile.setUp.steps = {tr("Look for \"Developers\" or \"Integrations\" in the app's settings."),
                           tr("Make a key that may do only what you need."),
                           tr("Note the page: that is where you shut it off.")};
    profile.jobs = {{u"read"_s, tr("Read what it has"), {}, {}},
                    {u"write"_s, tr("Put something into it"), {}, {}}};
    profile.cannotLimit = {
        {tr("Drawbridge does not know what this app cannot limit."),
         tr("Make a key for this purpose alone, so that you can end it without breaking "
            "anything else."),
         {}}};
    profile.shutOff.steps = {tr("Open the app's page for keys and delete this one.")};
    profile.shutOff.livesOn = tr("Unknown. Its page may tell what else a key has opened.");
    profile.rotation.steps = {tr("Make a second key at the app."),
                              tr("Put it in place here and test it."),
                              tr("Delete the old key at the app, and test that it is refused.")};
    for (ToolFact *fact : {&profile.toolFacts.encryptionInTransit,
                           &profile.toolFacts.roles,
                           &profile.toolFacts.auditLog,
                           &profile.toolFacts.permissionSeparation,
                           &profile.toolFacts.revocation})
        fact->date = day;
}

} // namespace

ImportedApp importedApp(const OpenApiProfile &described, const QDate &day)
{
    const OpenApiDescription &description = described.description;
    ImportedApp app;
    AppProfile &profile = app.profile;
    profile.id = described.id;
    profile.name = described.name;
    profile.version = description.version.isEmpty() ? tr("not stated") : description.version;
    profile.imported = true;
    profile.summary = description.summary.isEmpty() ? tr("Imported from a description file.")
                                                    : description.summary;
    for (const QChar c : described.name) {
        if (c.isLetterOrNumber()) {
            profile.tile.monogram = c.toUpper();
            break;
        }
    }
    if (profile.tile.monogram.isEmpty())
        profile.tile.monogram = u"?"_s;
    profile.tile.colour = u"#5f6b7a"_s;
    profile.checked = day;
    profile.baseUrl = profileAddress(description.baseUrl);
    if (!profile.baseUrl.isEmpty())
        profile.hosts = QStringList{hostOf(profile.baseUrl)};
    else if (!description.baseUrl.isEmpty())
        app.leftOut.append(
            tr("The address %1 is not taken as it stands: it is no safe one (https), has a port of "
               "its own or a part to fill in. You give it when you connect.")
                .arg(description.baseUrl));
    addWays(description, app);
    for (auto each = description.scopes.begin(); each != description.scopes.end(); ++each) {
        AppScope scope;
        scope.name = each.key();
        scope.label = each.value().isEmpty() ? each.key() : each.value();
        scope.access = accessOf(each.key(), each.value());
        profile.scopes.append(scope);
    }
    profile.scopesNote = tr("Read from the description file; the app may have more.");
    addUnknowns(profile, day);
    return app;
}

Result<OpenApiProfile> readOpenApiProfile(const QJsonObject &json)
{
    constexpr qsizetype longest = 600;
    const auto text = [](const QJsonObject &object, QLatin1String key) {
        return plainText(object.value(key).toString(), longest);
    };
    OpenApiProfile out;
    out.id = text(json, "id"_L1);
    out.name = text(json, "name"_L1);
    OpenApiDescription &description = out.description;
    description.format = text(json, "format"_L1).remove("OpenAPI "_L1);
    description.title = out.name;
    description.version = text(json, "version"_L1);
    description.summary = text(json, "summary"_L1);
    description.baseUrl = text(json, "baseUrl"_L1);
    description.operations = json.value("operations"_L1).toInt();
    description.openOperations = json.value("openOperations"_L1).toInt();
    for (const QJsonValue each : json.value("servers"_L1).toArray())
        description.servers.append(plainText(each.toString(), longest));
    for (const QJsonValue each : json.value("warnings"_L1).toArray())
        out.warnings.append(plainText(each.toString(), longest));
    description.warnings = out.warnings;
    for (const QJsonValue each : json.value("auth"_L1).toArray()) {
        const QJsonObject object = each.toObject();
        OpenApiAuth auth;
        auth.scheme = text(object, "scheme"_L1);
        auth.flow = text(object, "flow"_L1);
        auth.place = text(object, "in"_L1);
        auth.name = text(object, "name"_L1);
        auth.description = text(object, "description"_L1);
        auth.authorizationUrl = text(object, "authorizationUrl"_L1);
        auth.tokenUrl = text(object, "tokenUrl"_L1);
        auth.deviceUrl = text(object, "deviceUrl"_L1);
        auth.refreshUrl = text(object, "refreshUrl"_L1);
        auth.openIdConnectUrl = text(object, "openIdConnectUrl"_L1);
        auth.operations = object.value("operations"_L1).toInt();
        const QString kind = text(object, "kind"_L1);
        auth.way = !auth.flow.isEmpty()        ? OpenApiWay::OAuth2
            : kind == toText(AuthKind::ApiKey) ? OpenApiWay::ApiKey
            : kind == toText(AuthKind::Basic)  ? OpenApiWay::Basic
            : kind == toText(AuthKind::Bearer) ? OpenApiWay::Bearer
            : kind == "openIdConnect"_L1       ? OpenApiWay::OpenIdConnect
                                               : OpenApiWay::Other;
        description.auth.append(auth);
    }
    for (const QJsonValue each : json.value("scopes"_L1).toArray())
        description.scopes.insert(text(each.toObject(), "name"_L1),
                                  text(each.toObject(), "description"_L1));
    if (out.id.isEmpty() || out.name.isEmpty() || !json.value("auth"_L1).isArray())
        return Error{ErrorCode::Damaged,
                     tr("An app that was imported cannot be read any more. Remove it, and import "
                        "its file anew."),
                     out.id};
    return out;
}

} // namespace drawbridge
