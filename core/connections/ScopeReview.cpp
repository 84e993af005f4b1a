// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/ScopeReview.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ScopeReview)
};

QString pathAlone(const QString &path)
{
    return path.section(u'?', 0, 0);
}

bool holds(const QList<ScopeRequest> &requests, const QString &method, const QString &path)
{
    return std::any_of(requests.cbegin(), requests.cend(), [&](const ScopeRequest &request) {
        return request.method == method && pathAlone(request.path) == pathAlone(path);
    });
}

/// Whether `wide` opens every call of `narrow` by what the catalog says of both.
bool opensAllOf(const AppScope &wide, const AppScope &narrow)
{
    return wide.name != narrow.name && wide.access >= narrow.access && !narrow.requests.isEmpty()
        && (wide.access > narrow.access || wide.requests.size() > narrow.requests.size())
        && std::all_of(narrow.requests.cbegin(),
                       narrow.requests.cend(),
                       [&wide](const ScopeRequest &request) {
                           return holds(wide.requests, request.method, request.path);
                       });
}

std::optional<ScopeReading> readingOf(const Connection &connection, const QString &scope)
{
    if (!connection.lastLooks)
        return std::nullopt;
    for (const ScopeLook &look : connection.lastLooks->looks) {
        if (look.scope == scope)
            return look.reading;
    }
    return std::nullopt;
}

class Reviewer
{
public:
    Reviewer(const AppProfile &profile, const Connection &connection)
        : m_profile(profile)
        , m_connection(connection)
    {
        m_review.needed = profile.scopesFor(connection.jobs);
        m_review.jobsKnown = !m_review.needed.isEmpty();
        m_review.grantedKnown = connection.lastTest && connection.lastTest->grantedKnown;
        if (m_review.grantedKnown) {
            m_review.granted = connection.lastTest->granted;
            m_review.granted.removeDuplicates();
        }
    }

    ScopeReview review()
    {
        for (const QString &name : names())
            addRow(name);
        m_review.summary = summary();
        return m_review;
    }

private:
    /// Whatever is needed, granted or was looked at; and of an app that tells nothing, all it has.
    [[nodiscard]] QStringList names() const
    {
        QStringList names = m_review.needed;
        for (const AppScope &scope : m_profile.scopes) {
            const bool concerns = !m_review.grantedKnown || m_review.granted.contains(scope.name)
                || readingOf(m_connection, scope.name);
            if (concerns)
                names.append(scope.name);
        }
        names += m_review.granted;
        names.removeDuplicates();
        return names;
    }

    [[nodiscard]] ScopeUse useOf(const AppScope *scope) const
    {
        const bool isTested = m_connection.custody == Custody::HeldHere && m_connection.lastTest
            && m_connection.lastTest->ok && m_profile.probe;
        // Without the calls that need it, its use could not be told if it happened.
        if (!isTested || !scope || scope->requests.isEmpty())
            return ScopeUse::CannotBeSeen;
        return holds(scope->requests, m_profile.probe->method, m_profile.probe->path)
            ? ScopeUse::Seen
            : ScopeUse::NotSeenHere;
    }

    [[nodiscard]] QString widerThan(const AppScope *scope) const
    {
        for (const QString &name : m_review.granted) {
            const AppScope *wide = m_profile.scope(name);
            if (scope && wide && opensAllOf(*wide, *scope))
                return name;
        }
        return {};
    }

    /// A needed scope that reads the same makes it no excess that the key can read it.
    [[nodiscard]] bool isReadByNeeded(const AppScope &scope) const
    {
        return std::any_of(m_review.needed.cbegin(),
                           m_review.needed.cend(),
                           [&](const QString &name) {
                               const AppScope *needed = m_profile.scope(name);
                               return needed && opensAllOf(*needed, scope);
                           });
    }

    void addRow(const QString &name)
    {
        const AppScope *scope = m_profile.scope(name);
        ScopeRow row;
        row.name = name;
        row.tick = name;
        if (scope) {
            row.label = scope->label;
            row.tick = scope->tick.isEmpty() ? name : scope->tick;
            row.access = scope->access;
            row.dataClasses = scope->dataClasses;
        }
        for (const QString &id : m_connection.jobs) {
            const AppJob *job = m_profile.job(id);
            if (job && job->scopes.contains(name))
                row.neededBy.append(job->label);
        }
        if (m_review.grantedKnown)
            row.granted = m_review.granted.contains(name) ? Answer::Yes : Answer::No;
        row.reading = readingOf(m_connection, name);
        row.used = row.granted == Answer::No ? ScopeUse::CannotBeSeen : useOf(scope);
        if (row.granted == Answer::No)
            row.coveredBy = widerThan(scope);
        const bool isNeeded = m_review.needed.contains(name);
        // What the provider has not named and the key can read all the same is more than it needs, too.
        const bool readsMore = row.granted == Answer::Unknown && scope
            && row.reading == ScopeReading::CanRead && !isReadByNeeded(*scope);
        row.excess = m_review.jobsKnown && !isNeeded && (row.granted == Answer::Yes || readsMore);
        if (row.excess)
            m_review.excess.append(name);
        if (row.used == ScopeUse::Seen)
            m_review.used.append(name);
        if (isNeeded && row.granted == Answer::No && row.coveredBy.isEmpty())
            m_review.missing.append(name);
        m_review.rows.append(row);
    }

    [[nodiscard]] QString summary() const
    {
        const qsizetype needed = m_review.needed.size();
        const QString app = m_profile.name;
        if (!m_review.grantedKnown) {
            QString text = m_review.jobsKnown
                ? Words::tr("%1 has not said what this key may do. Your jobs need %2.")
                      .arg(app)
                      .arg(needed)
                : Words::tr("%1 has not said what this key may do, and no job is chosen, so "
                            "nothing can be compared.")
                      .arg(app);
            if (!m_review.excess.isEmpty())
                text += u' '
                    % Words::tr("It can read %1 that no job needs.").arg(m_review.excess.size());
            return text;
        }
        const qsizetype granted = m_review.granted.size();
        if (!m_review.jobsKnown)
            return Words::tr("You granted %1. No job is chosen, so what is needed is not known.")
                .arg(granted);
        QString text = Words::tr("You granted %1, your jobs need %2.").arg(granted).arg(needed);
        if (!m_review.missing.isEmpty())
            text += u' '
                % Words::tr("%1 of those are missing: what needs them will be refused.")
                      .arg(m_review.missing.size());
        return text;
    }

    const AppProfile &m_profile;
    const Connection &m_connection;
    ScopeReview m_review;
};

} // namespace

const ScopeRow *ScopeReview::row(QStringView name) const
{
    const auto found = std::find_if(rows.cbegin(), rows.cend(), [name](const ScopeRow &each) {
        return each.name == name;
    });
    return found == rows.cend() ? nullptr : &*found;
}

bool ScopeReview::canBeNarrower() const
{
    return jobsKnown && (!grantedKnown || !excess.isEmpty());
}

ScopeReview reviewScopes(const AppProfile &profile, const Connection &connection)
{
    return Reviewer(profile, connection).review();
}

} // namespace drawbridge
