// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeysSeen.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("KeysSeen", text);
}

QString shown(const QDate &day)
{
    return QLocale().toString(day, QLocale::ShortFormat);
}

/// Why somebody has seen a key of a connection.
struct Reason
{
    QString text;
    bool assumed = false;
    CredentialId only;            ///< of this key; none: of every key of the connection
    std::optional<QDate> lastSaw; ///< nothing made after this day was seen
};

class Seen
{
public:
    Seen(const Person &person, const PeopleState &state, const Catalog &catalog, const QDate &today)
        : m_person(person)
        , m_state(state)
        , m_catalog(catalog)
        , m_today(today)
    {}

    [[nodiscard]] QList<DepartureItem> items() const
    {
        const QList<Hub> hubs = managedHubs();
        QList<DepartureItem> found;
        for (const Connection &connection : m_state.connections)
            addItems(found, connection, reasonsFor(connection, hubs));
        std::stable_sort(found.begin(),
                         found.end(),
                         [](const DepartureItem &a, const DepartureItem &b) {
                             if (a.danger != b.danger)
                                 return a.danger > b.danger;
                             if (a.assumed != b.assumed)
                                 return !a.assumed;
                             return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
                         });
        return found;
    }

private:
    struct Hub
    {
        AppId app;
        QString name;
        bool assumed = false;
        std::optional<QDate> until;
    };

    [[nodiscard]] bool isHub(const AppId &app) const
    {
        const AppProfile *profile = m_catalog.app(app);
        return profile && profile->kind == AppKind::Hub;
    }

    [[nodiscard]] bool isHis(const Sighting &sighting, const Connection &connection) const
    {
        return sighting.person == m_person.id && sighting.connection == connection.id;
    }

    /// Hubs that he manages, or that he looks after and so may well manage.
    [[nodiscard]] QList<Hub> managedHubs() const
    {
        QList<Hub> hubs;
        for (const Connection &connection : m_state.connections) {
            if (!isHub(connection.app))
                continue;
            for (const Sighting &sighting : m_state.sightings) {
                if (isHis(sighting, connection) && sighting.kind == SightKind::Admin)
                    hubs.append({connection.app,
                                 connection.name,
                                 !sighting.isChecked(m_today),
                                 sighting.until});
            }
            if (isNamed(m_person, connection.owner))
                hubs.append({connection.app, connection.name, true, std::nullopt});
        }
        return hubs;
    }

    [[nodiscard]] Reason reasonFrom(const Sighting &sighting) const
    {
        Reason reason;
        reason.only = sighting.credential;
        reason.lastSaw = sighting.until;
        reason.assumed = sighting.kind == SightKind::App || !sighting.isChecked(m_today);
        switch (sighting.kind) {
        case SightKind::Key:
            reason.text = sighting.until ? tr("Had the key until %1").arg(shown(*sighting.until))
                : sighting.since         ? tr("Has the key since %1").arg(shown(*sighting.since))
                                         : tr("Has the key");
            break;
        case SightKind::Admin:
            reason.text = sighting.until
                ? tr("Managed the app until %1, and could read its keys there")
                      .arg(shown(*sighting.until))
                : tr("Manages the app, and can read its keys there");
            break;
        case SightKind::App:
            reason.text = sighting.until
                ? tr("Signed in to the app until %1").arg(shown(*sighting.until))
                : tr("Signs in to the app");
            break;
        }
        const QString stale = sighting.until ? QString() : staleness(sighting, m_today);
        if (!stale.isEmpty())
            reason.text += u" ("_s % stale % u')';
        if (!sighting.until && sighting.kind != SightKind::Key)
            reason.text += tr(". End that access, too");
        return reason;
    }

    /// He is the colleague a key was given to.
    [[nodiscard]] bool isColleague(const Place &place) const
    {
        return place.kind == PlaceKind::Colleague
            && (place.person.isValid() ? place.person == m_person.id
                                       : isNamed(m_person, place.name));
    }

    [[nodiscard]] QList<Reason> reasonsFor(const Connection &connection,
                                           const QList<Hub> &hubs) const
    {
        QList<Reason> reasons;
        for (const Sighting &sighting : m_state.sightings) {
            if (isHis(sighting, connection))
                reasons.append(reasonFrom(sighting));
        }
        if (connection.custody == Custody::HeldElsewhere && isNamed(m_person, connection.heldBy))
            reasons.append({tr("Holds the key"), false, {}, {}});
        for (const Placement &placement : m_state.placements) {
            if (placement.connection != connection.id)
                continue;
            for (const Place &place : m_state.places) {
                if (place.id == placement.place)
                    addFromPlace(reasons, placement, place, hubs);
            }
        }
        for (const Hub &hub : hubs) {
            if (connection.custody == Custody::HeldElsewhere && connection.heldBy == hub.app)
                reasons.append({tr("Manages %1, which holds this key").arg(hub.name),
                                hub.assumed,
                                {},
                                hub.until});
        }
        if (isNamed(m_person, connection.owner))
            reasons.append({tr("Looks after it, and may have seen the key"), true, {}, {}});
        return reasons;
    }

    void addFromPlace(QList<Reason> &reasons,
                      const Placement &placement,
                      const Place &place,
                      const QList<Hub> &hubs) const
    {
        if (isColleague(place)) {
            reasons.append({placement.removedOn
                                ? tr("Was given the key; it was taken back on %1")
                                      .arg(shown(*placement.removedOn))
                                : tr("Was given the key on %1").arg(shown(placement.since)),
                            false,
                            placement.credential,
                            placement.removedOn});
        }
        if (place.app.isEmpty() || placement.removedOn)
            return;
        for (const Hub &hub : hubs) {
            if (hub.app == place.app)
                reasons.append({tr("Manages %1, where this key was pasted").arg(hub.name),
                                hub.assumed,
                                placement.credential,
                                hub.until});
        }
    }

    [[nodiscard]] const KeyShutOff *shutOffOf(const CredentialVersionId &version) const
    {
        for (const KeyShutOff &shutOff : m_state.shutOffs) {
            if (shutOff.version == version)
                return &shutOff;
        }
        return nullptr;
    }

    /// The version in use, or one that is being shut off and was not seen refused.
    [[nodiscard]] const CredentialVersion *livingVersion(const Credential &credential) const
    {
        if (const CredentialVersion *current = credential.current())
            return current;
        if (credential.versions.isEmpty())
            return nullptr;
        const KeyShutOff *shutOff = shutOffOf(credential.versions.first().id);
        const bool isEnding = shutOff && shutOff->phase != ShutOffPhase::Refused
            && shutOff->phase != ShutOffPhase::Finished
            && shutOff->phase != ShutOffPhase::CannotBeChecked;
        return isEnding ? &credential.versions.first() : nullptr;
    }

    void addItems(QList<DepartureItem> &found,
                  const Connection &connection,
                  const QList<Reason> &reasons) const
    {
        if (reasons.isEmpty())
            return;
        bool hasKey = false;
        for (const Credential &credential : m_state.credentials) {
            if (credential.connection != connection.id)
                continue;
            hasKey = true;
            if (const CredentialVersion *version = livingVersion(credential))
                addItem(found, connection, reasons, &credential, version);
        }
        if (!hasKey && connection.custody == Custody::HeldElsewhere)
            addItem(found, connection, reasons, nullptr, nullptr);
    }

    void addItem(QList<DepartureItem> &found,
                 const Connection &connection,
                 const QList<Reason> &reasons,
                 const Credential *credential,
                 const CredentialVersion *version) const
    {
        DepartureItem item;
        item.connection = connection.id;
        item.name = connection.name;
        item.assumed = true;
        if (credential && version) {
            item.credential = credential->id;
            item.version = version->number;
        }
        // When the key of somebody else was made, nobody told us.
        const bool isAgeKnown = version && connection.custody == Custody::HeldHere;
        for (const Reason &reason : reasons) {
            if (credential && reason.only.isValid() && reason.only != credential->id)
                continue;
            if (isAgeKnown && reason.lastSaw
                && version->createdAt.toLocalTime().date() > *reason.lastSaw)
                continue;
            if (!item.why.contains(reason.text))
                item.why.append(reason.text);
            item.assumed = item.assumed && reason.assumed;
        }
        if (item.why.isEmpty())
            return;
        item.danger = dangerOf(connection, credential, item.assumed);
        found.append(item);
    }

    [[nodiscard]] Severity dangerOf(const Connection &connection,
                                    const Credential *credential,
                                    bool assumed) const
    {
        int level = connection.environment == Environment::Production ? 2 : 1;
        level -= assumed ? 1 : 0;
        const bool isAdmin = credential && credential->kind == CredentialKind::AdminKey;
        level += isAdmin || reachesSensitiveData(connection.id) ? 1 : 0;
        return static_cast<Severity>(std::clamp(level,
                                                static_cast<int>(Severity::Low),
                                                static_cast<int>(Severity::Critical)));
    }

    [[nodiscard]] bool reachesSensitiveData(const ConnectionId &id) const
    {
        return std::any_of(m_state.flows.cbegin(), m_state.flows.cend(), [&](const Flow &flow) {
            if (flow.retiredAt || (flow.from != id && flow.to != id))
                return false;
            return std::any_of(flow.dataClasses.cbegin(),
                               flow.dataClasses.cend(),
                               [&](const QString &name) {
                                   const DataClass *data = m_catalog.dataClass(name);
                                   return data && data->sensitivity >= Sensitivity::High;
                               });
        });
    }

    const Person &m_person;
    const PeopleState &m_state;
    const Catalog &m_catalog;
    QDate m_today;
};

const KeyShutOff *shutOffOf(const PeopleState &state, const CredentialVersionId &version)
{
    for (const KeyShutOff &shutOff : state.shutOffs) {
        if (shutOff.version == version)
            return &shutOff;
    }
    return nullptr;
}

bool isSeenDead(const KeyShutOff *shutOff)
{
    return shutOff
        && (shutOff->phase == ShutOffPhase::Refused || shutOff->phase == ShutOffPhase::Finished);
}

void settleByKey(DepartureItem &item,
                 const Credential &credential,
                 const Departure &departure,
                 const PeopleState &state)
{
    const CredentialVersion *old = nullptr;
    for (const CredentialVersion &version : credential.versions) {
        if (version.number == item.version)
            old = &version;
    }
    const KeyShutOff *shutOff = old ? shutOffOf(state, old->id) : nullptr;
    const CredentialVersion *current = credential.current();
    if (current && current->number > item.version && current->createdAt > departure.startedAt) {
        item.state = ItemState::Replaced;
        item.closedAt = current->createdAt;
        if (!isSeenDead(shutOff))
            item.reason =
                tr("The old key was not seen refused: it works at the app until it is shut off "
                   "there.");
    } else if (isSeenDead(shutOff)) {
        item.state = ItemState::ShutOff;
        item.closedAt = shutOff->refusedSince;
    } else if (shutOff && shutOff->phase == ShutOffPhase::CannotBeChecked) {
        item.state = ItemState::ShutOff;
        item.closedAt = shutOff->seenGoneAt ? shutOff->seenGoneAt : shutOff->doneByHandAt;
        item.reason = tr("By your word. %1").arg(shutOff->whyUncheckable);
    }
}

void settle(DepartureItem &item, const Departure &departure, const PeopleState &state)
{
    if (item.state != ItemState::Open)
        return;
    const bool isThere = std::any_of(state.connections.cbegin(),
                                     state.connections.cend(),
                                     [&item](const Connection &connection) {
                                         return connection.id == item.connection;
                                     });
    if (!isThere) {
        item.state = ItemState::NotNeeded;
        item.reason = tr("The connection was removed here. Unless its key was seen refused before, "
                         "it works at the app until it is shut off there.");
        return;
    }
    for (const Credential &credential : state.credentials) {
        if (credential.id == item.credential)
            settleByKey(item, credential, departure, state);
    }
}

} // namespace

QList<DepartureItem> keysSeenBy(const Person &person,
                                const PeopleState &state,
                                const Catalog &catalog,
                                const QDate &today)
{
    return Seen(person, state, catalog, today).items();
}

Departure tracked(const Departure &departure,
                  const PeopleState &state,
                  const Catalog &catalog,
                  const QDate &today)
{
    Departure now = departure;
    if (!now.isOpen())
        return now;
    for (const Person &person : state.people) {
        if (person.id != now.person)
            continue;
        const QList<DepartureItem> found = keysSeenBy(person, state, catalog, today);
        for (const DepartureItem &item : found) {
            const auto known =
                std::find_if(now.items.begin(), now.items.end(), [&item](const DepartureItem &one) {
                    return one.isSame(item);
                });
            if (known == now.items.end()) {
                now.items.append(item);
            } else {
                known->name = item.name;
                if (known->version == item.version) {
                    known->why = item.why;
                    known->assumed = item.assumed;
                    known->danger = item.danger;
                }
            }
        }
    }
    for (DepartureItem &item : now.items)
        settle(item, now, state);
    return now;
}

QString sentenceFor(const Departure &departure)
{
    const auto count = static_cast<int>(departure.items.size());
    if (count == 0)
        return tr("As far as it was entered, no key in use was seen.");
    const auto assumed =
        static_cast<int>(std::count_if(departure.items.cbegin(),
                                       departure.items.cend(),
                                       [](const DepartureItem &item) { return item.assumed; }));
    QString text =
        count == 1 ? tr("At least one key was seen") : tr("At least %1 keys were seen").arg(count);
    if (assumed > 0)
        text += assumed == count ? tr(", as far as can be assumed")
            : assumed == 1       ? tr(", one of them only by assumption")
                                 : tr(", %1 of them only by assumption").arg(assumed);
    text += u". "_s;
    const int open = departure.openItems();
    text += open == 0 ? tr("None is open.")
        : open == 1   ? tr("One is still open.")
                      : tr("%1 are still open.").arg(open);
    return text;
}

QList<ConnectionId> heldBy(const AppId &app, const PeopleState &state)
{
    QList<ConnectionId> held;
    for (const Connection &connection : state.connections) {
        const bool isListed =
            connection.custody == Custody::HeldElsewhere && connection.heldBy == app;
        const bool isPasted =
            std::any_of(state.placements.cbegin(),
                        state.placements.cend(),
                        [&](const Placement &placement) {
                            return placement.connection == connection.id && !placement.removedOn
                                && std::any_of(state.places.cbegin(),
                                               state.places.cend(),
                                               [&](const Place &place) {
                                                   return place.id == placement.place
                                                       && place.app == app;
                                               });
                        });
        if (isListed || isPasted)
            held.append(connection.id);
    }
    return held;
}

QString staleness(const Sighting &sighting, const QDate &today)
{
    if (sighting.isChecked(today))
        return {};
    if (!sighting.checkedOn.isValid())
        return tr("never checked");
    return tr("not checked for %1 days").arg(sighting.checkedOn.daysTo(today));
}

} // namespace drawbridge
