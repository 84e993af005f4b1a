// SPDX-License-Identifier: GPL-3.0-or-later
// What the business itself needs beyond its daily work: the way back in, its passphrase, its settings.
#include "app/ctl/Cli.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Exit recover(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"secrets"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto kind = options.has(u"secrets"_s) ? fromText<SecretsKind>(options.value(u"secrets"_s))
                                                : std::optional(SecretsKind::Keychain);
    if (!kind || isInNetwork(*kind))
        return cli.wrongUsage(tr("--secrets is keychain or vault."));
    RecoverWithSheet request;
    request.secrets = *kind;
    if (*kind == SecretsKind::Vault) {
        const auto passphrase = cli.vaultPassphrase();
        if (!passphrase)
            return cli.fail(passphrase.error());
        request.vaultPassphrase = *passphrase;
    }
    const Result<SecretBytes> code = readSecretInput();
    if (!code)
        return cli.fail(code.error());
    request.code = QString::fromUtf8(code->reveal().toByteArray());
    const auto recovered = cli.await(cli.workspace().recover(request));
    wipe(request.code);
    if (!recovered)
        return cli.fail(recovered.error());
    return cli.done({{u"recovered"_s, true}},
                    tr("The business is open again. \"workspace check\" tells which keys must be "
                       "pasted again."));
}

Exit setAside(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    Workspace &space = cli.workspace();
    // Why it cannot be opened was told by whatever was tried before.
    (void)cli.openWorkspace();
    const auto moved = cli.await(space.setAside());
    if (!moved)
        return cli.fail(moved.error());
    const QString what = space.phaseError().what;
    return cli.done({{u"setAside"_s, true}, {u"what"_s, what}}, what);
}

Exit changePassphrase(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"new-passphrase-file"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"new-passphrase-file"_s))
        return cli.wrongUsage(tr("--new-passphrase-file is missing."));
    const auto current = cli.vaultPassphrase();
    if (!current)
        return cli.fail(current.error());
    const auto next = readPassphraseFile(options.value(u"new-passphrase-file"_s));
    if (!next)
        return cli.fail(next.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto changed =
        cli.await((*space)->dispatch(ChangePassphrase{*current, *next}, cli.cancel()));
    if (!changed)
        return cli.fail(changed.error());
    return cli.done({{u"changed"_s, true}}, tr("The vault opens with the new passphrase only."));
}

Exit setSettings(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s),
                         withValue(u"owner"_s),
                         withValue(u"auto-lock"_s),
                         withValue(u"theme"_s)},
                        0,
                        0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    WorkspaceSettings settings = (*space)->snapshot()->settings;
    if (options.has(u"name"_s))
        settings.businessName = options.value(u"name"_s).trimmed();
    if (options.has(u"owner"_s))
        settings.ownerName = options.value(u"owner"_s).trimmed();
    if (options.has(u"auto-lock"_s)) {
        bool ok = false;
        settings.autoLockMinutes = options.value(u"auto-lock"_s).toInt(&ok);
        if (!ok)
            return cli.wrongUsage(tr("--auto-lock is a number of minutes; 0 is never."));
    }
    if (options.has(u"theme"_s)) {
        const auto theme = fromText<ThemeChoice>(options.value(u"theme"_s));
        if (!theme)
            return cli.wrongUsage(tr("--theme is system, light or dark."));
        settings.theme = *theme;
    }
    const auto changed = cli.await((*space)->dispatch(ChangeSettings{settings}, cli.cancel()));
    if (!changed)
        return cli.fail(changed.error());
    return cli.done({{u"settings"_s,
                      QJsonObject{{u"name"_s, settings.businessName},
                                  {u"owner"_s, settings.ownerName},
                                  {u"autoLock"_s, settings.autoLockMinutes},
                                  {u"theme"_s, toText(settings.theme)}}}},
                    tr("Kept."));
}

} // namespace

QList<Verb> rescueVerbs()
{
    return {
        {u"workspace"_s,
         u"recover"_s,
         tr("[--secrets keychain|vault]: the code of the recovery sheet on standard input"),
         recover},
        {u"workspace"_s,
         u"set-aside"_s,
         tr("gives the folder of a business that cannot be opened another name"),
         setAside},
        {u"workspace"_s,
         u"change-passphrase"_s,
         tr("--new-passphrase-file F: of the vault file"),
         changePassphrase},
        {u"workspace"_s,
         u"set"_s,
         tr("[--name TEXT] [--owner TEXT] [--auto-lock MINUTES] [--theme system|light|dark]"),
         setSettings},
    };
}

} // namespace drawbridge::ctl
