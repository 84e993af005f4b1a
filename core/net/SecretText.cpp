// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/SecretText.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace drawbridge {

namespace {

template<class... Cases>
struct Overloaded : Cases...
{
    using Cases::operator()...;
};
// gcc 12 deduces this by itself, clang 14 does not.
template<class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// Spells one byte of a secret into `out` (at least 6 long) and gives the count.
int spellByte(char byte, SecretSpelling spelling, char *out)
{
    constexpr char hex[] = "0123456789ABCDEF";
    const auto code = static_cast<unsigned char>(byte);
    const bool unreserved = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || std::strchr("-._~", byte) != nullptr;
    if (spelling == SecretSpelling::Percent && (!unreserved || byte == '\0')) {
        out[0] = '%';
        out[1] = hex[code >> 4];
        out[2] = hex[code & 15];
        return 3;
    }
    if (spelling == SecretSpelling::JsonString) {
        if (byte == '"' || byte == '\\') {
            out[0] = '\\';
            out[1] = byte;
            return 2;
        }
        if (code < 0x20) {
            std::copy_n("\\u00", 4, out);
            out[4] = hex[code >> 4];
            out[5] = hex[code & 15];
            return 6;
        }
    }
    out[0] = byte;
    return 1;
}

SecretBytes spelled(QByteArrayView secret, SecretSpelling spelling)
{
    char piece[6];
    qsizetype size = 0;
    for (const char byte : secret)
        size += spellByte(byte, spelling, piece);
    SecretBytes out = SecretBytes::ofSize(size);
    auto *at = reinterpret_cast<char *>(out.writable().data());
    for (const char byte : secret)
        at += spellByte(byte, spelling, at);
    return out;
}

SecretBytes base64(QByteArrayView bytes)
{
    constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    SecretBytes out = SecretBytes::ofSize((bytes.size() + 2) / 3 * 4);
    auto *to = reinterpret_cast<char *>(out.writable().data());
    for (qsizetype i = 0; i < bytes.size(); i += 3) {
        const qsizetype left = std::min<qsizetype>(3, bytes.size() - i);
        quint32 group = 0;
        for (qsizetype k = 0; k < 3; ++k)
            group = (group << 8) | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (int k = 0; k < 4; ++k)
            *to++ = k <= left ? alphabet[(group >> (18 - 6 * k)) & 63] : '=';
    }
    return out;
}

} // namespace

SecretText::SecretText(const QByteArray &plain)
{
    add(plain);
}

SecretText::SecretText(const char *plain)
{
    add(QByteArray(plain));
}

SecretText &SecretText::add(const QByteArray &plain)
{
    if (!plain.isEmpty())
        m_parts.emplace_back(plain);
    return *this;
}

SecretText &SecretText::add(SharedSecret secret, SecretSpelling spelling)
{
    if (secret)
        m_parts.emplace_back(SecretPart{std::move(secret), spelling});
    return *this;
}

SecretText &SecretText::addBase64(SecretText inner)
{
    std::vector<SecretText> one;
    one.push_back(std::move(inner));
    m_parts.emplace_back(Base64Part{std::move(one)});
    return *this;
}

SecretText SecretText::bearer(SharedSecret secret)
{
    SecretText text("Bearer ");
    text.add(std::move(secret));
    return text;
}

SecretText SecretText::basic(const QByteArray &user, SharedSecret secret)
{
    SecretText pair(user + ':');
    pair.add(std::move(secret));
    SecretText text("Basic ");
    text.addBase64(std::move(pair));
    return text;
}

bool SecretText::isEmpty() const
{
    return m_parts.empty();
}

bool SecretText::hasSecrets() const
{
    return !secrets().empty();
}

std::vector<SharedSecret> SecretText::secrets() const
{
    std::vector<SharedSecret> found;
    for (const auto &part : m_parts) {
        if (const auto *secret = std::get_if<SecretPart>(&part)) {
            found.push_back(secret->secret);
        } else if (const auto *group = std::get_if<Base64Part>(&part)) {
            const std::vector<SharedSecret> inner = group->inner.front().secrets();
            found.insert(found.end(), inner.begin(), inner.end());
        }
    }
    return found;
}

SecretBytes SecretText::build() const
{
    std::vector<SecretBytes> pieces;
    qsizetype size = 0;
    for (const auto &part : m_parts) {
        pieces.push_back(
            std::visit(Overloaded{[](const QByteArray &plain) { return SecretBytes::copyOf(plain); },
                                  [](const SecretPart &secret) {
                                      return spelled(secret.secret->reveal(), secret.spelling);
                                  },
                                  [](const Base64Part &group) {
                                      return base64(group.inner.front().build().reveal());
                                  }},
                       part));
        size += pieces.back().size();
    }
    SecretBytes whole = SecretBytes::ofSize(size);
    auto *to = reinterpret_cast<char *>(whole.writable().data());
    for (const SecretBytes &piece : pieces) {
        std::copy(piece.reveal().begin(), piece.reveal().end(), to);
        to += piece.size();
    }
    return whole;
}

} // namespace drawbridge
