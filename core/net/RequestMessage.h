// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/HttpRequest.h"

namespace drawbridge {

/// The bytes of a request as HTTP/1.1 (RFC 9112), secrets and all, for one connection that ends with the reply.
/// InvalidInput: a method, header or secret that would not stay in its place (line breaks above all).
[[nodiscard]] Result<SecretBytes> requestMessage(const HttpRequest &request,
                                                 const CheckedUrl &target);

} // namespace drawbridge
