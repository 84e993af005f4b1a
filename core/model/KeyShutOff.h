// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Credential.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace drawbridge {

struct KeyShutOff;
using ShutOffId = Id<KeyShutOff>;

/// What one try of the old key says. Only the app's own "no key of mine", while it answers others, is Refused.
enum class CheckVerdict { Refused, StillWorks, TellsNothing };
DRAWBRIDGE_WORDS(CheckVerdict,
                 3,
                 {CheckVerdict::Refused, u"refused"},
                 {CheckVerdict::StillWorks, u"still-works"},
                 {CheckVerdict::TellsNothing, u"tells-nothing"});

struct ShutOffCheck
{
    QDateTime at; ///< UTC
    CheckVerdict verdict = CheckVerdict::TellsNothing;
    int status = 0; ///< HTTP status, 0 when no answer came
    QString why;    ///< one sentence for the owner

    friend bool operator==(const ShutOffCheck &, const ShutOffCheck &) = default;
};

/// A renewal of a sign-in whose answer never came: what it gave may live on, and nobody here has it.
struct UnheardRenewal
{
    QDateTime at;                    ///< UTC: if the app did it, it did so until then
    std::optional<QDateTime> endsBy; ///< when it has run out at the latest; nothing: nobody can say

    friend bool operator==(const UnheardRenewal &, const UnheardRenewal &) = default;
};

enum class ShutOffPhase {
    Asked,           ///< the app is to be told
    ByHand,          ///< the owner is to do it on the app's page
    Checking,        ///< done as far as anybody says; not seen yet
    Refused,         ///< seen, and looked at again after an hour and a day
    StillWorks,      ///< done as far as anybody says, and the key works
    CannotBeChecked, ///< done by the owner's word; why nobody sees it stands in whyUncheckable
    Finished,        ///< seen refused for a day; the value is wiped
};
DRAWBRIDGE_WORDS(ShutOffPhase,
                 7,
                 {ShutOffPhase::Asked, u"asked"},
                 {ShutOffPhase::ByHand, u"by-hand"},
                 {ShutOffPhase::Checking, u"being-checked"},
                 {ShutOffPhase::Refused, u"refused"},
                 {ShutOffPhase::StillWorks, u"still-works"},
                 {ShutOffPhase::CannotBeChecked, u"cannot-be-checked"},
                 {ShutOffPhase::Finished, u"finished"});

/// The ending of one key at its app, from the owner's wish to the last look a day later. No secret is in it: the old
/// value stays in the secret store until it is Finished.
struct KeyShutOff
{
    static constexpr qsizetype mostChecks = 60; ///< kept, the newest

    ShutOffId id;
    ConnectionId connection;
    CredentialVersionId version;
    int keyNumber = 1;
    ConnectionId authority; ///< whose key may end this one; none: the key in use, or the old one itself
    ShutOffPhase phase = ShutOffPhase::Asked;
    QDateTime requestedAt;   ///< UTC
    bool toldByCall = false; ///< the app said yes to the call, which alone proves nothing
    QString answer;          ///< what became of the call, or why there was none; a sentence
    std::optional<QDateTime> doneByHandAt;
    /// As long as what it gave may live, that the app refuses the rest is no refusal of all of it.
    std::optional<UnheardRenewal> unheard;
    std::optional<QDateTime> seenGoneAt; ///< by the owner's word: the app lists Drawbridge no more
    std::optional<QDateTime> refusedSince; ///< the first refusal of the unbroken run
    int refusals = 0;                      ///< in that run
    int tries = 0;                         ///< checks since anybody last said that it is done
    QList<ShutOffCheck> checks;            ///< oldest first
    std::optional<QDateTime> nextCheck;
    std::optional<QDateTime> notBefore; ///< the app wants to be left alone until then
    QString whyUncheckable;             ///< empty where it can be checked
    QMap<QString, QString>
        publicFields; ///< that the key went with: the connection may have others by now
    QUrl page;        ///< where the owner does it
    QStringList steps;
    QStringList stillLive; ///< what goes on working, with its end where it is known
    bool valueWiped = false;
    qint64 revision = 0;

    friend bool operator==(const KeyShutOff &, const KeyShutOff &) = default;

    [[nodiscard]] bool canBeChecked() const { return whyUncheckable.isEmpty(); }
    /// Whether there is something to do without the owner. A clock that was set back makes every waiting time
    /// meaningless: looking too early costs a request.
    [[nodiscard]] bool isDue(const QDateTime &now) const;
    [[nodiscard]] bool isLookDue(const QDateTime &now) const;
    [[nodiscard]] bool clockWentBack(const QDateTime &now) const
    {
        return lastCheck() && now < lastCheck()->at;
    }
    [[nodiscard]] bool isOver() const { return phase == ShutOffPhase::Finished && valueWiped; }
    [[nodiscard]] const ShutOffCheck *lastCheck() const
    {
        return checks.isEmpty() ? nullptr : &checks.last();
    }
    /// No look tells more than the owner can see on the app's page.
    [[nodiscard]] bool wantsAnEye() const
    {
        return unheard && !seenGoneAt && phase == ShutOffPhase::Checking && lastCheck()
            && lastCheck()->verdict == CheckVerdict::TellsNothing;
    }
    /// Somebody said that it is done, and the last look saw the key work.
    [[nodiscard]] bool wontDie() const
    {
        return phase == ShutOffPhase::StillWorks
            || (phase == ShutOffPhase::Checking && lastCheck()
                && lastCheck()->verdict == CheckVerdict::StillWorks);
    }
};

/// Whether every key of a connection that has one here, or had, was seen refused by its app, as far as that was looked
/// at. Not so for one without keys.
[[nodiscard]] bool isSeenRefused(const QList<Credential> &credentials,
                                 const QList<KeyShutOff> &shutOffs);

/// The state in one sentence for the owner, as far as it was seen.
[[nodiscard]] QString sentenceFor(const KeyShutOff &shutOff, const QString &app);

} // namespace drawbridge
