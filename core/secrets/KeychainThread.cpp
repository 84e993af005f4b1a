// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/KeychainThread.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr unsigned long endPatience = 1000; // ms

} // namespace

Error keychainIsSilent(const QString &detail)
{
    return Error{ErrorCode::TimedOut,
                 QCoreApplication::translate("Secrets",
                                             "The keychain did not answer in time. Look for a "
                                             "window that asks for your password, then try again."),
                 detail};
}

KeychainThread &KeychainThread::shared()
{
    // Never destroyed: a thread that hangs in the keychain when the program ends must not be torn
    // down under it. It is asked to end with the application, while Qt still stands.
    static KeychainThread *const thread = [] {
        auto *made = new KeychainThread;
        qAddPostRoutine([] { shared().stop(); });
        return made;
    }();
    return *thread;
}

KeychainThread::KeychainThread()
{
    m_thread.setObjectName(QStringLiteral("keychain"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            // libsecret delivers its replies through GLib's loop; under any other they never come.
            const QAbstractEventDispatcher *dispatcher = m_thread.eventDispatcher();
            m_runsGlib = dispatcher
                && QByteArrayView(dispatcher->metaObject()->className()).contains("Glib");
        },
        Qt::BlockingQueuedConnection);
}

void KeychainThread::stop()
{
    m_stopped = true;
    m_thread.quit();
    m_thread.wait(endPatience);
}

Result<void> KeychainThread::checkUsable() const
{
    if (m_stopped) {
        return Error{ErrorCode::Unavailable,
                     QCoreApplication::translate("Secrets",
                                                 "Drawbridge is closing. Start it again."),
                     {}};
    }
    if (!m_runsGlib) {
        return Error{ErrorCode::Unavailable,
                     QCoreApplication::translate("Secrets",
                                                 "Drawbridge was started in a way in which it "
                                                 "cannot reach the keychain. Start it without "
                                                 "QT_NO_GLIB."),
                     QStringLiteral("no GLib event loop")};
    }
    return {};
}

void KeychainThread::post(std::function<void()> work)
{
    QMetaObject::invokeMethod(&m_context, std::move(work), Qt::QueuedConnection);
}

} // namespace drawbridge
