// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Search.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace drawbridge {

namespace {

/// Letters of other scripts, and digits, that pass for a Latin letter. After folding, so small letters only;
/// i, l, 1 and o, 0 are one each.
constexpr std::pair<char16_t, char16_t> lookAlikes[] = {
    {u'0', u'o'},      {u'1', u'l'},      {u'i', u'l'},      {u'|', u'l'},      {u'5', u's'},
    {u'\u0131', u'l'}, {u'\u0430', u'a'}, {u'\u0435', u'e'}, {u'\u043e', u'o'}, {u'\u0440', u'p'},
    {u'\u0441', u'c'}, {u'\u0443', u'y'}, {u'\u0445', u'x'}, {u'\u0456', u'l'}, {u'\u0458', u'j'},
    {u'\u0455', u's'}, {u'\u043a', u'k'}, {u'\u043c', u'm'}, {u'\u0442', u't'}, {u'\u04bb', u'h'},
    {u'\u0501', u'd'}, {u'\u051b', u'q'}, {u'\u051d', u'w'}, {u'\u03b1', u'a'}, {u'\u03bf', u'o'},
    {u'\u03c1', u'p'}, {u'\u03b9', u'l'}, {u'\u03bd', u'v'}, {u'\u03ba', u'k'}, {u'\u03c5', u'u'},
    {u'\u03c4', u't'}, {u'\u0261', u'g'}, {u'\u03b5', u'e'}, {u'\u043d', u'h'}, {u'\u0432', u'b'},
};

/// How well `word` of a search fits `app`, smaller is better; nothing if it does not.
std::optional<int> fit(const AppProfile &app, const QString &word)
{
    const QString name = foldedName(app.name);
    if (name.startsWith(word))
        return 0;
    if (name.contains(QString(u' ' + word)))
        return 1;
    for (const QString &keyword : app.keywords) {
        if (foldedName(keyword).startsWith(word))
            return 2;
    }
    if (name.contains(word) || app.id.contains(word))
        return 3;
    if (foldedName(app.summary).contains(word))
        return 4;
    return std::nullopt;
}

} // namespace

QString foldedName(QStringView name)
{
    const QString decomposed = name.toString().normalized(QString::NormalizationForm_KD);
    QString out;
    out.reserve(decomposed.size());
    for (const QChar c : decomposed) {
        if (!c.isMark())
            out += c;
    }
    return out.toCaseFolded().simplified();
}

QString lookAlikeKey(QStringView name)
{
    QString out;
    for (QChar c : foldedName(name)) {
        for (const auto &[from, to] : lookAlikes) {
            if (c == from) {
                c = to;
                break;
            }
        }
        if (c.isLetterOrNumber())
            out += c;
    }
    return out;
}

QList<const AppProfile *> searchApps(const QList<AppProfile> &apps, QStringView text)
{
    const QStringList words = foldedName(text).split(u' ', Qt::SkipEmptyParts);
    QList<std::pair<int, const AppProfile *>> found;
    for (const AppProfile &app : apps) {
        int sum = 0;
        const bool all = std::all_of(words.cbegin(), words.cend(), [&](const QString &word) {
            const std::optional<int> one = fit(app, word);
            sum += one.value_or(0);
            return one.has_value();
        });
        if (all)
            found.append({sum, &app});
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) {
        return a.first < b.first;
    });
    QList<const AppProfile *> sorted;
    sorted.reserve(found.size());
    for (const auto &each : std::as_const(found))
        sorted.append(each.second);
    return sorted;
}

} // namespace drawbridge
