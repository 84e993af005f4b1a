// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/Tokens.h"

#include <cmath>

using namespace drawbridge::ui;

namespace {

/// WCAG 2.2, "relative luminance" and "contrast ratio".
double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace

class tst_Tokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsCanBeReadOnTheirGround_data()
    {
        QTest::addColumn<QColor>("ink");
        QTest::addColumn<QColor>("ground");
        for (const Tokens *t : {&lightTokens(), &darkTokens()}) {
            const char *mode = t->dark ? "dark" : "light";
            const std::pair<const char *, QColor> inks[] = {
                {"text 1", t->text1},
                {"text 2", t->text2},
                {"accent", t->accent},
                {"good", t->good},
                {"warning", t->warning},
                {"danger", t->danger},
            };
            const std::pair<const char *, QColor> grounds[] = {{"background", t->background},
                                                               {"sidebar", t->sidebar},
                                                               {"card", t->card},
                                                               {"row under the pointer", t->hover}};
            for (const auto &[inkName, ink] : inks) {
                for (const auto &[groundName, ground] : grounds)
                    QTest::addRow("%s: %s on %s", mode, inkName, groundName) << ink << ground;
            }
            for (const auto &[name, soft] : {std::pair("accent", t->accentSoft),
                                             std::pair("good", t->goodSoft),
                                             std::pair("warning", t->warningSoft),
                                             std::pair("danger", t->dangerSoft)}) {
                QTest::addRow("%s: text 1 on soft %s", mode, name) << t->text1 << soft;
                QTest::addRow("%s: text 2 on soft %s", mode, name) << t->text2 << soft;
            }
            QTest::addRow("%s: accent on its soft", mode) << t->accent << t->accentSoft;
            QTest::addRow("%s: good on its soft", mode) << t->good << t->goodSoft;
            QTest::addRow("%s: warning on its soft", mode) << t->warning << t->warningSoft;
            QTest::addRow("%s: danger on its soft", mode) << t->danger << t->dangerSoft;
            QTest::addRow("%s: words on a primary button", mode) << t->onAccent << t->accent;
            QTest::addRow("%s: words on it under the pointer", mode)
                << t->onAccent << t->accentHover;
            QTest::addRow("%s: words on a danger button", mode) << t->onDanger << t->dangerFill;
            QTest::addRow("%s: words on it under the pointer ", mode)
                << t->onDanger << t->dangerFillHover;
            QTest::addRow("%s: sidebar entry under the pointer", mode) << t->text2 << t->pressed;
        }
    }
    void wordsCanBeReadOnTheirGround()
    {
        QFETCH(QColor, ink);
        QFETCH(QColor, ground);
        const double ratio = contrast(ink, ground);
        QVERIFY2(ratio >= 4.5,
                 qPrintable(
                     QStringLiteral("%1 on %2 is %3:1").arg(ink.name(), ground.name()).arg(ratio)));
    }

    void theFocusRingIsSeen_data()
    {
        QTest::addColumn<QColor>("ring");
        QTest::addColumn<QColor>("ground");
        for (const Tokens *t : {&lightTokens(), &darkTokens()}) {
            QTest::addRow("%d card", t->dark) << t->accent << t->card;
            QTest::addRow("%d sidebar", t->dark) << t->accent << t->sidebar;
            QTest::addRow("%d background", t->dark) << t->accent << t->background;
        }
    }
    void theFocusRingIsSeen()
    {
        QFETCH(QColor, ring);
        QFETCH(QColor, ground);
        QVERIFY(contrast(ring, ground) >= 3.0);
    }

    void contrastIsComputedAsPublished()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QVERIFY(std::abs(contrast(QColor(0x767676), Qt::white) - 4.54) < 0.01);
    }
};

TEST_UNIT(tst_Tokens)
#include "tst_Tokens.moc"
