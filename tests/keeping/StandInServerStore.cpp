// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/keeping/StandInServerStore.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace drawbridge {

StandInServerStore::StandInServerStore(const SecretsPlace &place,
                                       const QString &folder,
                                       NetworkStoreParts parts)
    : NetworkStore(place.fields, std::move(parts))
    , m_kind(place.kind)
    , m_folder(folder)
{}

int StandInServerStore::entriesIn(const QString &folder)
{
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    int count = 0;
    while (files.hasNext()) {
        files.next();
        ++count;
    }
    return count;
}

Result<void> StandInServerStore::look(const Call &call)
{
    if (m_isAway)
        return Error{ErrorCode::Unavailable, QStringLiteral("The server does not answer."), {}};
    if (call.credential->reveal() != serverSignIn)
        return Error{ErrorCode::Denied, QStringLiteral("Not with this sign-in."), {}};
    return {};
}

Result<SecretBytes> StandInServerStore::readEntry(const Call &call, const QString &path)
{
    TRY_DONE(look(call));
    QFile file(QDir(m_folder).filePath(path));
    if (!file.exists())
        return Error{ErrorCode::NotFound, QStringLiteral("It is not there."), {}};
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the stand-in server: %s", qPrintable(file.errorString()));
    QByteArray bytes = file.readAll();
    return SecretBytes::takeFrom(bytes);
}

Result<void> StandInServerStore::writeEntry(const Call &call,
                                            const QString &path,
                                            const SecretBytes &value,
                                            const QString &)
{
    TRY_DONE(look(call));
    QDir().mkpath(QFileInfo(QDir(m_folder).filePath(path)).path());
    QFile file(QDir(m_folder).filePath(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(value.reveal().toByteArray()) < 0)
        qFatal("the stand-in server: %s", qPrintable(file.errorString()));
    return {};
}

Result<void> StandInServerStore::removeEntry(const Call &call, const QString &path)
{
    TRY_DONE(look(call));
    QFile::remove(QDir(m_folder).filePath(path));
    return {};
}

Result<QStringList> StandInServerStore::listEntries(const Call &call, const QString &folder)
{
    TRY_DONE(look(call));
    return QDir(QDir(m_folder).filePath(folder)).entryList(QDir::Files);
}

} // namespace drawbridge
