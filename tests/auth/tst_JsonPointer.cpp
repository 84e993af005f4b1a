// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/JsonPointer.h"
#include "tests/support/TestUnit.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace drawbridge;

class tst_JsonPointer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The document and the rows are the example of RFC 6901, section 5.
    void theExamplesOfTheStandardHold_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("array item") << QStringLiteral("/foo/0") << QVariant(QStringLiteral("bar"));
        QTest::newRow("empty name") << QStringLiteral("/") << QVariant(0.0);
        QTest::newRow("escaped slash") << QStringLiteral("/a~1b") << QVariant(1.0);
        QTest::newRow("percent is plain") << QStringLiteral("/c%d") << QVariant(2.0);
        QTest::newRow("caret") << QStringLiteral("/e^f") << QVariant(3.0);
        QTest::newRow("bar") << QStringLiteral("/g|h") << QVariant(4.0);
        QTest::newRow("backslash") << QStringLiteral("/i\\j") << QVariant(5.0);
        QTest::newRow("quote") << QStringLiteral("/k\"l") << QVariant(6.0);
        QTest::newRow("blank") << QStringLiteral("/ ") << QVariant(7.0);
        QTest::newRow("escaped tilde") << QStringLiteral("/m~0n") << QVariant(8.0);
    }
    void theExamplesOfTheStandardHold()
    {
        // No raw string: moc stumbles over them.
        const QByteArray text =
            "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,"
            "\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}";
        QFETCH(QString, pointer);
        QTEST(jsonAt(QJsonDocument::fromJson(text).object(), pointer).toVariant(), "value");
    }
    void whatIsNotThereIsUndefined_data()
    {
        QTest::addColumn<QString>("pointer");
        for (const char *pointer :
             {"/no", "/list/9", "/list/-1", "/list/00", "/list/x", "/text/0", "list"})
            QTest::newRow(pointer) << QString::fromLatin1(pointer);
    }
    void whatIsNotThereIsUndefined()
    {
        QFETCH(QString, pointer);
        const QJsonObject object =
            QJsonDocument::fromJson("{\"list\":[1],\"text\":\"a\"}").object();
        QVERIFY(jsonAt(object, pointer).isUndefined());
    }
};

TEST_UNIT(tst_JsonPointer)
#include "tst_JsonPointer.moc"
