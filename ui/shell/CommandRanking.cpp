// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CommandRanking.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace drawbridge::ui {

namespace {

/// Small letters without accents.
QString folded(const QString &text)
{
    QString result;
    const QString apart = text.normalized(QString::NormalizationForm_D);
    for (const QChar character : apart) {
        if (!character.isMark())
            result += character.toCaseFolded();
    }
    return result;
}

QStringList wordsOf(const QString &foldedText)
{
    static const QRegularExpression border(QStringLiteral("[^\\p{L}\\p{N}]+"));
    return foldedText.split(border, Qt::SkipEmptyParts);
}

bool beginsAWord(const QStringList &words, const QString &part)
{
    return std::any_of(words.cbegin(), words.cend(), [&part](const QString &word) {
        return word.startsWith(part);
    });
}

/// Less is better; nothing if it does not fit.
std::optional<int> distance(const Command &command, const QString &query, const QStringList &parts)
{
    const QString title = folded(command.title);
    const QStringList titleWords = wordsOf(title);
    const QStringList otherWords =
        wordsOf(folded(command.keywords)) + wordsOf(folded(command.note));
    int sum = title.startsWith(query) ? 0 : 2;
    for (const QString &part : parts) {
        if (beginsAWord(titleWords, part))
            continue;
        if (beginsAWord(otherWords, part))
            sum += 8;
        else if (title.contains(part))
            sum += 16;
        else
            return {};
    }
    return sum;
}

} // namespace

std::vector<size_t> rankCommands(const std::vector<Command> &commands, const QString &query)
{
    const QString foldedQuery = folded(query.simplified());
    const QStringList parts = wordsOf(foldedQuery);
    std::vector<std::pair<int, size_t>> found;
    for (size_t i = 0; i < commands.size(); ++i) {
        if (parts.isEmpty())
            found.emplace_back(0, i);
        else if (const std::optional<int> how = distance(commands[i], foldedQuery, parts))
            found.emplace_back(*how, i);
    }
    std::sort(found.begin(), found.end());
    std::vector<size_t> positions;
    positions.reserve(found.size());
    for (const auto &[how, position] : found)
        positions.push_back(position);
    return positions;
}

} // namespace drawbridge::ui
