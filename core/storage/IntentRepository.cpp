// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/IntentRepository.h"

#include "core/base/SortableId.h"
#include "core/storage/Database.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const IntentId &id)
{
    return u"intents/"_s % id.text();
}

} // namespace

Result<IntentId> IntentRepository::add(Transaction &tx,
                                       const QString &kind,
                                       const QJsonObject &payload)
{
    Session &session = tx.session();
    const StorageContext &context = session.context();
    const auto id = makeId<IntentId>(context.clock, context.random);
    TRY(sealed, session.seal(payload, placeOf(id)));
    TRY_DONE(session.change(
        u"INSERT INTO intents (id, kind, process, created_at, sealed) VALUES (?, ?, ?, ?, ?)"_s,
        {id.text(), kind, context.process, toSql(context.clock.now()), sealed}));
    return id;
}

Result<void> IntentRepository::clear(Transaction &tx, const IntentId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM intents WHERE id = ?"_s, {id.text()}));
    return {};
}

Result<QList<Intent>> IntentRepository::list(ReadView &view)
{
    QList<Intent> intents;
    Session &session = view.session();
    TRY_DONE(session.select(u"SELECT id, kind, process, created_at, sealed FROM intents "
                            "ORDER BY created_at, id"_s,
                            {},
                            [&](const QSqlQuery &row) -> Result<void> {
                                Intent intent;
                                intent.id = IntentId(row.value(0).toString());
                                intent.kind = row.value(1).toString();
                                intent.process = ProcessMark::fromText(row.value(2).toString());
                                intent.createdAt = timeFromSql(row.value(3));
                                TRY(payload, session.unseal(row.value(4), placeOf(intent.id)));
                                intent.payload = payload;
                                intents.append(intent);
                                return {};
                            }));
    return intents;
}

Result<QList<Intent>> IntentRepository::listAbandoned(ReadView &view)
{
    TRY(intents, list(view));
    intents.removeIf([](const Intent &intent) { return intent.process.isAlive(); });
    return intents;
}

Result<QList<Intent>> IntentRepository::abandoned(Database &database)
{
    TRY(intents, database.read<QList<Intent>>([](ReadView &view) { return listAbandoned(view); }));
    return stillThere(database, intents);
}

Result<QList<Intent>> IntentRepository::stillThere(Database &database, const QList<Intent> &intents)
{
    if (intents.isEmpty())
        return intents;
    TRY(now, database.read<QList<Intent>>([](ReadView &view) { return list(view); }));
    QList<Intent> left = intents;
    left.removeIf([&now](const Intent &intent) {
        return std::none_of(now.begin(), now.end(), [&intent](const Intent &one) {
            return one.id == intent.id;
        });
    });
    return left;
}

} // namespace drawbridge
