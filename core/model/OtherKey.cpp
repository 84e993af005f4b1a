// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/OtherKey.h"

#include <algorithm>

namespace drawbridge {

QList<AuthField> fieldsOfAnotherKey(const AppProfile &profile, AuthKind authKind)
{
    QList<AuthField> own;
    const AuthOption *option = profile.authOption(authKind);
    if (!option)
        return own;
    const RequestAuth &request = option->request;
    const QStringList shown{request.name, request.format, request.user, request.password};
    const auto &recipe = profile.rotation.recipe;
    for (const AuthField &field : option->fields) {
        const QString inText = QStringLiteral("{%1}").arg(field.name);
        const bool isShown = std::any_of(shown.cbegin(), shown.cend(), [&](const QString &text) {
            return text.contains(inText);
        });
        const bool isOfAccount = recipe && recipe->account.contains(field.name);
        if (field.secret || (isShown && !isOfAccount && field.takenFrom.isEmpty()))
            own.append(field);
    }
    return own;
}

} // namespace drawbridge
