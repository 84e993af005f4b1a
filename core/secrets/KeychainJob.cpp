// SPDX-License-Identifier: GPL-3.0-or-later
// Facts about QtKeychain 0.13 this file rests on:
// - Reading looks for a text entry, then for one of bytes; writing one does not remove the other. So
//   everything is written as text, and bytes that are none as "drawbridge-bytes:" and base64.
//   Text stays text, because then the owner, or secret-tool, sees the key as it is.
// - One job runs at a time in the process, and one that never ends blocks all after it. Deleting it
//   would let its late reply write into freed memory. Emitting finished() for it makes the queue go on,
//   and the job itself stays until its reply does come.
// - Its own buffers are not wiped. A value read is (the buffer is shared with us); of a value written
//   one copy in freed memory remains.
#include "core/secrets/KeychainJob.h"

#include "core/secrets/KeychainThread.h"

#include <QCoreApplication>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include <string.h>

namespace drawbridge {

namespace {

constexpr QByteArrayView bytesMark("drawbridge-bytes:");

Error translated(const QKeychain::Job &job)
{
    const QString detail = job.errorString();
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return Error{ErrorCode::NotFound,
                     QCoreApplication::translate("Secrets",
                                                 "This key is not in your keychain. Paste it "
                                                 "again, or restore a backup."),
                     detail};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Error{ErrorCode::Denied,
                     QCoreApplication::translate("Secrets",
                                                 "Your keychain refused. Unlock it, allow "
                                                 "Drawbridge if it asks, and try again."),
                     detail};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return Error{ErrorCode::Unavailable,
                     QCoreApplication::translate("Secrets",
                                                 "No keychain answers on this computer. Keep your "
                                                 "keys in a vault file."),
                     detail};
    case QKeychain::NoError:
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    return Error{ErrorCode::Unavailable,
                 QCoreApplication::translate("Secrets",
                                             "Your keychain could not do it. Try again; if that "
                                             "does not help, sign in to your desktop anew."),
                 detail};
}

/// Overwrites the buffer itself, whoever shares it: the job keeps one reference and we the other.
void wipeShared(const QByteArray &bytes)
{
    if (!bytes.isEmpty())
        explicit_bzero(const_cast<char *>(bytes.constData()), static_cast<size_t>(bytes.size()));
}

void wipeResult(QKeychain::Job *job)
{
    if (const auto *reading = qobject_cast<QKeychain::ReadPasswordJob *>(job))
        wipeShared(reading->binaryData());
}

using Done = std::function<void(Result<void>)>;

void abandon(QKeychain::Job *job)
{
    Q_EMIT job->finished(job); // for QtKeychain's queue alone; ours is disconnected
    QObject::connect(job, &QKeychain::Job::finished, job, [](QKeychain::Job *late) {
        wipeResult(late);
        late->deleteLater();
    });
}

void run(QKeychain::Job *job, const QString &key, QDeadlineTimer deadline, const Done &done)
{
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    job->setKey(key);
    auto *timer = new QTimer(job);
    timer->setSingleShot(true);
    const auto finished = [timer, done](QKeychain::Job *over) {
        timer->stop();
        done(over->error() == QKeychain::NoError ? Result<void>() : translated(*over));
        wipeResult(over);
        over->deleteLater();
    };
    const auto ours = QObject::connect(job, &QKeychain::Job::finished, job, finished);
    QObject::connect(timer, &QTimer::timeout, job, [job, ours, done] {
        QObject::disconnect(ours);
        abandon(job);
        done(keychainIsSilent(QStringLiteral("job")));
    });
    timer->start(static_cast<int>(deadline.remainingTime()));
    job->start();
}

QString textOf(const SecretBytes &value)
{
    const QByteArrayView bytes = value.reveal();
    QString text = QString::fromUtf8(bytes);
    QByteArray back = text.toUtf8();
    const bool isText = back == bytes && !bytes.contains('\0') && !bytes.startsWith(bytesMark);
    wipe(back);
    if (isText)
        return text;
    wipe(text);
    QByteArray encoded =
        QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64(QByteArray::Base64Encoding);
    text =
        QString(QLatin1StringView(bytesMark.data(), bytesMark.size()) + QLatin1StringView(encoded));
    wipe(encoded);
    return text;
}

Result<SecretBytes> valueOf(const QByteArray &stored)
{
    if (!stored.startsWith(bytesMark))
        return SecretBytes::copyOf(stored);
    QByteArray encoded = stored.sliced(bytesMark.size());
    auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    wipe(encoded);
    if (!decoded) {
        return Error{ErrorCode::Damaged,
                     QCoreApplication::translate("Secrets",
                                                 "This key was changed in your keychain and cannot "
                                                 "be read any more. Paste it again."),
                     {}};
    }
    return SecretBytes::takeFrom(decoded.decoded);
}

} // namespace

QString keychainService()
{
    return QStringLiteral("Drawbridge");
}

void readFromKeychain(const QString &key,
                      QDeadlineTimer deadline,
                      std::function<void(Result<SecretBytes>)> done)
{
    auto *job = new QKeychain::ReadPasswordJob(keychainService());
    run(job, key, deadline, [job, done = std::move(done)](const Result<void> &finished) {
        if (finished.isOk())
            done(valueOf(job->binaryData()));
        else
            done(finished.error());
    });
}

void writeToKeychain(const QString &key,
                     const SecretBytes &value,
                     QDeadlineTimer deadline,
                     const std::function<void(Result<void>)> &done)
{
    auto *job = new QKeychain::WritePasswordJob(keychainService());
    QString text = textOf(value);
    job->setTextData(text);
    wipe(text);
    run(job, key, deadline, done);
}

void removeFromKeychain(const QString &key,
                        QDeadlineTimer deadline,
                        const std::function<void(Result<void>)> &done)
{
    run(new QKeychain::DeletePasswordJob(keychainService()), key, deadline, done);
}

} // namespace drawbridge
