// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Departure.h"

#include <QCoreApplication>

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qsizetype longestReason = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("Departure", text);
}

Error wrong(const char *what)
{
    return {ErrorCode::InvalidInput, tr(what), {}};
}

} // namespace

int Departure::openItems() const
{
    return static_cast<int>(
        std::count_if(items.cbegin(), items.cend(), [](const DepartureItem &item) {
            return item.state == ItemState::Open;
        }));
}

Result<void> validate(const DepartureItem &item)
{
    if (!item.connection.isValid())
        return wrong("Choose the key this is about.");
    if (item.reason.size() > longestReason)
        return wrong("The reason is too long. Use at most 500 characters.");
    if (item.state == ItemState::NotNeeded && item.reason.trimmed().isEmpty())
        return wrong("Say why this key can stay, such as \"he only had the test shop's\".");
    return {};
}

Result<void> validate(const Departure &departure)
{
    if (!departure.person.isValid())
        return wrong("Choose who leaves.");
    for (auto it = departure.items.cbegin(); it != departure.items.cend(); ++it) {
        TRY_DONE(validate(*it));
        if (std::any_of(departure.items.cbegin(), it, [&it](const DepartureItem &other) {
                return other.isSame(*it);
            }))
            return wrong("The same key is on the list twice.");
    }
    const int open = departure.openItems();
    if (!departure.isOpen() && open > 0)
        return Error{ErrorCode::Conflict,
                     open == 1 ? tr("One key on this list is still open. Replace it, or say why it "
                                    "can stay.")
                               : tr("%1 keys on this list are still open. Replace them, or say why "
                                    "they can stay.")
                                     .arg(open),
                     {}};
    return {};
}

} // namespace drawbridge
