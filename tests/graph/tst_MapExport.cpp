// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/MapExport.h"
#include "tests/graph/MapFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QStandardPaths>
#include <QXmlStreamReader>

using namespace drawbridge;

namespace {

struct Picture
{
    QString fault;
    QStringList elements;
    QString text;
    int flowTitles = 0;
};

/// Reads an SVG as a browser would, and says what does not belong into one.
Picture lookAt(const QByteArray &svg)
{
    static const QStringList allowed{QStringLiteral("svg"),
                                     QStringLiteral("title"),
                                     QStringLiteral("desc"),
                                     QStringLiteral("rect"),
                                     QStringLiteral("text"),
                                     QStringLiteral("path"),
                                     QStringLiteral("g")};
    Picture picture;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            picture.elements.append(reader.name().toString());
            if (!allowed.contains(reader.name()))
                picture.fault = QStringLiteral("element ") + reader.name();
            for (const QXmlStreamAttribute &each : reader.attributes()) {
                if (each.name().startsWith(QStringLiteral("on"))
                    || each.name().endsWith(QStringLiteral("href"))
                    || each.name() == QStringLiteral("style"))
                    picture.fault = QStringLiteral("attribute ") + each.name();
            }
        }
        if (reader.isCharacters())
            picture.text += reader.text();
        if (reader.isDTD() || reader.isEntityReference() || reader.isProcessingInstruction())
            picture.fault = QStringLiteral("something beside elements and text");
    }
    if (reader.hasError())
        picture.fault = reader.errorString();
    return picture;
}

QByteArray svgOf(const MapInput &input)
{
    MapFilter filter;
    filter.retiredToo = true;
    const auto map = layoutMap(buildMap(input, filter));
    return map.isOk() ? mapToSvg(*map, QStringLiteral("Ada's Shop & Co")) : QByteArray();
}

} // namespace

class tst_MapExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePictureTellsWhatTravels()
    {
        const Picture picture = lookAt(svgOf(smallShop()));
        QCOMPARE(picture.fault, QString());
        QVERIFY(picture.text.contains(QStringLiteral("Ada's Shop & Co")));
        QVERIFY(
            picture.text.contains(QStringLiteral("Shopify sends orders, card data to Stripe.")));
        QVERIFY(picture.text.contains(QStringLiteral("Nothing yet")));
        QCOMPARE(picture.elements.count(QStringLiteral("desc")), 1);
    }
    void twoExportsAreTheSameBytes()
    {
        QCOMPARE(svgOf(smallShop()), svgOf(smallShop()));
        QVERIFY(!svgOf(smallShop()).isEmpty());
    }
    void aHostileNameStaysText_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("ends the picture") << QStringLiteral("</svg><script>alert(1)</script>");
        QTest::newRow("leaves an attribute") << QStringLiteral("\" onload=\"alert(1)");
        QTest::newRow("apostrophe") << QStringLiteral("' onload='alert(1)");
        QTest::newRow("entity") << QStringLiteral("&lt;script&gt; &xxe; &#0;");
        QTest::newRow("CDATA") << QStringLiteral("]]><g/>");
        QTest::newRow("graph syntax") << QStringLiteral("x\"]; n1 -> n2 [URL=\"javascript:1\"");
        QTest::newRow("line breaks") << QStringLiteral("a\nb\r\nc");
        QTest::newRow("control characters")
            << QString(QChar(0)) + QChar(8) + QChar(0x1b) + QStringLiteral("[31m");
        QTest::newRow("direction override") << QStringLiteral("\u202Egpj.exe");
        QTest::newRow("lone surrogate") << QString(QChar(0xd800));
        QTest::newRow("not a character") << QString(QChar(0xffff));
        QTest::newRow("place marks") << QStringLiteral("%1 %2 %3 %%");
        QTest::newRow("very long") << QString(5000, u'W');
        QTest::newRow("emoji and accents") << QString::fromUtf8("Caf\xc3\xa9 \xf0\x9f\xa7\x81");
        QTest::newRow("empty") << QString();
    }
    void aHostileNameStaysText()
    {
        QFETCH(QString, name);
        MapInput input = smallShop();
        for (Connection &each : input.connections) {
            each.name = name;
            each.custody = Custody::HeldElsewhere;
            each.heldBy = name;
            each.app = name;
        }
        for (Boundary &each : input.boundaries)
            each.name = name;
        for (DataClass &each : input.dataClasses)
            each.label = name;
        for (Flow &each : input.flows)
            each.carrierName = name;
        input.tiles.insert(name, {name, name});
        input.appNames.insert(name, name);
        const Picture picture = lookAt(svgOf(input));
        QCOMPARE(picture.fault, QString());
        const Picture ordinary = lookAt(svgOf(smallShop()));
        QCOMPARE(picture.elements.count(QStringLiteral("path")),
                 ordinary.elements.count(QStringLiteral("path")));
        for (const QChar c : picture.text)
            QVERIFY(c == u'\n' || c.unicode() >= 0x20);
    }
    void anotherProgramDrawsIt()
    {
        const QString convert = QStandardPaths::findExecutable(QStringLiteral("rsvg-convert"));
        QVERIFY2(!convert.isEmpty(), "rsvg-convert is in the list of packages");
        QProcess process;
        process.start(convert, {QStringLiteral("--format=png")});
        process.write(svgOf(bigBusiness(30, 4, 40)));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().startsWith("\x89PNG"));
    }
    void theJsonNamesAreasConnectionsFlowsAndCrossings()
    {
        const QJsonObject json = mapToJson(buildMap(smallShop()));
        QCOMPARE(json.value(QStringLiteral("areas")).toArray().size(), 4);
        QCOMPARE(json.value(QStringLiteral("connections")).toArray().size(), 5);
        QCOMPARE(json.value(QStringLiteral("flows")).toArray().size(), 4);
        QCOMPARE(json.value(QStringLiteral("crossings")).toArray().size(), 3);
        const QJsonObject first =
            json.value(QStringLiteral("crossings")).toArray().first().toObject();
        QCOMPARE(first.value(QStringLiteral("from")).toString(), QStringLiteral("Shop"));
        const QJsonObject stray = json.value(QStringLiteral("areas")).toArray().last().toObject();
        QVERIFY(stray.value(QStringLiteral("id")).isNull());
    }
};

TEST_UNIT(tst_MapExport)
#include "tst_MapExport.moc"
