// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QTest>

#include <memory>

/// Makes a test class known to its room's program: last line of tst_X.cpp before the moc include.
#define TEST_UNIT(Class)                     \
    std::unique_ptr<QObject> make_##Class(); \
    std::unique_ptr<QObject> make_##Class()  \
    {                                        \
        return std::make_unique<Class>();    \
    }

/// Fails the test with the error's own sentence when a Result is not ok.
#define VERIFY_OK(...)                                                                            \
    do {                                                                                          \
        const auto &verifyResult = (__VA_ARGS__);                                                 \
        if (!verifyResult.isOk())                                                                 \
            QFAIL(qPrintable(drawbridge::toText(verifyResult.error().code) + QStringLiteral(": ") \
                             + verifyResult.error().what + QStringLiteral(" | ")                  \
                             + verifyResult.error().detail));                                     \
    } while (false)

/// Fails unless the Result is an error with that code.
#define VERIFY_ERROR(expectedCode, ...)                                                            \
    do {                                                                                           \
        const auto &verifyResult = (__VA_ARGS__);                                                  \
        QVERIFY2(!verifyResult.isOk(), "expected an error");                                       \
        QCOMPARE(drawbridge::toText(verifyResult.error().code), drawbridge::toText(expectedCode)); \
        QVERIFY2(!verifyResult.error().what.isEmpty(), "an error without a sentence");             \
    } while (false)
