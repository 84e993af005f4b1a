// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"

#include <QByteArray>

#include <variant>
#include <vector>

namespace drawbridge {

/// How a secret is spelled inside the text around it.
enum class SecretSpelling { Raw, Percent, JsonString };

/// A template for a header, body or part of a URL: plain text with secrets in it, put together only at the call.
/// A plain QByteArray converts to it.
class SecretText
{
public:
    SecretText() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): plain text is a template too
    SecretText(const QByteArray &plain);
    // NOLINTNEXTLINE(google-explicit-constructor)
    SecretText(const char *plain);

    SecretText &add(const QByteArray &plain);
    /// JsonString writes the escaped characters without the quotes around them.
    SecretText &add(SharedSecret secret, SecretSpelling spelling = SecretSpelling::Raw);
    /// What `inner` builds, as base64.
    SecretText &addBase64(SecretText inner);

    /// `Bearer SECRET`.
    [[nodiscard]] static SecretText bearer(SharedSecret secret);
    /// `Basic base64(user:SECRET)`, RFC 7617.
    [[nodiscard]] static SecretText basic(const QByteArray &user, SharedSecret secret);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] bool hasSecrets() const;
    [[nodiscard]] std::vector<SharedSecret> secrets() const;
    [[nodiscard]] SecretBytes build() const;

private:
    struct SecretPart
    {
        SharedSecret secret;
        SecretSpelling spelling;
    };
    struct Base64Part
    {
        std::vector<SecretText> inner; // exactly one; a vector because the type is not complete here
    };
    std::vector<std::variant<QByteArray, SecretPart, Base64Part>> m_parts;
};

} // namespace drawbridge
