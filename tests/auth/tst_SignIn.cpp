// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RedirectReceiver.h"
#include "core/auth/SignIn.h"
#include "core/auth/SignInAttempt.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

#include <QTcpSocket>
#include <QUrlQuery>

#include <thread>

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Sends one request as a browser, or somebody else, would, and returns the answer's first line and body.
QByteArray ask(const QUrl &address,
               const QByteArray &target,
               const QByteArray &host = {},
               const QByteArray &method = "GET",
               const QString &to = u"127.0.0.1"_s)
{
    QTcpSocket socket;
    socket.connectToHost(to, quint16(address.port()));
    if (!socket.waitForConnected(10000))
        return "nobody there";
    const QByteArray usual = "127.0.0.1:" + QByteArray::number(address.port());
    socket.write(method + ' ' + target + " HTTP/1.1\r\nHost: " + (host.isEmpty() ? usual : host)
                 + "\r\nConnection: close\r\n\r\n");
    QByteArray all;
    while (socket.waitForReadyRead(10000))
        all += socket.readAll();
    return all;
}

bool isOk(const QByteArray &answer)
{
    return answer.startsWith("HTTP/1.1 200 ");
}

QByteArray tokens()
{
    return json("{'access_token': 'access-1', 'refresh_token': 'refresh-1', 'expires_in': 600, "
                "'scope': 'orders:read'}");
}

} // namespace

class tst_SignIn : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock{QDateTime(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC)};
    SystemRandom m_random;
    ScriptedSender m_http;
    std::vector<std::chrono::milliseconds> m_waits;

    /// Time passes without anybody waiting for it.
    SignInParts parts()
    {
        return {m_http,
                m_clock,
                m_random,
                [this](std::chrono::milliseconds limit, const CancelToken &) {
                    m_waits.push_back(limit);
                    m_clock.advance(limit);
                }};
    }
    static QByteArray targetOf(const QUrl &page, const QByteArray &rest)
    {
        const QUrlQuery query(page);
        const QUrl redirect(query.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
        return redirect.path().toUtf8() + "?state=" + query.queryItemValue(u"state"_s).toUtf8()
            + rest;
    }
    static QUrl redirectOf(const QUrl &page)
    {
        return QUrl(QUrlQuery(page).queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
    }

private Q_SLOTS:
    void init()
    {
        m_waits.clear();
        m_http = {};
    }

    void theReceiverAnswersTheOneRequestThatIsMeant()
    {
        auto opened = RedirectReceiver::open({}, m_random);
        VERIFY_OK(opened);
        const auto receiver = opened.takeValue();
        const QUrl address = receiver->address();
        QCOMPARE(address.host(), u"127.0.0.1"_s);
        const QByteArray path = address.path().toUtf8();
        QVERIFY(path.size() >= 32);
        const QByteArray number = ':' + QByteArray::number(address.port());
        // Strangers: other paths, other names for this computer, other methods.
        QVERIFY(!isOk(ask(address, "/")));
        QVERIFY(!isOk(ask(address, path + "x?code=evil")));
        QVERIFY(!isOk(ask(address, path + "?code=evil", "evil.example" + number)));
        QVERIFY(!isOk(ask(address, path + "?code=evil", "127.0.0.1")));
        QVERIFY(!isOk(ask(address, path + "?code=evil", {}, "POST")));
        QVERIFY(!receiver->wait(0ms).has_value());
        const QByteArray page = ask(address, path + "?code=good");
        QVERIFY(isOk(page));
        QVERIFY(page.contains("no-store"));
        QVERIFY(page.contains("default-src 'none'"));
        QVERIFY(!page.contains("good"));
        QCOMPARE(receiver->wait(0ms).value(), QByteArray("code=good"));
        // Once.
        QVERIFY(!isOk(ask(address, path + "?code=again")));
        QVERIFY(!receiver->wait(0ms).has_value());
        QVERIFY(receiver->strangers() >= 5);
    }
    void theReceiverAnswersOnBothLoopbackAddresses()
    {
        QTcpSocket six;
        auto opened = RedirectReceiver::open({}, m_random);
        VERIFY_OK(opened);
        const auto receiver = opened.takeValue();
        const QUrl address = receiver->address();
        six.connectToHost(u"::1"_s, quint16(address.port()));
        if (!six.waitForConnected(2000))
            QSKIP("this computer has no ::1");
        const QByteArray host = "[::1]:" + QByteArray::number(address.port());
        QVERIFY(isOk(ask(address, address.path().toUtf8() + "?code=6", host, "GET", u"::1"_s)));
        QCOMPARE(receiver->wait(0ms).value(), QByteArray("code=6"));
    }
    void afterwardsNobodyListens()
    {
        QUrl address;
        {
            auto opened = RedirectReceiver::open({}, m_random);
            VERIFY_OK(opened);
            address = (*opened)->address();
        }
        QCOMPARE(ask(address, "/"), QByteArray("nobody there"));
    }
    void aBrowserSignInGivesTokens()
    {
        m_http.answers = {reply(200, tokens())};
        PreparedKey key = signInKey();
        key.option.tokens->keptOfRedirect = {u"realmId"_s};
        QByteArray page;
        std::thread browser;
        QByteArray challenge;
        SignInPrompts prompts;
        prompts.openBrowser = [&](const QUrl &url, bool pasteNeeded) {
            QVERIFY(!pasteNeeded);
            challenge = QUrlQuery(url).queryItemValue(u"code_challenge"_s).toUtf8();
            browser = std::thread([url, &page] {
                page = ask(redirectOf(url), targetOf(url, "&code=the-code&realmId=42"));
            });
        };
        const auto signedIn = signIn(parts(), key, {u"orders:read"_s}, prompts, {});
        browser.join();
        VERIFY_OK(signedIn);
        QVERIFY(isOk(page));
        QCOMPARE(signedIn->tokens.accessToken->reveal().toByteArray(), QByteArray("access-1"));
        QCOMPARE(signedIn->fields.value(u"realmId"_s), u"42"_s);
        QCOMPARE(signedIn->fields.value(u"tokenUrl"_s), u"https://app.example/token"_s);
        QCOMPARE(m_http.urls.last(), u"https://app.example/token"_s);
        const QUrlQuery body(QString::fromUtf8(m_http.bodies.last()));
        QCOMPARE(body.queryItemValue(u"grant_type"_s), u"authorization_code"_s);
        QCOMPARE(body.queryItemValue(u"code"_s), u"the-code"_s);
        QCOMPARE(challengeOf(body.queryItemValue(u"code_verifier"_s).toUtf8()), challenge);
        QVERIFY(body.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded)
                    .startsWith(u"http://127.0.0.1:"_s));
    }
    void anAnswerWithAnotherStateEndsIt()
    {
        SignInPrompts prompts;
        std::thread browser;
        prompts.openBrowser = [&](const QUrl &url, bool) {
            browser = std::thread([url] {
                ask(redirectOf(url), redirectOf(url).path().toUtf8() + "?state=another&code=c");
            });
        };
        const auto signedIn = signIn(parts(), signInKey(), {}, prompts, {});
        browser.join();
        VERIFY_ERROR(ErrorCode::Insecure, signedIn);
    }
    void atAPathThatOthersKnowTheyAreIgnored()
    {
        m_http.answers = {reply(200, tokens())};
        PreparedKey key = signInKey();
        key.publicFields.insert(u"redirectPath"_s, u"/callback"_s);
        SignInPrompts prompts;
        std::thread browser;
        QByteArray stranger;
        prompts.openBrowser = [&](const QUrl &url, bool) {
            browser = std::thread([url, &stranger] {
                stranger = ask(redirectOf(url), "/callback?state=guess&code=evil");
                ask(redirectOf(url), targetOf(url, "&code=good"));
            });
        };
        const auto signedIn = signIn(parts(), key, {}, prompts, {});
        browser.join();
        VERIFY_OK(signedIn);
        QVERIFY(!isOk(stranger));
        QVERIFY(m_http.bodies.last().contains("code=good"));
    }
    void whereNobodyIsSentBackTheAddressIsPasted()
    {
        m_http.answers = {reply(200, tokens())};
        PreparedKey key = signInKey();
        key.option.tokens->redirect = RedirectKind::HttpsOnly;
        key.publicFields.insert(u"redirectUri"_s, u"https://my.example/done"_s);
        SignInPrompts prompts;
        prompts.pasted = std::make_shared<PastedAddress>();
        QStringList refused;
        QUrl opened;
        prompts.openBrowser = [&](const QUrl &url, bool pasteNeeded) {
            QVERIFY(pasteNeeded);
            opened = url;
            prompts.pasted->paste(u"https://my.example/elsewhere?code=c"_s);
        };
        prompts.pasteRefused = [&](const QString &why) {
            refused.append(why);
            const QString state = QUrlQuery(opened).queryItemValue(u"state"_s);
            prompts.pasted->paste(
                refused.size() == 1 ? u"https://my.example/done?code=c&state=older"_s
                                    : QString(u"https://my.example/done?code=c&state="_s % state));
        };
        VERIFY_OK(signIn(parts(), key, {}, prompts, {}));
        QCOMPARE(refused.size(), 2);
        QVERIFY(m_http.bodies.last().contains("redirect_uri=https%3A%2F%2Fmy.example%2Fdone"));
    }
    void withoutAPageOfOnesOwnThatIsSaidBefore()
    {
        PreparedKey key = signInKey();
        key.option.tokens->redirect = RedirectKind::HttpsOnly;
        SignInPrompts prompts;
        prompts.openBrowser = [](const QUrl &, bool) { QFAIL("nothing must be opened"); };
        VERIFY_ERROR(ErrorCode::InvalidInput, signIn(parts(), key, {}, prompts, {}));
    }
    void nobodyWaitsForEver()
    {
        PreparedKey key = signInKey();
        key.publicFields.insert(u"redirectUri"_s, u"https://my.example/done"_s);
        SignInPrompts prompts;
        prompts.openBrowser = [](const QUrl &, bool) {};
        VERIFY_ERROR(ErrorCode::TimedOut, signIn(parts(), key, {}, prompts, {}));
        QVERIFY(m_clock.monotonic() >= 10min);
    }
    void itCanBeStopped()
    {
        const CancelToken cancel;
        SignInPrompts prompts;
        prompts.openBrowser = [&](const QUrl &, bool) { cancel.cancel(); };
        VERIFY_ERROR(ErrorCode::Cancelled, signIn(parts(), signInKey(), {}, prompts, cancel));
    }
    void aCodeTypedElsewhereGivesTokens()
    {
        const QByteArray start =
            json("{'device_code': 'd', 'user_code': 'ABCD-EFGH', 'verification_uri': "
                 "'https://app.example/code', 'verification_uri_complete': "
                 "'https://app.example/code?c=ABCD', 'expires_in': 600, 'interval': 7}");
        m_http.answers = {reply(200, start),
                          reply(400, json("{'error': 'authorization_pending'}")),
                          reply(400, json("{'error': 'slow_down'}")),
                          failed(FailureKind::Slow),
                          reply(503, ""),
                          reply(200, tokens())};
        m_http.bodies.clear();
        m_waits.clear();
        DeviceCode shown;
        SignInPrompts prompts;
        prompts.showCode = [&](const DeviceCode &code) { shown = code; };
        const auto signedIn =
            signIn(parts(), signInKey(AuthKind::Device), {u"orders:read"_s}, prompts, {});
        VERIFY_OK(signedIn);
        QCOMPARE(shown.userCode, u"ABCD-EFGH"_s);
        QCOMPARE(shown.page.toString(), u"https://app.example/code"_s);
        QCOMPARE(shown.lifetime, 600s);
        QCOMPARE(m_waits, (std::vector<std::chrono::milliseconds>{7s, 7s, 12s, 17s, 22s}));
        QVERIFY(m_http.bodies.first().contains("scope=orders%3Aread"));
        QVERIFY(m_http.bodies.last().contains("device_code=d"));
    }
    void aCodeThatBringsNothingSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("code");
        QTest::newRow("declined") << QByteArray("access_denied") << toText(ErrorCode::Refused);
        QTest::newRow("ran out there")
            << QByteArray("expired_token") << toText(ErrorCode::TimedOut);
        QTest::newRow("ran out here")
            << QByteArray("authorization_pending") << toText(ErrorCode::TimedOut);
        QTest::newRow("another client")
            << QByteArray("invalid_client") << toText(ErrorCode::Refused);
    }
    void aCodeThatBringsNothingSaysWhy()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, code);
        m_http.answers = {reply(200,
                                json("{'device_code': 'd', 'user_code': 'A', 'verification_url': "
                                     "'https://app.example/code', 'expires_in': '30'}"))};
        for (int i = 0; i < 20; ++i)
            m_http.answers.append(reply(400, json("{'error': '" + answer + "'}")));
        SignInPrompts prompts;
        prompts.showCode = [](const DeviceCode &) {};
        const auto signedIn = signIn(parts(), signInKey(AuthKind::Device), {}, prompts, {});
        QVERIFY(!signedIn.isOk());
        QCOMPARE(toText(signedIn.error().code), code);
    }
    void aPageThatMustNotBeOpenedIsNotShown()
    {
        m_http.answers = {reply(200,
                                json("{'device_code': 'd', 'user_code': 'A', 'verification_uri': "
                                     "'http://app.example/code', 'expires_in': 30}"))};
        SignInPrompts prompts;
        prompts.showCode = [](const DeviceCode &) { QFAIL("nothing must be shown"); };
        PreparedKey key = signInKey(AuthKind::Device);
        key.rules.onMyNetwork = true;
        VERIFY_ERROR(ErrorCode::Insecure, signIn(parts(), key, {}, prompts, {}));
    }
};

TEST_UNIT(tst_SignIn)
#include "tst_SignIn.moc"
