// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/events/EventLog.h"

#include "core/base/PlainText.h"
#include "core/base/SortableId.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"
#include "core/storage/events/EventChain.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestSummary = 500;
constexpr qsizetype longestName = 200;
constexpr qsizetype mostAttributes = 256 * 1024;

QString placeOf(const QString &id)
{
    return u"events/"_s % id;
}

Error notAnEvent(const QString &why)
{
    return {ErrorCode::InvalidInput,
            QCoreApplication::translate("Storage",
                                        "What happened could not be written down, so it was not "
                                        "done. Try again, and report it if it stays so."),
            why};
}

/// With what is missing filled in and what is not fit to show taken out.
Result<Event> completed(const StorageContext &context, const Event &given)
{
    Event event = given;
    if (!event.id.isValid())
        event.id = makeId<EventId>(context.clock, context.random);
    if (!event.time.isValid())
        event.time = context.clock.now();
    event.actor = plainText(event.actor.isEmpty() ? context.actor : event.actor, longestName);
    event.summary = plainText(event.summary, longestSummary);
    if (event.type.isEmpty() || event.type.size() > longestName)
        return notAnEvent(u"type"_s);
    if (event.summary.isEmpty())
        return notAnEvent(u"summary of "_s % event.type);
    if (event.requestId.size() > longestName || event.id.text().size() > longestName)
        return notAnEvent(u"id of "_s % event.type);
    if (canonicalAttributes(event.attributes).size() > mostAttributes)
        return notAnEvent(u"attributes of "_s % event.type);
    return event;
}

/// The number of a name, which is given one if it has none.
Result<qint64> nameId(Session &session, const QString &name)
{
    const auto known = session.nameIds().constFind(name);
    if (known != session.nameIds().constEnd())
        return *known;
    TRY(found, session.value(u"SELECT id FROM names WHERE text = ?"_s, {name}));
    QVariant id = found;
    if (!id.isValid()) {
        TRY(made, session.value(u"INSERT INTO names (text) VALUES (?) RETURNING id"_s, {name}));
        id = made;
    }
    session.nameIds().insert(name, id.toLongLong());
    return id.toLongLong();
}

Result<QVariant> nameIdOrNull(Session &session, const QString &name)
{
    if (name.isEmpty())
        return QVariant(QMetaType::fromType<qint64>());
    TRY(id, nameId(session, name));
    return QVariant(id);
}

QString actorPlace(const QByteArray &mark)
{
    return u"actors/"_s % QString::fromLatin1(mark.toHex());
}

Result<qint64> actorId(Session &session, const QString &actor)
{
    const QString key = u"actor "_s % actor;
    const auto known = session.nameIds().constFind(key);
    if (known != session.nameIds().constEnd())
        return *known;
    const QByteArray mark = session.context().actorMarks.of(actor.toUtf8());
    TRY(found, session.value(u"SELECT id FROM actors WHERE mark = ?"_s, {mark}));
    QVariant id = found;
    if (!id.isValid()) {
        TRY(sealed, session.seal({{u"actor"_s, actor}}, actorPlace(mark)));
        TRY(made,
            session.value(u"INSERT INTO actors (mark, sealed) VALUES (?, ?) RETURNING id"_s,
                          {mark, sealed}));
        id = made;
    }
    session.nameIds().insert(key, id.toLongLong());
    return id.toLongLong();
}

/// The link that follows; the head moves on to it.
Result<ChainLink> nextLink(Session &session)
{
    ChainHead &head = session.chain();
    ChainLink link;
    link.writer = session.context().writer;
    if (head.seq == 0) {
        TRY(newest, session.value(u"SELECT hash FROM events ORDER BY seq DESC LIMIT 1"_s));
        head.hash = newest.isValid() ? newest.toByteArray() : QByteArray(sha256Size, '\0');
        TRY(writer, nameId(session, link.writer));
        head.writer = writer;
    }
    link.seq = ++head.seq;
    link.previous = head.hash;
    return link;
}

Result<void> insertRow(Session &session, const Event &event, const ChainLink &link)
{
    TRY(actor, actorId(session, event.actor));
    TRY(connection, nameIdOrNull(session, event.connection.text()));
    TRY(flow, nameIdOrNull(session, event.flow.text()));
    TRY(app, nameIdOrNull(session, event.app));
    TRY(type, nameId(session, event.type));
    QVariant sealed(QMetaType::fromType<QByteArray>());
    if (!event.attributes.isEmpty()) {
        TRY(bytes, session.seal(event.attributes, placeOf(event.id.text())));
        sealed = bytes;
    }
    ChainHead &head = session.chain();
    head.hash = session.context().eventHashes.of(canonicalBytes(event, link));
    TRY(seq,
        session.value(u"INSERT INTO events (id, time, actor, request, connection, flow, app, type, "
                      "outcome, severity, summary, sealed, writer, writer_seq, hash) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq"_s,
                      {event.id.text(),
                       toSql(event.time),
                       actor,
                       textOrNull(event.requestId),
                       connection,
                       flow,
                       app,
                       type,
                       toText(event.outcome),
                       toText(event.severity),
                       event.summary,
                       sealed,
                       head.writer,
                       link.seq,
                       head.hash}));
    TRY_DONE(session.change(u"INSERT INTO events_text (rowid, summary) VALUES (?, ?)"_s,
                            {seq, event.summary}));
    return {};
}

} // namespace

Result<void> EventLog::append(Transaction &tx, const Event &event)
{
    Session &session = tx.session();
    TRY(whole, completed(session.context(), event));
    TRY(link, nextLink(session));
    TRY_DONE(insertRow(session, whole, link));
    session.noteEvent();
    return {};
}

} // namespace drawbridge
