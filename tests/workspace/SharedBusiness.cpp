// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/SharedBusiness.h"

#include "core/secrets/VaultFileStore.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

SharedBusiness::SharedBusiness()
    : m_keychain(std::make_shared<FakeSecretStore>(SecretsKind::Keychain))
    , m_server(std::make_shared<FakeSecretStore>(SecretsKind::OpenBao))
{
    Result<Catalog> catalog = Catalog::builtIn();
    if (catalog.isOk())
        m_catalog = catalog.takeValue();
}

std::unique_ptr<Workspace> SharedBusiness::door(const QString &actor)
{
    WorkspaceParts parts;
    parts.folder = folder();
    parts.clock = &m_clock;
    parts.random = &m_random;
    parts.catalog = m_catalog;
    parts.actor = actor;
    parts.makeStore = [this](SecretsKind kind,
                             const QString &folder) -> std::shared_ptr<SecretStore> {
        if (kind == SecretsKind::Keychain)
            return m_keychain;
        if (isInNetwork(kind))
            return m_server;
        VaultOptions options;
        options.costOfNewVaults = {14, 8, 1};
        return std::make_shared<VaultFileStore>(folder, m_random, options);
    };
    return std::make_unique<Workspace>(std::move(parts));
}

Result<void> SharedBusiness::make(Workspace &first, SecretsKind kind)
{
    TRY_DONE(wait(first.open()));
    CreateWorkspace request;
    request.businessName = u"Ada's Shop"_s;
    request.secrets = kind;
    if (kind == SecretsKind::Vault)
        request.vaultPassphrase = passphrase();
    if (kind == SecretsKind::OpenBao)
        request.access.fields = {{u"address"_s, u"https://bao.test"_s}};
    return wait(first.create(request));
}

SharedSecret SharedBusiness::passphrase()
{
    return share(SecretBytes::copyOf(vaultPassphrase));
}

AddConnection SharedBusiness::connectionNamed(const QString &name, const QByteArray &value)
{
    AddConnection command;
    command.details.app = u"other"_s;
    command.details.name = name;
    command.details.owner = u"Ada"_s;
    command.details.purpose = u"order totals"_s;
    command.details.auth = AuthKind::Bearer;
    command.details.baseUrl = QUrl(u"https://api.shop.example"_s);
    command.details.secrets.insert(u"value"_s, share(SecretBytes::copyOf(value)));
    command.test = TestFirst::No;
    return command;
}

Result<QByteArray> SharedBusiness::keyOf(Workspace &door, const QString &name)
{
    const auto snapshot = door.snapshot();
    for (const Connection &connection : snapshot->connections) {
        if (connection.name != name)
            continue;
        const QList<Credential> credentials = snapshot->credentialsOf(connection.id);
        TRY(value, wait(door.dispatch(RevealKey{credentials.value(0).id})));
        return value->reveal().toByteArray();
    }
    return Error{ErrorCode::NotFound, u"There is no such connection."_s, {}};
}

} // namespace drawbridge
