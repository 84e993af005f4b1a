// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RotationPlan.h"

#include "core/auth/ScopeProbe.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RotationPlan", text);
}

OldKeyFate fateByHand(Answer overlap)
{
    switch (overlap) {
    case Answer::Yes:
        return OldKeyFate::LivesOn;
    case Answer::No:
        return OldKeyFate::EndsAtOnce;
    case Answer::Unknown:
        break;
    }
    return OldKeyFate::NotKnown;
}

/// Another connection of the same app whose key was seen to be able to manage keys.
ConnectionId whoMay(const PlanInput &input, const KeyRecipe &recipe)
{
    if (recipe.needsScopes.isEmpty())
        return {};
    for (const Connection &other : input.connections) {
        const bool fits = other.app == input.connection.app && other.id != input.connection.id
            && other.environment == input.connection.environment
            && other.baseUrl == input.connection.baseUrl && other.custody == Custody::HeldHere
            && !other.paused && other.lastTest && other.lastTest->grantedKnown;
        if (fits
            && std::all_of(recipe.needsScopes.begin(),
                           recipe.needsScopes.end(),
                           [&](const QString &scope) {
                               return other.lastTest->granted.contains(scope);
                           }))
            return other.id;
    }
    return {};
}

QList<HandOver> handOvers(const PlanInput &input)
{
    QList<HandOver> lines;
    for (const Placement &placement : input.placements) {
        const bool isOfThis = placement.connection == input.connection.id
            && (!placement.credential.isValid() || placement.credential == input.credential.id);
        if (!isOfThis || placement.removedOn)
            continue;
        const auto place =
            std::find_if(input.places.begin(), input.places.end(), [&](const Place &one) {
                return one.id == placement.place;
            });
        lines.append({placement.id,
                      placement.place,
                      place == input.places.end() ? QString() : place->name,
                      std::nullopt});
    }
    return lines;
}

} // namespace

Rotation planFor(const PlanInput &input)
{
    Rotation rotation;
    rotation.connection = input.connection.id;
    rotation.credential = input.credential.id;
    if (const CredentialVersion *current = input.credential.current()) {
        rotation.oldVersion = current->id;
        rotation.oldNumber = current->number;
    }
    rotation.places = handOvers(input);
    rotation.fate = fateByHand(input.profile.overlap.answer);
    const AuthKind auth = input.connection.auth;
    rotation.signsIn = auth == AuthKind::OAuth || auth == AuthKind::Device;
    if (rotation.signsIn) {
        const bool renews = input.credential.grant && input.credential.grant->refreshable
            && !input.credential.grant->hasEnded();
        rotation.way = renews ? RotationWay::Renewal : RotationWay::ByHand;
        rotation.fate = OldKeyFate::NotKnown;
        return rotation;
    }
    if (!canMake(input.profile, auth))
        return rotation;
    const KeyRecipe &recipe = *input.profile.rotation.recipe;
    rotation.way = RotationWay::ByCall;
    rotation.fate = recipe.replaces ? OldKeyFate::EndsAtOnce : OldKeyFate::LivesOn;
    rotation.canList = recipe.list.has_value();
    rotation.authority = whoMay(input, recipe);
    return rotation;
}

QString labelFor(const Rotation &rotation, const AppProfile &profile)
{
    constexpr qsizetype marks = 12;
    const QString id = rotation.id.text();
    const QString label = u"Drawbridge "_s % id.right(marks);
    const int longest = profile.rotation.recipe ? profile.rotation.recipe->longestLabel : 60;
    return label.size() <= longest ? label : id.right(std::max(1, longest));
}

std::optional<QDate> newEndFor(const CredentialVersion &old, const QDate &today)
{
    if (!old.endsAt || !old.createdAt.isValid())
        return std::nullopt;
    const qint64 days = old.createdAt.toLocalTime().date().daysTo(*old.endsAt);
    return days > 0 ? std::optional(today.addDays(days)) : std::nullopt;
}

QStringList seenAbilities(const Connection &connection)
{
    if (connection.lastTest && connection.lastTest->grantedKnown)
        return connection.lastTest->granted;
    QStringList seen;
    for (const ScopeLook &look :
         connection.lastLooks ? connection.lastLooks->looks : QList<ScopeLook>()) {
        if (look.reading == ScopeReading::CanRead)
            seen.append(look.scope);
    }
    return seen;
}

QStringList lackingScopes(const Rotation &rotation,
                          const AppProfile &profile,
                          const Connection &connection,
                          const ConnectionTest &test,
                          const std::optional<ScopeLooks> &looks)
{
    const QStringList ofJobs =
        connection.jobs.isEmpty() ? QStringList() : profile.scopesFor(connection.jobs);
    const QStringList leftOut =
        profile.rotation.recipe ? profile.rotation.recipe->scopesLeftOut : QStringList();
    const auto isSeenMissing = [&](const QString &scope) {
        if (test.grantedKnown)
            return !test.granted.contains(scope);
        const QList<ScopeLook> seen = looks ? looks->looks : QList<ScopeLook>();
        return std::any_of(seen.begin(), seen.end(), [&scope](const ScopeLook &look) {
            return look.scope == scope && look.reading == ScopeReading::MayNot;
        });
    };
    QStringList lacking;
    for (const QString &scope : rotation.oldCould) {
        const bool isNeeded =
            (ofJobs.isEmpty() || ofJobs.contains(scope)) && !leftOut.contains(scope);
        if (isNeeded && isSeenMissing(scope))
            lacking.append(scope);
    }
    return lacking;
}

bool wantsLooks(const Rotation &rotation, const AppProfile &profile, const ConnectionTest &test)
{
    return !test.grantedKnown && !rotation.oldCould.isEmpty() && canLookAtScopes(profile);
}

NewKeyTested readNewKeyTest(const Rotation &rotation,
                            const AppProfile &profile,
                            const Connection &connection,
                            const ProbeResult &probed,
                            const std::optional<ScopeLooks> &looks)
{
    if (probed.refusedAsInvalid)
        return {NewKeyVerdict::Refused, probed.test.explanation, probed.retryAfter};
    const QString help = rotation.canGoBack()
        ? tr("Allow it on the page of %1 and try again, or go back to the old key.").arg(profile.name)
        : tr("Allow it on the page of %1 and try again.").arg(profile.name);
    // A network's sign-in page says 403, too; and some apps say it of keys they do not know, so that it tells nothing.
    constexpr int forbidden = 403;
    const bool tellsByStatus =
        profile.probe && !profile.probe->invalid.statuses.contains(forbidden) && probed.inJson;
    if (!probed.test.ok && probed.failure == FailureKind::Forbidden403 && tellsByStatus) {
        const QString why = rotation.signsIn
            ? tr("The sign-in was renewed, but %1 does not let it read what every key is tried "
                 "with (403).")
                  .arg(profile.name)
            : tr("%1 knows the new key, but does not let it read what every key is tried with "
                 "(403): it may do too little.")
                  .arg(profile.name);
        return {NewKeyVerdict::Lacks, QString(why % u' ' % help), {}};
    }
    if (!probed.test.ok)
        return {NewKeyVerdict::NotTold, probed.test.explanation, probed.retryAfter};
    if (rotation.way == RotationWay::Renewal)
        return {NewKeyVerdict::Works, probed.test.explanation, {}};
    QStringList names;
    for (const QString &lacking : lackingScopes(rotation, profile, connection, probed.test, looks)) {
        const AppScope *scope = profile.scope(lacking);
        // As it is called where he gives it.
        if (!scope)
            names.append(lacking);
        else
            names.append(scope->tick.isEmpty() ? tr("%1 (%2)").arg(scope->label, lacking)
                                               : scope->tick);
    }
    if (names.isEmpty())
        return {NewKeyVerdict::Works, probed.test.explanation, {}};
    const QString why = tr("The new key works, but it may not do what the old one is used for: %1.")
                            .arg(names.join(u", "_s));
    return {NewKeyVerdict::Lacks, QString(why % u' ' % help), {}};
}

LostKeys lostAmong(const QList<KeyOfList> &listed, const Rotation &rotation)
{
    // The app's clock may be behind.
    constexpr qint64 tolerance = 300;
    LostKeys lost;
    QStringList nameless;
    for (const KeyOfList &key : listed) {
        if (rotation.knownIds.contains(key.id) || key.id == rotation.newKeyId)
            continue;
        if (!key.label.isEmpty()) {
            if (key.label == rotation.label)
                lost.ids.append(key.id);
            continue;
        }
        if (key.createdAt && *key.createdAt < rotation.requestedAt.addSecs(-tolerance))
            continue;
        nameless.append(key.id);
    }
    // One that has no name and came while we asked for one is ours; of two, nobody can tell which.
    if (lost.ids.isEmpty() && nameless.size() == 1)
        lost.ids = nameless;
    else
        lost.unsure = nameless;
    return lost;
}

QString whoseKey(const AppProfile &profile)
{
    const QString needs = profile.rotation.recipe ? profile.rotation.recipe->needs : QString();
    return needs.isEmpty()
        ? tr("%1 wants another key for this, one that may manage keys.").arg(profile.name)
        : tr("%1 wants for this: %2.").arg(profile.name, needs);
}

KeyEnd endOf(const KeyShutOff &shutOff)
{
    switch (shutOff.phase) {
    case ShutOffPhase::Asked:
        return KeyEnd::UnderWay;
    case ShutOffPhase::ByHand:
        return KeyEnd::ByHand;
    case ShutOffPhase::Checking:
        return shutOff.wontDie() ? KeyEnd::StillWorks : KeyEnd::UnderWay;
    case ShutOffPhase::Refused:
    case ShutOffPhase::Finished:
        return KeyEnd::SeenRefused;
    case ShutOffPhase::StillWorks:
        return KeyEnd::StillWorks;
    case ShutOffPhase::CannotBeChecked:
        return KeyEnd::CannotBeSeen;
    }
    return KeyEnd::UnderWay;
}

std::optional<RotationEvent> dueEvent(const Rotation &rotation,
                                      const QList<KeyShutOff> &shutOffs,
                                      const QDateTime &now)
{
    if (rotation.isOver())
        return std::nullopt;
    const bool isBack = rotation.phase == RotationPhase::RollingBack && rotation.made;
    if (isBack || rotation.phase == RotationPhase::ShuttingOff) {
        const CredentialVersionId &version = isBack ? rotation.newVersion : rotation.oldVersion;
        const KeyEnd known = isBack ? rotation.newEnd : rotation.oldEnd;
        for (const KeyShutOff &shutOff : shutOffs) {
            if (shutOff.version != version)
                continue;
            const KeyEnd stands = endOf(shutOff);
            if (stands != known)
                return RotationEvent(EndSeen{stands, shutOff.nextCheck});
            // It is looked at on its own account.
            return std::nullopt;
        }
    }
    return rotation.isDue(now) ? std::optional(RotationEvent(RotationWoken{})) : std::nullopt;
}

int mostOverlapHours(const AppProfile &profile)
{
    constexpr int usual = 24 * 90;
    const auto &recipe = profile.rotation.recipe;
    if (!recipe || !recipe->exchange || !recipe->oldLivesSeconds)
        return usual;
    // Half of the time, so that the rest is there for what goes wrong.
    return int(std::min<qint64>(usual, *recipe->oldLivesSeconds / 3600 / 2));
}

QString gapNotice(const Rotation &rotation, const QString &app)
{
    if (rotation.way == RotationWay::Renewal)
        return {};
    if (rotation.fate == OldKeyFate::EndsAtOnce)
        return rotation.places.isEmpty()
            ? tr("%1 allows one key only: the old one ends when the new one is made. For about two "
                 "minutes nothing reaches it. Pick a quiet time.")
                  .arg(app)
            : tr("%1 allows one key only: the old one ends when the new one is made. Until every "
                 "place below has the new one, what it does there waits. Pick a quiet time.")
                  .arg(app);
    if (rotation.fate == OldKeyFate::NotKnown && !rotation.signsIn)
        return tr("Whether %1 lets two keys live side by side is not known. Should the old one end "
                  "when the new one is made, there are about two minutes without a key.")
            .arg(app);
    return {};
}

} // namespace drawbridge
