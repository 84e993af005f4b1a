// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Addresses.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

SharedSecret secret(const QByteArray &text)
{
    return share(SecretBytes::copyOf(text));
}

} // namespace

class tst_Addresses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBaseAddressIsMadeFromPublicFields_data()
    {
        QTest::addColumn<QString>("app");
        QTest::addColumn<PublicFields>("fields");
        QTest::addColumn<QString>("url");
        QTest::newRow("fixed") << u"stripe"_s << PublicFields{} << u"https://api.stripe.com"_s;
        QTest::newRow("a shop") << u"shopify"_s << PublicFields{{u"shop"_s, u"adas-shop"_s}}
                                << u"https://adas-shop.myshopify.com"_s;
        QTest::newRow("spaces around it")
            << u"shopify"_s << PublicFields{{u"shop"_s, u" adas-shop "_s}}
            << u"https://adas-shop.myshopify.com"_s;
        QTest::newRow("a default port")
            << u"practice-shop"_s << PublicFields{} << u"https://127.0.0.1:7447"_s;
        QTest::newRow("a port") << u"practice-shop"_s << PublicFields{{u"port"_s, u"8443"_s}}
                                << u"https://127.0.0.1:8443"_s;
        QTest::newRow("the owner's own")
            << u"other"_s << PublicFields{{u"baseUrl"_s, u"https://api.example.com/v2"_s}}
            << u"https://api.example.com/v2"_s;
        QTest::newRow("a data centre") << u"mailchimp"_s << PublicFields{{u"dc"_s, u"us21"_s}}
                                       << u"https://us21.api.mailchimp.com"_s;
    }
    void theBaseAddressIsMadeFromPublicFields()
    {
        QFETCH(QString, app);
        QFETCH(PublicFields, fields);
        const auto url = expandBaseUrl(*builtIn().app(app), fields);
        VERIFY_OK(url);
        QTEST(url->toString(), "url");
    }
    void hostileFieldsCannotMoveTheAddress_data()
    {
        QTest::addColumn<QString>("app");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        for (const char *value : {"",
                                  "evil.example/",
                                  "evil.example#",
                                  "evil.example?",
                                  "a@evil.example",
                                  "evil.example:443",
                                  "a.b",
                                  "-a",
                                  "a%2e",
                                  "..",
                                  "a b",
                                  "a\nb",
                                  "a\\",
                                  "\xc3\xa4",
                                  "a{b}",
                                  "127.0.0.1",
                                  "[::1]"})
            QTest::addRow("shop %s", value)
                << u"shopify"_s << u"shop"_s << QString::fromUtf8(value);
        for (const char *value : {"0x1", "99999", "7447@evil.example", "7447/..", "-1", "1 "})
            QTest::addRow("port %s", value)
                << u"practice-shop"_s << u"port"_s
                << QString::fromUtf8(value) + (QByteArray(value) == "1 " ? u"2"_s : QString());
        for (const char *value : {"",
                                  "ftp://example.com",
                                  "javascript:alert(1)",
                                  "https://",
                                  "example.com",
                                  "https://a:b@example.com",
                                  "https://example.com?x",
                                  "https://example.com#x",
                                  "https://exa mple.com",
                                  "file:///etc/passwd"})
            QTest::addRow("own %s", value)
                << u"other"_s << u"baseUrl"_s << QString::fromUtf8(value);
    }
    void hostileFieldsCannotMoveTheAddress()
    {
        QFETCH(QString, app);
        QFETCH(QString, field);
        QFETCH(QString, value);
        VERIFY_ERROR(ErrorCode::InvalidInput, expandBaseUrl(*builtIn().app(app), {{field, value}}));
    }
    void otherEnvironmentsGoToTheProvidersTestAddress()
    {
        const AppProfile &paypal = *builtIn().app(u"paypal"_s);
        QCOMPARE(expandBaseUrl(paypal, {})->host(), u"api-m.paypal.com"_s);
        QCOMPARE(expandBaseUrl(paypal, {}, Environment::Staging)->host(),
                 u"api-m.sandbox.paypal.com"_s);
        QCOMPARE(expandBaseUrl(*builtIn().app(u"stripe"_s), {}, Environment::Staging)->host(),
                 u"api.stripe.com"_s);
    }
    void aKeyGoesToTheAppsOwnHostsOnly()
    {
        const auto hosts = expandHosts(*builtIn().app(u"shopify"_s), {{u"shop"_s, u"Adas-Shop"_s}});
        VERIFY_ERROR(ErrorCode::InvalidInput, hosts); // the pattern wants small letters
        const auto good = expandHosts(*builtIn().app(u"shopify"_s), {{u"shop"_s, u"adas-shop"_s}});
        VERIFY_OK(good);
        QCOMPARE(*good, QStringList{u"adas-shop.myshopify.com"_s});
        QCOMPARE(*expandHosts(*builtIn().app(u"other"_s),
                              {{u"baseUrl"_s, u"https://API.example.com/x"_s}}),
                 QStringList{u"api.example.com"_s});
    }
    void everyBaseAddressIsOnAnOwnHost()
    {
        for (const AppProfile &app : builtIn().apps()) {
            PublicFields fields{{u"baseUrl"_s, u"https://api.example.com"_s}};
            for (const AuthOption &option : app.auth) {
                for (const AuthField &field : option.fields) {
                    if (!field.secret)
                        fields.insert(field.name, field.example);
                }
            }
            for (const Environment environment : {Environment::Production, Environment::Staging}) {
                const auto url = expandBaseUrl(app, fields, environment);
                VERIFY_OK(url);
                const auto hosts = expandHosts(app, fields);
                VERIFY_OK(hosts);
                QVERIFY2(hosts->contains(url->host()), qPrintable(app.id));
            }
            if (app.probe)
                VERIFY_OK(expandPath(app, *expandBaseUrl(app, fields), app.probe->path, fields));
            for (const QString &page : {app.setUp.page, app.shutOff.page, app.rotation.page}) {
                if (!page.isEmpty())
                    VERIFY_OK(expandUrl(app, page, fields));
            }
        }
    }
    void pathsStayBelowTheBaseAddress_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("account");
        QTest::addColumn<QString>("url");
        const QString account = u"AC00000000000000000000000000000000"_s;
        QTest::newRow("a path") << u"/v1/me"_s << account << u"https://api.twilio.com/v1/me"_s;
        QTest::newRow("a field")
            << u"/Accounts/{accountSid}.json?PageSize=1"_s << account
            << u"https://api.twilio.com/Accounts/AC00000000000000000000000000000000.json?PageSize=1"_s;
        QTest::newRow("another own host") << u"https://iam.twilio.com/v1/Keys"_s << account
                                          << u"https://iam.twilio.com/v1/Keys"_s;
        QTest::newRow("a field that climbs")
            << u"/Accounts/{accountSid}"_s << u"../../x"_s << QString();
        QTest::newRow("no slash") << u"v1/me"_s << account << QString();
        QTest::newRow("another host in disguise") << u"@evil.example/x"_s << account << QString();
    }
    void pathsStayBelowTheBaseAddress()
    {
        QFETCH(QString, path);
        QFETCH(QString, account);
        QFETCH(QString, url);
        const AppProfile &twilio = *builtIn().app(u"twilio"_s);
        const auto whole = expandPath(twilio,
                                      QUrl(u"https://api.twilio.com"_s),
                                      path,
                                      {{u"accountSid"_s, account}});
        if (url.isEmpty())
            VERIFY_ERROR(ErrorCode::InvalidInput, whole);
        else
            QCOMPARE(whole.isOk() ? whole->toString() : whole.error().what, url);
    }
    void aPathIsAddedToTheBasePath()
    {
        const AppProfile &other = *builtIn().app(u"other"_s);
        for (const QString &base :
             {u"https://api.example.com/v2"_s, u"https://api.example.com/v2/"_s})
            QCOMPARE(expandPath(other, QUrl(base), u"/me"_s, {})->toString(),
                     u"https://api.example.com/v2/me"_s);
    }
    void whatAKeyTellsNeedNotBeTyped()
    {
        const AuthOption &option = *builtIn().app(u"mailchimp"_s)->authOption(AuthKind::ApiKey);
        const SharedSecret key = secret(QByteArray(32, 'a') + "-us21");
        QCOMPARE(completeFields(option, {}, {{u"key"_s, key}}).value(u"dc"_s), u"us21"_s);
        QCOMPARE(completeFields(option, {{u"dc"_s, u"us7"_s}}, {{u"key"_s, key}}).value(u"dc"_s),
                 u"us7"_s);
        QVERIFY(!completeFields(option, {}, {{u"key"_s, secret("nonsense")}}).contains(u"dc"_s));
        QVERIFY(!completeFields(option, {}, {}).contains(u"dc"_s));
    }
    void aWholeKeyNeverBecomesAPublicField()
    {
        AuthOption option;
        option.fields = {{u"key"_s, u"Key"_s}, {u"part"_s, u"Part"_s}};
        option.fields[0].secret = true;
        option.fields[1].takenFrom = u"key"_s;
        option.fields[1].takenBy = u"^(.*)$"_s;
        QVERIFY(completeFields(option, {}, {{u"key"_s, secret("very-secret-value")}}).isEmpty());
    }
    void aFieldSaysWhatIsWrongWithoutRepeatingIt_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("good");
        const QByteArray body(24, 'a');
        QTest::newRow("right") << QByteArray(joined("rk_~live_") + body) << true;
        QTest::newRow("spaces around") << QByteArray(joined(" rk_~live_") + body + "\n") << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("cut off") << joined("rk_~live_a") << false;
        QTest::newRow("something in front") << QByteArray(joined("key: rk_~live_") + body) << false;
        QTest::newRow("a zero in it")
            << QByteArray(joined("rk_~live_").append('\0') + body) << false;
        QTest::newRow("not ASCII") << QByteArray(joined("rk_~live_\xc3\xa4") + body) << false;
    }
    void aFieldSaysWhatIsWrongWithoutRepeatingIt()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, good);
        const AuthField &field = builtIn().app(u"stripe"_s)->auth.first().fields.first();
        const auto result = checkField(field, value);
        QCOMPARE(result.isOk(), good);
        if (!good) {
            QVERIFY(result.error().what.contains(field.label));
            QVERIFY(!result.error().what.contains(u"aaaa"_s));
        }
    }
};

TEST_UNIT(tst_Addresses)
#include "tst_Addresses.moc"
