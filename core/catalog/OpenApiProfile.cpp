// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/OpenApiProfile.h"

#include "core/base/PlainText.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QUrl>

#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestId = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("OpenApi", text);
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

/// Small letters, digits and single hyphens, beginning with a letter; empty if `text` has none of these.
QString slug(const QString &text, qsizetype longest)
{
    QString out;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD).toLower()) {
        const bool isOurs = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (isOurs)
            out += c;
        else if (!c.isMark() && !out.isEmpty() && !out.endsWith(u'-'))
            out += u'-';
    }
    out.truncate(longest);
    while (out.endsWith(u'-'))
        out.chop(1);
    if (!out.isEmpty() && out.at(0).isDigit())
        out = QString(u"app-"_s % out).left(longest);
    while (out.endsWith(u'-'))
        out.chop(1);
    return out;
}

QString kindOf(const OpenApiAuth &auth)
{
    switch (auth.way) {
    case OpenApiWay::ApiKey:
        return toText(AuthKind::ApiKey);
    case OpenApiWay::Basic:
        return toText(AuthKind::Basic);
    case OpenApiWay::Bearer:
        return toText(AuthKind::Bearer);
    case OpenApiWay::OAuth2:
        if (auth.flow == u"client-credentials"_s)
            return toText(AuthKind::ClientCredentials);
        return toText(auth.flow == u"device-code"_s ? AuthKind::Device : AuthKind::OAuth);
    case OpenApiWay::OpenIdConnect:
        return u"openIdConnect"_s;
    case OpenApiWay::Other:
        break;
    }
    return auth.name;
}

QJsonObject authJson(const OpenApiAuth &auth)
{
    return {{"kind"_L1, kindOf(auth)},
            {"flow"_L1, orNull(auth.flow)},
            {"scheme"_L1, auth.scheme},
            {"in"_L1, orNull(auth.place)},
            {"name"_L1, orNull(auth.name)},
            {"description"_L1, orNull(auth.description)},
            {"authorizationUrl"_L1, orNull(auth.authorizationUrl)},
            {"tokenUrl"_L1, orNull(auth.tokenUrl)},
            {"deviceUrl"_L1, orNull(auth.deviceUrl)},
            {"refreshUrl"_L1, orNull(auth.refreshUrl)},
            {"revocationUrl"_L1, QJsonValue()}, // OpenAPI has no place for it
            {"openIdConnectUrl"_L1, orNull(auth.openIdConnectUrl)},
            {"operations"_L1, auth.operations}};
}

} // namespace

OpenApiProfile nameOpenApiApp(OpenApiDescription description, const Catalog &catalog)
{
    OpenApiProfile out;
    out.warnings = description.warnings;
    const QString host = QUrl(description.baseUrl).host();
    const QString name = !description.title.isEmpty() ? description.title
        : !host.isEmpty()                             ? host
                                                      : tr("App without a name");
    QString id = slug(name, longestId);
    if (id.isEmpty())
        id = slug(host, longestId);
    if (id.isEmpty())
        id = u"app"_s;

    AppProfile asked;
    asked.id = id;
    asked.name = name;
    for (int attempt = 1; !catalog.canImport(asked); ++attempt) {
        const QString number = attempt == 1 ? QString() : QString::number(attempt);
        const QString end = attempt == 1 ? u"-imported"_s : QString(u"-imported-"_s % number);
        asked.id = id.left(longestId - end.size()) + end;
        asked.name = attempt == 1 ? tr("%1 (imported)").arg(name)
                                  : tr("%1 (imported, %2)").arg(name, number);
    }
    if (asked.id != id)
        out.warnings.append(
            tr("Drawbridge knows an app called \"%1\", or one that looks like it. This one is "
               "called \"%2\", so that nobody takes it for that.")
                .arg(name, asked.name));
    out.id = asked.id;
    out.name = asked.name;
    out.description = std::move(description);
    return out;
}

QJsonObject toJson(const OpenApiProfile &profile)
{
    const OpenApiDescription &description = profile.description;
    QJsonArray auth;
    for (const OpenApiAuth &each : description.auth)
        auth.append(authJson(each));
    QJsonArray scopes;
    for (auto each = description.scopes.begin(); each != description.scopes.end(); ++each)
        scopes.append(QJsonObject{{"name"_L1, each.key()}, {"description"_L1, each.value()}});
    return {{"id"_L1, profile.id},
            {"name"_L1, profile.name},
            {"version"_L1, description.version},
            {"summary"_L1, description.summary},
            {"format"_L1, QString("OpenAPI "_L1 % description.format)},
            {"confidence"_L1, toText(Confidence::Unverified)},
            {"baseUrl"_L1, orNull(description.baseUrl)},
            {"servers"_L1, QJsonArray::fromStringList(description.servers)},
            {"auth"_L1, auth},
            {"scopes"_L1, scopes},
            {"operations"_L1, description.operations},
            {"openOperations"_L1, description.openOperations},
            {"warnings"_L1, QJsonArray::fromStringList(profile.warnings)}};
}

} // namespace drawbridge
