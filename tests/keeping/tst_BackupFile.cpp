// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/BackupFile.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtEndian>

#include "TestTree.h"
#include <fcntl.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

constexpr ScryptCost quick{14, 8, 1};
constexpr qsizetype headSize = 131;
constexpr qsizetype pieceLength = 4 + 256 * 1024 + sealOverhead;

Result<void> goOn(qint64)
{
    return {};
}

/// Records as text: "part:name:bytes", to compare at a glance.
using Parts = QStringList;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(bytes) == bytes.size();
}

Result<qint64> writeBackup(const QString &path, const QByteArray &database, Random &random)
{
    const QString copied = path + u".db"_s;
    if (!put(copied, database))
        return Error{ErrorCode::Internal, u"cannot write"_s, {}};
    TRY(file, makeNewFile(path));
    const QDateTime taken(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC);
    TRY(writer,
        BackupWriter::begin(file, SecretBytes::copyOf("correct horse"), taken, random, quick));
    TRY_DONE(writer.add(BackupPart::Description, {}, "{}"));
    TRY_DONE(writer.addFile(BackupPart::Database, copied, goOn));
    TRY_DONE(writer.add(BackupPart::Secret, u"credential/1"_s, "marked-value"));
    TRY_DONE(writer.finish());
    return writer.size();
}

Result<Parts> readBackup(const QString &path, const QByteArray &passphrase = "correct horse")
{
    TRY(reader, BackupReader::open(path, SecretBytes::copyOf(passphrase)));
    Parts parts;
    while (true) {
        TRY(record, reader.next());
        if (record.part == BackupPart::End)
            return parts;
        TRY(bytes, reader.read(1 << 30));
        parts.append(QStringLiteral("%1:%2:%3")
                         .arg(static_cast<int>(record.part))
                         .arg(record.name, QString::fromLatin1(bytes.reveal())));
    }
}

} // namespace

class tst_BackupFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(u"backup"_s);
    }

    void whatGoesInComesOut_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::newRow("an empty file") << qsizetype(0);
        QTest::newRow("one byte") << qsizetype(1);
        QTest::newRow("one piece less the frame") << qsizetype(256 * 1024 - 2 * 11 - 2);
        QTest::newRow("a piece") << qsizetype(256 * 1024);
        QTest::newRow("a piece and a byte") << qsizetype(256 * 1024 + 1);
        QTest::newRow("many pieces") << qsizetype(3'000'000);
        // 13 bytes of the description and 11 before the file, 35 of the secret, 11 of the end.
        QTest::newRow("the end closes a full piece") << qsizetype(256 * 1024 - 13 - 11 - 35 - 11);
        QTest::newRow("the end opens a piece") << qsizetype(256 * 1024 - 13 - 11 - 35);
    }
    void whatGoesInComesOut()
    {
        QFETCH(qsizetype, size);
        const QByteArray database = QByteArray("0123456789").repeated(size / 10 + 1).first(size);
        const auto written = writeBackup(m_path, database, m_random);
        VERIFY_OK(written);
        QCOMPARE(QFileInfo(m_path).size(), *written);
        const auto parts = readBackup(m_path);
        VERIFY_OK(parts);
        QCOMPARE(*parts,
                 Parts({u"1::{}"_s,
                        u"5::"_s + QString::fromLatin1(database),
                        u"4:credential/1:marked-value"_s}));
    }

    void aFileOfTheFirstFormatIsRead()
    {
        const auto parts = readBackup(QStringLiteral(DRAWBRIDGE_SOURCE_DIR)
                                      + u"/tests/keeping/fixtures/format-1.backup"_s);
        VERIFY_OK(parts);
        QCOMPARE(*parts,
                 Parts({u"1::{}"_s,
                        u"2::"_s + QString(32, u'k'),
                        u"3::{}"_s,
                        u"5::a database"_s,
                        u"4:credential/1:a value"_s}));
    }

    void nothingIsReadable()
    {
        VERIFY_OK(writeBackup(m_path, "a table of customers", m_random));
        const QByteArray content = contentOf(m_path);
        QVERIFY(!content.contains("customers"));
        QVERIFY(!content.contains("marked-value"));
        QVERIFY(!content.contains("credential/1"));
        QVERIFY(!content.contains("correct horse"));
    }

    void theTimeIsToldToWhoHasThePassphrase()
    {
        VERIFY_OK(writeBackup(m_path, "x", m_random));
        auto reader = BackupReader::open(m_path, SecretBytes::copyOf("correct horse"));
        VERIFY_OK(reader);
        QCOMPARE(reader->takenAt(), QDateTime(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC));
    }

    void recordsMayBeSkipped()
    {
        VERIFY_OK(writeBackup(m_path, QByteArray(700'000, 'x'), m_random));
        auto reader = BackupReader::open(m_path, SecretBytes::copyOf("correct horse"));
        VERIFY_OK(reader);
        QStringList names;
        for (auto record = reader->next();; record = reader->next()) {
            VERIFY_OK(record);
            if (record->part == BackupPart::End)
                break;
            names.append(record->name);
        }
        QCOMPARE(names, QStringList({{}, {}, u"credential/1"_s}));
    }

    void aRecordLongerThanAllowedIsRefused()
    {
        VERIFY_OK(writeBackup(m_path, QByteArray(5000, 'x'), m_random));
        auto reader = BackupReader::open(m_path, SecretBytes::copyOf("correct horse"));
        VERIFY_OK(reader);
        VERIFY_OK(reader->next());
        VERIFY_OK(reader->next());
        VERIFY_ERROR(ErrorCode::Damaged, reader->read(4999));
    }

    void copyingCanBeStopped()
    {
        VERIFY_OK(writeBackup(m_path, QByteArray(700'000, 'x'), m_random));
        auto reader = BackupReader::open(m_path, SecretBytes::copyOf("correct horse"));
        VERIFY_OK(reader);
        VERIFY_OK(reader->next());
        VERIFY_OK(reader->next());
        const QString path = m_dir->filePath(u"copy"_s);
        const auto file = makeNewFile(path);
        VERIFY_OK(file);
        const auto stopAfterOne = [](qint64 copied) -> Result<void> {
            if (copied > 0)
                return Error{ErrorCode::Cancelled, u"stopped"_s, {}};
            return {};
        };
        VERIFY_ERROR(ErrorCode::Cancelled, reader->copyTo(*file, path, stopAfterOne));
        QCOMPARE(QFileInfo(path).size(), 256 * 1024);
    }

    void anotherPassphraseIsNotDamage()
    {
        VERIFY_OK(writeBackup(m_path, "x", m_random));
        VERIFY_ERROR(ErrorCode::InvalidInput, readBackup(m_path, "correct house"));
    }

    void aMissingFileIsNotDamage() { VERIFY_ERROR(ErrorCode::NotFound, readBackup(m_path)); }

    void whatIsNoBackupIsToldSo_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a text") << QByteArray("Dear Sir or Madam");
        QTest::newRow("half the name") << QByteArray("Drawbridge");
    }
    void whatIsNoBackupIsToldSo()
    {
        QFETCH(QByteArray, content);
        QVERIFY(put(m_path, content));
        VERIFY_ERROR(ErrorCode::InvalidInput, readBackup(m_path));
    }

    void aFolderIsNoBackup() { VERIFY_ERROR(ErrorCode::InvalidInput, readBackup(m_dir->path())); }

    void aNewerFormatIsToldSo()
    {
        VERIFY_OK(writeBackup(m_path, "x", m_random));
        QByteArray content = contentOf(m_path);
        qToBigEndian<quint16>(2, content.data() + 16);
        QVERIFY(put(m_path, content));
        VERIFY_ERROR(ErrorCode::NewerFormat, readBackup(m_path));
    }

    void cutAnywhereItIsDamaged()
    {
        VERIFY_OK(writeBackup(m_path, "a small one", m_random));
        const QByteArray content = contentOf(m_path);
        QVERIFY(content.size() < 400);
        // The head's own cuts cost no scrypt; behind it each one does, so a step of seven.
        for (qsizetype length = 16; length < content.size(); length += length < headSize ? 1 : 7) {
            QVERIFY(put(m_path, content.first(length)));
            VERIFY_ERROR(ErrorCode::Damaged, readBackup(m_path));
        }
    }

    void everyFlippedByteIsDamage()
    {
        VERIFY_OK(writeBackup(m_path, "a small one", m_random));
        const QByteArray content = contentOf(m_path);
        for (qsizetype at = 18; at < content.size(); at += 5) {
            QByteArray changed = content;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            QVERIFY(put(m_path, changed));
            VERIFY_ERROR(ErrorCode::Damaged, readBackup(m_path));
        }
    }

    void piecesCannotBeRearranged_data()
    {
        QTest::addColumn<QList<int>>("order");
        QTest::newRow("two exchanged") << QList<int>{1, 0, 2, 3};
        QTest::newRow("one left out") << QList<int>{0, 2, 3};
        QTest::newRow("one twice") << QList<int>{0, 1, 1, 2, 3};
        QTest::newRow("without the last") << QList<int>{0, 1, 2};
        QTest::newRow("the last twice") << QList<int>{0, 1, 2, 3, 3};
        QTest::newRow("the last alone") << QList<int>{3};
    }
    void piecesCannotBeRearranged()
    {
        QFETCH(QList<int>, order);
        VERIFY_OK(writeBackup(m_path, QByteArray(900'000, 'x'), m_random));
        const QByteArray content = contentOf(m_path);
        QByteArray changed = content.first(headSize);
        for (const int piece : order)
            changed += content.mid(headSize + piece * pieceLength, pieceLength);
        QVERIFY(put(m_path, changed));
        VERIFY_ERROR(ErrorCode::Damaged, readBackup(m_path));
    }

    void aPieceOfAnotherBackupDoesNotFit()
    {
        VERIFY_OK(writeBackup(m_path, QByteArray(900'000, 'x'), m_random));
        const QString other = m_dir->filePath(u"other"_s);
        VERIFY_OK(writeBackup(other, QByteArray(900'000, 'x'), m_random));
        QByteArray changed = contentOf(m_path);
        changed.replace(headSize, pieceLength, contentOf(other).mid(headSize, pieceLength));
        QVERIFY(put(m_path, changed));
        VERIFY_ERROR(ErrorCode::Damaged, readBackup(m_path));
    }

    void oneThatWasNotFinishedIsDamaged()
    {
        const auto file = makeNewFile(m_path);
        VERIFY_OK(file);
        auto writer = BackupWriter::begin(*file,
                                          SecretBytes::copyOf("correct horse"),
                                          QDateTime::currentDateTimeUtc(),
                                          m_random,
                                          quick);
        VERIFY_OK(writer);
        VERIFY_OK(writer->add(BackupPart::Database, {}, QByteArray(700'000, 'x')));
        VERIFY_ERROR(ErrorCode::Damaged, readBackup(m_path));
    }

    void aFullDiskIsToldAsOne()
    {
        const FileHandle full(open("/dev/full", O_WRONLY | O_CLOEXEC));
        QVERIFY(full.isOpen());
        VERIFY_ERROR(ErrorCode::Unavailable,
                     BackupWriter::begin(full,
                                         SecretBytes::copyOf("correct horse"),
                                         QDateTime::currentDateTimeUtc(),
                                         m_random,
                                         quick));
    }

private:
    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

TEST_UNIT(tst_BackupFile)
#include "tst_BackupFile.moc"
