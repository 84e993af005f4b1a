// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/KeyShutOff.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyShutOff", text);
}

QString moment(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), tr("d MMM yyyy, HH:mm:ss"));
}

QString times(int count)
{
    return count == 1 ? tr("checked once") : tr("checked %1 times").arg(count);
}

/// What the owner saw, as his, and what nobody saw.
QString goneSentence(const KeyShutOff &shutOff, const QString &app)
{
    QString text =
        tr("You saw that %1 lists Drawbridge no more, you said on %2. That is your word: "
           "from here it cannot be seen.")
            .arg(app, moment(*shutOff.seenGoneAt));
    if (shutOff.unheard && shutOff.unheard->endsBy)
        text += tr(" It will be known by %1.").arg(moment(*shutOff.unheard->endsBy));
    return text;
}

QString refusedSentence(const KeyShutOff &shutOff, const QString &app)
{
    constexpr qint64 hour = 3600;
    const bool pastTheHour =
        shutOff.lastCheck() && shutOff.refusedSince->secsTo(shutOff.lastCheck()->at) >= hour;
    QString text =
        tr("%1 has refused this key since %2 (%3, %4).")
            .arg(app,
                 moment(*shutOff.refusedSince),
                 times(shutOff.refusals),
                 pastTheHour ? tr("again 24 h after that") : tr("again in 1 h and 24 h"));
    if (shutOff.lastCheck() && shutOff.lastCheck()->verdict == CheckVerdict::TellsNothing)
        text += tr(" The last look told nothing: %1").arg(shutOff.lastCheck()->why);
    return text;
}

} // namespace

bool KeyShutOff::isLookDue(const QDateTime &now) const
{
    // Nobody waits longer than a day: what is planned for later was planned by a clock that was ahead.
    constexpr qint64 longestWait = 25 * 3600;
    return nextCheck
        && (now >= *nextCheck || clockWentBack(now) || *nextCheck > now.addSecs(longestWait));
}

bool KeyShutOff::isDue(const QDateTime &now) const
{
    if (phase == ShutOffPhase::Asked)
        return true;
    if (phase == ShutOffPhase::Finished)
        return !valueWiped;
    const bool isLeftAlone = notBefore && now < *notBefore && !clockWentBack(now);
    return canBeChecked() && isLookDue(now) && !isLeftAlone;
}

bool isSeenRefused(const QList<Credential> &credentials, const QList<KeyShutOff> &shutOffs)
{
    bool any = false;
    for (const Credential &credential : credentials) {
        for (const CredentialVersion &version : credential.versions) {
            any = true;
            const bool seen =
                std::any_of(shutOffs.begin(), shutOffs.end(), [&version](const KeyShutOff &one) {
                    return one.version == version.id && one.refusedSince;
                });
            if (!seen)
                return false;
        }
    }
    return any;
}

QString sentenceFor(const KeyShutOff &shutOff, const QString &app)
{
    switch (shutOff.phase) {
    case ShutOffPhase::Asked:
        return tr("%1 is to be told. Nothing was seen yet.").arg(app);
    case ShutOffPhase::ByHand:
        return tr("This key works until you end it at %1. %2").arg(app, shutOff.answer).trimmed();
    case ShutOffPhase::Checking:
        if (shutOff.seenGoneAt && shutOff.lastCheck()
            && shutOff.lastCheck()->verdict != CheckVerdict::StillWorks)
            return goneSentence(shutOff, app);
        if (!shutOff.lastCheck() || shutOff.tries == 0)
            return tr("Done as far as was said; not seen yet.");
        return tr("Not seen refused yet. %1").arg(shutOff.lastCheck()->why);
    case ShutOffPhase::Refused:
        return refusedSentence(shutOff, app);
    case ShutOffPhase::StillWorks:
        return tr("This key still works at %1. End it there, by the steps below, then check again.")
            .arg(app);
    case ShutOffPhase::CannotBeChecked:
        if (shutOff.seenGoneAt)
            return goneSentence(shutOff, app);
        return tr("You said that it is done. Whether %1 refuses this key cannot be checked here: "
                  "%2")
            .arg(app, shutOff.whyUncheckable);
    case ShutOffPhase::Finished:
        return tr("%1 has refused this key since %2 (%3, the last time a day or more later). %4")
            .arg(app,
                 shutOff.refusedSince ? moment(*shutOff.refusedSince) : QString(),
                 times(shutOff.refusals),
                 shutOff.valueWiped ? tr("The old value was wiped here.")
                                    : tr("The old value is being wiped here."));
    }
    return {};
}

} // namespace drawbridge
