// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/Redaction.h"

#include "core/net/SecretText.h"

#include <algorithm>
#include <cstring>

namespace drawbridge {

namespace {

constexpr char replacement[] = "[secret]";

/// A form shorter than this would hit innocent text.
constexpr qsizetype shortestForm = 5;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool matchesAt(const QByteArray &text,
               qsizetype at,
               QByteArrayView form,
               Qt::CaseSensitivity sensitivity)
{
    if (text.size() - at < form.size())
        return false;
    if (sensitivity == Qt::CaseSensitive)
        return std::memcmp(text.constData() + at, form.data(), static_cast<size_t>(form.size()))
            == 0;
    for (qsizetype i = 0; i < form.size(); ++i) {
        if (lower(text.at(at + i)) != lower(form[i]))
            return false;
    }
    return true;
}

SecretBytes spelledAs(QByteArrayView secret, SecretSpelling spelling)
{
    SecretText text;
    text.add(share(SecretBytes::copyOf(secret)), spelling);
    return text.build();
}

SecretBytes hexOf(QByteArrayView secret)
{
    constexpr char digits[] = "0123456789abcdef";
    SecretBytes out = SecretBytes::ofSize(secret.size() * 2);
    auto *to = reinterpret_cast<char *>(out.writable().data());
    for (const char byte : secret) {
        const auto code = static_cast<unsigned char>(byte);
        *to++ = digits[code >> 4];
        *to++ = digits[code & 15];
    }
    return out;
}

/// The base64 characters that depend on the secret alone when `offset` bytes stand before it in its group of
/// three: those at either end that also carry a neighbour's bits are left out.
SecretBytes base64Inside(QByteArrayView secret, qsizetype offset)
{
    SecretBytes shifted = SecretBytes::ofSize(offset + secret.size());
    auto *to = reinterpret_cast<char *>(shifted.writable().data());
    std::copy(secret.begin(), secret.end(), to + offset);
    SecretText text;
    text.addBase64(SecretText().add(share(std::move(shifted))));
    const SecretBytes whole = text.build();

    const qsizetype front = offset == 0 ? 0 : offset + 1;
    const qsizetype rest = (offset + secret.size()) % 3;
    const qsizetype back = rest == 0 ? 0 : 4 - rest;
    const qsizetype size = whole.size() - front - back;
    return size > 0 ? SecretBytes::copyOf(whole.reveal().sliced(front, size)) : SecretBytes();
}

SecretBytes withReplaced(QByteArrayView text, const char *from, const char *to)
{
    SecretBytes out = SecretBytes::copyOf(text);
    for (std::byte &byte : out.writable()) {
        const char *found = std::strchr(from, static_cast<char>(byte));
        if (found && *found != '\0')
            byte = static_cast<std::byte>(to[found - from]);
    }
    return out;
}

} // namespace

Redaction::Redaction(const std::vector<SharedSecret> &secrets)
{
    for (const SharedSecret &secret : secrets) {
        if (secret && !secret->isEmpty())
            addForms(secret->reveal());
    }
    std::sort(m_forms.begin(), m_forms.end(), [](const Form &a, const Form &b) {
        return a.bytes->size() > b.bytes->size();
    });
}

void Redaction::addForms(QByteArrayView secret)
{
    const auto add = [this](SecretBytes form, Qt::CaseSensitivity sensitivity) {
        if (form.size() >= shortestForm)
            m_forms.push_back({share(std::move(form)), sensitivity});
    };
    // The secret itself is scrubbed however short: better an unreadable detail than a shown key.
    m_forms.push_back({share(SecretBytes::copyOf(secret)), Qt::CaseSensitive});
    add(spelledAs(secret, SecretSpelling::Percent), Qt::CaseInsensitive);
    add(spelledAs(secret, SecretSpelling::JsonString), Qt::CaseSensitive);
    add(hexOf(secret), Qt::CaseInsensitive);
    for (qsizetype offset = 0; offset < 3; ++offset) {
        const SecretBytes standard = base64Inside(secret, offset);
        add(withReplaced(standard.reveal(), "+/", "-_"), Qt::CaseSensitive);
        add(SecretBytes::copyOf(standard.reveal()), Qt::CaseSensitive);
    }
}

QByteArray Redaction::scrub(const QByteArray &text) const
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size();) {
        const auto found = std::find_if(m_forms.begin(), m_forms.end(), [&](const Form &form) {
            return matchesAt(text, i, form.bytes->reveal(), form.sensitivity);
        });
        if (found == m_forms.end()) {
            out += text.at(i++);
        } else {
            out += replacement;
            i += found->bytes->size();
        }
    }
    return out;
}

QString Redaction::scrub(const QString &text) const
{
    return QString::fromUtf8(scrub(text.toUtf8()));
}

} // namespace drawbridge
