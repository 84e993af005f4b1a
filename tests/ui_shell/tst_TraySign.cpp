// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/shell/TraySign.h"

#include <QApplication>
#include <QDir>
#include <QSystemTrayIcon>
#include <QWidget>

using namespace drawbridge;
using namespace drawbridge::ui;

class tst_TraySign : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itTellsWhatIsDueAndHowMuch()
    {
        QWidget window;
        TraySign sign(window);
        QCOMPARE(sign.isShown(), QSystemTrayIcon::isSystemTrayAvailable());
        DueSummary due;
        sign.show(due);
        QCOMPARE(sign.count(), 0);
        QVERIFY(!sign.sentence().isEmpty());
        due.ended = 1;
        due.within7Days = 2;
        due.within30Days = 4;
        due.sentence = QStringLiteral("3 keys need you.");
        sign.show(due);
        QCOMPARE(sign.count(), 3);
        QCOMPARE(sign.sentence(), due.sentence);
        sign.showClosed();
        QCOMPARE(sign.count(), 0);
        QVERIFY(sign.sentence() != due.sentence);
    }
    void theNumberIsSeenInEverySize()
    {
        const QString folder = QApplication::applicationDirPath() + QStringLiteral("/../gallery");
        QVERIFY(QDir().mkpath(folder));
        for (const int size : {16, 22, 48}) {
            const QImage none = TraySign::picture(0).pixmap(size, size).toImage();
            const QImage three = TraySign::picture(3).pixmap(size, size).toImage();
            const QImage many = TraySign::picture(12).pixmap(size, size).toImage();
            QCOMPARE(none.size(), QSize(size, size));
            QVERIFY(none != three);
            QVERIFY(three != many);
            QVERIFY(many.save(folder + QStringLiteral("/tray-%1.png").arg(size)));
        }
    }
};

TEST_UNIT(tst_TraySign)
#include "tst_TraySign.moc"
