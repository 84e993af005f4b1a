// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Router.h"
#include "core/practice/KeyDesk.h"
#include "core/practice/PracticeShop.h"
#include "core/practice/RateLimit.h"
#include "core/practice/SampleShop.h"
#include "core/practice/SignInDesk.h"
#include "core/practice/TokenDesk.h"

namespace drawbridge {

struct ShopReply
{
    ServerResponse response;
    PracticeRequest seen;
};

/// Every call of README.md: who may ask, and what is answered. Knows no connection. Not thread-safe.
class ShopApi
{
public:
    /// What it refers to outlives it.
    ShopApi(KeyBook &book,
            KeepKeys keep,
            const PracticeConfig &config,
            const Clock &clock,
            Random &random);

    /// The address sign-ins name as their own. Before the first request.
    void setIssuer(const QString &url) { m_issuer = url; }

    [[nodiscard]] ShopReply answer(const ServerRequest &request);

private:
    struct Call
    {
        const ServerRequest &request;
        QString id; ///< of the path, where it has one
        Caller caller;
    };
    using Answer = ServerResponse (ShopApi::*)(const Call &);
    struct Route
    {
        bool needsKey = true;
        QString scope; ///< empty: any key
        Answer answer = nullptr;
    };

    void addRoutes();
    [[nodiscard]] ServerResponse admit(const Route &route, Call &call, PracticeRequest &seen);
    [[nodiscard]] std::optional<ServerResponse> identify(Call &call);
    [[nodiscard]] std::optional<ServerResponse> refuseOverRate(const QString &caller);
    [[nodiscard]] SampleShop &shopOf(const Caller &caller);

    [[nodiscard]] ServerResponse welcome(const Call &call);
    [[nodiscard]] ServerResponse keyPage(const Call &call);
    [[nodiscard]] ServerResponse status(const Call &call);
    [[nodiscard]] ServerResponse metadata(const Call &call);
    [[nodiscard]] ServerResponse authorize(const Call &call);
    [[nodiscard]] ServerResponse decide(const Call &call);
    [[nodiscard]] ServerResponse device(const Call &call);
    [[nodiscard]] ServerResponse decideDevice(const Call &call);
    [[nodiscard]] ServerResponse token(const Call &call);
    [[nodiscard]] ServerResponse authorizeDevice(const Call &call);
    [[nodiscard]] ServerResponse revoke(const Call &call);
    [[nodiscard]] ServerResponse introspect(const Call &call);
    [[nodiscard]] ServerResponse me(const Call &call);
    [[nodiscard]] ServerResponse orders(const Call &call);
    [[nodiscard]] ServerResponse order(const Call &call);
    [[nodiscard]] ServerResponse orderTotals(const Call &call);
    [[nodiscard]] ServerResponse customers(const Call &call);
    [[nodiscard]] ServerResponse customer(const Call &call);
    [[nodiscard]] ServerResponse products(const Call &call);
    [[nodiscard]] ServerResponse product(const Call &call);
    [[nodiscard]] ServerResponse changeProduct(const Call &call);
    [[nodiscard]] ServerResponse listKeys(const Call &call);
    [[nodiscard]] ServerResponse createKey(const Call &call);
    [[nodiscard]] ServerResponse removeKey(const Call &call);
    [[nodiscard]] ServerResponse listGrants(const Call &call);
    [[nodiscard]] ServerResponse removeGrant(const Call &call);

    const Clock &m_clock;
    KeyBook &m_book;
    KeepKeys m_keep;
    QString m_issuer;
    SignIns m_signIns;
    KeyDesk m_desk;
    SignInDesk m_signInDesk;
    TokenDesk m_tokenDesk;
    RateLimit m_rate;
    SampleShop m_live;
    SampleShop m_test;
    Router<Route> m_router;
};

} // namespace drawbridge
