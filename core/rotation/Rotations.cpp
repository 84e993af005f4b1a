// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/Rotations.h"

#include "core/auth/KeyProbe.h"
#include "core/auth/ScopeProbe.h"
#include "core/base/Log.h"
#include "core/base/SortableId.h"
#include "core/catalog/Addresses.h"
#include "core/connections/InputChecks.h"
#include "core/connections/KeyEnvironment.h"
#include "core/rotation/AtOnce.h"
#include "core/rotation/CallPace.h"
#include "core/rotation/PlacedVersions.h"
#include "core/rotation/RotationEvents.h"
#include "core/rotation/RotationPlan.h"
#include "core/rotation/RulesStore.h"
#include "core/rotation/SharedKeyHandOver.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/PlaceRepository.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/ShutOffRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>
#include <deque>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// Longer than all calls of one step can take together.
constexpr std::chrono::minutes leaseTime{10};
/// Of one call of drive(): a rotation from its beginning to its end has a dozen.
constexpr int mostSteps = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("Rotations", text);
}

const CredentialVersion *find(const QList<CredentialVersion> &versions,
                              const CredentialVersionId &id)
{
    const auto found = std::find_if(versions.begin(), versions.end(), [&](const auto &version) {
        return version.id == id;
    });
    return found == versions.end() ? nullptr : &*found;
}

Error isOverAlready()
{
    return {ErrorCode::Conflict, tr("The replacing of this key is over."), {}};
}

Error isForAnotherApp(const Connection &authority)
{
    return {ErrorCode::InvalidInput,
            tr("\"%1\" is a connection to another app, so its key cannot make one for this one.")
                .arg(authority.name),
            {}};
}

Error noWayBack(const Rotation &rotation, const QString &app)
{
    if (rotation.isOver())
        return isOverAlready();
    if (rotation.phase == RotationPhase::ShuttingOff)
        return {
            ErrorCode::Conflict,
            tr("The old key is being ended at %1, so there is no way back to it. The new one is "
               "in use.")
                .arg(app),
            {}};
    if (rotation.phase == RotationPhase::RollingBack)
        return {ErrorCode::Conflict, tr("It is going back to the old key already."), {}};
    return {
        ErrorCode::Conflict,
        tr("At %1 a new key takes the place of the old one at once, so there is no way back. Go "
           "on.")
            .arg(app),
        {}};
}

RotationNeed needOf(FailureClass kind)
{
    switch (kind) {
    case FailureClass::NeedsAuthority:
        return RotationNeed::Authority;
    case FailureClass::NotNow:
        return RotationNeed::Nothing;
    case FailureClass::Refused:
        break;
    }
    return RotationNeed::Owner;
}

/// Looking does no harm, so what an app does not tell now is looked for again.
RotationNeed needOf(const NotListed &none)
{
    return none.kind == FailureClass::NeedsAuthority ? RotationNeed::Authority
                                                     : RotationNeed::Nothing;
}

/// What comes of a step that is put off.
RotationEvent putOff(RotationEffect effect, const QString &why, std::chrono::seconds wait)
{
    switch (effect) {
    case RotationEffect::ClearLost:
        return LostNotCleared{why, RotationNeed::Nothing, wait};
    case RotationEffect::TestOld:
        return OldKeyTested{NewKeyVerdict::NotTold, why, wait};
    case RotationEffect::TestNew:
        return NewKeyTested{NewKeyVerdict::NotTold, why, wait};
    case RotationEffect::EndOld:
    case RotationEffect::EndNew:
        return EndNotBegun{why, RotationNeed::Nothing, wait};
    case RotationEffect::None:
    case RotationEffect::ListKeys:
    case RotationEffect::MakeKey:
    case RotationEffect::Renew:
        break;
    }
    return KeyNotGiven{why, RotationNeed::Nothing, wait};
}

} // namespace

Rotations::Rotations(const Parts &parts)
    : m(parts)
    , m_kept(parts.keys, parts.uses)
{}

Rotations::~Rotations()
{
    // Who was held back by what is let go now may go on.
    const QMap<QString, Lease> left = m_leftLeases;
    for (const Lease &lease : left)
        releaseLease(lease);
}

QString Rotations::nameOf(const AppId &app) const
{
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(app);
    return profile ? profile->name : app;
}

void Rotations::reached(const QString &step) const
{
    if (m.onStep)
        m.onStep(step);
}

std::optional<Rotations::Unkept> Rotations::takeUnkept(const RotationId &id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_unkept.constFind(id.text());
    if (found == m_unkept.constEnd())
        return std::nullopt;
    const Unkept given = *found;
    m_unkept.remove(id.text());
    return given;
}

void Rotations::holdUnkept(const RotationId &id, const Unkept &given)
{
    const std::lock_guard lock(m_mutex);
    m_unkept.insert(id.text(), given);
}

Result<Rotations::Subject> Rotations::subjectOf(const RotationId &id) const
{
    return m.database.read<Subject>([&](ReadView &db) -> Result<Subject> {
        Subject subject;
        TRY(rotation, RotationRepository::get(db, id));
        subject.rotation = rotation;
        TRY(connection, ConnectionRepository::get(db, rotation.connection));
        subject.connection = connection;
        TRY(credentials, CredentialRepository::listOf(db, rotation.connection));
        subject.credentials = credentials;
        TRY(credential, CredentialRepository::get(db, rotation.credential));
        subject.credential = credential;
        const CredentialVersion *old = find(credential.versions, rotation.oldVersion);
        if (!old)
            return Error{ErrorCode::NotFound, tr("The old key is not there any more."), {}};
        subject.old = *old;
        if (const CredentialVersion *made = find(credential.versions, rotation.newVersion))
            subject.made = *made;
        // The connection has the fields of the version in use; the other one's are kept beside it.
        TRY(oldFields, CredentialRepository::fieldsOf(db, rotation.oldVersion));
        subject.oldFields = oldFields.value_or(connection.publicFields);
        TRY(newFields, CredentialRepository::fieldsOf(db, rotation.newVersion));
        subject.newFields = newFields.value_or(connection.publicFields);
        return subject;
    });
}

Result<KeyUse> Rotations::oldUse(const Subject &subject) const
{
    return m_kept.useOf(subject.connection, subject.old, subject.oldFields);
}

Result<KeyUse> Rotations::newUse(const Subject &subject) const
{
    if (!subject.made)
        return Error{ErrorCode::NotFound, tr("The new key is not there."), {}};
    return m_kept.useOf(subject.connection, *subject.made, subject.newFields);
}

Result<std::optional<KeyUse>> Rotations::authorityOf(const Subject &subject) const
{
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(subject.connection.app);
    if (!profile)
        return std::optional<KeyUse>();
    Once once;
    {
        const std::lock_guard lock(m_mutex);
        once = m_oneTimeKeys.value(subject.rotation.id.text());
    }
    if (!once.secrets.isEmpty()) {
        TRY(use, m_kept.onceUse(*profile, subject.connection, once.secrets, once.fields));
        return std::optional(use);
    }
    if (!profile->rotation.recipe)
        return std::optional<KeyUse>();
    if (subject.rotation.authority.isValid()) {
        struct Other
        {
            Connection connection;
            QList<Credential> credentials;
        };
        TRY(other, m.database.read<Other>([&](ReadView &db) -> Result<Other> {
            TRY(connection, ConnectionRepository::get(db, subject.rotation.authority));
            TRY(credentials, CredentialRepository::listOf(db, subject.rotation.authority));
            return Other{connection, credentials};
        }));
        for (const Credential &credential : other.credentials) {
            const CredentialVersion *current = credential.current();
            if (!current || current->storeKey.isEmpty())
                continue;
            TRY(use, m_kept.useOf(other.connection, *current, other.connection.publicFields));
            return std::optional(use);
        }
        return std::optional<KeyUse>();
    }
    if (profile->rotation.recipe->authority != AuthorityKind::Itself)
        return std::optional<KeyUse>();
    // The one in use: the old one until the new one is.
    TRY(use, subject.rotation.inUse ? newUse(subject) : oldUse(subject));
    return std::optional(use);
}

Result<Rotation> Rotations::planned(const StartRotation &command) const
{
    constexpr qint64 longestFilledIn = 600; // seconds that a form may stand open
    if (command.startsAt && command.startsAt->secsTo(m.clock.now()) > longestFilledIn)
        return Error{ErrorCode::InvalidInput, tr("Pick a time that is still to come."), {}};
    return m.database.read<Rotation>([&](ReadView &db) -> Result<Rotation> {
        TRY(credential, CredentialRepository::get(db, command.credential));
        TRY(connection, ConnectionRepository::get(db, credential.connection));
        if (connection.custody == Custody::HeldElsewhere)
            return Error{ErrorCode::InvalidInput,
                         tr("The key of \"%1\" is held elsewhere, so Drawbridge cannot replace it. "
                            "Ask %2.")
                             .arg(connection.name, connection.heldBy),
                         {}};
        const CredentialVersion *current = credential.current();
        if (!current || current->storeKey.isEmpty())
            return Error{ErrorCode::Conflict,
                         tr("\"%1\" has no key in use that could be replaced. Connect it again.")
                             .arg(connection.name),
                         {}};
        TRY(open, RotationRepository::openOf(db, credential.id));
        if (open)
            return Error{ErrorCode::Conflict,
                         tr("The key of \"%1\" is being replaced already. Go on with that, or go "
                            "back.")
                             .arg(connection.name),
                         open->id.text()};
        const Catalog catalog = m.uses.catalog();
        const AppProfile *profile = catalog.app(connection.app);
        if (!profile)
            return Error{ErrorCode::NotFound,
                         tr("There is no app \"%1\" in the catalog any more.").arg(connection.app),
                         {}};
        TRY(connections, ConnectionRepository::list(db));
        TRY(places, PlaceRepository::list(db));
        TRY(placements, PlaceRepository::placements(db));
        PlanInput input{*profile, connection, credential, connections, places, placements};
        Rotation rotation = planFor(input);
        if (command.byHand && rotation.way == RotationWay::ByCall)
            rotation.way = RotationWay::ByHand;
        if (command.authority.isValid())
            rotation.authority = command.authority;
        if (command.authority.isValid()) {
            TRY(authority, ConnectionRepository::get(db, command.authority));
            if (authority.app != connection.app)
                return isForAnotherApp(authority);
        }
        rotation.id = makeId<RotationId>(m.clock, m.random);
        rotation.newVersion = makeId<CredentialVersionId>(m.clock, m.random);
        rotation.label = labelFor(rotation, *profile);
        rotation.startsAt = command.startsAt;
        rotation.overlapHours = std::clamp(command.overlapHours, 0, mostOverlapHours(*profile));
        return begun(rotation, m.clock.now());
    });
}

Result<Rotation> Rotations::start(const StartRotation &command, const CancelToken &cancel)
{
    TRY(made, planned(command));
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(connection, ConnectionRepository::get(tx, made.connection));
        TRY_DONE(RotationRepository::insert(tx, made));
        return EventLog::append(tx, eventOf(nullptr, made, connection, nameOf(connection.app)));
    }));
    if (!command.oneTimeKey.isEmpty()) {
        const std::lock_guard lock(m_mutex);
        m_oneTimeKeys.insert(made.id.text(), {command.oneTimeKey, command.oneTimeFields});
    }
    reached(u"stored"_s);
    return drive(made.id, RotationWoken{}, cancel);
}

Result<Rotation> Rotations::goOn(const ContinueRotation &command, const CancelToken &cancel)
{
    if (!command.oneTimeKey.isEmpty()) {
        const std::lock_guard lock(m_mutex);
        m_oneTimeKeys.insert(command.id.text(), {command.oneTimeKey, command.oneTimeFields});
    }
    if (command.byHand)
        return drive(command.id, RotationByHandInstead{}, cancel, command.authority);
    if (command.authority.isValid() || !command.oneTimeKey.isEmpty())
        return drive(command.id, AuthorityGiven{}, cancel, command.authority);
    return drive(command.id, RotationTryAgain{}, cancel);
}

Result<void> Rotations::nameAuthority(const RotationId &id, const ConnectionId &authority)
{
    return m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(rotation, RotationRepository::get(tx, id));
        TRY(connection, ConnectionRepository::get(tx, rotation.connection));
        TRY(other, ConnectionRepository::get(tx, authority));
        if (other.app != connection.app)
            return isForAnotherApp(other);
        if (rotation.authority == authority)
            return {};
        const Rotation before = rotation;
        rotation.authority = authority;
        TRY_DONE(RotationRepository::update(tx, rotation));
        return EventLog::append(tx, eventOf(&before, rotation, connection, nameOf(connection.app)));
    });
}

Result<Rotation> Rotations::tick(const TickPlace &command, const CancelToken &cancel)
{
    if (command.done)
        return drive(command.id, PlaceDone{command.placement}, cancel);
    return drive(command.id, PlaceUndone{command.placement}, cancel);
}

Result<Rotation> Rotations::endOldNow(const EndOldKeyNow &command, const CancelToken &cancel)
{
    TRY(now, m.database.read<Rotation>([&](ReadView &db) {
        return RotationRepository::get(db, command.id);
    }));
    if (!now.inUse && !now.isOver())
        return Error{
            ErrorCode::Conflict,
            tr("The old key is in use until a new one works, so it is not ended yet. To end "
               "it all the same, shut it off on the page of its connection."),
            toText(now.phase)};
    return drive(command.id, EndOldNow{}, cancel);
}

Result<Rotation> Rotations::abort(const AbortRotation &command, const CancelToken &cancel)
{
    return drive(command.id, RotationAborted{}, cancel);
}

Result<Rotation> Rotations::give(const GiveNewKey &command, const CancelToken &cancel)
{
    TRY(lease, takeLease(command.id));
    const Result<Rotation> kept = [&]() -> Result<Rotation> {
        TRY(subject, subjectOf(command.id));
        if (subject.rotation.phase != RotationPhase::ByHand)
            return Error{ErrorCode::Conflict,
                         tr("No new key is waited for at the moment."),
                         toText(subject.rotation.phase)};
        if (subject.credential.grant.has_value() != command.grant.has_value())
            return Error{ErrorCode::InvalidInput,
                         subject.credential.grant
                             ? tr("\"%1\" has no key to paste. Sign in again instead.")
                                   .arg(subject.connection.name)
                             : tr("\"%1\" has a key. Paste the new one instead.")
                                   .arg(subject.connection.name),
                         {}};
        Connection then = subject.connection;
        for (auto it = command.publicFields.begin(); it != command.publicFields.end(); ++it)
            then.publicFields.insert(it.key(), it.value());
        TRY(use, m.uses.of(then, command.secrets));
        TRY(prepared, prepare(use));
        const Catalog catalog = m.uses.catalog();
        TRY_DONE(checkWhose(catalog, use.profile, use.secrets));
        TRY_DONE(checkEnvironment(catalog.keys(), use.profile, use.secrets, use.environment));
        TRY(old, m.keys.read(subject.old));
        if (!command.grant && KeyKeeper::joined(prepared.secrets)->reveal() == old->reveal())
            return Error{
                ErrorCode::InvalidInput,
                tr("This is the old key. Make a new one on the page of %1, and paste that.")
                    .arg(nameOf(subject.connection.app)),
                {}};
        std::optional<QDate> endsAt = command.endsAt;
        if (canProbe(use)) {
            TRY(probed, probeKey(m.http, m.clock, use, cancel));
            if (!probed.test.ok)
                return Error{ErrorCode::Refused,
                             probed.test.explanation,
                             probed.test.status > 0
                                 ? QString(u"HTTP "_s % QString::number(probed.test.status))
                                 : QString()};
            if (!endsAt)
                endsAt = probed.endsAt;
        }
        return keep(subject,
                    {prepared.secrets, prepared.publicFields, QString(), endsAt, command.grant, 0});
    }();
    releaseLease(lease);
    if (!kept)
        return kept;
    return drive(command.id, RotationWoken{}, cancel);
}

Result<Lease> Rotations::takeLease(const RotationId &id)
{
    const QString name = u"rotation/"_s % id.text();
    std::optional<Lease> left;
    {
        const std::lock_guard lock(m_mutex);
        if (m_leftLeases.contains(name))
            left = m_leftLeases.take(name);
    }
    const Result<Lease> lease = m.database.write<Lease>([&](Transaction &tx) -> Result<Lease> {
        if (left)
            TRY_DONE(LeaseRepository::release(tx, *left));
        return LeaseRepository::acquire(tx, name, leaseTime);
    });
    if (!lease && left) {
        const std::lock_guard lock(m_mutex);
        m_leftLeases.insert(name, *left);
    }
    return lease;
}

void Rotations::releaseLease(const Lease &lease)
{
    const Result<void> released = m.database.write<void>(
        [&](Transaction &tx) { return LeaseRepository::release(tx, lease); });
    if (released)
        return;
    logError(QLatin1StringView("rotation"), released.error());
    // A full disk takes no release either; it is made up for at the next call, so that we do not wait for ourselves.
    keepLease(lease);
}

void Rotations::keepLease(const Lease &lease)
{
    const std::lock_guard lock(m_mutex);
    m_leftLeases.insert(lease.name, lease);
}

bool Rotations::hasUnkept(const RotationId &id) const
{
    const std::lock_guard lock(m_mutex);
    return m_unkept.contains(id.text());
}

Result<Rotation> Rotations::drive(const RotationId &id,
                                  const RotationEvent &event,
                                  const CancelToken &cancel,
                                  const ConnectionId &authority)
{
    TRY(lease, takeLease(id));
    const Result<void> named = authority.isValid() ? nameAuthority(id, authority) : Result<void>();
    Result<Rotation> driven =
        named ? driveLeased(id, event, cancel) : Result<Rotation>(named.error());
    if (hasUnkept(id))
        keepLease(lease); // another program, which does not have it, would give it up
    else
        releaseLease(lease);
    if (driven && driven->isOver()) {
        const std::lock_guard lock(m_mutex);
        m_oneTimeKeys.remove(id.text());
    }
    return driven;
}

Result<Rotation> Rotations::driveLeased(const RotationId &id,
                                        const RotationEvent &event,
                                        const CancelToken &cancel)
{
    TRY(state,
        m.database.read<Rotation>([&](ReadView &db) { return RotationRepository::get(db, id); }));
    if (std::holds_alternative<RotationAborted>(event) && !state.canGoBack()) {
        TRY(connection, m.database.read<Connection>([&](ReadView &db) {
            return ConnectionRepository::get(db, state.connection);
        }));
        return noWayBack(state, nameOf(connection.app));
    }
    // What the app gave and could not be kept comes first: nothing else is as good.
    if (const std::optional<Unkept> given = takeUnkept(id)) {
        // Whoever has gone on with it meanwhile has ended what was not heard of.
        const bool isAwaited = state.phase == RotationPhase::Making && state.asked
            && state.moments.size() == given->moments;
        if (isAwaited) {
            TRY(subject, subjectOf(id));
            const Result<Rotation> kept = keep(subject, *given);
            if (!kept) {
                holdUnkept(id, *given);
                return kept;
            }
            state = *kept;
        }
    }
    RotationEvent happened = event;
    Along along;
    for (int i = 0; i < mostSteps; ++i) {
        RotationStep step = next(state, happened, m.clock.now());
        // Stored first, so that whoever comes after a kill does what follows from it.
        if (!(step.state == state)) {
            TRY_DONE(store(state, step.state, along));
            along = {};
        }
        state = step.state;
        if (step.effect == RotationEffect::None)
            return state;
        TRY(subject, subjectOf(id));
        reached(u"begin "_s % toText(step.effect));
        const Result<RotationEvent> outcome = act(step.effect, subject, along, cancel);
        reached(u"done "_s % toText(step.effect));
        if (!outcome) {
            // A locked keychain, a full disk: it stands where it stood, and is gone on with from there.
            return outcome.error();
        }
        happened = *outcome;
        // The new key is kept in the same transaction as the state that says so.
        TRY(now, subjectOf(id));
        state = now.rotation;
    }
    return state;
}

Result<RotationEvent> Rotations::act(RotationEffect effect,
                                     const Subject &subject,
                                     Along &along,
                                     const CancelToken &cancel)
{
    PacedSender::TakeOne takeOne;
    int taken = 0;
    const AppId app = subject.connection.app;
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(app);
    const bool isCounted = profile && profile->rotation.recipe && profile->rotation.recipe->rate
        && subject.rotation.way != RotationWay::Renewal;
    if (isCounted) {
        const CallRate rate = *profile->rotation.recipe->rate;
        taken = callsOf(effect);
        TRY(wait, takeFrom(app, rate, taken));
        if (wait)
            return putOff(effect,
                          tr("%1 allows no more calls just now. It goes on by itself.")
                              .arg(profile->name),
                          wholeSeconds(*wait));
        takeOne = [this, app, rate]() -> std::optional<std::chrono::milliseconds> {
            const auto more = takeFrom(app, rate, 1);
            return more ? *more : std::optional(std::chrono::milliseconds(1000));
        };
    }
    PacedSender http(m.http, taken, takeOne);
    switch (effect) {
    case RotationEffect::ListKeys:
        return listKeysOf(http, subject, cancel);
    case RotationEffect::MakeKey:
        return make(http, subject, cancel);
    case RotationEffect::ClearLost:
        return clearLost(http, subject, cancel);
    case RotationEffect::TestOld:
        return testOld(http, subject, cancel);
    case RotationEffect::TestNew:
        return testNew(http, subject, along, cancel);
    case RotationEffect::EndOld:
        return end(http, subject, subject.rotation.oldVersion, cancel);
    case RotationEffect::EndNew:
        return end(http, subject, subject.rotation.newVersion, cancel);
    case RotationEffect::Renew:
        return renew(subject, cancel);
    case RotationEffect::None:
        break;
    }
    return RotationEvent(RotationWoken{});
}

int Rotations::callsOf(RotationEffect effect)
{
    switch (effect) {
    case RotationEffect::ListKeys: // a client's sign-in, the list
    case RotationEffect::TestOld:
    case RotationEffect::TestNew: // a client's sign-in, the look
        return 2;
    case RotationEffect::MakeKey: // which key it is, a client's sign-in, the key
        return 3;
    case RotationEffect::ClearLost:
    case RotationEffect::EndOld:
    case RotationEffect::EndNew:
        return mostCallsOfStep;
    case RotationEffect::None:
    case RotationEffect::Renew:
        break;
    }
    return 0;
}

Result<std::optional<std::chrono::milliseconds>> Rotations::takeFrom(const AppId &app,
                                                                     const CallRate &rate,
                                                                     int calls)
{
    using Wait = std::optional<std::chrono::milliseconds>;
    const QString name = u"pace/"_s % app;
    return m.database.write<Wait>([&](Transaction &tx) -> Result<Wait> {
        TRY(paidUntil, LeaseRepository::moment(tx, name));
        const CallsTaken taken = takeCalls(rate, calls, paidUntil, m.clock.now());
        if (taken.wait.count() > 0)
            return Wait(taken.wait);
        TRY_DONE(LeaseRepository::noteMoment(tx, name, taken.paidUntil));
        return Wait();
    });
}

Result<RotationEvent> Rotations::listKeysOf(HttpSender &http,
                                            const Subject &subject,
                                            const CancelToken &cancel)
{
    TRY(use, oldUse(subject));
    TRY(authority, authorityOf(subject));
    if (!authority)
        return RotationEvent(KeyNotGiven{whoseKey(use.profile), RotationNeed::Authority, {}});
    const Result<ListOutcome> outcome = listKeys(http, use, *authority, cancel, m.clock);
    if (!outcome && outcome.error().code == ErrorCode::Cancelled)
        return outcome.error();
    if (!outcome)
        return RotationEvent(KeyNotGiven{outcome.error().what, RotationNeed::Owner, {}});
    if (const auto *none = std::get_if<NotListed>(&*outcome))
        return RotationEvent(KeyNotGiven{none->why, needOf(*none), none->retryAfter});
    QStringList ids;
    for (const KeyOfList &key : std::get<QList<KeyOfList>>(*outcome))
        ids.append(key.id);
    return RotationEvent(KeysListed{ids});
}

Result<RotationEvent> Rotations::make(HttpSender &http,
                                      const Subject &subject,
                                      const CancelToken &cancel)
{
    TRY(use, oldUse(subject));
    TRY(authority, authorityOf(subject));
    if (!authority)
        return RotationEvent(KeyNotGiven{whoseKey(use.profile), RotationNeed::Authority, {}});
    NewKeyWish wish;
    wish.label = subject.rotation.label;
    if (subject.connection.lastTest && subject.connection.lastTest->grantedKnown)
        wish.scopes = subject.connection.lastTest->granted;
    wish.endsAt = newEndFor(subject.old, m.clock.now().toLocalTime().date());
    const Result<MakeOutcome> made = makeKey(http, use, *authority, wish, cancel, m.clock);
    if (!made && made.error().code == ErrorCode::Cancelled)
        return made.error();
    if (!made)
        return RotationEvent(KeyNotGiven{made.error().what, RotationNeed::Owner, {}});
    const MakeOutcome &outcome = *made;
    if (const auto *none = std::get_if<GaveNone>(&outcome);
        none && needOf(none->kind) == RotationNeed::Authority)
        return RotationEvent(
            KeyNotGiven{tr("%1 did not do it for the key that it was asked with. %2")
                            .arg(use.profile.name, none->why),
                        RotationNeed::Authority,
                        none->retryAfter});
    if (const auto *none = std::get_if<GaveNone>(&outcome))
        return RotationEvent(KeyNotGiven{none->why, needOf(none->kind), none->retryAfter});
    if (const auto *maybe = std::get_if<MayHaveGiven>(&outcome))
        return RotationEvent(KeyMaybeGiven{maybe->why});
    const GaveKey &gave = std::get<GaveKey>(outcome);
    const Unkept given{gave.secrets,
                       gave.publicFields,
                       gave.keyId,
                       gave.endsAt,
                       std::nullopt,
                       subject.rotation.moments.size()};
    reached(u"heard make-key"_s);
    Result<Rotation> kept = keep(subject, given);
    if (!kept && kept.error().code == ErrorCode::Conflict) {
        // Something else about the key has changed while the app was asked.
        TRY(now, subjectOf(subject.rotation.id));
        kept = keep(now, given);
    }
    if (!kept && kept.error().code == ErrorCode::NotFound) {
        endUnwanted(use, *authority, gave.keyId);
        return kept.error();
    }
    if (!kept) {
        holdUnkept(subject.rotation.id, given);
        return kept.error();
    }
    return RotationEvent(RotationWoken{});
}

void Rotations::endUnwanted(const KeyUse &old, const KeyUse &authority, const QString &keyId)
{
    const Result<EndedKey> ended = endKey(m.http, old, authority, keyId, {});
    if (!ended)
        logError(QLatin1StringView("rotation"), ended.error());
    else if (ended->outcome == EndOutcome::NotNow || ended->outcome == EndOutcome::Refused)
        logError(QLatin1StringView("rotation"), {ErrorCode::Unavailable, ended->why, {}});
}

Result<Rotation> Rotations::keep(const Subject &subject, const Unkept &given)
{
    const Rotation &before = subject.rotation;
    const RotationStep step = next(before, KeyGiven{given.keyId}, m.clock.now());
    Rotation after = step.state;
    if (!after.made)
        return isOverAlready();
    CredentialVersion version;
    version.id = before.newVersion;
    version.number = 1;
    for (const CredentialVersion &other : subject.credential.versions)
        version.number = std::max(version.number, other.number + 1);
    version.stage = VersionStage::Pending;
    version.createdAt = m.clock.now();
    version.endsAt = given.endsAt;
    if (!given.grant)
        version.replaceBy = usualReplaceBy(m.clock.now().toLocalTime().date(), version.endsAt);
    // What the app told of the new key, over what the old one went with.
    QMap<QString, QString> fields = subject.oldFields;
    for (auto it = given.publicFields.begin(); it != given.publicFields.end(); ++it)
        fields.insert(it.key(), it.value());
    const QString label = given.grant
        ? tr("Drawbridge: %1 (sign-in)").arg(subject.credential.label)
        : tr("Drawbridge: %1, %2 (key %3)")
              .arg(nameOf(subject.connection.app), subject.connection.name)
              .arg(version.number);
    TRY_DONE(m.keys.keep(
        version, KeyKeeper::joined(given.secrets), label, [&](Transaction &tx) -> Result<void> {
            TRY(connection, ConnectionRepository::get(tx, before.connection));
            // Where the new one takes its place at once, this is the last moment that anybody knows it.
            after.oldCould = seenAbilities(connection);
            TRY_DONE(CredentialRepository::addVersion(tx, before.credential, version));
            if (fields != connection.publicFields)
                TRY_DONE(CredentialRepository::keepFields(tx, version.id, fields));
            if (given.grant) {
                TRY(credential, CredentialRepository::get(tx, before.credential));
                credential.grant = given.grant;
                TRY_DONE(CredentialRepository::update(tx, credential));
            }
            if (after.inUse)
                TRY_DONE(exchangeVersions(tx, after, connection, std::nullopt));
            TRY_DONE(RotationRepository::update(tx, after));
            return EventLog::append(tx, eventOf(&before, after, connection, nameOf(connection.app)));
        }));
    ++after.revision;
    reached(u"stored"_s);
    return after;
}

Result<RotationEvent> Rotations::clearLost(HttpSender &http,
                                           const Subject &subject,
                                           const CancelToken &cancel)
{
    TRY(use, oldUse(subject));
    TRY(authority, authorityOf(subject));
    if (!authority)
        return RotationEvent(LostNotCleared{whoseKey(use.profile), RotationNeed::Authority, {}});
    int ended = 0;
    // Once to find, and once to see that it is gone.
    for (int look = 0; look < 2; ++look) {
        const Result<ListOutcome> outcome = listKeys(http, use, *authority, cancel, m.clock);
        if (!outcome && outcome.error().code == ErrorCode::Cancelled)
            return outcome.error();
        if (!outcome)
            return RotationEvent(LostNotCleared{outcome.error().what, RotationNeed::Owner, {}});
        if (const auto *none = std::get_if<NotListed>(&*outcome))
            return RotationEvent(LostNotCleared{none->why, needOf(*none), none->retryAfter});
        const LostKeys lost = lostAmong(std::get<QList<KeyOfList>>(*outcome), subject.rotation);
        if (!lost.unsure.isEmpty())
            return RotationEvent(
                LostNotCleared{tr("%1 has keys that were made meanwhile, and it does not say by "
                                  "whom (%2). Look at its page, delete what nobody has made, and "
                                  "go on.")
                                   .arg(nameOf(subject.connection.app), lost.unsure.join(u", "_s)),
                               RotationNeed::Owner,
                               {}});
        if (lost.ids.isEmpty())
            return RotationEvent(LostCleared{ended});
        for (const QString &id : lost.ids) {
            TRY(told, endKey(http, use, *authority, id, cancel, m.clock));
            if (told.outcome == EndOutcome::NotNow || told.outcome == EndOutcome::Refused)
                return RotationEvent(LostNotCleared{told.why,
                                                    told.outcome == EndOutcome::NotNow
                                                        ? RotationNeed::Nothing
                                                        : RotationNeed::Owner,
                                                    told.retryAfter});
            ended += look == 0 ? 1 : 0;
        }
    }
    return RotationEvent(LostNotCleared{tr("%1 still lists a key that it was told to end.")
                                            .arg(nameOf(subject.connection.app)),
                                        RotationNeed::Nothing,
                                        {}});
}

Result<RotationEvent> Rotations::testOld(HttpSender &http,
                                         const Subject &subject,
                                         const CancelToken &cancel)
{
    TRY(use, oldUse(subject));
    if (!canProbe(use))
        return RotationEvent(OldKeyTested{
            NewKeyVerdict::NotTold,
            tr("%1 has no call that tries a key, so nobody can tell whether the old one "
               "still works.")
                .arg(use.profile.name),
            {}});
    TRY(probed, probeKey(http, m.clock, use, cancel));
    if (probed.test.ok)
        return RotationEvent(OldKeyTested{NewKeyVerdict::Works, {}, {}});
    if (probed.refusedAsInvalid)
        return RotationEvent(OldKeyTested{
            NewKeyVerdict::Refused,
            tr("%1 was asked for a new key, its answer was lost, and it refuses the old one now.")
                .arg(use.profile.name),
            {}});
    return RotationEvent(
        OldKeyTested{NewKeyVerdict::NotTold, probed.test.explanation, probed.retryAfter});
}

Result<RotationEvent> Rotations::testNew(HttpSender &http,
                                         const Subject &subject,
                                         Along &along,
                                         const CancelToken &cancel)
{
    if (subject.rotation.way == RotationWay::Renewal) {
        // The grant's own keeper knows how to open it, and to renew it once more where that is due.
        TRY(opener, m.grants.opener(subject.rotation.credential, cancel));
        TRY(use, m.uses.of(subject.connection, opener.secrets));
        if (!canProbe(use))
            return RotationEvent(NewKeyTested{NewKeyVerdict::Works, {}, {}});
        TRY(probed, probeKey(http, m.clock, use, cancel));
        along.test = probed.test.ok ? std::optional(probed.test) : std::nullopt;
        return RotationEvent(
            readNewKeyTest(subject.rotation, use.profile, subject.connection, probed));
    }
    TRY(use, newUse(subject));
    if (!canProbe(use))
        return RotationEvent(NewKeyTested{NewKeyVerdict::Works,
                                          tr("%1 has no call that tries a key: whether the new one "
                                             "works is seen when it is used.")
                                              .arg(use.profile.name),
                                          {}});
    TRY(probed, probeKey(http, m.clock, use, cancel));
    std::optional<ScopeLooks> looks;
    if (probed.test.ok && wantsLooks(subject.rotation, use.profile, probed.test)) {
        const Result<ScopeLooks> looked = lookAtScopes(http, m.clock, use, cancel);
        if (!looked && looked.error().code == ErrorCode::Cancelled)
            return looked.error();
        if (looked)
            looks = *looked;
    }
    const NewKeyTested tested =
        readNewKeyTest(subject.rotation, use.profile, subject.connection, probed, looks);
    if (tested.verdict == NewKeyVerdict::Works)
        along.test = probed.test;
    return RotationEvent(tested);
}

Result<RotationEvent> Rotations::end(HttpSender &http,
                                     const Subject &subject,
                                     const CredentialVersionId &version,
                                     const CancelToken &cancel)
{
    TRY(earlier, m.database.read<QList<KeyShutOff>>([&](ReadView &db) {
        return ShutOffRepository::listOf(db, subject.rotation.connection);
    }));
    const auto seen = [](const KeyShutOff &shutOff) {
        const KeyEnd stands = endOf(shutOff);
        const bool isDone = stands == KeyEnd::SeenRefused || stands == KeyEnd::CannotBeSeen;
        return RotationEvent(EndSeen{stands, isDone ? std::nullopt : shutOff.nextCheck});
    };
    const auto known = std::find_if(earlier.cbegin(), earlier.cend(), [&](const KeyShutOff &one) {
        return one.version == version;
    });
    const bool isThere = known != earlier.cend();
    // Told before, and it works all the same, or nobody could be asked: somebody wants it tried again.
    const bool isToBeToldAgain =
        isThere && (endOf(*known) == KeyEnd::StillWorks || endOf(*known) == KeyEnd::ByHand);
    if (isThere && !isToBeToldAgain) {
        if (!known->isDue(m.clock.now()))
            return seen(*known);
        const Result<KeyShutOff> woken = m.shutOffs.wake(known->id, cancel);
        if (!woken && woken.error().code == ErrorCode::Busy)
            return seen(*known);
        if (!woken)
            return woken.error();
        return seen(*woken);
    }
    TRY(inTheWay, handToSharers(subject, version));
    if (!inTheWay.isEmpty())
        return RotationEvent(EndNotBegun{inTheWay, RotationNeed::Nothing, {}});
    StartShutOff command;
    command.connection = subject.rotation.connection;
    command.version = version;
    command.authority = subject.rotation.authority;
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(subject.connection.app);
    if (profile && profile->mayEndByAnother(subject.connection.auth)) {
        const std::lock_guard lock(m_mutex);
        const Once once = m_oneTimeKeys.value(subject.rotation.id.text());
        command.onceSecrets = once.secrets;
        command.onceFields = once.fields;
    }
    // Where the new key took the old one's place, what would be ended under its name is the new one.
    command.endedAlready =
        subject.rotation.fate == OldKeyFate::EndsAtOnce && version == subject.rotation.oldVersion;
    if (!command.endedAlready) {
        TRY(told, endByRecipe(http, subject, version, cancel));
        if (told && told->outcome == EndOutcome::NotNow)
            return RotationEvent(EndNotBegun{told->why, RotationNeed::Nothing, told->retryAfter});
        // What it refused is for those that are kept here, or for its owner.
        command.endedAlready = told && told->outcome != EndOutcome::Refused;
    }
    const Result<KeyShutOff> started = m.shutOffs.start(command, cancel);
    if (started)
        return seen(*started);
    if (started.error().code == ErrorCode::Cancelled || started.error().code == ErrorCode::Locked)
        return started.error();
    return RotationEvent(EndNotBegun{started.error().what, RotationNeed::Nothing, {}});
}

Result<QString> Rotations::handToSharers(const Subject &subject, const CredentialVersionId &version)
{
    // There is no way back from here, so nobody else ever has what is ended on the way back.
    if (subject.rotation.signsIn || !subject.made || version != subject.rotation.oldVersion)
        return QString();
    return SharedKeyHandOver{m.database, m.keys, m.clock, m.random}.run(subject.rotation,
                                                                        subject.old,
                                                                        *subject.made,
                                                                        subject.oldFields,
                                                                        subject.newFields);
}

Result<std::optional<EndedKey>> Rotations::endByRecipe(HttpSender &http,
                                                       const Subject &subject,
                                                       const CredentialVersionId &version,
                                                       const CancelToken &cancel)
{
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(subject.connection.app);
    if (!profile || !profile->rotation.recipe || !profile->rotation.recipe->end)
        return std::optional<EndedKey>();
    const bool isExchanged = profile->rotation.recipe->exchange.has_value();
    bool isForOnce = false;
    {
        const std::lock_guard lock(m_mutex);
        isForOnce = !m_oneTimeKeys.value(subject.rotation.id.text()).secrets.isEmpty();
    }
    if (!isForOnce && !isExchanged)
        return std::optional<EndedKey>();
    TRY(authority, authorityOf(subject));
    if (!authority)
        return std::optional<EndedKey>();
    const bool isOld = version == subject.rotation.oldVersion;
    TRY(use, isOld ? oldUse(subject) : newUse(subject));
    if (isOld && isExchanged) {
        TRY(made, newUse(subject));
        TRY(ended, endReplaced(http, use, made, *authority, cancel, m.clock));
        return std::optional(ended);
    }
    const Result<QString> id = !isOld && !subject.rotation.newKeyId.isEmpty()
        ? Result<QString>(subject.rotation.newKeyId)
        : keyIdOf(http, use, *authority, cancel, m.clock);
    // One that does not open the app any more cannot tell; that it is refused is seen by looking.
    if (!id
        && (id.error().code == ErrorCode::NotFound || id.error().code == ErrorCode::Denied
            || id.error().code == ErrorCode::Refused))
        return std::optional<EndedKey>();
    if (!id && id.error().code == ErrorCode::Cancelled)
        return id.error();
    if (!id)
        return std::optional(EndedKey{EndOutcome::NotNow, id.error().what, {}});
    TRY(ended, endKey(http, use, *authority, *id, cancel, m.clock));
    return std::optional(ended);
}

Result<RotationEvent> Rotations::renew(const Subject &subject, const CancelToken &cancel)
{
    const GrantState before = subject.credential.grant.value_or(GrantState());
    TRY(renewed, m.grants.renewNow(subject.rotation.credential, subject.old.fingerprint, cancel));
    if (renewed)
        return RotationEvent(Renewed{before.accessEndsAt});
    TRY(credential, m.database.read<Credential>([&](ReadView &db) {
        return CredentialRepository::get(db, subject.rotation.credential);
    }));
    const GrantState now = credential.grant.value_or(GrantState());
    if (now.hasEnded())
        return RotationEvent(RenewalRefused{now.explanation});
    return RotationEvent(
        KeyNotGiven{now.explanation.isEmpty()
                        ? tr("%1 did not renew the sign-in.").arg(nameOf(subject.connection.app))
                        : now.explanation,
                    RotationNeed::Nothing,
                    {}});
}

Result<void> Rotations::store(const Rotation &before, Rotation &after, const Along &along)
{
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(connection, ConnectionRepository::get(tx, after.connection));
        const bool isExchanged = after.inUse != before.inUse && after.way != RotationWay::Renewal;
        if (isExchanged) {
            TRY_DONE(exchangeVersions(tx, after, connection, along.test));
        } else if (along.test && after.inUse) {
            connection.lastTest = along.test;
            TRY_DONE(ConnectionRepository::update(tx, connection));
        }
        TRY_DONE(notePlacedVersions(tx, before, after));
        TRY_DONE(RotationRepository::update(tx, after));
        return EventLog::append(tx, eventOf(&before, after, connection, nameOf(connection.app)));
    }));
    ++after.revision;
    reached(u"stored"_s);
    return {};
}

Result<void> Rotations::exchangeVersions(Transaction &tx,
                                         const Rotation &rotation,
                                         Connection &connection,
                                         const std::optional<ConnectionTest> &test) const
{
    const CredentialVersionId &comes = rotation.inUse ? rotation.newVersion : rotation.oldVersion;
    const CredentialVersionId &goes = rotation.inUse ? rotation.oldVersion : rotation.newVersion;
    TRY(credential, CredentialRepository::get(tx, rotation.credential));
    const CredentialVersion *leaving = find(credential.versions, goes);
    // One that was shut off meanwhile stays so.
    if (leaving && leaving->stage == VersionStage::Current)
        TRY_DONE(CredentialRepository::setStage(tx, goes, VersionStage::Previous));
    for (const CredentialVersion &other : credential.versions) {
        if (other.stage == VersionStage::Previous && other.id != goes && other.id != comes)
            TRY_DONE(CredentialRepository::setStage(tx, other.id, VersionStage::Retired));
    }
    TRY_DONE(CredentialRepository::setStage(tx, comes, VersionStage::Current));
    TRY(fields, CredentialRepository::fieldsOf(tx, comes));
    if (fields && *fields != connection.publicFields) {
        TRY_DONE(CredentialRepository::keepFields(tx, goes, connection.publicFields));
        connection.publicFields = *fields;
    }
    // What was seen was seen of the key before.
    connection.lastTest = test;
    connection.lastLooks.reset();
    return ConnectionRepository::update(tx, connection);
}

Result<RotatedDue> Rotations::rotateDue(const RotateDue &, const CancelToken &cancel)
{
    struct All
    {
        RotationRules rules;
        QList<Connection> connections;
        QList<Credential> credentials;
        QList<Rotation> rotations;
    };
    TRY(all, m.database.read<All>([](ReadView &db) -> Result<All> {
        TRY(rules, readRotationRules(db));
        TRY(connections, ConnectionRepository::list(db));
        TRY(credentials, CredentialRepository::list(db));
        TRY(rotations, RotationRepository::list(db));
        return All{rules, connections, credentials, rotations};
    }));
    RotatedDue report;
    const QDateTime now = m.clock.now();
    if (isQuiet(all.rules, now.toLocalTime().time())) {
        report.isQuiet = true;
        return report;
    }
    const QDate today = now.toLocalTime().date();
    std::deque<KeyDue> due;
    const QList<KeyDue> calendar =
        calendarOf(all.rules, m.uses.catalog(), all.connections, all.credentials, today);
    for (const KeyDue &one : calendar) {
        const bool isUnderWay =
            std::any_of(all.rotations.begin(), all.rotations.end(), [&](const Rotation &other) {
                return other.credential == one.credential && !other.isOver();
            });
        const auto connection =
            std::find_if(all.connections.begin(), all.connections.end(), [&](const auto &other) {
                return other.id == one.connection;
            });
        if (one.planned > today || isUnderWay || connection->paused)
            continue;
        const Catalog catalog = m.uses.catalog();
        const AppProfile *profile = catalog.app(connection->app);
        const bool signsIn =
            connection->auth == AuthKind::OAuth || connection->auth == AuthKind::Device;
        if (signsIn || (profile && canMake(*profile, connection->auth)))
            due.push_back(one);
        else
            report.byHand.append(one);
    }
    std::mutex mutex;
    runAtOnce(due, atOnce, [&](const KeyDue &one) {
        StartRotation command;
        command.credential = one.credential;
        command.overlapHours = all.rules.overlapHours;
        const Result<Rotation> started = start(command, cancel);
        const std::lock_guard lock(mutex);
        if (started) {
            report.rotations.append(*started);
        } else {
            report.failed.append(one);
            logError(QLatin1StringView("rotation"), started.error());
        }
        return started.isOk();
    });
    return report;
}

Result<int> Rotations::continueDue(const CancelToken &cancel)
{
    struct All
    {
        QList<Rotation> rotations;
        QList<KeyShutOff> shutOffs;
    };
    TRY(all, m.database.read<All>([](ReadView &db) -> Result<All> {
        TRY(rotations, RotationRepository::list(db));
        TRY(shutOffs, ShutOffRepository::list(db));
        return All{rotations, shutOffs};
    }));
    const QDateTime now = m.clock.now();
    std::deque<std::pair<RotationId, RotationEvent>> due;
    for (const Rotation &one : all.rotations) {
        if (const std::optional<RotationEvent> event = dueEvent(one, all.shutOffs, now))
            due.emplace_back(one.id, *event);
    }
    return runAtOnce(due, atOnce, [this, &cancel](const auto &one) {
        const Result<Rotation> driven = drive(one.first, one.second, cancel);
        // Of one key only; another process at it is no trouble at all.
        if (!driven && driven.error().code != ErrorCode::Busy
            && driven.error().code != ErrorCode::Cancelled)
            logError(QLatin1StringView("rotation"), driven.error());
        return driven.isOk();
    });
}

} // namespace drawbridge
