// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"
#include "core/secrets/NetworkStore.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

QString absolute(const QString &file)
{
    return QFileInfo(file).absoluteFilePath();
}

QJsonObject aboutWorkspace(const Snapshot &snapshot)
{
    return {{u"folder"_s, snapshot.folder},
            {u"name"_s, snapshot.settings.businessName},
            {u"secrets"_s, toText(snapshot.secrets)},
            {u"secretsDescription"_s, snapshot.secretsDescription},
            {u"recoverySheet"_s, snapshot.hasRecoverySheet},
            {u"clockWarning"_s, textOrNull(snapshot.clockWarning)},
            {u"connections"_s, snapshot.figures.connections},
            {u"flows"_s, snapshot.figures.flows},
            {u"events"_s, snapshot.eventCount}};
}

Exit tellWorkspace(Cli &cli)
{
    const auto snapshot = cli.workspace().snapshot();
    return cli.done({{u"workspace"_s, aboutWorkspace(*snapshot)}},
                    tr("%1 in %2: %3 connections, %4 flows, keys in %5.")
                        .arg(snapshot->settings.businessName, snapshot->folder)
                        .arg(snapshot->figures.connections)
                        .arg(snapshot->figures.flows)
                        .arg(isInNetwork(snapshot->secrets)
                                 ? snapshot->secretsDescription
                                 : tr("the %1").arg(toText(snapshot->secrets))));
}

Result<SecretsKind> secretsOption(const VerbOptions &options)
{
    if (!options.has(u"secrets"_s))
        return SecretsKind::Keychain;
    const auto kind = fromText<SecretsKind>(options.value(u"secrets"_s));
    if (!kind || isInNetwork(*kind))
        return Error{ErrorCode::InvalidInput, tr("--secrets is keychain or vault."), {}};
    return *kind;
}

/// A store in the network: its settings by --field, its sign-in from standard input. Detail "usage": wrong usage.
Result<StoreAccess> storeAccess(SecretsKind kind, const VerbOptions &options)
{
    const auto usage = [](const QString &what) {
        return Error{ErrorCode::InvalidInput, what, u"usage"_s};
    };
    StoreAccess access;
    for (const QString &pair : options.values(u"field"_s)) {
        const qsizetype at = pair.indexOf(u'=');
        if (at < 1)
            return usage(tr("--field needs name=value."));
        access.fields.insert(pair.left(at), pair.mid(at + 1));
    }
    if (const Result<void> sound = checkStoreFields({kind, access.fields}); !sound)
        return usage(sound.error().what);
    if (!access.fields.value(caFileField).isEmpty())
        access.fields[caFileField] = absolute(access.fields.value(caFileField));
    if (isInNetwork(kind) != options.has(u"secret-stdin"_s)) {
        return usage(isInNetwork(kind) ? tr("The sign-in to the store goes to standard input: add "
                                            "--secret-stdin.")
                                       : tr("A keychain or a vault file takes no --secret-stdin."));
    }
    if (isInNetwork(kind)) {
        TRY(secret, readSecretInput());
        access.secret = share(SecretBytes::copyOf(secret.reveal()));
    }
    return access;
}

Exit noAccess(const Cli &cli, const Error &error)
{
    return error.detail == u"usage" ? cli.wrongUsage(error.what) : cli.fail(error);
}

Exit initWorkspace(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"secrets"_s),
                         withValue(u"name"_s),
                         withValue(u"field"_s),
                         flag(u"secret-stdin"_s)},
                        0,
                        0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto kind = options.has(u"secrets"_s) ? fromText<SecretsKind>(options.value(u"secrets"_s))
                                                : std::optional(SecretsKind::Keychain);
    if (!kind)
        return cli.wrongUsage(tr("--secrets is keychain, vault, openbao or aws."));
    const auto access = storeAccess(*kind, options);
    if (!access)
        return noAccess(cli, access.error());
    CreateWorkspace request;
    request.access = *access;
    request.secrets = *kind;
    request.businessName = options.has(u"name"_s) ? options.value(u"name"_s) : tr("My business");
    if (*kind == SecretsKind::Vault) {
        const auto passphrase = cli.vaultPassphrase();
        if (!passphrase)
            return cli.fail(passphrase.error());
        request.vaultPassphrase = *passphrase;
    }
    Workspace &space = cli.workspace();
    const auto opened = cli.await(space.open());
    if (space.phase() != Phase::FirstRun) {
        if (!opened && space.phase() != Phase::Locked)
            return cli.fail(opened.error());
        return cli.fail({ErrorCode::Conflict,
                         tr("There is a workspace in this folder already."),
                         cli.options().workspaceFolder});
    }
    const auto created = cli.await(space.create(request));
    if (!created)
        return cli.fail(created.error());
    return tellWorkspace(cli);
}

Exit infoWorkspace(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    return tellWorkspace(cli);
}

Exit checkWorkspace(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto problems = cli.await((*space)->dispatch(CheckWorkspace{}, cli.cancel()));
    if (!problems)
        return cli.fail(problems.error());
    QJsonArray rows;
    QStringList lines;
    for (const WorkspaceProblem &problem : *problems) {
        rows.append(QJsonObject{{u"kind"_s, problem.kind}, {u"what"_s, problem.what}});
        lines.append(problem.what);
    }
    const bool sound = problems->isEmpty();
    return cli.done({{u"ok"_s, sound}, {u"problems"_s, rows}},
                    sound ? tr("Nothing wrong.") : lines.join(u'\n'),
                    sound ? Exit::Done : Exit::No);
}

Exit backUp(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"with-secrets"_s), withValue(u"passphrase-file"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"passphrase-file"_s))
        return cli.wrongUsage(tr("--passphrase-file is missing."));
    const auto passphrase = readPassphraseFile(options.value(u"passphrase-file"_s));
    if (!passphrase)
        return cli.fail(passphrase.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    BackUp command;
    command.file = absolute(options.positional().first());
    command.passphrase = *passphrase;
    command.secrets = options.has(u"with-secrets"_s) ? WithSecrets::Yes : WithSecrets::No;
    const auto done = cli.await((*space)->dispatch(command, cli.cancel()));
    if (!done)
        return cli.fail(done.error());
    return cli.done({{u"file"_s, command.file},
                     {u"withSecrets"_s, command.secrets == WithSecrets::Yes}},
                    tr("Backed up to %1.").arg(command.file));
}

Exit restore(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"passphrase-file"_s), withValue(u"secrets"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"passphrase-file"_s))
        return cli.wrongUsage(tr("--passphrase-file is missing."));
    const auto kind = secretsOption(options);
    if (!kind)
        return cli.wrongUsage(kind.error().what);
    const auto passphrase = readPassphraseFile(options.value(u"passphrase-file"_s));
    if (!passphrase)
        return cli.fail(passphrase.error());
    RestoreBackup request;
    request.file = absolute(options.positional().first());
    request.passphrase = *passphrase;
    request.secrets = *kind;
    if (*kind == SecretsKind::Vault) {
        const auto vault = cli.vaultPassphrase();
        if (!vault)
            return cli.fail(vault.error());
        request.vaultPassphrase = *vault;
    }
    const auto restored = cli.await(cli.workspace().restore(request, cli.cancel()));
    if (!restored)
        return cli.fail(restored.error());
    return tellWorkspace(cli);
}

Exit recoverySheet(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const QString file = absolute(options.positional().first());
    const auto made = cli.await((*space)->dispatch(MakeRecoverySheet{file}, cli.cancel()));
    if (!made)
        return cli.fail(made.error());
    return cli.done({{u"file"_s, file}},
                    tr("Print %1, keep the page away from this computer, then delete "
                       "the file.")
                        .arg(file));
}

Exit moveSecrets(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"field"_s), flag(u"secret-stdin"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto kind = fromText<SecretsKind>(options.positional().first());
    if (!kind)
        return cli.wrongUsage(
            tr("Keys can be moved to \"keychain\", \"vault\", \"openbao\" or \"aws\"."));
    const auto access = storeAccess(*kind, options);
    if (!access)
        return noAccess(cli, access.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    MoveSecrets command;
    command.to = *kind;
    command.access = *access;
    if (*kind == SecretsKind::Vault && (*space)->secretsKind() != SecretsKind::Vault) {
        const auto passphrase = cli.vaultPassphrase();
        if (!passphrase)
            return cli.fail(passphrase.error());
        command.vaultPassphrase = *passphrase;
    }
    const auto moved =
        cli.await((*space)->moveSecrets(command, cli.cancel(), [&cli](qint64 done, qint64 total) {
            cli.note(tr("Moved %1 of %2.").arg(done).arg(total));
        }));
    if (!moved)
        return cli.fail(moved.error());
    QString text = *kind == SecretsKind::Vault
        ? tr("Your keys are in the vault file now. From now on it asks for its passphrase.")
        : tr("Your keys are in %1 now.").arg(placeName({*kind, access->fields}));
    if (!moved->toPaste.isEmpty())
        text += u'\n' % tr("To paste again: %1.").arg(moved->toPaste.join(u", "_s));
    return cli.done({{u"secrets"_s, toText(*kind)},
                     {u"moved"_s, moved->moved},
                     {u"toPaste"_s, QJsonArray::fromStringList(moved->toPaste)}},
                    text);
}

/// Another sign-in to the store in the network the keys are in: the one before has ended, or this is another computer.
Exit storeSignIn(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"secret-stdin"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"secret-stdin"_s))
        return cli.wrongUsage(
            tr("The sign-in to the store goes to standard input: add --secret-stdin."));
    const Result<SecretBytes> secret = readSecretInput();
    if (!secret)
        return cli.fail(secret.error());
    Workspace &space = cli.workspace();
    const auto opened = cli.await(space.open());
    if (space.phase() == Phase::FirstRun)
        return cli.fail({ErrorCode::NotFound, tr("There is no workspace in this folder yet."), {}});
    if (!isInNetwork(space.secretsKind()))
        return cli.fail(opened ? Error{ErrorCode::Conflict,
                                       tr("Your keys are on this computer, not in a store that is "
                                          "signed in to."),
                                       {}}
                               : opened.error());
    const auto signedIn = cli.await(space.unlock(share(SecretBytes::copyOf(secret->reveal()))));
    if (!signedIn)
        return cli.fail(signedIn.error());
    return tellWorkspace(cli);
}

} // namespace

QList<Verb> workspaceVerbs()
{
    return {
        {u"workspace"_s,
         u"init"_s,
         tr("[--secrets keychain|vault|openbao|aws] [--name TEXT]; for a store in the network "
            "--field name=value .. --secret-stdin"),
         initWorkspace},
        {u"workspace"_s, u"info"_s, tr("where it is, where its keys are"), infoWorkspace},
        {u"workspace"_s, u"check"_s, tr("exit 1 if something is wrong"), checkWorkspace},
        {u"workspace"_s, u"backup"_s, tr("FILE --passphrase-file F [--with-secrets]"), backUp},
        {u"workspace"_s,
         u"restore"_s,
         tr("FILE --passphrase-file F [--secrets keychain|vault]; opens paused"),
         restore},
        {u"workspace"_s,
         u"move-secrets"_s,
         tr("keychain|vault|openbao|aws: every key to that store; a new vault's passphrase by "
            "--vault-passphrase-file; for a store in the network --field name=value .. "
            "--secret-stdin"),
         moveSecrets},
        {u"workspace"_s,
         u"store-sign-in"_s,
         tr("--secret-stdin: another sign-in to the store in the network"),
         storeSignIn},
        {u"workspace"_s, u"recovery-sheet"_s, tr("FILE: a page to print"), recoverySheet},
    };
}

} // namespace drawbridge::ctl
