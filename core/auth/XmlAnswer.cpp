// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/XmlAnswer.h"

#include "core/base/SecretBytes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int deepest = 20;
constexpr int mostElements = 20'000;

class XmlReading
{
public:
    explicit XmlReading(const QByteArray &xml)
        : m_reader(xml)
    {}

    QJsonValue read()
    {
        while (!m_reader.atEnd()) {
            const auto token = m_reader.readNext();
            if (token == QXmlStreamReader::DTD)
                return QJsonValue(QJsonValue::Undefined);
            if (token != QXmlStreamReader::StartElement)
                continue;
            QJsonObject whole;
            const QString name = m_reader.name().toString();
            whole.insert(name, element(1));
            while (!m_reader.atEnd())
                m_reader.readNext();
            return m_reader.hasError() || m_isTooMuch ? QJsonValue(QJsonValue::Undefined)
                                                      : QJsonValue(whole);
        }
        return QJsonValue(QJsonValue::Undefined);
    }

private:
    QJsonValue element(int depth)
    {
        if (depth > deepest || ++m_count > mostElements) {
            m_isTooMuch = true;
            m_reader.raiseError();
        }
        QString text;
        QJsonObject members;
        QJsonArray list;
        while (!m_reader.atEnd()) {
            const auto token = m_reader.readNext();
            if (token == QXmlStreamReader::EndElement)
                break;
            if (token == QXmlStreamReader::Characters)
                text += m_reader.text();
            if (token != QXmlStreamReader::StartElement)
                continue;
            const QString name = m_reader.name().toString();
            const QJsonValue value = element(depth + 1);
            if (name == u"member"_s)
                list.append(value);
            else
                members.insert(name, value);
        }
        QJsonValue made = members;
        if (!list.isEmpty())
            made = list;
        else if (members.isEmpty())
            made = text.trimmed();
        wipe(text);
        return made;
    }

    QXmlStreamReader m_reader;
    int m_count = 0;
    bool m_isTooMuch = false;
};

} // namespace

QJsonValue jsonFromXml(const QByteArray &xml)
{
    return XmlReading(xml).read();
}

void readXmlAsJson(HttpReply &reply)
{
    const QByteArray type = reply.headers.value("Content-Type").toLower();
    const bool saysXml = type.startsWith("text/xml") || type.startsWith("application/xml");
    if (!saysXml)
        return;
    const QJsonValue json = jsonFromXml(reply.body);
    if (!json.isObject())
        return;
    wipe(reply.body);
    reply.body = QJsonDocument(json.toObject()).toJson(QJsonDocument::Compact);
}

} // namespace drawbridge
