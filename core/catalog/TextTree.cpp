// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/TextTree.h"

#include "core/base/PlainText.h"
#include "core/catalog/YamlText.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("OpenApi", text);
}

/// Looks at the marks of a JSON text alone, before anything is built of it: how many values, how deep, keys twice.
class JsonScan
{
public:
    JsonScan(const QByteArray &text, const TextTreeLimits &limits)
        : m_text(text)
        , m_limits(limits)
    {}

    Result<void> run()
    {
        for (m_at = 0; m_at < m_text.size(); ++m_at) {
            switch (m_text[m_at]) {
            case '{':
            case '[':
                TRY_DONE(open(m_text[m_at] == '{'));
                break;
            case '}':
            case ']':
                if (!m_levels.isEmpty())
                    m_levels.removeLast();
                break;
            case ',':
                TRY_DONE(countOne());
                break;
            case '\n':
                ++m_line;
                break;
            case '"':
                TRY_DONE(text());
                break;
            default:
                break;
            }
        }
        return {};
    }

private:
    struct Level
    {
        bool isObject = false;
        bool matters = false;
        QString key; ///< the last one read
        QSet<QString> keys;
    };

    Result<void> countOne()
    {
        if (++m_nodes > m_limits.nodes)
            return textTreeError(tr("has too many parts to be looked through"));
        return {};
    }

    Result<void> open(bool isObject)
    {
        if (m_levels.size() >= m_limits.depth)
            return textTreeError(tr("is nested too deeply"));
        TRY_DONE(countOne());
        Level level;
        level.isObject = isObject;
        QStringList path;
        for (qsizetype i = 0; i < std::min(m_levels.size(), qsizetype{3}); ++i)
            path.append(m_levels[i].key);
        level.matters = isObject && keysMatterAt(path);
        m_levels.append(std::move(level));
        return {};
    }

    Result<void> text()
    {
        const qsizetype begin = m_at++;
        bool escaped = false;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\') {
                escaped = true;
                ++m_at;
            }
            ++m_at;
        }
        qsizetype next = m_at + 1;
        while (next < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[next]))
            ++next;
        const bool isKey = next < m_text.size() && m_text[next] == ':';
        if (!isKey || m_levels.isEmpty() || !m_levels.last().isObject)
            return {};
        Level &level = m_levels.last();
        if (m_levels.size() > 3 && !level.matters)
            return {};
        const QByteArray quoted = m_text.sliced(begin, std::min(m_at + 1, m_text.size()) - begin);
        level.key = escaped
            ? QJsonDocument::fromJson(QByteArray("[" + quoted + "]")).array().at(0).toString()
            : QString::fromUtf8(quoted.sliced(1).chopped(1));
        if (level.matters && level.keys.contains(level.key))
            return keyTwiceError(level.key, m_line);
        level.keys.insert(level.key);
        return {};
    }

    const QByteArray &m_text;
    const TextTreeLimits &m_limits;
    QList<Level> m_levels;
    qsizetype m_at = 0;
    qsizetype m_nodes = 0;
    int m_line = 1;
};

Result<QJsonObject> readJson(const QByteArray &utf8)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(utf8, &error);
    if (error.error != QJsonParseError::NoError) {
        const int line =
            1 + int(utf8.first(std::min(qsizetype(error.offset), utf8.size())).count('\n'));
        return textTreeError(tr("cannot be read from line %1 on").arg(line), error.errorString());
    }
    if (!document.isObject())
        return textTreeError(tr("does not describe an app"));
    return document.object();
}

} // namespace

Error textTreeError(const QString &what, const QString &detail)
{
    return {ErrorCode::InvalidInput,
            tr("This file %1. Get the app's OpenAPI description anew.").arg(what),
            detail};
}

Error keyTwiceError(const QString &key, int line)
{
    return textTreeError(tr("says \"%1\" twice (line %2), so nobody can tell which one counts")
                             .arg(plainText(key, 60))
                             .arg(line));
}

bool keysMatterAt(const QStringList &path)
{
    if (path.isEmpty())
        return true;
    static const QStringList read{u"info"_s, u"servers"_s, u"security"_s, u"securityDefinitions"_s};
    if (path.first() == u"components"_s)
        return path.size() == 1 || path.at(1) == u"securitySchemes"_s;
    return read.contains(path.first());
}

Result<QJsonObject> readTextTree(const QByteArray &bytes, const TextTreeLimits &limits)
{
    if (bytes.size() > limits.bytes)
        return textTreeError(tr("is larger than %1 MB, which no description of an app needs")
                                 .arg(limits.bytes >> 20));
    if (bytes.contains('\0'))
        return textTreeError(tr("holds bytes that are no text"));
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder(bytes);
    if (decoder.hasError())
        return textTreeError(tr("is no text in UTF-8"));
    const QByteArray text = bytes.startsWith("\xEF\xBB\xBF") ? bytes.sliced(3) : bytes;
    const QByteArrayView begin = QByteArrayView(text).trimmed();
    if (begin.isEmpty())
        return textTreeError(tr("is empty"));
    if (!begin.startsWith('{') && !begin.startsWith('['))
        return readYaml(text, limits);
    TRY_DONE(JsonScan(text, limits).run());
    Result<QJsonObject> json = readJson(text);
    if (json || begin.startsWith('['))
        return json;
    // YAML may begin with a brace too.
    Result<QJsonObject> yaml = readYaml(text, limits);
    return yaml ? std::move(yaml) : std::move(json);
}

} // namespace drawbridge
