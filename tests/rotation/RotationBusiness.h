// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rotation/RulesStore.h"
#include "tests/rotation/RotationFixture.h"
#include "tests/support/FakeSecretStore.h"

#include <QTemporaryDir>

namespace drawbridge {

enum class HasOffice { Yes, No };

/// A shop with a till whose key is replaced, and an office whose key may manage keys; every store is in memory.
class RotationBusiness
{
public:
    RotationBusiness();
    ~RotationBusiness();
    Q_DISABLE_COPY_MOVE(RotationBusiness)

    [[nodiscard]] Result<void> open(ShopKeys keys = ShopKeys::LiveSideBySide,
                                    HasOffice office = HasOffice::Yes);
    /// As another program would, once this one has ended.
    [[nodiscard]] Result<void> reopen();
    /// A second program at the same business.
    [[nodiscard]] Result<std::unique_ptr<RotationFixture>> anotherDoor();

    /// Begins and goes on until nothing is left to do without somebody.
    [[nodiscard]] Result<Rotation> start();
    [[nodiscard]] Result<Rotation> start(const StartRotation &command);
    /// A place that has the till's key.
    [[nodiscard]] Result<PlacementId> place(const QString &name);
    /// See wrongWith(). `isAtRest`: keys that others made at the shop count.
    [[nodiscard]] QStringList wrong(bool isAtRest = true);
    [[nodiscard]] bool isAnywhereOnDisk(const QByteArray &value) const;

    RotationFixture &door() { return *m_door; }
    ShopUnderTest &shop() { return m_shop; }
    FakeSecretStore &store() { return *m_store; }
    ShiftedClock &clock() { return m_clock; }
    [[nodiscard]] CredentialId till() const { return m_till; }
    [[nodiscard]] ConnectionId officeConnection() const { return m_office; }

    std::function<void(const QString &)> onStep = {};
    /// An answer in place of the shop's, by the request and how many of its kind came before; nothing: the shop's. Where
    /// it says so the shop is asked all the same, and its answer is lost.
    std::function<std::optional<HttpAttempt>(const HttpRequest &, int)> answerInstead = {};
    std::function<bool(const HttpRequest &)> isAnswerLost = {};
    /// Another one in between.
    std::function<std::unique_ptr<HttpSender>(HttpSender &)> wrap = {};
    std::atomic<int> made = 0; ///< keys that the shop was asked to make, and made

private:
    class Between;

    [[nodiscard]] RotationFixture::Setting setting();

    QTemporaryDir m_folder;
    ShiftedClock m_clock;
    ShopUnderTest m_shop;
    std::shared_ptr<FakeSecretStore> m_store;
    Catalog m_catalog;
    ShopKeys m_keys = ShopKeys::LiveSideBySide;
    std::unique_ptr<RotationFixture> m_door;
    CredentialId m_till;
    ConnectionId m_office;
};

} // namespace drawbridge
