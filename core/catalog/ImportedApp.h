// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/OpenApiProfile.h"

#include <QDate>
#include <QJsonObject>

/// An OpenAPI description as an app that can be connected. What the file cannot tell (how the app refuses a key, where
/// one is shut off) is unknown; nothing of it is called checked.
namespace drawbridge {

struct ImportedApp
{
    AppProfile profile;
    QStringList leftOut; ///< for the owner: ways to connect that cannot be used here, and why
    bool waysAreGuessed =
        false; ///< the file names none that can be used here: the common ones stand in its place
};

/// One way of each kind, in the file's order. Only https addresses of the default port are taken; where the app's own is
/// none, its owner gives it. Pure.
[[nodiscard]] ImportedApp importedApp(const OpenApiProfile &described, const QDate &day);

/// What toJson(OpenApiProfile) wrote. Damaged if it is something else; whether it can be used, Catalog::with() tells.
[[nodiscard]] Result<OpenApiProfile> readOpenApiProfile(const QJsonObject &json);

} // namespace drawbridge
