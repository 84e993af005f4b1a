// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/ShutOffEvents.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ShutOffEvents", text);
}

struct Told
{
    QString type;
    QString summary; ///< %1 the connection, %2 the app, %3 the key's number
    Outcome outcome = Outcome::Noted;
    Severity severity = Severity::Low;
};

Told ofLook(const KeyShutOff &before, const KeyShutOff &after)
{
    const bool wasRefused = before.refusedSince.has_value();
    switch (after.lastCheck()->verdict) {
    case CheckVerdict::Refused:
        if (after.phase == ShutOffPhase::Finished)
            return {u"finished"_s,
                    tr("%2 still refuses key %3 of \"%1\", a day or more after it first did"),
                    Outcome::Ok};
        if (!wasRefused)
            return {u"refused"_s,
                    tr("%2 refuses key %3 of \"%1\" as one that it does not know"),
                    Outcome::Ok,
                    Severity::Medium};
        return {u"checked"_s, tr("%2 still refuses key %3 of \"%1\""), Outcome::Ok};
    case CheckVerdict::StillWorks:
        if (wasRefused)
            return {u"works-again"_s,
                    tr("%2 accepts key %3 of \"%1\" again, after it had refused it"),
                    Outcome::Failed,
                    Severity::Critical};
        if (after.phase == ShutOffPhase::StillWorks && before.phase != ShutOffPhase::StillWorks)
            return {u"still-works"_s,
                    tr("Key %3 of \"%1\" still works at %2, although it was shut off"),
                    Outcome::Failed,
                    Severity::High};
        return {u"checked"_s, tr("%2 still accepts key %3 of \"%1\""), Outcome::Failed};
    case CheckVerdict::TellsNothing:
        break;
    }
    return {u"checked"_s, tr("A look at key %3 of \"%1\" told nothing")};
}

Told of(const KeyShutOff *before, const KeyShutOff &after)
{
    if (!before || (after.phase == ShutOffPhase::Asked && before->phase != ShutOffPhase::Asked))
        return {u"requested"_s,
                tr("Key %3 of \"%1\" is to be shut off at %2; until it was seen refused, it works"),
                Outcome::Noted,
                Severity::Medium};
    if (after.valueWiped && !before->valueWiped)
        return {u"wiped"_s, tr("The value of key %3 of \"%1\" was wiped here"), Outcome::Ok};
    if (after.seenGoneAt && !before->seenGoneAt)
        return {u"seen-gone"_s,
                tr("%2 lists Drawbridge no more, it was said, so key %3 of \"%1\" is ended; nobody "
                   "here has seen it"),
                Outcome::Noted,
                Severity::Medium};
    if (after.whyUncheckable != before->whyUncheckable)
        return {u"cannot-be-checked"_s,
                tr("Whether %2 refuses key %3 of \"%1\" cannot be checked any more"),
                Outcome::Noted,
                Severity::Medium};
    if (after.lastCheck() && (!before->lastCheck() || after.tries != before->tries)
        && after.checks != before->checks)
        return ofLook(*before, after);
    if (after.toldByCall && before->phase == ShutOffPhase::Asked
        && after.phase != ShutOffPhase::ByHand)
        return {u"told"_s, tr("%2 says that key %3 of \"%1\" is ended; not seen yet")};
    if (after.phase == ShutOffPhase::ByHand && before->phase == ShutOffPhase::Asked)
        return {u"by-hand"_s, tr("Key %3 of \"%1\" waits to be ended by hand on the page of %2")};
    if (after.doneByHandAt != before->doneByHandAt)
        return {
            u"done-by-hand"_s,
            after.canBeChecked()
                ? tr("Key %3 of \"%1\" was ended by hand at %2, it was said; not seen yet")
                : tr("Key %3 of \"%1\" was ended by hand at %2, it was said; nobody can see it")};
    return {u"look-wanted"_s, tr("A look at key %3 of \"%1\" was asked for")};
}

/// Not QString::arg(), which counts on where a sentence leaves one of them out.
QString filled(const QString &sentence, const QStringList &values)
{
    QString text;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const int which = sentence.at(i) == u'%' ? sentence.mid(i + 1, 1).toInt() : 0;
        if (which < 1 || which > values.size()) {
            text += sentence.at(i);
            continue;
        }
        text += values.at(which - 1);
        ++i;
    }
    return text;
}

} // namespace

Event eventOf(const KeyShutOff *before,
              const KeyShutOff &after,
              const Connection &connection,
              const QString &app)
{
    const Told told = of(before, after);
    Event event;
    event.connection = connection.id;
    event.app = connection.app;
    event.type = u"connection.shut-off."_s % told.type;
    event.summary = filled(told.summary, {connection.name, app, QString::number(after.keyNumber)});
    event.outcome = told.outcome;
    event.severity = told.severity;
    event.attributes.insert(u"shutOff"_s, after.id.text());
    event.attributes.insert(u"key"_s, after.keyNumber);
    event.attributes.insert(u"phase"_s, toText(after.phase));
    if (!after.answer.isEmpty() && (!before || before->answer != after.answer))
        event.attributes.insert(u"answer"_s, after.answer);
    if (after.lastCheck() && before && before->checks != after.checks) {
        event.attributes.insert(u"verdict"_s, toText(after.lastCheck()->verdict));
        event.attributes.insert(u"status"_s, after.lastCheck()->status);
        event.attributes.insert(u"why"_s, after.lastCheck()->why);
    }
    return event;
}

} // namespace drawbridge
