// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/LongValue.h"

#include "core/crypto/Seal.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Secrets", text);
}

QByteArray placeOf(const QString &purpose)
{
    return "long value/" + purpose.toUtf8();
}

} // namespace

QString purposeOf(const QString &versionId, qsizetype size, const SecretStore &store)
{
    const QString whole = QStringLiteral("credential/") + versionId;
    return size <= store.maxValueSize() ? whole : whole + QStringLiteral("/key");
}

Result<KeptValue> splitForStore(const SecretBytes &value,
                                const QString &purpose,
                                const SecretStore &store,
                                Random &random)
{
    if (value.size() <= store.maxValueSize())
        return KeptValue{SecretBytes::copyOf(value.reveal()), {}};
    if (value.size() > longestSecretValue) {
        return Error{ErrorCode::InvalidInput,
                     tr("This is longer than any key. Check that it is the key and nothing else."),
                     QString::number(value.size())};
    }
    const SealKey key = SealKey::generate(random);
    TRY(sealed, seal(key, value.reveal(), placeOf(purpose), random));
    return KeptValue{SecretBytes::copyOf(key.bytes().reveal()), sealed};
}

Result<SecretBytes> readValue(SecretStore &store,
                              const SecretName &name,
                              const QByteArray &inWorkspace)
{
    auto entry = store.read(name);
    if (!entry.isOk() || inWorkspace.isEmpty())
        return entry;
    auto key = SealKey::fromBytes(entry.takeValue());
    auto value = key.isOk() ? unseal(*key, inWorkspace, placeOf(name.purpose))
                            : Result<SecretBytes>(key.error());
    if (value.isOk())
        return value;
    return Error{ErrorCode::Damaged,
                 tr("What is kept of this key is damaged. Paste the key again."),
                 value.error().detail};
}

} // namespace drawbridge
