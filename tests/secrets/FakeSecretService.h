// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QMap>
#include <QSet>

namespace drawbridge {

/// A Secret Service on a bus of our own that misbehaves to order; with the plain transport only, so
/// it is for made-up values.
class FakeSecretService final : public QDBusVirtualObject
{
    Q_OBJECT

public:
    enum class Owner { Accepts, Refuses, IsAway };

    explicit FakeSecretService(const QString &busAddress);
    ~FakeSecretService() override;

    [[nodiscard]] bool isOnBus() const { return m_onBus; }

    bool hasCollection = true;
    bool isLocked = false;
    Owner owner = Owner::Accepts; ///< what he does with a prompt
    bool forgetsWrites = false;
    bool ignoresDeletes = false;
    bool refusesEveryone = false;
    QString removedByOthers; ///< the key whose item is gone when it is asked what it is
    QSet<QString> silent;    ///< methods that are not answered, until answerHeld()
    QStringList asked;       ///< methods, oldest first

    void answerHeld();

    QString introspect(const QString &path) const override;
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override;

private:
    struct Item
    {
        QMap<QString, QString> attributes;
        QByteArray value;
        QString label;
    };

    void answer(const QDBusMessage &message);
    [[nodiscard]] QVariantList answerService(const QDBusMessage &message);
    [[nodiscard]] QVariantList createItem(const QDBusMessage &message);
    [[nodiscard]] bool isGone(const QDBusMessage &message);
    [[nodiscard]] QVariantList secretsOf(const QDBusMessage &message) const;
    [[nodiscard]] QVariant propertyOf(const QDBusMessage &message) const;
    void showPrompt();
    void complete(bool dismissed);

    QDBusConnection m_bus;
    bool m_onBus = false;
    int m_nextItem = 1;
    QMap<QString, Item> m_items; ///< by object path
    QList<QDBusMessage> m_held;
};

} // namespace drawbridge
