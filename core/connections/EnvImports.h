// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/connections/EnvImportCommands.h"
#include "core/importers/EnvProposals.h"

namespace drawbridge {

class Clock;
class Connections;
class Database;
class KeyUses;
class Random;

/// Moves keys out of .env files. Blocking; thread-safe; all parts outlive it.
class EnvImports
{
public:
    struct Parts
    {
        Database &database;
        Connections &connections;
        const KeyUses &uses;
        const Clock &clock;
        Random &random;
        SharedSecret fingerprintKey;
    };
    explicit EnvImports(const Parts &parts);

    [[nodiscard]] Result<QList<EnvOffer>> look(const LookAtEnvFile &command) const;
    /// NotFound: no such file. InvalidInput: it is no .env file, or nothing in it can be connected.
    Result<ImportEnvFile::Report> import(const ImportEnvFile &command, const CancelToken &cancel);
    Result<bool> restore(const RestoreEnvFile &command);

private:
    [[nodiscard]] Result<void> keepOriginal(const QString &path, const QByteArray &bytes);
    [[nodiscard]] Result<ConnectionView> connect(const ImportEnvFile &command,
                                                 const EnvProposal &proposal,
                                                 const CancelToken &cancel);
    /// The connection that has this very key already.
    [[nodiscard]] Result<std::optional<ConnectionView>> existing(const EnvProposal &proposal);
    [[nodiscard]] Result<QString> freeName(const EnvProposal &proposal);
    [[nodiscard]] Result<void> tell(const QString &type, const QString &summary);

    Parts m;
};

} // namespace drawbridge
