// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Responder.h"

#include "core/base/Log.h"

#include <atomic>

namespace drawbridge {

class Responder::Debt
{
public:
    explicit Debt(Deliver deliver)
        : m_deliver(std::move(deliver))
    {}
    ~Debt()
    {
        if (!m_isPaid) {
            writeLog(LogLevel::Warning,
                     QLatin1StringView("http"),
                     QStringLiteral("A request was dropped without an answer."));
            pay(ServerResponse::text(500, QByteArrayLiteral("Internal error\n")));
        }
    }
    Debt(const Debt &) = delete;
    Debt &operator=(const Debt &) = delete;

    bool pay(ServerResponse response)
    {
        if (m_isPaid.exchange(true))
            return false;
        m_deliver(std::move(response));
        return true;
    }

private:
    Deliver m_deliver;
    std::atomic<bool> m_isPaid = false;
};

Responder::Responder(Deliver deliver)
    : m_debt(std::make_shared<Debt>(std::move(deliver)))
{}

bool Responder::answer(ServerResponse response) const
{
    return m_debt->pay(std::move(response));
}

} // namespace drawbridge
