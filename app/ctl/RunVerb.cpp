// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/RunWatch.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

bool isVariableName(const QString &name)
{
    static const QRegularExpression shape(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return shape.match(name).hasMatch();
}

/// What the loader or a shell takes its orders from: a key there opens nothing, and is printed in their complaints.
bool isForTheSystem(const QString &name)
{
    static const QStringList names{u"PATH"_s, u"IFS"_s, u"ENV"_s, u"BASH_ENV"_s, u"GCONV_PATH"_s};
    return name.startsWith(u"LD_"_s) || names.contains(name);
}

/// "NAME" or "NAME=field": which variable gets which part of the key. An error is wrong usage.
Result<QMap<QString, QString>> variablesFrom(const QStringList &options)
{
    QMap<QString, QString> variables;
    for (const QString &option : options) {
        const QString name = option.section(u'=', 0, 0);
        if (!isVariableName(name))
            return Error{ErrorCode::InvalidInput, tr("--env takes NAME, or NAME=field."), {}};
        if (isForTheSystem(name))
            return Error{
                ErrorCode::InvalidInput,
                tr("%1 means something to the system itself. Take the name that the command "
                   "looks for.")
                    .arg(name),
                {}};
        variables.insert(name, option.section(u'=', 1));
    }
    if (variables.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("Say in which variable the command looks for the key: --env NAME."),
                     {}};
    return variables;
}

/// The part of the key that `field` names; the only one where it names none.
Result<SharedSecret> partOf(const QMap<QString, SharedSecret> &parts, const QString &field)
{
    if (field.isEmpty() && parts.size() == 1)
        return parts.first();
    if (const auto found = parts.constFind(field); found != parts.cend())
        return *found;
    return Error{ErrorCode::InvalidInput,
                 tr("This key has the parts %1. Name one: --env NAME=part.")
                     .arg(QStringList(parts.keys()).join(u", "_s)),
                 {}};
}

/// As a shell finds it: what has a slash is a path from here, the rest is looked for on PATH. Empty: there is none.
QString programOf(const QString &command)
{
    if (!command.contains(u'/'))
        return QStandardPaths::findExecutable(command);
    const QFileInfo file(command);
    return file.isFile() && file.isExecutable() ? file.absoluteFilePath() : QString();
}

/// Does not come back if it succeeds: the command takes the place of this process.
Error become(const QString &program, const QStringList &command)
{
    std::vector<QByteArray> words;
    for (const QString &word : command)
        words.push_back(QFile::encodeName(word));
    std::vector<char *> pointers;
    for (QByteArray &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(QFile::encodeName(program).constData(), pointers.data());
    return {ErrorCode::Unavailable,
            tr("\"%1\" could not be started.").arg(repeated(command.first())),
            QString::fromLocal8Bit(std::strerror(errno))};
}

/// Takes the place of this process, once.
Exit runOnce(Cli &cli, const KeyedCommand &command)
{
    {
        const auto space = cli.openWorkspace();
        if (!space)
            return cli.fail(space.error());
        const auto lent =
            cli.await((*space)->dispatch(LendKey{command.connection,
                                                 command.words.first().section(u'/', -1),
                                                 QStringList(command.variables.values())},
                                         cli.cancel()));
        if (!lent)
            return cli.fail(lent.error());
        const auto values = valuesFor(command, lent->parts);
        if (!values)
            return cli.wrongUsage(values.error().what);
        for (auto it = values->cbegin(); it != values->cend(); ++it) {
            // setenv copies; there is no way to hand over a variable without one.
            QByteArray value = it.value()->reveal().toByteArray();
            const bool fits = !value.contains('\0')
                && ::setenv(it.key().toLatin1().constData(), value.constData(), 1) == 0;
            wipe(value);
            if (!fits)
                return cli.fail(
                    {ErrorCode::InvalidInput, tr("This key does not fit into a variable."), {}});
        }
    }
    cli.closeWorkspace();
    return cli.fail(become(command.program, command.words));
}

/// Seconds between asking a command to end and ending it; an error is wrong usage.
Result<std::chrono::seconds> graceFrom(const VerbOptions &options)
{
    constexpr int usual = 10;
    constexpr int longest = 3600;
    if (!options.has(u"grace"_s))
        return std::chrono::seconds(usual);
    bool isNumber = false;
    const int given = options.value(u"grace"_s).toInt(&isNumber);
    if (!isNumber || given < 0 || given > longest || !options.has(u"watch"_s))
        return Error{ErrorCode::InvalidInput,
                     tr("--grace takes seconds, 3600 at most, and goes with --watch."),
                     {}};
    return std::chrono::seconds(given);
}

Exit runCommand(Cli &cli, const QStringList &arguments)
{
    const qsizetype mark = arguments.indexOf(u"--"_s);
    KeyedCommand command;
    command.words = mark < 0 ? QStringList() : arguments.mid(mark + 1);
    VerbOptions options({withValue(u"connection"_s),
                         withValue(u"env"_s),
                         flag(u"watch"_s),
                         withValue(u"grace"_s)},
                        0,
                        0);
    if (!options.parse(mark < 0 ? arguments : arguments.first(mark)))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"connection"_s) || command.words.isEmpty())
        return cli.wrongUsage(tr("run [--watch] --connection ID --env NAME -- COMMAND.."));
    const auto variables = variablesFrom(options.values(u"env"_s));
    if (!variables)
        return cli.wrongUsage(variables.error().what);
    const auto grace = graceFrom(options);
    if (!grace)
        return cli.wrongUsage(grace.error().what);
    command.connection = ConnectionId(options.value(u"connection"_s));
    command.variables = *variables;
    command.program = programOf(command.words.first());
    if (command.program.isEmpty())
        return cli.fail({ErrorCode::NotFound,
                         tr("There is no command \"%1\".").arg(repeated(command.words.first())),
                         {}});
    return options.has(u"watch"_s) ? runWatched(cli, command, *grace) : runOnce(cli, command);
}

} // namespace

Result<QMap<QString, SharedSecret>> valuesFor(const KeyedCommand &command,
                                              const QMap<QString, SharedSecret> &parts)
{
    QMap<QString, SharedSecret> values;
    for (auto it = command.variables.cbegin(); it != command.variables.cend(); ++it) {
        TRY(part, partOf(parts, it.value()));
        values.insert(it.key(), part);
    }
    return values;
}

QList<Verb> runVerbs()
{
    return {{u"run"_s,
             QString(),
             tr("[--watch [--grace SECONDS]] --connection ID --env NAME[=PART] -- COMMAND..: the "
                "command gets the key in its environment, which this login's other programs can "
                "read; --watch starts it again with each new key"),
             runCommand}};
}

} // namespace drawbridge::ctl
