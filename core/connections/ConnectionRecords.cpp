// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/ConnectionRecords.h"

#include "core/base/PlainText.h"
#include "core/base/SortableId.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// What a list shows in one line. Its length is judged by the rules of the connection, not cut here.
QString line(const QString &text)
{
    return plainText(text, text.size() + 1).trimmed();
}

QUrl pageFor(const QUrl &given, const AppProfile &profile)
{
    if (!given.isEmpty())
        return given;
    // A page with {field} in it is no address yet.
    return profile.shutOff.page.contains(u'{') ? QUrl() : QUrl(profile.shutOff.page);
}

} // namespace

Connection connectionFrom(const AddConnection &command, const AppProfile &profile)
{
    const ConnectionDetails &details = command.details;
    Connection connection;
    connection.app = details.app;
    connection.name = line(details.name);
    connection.environment = details.environment;
    connection.custody = Custody::HeldHere;
    connection.shutOffPage = pageFor(command.shutOffPage, profile);
    connection.owner = line(details.owner);
    connection.purpose = line(details.purpose);
    connection.jobs = details.jobs;
    connection.auth = details.auth;
    connection.scopes = details.scopes;
    if (connection.scopes.isEmpty())
        connection.scopes = profile.scopesFor(details.jobs);
    connection.publicFields = details.publicFields;
    connection.baseUrl = details.baseUrl;
    connection.reach = details.reach;
    connection.trustedAuthorityPem = details.trustedAuthorityPem;
    return connection;
}

Connection connectionFrom(const ListConnection &command, const AppProfile &profile)
{
    Connection connection;
    connection.app = command.app;
    connection.name = line(command.name);
    connection.environment = command.environment;
    connection.custody = Custody::HeldElsewhere;
    connection.heldBy = line(command.heldBy);
    connection.heldSince = command.heldSince;
    connection.shutOffPage = pageFor(command.shutOffPage, profile);
    connection.lookAgainOn = command.lookAgainOn;
    connection.owner = line(command.owner);
    connection.purpose = line(command.purpose);
    connection.jobs = command.jobs;
    connection.scopes = profile.scopesFor(command.jobs);
    connection.auth = AuthKind::None;
    return connection;
}

CredentialKind credentialKindFor(AuthKind auth)
{
    switch (auth) {
    case AuthKind::Basic:
        return CredentialKind::Login;
    case AuthKind::ClientCredentials:
        return CredentialKind::ClientSecret;
    case AuthKind::OAuth:
    case AuthKind::Device:
        return CredentialKind::OAuthGrant;
    case AuthKind::ApiKey:
    case AuthKind::Bearer:
    case AuthKind::None:
        break;
    }
    return CredentialKind::ApiKey;
}

qsizetype secretFieldCount(const AuthOption &option)
{
    return std::count_if(option.fields.begin(), option.fields.end(), [](const AuthField &field) {
        return field.secret;
    });
}

Credential listedCredential(const Connection &connection,
                            const QDate &endsAt,
                            const Clock &clock,
                            Random &random)
{
    CredentialVersion version;
    version.id = makeId<CredentialVersionId>(clock, random);
    version.createdAt = connection.createdAt;
    version.endsAt = endsAt;
    Credential credential;
    credential.id = makeId<CredentialId>(clock, random);
    credential.connection = connection.id;
    credential.label = connection.name;
    credential.versions = {version};
    return credential;
}

QStringList applyEdit(const EditConnection &command, Connection &connection)
{
    QStringList changed;
    const auto take = [&changed](auto &target, const auto &value, const QString &name) {
        if (value && target != *value) {
            target = *value;
            changed.append(name);
        }
    };
    const auto takeLine =
        [&take](QString &target, std::optional<QString> value, const QString &name) {
            if (value)
                value = line(*value);
            take(target, value, name);
        };
    takeLine(connection.name, command.name, u"name"_s);
    takeLine(connection.owner, command.owner, u"owner"_s);
    takeLine(connection.purpose, command.purpose, u"purpose"_s);
    take(connection.jobs, command.jobs, u"jobs"_s);
    std::optional<QString> notes = command.notes;
    if (notes)
        notes = plainLines(*notes, notes->size() + 1);
    take(connection.notes, notes, u"notes"_s);
    take(connection.boundary, command.boundary, u"area"_s);
    takeLine(connection.heldBy, command.heldBy, u"held by"_s);
    if (command.lookAgainOn && connection.lookAgainOn != command.lookAgainOn) {
        connection.lookAgainOn = command.lookAgainOn;
        changed.append(u"look again"_s);
    }
    if (command.replaceBy)
        changed.append(u"replace by"_s);
    if (command.endsAt)
        changed.append(u"ends at"_s);
    return changed;
}

Result<void> applyDates(Transaction &tx, const EditConnection &command, Credential &credential)
{
    if (!command.replaceBy && !command.endsAt)
        return {};
    for (CredentialVersion &version : credential.versions) {
        if (version.stage != VersionStage::Current)
            continue;
        if (command.replaceBy)
            version.replaceBy = command.replaceBy;
        if (command.endsAt)
            version.endsAt = command.endsAt;
        TRY_DONE(CredentialRepository::updateVersion(tx, version));
    }
    return {};
}

Result<BoundaryId> boundaryFor(Transaction &tx,
                               const AppProfile &profile,
                               const Clock &clock,
                               Random &random)
{
    const QString kind = toText(profile.area);
    TRY(boundaries, BoundaryRepository::list(tx));
    int last = -1;
    for (const Boundary &boundary : boundaries) {
        if (boundary.kind == kind)
            return boundary.id;
        last = std::max(last, boundary.position);
    }
    Boundary made;
    made.id = makeId<BoundaryId>(clock, random);
    made.name = areaLabel(profile.area);
    made.kind = kind;
    made.position = last + 1;
    TRY_DONE(BoundaryRepository::insert(tx, made));
    return made.id;
}

} // namespace drawbridge
