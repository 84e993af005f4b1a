// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RequestSignature.h"

#include "core/crypto/Digest.h"
#include "core/secrets/AwsSignature.h"

#include <QUrlQuery>

namespace drawbridge {

namespace {

/// "iam" of iam.amazonaws.com.
QByteArray serviceOf(const QUrl &url)
{
    return url.host().section(u'.', 0, 0).toLatin1();
}

} // namespace

Result<void> signRequest(HttpRequest &request, const PreparedKey &key, const QDateTime &now)
{
    const RequestAuth &how = key.option.request;
    if (how.placement != KeyPlacement::AwsV4)
        return {};
    TRY(id, fillIn(how.user, key, {}));
    TRY(secret, fillIn(how.password, key, {}));
    const AwsIdentity identity{id.build().reveal().toByteArray(), share(secret.build()), {}};
    AwsRequest asSigned;
    asSigned.method = request.method;
    asSigned.path = request.url.path(QUrl::FullyDecoded).toUtf8();
    if (asSigned.path.isEmpty())
        asSigned.path = "/";
    const auto items = QUrlQuery(request.url).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items)
        asSigned.query.append({name.toUtf8(), value.toUtf8()});
    asSigned.headers = {{"Host", request.url.host().toLatin1()}};
    asSigned.bodySha256 = sha256(request.body.build().reveal());
    const AwsSigned made =
        signForAws(asSigned, identity, {how.name.toLatin1(), serviceOf(request.url)}, now);
    request.headers.push_back({"X-Amz-Date", SecretText(made.date)});
    request.headers.push_back({"Authorization", SecretText(made.authorization)});
    return {};
}

} // namespace drawbridge
