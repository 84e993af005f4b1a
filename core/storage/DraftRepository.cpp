// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/DraftRepository.h"

#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &key)
{
    return u"drafts/"_s % key;
}

Result<QList<Draft>> listWhere(Session &session,
                               const QString &condition,
                               const QVariantList &values)
{
    QList<Draft> drafts;
    TRY_DONE(session.select(u"SELECT key, saved_at, sealed FROM drafts"_s % condition
                                % u" ORDER BY saved_at DESC, key"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                Draft draft;
                                draft.key = row.value(0).toString();
                                draft.savedAt = timeFromSql(row.value(1));
                                TRY(content, session.unseal(row.value(2), placeOf(draft.key)));
                                draft.content = content;
                                drafts.append(draft);
                                return {};
                            }));
    return drafts;
}

} // namespace

Result<void> DraftRepository::save(Transaction &tx, const QString &key, const QJsonObject &content)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(content, placeOf(key)));
    TRY_DONE(session.change(u"INSERT INTO drafts (key, saved_at, sealed) VALUES (?, ?, ?) "
                            "ON CONFLICT (key) DO UPDATE "
                            "SET saved_at = excluded.saved_at, sealed = excluded.sealed"_s,
                            {key, toSql(session.context().clock.now()), sealed}));
    return {};
}

Result<void> DraftRepository::remove(Transaction &tx, const QString &key)
{
    TRY_DONE(tx.session().change(u"DELETE FROM drafts WHERE key = ?"_s, {key}));
    return {};
}

Result<std::optional<Draft>> DraftRepository::find(ReadView &view, const QString &key)
{
    TRY(found, listWhere(view.session(), u" WHERE key = ?"_s, {key}));
    return found.isEmpty() ? std::optional<Draft>() : std::optional(found.first());
}

Result<QList<Draft>> DraftRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

} // namespace drawbridge
