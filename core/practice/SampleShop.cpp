// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/SampleShop.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

struct Good
{
    const char *name;
    int cents;
    int stock;
};

constexpr auto goods = std::to_array<Good>({
    {"Tea bowl, sea glaze", 2'400, 18},
    {"Espresso cup, pair", 2'950, 24},
    {"Breakfast plate, sand", 3'200, 31},
    {"Soup bowl, charcoal", 3'400, 12},
    {"Serving dish, oval", 5'900, 6},
    {"Milk jug, small", 2'200, 15},
    {"Teapot, one litre", 7'800, 4},
    {"Bud vase, celadon", 1'950, 22},
    {"Tall vase, white", 6'400, 5},
    {"Butter dish with lid", 3'900, 9},
    {"Candle holder", 1'450, 40},
    {"Plant pot, 14 cm", 2'650, 17},
    {"Mug, speckled", 2'100, 52},
    {"Salt pig", 3'100, 8},
    {"Pottery afternoon, voucher", 6'500, 99},
});
constexpr auto firstNames = std::to_array<const char *>(
    {"Amara", "Bruno", "Chiara", "Dmitri", "Elif",  "Femi",  "Greta", "Hugo", "Ines", "Jonas",
     "Keiko", "Liam",  "Mina",   "Nadia",  "Oskar", "Priya", "Rosa",  "Sami", "Tove", "Yusuf"});
constexpr auto lastNames = std::to_array<const char *>({"Abara",
                                                        "Berg",
                                                        "Costa",
                                                        "Demir",
                                                        "Eriksen",
                                                        "Fontaine",
                                                        "Garcia",
                                                        "Hoffmann",
                                                        "Ito",
                                                        "Jansen",
                                                        "Kowalski",
                                                        "Lindqvist",
                                                        "Moreau",
                                                        "Novak",
                                                        "Okafor",
                                                        "Petrov",
                                                        "Rossi",
                                                        "Silva"});
constexpr auto streets = std::to_array<const char *>(
    {"Harbour Street", "Mill Lane", "Orchard Road", "Station Square", "Weavers' Row", "Hill Path"});
constexpr auto towns = std::to_array<const char *>(
    {"Port Linden", "Oakmere", "Saltford", "Greyhaven", "Little Marsh"});

template<typename Array>
QString pick(const Array &from, int index)
{
    return QString::fromUtf8(from[static_cast<size_t>(index) % from.size()]);
}

QJsonObject money(int cents)
{
    return {{u"amount"_s, QString::asprintf("%d.%02d", cents / 100, cents % 100)},
            {u"currency"_s, u"EUR"_s}};
}

int centsOf(const QJsonObject &price)
{
    return price.value(u"amount"_s).toString().remove(u'.').toInt();
}

QString instant(QDate day, int minuteOfDay)
{
    const QDateTime time(day, QTime(minuteOfDay / 60, minuteOfDay % 60), Qt::UTC);
    return time.toString(Qt::ISODate);
}

} // namespace

SampleShop::SampleShop(ShopEnvironment environment, QDate today)
{
    makeProducts();
    makeCustomers(environment, today);
    makeOrders(environment, today);
}

/// Numerical Recipes' linear congruential sequence: the same on every machine.
int SampleShop::below(int end)
{
    m_state = m_state * 1664525U + 1013904223U;
    return static_cast<int>((m_state >> 8) % static_cast<unsigned>(end));
}

void SampleShop::makeProducts()
{
    int number = 101;
    for (const Good &good : goods)
        m_products.push_back({{u"id"_s, u"prd_%1"_s.arg(number++)},
                              {u"name"_s, QString::fromUtf8(good.name)},
                              {u"price"_s, money(good.cents)},
                              {u"stock"_s, good.stock}});
}

void SampleShop::makeCustomers(ShopEnvironment environment, QDate today)
{
    const bool isTest = environment == ShopEnvironment::Test;
    const int count = isTest ? 3 : 60;
    for (int i = 0; i < count; ++i) {
        // 20 and 18 share few factors, so 60 pairs of names are 60 people.
        const QString first = isTest ? u"Test"_s : pick(firstNames, i);
        const QString last = isTest ? u"Customer %1"_s.arg(i + 1) : pick(lastNames, i + i / 20);
        const QString mailbox = (first + u'.' + last).toLower().replace(u' ', u'-');
        const QJsonObject address{{u"street"_s,
                                   u"%1 %2"_s.arg(1 + below(80)).arg(pick(streets, below(6)))},
                                  {u"postcode"_s, QString::number(10'000 + below(80'000))},
                                  {u"town"_s, pick(towns, below(5))}};
        m_customers.push_back({{u"id"_s, u"cus_%1"_s.arg(1'001 + i)},
                               {u"name"_s, QString(first + u' ' + last)},
                               {u"email"_s, QString(mailbox + u"@example.com"_s)},
                               {u"phone"_s, QString::asprintf("+1 555 01%02d", i)},
                               {u"address"_s, address},
                               {u"since"_s, today.addDays(-400 - below(900)).toString(Qt::ISODate)},
                               {u"acceptsMarketing"_s, below(3) == 0}});
    }
}

void SampleShop::makeOrders(ShopEnvironment environment, QDate today)
{
    const int count = environment == ShopEnvironment::Test ? 5 : 140;
    for (int i = 0; i < count; ++i) // the oldest first, about two in three days
        m_orders.push_back(makeOrder(2'001 + i, today.addDays((i - count + 1) * 3 / 2)));
    std::reverse(m_orders.begin(), m_orders.end());
}

QJsonObject SampleShop::makeOrder(int number, QDate day)
{
    const QJsonObject &customer =
        m_customers[static_cast<size_t>(below(static_cast<int>(m_customers.size())))];
    QJsonArray lines;
    int total = 0;
    for (int line = 1 + below(3); line > 0; --line) {
        const QJsonObject &product =
            m_products[static_cast<size_t>(below(static_cast<int>(m_products.size())))];
        const int quantity = 1 + below(3);
        const QJsonObject price = product.value(u"price"_s).toObject();
        total += quantity * centsOf(price);
        lines.append(QJsonObject{{u"productId"_s, product.value(u"id"_s)},
                                 {u"name"_s, product.value(u"name"_s)},
                                 {u"quantity"_s, quantity},
                                 {u"price"_s, price}});
    }
    static constexpr auto states = std::to_array<const char *>(
        {"delivered", "delivered", "delivered", "shipped", "paid", "refunded"});
    return {{u"id"_s, u"ord_%1"_s.arg(number)},
            {u"number"_s, number},
            {u"createdAt"_s, instant(day, 7 * 60 + below(4 * 60))},
            {u"status"_s, pick(states, below(6))},
            {u"customer"_s,
             QJsonObject{{u"id"_s, customer.value(u"id"_s)},
                         {u"name"_s, customer.value(u"name"_s)},
                         {u"email"_s, customer.value(u"email"_s)}}},
            {u"shippingAddress"_s, customer.value(u"address"_s)},
            {u"lines"_s, lines},
            {u"total"_s, money(total)}};
}

std::vector<QJsonObject> SampleShop::orderTotals() const
{
    std::vector<QJsonObject> totals;
    totals.reserve(m_orders.size());
    for (const QJsonObject &order : m_orders)
        totals.push_back({{u"id"_s, order.value(u"id"_s)},
                          {u"number"_s, order.value(u"number"_s)},
                          {u"day"_s, order.value(u"createdAt"_s).toString().left(10)},
                          {u"total"_s, order.value(u"total"_s)}});
    return totals;
}

const QJsonObject *SampleShop::changeProduct(const QString &id, const QJsonObject &changes)
{
    for (QJsonObject &product : m_products) {
        if (product.value(u"id"_s).toString() != id)
            continue;
        for (auto change = changes.begin(); change != changes.end(); ++change)
            product.insert(change.key(), change.value());
        return &product;
    }
    return nullptr;
}

} // namespace drawbridge
