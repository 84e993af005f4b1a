// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Responder.h"
#include "tests/support/TestUnit.h"

#include <atomic>
#include <thread>

using namespace drawbridge;

class tst_Responder : public QObject
{
    Q_OBJECT

private:
    std::vector<int> m_statuses;

    Responder responder()
    {
        m_statuses.clear();
        return Responder(
            [this](const ServerResponse &response) { m_statuses.push_back(response.status); });
    }

private Q_SLOTS:
    void theFirstAnswerCounts()
    {
        const Responder first = responder();
        const Responder copy = first;
        QVERIFY(copy.answer(ServerResponse::text(201, {})));
        QVERIFY(!first.answer(ServerResponse::text(202, {})));
        QCOMPARE(m_statuses, std::vector<int>{201});
    }
    void theLastCopyOwesTheAnswer()
    {
        {
            std::optional<Responder> first = responder();
            std::optional<Responder> second = first;
            first.reset();
            QVERIFY(m_statuses.empty());
            second.reset();
        }
        QCOMPARE(m_statuses, std::vector<int>{500});
    }
    void threadsThatRaceAnswerOnce()
    {
        for (int round = 0; round < 200; ++round) {
            std::atomic<int> delivered = 0;
            std::atomic<int> accepted = 0;
            {
                const Responder shared([&](const ServerResponse &) { ++delivered; });
                const auto race = [&accepted, copy = shared] {
                    accepted += copy.answer(ServerResponse::text(200, {})) ? 1 : 0;
                };
                std::thread one(race);
                std::thread other(race);
                one.join();
                other.join();
            }
            QCOMPARE(delivered.load(), 1);
            QCOMPARE(accepted.load(), 1);
        }
    }
};

TEST_UNIT(tst_Responder)
#include "tst_Responder.moc"
