// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/SecretStore.h"

#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDeadlineTimer>
#include <QMap>
#include <QObject>

#include <functional>

namespace drawbridge {

using SecretAttributes = QMap<QString, QString>;

/// The entries that carry some attributes.
struct SecretItems
{
    QList<QDBusObjectPath> unlocked;
    QList<QDBusObjectPath> locked;
};

/// Asks the login's Secret Service (freedesktop.org Secret Service API, draft 0.2) over D-Bus for
/// what QtKeychain cannot tell or do: whether it is locked or not there at all, which entries there
/// are, their labels, unlocking. It never carries a secret. Blocks, at most until the deadline; one
/// thread at a time.
class SecretService
{
public:
    explicit SecretService(QDeadlineTimer deadline)
        : m_deadline(deadline)
    {}

    [[nodiscard]] StoreStatus status() const;
    /// The status as a Result: ok when Ready.
    [[nodiscard]] Result<void> checkReady() const;

    [[nodiscard]] Result<SecretItems> find(const SecretAttributes &attributes) const;
    [[nodiscard]] Result<SecretAttributes> attributesOf(const QDBusObjectPath &item) const;
    [[nodiscard]] Result<void> setLabel(const QDBusObjectPath &item, const QString &label) const;

    /// Both give the prompt that has to be shown to the owner first, or "/" when it is done
    /// already.
    [[nodiscard]] Result<QDBusObjectPath> beginUnlock() const;
    [[nodiscard]] Result<QDBusObjectPath> beginCreate(const QString &label) const;

private:
    [[nodiscard]] Result<QVariantList> call(const QString &path,
                                            const QString &interface,
                                            const QString &method,
                                            const QVariantList &arguments) const;
    [[nodiscard]] Result<QVariant> property(const QDBusObjectPath &object,
                                            const QString &interface,
                                            const QString &name) const;
    [[nodiscard]] Result<QDBusObjectPath> defaultCollection() const;

    QDeadlineTimer m_deadline;
};

/// Shows one prompt of the Secret Service to the owner and waits for him without blocking. Deletes
/// itself.
class SecretPrompt final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<void>)>;

    /// Denied: the owner closed it. TimedOut: he did not answer until the deadline; it is taken
    /// away.
    static void show(const QDBusObjectPath &prompt, QDeadlineTimer deadline, Done done);

private Q_SLOTS:
    void completed(bool dismissed, const QDBusVariant &result);

private:
    SecretPrompt(const QDBusObjectPath &prompt, Done done);
    void finish(Result<void> result);

    QDBusObjectPath m_prompt;
    Done m_done;
};

} // namespace drawbridge
