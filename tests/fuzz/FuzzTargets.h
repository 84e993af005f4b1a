// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <span>

namespace drawbridge::fuzz {

/// One reader of ours and the input it is fed. `run` must come back for any bytes, and stops the program by claim()
/// when the reader breaks a promise.
struct Target
{
    const char *name;
    void (*run)(QByteArrayView bytes);
};

[[nodiscard]] std::span<const Target> targets();

/// Ends the program, so that the fuzzer keeps the input, unless it holds.
void claim(bool holds, const char *promise);

void httpRequest(QByteArrayView bytes);
void httpReply(QByteArrayView bytes);
void httpDate(QByteArrayView bytes);
void address(QByteArrayView bytes);
void profile(QByteArrayView bytes);
void openApi(QByteArrayView bytes);
void recognize(QByteArrayView bytes);
void scan(QByteArrayView bytes);
void envFile(QByteArrayView bytes);
void tokenAnswer(QByteArrayView bytes);
void graphviz(QByteArrayView bytes);
void mapSvg(QByteArrayView bytes);
void vault(QByteArrayView bytes);
void recoveryCode(QByteArrayView bytes);
void plainText(QByteArrayView bytes);

} // namespace drawbridge::fuzz
