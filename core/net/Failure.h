// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/net/HttpReply.h"
#include "core/net/HttpRequest.h"

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace drawbridge {

/// Why a request did not bring what it was sent for. Each has a sentence of its own in explain().
enum class FailureKind {
    Dns,
    Refused,
    Unreachable,
    TlsSelfSigned,
    TlsExpired,
    TlsNotYetValid,
    TlsWrongHost,
    TlsUntrusted, ///< signed by an authority that is not trusted here
    TlsOther,
    Unauthorized401,
    Forbidden403,
    NotFound404,
    RateLimited429,
    Server5xx,
    RedirectElsewhere,
    NotJson,
    Slow,
    Huge,
    ClockWrong,    ///< this computer's
    PolicyRefused, ///< nothing was sent, by decision of ours
    Cancelled,
    Other,
};

/// The stable word in JSON and logs: `dns`, `tls-self-signed`, `unauthorized-401` ...
[[nodiscard]] QString toText(FailureKind kind);

/// A failure with the facts that explain() and a caller need. Holds no secret.
struct Failure
{
    FailureKind kind = FailureKind::Other;
    QString host;
    QString app;  ///< as the owner knows it, "Stripe"; explain() names the host where this is empty
    QDateTime at; ///< when, by this computer's clock
    QString technical; ///< for Error::detail; what came from the peer is redacted, made plain and cut
    int status = 0;    ///< 0: there was no reply
    QString code;      ///< the "error" of an OAuth refusal (RFC 6749, section 5.2), where that was read
    std::optional<std::chrono::seconds> retryAfter;
    std::optional<PeerCertificate> certificate; ///< what the peer showed, for the TLS kinds
    QString redirectHost;                       ///< for RedirectElsewhere
    QDateTime serverDate;                       ///< if the peer told its time
    std::optional<Error> refusal;               ///< for PolicyRefused: the policy's own words
};

/// Pure: what it means and what to do, in the owner's words. `detail` is Failure::technical with the facts.
[[nodiscard]] Error explain(const Failure &failure);

enum class Expect { AnyBody, Json };

/// Pure: the failure that a reply's status, Location or body amounts to, or none for a 2xx that is as expected.
/// The request's secrets are scrubbed out of what of the reply goes into Failure::technical.
[[nodiscard]] std::optional<Failure> judge(const HttpReply &reply,
                                           const HttpRequest &request,
                                           Expect expect);

/// Pure: turns a certificate out of its dates into ClockWrong where the evidence (the peer's own time, the date
/// of this program) says that it is our clock. Other failures pass unchanged.
[[nodiscard]] Failure blameClock(Failure failure);

/// A clock before this is wrong: the program was not written yet.
[[nodiscard]] QDateTime earliestPlausibleTime();

} // namespace drawbridge
