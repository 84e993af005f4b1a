// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/KeyKeeper.h"
#include "core/model/Rotation.h"
#include "core/storage/Database.h"

#include <QMap>

namespace drawbridge {

/// Other connections here that have the very same key get the one that takes its place before it is ended. Blocking; done
/// again it comes to the same, whatever it was killed in. All parts outlive the call.
struct SharedKeyHandOver
{
    Database &database;
    KeyKeeper &keys;
    const Clock &clock;
    Random &random;

    /// `goes` is about to be ended, `comes` takes its place; the fields are the public ones each goes with. Empty: nobody
    /// is left with it. Else why not, for the owner.
    [[nodiscard]] Result<QString> run(const Rotation &rotation,
                                      const CredentialVersion &goes,
                                      const CredentialVersion &comes,
                                      const QMap<QString, QString> &goingFields,
                                      const QMap<QString, QString> &comingFields) const;
};

} // namespace drawbridge
