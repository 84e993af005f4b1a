// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Connections.h"

#include "core/auth/ScopeProbe.h"
#include "core/base/PlainText.h"
#include "core/base/SortableId.h"
#include "core/connections/ConnectionRecords.h"
#include "core/connections/InputChecks.h"
#include "core/connections/KeptApps.h"
#include "core/connections/KeyEnvironment.h"
#include "core/connections/People.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/ShutOffRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int lookAgainAfterDays = 90;

QString tr(const char *text)
{
    return QCoreApplication::translate("Connections", text);
}

/// Where there is no call that tries it: that the app keeps giving access is all that can be seen.
ProbeResult signedInUntried(const Connection &connection,
                            const GrantState &grant,
                            const QDateTime &now)
{
    ProbeResult result;
    result.test.at = now;
    result.test.ok = true;
    result.test.granted = grant.scopes;
    result.test.grantedKnown = grant.scopesKnown;
    result.test.explanation =
        tr("\"%1\" is signed in. There is no known call that tries it.").arg(connection.name);
    return result;
}

Error refusedBecause(const ConnectionTest &test)
{
    return {ErrorCode::Refused,
            test.explanation,
            test.status > 0 ? QString(u"HTTP "_s % QString::number(test.status)) : QString()};
}

std::optional<CredentialVersionId> currentVersion(const QList<Credential> &credentials)
{
    for (const Credential &credential : credentials) {
        if (const CredentialVersion *version = credential.current())
            return version->id;
    }
    return std::nullopt;
}

/// The one in use, else the newest whose value is still kept; null: there is none.
const CredentialVersion *withValueHere(const Credential &credential)
{
    if (const CredentialVersion *current = credential.current())
        return current;
    for (const CredentialVersion &version : credential.versions) {
        if (!version.storeKey.isEmpty())
            return &version;
    }
    return nullptr;
}

} // namespace

Result<SignedIn> Connections::signIn(const SignIn &command, const CancelToken &cancel)
{
    TRY(profile, profileOf(command.details.app));
    return m.grants.signIn(m.uses.of(profile, command.details), command, cancel);
}

Result<SignedIn> Connections::signInAgain(const SignInAgain &command, const CancelToken &cancel)
{
    TRY(kept, view(command.id));
    TRY(profile, profileOf(kept.connection.app));
    ConnectionDetails details = KeyUses::detailsOf(kept.connection);
    if (command.scopes) {
        TRY_DONE(checkScopes(profile, *command.scopes));
        details.scopes = *command.scopes;
    }
    for (const Credential &credential : kept.credentials) {
        if (!credential.grant)
            continue;
        // The client's own secret is not asked for again. A sign-in that was shut off has one as long as it is kept.
        if (const CredentialVersion *version = withValueHere(credential)) {
            TRY(value, m.keys.read(*version));
            details.secrets = withoutTokens(grantSecrets(value));
        }
        return m.grants.signIn(m.uses.of(profile, details), {details, command.prompts}, cancel);
    }
    return Error{ErrorCode::InvalidInput,
                 tr("\"%1\" is not signed in to; it has a key. Replace the key instead.")
                     .arg(kept.connection.name),
                 {}};
}

Result<bool> Connections::discardSignIn(const DiscardSignIn &command, const CancelToken &cancel)
{
    TRY(profile, profileOf(command.details.app));
    return m.grants.discard(m.uses.of(profile, command.details), cancel);
}

Result<int> Connections::refreshSignIns(const RefreshSignIns &command, const CancelToken &cancel)
{
    return m.grants.refreshDue(command.only, cancel);
}

Connections::Connections(const Parts &parts)
    : m(parts)
{}

Result<AppProfile> Connections::profileOf(const AppId &app) const
{
    return m.uses.profileOf(app);
}

Result<ConnectionTest> Connections::tryKey(const TryKey &command, const CancelToken &cancel)
{
    TRY(profile, profileOf(command.details.app));
    TRY_DONE(checkWhose(m.uses.catalog(), profile, command.details.secrets));
    TRY(result, probeKey(m.http, m.clock, m.uses.of(profile, command.details), cancel));
    return result.test;
}

Result<std::optional<ProbeResult>> Connections::probeFirst(const AddConnection &command,
                                                           const KeyUse &use,
                                                           const CancelToken &cancel)
{
    // What is malformed is refused even untested, and before anything is sent.
    TRY_DONE(prepare(use));
    const Catalog catalog = m.uses.catalog();
    TRY_DONE(checkWhose(catalog, use.profile, use.secrets));
    TRY_DONE(checkEnvironment(catalog.keys(), use.profile, use.secrets, use.environment));
    if (command.test == TestFirst::No || !canProbe(use))
        return std::optional<ProbeResult>();
    TRY(result, probeKey(m.http, m.clock, use, cancel));
    if (!result.test.ok)
        return refusedBecause(result.test);
    if (command.identity == IdentityConfirmed::No && !result.test.identity.isEmpty())
        return Error{ErrorCode::Conflict,
                     tr("This key belongs to %1. If that is yours, say so and try again.")
                         .arg(result.test.identity),
                     result.test.identity};
    return std::optional(result);
}

void Connections::setDates(CredentialVersion &version,
                           const std::optional<QDate> &endsAt,
                           const std::optional<QDate> &replaceBy,
                           const std::optional<ProbeResult> &probed) const
{
    version.endsAt = endsAt ? endsAt : probed ? probed->endsAt : std::nullopt;
    // The app may have told an end that the owner did not know of when he chose the day.
    const bool isTooLate = replaceBy && version.endsAt && *replaceBy > *version.endsAt;
    version.replaceBy =
        replaceBy && !isTooLate ? *replaceBy : usualReplaceBy(today(), version.endsAt);
}

Result<ConnectionView> Connections::add(const AddConnection &command, const CancelToken &cancel)
{
    const ConnectionDetails &details = command.details;
    TRY(profile, profileOf(details.app));
    Connection connection = connectionFrom(command, profile);
    connection.id = makeId<ConnectionId>(m.clock, m.random);
    connection.createdAt = m.clock.now();
    TRY_DONE(validate(connection));
    TRY_DONE(checkJobs(profile, details.jobs));
    TRY_DONE(checkScopes(profile, details.scopes));
    TRY_DONE(checkDates(command.endsAt, command.replaceBy, today()));
    const bool signsIn = details.auth == AuthKind::OAuth || details.auth == AuthKind::Device;
    if (signsIn != command.grant.has_value())
        return Error{ErrorCode::InvalidInput,
                     tr("Sign in at %1 first: this way to connect brings no key to paste.")
                         .arg(profile.name),
                     toText(details.auth)};
    const KeyUse use = m.uses.of(profile, details);
    TRY(probed, probeFirst(command, use, cancel));
    TRY(prepared, prepare(use));
    connection.publicFields = prepared.publicFields;
    connection.baseUrl = prepared.baseUrl;

    CredentialVersion version;
    version.id = makeId<CredentialVersionId>(m.clock, m.random);
    version.createdAt = connection.createdAt;
    if (probed)
        connection.lastTest = probed->test;
    setDates(version, command.endsAt, command.replaceBy, probed);
    if (command.grant && connection.lastTest && !connection.lastTest->grantedKnown) {
        connection.lastTest->granted = command.grant->scopes;
        connection.lastTest->grantedKnown = command.grant->scopesKnown;
    }
    if (command.grant && !command.replaceBy)
        version.replaceBy.reset(); // a sign-in renews itself
    Credential credential;
    credential.grant = command.grant;
    credential.id = makeId<CredentialId>(m.clock, m.random);
    credential.connection = connection.id;
    credential.kind = credentialKindFor(connection.auth);
    credential.label = tr("%1, %2").arg(profile.name, connection.name);

    const bool hasKey = !prepared.secrets.isEmpty();
    const auto record = [&](Transaction &tx) -> Result<void> {
        TRY_DONE(checkStillKept(tx, profile));
        TRY(boundary, boundaryFor(tx, profile, m.clock, m.random));
        connection.boundary = boundary;
        TRY_DONE(ConnectionRepository::insert(tx, connection));
        if (hasKey) {
            credential.versions = {version};
            TRY_DONE(CredentialRepository::insert(tx, credential));
        }
        Event added = event(connection,
                            u"connection.added"_s,
                            probed ? tr("%1 was connected as \"%2\" after its key passed a test")
                                         .arg(profile.name, connection.name)
                                   : tr("%1 was connected as \"%2\", untested")
                                         .arg(profile.name, connection.name));
        added.attributes.insert(u"environment"_s, toText(connection.environment));
        TRY_DONE(EventLog::append(tx, added));
        return {};
    };
    if (hasKey) {
        TRY_DONE(
            m.keys.keep(version,
                        KeyKeeper::joined(prepared.secrets),
                        command.grant
                            ? tr("Drawbridge: %1 (sign-in)").arg(credential.label)
                            : tr("Drawbridge: %1, %2 (key 1)").arg(profile.name, connection.name),
                        record));
    } else {
        TRY_DONE(m.database.write<void>(record));
    }
    return view(connection.id);
}

Result<ConnectionView> Connections::list(const ListConnection &command)
{
    TRY(profile, profileOf(command.app));
    Connection connection = connectionFrom(command, profile);
    connection.id = makeId<ConnectionId>(m.clock, m.random);
    connection.createdAt = m.clock.now();
    if (!connection.lookAgainOn)
        connection.lookAgainOn = m.clock.now().date().addDays(lookAgainAfterDays);
    TRY_DONE(validate(connection));
    TRY_DONE(checkJobs(profile, command.jobs));
    TRY_DONE(checkDates(command.endsAt, command.lookAgainOn, today()));
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY_DONE(checkStillKept(tx, profile));
        TRY(boundary, boundaryFor(tx, profile, m.clock, m.random));
        connection.boundary = boundary;
        TRY_DONE(ConnectionRepository::insert(tx, connection));
        if (command.endsAt) {
            TRY_DONE(CredentialRepository::insert(tx,
                                                  listedCredential(connection,
                                                                   *command.endsAt,
                                                                   m.clock,
                                                                   m.random)));
        }
        TRY_DONE(
            EventLog::append(tx,
                             event(connection,
                                   u"connection.listed"_s,
                                   tr("%1 was listed as \"%2\"; its key is held by %3")
                                       .arg(profile.name, connection.name, connection.heldBy))));
        return {};
    }));
    return view(connection.id);
}

Result<QList<ConnectionId>> Connections::listApps(const ListApps &command)
{
    if (command.apps.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("Choose at least one app."), {}};
    QList<Connection> connections;
    for (const AppId &app : command.apps) {
        TRY(profile, profileOf(app));
        ListConnection one;
        one.app = app;
        one.name = profile.name;
        one.owner = command.owner;
        one.purpose = notSaidYet();
        one.heldBy = notSaidYet();
        Connection connection = connectionFrom(one, profile);
        connection.id = makeId<ConnectionId>(m.clock, m.random);
        connection.createdAt = m.clock.now();
        connection.lookAgainOn = m.clock.now().date().addDays(lookAgainAfterDays);
        TRY_DONE(validate(connection));
        connections.append(connection);
    }
    QList<ConnectionId> ids;
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        for (Connection &connection : connections) {
            TRY(profile, profileOf(connection.app));
            TRY_DONE(checkStillKept(tx, profile));
            TRY(boundary, boundaryFor(tx, profile, m.clock, m.random));
            connection.boundary = boundary;
            TRY_DONE(ConnectionRepository::insert(tx, connection));
            TRY_DONE(EventLog::append(tx,
                                      event(connection,
                                            u"connection.listed"_s,
                                            tr("%1 was listed").arg(connection.name))));
            ids.append(connection.id);
        }
        return {};
    }));
    return ids;
}

Result<ConnectionView> Connections::edit(const EditConnection &command)
{
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(connection, ConnectionRepository::get(tx, command.id));
        TRY(credentials, CredentialRepository::listOf(tx, command.id));
        if (command.revision != connection.revision)
            return Error{
                ErrorCode::Conflict,
                tr("Somebody changed this connection meanwhile. Look at it again, then change it."),
                {}};
        if (command.jobs) {
            TRY(profile, profileOf(connection.app));
            TRY_DONE(checkJobs(profile, *command.jobs));
        }
        const QStringList changed = applyEdit(command, connection);
        TRY_DONE(validate(connection));
        TRY_DONE(ConnectionRepository::update(tx, connection));
        for (Credential &credential : credentials)
            TRY_DONE(applyDates(tx, command, credential));
        Event edited = event(connection,
                             u"connection.changed"_s,
                             tr("\"%1\" was changed").arg(connection.name));
        edited.attributes.insert(u"changed"_s, changed.join(u", "_s));
        TRY_DONE(EventLog::append(tx, edited));
        return {};
    }));
    return view(command.id);
}

Result<Connections::KeyInUse> Connections::keyInUse(const ConnectionView &view,
                                                    const CancelToken &cancel) const
{
    const Connection &connection = view.connection;
    if (connection.custody == Custody::HeldElsewhere)
        return Error{ErrorCode::InvalidInput,
                     tr("The key of \"%1\" is held elsewhere, so it cannot be tested here. Ask %2.")
                         .arg(connection.name, connection.heldBy),
                     {}};
    if (connection.paused)
        return Error{ErrorCode::Conflict,
                     tr("\"%1\" is paused. Resume it, then test it.").arg(connection.name),
                     {}};
    KeyInUse key;
    QMap<QString, SharedSecret> secrets;
    for (const Credential &credential : view.credentials) {
        const CredentialVersion *current = credential.current();
        if (!current)
            continue;
        if (credential.grant) {
            TRY(opener, m.grants.opener(credential.id, cancel));
            key.grant = &credential;
            key.fingerprint = opener.fingerprint;
            secrets = opener.secrets;
            continue;
        }
        TRY(value, m.keys.read(*current));
        key.fingerprint = current->fingerprint;
        TRY(profile, profileOf(connection.app));
        const AuthOption *option = profile.authOption(connection.auth);
        secrets = KeyKeeper::parted(value, option ? secretFieldCount(*option) : 1);
    }
    TRY(use, m.uses.of(connection, secrets));
    key.use = use;
    return key;
}

Result<ProbeResult> Connections::tryKept(const ConnectionView &kept, const CancelToken &cancel)
{
    TRY(key, keyInUse(kept, cancel));
    if (!key.grant)
        return probeKey(m.http, m.clock, key.use, cancel);
    if (!canProbe(key.use))
        return signedInUntried(kept.connection, *key.grant->grant, m.clock.now());
    TRY(result, probeKey(m.http, m.clock, key.use, cancel));
    if (result.refusedAsInvalid || result.failure == FailureKind::Unauthorized401) {
        // It may have ended before the app said it would.
        TRY(other, m.grants.another(key.grant->id, key.fingerprint, cancel));
        if (other) {
            TRY(again, m.uses.of(kept.connection, other->secrets));
            TRY(second, probeKey(m.http, m.clock, again, cancel));
            result = second;
        }
    }
    if (result.test.ok && !result.test.grantedKnown && key.grant->grant->scopesKnown) {
        result.test.granted = key.grant->grant->scopes;
        result.test.grantedKnown = true;
    }
    return result;
}

Result<ConnectionTest> Connections::test(const TestConnection &command, const CancelToken &cancel)
{
    TRY(before, view(command.id));
    TRY(result, tryKept(before, cancel));
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(current, ConnectionRepository::get(tx, command.id));
        TRY(credentials, CredentialRepository::listOf(tx, command.id));
        if (currentVersion(credentials) != currentVersion(before.credentials))
            return Error{ErrorCode::Conflict,
                         tr("The key of \"%1\" was replaced meanwhile. Test again.")
                             .arg(current.name),
                         {}};
        current.lastTest = result.test;
        TRY_DONE(ConnectionRepository::update(tx, current));
        Event tested = event(current,
                             u"connection.tested"_s,
                             result.test.ok ? tr("\"%1\" passed its test").arg(current.name)
                                            : tr("\"%1\" did not pass its test").arg(current.name));
        tested.outcome = result.test.ok ? Outcome::Ok
            : result.refusedAsInvalid   ? Outcome::Refused
                                        : Outcome::Failed;
        tested.severity = result.test.ok ? Severity::Low : Severity::Medium;
        tested.attributes.insert(u"status"_s, result.test.status);
        tested.attributes.insert(u"explanation"_s, result.test.explanation);
        TRY_DONE(EventLog::append(tx, tested));
        return {};
    }));
    return result.test;
}

Result<ScopeLooks> Connections::lookAtScopes(const LookAtScopes &command, const CancelToken &cancel)
{
    TRY(before, view(command.id));
    TRY(key, keyInUse(before, cancel));
    TRY(looks, drawbridge::lookAtScopes(m.http, m.clock, key.use, cancel));
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(current, ConnectionRepository::get(tx, command.id));
        TRY(credentials, CredentialRepository::listOf(tx, command.id));
        if (currentVersion(credentials) != currentVersion(before.credentials))
            return Error{ErrorCode::Conflict,
                         tr("The key of \"%1\" was replaced meanwhile. Look again.")
                             .arg(current.name),
                         {}};
        current.lastLooks = looks;
        TRY_DONE(ConnectionRepository::update(tx, current));
        Event looked = event(current,
                             u"connection.looked"_s,
                             tr("What the key of \"%1\" can read was looked at").arg(current.name));
        looked.outcome = looks.stoppedBecause.isEmpty() ? Outcome::Ok : Outcome::Failed;
        if (!looks.stoppedBecause.isEmpty())
            looked.attributes.insert(u"explanation"_s, looks.stoppedBecause);
        TRY_DONE(EventLog::append(tx, looked));
        return {};
    }));
    return looks;
}

Result<ConnectionView> Connections::setPaused(const ConnectionId &id, Pausing pausing)
{
    const bool pause = pausing == Pausing::Pause;
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(connection, ConnectionRepository::get(tx, id));
        if (connection.paused == pause)
            return Error{ErrorCode::Conflict,
                         pause ? tr("\"%1\" is paused already.").arg(connection.name)
                               : tr("\"%1\" is not paused.").arg(connection.name),
                         {}};
        connection.paused = pause;
        TRY_DONE(ConnectionRepository::update(tx, connection));
        TRY_DONE(
            EventLog::append(tx,
                             event(connection,
                                   pause ? u"connection.paused"_s : u"connection.resumed"_s,
                                   pause ? tr("\"%1\" was paused: its key is not handed out here")
                                               .arg(connection.name)
                                         : tr("\"%1\" was resumed").arg(connection.name))));
        return {};
    }));
    return view(id);
}

Result<ConnectionView> Connections::pause(const PauseConnection &command)
{
    return setPaused(command.id, Pausing::Pause);
}

Result<ConnectionView> Connections::resume(const ResumeConnection &command)
{
    return setPaused(command.id, Pausing::Resume);
}

namespace {

/// While one key takes the place of another, both open the app: with the connection nobody would know of either. One
/// that is being ended already holds nobody up, as an app that is gone never answers.
Result<void> checkNotTwoLive(ReadView &db, const Connection &connection, const CredentialId &id)
{
    TRY(open, RotationRepository::openOf(db, id));
    const bool isBeingEnded = open
        && (open->phase == RotationPhase::ShuttingOff || open->phase == RotationPhase::RollingBack);
    if (!open || !open->made || open->signsIn || isBeingEnded)
        return {};
    return Error{
        ErrorCode::Conflict,
        tr("A key of \"%1\" is being replaced, and both may work at the app. Finish that or go "
           "back first, then remove it.")
            .arg(connection.name),
        open->id.text()};
}

} // namespace

Result<bool> Connections::remove(const RemoveConnection &command)
{
    TRY(before, view(command.id));
    QList<CredentialVersion> versions;
    for (const Credential &credential : before.credentials)
        versions += credential.versions;
    TRY_DONE(m.keys.forget(versions, [&](Transaction &tx) -> Result<void> {
        TRY(connection, ConnectionRepository::get(tx, command.id));
        for (const Credential &credential : before.credentials)
            TRY_DONE(checkNotTwoLive(tx, connection, credential.id));
        TRY_DONE(FlowRepository::removeOf(tx, command.id));
        TRY(shutOffs, ShutOffRepository::listOf(tx, command.id));
        const bool wasSeen = isSeenRefused(before.credentials, shutOffs);
        TRY_DONE(ShutOffRepository::removeOf(tx, command.id));
        TRY_DONE(RotationRepository::removeOf(tx, command.id));
        TRY_DONE(forgetPeopleOf(tx, command.id));
        TRY_DONE(CredentialRepository::removeOf(tx, command.id));
        TRY_DONE(ConnectionRepository::remove(tx, command.id));
        Event removed =
            event(connection,
                  u"connection.removed"_s,
                  wasSeen
                      ? tr("\"%1\" was removed here, after its app was seen to refuse its key")
                            .arg(connection.name)
                      : tr("\"%1\" was removed here; its key was not seen refused and works at the "
                           "app until it is shut off there")
                            .arg(connection.name));
        removed.severity = Severity::Medium;
        TRY_DONE(EventLog::append(tx, removed));
        return {};
    }));
    return true;
}

namespace {

/// A key that is being replaced step by step is not replaced beside that: its steps would end the wrong one. A sign-in
/// that renews itself can always be signed in to again.
Result<void> checkNotBeingReplaced(ReadView &db,
                                   const Connection &connection,
                                   const CredentialId &id)
{
    TRY(open, RotationRepository::openOf(db, id));
    if (!open || open->way == RotationWay::Renewal)
        return {};
    return Error{ErrorCode::Conflict,
                 tr("The key of \"%1\" is being replaced already. Go on with that, or go back.")
                     .arg(connection.name),
                 open->id.text()};
}

} // namespace

Result<ConnectionView> Connections::replaceKey(const ReplaceKey &command, const CancelToken &cancel)
{
    TRY(before, view(command.id));
    const Connection &connection = before.connection;
    if (connection.custody == Custody::HeldElsewhere || before.credentials.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("Drawbridge holds no key of \"%1\" to replace.").arg(connection.name),
                     {}};
    TRY_DONE(checkDates(command.endsAt, command.replaceBy, today()));
    Credential credential = before.credentials.first();
    TRY_DONE(m.database.read<void>(
        [&](ReadView &db) { return checkNotBeingReplaced(db, connection, credential.id); }));
    if (credential.grant.has_value() != command.grant.has_value())
        return Error{ErrorCode::InvalidInput,
                     credential.grant
                         ? tr("\"%1\" has no key to paste. Sign in again instead.")
                               .arg(connection.name)
                         : tr("\"%1\" has a key. Paste the new one instead.").arg(connection.name),
                     {}};
    TRY(use, m.uses.of(connection, command.secrets));
    TRY(prepared, prepare(use));
    if (command.scopes)
        TRY_DONE(checkScopes(use.profile, *command.scopes));
    const Catalog catalog = m.uses.catalog();
    TRY_DONE(checkWhose(catalog, use.profile, use.secrets));
    TRY_DONE(checkEnvironment(catalog.keys(), use.profile, use.secrets, use.environment));
    std::optional<ProbeResult> probed;
    if (command.test == TestFirst::Yes && canProbe(use)) {
        TRY(result, probeKey(m.http, m.clock, use, cancel));
        if (!result.test.ok)
            return refusedBecause(result.test);
        probed = result;
    }
    CredentialVersion version;
    version.id = makeId<CredentialVersionId>(m.clock, m.random);
    version.number = credential.versions.isEmpty() ? 1 : credential.versions.first().number + 1;
    version.createdAt = m.clock.now();
    setDates(version, command.endsAt, command.replaceBy, probed);
    if (command.grant && !command.replaceBy)
        version.replaceBy.reset(); // a sign-in renews itself
    TRY(profile, profileOf(connection.app));
    const QString label = command.grant
        ? tr("Drawbridge: %1 (sign-in)").arg(credential.label)
        : tr("Drawbridge: %1, %2 (key %3)").arg(profile.name, connection.name).arg(version.number);
    TRY_DONE(m.keys.keep(
        version, KeyKeeper::joined(prepared.secrets), label, [&](Transaction &tx) -> Result<void> {
            TRY(current, ConnectionRepository::get(tx, command.id));
            TRY_DONE(checkNotBeingReplaced(tx, current, credential.id));
            TRY_DONE(CredentialRepository::addCurrentVersion(tx, credential.id, version));
            if (command.grant) {
                credential.grant = command.grant;
                TRY_DONE(CredentialRepository::update(tx, credential));
            }
            if (command.scopes)
                current.scopes = *command.scopes;
            // What was seen was seen of the key before.
            current.lastTest = probed ? std::optional(probed->test) : std::nullopt;
            current.lastLooks.reset();
            if (probed && command.grant && !probed->test.grantedKnown) {
                current.lastTest->granted = command.grant->scopes;
                current.lastTest->grantedKnown = command.grant->scopesKnown;
            }
            // The old key is looked at with what it went with when it is shut off.
            if (const CredentialVersion *old = credential.current();
                old && current.publicFields != prepared.publicFields)
                TRY_DONE(CredentialRepository::keepFields(tx, old->id, current.publicFields));
            current.publicFields = prepared.publicFields;
            TRY_DONE(ConnectionRepository::update(tx, current));
            TRY_DONE(
                EventLog::append(tx,
                                 event(current,
                                       u"credential.replaced"_s,
                                       command.grant
                                           ? tr("\"%1\" was signed in to again").arg(current.name)
                                           : tr("\"%1\" uses a new key; the old one works at "
                                                "the app until it is shut off there")
                                                 .arg(current.name))));
            return {};
        }));
    return view(command.id);
}

Result<LentKey> Connections::lend(const LendKey &command, const CancelToken &cancel)
{
    TRY(before, view(command.id));
    if (before.connection.custody == Custody::HeldElsewhere)
        return Error{
            ErrorCode::InvalidInput,
            tr("The key of \"%1\" is held elsewhere, so it cannot be handed out here. Ask %2.")
                .arg(before.connection.name, before.connection.heldBy),
            {}};
    if (before.connection.paused)
        return Error{ErrorCode::Conflict,
                     tr("\"%1\" is paused, so its key is not handed out. Resume it first.")
                         .arg(before.connection.name),
                     {}};
    TRY(key, keyInUse(before, cancel));
    QMap<QString, SharedSecret> parts = key.use.secrets;
    // The refresh token stays here: whoever has it can go on for good.
    if (key.grant)
        parts.removeIf([](const auto &part) { return part.key() != "accessToken"_L1; });
    if (parts.isEmpty())
        return Error{ErrorCode::NotFound, tr("Drawbridge holds no key here."), {}};
    for (const QString &wanted : command.parts) {
        if (wanted.isEmpty() ? parts.size() == 1 : parts.contains(wanted))
            continue;
        return Error{ErrorCode::InvalidInput,
                     tr("The key of \"%1\" has the parts %2. Name one of them.")
                         .arg(before.connection.name, QStringList(parts.keys()).join(u", "_s)),
                     {}};
    }
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        Event lent = event(before.connection,
                           u"credential.lent"_s,
                           tr("The key of \"%1\" was handed to the program %2")
                               .arg(before.connection.name, plainText(command.program, 60)));
        lent.severity = Severity::Medium;
        TRY_DONE(EventLog::append(tx, lent));
        return {};
    }));
    return LentKey{parts, key.fingerprint};
}

Result<SharedSecret> Connections::reveal(const RevealKey &command)
{
    TRY(credential, m.database.read<Credential>([&](ReadView &db) {
        return CredentialRepository::get(db, command.id);
    }));
    const CredentialVersion *key = credential.current();
    if (!key || key->storeKey.isEmpty())
        return Error{ErrorCode::NotFound, tr("Drawbridge holds no key here."), {}};
    TRY(before, view(credential.connection));
    if (before.connection.paused)
        return Error{ErrorCode::Conflict,
                     tr("\"%1\" is paused, so its key is not handed out. Resume it first.")
                         .arg(before.connection.name),
                     {}};
    TRY(value, m.keys.read(*key));
    // The event comes before the value goes out: no event, no value.
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        Event shown = event(before.connection,
                            u"credential.revealed"_s,
                            tr("The key of \"%1\" was shown").arg(before.connection.name));
        shown.severity = Severity::Medium;
        TRY_DONE(EventLog::append(tx, shown));
        return {};
    }));
    return value;
}

QDate Connections::today() const
{
    return m.clock.now().toLocalTime().date();
}

Result<ConnectionView> Connections::view(const ConnectionId &id)
{
    return m.database.read<ConnectionView>([&](ReadView &db) -> Result<ConnectionView> {
        TRY(connection, ConnectionRepository::get(db, id));
        TRY(credentials, CredentialRepository::listOf(db, id));
        return ConnectionView{connection, credentials};
    });
}

Event Connections::event(const Connection &connection,
                         const QString &type,
                         const QString &summary) const
{
    Event made;
    made.connection = connection.id;
    made.app = connection.app;
    made.type = type;
    made.summary = summary;
    return made;
}

} // namespace drawbridge
