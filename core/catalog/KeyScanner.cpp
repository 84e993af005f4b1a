// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/KeyScanner.h"

#include <QCoreApplication>
#include <QMap>
#include <QRegularExpression>

#include <hs/hs.h>

#include <algorithm>
#include <cstring>
#include <tuple>
#include <vector>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

// What comes before a key that stands free; "\n" and "\u003d" of JSON, "%3D" of addresses and the colours of a terminal
// are no part of a word. The line that begins a private key ends by itself: where line breaks are lost, letters follow.
constexpr auto freeBefore =
    "(?:(?<![0-9A-Za-z_-])|(?<=\\\\[nrt])|(?<=\\\\u[0-9A-Fa-f]{4})|(?<=%[0-9A-Fa-f]{2})"
    "|(?<=\\x1b\\[[0-9]m)|(?<=\\x1b\\[[0-9]{2}m)|(?<=\\x1b\\[[0-9];[0-9]{2}m))"_L1;
constexpr auto freeAfter = "(?:(?<=-----)|(?![0-9A-Za-z_-]))"_L1;
// A shape without a prefix of its own could be a piece of base64.
constexpr auto freeBeforeStrictly =
    "(?:(?<![0-9A-Za-z_+/-])|(?<=\\\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"_L1;
constexpr auto freeAfterStrictly = "(?![0-9A-Za-z_+/=-])"_L1;

QRegularExpression standingFree(const QString &pattern, Certainty certainty)
{
    const bool isPlain = certainty == Certainty::High;
    return QRegularExpression(
        QString((isPlain ? freeBefore : freeBeforeStrictly) % "(?:"_L1 % pattern % ")"_L1
                % (isPlain ? freeAfter : freeAfterStrictly)));
}

/// The word by which people call the app in names of settings: "google" of "google-workspace".
QByteArray wordOf(const AppId &app)
{
    return app.section(u'-', 0, 0).toLatin1();
}

} // namespace

struct KeyScanner::State
{
    struct Format
    {
        RecognizedKey meaning;
        QByteArray pattern;
        QRegularExpression expression;
    };
    struct Scan
    {
        State &state;
        QByteArrayView text;
        QList<KeyInText> found;
        std::vector<qsizetype> lookedUntil; ///< by expression: what ended before this was looked at
    };

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        hs_free_scratch(scratch);
        hs_free_database(database);
    }

    void sort(const KeyRecognizer &keys);
    Result<void> compile();
    /// Looks with `format` at what stands between two places of one line.
    void look(Scan &scan, const Format &format, qsizetype from, qsizetype until);
    static int matched(
        unsigned id, unsigned long long, unsigned long long end, unsigned, void *context);

    std::vector<Format> searched; ///< Hyperscan's first expressions, in this order
    std::vector<Format> onLines;  ///< looked for only on lines with a word
    QList<QByteArray> words;      ///< Hyperscan's other expressions
    hs_database_t *database = nullptr;
    hs_scratch_t *scratch = nullptr;
    bool cutShort = false;      ///< the last text was not searched to its end
    std::vector<char16_t> wide; ///< the line that is looked at; wiped after each look
};

void KeyScanner::State::sort(const KeyRecognizer &keys)
{
    for (const RecognizedKey &meaning : keys.formats()) {
        const QString pattern = keys.patternOf(meaning.format);
        Format format{meaning, pattern.toLatin1(), standingFree(pattern, meaning.certainty)};
        format.expression.optimize();
        if (meaning.certainty != Certainty::Low) {
            searched.push_back(std::move(format));
            continue;
        }
        if (const QByteArray word = wordOf(meaning.app); !words.contains(word))
            words.append(word);
        onLines.push_back(std::move(format));
    }
}

Result<void> KeyScanner::State::compile()
{
    if (hs_valid_platform() != HS_SUCCESS) {
        return Error{ErrorCode::Unavailable,
                     QCoreApplication::translate("KeyScanner",
                                                 "This computer's processor is too old to look "
                                                 "through many files for keys."),
                     u"Hyperscan needs SSSE3"_s};
    }
    std::vector<const char *> expressions;
    std::vector<unsigned> flags;
    std::vector<unsigned> ids;
    const auto add = [&](const QByteArray &expression, unsigned flag) {
        ids.push_back(unsigned(expressions.size()));
        expressions.push_back(expression.constData());
        flags.push_back(flag);
    };
    for (const Format &format : searched)
        add(format.pattern, 0);
    for (const QByteArray &word : std::as_const(words))
        add(word, HS_FLAG_CASELESS);
    hs_compile_error_t *fault = nullptr;
    const hs_error_t done = hs_compile_multi(expressions.data(),
                                             flags.data(),
                                             ids.data(),
                                             unsigned(expressions.size()),
                                             HS_MODE_BLOCK,
                                             nullptr,
                                             &database,
                                             &fault);
    const QString why = fault ? QString::fromUtf8(fault->message) : QString();
    hs_free_compile_error(fault);
    if (done != HS_SUCCESS || hs_alloc_scratch(database, &scratch) != HS_SUCCESS) {
        return Error{ErrorCode::Unavailable,
                     QCoreApplication::translate("KeyScanner",
                                                 "The shapes of keys could not be made ready."),
                     why};
    }
    return {};
}

void KeyScanner::State::look(Scan &scan, const Format &format, qsizetype from, qsizetype until)
{
    wide.clear();
    for (const char byte : scan.text.sliced(from, until - from))
        wide.push_back(static_cast<unsigned char>(byte));
    auto matches = format.expression.globalMatch(QStringView(wide.data(), qsizetype(wide.size())));
    while (matches.hasNext() && scan.found.size() < mostFound) {
        const QRegularExpressionMatch match = matches.next();
        scan.found.append({from + match.capturedStart(), match.capturedLength(), format.meaning});
    }
    std::fill(wide.begin(), wide.end(), u'\0');
}

int KeyScanner::State::matched(
    unsigned id, unsigned long long, unsigned long long end, unsigned, void *context)
{
    auto &scan = *static_cast<Scan *>(context);
    State &state = scan.state;
    if (scan.found.size() >= mostFound)
        return 1;
    const auto place = qsizetype(end);
    if (place <= scan.lookedUntil[id])
        return 0;
    const char *const begin = scan.text.data();
    const qsizetype earliest = std::max<qsizetype>(0, place - 1 - longestKey);
    const auto *before =
        static_cast<const char *>(::memrchr(begin + earliest, '\n', size_t(place - 1 - earliest)));
    const qsizetype from = before ? before - begin + 1 : earliest;
    const qsizetype latest = std::min(scan.text.size(), place + longestKey);
    const auto *after =
        static_cast<const char *>(std::memchr(begin + place, '\n', size_t(latest - place)));
    const qsizetype until = after ? after - begin : latest;
    scan.lookedUntil[id] = until;
    if (id < state.searched.size()) {
        state.look(scan, state.searched[id], from, until);
        return 0;
    }
    const QByteArray &word = state.words.at(qsizetype(id - state.searched.size()));
    for (const Format &format : state.onLines) {
        if (wordOf(format.meaning.app) == word)
            state.look(scan, format, from, until);
    }
    return 0;
}

KeyScanner::KeyScanner(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

KeyScanner::~KeyScanner() = default;
KeyScanner::KeyScanner(KeyScanner &&other) noexcept = default;
KeyScanner &KeyScanner::operator=(KeyScanner &&other) noexcept = default;

Result<KeyScanner> KeyScanner::make(const KeyRecognizer &keys)
{
    auto state = std::make_unique<State>();
    state->sort(keys);
    TRY_DONE(state->compile());
    return KeyScanner(std::move(state));
}

bool KeyScanner::wasCutShort() const
{
    return m_state->cutShort;
}

QList<KeyInText> KeyScanner::find(QByteArrayView text)
{
    State::Scan scan{*m_state, text, {}, {}};
    scan.lookedUntil.assign(m_state->searched.size() + size_t(m_state->words.size()), 0);
    const hs_error_t done = hs_scan(m_state->database,
                                    text.data(),
                                    unsigned(text.size()),
                                    0,
                                    m_state->scratch,
                                    &State::matched,
                                    &scan);
    const bool hasEnded = done == HS_SUCCESS || done == HS_SCAN_TERMINATED;
    m_state->cutShort = scan.found.size() >= mostFound || !hasEnded;
    // Of those that overlap the surest, and of these the one that says more.
    std::stable_sort(scan.found.begin(), scan.found.end(), [](const auto &a, const auto &b) {
        return std::tuple(a.key.certainty, -a.length, a.at)
            < std::tuple(b.key.certainty, -b.length, b.at);
    });
    QMap<qsizetype, KeyInText> kept;
    for (const KeyInText &found : std::as_const(scan.found)) {
        const auto next = kept.lowerBound(found.at);
        const bool meetsNext = next != kept.end() && next->at < found.at + found.length;
        const bool meetsPrevious =
            next != kept.begin() && std::prev(next)->at + std::prev(next)->length > found.at;
        if (!meetsNext && !meetsPrevious)
            kept.insert(found.at, found);
    }
    return kept.values();
}

} // namespace drawbridge
