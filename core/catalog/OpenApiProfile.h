// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/catalog/OpenApi.h"

#include <QJsonObject>

namespace drawbridge {

/// An app that a description file tells of, under an id and a name of its own: never those of an app that is in the
/// catalog, nor ones that only look like them.
struct OpenApiProfile
{
    AppId id;
    QString name;
    OpenApiDescription description;
    QStringList warnings; ///< of the description, and that another name was taken
};

/// Pure; any thread.
[[nodiscard]] OpenApiProfile nameOpenApiApp(OpenApiDescription description, const Catalog &catalog);

/// {"id", "name", "version", "baseUrl", "auth", "scopes", ...} of `catalog import`. An OAuth 2 scheme gives one entry of
/// "auth" a flow; "kind" is the word of `connection add --auth` where there is one, else the file's own type.
[[nodiscard]] QJsonObject toJson(const OpenApiProfile &profile);

} // namespace drawbridge
