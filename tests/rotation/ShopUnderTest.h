// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/net/HttpClient.h"
#include "core/practice/PracticeShop.h"

#include <QSet>

#include <atomic>
#include <mutex>

namespace drawbridge {

/// What a shop does with the old key when a new one is made.
enum class ShopKeys { LiveSideBySide, OneOnly, Paced };

/// The built-in catalog, or one in which the Practice Shop allows one key only, or 12 calls in a minute.
[[nodiscard]] Result<Catalog> catalogFor(ShopKeys keys);

/// Stands between Drawbridge and a Practice Shop that allows one key only: the making of one ends those that were made
/// before, within the same call.
class OneKeySender final : public HttpSender
{
public:
    explicit OneKeySender(HttpSender &real)
        : m_real(real)
    {}
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override;

private:
    HttpSender &m_real;
};

/// A call of the replacing, as the shop sees it.
enum class ShopCall { List, Make, Me, End, Status, Other };
[[nodiscard]] ShopCall callOf(const HttpRequest &request);

/// A Practice Shop over HTTPS, asked by a client of its own: what it says of its keys is the judge of the tests.
class ShopUnderTest
{
public:
    /// It has the time of `clock`, which outlives it: a shop whose time is another one than ours is not believed.
    explicit ShopUnderTest(const Clock &clock);

    [[nodiscard]] bool isOpen() const { return m_shop != nullptr; }
    [[nodiscard]] int port() const;
    [[nodiscard]] QByteArray caPem() const { return m_shop->caPem(); }
    /// The value of the key that may do everything.
    [[nodiscard]] QByteArray ownerKey() const { return m_ownerKey; }

    /// As its owner would on the shop's page: a key that reads, or one that may manage keys too.
    [[nodiscard]] QByteArray makeKey(const QString &label,
                                     const QStringList &scopes = {QStringLiteral("orders:read"),
                                                                  QStringLiteral("products:read")});
    void endKey(const QString &id);
    /// Every key that was made since the start, by id.
    [[nodiscard]] QSet<QString> madeKeys();
    /// Empty: the shop refuses it.
    [[nodiscard]] QString idOf(const QByteArray &value);

private:
    [[nodiscard]] HttpReply ask(const QByteArray &method,
                                const QString &path,
                                const QByteArray &key,
                                const QByteArray &body = {});

    const Clock &m_clock;
    SystemRandom m_random;
    HttpClient m_client;
    std::unique_ptr<PracticeShop> m_shop;
    QByteArray m_ownerKey;
};

} // namespace drawbridge
