// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/AppProfile.h"

#include <QCoreApplication>

#include <algorithm>

namespace drawbridge {

namespace {

template<typename T, typename Matches>
const T *firstOf(const QList<T> &list, Matches matches)
{
    const auto found = std::find_if(list.cbegin(), list.cend(), matches);
    return found == list.cend() ? nullptr : &*found;
}

} // namespace

QString areaLabel(AppArea area)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("AppProfile", text); };
    switch (area) {
    case AppArea::Shop:
        return tr("Shop");
    case AppArea::Money:
        return tr("Money");
    case AppArea::Customers:
        return tr("Customers");
    case AppArea::Team:
        return tr("Team");
    case AppArea::Automation:
        return tr("Automation");
    case AppArea::Practice:
        return tr("Practice");
    case AppArea::Other:
        break;
    }
    return tr("Everything else");
}

const AuthOption *AppProfile::authOption(AuthKind authKind) const
{
    return firstOf(auth, [authKind](const AuthOption &option) { return option.kind == authKind; });
}

bool AppProfile::mayEndByAnother(AuthKind authKind) const
{
    const bool isKey =
        authKind == AuthKind::ApiKey || authKind == AuthKind::Basic || authKind == AuthKind::Bearer;
    return isKey && shutOff.api && !shutOff.api->needs.isEmpty();
}

const SetUp &AppProfile::setUpFor(AuthKind authKind) const
{
    const AuthOption *option = authOption(authKind);
    return option && option->setUp ? *option->setUp : setUp;
}

const AppJob *AppProfile::job(QStringView jobId) const
{
    return firstOf(jobs, [jobId](const AppJob &each) { return each.id == jobId; });
}

const AppScope *AppProfile::scope(QStringView scopeName) const
{
    return firstOf(scopes, [scopeName](const AppScope &each) { return each.name == scopeName; });
}

const FactSource *AppProfile::source(QStringView sourceId) const
{
    return firstOf(sources, [sourceId](const FactSource &each) { return each.id == sourceId; });
}

QStringList AppProfile::scopesFor(const QStringList &jobIds) const
{
    QStringList needed;
    for (const AppScope &each : scopes) {
        const bool isNeeded = std::any_of(jobs.cbegin(), jobs.cend(), [&](const AppJob &job) {
            return jobIds.contains(job.id) && job.scopes.contains(each.name);
        });
        if (isNeeded)
            needed.append(each.name);
    }
    return needed;
}

QStringList AppProfile::dataClassesFor(const QStringList &jobIds) const
{
    QStringList classes;
    for (const AppJob &each : jobs) {
        if (jobIds.contains(each.id))
            classes.append(each.dataClasses);
    }
    classes.removeDuplicates();
    return classes;
}

} // namespace drawbridge
