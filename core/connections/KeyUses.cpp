// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeyUses.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Connections", text);
}

} // namespace

KeyUses::KeyUses(const CurrentCatalog &catalog, QByteArray authorityPem)
    : m_catalog(catalog)
    , m_authorityPem(std::move(authorityPem))
{}

Result<AppProfile> KeyUses::profileOf(const AppId &app) const
{
    const Catalog catalog = m_catalog.now();
    const AppProfile *profile = catalog.app(app);
    if (!profile)
        return Error{
            ErrorCode::NotFound,
            tr("There is no app \"%1\" in the catalog. Choose one from the list, or \"other\".")
                .arg(app),
            {}};
    return *profile;
}

KeyUse KeyUses::of(const AppProfile &profile, const ConnectionDetails &details) const
{
    KeyUse use;
    use.profile = profile;
    use.auth = details.auth;
    use.environment = details.environment;
    use.publicFields = details.publicFields;
    use.scopes = details.scopes.isEmpty() ? profile.scopesFor(details.jobs) : details.scopes;
    use.secrets = details.secrets;
    use.baseUrl = details.baseUrl;
    use.reach = details.reach;
    use.authorityPem = m_authorityPem + details.trustedAuthorityPem.toUtf8();
    return use;
}

ConnectionDetails KeyUses::detailsOf(const Connection &connection)
{
    ConnectionDetails details;
    details.app = connection.app;
    details.name = connection.name;
    details.owner = connection.owner;
    details.purpose = connection.purpose;
    details.jobs = connection.jobs;
    details.auth = connection.auth;
    details.environment = connection.environment;
    details.publicFields = connection.publicFields;
    details.scopes = connection.scopes;
    details.baseUrl = connection.baseUrl;
    details.reach = connection.reach;
    details.trustedAuthorityPem = connection.trustedAuthorityPem;
    return details;
}

Result<KeyUse> KeyUses::of(const Connection &connection,
                           const QMap<QString, SharedSecret> &secrets) const
{
    TRY(profile, profileOf(connection.app));
    ConnectionDetails details = detailsOf(connection);
    details.secrets = secrets;
    return of(profile, details);
}

} // namespace drawbridge
