// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RotationRules.h"

#include "core/model/Flow.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int longestAge = 3650;
constexpr int longestOverlap = 24 * 90;
/// How far ahead of its date a key may be replaced, so that not all fall on one day.
constexpr int spreadDays = 14;

QString tr(const char *text)
{
    return QCoreApplication::translate("RotationRules", text);
}

Result<void> checkDays(int days)
{
    if (days < 0 || days > longestAge)
        return Error{ErrorCode::InvalidInput,
                     tr("A greatest age is a number of days from 1 to %1, or 0 for none.")
                         .arg(longestAge),
                     {}};
    return {};
}

template<typename Word>
QJsonObject wordsToJson(const QMap<Word, int> &days)
{
    QJsonObject object;
    for (auto it = days.begin(); it != days.end(); ++it)
        object.insert(toText(it.key()), it.value());
    return object;
}

template<typename Word>
Result<QMap<Word, int>> wordsFromJson(const QJsonValue &value)
{
    QMap<Word, int> days;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const std::optional<Word> word = fromText<Word>(it.key());
        if (!word || !it->isDouble())
            return Error{ErrorCode::Damaged,
                         tr("The rules for replacing keys are damaged."),
                         it.key()};
        days.insert(*word, it->toInt());
    }
    return days;
}

QJsonValue timeToText(const std::optional<QTime> &time)
{
    return time ? QJsonValue(time->toString(u"HH:mm"_s)) : QJsonValue();
}

std::optional<QTime> timeFromText(const QJsonValue &value)
{
    const QTime time = QTime::fromString(value.toString(), u"HH:mm"_s);
    return time.isValid() ? std::optional(time) : std::nullopt;
}

bool isSensitive(const Catalog &catalog, const Connection &connection)
{
    const AppProfile *profile = catalog.app(connection.app);
    if (!profile)
        return false;
    const QStringList classes = profile->dataClassesFor(connection.jobs);
    return std::any_of(catalog.dataClasses().begin(),
                       catalog.dataClasses().end(),
                       [&](const DataClass &one) {
                           return classes.contains(one.id)
                               && (one.sensitivity == Sensitivity::High
                                   || one.sensitivity == Sensitivity::Critical);
                       });
}

/// The least of those that say anything; 0: none does.
int greatestAge(const RotationRules &rules,
                const Catalog &catalog,
                const Connection &connection,
                const Credential &credential)
{
    QList<int> days{rules.maxAgeDays,
                    rules.byKind.value(credential.kind),
                    rules.byEnvironment.value(connection.environment)};
    if (rules.sensitiveDays > 0 && isSensitive(catalog, connection))
        days.append(rules.sensitiveDays);
    int least = 0;
    for (const int one : days) {
        if (one > 0 && (least == 0 || one < least))
            least = one;
    }
    return least;
}

} // namespace

Result<void> validate(const RotationRules &rules)
{
    TRY_DONE(checkDays(rules.maxAgeDays));
    TRY_DONE(checkDays(rules.sensitiveDays));
    for (const int days : rules.byKind)
        TRY_DONE(checkDays(days));
    for (const int days : rules.byEnvironment)
        TRY_DONE(checkDays(days));
    if (rules.quietFrom.has_value() != rules.quietTo.has_value()
        || (rules.quietFrom && *rules.quietFrom == *rules.quietTo))
        return Error{ErrorCode::InvalidInput,
                     tr("Quiet hours have a beginning and another time at which they end."),
                     {}};
    if (rules.overlapHours < 0 || rules.overlapHours > longestOverlap)
        return Error{ErrorCode::InvalidInput,
                     tr("An old key can live on for %1 hours at most.").arg(longestOverlap),
                     {}};
    constexpr qsizetype longestName = 200;
    if (rules.told.size() > longestName)
        return Error{ErrorCode::InvalidInput, tr("The name of who is told is too long."), {}};
    return {};
}

QJsonObject toJson(const RotationRules &rules)
{
    return {{u"maxAgeDays"_s, rules.maxAgeDays},
            {u"byKind"_s, wordsToJson(rules.byKind)},
            {u"byEnvironment"_s, wordsToJson(rules.byEnvironment)},
            {u"sensitiveDays"_s, rules.sensitiveDays},
            {u"quietFrom"_s, timeToText(rules.quietFrom)},
            {u"quietTo"_s, timeToText(rules.quietTo)},
            {u"told"_s, rules.told},
            {u"overlapHours"_s, rules.overlapHours}};
}

Result<RotationRules> rotationRulesFrom(const QJsonObject &object)
{
    RotationRules rules;
    rules.maxAgeDays = object.value(u"maxAgeDays"_s).toInt();
    TRY(byKind, wordsFromJson<CredentialKind>(object.value(u"byKind"_s)));
    rules.byKind = byKind;
    TRY(byEnvironment, wordsFromJson<Environment>(object.value(u"byEnvironment"_s)));
    rules.byEnvironment = byEnvironment;
    rules.sensitiveDays = object.value(u"sensitiveDays"_s).toInt();
    rules.quietFrom = timeFromText(object.value(u"quietFrom"_s));
    rules.quietTo = timeFromText(object.value(u"quietTo"_s));
    rules.told = object.value(u"told"_s).toString();
    rules.overlapHours = object.value(u"overlapHours"_s).toInt();
    return rules;
}

bool isQuiet(const RotationRules &rules, const QTime &localTime)
{
    if (!rules.quietFrom || !rules.quietTo)
        return false;
    const bool isOverNight = *rules.quietTo < *rules.quietFrom;
    return isOverNight ? localTime >= *rules.quietFrom || localTime < *rules.quietTo
                       : localTime >= *rules.quietFrom && localTime < *rules.quietTo;
}

QDateTime afterQuiet(const RotationRules &rules, const QDateTime &now)
{
    const QDateTime local = now.toLocalTime();
    if (!isQuiet(rules, local.time()))
        return now;
    const bool isTomorrow = local.time() >= *rules.quietTo;
    return QDateTime(local.date().addDays(isTomorrow ? 1 : 0), *rules.quietTo).toUTC();
}

std::optional<KeyDue> dueOf(const RotationRules &rules,
                            const Catalog &catalog,
                            const Connection &connection,
                            const Credential &credential)
{
    const CredentialVersion *current = credential.current();
    if (!current || connection.custody == Custody::HeldElsewhere || current->storeKey.isEmpty())
        return std::nullopt;
    std::optional<KeyDue> due;
    const auto consider = [&](const QDate &on, DueReason reason) {
        if (!due || on < due->on)
            due = KeyDue{connection.id, credential.id, on, reason, on};
    };
    if (current->endsAt)
        consider(*current->endsAt, DueReason::EndsAtApp);
    if (current->replaceBy)
        consider(*current->replaceBy, DueReason::Reminder);
    // A sign-in renews itself every day.
    const int age = credential.grant ? 0 : greatestAge(rules, catalog, connection, credential);
    if (age > 0 && current->createdAt.isValid())
        consider(current->createdAt.toLocalTime().date().addDays(age), DueReason::MaximumAge);
    return due;
}

QList<KeyDue> calendarOf(const RotationRules &rules,
                         const Catalog &catalog,
                         const QList<Connection> &connections,
                         const QList<Credential> &credentials,
                         const QDate &today,
                         int days)
{
    QList<KeyDue> all;
    for (const Credential &credential : credentials) {
        const auto connection =
            std::find_if(connections.begin(), connections.end(), [&](const Connection &one) {
                return one.id == credential.connection;
            });
        if (connection == connections.end())
            continue;
        const std::optional<KeyDue> due = dueOf(rules, catalog, *connection, credential);
        if (due && today.daysTo(due->on) <= days)
            all.append(*due);
    }
    std::stable_sort(all.begin(), all.end(), [](const KeyDue &a, const KeyDue &b) {
        return a.on < b.on;
    });
    QMap<QDate, int> load;
    for (KeyDue &due : all) {
        due.planned = std::max(due.on, today);
        // The latest of the emptiest days.
        for (QDate day = due.planned; day >= today && day.daysTo(due.on) <= spreadDays;
             day = day.addDays(-1)) {
            if (load.value(day) < load.value(due.planned))
                due.planned = day;
        }
        ++load[due.planned];
    }
    std::stable_sort(all.begin(), all.end(), [](const KeyDue &a, const KeyDue &b) {
        return a.planned < b.planned;
    });
    return all;
}

} // namespace drawbridge
