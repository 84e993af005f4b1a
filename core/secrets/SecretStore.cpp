// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/SecretStore.h"

#include <QCoreApplication>

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qsizetype longestPart = 200;

bool isPlainPart(const QString &part)
{
    return !part.isEmpty() && part.size() <= longestPart
        && std::all_of(part.begin(), part.end(), [](QChar c) {
               return c.unicode() > 0x20 && c.unicode() < 0x7f;
           });
}

} // namespace

Result<void> SecretStore::checkName(const SecretName &name)
{
    if (isPlainPart(name.workspace) && !name.workspace.contains(u'/') && isPlainPart(name.purpose))
        return {};
    return Error{ErrorCode::InvalidInput,
                 QCoreApplication::translate("Secrets",
                                             "This entry's name cannot be used in a secret store. "
                                             "Please report it as a fault of Drawbridge."),
                 QStringLiteral("a name of %1 and %2 characters")
                     .arg(name.workspace.size())
                     .arg(name.purpose.size())};
}

Result<void> SecretStore::checkValue(const SecretBytes &value) const
{
    if (value.isEmpty()) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Secrets",
                                                 "There is nothing to keep: it is empty."),
                     {}};
    }
    if (value.size() > maxValueSize()) {
        return Error{
            ErrorCode::InvalidInput,
            QCoreApplication::translate("Secrets",
                                        "This is longer than the store of your keys can "
                                        "hold (%1 bytes). Check that it is the right text.")
                .arg(maxValueSize()),
            {}};
    }
    return {};
}

} // namespace drawbridge
