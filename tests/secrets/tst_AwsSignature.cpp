// SPDX-License-Identifier: GPL-3.0-or-later
// Figures: the Signature Version 4 test suite of Amazon Web Services ("aws-sig-v4-test-suite", the names of the rows
// are its), and the IAM User Guide's worked examples: ListUsers, and deriving a signing key.
#include "core/crypto/Digest.h"
#include "core/secrets/AwsSignature.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

using Pairs = AwsRequest::Pairs;

/// The documentation's example key, known to everybody.
SharedSecret exampleKey()
{
    return share(SecretBytes::copyOf("wJalrXUtnFEMI/K7MDENG"
                                     "+bPxRfiCYEXAMPLEKEY"));
}

QDateTime suiteTime()
{
    return QDateTime(QDate(2015, 8, 30), QTime(12, 36), Qt::UTC);
}

const AwsScope suiteScope{"us-east-1", "service"};
const Pairs host{{"Host", "example.amazonaws.com"}};

QByteArray signatureOf(const AwsSigned &made)
{
    return made.authorization.mid(made.authorization.indexOf("Signature=") + 10);
}

} // namespace

class tst_AwsSignature : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSuiteIsMet_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<Pairs>("query");
        QTest::addColumn<Pairs>("headers");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("signature");
        const auto row = [](const char *name,
                            const char *method,
                            const QByteArray &path,
                            const Pairs &query,
                            const Pairs &headers,
                            const QByteArray &body,
                            const char *signature) {
            QTest::newRow(name) << QByteArray(method) << path << query << Pairs(host + headers)
                                << body << QByteArray(signature);
        };
        row("get-vanilla",
            "GET",
            "/",
            {},
            {},
            {},
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        row("get-vanilla-query-order-key-case",
            "GET",
            "/",
            {{"Param2", "value2"}, {"Param1", "value1"}},
            {},
            {},
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
        const QByteArray unreserved =
            "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        row("get-vanilla-query-unreserved",
            "GET",
            "/",
            {{unreserved, unreserved}},
            {},
            {},
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197");
        row("get-vanilla-utf8-query",
            "GET",
            "/",
            {{"\xe1\x88\xb4", "bar"}},
            {},
            {},
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
        row("get-unreserved",
            "GET",
            "/" + unreserved,
            {},
            {},
            {},
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
        row("get-utf8",
            "GET",
            "/\xe1\x88\xb4",
            {},
            {},
            {},
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
        row("get-space",
            "GET",
            "/example space/",
            {},
            {},
            {},
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
        row("get-header-key-duplicate",
            "GET",
            "/",
            {},
            {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
            {},
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
        row("get-header-value-order",
            "GET",
            "/",
            {},
            {{"My-Header1", "value4"},
             {"My-Header1", "value1"},
             {"My-Header1", "value3"},
             {"My-Header1", "value2"}},
            {},
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01");
        row("get-header-value-trim",
            "GET",
            "/",
            {},
            {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
            {},
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
        row("post-vanilla",
            "POST",
            "/",
            {},
            {},
            {},
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        row("post-vanilla-query",
            "POST",
            "/",
            {{"Param1", "value1"}},
            {},
            {},
            "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11");
        row("post-header-key-sort",
            "POST",
            "/",
            {},
            {{"My-Header1", "value1"}},
            {},
            "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c");
        row("post-header-value-case",
            "POST",
            "/",
            {},
            {{"My-Header1", "VALUE1"}},
            {},
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d");
        row("post-x-www-form-urlencoded",
            "POST",
            "/",
            {},
            {{"Content-Type", "application/x-www-form-urlencoded"}},
            "Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }
    void theSuiteIsMet()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(Pairs, query);
        QFETCH(Pairs, headers);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, signature);
        const AwsRequest request{method, path, query, headers, sha256(body)};
        const AwsSigned made =
            signForAws(request, {"AKIDEXAMPLE", exampleKey(), {}}, suiteScope, suiteTime());
        QCOMPARE(made.date, QByteArray("20150830T123600Z"));
        QVERIFY(made.authorization.startsWith(
            "AWS4-HMAC-SHA256 "
            "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="));
        QCOMPARE(signatureOf(made), signature);
    }

    void everyStepOfGetVanillaIsAsToldByTheSuite()
    {
        Pairs headers = host;
        headers.emplaceBack("X-Amz-Date", "20150830T123600Z");
        const SecretText canonical = awsCanonicalRequest({"GET", "/", {}, headers, sha256({})});
        QCOMPARE(canonical.build().reveal().toByteArray(),
                 QByteArray("GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\n"
                            "host;x-amz-date\n"
                            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(awsStringToSign(canonical, suiteTime(), suiteScope),
                 QByteArray("AWS4-HMAC-SHA256\n20150830T123600Z\n"
                            "20150830/us-east-1/service/aws4_request\n"
                            "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63"));
    }

    void theDocumentedListUsersIsMet()
    {
        const AwsRequest request{"GET",
                                 "/",
                                 {{"Action", "ListUsers"}, {"Version", "2010-05-08"}},
                                 {{"Host", "iam.amazonaws.com"},
                                  {"Content-Type",
                                   "application/x-www-form-urlencoded; charset=utf-8"}},
                                 sha256({})};
        const AwsSigned made = signForAws(request,
                                          {"AKIDEXAMPLE", exampleKey(), {}},
                                          {"us-east-1", "iam"},
                                          suiteTime());
        QCOMPARE(made.authorization,
                 QByteArray("AWS4-HMAC-SHA256 "
                            "Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                            "SignedHeaders=content-type;host;x-amz-date, Signature="
                            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
    }

    void aSigningKeyIsDerivedAsDocumented_data()
    {
        QTest::addColumn<QDate>("day");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("ListUsers")
            << QDate(2015, 8, 30)
            << QByteArray("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
        QTest::newRow("deriving a signing key")
            << QDate(2012, 2, 15)
            << QByteArray("f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
    }
    void aSigningKeyIsDerivedAsDocumented()
    {
        QFETCH(QDate, day);
        QFETCH(QByteArray, key);
        const SecretBytes made = awsSigningKey(*exampleKey(), day, {"us-east-1", "iam"});
        QCOMPARE(made.reveal().toByteArray().toHex(), key);
    }

    void aSessionsTokenIsSignedWithTheRest()
    {
        const AwsIdentity identity{"AKIDEXAMPLE",
                                   exampleKey(),
                                   share(SecretBytes::copyOf("a session's token"))};
        const AwsRequest request{"POST", "/", {}, {{"Host", "h"}, {"X-Amz-Target", "t"}}, sha256({})};
        const AwsSigned made = signForAws(request, identity, suiteScope, suiteTime());
        QVERIFY(made.authorization.contains(
            "SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target,"));
        QVERIFY(!made.authorization.contains("a session's token"));
        // As any header of that name and value would be.
        AwsRequest spelled = request;
        spelled.headers.emplaceBack("x-amz-security-token", "a session's token");
        QCOMPARE(made.authorization,
                 signForAws(spelled, {"AKIDEXAMPLE", exampleKey(), {}}, suiteScope, suiteTime())
                     .authorization);
    }

    void aTimeElsewhereIsTheSameTime()
    {
        const AwsRequest request{"GET", "/", {}, host, sha256({})};
        const AwsIdentity identity{"AKIDEXAMPLE", exampleKey(), {}};
        const QDateTime late(QDate(2015, 8, 30), QTime(23, 30), Qt::UTC);
        const QDateTime there = late.toOffsetFromUtc(2 * 3600); // already the 31st
        QCOMPARE(signForAws(request, identity, suiteScope, there).authorization,
                 signForAws(request, identity, suiteScope, late).authorization);
    }
};

TEST_UNIT(tst_AwsSignature)
#include "tst_AwsSignature.moc"
