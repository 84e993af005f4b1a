// SPDX-License-Identifier: GPL-3.0-or-later
// workspace.json, readable, 0600:
//
//   {"format": 1, "workspace": "<id>", "secrets": "keychain" | "vault", "createdAt": "<RFC 3339>",
//    "keyCheck": "<hex>"}
//
// Where the secrets are in a store in the network it is format 2, for which an older program says that it is too old:
// "secrets" is "openbao" or "aws", and "store" has that store's public settings ({"address": "https://..", ..}).
//
// keyCheck is the first 16 bytes of HMAC-SHA-256 of the id under a subkey of the data key.
// While a workspace is being made or restored the file is called workspace.unfinished and has one more field,
// "making": "new" | "restored". Giving it its name is what makes the folder a workspace, so a process that dies
// before leaves none.
#include "core/keeping/WorkspaceFile.h"

#include "core/crypto/Digest.h"
#include "core/keeping/FileWork.h"
#include "core/keeping/UnfinishedFile.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace drawbridge {

namespace {

constexpr int format = 1;
constexpr int formatWithStore = 2;
constexpr qsizetype mostStoreFields = 20;
constexpr qsizetype longestStoreField = 1000;
constexpr qint64 maxSize = 16384;
constexpr qsizetype keyCheckSize = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Error damaged(const QString &path)
{
    return Error{ErrorCode::Damaged,
                 tr("The file that describes this business is damaged. Nothing was changed; "
                    "restore a backup into an empty folder."),
                 path};
}

bool isWorkspaceId(const QString &text)
{
    return !text.isEmpty() && text.size() <= 64
        && std::all_of(text.begin(), text.end(), [](QChar character) {
               return character.unicode() < 128
                   && (character.isLetterOrNumber() || character == u'-');
           });
}

Result<QJsonObject> readObject(const QString &path)
{
    TRY(bytes, readPrivateFile(path, maxSize));
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return damaged(path);
    return document.object();
}

QString pathIn(const QString &folder)
{
    return folder + QStringLiteral("/workspace.json");
}

QString unfinishedPathIn(const QString &folder)
{
    return folder + QStringLiteral("/workspace.unfinished");
}

QByteArray toBytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

QJsonObject toJson(const WorkspaceFile &file)
{
    QJsonObject object{{QStringLiteral("format"),
                        isInNetwork(file.secrets) ? formatWithStore : format},
                       {QStringLiteral("workspace"), file.workspace},
                       {QStringLiteral("secrets"), toText(file.secrets)},
                       {QStringLiteral("createdAt"), file.createdAt.toString(Qt::ISODateWithMs)},
                       {QStringLiteral("keyCheck"), QString::fromLatin1(file.keyCheck.toHex())}};
    if (isInNetwork(file.secrets))
        object.insert(QStringLiteral("store"), toJson(file.storeFields));
    return object;
}

QJsonObject toJson(const StoreFields &fields)
{
    QJsonObject object;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

std::optional<StoreFields> storeFieldsFrom(const QJsonObject &object)
{
    StoreFields fields;
    if (object.size() > mostStoreFields)
        return std::nullopt;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString value = it.value().toString();
        if (!it.value().isString() || value.size() > longestStoreField)
            return std::nullopt;
        fields.insert(it.key(), value);
    }
    return fields;
}

Result<WorkspaceFile> workspaceFileFrom(const QJsonObject &object)
{
    const int found = object.value(QStringLiteral("format")).toInt();
    if (found > formatWithStore) {
        return Error{ErrorCode::NewerFormat,
                     tr("This business was written by a newer Drawbridge. Update the program to "
                        "open it."),
                     QStringLiteral("workspace.json, format %1").arg(found)};
    }
    WorkspaceFile file;
    file.workspace = object.value(QStringLiteral("workspace")).toString();
    file.createdAt = QDateTime::fromString(object.value(QStringLiteral("createdAt")).toString(),
                                           Qt::ISODateWithMs)
                         .toUTC();
    file.keyCheck =
        QByteArray::fromHex(object.value(QStringLiteral("keyCheck")).toString().toLatin1());
    const auto secrets = fromText<SecretsKind>(object.value(QStringLiteral("secrets")).toString());
    const auto fields = storeFieldsFrom(object.value(QStringLiteral("store")).toObject());
    if (!secrets || found != (isInNetwork(*secrets) ? formatWithStore : format) || !fields
        || !isWorkspaceId(file.workspace) || !file.createdAt.isValid()
        || file.keyCheck.size() != keyCheckSize)
        return damaged(QStringLiteral("workspace.json"));
    file.secrets = *secrets;
    if (isInNetwork(*secrets))
        file.storeFields = *fields;
    return file;
}

QByteArray makeKeyCheck(const SealKey &dataKey, const QString &workspace)
{
    const SealKey key = dataKey.derived("workspace key check");
    return hmacSha256(key.bytes().reveal(), workspace.toUtf8()).first(keyCheckSize);
}

Result<WorkspaceFile> readWorkspaceFile(const QString &folder)
{
    auto object = readObject(pathIn(folder));
    if (!object.isOk() && object.error().code == ErrorCode::NotFound) {
        return Error{ErrorCode::NotFound,
                     tr("There is no business in this folder yet. Make one, or restore a backup."),
                     folder};
    }
    TRY_DONE(object);
    return workspaceFileFrom(*object);
}

Result<void> writeWorkspaceFile(const QString &folder, const WorkspaceFile &file)
{
    return writePrivateFile(pathIn(folder), toBytes(toJson(file)));
}

Result<void> writeUnfinishedFile(const QString &folder, const UnfinishedFile &unfinished)
{
    QJsonObject object = toJson(unfinished.file);
    object.insert(QStringLiteral("making"), toText(unfinished.making));
    return writePrivateFile(unfinishedPathIn(folder), toBytes(object));
}

Result<std::optional<UnfinishedFile>> readUnfinishedFile(const QString &folder)
{
    const QString path = unfinishedPathIn(folder);
    auto object = readObject(path);
    if (!object.isOk() && object.error().code == ErrorCode::NotFound)
        return std::optional<UnfinishedFile>();
    TRY_DONE(object);
    TRY(file, workspaceFileFrom(*object));
    const auto making = fromText<Making>(object->value(QStringLiteral("making")).toString());
    if (!making)
        return damaged(path);
    return std::optional<UnfinishedFile>({file, *making});
}

Result<void> finishUnfinishedFile(const QString &folder)
{
    return moveToNewName(unfinishedPathIn(folder), pathIn(folder));
}

Result<void> removeUnfinishedFile(const QString &folder)
{
    return removeFile(unfinishedPathIn(folder));
}

} // namespace drawbridge
