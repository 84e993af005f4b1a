// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Result.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

Result<int> half(int number)
{
    if (number % 2 != 0)
        return Error{ErrorCode::InvalidInput, QStringLiteral("Give an even number."), {}};
    return number / 2;
}

Result<int> quarter(int number)
{
    TRY(once, half(number));
    TRY(twice, half(once));
    return twice;
}

Result<void> mustBeDivisibleByFour(int number)
{
    TRY_DONE(quarter(number));
    return {};
}

} // namespace

class tst_Result : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aValueIsHandedOn() { QCOMPARE(quarter(8).value(), 2); }
    void theFirstErrorLeavesTheFunction()
    {
        QVERIFY(!quarter(6).isOk());
        QCOMPARE(quarter(6).error().code, ErrorCode::InvalidInput);
    }
    void aResultWithoutValueKeepsTheError()
    {
        QVERIFY(mustBeDivisibleByFour(4).isOk());
        QCOMPARE(mustBeDivisibleByFour(2).error().what, QStringLiteral("Give an even number."));
    }
    void everyCodeHasItsOwnWord()
    {
        QSet<QString> words;
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i)
            words.insert(toText(static_cast<ErrorCode>(i)));
        QCOMPARE(words.size(), static_cast<int>(ErrorCode::Internal) + 1);
    }
};

TEST_UNIT(tst_Result)
#include "tst_Result.moc"
