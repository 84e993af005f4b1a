// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/connections/Commands.h"
#include "core/model/AppProfile.h"

/// How commands become the records that are stored. Pure but where a transaction is asked for.
namespace drawbridge {

class Transaction;

[[nodiscard]] Connection connectionFrom(const AddConnection &command, const AppProfile &profile);
[[nodiscard]] Connection connectionFrom(const ListConnection &command, const AppProfile &profile);
[[nodiscard]] CredentialKind credentialKindFor(AuthKind auth);
[[nodiscard]] qsizetype secretFieldCount(const AuthOption &option);

/// What others hold has dates, and no value here.
[[nodiscard]] Credential listedCredential(const Connection &connection,
                                          const QDate &endsAt,
                                          const Clock &clock,
                                          Random &random);

/// Writes the named fields into `connection` and returns their names.
QStringList applyEdit(const EditConnection &command, Connection &connection);
/// Writes the dates into the version in use, if the command names any.
[[nodiscard]] Result<void> applyDates(Transaction &tx,
                                      const EditConnection &command,
                                      Credential &credential);

/// The area a new connection of this app belongs in, made if the owner has none of its kind.
[[nodiscard]] Result<BoundaryId> boundaryFor(Transaction &tx,
                                             const AppProfile &profile,
                                             const Clock &clock,
                                             Random &random);

} // namespace drawbridge
