// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/secrets/FakeSecretService.h"

#include "tests/secrets/BusSecret.h"

#include <QDBusMetaType>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

using Attributes = QMap<QString, QString>;
using SecretsByItem = QMap<QDBusObjectPath, BusSecret>;
using Paths = QList<QDBusObjectPath>;

const QString root = u"/org/freedesktop/secrets"_s;
const QString collection = u"/org/freedesktop/secrets/collection/login"_s;
const QString session = u"/org/freedesktop/secrets/session/1"_s;
const QString prompt = u"/org/freedesktop/secrets/prompt/1"_s;
const QDBusObjectPath none(u"/"_s);

bool matches(const Attributes &wanted, const Attributes &present)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (present.value(it.key()) != it.value())
            return false;
    }
    return true;
}

} // namespace

FakeSecretService::FakeSecretService(const QString &busAddress)
    : m_bus(QDBusConnection::connectToBus(busAddress, QUuid::createUuid().toString()))
{
    qDBusRegisterMetaType<Attributes>();
    qDBusRegisterMetaType<BusSecret>();
    qDBusRegisterMetaType<SecretsByItem>();
    m_onBus = m_bus.registerVirtualObject(root, this, QDBusConnection::SubPath)
        && m_bus.registerService(u"org.freedesktop.secrets"_s);
}

FakeSecretService::~FakeSecretService()
{
    QDBusConnection::disconnectFromBus(m_bus.name());
}

QString FakeSecretService::introspect(const QString &) const
{
    return {};
}

bool FakeSecretService::handleMessage(const QDBusMessage &message, const QDBusConnection &)
{
    asked.append(message.member());
    message.setDelayedReply(true);
    if (silent.contains(message.member()))
        m_held.append(message);
    else
        answer(message);
    return true;
}

void FakeSecretService::answerHeld()
{
    silent.clear();
    for (const QDBusMessage &message : std::exchange(m_held, {}))
        answer(message);
}

void FakeSecretService::answer(const QDBusMessage &message)
{
    const QString member = message.member();
    if (refusesEveryone) {
        m_bus.send(message.createErrorReply(QDBusError::AccessDenied, u"not you"_s));
        return;
    }
    if (member == u"OpenSession"_s && message.arguments().value(0).toString() != u"plain"_s) {
        m_bus.send(message.createErrorReply(QDBusError::NotSupported, u"plain only"_s));
        return;
    }
    if (isGone(message)) {
        m_bus.send(message.createErrorReply(u"org.freedesktop.Secret.Error.NoSuchObject"_s,
                                            u"there is no such item"_s));
        return;
    }
    if (member == u"Get"_s) {
        m_bus.send(message.createReply(QVariant::fromValue(QDBusVariant(propertyOf(message)))));
        return;
    }
    m_bus.send(message.createReply(answerService(message)));
    if (member == u"Prompt"_s)
        showPrompt();
}

bool FakeSecretService::isGone(const QDBusMessage &message)
{
    const auto item = m_items.constFind(message.path());
    if (message.member() != u"Get"_s || removedByOthers.isEmpty() || item == m_items.constEnd()
        || !item->attributes.value(u"user"_s).endsWith(removedByOthers))
        return false;
    m_items.remove(message.path());
    return true;
}

QVariantList FakeSecretService::answerService(const QDBusMessage &message)
{
    const QString member = message.member();
    const QVariantList arguments = message.arguments();
    if (member == u"OpenSession"_s) {
        return {QVariant::fromValue(QDBusVariant(QString())),
                QVariant::fromValue(QDBusObjectPath(session))};
    }
    if (member == u"ReadAlias"_s)
        return {QVariant::fromValue(hasCollection ? QDBusObjectPath(collection) : none)};
    if (member == u"SearchItems"_s) {
        Paths found;
        const auto wanted = qdbus_cast<Attributes>(arguments.value(0));
        for (auto it = m_items.begin(); it != m_items.end(); ++it) {
            if (matches(wanted, it->attributes))
                found.append(QDBusObjectPath(it.key()));
        }
        return {QVariant::fromValue(isLocked ? Paths() : found),
                QVariant::fromValue(isLocked ? found : Paths())};
    }
    if (member == u"Unlock"_s || member == u"CreateCollection"_s) {
        const QVariant prompted = QVariant::fromValue(QDBusObjectPath(prompt));
        if (member == u"Unlock"_s)
            return {QVariant::fromValue(Paths()), prompted};
        return {QVariant::fromValue(none), prompted};
    }
    if (member == u"CreateItem"_s)
        return createItem(message);
    if (member == u"GetSecrets"_s)
        return secretsOf(message);
    if (member == u"Delete"_s) {
        if (!ignoresDeletes)
            m_items.remove(message.path());
        return {QVariant::fromValue(none)};
    }
    if (member == u"Set"_s) {
        m_items[message.path()].label =
            arguments.value(2).value<QDBusVariant>().variant().toString();
        return {};
    }
    if (member == u"GetAll"_s)
        return {QVariantMap()};
    return {};
}

QVariantList FakeSecretService::createItem(const QDBusMessage &message)
{
    const QDBusObjectPath path(QString(collection + u'/' + QString::number(m_nextItem++)));
    if (!forgetsWrites) {
        const auto properties = qdbus_cast<QVariantMap>(message.arguments().value(0));
        const auto attributes =
            qdbus_cast<Attributes>(properties.value(u"org.freedesktop.Secret.Item.Attributes"_s));
        const auto secret = qdbus_cast<BusSecret>(message.arguments().value(1));
        for (const QString &present : m_items.keys()) {
            if (m_items[present].attributes == attributes)
                m_items.remove(present);
        }
        m_items.insert(path.path(), {attributes, secret.value, {}});
    }
    return {QVariant::fromValue(path), QVariant::fromValue(none)};
}

QVariantList FakeSecretService::secretsOf(const QDBusMessage &message) const
{
    SecretsByItem secrets;
    for (const QDBusObjectPath &item : qdbus_cast<Paths>(message.arguments().value(0))) {
        secrets.insert(item,
                       {QDBusObjectPath(session),
                        {},
                        m_items.value(item.path()).value,
                        u"text/plain"_s});
    }
    return {QVariant::fromValue(secrets)};
}

QVariant FakeSecretService::propertyOf(const QDBusMessage &message) const
{
    const QString name = message.arguments().value(1).toString();
    if (name == u"Locked"_s)
        return isLocked;
    if (name == u"Attributes"_s)
        return QVariant::fromValue(m_items.value(message.path()).attributes);
    return m_items.value(message.path()).label;
}

void FakeSecretService::showPrompt()
{
    if (owner == Owner::IsAway)
        return;
    if (owner == Owner::Accepts) {
        isLocked = false;
        hasCollection = true;
    }
    complete(owner == Owner::Refuses);
}

void FakeSecretService::complete(bool dismissed)
{
    QDBusMessage signal =
        QDBusMessage::createSignal(prompt, u"org.freedesktop.Secret.Prompt"_s, u"Completed"_s);
    signal << dismissed << QVariant::fromValue(QDBusVariant(QString()));
    m_bus.send(signal);
}

} // namespace drawbridge
