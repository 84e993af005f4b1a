// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/BackupDescription.h"
#include "core/keeping/BackupFile.h"
#include "core/keeping/FileWork.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>

#include <sys/stat.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

// Put together at run time, so that no scanner takes it for a key.
const QByteArray markedKey = QByteArray("sk_") + "live_" + QByteArray(24, 'Q');

BackUp request(const QString &file, WithSecrets secrets = WithSecrets::No)
{
    return {file, secret(backupPassphrase), secrets};
}

QMap<BackupPart, int> partsIn(const QString &file)
{
    QMap<BackupPart, int> parts;
    auto reader = BackupReader::open(file, SecretBytes::copyOf(backupPassphrase));
    if (!reader.isOk())
        return parts;
    for (auto record = reader->next(); record.isOk(); record = reader->next()) {
        ++parts[record->part];
        if (record->part == BackupPart::End)
            break;
    }
    return parts;
}

} // namespace

class tst_Backup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
        m_file = m_fixture->path(u"shop.backup"_s);
        auto made = createAndOpen(m_fixture->parts(u"shop"_s), SecretsKind::Keychain);
        VERIFY_OK(made);
        m_open.emplace(made.takeValue());
        VERIFY_OK(addKey(*m_open, u"Till"_s, markedKey));
    }
    void cleanup() { m_open.reset(); }

    void keysAreInItOnlyIfAsked_data()
    {
        QTest::addColumn<WithSecrets>("secrets");
        QTest::addColumn<int>("count");
        QTest::newRow("not asked") << WithSecrets::No << 0;
        QTest::newRow("asked") << WithSecrets::Yes << 1;
    }
    void keysAreInItOnlyIfAsked()
    {
        QFETCH(WithSecrets, secrets);
        QFETCH(int, count);
        const auto report = backUp(m_open->open(), request(m_file, secrets), {});
        VERIFY_OK(report);
        QCOMPARE(report->secrets, count);
        QCOMPARE(report->size, QFileInfo(m_file).size());
        const QMap<BackupPart, int> parts = partsIn(m_file);
        QCOMPARE(parts.value(BackupPart::Secret), count);
        QCOMPARE(parts.value(BackupPart::Database), 1);
        QCOMPARE(parts.value(BackupPart::End), 1);
    }

    void nobodyReadsItWithoutThePassphrase()
    {
        VERIFY_OK(backUp(m_open->open(), request(m_file, WithSecrets::Yes), {}));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        const QString text = QString::fromLatin1(markedKey);
        const QByteArray wide(reinterpret_cast<const char *>(text.utf16()), 2 * text.size());
        QVERIFY(!content.contains(markedKey));
        QVERIFY(!content.contains(markedKey.toBase64()));
        QVERIFY(!content.contains(wide));
        QVERIFY(!content.contains("Till"));
        QVERIFY(!content.contains("SQLite"));
        QVERIFY(!content.contains(m_open->keys.dataKey.bytes().reveal()));
        QVERIFY(!content.contains(m_open->keys.file.workspace.toUtf8()));
        struct stat status
        {};
        QCOMPARE(stat(QFile::encodeName(m_file).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0600));
    }

    void itIsTold()
    {
        VERIFY_OK(backUp(m_open->open(), request(m_file), {}));
        const auto events = eventsOf(*m_open, u"workspace.backed-up"_s);
        VERIFY_OK(events);
        QCOMPARE(events->size(), 1);
        QCOMPARE(events->first().summary, u"A backup was made, without keys."_s);
    }

    void nothingIsOverwritten()
    {
        VERIFY_OK(writePrivateFile(m_file, "dear to somebody"));
        VERIFY_ERROR(ErrorCode::Conflict, backUp(m_open->open(), request(m_file), {}));
        QCOMPARE(readPrivateFile(m_file, 100).value(), QByteArray("dear to somebody"));
    }

    void aFileThatTurnsUpMeanwhileIsNotOverwritten()
    {
        OpenWorkspaceParts open = m_open->open();
        open.parts.onStep = [this](QStringView step) {
            if (step == u"backup written")
                VERIFY_OK(writePrivateFile(m_file, "dear to somebody"));
        };
        VERIFY_ERROR(ErrorCode::Conflict, backUp(open, request(m_file), {}));
        QCOMPARE(readPrivateFile(m_file, 100).value(), QByteArray("dear to somebody"));
        QVERIFY(!QFile::exists(m_file + u".part"_s));
    }

    void whatIsNotPossibleIsTold_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("passphrase");
        QTest::addColumn<QString>("code");
        QTest::newRow("no passphrase")
            << u"/tmp/x"_s << QByteArray() << toText(ErrorCode::InvalidInput);
        QTest::newRow("no such folder")
            << u"/nonexistent/folder/file"_s << QByteArray("p") << toText(ErrorCode::NotFound);
        QTest::newRow("a disk without room")
            << u"/proc/file"_s << QByteArray("p") << toText(ErrorCode::Unavailable);
    }
    void whatIsNotPossibleIsTold()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, passphrase);
        QFETCH(QString, code);
        const auto report = backUp(m_open->open(), {file, secret(passphrase), WithSecrets::No}, {});
        QVERIFY(!report.isOk());
        QCOMPARE(toText(report.error().code), code);
        QVERIFY(!report.error().what.isEmpty());
    }

    void aKeyTheStoreLostIsNamed()
    {
        VERIFY_OK(addKey(*m_open, u"Mail"_s, "another"));
        const auto purposes = m_open->keys.store->purposes(m_open->keys.file.workspace);
        for (const QString &purpose : *purposes) {
            const SecretName name{m_open->keys.file.workspace, purpose};
            if (m_open->keys.store->read(name)->reveal() == markedKey)
                VERIFY_OK(m_open->keys.store->remove(name));
        }
        const auto report = backUp(m_open->open(), request(m_file, WithSecrets::Yes), {});
        VERIFY_OK(report);
        QCOMPARE(report->secrets, 1);
        QCOMPARE(report->withoutValue, QStringList{u"Drawbridge: Stripe, Till"_s});
        const auto events = eventsOf(*m_open, u"workspace.backed-up"_s);
        QVERIFY(events->first().summary.endsWith(u"not stored any more: 1."_s));
    }

    void aStoreThatDoesNotAnswerFailsTheBackup()
    {
        const auto keychain = m_fixture->keychain();
        keychain->setStatus({StoreState::Locked, u"The keychain is locked."_s});
        m_open->keys.store = keychain;
        VERIFY_ERROR(ErrorCode::Locked,
                     backUp(m_open->open(), request(m_file, WithSecrets::Yes), {}));
        QVERIFY(!QFile::exists(m_file));
        QVERIFY(!QFile::exists(m_file + u".part"_s));
    }

    void stoppedItLeavesNothing()
    {
        const CancelToken cancel;
        const auto stopAtOnce = [&cancel](qint64, qint64) { cancel.cancel(); };
        VERIFY_ERROR(ErrorCode::Cancelled,
                     backUp(m_open->open(), request(m_file, WithSecrets::Yes), cancel, stopAtOnce));
        QVERIFY(!QFile::exists(m_file));
        QVERIFY(!QFile::exists(m_file + u".part"_s));
        QVERIFY(!QFile::exists(backupCopyPath(m_open->parts.folder)));
        QCOMPARE(eventsOf(*m_open, u"workspace.backed-up"_s)->size(), 0);
    }

    void itsProgressNeverGoesBack()
    {
        qint64 last = -1;
        qint64 whole = 0;
        bool rises = true;
        const auto progress = [&](qint64 done, qint64 total) {
            rises = rises && done > last && done <= total;
            last = done;
            whole = total;
        };
        VERIFY_OK(backUp(m_open->open(), request(m_file), {}, progress));
        QVERIFY(rises);
        QVERIFY(whole > 0);
    }

    void whatSqliteLaysBesideTheCopyGoesWithIt()
    {
        const KeepingParts parts = m_open->parts;
        const QString copy = backupCopyPath(parts.folder);
        const QStringList left{copy, copy + u"-journal"_s};
        const auto leave = [&left] {
            for (const QString &name : left)
                VERIFY_OK(writePrivateFile(name, "of a backup that was killed"));
        };
        leave();
        m_open.reset();
        auto open = openAgain(parts);
        VERIFY_OK(open);
        for (const QString &name : left)
            QVERIFY2(!QFile::exists(name), qPrintable(name));
        leave();
        VERIFY_OK(backUp(open->open(), request(m_file), {}));
        for (const QString &name : left)
            QVERIFY2(!QFile::exists(name), qPrintable(name));
        QCOMPARE(partsIn(m_file).value(BackupPart::End), 1);
    }

    void killedAnywhereThereIsAWholeFileOrNone_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step :
             {"database copied", "database added", "backup written", "backup named"})
            QTest::newRow(step) << QString::fromLatin1(step);
    }
    void killedAnywhereThereIsAWholeFileOrNone()
    {
        QFETCH(QString, step);
        const KeepingParts parts = m_open->parts;
        m_open.reset();
        QVERIFY(isKilledAt(parts, step, [this](const KeepingParts &inChild) {
            const auto open = openAgain(inChild);
            static_cast<void>(backUp(open->open(), request(m_file), {}).isOk());
        }));
        QCOMPARE(QFile::exists(m_file), step == u"backup named");
        if (QFile::exists(m_file))
            QCOMPARE(partsIn(m_file).value(BackupPart::End), 1);
        auto open = openAgain(parts);
        VERIFY_OK(open);
        QVERIFY(!QFile::exists(backupCopyPath(parts.folder)));
        const QString next = step == u"backup named" ? m_fixture->path(u"next"_s) : m_file;
        VERIFY_OK(backUp(open->open(), request(next), {}));
        QVERIFY(!QFile::exists(next + u".part"_s));
    }

private:
    std::unique_ptr<KeepingFixture> m_fixture;
    std::optional<OpenFixture> m_open;
    QString m_file;
};

TEST_UNIT(tst_Backup)
#include "tst_Backup.moc"
