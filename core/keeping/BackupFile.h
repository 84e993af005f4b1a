// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/Scrypt.h"
#include "core/crypto/Seal.h"
#include "core/keeping/FileWork.h"

#include <QDateTime>

#include <functional>
#include <span>

namespace drawbridge {

/// What a record of a backup holds. The numbers are those in the file.
enum class BackupPart : quint8 {
    End = 0,
    Description = 1, ///< JSON: what the backup is of
    DataKey = 2,
    RecoverySheets = 3, ///< `recovery.json` as it is
    Secret = 4,         ///< named by its purpose in the secret store
    Database = 5,
};

/// Called before each piece with the bytes that have been copied; an error ends the copying.
using CopyStep = std::function<Result<void>(qint64 copied)>;

/// Writes the sealed form of a backup, a piece at a time, whatever its size. One thread at a time.
class BackupWriter
{
public:
    /// Writes to `file`, which is open, empty and outlives the writer. Slow, as scrypt is.
    [[nodiscard]] static Result<BackupWriter> begin(const FileHandle &file,
                                                    const SecretBytes &passphrase,
                                                    const QDateTime &takenAt,
                                                    Random &random,
                                                    ScryptCost cost);

    [[nodiscard]] Result<void> add(BackupPart part, const QString &name, QByteArrayView bytes);
    [[nodiscard]] Result<void> addFile(BackupPart part, const QString &path, const CopyStep &step);
    /// Without it the file is one that was cut short. On the disk when it returns.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] qint64 size() const { return m_size; }

private:
    BackupWriter(const FileHandle &file, SealKey key, QByteArray headDigest, Random &random);

    [[nodiscard]] Result<void> beginRecord(BackupPart part, const QString &name, qint64 size);
    [[nodiscard]] Result<void> put(QByteArrayView bytes);
    [[nodiscard]] Result<void> putPiece(bool last);

    const FileHandle *m_file;
    SealKey m_key;
    QByteArray m_headDigest;
    Random *m_random;
    SecretBytes m_piece;
    qsizetype m_filled = 0;
    quint64 m_index = 0;
    qint64 m_size = 0;
};

/// Reads what BackupWriter wrote and hands out nothing that was not authenticated. One thread at a time.
class BackupReader
{
public:
    struct Record
    {
        BackupPart part = BackupPart::End;
        QString name;
        qint64 size = 0;
    };

    /// NotFound, InvalidInput (not this passphrase, or not a backup), Damaged, NewerFormat. Slow.
    [[nodiscard]] static Result<BackupReader> open(const QString &path,
                                                   const SecretBytes &passphrase);

    [[nodiscard]] QDateTime takenAt() const { return m_takenAt; }

    /// The next record; what was not read of the one before is skipped. End comes once, after everything was seen
    /// to be whole.
    [[nodiscard]] Result<Record> next();
    /// The bytes of the record. Damaged: more than `maxSize`.
    [[nodiscard]] Result<SecretBytes> read(qint64 maxSize);
    [[nodiscard]] Result<void> copyTo(const FileHandle &file,
                                      const QString &path,
                                      const CopyStep &step);

private:
    BackupReader(FileHandle file, SealKey key, QByteArray headDigest, QDateTime takenAt, qint64 left);

    [[nodiscard]] Result<void> getPiece();
    [[nodiscard]] Result<void> ensurePiece();
    [[nodiscard]] Result<void> get(std::span<std::byte> out);
    [[nodiscard]] Result<void> skip();

    FileHandle m_file;
    SealKey m_key;
    QByteArray m_headDigest;
    QDateTime m_takenAt;
    qint64 m_left; ///< bytes of the file behind the piece at hand
    SecretBytes m_piece;
    qsizetype m_read = 0;
    quint64 m_index = 0;
    qint64 m_recordLeft = 0;
};

} // namespace drawbridge
