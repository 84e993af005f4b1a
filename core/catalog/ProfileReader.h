// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/catalog/ObjectReader.h"
#include "core/model/AppProfile.h"
#include "core/model/Flow.h"

#include <QByteArray>
#include <QJsonObject>

/// Files of the catalog into values. Whoever calls says `file` for the errors; its content may be anything.
namespace drawbridge {

/// The object a catalog file holds. InvalidInput if it is too large or no JSON object.
[[nodiscard]] Result<QJsonObject> readJsonObject(const QByteArray &bytes, const QString &file);

/// The shape alone: every member known, present where it must be, of the right type and within its limits.
[[nodiscard]] Result<AppProfile> readProfile(const QJsonObject &json, const QString &file);

[[nodiscard]] Result<QList<DataClass>> readDataClasses(const QJsonObject &json, const QString &file);

/// Parts that several rooms of a profile have.
[[nodiscard]] Provenance readProvenance(ObjectReader &in);
[[nodiscard]] AuthField readAuthField(ObjectReader &in);

/// The error of a catalog file for the owner.
[[nodiscard]] Error profileError(const QString &file, const QString &at, const QString &what);

} // namespace drawbridge
