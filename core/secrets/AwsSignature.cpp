// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/AwsSignature.h"

#include "core/crypto/Digest.h"

#include <algorithm>

namespace drawbridge {

namespace {

struct SignedHeader
{
    QByteArray name; ///< lower case
    SecretText value;
};

QByteArray stamp(const QDateTime &at)
{
    return at.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
}

QByteArray dayOf(const QDate &day)
{
    return day.toString(QStringLiteral("yyyyMMdd")).toLatin1();
}

QByteArray scopeText(const QDate &day, const AwsScope &scope)
{
    return dayOf(day) + '/' + scope.region + '/' + scope.service + "/aws4_request";
}

/// Without what is around it, and runs of spaces as one.
QByteArray plainValue(const QByteArray &value)
{
    QByteArray plain;
    for (const char c : value.trimmed()) {
        if (c != ' ' || !plain.endsWith(' '))
            plain += c;
    }
    return plain;
}

/// Sorted by name; the values of a name that comes twice are joined in their order.
QList<SignedHeader> canonicalHeaders(const AwsRequest::Pairs &headers)
{
    AwsRequest::Pairs sorted = headers;
    for (auto &[name, value] : sorted)
        name = name.toLower();
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
        return a.first < b.first;
    });
    QList<SignedHeader> canonical;
    for (const auto &[name, value] : sorted) {
        if (!canonical.isEmpty() && canonical.last().name == name)
            canonical.last().value.add("," + plainValue(value));
        else
            canonical.append({name, SecretText(plainValue(value))});
    }
    return canonical;
}

QByteArray canonicalQuery(const AwsRequest::Pairs &query)
{
    AwsRequest::Pairs encoded;
    for (const auto &[name, value] : query)
        encoded.append({name.toPercentEncoding(), value.toPercentEncoding()});
    std::sort(encoded.begin(), encoded.end());
    QByteArray text;
    for (const auto &[name, value] : encoded)
        text += (text.isEmpty() ? QByteArray() : QByteArray("&")) + name + '=' + value;
    return text;
}

struct Canonical
{
    SecretText request;
    QByteArray headerNames;
};

Canonical canonicalOf(const AwsRequest &request, const SharedSecret &sessionToken)
{
    QList<SignedHeader> headers = canonicalHeaders(request.headers);
    if (sessionToken) {
        SecretText token;
        token.add(sessionToken);
        headers.append({QByteArrayLiteral("x-amz-security-token"), token});
        std::stable_sort(headers.begin(), headers.end(), [](const auto &a, const auto &b) {
            return a.name < b.name;
        });
    }
    Canonical canonical;
    canonical.request.add(request.method + '\n' + request.path.toPercentEncoding("/") + '\n'
                          + canonicalQuery(request.query) + '\n');
    for (const SignedHeader &header : std::as_const(headers)) {
        SecretBytes value = header.value.build();
        canonical.request.add(header.name + ':').add(share(std::move(value))).add("\n");
        canonical.headerNames +=
            (canonical.headerNames.isEmpty() ? QByteArray() : QByteArray(";")) + header.name;
    }
    canonical.request.add('\n' + canonical.headerNames + '\n' + request.bodySha256.toHex());
    return canonical;
}

/// One link of the chain from the secret to the day's key; what it stood on is wiped.
SecretBytes nextKey(const SecretBytes &key, const QByteArray &message)
{
    QByteArray mac = hmacSha256(key.reveal(), message);
    return SecretBytes::takeFrom(mac);
}

} // namespace

SecretText awsCanonicalRequest(const AwsRequest &request)
{
    return canonicalOf(request, {}).request;
}

QByteArray awsStringToSign(const SecretText &canonicalRequest,
                           const QDateTime &at,
                           const AwsScope &scope)
{
    return "AWS4-HMAC-SHA256\n" + stamp(at) + '\n' + scopeText(at.toUTC().date(), scope) + '\n'
        + sha256(canonicalRequest.build().reveal()).toHex();
}

SecretBytes awsSigningKey(const SecretBytes &secretAccessKey,
                          const QDate &day,
                          const AwsScope &scope)
{
    SecretText start("AWS4");
    start.add(share(SecretBytes::copyOf(secretAccessKey.reveal())));
    const SecretBytes ofDay = nextKey(start.build(), dayOf(day));
    const SecretBytes ofRegion = nextKey(ofDay, scope.region);
    const SecretBytes ofService = nextKey(ofRegion, scope.service);
    return nextKey(ofService, QByteArrayLiteral("aws4_request"));
}

AwsSigned signForAws(const AwsRequest &request,
                     const AwsIdentity &identity,
                     const AwsScope &scope,
                     const QDateTime &at)
{
    AwsRequest dated = request;
    dated.headers.append({QByteArrayLiteral("X-Amz-Date"), stamp(at)});
    const Canonical canonical = canonicalOf(dated, identity.sessionToken);
    const QDate day = at.toUTC().date();
    const SecretBytes key = awsSigningKey(*identity.secretAccessKey, day, scope);
    const QByteArray signature =
        hmacSha256(key.reveal(), awsStringToSign(canonical.request, at, scope)).toHex();
    return {stamp(at),
            "AWS4-HMAC-SHA256 Credential=" + identity.accessKeyId + '/' + scopeText(day, scope)
                + ", SignedHeaders=" + canonical.headerNames + ", Signature=" + signature};
}

} // namespace drawbridge
