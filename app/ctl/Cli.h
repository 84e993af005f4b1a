// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Async.h"
#include "core/base/CancelToken.h"
#include "core/base/SecretBytes.h"
#include "core/catalog/Catalog.h"
#include "core/workspace/Workspace.h"

#include <QCommandLineParser>
#include <QEventLoop>
#include <QJsonObject>
#include <QStringList>

#include <memory>

namespace drawbridge::ctl {

/// Exit statuses of the contract.
enum class Exit { Done = 0, No = 1, WrongUsage = 2, CouldNot = 3 };

/// What stands before the group on the command line.
struct GlobalOptions
{
    QString workspaceFolder;
    bool workspaceNamed = false; ///< given on the command line
    bool json = false;
    QStringList authorityFiles;
    QString passphraseFile;
};

/// One run of drawbridgectl: its options, its outputs, and the workspace once a verb asks for it.
class Cli
{
public:
    Cli(GlobalOptions options, Catalog catalog, const Clock &clock, Random &random);
    ~Cli();

    [[nodiscard]] const GlobalOptions &options() const { return m_options; }
    [[nodiscard]] const Catalog &catalog() const
    {
        return m_workspace ? m_workspace->catalog() : m_catalog;
    }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] Random &random() const { return m_random; }
    [[nodiscard]] const CancelToken &cancel() const { return m_cancel; }

    /// The workspace, not yet opened.
    [[nodiscard]] Workspace &workspace();
    /// The workspace, open (unlocked by the passphrase file where one is given), or why not.
    Result<Workspace *> openWorkspace();

    /// Lets the program's event loop run until then. False: the owner stopped it.
    [[nodiscard]] bool pauseUntil(const QDateTime &time) const;

    /// Lets go of it, so that what comes next finds the files closed.
    void closeWorkspace();

    /// Runs the program's event loop until `future` is done. There is no other loop in this program.
    template<typename T>
    [[nodiscard]] Result<T> await(const QFuture<Result<T>> &future) const
    {
        std::optional<Result<T>> result;
        QEventLoop loop;
        QObject context;
        whenDone(future, &context, [&](const Result<T> &done) {
            result = done;
            loop.quit();
        });
        loop.exec();
        return *result;
    }

    /// Prints `document` under --json, else `text`, control characters escaped.
    Exit done(const QJsonObject &document, const QString &text, Exit exit = Exit::Done) const;
    Exit fail(const Error &error) const;
    Exit wrongUsage(const QString &what) const;
    /// One line of JSON at once, for verbs that stay.
    void printLine(const QJsonObject &line) const;
    /// CouldNot, and a note, where the output takes no more.
    [[nodiscard]] Exit printRaw(const QByteArray &bytes) const;
    /// To standard error.
    void note(const QString &text) const;

    /// Reads the passphrase file of the global options. NotFound when none was named.
    [[nodiscard]] Result<SharedSecret> vaultPassphrase() const;

private:
    /// `exit`, if it could be written.
    [[nodiscard]] Exit printed(const QByteArray &bytes, Exit exit) const;

    GlobalOptions m_options;
    Catalog m_catalog;
    const Clock &m_clock;
    Random &m_random;
    CancelToken m_cancel;
    std::unique_ptr<Workspace> m_workspace;
};

/// A file that holds a passphrase on its first line; Insecure unless it is this user's own and 0600.
[[nodiscard]] Result<SharedSecret> readPassphraseFile(const QString &path);

/// All of standard input, at most 1 MiB, without one final line break.
[[nodiscard]] Result<SecretBytes> readSecretInput();

/// A verb: its words, its options, what it does. `arguments` begins with the first word after the verb.
struct Verb
{
    QString group;
    QString name; ///< empty where the group is the verb
    QString help;
    Exit (*run)(Cli &cli, const QStringList &arguments);
};

[[nodiscard]] QList<Verb> workspaceVerbs();
[[nodiscard]] QList<Verb> rescueVerbs();
[[nodiscard]] QList<Verb> catalogVerbs();
[[nodiscard]] QList<Verb> scanVerbs();
[[nodiscard]] QList<Verb> envImportVerbs();
[[nodiscard]] QList<Verb> runVerbs();
[[nodiscard]] QList<Verb> connectionVerbs();
[[nodiscard]] QList<Verb> narrowVerbs();
[[nodiscard]] QList<Verb> shutOffVerbs();
/// After a key was replaced: shuts the one before it off, and tells of both.
Exit shutOffOldKey(Cli &cli, Workspace &space, const ConnectionView &replaced);
[[nodiscard]] QList<Verb> credentialVerbs();
[[nodiscard]] QList<Verb> rotationVerbs();
[[nodiscard]] QList<Verb> flowVerbs();
[[nodiscard]] QList<Verb> editVerbs();
[[nodiscard]] QList<Verb> eventVerbs();
[[nodiscard]] QList<Verb> peopleVerbs();
[[nodiscard]] QList<Verb> practiceVerbs();

/// Parses a verb's own arguments; a message on wrong usage. `positional` is how many there must be.
class VerbOptions
{
public:
    VerbOptions(const QList<QCommandLineOption> &options,
                int positionalAtLeast,
                int positionalAtMost);

    [[nodiscard]] bool parse(const QStringList &arguments);
    [[nodiscard]] const QString &problem() const { return m_problem; }

    [[nodiscard]] bool has(const QString &name) const { return m_parser.isSet(name); }
    [[nodiscard]] QString value(const QString &name) const { return m_parser.value(name); }
    [[nodiscard]] QStringList values(const QString &name) const { return m_parser.values(name); }
    [[nodiscard]] QStringList positional() const { return m_parser.positionalArguments(); }

private:
    QCommandLineParser m_parser;
    int m_atLeast;
    int m_atMost;
    QString m_problem;
};

/// A word as it may be said again: a long one is cut, as it could be a key that got into the wrong place.
[[nodiscard]] QString repeated(const QString &word);

/// A time such as 2026-11-24T08:00:00Z, in UTC; a date means its beginning in UTC.
[[nodiscard]] std::optional<QDateTime> readTime(const QString &text);

/// An option with a value, without one, by name.
[[nodiscard]] QCommandLineOption withValue(const QString &name);
[[nodiscard]] QCommandLineOption flag(const QString &name);

} // namespace drawbridge::ctl
