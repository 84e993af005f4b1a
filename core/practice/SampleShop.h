// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/KeyBook.h"

#include <QDate>
#include <QJsonObject>

#include <vector>

namespace drawbridge {

/// The goods, customers and orders of a small pottery, made up and always the same for the same day: the last order
/// is of that morning. The test shop is smaller and says "Test" everywhere.
class SampleShop
{
public:
    SampleShop(ShopEnvironment environment, QDate today);

    [[nodiscard]] const std::vector<QJsonObject> &products() const { return m_products; }
    [[nodiscard]] const std::vector<QJsonObject> &customers() const { return m_customers; }
    /// Newest first.
    [[nodiscard]] const std::vector<QJsonObject> &orders() const { return m_orders; }
    /// The same orders by number, day and total alone.
    [[nodiscard]] std::vector<QJsonObject> orderTotals() const;

    /// Lays `changes` over the product; null if there is none of that id.
    [[nodiscard]] const QJsonObject *changeProduct(const QString &id, const QJsonObject &changes);

private:
    void makeProducts();
    void makeCustomers(ShopEnvironment environment, QDate today);
    void makeOrders(ShopEnvironment environment, QDate today);
    [[nodiscard]] QJsonObject makeOrder(int number, QDate day);
    [[nodiscard]] int below(int end);

    unsigned m_state = 20210; ///< of the sequence all choices come from
    std::vector<QJsonObject> m_products;
    std::vector<QJsonObject> m_customers;
    std::vector<QJsonObject> m_orders;
};

} // namespace drawbridge
