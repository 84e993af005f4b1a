// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Composition.h"

#include "core/secrets/AwsSecretsManagerStore.h"
#include "core/secrets/KeychainStore.h"
#include "core/secrets/OpenBaoStore.h"
#include "core/secrets/VaultFileStore.h"

#include <QStandardPaths>

#include <pwd.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// On a worker's thread: a server asked to be asked later.
void pause(std::chrono::milliseconds time, const CancelToken &cancel)
{
    struct Waiting
    {
        std::mutex mutex;
        std::condition_variable stopped;
    };
    const auto waiting = std::make_shared<Waiting>();
    cancel.onCancel([waiting] {
        const std::lock_guard guard(waiting->mutex);
        waiting->stopped.notify_all();
    });
    std::unique_lock guard(waiting->mutex);
    waiting->stopped.wait_for(guard, time, [&cancel] { return cancel.isCancelled(); });
}

NetworkStoreParts networkParts(const Clock &clock, Random &random)
{
    return {&clock,
            &random,
            std::make_shared<KeychainStore>(),
            std::make_shared<HttpClient>(clock),
            pause};
}

} // namespace

std::shared_ptr<SecretStore> makeRealStore(const SecretsPlace &place,
                                           const QString &folder,
                                           const Clock &clock,
                                           Random &random)
{
    switch (place.kind) {
    case SecretsKind::Keychain:
        break;
    case SecretsKind::Vault:
        return std::make_shared<VaultFileStore>(folder, random);
    case SecretsKind::OpenBao:
        return std::make_shared<OpenBaoStore>(place.fields, networkParts(clock, random));
    case SecretsKind::Aws:
        return std::make_shared<AwsSecretsManagerStore>(place.fields, networkParts(clock, random));
    }
    return std::make_shared<KeychainStore>();
}

QString defaultWorkspaceFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) % u"/drawbridge"_s;
}

QString loginName()
{
    passwd entry{};
    passwd *found = nullptr;
    QByteArray buffer(4096, '\0');
    if (getpwuid_r(geteuid(), &entry, buffer.data(), static_cast<size_t>(buffer.size()), &found) == 0
        && found && found->pw_name)
        return QString::fromLocal8Bit(found->pw_name);
    return u"user "_s % QString::number(geteuid());
}

} // namespace drawbridge
