// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importers/EnvFile.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestFile = 1024 * 1024;
constexpr qsizetype longestValue = 64 * 1024;
constexpr qsizetype longestName = 200;
constexpr qsizetype mostEntries = 5'000;
constexpr qsizetype mostWarnings = 100;

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvFile", text);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isOfName(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
        || c == '.' || c == '-';
}

class Reader
{
public:
    explicit Reader(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    EnvFile read();

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_bytes.size(); }
    [[nodiscard]] qsizetype endOfLine(qsizetype from) const
    {
        const qsizetype found = m_bytes.indexOf('\n', from);
        return found < 0 ? m_bytes.size() : found;
    }
    void line();
    void warn(const QString &sentence)
    {
        if (m_file.warnings.size() < mostWarnings)
            m_file.warnings.append(tr("Line %1: %2").arg(QString::number(m_line), sentence));
    }
    /// The value that begins at `from`; `end` becomes the end of its last line.
    QByteArray value(qsizetype from, qsizetype &end, bool &refers);
    /// Where the quote that stands at `from` is closed; -1 if it is not.
    [[nodiscard]] qsizetype closing(qsizetype from) const;
    [[nodiscard]] QByteArray unescaped(QByteArrayView text) const;

    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    int m_line = 1;
    EnvFile m_file;
};

EnvFile Reader::read()
{
    if (m_bytes.startsWith("\xef\xbb\xbf"))
        m_at = 3;
    while (!atEnd() && m_file.entries.size() < mostEntries)
        line();
    if (!atEnd())
        warn(tr("There are more names than are read."));
    return std::move(m_file);
}

qsizetype Reader::closing(qsizetype from) const
{
    const char quote = m_bytes[from];
    for (qsizetype i = from + 1; i < m_bytes.size() && i - from <= longestValue; ++i) {
        if (m_bytes[i] == '\\' && quote == '"')
            ++i;
        else if (m_bytes[i] == quote)
            return i;
    }
    return -1;
}

QByteArray Reader::unescaped(QByteArrayView text) const
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out.append(text[i]);
            continue;
        }
        switch (const char next = text[++i]) {
        case 'n':
            out.append('\n');
            break;
        case 'r':
            out.append('\r');
            break;
        case 't':
            out.append('\t');
            break;
        case '"':
        case '\\':
        case '$':
        case '`':
            out.append(next);
            break;
        default:
            out.append('\\').append(next);
        }
    }
    return out;
}

QByteArray Reader::value(qsizetype from, qsizetype &end, bool &refers)
{
    qsizetype lineEnd = endOfLine(from);
    while (from < lineEnd && isBlank(m_bytes[from]))
        ++from;
    const char first = from < lineEnd ? m_bytes[from] : '\n';
    const bool isQuoted = first == '"' || first == '\'' || first == '`';
    const qsizetype close = isQuoted ? closing(from) : -1;
    if (close >= 0) {
        end = endOfLine(close);
        const QByteArrayView inside = m_bytes.sliced(from + 1, close - from - 1);
        refers = first != '\'' && (inside.contains("${") || inside.contains("$("));
        const QByteArrayView behind = m_bytes.sliced(close + 1, end - close - 1).trimmed();
        if (!behind.isEmpty() && !behind.startsWith('#')) {
            warn(tr("The value goes on after its quote; it was left as it is."));
            refers = true;
        }
        return first == '"' ? unescaped(inside) : inside.toByteArray();
    }
    if (isQuoted)
        warn(tr("The quote is not closed; the value is read to the end of the line."));
    end = lineEnd;
    QByteArrayView plain = m_bytes.sliced(from, lineEnd - from);
    // A comment begins where a # follows a blank.
    for (qsizetype i = 0; i < plain.size(); ++i) {
        if (plain[i] == '#' && (i == 0 || isBlank(plain[i - 1]))) {
            plain = plain.first(i);
            break;
        }
    }
    plain = plain.trimmed();
    refers = plain.startsWith('$') || plain.contains("${");
    return plain.toByteArray();
}

void Reader::line()
{
    const qsizetype begin = m_at;
    qsizetype end = endOfLine(begin);
    qsizetype at = begin;
    while (at < end && (isBlank(m_bytes[at]) || m_bytes[at] == '\r'))
        ++at;
    const auto finish = [&] {
        m_line += int(std::count(m_bytes.begin() + begin, m_bytes.begin() + end, '\n')) + 1;
        m_at = end + 1;
    };
    if (at >= end || m_bytes[at] == '#')
        return finish();
    constexpr QByteArrayView exported("export");
    if (m_bytes.sliced(at).startsWith(exported) && at + exported.size() < end
        && isBlank(m_bytes[at + exported.size()])) {
        at += exported.size();
        while (at < end && isBlank(m_bytes[at]))
            ++at;
    }
    const qsizetype nameAt = at;
    while (at < end && isOfName(m_bytes[at]))
        ++at;
    const QByteArrayView name = m_bytes.sliced(nameAt, at - nameAt);
    while (at < end && isBlank(m_bytes[at]))
        ++at;
    if (name.isEmpty() || name.size() > longestName || at >= end || m_bytes[at] != '=') {
        warn(tr("This is no NAME=value and was left as it is."));
        return finish();
    }
    EnvEntry entry;
    entry.name = QString::fromLatin1(name);
    entry.line = m_line;
    entry.at = begin;
    QByteArray text = value(at + 1, end, entry.refers);
    entry.length = end - begin - (end > begin && m_bytes[end - 1] == '\r' ? 1 : 0);
    if (text.size() > longestValue)
        warn(tr("The value is too long and was left as it is."));
    else if (text.contains('\0'))
        warn(tr("The value holds what no text holds and was left as it is."));
    else
        entry.value = share(SecretBytes::takeFrom(text));
    wipe(text);
    if (entry.value)
        m_file.entries.append(entry);
    finish();
}

} // namespace

Result<EnvFile> readEnvFile(QByteArrayView bytes)
{
    if (bytes.size() > longestFile) {
        return Error{ErrorCode::InvalidInput,
                     tr("The file is longer than 1 MiB; a file of settings is shorter."),
                     {}};
    }
    if (bytes.size() >= 2 && (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff"))) {
        return Error{ErrorCode::InvalidInput,
                     tr("The file is in UTF-16. Save it as UTF-8 and try again."),
                     {}};
    }
    return Reader(bytes).read();
}

} // namespace drawbridge
