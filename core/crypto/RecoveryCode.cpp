// SPDX-License-Identifier: GPL-3.0-or-later
// The written form: eight groups of five characters of Crockford's base 32 (no I, L, O, U), each
// character 5 bits, most significant first.
//
//   code  = group "-" group "-" ... (8)
//   group = c1 c2 c3 c4 check
//   check = a*c1 + a^2*c2 + a^3*c3 + a^4*c4 + a^(n+5), n = 0..7 the number of the group
//
// computed in GF(32) by x^5 + x^2 + 1 with a = x. The weights differ from one another and from the
// check's own (1), so one wrong character and two exchanged ones are always found; the constants
// differ, so two exchanged groups are too. Anything else passes a group with a chance of 1 in 32,
// and then fails at the seal the key belongs to.
#include "core/crypto/RecoveryCode.h"

#include "core/crypto/Digest.h"

#include <QCoreApplication>
#include <QList>

#include <string.h>

#include <array>

namespace drawbridge {

namespace {

constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int notInAlphabet = -1;
constexpr int bitsSize = 20;
constexpr int dataLength = RecoveryCode::groupLength - 1;
constexpr int codeLength = RecoveryCode::groups * RecoveryCode::groupLength;
constexpr int mostTyped = 2 * codeLength;

constexpr int times(int a, int b)
{
    int product = 0;
    for (; b != 0; b >>= 1) {
        if (b & 1)
            product ^= a;
        a <<= 1;
        if (a & 0x20)
            a ^= 0x25;
    }
    return product;
}

constexpr int powerOfX(int exponent)
{
    int power = 1;
    for (int i = 0; i < exponent; ++i)
        power = times(power, 2);
    return power;
}

int checkOf(const int *group, int number)
{
    int check = powerOfX(number + dataLength + 1);
    for (int i = 0; i < dataLength; ++i)
        check ^= times(powerOfX(i + 1), group[i]);
    return check;
}

bool isGroup(const int *group, int number)
{
    for (int i = 0; i <= dataLength; ++i) {
        if (group[i] == notInAlphabet)
            return false;
    }
    return checkOf(group, number) == group[dataLength];
}

int valueOf(QChar character)
{
    const char16_t upper = character.toUpper().unicode();
    if (upper == u'O')
        return 0;
    if (upper == u'I' || upper == u'L')
        return 1;
    for (int value = 0; value < 32; ++value) {
        if (upper == static_cast<char16_t>(alphabet[value]))
            return value;
    }
    return notInAlphabet;
}

bool separates(QChar character)
{
    return character.isSpace() || character.category() == QChar::Punctuation_Dash
        || character == u'.' || character == u'_';
}

/// What was typed, as numbers; wiped when it goes.
struct Typed
{
    std::array<int, mostTyped> values{};
    int count = 0; ///< may be more than fits

    explicit Typed(QStringView text)
    {
        for (const QChar character : text) {
            if (separates(character))
                continue;
            if (count < mostTyped)
                values[static_cast<size_t>(count)] = valueOf(character);
            ++count;
        }
    }
    ~Typed() { explicit_bzero(values.data(), sizeof values); }
    Typed(const Typed &) = delete;
    Typed &operator=(const Typed &) = delete;

    [[nodiscard]] const int *group(int number) const
    {
        return &values[static_cast<size_t>(number) * RecoveryCode::groupLength];
    }
};

Error wrongGroups(const QList<int> &numbers)
{
    QStringList names;
    for (const int number : numbers)
        names.append(QString::number(number + 1));
    const QString what = numbers.size() == 1
        ? QCoreApplication::translate("Crypto",
                                      "Group %1 of the recovery code is not as it is printed. "
                                      "Compare its five characters with the sheet.")
              .arg(names.first())
        : QCoreApplication::translate("Crypto",
                                      "These groups of the recovery code are not as they are "
                                      "printed: %1. Compare them with the sheet.")
              .arg(names.join(QStringLiteral(", ")));
    return Error{ErrorCode::InvalidInput, what, {}};
}

Error wrongLength(const Typed &typed)
{
    // Up to the slip the groups fit, so the first one that does not is where a character is
    // missing or too many.
    int fitting = 0;
    while (fitting < RecoveryCode::groups
           && typed.count >= (fitting + 1) * RecoveryCode::groupLength
           && isGroup(typed.group(fitting), fitting))
        ++fitting;
    if (typed.count > 0 && fitting < RecoveryCode::groups) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Crypto",
                                                 "The recovery code has %1 letters and digits, not "
                                                 "%2. Look at group %3 first.")
                         .arg(codeLength)
                         .arg(typed.count)
                         .arg(fitting + 1),
                     {}};
    }
    return Error{ErrorCode::InvalidInput,
                 QCoreApplication::translate("Crypto",
                                             "The recovery code has %1 letters and digits, not %2. "
                                             "Enter the eight groups of the sheet.")
                     .arg(codeLength)
                     .arg(typed.count),
                 {}};
}

} // namespace

RecoveryCode RecoveryCode::generate(Random &random)
{
    SecretBytes bits = SecretBytes::ofSize(bitsSize);
    random.fill(bits.writable());
    return RecoveryCode(std::move(bits));
}

Result<RecoveryCode> RecoveryCode::fromText(QStringView text)
{
    const Typed typed(text);
    if (typed.count != codeLength)
        return wrongLength(typed);
    QList<int> wrong;
    SecretBytes bits = SecretBytes::ofSize(bitsSize);
    const std::span<std::byte> out = bits.writable();
    for (int number = 0; number < groups; ++number) {
        const int *group = typed.group(number);
        if (!isGroup(group, number)) {
            wrong.append(number);
            continue;
        }
        for (int i = 0; i < dataLength * 5; ++i) {
            const int bit = (group[i / 5] >> (4 - i % 5)) & 1;
            const int at = number * dataLength * 5 + i;
            out[static_cast<size_t>(at / 8)] |= static_cast<std::byte>(bit << (7 - at % 8));
        }
    }
    if (!wrong.isEmpty())
        return wrongGroups(wrong);
    return RecoveryCode(std::move(bits));
}

SecretBytes RecoveryCode::text() const
{
    SecretBytes text = SecretBytes::ofSize(codeLength + groups - 1);
    const std::span<std::byte> out = text.writable();
    const QByteArrayView bits = m_bits.reveal();
    std::array<int, groupLength> group{};
    size_t at = 0;
    for (int number = 0; number < groups; ++number) {
        if (number > 0)
            out[at++] = std::byte{'-'};
        group = {};
        for (int i = 0; i < dataLength * 5; ++i) {
            const int bit = number * dataLength * 5 + i;
            const int value = (static_cast<unsigned char>(bits[bit / 8]) >> (7 - bit % 8)) & 1;
            group[static_cast<size_t>(i / 5)] |= value << (4 - i % 5);
        }
        group[dataLength] = checkOf(group.data(), number);
        for (const int value : group)
            out[at++] = static_cast<std::byte>(alphabet[value]);
    }
    explicit_bzero(group.data(), sizeof group);
    return text;
}

SealKey RecoveryCode::key(QByteArrayView purpose) const
{
    // Cannot fail: a derived key always has the length of one.
    return SealKey::fromBytes(deriveKey(m_bits, purpose)).takeValue();
}

} // namespace drawbridge
