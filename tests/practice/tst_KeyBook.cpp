// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/KeyBook.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

QDateTime start()
{
    return {QDate(2026, 3, 1), QTime(9, 0), Qt::UTC};
}

} // namespace

class tst_KeyBook : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock{start()};
    SystemRandom m_random;

    static NewKey orders(KeyOrigin origin = KeyOrigin::Caller)
    {
        return {u"Books"_s, {u"orders:read"_s}, ShopEnvironment::Live, origin, std::nullopt};
    }
    static bool isKnown(KeyBook &book, const QString &value)
    {
        return std::holds_alternative<Caller>(book.findCaller(value));
    }
    static bool isExpired(KeyBook &book, const QString &value)
    {
        const auto found = book.findCaller(value);
        return std::holds_alternative<KeyFault>(found)
            && std::get<KeyFault>(found) == KeyFault::Expired;
    }

private Q_SLOTS:
    void aValueLooksLikeItsContract()
    {
        KeyBook book(m_clock, m_random);
        static const QRegularExpression live(u"^psk_live_[A-Za-z0-9]{32}$"_s);
        static const QRegularExpression test(u"^psk_test_[A-Za-z0-9]{32}$"_s);
        QSet<QString> values;
        for (int i = 0; i < 50; ++i) {
            NewKey key = orders();
            const auto madeLive = book.add(key);
            key.environment = ShopEnvironment::Test;
            const auto madeTest = book.add(key);
            VERIFY_OK(madeLive);
            VERIFY_OK(madeTest);
            QVERIFY2(live.match(madeLive->value).hasMatch(), qPrintable(madeLive->value));
            QVERIFY2(test.match(madeTest->value).hasMatch(), qPrintable(madeTest->value));
            values << madeLive->value << madeTest->value;
        }
        QCOMPARE(values.size(), 100);
    }

    void aCallerIsWhoTheKeySays()
    {
        KeyBook book(m_clock, m_random);
        const auto made = book.add(orders());
        VERIFY_OK(made);
        const auto found = book.findCaller(made->value);
        QVERIFY(std::holds_alternative<Caller>(found));
        QCOMPARE(std::get<Caller>(found).label, u"Books"_s);
        QCOMPARE(std::get<Caller>(found).scopes, QStringList{u"orders:read"_s});
        QVERIFY(std::get<Caller>(found).isFirstUse);
        QVERIFY(!std::get<Caller>(book.findCaller(made->value)).isFirstUse);
        QCOMPARE(book.keys().front().lastUsedAt, start());
    }

    void anotherValueIsUnknown_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("one letter more") << u"more"_s;
        QTest::newRow("one letter less") << u"less"_s;
        QTest::newRow("one letter changed") << u"other"_s;
        QTest::newRow("nothing") << u"empty"_s;
        QTest::newRow("a blank before it") << u"blank"_s;
    }
    void anotherValueIsUnknown()
    {
        QFETCH(QString, change);
        KeyBook book(m_clock, m_random);
        const auto made = book.add(orders());
        VERIFY_OK(made);
        QString value = made->value;
        if (change == u"more"_s)
            value += u'x';
        else if (change == u"less"_s)
            value.chop(1);
        else if (change == u"other"_s)
            value[20] = value[20] == u'a' ? u'b' : u'a';
        else if (change == u"empty"_s)
            value.clear();
        else
            value.prepend(u' ');
        QVERIFY(!isKnown(book, value));
        QVERIFY(!isExpired(book, value));
    }

    void aKeyEndsAtItsSecond()
    {
        ManualClock clock(start());
        KeyBook book(clock, m_random);
        NewKey key = orders();
        key.expiresIn = std::chrono::seconds(60);
        const auto made = book.add(key);
        VERIFY_OK(made);
        clock.advance(std::chrono::milliseconds(59'999));
        QVERIFY(isKnown(book, made->value));
        clock.advance(std::chrono::milliseconds(1));
        QVERIFY(isExpired(book, made->value));
        QVERIFY(book.remove(made->record.id));
        QVERIFY(!isExpired(book, made->value)); // deleted wins over expired
        QVERIFY(!book.remove(made->record.id));
    }

    void aTokenEndsToo()
    {
        ManualClock clock(start());
        KeyBook book(clock, m_random);
        const MadeClient client = book.addClient(u"Program"_s, {u"orders:read"_s});
        QVERIFY(book.findClient(client.record.clientId, client.secret));
        QVERIFY(!book.findClient(client.record.clientId, QString(client.secret + u'x')));
        QVERIFY(!book.findClient(u"somebody"_s, client.secret));
        const QString token =
            book.addToken(client.record, {u"orders:read"_s}, std::chrono::seconds(10));
        static const QRegularExpression form(u"^pst_live_[A-Za-z0-9]{40}$"_s);
        QVERIFY(form.match(token).hasMatch());
        QVERIFY(isKnown(book, token));
        clock.advance(std::chrono::seconds(10));
        QVERIFY(isExpired(book, token));
    }

    void whatIsKeptHoldsNoValue()
    {
        KeyBook book(m_clock, m_random);
        const auto made = book.add(orders());
        VERIFY_OK(made);
        const MadeClient client = book.addClient(u"Program"_s, {u"orders:read"_s});
        const QByteArray text = QJsonDocument(book.toJson()).toJson();
        QVERIFY(!text.contains(made->value.mid(9).toLatin1()));
        QVERIFY(!text.contains(client.secret.mid(4).toLatin1()));
    }

    void keysOutliveARestart()
    {
        KeyBook before(m_clock, m_random);
        NewKey key = orders();
        key.expiresIn = std::chrono::hours(1);
        key.environment = ShopEnvironment::Test;
        const auto made = before.add(key);
        VERIFY_OK(made);
        KeyBook after(m_clock, m_random);
        VERIFY_OK(after.load(before.toJson()));
        const auto found = after.findCaller(made->value);
        QVERIFY(std::holds_alternative<Caller>(found));
        const Caller &caller = std::get<Caller>(found);
        QCOMPARE(caller.id, made->record.id);
        QCOMPARE(caller.label, made->record.label);
        QCOMPARE(caller.scopes, made->record.scopes);
        QCOMPARE(caller.environment, ShopEnvironment::Test);
        QCOMPARE(caller.expiresAt, start().addSecs(3600));
    }

    void keysOfAnEarlierStartStayOnlyIfUsed()
    {
        KeyBook before(m_clock, m_random);
        const auto used = before.add(orders(KeyOrigin::Start));
        const auto unused = before.add(orders(KeyOrigin::Start));
        VERIFY_OK(used);
        VERIFY_OK(unused);
        const MadeClient usedClient = before.addClient(u"A"_s, {u"orders:read"_s});
        const MadeClient unusedClient = before.addClient(u"B"_s, {u"orders:read"_s});
        QVERIFY(isKnown(before, used->value));
        QVERIFY(before.findClient(usedClient.record.clientId, usedClient.secret));
        KeyBook after(m_clock, m_random);
        VERIFY_OK(after.load(before.toJson()));
        QVERIFY(isKnown(after, used->value));
        QVERIFY(!isKnown(after, unused->value));
        QVERIFY(after.findClient(usedClient.record.clientId, usedClient.secret));
        QVERIFY(!after.findClient(unusedClient.record.clientId, unusedClient.secret));
    }

    void whatIsNoKeyBookIsDamaged()
    {
        KeyBook book(m_clock, m_random);
        VERIFY_ERROR(ErrorCode::Damaged, book.load({}));
        VERIFY_ERROR(ErrorCode::Damaged, book.load({{u"format"_s, 2}}));
        const QJsonObject halfKey{{u"id"_s, u"key_x"_s}, {u"sha256"_s, QString()}};
        VERIFY_OK(book.load({{u"format"_s, 1}, {u"keys"_s, QJsonArray{halfKey}}}));
        QVERIFY(book.keys().empty()); // an empty hash opens nothing
    }

    void thereIsAnEndToKeys()
    {
        KeyBook book(m_clock, m_random);
        for (qsizetype i = 0; i < KeyBook::maximum; ++i)
            VERIFY_OK(book.add(orders()));
        VERIFY_ERROR(ErrorCode::Conflict, book.add(orders()));
        QVERIFY(book.remove(book.keys().front().id));
        VERIFY_OK(book.add(orders()));
    }
};

TEST_UNIT(tst_KeyBook)
#include "tst_KeyBook.moc"
