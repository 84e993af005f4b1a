// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/KeyRecognizer.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QCryptographicHash>
#include <QUuid>

#include "TestTree.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// Characters that follow no rule a person would see, the same in every run.
QByteArray noise(qsizetype length, const QByteArray &alphabet)
{
    QByteArray out;
    quint32 seed = 20261124;
    while (out.size() < length) {
        seed = seed * 1664525U + 1013904223U;
        out += alphabet[qsizetype(seed >> 9) % alphabet.size()];
    }
    return out;
}

const QByteArray digits("0123456789");
const QByteArray hexes("0123456789abcdef");
const QByteArray letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

QByteArray hex(qsizetype n)
{
    return noise(n, hexes);
}
QByteArray text(qsizetype n)
{
    return noise(n, letters);
}
QByteArray uuid()
{
    return hex(8) + '-' + hex(4) + '-' + hex(4) + '-' + hex(4) + '-' + hex(12);
}
QByteArray number(qsizetype n)
{
    return '1' + noise(n - 1, digits);
}

} // namespace

class tst_KeyRecognizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyIsRecognized_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("environment");
        const auto row =
            [](const char *format, const QByteArray &key, const char *environment = "") {
                QTest::newRow(format)
                    << key << QString::fromLatin1(format) << QString::fromLatin1(environment);
            };
        row("stripe-restricted-live", joined("rk_~live_") + text(99), "live");
        row("stripe-restricted-test", joined("rk_~test_") + text(24), "test");
        row("stripe-secret-live", joined("sk_~live_") + text(24), "live");
        row("stripe-secret-test", joined("sk_~test_") + text(24), "test");
        row("stripe-publishable-live", joined("pk_~live_") + text(24), "live");
        row("stripe-publishable-test", joined("pk_~test_") + text(99), "test");
        row("stripe-webhook-secret", joined("whsec~_") + text(32));
        row("shopify-access-token", joined("shp~at_") + hex(32));
        row("shopify-custom-app-token", joined("shp~ca_") + hex(32));
        row("shopify-private-app-password", joined("shp~pa_") + hex(32));
        row("shopify-client-secret", joined("shp~ss_") + hex(32));
        row("square-access-token", joined("EA~AA") + text(60));
        row("square-personal-token", joined("sq0~atp-") + text(22), "live");
        row("square-oauth-secret", joined("sq0~csp-") + text(43), "live");
        row("square-application-id", joined("sq0~idp-") + text(22), "live");
        row("square-sandbox-token", joined("sandbox-~sq0~atb-") + text(22), "test");
        row("quickbooks-refresh-token", "AB1" + number(11) + text(30));
        row("paypal-client-id", "A" + text(79));
        row("paypal-secret", "E" + text(79));
        row("mailchimp-key", hex(32) + joined("-us~21"));
        row("hubspot-token",
            joined("pat-~na1-") + hex(8) + '-' + hex(4) + '-' + hex(4) + '-' + hex(4) + '-'
                + hex(12));
        row("sendgrid-key", joined("SG~.") + text(22) + '.' + text(43));
        row("twilio-key-sid", joined("S~K") + hex(32));
        row("twilio-account-sid", joined("A~C") + hex(32));
        row("salesforce-consumer-key", joined("3MV~G9") + text(80));
        row("slack-bot-token", joined("xox~b-") + number(12) + '-' + number(12) + '-' + text(24));
        row("slack-user-token",
            joined("xox~p-") + number(12) + '-' + number(12) + '-' + number(12) + '-' + hex(32));
        row("slack-app-token",
            joined("xap~p-1-A") + noise(10, "ABCDEFGHIJ0123456789") + '-' + number(13) + '-'
                + hex(64));
        row("slack-rotating-token", joined("xox~e.xox~b-1-") + text(166));
        row("slack-refresh-token", joined("xox~e-1-") + text(146));
        row("slack-webhook-address",
            joined("https://hooks.slack~.com/services/T") + text(8) + "/B" + text(10) + '/'
                + text(24));
        row("github-fine-grained-token", joined("github~_pat_") + text(22) + '_' + text(59));
        row("github-classic-token", joined("gh~p_") + text(36));
        row("github-oauth-token", joined("gh~o_") + text(36));
        row("github-app-user-token", joined("gh~u_") + text(36));
        row("github-app-token", joined("gh~s_") + text(36));
        row("github-refresh-token", joined("gh~r_") + text(76));
        row("notion-secret", joined("nt~n_") + number(11) + text(35));
        row("notion-secret-old", joined("sec~ret_") + text(43));
        row("airtable-token", joined("pa~t") + text(14) + '.' + hex(64));
        row("airtable-oauth-token", joined("oa~a") + text(14) + ".v1." + text(80));
        row("asana-token", "1/" + number(16) + ':' + hex(32));
        row("google-access-token", joined("ya~29.") + text(120));
        row("google-refresh-token", joined("1/~/0") + text(60));
        row("google-client-secret", joined("GOC~SPX-") + text(28));
        row("google-api-key", joined("AI~za") + text(35));
        row("zapier-webhook-address",
            joined("https://hooks.zapier~.com/hooks/catch/") + number(7) + '/' + text(7) + '/');
        row("make-webhook-address",
            joined("https://hook.eu1.make~.com/") + noise(32, "abcdefghijklmnop0123456789"));
        row("practice-live", joined("psk_~live_") + text(32), "live");
        row("practice-test", joined("psk_~test_") + text(32), "test");
        row("practice-token-live", joined("pst_~live_") + text(40), "live");
        row("practice-token-test", joined("pst_~test_") + text(40), "test");
        row("openai-key", joined("sk~-proj-") + text(74) + joined("T3Blb~kFJ") + text(74));
        row("openai-admin-key", joined("sk~-admin-") + text(58) + joined("T3Blb~kFJ") + text(58));
        row("openai-key-old", joined("sk~-") + text(20) + joined("T3Blb~kFJ") + text(20));
        row("anthropic-key", joined("sk-~ant-api03-") + text(93) + "AA");
        row("anthropic-admin-key", joined("sk-~ant-admin01-") + text(93) + "AA");
        row("gitlab-personal-token", joined("gl~pat-") + text(20));
        row("gitlab-deploy-token", joined("gl~dt-") + text(20));
        row("gitlab-trigger-token", joined("gl~ptt-") + hex(40));
        row("gitlab-runner-token", joined("gl~rt-") + text(20));
        row("gitlab-feed-token", joined("gl~ft-") + text(20));
        row("aws-access-key-id", joined("AK~IA") + noise(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
        row("aws-temporary-key-id", joined("AS~IA") + noise(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
        row("mailgun-key", joined("ke~y-") + hex(32));
        row("mailgun-sending-key", hex(32) + "-" + hex(8) + "-" + hex(8));
        row("mandrill-key", joined("m~d-") + text(22));
        row("brevo-key", joined("xkey~sib-") + hex(64) + "-" + text(16));
        row("brevo-smtp-key", joined("xsmtp~sib-") + hex(64) + "-" + text(16));
        row("klaviyo-key", joined("p~k_") + hex(34));
        row("linear-key", joined("lin_~api_") + text(40));
        row("linear-oauth-token", joined("lin_~oauth_") + hex(64));
        row("figma-token", joined("fi~gd_") + text(40));
        row("dropbox-token", joined("s~l.") + text(135));
        row("digitalocean-token", joined("dop_~v1_") + hex(64));
        row("digitalocean-oauth-token", joined("doo_~v1_") + hex(64));
        row("digitalocean-refresh-token", joined("dor_~v1_") + hex(64));
        row("npm-token", joined("np~m_") + text(36));
        row("pypi-token", joined("pypi-~AgEIcHlwaS5vcmc") + text(120));
        row("docker-hub-token", joined("dckr~_pat_") + text(27));
        row("docker-hub-organisation-token", joined("dckr~_oat_") + text(32));
        row("telegram-bot-token", number(10) + joined(":~AA") + text(33));
        row("discord-webhook-address",
            joined("https://discord~.com/api/webhooks/") + number(18) + "/" + text(68));
        row("discord-bot-token", "M" + text(25) + "." + text(6) + "." + text(38));
        row("shippo-live", joined("shippo~_live_") + hex(40), "live");
        row("shippo-test", joined("shippo~_test_") + hex(40), "test");
        row("easypost-live", joined("EZ~AK") + text(54), "live");
        row("easypost-test", joined("EZ~TK") + text(54), "test");
        row("typeform-token", joined("tf~p_") + text(59));
        row("sentry-organisation-token", joined("sntrys~_eyJ") + text(140));
        row("sentry-user-token", joined("sntry~u_") + hex(64));
        row("new-relic-user-key", joined("NR~AK-") + noise(27, "ABCDEFGHIJ0123456789"));
        row("new-relic-insert-key", joined("NR~II-") + text(32));
        row("grafana-service-token", joined("gl~sa_") + text(32) + "_" + hex(8));
        row("grafana-cloud-token", joined("gl~c_eyJ") + text(120));
        row("supabase-token", joined("sb~p_") + hex(40));
        row("supabase-secret-key", joined("sb_~secret_") + text(31));
        row("netlify-token", joined("nf~p_") + text(36));
        row("mapbox-secret-token", joined("sk.~eyJ1") + text(80) + "." + text(22));
        row("mapbox-public-token", joined("pk.~eyJ1") + text(80) + "." + text(22));
        row("woocommerce-consumer-key", joined("c~k_") + hex(40));
        row("woocommerce-consumer-secret", joined("c~s_") + hex(40));
        row("trello-token", joined("AT~TA") + hex(64) + noise(8, "ABCDEF0123456789"));
        row("atlassian-token", joined("ATA~TT3") + text(186));
        row("bitbucket-app-password", joined("AT~BB") + text(24) + noise(8, "ABCDEF0123456789"));
        row("mollie-live", joined("li~ve_") + text(30), "live");
        row("mollie-test", joined("te~st_") + text(30), "test");
        row("mollie-access-token", joined("acc~ess_") + text(30));
        row("gocardless-live", joined("li~ve_") + text(40), "live");
        row("gocardless-sandbox", joined("sand~box_") + text(40), "test");
        row("razorpay-live", joined("rzp~_live_") + text(14), "live");
        row("razorpay-test", joined("rzp~_test_") + text(14), "test");
        row("plaid-live", joined("access-~production-") + uuid(), "live");
        row("plaid-test", joined("access-~sandbox-") + uuid(), "test");
        row("doppler-personal-token", joined("dp~.pt.") + text(43));
        row("doppler-service-token", joined("dp~.st.prd.") + text(43));
        row("vault-service-token", joined("hv~s.") + text(95));
        row("vault-batch-token", joined("hv~b.") + text(150));
        row("contentful-token", joined("CF~PAT-") + text(43));
        row("postman-key", joined("PM~AK-") + hex(24) + "-" + hex(34));
        row("heroku-key", joined("HR~KU-AA") + text(58));
        row("meta-token", joined("EA~AG") + text(180));
        row("microsoft-client-secret", text(3) + joined("8Q") + "~" + text(34));
        row("microsoft-teams-webhook-address",
            joined("https://ada.webhook~.office.com/webhookb2/") + uuid() + "@" + uuid()
                + "/IncomingWebhook/" + hex(32) + "/" + uuid());
        row("cloudflare-origin-key", joined("v1~.0-") + hex(24) + "-" + hex(146));
        row("hugging-face-token", joined("h~f_") + noise(34, "ABCDEFGHIJklmnopqrst"));
        row("hugging-face-organisation-token",
            joined("api_~org_") + noise(34, "ABCDEFGHIJklmnopqrst"));
        row("groq-key", joined("gs~k_") + text(52));
        row("perplexity-key", joined("ppl~x-") + text(48));
        row("replicate-token", joined("r~8_") + text(37));
        row("resend-key", joined("r~e_") + text(8) + "_" + text(24));
        row("databricks-token", joined("da~pi") + hex(32));
        row("clickup-token", joined("p~k_") + number(8) + "_" + noise(32, "ABCDEFGHIJ0123456789"));
        row("flutterwave-live", joined("FLW~SECK-") + hex(32) + "-X", "live");
        row("flutterwave-test", joined("FLWSECK~_TEST-") + hex(32) + "-X", "test");
        row("duffel-live", joined("duffel~_live_") + text(43), "live");
        row("duffel-test", joined("duffel~_test_") + text(43), "test");
        row("planetscale-token", joined("pscale~_tkn_") + text(43));
        row("planetscale-password", joined("pscale~_pw_") + text(43));
        row("pulumi-token", joined("pu~l-") + hex(40));
        row("rubygems-key", joined("ruby~gems_") + hex(48));
        row("frame-io-token", joined("fio-~u-") + text(64));
        row("dynatrace-token",
            joined("dt0c~01.") + noise(24, "ABCDEFGHIJ234567") + "."
                + noise(64, "ABCDEFGHIJ234567"));
        row("readme-key", joined("rd~me_") + noise(70, "abcdefghijklmnop0123456789"));
        row("1password-service-token", joined("op~s_eyJ") + text(300));
        row("maxmind-key", text(6) + "_" + text(29) + joined("_m~mk"));
        row("sourcegraph-token", joined("sg~p_") + hex(40));
        row("private-key-pem", joined("-----BEGIN ~PRIVATE KEY-----"));
        row("private-key-pgp", joined("-----BEGIN ~PGP PRIVATE KEY BLOCK-----"));
    }
    void aKeyIsRecognized()
    {
        QFETCH(QByteArray, key);
        QFETCH(QString, format);
        QFETCH(QString, environment);
        const KeyRecognizer &keys = builtIn().keys();
        for (const QByteArray &pasted : {key,
                                         QByteArray(" " + key + "\r\n"),
                                         QByteArray('"' + key + '"'),
                                         QByteArray("Bearer " + key)}) {
            const auto found = keys.recognize(pasted);
            QVERIFY2(found, qPrintable(format));
            QCOMPARE(found->format, format);
            QCOMPARE(found->environment ? toText(*found->environment) : QString(), environment);
            QVERIFY(builtIn().app(found->app) || !found->provider.isEmpty());
            QVERIFY(keys.has(format, found->app));
        }
        const auto secret = keys.recognize(SecretBytes::copyOf(key));
        QVERIFY(secret && secret->format == format);
    }
    void whatIsNoKeyRaisesNoAlarm_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("prose") << QByteArray("hello world");
        QTest::newRow("a sentence")
            << QByteArray("Please send the sk_live key to Anna before Friday, thank you.");
        QTest::newRow("a sentence with a whole key")
            << QByteArray(joined("the key is sk_~live_") + text(24) + " I think");
        QTest::newRow("UUID")
            << QUuid::createUuidV5(QUuid(), u"x"_s).toByteArray(QUuid::WithoutBraces);
        QTest::newRow("UUID in braces") << QUuid::createUuidV5(QUuid(), u"x"_s).toByteArray();
        QTest::newRow("UUID without hyphens")
            << QUuid::createUuidV5(QUuid(), u"x"_s).toByteArray(QUuid::Id128);
        for (const auto &[name, method] : {std::pair{"MD5", QCryptographicHash::Md5},
                                           std::pair{"SHA-1", QCryptographicHash::Sha1},
                                           std::pair{"SHA-256", QCryptographicHash::Sha256},
                                           std::pair{"SHA-512", QCryptographicHash::Sha512}}) {
            for (int i = 0; i < 40; ++i) {
                const QByteArray hash = QCryptographicHash::hash(QByteArray::number(i), method);
                QTest::addRow("%s %d", name, i) << hash.toHex();
                QTest::addRow("%s %d, capitals", name, i) << hash.toHex().toUpper();
                QTest::addRow("%s %d, base64", name, i) << hash.toBase64();
                QTest::addRow("%s %d, base64 for addresses", name, i) << hash.toBase64(
                    QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
            }
        }
        QTest::newRow("commit with its title")
            << QByteArray("9fceb02d0ae598e95dc970b74767f19372d61af8 storage: keep rows");
        QTest::newRow("signed token of anybody")
            << QByteArray("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.") + text(43);
        QTest::newRow("IBAN") << QByteArray("DE89370400440532013000");
        QTest::newRow("card number") << QByteArray("4242424242424242");
        QTest::newRow("phone number") << QByteArray("+49 30 1234567890");
        QTest::newRow("e-mail") << QByteArray("ada.lovelace@example.com");
        QTest::newRow("address") << QByteArray("https://dashboard.stripe.com/apikeys");
        QTest::newRow("another webhook")
            << QByteArray("https://hooks.example.com/services/") + text(40);
        QTest::newRow("file name") << QByteArray("/home/ada/sk_live/notes.txt");
        QTest::newRow("PEM") << joined("-----BEGIN ~CERTIFICATE-----");
        QTest::newRow("SSH key") << QByteArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA") + text(40);
        QTest::newRow("prefix alone") << joined("sk_~live_");
        QTest::newRow("too short") << joined("sk_~live_abc");
        QTest::newRow("stars") << QByteArray(joined("sk_~live_") + QByteArray(24, '*'));
        QTest::newRow("dots") << joined("rk_~live_") + QByteArrayLiteral("\xe2\x80\xa6");
        QTest::newRow("other prefix") << QByteArray(joined("sk_~prod_") + text(24));
        QTest::newRow("capitals") << QByteArray(joined("SK_~LIVE_") + text(24));
        QTest::newRow("one character more") << QByteArray(joined("gh~p_") + text(37));
        QTest::newRow("one less") << QByteArray(joined("gh~p_") + text(35));
        QTest::newRow("two lines")
            << QByteArray(joined("gh~p_") + text(36) + joined("\ngh~p_") + text(36));
        QTest::newRow("a zero") << QByteArray(joined("gh~p_") + text(36)).append('\0');
        QTest::newRow("not ASCII") << QByteArray(joined("gh~p_") + text(34) + "\xc3\xa4");
        QTest::newRow("very long") << QByteArray(joined("ya~29.") + text(100'000));
        QTest::newRow("setting") << QByteArray("STRIPE_KEY=");
        QTest::newRow("words with hyphens")
            << QByteArray("this-is-a-long-slug-of-a-page-about-keys-and-doors-2026");
        QTest::newRow("base32") << QByteArray("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    }
    void whatIsNoKeyRaisesNoAlarm()
    {
        QFETCH(QByteArray, text);
        const auto found = builtIn().keys().recognize(text);
        QVERIFY2(!found, found ? qPrintable(found->format) : "");
    }
    void anAnswerDoesNotHoldTheKey()
    {
        const QByteArray body = text(24);
        const auto found = builtIn().keys().recognize(QByteArray(joined("sk_~live_") + body));
        QVERIFY(found);
        for (const QString &part : {found->app, found->format, found->kind, found->label})
            QVERIFY(!part.contains(QString::fromLatin1(body.left(6))));
    }
    void everyFormatOfTheCatalogHasARowAbove()
    {
        QFile file(QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/tests/catalog/tst_KeyRecognizer.cpp"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray source = file.readAll();
        for (const RecognizedKey &format : builtIn().keys().formats())
            QVERIFY2(source.contains(QByteArray("row(\"" + format.format.toLatin1() + '"')),
                     qPrintable(format.format));
    }
    void aFaultyFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        const QByteArray head =
            R"({"schema": 1, "app": "x", "sources": [{"id": "a", "date": "2026-11-23", "what": "y"}], "formats": [)";
        const QByteArray good =
            R"({"id": "x-key", "kind": "key", "label": "X", "pattern": "x[0-9]{9}", "certainty": "high", "source": "a", "confidence": "verified"})";
        QTest::newRow("unknown member")
            << head + QByteArray(good).replace("\"kind\"", "\"sort\": 1, \"kind\"") + "]}";
        QTest::newRow("no pattern")
            << head + QByteArray(good).replace("\"pattern\": \"x[0-9]{9}\", ", "") + "]}";
        QTest::newRow("unknown environment") << head
                + QByteArray(good).replace("\"kind\"", "\"environment\": \"prod\", \"kind\"")
                + "]}";
        QTest::newRow("source that is not there")
            << head + QByteArray(good).replace("\"source\": \"a\"", "\"source\": \"b\"") + "]}";
        QTest::newRow("pattern that is none")
            << head + QByteArray(good).replace("x[0-9]{9}", "x[0-9") + "]}";
        QTest::newRow("pattern with a group")
            << head + QByteArray(good).replace("x[0-9]{9}", "(x)[0-9]{9}") + "]}";
        QTest::newRow("twice") << head + good + ',' + good + "]}";
    }
    void aFaultyFileIsRefused()
    {
        QFETCH(QByteArray, json);
        KeyRecognizer keys;
        Result<void> result = keys.add(QJsonDocument::fromJson(json).object(), u"x.json"_s);
        if (result.isOk())
            result = keys.check();
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
    }
};

TEST_UNIT(tst_KeyRecognizer)
#include "tst_KeyRecognizer.moc"
