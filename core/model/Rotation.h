// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Credential.h"
#include "core/model/Place.h"
#include "core/model/Words.h"

#include <QDateTime>
#include <QList>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace drawbridge {

struct Rotation;
using RotationId = Id<Rotation>;

/// Who makes the new key.
enum class RotationWay {
    ByCall,  ///< the app, when it is asked
    ByHand,  ///< the owner, on the app's page
    Renewal, ///< the app, out of the sign-in itself
};
DRAWBRIDGE_WORDS(RotationWay,
                 3,
                 {RotationWay::ByCall, u"by-call"},
                 {RotationWay::ByHand, u"by-hand"},
                 {RotationWay::Renewal, u"renewal"});

/// What becomes of the old key in the moment in which the new one is made.
enum class OldKeyFate { LivesOn, EndsAtOnce, NotKnown };
DRAWBRIDGE_WORDS(OldKeyFate,
                 3,
                 {OldKeyFate::LivesOn, u"lives-on"},
                 {OldKeyFate::EndsAtOnce, u"ends-at-once"},
                 {OldKeyFate::NotKnown, u"not-known"});

enum class RotationPhase {
    Planned, ///< for the time that its owner picked
    Making,  ///< the app is to be asked for the new key
    Clearing, ///< it was asked, and what it said was not heard: what it may have made is looked for and ended
    ByHand,      ///< the owner is to make it on the app's page and paste it
    Testing,     ///< the new key is kept, and not in use yet
    HandingOver, ///< it is in use here; the places are to get it
    Overlapping, ///< every place has it; the old one lives for a while, should something have been forgotten
    ShuttingOff, ///< the old one is being ended, and looked at until it is refused
    Finished,    ///< the old one was seen refused, or it was said why nobody can see that
    RollingBack, ///< the new one is being ended; the old one is in use
    RolledBack,
    Reconnect, ///< no key works here any more: only its owner can make one
};
DRAWBRIDGE_WORDS(RotationPhase,
                 12,
                 {RotationPhase::Planned, u"planned"},
                 {RotationPhase::Making, u"making"},
                 {RotationPhase::Clearing, u"clearing"},
                 {RotationPhase::ByHand, u"by-hand"},
                 {RotationPhase::Testing, u"testing"},
                 {RotationPhase::HandingOver, u"handing-over"},
                 {RotationPhase::Overlapping, u"overlapping"},
                 {RotationPhase::ShuttingOff, u"shutting-off"},
                 {RotationPhase::Finished, u"finished"},
                 {RotationPhase::RollingBack, u"rolling-back"},
                 {RotationPhase::RolledBack, u"rolled-back"},
                 {RotationPhase::Reconnect, u"reconnect"});

/// What a rotation stands still for until somebody comes.
enum class RotationNeed {
    Nothing,
    Owner,     ///< to decide: once more, by hand, or back
    Authority, ///< a key that may make keys
    SignIn,    ///< the secret store is locked
};
DRAWBRIDGE_WORDS(RotationNeed,
                 4,
                 {RotationNeed::Nothing, u"nothing"},
                 {RotationNeed::Owner, u"owner"},
                 {RotationNeed::Authority, u"authority"},
                 {RotationNeed::SignIn, u"sign-in"});

/// How the ending of one of the two keys stands.
enum class KeyEnd {
    NotBegun,
    UnderWay,     ///< told, or being looked at
    ByHand,       ///< the owner is to do it on the page
    StillWorks,   ///< it was ended, and works
    SeenRefused,  ///< by the app, as a key that it does not know
    CannotBeSeen, ///< it was ended by somebody's word, and nobody can look
};
DRAWBRIDGE_WORDS(KeyEnd,
                 6,
                 {KeyEnd::NotBegun, u"not-begun"},
                 {KeyEnd::UnderWay, u"under-way"},
                 {KeyEnd::ByHand, u"by-hand"},
                 {KeyEnd::StillWorks, u"still-works"},
                 {KeyEnd::SeenRefused, u"seen-refused"},
                 {KeyEnd::CannotBeSeen, u"cannot-be-seen"});

/// One line of the list of places that are to get the new key.
struct HandOver
{
    PlacementId placement;
    PlaceId place;
    QString name; ///< the place's, as it was when this began
    std::optional<QDateTime> doneAt;

    friend bool operator==(const HandOver &, const HandOver &) = default;
};

/// When a phase began: for the stopwatch, the report, and how long it takes next time.
struct RotationMoment
{
    RotationPhase phase = RotationPhase::Planned;
    QDateTime at; ///< UTC

    friend bool operator==(const RotationMoment &, const RotationMoment &) = default;
};

/// The replacing of one key, from the wish to the moment in which the app was seen to refuse the old one. No secret is
/// in it: both values are in the secret store, under their versions.
struct Rotation
{
    RotationId id;
    ConnectionId connection;
    CredentialId credential;
    CredentialVersionId oldVersion;
    CredentialVersionId
        newVersion; ///< given before anything is made; the version itself may not be there yet
    int oldNumber = 1;
    RotationWay way = RotationWay::ByHand;
    OldKeyFate fate = OldKeyFate::NotKnown;
    bool canList = false; ///< the app tells which keys there are
    bool signsIn = false; ///< it is a sign-in, of which one state only is kept
    RotationPhase phase = RotationPhase::Making;
    RotationNeed need = RotationNeed::Nothing;
    ConnectionId authority; ///< whose key makes and ends keys; none: what is at hand
    QString label;          ///< of the new key at its app: nobody else's is called that
    QStringList knownIds;   ///< keys that the app had before
    bool listed = false;    ///< `knownIds` was read
    bool asked = false; ///< the app was asked for the key, and what became of it is not known yet
    QString newKeyId;   ///< what the app calls the new key; empty: not told
    bool made = false;  ///< the new key's value is kept here
    bool inUse = false; ///< the new key is the current one here
    /// What the old key was seen to be able to when the new one was kept, by the app's names; empty: nobody saw.
    QStringList oldCould;
    int lostKeys = 0; ///< made by the app, never heard of, and ended since
    QList<HandOver> places;
    int overlapHours = 0; ///< that the old one lives on after the last place has the new one
    std::optional<QDateTime> startsAt; ///< not before
    std::optional<QDateTime> endsOldAt;
    KeyEnd oldEnd = KeyEnd::NotBegun;
    KeyEnd newEnd = KeyEnd::NotBegun; ///< of what is rolled back
    QString tested;                   ///< what the try of the new key said, a sentence
    QString problem;                  ///< what is in the way, a sentence; empty: nothing
    int tries = 0;                    ///< of the step it is at
    std::optional<QDateTime> nextTry;
    QDateTime requestedAt;         ///< UTC
    QList<RotationMoment> moments; ///< oldest first
    qint64 revision = 0;

    friend bool operator==(const Rotation &, const Rotation &) = default;

    [[nodiscard]] bool isOver() const
    {
        return phase == RotationPhase::Finished || phase == RotationPhase::RolledBack
            || phase == RotationPhase::Reconnect;
    }
    /// Whether the old key is in use, or can be again.
    [[nodiscard]] bool canGoBack() const;
    /// Whether there is something to do without anybody. A clock that was set back makes waiting meaningless.
    [[nodiscard]] bool isDue(const QDateTime &now) const;
    [[nodiscard]] int placesLeft() const;
    /// Whether it stands still until its owner has done something.
    [[nodiscard]] bool waitsForOwner() const;
    [[nodiscard]] std::optional<QDateTime> beganAt(RotationPhase phase) const;
};

/// The state in one sentence for the owner, as far as it was seen.
[[nodiscard]] QString sentenceFor(const Rotation &rotation, const QString &app);

} // namespace drawbridge
