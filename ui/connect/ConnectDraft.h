// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"
#include "core/workspace/Dispatch.h"
#include "core/workspace/Snapshot.h"

#include <QJsonObject>

namespace drawbridge::ui {

/// How far the owner had come, so that he goes on there.
enum class DraftStep { App, Key, Say };

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
    QString heldBy;      ///< for "just list it": a hub's id or a name; empty: not said yet
    ConnectionId flowTo; ///< where its data goes, if the owner said so
    QString via;         ///< through which hub
    std::optional<QStringList> ownKinds; ///< what travels, where the owner said it himself
    DraftStep step = DraftStep::App;

    [[nodiscard]] bool isEmpty() const { return app.isEmpty(); }
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static ConnectDraft fromJson(const QJsonObject &json);

    /// Fills in what follows from the app: its first way to connect, its name, what its jobs say it is for.
    void chooseApp(const AppProfile &profile, const QString &defaultOwner, const QDate &today);
    /// What it is for, in the words of the chosen jobs, unless the owner wrote his own.
    void takePurposeFromJobs(const AppProfile &profile);

    /// What the owner wrote himself stays; clearing it lets the jobs speak again.
    void setOwnPurpose(const QString &text);

    /// Which kinds of data travel to `flowTo`: what the owner said, else what the jobs move.
    [[nodiscard]] QStringList kinds(const AppProfile &profile) const;
    [[nodiscard]] std::optional<Flow> flow(const AppProfile &profile,
                                           const ConnectionId &from) const;

    [[nodiscard]] ConnectionDetails details(const QMap<QString, SharedSecret> &secrets) const;
    [[nodiscard]] ListConnection listing() const;

private:
    bool m_ownPurpose = false;
};

/// Whether "just list it" is the better first offer: it takes more than ten minutes, or there is no way with a key.
[[nodiscard]] bool shouldJustList(const AppProfile &profile);

/// Who looks after new connections: whom Settings names, else who looks after the newest one.
[[nodiscard]] QString usualOwner(const Snapshot &snapshot);

/// Whether this way signs in at the app, by its page or by a code, where others bring a key.
[[nodiscard]] bool isSignIn(AuthKind kind);

/// The ways to connect, the recommended one first. "Other app" may be connected without a key.
[[nodiscard]] QList<AuthOption> connectOptions(const AppProfile &profile);

} // namespace drawbridge::ui
