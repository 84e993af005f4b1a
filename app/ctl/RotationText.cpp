// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/RotationText.h"

#include "app/ctl/Json.h"
#include "core/base/PlainText.h"
#include "core/catalog/Addresses.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

std::optional<KeyShutOff> shutOffOf(const Snapshot &snapshot, const CredentialVersionId &version)
{
    std::optional<KeyShutOff> found;
    for (const KeyShutOff &one : snapshot.shutOffs) {
        if (one.version == version)
            found = one;
    }
    return found;
}

/// How long the phase number `index` lasted; nothing of the one it is in.
std::optional<qint64> secondsOf(const Rotation &rotation, qsizetype index)
{
    if (index + 1 >= rotation.moments.size())
        return std::nullopt;
    return std::max<qint64>(0, rotation.moments[index].at.secsTo(rotation.moments[index + 1].at));
}

QJsonValue orNull(const std::optional<QDateTime> &time)
{
    return timeToJson(time.value_or(QDateTime()));
}

QJsonValue orNull(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonObject keyToJson(const std::optional<CredentialVersion> &version,
                      const std::optional<KeyShutOff> &shutOff,
                      KeyEnd end)
{
    QJsonObject key{{u"version"_s, version ? QJsonValue(version->number) : QJsonValue()},
                    {u"stage"_s, version ? QJsonValue(toText(version->stage)) : QJsonValue()},
                    {u"createdAt"_s, timeToJson(version ? version->createdAt : QDateTime())},
                    {u"endsAt"_s, dateToJson(version ? version->endsAt : std::nullopt)},
                    {u"end"_s, toText(end)}};
    key.insert(u"refusedSince"_s, orNull(shutOff ? shutOff->refusedSince : std::nullopt));
    key.insert(u"looks"_s, shutOff ? QJsonValue(shutOff->checks.size()) : QJsonValue(0));
    key.insert(u"nextLook"_s, orNull(shutOff ? shutOff->nextCheck : std::nullopt));
    return key;
}

QJsonArray stepsToJson(const Rotation &rotation)
{
    QJsonArray steps;
    for (qsizetype i = 0; i < rotation.moments.size(); ++i)
        steps.append(QJsonObject{{u"phase"_s, toText(rotation.moments[i].phase)},
                                 {u"at"_s, timeToJson(rotation.moments[i].at)},
                                 {u"seconds"_s, orNull(secondsOf(rotation, i))}});
    return steps;
}

QJsonArray placesToJson(const Rotation &rotation)
{
    QJsonArray places;
    for (const HandOver &place : rotation.places)
        places.append(QJsonObject{{u"placement"_s, place.placement.text()},
                                  {u"place"_s, place.name},
                                  {u"done"_s, place.doneAt.has_value()},
                                  {u"doneAt"_s, orNull(place.doneAt)}});
    return places;
}

/// Those of this rotation and of the endings that belong to it, oldest first.
QList<Event> ownEvents(const RotationFacts &facts, const QList<Event> &events)
{
    QList<Event> own;
    for (const Event &event : events) {
        const QString shutOff = event.attributes.value(u"shutOff"_s).toString();
        const bool isOfEnding = !shutOff.isEmpty()
            && ((facts.oldShutOff && facts.oldShutOff->id.text() == shutOff)
                || (facts.newShutOff && facts.newShutOff->id.text() == shutOff));
        if (isOfEnding
            || event.attributes.value(u"rotation"_s).toString() == facts.rotation.id.text())
            own.append(event);
    }
    std::stable_sort(own.begin(), own.end(), [](const Event &a, const Event &b) {
        return a.seq < b.seq;
    });
    return own;
}

/// Plain text within a line or a cell of Markdown: what could begin markup or a link is made a sign that is only shown.
QString cell(const QString &text)
{
    static const QString marks = u"\\`*_[]<>|~&#@"_s;
    QString safe;
    const QString plain = plainText(text, 2000);
    for (qsizetype i = 0; i < plain.size(); ++i) {
        const QChar sign = plain.at(i);
        const bool isOfLink = (sign == u':' && plain.mid(i + 1, 1) == u"/")
            || (sign == u'.' && plain.left(i).endsWith(u"www"_s, Qt::CaseInsensitive));
        if (marks.contains(sign) || isOfLink)
            safe += u'\\';
        safe += sign;
    }
    return safe;
}

/// The same at the beginning of a line, where lists and lines begin, too.
QString line(const QString &text)
{
    QString safe = cell(text);
    qsizetype digits = 0;
    while (digits < safe.size() && safe.at(digits).isDigit())
        ++digits;
    const bool beginsMarkup =
        digits < safe.size() && (digits > 0 ? u".)"_s : u"-+="_s).contains(safe.at(digits));
    if (beginsMarkup)
        safe.insert(digits, u'\\');
    return safe;
}

QString timeCell(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s) % u" UTC"_s : QString();
}

QString wordsFor(qint64 seconds)
{
    if (seconds < 120)
        return tr("%1 s").arg(seconds);
    if (seconds < 7200)
        return tr("%1 min").arg(seconds / 60);
    return seconds < 172800 ? tr("%1 h").arg(seconds / 3600) : tr("%1 days").arg(seconds / 86400);
}

QString phaseWords(RotationPhase phase)
{
    switch (phase) {
    case RotationPhase::Planned:
        return tr("waits for its time");
    case RotationPhase::Making:
        return tr("the new key, by the app");
    case RotationPhase::Clearing:
        return tr("a key whose answer was lost is looked for");
    case RotationPhase::ByHand:
        return tr("the new key is made by hand");
    case RotationPhase::Testing:
        return tr("the new key is tried");
    case RotationPhase::HandingOver:
        return tr("the new key is in use, and the places get it");
    case RotationPhase::Overlapping:
        return tr("both keys live");
    case RotationPhase::ShuttingOff:
        return tr("the old key is ended and looked at");
    case RotationPhase::Finished:
        return tr("done");
    case RotationPhase::RollingBack:
        return tr("back to the old key");
    case RotationPhase::RolledBack:
        return tr("the old key is in use, as before");
    case RotationPhase::Reconnect:
        return tr("no key works; it has to be connected again");
    }
    return {};
}

QString oldKeySentence(const RotationFacts &facts)
{
    if (!facts.oldShutOff)
        return tr("The old key was not ended so far.");
    const KeyShutOff &shutOff = *facts.oldShutOff;
    const QString looks = shutOff.checks.size() == 1
        ? tr("It was looked at once.")
        : tr("It was looked at %1 times.").arg(shutOff.checks.size());
    if (shutOff.refusedSince)
        return tr("The old key was seen refused since %1. %2")
            .arg(timeCell(*shutOff.refusedSince), looks);
    return tr("The old key was not seen refused so far. %1").arg(looks);
}

QString row(const QStringList &cells)
{
    return u"| "_s % cells.join(u" | "_s) % u" |\n"_s;
}

} // namespace

RotationFacts factsOf(const Snapshot &snapshot, const Catalog &catalog, const Rotation &rotation)
{
    RotationFacts facts;
    facts.rotation = rotation;
    if (const Connection *connection = snapshot.connection(rotation.connection)) {
        facts.connectionName = connection->name;
        facts.app = connection->app;
        if (const AppProfile *profile = catalog.app(connection->app)) {
            facts.app = profile->name;
            facts.steps = profile->rotation.steps;
            // Without it the steps alone are shown.
            if (const Result<QUrl> page =
                    expandUrl(*profile, profile->rotation.page, connection->publicFields))
                facts.page = *page;
        }
    }
    for (const Credential &credential : snapshot.credentials) {
        for (const CredentialVersion &version : credential.versions) {
            if (version.id == rotation.oldVersion)
                facts.oldKey = version;
            if (version.id == rotation.newVersion)
                facts.newKey = version;
        }
    }
    facts.oldShutOff = shutOffOf(snapshot, rotation.oldVersion);
    facts.newShutOff = shutOffOf(snapshot, rotation.newVersion);
    return facts;
}

QJsonObject toJson(const RotationFacts &facts)
{
    const Rotation &rotation = facts.rotation;
    QJsonObject oldKey = keyToJson(facts.oldKey, facts.oldShutOff, rotation.oldEnd);
    oldKey.insert(u"endedFrom"_s, orNull(rotation.endsOldAt));
    QJsonObject newKey = keyToJson(facts.newKey, facts.newShutOff, rotation.newEnd);
    newKey.insert(u"id"_s, textOrNull(rotation.newKeyId));
    newKey.insert(u"inUse"_s, rotation.inUse);
    return {{u"id"_s, rotation.id.text()},
            {u"credential"_s, rotation.credential.text()},
            {u"connection"_s, rotation.connection.text()},
            {u"way"_s, toText(rotation.way)},
            {u"fate"_s, toText(rotation.fate)},
            {u"phase"_s, toText(rotation.phase)},
            {u"need"_s, toText(rotation.need)},
            {u"sentence"_s, sentenceFor(rotation, facts.app)},
            {u"problem"_s, textOrNull(rotation.problem)},
            {u"startedAt"_s, timeToJson(rotation.requestedAt)},
            {u"startsAt"_s, orNull(rotation.startsAt)},
            {u"nextTry"_s, orNull(rotation.nextTry)},
            {u"overlapHours"_s, rotation.overlapHours},
            {u"over"_s, rotation.isOver()},
            {u"canGoBack"_s, rotation.canGoBack()},
            {u"lostKeysEnded"_s, rotation.lostKeys},
            {u"steps"_s, stepsToJson(rotation)},
            {u"places"_s, placesToJson(rotation)},
            {u"oldKey"_s, oldKey},
            {u"newKey"_s, newKey}};
}

QString textFor(const RotationFacts &facts)
{
    const Rotation &rotation = facts.rotation;
    const QString id = rotation.id.text();
    QStringList lines{tr("%1: %2").arg(facts.connectionName, sentenceFor(rotation, facts.app))};
    if (!rotation.problem.isEmpty())
        lines.append(rotation.problem);
    if (rotation.isOver())
        return lines.join(u'\n');
    if (rotation.phase == RotationPhase::ByHand) {
        if (!facts.page.isEmpty())
            lines.append(tr("Page: %1").arg(facts.page.toString(QUrl::FullyEncoded)));
        for (const QString &step : facts.steps)
            lines.append(tr("  - %1").arg(step));
        lines.append(tr("Then: credential resume %1 --secret-stdin").arg(id));
    }
    if (rotation.phase == RotationPhase::HandingOver) {
        for (const HandOver &place : rotation.places) {
            if (!place.doneAt)
                lines.append(tr("  - %1: credential resume %2 --place-done %3")
                                 .arg(place.name, id, place.placement.text()));
        }
    }
    if (rotation.need == RotationNeed::Authority)
        lines.append(
            tr("Go on with: credential resume %1 --with CONNECTION, or --authority-stdin").arg(id));
    else if (rotation.need == RotationNeed::Owner)
        lines.append(tr("Go on with: credential resume %1").arg(id));
    if (rotation.canGoBack())
        lines.append(tr("Go back with: credential abort %1").arg(id));
    return lines.join(u'\n');
}

QJsonObject toJson(const LiveKey &key, const QString &connectionName)
{
    return {{u"connection"_s, key.connection.text()},
            {u"name"_s, connectionName},
            {u"credential"_s, key.credential.text()},
            {u"version"_s, key.number},
            {u"stage"_s, toText(key.stage)},
            {u"createdAt"_s, timeToJson(key.createdAt)},
            {u"ageDays"_s, key.ageDays},
            {u"endsAt"_s, dateToJson(key.endsAt)},
            {u"end"_s, toText(key.end)},
            {u"here"_s, key.isHere}};
}

QJsonObject toJson(const KeyDue &due, const QString &connectionName)
{
    return {{u"connection"_s, due.connection.text()},
            {u"name"_s, connectionName},
            {u"credential"_s, due.credential.text()},
            {u"on"_s, dateToJson(due.on)},
            {u"reason"_s, toText(due.reason)},
            {u"planned"_s, dateToJson(due.planned)}};
}

bool isNo(const Rotation &rotation)
{
    if (rotation.phase == RotationPhase::RolledBack || rotation.phase == RotationPhase::RollingBack
        || rotation.phase == RotationPhase::Reconnect)
        return true;
    if (rotation.phase == RotationPhase::ShuttingOff && rotation.oldEnd == KeyEnd::StillWorks)
        return true;
    return !rotation.problem.isEmpty() && rotation.need != RotationNeed::Nothing;
}

QJsonObject reportJson(const RotationFacts &facts, const QList<Event> &events)
{
    QJsonArray told;
    for (const Event &event : ownEvents(facts, events))
        told.append(QJsonObject{{u"seq"_s, event.seq},
                                {u"time"_s, timeToJson(event.time)},
                                {u"actor"_s, event.actor},
                                {u"type"_s, event.type},
                                {u"outcome"_s, toText(event.outcome)},
                                {u"summary"_s, event.summary}});
    QJsonArray looks;
    if (facts.oldShutOff) {
        for (const ShutOffCheck &check : facts.oldShutOff->checks)
            looks.append(QJsonObject{{u"at"_s, timeToJson(check.at)},
                                     {u"verdict"_s, toText(check.verdict)},
                                     {u"why"_s, check.why}});
    }
    return {{u"app"_s, facts.app},
            {u"connectionName"_s, textOrNull(facts.connectionName)},
            {u"rotation"_s, toJson(facts)},
            {u"looksAtOldKey"_s, looks},
            {u"events"_s, told}};
}

QByteArray reportMarkdown(const RotationFacts &facts, const QList<Event> &events)
{
    const Rotation &rotation = facts.rotation;
    QString text = u"# "_s
        % tr("A key was replaced: %1")
              .arg(cell(facts.connectionName) % u" ("_s % cell(facts.app) % u')')
        % u"\n\n"_s;
    text += line(sentenceFor(rotation, facts.app)) % u"\n\n"_s;
    text += line(oldKeySentence(facts)) % u"\n\n"_s;
    if (!rotation.problem.isEmpty())
        text += tr("What is in the way: %1").arg(cell(rotation.problem)) % u"\n\n"_s;
    text += u"## "_s % tr("Steps") % u"\n\n"_s;
    text += row({tr("Began"), tr("Step"), tr("Took")}) + row({u"---"_s, u"---"_s, u"---"_s});
    for (qsizetype i = 0; i < rotation.moments.size(); ++i) {
        const auto seconds = secondsOf(rotation, i);
        text += row({timeCell(rotation.moments[i].at),
                     cell(phaseWords(rotation.moments[i].phase)),
                     seconds ? wordsFor(*seconds) : QString()});
    }
    if (!rotation.places.isEmpty()) {
        text += u"\n## "_s % tr("Places") % u"\n\n"_s;
        text += row({tr("Place"), tr("Has the new key since")}) + row({u"---"_s, u"---"_s});
        for (const HandOver &place : rotation.places)
            text += row(
                {cell(place.name), place.doneAt ? timeCell(*place.doneAt) : cell(tr("not yet"))});
    }
    if (facts.oldShutOff && !facts.oldShutOff->checks.isEmpty()) {
        text += u"\n## "_s % tr("Looks at the old key") % u"\n\n"_s;
        text += row({tr("When"), tr("What was seen")}) + row({u"---"_s, u"---"_s});
        for (const ShutOffCheck &check : facts.oldShutOff->checks)
            text += row({timeCell(check.at), cell(check.why)});
    }
    text += u"\n## "_s % tr("What happened") % u"\n\n"_s;
    text += row({tr("When"), tr("Who"), tr("What")}) + row({u"---"_s, u"---"_s, u"---"_s});
    for (const Event &event : ownEvents(facts, events))
        text += row({timeCell(event.time), cell(event.actor), cell(event.summary)});
    return text.toUtf8();
}

} // namespace drawbridge::ctl
