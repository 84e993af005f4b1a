// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/XmlAnswer.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_XmlAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void elementsAreMembers_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &xml, const QByteArray &expected) {
            QTest::newRow(name) << xml << json(expected);
        };
        row("a text", "<a>x</a>", "{'a':'x'}");
        row("text in text", "<a><b> x \n</b></a>", "{'a':{'b':'x'}}");
        row("a list", "<a><member>1</member><member>2</member></a>", "{'a':['1','2']}");
        row("a list of one", "<a>\n <member><b>1</b></member>\n</a>", "{'a':[{'b':'1'}]}");
        row("attributes and namespaces",
            "<n:a xmlns:n='u' k='v'><n:b>1</n:b></n:a>",
            "{'a':{'b':'1'}}");
        row("a head", "<?xml version='1.0' encoding='UTF-8'?><a>1</a>", "{'a':'1'}");
        row("known entities", "<a>&lt;&amp;&#65;</a>", "{'a':'<&A'}");
        row("nothing in it", "<a/>", "{'a':''}");
        row("remarks", "<a><!-- no --><b>1</b></a>", "{'a':{'b':'1'}}");
    }
    void elementsAreMembers()
    {
        QFETCH(const QByteArray, xml);
        QFETCH(const QByteArray, expected);
        QCOMPARE(QJsonDocument(jsonFromXml(xml).toObject()).toJson(QJsonDocument::Compact),
                 expected);
    }

    void whatIsNoAnswerIsNone_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QByteArray deep;
        for (int i = 0; i < 1000; ++i)
            deep += "<a>";
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("JSON") << QByteArray("{}");
        QTest::newRow("half of it") << QByteArray("<a><b>1</b>");
        QTest::newRow("crossed") << QByteArray("<a><b></a></b>");
        QTest::newRow("two of them") << QByteArray("<a/><b/>");
        QTest::newRow("deep") << deep;
        QTest::newRow("deep and whole")
            << QByteArray(deep + QByteArray(deep).replace("<a>", "</a>"));
        QTest::newRow("long") << QByteArray("<a>" + QByteArray("<b/>").repeated(30'000) + "</a>");
        QTest::newRow("entities of its own")
            << QByteArray("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>");
        QTest::newRow("an entity nobody knows") << QByteArray("<a>&x;</a>");
    }
    void whatIsNoAnswerIsNone()
    {
        QFETCH(const QByteArray, xml);
        QVERIFY(jsonFromXml(xml).isUndefined());
    }

    void onlyWhatSaysItIsXmlIsReadAsXml_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("isRead");
        QTest::newRow("text/xml") << QByteArray("text/xml") << true;
        QTest::newRow("with its letters") << QByteArray("Application/XML; charset=utf-8") << true;
        QTest::newRow("a web page") << QByteArray("text/html") << false;
        QTest::newRow("JSON") << QByteArray("application/json") << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }
    void onlyWhatSaysItIsXmlIsReadAsXml()
    {
        QFETCH(const QByteArray, type);
        QFETCH(const bool, isRead);
        HttpReply answer = reply(200, "<a>1</a>", type);
        readXmlAsJson(answer);
        QCOMPARE(answer.body, isRead ? json("{'a':'1'}") : QByteArray("<a>1</a>"));
    }
};

TEST_UNIT(tst_XmlAnswer)
#include "tst_XmlAnswer.moc"
