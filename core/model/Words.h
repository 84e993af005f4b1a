// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <array>
#include <optional>
#include <span>

namespace drawbridge {

/// One value of an enumeration and its stable word: the word goes to files, JSON and the command line and never
/// changes once released.
template<typename Enum>
struct Word
{
    Enum value;
    QStringView text;
};

/// Specialised next to each enumeration: `static constexpr std::array<Word<E>, n> table`.
template<typename Enum>
struct WordsOf;

template<typename Enum>
concept HasWords = requires
{
    WordsOf<Enum>::table;
};

template<HasWords Enum>
[[nodiscard]] QString toText(Enum value)
{
    for (const Word<Enum> &word : WordsOf<Enum>::table) {
        if (word.value == value)
            return word.text.toString();
    }
    return {};
}

template<HasWords Enum>
[[nodiscard]] std::optional<Enum> fromText(QStringView text)
{
    for (const Word<Enum> &word : WordsOf<Enum>::table) {
        if (word.text == text)
            return word.value;
    }
    return std::nullopt;
}

} // namespace drawbridge

/// DRAWBRIDGE_WORDS(Enum, n, {Enum::A, u"a"}, ...): the table of words, outside any function, in the namespace.
#define DRAWBRIDGE_WORDS(Enum, count, ...)                                   \
    template<>                                                               \
    struct WordsOf<Enum>                                                     \
    {                                                                        \
        static constexpr std::array<Word<Enum>, count> table{{__VA_ARGS__}}; \
    }
