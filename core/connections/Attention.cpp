// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Attention.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>
#include <tuple>

namespace drawbridge {

namespace {

constexpr int firstToldDays = 30;
constexpr int soonDays = 14;
constexpr int urgentDays = 7;
constexpr int lastDays = 1;
constexpr int manyFailures = 3;

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("Attention", text, nullptr, n);
}

QString inDays(qint64 days)
{
    if (days == 0)
        return tr("today");
    if (days == 1)
        return tr("tomorrow");
    return tr("in %1 days").arg(days);
}

std::optional<AttentionItem> failedTest(const Connection &connection)
{
    if (!connection.lastTest || connection.lastTest->ok)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::TestAgain;
    item.severity = Severity::High;
    item.connection = connection.id;
    item.title = tr("%1 did not pass its last test").arg(connection.name);
    item.explanation = connection.lastTest->explanation;
    return item;
}

/// A sign-in that nobody but its person can mend, or that has not been refreshed for a while.
std::optional<AttentionItem> troubledSignIn(const Connection &connection, const GrantState &grant)
{
    AttentionItem item;
    item.connection = connection.id;
    item.explanation = grant.explanation;
    if (grant.hasEnded()) {
        item.action = AttentionAction::ReplaceKey;
        item.severity = Severity::High;
        item.title = tr("Sign in to %1 again").arg(connection.name);
        return item;
    }
    if (grant.failures < manyFailures)
        return std::nullopt;
    item.action = AttentionAction::OpenConnection;
    item.severity = Severity::Medium;
    item.title = tr("The sign-in of %1 could not be refreshed %2 times")
                     .arg(connection.name)
                     .arg(grant.failures);
    return item;
}

std::optional<AttentionItem> endOfKey(const Connection &connection,
                                      const CredentialVersion &key,
                                      const QDate &today)
{
    if (!key.endsAt)
        return std::nullopt;
    const qint64 days = today.daysTo(*key.endsAt);
    if (days > firstToldDays)
        return std::nullopt;
    AttentionItem item;
    item.connection = connection.id;
    item.due = key.endsAt;
    item.action = connection.custody == Custody::HeldHere ? AttentionAction::ReplaceKey
                                                          : AttentionAction::LookAgain;
    if (days < 0) {
        item.severity = Severity::Critical;
        item.title = tr("The key for %1 has ended").arg(connection.name);
        item.explanation = tr("The app no longer takes it. Make a new key there and put it here.");
    } else {
        item.severity = days <= lastDays ? Severity::Critical
            : days <= urgentDays         ? Severity::High
            : days <= soonDays           ? Severity::Medium
                                         : Severity::Low;
        item.title = tr("The key for %1 ends %2").arg(connection.name, inDays(days));
        item.explanation = tr("Whatever uses it stops on that day. Replace it before.");
    }
    return item;
}

std::optional<AttentionItem> reminder(const Connection &connection,
                                      const CredentialVersion &key,
                                      const QDate &today)
{
    if (!key.replaceBy)
        return std::nullopt;
    const qint64 days = today.daysTo(*key.replaceBy);
    if (days > soonDays)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::ReplaceKey;
    item.connection = connection.id;
    item.due = key.replaceBy;
    item.severity = days < 0 ? Severity::Medium : Severity::Low;
    item.title = days < 0
        ? tr("The key for %1 is older than you wanted").arg(connection.name)
        : tr("The key for %1 is to be replaced %2").arg(connection.name, inDays(days));
    item.explanation = tr("It still works. The older a key, the more places may hold a copy.");
    return item;
}

std::optional<AttentionItem> lookAgain(const Connection &connection, const QDate &today)
{
    if (connection.custody != Custody::HeldElsewhere || !connection.lookAgainOn
        || today < *connection.lookAgainOn)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::LookAgain;
    item.severity = Severity::Low;
    item.connection = connection.id;
    item.due = connection.lookAgainOn;
    item.title = tr("Is %1 still as you listed it?").arg(connection.name);
    item.explanation = tr("Its key is held elsewhere, so Drawbridge cannot see changes by itself.");
    return item;
}

std::optional<AttentionItem> neverTested(const Connection &connection)
{
    if (connection.custody != Custody::HeldHere || connection.lastTest)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::TestAgain;
    item.severity = Severity::Low;
    item.connection = connection.id;
    item.title = tr("%1 was never tested").arg(connection.name);
    item.explanation = tr("Try the key once, so that you know it works and whose it is.");
    return item;
}

bool isUnsaid(const Connection &connection)
{
    return connection.purpose == notSaidYet()
        || (connection.custody == Custody::HeldElsewhere && connection.heldBy == notSaidYet());
}

/// One item for all of them: a list of apps made in a minute is no wall of warnings.
std::optional<AttentionItem> unsaid(const QList<Connection> &connections)
{
    const auto count = std::count_if(connections.cbegin(), connections.cend(), isUnsaid);
    if (count == 0)
        return std::nullopt;
    const Connection &first = *std::find_if(connections.cbegin(), connections.cend(), isUnsaid);
    AttentionItem item;
    item.action = AttentionAction::OpenConnection;
    item.severity = Severity::Low;
    item.connection = first.id;
    item.title = count == 1 ? tr("Say more about %1").arg(first.name)
                            : tr("Say more about %1 connections").arg(count);
    item.explanation =
        tr("Who holds the key and what it is for are not said yet. In a leak, that is "
           "what you look for first.");
    return item;
}

std::optional<AttentionItem> emptyMap(const AttentionInput &input)
{
    if (!input.emptyMap || input.connections.size() < 2)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::SayWhatGoesWhere;
    item.severity = Severity::Low;
    item.title = tr("Say what goes where");
    item.explanation = tr("The map shows your apps, but not yet what they send each other.");
    return item;
}

/// Two connections with one key are opened by one leak, and shut off together or not at all.
void addSharedKeys(QList<AttentionItem> &items, const AttentionInput &input)
{
    QMap<QByteArray, QList<const Connection *>> byKey;
    for (const Connection &connection : input.connections) {
        for (const Credential &credential : input.credentials) {
            const CredentialVersion *key =
                credential.connection == connection.id ? credential.current() : nullptr;
            if (!key || key->fingerprint.isEmpty())
                continue;
            if (auto &sharing = byKey[key->fingerprint]; !sharing.contains(&connection))
                sharing.append(&connection);
        }
    }
    for (const QList<const Connection *> &sharing : std::as_const(byKey)) {
        if (sharing.size() < 2)
            continue;
        const Connection &first = *sharing.first();
        const auto real = std::count_if(sharing.cbegin(), sharing.cend(), [](const auto *each) {
            return each->environment == Environment::Production;
        });
        const bool mixed = real > 0 && real < sharing.size();
        AttentionItem item;
        item.action = AttentionAction::OpenConnection;
        item.severity = mixed ? Severity::Medium : Severity::Low;
        item.connection = sharing.last()->id;
        item.title = sharing.size() == 2
            ? tr("%1 and %2 have the same key").arg(first.name, sharing.last()->name)
            : tr("%1 and %2 others have the same key")
                  .arg(first.name, QString::number(sharing.size() - 1));
        item.explanation = mixed
            ? tr("One is the real shop and one is not. A test that goes wrong would be a real one. "
                 "Give each a key of its own.")
            : tr(
                "If it leaks, all of them are open, and ending it ends all. Give each a key of its "
                "own where the app allows it.");
        items.append(item);
    }
}

/// A key that will not die, and one that waits for the owner. The rest goes on by itself.
std::optional<AttentionItem> unfinishedShutOff(const Connection &connection,
                                               const KeyShutOff &shutOff,
                                               const QDateTime &now)
{
    // The app has its minute to tell all its machines.
    constexpr qint64 minute = 60;
    const bool isLate = shutOff.phase == ShutOffPhase::StillWorks
        || (shutOff.wontDie() && shutOff.lastCheck()->at.secsTo(now) > minute);
    AttentionItem item;
    item.action = AttentionAction::SeeShutOff;
    item.connection = connection.id;
    if (isLate) {
        item.severity = Severity::Critical;
        item.title = tr("The key of %1 still works").arg(connection.name);
        item.explanation =
            tr("It was shut off, and the app still accepts it. Whoever has it can use it.");
        return item;
    }
    if (shutOff.phase == ShutOffPhase::ByHand) {
        item.severity = Severity::High;
        item.title = tr("The key of %1 waits to be shut off by you").arg(connection.name);
        item.explanation = tr("It works until you end it on the app's page.");
        return item;
    }
    if (shutOff.wantsAnEye()) {
        item.severity = Severity::High;
        item.title = tr("Look whether the sign-in of %1 is gone").arg(connection.name);
        item.explanation =
            tr("An answer was not heard, so it cannot be seen from here. Look on the "
               "app's page whether Drawbridge is still listed.");
        return item;
    }
    return std::nullopt;
}

/// The replacing of this key that is under way, or null.
const Rotation *openRotation(const QList<Rotation> &rotations, const CredentialId &id)
{
    const auto open = std::find_if(rotations.cbegin(), rotations.cend(), [&](const Rotation &one) {
        return one.credential == id && !one.isOver();
    });
    return open == rotations.cend() ? nullptr : &*open;
}

/// Whether the ending of this key is a step of a replacing that tells of it itself.
bool isEndedByRotation(const QList<Rotation> &rotations, const KeyShutOff &shutOff)
{
    return std::any_of(rotations.cbegin(), rotations.cend(), [&](const Rotation &one) {
        const bool isBack = one.phase == RotationPhase::RollingBack;
        const bool isEnding = isBack || one.phase == RotationPhase::ShuttingOff;
        return isEnding && shutOff.version == (isBack ? one.newVersion : one.oldVersion);
    });
}

std::pair<Severity, QString> waitingFor(const Rotation &rotation, const QString &name)
{
    switch (rotation.need) {
    case RotationNeed::Authority:
        return {Severity::High,
                tr("Replacing the key of %1 needs a key that may manage keys").arg(name)};
    case RotationNeed::SignIn:
        return {Severity::High,
                tr("Replacing the key of %1 waits until your keys can be read").arg(name)};
    case RotationNeed::Owner:
    case RotationNeed::Nothing:
        break;
    }
    switch (rotation.phase) {
    case RotationPhase::ByHand:
        return {Severity::Medium, tr("Make the new key for %1").arg(name)};
    case RotationPhase::HandingOver:
        return {rotation.fate == OldKeyFate::EndsAtOnce ? Severity::High : Severity::Medium,
                rotation.placesLeft() == 1
                    ? tr("One place still has the old key of %1").arg(name)
                    : tr("%1 places still have the old key of %2")
                          .arg(QString::number(rotation.placesLeft()), name)};
    case RotationPhase::ShuttingOff:
        return rotation.oldEnd == KeyEnd::StillWorks
            ? std::pair{Severity::Critical, tr("The old key of %1 still works").arg(name)}
            : std::pair{Severity::High, tr("End the old key of %1").arg(name)};
    case RotationPhase::RollingBack:
        return rotation.newEnd == KeyEnd::StillWorks
            ? std::pair{Severity::Critical,
                        tr("The new key of %1, which is not used, still works").arg(name)}
            : std::pair{Severity::High, tr("End the new key of %1, which is not used").arg(name)};
    case RotationPhase::Testing:
        // It has taken the place of the old one already.
        return {rotation.inUse ? Severity::Critical : Severity::High,
                tr("The new key of %1 was refused").arg(name)};
    case RotationPhase::Planned:
    case RotationPhase::Making:
    case RotationPhase::Clearing:
    case RotationPhase::Overlapping:
    case RotationPhase::Finished:
    case RotationPhase::RolledBack:
    case RotationPhase::Reconnect:
        break;
    }
    return {Severity::High, tr("Replacing the key of %1 waits for you").arg(name)};
}

std::optional<AttentionItem> waitingRotation(const Connection &connection,
                                             const Rotation &rotation,
                                             const QString &app)
{
    if (!rotation.waitsForOwner())
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::GoOnReplacing;
    item.connection = connection.id;
    item.rotation = rotation.id;
    item.canGoBack = rotation.canGoBack();
    std::tie(item.severity, item.title) = waitingFor(rotation, connection.name);
    item.explanation = rotation.problem.isEmpty() ? sentenceFor(rotation, app) : rotation.problem;
    return item;
}

/// The last replacing of this key ended without a key that works, and nothing has come in its place since.
std::optional<AttentionItem> lostKey(const Connection &connection,
                                     const Credential &credential,
                                     const QList<Rotation> &rotations)
{
    const auto last =
        std::find_if(rotations.crbegin(), rotations.crend(), [&](const Rotation &one) {
            return one.credential == credential.id;
        });
    if (last == rotations.crend() || last->phase != RotationPhase::Reconnect)
        return std::nullopt;
    const CredentialVersion *key = credential.current();
    const std::optional<QDateTime> since = last->beganAt(RotationPhase::Reconnect);
    const bool isAnother = key && key->id != last->oldVersion && key->id != last->newVersion;
    const bool isSignedIn = credential.grant && since && credential.grant->signedInAt > *since;
    if (isAnother || isSignedIn)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::Reconnect;
    item.severity = Severity::Critical;
    item.connection = connection.id;
    item.rotation = last->id;
    item.title = tr("No key of %1 works any more").arg(connection.name);
    item.explanation = last->problem.isEmpty()
        ? tr("Whatever uses it stands still until it is connected again.")
        : last->problem;
    return item;
}

std::optional<AttentionItem> tooOld(const Connection &connection,
                                    const AgeLimit &limit,
                                    const QDate &today)
{
    const qint64 days = today.daysTo(limit.on);
    if (days > soonDays)
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::ReplaceKey;
    item.connection = connection.id;
    item.due = limit.on;
    item.severity = days < 0 ? Severity::Medium : Severity::Low;
    item.title = days < 0
        ? tr("The key for %1 is older than your rule allows").arg(connection.name)
        : tr("The key for %1 is to be replaced %2").arg(connection.name, inDays(days));
    item.explanation = tr("Your rule for the age of keys says so. It still works.");
    return item;
}

/// Who leaves has keys in his head or his notes until each is replaced.
std::optional<AttentionItem> departing(const Person &person, const Departure &departure)
{
    if (!departure.isOpen())
        return std::nullopt;
    AttentionItem item;
    item.action = AttentionAction::SeeDeparture;
    item.person = person.id;
    const int open = departure.openItems();
    if (open == 0) {
        item.severity = Severity::Low;
        item.title = tr("Everything %1 saw is dealt with").arg(person.name);
        item.explanation = tr("Finish the list, so that what was done stays on record.");
        return item;
    }
    item.severity = Severity::Medium;
    for (const DepartureItem &key : departure.items) {
        if (key.state == ItemState::Open)
            item.severity = std::max(item.severity, key.danger);
    }
    item.title = open == 1
        ? tr("%1 leaves: one key is still to replace").arg(person.name)
        : tr("%1 leaves: %2 keys are still to replace").arg(person.name).arg(open);
    item.explanation = tr("Until then, what %1 saw goes on working.").arg(person.name);
    return item;
}

/// What a key falls due by; while it is being replaced, what that waits for stands in its place.
void addDue(QList<AttentionItem> &items,
            const Connection &connection,
            const Credential &credential,
            const AttentionInput &input,
            const QDate &today)
{
    QList<AttentionItem> due;
    if (const auto end = endOfKey(connection, *credential.current(), today))
        due.append(*end);
    const auto addSharper = [&due](const std::optional<AttentionItem> &item) {
        if (item && (due.isEmpty() || item->severity > due.last().severity))
            due.append(*item);
    };
    if (connection.custody == Custody::HeldHere) {
        addSharper(reminder(connection, *credential.current(), today));
        for (const AgeLimit &limit : input.ageLimits) {
            if (limit.credential == credential.id)
                addSharper(tooOld(connection, limit, today));
        }
    }
    const Rotation *rotation = openRotation(input.rotations, credential.id);
    if (!rotation) {
        items += due;
        return;
    }
    auto waiting =
        waitingRotation(connection, *rotation, input.appNames.value(connection.app, connection.app));
    for (const AttentionItem &item : std::as_const(due)) {
        // One that begins after the day is no help.
        const bool isTooLate = rotation->phase == RotationPhase::Planned && rotation->startsAt
            && item.due && rotation->startsAt->toLocalTime().date() > *item.due;
        if (isTooLate)
            items.append(item);
        if (waiting && item.severity >= waiting->severity) {
            waiting->severity = item.severity;
            waiting->due = item.due;
        }
    }
    if (waiting)
        items.append(*waiting);
}

void addConnection(QList<AttentionItem> &items,
                   const Connection &connection,
                   const AttentionInput &input,
                   const QDate &today)
{
    const auto add = [&items](const std::optional<AttentionItem> &item) {
        if (item)
            items.append(*item);
    };
    if (!connection.paused) {
        add(failedTest(connection));
        add(neverTested(connection));
    }
    add(lookAgain(connection, today));
    for (const Credential &credential : input.credentials) {
        if (credential.connection != connection.id)
            continue;
        add(lostKey(connection, credential, input.rotations));
        if (!credential.current()) {
            if (const Rotation *open = openRotation(input.rotations, credential.id))
                add(waitingRotation(connection,
                                    *open,
                                    input.appNames.value(connection.app, connection.app)));
            continue;
        }
        if (credential.grant && !connection.paused)
            add(troubledSignIn(connection, *credential.grant));
        addDue(items, connection, credential, input, today);
    }
}

} // namespace

QList<AttentionItem> attentionFor(const AttentionInput &input, const QDateTime &now)
{
    QList<AttentionItem> items;
    if (!input.clockWarning.isEmpty()) {
        AttentionItem item;
        item.action = AttentionAction::FixClock;
        item.severity = Severity::High;
        item.title = tr("This computer's clock was set back");
        item.explanation = input.clockWarning;
        items.append(item);
    }
    const QDate today = now.toLocalTime().date();
    for (const Connection &connection : input.connections)
        addConnection(items, connection, input, today);
    for (const KeyShutOff &shutOff : input.shutOffs) {
        if (isEndedByRotation(input.rotations, shutOff))
            continue;
        for (const Connection &connection : input.connections) {
            if (connection.id != shutOff.connection)
                continue;
            if (const auto item = unfinishedShutOff(connection, shutOff, now))
                items.append(*item);
        }
    }
    for (const Departure &departure : input.departures) {
        for (const Person &person : input.people) {
            if (person.id != departure.person)
                continue;
            if (const auto item = departing(person, departure))
                items.append(*item);
        }
    }
    if (!input.hasRecoverySheet && !input.connections.isEmpty()) {
        AttentionItem item;
        item.action = AttentionAction::MakeRecoverySheet;
        item.severity = Severity::Low;
        item.title = tr("There is no recovery sheet yet");
        item.explanation = tr("If this computer is lost, the sheet opens your lists on a new one.");
        items.append(item);
    }
    addSharedKeys(items, input);
    if (const auto item = unsaid(input.connections))
        items.append(*item);
    if (const auto item = emptyMap(input))
        items.append(*item);
    std::stable_sort(items.begin(), items.end(), [](const AttentionItem &a, const AttentionItem &b) {
        if (a.severity != b.severity)
            return a.severity > b.severity;
        if (a.due.has_value() != b.due.has_value())
            return a.due.has_value();
        return a.due && *a.due < *b.due;
    });
    return items;
}

} // namespace drawbridge
