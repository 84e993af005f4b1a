// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/KeptFileRepository.h"

#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &id)
{
    return u"kept_files/"_s % id;
}

} // namespace

Result<void> KeptFileRepository::insert(Transaction &tx, const KeptFile &file)
{
    Session &session = tx.session();
    const QJsonObject content{{u"path"_s, file.path},
                              {u"bytes"_s,
                               QString::fromLatin1(file.bytes->reveal().toByteArray().toBase64())}};
    TRY(sealed, session.seal(content, placeOf(file.id)));
    TRY_DONE(session.change(u"INSERT INTO kept_files (id, kept_at, sealed) VALUES (?, ?, ?)"_s,
                            {file.id, toSql(file.keptAt), sealed}));
    return {};
}

Result<QList<KeptFile>> KeptFileRepository::listOf(ReadView &view, const QString &path)
{
    QList<KeptFile> files;
    Session &session = view.session();
    TRY_DONE(session.select(u"SELECT id, kept_at, sealed FROM kept_files ORDER BY kept_at, id"_s,
                            {},
                            [&](const QSqlQuery &row) -> Result<void> {
                                KeptFile file;
                                file.id = row.value(0).toString();
                                TRY(content, session.unseal(row.value(2), placeOf(file.id)));
                                file.path = content.value(u"path"_s).toString();
                                if (file.path != path)
                                    return {};
                                file.keptAt = timeFromSql(row.value(1));
                                QByteArray bytes = QByteArray::fromBase64(
                                    content.value(u"bytes"_s).toString().toLatin1());
                                file.bytes = share(SecretBytes::takeFrom(bytes));
                                files.prepend(file);
                                return {};
                            }));
    return files;
}

Result<std::optional<KeptFile>> KeptFileRepository::newestOf(ReadView &view, const QString &path)
{
    TRY(files, listOf(view, path));
    return files.isEmpty() ? std::nullopt : std::optional(files.first());
}

} // namespace drawbridge
