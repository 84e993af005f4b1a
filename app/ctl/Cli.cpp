// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"

#include "app/Composition.h"
#include "app/ctl/StopSignals.h"
#include "core/base/PlainText.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTimeZone>
#include <QTimer>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

bool writeAll(std::FILE *stream, const QByteArray &bytes)
{
    const size_t size = static_cast<size_t>(bytes.size());
    const bool written = std::fwrite(bytes.constData(), 1, size, stream) == size;
    return std::fflush(stream) == 0 && written;
}

} // namespace

Cli::Cli(GlobalOptions options, Catalog catalog, const Clock &clock, Random &random)
    : m_options(std::move(options))
    , m_catalog(std::move(catalog))
    , m_clock(clock)
    , m_random(random)
{
    stopSignalsCancel(m_cancel);
}

Cli::~Cli() = default;

Workspace &Cli::workspace()
{
    if (!m_workspace) {
        WorkspaceParts parts;
        parts.folder = m_options.workspaceFolder;
        parts.clock = &m_clock;
        parts.random = &m_random;
        parts.catalog = m_catalog;
        parts.actor = loginName() % u" (drawbridgectl)"_s;
        parts.trustedAuthorityFiles = m_options.authorityFiles;
        parts.makeStore = [&clock = m_clock, &random = m_random](const SecretsPlace &place,
                                                                 const QString &folder) {
            return makeRealStore(place, folder, clock, random);
        };
        m_workspace = std::make_unique<Workspace>(std::move(parts));
    }
    return *m_workspace;
}

bool Cli::pauseUntil(const QDateTime &time) const
{
    constexpr std::chrono::milliseconds slice{200};
    while (!m_cancel.isCancelled()) {
        const std::chrono::milliseconds left(m_clock.now().msecsTo(time));
        if (left <= std::chrono::milliseconds(0))
            return true;
        auto promise = std::make_shared<QPromise<Result<bool>>>();
        promise->start();
        QTimer::singleShot(std::min(left, slice), [promise] {
            promise->addResult(Result<bool>(true));
            promise->finish();
        });
        if (!await(promise->future()))
            return false;
    }
    return false;
}

void Cli::closeWorkspace()
{
    m_workspace.reset();
}

Result<Workspace *> Cli::openWorkspace()
{
    Workspace &space = workspace();
    if (space.phase() == Phase::Open)
        return &space;
    const Result<void> opened = await(space.open());
    if (space.phase() == Phase::Locked && space.secretsKind() == SecretsKind::Vault
        && !m_options.passphraseFile.isEmpty()) {
        TRY(passphrase, vaultPassphrase());
        TRY_DONE(await(space.unlock(passphrase)));
        return &space;
    }
    TRY_DONE(opened);
    if (space.phase() == Phase::FirstRun && !space.phaseError().what.isEmpty())
        return space.phaseError(); // an earlier attempt to make one broke off
    if (space.phase() == Phase::FirstRun)
        return Error{
            ErrorCode::NotFound,
            QCoreApplication::translate("Cli",
                                        "There is no workspace in this folder yet. Make one with "
                                        "\"drawbridgectl workspace init\"."),
            m_options.workspaceFolder};
    return &space;
}

Exit Cli::done(const QJsonObject &document, const QString &text, Exit exit) const
{
    if (m_options.json)
        return printed(QJsonDocument(document).toJson(QJsonDocument::Compact) + '\n', exit);
    if (!text.isEmpty())
        return printed(plainLines(text, 10'000'000).toUtf8() + '\n', exit);
    return exit;
}

Exit Cli::fail(const Error &error) const
{
    if (m_options.json) {
        const QJsonObject object{{u"code"_s, toText(error.code)},
                                 {u"what"_s, error.what},
                                 {u"detail"_s, error.detail}};
        writeAll(stdout,
                 QJsonDocument(QJsonObject{{u"error"_s, object}}).toJson(QJsonDocument::Compact)
                     + '\n');
    } else {
        note(error.what);
        if (!error.detail.isEmpty())
            note(u"  "_s % error.detail);
    }
    return Exit::CouldNot;
}

Exit Cli::wrongUsage(const QString &what) const
{
    note(what);
    note(QCoreApplication::translate("Cli", "See \"drawbridgectl help\"."));
    return Exit::WrongUsage;
}

void Cli::printLine(const QJsonObject &line) const
{
    writeAll(stdout, QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

Exit Cli::printRaw(const QByteArray &bytes) const
{
    return printed(bytes, Exit::Done);
}

Exit Cli::printed(const QByteArray &bytes, Exit exit) const
{
    if (writeAll(stdout, bytes))
        return exit;
    note(QCoreApplication::translate(
        "Cli", "The answer could not be written in full. Make room on the disk, then try again."));
    return Exit::CouldNot;
}

void Cli::note(const QString &text) const
{
    writeAll(stderr, plainLines(text).toUtf8() + '\n');
}

Result<SharedSecret> Cli::vaultPassphrase() const
{
    if (m_options.passphraseFile.isEmpty())
        return Error{
            ErrorCode::NotFound,
            QCoreApplication::translate(
                "Cli", "The vault needs its passphrase: name a file with --vault-passphrase-file."),
            {}};
    return readPassphraseFile(m_options.passphraseFile);
}

Result<SharedSecret> readPassphraseFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return Error{ErrorCode::NotFound,
                     QCoreApplication::translate("Cli", "The passphrase file cannot be read."),
                     file.errorString()};
    const QFileInfo about(file.fileName());
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup
        | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::WriteOther
        | QFileDevice::ExeOther;
    if (about.ownerId() != geteuid() || (file.permissions() & others))
        return Error{
            ErrorCode::Insecure,
            QCoreApplication::translate("Cli",
                                        "The passphrase file must be your own and readable by you "
                                        "only: chmod 600 it."),
            path};
    QByteArray bytes = file.read(4097);
    if (bytes.size() > 4096)
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Cli",
                                                 "The passphrase file is longer than 4096 bytes."),
                     {}};
    qsizetype end = bytes.indexOf('\n');
    if (end < 0)
        end = bytes.size();
    if (end > 0 && bytes.at(end - 1) == '\r')
        --end;
    SecretBytes secret = SecretBytes::copyOf(QByteArrayView(bytes).first(end));
    wipe(bytes);
    if (secret.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Cli", "The passphrase file is empty."),
                     {}};
    return share(std::move(secret));
}

Result<SecretBytes> readSecretInput()
{
    constexpr qsizetype limit = 1024 * 1024;
    SecretBytes buffer = SecretBytes::ofSize(limit + 1);
    const std::span<std::byte> room = buffer.writable();
    size_t used = 0;
    while (used < room.size()) {
        if (!waitForInput(STDIN_FILENO))
            return Error{ErrorCode::Cancelled,
                         QCoreApplication::translate("Cli", "It was stopped. Nothing was kept."),
                         {}};
        const ssize_t got = ::read(STDIN_FILENO, room.data() + used, room.size() - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error{ErrorCode::Unavailable,
                         QCoreApplication::translate("Cli", "Standard input cannot be read."),
                         {}};
        if (got == 0)
            break;
        used += static_cast<size_t>(got);
    }
    if (used > static_cast<size_t>(limit))
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Cli", "The secret is longer than 1 MiB."),
                     {}};
    if (used > 0 && room[used - 1] == std::byte{'\n'})
        --used;
    if (used > 0 && room[used - 1] == std::byte{'\r'})
        --used;
    const QByteArrayView given = buffer.reveal().first(static_cast<qsizetype>(used));
    if (given.trimmed().isEmpty())
        return Error{
            ErrorCode::InvalidInput,
            QCoreApplication::translate("Cli", "Standard input was empty: the secret goes there."),
            {}};
    return SecretBytes::copyOf(given);
}

VerbOptions::VerbOptions(const QList<QCommandLineOption> &options,
                         int positionalAtLeast,
                         int positionalAtMost)
    : m_atLeast(positionalAtLeast)
    , m_atMost(positionalAtMost)
{
    m_parser.addOptions(options);
}

bool VerbOptions::parse(const QStringList &arguments)
{
    if (!m_parser.parse(QStringList{u"drawbridgectl"_s} + arguments)) {
        m_problem = m_parser.errorText();
        return false;
    }
    const qsizetype given = positional().size();
    if (given < m_atLeast) {
        m_problem = QCoreApplication::translate("Cli", "Something is missing at the end.");
        return false;
    }
    if (given > m_atMost) {
        m_problem = QCoreApplication::translate("Cli", "Unexpected: %1")
                        .arg(repeated(positional().at(m_atMost)));
        return false;
    }
    return true;
}

std::optional<QDateTime> readTime(const QString &text)
{
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (text.size() == 10)
        time = QDateTime(QDate::fromString(text, Qt::ISODate), QTime(0, 0), QTimeZone::utc());
    return time.isValid() ? std::optional(time.toUTC()) : std::nullopt;
}

QString repeated(const QString &word)
{
    constexpr qsizetype longestWhole = 24;
    return word.size() > longestWhole ? QString(word.left(8) % u'…') : word;
}

QCommandLineOption withValue(const QString &name)
{
    return QCommandLineOption(name, QString(), u"value"_s);
}

QCommandLineOption flag(const QString &name)
{
    return QCommandLineOption(name);
}

} // namespace drawbridge::ctl
