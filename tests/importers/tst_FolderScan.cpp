// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importers/FolderScan.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QTemporaryDir>

#include "TestTree.h"
#include <sys/stat.h>
#include <unistd.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QByteArray stripe = joined("sk_~live_") + QByteArray("a1B2c3D4e5F6g7H8i9J0k1L2");

KeyScanner &scanner()
{
    static KeyScanner made = KeyScanner::make(builtIn().keys()).takeValue();
    return made;
}

void put(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class tst_FolderScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thatThereAreMoreKeysThanAreToldIsSaid()
    {
        const QTemporaryDir folder;
        put(folder.filePath(u"many"_s),
            QByteArray(stripe + '\n').repeated(KeyScanner::mostFound + 1));
        const auto many = scanFiles(folder.filePath(u"many"_s), scanner(), CancelToken());
        VERIFY_OK(many);
        QCOMPARE(many->findings.size(), KeyScanner::mostFound);
        QVERIFY(many->cutShort);
        put(folder.filePath(u"one"_s), stripe);
        const auto one = scanFiles(folder.filePath(u"one"_s), scanner(), CancelToken());
        VERIFY_OK(one);
        QCOMPARE(one->findings.size(), 1);
        QVERIFY(!one->cutShort);
    }
    void keysAreToldByFileAndLine()
    {
        const QTemporaryDir folder;
        put(folder.filePath(u"a/.env"_s), "X=1\nSTRIPE=" + stripe + "\n");
        put(folder.filePath(u"b.js"_s), "// nothing\n\n\nconst key = '" + stripe + "';");
        put(folder.filePath(u"c.txt"_s), "nothing");
        const auto report = scanFiles(folder.path(), scanner(), CancelToken());
        QVERIFY(report.isOk());
        QCOMPARE(report->files, 3);
        QStringList found;
        for (const ScanFinding &each : report->findings)
            found.append(QString(QDir(folder.path()).relativeFilePath(each.file) % u':'
                                 % QString::number(each.line)));
        std::sort(found.begin(), found.end());
        QCOMPARE(found, (QStringList{u"a/.env:2"_s, u"b.js:4"_s}));
    }
    void aKeyAtTheEdgeOfABlockIsFoundOnce_data()
    {
        QTest::addColumn<qsizetype>("before");
        const qsizetype block = 4 * 1024 * 1024;
        for (const qsizetype shift : {-60, -33, -20, -1, 0, 1, 20})
            QTest::addRow("%lld", qlonglong(shift)) << block + shift;
        QTest::newRow("second block") << 2 * block - 10;
        QTest::newRow("in what is looked at twice") << block - 4000;
    }
    void aKeyAtTheEdgeOfABlockIsFoundOnce()
    {
        QFETCH(qsizetype, before);
        const QTemporaryDir folder;
        const QByteArray line = QByteArray(99, 'x').append('\n');
        QByteArray text = line.repeated(before / 100);
        text += QByteArray(before - text.size(), ' ') + stripe + '\n' + line.repeated(60'000);
        put(folder.filePath(u"big"_s), text);
        const auto report = scanFiles(folder.path(), scanner(), CancelToken());
        QVERIFY(report.isOk());
        QCOMPARE(report->findings.size(), 1);
        QCOMPARE(report->findings.first().line, text.first(before).count('\n') + 1);
        QCOMPARE(report->bytes, text.size());
    }
    void whatIsNotReadIsTold()
    {
        const QTemporaryDir folder;
        put(folder.filePath(u"elsewhere"_s), stripe);
        QVERIFY(::symlink("elsewhere", folder.filePath(u"link"_s).toLocal8Bit()) == 0);
        QVERIFY(::mkfifo(folder.filePath(u"pipe"_s).toLocal8Bit(), 0600) == 0);
        put(folder.filePath(u".git/objects/aa/packed"_s), stripe);
        put(folder.filePath(u".git/config"_s), stripe);
        const auto report = scanFiles(folder.path(), scanner(), CancelToken());
        QVERIFY(report.isOk());
        QCOMPARE(report->findings.size(), 2);
        QStringList names;
        for (const auto &each : report->notRead) {
            QVERIFY(!each.why.isEmpty());
            names.append(QDir(folder.path()).relativeFilePath(each.file));
        }
        std::sort(names.begin(), names.end());
        QCOMPARE(names, (QStringList{u".git/objects"_s, u"link"_s, u"pipe"_s}));
    }
    void wideTextIsReadAsSuch_data()
    {
        QTest::addColumn<bool>("bigEndian");
        QTest::newRow("as Windows writes it") << false;
        QTest::newRow("the other way round") << true;
    }
    void wideTextIsReadAsSuch()
    {
        QFETCH(bool, bigEndian);
        const QTemporaryDir folder;
        QByteArray wide(bigEndian ? "\xfe\xff" : "\xff\xfe");
        for (const char byte : QByteArray("A=1\r\nKEY=" + stripe + "\r\n"))
            bigEndian ? wide.append('\0').append(byte) : wide.append(byte).append('\0');
        put(folder.filePath(u"notes.txt"_s), wide);
        const auto report = scanFiles(folder.path(), scanner(), CancelToken());
        QVERIFY(report.isOk());
        QCOMPARE(report->findings.size(), 1);
        QCOMPARE(report->findings.first().line, 2);
    }
    void oneFileCanBeNamed()
    {
        const QTemporaryDir folder;
        put(folder.filePath(u"one"_s), stripe);
        QCOMPARE(scanFiles(folder.filePath(u"one"_s), scanner(), CancelToken())->findings.size(), 1);
    }
    void aPathThatIsNotThereIsTold()
    {
        VERIFY_ERROR(ErrorCode::NotFound, scanFiles(u"/nowhere/at/all"_s, scanner(), CancelToken()));
    }
    void itCanBeStopped()
    {
        const QTemporaryDir folder;
        put(folder.filePath(u"one"_s), stripe);
        const CancelToken cancel;
        cancel.cancel();
        VERIFY_ERROR(ErrorCode::Cancelled, scanFiles(folder.path(), scanner(), cancel));
    }
};

TEST_UNIT(tst_FolderScan)
#include "tst_FolderScan.moc"
