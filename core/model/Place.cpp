// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Place.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr qsizetype longestName = 120;

QString tr(const char *text)
{
    return QCoreApplication::translate("Place", text);
}

Error wrong(const char *what)
{
    return {ErrorCode::InvalidInput, tr(what), {}};
}

} // namespace

Result<void> validate(const Place &place)
{
    if (place.name.trimmed().isEmpty())
        return wrong("Give the place a name, such as \"Zapier\" or \"Newsletter plug-in\".");
    if (place.name.size() > longestName)
        return wrong("The name is too long. Use at most 120 characters.");
    if (!place.app.isEmpty() && place.kind != PlaceKind::App)
        return wrong("Only a place that is an app can be one of the catalog's apps.");
    if (place.person.isValid() && place.kind != PlaceKind::Colleague)
        return wrong("Only a colleague can be one of your people.");
    return {};
}

Result<void> validate(const Placement &placement)
{
    if (!placement.place.isValid())
        return wrong("Choose where the key was pasted.");
    if (!placement.connection.isValid())
        return wrong("Choose whose key was pasted there.");
    if (!placement.since.isValid())
        return wrong("Say on which day the key was pasted there.");
    if (placement.version < 0)
        return wrong("There is no key with this number.");
    if (placement.removedOn && *placement.removedOn < placement.since)
        return wrong("The key cannot be taken out before it was pasted. Change one of the days.");
    return {};
}

} // namespace drawbridge
