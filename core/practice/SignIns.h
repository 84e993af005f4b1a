// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/practice/KeyBook.h"

#include <QByteArray>
#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace drawbridge {

/// What a program asked for, until somebody has answered on the page.
struct SignInAsk
{
    enum class Way { Browser, Device };
    Way way = Way::Browser;
    ClientRecord client;
    QStringList scopes;
    QByteArray redirectUri; ///< this and the next two: of a browser's sign-in
    QByteArray state;       ///< as it came, to be given back
    bool hasState = false;
    QByteArray challenge;  ///< S256 (RFC 7636)
    QByteArray deviceHash; ///< of a device's sign-in
};

struct DeviceCodes
{
    QString deviceCode;
    QString userCode; ///< "BCDF-GHJK"
};

/// What waits for an answer or for its program: pages that are open, codes that were given, devices that ask again.
/// All of it lasts minutes and none outlives the shop. Not thread-safe.
class SignIns
{
public:
    static constexpr std::chrono::seconds pageLife{600};
    static constexpr std::chrono::seconds codeLife{60};
    static constexpr std::chrono::seconds deviceLife{600};
    static constexpr std::chrono::seconds interval{5};
    static constexpr size_t maximum = 200; ///< of each kind; the oldest goes

    enum class CodeFault { Unknown, Expired, Spent, WrongClient, WrongAddress, WrongVerifier };
    struct Code
    {
        ClientRecord client;
        QStringList scopes;
        QByteArray hash;
    };
    struct RefusedCode
    {
        CodeFault fault = CodeFault::Unknown;
        QString grantId; ///< made from it before, so that it can be ended
    };
    enum class DeviceState { Pending, TooSoon, Denied, Expired, Unknown };

    SignIns(const Clock &clock, Random &random);

    /// The value that the page's form must bring back: whoever has not seen the page does not know it.
    [[nodiscard]] QString openPage(const SignInAsk &ask);
    /// Works once.
    [[nodiscard]] std::optional<SignInAsk> closePage(const QString &value);
    /// The same for a page that asks for nothing yet: where the code of a device is typed.
    [[nodiscard]] QString openEntry();
    [[nodiscard]] bool closeEntry(const QString &value);

    [[nodiscard]] QString addCode(const SignInAsk &ask, const QStringList &scopes);
    /// A code is good for one try, right or wrong.
    [[nodiscard]] std::variant<Code, RefusedCode> redeem(const QString &value,
                                                         const QString &clientId,
                                                         const QByteArray &redirectUri,
                                                         const QByteArray &verifier);
    void noteGrant(const QByteArray &codeHash, const QString &grantId);

    [[nodiscard]] DeviceCodes addDevice(const ClientRecord &client, const QStringList &scopes);
    /// Of a code as it was typed, with or without its dash. Nothing: there is none that waits.
    [[nodiscard]] std::optional<SignInAsk> deviceAsking(const QString &userCode) const;
    /// `scopes` empty: denied. False: it no longer waits.
    bool decideDevice(const QByteArray &deviceHash, const QStringList &scopes);
    /// The program asks again. An approved one is given out once.
    [[nodiscard]] std::variant<Code, DeviceState> pollDevice(const QString &deviceCode,
                                                             const QString &clientId);

private:
    struct Page
    {
        QByteArray hash;
        QDateTime endsAt;
        std::optional<SignInAsk> ask;
    };
    struct GivenCode
    {
        QByteArray hash;
        QDateTime endsAt;
        SignInAsk ask;
        QStringList scopes;
        bool isSpent = false;
        QString grantId;
    };
    struct Device
    {
        QByteArray hash;
        QString userCode; ///< without its dash
        QDateTime endsAt;
        ClientRecord client;
        QStringList scopes;
        std::optional<QStringList> answer; ///< empty: denied
        std::chrono::seconds wait = interval;
        QDateTime polledAt;
    };

    [[nodiscard]] QString open(const std::optional<SignInAsk> &ask);
    [[nodiscard]] std::optional<Page> close(const QString &value);

    const Clock &m_clock;
    Random &m_random;
    std::vector<Page> m_pages;
    std::vector<GivenCode> m_codes;
    std::vector<Device> m_devices;
};

} // namespace drawbridge
