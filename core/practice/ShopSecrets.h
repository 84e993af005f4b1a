// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace drawbridge {

/// The length of client secrets and of everything a sign-in gives.
constexpr qsizetype practiceSecretLetters = 40;

/// `length` of `letters` (256 at most), each as likely as any other.
[[nodiscard]] QString randomText(
    Random &random,
    qsizetype length,
    QLatin1String letters =
        QLatin1String("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"));

/// What is kept of a value. A plain hash is enough: what is hashed has 190 bits that nobody can guess.
[[nodiscard]] QByteArray shopHash(const QString &value);

/// How the shop's file writes a time (empty: none), a hash and a list.
[[nodiscard]] QString keptTime(const QDateTime &time);
[[nodiscard]] QDateTime timeKept(const QJsonValue &value);
[[nodiscard]] QString keptHash(const QByteArray &hash);
/// Empty where it is not the length of a hash.
[[nodiscard]] QByteArray hashKept(const QJsonValue &value);
[[nodiscard]] QStringList textsKept(const QJsonValue &value);

} // namespace drawbridge
