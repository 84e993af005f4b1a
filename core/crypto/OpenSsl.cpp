// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/OpenSsl.h"

#include <QStringList>

#include <openssl/err.h>

#include <array>

namespace drawbridge::openssl {

Error failed(const QString &what)
{
    QStringList reasons;
    std::array<char, 256> text{};
    while (const unsigned long code = ERR_get_error()) {
        ERR_error_string_n(code, text.data(), text.size());
        reasons.append(QString::fromLatin1(text.data()));
    }
    return Error{ErrorCode::Internal, what, reasons.join(QStringLiteral("; "))};
}

void mustHold(bool held, const char *call)
{
    if (!held)
        qFatal("OpenSSL is broken: %s failed", call);
}

} // namespace drawbridge::openssl
