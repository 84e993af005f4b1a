// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "core/workspace/Snapshot.h"
#include "ui/kit/NameVeil.h"

namespace drawbridge::ui {

/// One connection with what its cards need to tell of it. Lives as long as the call it is handed to.
struct ConnectionShown
{
    const Snapshot &snapshot;
    const Connection &connection;
    const AppProfile &profile;
    const Catalog &catalog;
    const NameVeil &veil;

    [[nodiscard]] QString name() const { return veil.name(connection.name); }
    /// A hub by its name, anybody else as he was named.
    [[nodiscard]] QString holderOf(const QString &heldBy) const
    {
        const AppProfile *hub = catalog.app(heldBy);
        return hub ? hub->name : heldBy == notSaidYet() ? heldBy : veil.name(heldBy);
    }
    [[nodiscard]] QString kindsOf(const Flow &flow) const
    {
        QStringList labels;
        for (const QString &id : flow.dataClasses) {
            const DataClass *kind = catalog.dataClass(id);
            labels.append(kind ? kind->label : id);
        }
        return labels.join(QStringLiteral(", "));
    }
};

} // namespace drawbridge::ui
