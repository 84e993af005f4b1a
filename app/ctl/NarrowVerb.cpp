// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"
#include "app/ctl/SignInVerbs.h"
#include "core/workspace/Apps.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

std::optional<QStringList> grantedTo(const Connection &connection)
{
    if (!connection.lastTest || !connection.lastTest->grantedKnown)
        return std::nullopt;
    return connection.lastTest->granted;
}

QJsonValue listOrNull(const std::optional<QStringList> &list)
{
    return list ? QJsonValue(QJsonArray::fromStringList(*list)) : QJsonValue();
}

/// What to sign in for: what was named, else what the jobs need.
Result<QStringList> wantedScopes(const VerbOptions &options,
                                 const AppProfile &profile,
                                 const Connection &connection)
{
    const QStringList named = options.values(u"scope"_s);
    const QStringList scopes = named.isEmpty() ? profile.scopesFor(connection.jobs) : named;
    if (scopes.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("No job of \"%1\" says what is needed. Name it: --scope SCOPE.")
                         .arg(connection.name),
                     {}};
    return scopes;
}

CredentialVersionId versionInUse(const Snapshot &snapshot, const ConnectionId &id)
{
    for (const Credential &credential : snapshot.credentialsOf(id)) {
        if (const CredentialVersion *current = credential.current())
            return current->id;
    }
    return {};
}

AfterTheOld tryNewOne(const Cli &cli, Workspace &space, const ConnectionId &id)
{
    const auto tested = cli.await(space.dispatch(TestConnection{id}, cli.cancel()));
    bool hasEnded = false;
    for (const Credential &credential : space.snapshot()->credentialsOf(id))
        hasEnded = hasEnded || (credential.grant && credential.grant->hasEnded());
    return afterTheOld(tested ? std::optional(*tested) : std::nullopt, hasEnded);
}

/// How far it came.
struct Narrowed
{
    ConnectionView view;
    Narrowing narrowing;
    std::optional<KeyShutOff> shutOff;
    std::optional<AfterTheOld> after;
};

Exit tell(const Cli &cli, const Narrowed &done, const QString &app)
{
    QStringList lines{sentenceFor(done.narrowing, app)};
    if (done.shutOff)
        lines.append(sentenceFor(*done.shutOff, app));
    if (done.after)
        lines.append(sentenceFor(*done.after, app));
    const Answer narrower = done.narrowing.isNarrower();
    const bool isNo = narrower == Answer::No || done.after == AfterTheOld::EndedToo
        || (done.shutOff && done.shutOff->wontDie());
    return cli.done({{u"connection"_s, toJson(done.view)},
                     {u"asked"_s, QJsonArray::fromStringList(done.narrowing.asked)},
                     {u"before"_s, listOrNull(done.narrowing.before)},
                     {u"granted"_s, listOrNull(done.narrowing.granted)},
                     {u"narrower"_s, toText(narrower)},
                     {u"shutOff"_s,
                      done.shutOff ? QJsonValue(toJson(*done.shutOff, app)) : QJsonValue()},
                     {u"afterTheOld"_s, done.after ? QJsonValue(toText(*done.after)) : QJsonValue()},
                     {u"sentence"_s, lines.join(u' ')}},
                    lines.join(u'\n'),
                    isNo ? Exit::No : Exit::Done);
}

Exit narrow(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"scope"_s), flag(u"keep-old"_s), flag(u"yes"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const ConnectionId id(options.positional().first());
    const auto before = (*space)->snapshot();
    const Connection *connection = before->connection(id);
    if (!connection)
        return cli.fail({ErrorCode::NotFound, tr("There is no connection with this id."), {}});
    const AppProfile *profile = cli.catalog().app(connection->app);
    if (!profile)
        return cli.fail({ErrorCode::NotFound,
                         tr("The app of this connection is not in the catalog any more."),
                         {}});
    if (connection->auth != AuthKind::OAuth && connection->auth != AuthKind::Device)
        return cli.fail(
            {ErrorCode::InvalidInput,
             tr("\"%1\" has a key. Make one at %2 that may do less (\"connection scopes\" "
                "says what is needed), then bring it: connection replace-key.")
                 .arg(connection->name, profile->name),
             {}});
    const auto scopes = wantedScopes(options, *profile, *connection);
    if (!scopes)
        return cli.fail(scopes.error());
    const CredentialVersionId old = versionInUse(*before, id);
    const auto signedIn =
        signInOnceMore(cli,
                       **space,
                       id,
                       *scopes,
                       options.has(u"yes"_s) ? IdentityConfirmed::Yes : IdentityConfirmed::No);
    if (!signedIn)
        return cli.fail(signedIn.error());
    ReplaceKey command;
    command.id = id;
    command.secrets = signedIn->details.secrets;
    command.grant = signedIn->grant;
    command.scopes = *scopes;
    const auto replaced = cli.await((*space)->dispatch(command, cli.cancel()));
    if (!replaced)
        return cli.fail(replaced.error());
    Narrowed done{*replaced,
                  {*scopes, grantedTo(*connection), grantedTo(replaced->connection)},
                  {},
                  {}};
    const bool endsOld =
        old.isValid() && !options.has(u"keep-old"_s) && done.narrowing.isNarrower() != Answer::No;
    if (endsOld) {
        StartShutOff shutOff;
        shutOff.connection = id;
        shutOff.version = old;
        const auto ended = cli.await((*space)->dispatch(shutOff, cli.cancel()));
        if (!ended)
            return cli.fail(ended.error());
        done.shutOff = *ended;
        done.after = tryNewOne(cli, **space, id);
        const auto now = (*space)->snapshot();
        if (const Connection *current = now->connection(id))
            done.view = {*current, now->credentialsOf(id)};
    }
    return tell(cli, done, profile->name);
}

} // namespace

QList<Verb> narrowVerbs()
{
    return {
        {u"connection"_s,
         u"narrow"_s,
         tr("ID [--scope S].. [--keep-old] [--yes]: signs in again for what is needed only, ends "
            "the old sign-in, tries the new one; exit 1 if that did not narrow it"),
         narrow}};
}

} // namespace drawbridge::ctl
