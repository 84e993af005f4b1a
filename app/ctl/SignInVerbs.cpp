// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/SignInVerbs.h"

#include "app/ctl/Json.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QSocketNotifier>
#include <QStandardPaths>
#include <QTextStream>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

bool hasTerminal()
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

/// Lines that are pasted while a sign-in waits: from standard input, which may have held the client's secret before,
/// or else from the terminal itself.
class PasteReader : public QObject
{
public:
    explicit PasteReader(std::shared_ptr<PastedAddress> pasted)
        : m_pasted(std::move(pasted))
    {
        const bool isOpen = isatty(STDIN_FILENO) == 1
            ? m_file.open(STDIN_FILENO, QIODevice::ReadOnly)
            : (m_file.setFileName(u"/dev/tty"_s), m_file.open(QIODevice::ReadOnly));
        if (!isOpen && !m_file.open(STDIN_FILENO, QIODevice::ReadOnly))
            return;
        m_notifier = std::make_unique<QSocketNotifier>(m_file.handle(), QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
            const QByteArray line = m_file.readLine(16 * 1024);
            if (line.isEmpty())
                m_notifier->setEnabled(false);
            else
                m_pasted->paste(QString::fromUtf8(line));
        });
    }

private:
    std::shared_ptr<PastedAddress> m_pasted;
    QFile m_file;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// The system's browser, for somebody who sits in front of it; what is printed is enough for everybody else.
void openBrowser(const QUrl &page)
{
    const QString opener = QStandardPaths::findExecutable(u"xdg-open"_s);
    const bool hasScreen =
        qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (!opener.isEmpty() && hasScreen && hasTerminal())
        QProcess::startDetached(opener, {page.toString(QUrl::FullyEncoded)});
}

SignInPrompts promptsFor(Cli &cli, QObject &inThisThread)
{
    SignInPrompts prompts;
    prompts.pasted = std::make_shared<PastedAddress>();
    prompts.openBrowser = [&cli, &inThisThread, pasted = prompts.pasted](const QUrl &page,
                                                                         bool pasteNeeded) {
        QMetaObject::invokeMethod(&inThisThread, [&cli, &inThisThread, page, pasteNeeded, pasted] {
            if (cli.options().json) {
                cli.printLine({{u"authorizeUrl"_s, page.toString(QUrl::FullyEncoded)},
                               {u"pasteNeeded"_s, pasteNeeded}});
            } else {
                cli.note(tr("Sign in here: %1").arg(page.toString(QUrl::FullyEncoded)));
                cli.note(
                    pasteNeeded
                        ? tr("When you are done, paste the address you were sent to, and press "
                             "Enter.")
                        : tr("Drawbridge goes on by itself when you are done. Where the browser "
                             "is on another computer, paste the address you were sent to."));
                openBrowser(page);
            }
            (new PasteReader(pasted))->setParent(&inThisThread);
        });
    };
    prompts.showCode = [&cli, &inThisThread](const DeviceCode &code) {
        QMetaObject::invokeMethod(&inThisThread, [&cli, code] {
            if (cli.options().json) {
                cli.printLine({{u"userCode"_s, code.userCode},
                               {u"verificationUri"_s, code.page.toString(QUrl::FullyEncoded)},
                               {u"verificationUriComplete"_s,
                                code.pageWithCode.isEmpty()
                                    ? QJsonValue()
                                    : QJsonValue(code.pageWithCode.toString(QUrl::FullyEncoded))},
                               {u"expiresIn"_s, qint64(code.lifetime.count())}});
            } else {
                cli.note(tr("Open %1 on any screen and type this code: %2")
                             .arg(code.page.toString(QUrl::FullyEncoded), code.userCode));
                cli.note(tr("It is good for %1 minutes.").arg((code.lifetime.count() + 59) / 60));
            }
        });
    };
    prompts.pasteRefused = [&cli, &inThisThread](const QString &why) {
        QMetaObject::invokeMethod(&inThisThread, [&cli, why] { cli.note(why); });
    };
    return prompts;
}

/// "This belongs to ..., yours?" Asked where there is somebody to ask.
bool isConfirmed(Cli &cli, const QString &identity)
{
    if (!hasTerminal())
        return false;
    cli.note(tr("This sign-in belongs to %1. Is that yours? [y/N]").arg(identity));
    QTextStream in(stdin);
    return in.readLine().trimmed().startsWith(u'y', Qt::CaseInsensitive);
}

} // namespace

bool needsSignIn(const AddConnection &added)
{
    return added.details.auth == AuthKind::OAuth || added.details.auth == AuthKind::Device;
}

namespace {

/// What was signed in to, if it is to be kept; what is not is ended at the app again, as far as it can be.
Result<SignedIn> wanted(Cli &cli,
                        Workspace &workspace,
                        const SignedIn &signedIn,
                        IdentityConfirmed identity)
{
    std::optional<Error> unwanted;
    if (!signedIn.test.ok) {
        unwanted = Error{ErrorCode::Refused, signedIn.test.explanation, {}};
    } else if (identity == IdentityConfirmed::No && !signedIn.test.identity.isEmpty()
               && !isConfirmed(cli, signedIn.test.identity)) {
        unwanted =
            Error{ErrorCode::Conflict,
                  tr("This sign-in belongs to %1. If that is yours, add --yes and sign in again.")
                      .arg(signedIn.test.identity),
                  signedIn.test.identity};
    }
    if (!unwanted)
        return signedIn;
    const auto ended = cli.await(workspace.dispatch(DiscardSignIn{signedIn.details}));
    if (!ended || !*ended)
        unwanted->what +=
            u' '
            + tr(
                "What the app gave is not kept here; end it on the app's page, as this could not.");
    return *unwanted;
}

} // namespace

Result<AddConnection> signInFirst(Cli &cli, Workspace &workspace, AddConnection added)
{
    QObject inThisThread;
    const SignIn command{added.details, promptsFor(cli, inThisThread)};
    TRY(signedIn, cli.await(workspace.dispatch(command, cli.cancel())));
    TRY(kept, wanted(cli, workspace, signedIn, added.identity));
    added.details = kept.details;
    added.grant = kept.grant;
    added.identity = IdentityConfirmed::Yes;
    return added;
}

Result<SignedIn> signInOnceMore(Cli &cli,
                                Workspace &workspace,
                                const ConnectionId &id,
                                const std::optional<QStringList> &scopes,
                                IdentityConfirmed identity)
{
    QObject inThisThread;
    const SignInAgain command{id, promptsFor(cli, inThisThread), scopes};
    TRY(signedIn, cli.await(workspace.dispatch(command, cli.cancel())));
    return wanted(cli, workspace, signedIn, identity);
}

Exit signInAgain(Cli &cli, Workspace &workspace, const ConnectionId &id, IdentityConfirmed identity)
{
    const auto kept = signInOnceMore(cli, workspace, id, std::nullopt, identity);
    if (!kept)
        return cli.fail(kept.error());
    ReplaceKey replaced;
    replaced.id = id;
    replaced.secrets = kept->details.secrets;
    replaced.grant = kept->grant;
    const auto done = cli.await(workspace.dispatch(replaced, cli.cancel()));
    if (!done)
        return cli.fail(done.error());
    return cli.done({{u"connection"_s, toJson(*done)}},
                    tr("\"%1\" is signed in to again.").arg(done->connection.name));
}

} // namespace drawbridge::ctl
