// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/SeedWorkspace.h"

#include "core/base/SortableId.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int eventsTogether = 10'000;

class Seeding
{
public:
    Seeding(Database &database, const Clock &clock, const SeedSize &size)
        : m_database(database)
        , m_now(clock.now())
        , m_size(size)
        , m_random(size.seed)
        , m_clock(m_now.addDays(-900))
    {}

    Result<void> run()
    {
        TRY_DONE(m_database.write<void>([this](Transaction &tx) -> Result<void> {
            TRY_DONE(addAreas(tx));
            for (int i = 0; i < m_size.connections; ++i)
                TRY_DONE(addConnection(tx, i));
            for (int i = 0; i < m_size.flows && m_connections.size() > 1; ++i)
                TRY_DONE(addFlow(tx));
            Event event;
            event.type = u"workspace.created"_s;
            event.summary = u"Your business was set up in Drawbridge."_s;
            event.time = m_clock.now();
            return EventLog::append(tx, event);
        }));
        for (int done = 1; done < m_size.events; done += eventsTogether) {
            const int count = std::min(eventsTogether, m_size.events - done);
            TRY_DONE(m_database.write<void>([&](Transaction &tx) -> Result<void> {
                for (int i = 0; i < count; ++i)
                    TRY_DONE(addEvent(tx, done + i));
                return {};
            }));
        }
        return {};
    }

private:
    const QString &anyOf(const QStringList &texts)
    {
        return texts.at(m_random.below(int(texts.size())));
    }

    Result<void> addAreas(Transaction &tx)
    {
        const QStringList names{u"Money"_s, u"Customers"_s, u"Team"_s, u"Between apps"_s};
        for (const QString &name : names) {
            const auto id = makeId<BoundaryId>(m_clock, m_random);
            TRY_DONE(BoundaryRepository::insert(tx, {id, name, {}, int(m_areas.size())}));
            m_areas.append(id);
        }
        return SettingsRepository::set(tx, {{u"businessName"_s, u"Ada's Flowers"_s}});
    }

    Result<void> addConnection(Transaction &tx, int number)
    {
        static const QStringList apps{u"stripe"_s,
                                      u"shopify"_s,
                                      u"quickbooks"_s,
                                      u"mailchimp"_s,
                                      u"hubspot"_s,
                                      u"slack"_s,
                                      u"github"_s,
                                      u"sendgrid"_s,
                                      u"twilio"_s,
                                      u"airtable"_s,
                                      u"notion"_s,
                                      u"zapier"_s};
        static const QStringList people{u"Ada"_s, u"Grace"_s, u"Alan"_s, u"Edsger"_s};
        Connection connection;
        connection.id = makeId<ConnectionId>(m_clock, m_random);
        connection.app = anyOf(apps);
        connection.name = u"%1 of branch %2"_s.arg(connection.app).arg(number);
        connection.environment =
            m_random.below(5) == 0 ? Environment::Development : Environment::Production;
        connection.owner = anyOf(people);
        connection.purpose = u"take orders and send receipts"_s;
        connection.jobs = {u"read-orders"_s, u"send-receipts"_s};
        connection.scopes = {u"read_orders"_s, u"write_receipts"_s};
        connection.auth = AuthKind::ApiKey;
        connection.publicFields = {{u"shop"_s, u"branch-%1"_s.arg(number)}};
        connection.boundary = m_areas.at(m_random.below(int(m_areas.size())));
        connection.createdAt = m_clock.now();
        if (m_random.below(3) == 0) {
            connection.custody = Custody::HeldElsewhere;
            connection.heldBy = u"Zapier"_s;
        }
        ConnectionTest test;
        test.at = m_now.addSecs(-m_random.below(1'000'000));
        test.ok = m_random.below(10) != 0;
        test.status = test.ok ? 200 : 401;
        test.identity = u"Branch %1"_s.arg(number);
        connection.lastTest = test;
        TRY_DONE(ConnectionRepository::insert(tx, connection));
        m_connections.append(connection);
        return connection.custody == Custody::HeldHere ? addCredential(tx, connection)
                                                       : Result<void>();
    }

    Result<void> addCredential(Transaction &tx, const Connection &connection)
    {
        Credential credential;
        credential.id = makeId<CredentialId>(m_clock, m_random);
        credential.connection = connection.id;
        credential.label = connection.name;
        for (int number = 1; number <= 2; ++number) {
            CredentialVersion version;
            version.id = makeId<CredentialVersionId>(m_clock, m_random);
            version.number = number;
            version.stage = number == 2 ? VersionStage::Current : VersionStage::Previous;
            version.fingerprint = m_random.bytes(16);
            version.createdAt = m_clock.now();
            version.replaceBy = m_now.date().addDays(m_random.below(200) - 20);
            version.storeKey = u"credential/"_s % version.id.text();
            credential.versions.append(version);
        }
        return CredentialRepository::insert(tx, credential);
    }

    Result<void> addFlow(Transaction &tx)
    {
        Flow flow;
        flow.id = makeId<FlowId>(m_clock, m_random);
        const int from = m_random.below(int(m_connections.size()));
        const int step = 1 + m_random.below(int(m_connections.size()) - 1);
        flow.from = m_connections.at(from).id;
        flow.to = m_connections.at((from + step) % m_connections.size()).id;
        flow.dataClasses = {u"contact-details"_s, u"order-totals"_s};
        flow.fields = u"name, address, total"_s;
        flow.trigger = u"every new order"_s;
        flow.carrier = m_random.below(2) == 0 ? Carrier::Hub : Carrier::Direct;
        flow.purpose = u"send receipts"_s;
        flow.createdAt = m_clock.now();
        m_flows.append(flow.id);
        return FlowRepository::insert(tx, flow);
    }

    Result<void> addEvent(Transaction &tx, int number)
    {
        struct Kind
        {
            QString type;
            QString summary;
            Outcome outcome;
            Severity severity;
        };
        static const QList<Kind>
            kinds{{u"connection.tested"_s, u"\"%1\" passed its test"_s, Outcome::Ok, Severity::Low},
                  {u"connection.tested"_s,
                   u"\"%1\" did not pass its test: refused"_s,
                   Outcome::Refused,
                   Severity::Medium},
                  {u"connection.changed"_s, u"\"%1\" was changed"_s, Outcome::Ok, Severity::Low},
                  {u"credential.replaced"_s, u"\"%1\" uses a new key"_s, Outcome::Ok, Severity::Low},
                  {u"relay.delivered"_s,
                   u"A message of \"%1\" was delivered after a retry"_s,
                   Outcome::Ok,
                   Severity::Low},
                  {u"relay.failed"_s,
                   u"A message of \"%1\" could not be delivered: no answer"_s,
                   Outcome::Failed,
                   Severity::High},
                  {u"flow.changed"_s, u"Changed on the map: %1"_s, Outcome::Noted, Severity::Low}};
        // Most of what happens is of few kinds and few connections.
        const Kind &kind = kinds.at(std::min(m_random.below(14), int(kinds.size()) - 1));
        Event event;
        event.time = m_now.addMSecs(-qint64(m_size.events - number) * 700'000);
        event.id = makeId<EventId>(m_clock, m_random);
        event.actor = m_random.below(4) == 0 ? u"cron (drawbridgectl)"_s : u"ada (window)"_s;
        event.requestId = u"request %1"_s.arg(number / 3);
        event.type = kind.type;
        event.outcome = kind.outcome;
        event.severity = kind.severity;
        QString name = u"something"_s;
        if (!m_connections.isEmpty()) {
            const int most = std::max(1, m_random.below(int(m_connections.size())));
            const Connection &connection = m_connections.at(m_random.below(most));
            event.connection = connection.id;
            event.app = connection.app;
            name = connection.name;
        }
        if (!m_flows.isEmpty() && kind.type.startsWith(u"flow."_s))
            event.flow = m_flows.at(m_random.below(int(m_flows.size())));
        event.summary = kind.summary.arg(name);
        event.attributes = {{u"status"_s, 200 + m_random.below(300)},
                            {u"ms"_s, m_random.below(2000)},
                            {u"path"_s, u"/orders/%1"_s.arg(m_random.below(100'000))}};
        return EventLog::append(tx, event);
    }

    Database &m_database;
    QDateTime m_now;
    SeedSize m_size;
    SeededRandom m_random;
    ManualClock m_clock;
    QList<BoundaryId> m_areas;
    QList<Connection> m_connections;
    QList<FlowId> m_flows;
};

} // namespace

// SplitMix64.
quint64 SeededRandom::next()
{
    m_state += 0x9e3779b97f4a7c15ULL;
    quint64 z = m_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

int SeededRandom::below(int end)
{
    return static_cast<int>(next() % static_cast<quint64>(end));
}

void SeededRandom::fill(std::span<std::byte> out)
{
    for (std::byte &byte : out)
        byte = static_cast<std::byte>(next() & 0xffU);
}

Result<void> seedWorkspace(Database &database, const Clock &clock, const SeedSize &size)
{
    return Seeding(database, clock, size).run();
}

} // namespace drawbridge
