// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/OAuthRequest.h"

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

/// The client's name and secret by Basic, each form-encoded.
bool readBasic(const QByteArray &authorization, OAuthRequest &asked)
{
    if (authorization.left(6).compare("Basic ", Qt::CaseInsensitive) != 0)
        return false;
    const QByteArray pair = QByteArray::fromBase64(authorization.mid(6).trimmed());
    const qsizetype colon = pair.indexOf(':');
    if (colon < 0)
        return false;
    const auto id = percentDecoded(pair.left(colon).replace('+', ' '));
    const auto secret = percentDecoded(pair.mid(colon + 1).replace('+', ' '));
    if (!id || !secret)
        return false;
    const QString inForm = asked.clientId;
    asked.clientId = QString::fromUtf8(*id);
    asked.clientSecret = QString::fromUtf8(*secret);
    return inForm.isEmpty() || inForm == asked.clientId;
}

} // namespace

std::optional<OnceFields> onceFields(QByteArrayView text)
{
    const auto all = formFields(text);
    if (!all)
        return std::nullopt;
    OnceFields fields;
    for (const FormField &field : *all) {
        if (fields.contains(field.name))
            return std::nullopt;
        fields.insert(field.name, field.value);
    }
    return fields;
}

bool isForm(const ServerRequest &request)
{
    const QByteArray type = request.header("Content-Type").value_or(QByteArray());
    return type.split(';').first().trimmed().toLower() == "application/x-www-form-urlencoded";
}

QString OAuthRequest::text(const char *name) const
{
    return QString::fromUtf8(fields.value(name));
}

std::optional<OAuthRequest> oauthRequest(const ServerRequest &request)
{
    auto fields = onceFields(request.body);
    if (!isForm(request) || !fields)
        return std::nullopt;
    OAuthRequest asked{.fields = std::move(*fields), .clientId = {}, .clientSecret = {}};
    asked.clientId = asked.text("client_id");
    asked.clientSecret = asked.text("client_secret");
    if (const auto authorization = request.header("Authorization")) {
        if (asked.fields.contains("client_secret") || request.headerCount("Authorization") != 1
            || !readBasic(*authorization, asked))
            return std::nullopt;
    }
    return asked;
}

ServerResponse oauthAnswer(int status, const QJsonObject &object)
{
    return ServerResponse::json(status, object)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Pragma", "no-cache");
}

ServerResponse oauthError(int status, const QString &code, const QString &description)
{
    return oauthAnswer(status, {{u"error"_s, code}, {u"error_description"_s, description}});
}

std::optional<QStringList> askedScopes(const QString &text, const ClientRecord &client)
{
    QStringList scopes = text.split(u' ', Qt::SkipEmptyParts);
    scopes.removeDuplicates();
    for (const QString &scope : scopes) {
        if (!client.scopes.contains(scope))
            return std::nullopt;
    }
    if (scopes.isEmpty())
        return std::nullopt;
    return scopes;
}

} // namespace drawbridge
