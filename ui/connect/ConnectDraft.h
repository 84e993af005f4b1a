// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"
#include "core/workspace/Dispatch.h"

#include <QJsonObject>

namespace drawbridge::ui {

/// What the owner has answered so far; never a key. Plain, so that going back or closing loses nothing.
struct ConnectDraft
{
    AppId app;
    QStringList jobs;
    AuthKind auth = AuthKind::ApiKey;
    QMap<QString, QString> fields;
    QString baseUrl;
    bool onMyNetwork = false;
    QString authorityPem;
    Environment environment = Environment::Production;
    QString name;
    QString owner;
    QString purpose;
    std::optional<QDate> replaceBy;
    std::optional<QDate> endsAt;
    QString heldBy;      ///< for "just list it"
    ConnectionId flowTo; ///< where its data goes, if the owner said so
    QString via;         ///< through which hub

    [[nodiscard]] bool isEmpty() const { return app.isEmpty(); }
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static ConnectDraft fromJson(const QJsonObject &json);

    /// Fills in what follows from the app: its first way to connect, its name, what its jobs say it is for.
    void chooseApp(const AppProfile &profile, const QString &defaultOwner, const QDate &today);
    /// What it is for, in the words of the chosen jobs, unless the owner wrote his own.
    void takePurposeFromJobs(const AppProfile &profile);

    /// What the owner wrote himself stays; clearing it lets the jobs speak again.
    void setOwnPurpose(const QString &text);

    [[nodiscard]] ConnectionDetails details(const QMap<QString, SharedSecret> &secrets) const;
    [[nodiscard]] ListConnection listing() const;

private:
    bool m_ownPurpose = false;
};

/// Whether "just list it" is the better first offer: it takes more than ten minutes, or there is no way with a key.
[[nodiscard]] bool shouldJustList(const AppProfile &profile);

/// The ways that need no browser sign-in, the recommended one first.
[[nodiscard]] QList<AuthOption> keyOptions(const AppProfile &profile);

} // namespace drawbridge::ui
