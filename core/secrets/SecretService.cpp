// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/SecretService.h"

#include "core/secrets/KeychainThread.h"

#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QLibrary>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

const QString serviceName = u"org.freedesktop.secrets"_s;
const QString servicePath = u"/org/freedesktop/secrets"_s;
const QString serviceInterface = u"org.freedesktop.Secret.Service"_s;
const QString collectionInterface = u"org.freedesktop.Secret.Collection"_s;
const QString itemInterface = u"org.freedesktop.Secret.Item"_s;
const QString promptInterface = u"org.freedesktop.Secret.Prompt"_s;
const QString propertiesInterface = u"org.freedesktop.DBus.Properties"_s;
const QString nothing = u"/"_s; // the API's word for "no such object"

/// GLib ends the program by SIGTERM when the session's bus goes, unless told not to; libsecret does
/// not. A relay that serves on has no reason to die with a keychain it has read its keys from.
void outliveTheBus()
{
    using GetBus = void *(*)(int, void *, void **);
    using SetExit = void (*)(void *, int);
    constexpr int sessionBus = 2; // G_BUS_TYPE_SESSION
    QLibrary gio(u"gio-2.0"_s, 0);
    const auto get = reinterpret_cast<GetBus>(gio.resolve("g_bus_get_sync"));
    const auto setExit =
        reinterpret_cast<SetExit>(gio.resolve("g_dbus_connection_set_exit_on_close"));
    if (!get || !setExit)
        return;
    // The reference is kept, so that libsecret is given this same connection.
    if (void *connection = get(sessionBus, nullptr, nullptr))
        setExit(connection, 0);
}

QDBusConnection bus()
{
    QDBusConnection connection = QDBusConnection::sessionBus();
    static const bool prepared = [&connection] {
        qDBusRegisterMetaType<SecretAttributes>();
        if (connection.isConnected())
            outliveTheBus();
        return true;
    }();
    Q_UNUSED(prepared)
    return connection;
}

QDBusMessage message(const QString &path, const QString &interface, const QString &method)
{
    return QDBusMessage::createMethodCall(serviceName, path, interface, method);
}

Error absent(const QString &detail)
{
    return Error{
        ErrorCode::Unavailable,
        QCoreApplication::translate("Secrets",
                                    "No keychain answers on this computer. Sign in to your "
                                    "desktop as usual, or keep your keys in a vault file."),
        detail};
}

Error missing()
{
    return Error{ErrorCode::Unavailable,
                 QCoreApplication::translate("Secrets",
                                             "Your keychain has no place for keys yet. Let it make "
                                             "one, or keep your keys in a vault file."),
                 u"no default collection"_s};
}

Error locked()
{
    return Error{ErrorCode::Locked,
                 QCoreApplication::translate("Secrets",
                                             "Your keychain is locked. Unlock it, then try again."),
                 {}};
}

Error translated(const QDBusError &error)
{
    const QString detail = QString(error.name() + u": " + error.message());
    switch (error.type()) {
    case QDBusError::NoReply:
    case QDBusError::Timeout:
    case QDBusError::TimedOut:
        return keychainIsSilent(detail);
    case QDBusError::AccessDenied:
        return Error{
            ErrorCode::Denied,
            QCoreApplication::translate("Secrets",
                                        "Your keychain does not let Drawbridge in. Check "
                                        "its settings, or keep your keys in a vault file."),
            detail};
    default:
        break;
    }
    if (error.name() == u"org.freedesktop.Secret.Error.IsLocked"_s)
        return locked();
    return absent(detail);
}

StoreStatus statusOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Locked:
        return {StoreState::Locked, error.what};
    case ErrorCode::TimedOut:
        return {StoreState::Silent, error.what};
    case ErrorCode::Denied:
        return {StoreState::Unusable, error.what};
    default:
        return {StoreState::Absent, error.what};
    }
}

} // namespace

Result<QVariantList> SecretService::call(const QString &path,
                                         const QString &interface,
                                         const QString &method,
                                         const QVariantList &arguments) const
{
    const QDBusConnection connection = bus();
    if (!connection.isConnected())
        return absent(u"no session bus"_s);
    const auto left = static_cast<int>(m_deadline.remainingTime());
    if (left <= 0)
        return keychainIsSilent(method);
    QDBusMessage request = message(path, interface, method);
    request.setArguments(arguments);
    const QDBusMessage reply = connection.call(request, QDBus::Block, left);
    if (reply.type() != QDBusMessage::ReplyMessage)
        return translated(QDBusError(reply));
    return reply.arguments();
}

Result<QVariant> SecretService::property(const QDBusObjectPath &object,
                                         const QString &interface,
                                         const QString &name) const
{
    TRY(reply, call(object.path(), propertiesInterface, u"Get"_s, {interface, name}));
    return reply.value(0).value<QDBusVariant>().variant();
}

Result<QDBusObjectPath> SecretService::defaultCollection() const
{
    TRY(reply, call(servicePath, serviceInterface, u"ReadAlias"_s, {u"default"_s}));
    return reply.value(0).value<QDBusObjectPath>();
}

StoreStatus SecretService::status() const
{
    const auto collection = defaultCollection();
    if (!collection.isOk())
        return statusOf(collection.error());
    if (collection->path() == nothing)
        return {StoreState::Missing, missing().what};
    const auto isLocked = property(*collection, collectionInterface, u"Locked"_s);
    if (!isLocked.isOk())
        return statusOf(isLocked.error());
    // Whatever is no clear "no" counts as locked: taking it for open would make new keys.
    if (isLocked->userType() != QMetaType::Bool || isLocked->toBool())
        return {StoreState::Locked, locked().what};
    return {StoreState::Ready, QCoreApplication::translate("Secrets", "Your keychain is unlocked.")};
}

Result<void> SecretService::checkReady() const
{
    const StoreStatus now = status();
    switch (now.state) {
    case StoreState::Ready:
        return {};
    case StoreState::Locked:
        return locked();
    case StoreState::Silent:
        return keychainIsSilent({});
    case StoreState::Unusable:
        return Error{ErrorCode::Denied, now.what, {}};
    case StoreState::Absent:
    case StoreState::Missing:
        break;
    }
    return Error{ErrorCode::Unavailable, now.what, {}};
}

Result<SecretItems> SecretService::find(const SecretAttributes &attributes) const
{
    TRY(reply,
        call(servicePath, serviceInterface, u"SearchItems"_s, {QVariant::fromValue(attributes)}));
    return SecretItems{qdbus_cast<QList<QDBusObjectPath>>(reply.value(0)),
                       qdbus_cast<QList<QDBusObjectPath>>(reply.value(1))};
}

Result<SecretAttributes> SecretService::attributesOf(const QDBusObjectPath &item) const
{
    TRY(value, property(item, itemInterface, u"Attributes"_s));
    return qdbus_cast<SecretAttributes>(value);
}

Result<void> SecretService::setLabel(const QDBusObjectPath &item, const QString &label) const
{
    TRY_DONE(call(item.path(),
                  propertiesInterface,
                  u"Set"_s,
                  {itemInterface, u"Label"_s, QVariant::fromValue(QDBusVariant(label))}));
    return {};
}

Result<QDBusObjectPath> SecretService::beginUnlock() const
{
    TRY(collection, defaultCollection());
    TRY(reply,
        call(servicePath,
             serviceInterface,
             u"Unlock"_s,
             {QVariant::fromValue(QList<QDBusObjectPath>{collection})}));
    return reply.value(1).value<QDBusObjectPath>();
}

Result<QDBusObjectPath> SecretService::beginCreate(const QString &label) const
{
    const QVariantMap properties{{u"org.freedesktop.Secret.Collection.Label"_s, label}};
    TRY(reply,
        call(servicePath, serviceInterface, u"CreateCollection"_s, {properties, u"default"_s}));
    return reply.value(1).value<QDBusObjectPath>();
}

void SecretPrompt::show(const QDBusObjectPath &prompt, QDeadlineTimer deadline, Done done)
{
    if (prompt.path() == nothing) {
        done({});
        return;
    }
    auto *shown = new SecretPrompt(prompt, std::move(done));
    auto *timer = new QTimer(shown);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, shown, [shown] {
        bus().call(message(shown->m_prompt.path(), promptInterface, u"Dismiss"_s), QDBus::NoBlock);
        shown->finish(keychainIsSilent(u"prompt"_s));
    });
    timer->start(static_cast<int>(deadline.remainingTime()));
}

SecretPrompt::SecretPrompt(const QDBusObjectPath &prompt, Done done)
    : m_prompt(prompt)
    , m_done(std::move(done))
{
    QDBusConnection connection = bus();
    connection.connect(serviceName,
                       prompt.path(),
                       promptInterface,
                       u"Completed"_s,
                       this,
                       SLOT(completed(bool, QDBusVariant)));
    QDBusMessage request = message(prompt.path(), promptInterface, u"Prompt"_s);
    request.setArguments({QString()});
    const auto *watcher = new QDBusPendingCallWatcher(connection.asyncCall(request), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        if (watcher->isError())
            finish(translated(watcher->error()));
    });
}

void SecretPrompt::completed(bool dismissed, const QDBusVariant &)
{
    if (!dismissed) {
        finish({});
        return;
    }
    finish(Error{ErrorCode::Denied,
                 QCoreApplication::translate("Secrets",
                                             "The keychain was not unlocked. Try again and enter "
                                             "its password when you are asked."),
                 u"prompt dismissed"_s});
}

void SecretPrompt::finish(Result<void> result)
{
    if (const Done done = std::exchange(m_done, nullptr))
        done(std::move(result));
    deleteLater();
}

} // namespace drawbridge
