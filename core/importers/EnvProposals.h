// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/importers/EnvFile.h"

#include <QMap>

#include <optional>

namespace drawbridge {

/// A connection that the names and values of an .env file speak of.
struct EnvProposal
{
    AppId app;       ///< of the catalog, or of a provider whose keys are known
    QString appName; ///< for the owner
    QString kind;    ///< of the key, where its shape tells
    Environment environment = Environment::Production;
    std::optional<KeyEnvironment> told;  ///< what the key says of itself
    std::optional<AuthKind> auth;        ///< nothing: it cannot be connected from this file alone
    QString whyNot;                      ///< the sentence, where `auth` is nothing
    QMap<QString, SharedSecret> secrets; ///< by the profile's field
    QMap<QString, QString> publicFields;
    QStringList names; ///< the settings whose values would move to the keychain
    int line = 0;      ///< of the first of them
};

/// What could be connected, in the order of the file. A setting belongs to an app by the shape of its value, else by
/// the app's word in its name. Of an app's ways to connect that need no browser, the one whose fields the file fills
/// best. Keys that are no secret (publishable ones) are left out.
[[nodiscard]] QList<EnvProposal> proposeConnections(const EnvFile &file, const Catalog &catalog);

} // namespace drawbridge
