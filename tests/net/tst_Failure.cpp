// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/Failure.h"
#include "tests/support/TestUnit.h"

#include <QRegularExpression>
#include <QSet>

using namespace drawbridge;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(drawbridge::FailureKind)
Q_DECLARE_METATYPE(drawbridge::Expect)

namespace {

const QDateTime noon(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC);

HttpReply replyWith(int status,
                    const QByteArray &body,
                    const QByteArray &name = {},
                    const QByteArray &value = {})
{
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    reply.receivedAt = noon;
    if (!name.isEmpty())
        reply.headers.add(name, value);
    return reply;
}

HttpRequest request()
{
    HttpRequest made;
    made.url = QUrl(u"https://api.stripe.com/v1/account"_s);
    made.app = u"Stripe"_s;
    made.headers = {
        {"Authorization", SecretText::bearer(share(SecretBytes::copyOf("plainly-fake-key")))}};
    return made;
}

Failure certificateFailure(FailureKind kind, const QDateTime &at)
{
    Failure failure;
    failure.kind = kind;
    failure.host = u"api.stripe.com"_s;
    failure.app = u"Stripe"_s;
    failure.at = at;
    failure.certificate = PeerCertificate{u"api.stripe.com"_s,
                                          u"Some Authority"_s,
                                          {u"api.stripe.com"_s},
                                          noon.addYears(-1),
                                          noon.addYears(1),
                                          "x"};
    return failure;
}

} // namespace

class tst_Failure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repliesAreJudged_data();
    void repliesAreJudged();
    void everyKindHasAWordAndASentenceOfItsOwn();
    void sentencesNameTheFacts();
    void theClockIsBlamedOnEvidenceOnly_data();
    void theClockIsBlamedOnEvidenceOnly();
    void theProvidersWordsAreScrubbedAndPlain();
    void aRedirectTellsTheHostOnly();
    void aPauseIsToldInTheOwnersUnits_data();
    void aPauseIsToldInTheOwnersUnits();
    void aDifferingClockIsMentionedBesideARefusedKey();
};

void tst_Failure::repliesAreJudged_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Expect>("expect");
    QTest::addColumn<QString>("kind"); // empty: good
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name,
                        int status,
                        const char *body,
                        Expect expect,
                        const char *kind,
                        const char *code) {
        QTest::newRow(name) << status << QByteArray(body) << expect << QString::fromLatin1(kind)
                            << QString::fromLatin1(code);
    };
    row("good JSON", 200, "{\"id\":1}", Expect::Json, "", "");
    row("a list", 200, "[]", Expect::Json, "", "");
    row("created", 201, "{}", Expect::Json, "", "");
    row("no content", 204, "", Expect::Json, "", "");
    row("a page, asked for anything", 200, "<html>", Expect::AnyBody, "", "");
    row("a page for people", 200, "<html>Sign in</html>", Expect::Json, "not-json", "refused");
    row("nothing at all", 200, "", Expect::Json, "not-json", "refused");
    row("half a JSON", 200, "{\"id\":", Expect::Json, "not-json", "refused");
    row("unknown key", 401, "{}", Expect::Json, "unauthorized-401", "denied");
    row("unknown key, told by a page", 401, "<html>", Expect::Json, "unauthorized-401", "denied");
    row("forbidden", 403, "{}", Expect::Json, "forbidden-403", "denied");
    row("not there", 404, "{}", Expect::Json, "not-found-404", "not-found");
    row("gone", 410, "{}", Expect::Json, "not-found-404", "not-found");
    row("too often", 429, "{}", Expect::Json, "rate-limited-429", "unavailable");
    row("broken", 500, "{}", Expect::Json, "server-5xx", "unavailable");
    row("away", 503, "{}", Expect::AnyBody, "server-5xx", "unavailable");
    row("moved", 301, "", Expect::Json, "redirect-elsewhere", "refused");
    row("a wrong question", 422, "{}", Expect::Json, "other", "refused");
}

void tst_Failure::repliesAreJudged()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(Expect, expect);
    QFETCH(QString, kind);
    QFETCH(QString, code);
    const auto failure = judge(replyWith(status, body), request(), expect);
    QCOMPARE(failure ? toText(failure->kind) : QString(), kind);
    if (!failure)
        return;
    QCOMPARE(failure->status, status);
    QCOMPARE(failure->host, u"api.stripe.com"_s);
    const Error error = explain(*failure);
    QCOMPARE(toText(error.code), code);
    QVERIFY(error.detail.contains(QString::number(status)));
}

void tst_Failure::everyKindHasAWordAndASentenceOfItsOwn()
{
    QSet<QString> words;
    QSet<QString> sentences;
    // Words that mean nothing to a shop owner.
    static const QRegularExpression engineers(
        u"\\b(TLS|SSL|DNS|HTTP|JSON|NXDOMAIN|socket|handshake|timeout|401|403|404|429|5xx|null)\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    for (int i = 0; i <= static_cast<int>(FailureKind::Other); ++i) {
        Failure failure = certificateFailure(static_cast<FailureKind>(i), noon);
        const QString word = toText(failure.kind);
        QVERIFY(!words.contains(word));
        words.insert(word);
        const bool hasReply =
            failure.kind >= FailureKind::Unauthorized401 && failure.kind <= FailureKind::NotJson;
        failure.status = hasReply ? 400 : 0;
        failure.redirectHost = u"elsewhere.example"_s;
        const Error error = explain(failure);
        QVERIFY2(error.what.size() > 40 && error.what.endsWith(u'.'), qPrintable(error.what));
        QVERIFY2(!error.what.contains(u'%'), qPrintable(error.what));
        QVERIFY2(error.what.contains(u"tripe"_s, Qt::CaseInsensitive)
                     || failure.kind == FailureKind::ClockWrong,
                 qPrintable(error.what));
        QVERIFY2(!engineers.match(error.what).hasMatch(), qPrintable(error.what));
        QVERIFY2(!sentences.contains(error.what) || failure.kind == FailureKind::Other,
                 qPrintable(error.what));
        sentences.insert(error.what);
        QVERIFY(error.detail.startsWith(word));
    }
    QCOMPARE(words.size(), 22);
}

void tst_Failure::sentencesNameTheFacts()
{
    QVERIFY(
        explain(certificateFailure(FailureKind::TlsExpired, noon)).what.contains(u"24 Nov 2027"_s));
    QVERIFY(explain(certificateFailure(FailureKind::TlsNotYetValid, noon))
                .what.contains(u"24 Nov 2025"_s));
    QVERIFY(explain(certificateFailure(FailureKind::TlsUntrusted, noon))
                .what.contains(u"Some Authority"_s));
    Failure wrongHost = certificateFailure(FailureKind::TlsWrongHost, noon);
    wrongHost.certificate->names = QStringList{u"hotel\u202E.example"_s};
    QVERIFY(explain(wrongHost).what.contains(u"(hotel.example)"_s));
    Failure bare = certificateFailure(FailureKind::TlsExpired, noon);
    bare.certificate.reset();
    QVERIFY(explain(bare).what.contains(u"an earlier day"_s));
    Failure refused;
    refused.kind = FailureKind::PolicyRefused;
    refused.refusal = Error{ErrorCode::InvalidInput, u"Because."_s, u"at 10.0.0.1"_s};
    QCOMPARE(explain(refused).what, u"Because."_s);
    QCOMPARE(toText(explain(refused).code), u"invalid-input"_s);
    QVERIFY(explain(refused).detail.contains(u"10.0.0.1"_s));
}

void tst_Failure::theClockIsBlamedOnEvidenceOnly_data()
{
    QTest::addColumn<FailureKind>("kind");
    QTest::addColumn<QDateTime>("at");
    QTest::addColumn<QDateTime>("serverDate");
    QTest::addColumn<QString>("expected");
    const QDateTime none;
    QTest::newRow("ended, the peer agrees on the time")
        << FailureKind::TlsExpired << noon.addYears(2) << noon.addYears(2) << u"tls-expired"_s;
    QTest::newRow("ended, the peer is two minutes off")
        << FailureKind::TlsExpired << noon.addYears(1).addSecs(60) << noon.addYears(1).addSecs(-60)
        << u"tls-expired"_s;
    QTest::newRow("ended by our clock, good by theirs")
        << FailureKind::TlsExpired << noon.addYears(2) << noon << u"clock-wrong"_s;
    QTest::newRow("ended by both clocks")
        << FailureKind::TlsExpired << noon.addYears(2) << noon.addYears(3) << u"tls-expired"_s;
    QTest::newRow("ended, no word from the peer")
        << FailureKind::TlsExpired << noon.addYears(2) << none << u"tls-expired"_s;
    QTest::newRow("not begun, good by their clock")
        << FailureKind::TlsNotYetValid << earliestPlausibleTime().addDays(1) << noon.addDays(3)
        << u"clock-wrong"_s;
    QTest::newRow("not begun, before this program was written")
        << FailureKind::TlsNotYetValid << noon.addYears(-10) << none << u"clock-wrong"_s;
    QTest::newRow("not begun, no word from the peer")
        << FailureKind::TlsNotYetValid << noon << none << u"tls-not-yet-valid"_s;
    QTest::newRow("another failure stays")
        << FailureKind::TlsSelfSigned << noon.addYears(-10) << noon << u"tls-self-signed"_s;
}

void tst_Failure::theClockIsBlamedOnEvidenceOnly()
{
    QFETCH(FailureKind, kind);
    QFETCH(QDateTime, at);
    QFETCH(QDateTime, serverDate);
    Failure failure = certificateFailure(kind, at);
    failure.serverDate = serverDate;
    const Failure blamed = blameClock(failure);
    QTEST(toText(blamed.kind), "expected");
    if (blamed.kind == FailureKind::ClockWrong && serverDate.isValid())
        QVERIFY(
            explain(blamed).what.contains(QLocale().toString(serverDate.date(), u"d MMM yyyy"_s)));
}

void tst_Failure::theProvidersWordsAreScrubbedAndPlain()
{
    const QByteArray body = "{\"error\":\"No such key: plainly-fake-key\x1b[31m\xe2\x80\xae "
        + QByteArray(5000, 'x') + "\"}";
    const Error error = explain(*judge(replyWith(401, body), request(), Expect::Json));
    QVERIFY(error.detail.contains(u"No such key: [secret]"_s));
    QVERIFY(!error.detail.contains(u"plainly-fake"_s));
    QVERIFY(!error.detail.contains(u'\x1b') && !error.detail.contains(QChar(0x202e)));
    QVERIFY(error.detail.size() < 500);
    QVERIFY(!error.what.contains(u"No such key"_s));
}

void tst_Failure::aRedirectTellsTheHostOnly()
{
    const auto elsewhere =
        judge(replyWith(302, "", "Location", "https://evil.example/take?key=plainly-fake-key"),
              request(),
              Expect::Json);
    QCOMPARE(elsewhere->redirectHost, u"evil.example"_s);
    QVERIFY(explain(*elsewhere).what.contains(u"evil.example"_s));
    QVERIFY(!explain(*elsewhere).detail.contains(u"fake"_s));
    const auto here = judge(replyWith(301, "", "Location", "/v2/account"), request(), Expect::Json);
    QCOMPARE(here->redirectHost, u"api.stripe.com"_s);
    QVERIFY(explain(*here).what.contains(u"another page"_s));
    const auto nowhere = judge(replyWith(300, ""), request(), Expect::Json);
    QCOMPARE(toText(nowhere->kind), u"redirect-elsewhere"_s);
}

void tst_Failure::aPauseIsToldInTheOwnersUnits_data()
{
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<QString>("said");
    QTest::newRow("seconds") << QByteArray("30") << u"in 30 seconds."_s;
    QTest::newRow("minutes, rounded up") << QByteArray("301") << u"in 6 minutes."_s;
    QTest::newRow("hours") << QByteArray("7200") << u"in 2 hours."_s;
    QTest::newRow("a date") << QByteArray("Tue, 24 Nov 2026 12:10:00 GMT") << u"in 10 minutes."_s;
    QTest::newRow("not told") << QByteArray() << u"in a few minutes."_s;
    QTest::newRow("nonsense") << QByteArray("later") << u"in a few minutes."_s;
}

void tst_Failure::aPauseIsToldInTheOwnersUnits()
{
    QFETCH(QByteArray, retryAfter);
    QFETCH(QString, said);
    const auto failure =
        judge(replyWith(429, "", "Retry-After", retryAfter), request(), Expect::Json);
    QVERIFY2(explain(*failure).what.endsWith(said), qPrintable(explain(*failure).what));
}

void tst_Failure::aDifferingClockIsMentionedBesideARefusedKey()
{
    HttpReply reply = replyWith(401, "{}");
    reply.serverDate = noon.addSecs(120);
    QVERIFY(!explain(*judge(reply, request(), Expect::Json)).what.contains(u"clock"_s));
    reply.serverDate = noon.addSecs(7200);
    QVERIFY(explain(*judge(reply, request(), Expect::Json)).what.contains(u"clock"_s));
    QCOMPARE(reply.clockDifference()->count(), 7200);
}

TEST_UNIT(tst_Failure)
#include "tst_Failure.moc"
