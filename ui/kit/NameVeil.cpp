// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/NameVeil.h"

#include <algorithm>

namespace drawbridge::ui {

namespace {

/// Letters of these stand side by side without a border between two words.
bool isWrittenWithoutSpaces(char32_t letter)
{
    switch (QChar::script(letter)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

bool isOfAWord(char32_t sign)
{
    return (QChar::isLetterOrNumber(sign) || QChar::isMark(sign)) && !isWrittenWithoutSpaces(sign);
}

/// The sign that ends just before `position`; nothing of a word where the text begins.
char32_t signBefore(QStringView text, qsizetype position)
{
    if (position < 1)
        return 0;
    const QChar last = text.at(position - 1);
    if (last.isLowSurrogate() && position > 1 && text.at(position - 2).isHighSurrogate())
        return QChar::surrogateToUcs4(text.at(position - 2), last);
    return last.unicode();
}

char32_t signAt(QStringView text, qsizetype position)
{
    if (position >= text.size())
        return 0;
    const QChar first = text.at(position);
    if (first.isHighSurrogate() && position + 1 < text.size()
        && text.at(position + 1).isLowSurrogate())
        return QChar::surrogateToUcs4(first, text.at(position + 1));
    return first.unicode();
}

/// Whether a word goes on across `position`.
bool isInsideAWord(QStringView text, qsizetype position)
{
    return isOfAWord(signBefore(text, position)) && isOfAWord(signAt(text, position));
}

void replaceWords(QString &text, const QString &words, const QString &with)
{
    qsizetype at = text.indexOf(words);
    while (at >= 0) {
        const bool whole = !isInsideAWord(text, at) && !isInsideAWord(text, at + words.size());
        if (whole)
            text.replace(at, words.size(), with);
        at = text.indexOf(words, at + (whole ? with.size() : 1));
    }
}

} // namespace

NameVeil::NameVeil(Names names, const QList<Connection> &connections, const QStringList &others)
    : m_names(names)
{
    if (names == Names::Shown)
        return;
    m_hidden = others;
    for (const Connection &connection : connections) {
        m_hidden << connection.name << connection.owner << connection.heldBy << connection.purpose;
        if (connection.lastTest)
            m_hidden << connection.lastTest->identity;
    }
    m_hidden.removeAll(QString());
    m_hidden.removeDuplicates();
    std::sort(m_hidden.begin(), m_hidden.end(), [](const QString &a, const QString &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
}

QString NameVeil::sentence(const QString &text) const
{
    QString shown = text;
    for (const QString &hidden : m_hidden)
        replaceWords(shown, hidden, nameText(hidden, m_names));
    return shown;
}

} // namespace drawbridge::ui
