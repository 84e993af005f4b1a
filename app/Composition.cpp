// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Composition.h"

#include "core/secrets/KeychainStore.h"
#include "core/secrets/VaultFileStore.h"

#include <QStandardPaths>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace drawbridge {

std::shared_ptr<SecretStore> makeRealStore(SecretsKind kind, const QString &folder, Random &random)
{
    if (kind == SecretsKind::Vault)
        return std::make_shared<VaultFileStore>(folder, random);
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
