// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/flows/Flows.h"

#include "core/base/PlainText.h"
#include "core/base/SortableId.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/Database.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestName = 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("Flows", text);
}

Event eventFor(const QString &type, const QString &summary, const FlowId &flow = {})
{
    Event event;
    event.type = type;
    event.summary = summary;
    event.flow = flow;
    return event;
}

/// What the owner wrote, as it can be shown: others may have put more into it.
void makePlain(Flow &flow)
{
    for (QString *text : {&flow.fields,
                          &flow.trigger,
                          &flow.carrierName,
                          &flow.purpose,
                          &flow.ifTwice,
                          &flow.ifItFails,
                          &flow.whoHears})
        *text = plainText(*text, text->size() + 1).trimmed();
}

/// "Shop to Books", for summaries.
Result<QString> endsOf(Transaction &tx, const Flow &flow)
{
    TRY(from, ConnectionRepository::get(tx, flow.from));
    TRY(to, ConnectionRepository::get(tx, flow.to));
    return tr("%1 to %2").arg(from.name, to.name);
}

Result<QString> checkedName(const QString &name)
{
    const QString trimmed = plainText(name, name.size() + 1).trimmed();
    if (trimmed.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("Give the area a name."), {}};
    if (trimmed.size() > longestName)
        return Error{ErrorCode::InvalidInput,
                     tr("The name is too long. Use at most 60 characters."),
                     {}};
    return trimmed;
}

} // namespace

Flows::Flows(Database &database, const Catalog &catalog, const Clock &clock, Random &random)
    : m_database(database)
    , m_catalog(catalog)
    , m_clock(clock)
    , m_random(random)
{}

Result<void> Flows::checkDataClasses(const Flow &flow) const
{
    for (const QString &id : flow.dataClasses) {
        if (!m_catalog.dataClass(id))
            return Error{
                ErrorCode::InvalidInput,
                tr("\"%1\" is no kind of data that Drawbridge knows. Choose one from the list.")
                    .arg(id),
                {}};
    }
    return {};
}

Result<Flow> Flows::add(const AddFlow &command)
{
    Flow flow = command.flow;
    flow.id = makeId<FlowId>(m_clock, m_random);
    flow.createdAt = m_clock.now();
    flow.retiredAt.reset();
    flow.revision = 0;
    flow.dataClasses.removeDuplicates();
    makePlain(flow);
    TRY_DONE(validate(flow));
    TRY_DONE(checkDataClasses(flow));
    return m_database.write<Flow>([&](Transaction &tx) -> Result<Flow> {
        TRY(ends, endsOf(tx, flow));
        TRY_DONE(FlowRepository::insert(tx, flow));
        TRY_DONE(EventLog::append(tx,
                                  eventFor(u"flow.added"_s,
                                           tr("Put on the map: %1").arg(ends),
                                           flow.id)));
        return FlowRepository::get(tx, flow.id);
    });
}

Result<Flow> Flows::edit(const EditFlow &command)
{
    Flow after = command.flow;
    makePlain(after);
    TRY_DONE(validate(after));
    TRY_DONE(checkDataClasses(after));
    return m_database.write<Flow>([&](Transaction &tx) -> Result<Flow> {
        TRY(before, FlowRepository::get(tx, command.flow.id));
        if (before.revision != command.flow.revision)
            return Error{ErrorCode::Conflict,
                         tr("Somebody changed this meanwhile. Look at it again, then change it."),
                         {}};
        TRY(ends, endsOf(tx, after));
        after.createdAt = before.createdAt;
        after.retiredAt = before.retiredAt;
        TRY_DONE(FlowRepository::update(tx, after));
        TRY_DONE(EventLog::append(tx,
                                  eventFor(u"flow.changed"_s,
                                           tr("Changed on the map: %1").arg(ends),
                                           after.id)));
        return FlowRepository::get(tx, after.id);
    });
}

Result<Flow> Flows::retire(const RetireFlow &command)
{
    return m_database.write<Flow>([&](Transaction &tx) -> Result<Flow> {
        TRY(flow, FlowRepository::get(tx, command.id));
        if (flow.retiredAt)
            return Error{ErrorCode::Conflict, tr("It was taken off the map already."), {}};
        flow.retiredAt = m_clock.now();
        TRY(ends, endsOf(tx, flow));
        TRY_DONE(FlowRepository::update(tx, flow));
        TRY_DONE(EventLog::append(tx,
                                  eventFor(u"flow.retired"_s,
                                           tr("Taken off the map: %1").arg(ends),
                                           flow.id)));
        return FlowRepository::get(tx, flow.id);
    });
}

Result<Flow> Flows::restore(const RestoreFlow &command)
{
    return m_database.write<Flow>([&](Transaction &tx) -> Result<Flow> {
        TRY(flow, FlowRepository::get(tx, command.id));
        if (!flow.retiredAt)
            return Error{ErrorCode::Conflict, tr("It is on the map already."), {}};
        flow.retiredAt.reset();
        TRY(ends, endsOf(tx, flow));
        TRY_DONE(FlowRepository::update(tx, flow));
        TRY_DONE(EventLog::append(tx,
                                  eventFor(u"flow.restored"_s,
                                           tr("Back on the map: %1").arg(ends),
                                           flow.id)));
        return FlowRepository::get(tx, flow.id);
    });
}

Result<Boundary> Flows::addBoundary(const AddBoundary &command)
{
    TRY(name, checkedName(command.name));
    return m_database.write<Boundary>([&](Transaction &tx) -> Result<Boundary> {
        TRY(boundaries, BoundaryRepository::list(tx));
        Boundary made;
        made.id = makeId<BoundaryId>(m_clock, m_random);
        made.name = name;
        for (const Boundary &boundary : boundaries) {
            if (boundary.name.compare(name, Qt::CaseInsensitive) == 0)
                return Error{ErrorCode::Conflict, tr("There is an area of this name already."), {}};
            made.position = std::max(made.position, boundary.position + 1);
        }
        TRY_DONE(BoundaryRepository::insert(tx, made));
        TRY_DONE(EventLog::append(tx, eventFor(u"area.added"_s, tr("New area: %1").arg(name))));
        return made;
    });
}

Result<Boundary> Flows::renameBoundary(const RenameBoundary &command)
{
    TRY(name, checkedName(command.name));
    return m_database.write<Boundary>([&](Transaction &tx) -> Result<Boundary> {
        TRY(boundary, BoundaryRepository::get(tx, command.id));
        const QString before = boundary.name;
        boundary.name = name;
        TRY_DONE(BoundaryRepository::update(tx, boundary));
        TRY_DONE(EventLog::append(tx,
                                  eventFor(u"area.renamed"_s,
                                           tr("The area %1 is now called %2").arg(before, name))));
        return boundary;
    });
}

Result<bool> Flows::removeBoundary(const RemoveBoundary &command)
{
    return m_database.write<bool>([&](Transaction &tx) -> Result<bool> {
        TRY(boundary, BoundaryRepository::get(tx, command.id));
        TRY(connections, ConnectionRepository::list(tx));
        for (const Connection &connection : connections) {
            if (connection.boundary == boundary.id)
                return Error{ErrorCode::Conflict,
                             tr("%1 is still in this area. Move it to another one first.")
                                 .arg(connection.name),
                             {}};
        }
        TRY_DONE(BoundaryRepository::remove(tx, boundary.id));
        TRY_DONE(EventLog::append(tx,
                                  eventFor(u"area.removed"_s,
                                           tr("Area removed: %1").arg(boundary.name))));
        return true;
    });
}

} // namespace drawbridge
