// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <QByteArrayView>
#include <QString>

#include <memory>

/// What the files of this room share for calling OpenSSL; no other room includes it.
namespace drawbridge::openssl {

/// Ends an object by the library's own function: `Owned<EVP_MD_CTX, EVP_MD_CTX_free>`.
template<typename T, void (*release)(T *)>
struct Release
{
    void operator()(T *object) const { release(object); }
};
template<typename T, void (*release)(T *)>
using Owned = std::unique_ptr<T, Release<T, release>>;

[[nodiscard]] inline const unsigned char *in(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

/// Takes the library's queued errors as `detail`. Internal: a call that cannot fail has failed.
[[nodiscard]] Error failed(const QString &what);

/// For calls that fail only when the library itself is broken, where nothing safe can follow.
void mustHold(bool held, const char *call);

} // namespace drawbridge::openssl
