// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace drawbridge {

/// Scrubs known secrets out of text that came back from a peer, before it becomes an error's detail: as they are,
/// percent-encoded, JSON-escaped, as hex, and as base64 at any place inside a longer base64 text. Scrub first, cut
/// afterwards: half a secret is not found. Holds its own wiped copies.
class Redaction
{
public:
    Redaction() = default;
    explicit Redaction(const std::vector<SharedSecret> &secrets);

    /// Each find becomes "[secret]".
    [[nodiscard]] QByteArray scrub(const QByteArray &text) const;
    [[nodiscard]] QString scrub(const QString &text) const;

private:
    struct Form
    {
        SharedSecret bytes;
        Qt::CaseSensitivity sensitivity;
    };
    void addForms(QByteArrayView secret);

    std::vector<Form> m_forms; // longest first
};

} // namespace drawbridge
