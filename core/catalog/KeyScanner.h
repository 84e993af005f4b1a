// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/catalog/KeyRecognizer.h"

#include <QByteArrayView>
#include <QList>

#include <memory>

namespace drawbridge {

/// A key that stands in a longer text. It does not hold the key.
struct KeyInText
{
    qsizetype at = 0; ///< bytes from the beginning of the text
    qsizetype length = 0;
    RecognizedKey key;
};

/// Finds every key whose shape is known in long texts of any kind: files, logs, addresses. All expressions are run at
/// once by Hyperscan; what it reports is looked at again with the expression that KeyRecognizer uses, and must stand
/// free: not in the middle of a word or of base64. Shapes that others have too (Certainty::Low) count only on a line
/// that names the app. One object is for one thread at a time.
class KeyScanner
{
public:
    /// Takes about half a second. Unavailable: this processor lacks what Hyperscan needs (SSSE3).
    [[nodiscard]] static Result<KeyScanner> make(const KeyRecognizer &keys);
    ~KeyScanner();
    KeyScanner(KeyScanner &&other) noexcept;
    KeyScanner &operator=(KeyScanner &&other) noexcept;

    /// By place; of two that overlap, the surer one. At most `mostFound`. A key longer than `longestKey` is cut off
    /// from what stands around it, so a text read in pieces is to be handed in with that much overlap.
    [[nodiscard]] QList<KeyInText> find(QByteArrayView text);

    /// Whether the last text held so many that find() stopped looking.
    [[nodiscard]] bool wasCutShort() const;

    static constexpr qsizetype longestKey = 4096;
    static constexpr qsizetype mostFound = 10'000;

private:
    struct State;
    explicit KeyScanner(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace drawbridge
