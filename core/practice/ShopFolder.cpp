// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/ShopFolder.h"

#include "core/base/Clock.h"
#include "core/crypto/X509Issuer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <sys/stat.h>

namespace drawbridge {

namespace {

constexpr int lifetimeDays = 730;
constexpr int renewalDays = 30;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PracticeShop)
};

Error denied(const QString &path, const QString &detail)
{
    return {ErrorCode::Denied,
            Words::tr("The Practice Shop cannot write to %1. Choose a folder of your own.").arg(path),
            detail};
}

std::optional<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return file.readAll();
}

} // namespace

Result<ShopIdentity> makeShopIdentity()
{
    // Clients compare with the computer's own clock, whatever the shop's is set to.
    const QDateTime now = SystemClock().now();
    const CertificateValidity validity{now.addDays(-1), now.addDays(lifetimeDays)};
    TRY(authority, issueAuthority(QStringLiteral("Drawbridge Practice Shop"), validity));
    TRY(server,
        issueServerCertificate(authority,
                               {QStringLiteral("localhost")},
                               {QStringLiteral("127.0.0.1"), QStringLiteral("::1")},
                               validity));
    return ShopIdentity{authority.certificatePem, {server.certificatePem, server.privateKeyPem}};
}

Result<void> writeShopFile(const QString &path, QByteArrayView bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(bytes.data(), bytes.size()) != bytes.size() || !file.commit())
        return denied(path, file.errorString());
    return {};
}

Result<std::unique_ptr<ShopFolder>> ShopFolder::open(const QString &path)
{
    if (!QDir().mkpath(path))
        return denied(path, QStringLiteral("mkpath failed"));
    if (::chmod(QFile::encodeName(path).constData(), S_IRWXU) != 0)
        return denied(path, qt_error_string());
    std::unique_ptr<ShopFolder> folder(new ShopFolder(path));
    if (folder->m_lock.tryLock(0))
        return folder;
    if (folder->m_lock.error() == QLockFile::LockFailedError)
        return Error{ErrorCode::Busy,
                     Words::tr("The Practice Shop runs already. Use that one, or end it first."),
                     path};
    return denied(path, QStringLiteral("lock"));
}

ShopFolder::ShopFolder(const QString &path)
    : m_path(path)
    , m_lock(QDir(path).filePath(QStringLiteral("lock")))
{
    m_lock.setStaleLockTime(0); // a lock is given up only when its process is gone
}

QString ShopFolder::file(const char *name) const
{
    return QDir(m_path).absoluteFilePath(QString::fromLatin1(name));
}

QString ShopFolder::caFile() const
{
    return file("ca.pem");
}

Result<std::optional<QJsonObject>> ShopFolder::loadKeys() const
{
    const auto text = contentOf(file("keys.json"));
    if (!text)
        return std::optional<QJsonObject>();
    const QJsonDocument document = QJsonDocument::fromJson(*text);
    if (!document.isObject())
        return Error{ErrorCode::Damaged,
                     Words::tr("The Practice Shop cannot read its list of keys. Delete the folder "
                               "%1 to start afresh; nothing is lost.")
                         .arg(m_path),
                     QStringLiteral("keys.json is no JSON object")};
    return std::optional<QJsonObject>(document.object());
}

Result<void> ShopFolder::saveKeys(const QJsonObject &keys) const
{
    return writeShopFile(file("keys.json"), QJsonDocument(keys).toJson());
}

std::optional<ShopIdentity> ShopFolder::loadIdentity() const
{
    const auto ca = contentOf(file("ca.pem"));
    const auto certificate = contentOf(file("server.pem"));
    auto key = contentOf(file("server-key.pem"));
    const auto until = contentOf(file("server-until"));
    if (!ca || !certificate || !key || !until)
        return std::nullopt;
    const QDateTime end = QDateTime::fromString(QString::fromLatin1(*until), Qt::ISODate);
    if (!end.isValid() || SystemClock().now().addDays(renewalDays) > end)
        return std::nullopt;
    return ShopIdentity{*ca, {*certificate, share(SecretBytes::takeFrom(*key))}};
}

Result<void> ShopFolder::saveIdentity(const ShopIdentity &identity) const
{
    const QByteArray until =
        SystemClock().now().addDays(lifetimeDays).toString(Qt::ISODate).toLatin1();
    TRY_DONE(writeShopFile(caFile(), identity.caPem));
    TRY_DONE(writeShopFile(file("server.pem"), identity.server.certificateChainPem));
    TRY_DONE(writeShopFile(file("server-key.pem"), identity.server.privateKeyPem->reveal()));
    return writeShopFile(file("server-until"), until);
}

} // namespace drawbridge
