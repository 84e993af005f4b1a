// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace drawbridge {

/// A key made for this run. The Practice Shop guards nothing, so its keys are declared no secrets.
struct PracticeKey
{
    QString label;
    QString value; ///< psk_live_ or psk_test_ and 32 letters and digits
    QStringList scopes;
};

struct PracticeClient
{
    QString label;
    QString clientId;
    QString clientSecret; ///< empty: a public client, which has none
    QStringList scopes;
    QStringList redirectUris; ///< besides the loopback addresses
};

/// One request the shop has answered. It never holds the key itself.
struct PracticeRequest
{
    QDateTime time;
    QString method;
    QString path;
    int status = 0;
    QString keyId; ///< empty where no valid key came along
    QString keyLabel;
};

struct PracticeRate
{
    int burst = 200; ///< requests of one key, or of all without a key, at once
    double perSecond = 50;
};

constexpr quint16 practicePort = 7447;

struct PracticeConfig
{
    quint16 port =
        practicePort;    ///< a stored base URL stays valid between runs; 0: any that is free
    QString stateFolder; ///< keys and certificate survive a restart there; empty: nothing is kept
    PracticeRate rate;
    std::chrono::seconds tokenLifetime{3600};
    bool keepAccessOnRevoke =
        false; ///< as some providers have it: who revokes a refresh token leaves the access token alive
    /// Called in the shop's thread after each answer; must not block.
    std::function<void(const PracticeRequest &)> onRequest;
};

/// A small HTTPS service on loopback that behaves like an app a shop would connect, so that everything can be
/// tried with nothing at stake. README.md in this folder is its contract. Thread-safe.
class PracticeShop
{
public:
    /// Answers when it returns. Busy: the port is taken; Denied or Damaged: the state folder is unusable.
    /// `clock` and `random` must outlive the shop.
    [[nodiscard]] static Result<std::unique_ptr<PracticeShop>> start(const PracticeConfig &config,
                                                                     const Clock &clock,
                                                                     Random &random);

    /// Ends it; requests that have begun are answered first, within a second.
    ~PracticeShop();
    PracticeShop(const PracticeShop &) = delete;
    PracticeShop &operator=(const PracticeShop &) = delete;

    [[nodiscard]] QString url() const; ///< "https://127.0.0.1:7447"
    [[nodiscard]] QByteArray caPem() const;
    /// In the state folder, or a file of its own that goes with the shop.
    [[nodiscard]] QString caFile() const;
    /// "Owner" (everything), "Read everything", "Orders only" and "Test shop" (read everything, test data).
    [[nodiscard]] std::vector<PracticeKey> keys() const;
    /// One with a secret.
    [[nodiscard]] std::vector<PracticeClient> clients() const;
    /// The one without a secret, under a name that never changes.
    [[nodiscard]] static PracticeClient publicClient();
    /// {"url", "issuer", "ca", "keys": [{"label", "value", "scopes"}], "clients": [..], "publicClients": [..]}, as
    /// told by `practice serve`.
    [[nodiscard]] QJsonObject toJson() const;

private:
    class Private;
    explicit PracticeShop(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace drawbridge
