// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/ShutOffs.h"

#include "core/base/Log.h"
#include "core/base/SortableId.h"
#include "core/catalog/Addresses.h"
#include "core/connections/ConnectionRecords.h"
#include "core/connections/InputChecks.h"
#include "core/connections/ShutOffEvents.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/ShutOffRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// Longer than all calls of one step can take together.
constexpr std::chrono::minutes leaseTime{10};
/// Of one call of drive(): asked, told, looked, wiped, and one to spare.
constexpr int mostSteps = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("ShutOffs", text);
}

Error isHeldElsewhere(const Connection &connection)
{
    return {ErrorCode::InvalidInput,
            tr("The key of \"%1\" is held elsewhere, so Drawbridge can neither end it nor see that "
               "it is refused. End it on its page, or ask %2.")
                .arg(connection.name, connection.heldBy),
            {}};
}

QString inHours(qint64 seconds)
{
    const qint64 minutes = (seconds + 59) / 60;
    return minutes < 120 ? tr("%1 minutes").arg(minutes) : tr("%1 hours").arg((minutes + 59) / 60);
}

/// What goes on working when this key is refused.
QStringList stillLive(const AppProfile &profile,
                      const Connection &connection,
                      const QList<Credential> &credentials,
                      const CredentialVersion &version)
{
    QStringList live;
    const AuthOption *option = optionFor(profile, connection.auth);
    if (connection.auth == AuthKind::ClientCredentials && option && option->tokens)
        live.append(option->tokens->accessSeconds > 0
                        ? tr("Access that was given before: each for %1 at most")
                              .arg(inHours(option->tokens->accessSeconds))
                        : tr("Access that was given before, until its end, which is not known"));
    for (const Credential &credential : credentials) {
        for (const CredentialVersion &other : credential.versions) {
            if (other.id == version.id || other.storeKey.isEmpty())
                continue;
            const QString end = other.endsAt
                ? tr("until %1").arg(QLocale().toString(*other.endsAt, QLocale::ShortFormat))
                : tr("no end is known");
            live.append(other.stage == VersionStage::Current
                            ? tr("Key %1 of this connection, in use here (%2)")
                                  .arg(QString::number(other.number), end)
                            : tr("Key %1 of this connection, if it was not shut off (%2)")
                                  .arg(QString::number(other.number), end));
        }
    }
    if (!profile.shutOff.livesOn.isEmpty())
        live.append(profile.shutOff.livesOn);
    return live;
}

/// By a call that was not made from here: of another key that took its place, or under one that is not kept.
CallSaidYes endedElsewhere(const QString &app)
{
    return {tr("%1 was asked already, in the replacing of the key.").arg(app)};
}

const CredentialVersion *find(const QList<Credential> &credentials, const CredentialVersionId &id)
{
    for (const Credential &credential : credentials) {
        for (const CredentialVersion &version : credential.versions) {
            if (version.id == id)
                return &version;
        }
    }
    return nullptr;
}

const CredentialVersion *currentOf(const QList<Credential> &credentials)
{
    for (const Credential &credential : credentials) {
        if (const CredentialVersion *version = credential.current())
            return version;
    }
    return nullptr;
}

} // namespace

struct ShutOffs::Subject
{
    Connection connection;
    QList<Credential> credentials;
    CredentialVersion version;
};

ShutOffs::ShutOffs(const Parts &parts)
    : m(parts)
    , m_kept(parts.keys, parts.uses)
{}

QString ShutOffs::nameOf(const AppId &app) const
{
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(app);
    return profile ? profile->name : app;
}

std::optional<KeyUse> ShutOffs::inUse(const Connection &connection,
                                      const QList<Credential> &credentials) const
{
    const CredentialVersion *current = currentOf(credentials);
    if (!current || current->storeKey.isEmpty())
        return std::nullopt;
    Result<KeyUse> use = m_kept.useOf(connection, *current, connection.publicFields);
    if (use)
        return use.takeValue();
    logError(QLatin1StringView("connections"), use.error());
    return std::nullopt;
}

Result<ShutOffs::Subject> ShutOffs::subjectOf(const KeyShutOff &shutOff)
{
    return m.database.read<Subject>([&](ReadView &db) -> Result<Subject> {
        TRY(connection, ConnectionRepository::get(db, shutOff.connection));
        TRY(credentials, CredentialRepository::listOf(db, shutOff.connection));
        const CredentialVersion *version = find(credentials, shutOff.version);
        if (!version)
            return Error{ErrorCode::NotFound, tr("This key is not there any more."), {}};
        return Subject{connection, credentials, *version};
    });
}

Result<KeyShutOff> ShutOffs::newOne(const StartShutOff &command,
                                    const Connection &connection,
                                    const QList<Credential> &credentials,
                                    const CredentialVersion &version) const
{
    KeyShutOff made;
    made.id = makeId<ShutOffId>(m.clock, m.random);
    made.connection = connection.id;
    made.version = version.id;
    made.keyNumber = version.number;
    made.authority = command.authority;
    made.requestedAt = m.clock.now();
    TRY(former, m.database.read<std::optional<PublicFields>>([&](ReadView &db) {
        return CredentialRepository::fieldsOf(db, version.id);
    }));
    made.publicFields = former.value_or(connection.publicFields);
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(connection.app);
    if (!profile || version.storeKey.isEmpty()) {
        made.whyUncheckable = tr("Drawbridge does not hold its value any more.");
        made.page = connection.shutOffPage;
        return made;
    }
    made.steps = profile->shutOff.steps;
    made.stillLive = stillLive(*profile, connection, credentials, version);
    made.page = connection.shutOffPage;
    if (made.page.isEmpty()) {
        if (const Result<QUrl> page =
                expandUrl(*profile, profile->shutOff.page, connection.publicFields))
            made.page = *page;
    }
    TRY(use, m_kept.useOf(connection, version, made.publicFields));
    const CredentialVersion *current = currentOf(credentials);
    const bool isCurrent = current && current->id == version.id;
    // A sign-in without a call that tries it is tried by renewing it.
    const bool signsIn = use.auth == AuthKind::OAuth || use.auth == AuthKind::Device;
    if (!signsIn || !use.secrets.contains(u"refreshToken"_s))
        made.whyUncheckable =
            whyUncheckable(use, isCurrent ? std::nullopt : inUse(connection, credentials));
    return made;
}

Result<KeyShutOff> ShutOffs::start(const StartShutOff &command, const CancelToken &cancel)
{
    struct Found
    {
        Connection connection;
        QList<Credential> credentials;
        QList<KeyShutOff> earlier;
    };
    TRY(found, m.database.read<Found>([&](ReadView &db) -> Result<Found> {
        TRY(connection, ConnectionRepository::get(db, command.connection));
        TRY(credentials, CredentialRepository::listOf(db, command.connection));
        TRY(earlier, ShutOffRepository::listOf(db, command.connection));
        if (command.authority.isValid()) {
            TRY(authority, ConnectionRepository::get(db, command.authority));
            if (authority.app != connection.app)
                return Error{ErrorCode::InvalidInput,
                             tr("\"%1\" is a connection to another app, so its key cannot end "
                                "this one.")
                                 .arg(authority.name),
                             {}};
        }
        return Found{connection, credentials, earlier};
    }));
    const Connection &connection = found.connection;
    if (connection.custody == Custody::HeldElsewhere)
        return isHeldElsewhere(connection);
    TRY(once, onceOf(command, connection));
    const CredentialVersion *version = command.version.isValid()
        ? find(found.credentials, command.version)
        : currentOf(found.credentials);
    if (command.version.isValid() && !version)
        return Error{ErrorCode::NotFound, tr("There is no such key of this connection."), {}};
    for (auto it = found.earlier.crbegin(); it != found.earlier.crend(); ++it) {
        const bool isMeant =
            command.version.isValid() ? it->version == command.version : !it->isOver() || !version;
        if (!isMeant)
            continue;
        KeyShutOff known = *it;
        if (command.authority.isValid() && command.authority != known.authority) {
            known.authority = command.authority;
            TRY_DONE(store(*it, known));
        }
        const bool isOpen = known.phase == ShutOffPhase::Asked
            || known.phase == ShutOffPhase::ByHand || known.wontDie();
        if (command.endedAlready && isOpen)
            return drive(known.id, endedElsewhere(nameOf(connection.app)), cancel);
        return goOn(known, connection, found.credentials, once, cancel);
    }
    if (!version)
        return Error{ErrorCode::InvalidInput,
                     tr("\"%1\" has no key here that could be shut off.").arg(connection.name),
                     {}};
    TRY(made, newOne(command, connection, found.credentials, *version));
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(now, ConnectionRepository::get(tx, command.connection));
        TRY(credentials, CredentialRepository::listOf(tx, command.connection));
        const CredentialVersion *stored = find(credentials, made.version);
        if (!stored)
            return Error{ErrorCode::NotFound, tr("This key is not there any more."), {}};
        if (stored->stage == VersionStage::Current && !now.paused) {
            now.paused = true;
            TRY_DONE(ConnectionRepository::update(tx, now));
        }
        TRY_DONE(CredentialRepository::setStage(tx, made.version, VersionStage::Retired));
        TRY_DONE(ShutOffRepository::insert(tx, made));
        return EventLog::append(tx, eventOf(nullptr, made, now, nameOf(now.app)));
    }));
    if (m.onStored)
        m.onStored(made);
    if (command.endedAlready)
        return drive(made.id, endedElsewhere(nameOf(connection.app)), cancel);
    return drive(made.id, Woken{}, cancel, once);
}

Result<std::optional<Authority>> ShutOffs::onceOf(const StartShutOff &command,
                                                  const Connection &connection) const
{
    if (command.onceSecrets.isEmpty())
        return std::optional<Authority>();
    TRY(profile, m.uses.profileOf(connection.app));
    if (!profile.mayEndByAnother(connection.auth))
        return Error{ErrorCode::InvalidInput,
                     tr("%1 takes no other key to end one of \"%2\".")
                         .arg(profile.name, connection.name),
                     {}};
    TRY(use, m_kept.onceUse(profile, connection, command.onceSecrets, command.onceFields));
    return std::optional(Authority{QString(), use});
}

Result<KeyShutOff> ShutOffs::goOn(const KeyShutOff &shutOff,
                                  const Connection &connection,
                                  const QList<Credential> &credentials,
                                  const std::optional<Authority> &once,
                                  const CancelToken &cancel)
{
    const CredentialVersion *version = find(credentials, shutOff.version);
    const Catalog catalog = m.uses.catalog();
    const AppProfile *profile = catalog.app(connection.app);
    const bool signsIn = connection.auth == AuthKind::OAuth || connection.auth == AuthKind::Device;
    const bool isToBeTold = version && !version->storeKey.isEmpty() && profile
        && (profile->shutOff.api || signsIn)
        && (shutOff.phase == ShutOffPhase::ByHand || shutOff.wontDie());
    return isToBeTold ? drive(shutOff.id, AskAgain{}, cancel, once)
                      : drive(shutOff.id, LookNow{}, cancel, once);
}

Result<KeyShutOff> ShutOffs::doneByHand(const ShutOffDoneByHand &command, const CancelToken &cancel)
{
    return drive(command.id, DoneByHand{}, cancel);
}

Result<KeyShutOff> ShutOffs::seenGone(const ShutOffSeenGone &command, const CancelToken &cancel)
{
    TRY(known, m.database.read<KeyShutOff>([&](ReadView &db) {
        return ShutOffRepository::get(db, command.id);
    }));
    if (!known.wantsAnEye())
        return Error{ErrorCode::Conflict,
                     tr("Here a look tells more than the page. Look now instead."),
                     {}};
    return drive(command.id,
                 SeenGone{tr("The answer to one look was not heard, so whether what it may have "
                             "renewed is ended cannot be seen from here.")},
                 cancel);
}

Result<KeyShutOff> ShutOffs::checkNow(const CheckShutOffNow &command, const CancelToken &cancel)
{
    return drive(command.id, LookNow{}, cancel);
}

Result<KeyShutOff> ShutOffs::wake(const ShutOffId &id, const CancelToken &cancel)
{
    return drive(id, Woken{}, cancel);
}

Result<int> ShutOffs::continueDue(const CancelToken &cancel)
{
    TRY(all, m.database.read<QList<KeyShutOff>>([](ReadView &db) {
        return ShutOffRepository::list(db);
    }));
    int done = 0;
    for (const KeyShutOff &one : all) {
        if (!one.isDue(m.clock.now()))
            continue;
        const Result<KeyShutOff> driven = drive(one.id, Woken{}, cancel);
        if (driven) {
            ++done;
            continue;
        }
        if (driven.error().code == ErrorCode::Cancelled)
            return driven.error();
        // Of one key only; another process at it is no trouble at all.
        if (driven.error().code != ErrorCode::Busy)
            logError(QLatin1StringView("connections"), driven.error());
    }
    return done;
}

Result<KeyShutOff> ShutOffs::drive(const ShutOffId &id,
                                   const ShutOffEvent &event,
                                   const CancelToken &cancel,
                                   const std::optional<Authority> &once)
{
    TRY(lease, m.database.write<Lease>([&](Transaction &tx) {
        return LeaseRepository::acquire(tx, u"shut-off/"_s % id.text(), leaseTime);
    }));
    Result<KeyShutOff> driven = driveLeased(id, event, cancel, once);
    const Result<void> released = m.database.write<void>(
        [&](Transaction &tx) { return LeaseRepository::release(tx, lease); });
    if (!released)
        logError(QLatin1StringView("connections"), released.error());
    return driven;
}

Result<KeyShutOff> ShutOffs::driveLeased(const ShutOffId &id,
                                         const ShutOffEvent &event,
                                         const CancelToken &cancel,
                                         const std::optional<Authority> &once)
{
    TRY(state,
        m.database.read<KeyShutOff>([&](ReadView &db) { return ShutOffRepository::get(db, id); }));
    ShutOffEvent happened = event;
    for (int i = 0; i < mostSteps; ++i) {
        ShutOffStep step = next(state, happened, m.clock.now());
        // Stored first, so that whoever comes after a kill does what follows from it.
        if (!(step.state == state))
            TRY_DONE(store(state, step.state));
        state = step.state;
        if (step.effect == ShutOffEffect::None)
            return state;
        if (step.effect == ShutOffEffect::WipeValue)
            return wipe(state);
        TRY(seen, act(step, cancel, once));
        happened = seen;
    }
    return state;
}

QList<Authority> ShutOffs::authoritiesFor(const KeyShutOff &state,
                                          const Subject &subject,
                                          const std::optional<KeyUse> &another,
                                          const std::optional<Authority> &once)
{
    QList<Authority> authorities;
    if (once)
        authorities.append(*once);
    if (state.authority.isValid()) {
        struct Other
        {
            Connection connection;
            QList<Credential> credentials;
        };
        const auto other = m.database.read<Other>([&](ReadView &db) -> Result<Other> {
            TRY(connection, ConnectionRepository::get(db, state.authority));
            TRY(credentials, CredentialRepository::listOf(db, state.authority));
            return Other{connection, credentials};
        });
        if (other) {
            if (const auto named = inUse(other->connection, other->credentials))
                authorities.append({other->connection.name, *named});
        }
    }
    if (another)
        authorities.append({subject.connection.name, *another});
    return authorities;
}

Result<ShutOffEvent> ShutOffs::act(const ShutOffStep &step,
                                   const CancelToken &cancel,
                                   const std::optional<Authority> &once)
{
    TRY(subject, subjectOf(step.state));
    if (subject.version.storeKey.isEmpty()) {
        if (step.effect == ShutOffEffect::TellApp)
            return ShutOffEvent(
                CallSaidNo{tr("Drawbridge does not hold its value any more, so it is done by hand "
                              "on the app's page.")});
        return ShutOffEvent(ValueIsGone{tr("Drawbridge does not hold its value any more.")});
    }
    const Result<KeyUse> use =
        m_kept.useOf(subject.connection, subject.version, step.state.publicFields);
    if (!use && use.error().code == ErrorCode::NotFound) {
        if (step.effect == ShutOffEffect::TellApp)
            return ShutOffEvent(CallSaidNo{use.error().what});
        return ShutOffEvent(ValueIsGone{use.error().what});
    }
    if (!use)
        return use.error();
    const std::optional<KeyUse> another = inUse(subject.connection, subject.credentials);
    if (use->auth == AuthKind::OAuth || use->auth == AuthKind::Device)
        return actOnSignIn(step, subject, *use, another, cancel);
    if (step.effect == ShutOffEffect::Look) {
        TRY(looked, lookAt(m.http, m.clock, {{QString(), *use}}, another, cancel));
        return ShutOffEvent(looked);
    }
    return tellApp(m.http,
                   {QString(), *use},
                   authoritiesFor(step.state, subject, another, once),
                   cancel);
}

Result<ShutOffEvent> ShutOffs::actOnSignIn(const ShutOffStep &step,
                                           const Subject &subject,
                                           const KeyUse &use,
                                           const std::optional<KeyUse> &another,
                                           const CancelToken &cancel)
{
    const QString app = nameOf(subject.connection.app);
    if (step.effect == ShutOffEffect::TellApp) {
        const Result<bool> told = m.grants.discard(use, cancel);
        if (!told && told.error().code == ErrorCode::Cancelled)
            return told.error();
        if (!told)
            return ShutOffEvent(CallSaidNo{told.error().what, true});
        if (!*told)
            return ShutOffEvent(CallSaidNo{tr("%1 has no call that ends a sign-in, or did not take "
                                              "it. Do it on the page, by the "
                                              "steps below.")
                                               .arg(app),
                                           true});
        return ShutOffEvent(CallSaidYes{
            tr("%1 was asked to end both parts of the sign-in and said that it did.").arg(app)});
    }
    // While the access would live, its refusal says something; once it has run out, only renewing it does.
    const Credential *credential = nullptr;
    for (const Credential &one : subject.credentials) {
        if (one.grant && find({one}, subject.version.id))
            credential = &one;
    }
    const bool accessLives = credential
        && (!credential->grant->accessEndsAt || m.clock.now() < *credential->grant->accessEndsAt);
    const bool canRefresh = use.secrets.contains(u"refreshToken"_s);
    if (accessLives && !canRefresh) {
        TRY(looked, lookAt(m.http, m.clock, {{tr("access"), use}}, another, cancel));
        return ShutOffEvent(looked);
    }
    if (accessLives && canProbe(use)) {
        TRY(probed, probeKey(m.http, m.clock, use, cancel));
        ShutOffCheck check;
        check.at = m.clock.now();
        check.status = probed.test.status;
        check.why = probed.test.explanation;
        if (probed.test.ok) {
            check.verdict = CheckVerdict::StillWorks;
            check.why = tr("%1 still accepts the access that was given before.").arg(app);
        }
        // That the app answers otherwise is seen by what it says of renewing.
        if (!probed.refusedAsInvalid)
            return ShutOffEvent(Looked{check, std::nullopt, step.state.unheard});
    }
    const QString label =
        tr("Drawbridge: %1 (sign-in)").arg(credential ? credential->label : QString());
    TRY(looked,
        m.grants.tryRefreshing(subject.connection,
                               subject.version,
                               {label, credential ? credential->grant : std::nullopt},
                               cancel));
    return ShutOffEvent(looked);
}

Result<void> ShutOffs::store(const KeyShutOff &before, KeyShutOff &after)
{
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(connection, ConnectionRepository::get(tx, after.connection));
        TRY_DONE(ShutOffRepository::update(tx, after));
        return EventLog::append(tx, eventOf(&before, after, connection, nameOf(connection.app)));
    }));
    ++after.revision;
    if (m.onStored)
        m.onStored(after);
    return {};
}

Result<KeyShutOff> ShutOffs::wipe(const KeyShutOff &state)
{
    TRY(subject, subjectOf(state));
    KeyShutOff wiped = next(state, ValueWiped{}, m.clock.now()).state;
    CredentialVersion emptied = subject.version;
    emptied.storeKey.clear();
    emptied.sealedValue.clear();
    TRY_DONE(m.keys.forget({subject.version}, [&](Transaction &tx) -> Result<void> {
        TRY_DONE(CredentialRepository::updateVersion(tx, emptied));
        TRY_DONE(ShutOffRepository::update(tx, wiped));
        return EventLog::append(tx,
                                eventOf(&state,
                                        wiped,
                                        subject.connection,
                                        nameOf(subject.connection.app)));
    }));
    ++wiped.revision;
    if (m.onStored)
        m.onStored(wiped);
    return wiped;
}

} // namespace drawbridge
