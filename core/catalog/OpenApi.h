// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QStringList>

/// What an OpenAPI description (2.0, 3.0, 3.1; JSON or YAML) says of an app's addresses and of the ways to show it a
/// key. Nothing is fetched: only references within the file are followed.
namespace drawbridge {

enum class OpenApiWay { ApiKey, Basic, Bearer, OAuth2, OpenIdConnect, Other };

/// One way to show a key: a security scheme, or one flow of an OAuth 2 scheme. Addresses are whole, or empty.
struct OpenApiAuth
{
    QString scheme; ///< its name in the file
    OpenApiWay way = OpenApiWay::Other;
    QString flow; ///< "authorization-code", "client-credentials", "implicit", "password", "device-code", or empty
    QString place; ///< of an API key: "header", "query", "cookie"
    QString name; ///< of that header, query item or cookie; of the HTTP scheme where it is another one
    QString description;
    QString authorizationUrl;
    QString tokenUrl;
    QString deviceUrl;
    QString refreshUrl;
    QString openIdConnectUrl;
    int operations = 0; ///< that may be called with it
};

struct OpenApiDescription
{
    QString format; ///< "2.0", "3.1.0"
    QString title;
    QString version;
    QString summary;
    QString baseUrl; ///< the first server; may hold {variable} where the file gives no value; empty: none
    QStringList servers; ///< all of them
    QList<OpenApiAuth> auth;
    QMap<QString, QString> scopes; ///< the union over all OAuth 2 flows, with what each lets do
    int operations = 0;
    int openOperations = 0; ///< that want no key
    QStringList warnings;   ///< for the owner: what the file says that was not taken as it stands
};

/// Pure; any thread. InvalidInput with a sentence; all texts are plain and cut.
[[nodiscard]] Result<OpenApiDescription> readOpenApi(const QByteArray &bytes);

} // namespace drawbridge
