// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Rotation.h"

#include <chrono>
#include <variant>

/// The replacing of a key as a pure state machine: what is known, what happened, what time it is, and from these what is
/// known next and the one thing to do. The state is stored before the effect is begun; every effect may be begun again
/// by another process, and comes to the same.
namespace drawbridge {

/// Time has passed, or a program has started.
struct RotationWoken
{};
/// Somebody wants it to go on now, past a waiting time or a problem.
struct RotationTryAgain
{};
/// A key that may make keys is at hand now.
struct AuthorityGiven
{};
/// The owner makes the key himself after all.
struct RotationByHandInstead
{};
/// Back to the old key, where there is a way back.
struct RotationAborted
{};
/// The app told which keys it has.
struct KeysListed
{
    QStringList ids;
};
/// The app gave the new key, or its owner pasted it; its value is kept in the same transaction.
struct KeyGiven
{
    QString keyId; ///< empty: the app did not tell
};
/// Nothing was made.
struct KeyNotGiven
{
    QString why;
    RotationNeed need = RotationNeed::Nothing; ///< Nothing: it is worth trying again later
    std::optional<std::chrono::seconds> retryAfter;
};
/// Nobody knows whether something was made.
struct KeyMaybeGiven
{
    QString why;
};
/// What may have been made was looked for, and none is left.
struct LostCleared
{
    int ended = 0;
};
/// It could not be looked for, or not be ended.
struct LostNotCleared
{
    QString why;
    RotationNeed need = RotationNeed::Nothing;
    std::optional<std::chrono::seconds> retryAfter;
};
/// Lacks: the app knows it, and it may do less than it has to. Time alone does not change that.
enum class NewKeyVerdict { Works, Refused, Lacks, NotTold };
/// The new key was tried.
struct NewKeyTested
{
    NewKeyVerdict verdict = NewKeyVerdict::NotTold;
    QString why;
    std::optional<std::chrono::seconds> retryAfter;
};
/// The old key was tried after a call that may have ended it.
struct OldKeyTested
{
    NewKeyVerdict verdict = NewKeyVerdict::NotTold;
    QString why;
    std::optional<std::chrono::seconds> retryAfter;
};
struct PlaceDone
{
    PlacementId placement;
};
struct PlaceUndone
{
    PlacementId placement;
};
/// The owner wants the old key ended now, whoever still has it, and whatever time is left.
struct EndOldNow
{};
/// The ending of the old key, or of the new one on the way back, stands so.
struct EndSeen
{
    KeyEnd end = KeyEnd::UnderWay;
    std::optional<QDateTime> lookAgainAt; ///< nothing: somebody has to do something first
};
/// It could not be begun.
struct EndNotBegun
{
    QString why;
    RotationNeed need = RotationNeed::Nothing;
    std::optional<std::chrono::seconds> retryAfter;
};
/// The sign-in was renewed: the old one's access lives until then at most.
struct Renewed
{
    std::optional<QDateTime> oldEndsAt;
};
/// The app does not know this sign-in any more.
struct RenewalRefused
{
    QString why;
};

using RotationEvent = std::variant<RotationWoken,
                                   RotationTryAgain,
                                   AuthorityGiven,
                                   RotationByHandInstead,
                                   RotationAborted,
                                   KeysListed,
                                   KeyGiven,
                                   KeyNotGiven,
                                   KeyMaybeGiven,
                                   LostCleared,
                                   LostNotCleared,
                                   NewKeyTested,
                                   OldKeyTested,
                                   PlaceDone,
                                   PlaceUndone,
                                   EndOldNow,
                                   EndSeen,
                                   EndNotBegun,
                                   Renewed,
                                   RenewalRefused>;

enum class RotationEffect {
    None,
    ListKeys,  ///< → KeysListed, KeyNotGiven
    MakeKey,   ///< → KeyGiven, KeyNotGiven, KeyMaybeGiven
    ClearLost, ///< → LostCleared, LostNotCleared
    TestOld,   ///< → OldKeyTested
    TestNew,   ///< → NewKeyTested
    EndOld,    ///< begins it or looks how it stands → EndSeen, EndNotBegun
    EndNew,    ///< the same
    Renew,     ///< → Renewed, RenewalRefused, KeyNotGiven
};
DRAWBRIDGE_WORDS(RotationEffect,
                 9,
                 {RotationEffect::None, u"none"},
                 {RotationEffect::ListKeys, u"list-keys"},
                 {RotationEffect::MakeKey, u"make-key"},
                 {RotationEffect::ClearLost, u"clear-lost"},
                 {RotationEffect::TestOld, u"test-old"},
                 {RotationEffect::TestNew, u"test-new"},
                 {RotationEffect::EndOld, u"end-old"},
                 {RotationEffect::EndNew, u"end-new"},
                 {RotationEffect::Renew, u"renew"});

struct RotationStep
{
    Rotation state;
    RotationEffect effect = RotationEffect::None;
};

/// Pure. An event that does not fit the phase changes nothing, and what the phase is at is gone on with.
[[nodiscard]] RotationStep next(const Rotation &state,
                                const RotationEvent &event,
                                const QDateTime &now);

/// Pure: the state as it is stored when it begins.
[[nodiscard]] Rotation begun(Rotation rotation, const QDateTime &now);

} // namespace drawbridge
