// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Json.h"

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

QJsonValue timeToJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QJsonValue dateToJson(const std::optional<QDate> &date)
{
    return date ? QJsonValue(date->toString(Qt::ISODate)) : QJsonValue();
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject toJson(const ConnectionTest &test)
{
    return {{u"ok"_s, test.ok},
            {u"status"_s, test.status > 0 ? QJsonValue(test.status) : QJsonValue()},
            {u"latencyMs"_s, test.latencyMs},
            {u"identity"_s, textOrNull(test.identity)},
            {u"granted"_s,
             test.grantedKnown ? QJsonValue(QJsonArray::fromStringList(test.granted))
                               : QJsonValue()},
            {u"explanation"_s, test.explanation},
            {u"at"_s, timeToJson(test.at)}};
}

QJsonObject toJson(const GrantState &grant)
{
    return {{u"signedInAt"_s, timeToJson(grant.signedInAt)},
            {u"refreshedAt"_s, timeToJson(grant.refreshedAt)},
            {u"accessEndsAt"_s, grant.accessEndsAt ? timeToJson(*grant.accessEndsAt) : QJsonValue()},
            {u"refreshable"_s, grant.refreshable},
            {u"fault"_s, toText(grant.fault)},
            {u"failures"_s, grant.failures},
            {u"explanation"_s, textOrNull(grant.explanation)}};
}

QJsonObject toJson(const KeyShutOff &shutOff, const QString &app)
{
    QJsonArray checks;
    for (const ShutOffCheck &check : shutOff.checks)
        checks.append(
            QJsonObject{{u"at"_s, timeToJson(check.at)},
                        {u"verdict"_s, toText(check.verdict)},
                        {u"status"_s, check.status > 0 ? QJsonValue(check.status) : QJsonValue()},
                        {u"why"_s, check.why}});
    return {{u"id"_s, shutOff.id.text()},
            {u"connection"_s, shutOff.connection.text()},
            {u"key"_s, shutOff.keyNumber},
            {u"phase"_s, toText(shutOff.phase)},
            {u"sentence"_s, sentenceFor(shutOff, app)},
            {u"requested"_s, timeToJson(shutOff.requestedAt)},
            {u"answer"_s, textOrNull(shutOff.answer)},
            {u"doneByHandAt"_s, timeToJson(shutOff.doneByHandAt.value_or(QDateTime()))},
            {u"unheardRenewal"_s,
             shutOff.unheard ? QJsonValue(
                 QJsonObject{{u"at"_s, timeToJson(shutOff.unheard->at)},
                             {u"endsBy"_s,
                              timeToJson(shutOff.unheard->endsBy.value_or(QDateTime()))}})
                             : QJsonValue()},
            {u"seenGoneAt"_s, timeToJson(shutOff.seenGoneAt.value_or(QDateTime()))},
            {u"refusedSince"_s, timeToJson(shutOff.refusedSince.value_or(QDateTime()))},
            {u"checks"_s, checks},
            {u"nextCheck"_s, timeToJson(shutOff.nextCheck.value_or(QDateTime()))},
            {u"canBeChecked"_s, shutOff.canBeChecked()},
            {u"whyNot"_s, textOrNull(shutOff.whyUncheckable)},
            {u"page"_s, textOrNull(shutOff.page.toString(QUrl::FullyEncoded))},
            {u"steps"_s, QJsonArray::fromStringList(shutOff.steps)},
            {u"stillLive"_s, QJsonArray::fromStringList(shutOff.stillLive)},
            {u"valueWiped"_s, shutOff.valueWiped}};
}

QJsonArray toJson(const Credential &credential)
{
    QJsonArray rows;
    for (const CredentialVersion &version : credential.versions) {
        QJsonObject row{{u"id"_s, credential.id.text()},
                        {u"connection"_s, credential.connection.text()},
                        {u"kind"_s, toText(credential.kind)},
                        {u"version"_s, version.number},
                        {u"stage"_s, toText(version.stage)},
                        {u"createdAt"_s, timeToJson(version.createdAt)},
                        {u"endsAt"_s, dateToJson(version.endsAt)},
                        {u"replaceBy"_s, dateToJson(version.replaceBy)}};
        if (credential.grant)
            row.insert(u"signIn"_s, toJson(*credential.grant));
        rows.append(row);
    }
    return rows;
}

QJsonObject toJson(const ConnectionView &view)
{
    const Connection &connection = view.connection;
    QJsonArray credentials;
    for (const Credential &credential : view.credentials) {
        for (const QJsonValue &row : toJson(credential))
            credentials.append(row);
    }
    QJsonObject fields;
    for (auto it = connection.publicFields.begin(); it != connection.publicFields.end(); ++it)
        fields.insert(it.key(), it.value());
    return {{u"id"_s, connection.id.text()},
            {u"app"_s, connection.app},
            {u"name"_s, connection.name},
            {u"environment"_s, toText(connection.environment)},
            {u"held"_s, toText(connection.custody)},
            {u"heldBy"_s, textOrNull(connection.heldBy)},
            {u"heldSince"_s, dateToJson(connection.heldSince)},
            {u"shutOffPage"_s, textOrNull(connection.shutOffPage.toString())},
            {u"lookAgainOn"_s, dateToJson(connection.lookAgainOn)},
            {u"owner"_s, connection.owner},
            {u"purpose"_s, connection.purpose},
            {u"jobs"_s, QJsonArray::fromStringList(connection.jobs)},
            {u"auth"_s, toText(connection.auth)},
            {u"scopes"_s, QJsonArray::fromStringList(connection.scopes)},
            {u"fields"_s, fields},
            {u"baseUrl"_s, textOrNull(connection.baseUrl.toString())},
            {u"reach"_s, toText(connection.reach)},
            {u"boundary"_s, textOrNull(connection.boundary.text())},
            {u"notes"_s, textOrNull(connection.notes)},
            {u"paused"_s, connection.paused},
            {u"running"_s, toText(isRunning(connection))},
            {u"checked"_s, toText(connection.checked)},
            {u"lastTest"_s,
             connection.lastTest ? QJsonValue(toJson(*connection.lastTest)) : QJsonValue()},
            {u"createdAt"_s, timeToJson(connection.createdAt)},
            {u"credentials"_s, credentials}};
}

QJsonObject toJson(const Flow &flow)
{
    return {{u"id"_s, flow.id.text()},
            {u"from"_s, flow.from.text()},
            {u"to"_s, flow.to.text()},
            {u"data"_s, QJsonArray::fromStringList(flow.dataClasses)},
            {u"fields"_s, textOrNull(flow.fields)},
            {u"trigger"_s, textOrNull(flow.trigger)},
            {u"carrier"_s, toText(flow.carrier)},
            {u"via"_s, textOrNull(flow.carrierName)},
            {u"purpose"_s, flow.purpose},
            {u"howKnown"_s, toText(flow.howKnown)},
            {u"createdAt"_s, timeToJson(flow.createdAt)},
            {u"retiredAt"_s, flow.retiredAt ? timeToJson(*flow.retiredAt) : QJsonValue()}};
}

QJsonObject toJson(const Boundary &boundary)
{
    return {{u"id"_s, boundary.id.text()},
            {u"name"_s, boundary.name},
            {u"kind"_s, textOrNull(boundary.kind)}};
}

QJsonObject toJson(const Event &event)
{
    return {{u"seq"_s, event.seq},
            {u"id"_s, event.id.text()},
            {u"time"_s, timeToJson(event.time)},
            {u"actor"_s, event.actor},
            {u"connection"_s, textOrNull(event.connection.text())},
            {u"flow"_s, textOrNull(event.flow.text())},
            {u"app"_s, textOrNull(event.app)},
            {u"type"_s, event.type},
            {u"outcome"_s, toText(event.outcome)},
            {u"severity"_s, toText(event.severity)},
            {u"requestId"_s, textOrNull(event.requestId)},
            {u"summary"_s, event.summary}};
}

} // namespace drawbridge::ctl
