// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

/// Everything is done by a process without root's rights, which may read and trace whatever it
/// likes.
class tst_ProcessHardening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aPlainProcessCanBeReadByItsOwnUser();
    void aHardenedOneCannot();
    void aHardenedOneLeavesNoCoreDump();
    void itLeavesNoRoomForADump();

private:
    [[nodiscard]] QByteArray ask(const QStringList &words) const;

    QTemporaryDir m_folder;
};

void tst_ProcessHardening::initTestCase()
{
    // The build folder may be closed to the user we become; a core dump would fall in here as well.
    QCOMPARE(::chmod(qPrintable(m_folder.path()), 0777), 0);
    const QString peer = m_folder.filePath(QStringLiteral("peer"));
    QVERIFY(QFile::copy(QString(QCoreApplication::applicationDirPath() + u"/secrets_peer"), peer));
    QCOMPARE(::chmod(qPrintable(peer), 0755), 0);
}

QByteArray tst_ProcessHardening::ask(const QStringList &words) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    const QString peer = m_folder.filePath(QStringLiteral("peer"));
    if (geteuid() == 0) {
        process.start(QStringLiteral("setpriv"),
                      QStringList{QStringLiteral("--reuid=65534"),
                                  QStringLiteral("--regid=65534"),
                                  QStringLiteral("--clear-groups"),
                                  QStringLiteral("--"),
                                  peer}
                          + words);
    } else {
        process.start(peer, words);
    }
    process.waitForFinished();
    return QByteArray(process.readAllStandardOutput() + process.readAllStandardError()).trimmed();
}

void tst_ProcessHardening::aPlainProcessCanBeReadByItsOwnUser()
{
    QCOMPARE(ask({QStringLiteral("spy"), QStringLiteral("plain")}), QByteArray("readable"));
}

void tst_ProcessHardening::aHardenedOneCannot()
{
    QCOMPARE(ask({QStringLiteral("spy"), QStringLiteral("hardened")}), QByteArray("refused"));
}

void tst_ProcessHardening::aHardenedOneLeavesNoCoreDump()
{
    QCOMPARE(ask({QStringLiteral("crash"), QStringLiteral("hardened")}), QByteArray("nothing"));
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList({QStringLiteral("peer")}));
}

void tst_ProcessHardening::itLeavesNoRoomForADump()
{
    QCOMPARE(ask({QStringLiteral("limits")}), QByteArray("dumpable 0, core 0 of 0"));
}

TEST_UNIT(tst_ProcessHardening)
#include "tst_ProcessHardening.moc"
