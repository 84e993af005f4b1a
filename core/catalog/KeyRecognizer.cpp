// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/KeyRecognizer.h"

#include "core/catalog/ObjectReader.h"
#include "core/catalog/ProfileReader.h"
#include "core/catalog/WideText.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype shortestKey = 12;
constexpr qsizetype longestKey = 4096;

/// What people copy along with a key: spaces, quotes, the word of the header it goes into.
QByteArrayView withoutWrapping(QByteArrayView text)
{
    text = text.trimmed();
    for (const char quote : {'"', '\'', '`'}) {
        if (text.size() > 1 && text.front() == quote && text.back() == quote)
            text = text.sliced(1, text.size() - 2).trimmed();
    }
    constexpr QByteArrayView scheme("Bearer ");
    if (text.size() > scheme.size()
        && text.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0)
        text = text.sliced(scheme.size()).trimmed();
    return text;
}

} // namespace

std::optional<RecognizedKey> KeyRecognizer::recognize(QByteArrayView text) const
{
    const QByteArrayView key = withoutWrapping(text);
    if (key.size() < shortestKey || key.size() > longestKey)
        return std::nullopt;
    const std::optional<WideText> wide = WideText::of(key);
    if (!wide)
        return std::nullopt;
    for (const Format &format : m_formats) {
        if (format.expression.match(wide->view()).hasMatch())
            return format.meaning;
    }
    return std::nullopt;
}

std::optional<RecognizedKey> KeyRecognizer::recognize(const SecretBytes &text) const
{
    return recognize(text.reveal());
}

Result<void> KeyRecognizer::add(const QJsonObject &file, const QString &name)
{
    std::optional<ObjectReader::Fault> fault;
    ObjectReader in(file, fault);
    in.number("schema"_L1, 1, 1);
    const QString app = in.text("app"_L1, Need::Required, 40);
    const QString provider = in.text("provider"_L1, Need::Optional, 60);
    QStringList sources;
    in.list<bool>("sources"_L1, Need::Required, [&](ObjectReader &source) {
        sources.append(source.text("id"_L1, Need::Required, 60));
        source.text("url"_L1, Need::Optional);
        source.date("date"_L1);
        source.text("what"_L1);
        return true;
    });
    const auto added = in.list<Format>("formats"_L1, Need::Required, [&](ObjectReader &each) {
        Format format;
        RecognizedKey &meaning = format.meaning;
        meaning.app = app;
        meaning.provider = provider;
        meaning.format = each.text("id"_L1, Need::Required, 60);
        meaning.kind = each.text("kind"_L1, Need::Required, 40);
        meaning.label = each.text("label"_L1, Need::Required, 80);
        if (const QString told = each.text("environment"_L1, Need::Optional, 10); !told.isEmpty()) {
            meaning.environment = fromText<KeyEnvironment>(told);
            if (!meaning.environment)
                each.fail("environment"_L1, QStringLiteral("is neither live nor test"));
        }
        meaning.certainty = each.word<Certainty>("certainty"_L1);
        format.pattern = each.text("pattern"_L1, Need::Required, 300);
        format.expression.setPattern(QRegularExpression::anchoredPattern(format.pattern));
        const QString source = each.text("source"_L1, Need::Optional, 60);
        each.word<Confidence>("confidence"_L1);
        if (!source.isEmpty() && !sources.contains(source))
            each.fail("source"_L1, QStringLiteral("is not among the sources"));
        return format;
    });
    in.finish();
    if (fault)
        return profileError(name, fault->at, fault->what);
    m_formats.append(added);
    std::stable_sort(m_formats.begin(), m_formats.end(), [](const Format &a, const Format &b) {
        return a.meaning.certainty < b.meaning.certainty;
    });
    return {};
}

Result<void> KeyRecognizer::check() const
{
    QStringList ids;
    for (const Format &format : m_formats) {
        const RecognizedKey &meaning = format.meaning;
        if (!format.expression.isValid() || format.expression.captureCount() > 0) {
            return profileError(meaning.app,
                                meaning.format,
                                QStringLiteral(
                                    "has a pattern that is no expression, or has groups"));
        }
        if (ids.contains(meaning.format))
            return profileError(meaning.app, meaning.format, QStringLiteral("is there twice"));
        ids.append(meaning.format);
    }
    return {};
}

QList<RecognizedKey> KeyRecognizer::formats() const
{
    QList<RecognizedKey> all;
    all.reserve(m_formats.size());
    for (const Format &format : m_formats)
        all.append(format.meaning);
    return all;
}

QString KeyRecognizer::patternOf(QStringView format) const
{
    for (const Format &each : m_formats) {
        if (each.meaning.format == format)
            return each.pattern;
    }
    return {};
}

bool KeyRecognizer::has(QStringView format, const AppId &app) const
{
    return std::any_of(m_formats.cbegin(), m_formats.cend(), [&](const Format &each) {
        return each.meaning.format == format && each.meaning.app == app;
    });
}

} // namespace drawbridge
