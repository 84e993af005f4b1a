// SPDX-License-Identifier: GPL-3.0-or-later
// The vault file, format 1 (docs/vault-format.md has the reasons). Numbers are big-endian.
//
//   file    = magic format inverse wrapped body
//   magic   = "Drawbridge vault\n"
//   format  = one byte, 1
//   inverse = the format byte with every bit turned, so that a damaged one does not pass for newer
//   wrapped = the vault key under the passphrase (PassphraseWrap.cpp), purpose "vault", 105 bytes
//   body    = content, sealed (Seal.cpp) under subkey "vault body" of the vault key;
//             associated data: all before
//   content = count entry*
//   count   = 4 bytes
//   entry   = workspace purpose label value
//             each 4 bytes of length and as many bytes; the first three UTF-8
//   value   = sealed under subkey "vault entry"; associated data: workspace "/" purpose
//
// One seal over everything: no entry can be dropped, added or set back to an older value alone.
// Values are sealed once more inside, so that looking one up does not lay open all the others.
#include "core/secrets/VaultFile.h"

#include "core/crypto/PassphraseWrap.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QIODevice>

namespace drawbridge {

namespace {

constexpr QByteArrayView magic("Drawbridge vault\n");
constexpr char vaultFormat = 1;
constexpr qsizetype formatAt = magic.size();
constexpr qsizetype wrapAt = formatAt + 2;
constexpr qsizetype bodyAt = wrapAt + wrappedKeySize;
constexpr auto streamVersion = QDataStream::Qt_6_0; // a QByteArray there is length and bytes

Error damaged(const char *where)
{
    return Error{
        ErrorCode::Damaged,
        QCoreApplication::translate("Secrets",
                                    "The vault file is damaged. Drawbridge leaves it as it "
                                    "is; restore it from a backup."),
        QString::fromLatin1(where)};
}

QByteArray place(const SecretName &name)
{
    return QByteArray(name.workspace.toUtf8() + '/' + name.purpose.toUtf8());
}

Result<VaultContent> decodeContent(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(streamVersion);
    quint32 count = 0;
    in >> count;
    VaultContent content;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        QByteArray workspace;
        QByteArray purpose;
        QByteArray label;
        QByteArray value;
        in >> workspace >> purpose >> label >> value;
        content.entries[{QString::fromUtf8(workspace), QString::fromUtf8(purpose)}] =
            {QString::fromUtf8(label), value};
    }
    if (in.status() != QDataStream::Ok || !in.atEnd() || content.entries.size() != count)
        return damaged("content");
    return content;
}

QByteArray encodeContent(const VaultContent &content)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(streamVersion);
    out << static_cast<quint32>(content.entries.size());
    for (const auto &[name, entry] : content.entries) {
        out << name.workspace.toUtf8() << name.purpose.toUtf8() << entry.label.toUtf8()
            << entry.sealedValue;
    }
    return bytes;
}

} // namespace

Result<QByteArray> vaultWrap(QByteArrayView file)
{
    if (file.size() < wrapAt || !file.startsWith(magic))
        return damaged("head");
    const auto format = static_cast<unsigned char>(file[formatAt]);
    const auto inverse = static_cast<unsigned char>(file[formatAt + 1]);
    if ((format ^ inverse) != 0xff || format < vaultFormat)
        return damaged("format");
    if (format > vaultFormat) {
        return Error{
            ErrorCode::NewerFormat,
            QCoreApplication::translate("Secrets",
                                        "The vault file was written by a newer Drawbridge. "
                                        "Update the program to open it."),
            QStringLiteral("format %1").arg(format)};
    }
    if (file.size() < bodyAt + sealOverhead)
        return damaged("too short");
    return file.sliced(wrapAt, wrappedKeySize).toByteArray();
}

Result<VaultContent> decodeVault(QByteArrayView file, const SealKey &vaultKey)
{
    TRY_DONE(vaultWrap(file));
    const auto body =
        unsealBytes(vaultKey.derived("vault body"), file.sliced(bodyAt), file.first(bodyAt));
    if (!body.isOk())
        return damaged("body");
    return decodeContent(*body);
}

Result<QByteArray> encodeVault(const VaultContent &content,
                               const SealKey &vaultKey,
                               const QByteArray &wrap,
                               Random &random)
{
    QByteArray file = magic.toByteArray();
    file.append(vaultFormat);
    file.append(static_cast<char>(~vaultFormat));
    file.append(wrap);
    TRY(body, seal(vaultKey.derived("vault body"), encodeContent(content), file, random));
    file.append(body);
    return file;
}

Result<QByteArray> sealVaultValue(const SecretBytes &value,
                                  const SecretName &name,
                                  const SealKey &vaultKey,
                                  Random &random)
{
    return seal(vaultKey.derived("vault entry"), value.reveal(), place(name), random);
}

Result<SecretBytes> unsealVaultValue(const QByteArray &sealed,
                                     const SecretName &name,
                                     const SealKey &vaultKey)
{
    auto value = unseal(vaultKey.derived("vault entry"), sealed, place(name));
    if (!value.isOk())
        return damaged("entry");
    return value;
}

} // namespace drawbridge
