// SPDX-License-Identifier: GPL-3.0-or-later
// QtKeychain reads, writes and deletes, but answers "no such entry" for a locked keychain and
// "done" for a delete that did nothing. So the Secret Service itself is asked before and after: no
// value counts as missing unless the service was open when it had none, nothing counts as written
// or removed unless the service shows it so. (Should QtKeychain write somewhere else, to KWallet
// for one, that is how we notice.)
#include "core/secrets/KeychainStore.h"

#include "core/base/Log.h"
#include "core/secrets/KeychainJob.h"
#include "core/secrets/KeychainThread.h"
#include "core/secrets/SecretService.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr qsizetype longestValue = 64 << 10;

QString keyOf(const SecretName &name)
{
    return QString(name.workspace + u'/' + name.purpose);
}

SecretAttributes attributesOf(const QString &key)
{
    return {{QStringLiteral("server"), keychainService()}, {QStringLiteral("user"), key}};
}

Error lockedEntry()
{
    return Error{ErrorCode::Locked,
                 QCoreApplication::translate("Secrets",
                                             "Your keychain is locked. Unlock it, then try again."),
                 {}};
}

Error notKept()
{
    return Error{
        ErrorCode::Unavailable,
        QCoreApplication::translate("Secrets",
                                    "Your keychain said that it kept the key, but does not "
                                    "have it. Keep your keys in a vault file."),
        QStringLiteral("not in the Secret Service after a write")};
}

Error notRemoved()
{
    return Error{ErrorCode::Denied,
                 QCoreApplication::translate("Secrets",
                                             "Your keychain did not delete the key. Delete it in "
                                             "the keychain's own program."),
                 {}};
}

/// `found` has no entry that can be read: whether that means "none" or "not now".
Result<void> checkTrulyNone(const SecretItems &found, const SecretService &keychain)
{
    if (!found.locked.isEmpty())
        return lockedEntry();
    return keychain.checkReady();
}

/// After a write, which leaves the service's name as the label.
Result<void> labelWhatWasWritten(const QString &key, const QString &label, QDeadlineTimer deadline)
{
    const SecretService keychain(deadline);
    TRY(found, keychain.find(attributesOf(key)));
    if (found.unlocked.isEmpty())
        return notKept();
    for (const QDBusObjectPath &item : found.unlocked) {
        // The secret is safe; a plain label is no reason to say it is not.
        if (const auto labelled = keychain.setLabel(item, label); !labelled.isOk())
            logError(QLatin1StringView("secrets"), labelled.error());
    }
    return {};
}

Result<void> checkRemoved(const QString &key, QDeadlineTimer deadline)
{
    TRY(left, SecretService(deadline).find(attributesOf(key)));
    if (!left.locked.isEmpty())
        return lockedEntry();
    if (!left.unlocked.isEmpty())
        return notRemoved();
    return {};
}

using Done = std::shared_ptr<KeychainAnswer<void>>;

void startRemoving(const QString &key, const Done &answer, QDeadlineTimer deadline)
{
    const SecretService keychain(deadline);
    const auto found = keychain.find(attributesOf(key));
    if (!found.isOk())
        return answer->give(found.error());
    if (found->unlocked.isEmpty())
        return answer->give(checkTrulyNone(*found, keychain));
    removeFromKeychain(key, deadline, [=](const Result<void> &removed) {
        answer->give(removed.isOk() ? checkRemoved(key, deadline) : removed);
    });
}

/// Lets the owner answer, then asks again how things are.
void startPrompt(const QDBusObjectPath &prompt,
                 const Done &answer,
                 QDeadlineTimer deadline,
                 std::chrono::milliseconds patience)
{
    SecretPrompt::show(prompt, deadline, [=](const Result<void> &shown) {
        answer->give(shown.isOk() ? SecretService(QDeadlineTimer(patience)).checkReady() : shown);
    });
}

} // namespace

struct KeychainStore::Private
{
    KeychainTimes times;
};

KeychainStore::KeychainStore(KeychainTimes times)
    : d(std::make_unique<Private>(Private{times}))
{}

KeychainStore::~KeychainStore() = default;

QString KeychainStore::description() const
{
    return QCoreApplication::translate("Secrets", "The keychain of this computer");
}

qsizetype KeychainStore::maxValueSize() const
{
    return longestValue;
}

StoreStatus KeychainStore::status()
{
    using Asked = std::shared_ptr<KeychainAnswer<StoreStatus>>;
    const auto status =
        KeychainThread::shared().ask<StoreStatus>(d->times.answer,
                                                  [](const Asked &answer, QDeadlineTimer deadline) {
                                                      answer->give(SecretService(deadline).status());
                                                  });
    if (status.isOk())
        return *status;
    return {status.error().code == ErrorCode::TimedOut ? StoreState::Silent : StoreState::Absent,
            status.error().what};
}

Result<void> KeychainStore::create(const SecretBytes &)
{
    const auto patience = d->times.answer;
    return KeychainThread::shared()
        .ask<void>(d->times.prompt, [patience](const Done &answer, QDeadlineTimer deadline) {
            const SecretService keychain{QDeadlineTimer(patience)};
            if (keychain.status().state != StoreState::Missing)
                return answer->give(keychain.checkReady());
            const auto prompt = keychain.beginCreate(
                QCoreApplication::translate("Secrets", "Login", "a keyring's name"));
            if (!prompt.isOk())
                return answer->give(prompt.error());
            startPrompt(*prompt, answer, deadline, patience);
        });
}

Result<void> KeychainStore::unlock(const SecretBytes &)
{
    const auto patience = d->times.answer;
    return KeychainThread::shared()
        .ask<void>(d->times.prompt, [patience](const Done &answer, QDeadlineTimer deadline) {
            const SecretService keychain{QDeadlineTimer(patience)};
            if (keychain.status().state != StoreState::Locked)
                return answer->give(keychain.checkReady());
            const auto prompt = keychain.beginUnlock();
            if (!prompt.isOk())
                return answer->give(prompt.error());
            startPrompt(*prompt, answer, deadline, patience);
        });
}

void KeychainStore::lock() {}

Result<void> KeychainStore::changePassphrase(const SecretBytes &, const SecretBytes &)
{
    return Error{ErrorCode::InvalidInput,
                 QCoreApplication::translate("Secrets",
                                             "Your keys are in the keychain, which opens with your "
                                             "login. Change its password there."),
                 {}};
}

Result<SecretBytes> KeychainStore::read(const SecretName &name)
{
    TRY_DONE(checkName(name));
    using Asked = std::shared_ptr<KeychainAnswer<SecretBytes>>;
    return KeychainThread::shared()
        .ask<SecretBytes>(d->times.answer,
                          [key = keyOf(name)](const Asked &answer, QDeadlineTimer deadline) {
                              const SecretService keychain(deadline);
                              const auto found = keychain.find(attributesOf(key));
                              if (!found.isOk())
                                  return answer->give(found.error());
                              if (found->unlocked.isEmpty()) {
                                  if (const auto none = checkTrulyNone(*found, keychain);
                                      !none.isOk())
                                      return answer->give(none.error());
                              }
                              readFromKeychain(key, deadline, [answer](Result<SecretBytes> value) {
                                  answer->give(std::move(value));
                              });
                          });
}

Result<void> KeychainStore::write(const SecretName &name,
                                  const SecretBytes &value,
                                  const QString &label)
{
    TRY_DONE(checkName(name));
    TRY_DONE(checkValue(value));
    // A copy of its own: the caller may have given up, and his value be gone, before it is used.
    const SharedSecret kept = share(SecretBytes::copyOf(value.reveal()));
    return KeychainThread::shared()
        .ask<void>(d->times.answer,
                   [key = keyOf(name), kept, label](const Done &answer, QDeadlineTimer deadline) {
                       if (const auto ready = SecretService(deadline).checkReady(); !ready.isOk())
                           return answer->give(ready);
                       writeToKeychain(key, *kept, deadline, [=](const Result<void> &written) {
                           answer->give(written.isOk() ? labelWhatWasWritten(key, label, deadline)
                                                       : written);
                       });
                   });
}

Result<void> KeychainStore::remove(const SecretName &name)
{
    TRY_DONE(checkName(name));
    return KeychainThread::shared().ask<void>(d->times.answer,
                                              [key = keyOf(name)](const Done &answer,
                                                                  QDeadlineTimer deadline) {
                                                  startRemoving(key, answer, deadline);
                                              });
}

Result<QStringList> KeychainStore::purposes(const QString &workspace)
{
    using Asked = std::shared_ptr<KeychainAnswer<QStringList>>;
    const auto list = [workspace](QDeadlineTimer deadline) -> Result<QStringList> {
        const SecretService keychain(deadline);
        TRY(found, keychain.find({{QStringLiteral("server"), keychainService()}}));
        if (!found.locked.isEmpty() || found.unlocked.isEmpty()) // half a list is worse than none
            TRY_DONE(checkTrulyNone(found, keychain));
        QStringList purposes;
        const QString prefix = QString(workspace + u'/');
        for (const QDBusObjectPath &item : found.unlocked) {
            const auto attributes = keychain.attributesOf(item);
            if (!attributes.isOk()) {
                // Another process may have removed it since it was found.
                TRY(now, keychain.find({{QStringLiteral("server"), keychainService()}}));
                if (now.unlocked.contains(item) || now.locked.contains(item))
                    return attributes.error();
                continue;
            }
            const QString key = attributes->value(QStringLiteral("user"));
            if (key.startsWith(prefix))
                purposes.append(key.sliced(prefix.size()));
        }
        purposes.removeDuplicates();
        purposes.sort();
        return purposes;
    };
    return KeychainThread::shared().ask<QStringList>(d->times.answer,
                                                     [list](const Asked &answer,
                                                            QDeadlineTimer deadline) {
                                                         answer->give(list(deadline));
                                                     });
}

} // namespace drawbridge
