// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/SharedKeyHandOver.h"

#include "core/base/SortableId.h"
#include "core/connections/SharedKeys.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rotations", text);
}

struct Sharer
{
    Credential credential;
    Connection connection;
    bool isBeingReplaced = false;
};

struct Sharers
{
    Connection own;
    QList<Sharer> others;
};

Result<Sharers> look(ReadView &db, const Rotation &rotation, const CredentialVersion &goes)
{
    Sharers found;
    TRY(own, ConnectionRepository::get(db, rotation.connection));
    found.own = own;
    TRY(all, CredentialRepository::list(db));
    const QList<Credential> sharers = sharersOf(all, goes);
    for (const Credential &credential : sharers) {
        TRY(connection, ConnectionRepository::get(db, credential.connection));
        TRY(open, RotationRepository::openOf(db, credential.id));
        found.others.append({credential, connection, open.has_value()});
    }
    return found;
}

int nextNumber(const Credential &credential)
{
    int number = 0;
    for (const CredentialVersion &version : credential.versions)
        number = std::max(number, version.number);
    return number + 1;
}

/// What the other key brought along that this one had otherwise.
QMap<QString, QString> exchanged(QMap<QString, QString> fields,
                                 const QMap<QString, QString> &goingFields,
                                 const QMap<QString, QString> &comingFields)
{
    for (auto it = comingFields.begin(); it != comingFields.end(); ++it) {
        if (goingFields.value(it.key()) != it.value())
            fields.insert(it.key(), it.value());
    }
    return fields;
}

} // namespace

Result<QString> SharedKeyHandOver::run(const Rotation &rotation,
                                       const CredentialVersion &goes,
                                       const CredentialVersion &comes,
                                       const QMap<QString, QString> &goingFields,
                                       const QMap<QString, QString> &comingFields) const
{
    TRY(found, database.read<Sharers>([&](ReadView &db) { return look(db, rotation, goes); }));
    std::optional<SharedSecret> value;
    for (const Sharer &other : std::as_const(found.others)) {
        if (other.isBeingReplaced)
            return tr("%1 has the same key, and it is being replaced there as well. This goes on "
                      "once "
                      "the new one is in use there.")
                .arg(other.connection.name);
        if (other.connection.app != found.own.app || other.connection.auth != found.own.auth)
            return tr("%1 has the same key and would be locked out. Give it a key of its own "
                      "first.")
                .arg(other.connection.name);
        if (!value) {
            TRY(read, keys.read(comes));
            value = read;
        }
        CredentialVersion version;
        version.id = makeId<CredentialVersionId>(clock, random);
        version.number = nextNumber(other.credential);
        version.stage = VersionStage::Current;
        version.createdAt = clock.now();
        version.endsAt = comes.endsAt;
        version.replaceBy = comes.replaceBy;
        const QString label = tr("Drawbridge: %1 (key %2)")
                                  .arg(other.connection.name, QString::number(version.number));
        TRY_DONE(keys.keep(version, *value, label, [&](Transaction &tx) -> Result<void> {
            TRY(now, CredentialRepository::get(tx, other.credential.id));
            const CredentialVersion *current = now.current();
            if (!current || current->fingerprint != goes.fingerprint)
                return Error{ErrorCode::Conflict,
                             tr("The key of %1 was changed meanwhile. Try again.")
                                 .arg(other.connection.name),
                             {}};
            TRY(connection, ConnectionRepository::get(tx, other.connection.id));
            const QMap<QString, QString> fields =
                exchanged(connection.publicFields, goingFields, comingFields);
            if (fields != connection.publicFields)
                TRY_DONE(CredentialRepository::keepFields(tx, current->id, connection.publicFields));
            TRY_DONE(CredentialRepository::addCurrentVersion(tx, now.id, version));
            connection.publicFields = fields;
            // What was seen was seen of the key before.
            connection.lastTest.reset();
            connection.lastLooks.reset();
            TRY_DONE(ConnectionRepository::update(tx, connection));
            Event event;
            event.type = u"credential.replaced"_s;
            event.connection = connection.id;
            event.app = connection.app;
            event.summary =
                tr("\"%1\" has the key that replaces the one it had in common with \"%2\"")
                    .arg(connection.name, found.own.name);
            return EventLog::append(tx, event);
        }));
    }
    return QString();
}

} // namespace drawbridge
