// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/Commands.h"
#include "core/model/Event.h"
#include "core/model/Flow.h"
#include "core/model/KeyShutOff.h"

#include <QJsonArray>
#include <QJsonObject>

/// The shapes of the command line's contract.
namespace drawbridge::ctl {

[[nodiscard]] QJsonObject toJson(const ConnectionView &view);
[[nodiscard]] QJsonObject toJson(const ConnectionTest &test);
[[nodiscard]] QJsonObject toJson(const GrantState &grant);
/// One row a version, newest first.
[[nodiscard]] QJsonArray toJson(const Credential &credential);
[[nodiscard]] QJsonObject toJson(const Flow &flow);
[[nodiscard]] QJsonObject toJson(const Boundary &boundary);
[[nodiscard]] QJsonObject toJson(const Event &event);
/// `app` is the app's name, for the sentence.
[[nodiscard]] QJsonObject toJson(const KeyShutOff &shutOff, const QString &app);

/// RFC 3339 in UTC, or null.
[[nodiscard]] QJsonValue timeToJson(const QDateTime &time);
[[nodiscard]] QJsonValue dateToJson(const std::optional<QDate> &date);
[[nodiscard]] QJsonValue textOrNull(const QString &text);

} // namespace drawbridge::ctl
