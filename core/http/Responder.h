// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"

#include <functional>
#include <memory>

namespace drawbridge {

/// The one answer owed to a request. It may be given later and from any thread, for example after a commit;
/// copies owe the same answer. When the last copy goes unanswered, the sender is told 500.
class Responder
{
public:
    using Deliver = std::function<void(ServerResponse)>;

    /// `deliver` is called exactly once, in the thread that answers or drops the last copy.
    explicit Responder(Deliver deliver);

    /// False if the answer had been given already; the second one is dropped. Whether the sender still listens
    /// is not known here: giving an answer to one who hung up is harmless.
    bool answer(ServerResponse response) const;

private:
    class Debt;
    std::shared_ptr<Debt> m_debt;
};

} // namespace drawbridge
