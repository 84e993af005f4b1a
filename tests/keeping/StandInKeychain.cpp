// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/keeping/StandInKeychain.h"

#include <QDir>
#include <QFile>

namespace drawbridge {

namespace {

VaultOptions quick()
{
    VaultOptions options;
    options.costOfNewVaults = {14, 8, 1};
    return options;
}

const SecretBytes &password()
{
    static const SecretBytes bytes = SecretBytes::copyOf("the login's");
    return bytes;
}

} // namespace

StandInKeychain::StandInKeychain(const QString &folder, Random &random)
    : m_register(QDir(folder).filePath(QStringLiteral("register")))
    , m_vault(folder, random, quick())
{
    if (!QDir(folder).exists()) {
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    const bool there = QFile::exists(QDir(folder).filePath(QStringLiteral("vault.drawbridge")));
    const Result<void> open = there ? m_vault.unlock(password()) : m_vault.create(password());
    if (!open.isOk())
        qFatal("the stand-in keychain: %s", qPrintable(open.error().what));
}

Result<void> StandInKeychain::checkReady() const
{
    switch (m_status.state) {
    case StoreState::Ready:
        return {};
    case StoreState::Locked:
        return Error{ErrorCode::Locked, m_status.what, {}};
    case StoreState::Silent:
        return Error{ErrorCode::TimedOut, m_status.what, {}};
    case StoreState::Absent:
    case StoreState::Missing:
    case StoreState::Unusable:
        break;
    }
    return Error{ErrorCode::Unavailable, m_status.what, {}};
}

int StandInKeychain::entries()
{
    QFile file(m_register);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    QStringList workspaces = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    workspaces.removeDuplicates();
    qsizetype count = 0;
    for (const QString &workspace : workspaces)
        count += m_vault.purposes(workspace).value().size();
    return static_cast<int>(count);
}

Result<void> StandInKeychain::create(const SecretBytes &)
{
    return checkReady();
}

Result<void> StandInKeychain::unlock(const SecretBytes &)
{
    return checkReady();
}

Result<void> StandInKeychain::changePassphrase(const SecretBytes &, const SecretBytes &)
{
    return Error{ErrorCode::InvalidInput, QStringLiteral("A keychain has its own password."), {}};
}

Result<SecretBytes> StandInKeychain::read(const SecretName &name)
{
    TRY_DONE(checkReady());
    return m_vault.read(name);
}

Result<void> StandInKeychain::write(const SecretName &name,
                                    const SecretBytes &value,
                                    const QString &label)
{
    TRY_DONE(checkReady());
    ++m_writes;
    QFile file(m_register);
    if (!file.open(QIODevice::Append) || file.write(name.workspace.toUtf8() + '\n') < 0)
        qFatal("the stand-in keychain's register cannot be written");
    return m_vault.write(name, value, label);
}

Result<void> StandInKeychain::remove(const SecretName &name)
{
    TRY_DONE(checkReady());
    return m_vault.remove(name);
}

Result<QStringList> StandInKeychain::purposes(const QString &workspace)
{
    TRY_DONE(checkReady());
    if (m_beforeListing)
        m_beforeListing();
    return m_vault.purposes(workspace);
}

} // namespace drawbridge
