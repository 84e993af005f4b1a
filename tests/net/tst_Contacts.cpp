// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/Contacts.h"
#include "tests/support/TestUnit.h"

#include <thread>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

Contact contactWith(const QString &host, const QString &purpose, int minute)
{
    return {host,
            u"192.0.2.1"_s,
            purpose,
            QDateTime(QDate(2026, 11, 24), QTime(2, minute), Qt::UTC),
            1,
            100,
            200};
}

} // namespace

class tst_Contacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSamePeerAndPurposeAddUp()
    {
        Contacts contacts;
        contacts.note(contactWith(u"a.example"_s, u"Test of A"_s, 1));
        contacts.note(contactWith(u"b.example"_s, u"Test of B"_s, 2));
        contacts.note(contactWith(u"a.example"_s, u"Test of A"_s, 3));
        contacts.note(contactWith(u"a.example"_s, u"Sign-in to A"_s, 4));
        const QList<Contact> list = contacts.list();
        QCOMPARE(list.size(), 3);
        QCOMPARE(list.at(0).purpose, u"Sign-in to A"_s);
        QCOMPARE(list.at(1).host, u"a.example"_s);
        QCOMPARE(list.at(1).count, 2);
        QCOMPARE(list.at(1).bytesSent, 200);
        QCOMPARE(list.at(1).bytesReceived, 400);
        QCOMPARE(list.at(1).lastTime.time().minute(), 3);
        QCOMPARE(list.at(2).host, u"b.example"_s);
    }
    void theOldestGoesWhenItIsFull()
    {
        Contacts contacts;
        for (int i = 0; i <= Contacts::maxContacts; ++i)
            contacts.note(contactWith(u"host%1.example"_s.arg(i), u"Test"_s, 0));
        const QList<Contact> list = contacts.list();
        QCOMPARE(list.size(), Contacts::maxContacts);
        QCOMPARE(list.first().host, u"host%1.example"_s.arg(Contacts::maxContacts));
        QCOMPARE(list.last().host, u"host1.example"_s);
    }
    void manyThreadsLoseNothing()
    {
        Contacts contacts;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    contacts.note(contactWith(u"host%1.example"_s.arg(i % 5), u"Test"_s, 0));
            });
        for (std::thread &thread : threads)
            thread.join();
        qint64 total = 0;
        for (const Contact &contact : contacts.list())
            total += contact.count;
        QCOMPARE(total, 2000);
    }
};

TEST_UNIT(tst_Contacts)
#include "tst_Contacts.moc"
