// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ConnectionInput.h"

#include "core/auth/KeyUse.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/net/TrustedAuthorities.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Error usage(const QString &what)
{
    return {ErrorCode::InvalidInput, what, u"usage"_s};
}

/// A name the app does not have would be kept and never used. Apps and ways that do not exist are told elsewhere.
Result<void> checkFieldNames(const Cli &cli, const ConnectionDetails &details)
{
    const AppProfile *profile = cli.catalog().app(details.app);
    const AuthOption *option = profile ? optionFor(*profile, details.auth) : nullptr;
    if (option == nullptr)
        return {};
    QStringList known;
    for (const AuthField &field : option->fields)
        known.append(field.name);
    if (!profile->probe)
        known.append(u"probe"_s);
    const QStringList given = details.publicFields.keys() + details.secrets.keys();
    for (const QString &name : given) {
        if (known.contains(name) || name == u"value"_s)
            continue;
        return Error{ErrorCode::InvalidInput,
                     tr("%1 has no field \"%2\". It has: %3.")
                         .arg(profile->name, repeated(name), known.join(u", "_s)),
                     repeated(name)};
    }
    return {};
}

/// A secret would stand among the public fields, on the command line and in the files.
Result<void> checkNoSecretInField(const Cli &cli, const ConnectionDetails &details)
{
    const AppProfile *profile = cli.catalog().app(details.app);
    const AuthOption *option = profile ? optionFor(*profile, details.auth) : nullptr;
    if (option == nullptr)
        return {};
    for (const AuthField &field : option->fields) {
        if (field.secret && details.publicFields.contains(field.name))
            return usage(tr("\"%1\" is secret: it comes in on standard input, not by --field.")
                             .arg(field.name));
    }
    return {};
}

Result<QMap<QString, QString>> fieldOptions(const VerbOptions &options)
{
    QMap<QString, QString> fields;
    for (const QString &pair : options.values(u"field"_s)) {
        const qsizetype at = pair.indexOf(u'=');
        if (at < 1)
            return usage(tr("--field needs name=value."));
        fields.insert(pair.left(at), pair.mid(at + 1));
    }
    return fields;
}

Result<QString> authorityPem(const Cli &cli)
{
    QByteArray all;
    for (const QString &file : cli.options().authorityFiles) {
        TRY(pem, TrustedAuthorities::readPem(file));
        all += pem;
    }
    return QString::fromUtf8(all);
}

Result<ListConnection> listedInput(const VerbOptions &options, Environment environment)
{
    for (const QString &other : {u"secret-stdin"_s,
                                 u"auth"_s,
                                 u"scope"_s,
                                 u"field"_s,
                                 u"base-url"_s,
                                 u"no-test"_s,
                                 u"on-my-network"_s,
                                 u"yes"_s}) {
        if (options.has(other))
            return usage(tr("What others hold has no key here: leave out --%1.").arg(other));
    }
    TRY(endsAt, dateOption(options, u"expires"_s));
    TRY(lookAgain, dateOption(options, u"replace-by"_s));
    ListConnection listed;
    listed.app = options.positional().first();
    listed.name = options.value(u"name"_s);
    listed.environment = environment;
    listed.owner = options.value(u"owner"_s);
    listed.purpose = options.value(u"purpose"_s);
    listed.jobs = options.values(u"job"_s);
    listed.heldBy = options.value(u"held-by"_s);
    listed.endsAt = endsAt;
    listed.lookAgainOn = lookAgain;
    return listed;
}

Result<AuthKind> authOption(const Cli &cli, const VerbOptions &options)
{
    if (options.has(u"auth"_s)) {
        const auto auth = fromText<AuthKind>(options.value(u"auth"_s));
        if (!auth)
            return usage(tr("--auth is one of api-key, basic, bearer, oauth, device, "
                            "client-credentials, none."));
        return *auth;
    }
    const AppProfile *profile = cli.catalog().app(options.positional().first());
    if (profile) {
        for (const AuthOption &option : profile->auth) {
            if (option.kind != AuthKind::OAuth && option.kind != AuthKind::Device)
                return option.kind;
        }
    }
    return AuthKind::ApiKey;
}

Result<AddConnection> addedInput(const Cli &cli, const VerbOptions &options, Environment environment)
{
    AddConnection added;
    TRY(endsAt, dateOption(options, u"expires"_s));
    TRY(replaceBy, dateOption(options, u"replace-by"_s));
    TRY(fields, fieldOptions(options));
    TRY(auth, authOption(cli, options));
    added.endsAt = endsAt;
    added.replaceBy = replaceBy;
    added.test = options.has(u"no-test"_s) ? TestFirst::No : TestFirst::Yes;
    added.identity = options.has(u"yes"_s) ? IdentityConfirmed::Yes : IdentityConfirmed::No;
    ConnectionDetails &details = added.details;
    details.app = options.positional().first();
    details.name = options.value(u"name"_s);
    details.environment = environment;
    details.owner = options.value(u"owner"_s);
    details.purpose = options.value(u"purpose"_s);
    details.jobs = options.values(u"job"_s);
    details.auth = auth;
    details.scopes = options.values(u"scope"_s);
    details.publicFields = fields;
    details.baseUrl = QUrl(options.value(u"base-url"_s), QUrl::StrictMode);
    if (options.has(u"base-url"_s) && !details.baseUrl.isValid())
        return usage(tr("--base-url is not a web address."));
    if (options.has(u"on-my-network"_s)) {
        details.reach = NetworkReach::OnMyNetwork;
        TRY(pem, authorityPem(cli));
        details.trustedAuthorityPem = pem;
    }
    TRY_DONE(checkNoSecretInField(cli, details));
    if (auth == AuthKind::None && options.has(u"secret-stdin"_s))
        return usage(tr("--auth none needs no key: leave out --secret-stdin."));
    // A sign-in needs a secret only where the app gave its client one.
    const bool signsIn = auth == AuthKind::OAuth || auth == AuthKind::Device;
    if (auth != AuthKind::None && (!signsIn || options.has(u"secret-stdin"_s))) {
        if (!options.has(u"secret-stdin"_s))
            return usage(tr("The key comes in on standard input: add --secret-stdin."));
        TRY(secret, readSecretInput());
        TRY(secrets, secretFields(std::move(secret)));
        details.secrets = secrets;
    }
    TRY_DONE(checkFieldNames(cli, details));
    return added;
}

} // namespace

Result<std::optional<QDate>> dateOption(const VerbOptions &options, const QString &name)
{
    if (!options.has(name))
        return std::optional<QDate>();
    const QDate date = QDate::fromString(options.value(name), u"yyyy-MM-dd"_s);
    if (!date.isValid())
        return usage(tr("--%1 needs a date such as 2027-02-21.").arg(name));
    return std::optional<QDate>(date);
}

Result<QMap<QString, SharedSecret>> secretFields(SecretBytes source)
{
    QMap<QString, SharedSecret> fields;
    if (!source.reveal().startsWith('{')) {
        fields.insert(u"value"_s, share(std::move(source)));
        return fields;
    }
    QByteArray text = source.reveal().toByteArray();
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    wipe(text);
    if (object.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("The secret begins like a JSON object but is none. Give the bare value, or "
                        "an object "
                        "of names and values."),
                     {}};
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it.value().isString())
            return Error{ErrorCode::InvalidInput,
                         tr("Each field of the secret must be a text."),
                         {}};
        QString value = it.value().toString();
        fields.insert(it.key(), share(SecretBytes::takeFrom(value)));
    }
    return fields;
}

Result<ConnectionInput> readConnectionInput(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s),
                         withValue(u"environment"_s),
                         withValue(u"owner"_s),
                         withValue(u"purpose"_s),
                         withValue(u"job"_s),
                         withValue(u"auth"_s),
                         withValue(u"scope"_s),
                         withValue(u"field"_s),
                         withValue(u"expires"_s),
                         withValue(u"replace-by"_s),
                         withValue(u"held-by"_s),
                         withValue(u"base-url"_s),
                         flag(u"no-test"_s),
                         flag(u"secret-stdin"_s),
                         flag(u"on-my-network"_s),
                         flag(u"yes"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return usage(options.problem());
    if (cli.catalog().keys().recognize(options.positional().first().toUtf8()))
        return usage(
            tr("That is a key, and now stands in the history of your shell: replace it. The "
               "name of the app goes here, and the key to standard input."));
    for (const QString &needed : {u"name"_s, u"environment"_s, u"owner"_s, u"purpose"_s}) {
        if (options.value(needed).isEmpty())
            return usage(tr("--%1 is missing.").arg(needed));
    }
    const auto environment = fromText<Environment>(options.value(u"environment"_s));
    if (!environment)
        return usage(tr("--environment is production, staging or development."));
    // An app that was imported is known once the business is open.
    if (!cli.catalog().app(options.positional().first()))
        TRY_DONE(cli.openWorkspace());
    ConnectionInput input;
    if (options.has(u"held-by"_s)) {
        TRY(listed, listedInput(options, *environment));
        input.listed = listed;
    } else {
        TRY(added, addedInput(cli, options, *environment));
        input.added = added;
    }
    return input;
}

} // namespace drawbridge::ctl
