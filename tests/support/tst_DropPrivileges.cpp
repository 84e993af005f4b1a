// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DropPrivileges.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QThread>

#include <sys/stat.h>

#include <memory>

using namespace Qt::StringLiterals;
using drawbridge::DropPrivileges;

class tst_DropPrivileges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modesStopUsWhileItLives();
    void threadsThatRanBeforeAreStoppedToo();
    void whatIsMadeMeanwhileBelongsToUs();
    void rootIsBackAfterwards();
    void lentFoldersCanBeUsed();

private:
    static bool canOpen(const QString &path) { return QFile(path).open(QIODevice::ReadOnly); }

    static QString closedFile(const QTemporaryDir &folder)
    {
        const QString path = folder.filePath(u"closed"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.close();
        ::chmod(qUtf8Printable(path), 0);
        return path;
    }
};

void tst_DropPrivileges::modesStopUsWhileItLives()
{
    const DropPrivileges nobody;
    const QTemporaryDir folder;
    QVERIFY2(folder.isValid(), qPrintable(folder.errorString()));
    const QString path = closedFile(folder);
    QVERIFY(QFileInfo::exists(path));
    QVERIFY(!canOpen(path));
}

void tst_DropPrivileges::threadsThatRanBeforeAreStoppedToo()
{
    QThread thread;
    thread.start();
    {
        const DropPrivileges nobody;
        const QTemporaryDir folder;
        const QString path = closedFile(folder);
        QObject inThread;
        inThread.moveToThread(&thread);
        bool opened = true;
        QMetaObject::invokeMethod(
            &inThread, [&] { opened = canOpen(path); }, Qt::BlockingQueuedConnection);
        QVERIFY(!opened);
        thread.quit();
        thread.wait();
    }
}

void tst_DropPrivileges::whatIsMadeMeanwhileBelongsToUs()
{
    const DropPrivileges nobody;
    const QTemporaryDir folder;
    QCOMPARE(QFileInfo(folder.path()).ownerId(), geteuid());
    QVERIFY(geteuid() != 0);
}

void tst_DropPrivileges::rootIsBackAfterwards()
{
    const uid_t before = geteuid();
    {
        const DropPrivileges nobody;
        QCOMPARE(nobody.isDropped(), before == 0);
    }
    QCOMPARE(geteuid(), before);
    if (before == 0) {
        const QTemporaryDir folder;
        QVERIFY2(canOpen(closedFile(folder)), "root reads what is closed to all");
    }
}

void tst_DropPrivileges::lentFoldersCanBeUsed()
{
    const QTemporaryDir folder;
    DropPrivileges::lend(folder.path());
    const DropPrivileges nobody;
    QFile file(folder.filePath(u"mine"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
}

TEST_UNIT(tst_DropPrivileges)
#include "tst_DropPrivileges.moc"
