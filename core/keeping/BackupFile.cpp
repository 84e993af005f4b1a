// SPDX-License-Identifier: GPL-3.0-or-later
// A backup, integers big-endian (docs/backup-format.md tells why):
//
//   backup  = head piece piece ... piece
//   head    = "DrawbridgeBackup" format taken wrapped
//   format  = 2 bytes, 1
//   taken   = 8 bytes, milliseconds since 1970 in UTC
//   wrapped = 105 bytes, the file's own random key under the passphrase (crypto/PassphraseWrap.cpp, "backup")
//
//   piece   = length sealed
//   length  = 4 bytes, of `sealed`
//   sealed  = crypto/Seal.cpp under the file's key; associated data:
//             "backup piece" SHA-256(head) index last
//   index   = 8 bytes, 0 for the first piece
//   last    = 1 byte, 1 for the last piece, else 0
//
// The plain text of every piece but the last is 262,144 bytes long; strung together they are
//
//   records = record ... record end
//   record  = part nameLength size name bytes
//   part    = 1 byte, BackupPart
//   nameLength = 2 bytes, of `name`, which is UTF-8
//   size    = 8 bytes, of `bytes`
//   end     = a record with part 0, no name and no bytes
//
// Whether a piece is the last is not written but follows from the file's end, so a file cut between two pieces,
// and one with something behind, both fail at the seal. A newer format keeps "DrawbridgeBackup" and `format`.
#include "core/keeping/BackupFile.h"

#include "core/crypto/Digest.h"
#include "core/crypto/PassphraseWrap.h"

#include <QCoreApplication>
#include <QFile>
#include <QtEndian>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace drawbridge {

namespace {

constexpr QByteArrayView magic = "DrawbridgeBackup";
constexpr QByteArrayView wrapPurpose = "backup";
constexpr QByteArrayView piecePurpose = "backup piece";
constexpr quint16 format = 1;
constexpr qsizetype formatAt = 16;
constexpr qsizetype timeAt = formatAt + 2;
constexpr qsizetype wrappedAt = timeAt + 8;
constexpr qsizetype headSize = wrappedAt + wrappedKeySize;
constexpr qsizetype pieceSize = 256 * 1024;
constexpr qsizetype recordHeadSize = 1 + 2 + 8;
constexpr qsizetype longestName = 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Error damaged(const char *why)
{
    return Error{ErrorCode::Damaged,
                 tr("This backup is cut short or was changed since it was written. Nothing was "
                    "restored; use another copy of it."),
                 QString::fromLatin1(why)};
}

template<typename Integer>
QByteArray bigEndian(Integer value)
{
    QByteArray bytes(sizeof(Integer), Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray placeOf(const QByteArray &headDigest, quint64 index, bool last)
{
    QByteArray place = piecePurpose.toByteArray();
    place += headDigest;
    place += bigEndian(index);
    place += last ? '\1' : '\0';
    return place;
}

/// Fills `out` from the file. Damaged: it ends before.
Result<void> readAll(const FileHandle &file, std::span<std::byte> out)
{
    while (!out.empty()) {
        const ssize_t count = ::read(file.get(), out.data(), out.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fileError(errno, {});
        if (count == 0)
            return damaged("cut short");
        out = out.subspan(static_cast<size_t>(count));
    }
    return {};
}

} // namespace

BackupWriter::BackupWriter(const FileHandle &file,
                           SealKey key,
                           QByteArray headDigest,
                           Random &random)
    : m_file(&file)
    , m_key(std::move(key))
    , m_headDigest(std::move(headDigest))
    , m_random(&random)
    , m_piece(SecretBytes::ofSize(pieceSize))
{}

Result<BackupWriter> BackupWriter::begin(const FileHandle &file,
                                         const SecretBytes &passphrase,
                                         const QDateTime &takenAt,
                                         Random &random,
                                         ScryptCost cost)
{
    SealKey key = SealKey::generate(random);
    QByteArray head = magic.toByteArray();
    head += bigEndian(format);
    head += bigEndian(static_cast<quint64>(takenAt.toMSecsSinceEpoch()));
    TRY(wrapped, wrapKey(key, passphrase, wrapPurpose, random, cost));
    head += wrapped;
    TRY_DONE(writeAll(file, head, {}));
    BackupWriter writer(file, std::move(key), sha256(head), random);
    writer.m_size = head.size();
    return writer;
}

Result<void> BackupWriter::beginRecord(BackupPart part, const QString &name, qint64 size)
{
    const QByteArray utf8 = name.toUtf8();
    if (utf8.size() > longestName) {
        return Error{ErrorCode::Internal,
                     tr("The backup could not be written. Try again."),
                     QStringLiteral("a name too long")};
    }
    QByteArray head = bigEndian(static_cast<quint8>(part));
    head += bigEndian(static_cast<quint16>(utf8.size()));
    head += bigEndian(static_cast<quint64>(size));
    head += utf8;
    return put(head);
}

Result<void> BackupWriter::add(BackupPart part, const QString &name, QByteArrayView bytes)
{
    TRY_DONE(beginRecord(part, name, bytes.size()));
    return put(bytes);
}

Result<void> BackupWriter::addFile(BackupPart part, const QString &path, const CopyStep &step)
{
    const FileHandle source(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status
    {};
    if (!source.isOpen() || fstat(source.get(), &status) != 0)
        return fileError(errno, path);
    TRY_DONE(beginRecord(part, {}, status.st_size));
    QByteArray buffer(pieceSize, Qt::Uninitialized);
    for (qint64 copied = 0; copied < status.st_size;) {
        TRY_DONE(step(copied));
        const auto count = static_cast<size_t>(qMin<qint64>(pieceSize, status.st_size - copied));
        const auto bytes = std::as_writable_bytes(std::span(buffer.data(), count));
        TRY_DONE(readAll(source, bytes));
        TRY_DONE(put(QByteArrayView(buffer.constData(), static_cast<qsizetype>(count))));
        copied += static_cast<qint64>(count);
    }
    return {};
}

Result<void> BackupWriter::put(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        if (m_filled == pieceSize)
            TRY_DONE(putPiece(false));
        const qsizetype count = qMin(bytes.size(), pieceSize - m_filled);
        std::memcpy(m_piece.writable().data() + m_filled, bytes.data(), static_cast<size_t>(count));
        m_filled += count;
        bytes = bytes.sliced(count);
    }
    return {};
}

Result<void> BackupWriter::putPiece(bool last)
{
    TRY(sealed,
        seal(m_key,
             m_piece.reveal().first(m_filled),
             placeOf(m_headDigest, m_index, last),
             *m_random));
    TRY_DONE(writeAll(*m_file, bigEndian(static_cast<quint32>(sealed.size())), {}));
    TRY_DONE(writeAll(*m_file, sealed, {}));
    m_size += 4 + sealed.size();
    m_filled = 0;
    ++m_index;
    return {};
}

Result<void> BackupWriter::finish()
{
    TRY_DONE(beginRecord(BackupPart::End, {}, 0));
    TRY_DONE(putPiece(true));
    return syncFile(*m_file, {});
}

BackupReader::BackupReader(
    FileHandle file, SealKey key, QByteArray headDigest, QDateTime takenAt, qint64 left)
    : m_file(std::move(file))
    , m_key(std::move(key))
    , m_headDigest(std::move(headDigest))
    , m_takenAt(std::move(takenAt))
    , m_left(left)
{}

Result<BackupReader> BackupReader::open(const QString &path, const SecretBytes &passphrase)
{
    FileHandle file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status
    {};
    if (!file.isOpen() || fstat(file.get(), &status) != 0)
        return fileError(errno, path);
    QByteArray head(static_cast<qsizetype>(qMin<qint64>(headSize, status.st_size)), '\0');
    const auto headBytes =
        std::as_writable_bytes(std::span(head.data(), static_cast<size_t>(head.size())));
    if (!S_ISREG(status.st_mode) || !readAll(file, headBytes).isOk() || !head.startsWith(magic)) {
        return Error{ErrorCode::InvalidInput,
                     tr("This file is not a backup of Drawbridge. Choose the file you made with "
                        "Back up."),
                     path};
    }
    if (head.size() < timeAt)
        return damaged("head cut short");
    const auto found = qFromBigEndian<quint16>(head.constData() + formatAt);
    if (found > format) {
        return Error{ErrorCode::NewerFormat,
                     tr("This backup was written by a newer Drawbridge. Update the program, then "
                        "restore it."),
                     QStringLiteral("format %1").arg(found)};
    }
    if (found != format || head.size() < headSize)
        return damaged("head");
    auto key = unwrapKey(QByteArrayView(head).sliced(wrappedAt), passphrase, wrapPurpose);
    if (!key.isOk())
        return key.error().code == ErrorCode::Damaged ? damaged("wrapped key") : key.error();
    const auto taken = qFromBigEndian<quint64>(head.constData() + timeAt);
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(taken), Qt::UTC);
    BackupReader reader(std::move(file),
                        key.takeValue(),
                        sha256(head),
                        time,
                        status.st_size - headSize);
    TRY_DONE(reader.getPiece());
    return reader;
}

Result<void> BackupReader::getPiece()
{
    QByteArray head(4, '\0');
    if (m_left < head.size())
        return damaged("cut short");
    TRY_DONE(readAll(m_file, std::as_writable_bytes(std::span(head.data(), 4))));
    const auto length = static_cast<qint64>(qFromBigEndian<quint32>(head.constData()));
    m_left -= head.size();
    if (length > m_left || length > pieceSize + sealOverhead)
        return damaged("length of a piece");
    QByteArray sealed(static_cast<qsizetype>(length), Qt::Uninitialized);
    TRY_DONE(readAll(m_file,
                     std::as_writable_bytes(
                         std::span(sealed.data(), static_cast<size_t>(sealed.size())))));
    m_left -= length;
    auto piece = unseal(m_key, sealed, placeOf(m_headDigest, m_index, m_left == 0));
    if (!piece.isOk())
        return damaged("seal of a piece");
    if (m_left > 0 && piece->size() != pieceSize)
        return damaged("size of a piece");
    m_piece = piece.takeValue();
    m_read = 0;
    ++m_index;
    return {};
}

Result<void> BackupReader::ensurePiece()
{
    if (m_read < m_piece.size())
        return {};
    if (m_left == 0)
        return damaged("records end early");
    return getPiece();
}

Result<void> BackupReader::get(std::span<std::byte> out)
{
    while (!out.empty()) {
        TRY_DONE(ensurePiece());
        const auto count = qMin(static_cast<qsizetype>(out.size()), m_piece.size() - m_read);
        std::memcpy(out.data(), m_piece.reveal().data() + m_read, static_cast<size_t>(count));
        m_read += count;
        out = out.subspan(static_cast<size_t>(count));
    }
    return {};
}

Result<BackupReader::Record> BackupReader::next()
{
    TRY_DONE(skip());
    QByteArray head(recordHeadSize, '\0');
    TRY_DONE(get(std::as_writable_bytes(std::span(head.data(), recordHeadSize))));
    const auto nameLength = qFromBigEndian<quint16>(head.constData() + 1);
    const auto size = qFromBigEndian<quint64>(head.constData() + 3);
    if (nameLength > longestName || size > static_cast<quint64>(std::numeric_limits<qint64>::max()))
        return damaged("head of a record");
    QByteArray name(nameLength, '\0');
    TRY_DONE(get(std::as_writable_bytes(std::span(name.data(), nameLength))));
    const Record record{static_cast<BackupPart>(head.front()),
                        QString::fromUtf8(name),
                        static_cast<qint64>(size)};
    m_recordLeft = record.size;
    if (record.part == BackupPart::End && (m_left > 0 || m_read < m_piece.size() || size > 0))
        return damaged("something behind the end");
    return record;
}

Result<SecretBytes> BackupReader::read(qint64 maxSize)
{
    if (m_recordLeft > maxSize)
        return damaged("record too long");
    SecretBytes bytes = SecretBytes::ofSize(static_cast<qsizetype>(m_recordLeft));
    m_recordLeft = 0;
    TRY_DONE(get(bytes.writable()));
    return bytes;
}

Result<void> BackupReader::copyTo(const FileHandle &file, const QString &path, const CopyStep &step)
{
    QByteArray buffer(pieceSize, Qt::Uninitialized);
    for (qint64 copied = 0; m_recordLeft > 0;) {
        TRY_DONE(step(copied));
        const auto count = static_cast<size_t>(qMin<qint64>(pieceSize, m_recordLeft));
        TRY_DONE(get(std::as_writable_bytes(std::span(buffer.data(), count))));
        TRY_DONE(
            writeAll(file, QByteArrayView(buffer.constData(), static_cast<qsizetype>(count)), path));
        m_recordLeft -= static_cast<qint64>(count);
        copied += static_cast<qint64>(count);
    }
    return {};
}

Result<void> BackupReader::skip()
{
    while (m_recordLeft > 0) {
        TRY_DONE(ensurePiece());
        const qint64 count = qMin<qint64>(m_recordLeft, m_piece.size() - m_read);
        m_read += count;
        m_recordLeft -= count;
    }
    return {};
}

} // namespace drawbridge
