// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/TokenForm.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

SecretSpelling secretSpelling(TokenBody body)
{
    return body == TokenBody::Json ? SecretSpelling::JsonString : SecretSpelling::Percent;
}

} // namespace

QByteArray TokenForm::spelled(const QString &text) const
{
    if (m_spelling == TokenBody::Form)
        return QUrl::toPercentEncoding(text);
    // A list of one text, without the brackets and quotes around it.
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.sliced(2, list.size() - 4);
}

void TokenForm::putSpelled(const QString &name, const SecretText &value)
{
    for (auto &[known, current] : m_items) {
        if (known == name) {
            current = value;
            return;
        }
    }
    m_items.emplace_back(name, value);
}

void TokenForm::put(const QString &name, const QString &value)
{
    putSpelled(name, SecretText(spelled(value)));
}

void TokenForm::put(const QString &name, const SharedSecret &value)
{
    SecretText text;
    text.add(value, secretSpelling(m_spelling));
    putSpelled(name, text);
}

Result<void> TokenForm::putAll(const QMap<QString, QString> &texts, const PreparedKey &key)
{
    for (auto it = texts.begin(); it != texts.end(); ++it) {
        QString encoded = m_spelling == TokenBody::Form
            ? QString::fromLatin1(QUrl::toPercentEncoding(it.value(), "{}"))
            : QString::fromUtf8(spelled(it.value()));
        TRY(value, fillIn(encoded, key, {}, secretSpelling(m_spelling)));
        putSpelled(it.key(), value);
    }
    return {};
}

SecretText TokenForm::text() const
{
    const bool json = m_spelling == TokenBody::Json;
    SecretText body;
    if (json)
        body.add("{");
    bool first = true;
    for (const auto &[name, value] : m_items) {
        if (json)
            body.add((first ? "\"" : ",\"") + spelled(name) + "\":\"");
        else
            body.add((first ? "" : "&") + spelled(name) + '=');
        if (value.hasSecrets())
            body.add(share(value.build()));
        else
            body.add(value.build().reveal().toByteArray());
        if (json)
            body.add("\"");
        first = false;
    }
    if (json)
        body.add("}");
    return body;
}

QByteArray TokenForm::contentType() const
{
    return m_spelling == TokenBody::Json ? QByteArray("application/json")
                                         : QByteArray("application/x-www-form-urlencoded");
}

} // namespace drawbridge
