// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/catalog/ProfileCheck.h"
#include "core/catalog/ProfileReader.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include "TestTree.h"

namespace drawbridge {

/// "sk_~live_" without the tilde: keys are put together here, so that no scanner takes a test for a leak.
inline QByteArray joined(const char *split)
{
    return QByteArray(split).replace("~", "");
}

inline QString shippedFolder()
{
    return QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/resources/catalog");
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A profile as it ships, to be changed.
inline QJsonObject shippedJson(const QString &id)
{
    return QJsonDocument::fromJson(
               contentOf(shippedFolder() + QStringLiteral("/apps/") + id + QStringLiteral(".json")))
        .object();
}

/// The built-in catalog; the program ends if it cannot be read, which other tests tell better.
inline const Catalog &builtIn()
{
    static const Catalog catalog = Catalog::builtIn().takeValue();
    return catalog;
}

/// Reads and checks `json` as a file of a folder would be.
inline Result<AppProfile> readAndCheck(const QJsonObject &json)
{
    TRY(profile, readProfile(json, QStringLiteral("test.json")));
    TRY_DONE(checkProfile(profile,
                          {builtIn().dataClasses(), builtIn().keys()},
                          QStringLiteral("test.json")));
    return profile;
}

} // namespace drawbridge
