// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/SignInAttempt.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

#include <QUrlQuery>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QUrl redirect(u"http://127.0.0.1:4711/a-path"_s);

AuthorizationServer server(bool tellsIssuer = false)
{
    AuthorizationServer made;
    made.authorize = QUrl(u"https://app.example/sign-in?tenant=1"_s);
    made.token = QUrl(u"https://app.example/token"_s);
    made.issuer = u"https://app.example"_s;
    made.tellsIssuer = tellsIssuer;
    return made;
}

} // namespace

class tst_SignInAttempt : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock{QDateTime(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC)};
    SystemRandom m_random;

    QString stateOf(const SignInAttempt &attempt)
    {
        const auto page = attempt.browserAddress(signInKey(), server(), {});
        return page ? QUrlQuery(*page).queryItemValue(u"state"_s) : QString();
    }

private Q_SLOTS:
    void theChallengeIsThatOfTheStandard()
    {
        // RFC 7636, appendix B.
        QCOMPARE(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                 QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        QCOMPARE(base64Url(QByteArray::fromHex("03ecffe0c1")), QByteArray("A-z_4ME"));
    }
    void theBrowserIsSentWithEverythingThatBindsTheAnswer()
    {
        const SignInAttempt attempt(m_clock, m_random, redirect);
        const auto page =
            attempt.browserAddress(signInKey(), server(), {u"orders:read"_s, u"openid"_s});
        VERIFY_OK(page);
        QCOMPARE(page->host(), u"app.example"_s);
        const QUrlQuery query(*page);
        const auto value = [&query](const QString &name) {
            return query.queryItemValue(name, QUrl::FullyDecoded);
        };
        QCOMPARE(value(u"tenant"_s), u"1"_s);
        QCOMPARE(value(u"response_type"_s), u"code"_s);
        QCOMPARE(value(u"client_id"_s), u"shop & co"_s);
        QCOMPARE(value(u"redirect_uri"_s), redirect.toString());
        QCOMPARE(value(u"scope"_s), u"orders:read openid"_s);
        QCOMPARE(value(u"code_challenge_method"_s), u"S256"_s);
        QCOMPARE(value(u"code_challenge"_s).toLatin1(), challengeOf(attempt.verifier()->reveal()));
        QVERIFY(value(u"state"_s).size() >= 43);
        QVERIFY(attempt.verifier()->size() >= 43);
        QVERIFY(!page->toString().contains(
            QString::fromLatin1(attempt.verifier()->reveal().toByteArray())));
    }
    void whatTheProviderWantsBesidesIsInTheAddress()
    {
        PreparedKey key = signInKey();
        key.option.tokens->scopeSeparator = u","_s;
        key.option.tokens->authorizeExtra = {{u"access_type"_s, u"offline"_s},
                                             {u"user_scope"_s, u"{scopes}"_s}};
        const SignInAttempt attempt(m_clock, m_random, redirect);
        const auto page = attempt.browserAddress(key, server(), {u"a"_s, u"b"_s});
        VERIFY_OK(page);
        const QUrlQuery query(*page);
        QCOMPARE(query.queryItemValue(u"access_type"_s), u"offline"_s);
        QCOMPARE(query.queryItemValue(u"user_scope"_s, QUrl::FullyDecoded), u"a,b"_s);
        QVERIFY(!query.hasQueryItem(u"scope"_s));
    }
    void anAddressThatMustNotBeOpenedIsNotOpened_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<bool>("onMyNetwork");
        QTest::newRow("plain http") << u"http://app.example/sign-in"_s << true;
        QTest::newRow("plain http on this computer, unmarked")
            << u"http://127.0.0.1/sign-in"_s << false;
        QTest::newRow("a file") << u"file:///etc/passwd"_s << true;
        QTest::newRow("a script") << u"javascript:alert(1)"_s << true;
        QTest::newRow("a program's own scheme") << u"vnc://app.example/"_s << true;
        QTest::newRow("a name and password") << u"https://a:b@app.example/"_s << true;
        QTest::newRow("in the house, unmarked") << u"https://192.168.1.1/"_s << false;
    }
    void anAddressThatMustNotBeOpenedIsNotOpened()
    {
        QFETCH(QString, page);
        QFETCH(bool, onMyNetwork);
        PreparedKey key = signInKey();
        key.rules.onMyNetwork = onMyNetwork;
        AuthorizationServer there = server();
        there.authorize = QUrl(page);
        const SignInAttempt attempt(m_clock, m_random, redirect);
        QVERIFY(!attempt.browserAddress(key, there, {}).isOk());
    }
    void theCodeIsTakenOnce()
    {
        SignInAttempt attempt(m_clock, m_random, redirect);
        const QByteArray query = "code=the%2Fcode&state=" + stateOf(attempt).toLatin1();
        QVERIFY(attempt.isMeant(query));
        const auto code = attempt.codeFrom(query, server(), u"Shop"_s);
        VERIFY_OK(code);
        QCOMPARE((*code)->reveal().toByteArray(), QByteArray("the/code"));
        VERIFY_ERROR(ErrorCode::Conflict, attempt.codeFrom(query, server(), u"Shop"_s));
    }
    void anAnswerThatIsNotOursIsRefused_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("code");
        QTest::newRow("no state") << QByteArray("code=c") << toText(ErrorCode::Insecure);
        QTest::newRow("another state")
            << QByteArray("code=c&state=another") << toText(ErrorCode::Insecure);
        QTest::newRow("the state twice")
            << QByteArray("code=c&state=STATE&state=STATE") << toText(ErrorCode::Insecure);
        QTest::newRow("the state cut")
            << QByteArray("code=c&state=HALF") << toText(ErrorCode::Insecure);
        QTest::newRow("another issuer")
            << QByteArray("code=c&state=STATE&iss=https%3A%2F%2Fevil.example")
            << toText(ErrorCode::Insecure);
        QTest::newRow("declined") << QByteArray("error=access_denied&state=STATE")
                                  << toText(ErrorCode::Refused);
        QTest::newRow("a fault of the app's")
            << QByteArray("error=server_error&state=STATE") << toText(ErrorCode::Unavailable);
        QTest::newRow("a fault of ours")
            << QByteArray("error=invalid_scope&error_description=%3Cb%3E%00&state=STATE")
            << toText(ErrorCode::Refused);
        QTest::newRow("no code") << QByteArray("state=STATE") << toText(ErrorCode::Refused);
        QTest::newRow("an empty code")
            << QByteArray("code=&state=STATE") << toText(ErrorCode::Refused);
        QTest::newRow("two codes")
            << QByteArray("code=a&code=b&state=STATE") << toText(ErrorCode::Refused);
        QTest::newRow("a broken escape")
            << QByteArray("code=%zz&state=STATE") << toText(ErrorCode::Insecure);
        QTest::newRow("endless") << "code=" + QByteArray(20000, 'a') + "&state=STATE"
                                 << toText(ErrorCode::Insecure);
    }
    void anAnswerThatIsNotOursIsRefused()
    {
        QFETCH(QByteArray, query);
        QFETCH(QString, code);
        SignInAttempt attempt(m_clock, m_random, redirect);
        const QByteArray state = stateOf(attempt).toLatin1();
        query.replace("STATE", state).replace("HALF", state.first(20));
        const auto taken = attempt.codeFrom(query, server(), u"Shop"_s);
        QVERIFY(!taken.isOk());
        QCOMPARE(toText(taken.error().code), code);
        QVERIFY(!taken.error().what.isEmpty());
        QVERIFY(!taken.error().detail.contains(QChar(0)));
    }
    void aServerThatTellsItsNameMustTellIt()
    {
        for (const bool told : {true, false}) {
            SignInAttempt attempt(m_clock, m_random, redirect);
            QByteArray query = "code=c&state=" + stateOf(attempt).toLatin1();
            if (told)
                query += "&iss=https%3A%2F%2Fapp.example";
            QCOMPARE(attempt.codeFrom(query, server(true), u"Shop"_s).isOk(), told);
        }
    }
    void afterTenMinutesItIsOver()
    {
        SignInAttempt attempt(m_clock, m_random, redirect);
        const QByteArray query = "code=c&state=" + stateOf(attempt).toLatin1();
        m_clock.advance(std::chrono::minutes(9));
        m_clock.setWallTime(m_clock.now().addDays(3)); // the wall clock is nobody's business here
        QVERIFY(!attempt.isOver());
        m_clock.advance(std::chrono::minutes(1));
        QVERIFY(attempt.isOver());
        VERIFY_ERROR(ErrorCode::TimedOut, attempt.codeFrom(query, server(), u"Shop"_s));
    }
    void twoAttemptsHaveNothingInCommon()
    {
        const SignInAttempt one(m_clock, m_random, redirect);
        const SignInAttempt other(m_clock, m_random, redirect);
        QVERIFY(stateOf(one) != stateOf(other));
        QVERIFY(!one.verifier()->equals(*other.verifier()));
        QVERIFY(!one.isMeant("code=c&state=" + stateOf(other).toLatin1()));
    }
    void aPastedAddressMustBeThePageOfTheEnd_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("query");
        const QString end = u"https://shop.example/done"_s;
        QTest::newRow("whole") << QString(end % u"?code=a%20b&state=s"_s)
                               << QByteArray("code=a%20b&state=s");
        QTest::newRow("with spaces around")
            << QString(u"  "_s % end % u"?code=a\n"_s) << QByteArray("code=a");
        QTest::newRow("with the usual port")
            << u"https://shop.example:443/done?code=a"_s << QByteArray("code=a");
        QTest::newRow("nothing") << QString() << QByteArray();
        QTest::newRow("a code alone") << u"a-code"_s << QByteArray();
        QTest::newRow("the page without its end") << end << QByteArray();
        QTest::newRow("another path") << u"https://shop.example/done/x?code=a"_s << QByteArray();
        QTest::newRow("another host")
            << u"https://shop.example.evil.example/done?code=a"_s << QByteArray();
        QTest::newRow("another port") << u"https://shop.example:444/done?code=a"_s << QByteArray();
        QTest::newRow("another scheme") << u"http://shop.example/done?code=a"_s << QByteArray();
    }
    void aPastedAddressMustBeThePageOfTheEnd()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, query);
        const auto found = queryOfPasted(text, QUrl(u"https://shop.example/done"_s));
        QCOMPARE(found.isOk(), !query.isEmpty());
        if (found)
            QCOMPARE(*found, query);
        else
            QVERIFY(!found.error().what.isEmpty());
    }
    void whatComesBesidesTheCodeIsKeptIfItIsPlain()
    {
        const auto kept = keptOf("code=c&realmId=46208165&bad=..%2F..&twice=1&twice=2&other=x",
                                 {u"realmId"_s, u"bad"_s, u"twice"_s, u"missing"_s});
        QCOMPARE(kept, (QMap<QString, QString>{{u"realmId"_s, u"46208165"_s}}));
    }
};

TEST_UNIT(tst_SignInAttempt)
#include "tst_SignInAttempt.moc"
