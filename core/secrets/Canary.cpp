// SPDX-License-Identifier: GPL-3.0-or-later
// The entry "canary" holds the words below and the workspace's id. It needs no secrecy: what counts
// is that it is there, because a keychain that was swapped, emptied or fell back to another program
// answers like one that never had an entry (QtKeychain 0.13 gives the same code for both).
#include "core/secrets/Canary.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

SecretName canaryName(const QString &workspace)
{
    return {workspace, QStringLiteral("canary")};
}

QByteArray expected(const QString &workspace)
{
    return QByteArray("drawbridge canary 1 " + workspace.toUtf8());
}

Result<void> compare(const SecretBytes &found, const QString &workspace)
{
    if (found.reveal() == expected(workspace))
        return {};
    return Error{ErrorCode::Damaged,
                 QCoreApplication::translate("Secrets",
                                             "The store of your keys holds something else than "
                                             "Drawbridge put there. Restore a backup, or use your "
                                             "recovery sheet."),
                 QStringLiteral("canary")};
}

} // namespace

Result<void> plantCanary(SecretStore &store, const QString &workspace)
{
    const auto found = store.read(canaryName(workspace));
    if (found.isOk())
        return compare(*found, workspace);
    if (found.error().code != ErrorCode::NotFound)
        return found.error();
    return store.write(canaryName(workspace),
                       SecretBytes::copyOf(expected(workspace)),
                       QCoreApplication::translate("Secrets",
                                                   "Drawbridge: mark of this store (keep)"));
}

Result<void> checkCanary(SecretStore &store, const QString &workspace)
{
    const auto found = store.read(canaryName(workspace));
    if (found.isOk())
        return compare(*found, workspace);
    if (found.error().code != ErrorCode::NotFound)
        return found.error();
    if (isInNetwork(store.kind())) {
        return Error{ErrorCode::NotFound,
                     QCoreApplication::translate(
                         "Secrets",
                         "This is not the place your business was set up with, or it was emptied: "
                         "%1. Ask its administrator, or use your recovery sheet.")
                         .arg(store.description()),
                     QStringLiteral("no canary")};
    }
    return Error{ErrorCode::NotFound,
                 store.kind() == SecretsKind::Keychain
                     ? QCoreApplication::translate(
                         "Secrets",
                         "This keychain is not the one your business was set up with, or it was "
                         "emptied. Sign in as usual, bring the keychain back, or use your recovery "
                         "sheet.")
                     : QCoreApplication::translate(
                         "Secrets",
                         "This vault file is not the one your business was set up with. Bring the "
                         "right file back, or use your recovery sheet."),
                 QStringLiteral("no canary")};
}

Result<void> removeCanary(SecretStore &store, const QString &workspace)
{
    return store.remove(canaryName(workspace));
}

} // namespace drawbridge
