// SPDX-License-Identifier: GPL-3.0-or-later
// {"file": {as in workspace.json}, "withSecrets": bool}
#include "core/keeping/BackupDescription.h"

#include "core/keeping/FileWork.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace drawbridge {

QByteArray toJson(const BackupDescription &description)
{
    const QJsonObject object{{QStringLiteral("file"), toJson(description.file)},
                             {QStringLiteral("withSecrets"),
                              description.secrets == WithSecrets::Yes}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<BackupDescription> backupDescriptionFrom(QByteArrayView json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toByteArray()).object();
    TRY(file, workspaceFileFrom(object.value(QStringLiteral("file")).toObject()));
    const bool withSecrets = object.value(QStringLiteral("withSecrets")).toBool();
    return BackupDescription{file, withSecrets ? WithSecrets::Yes : WithSecrets::No};
}

QString backupCopyPath(const QString &folder)
{
    return folder + QStringLiteral("/backup.copy");
}

Result<void> removeBackupCopy(const QString &folder)
{
    const QString copy = backupCopyPath(folder);
    TRY_DONE(removeFile(copy));
    return removeFile(copy + QStringLiteral("-journal"));
}

} // namespace drawbridge
