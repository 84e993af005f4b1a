// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/NetworkStore.h"

namespace drawbridge {

/// What lets in to every server of StandInServerStore.
inline const QByteArray serverSignIn = "the server's sign-in";

/// Stands in for OpenBao or AWS where a test needs a store in the network that outlives the process that wrote to it:
/// all of NetworkStore, with the sign-in in the keychain it is given, over one file an entry.
class StandInServerStore final : public NetworkStore
{
public:
    StandInServerStore(const SecretsPlace &place, const QString &folder, NetworkStoreParts parts);

    /// Answers nothing any more.
    void setAway(bool isAway) { m_isAway = isAway; }
    /// How many there are in a folder, whatever their workspace.
    [[nodiscard]] static int entriesIn(const QString &folder);

    [[nodiscard]] SecretsKind kind() const override { return m_kind; }
    [[nodiscard]] QString description() const override { return QStringLiteral("A stand-in"); }
    [[nodiscard]] qsizetype maxValueSize() const override { return 65536; }

private:
    [[nodiscard]] Result<void> settings() const override
    {
        return checkStoreFields({m_kind, fields()});
    }
    Result<void> look(const Call &call) override;
    void endSession() override {}
    Result<SecretBytes> readEntry(const Call &call, const QString &path) override;
    Result<void> writeEntry(const Call &call,
                            const QString &path,
                            const SecretBytes &value,
                            const QString &label) override;
    Result<void> removeEntry(const Call &call, const QString &path) override;
    Result<QStringList> listEntries(const Call &call, const QString &folder) override;

    const SecretsKind m_kind;
    const QString m_folder;
    bool m_isAway = false;
};

} // namespace drawbridge
