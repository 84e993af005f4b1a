// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/Icons.h"
#include "ui/kit/Theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>

using namespace drawbridge::ui;

class tst_Icons : public QObject
{
    Q_OBJECT

    static constexpr int count = static_cast<int>(Icon::ZoomOut) + 1;

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void everyIconHasItsStrokes_data()
    {
        QTest::addColumn<int>("icon");
        for (int i = 1; i < count; ++i)
            QTest::newRow(qPrintable(iconName(static_cast<Icon>(i)))) << i;
    }
    void everyIconHasItsStrokes()
    {
        QFETCH(int, icon);
        const auto which = static_cast<Icon>(icon);
        QFile file(QStringLiteral(":/drawbridge/icons/") + iconName(which) + QStringLiteral(".svg"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString svg = QString::fromUtf8(file.readAll());
        QVERIFY(svg.contains(QStringLiteral("viewBox=\"0 0 24 24\"")));
        QVERIFY(svg.contains(QStringLiteral("stroke-width=\"1.75\"")));
        QVERIFY(svg.contains(QStringLiteral("stroke-linecap=\"round\"")));
        QVERIFY2(!svg.contains(QRegularExpression(QStringLiteral("#[0-9a-fA-F]{3,6}"))),
                 "a colour of its own");

        const QImage image =
            drawbridge::ui::icon(which, Ink::Text1).pixmap(QSize(48, 48), 1.0).toImage();
        int inked = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                inked += image.pixelColor(x, y).alpha() > 128 ? 1 : 0;
        }
        QVERIFY2(inked > 20, "nothing is drawn");
        // The outermost pixels stay free, or a stroke would be cut.
        for (int i = 0; i < 48; ++i) {
            QCOMPARE(image.pixelColor(i, 0).alpha(), 0);
            QCOMPARE(image.pixelColor(i, 47).alpha(), 0);
            QCOMPARE(image.pixelColor(0, i).alpha(), 0);
            QCOMPARE(image.pixelColor(47, i).alpha(), 0);
        }
    }

    void everyFileIsAnIcon()
    {
        QCOMPARE(QDir(QStringLiteral(":/drawbridge/icons")).entryList().size(), count - 1);
    }

    void aStandingIconFollowsTheTheme()
    {
        const QIcon standing = drawbridge::ui::icon(Icon::Home, Ink::Accent);
        const auto strongest = [&standing] {
            const QImage image = standing.pixmap(QSize(48, 48), 1.0).toImage();
            return image.pixelColor(24, 8).rgb();
        };
        QCOMPARE(strongest(), lightTokens().accent.rgb());
        m_theme->setAppearance(Appearance::Dark);
        QCOMPARE(strongest(), darkTokens().accent.rgb());
        m_theme->setAppearance(Appearance::Light);
    }

private:
    std::unique_ptr<Theme> m_theme;
};

TEST_UNIT(tst_Icons)
#include "tst_Icons.moc"
