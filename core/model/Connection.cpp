// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Connection.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr qsizetype longestName = 120;
constexpr qsizetype longestSentence = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("Connection", text);
}

} // namespace

Answer isRunning(const Connection &connection)
{
    if (connection.paused)
        return Answer::No;
    if (!connection.lastTest)
        return Answer::Unknown;
    return connection.lastTest->ok ? Answer::Yes : Answer::No;
}

QString notSaidYet()
{
    return tr("Not said yet");
}

Result<void> validate(const Connection &connection)
{
    const auto wrong = [](const char *what) {
        return Error{ErrorCode::InvalidInput, tr(what), {}};
    };
    if (connection.app.isEmpty())
        return wrong("Choose which app this connects.");
    if (connection.name.trimmed().isEmpty())
        return wrong("Give the connection a name, such as \"Shop\".");
    if (connection.name.size() > longestName)
        return wrong("The name is too long. Use at most 120 characters.");
    if (connection.owner.trimmed().isEmpty())
        return wrong("Say who looks after this connection.");
    if (connection.owner.size() > longestName)
        return wrong("The name of who looks after it is too long. Use at most 120 characters.");
    if (connection.purpose.trimmed().isEmpty())
        return wrong("Say what this connection is for, such as \"order totals for the books\".");
    if (connection.purpose.size() > longestSentence)
        return wrong("The purpose is too long. Use at most 500 characters.");
    if (connection.custody == Custody::HeldElsewhere && connection.heldBy.trimmed().isEmpty())
        return wrong("Say who holds this key: an app such as Zapier, or a person.");
    return {};
}

} // namespace drawbridge
