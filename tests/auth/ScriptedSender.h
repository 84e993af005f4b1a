// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/net/HttpSender.h"

namespace drawbridge {

/// Answers from a script and keeps what it was sent.
class ScriptedSender final : public HttpSender
{
public:
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        urls.append(request.url.toString()
                    + QString::fromUtf8(request.urlTail.build().reveal().toByteArray()));
        bodies.append(request.body.build().reveal().toByteArray());
        for (const RequestHeader &header : request.headers)
            headers.insert(header.name, header.value.build().reveal().toByteArray());
        if (answers.isEmpty())
            return Failure{};
        return answers.takeFirst();
    }

    QList<HttpAttempt> answers;
    QStringList urls;
    QList<QByteArray> bodies;
    QMap<QByteArray, QByteArray> headers;
};

/// JSON with single quotes, as moc stumbles over raw strings. A backquote stands for a single quote.
inline QByteArray json(QByteArray text)
{
    return text.replace('\'', '"').replace('`', '\'');
}

inline HttpReply reply(int status,
                       const QByteArray &body,
                       const QByteArray &type = "application/json")
{
    HttpReply made;
    made.status = status;
    made.body = body;
    made.headers.add("Content-Type", type);
    made.receivedAt = QDateTime(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC);
    return made;
}

inline Failure failed(FailureKind kind)
{
    Failure failure;
    failure.kind = kind;
    failure.host = QStringLiteral("app.example");
    failure.app = QStringLiteral("Shop");
    return failure;
}

/// An app that signs people in at https://app.example, as its owner described it.
inline PreparedKey signInKey(AuthKind kind = AuthKind::OAuth)
{
    PreparedKey key;
    key.profile.id = QStringLiteral("other");
    key.profile.name = QStringLiteral("Shop");
    key.profile.kind = AppKind::Other;
    key.option.kind = kind;
    TokenSpec spec;
    spec.authorizeUrl = QStringLiteral("{authorizationUrl}");
    spec.tokenUrl = QStringLiteral("{tokenUrl}");
    spec.deviceUrl = QStringLiteral("{deviceUrl}");
    spec.revokeUrl = QStringLiteral("{revocationUrl}");
    spec.introspectUrl = QStringLiteral("{introspectionUrl}");
    key.option.tokens = spec;
    AuthField secret;
    secret.name = QStringLiteral("clientSecret");
    secret.secret = true;
    key.option.fields = {secret};
    key.publicFields = {{QStringLiteral("clientId"), QStringLiteral("shop & co")},
                        {QStringLiteral("authorizationUrl"),
                         QStringLiteral("https://app.example/sign-in?tenant=1")},
                        {QStringLiteral("tokenUrl"), QStringLiteral("https://app.example/token")},
                        {QStringLiteral("deviceUrl"), QStringLiteral("https://app.example/device")},
                        {QStringLiteral("revocationUrl"),
                         QStringLiteral("https://app.example/revoke")},
                        {QStringLiteral("introspectionUrl"),
                         QStringLiteral("https://app.example/introspect")}};
    key.rules.ownHosts = {QStringLiteral("app.example")};
    return key;
}

} // namespace drawbridge
