// SPDX-License-Identifier: GPL-3.0-or-later
// The file is read anew at every call: that is cheaper than it sounds (a few hundred entries are
// decrypted in well under a millisecond) and what another process wrote is never missed. Only the
// vault key stays in memory, and only until lock(). Writers take turns by a lock on a file beside
// the vault, because the vault itself is replaced and a lock on it would go with it.
#include "core/secrets/VaultFileStore.h"

#include "core/crypto/PassphraseWrap.h"
#include "core/secrets/PrivateFile.h"
#include "core/secrets/VaultFile.h"

#include <QCoreApplication>

#include <mutex>
#include <optional>

namespace drawbridge {

namespace {

constexpr qsizetype longestVault = 64 << 20;
constexpr qsizetype longestValue = 64 << 10;
constexpr QByteArrayView wrapPurpose("vault");

QString vaultName()
{
    return QStringLiteral("vault.drawbridge");
}

Error locked(const QString &what)
{
    return Error{ErrorCode::Locked, what, {}};
}

StoreState stateOf(ErrorCode code)
{
    if (code == ErrorCode::Locked)
        return StoreState::Locked;
    if (code == ErrorCode::Unavailable)
        return StoreState::Absent;
    return StoreState::Unusable;
}

} // namespace

struct VaultFileStore::Private
{
    struct Opened
    {
        SealKey key;
        QByteArray wrap; ///< as it was in the file when the key was taken out of it
    };

    Private(QString folderPath, Random &source, VaultOptions chosen)
        : folder(std::move(folderPath))
        , random(source)
        , options(chosen)
    {}

    /// The whole file; Unavailable when there is none.
    [[nodiscard]] Result<QByteArray> readFile(const PrivateFolder &at) const;
    /// With the key in memory. Locked when there is none, or when it does not fit any more.
    [[nodiscard]] Result<VaultContent> load(const PrivateFolder &at);
    [[nodiscard]] Result<void> store(const PrivateFolder &at, const VaultContent &content) const;
    [[nodiscard]] Result<FileLock> lockFile(const PrivateFolder &at) const;

    const QString folder;
    Random &random;
    const VaultOptions options;
    std::mutex mutex;
    std::optional<Opened> opened;
};

Result<QByteArray> VaultFileStore::Private::readFile(const PrivateFolder &at) const
{
    TRY(file, at.read(vaultName(), longestVault));
    if (!file) {
        return Error{ErrorCode::Unavailable,
                     QCoreApplication::translate("Secrets",
                                                 "The vault file is not where it was. Bring it "
                                                 "back, restore a backup, or use your recovery "
                                                 "sheet."),
                     vaultName()};
    }
    return *file;
}

Result<VaultContent> VaultFileStore::Private::load(const PrivateFolder &at)
{
    TRY(file, readFile(at));
    TRY(wrap, vaultWrap(file));
    if (!opened) {
        return locked(QCoreApplication::translate("Secrets",
                                                  "Your keys are locked. Enter the passphrase to "
                                                  "go on."));
    }
    if (opened->wrap != wrap) {
        opened.reset();
        return locked(QCoreApplication::translate("Secrets",
                                                  "The passphrase of the vault was changed "
                                                  "elsewhere. Enter the new one to go on."));
    }
    return decodeVault(file, opened->key);
}

Result<void> VaultFileStore::Private::store(const PrivateFolder &at,
                                            const VaultContent &content) const
{
    TRY(file, encodeVault(content, opened->key, opened->wrap, random));
    return at.replace(vaultName(), file);
}

Result<FileLock> VaultFileStore::Private::lockFile(const PrivateFolder &at) const
{
    return FileLock::take(at, QString(vaultName() + u".lock"), options.patience);
}

VaultFileStore::VaultFileStore(QString folder, Random &random, VaultOptions options)
    : d(std::make_unique<Private>(std::move(folder), random, options))
{}

VaultFileStore::~VaultFileStore() = default;

QString VaultFileStore::description() const
{
    return QCoreApplication::translate("Secrets", "A vault file, opened by your passphrase");
}

qsizetype VaultFileStore::maxValueSize() const
{
    return longestValue;
}

StoreStatus VaultFileStore::status()
{
    const std::lock_guard guard(d->mutex);
    const auto at = PrivateFolder::open(d->folder);
    if (!at.isOk())
        return {stateOf(at.error().code), at.error().what};
    const auto file = at->read(vaultName(), longestVault);
    if (file.isOk() && !*file) {
        return {StoreState::Missing,
                QCoreApplication::translate("Secrets",
                                            "There is no vault file yet. Choose a passphrase to "
                                            "make one.")};
    }
    const auto content = d->load(*at);
    if (!content.isOk())
        return {stateOf(content.error().code), content.error().what};
    return {StoreState::Ready, QCoreApplication::translate("Secrets", "The vault file is open.")};
}

Result<void> VaultFileStore::create(const SecretBytes &passphrase)
{
    TRY(at, PrivateFolder::open(d->folder));
    SealKey key = SealKey::generate(d->random);
    TRY(wrap, wrapKey(key, passphrase, wrapPurpose, d->random, d->options.costOfNewVaults));
    const std::lock_guard guard(d->mutex);
    const auto turn = d->lockFile(at);
    if (!turn.isOk())
        return turn.error();
    TRY(file, at.read(vaultName(), longestVault));
    if (file) {
        return Error{ErrorCode::Conflict,
                     QCoreApplication::translate("Secrets",
                                                 "There is a vault file already. Open it with its "
                                                 "passphrase, or move it away first."),
                     {}};
    }
    d->opened = Private::Opened{std::move(key), wrap};
    auto stored = d->store(at, {});
    if (!stored.isOk())
        d->opened.reset();
    return stored;
}

Result<void> VaultFileStore::unlock(const SecretBytes &passphrase)
{
    TRY(at, PrivateFolder::open(d->folder));
    TRY(file, d->readFile(at));
    TRY(wrap, vaultWrap(file));
    TRY(key, unwrapKey(wrap, passphrase, wrapPurpose)); // slow, so nobody waits for the mutex
    TRY_DONE(decodeVault(file, key));
    const std::lock_guard guard(d->mutex);
    d->opened = Private::Opened{std::move(key), wrap};
    return {};
}

void VaultFileStore::lock()
{
    const std::lock_guard guard(d->mutex);
    d->opened.reset();
}

Result<void> VaultFileStore::changePassphrase(const SecretBytes &current, const SecretBytes &next)
{
    TRY(at, PrivateFolder::open(d->folder));
    const std::lock_guard guard(d->mutex);
    const auto turn = d->lockFile(at);
    if (!turn.isOk())
        return turn.error();
    TRY(file, d->readFile(at));
    TRY(oldWrap, vaultWrap(file));
    TRY(oldKey, unwrapKey(oldWrap, current, wrapPurpose));
    TRY(content, decodeVault(file, oldKey));

    SealKey newKey = SealKey::generate(d->random);
    TRY(newWrap, wrapKey(newKey, next, wrapPurpose, d->random, d->options.costOfNewVaults));
    for (auto &[name, entry] : content.entries) {
        TRY(value, unsealVaultValue(entry.sealedValue, name, oldKey));
        TRY(sealed, sealVaultValue(value, name, newKey, d->random));
        entry.sealedValue = sealed;
    }
    TRY(changed, encodeVault(content, newKey, newWrap, d->random));
    TRY_DONE(at.replace(vaultName(), changed));
    if (d->opened)
        d->opened = Private::Opened{std::move(newKey), newWrap};
    return {};
}

Result<SecretBytes> VaultFileStore::read(const SecretName &name)
{
    TRY_DONE(checkName(name));
    TRY(at, PrivateFolder::open(d->folder));
    const std::lock_guard guard(d->mutex);
    TRY(content, d->load(at));
    const auto found = content.entries.find(name);
    if (found == content.entries.end()) {
        return Error{ErrorCode::NotFound,
                     QCoreApplication::translate("Secrets",
                                                 "This key is not in the vault file. Paste it "
                                                 "again, or restore a backup."),
                     name.purpose};
    }
    return unsealVaultValue(found->second.sealedValue, name, d->opened->key);
}

Result<void> VaultFileStore::write(const SecretName &name,
                                   const SecretBytes &value,
                                   const QString &label)
{
    TRY_DONE(checkName(name));
    TRY_DONE(checkValue(value));
    TRY(at, PrivateFolder::open(d->folder));
    const std::lock_guard guard(d->mutex);
    const auto turn = d->lockFile(at);
    if (!turn.isOk())
        return turn.error();
    TRY(content, d->load(at));
    TRY(sealed, sealVaultValue(value, name, d->opened->key, d->random));
    content.entries[name] = {label, sealed};
    return d->store(at, content);
}

Result<void> VaultFileStore::remove(const SecretName &name)
{
    TRY_DONE(checkName(name));
    TRY(at, PrivateFolder::open(d->folder));
    const std::lock_guard guard(d->mutex);
    const auto turn = d->lockFile(at);
    if (!turn.isOk())
        return turn.error();
    TRY(content, d->load(at));
    if (content.entries.erase(name) == 0)
        return {};
    return d->store(at, content);
}

Result<QStringList> VaultFileStore::purposes(const QString &workspace)
{
    TRY(at, PrivateFolder::open(d->folder));
    const std::lock_guard guard(d->mutex);
    TRY(content, d->load(at));
    QStringList found;
    for (const auto &[name, entry] : content.entries) {
        if (name.workspace == workspace)
            found.append(name.purpose);
    }
    return found;
}

} // namespace drawbridge
