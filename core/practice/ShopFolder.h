// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/http/Listener.h"

#include <QJsonObject>
#include <QLockFile>
#include <QString>

#include <memory>
#include <optional>

namespace drawbridge {

/// The shop's certificate with the authority that vouches for it. The authority's own key is not kept anywhere.
struct ShopIdentity
{
    QByteArray caPem;
    TlsIdentity server;
};

/// A fresh authority and certificate for 127.0.0.1, ::1 and localhost.
[[nodiscard]] Result<ShopIdentity> makeShopIdentity();

/// What the shop keeps between runs, in files only its user can read: keys.json, ca.pem, server.pem,
/// server-key.pem and server-until, the end of the two. One process at a time.
class ShopFolder
{
public:
    /// Makes the folder if need be. Busy: another shop uses it; Denied: it cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<ShopFolder>> open(const QString &path);

    [[nodiscard]] QString caFile() const;

    /// Nothing if there is no such file yet. Damaged: it cannot be read as JSON.
    [[nodiscard]] Result<std::optional<QJsonObject>> loadKeys() const;
    [[nodiscard]] Result<void> saveKeys(const QJsonObject &keys) const;
    /// Nothing if there is none, or none that lasts another month: then a new one is due.
    [[nodiscard]] std::optional<ShopIdentity> loadIdentity() const;
    [[nodiscard]] Result<void> saveIdentity(const ShopIdentity &identity) const;

private:
    explicit ShopFolder(const QString &path);
    [[nodiscard]] QString file(const char *name) const;

    const QString m_path;
    QLockFile m_lock;
};

/// Replaces the file as a whole, readable by its user alone. Denied: the system does not let us.
[[nodiscard]] Result<void> writeShopFile(const QString &path, QByteArrayView bytes);

} // namespace drawbridge
