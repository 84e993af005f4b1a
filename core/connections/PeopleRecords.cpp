// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/PeopleRecords.h"

#include "core/base/PlainText.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"

#include <QCoreApplication>

#include <algorithm>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("People", text);
}

} // namespace

QString oneLine(const QString &text)
{
    return plainText(text, text.size() + 1).trimmed();
}

QDate todayHere(const Clock &clock)
{
    return clock.now().toLocalTime().date();
}

Event peopleEvent(const QString &type, const QString &summary)
{
    Event event;
    event.type = type;
    event.summary = summary;
    return event;
}

Result<KeyedConnection> keyedConnection(ReadView &view,
                                        const ConnectionId &id,
                                        const CredentialId &credential)
{
    TRY(connection, ConnectionRepository::get(view, id));
    TRY(credentials, CredentialRepository::listOf(view, id));
    const bool isKnown =
        std::any_of(credentials.cbegin(), credentials.cend(), [&credential](const Credential &one) {
            return one.id == credential;
        });
    if (credential.isValid() && !isKnown)
        return Error{ErrorCode::InvalidInput,
                     tr("\"%1\" has no such key. Choose one of its own.").arg(connection.name),
                     {}};
    return KeyedConnection{connection, credentials};
}

Result<void> checkNotAhead(const std::optional<QDate> &day, const QDate &today)
{
    if (day && *day > today)
        return Error{ErrorCode::InvalidInput,
                     tr("This day has not come yet. Enter what is so today."),
                     {}};
    return {};
}

} // namespace drawbridge
