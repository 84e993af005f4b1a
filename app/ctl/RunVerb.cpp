// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"

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

/// "NAME" or "NAME=field": which variable gets which part of the key. An error is wrong usage.
Result<QMap<QString, QString>> variablesFrom(const QStringList &options)
{
    QMap<QString, QString> variables;
    for (const QString &option : options) {
        const QString name = option.section(u'=', 0, 0);
        if (!isVariableName(name))
            return Error{ErrorCode::InvalidInput, tr("--env takes NAME, or NAME=field."), {}};
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

Exit runCommand(Cli &cli, const QStringList &arguments)
{
    const qsizetype mark = arguments.indexOf(u"--"_s);
    const QStringList command = mark < 0 ? QStringList() : arguments.mid(mark + 1);
    VerbOptions options({withValue(u"connection"_s), withValue(u"env"_s)}, 0, 0);
    if (!options.parse(mark < 0 ? arguments : arguments.first(mark)))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"connection"_s) || command.isEmpty())
        return cli.wrongUsage(tr("run --connection ID --env NAME -- COMMAND.."));
    const auto variables = variablesFrom(options.values(u"env"_s));
    if (!variables)
        return cli.wrongUsage(variables.error().what);
    const QString program = programOf(command.first());
    if (program.isEmpty())
        return cli.fail({ErrorCode::NotFound,
                         tr("There is no command \"%1\".").arg(repeated(command.first())),
                         {}});
    {
        const auto space = cli.openWorkspace();
        if (!space)
            return cli.fail(space.error());
        const auto parts =
            cli.await((*space)->dispatch(LendKey{ConnectionId(options.value(u"connection"_s)),
                                                 command.first().section(u'/', -1),
                                                 QStringList(variables->values())},
                                         cli.cancel()));
        if (!parts)
            return cli.fail(parts.error());
        for (auto it = variables->cbegin(); it != variables->cend(); ++it) {
            const auto part = partOf(*parts, it.value());
            if (!part)
                return cli.wrongUsage(part.error().what);
            // setenv copies; there is no way to hand over a variable without one.
            QByteArray value = (*part)->reveal().toByteArray();
            const bool fits = !value.contains('\0')
                && ::setenv(it.key().toLatin1().constData(), value.constData(), 1) == 0;
            wipe(value);
            if (!fits)
                return cli.fail(
                    {ErrorCode::InvalidInput, tr("This key does not fit into a variable."), {}});
        }
    }
    cli.closeWorkspace();
    return cli.fail(become(program, command));
}

} // namespace

QList<Verb> runVerbs()
{
    return {{u"run"_s,
             QString(),
             tr("--connection ID --env NAME[=PART] -- COMMAND..: the command gets the key in its "
                "environment, which this login's other programs can read"),
             runCommand}};
}

} // namespace drawbridge::ctl
