// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/Cli.h"

namespace drawbridge::ctl {

/// What `connection add` was told: exactly one of the two.
struct ConnectionInput
{
    std::optional<AddConnection> added;
    std::optional<ListConnection> listed;
};

/// Reads the verb's arguments and, for a key held here, the secret from standard input. An InvalidInput error
/// with detail "usage" is wrong usage of the command line.
[[nodiscard]] Result<ConnectionInput> readConnectionInput(Cli &cli, const QStringList &arguments);

/// The date of an option such as `--replace-by`, nothing where it is not given. InvalidInput: no date.
[[nodiscard]] Result<std::optional<QDate>> dateOption(const VerbOptions &options,
                                                      const QString &name);

/// A bare value becomes {"value": it}; a JSON object of texts becomes its fields. `source` is wiped.
[[nodiscard]] Result<QMap<QString, SharedSecret>> secretFields(SecretBytes source);

} // namespace drawbridge::ctl
