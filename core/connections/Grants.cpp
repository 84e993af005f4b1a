// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Grants.h"

#include "core/auth/KeyProbe.h"
#include "core/base/Log.h"
#include "core/crypto/Digest.h"
#include "core/storage/ClockGuard.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

const QString accessField = u"accessToken"_s;
const QString refreshField = u"refreshToken"_s;
constexpr std::chrono::seconds leaseTime{120}; ///< longer than any request may take
constexpr std::chrono::milliseconds lookAgain{50};
constexpr std::chrono::seconds longestWait{90};

QString tr(const char *text)
{
    return QCoreApplication::translate("Grants", text);
}

QString leaseOf(const CredentialId &id)
{
    return u"refresh/"_s % id.text();
}

Event eventOf(const Connection &connection, const QString &type, const QString &summary)
{
    Event event;
    event.connection = connection.id;
    event.app = connection.app;
    event.type = type;
    event.summary = summary;
    return event;
}

Error signInAgain(const Connection &connection, const GrantState &grant)
{
    const QString why = grant.hasEnded() && !grant.explanation.isEmpty()
        ? grant.explanation
        : tr("The sign-in of \"%1\" has run out. Sign in again.").arg(connection.name);
    return {ErrorCode::Refused, why, toText(grant.fault)};
}

/// A look at a sign-in that may renew it is out; one was left without an answer; the same of an app that was seen to
/// leave the refresh token as it is.
QString renewalOut(const CredentialVersionId &version)
{
    return u"renewal-out/"_s % version.text();
}

QString renewalLost(const CredentialVersionId &version)
{
    return u"renewal-lost/"_s % version.text();
}

QString accessLost(const CredentialVersionId &version)
{
    return u"access-lost/"_s % version.text();
}

std::optional<UnheardRenewal> unheardOf(const LostRenewal &lost, const TokenLives &lives)
{
    if (!lost.by && !lost.accessBy)
        return std::nullopt;
    // An invalid time is before every other.
    const QDateTime at =
        std::max(lost.by.value_or(QDateTime()), lost.accessBy.value_or(QDateTime()));
    return UnheardRenewal{at, lostEndsBy(lost, lives)};
}

/// The app took the old refresh token and left it as it is: so it did the times before.
LostRenewal leftAsItWas(const LostRenewal &lost)
{
    return {std::nullopt, lost.by ? lost.by : lost.accessBy};
}

/// Whether the token address may have done what it was asked for although no answer says so.
bool mayHaveRenewed(const Failure &failure)
{
    const bool isGarbled = failure.status >= 200 && failure.status < 300;
    const bool isCutOff = failure.status == 0
        && (failure.kind == FailureKind::Slow || failure.kind == FailureKind::Cancelled
            || failure.kind == FailureKind::Huge || failure.kind == FailureKind::Other);
    return isGarbled || isCutOff;
}

} // namespace

GrantState grantStateOf(const TokenGrant &grant, const std::optional<GrantState> &before)
{
    GrantState state = before.value_or(GrantState());
    if (!before)
        state.signedInAt = grant.at;
    state.refreshedAt = grant.at;
    state.accessEndsAt = endOf(grant);
    state.refreshable = state.refreshable || grant.refreshToken;
    if (grant.scopesKnown) {
        state.scopes = grant.scopes;
        state.scopesKnown = true;
    }
    state.triedAt = grant.at;
    state.failures = 0;
    state.fault = RefreshFault::None;
    state.explanation.clear();
    return state;
}

KeyKeeper::Secrets grantSecrets(const SharedSecret &value)
{
    KeyKeeper::Secrets secrets = KeyKeeper::parted(value, 3); // both tokens and the client's secret
    // A grant of one access token alone was kept as its bare value.
    if (const SharedSecret bare = secrets.take(u"value"_s))
        secrets.insert(accessField, bare);
    return secrets;
}

KeyKeeper::Secrets withoutTokens(KeyKeeper::Secrets secrets)
{
    secrets.remove(accessField);
    secrets.remove(refreshField);
    return secrets;
}

KeyKeeper::Secrets withTokens(KeyKeeper::Secrets secrets, const TokenGrant &grant)
{
    secrets.insert(accessField, grant.accessToken);
    if (grant.refreshToken)
        secrets.insert(refreshField, grant.refreshToken);
    return secrets;
}

Grants::Grants(Parts parts)
    : m(std::move(parts))
{}

Result<SignedIn> Grants::signIn(const KeyUse &use, const SignIn &command, const CancelToken &cancel)
{
    TRY(key, prepare(use));
    TRY(given,
        drawbridge::signIn({m.http, m.clock, m.random, m.wait},
                           key,
                           use.scopes,
                           command.prompts,
                           cancel));
    SignedIn signedIn;
    signedIn.details = command.details;
    signedIn.details.secrets = withTokens(key.secrets, given.tokens);
    signedIn.details.publicFields = key.publicFields;
    signedIn.details.publicFields.insert(given.fields);
    signedIn.grant = grantStateOf(given.tokens, std::nullopt);
    KeyUse opened = use;
    opened.secrets = signedIn.details.secrets;
    opened.publicFields = signedIn.details.publicFields;
    if (canProbe(opened)) {
        const Result<ProbeResult> probed = probeKey(m.http, m.clock, opened, cancel);
        if (!probed) {
            // Nobody will ask for it again, so it must not live on at the app.
            if (const Result<bool> ended = discard(opened, {}); !ended)
                logError(QLatin1StringView("connections"), ended.error());
            return probed.error();
        }
        signedIn.test = probed->test;
    } else {
        signedIn.test.at = m.clock.now();
        signedIn.test.ok = true;
        signedIn.test.explanation =
            tr("%1 signed you in. Whose account it is cannot be asked there.").arg(key.profile.name);
    }
    if (!signedIn.test.grantedKnown && !signedIn.grant.scopesKnown)
        askWhatIsGranted(opened, signedIn.grant, cancel);
    if (!signedIn.test.grantedKnown && signedIn.grant.scopesKnown) {
        signedIn.test.granted = signedIn.grant.scopes;
        signedIn.test.grantedKnown = true;
    }
    return signedIn;
}

void Grants::askWhatIsGranted(const KeyUse &use, GrantState &grant, const CancelToken &cancel)
{
    const auto asked = [&]() -> Result<std::optional<Introspection>> {
        TRY(key, prepare(use));
        TRY(server, authorizationServerFor(m.http, key, cancel));
        if (server.introspect.isEmpty())
            return std::optional<Introspection>();
        TRY(told, introspectToken(m.http, key, server, key.secrets.value(accessField), cancel));
        const auto *seen = std::get_if<Introspection>(&told);
        return seen && seen->active ? std::optional(*seen) : std::nullopt;
    }();
    if (!asked) {
        logError(QLatin1StringView("connections"), asked.error());
        return;
    }
    if (*asked && (*asked)->scopesKnown) {
        grant.scopes = (*asked)->scopes;
        grant.scopesKnown = true;
    }
}

Result<bool> Grants::discard(const KeyUse &use, const CancelToken &cancel)
{
    TRY(key, prepare(use));
    TRY(server, authorizationServerFor(m.http, key, cancel));
    if (server.revoke.isEmpty())
        return false;
    bool isDone = true;
    // The refresh token first: with it the app usually ends the rest.
    for (const auto &[field, hint] :
         {std::pair(refreshField, TokenHint::Refresh), std::pair(accessField, TokenHint::Access)}) {
        const SharedSecret token = key.secrets.value(field);
        if (!token)
            continue;
        TRY(refused, revokeToken(m.http, key, server, token, hint, cancel));
        isDone = isDone && !refused;
    }
    return isDone;
}

Result<Looked> Grants::tryRefreshing(const Connection &connection,
                                     CredentialVersion version,
                                     const Ending &ending,
                                     const CancelToken &cancel)
{
    TRY(value, m.keys.read(version));
    const Secrets secrets = grantSecrets(value);
    Looked looked;
    ShutOffCheck &check = looked.check;
    check.at = m.clock.now();
    const SharedSecret refreshToken = secrets.value(refreshField);
    if (!refreshToken) {
        check.why =
            tr("The access has run out by itself, and there is nothing that could renew it.");
        return looked;
    }
    TRY(use, m.uses.of(connection, secrets));
    TRY(key, prepare(use));
    TRY(server, authorizationServerFor(m.http, key, cancel));
    const TokenLives lives = tokenLives(key.option.tokens.value_or(TokenSpec()), ending.grant);
    const auto begun = beginRenewal(version.id);
    if (!begun && begun.error().code == ErrorCode::Busy) {
        check.why = tr("The answer to an earlier try is still out. Look again in two minutes.");
        looked.unheard = unheardOf({m.clock.now().addSecs(leaseTime.count()), {}}, lives);
        return looked;
    }
    if (!begun)
        return begun.error();
    const Renewal &out = *begun;
    TRY(answer, refreshTokens(m.http, key, server, refreshToken, cancel));
    if (const auto *refusal = std::get_if<TokenRefusal>(&answer))
        return lookedAtRefusal(out, *refusal, lives, key.profile.name);
    check.verdict = CheckVerdict::StillWorks;
    check.status = 200;
    check.why = tr("%1 still renews this sign-in.").arg(key.profile.name);
    const TokenGrant &given = std::get<TokenGrant>(answer);
    TRY_DONE(m.keys.exchange(version,
                             KeyKeeper::joined(withTokens(secrets, given)),
                             ending.label,
                             [&](Transaction &tx) -> Result<void> {
                                 Event seen =
                                     eventOf(connection,
                                             u"credential.refreshed"_s,
                                             tr("The sign-in of \"%1\" could still be renewed")
                                                 .arg(connection.name));
                                 seen.severity = Severity::Medium;
                                 return EventLog::append(tx, seen);
                             }));
    const bool isTheSame =
        !given.refreshToken || given.refreshToken->reveal() == refreshToken->reveal();
    TRY_DONE(endRenewal(out, isTheSame ? RenewalEnd::LeftAsItWas : RenewalEnd::Changed));
    looked.unheard = unheardOf(isTheSame ? leftAsItWas(out.lost) : out.lost, lives);
    return looked;
}

Result<Looked> Grants::lookedAtRefusal(const Renewal &out,
                                       const TokenRefusal &refusal,
                                       const TokenLives &lives,
                                       const QString &app)
{
    Looked looked;
    ShutOffCheck &check = looked.check;
    check.at = m.clock.now();
    check.status = refusal.failure.status;
    check.why = refusal.what;
    if (mayHaveRenewed(refusal.failure)) {
        looked.unheard = unheardOf({m.clock.now(), out.lost.accessBy}, lives);
        return looked;
    }
    looked.unheard = unheardOf(out.lost, lives);
    // The token address speaks for itself: this code is its answer to a refresh token it does not take.
    const bool isRefused =
        refusal.code == u"invalid_grant"_s && check.status >= 400 && check.status < 500;
    const bool isOver =
        looked.unheard && looked.unheard->endsBy && check.at >= *looked.unheard->endsBy;
    if (!isRefused) {
        TRY_DONE(endRenewal(out, RenewalEnd::Refused));
        return looked;
    }
    check.why = tr("%1 does not renew this sign-in any more.").arg(app);
    if (!looked.unheard || isOver) {
        check.verdict = CheckVerdict::Refused;
        looked.unheard.reset();
        TRY_DONE(endRenewal(out, RenewalEnd::AllIsOver));
        return looked;
    }
    TRY_DONE(endRenewal(out, RenewalEnd::Refused));
    check.why += u' '
        % (looked.unheard->endsBy
               ? tr("But an earlier answer was not heard: it may have renewed the sign-in. Nobody "
                    "here has what that gave, and it ends by %1 at the latest. A look after that "
                    "tells.")
                     .arg(QLocale().toString(looked.unheard->endsBy->toLocalTime(),
                                             QLocale::ShortFormat))
               : tr("But an earlier answer was not heard: it may have renewed the sign-in. Nobody "
                    "here has what that gave, and whether it lives on cannot be seen from here. "
                    "Look at the app's page: if Drawbridge is listed there, end it there."));
    return looked;
}

Result<Grants::Renewal> Grants::beginRenewal(const CredentialVersionId &version)
{
    return m.database.write<Renewal>([&](Transaction &tx) -> Result<Renewal> {
        TRY(left, LeaseRepository::left(tx, renewalOut(version)));
        TRY(lease, LeaseRepository::acquire(tx, renewalOut(version), leaseTime));
        // What was left is noted, as this one takes its place.
        if (left)
            TRY_DONE(LeaseRepository::acquire(tx, renewalLost(version), std::chrono::seconds(0)));
        Renewal renewal{version, lease, {}};
        TRY(lost, LeaseRepository::left(tx, renewalLost(version)));
        TRY(access, LeaseRepository::left(tx, accessLost(version)));
        // Noted later than it was lost, but the app may have been slow.
        if (lost)
            renewal.lost.by = lost->addSecs(leaseTime.count());
        if (access)
            renewal.lost.accessBy = access->addSecs(leaseTime.count());
        return renewal;
    });
}

Result<void> Grants::endRenewal(const Renewal &renewal, RenewalEnd how)
{
    return m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY_DONE(LeaseRepository::release(tx, renewal.lease));
        if (how == RenewalEnd::Refused || how == RenewalEnd::Changed)
            return {};
        TRY_DONE(LeaseRepository::forgetLeft(tx, renewalLost(renewal.version)));
        if (how == RenewalEnd::AllIsOver)
            return LeaseRepository::forgetLeft(tx, accessLost(renewal.version));
        if (renewal.lost.by)
            TRY_DONE(
                LeaseRepository::acquire(tx, accessLost(renewal.version), std::chrono::seconds(0)));
        return {};
    });
}

std::shared_ptr<std::mutex> Grants::turnOf(const CredentialId &id)
{
    const std::lock_guard lock(m_mutex);
    std::shared_ptr<std::mutex> &turn = m_turns[id.text()];
    if (!turn)
        turn = std::make_shared<std::mutex>();
    return turn;
}

Result<Grants::Subject> Grants::subject(const CredentialId &id) const
{
    return m.database.read<Subject>([&](ReadView &db) -> Result<Subject> {
        Subject found;
        TRY(credential, CredentialRepository::get(db, id));
        found.credential = credential;
        TRY(connection, ConnectionRepository::get(db, credential.connection));
        found.connection = connection;
        TRY(now, ClockGuard::effectiveNow(db));
        found.now = now;
        if (!credential.grant || !credential.current())
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is no sign-in.").arg(connection.name),
                         {}};
        return found;
    });
}

bool Grants::mayForce(const Subject &subject, const Forced &forced)
{
    const QDateTime tried = subject.credential.grant->triedAt;
    const bool isCool = forced.why == Forced::Why::OwnerWants || !tried.isValid()
        || tried > subject.now || tried.addSecs(refreshCoolDown.count()) <= subject.now;
    return isCool && forced.used == subject.credential.current()->fingerprint;
}

Result<Grants::Opener> Grants::opener(const CredentialId &id, const CancelToken &cancel)
{
    TRY(outcome, refresh(id, RefreshFor::Use, std::nullopt, cancel));
    static_cast<void>(outcome); // what it led to stands in the state
    TRY(found, subject(id));
    const GrantState &grant = *found.credential.grant;
    const RefreshNeed need = refreshNeed(grant, found.now, RefreshFor::Use);
    if (need.step == RefreshStep::SignInAgain)
        return signInAgain(found.connection, grant);
    if (!need.accessWorks)
        return Error{ErrorCode::Unavailable, grant.explanation, toText(grant.fault)};
    const CredentialVersion &version = *found.credential.current();
    TRY(value, m.keys.read(version));
    return Opener{grantSecrets(value), version.fingerprint};
}

Result<std::optional<Grants::Opener>> Grants::another(const CredentialId &id,
                                                      const QByteArray &used,
                                                      const CancelToken &cancel)
{
    TRY(outcome, refresh(id, RefreshFor::Use, Forced{used, Forced::Why::AppRefused}, cancel));
    static_cast<void>(outcome);
    TRY(found, subject(id));
    const CredentialVersion &version = *found.credential.current();
    if (version.fingerprint == used)
        return std::optional<Opener>();
    TRY(value, m.keys.read(version));
    return std::optional(Opener{grantSecrets(value), version.fingerprint});
}

Result<bool> Grants::renewNow(const CredentialId &id,
                              const QByteArray &used,
                              const CancelToken &cancel)
{
    TRY(outcome, refresh(id, RefreshFor::Use, Forced{used, Forced::Why::OwnerWants}, cancel));
    static_cast<void>(outcome); // what it led to stands in the state
    TRY(found, subject(id));
    return found.credential.current()->fingerprint != used;
}

Result<int> Grants::refreshDue(const std::optional<ConnectionId> &only, const CancelToken &cancel)
{
    TRY(all, m.database.read<QList<Credential>>([&](ReadView &db) {
        return only ? CredentialRepository::listOf(db, *only) : CredentialRepository::list(db);
    }));
    int refreshed = 0;
    for (const Credential &credential : all) {
        if (!credential.grant || !credential.current() || cancel.isCancelled())
            continue;
        const Result<Outcome> outcome =
            refresh(credential.id, RefreshFor::Upkeep, std::nullopt, cancel);
        if (!outcome && outcome.error().code == ErrorCode::Cancelled)
            return outcome.error();
        if (!outcome)
            logError(QLatin1StringView("connections"), outcome.error());
        else if (*outcome == Outcome::Refreshed)
            ++refreshed;
    }
    return refreshed;
}

Result<Grants::Outcome> Grants::refresh(const CredentialId &id,
                                        RefreshFor purpose,
                                        const std::optional<Forced> &forced,
                                        const CancelToken &cancel)
{
    // In this process by turns, and among processes by a lease.
    const std::shared_ptr<std::mutex> turn = turnOf(id);
    const std::lock_guard lock(*turn);
    const std::chrono::milliseconds begun = m.clock.monotonic();
    for (;;) {
        TRY(found, subject(id));
        const RefreshNeed need = refreshNeed(*found.credential.grant, found.now, purpose);
        const bool isForced = forced && mayForce(found, *forced);
        if (found.connection.paused || need.step == RefreshStep::SignInAgain
            || !found.credential.grant->refreshable
            || (need.step != RefreshStep::Refresh && !isForced))
            return Outcome::NotNeeded;
        const Result<Lease> lease = m.database.write<Lease>(
            [&](Transaction &tx) { return LeaseRepository::acquire(tx, leaseOf(id), leaseTime); });
        if (lease) {
            const Result<Outcome> outcome = refreshHolding(id, purpose, forced, cancel);
            const Result<void> released = m.database.write<void>(
                [&](Transaction &tx) { return LeaseRepository::release(tx, *lease); });
            if (!released)
                logError(QLatin1StringView("connections"), released.error());
            return outcome;
        }
        if (lease.error().code != ErrorCode::Busy || cancel.isCancelled()
            || m.clock.monotonic() - begun > longestWait)
            return lease.error();
        m.wait(lookAgain, cancel);
    }
}

Result<Grants::Outcome> Grants::refreshHolding(const CredentialId &id,
                                               RefreshFor purpose,
                                               const std::optional<Forced> &forced,
                                               const CancelToken &cancel)
{
    // Somebody else may have done it while we waited for the lease.
    TRY(found, subject(id));
    const RefreshNeed need = refreshNeed(*found.credential.grant, found.now, purpose);
    if (need.step != RefreshStep::Refresh && !(forced && mayForce(found, *forced)))
        return Outcome::NotNeeded;
    TRY(value, m.keys.read(*found.credential.current()));
    const Secrets secrets = grantSecrets(value);
    std::optional<TokenGrant> grant = takeUnkept(id);
    if (!grant) {
        TRY(answer, ask(found, secrets, cancel));
        if (const auto *refusal = std::get_if<TokenRefusal>(&answer))
            return noteFailure(found, *refusal);
        grant = std::get<TokenGrant>(answer);
    }
    const Result<void> kept = keep(found, secrets, *grant);
    if (!kept) {
        // The old refresh token may be used up: what came is not let go as long as this program runs.
        const std::lock_guard lock(m_mutex);
        m_unkept.insert(id.text(), *grant);
        return kept.error();
    }
    return Outcome::Refreshed;
}

std::optional<TokenGrant> Grants::takeUnkept(const CredentialId &id)
{
    const std::lock_guard lock(m_mutex);
    if (!m_unkept.contains(id.text()))
        return std::nullopt;
    return m_unkept.take(id.text());
}

Result<TokenAnswer> Grants::ask(const Subject &subject,
                                const Secrets &secrets,
                                const CancelToken &cancel)
{
    const SharedSecret refreshToken = secrets.value(refreshField);
    if (!refreshToken)
        return Error{ErrorCode::Damaged,
                     tr("What is kept of the sign-in of \"%1\" is not whole. Sign in again.")
                         .arg(subject.connection.name),
                     {}};
    TRY(use, m.uses.of(subject.connection, secrets));
    TRY(key, prepare(use));
    TRY(server, authorizationServerFor(m.http, key, cancel));
    return refreshTokens(m.http, key, server, refreshToken, cancel);
}

Result<void> Grants::keep(Subject subject, const Secrets &secrets, const TokenGrant &grant)
{
    Credential &credential = subject.credential;
    credential.grant = grantStateOf(grant, credential.grant);
    CredentialVersion version = *credential.current();
    return m.keys
        .exchange(version,
                  KeyKeeper::joined(withTokens(secrets, grant)),
                  tr("Drawbridge: %1 (sign-in)").arg(credential.label),
                  [&](Transaction &tx) -> Result<void> {
                      TRY_DONE(CredentialRepository::update(tx, credential));
                      TRY_DONE(EventLog::append(tx,
                                                eventOf(subject.connection,
                                                        u"credential.refreshed"_s,
                                                        tr("The sign-in of \"%1\" was refreshed")
                                                            .arg(subject.connection.name))));
                      return {};
                  });
}

Result<Grants::Outcome> Grants::noteFailure(const Subject &subject, const TokenRefusal &refusal)
{
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(credential, CredentialRepository::get(tx, subject.credential.id));
        const CredentialVersion *current = credential.current();
        // A grant never ends by a race: what the app refused must still be what is kept.
        if (!credential.grant || !current
            || current->fingerprint != subject.credential.current()->fingerprint)
            return {};
        const GrantState after =
            afterFailedRefresh(*credential.grant, refusal.fault, refusal.what, subject.now);
        const bool hasJustEnded = after.hasEnded() && !credential.grant->hasEnded();
        credential.grant = after;
        TRY_DONE(CredentialRepository::update(tx, credential));
        Event failed =
            eventOf(subject.connection,
                    hasJustEnded ? u"credential.grant-ended"_s : u"credential.refresh-failed"_s,
                    hasJustEnded ? tr("The sign-in of \"%1\" is over").arg(subject.connection.name)
                                 : tr("The sign-in of \"%1\" could not be refreshed")
                                       .arg(subject.connection.name));
        failed.outcome = hasJustEnded ? drawbridge::Outcome::Refused : drawbridge::Outcome::Failed;
        failed.severity = hasJustEnded ? Severity::High : Severity::Medium;
        failed.attributes.insert(u"fault"_s, toText(refusal.fault));
        failed.attributes.insert(u"explanation"_s, refusal.what);
        failed.attributes.insert(u"status"_s, refusal.failure.status);
        TRY_DONE(EventLog::append(tx, failed));
        return {};
    }));
    return Outcome::Failed;
}

} // namespace drawbridge
