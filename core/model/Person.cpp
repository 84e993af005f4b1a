// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Person.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestName = 120;
constexpr qsizetype longestAddress = 254; // RFC 5321, 4.5.3.1.3, without the brackets

QString tr(const char *text)
{
    return QCoreApplication::translate("Person", text);
}

Error wrong(const char *what)
{
    return {ErrorCode::InvalidInput, tr(what), {}};
}

bool isAddress(const QString &text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    return at > 0 && at < text.size() - 1 && !text.contains(u' ') && text.count(u'@') == 1;
}

} // namespace

bool Sighting::isChecked(const QDate &today) const
{
    return checkedOn.isValid() && checkedOn.daysTo(today) <= goodForDays;
}

Result<void> validate(const Person &person)
{
    if (person.name.trimmed().isEmpty())
        return wrong("Say the person's name.");
    if (person.name.size() > longestName)
        return wrong("The name is too long. Use at most 120 characters.");
    if (person.role.size() > longestName)
        return wrong("What the person does is too long. Use at most 120 characters.");
    if (person.email.size() > longestAddress
        || (!person.email.isEmpty() && !isAddress(person.email)))
        return wrong("This is no e-mail address. Write it as anna@example.com, or leave it out.");
    return {};
}

Result<void> validate(const Sighting &sighting)
{
    if (!sighting.person.isValid())
        return wrong("Choose who can see it.");
    if (!sighting.connection.isValid())
        return wrong("Choose which connection the person can see.");
    if (!sighting.checkedOn.isValid())
        return wrong("Say on which day you looked that it is so.");
    if (sighting.since && *sighting.since > sighting.checkedOn)
        return wrong("The day since when is later than the day you looked. Change one of them.");
    if (sighting.since && sighting.until && *sighting.until < *sighting.since)
        return wrong("The last day is before the first. Change one of them.");
    return {};
}

bool isNamed(const Person &person, const QString &text)
{
    const QString name = person.name.trimmed();
    return !name.isEmpty() && name.compare(text.trimmed(), Qt::CaseInsensitive) == 0;
}

} // namespace drawbridge
