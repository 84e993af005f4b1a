// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConnectDraft.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr int tooManyMinutes = 10;
constexpr int replaceAfterDays = 90;

QString stepText(DraftStep step)
{
    switch (step) {
    case DraftStep::App:
        break;
    case DraftStep::Key:
        return u"key"_s;
    case DraftStep::Say:
        return u"say"_s;
    }
    return u"app"_s;
}

DraftStep stepFrom(const QString &text)
{
    return text == u"key"_s ? DraftStep::Key : text == u"say"_s ? DraftStep::Say : DraftStep::App;
}

QString dayText(const std::optional<QDate> &day)
{
    return day ? day->toString(Qt::ISODate) : QString();
}

std::optional<QDate> dayFrom(const QJsonValue &value)
{
    const QDate day = QDate::fromString(value.toString(), Qt::ISODate);
    return day.isValid() ? std::optional(day) : std::nullopt;
}

} // namespace

QJsonObject ConnectDraft::toJson() const
{
    QJsonObject values;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        values.insert(it.key(), it.value());
    QJsonObject json{{u"app"_s, app},
                     {u"jobs"_s, QJsonArray::fromStringList(jobs)},
                     {u"auth"_s, toText(auth)},
                     {u"fields"_s, values},
                     {u"baseUrl"_s, baseUrl},
                     {u"onMyNetwork"_s, onMyNetwork},
                     {u"authority"_s, authorityPem},
                     {u"environment"_s, toText(environment)},
                     {u"name"_s, name},
                     {u"owner"_s, owner},
                     {u"purpose"_s, purpose},
                     {u"ownPurpose"_s, m_ownPurpose},
                     {u"replaceBy"_s, dayText(replaceBy)},
                     {u"endsAt"_s, dayText(endsAt)},
                     {u"heldBy"_s, heldBy},
                     {u"flowTo"_s, flowTo.text()},
                     {u"via"_s, via},
                     {u"step"_s, stepText(step)}};
    if (ownKinds)
        json.insert(u"kinds"_s, QJsonArray::fromStringList(*ownKinds));
    return json;
}

ConnectDraft ConnectDraft::fromJson(const QJsonObject &json)
{
    ConnectDraft draft;
    draft.app = json.value(u"app"_s).toString();
    draft.jobs = json.value(u"jobs"_s).toVariant().toStringList();
    draft.auth =
        drawbridge::fromText<AuthKind>(json.value(u"auth"_s).toString()).value_or(AuthKind::ApiKey);
    const QJsonObject values = json.value(u"fields"_s).toObject();
    for (auto it = values.begin(); it != values.end(); ++it)
        draft.fields.insert(it.key(), it.value().toString());
    draft.baseUrl = json.value(u"baseUrl"_s).toString();
    draft.onMyNetwork = json.value(u"onMyNetwork"_s).toBool();
    draft.authorityPem = json.value(u"authority"_s).toString();
    draft.environment = drawbridge::fromText<Environment>(json.value(u"environment"_s).toString())
                            .value_or(Environment::Production);
    draft.name = json.value(u"name"_s).toString();
    draft.owner = json.value(u"owner"_s).toString();
    draft.purpose = json.value(u"purpose"_s).toString();
    draft.m_ownPurpose = json.value(u"ownPurpose"_s).toBool();
    draft.replaceBy = dayFrom(json.value(u"replaceBy"_s));
    draft.endsAt = dayFrom(json.value(u"endsAt"_s));
    draft.heldBy = json.value(u"heldBy"_s).toString();
    draft.flowTo = ConnectionId(json.value(u"flowTo"_s).toString());
    draft.via = json.value(u"via"_s).toString();
    if (json.contains(u"kinds"_s))
        draft.ownKinds = json.value(u"kinds"_s).toVariant().toStringList();
    draft.step = stepFrom(json.value(u"step"_s).toString());
    return draft;
}

void ConnectDraft::chooseApp(const AppProfile &profile,
                             const QString &defaultOwner,
                             const QDate &today)
{
    if (app == profile.id)
        return;
    *this = ConnectDraft();
    app = profile.id;
    name = profile.name;
    owner = defaultOwner;
    replaceBy = today.addDays(replaceAfterDays);
    const QList<AuthOption> options = connectOptions(profile);
    auth = options.isEmpty() ? AuthKind::None : options.first().kind;
    onMyNetwork = profile.kind == AppKind::Practice;
    if (profile.kind == AppKind::Practice)
        environment = Environment::Development;
    takePurposeFromJobs(profile);
}

void ConnectDraft::takePurposeFromJobs(const AppProfile &profile)
{
    if (m_ownPurpose)
        return;
    QStringList labels;
    for (const QString &id : jobs) {
        if (const AppJob *job = profile.job(id))
            labels.append(job->label);
    }
    purpose = labels.join(u", "_s);
}

void ConnectDraft::setOwnPurpose(const QString &text)
{
    if (text == purpose)
        return;
    purpose = text;
    m_ownPurpose = !text.isEmpty();
}

QStringList ConnectDraft::kinds(const AppProfile &profile) const
{
    return ownKinds ? *ownKinds : profile.dataClassesFor(jobs);
}

std::optional<Flow> ConnectDraft::flow(const AppProfile &profile, const ConnectionId &from) const
{
    if (!flowTo.isValid() || kinds(profile).isEmpty())
        return std::nullopt;
    Flow flow;
    flow.from = from;
    flow.to = flowTo;
    flow.dataClasses = kinds(profile);
    flow.purpose = purpose.isEmpty() ? notSaidYet() : purpose;
    flow.carrier = via.isEmpty() ? Carrier::Direct : Carrier::Hub;
    flow.carrierName = via;
    return flow;
}

ConnectionDetails ConnectDraft::details(const QMap<QString, SharedSecret> &secrets) const
{
    ConnectionDetails details;
    details.app = app;
    details.name = name;
    details.environment = environment;
    details.owner = owner;
    details.purpose = purpose.isEmpty() ? notSaidYet() : purpose;
    details.jobs = jobs;
    details.auth = auth;
    details.publicFields = fields;
    details.baseUrl = QUrl(baseUrl);
    details.reach = onMyNetwork ? NetworkReach::OnMyNetwork : NetworkReach::PublicOnly;
    details.trustedAuthorityPem = authorityPem;
    details.secrets = secrets;
    return details;
}

ListConnection ConnectDraft::listing() const
{
    ListConnection listing;
    listing.app = app;
    listing.name = name;
    listing.environment = environment;
    listing.owner = owner;
    listing.purpose = purpose.isEmpty() ? notSaidYet() : purpose;
    listing.jobs = jobs;
    listing.heldBy = heldBy.isEmpty() ? notSaidYet() : heldBy;
    listing.endsAt = endsAt;
    return listing;
}

bool shouldJustList(const AppProfile &profile)
{
    return connectOptions(profile).isEmpty() || profile.setUp.minutes > tooManyMinutes;
}

QString usualOwner(const Snapshot &snapshot)
{
    if (!snapshot.settings.ownerName.isEmpty())
        return snapshot.settings.ownerName;
    const auto newest = std::max_element(snapshot.connections.cbegin(),
                                         snapshot.connections.cend(),
                                         [](const Connection &a, const Connection &b) {
                                             return a.createdAt < b.createdAt;
                                         });
    return newest == snapshot.connections.cend() ? QString() : newest->owner;
}

bool isSignIn(AuthKind kind)
{
    return kind == AuthKind::OAuth || kind == AuthKind::Device;
}

QList<AuthOption> connectOptions(const AppProfile &profile)
{
    QList<AuthOption> options;
    for (const AuthOption &option : profile.auth) {
        // Nothing to bring: such an app can only be listed.
        const bool keyless = option.kind == AuthKind::None && profile.kind != AppKind::Other;
        if (!keyless)
            options.append(option);
    }
    return options;
}

} // namespace drawbridge::ui
