// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/SignIns.h"

#include "core/practice/ShopSecrets.h"

#include <QCryptographicHash>

#include <algorithm>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

/// No vowels, so that no word comes out, and nothing that looks like a digit (RFC 8628, section 6.1).
constexpr QLatin1String userCodeLetters("BCDFGHJKLMNPQRSTVWXZ");
constexpr qsizetype userCodeLength = 8;

template<typename T>
void makeRoom(std::vector<T> &list)
{
    if (list.size() >= SignIns::maximum)
        list.erase(list.begin());
}

QByteArray challengeOf(const QByteArray &verifier)
{
    return QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QString lettersOnly(const QString &typed)
{
    QString letters;
    for (const QChar c : typed.toUpper()) {
        if (c >= u'A' && c <= u'Z')
            letters.append(c);
    }
    return letters;
}

} // namespace

SignIns::SignIns(const Clock &clock, Random &random)
    : m_clock(clock)
    , m_random(random)
{}

QString SignIns::open(const std::optional<SignInAsk> &ask)
{
    makeRoom(m_pages);
    const QString value = randomText(m_random, practiceSecretLetters);
    m_pages.push_back(
        {.hash = shopHash(value), .endsAt = m_clock.now().addSecs(pageLife.count()), .ask = ask});
    return value;
}

std::optional<SignIns::Page> SignIns::close(const QString &value)
{
    const QByteArray hash = shopHash(value);
    const auto found = std::find_if(m_pages.begin(), m_pages.end(), [&hash](const Page &page) {
        return page.hash == hash;
    });
    if (found == m_pages.end())
        return std::nullopt;
    const Page page = *found;
    m_pages.erase(found);
    if (m_clock.now() >= page.endsAt)
        return std::nullopt;
    return page;
}

QString SignIns::openPage(const SignInAsk &ask)
{
    return open(ask);
}

std::optional<SignInAsk> SignIns::closePage(const QString &value)
{
    const auto page = close(value);
    return page ? page->ask : std::nullopt;
}

QString SignIns::openEntry()
{
    return open(std::nullopt);
}

bool SignIns::closeEntry(const QString &value)
{
    const auto page = close(value);
    return page && !page->ask;
}

QString SignIns::addCode(const SignInAsk &ask, const QStringList &scopes)
{
    makeRoom(m_codes);
    const QString value = u"psc_"_s + randomText(m_random, practiceSecretLetters);
    m_codes.push_back({.hash = shopHash(value),
                       .endsAt = m_clock.now().addSecs(codeLife.count()),
                       .ask = ask,
                       .scopes = scopes,
                       .isSpent = false,
                       .grantId = {}});
    return value;
}

std::variant<SignIns::Code, SignIns::RefusedCode> SignIns::redeem(const QString &value,
                                                                  const QString &clientId,
                                                                  const QByteArray &redirectUri,
                                                                  const QByteArray &verifier)
{
    const QByteArray hash = shopHash(value);
    const auto found = std::find_if(m_codes.begin(), m_codes.end(), [&hash](const GivenCode &code) {
        return code.hash == hash;
    });
    if (found == m_codes.end())
        return RefusedCode{CodeFault::Unknown, {}};
    if (found->isSpent)
        return RefusedCode{CodeFault::Spent, found->grantId};
    found->isSpent = true;
    if (m_clock.now() >= found->endsAt)
        return RefusedCode{CodeFault::Expired, {}};
    if (found->ask.client.clientId != clientId)
        return RefusedCode{CodeFault::WrongClient, {}};
    if (found->ask.redirectUri != redirectUri)
        return RefusedCode{CodeFault::WrongAddress, {}};
    if (found->ask.challenge != challengeOf(verifier))
        return RefusedCode{CodeFault::WrongVerifier, {}};
    return Code{found->ask.client, found->scopes, hash};
}

void SignIns::noteGrant(const QByteArray &codeHash, const QString &grantId)
{
    for (GivenCode &code : m_codes) {
        if (code.hash == codeHash)
            code.grantId = grantId;
    }
}

DeviceCodes SignIns::addDevice(const ClientRecord &client, const QStringList &scopes)
{
    makeRoom(m_devices);
    DeviceCodes codes;
    codes.deviceCode = u"psd_"_s + randomText(m_random, practiceSecretLetters);
    QString userCode;
    do {
        userCode = randomText(m_random, userCodeLength, userCodeLetters);
    } while (std::any_of(m_devices.begin(), m_devices.end(), [&userCode](const Device &device) {
        return device.userCode == userCode;
    }));
    codes.userCode = QString(userCode.left(4) % u'-' % userCode.mid(4));
    m_devices.push_back({.hash = shopHash(codes.deviceCode),
                         .userCode = userCode,
                         .endsAt = m_clock.now().addSecs(deviceLife.count()),
                         .client = client,
                         .scopes = scopes,
                         .answer = std::nullopt,
                         .wait = interval,
                         .polledAt = {}});
    return codes;
}

std::optional<SignInAsk> SignIns::deviceAsking(const QString &userCode) const
{
    const QString typed = lettersOnly(userCode);
    for (const Device &device : m_devices) {
        if (device.userCode != typed || device.answer || m_clock.now() >= device.endsAt)
            continue;
        SignInAsk ask;
        ask.way = SignInAsk::Way::Device;
        ask.client = device.client;
        ask.scopes = device.scopes;
        ask.deviceHash = device.hash;
        return ask;
    }
    return std::nullopt;
}

bool SignIns::decideDevice(const QByteArray &deviceHash, const QStringList &scopes)
{
    for (Device &device : m_devices) {
        if (device.hash != deviceHash || device.answer || m_clock.now() >= device.endsAt)
            continue;
        device.answer = scopes;
        return true;
    }
    return false;
}

std::variant<SignIns::Code, SignIns::DeviceState> SignIns::pollDevice(const QString &deviceCode,
                                                                      const QString &clientId)
{
    const QByteArray hash = shopHash(deviceCode);
    const auto device = std::find_if(m_devices.begin(), m_devices.end(), [&](const Device &each) {
        return each.hash == hash && each.client.clientId == clientId;
    });
    if (device == m_devices.end())
        return DeviceState::Unknown;
    const QDateTime now = m_clock.now();
    if (now >= device->endsAt)
        return DeviceState::Expired;
    const bool isTooSoon =
        device->polledAt.isValid() && now < device->polledAt.addSecs(device->wait.count());
    device->polledAt = now;
    if (isTooSoon) {
        device->wait += interval; // RFC 8628, section 3.5
        return DeviceState::TooSoon;
    }
    if (!device->answer)
        return DeviceState::Pending;
    if (device->answer->isEmpty())
        return DeviceState::Denied;
    Code code{device->client, *device->answer, {}};
    m_devices.erase(device);
    return code;
}

} // namespace drawbridge
