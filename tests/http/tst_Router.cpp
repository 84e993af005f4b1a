// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Router.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

class tst_Router : public QObject
{
    Q_OBJECT

private:
    Router<int> m_router;

private Q_SLOTS:
    void initTestCase()
    {
        m_router.add("GET", "/", 1);
        m_router.add("GET", "/v1/products", 2);
        m_router.add("GET", "/v1/products/{id}", 3);
        m_router.add("PUT", "/v1/products/{id}", 4);
        m_router.add("GET", "/v1/products/newest", 5);
        m_router.add("GET", "/v1/{kind}/newest", 6);
    }

    void aPathFindsItsTarget_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("target");
        QTest::addColumn<QString>("id");
        const auto row = [](const char *claim,
                            const char *method,
                            const char *path,
                            int target,
                            const QString &id = {}) {
            QTest::newRow(claim) << QByteArray(method) << QByteArray(path) << target << id;
        };
        row("the root", "GET", "/", 1);
        row("a literal path", "GET", "/v1/products", 2);
        row("a named segment", "GET", "/v1/products/p-7", 3, QStringLiteral("p-7"));
        row("a method of its own", "PUT", "/v1/products/p-7", 4, QStringLiteral("p-7"));
        row("a literal segment wins", "GET", "/v1/products/newest", 5);
        row("a name may come first", "GET", "/v1/orders/newest", 6);
        row("HEAD is served by GET", "HEAD", "/v1/products", 2);
        row("a name is decoded", "GET", "/v1/products/a%2Fb", 3, QStringLiteral("a/b"));
        row("an encoded slash does not split", "GET", "/v1%2Fproducts", 0);
        row("a trailing slash is another path", "GET", "/v1/products/", 0);
        row("a doubled slash is another path", "GET", "//v1/products", 0);
        row("a broken escape is no path", "GET", "/v1/products/%4", 0);
        row("a zero byte is no path", "GET", "/v1/products/%00", 0);
        row("case counts", "GET", "/V1/products", 0);
        row("methods are case-sensitive", "get", "/v1/products", 0);
        row("the asterisk is no path", "OPTIONS", "*", 0);
        row("nothing is no path", "GET", "", 0);
    }
    void aPathFindsItsTarget()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(int, target);
        QFETCH(QString, id);
        const auto match = m_router.match(method, path);
        QCOMPARE(match.target ? *match.target : 0, target);
        QCOMPARE(match.parameters.value("id"), id);
    }

    void aWrongMethodLearnsTheRightOnes()
    {
        const auto match = m_router.match("DELETE", "/v1/products/p-7");
        QVERIFY(!match.target);
        QCOMPARE(match.allowed, QByteArrayList({"GET", "PUT"}));
    }
    void anUnknownPathAllowsNothing() { QVERIFY(m_router.match("GET", "/nope").allowed.isEmpty()); }
};

TEST_UNIT(tst_Router)
#include "tst_Router.moc"
