// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpRequest.h"

namespace drawbridge {

std::vector<SharedSecret> HttpRequest::secrets() const
{
    std::vector<SharedSecret> found = urlTail.secrets();
    const auto take = [&found](const SecretText &text) {
        const std::vector<SharedSecret> more = text.secrets();
        found.insert(found.end(), more.begin(), more.end());
    };
    for (const RequestHeader &header : headers)
        take(header.value);
    take(body);
    return found;
}

bool HttpRequest::carriesSecret() const
{
    return !secrets().empty();
}

} // namespace drawbridge
