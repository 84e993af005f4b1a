// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/SampleShop.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

QDate day()
{
    return {2026, 3, 1};
}

int cents(const QJsonValue &money)
{
    return money[u"amount"].toString().remove(u'.').toInt();
}

} // namespace

class tst_SampleShop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameDayShowsTheSameShop()
    {
        const SampleShop one(ShopEnvironment::Live, day());
        const SampleShop other(ShopEnvironment::Live, day());
        QVERIFY(one.orders() == other.orders());
        QVERIFY(one.customers() == other.customers());
        QVERIFY(one.products() == other.products());
    }

    void theShopIsOfABelievableSize()
    {
        const SampleShop shop(ShopEnvironment::Live, day());
        QCOMPARE(shop.orders().size(), size_t{140});
        QCOMPARE(shop.customers().size(), size_t{60});
        QVERIFY(shop.products().size() >= 10);
        QSet<QString> names;
        for (const QJsonObject &customer : shop.customers())
            names.insert(customer[u"name"].toString());
        QCOMPARE(names.size(), 60);
    }

    void anOrderAddsUpAndNamesWhatExists()
    {
        const SampleShop shop(ShopEnvironment::Live, day());
        QSet<QString> products;
        QSet<QString> customers;
        for (const QJsonObject &product : shop.products())
            products.insert(product[u"id"].toString());
        for (const QJsonObject &customer : shop.customers())
            customers.insert(customer[u"id"].toString());
        for (const QJsonObject &order : shop.orders()) {
            int total = 0;
            const QJsonArray lines = order[u"lines"].toArray();
            QVERIFY(!lines.isEmpty());
            for (const QJsonValue &line : lines) {
                total += line[u"quantity"].toInt() * cents(line[u"price"]);
                QVERIFY(products.contains(line[u"productId"].toString()));
            }
            QCOMPARE(cents(order[u"total"]), total);
            QVERIFY(customers.contains(order[u"customer"][u"id"].toString()));
        }
    }

    void ordersRunUpToToday()
    {
        const SampleShop shop(ShopEnvironment::Live, day());
        QCOMPARE(shop.orders().front()[u"createdAt"].toString().left(10), u"2026-03-01"_s);
        for (size_t i = 1; i < shop.orders().size(); ++i)
            QVERIFY(shop.orders()[i][u"number"].toInt() < shop.orders()[i - 1][u"number"].toInt());
    }

    void nobodyRealIsInIt()
    {
        const SampleShop shop(ShopEnvironment::Live, day());
        for (const QJsonObject &customer : shop.customers()) {
            QVERIFY(customer[u"email"].toString().endsWith(u"@example.com"_s));
            QVERIFY(customer[u"phone"].toString().startsWith(u"+1 555 01"_s));
        }
    }

    void totalsNameNoPerson()
    {
        const SampleShop shop(ShopEnvironment::Live, day());
        const auto totals = shop.orderTotals();
        QCOMPARE(totals.size(), shop.orders().size());
        for (const QJsonObject &total : totals)
            QCOMPARE(total.keys(), QStringList({u"day"_s, u"id"_s, u"number"_s, u"total"_s}));
    }

    void theTestShopIsItsOwn()
    {
        const SampleShop shop(ShopEnvironment::Test, day());
        QCOMPARE(shop.orders().size(), size_t{5});
        for (const QJsonObject &customer : shop.customers())
            QVERIFY(customer[u"name"].toString().startsWith(u"Test "_s));
    }

    void aProductIsChangedInPlace()
    {
        SampleShop shop(ShopEnvironment::Live, day());
        const QString id = shop.products().front()[u"id"].toString();
        const QString name = shop.products().front()[u"name"].toString();
        const QJsonObject *changed = shop.changeProduct(id, {{u"stock"_s, 3}});
        QVERIFY(changed);
        QCOMPARE((*changed)[u"stock"].toInt(), 3);
        QCOMPARE((*changed)[u"name"].toString(), name);
        QVERIFY(!shop.changeProduct(u"prd_none"_s, {}));
    }
};

TEST_UNIT(tst_SampleShop)
#include "tst_SampleShop.moc"
