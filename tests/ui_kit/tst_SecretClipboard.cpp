// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/SecretClipboard.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;
using namespace std::chrono_literals;

class tst_SecretClipboard : public QObject
{
    Q_OBJECT

    static SecretBytes plainSecret() { return SecretBytes::copyOf("plainly-not-a-key"); }

private Q_SLOTS:
    void itCanBePasted()
    {
        SecretClipboard clipboard(10s);
        clipboard.copySecret(plainSecret());
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("plainly-not-a-key"));
        QVERIFY(clipboard.holdsSecret());
    }

    void clipboardProgramsAreAskedToSkipIt_data()
    {
        QTest::addColumn<QString>("format");
        QTest::newRow("KDE") << QStringLiteral("x-kde-passwordManagerHint");
        QTest::newRow("nspasteboard.org")
            << QStringLiteral("application/x-nspasteboard-concealed-type");
        for (const char *windows : {"ExcludeClipboardContentFromMonitorProcessing",
                                    "CanIncludeInClipboardHistory",
                                    "CanUploadToCloudClipboard"})
            QTest::newRow(windows) << QStringLiteral("application/x-qt-windows-mime;value=\"%1\"")
                                          .arg(QLatin1StringView(windows));
    }
    void clipboardProgramsAreAskedToSkipIt()
    {
        QFETCH(QString, format);
        SecretClipboard clipboard(10s);
        clipboard.copySecret(plainSecret());
        QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(format));
        QVERIFY(!QApplication::clipboard()->mimeData()->data(format).isEmpty());
    }

    void itIsTakenAwayInTime()
    {
        SecretClipboard clipboard(1ms);
        const QSignalSpy cleared(&clipboard, &SecretClipboard::cleared);
        clipboard.copySecret(plainSecret());
        QTRY_COMPARE(cleared.count(), 1);
        QVERIFY(QApplication::clipboard()->text().isEmpty());
    }

    void whatTheOwnerCopiedSinceStays()
    {
        SecretClipboard clipboard(10s);
        clipboard.copySecret(plainSecret());
        QApplication::clipboard()->setText(QStringLiteral("an address"));
        QVERIFY(!clipboard.holdsSecret());
        clipboard.clearNow();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("an address"));
    }

    void onlyTheSecretItselfIsClearedAway_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("goes");
        QTest::newRow("the secret") << QStringLiteral("plainly-not-a-key") << true;
        QTest::newRow("with the line end it was copied with")
            << QStringLiteral(" plainly-not-a-key\n") << true;
        QTest::newRow("something else") << QStringLiteral("an address") << false;
        QTest::newRow("more than the secret") << QStringLiteral("plainly-not-a-key 2") << false;
        QTest::newRow("nothing") << QString() << false;
    }
    void onlyTheSecretItselfIsClearedAway()
    {
        QFETCH(QString, text);
        QFETCH(bool, goes);
        QApplication::clipboard()->setText(text);
        QCOMPARE(clipboardHolds(plainSecret()), goes);
        QCOMPARE(clearClipboardOf(plainSecret()), goes);
        QCOMPARE(QApplication::clipboard()->text(), goes ? QString() : text);
    }

    void itGoesWithTheWindow()
    {
        {
            SecretClipboard clipboard(10s);
            clipboard.copySecret(plainSecret());
        }
        QVERIFY(QApplication::clipboard()->text().isEmpty());
    }

    void theUsualTimeIsTenSeconds()
    {
        const SecretClipboard clipboard;
        QCOMPARE(clipboard.keptFor(), 10s);
    }
};

TEST_UNIT(tst_SecretClipboard)
#include "tst_SecretClipboard.moc"
