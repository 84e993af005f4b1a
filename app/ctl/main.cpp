// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Composition.h"
#include "app/ctl/Cli.h"
#include "core/secrets/ProcessHardening.h"

#include <QCoreApplication>
#include <QDir>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using namespace drawbridge::ctl;

namespace {

QList<Verb> allVerbs()
{
    return workspaceVerbs() + rescueVerbs() + catalogVerbs() + scanVerbs() + envImportVerbs()
        + runVerbs() + connectionVerbs() + narrowVerbs() + shutOffVerbs() + credentialVerbs()
        + rotationVerbs() + flowVerbs() + editVerbs() + eventVerbs() + peopleVerbs()
        + practiceVerbs();
}

QString helpText()
{
    QString text = QCoreApplication::translate(
        "Cli",
        "drawbridgectl [--workspace DIR] [--json] [--ca FILE] [--vault-passphrase-file FILE] GROUP "
        "VERB ...\n"
        "\n"
        "Exit status: 0 done, 1 asked and the answer is no, 2 wrong usage, 3 could not.\n");
    for (const Verb &verb : allVerbs())
        text += u"\n  "_s + QString(verb.group % u' ' % verb.name).trimmed().leftJustified(29)
            + verb.help;
    return text;
}

struct CommandLine
{
    GlobalOptions options;
    QStringList words;
    QString problem;
};

/// The global options may stand anywhere before "--"; what is left belongs to the verb.
CommandLine readCommandLine(const QStringList &arguments)
{
    CommandLine line;
    const auto takeValue = [&](qsizetype &i, const QString &name) -> QString {
        const QString &word = arguments.at(i);
        if (word.startsWith(QString(name % u'=')))
            return word.mid(name.size() + 1);
        if (i + 1 >= arguments.size()) {
            line.problem = QCoreApplication::translate("Cli", "%1 needs a value.").arg(name);
            return {};
        }
        return arguments.at(++i);
    };
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString &word = arguments.at(i);
        const QString name = word.section(u'=', 0, 0);
        if (word == u"--"_s) {
            line.words += arguments.mid(i);
            break;
        }
        if (word == u"--json"_s) {
            line.options.json = true;
        } else if (name == u"--workspace"_s) {
            const QString folder = takeValue(i, name);
            if (folder.isEmpty() && line.problem.isEmpty())
                line.problem = QCoreApplication::translate("Cli", "--workspace needs a folder.");
            line.options.workspaceFolder = QDir(folder).absolutePath();
            line.options.workspaceNamed = true;
        } else if (name == u"--ca"_s) {
            line.options.authorityFiles += takeValue(i, name);
        } else if (name == u"--vault-passphrase-file"_s) {
            line.options.passphraseFile = takeValue(i, name);
        } else {
            line.words += word;
        }
    }
    if (!line.options.workspaceNamed)
        line.options.workspaceFolder = defaultWorkspaceFolder();
    return line;
}

Exit runVerb(Cli &cli, const QStringList &words)
{
    const QString group = words.first();
    if (group == u"help"_s || group == u"--help"_s || group == u"-h"_s)
        return cli.done({{u"help"_s, helpText()}}, helpText());
    if (group == u"version"_s || group == u"--version"_s)
        return cli.done({{u"version"_s, QCoreApplication::applicationVersion()}},
                        u"drawbridgectl "_s % QCoreApplication::applicationVersion());
    const QString name = words.value(1);
    QStringList known;
    for (const Verb &verb : allVerbs()) {
        if (verb.group != group)
            continue;
        if (verb.name.isEmpty())
            return verb.run(cli, words.mid(1));
        if (verb.name == name)
            return verb.run(cli, words.mid(2));
        known.append(verb.name);
    }
    if (!known.isEmpty())
        return cli.wrongUsage(QCoreApplication::translate("Cli", "\"%1\" goes with one of: %2.")
                                  .arg(group, known.join(u", "_s)));
    return cli.wrongUsage(QCoreApplication::translate("Cli", "There is no verb \"%1\".")
                              .arg(QString(repeated(group) % u' ' % repeated(name)).trimmed()));
}

} // namespace

int main(int argc, char *argv[])
{
    hardenProcess();
    // Locale-independent output: scripts read it.
    const QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"drawbridgectl"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(DRAWBRIDGE_VERSION));

    const CommandLine line = readCommandLine(QCoreApplication::arguments());
    SystemClock clock;
    SystemRandom random;
    Result<Catalog> catalog = Catalog::builtIn();
    if (!catalog) {
        std::fputs(qPrintable(catalog.error().what), stderr);
        return static_cast<int>(Exit::CouldNot);
    }
    Cli cli(line.options, catalog.takeValue(), clock, random);
    if (!line.problem.isEmpty())
        return static_cast<int>(cli.wrongUsage(line.problem));
    if (line.words.isEmpty())
        return static_cast<int>(
            cli.wrongUsage(QCoreApplication::translate("Cli", "Say what to do.")));
    return static_cast<int>(runVerb(cli, line.words));
}
