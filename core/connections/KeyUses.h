// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/catalog/CurrentCatalog.h"
#include "core/connections/Commands.h"

namespace drawbridge {

/// How a key is shown to its app, from what the catalog and the connection say. Thread-safe; the catalog outlives it.
class KeyUses
{
public:
    /// `authorityPem`: additional authorities for this run of the program.
    KeyUses(const CurrentCatalog &catalog, QByteArray authorityPem);

    /// As it is now.
    [[nodiscard]] Catalog catalog() const { return m_catalog.now(); }
    /// NotFound: no such app.
    [[nodiscard]] Result<AppProfile> profileOf(const AppId &app) const;
    /// What a stored connection was connected with, without its secrets.
    [[nodiscard]] static ConnectionDetails detailsOf(const Connection &connection);
    [[nodiscard]] KeyUse of(const AppProfile &profile, const ConnectionDetails &details) const;
    [[nodiscard]] Result<KeyUse> of(const Connection &connection,
                                    const QMap<QString, SharedSecret> &secrets) const;

private:
    const CurrentCatalog &m_catalog;
    QByteArray m_authorityPem;
};

} // namespace drawbridge
