// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/EnvImports.h"

#include "core/base/Clock.h"
#include "core/base/PlainText.h"
#include "core/base/SortableId.h"
#include "core/catalog/Catalog.h"
#include "core/connections/Connections.h"
#include "core/connections/FileRewrite.h"
#include "core/crypto/Digest.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/KeptFileRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestFile = 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvImports", text);
}

QString absolute(const QString &path)
{
    return QFileInfo(path).absoluteFilePath();
}

bool isWanted(const EnvProposal &proposal, const QStringList &settings)
{
    if (settings.isEmpty())
        return proposal.auth.has_value();
    return std::any_of(proposal.names.cbegin(), proposal.names.cend(), [&](const QString &name) {
        return settings.contains(name);
    });
}

/// A setting whose value a connection holds.
struct Moved
{
    QString setting;
    SharedSecret value;
    QString connection; ///< its name
};

/// Wipes what it looks at, however the block ends.
class WipedAtEnd
{
public:
    explicit WipedAtEnd(QByteArray &bytes)
        : m_bytes(bytes)
    {}
    ~WipedAtEnd() { wipe(m_bytes); }
    WipedAtEnd(const WipedAtEnd &) = delete;
    WipedAtEnd &operator=(const WipedAtEnd &) = delete;

private:
    QByteArray &m_bytes;
};

QString beginOfReference(const QString &setting)
{
    return u"# %1 is in Drawbridge: connection \""_s.arg(setting);
}

/// Whether `now` is `original` with references in the place of some settings, and nothing else.
bool isMadeFrom(const QByteArray &now, const QByteArray &original, const EnvFile &file)
{
    QByteArrayView left(now);
    qsizetype at = 0;
    const auto skip = [&](QByteArrayView same) {
        if (!left.startsWith(same))
            return false;
        left = left.sliced(same.size());
        return true;
    };
    for (const EnvEntry &entry : file.entries) {
        const QByteArrayView whole(original);
        if (!skip(whole.sliced(at, entry.at - at)))
            return false;
        at = entry.at + entry.length;
        if (skip(whole.sliced(entry.at, entry.length)))
            continue;
        if (!skip(beginOfReference(entry.name).toUtf8()))
            return false;
        const qsizetype lineEnd = left.indexOf('\n');
        QByteArrayView rest = lineEnd < 0 ? left : left.first(lineEnd);
        if (rest.endsWith('\r'))
            rest.chop(1);
        if (!rest.endsWith('"'))
            return false;
        left = left.sliced(rest.size());
    }
    return left == QByteArrayView(original).sliced(at);
}

/// `bytes` with a comment in the place of each setting that has moved. Another of the same name stays.
QByteArray withReferences(const QByteArray &bytes, const EnvFile &file, const QList<Moved> &moved)
{
    QByteArray out;
    qsizetype copied = 0;
    for (const EnvEntry &entry : file.entries) {
        const auto found = std::find_if(moved.cbegin(), moved.cend(), [&](const Moved &each) {
            return each.setting == entry.name && each.value->equals(*entry.value);
        });
        if (found == moved.cend())
            continue;
        out += bytes.mid(copied, entry.at - copied);
        out += QString(beginOfReference(entry.name) % plainText(found->connection, 120) % u'"')
                   .toUtf8();
        copied = entry.at + entry.length;
    }
    return out + bytes.mid(copied);
}

} // namespace

EnvImports::EnvImports(const Parts &parts)
    : m(parts)
{}

Result<void> EnvImports::tell(const QString &type, const QString &summary)
{
    return m.database.write<void>([&](Transaction &tx) -> Result<void> {
        Event event;
        event.type = type;
        event.summary = summary;
        TRY_DONE(EventLog::append(tx, event));
        return {};
    });
}

Result<void> EnvImports::keepOriginal(const QString &path, const QByteArray &bytes)
{
    return m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(kept, KeptFileRepository::newestOf(tx, path));
        if (kept && kept->bytes->equals(SecretBytes::copyOf(bytes)))
            return {};
        KeptFile file;
        file.id = makeSortableId(m.clock, m.random);
        file.path = path;
        file.keptAt = m.clock.now();
        file.bytes = share(SecretBytes::copyOf(bytes));
        TRY_DONE(KeptFileRepository::insert(tx, file));
        Event event;
        event.type = u"file.kept"_s;
        event.summary = tr("\"%1\" was kept as it is, sealed").arg(plainText(path, 300));
        TRY_DONE(EventLog::append(tx, event));
        return {};
    });
}

Result<std::optional<ConnectionView>> EnvImports::existing(const EnvProposal &proposal)
{
    const SharedSecret value = KeyKeeper::joined(proposal.secrets);
    const QByteArray mark = fingerprint(*m.fingerprintKey, *value);
    return m.database.read<std::optional<ConnectionView>>(
        [&](ReadView &view) -> Result<std::optional<ConnectionView>> {
            TRY(connections, ConnectionRepository::list(view));
            for (const Connection &connection : connections) {
                if (connection.app != proposal.app)
                    continue;
                TRY(credentials, CredentialRepository::listOf(view, connection.id));
                for (const Credential &credential : credentials) {
                    const CredentialVersion *current = credential.current();
                    // Where the key itself is elsewhere, taking it out of the file would lose it.
                    if (current && !current->storeKey.isEmpty() && current->fingerprint == mark)
                        return std::optional(ConnectionView{connection, credentials});
                }
            }
            return std::optional<ConnectionView>();
        });
}

Result<QString> EnvImports::freeName(const EnvProposal &proposal)
{
    TRY(connections, m.database.read<QList<Connection>>([](ReadView &view) {
        return ConnectionRepository::list(view);
    }));
    QStringList taken;
    for (const Connection &connection : connections)
        taken.append(connection.name.toLower());
    const QString base = proposal.environment == Environment::Production
        ? proposal.appName
        : tr("%1 (test)").arg(proposal.appName);
    QString name = base;
    for (int number = 2; taken.contains(name.toLower()); ++number)
        name = u"%1 %2"_s.arg(base, QString::number(number));
    return name;
}

Result<ConnectionView> EnvImports::connect(const ImportEnvFile &command,
                                           const EnvProposal &proposal,
                                           const CancelToken &cancel)
{
    TRY(there, existing(proposal));
    if (there)
        return *there;
    TRY(name, freeName(proposal));
    AddConnection add;
    add.details.app = proposal.app;
    add.details.name = name;
    add.details.environment = proposal.environment;
    add.details.owner = command.owner;
    add.details.purpose = notSaidYet();
    add.details.auth = *proposal.auth;
    add.details.publicFields = proposal.publicFields;
    add.details.secrets = proposal.secrets;
    add.test = command.test;
    // It lay in a file that backups, editors and other programs have read.
    add.replaceBy = m.clock.now().toLocalTime().date();
    TRY(added, m.connections.add(add, cancel));
    EditConnection edit;
    edit.id = added.connection.id;
    edit.revision = added.connection.revision;
    edit.notes = tr("Replace this key: it lay in a file, %1 (%2).")
                     .arg(plainText(absolute(command.path), 300), proposal.names.join(u", "_s));
    return m.connections.edit(edit);
}

Result<QList<EnvOffer>> EnvImports::look(const LookAtEnvFile &command) const
{
    TRY(bytes, readWholeFile(command.path, longestFile));
    const auto file = readEnvFile(bytes);
    wipe(bytes);
    if (!file)
        return file.error();
    QList<EnvOffer> offers;
    for (const EnvProposal &proposal : proposeConnections(*file, m.uses.catalog()))
        offers.append(
            {proposal.app, proposal.appName, proposal.environment, proposal.names, proposal.whyNot});
    return offers;
}

Result<ImportEnvFile::Report> EnvImports::import(const ImportEnvFile &command,
                                                 const CancelToken &cancel)
{
    TRY(bytes, readWholeFile(command.path, longestFile));
    const WipedAtEnd wiped(bytes);
    TRY(file, readEnvFile(bytes));
    QList<EnvProposal> wanted = proposeConnections(file, m.uses.catalog());
    wanted.removeIf(
        [&](const EnvProposal &proposal) { return !isWanted(proposal, command.settings); });
    for (const QString &name : command.settings) {
        const bool isThere =
            std::any_of(wanted.cbegin(), wanted.cend(), [&](const EnvProposal &proposal) {
                return proposal.names.contains(name);
            });
        if (!isThere)
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is no setting in this file that an app is known by.")
                             .arg(plainText(name, 60)),
                         {}};
    }
    if (wanted.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("Nothing in this file can be connected."), {}};
    TRY_DONE(keepOriginal(absolute(command.path), bytes));

    ImportEnvFile::Report report;
    QList<Moved> moved;
    QStringList names;
    for (const EnvProposal &proposal : std::as_const(wanted)) {
        if (!proposal.auth) {
            report.refused.append({proposal.names.join(u", "_s), proposal.whyNot});
            continue;
        }
        const auto connected = connect(command, proposal, cancel);
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled,
                         tr("Stopped. What was connected stays; the file is as it was."),
                         {}};
        if (!connected) {
            report.refused.append({proposal.names.join(u", "_s), connected.error().what});
            continue;
        }
        report.connections.append(*connected);
        for (const QString &name : proposal.names) {
            names.append(name);
            for (const SharedSecret &value : proposal.secrets)
                moved.append({name, value, connected->connection.name});
        }
    }
    if (command.rewrite == RewriteFile::Yes && !moved.isEmpty()) {
        QByteArray after = withReferences(bytes, file, moved);
        const auto done = rewriteFile(command.path, bytes, after);
        wipe(after);
        if (!done)
            return done.error();
        report.rewritten = true;
        TRY_DONE(tell(u"file.rewritten"_s,
                      tr("Keys were taken out of \"%1\": %2")
                          .arg(plainText(absolute(command.path), 300), names.join(u", "_s))));
    }
    return report;
}

Result<bool> EnvImports::restore(const RestoreEnvFile &command)
{
    TRY(kept, m.database.read<QList<KeptFile>>([&](ReadView &view) {
        return KeptFileRepository::listOf(view, absolute(command.path));
    }));
    if (kept.isEmpty())
        return Error{ErrorCode::NotFound,
                     tr("\"%1\" was never imported here.").arg(command.path),
                     {}};
    QByteArray original;
    const WipedAtEnd originalWiped(original);
    TRY(now, readWholeFile(command.path, 2 * longestFile));
    const WipedAtEnd nowWiped(now);
    // Only what the import itself has made may be overwritten: the same file, with comments in the place of settings.
    // Where several imports took keys out one after the other, each step back leads to the one before.
    bool isOurs = false;
    for (const KeptFile &each : kept) {
        wipe(original);
        original = each.bytes->reveal().toByteArray();
        TRY(file, readEnvFile(original));
        isOurs = original != now && isMadeFrom(now, original, file);
        if (isOurs)
            break;
    }
    if (!isOurs && std::any_of(kept.cbegin(), kept.cend(), [&](const KeptFile &each) {
            return each.bytes->equals(SecretBytes::copyOf(now));
        }))
        return true;
    if (!isOurs)
        return Error{
            ErrorCode::Conflict,
            tr("\"%1\" was changed since it was imported. Move it away first; then it is put back.")
                .arg(command.path),
            {}};
    TRY_DONE(rewriteFile(command.path, now, original));
    TRY_DONE(tell(u"file.restored"_s,
                  tr("\"%1\" was put back as it was").arg(plainText(absolute(command.path), 300))));
    return true;
}

} // namespace drawbridge
