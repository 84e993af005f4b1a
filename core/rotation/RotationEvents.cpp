// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RotationEvents.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RotationEvents", text);
}

struct Told
{
    QString type;
    QString summary; ///< %1 the connection, %2 the app
    Outcome outcome = Outcome::Noted;
    Severity severity = Severity::Low;
};

Told ofPhase(const Rotation &after)
{
    switch (after.phase) {
    case RotationPhase::Planned:
        return {u"planned"_s, tr("The key of \"%1\" is to be replaced at a time that was picked")};
    case RotationPhase::Making:
        return {u"making"_s, tr("%2 is to be asked for a new key of \"%1\"")};
    case RotationPhase::Clearing:
        return {
            u"answer-lost"_s,
            tr("The answer of %2 with a new key of \"%1\" was lost; what it made is looked for"),
            Outcome::Failed,
            Severity::Medium};
    case RotationPhase::ByHand:
        return {u"by-hand"_s,
                tr("The new key of \"%1\" waits to be made by hand on the page of %2")};
    case RotationPhase::Testing:
        return {u"made"_s, tr("There is a new key of \"%1\", to be tried"), Outcome::Ok};
    case RotationPhase::HandingOver:
        return {u"in-use"_s,
                tr("The new key of \"%1\" works and is in use here"),
                Outcome::Ok,
                Severity::Medium};
    case RotationPhase::Overlapping:
        return {u"handed-over"_s, tr("Every place has the new key of \"%1\""), Outcome::Ok};
    case RotationPhase::ShuttingOff:
        return {u"ending-old"_s,
                tr("The old key of \"%1\" is to be ended at %2"),
                Outcome::Noted,
                Severity::Medium};
    case RotationPhase::Finished:
        if (after.way == RotationWay::Renewal)
            return {u"finished"_s, tr("The sign-in of \"%1\" was renewed at %2"), Outcome::Ok};
        if (after.oldEnd == KeyEnd::SeenRefused)
            return {u"finished"_s,
                    tr("The key of \"%1\" was replaced, and %2 was seen to refuse the old one"),
                    Outcome::Ok,
                    Severity::Medium};
        return {u"finished"_s,
                tr("The key of \"%1\" was replaced; whether %2 refuses the old one was not seen"),
                Outcome::Ok,
                Severity::Medium};
    case RotationPhase::RollingBack:
        return {u"rolling-back"_s,
                tr("\"%1\" goes back to its old key; the new one is to be ended at %2"),
                Outcome::Noted,
                Severity::Medium};
    case RotationPhase::RolledBack:
        return {u"rolled-back"_s,
                tr("\"%1\" has its old key, as before"),
                Outcome::Noted,
                Severity::Medium};
    case RotationPhase::Reconnect:
        return {u"reconnect"_s,
                tr("No key of \"%1\" works at %2 any more; it has to be connected again"),
                Outcome::Failed,
                Severity::Critical};
    }
    return {};
}

Told of(const Rotation *before, const Rotation &after)
{
    if (!before)
        return {u"started"_s, tr("The key of \"%1\" is to be replaced")};
    if (after.phase != before->phase)
        return ofPhase(after);
    if (after.placesLeft() != before->placesLeft())
        return after.placesLeft() < before->placesLeft()
            ? Told{u"place-done"_s, tr("A place has the new key of \"%1\"")}
            : Told{u"place-undone"_s, tr("A place has the old key of \"%1\" after all")};
    if (after.asked && !before->asked)
        return {u"asked"_s, tr("%2 is asked for a new key of \"%1\"")};
    if (!after.problem.isEmpty() && after.problem != before->problem)
        return {u"stopped"_s,
                tr("Replacing the key of \"%1\" does not go on by itself now"),
                Outcome::Failed,
                after.need == RotationNeed::Nothing ? Severity::Low : Severity::Medium};
    return {u"went-on"_s, tr("Replacing the key of \"%1\" went on")};
}

QString filled(QString sentence, const QString &connection, const QString &app)
{
    // In one pass: a name may hold what looks like a place for another.
    QString text;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const QStringView two = QStringView(sentence).mid(i, 2);
        if (two == u"%1" || two == u"%2") {
            text += two == u"%1" ? connection : app;
            ++i;
        } else {
            text += sentence.at(i);
        }
    }
    return text;
}

} // namespace

Event eventOf(const Rotation *before,
              const Rotation &after,
              const Connection &connection,
              const QString &app)
{
    const Told told = of(before, after);
    Event event;
    event.connection = connection.id;
    event.app = connection.app;
    event.type = u"credential.rotation."_s % told.type;
    event.summary = filled(told.summary, connection.name, app);
    event.outcome = told.outcome;
    event.severity = told.severity;
    event.attributes.insert(u"rotation"_s, after.id.text());
    event.attributes.insert(u"phase"_s, toText(after.phase));
    event.attributes.insert(u"key"_s, after.oldNumber);
    if (!after.newKeyId.isEmpty() && (!before || before->newKeyId.isEmpty()))
        event.attributes.insert(u"newKeyId"_s, after.newKeyId);
    if (!after.problem.isEmpty() && (!before || before->problem != after.problem))
        event.attributes.insert(u"problem"_s, after.problem);
    if (before && after.lostKeys != before->lostKeys)
        event.attributes.insert(u"lostKeysEnded"_s, after.lostKeys);
    if (before && after.placesLeft() != before->placesLeft()) {
        for (qsizetype i = 0; i < after.places.size(); ++i) {
            if (i < before->places.size() && after.places[i].doneAt != before->places[i].doneAt)
                event.attributes.insert(u"place"_s, after.places[i].name);
        }
    }
    return event;
}

} // namespace drawbridge
