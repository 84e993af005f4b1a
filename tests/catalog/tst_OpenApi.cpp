// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/ImportedApp.h"
#include "core/catalog/OpenApi.h"
#include "core/catalog/OpenApiProfile.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// `rest` under the head that every description has.
QByteArray three(const QByteArray &rest)
{
    return "openapi: 3.0.3\ninfo: {title: Ada's Shop, version: 1.10}\n" + rest;
}

QByteArray two(const QByteArray &rest)
{
    return "swagger: 2.0\ninfo: {title: Ada's Shop, version: v2}\n" + rest;
}

QStringList flowsOf(const OpenApiDescription &description)
{
    QStringList flows;
    for (const OpenApiAuth &each : description.auth)
        flows.append(QString(each.scheme % u' ' % each.flow));
    return flows;
}

} // namespace

class tst_OpenApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAddressIsTheFirstServers_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("address");
        const QString shop = u"https://api.shop.example/v1"_s;
        QTest::newRow("a server") << three("servers: [{url: 'https://api.shop.example/v1'}]")
                                  << shop;
        QTest::newRow("the first of two") << three(
            "servers: [{url: 'https://api.shop.example/v1'}, {url: 'https://other.example'}]")
                                          << shop;
        QTest::newRow("a variable") << three("servers:\n- url: 'https://{host}.shop.example/{v}'\n "
                                             " variables:\n    host: {default: api}\n"
                                             "    v: {default: v1, enum: [v0, v1]}\n")
                                    << shop;
        QTest::newRow("a port as a number") << three(
            "servers: [{url: 'https://shop.example:{p}', variables: {p: {default: 8443}}}]")
                                            << u"https://shop.example:8443"_s;
        QTest::newRow("a value is not looked through again")
            << three("servers: [{url: 'https://{a}.shop.example', variables: {a: {default: '{b}'}, "
                     "b: {default: c}}}]")
            << u"https://{b}.shop.example"_s;
        QTest::newRow("without a scheme")
            << three("servers: [{url: '//api.shop.example/v1'}]") << shop;
        QTest::newRow("none") << three("") << QString();
        QTest::newRow("a path only") << three("servers: [{url: /v1}]") << QString();
        QTest::newRow("a program instead")
            << three("servers: [{url: 'javascript:alert(1)'}]") << QString();
        QTest::newRow("a file instead")
            << three("servers: [{url: 'file:///etc/passwd'}]") << QString();
        QTest::newRow("with a user")
            << three("servers: [{url: 'https://shop.example@evil.example'}]") << QString();
        QTest::newRow("of a path")
            << three("paths: {/a: {servers: [{url: 'https://api.shop.example/v1'}], get: {}}}")
            << shop;
        QTest::newRow("2.0") << two("host: api.shop.example\nbasePath: /v1\nschemes: [http, https]")
                             << shop;
        QTest::newRow("2.0 without a slash") << two("host: api.shop.example\nbasePath: v1") << shop;
        QTest::newRow("2.0 plain")
            << two("host: shop.example\nschemes: [http]") << u"http://shop.example"_s;
        QTest::newRow("2.0 without a host") << two("basePath: /v1") << QString();
    }
    void theAddressIsTheFirstServers()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, address);
        const auto read = readOpenApi(file);
        VERIFY_OK(read);
        QCOMPARE(read->baseUrl, address);
        QVERIFY(!address.isEmpty() || !read->warnings.isEmpty());
    }
    void everyFlowIsAWayToSignInAndScopesAreTheirUnion()
    {
        const auto read = readOpenApi(three(R"(
servers: [{url: 'https://api.shop.example/v1/'}]
components:
  securitySchemes:
    signIn:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: /oauth/authorize
          tokenUrl: token
          scopes: {read: Read it, write:}
        clientCredentials:
          tokenUrl: https://login.shop.example/token
          scopes: {write: Change it, admin: Everything}
        implicit: {authorizationUrl: 'https://login.shop.example/', scopes: {}}
        password: {tokenUrl: /token}
    other:
      $ref: '#/components/securitySchemes/third'
    third:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: /t, scopes: {third: Third}}}
)"));
        VERIFY_OK(read);
        QCOMPARE(flowsOf(*read),
                 (QStringList{u"other client-credentials"_s,
                              u"signIn authorization-code"_s,
                              u"signIn client-credentials"_s,
                              u"signIn implicit"_s,
                              u"signIn password"_s,
                              u"third client-credentials"_s}));
        QCOMPARE(read->auth.at(1).authorizationUrl, u"https://api.shop.example/oauth/authorize"_s);
        QCOMPARE(read->auth.at(1).tokenUrl, u"https://api.shop.example/v1/token"_s);
        QCOMPARE(read->auth.at(2).tokenUrl, u"https://login.shop.example/token"_s);
        QCOMPARE(read->scopes,
                 (QMap<QString, QString>{{u"admin"_s, u"Everything"_s},
                                         {u"read"_s, u"Read it"_s},
                                         {u"third"_s, u"Third"_s},
                                         {u"write"_s, u"Change it"_s}}));
    }
    void theOlderNamesOfFlowsAreKnown()
    {
        const auto read = readOpenApi(two(R"(
host: shop.example
securityDefinitions:
  a: {type: oauth2, flow: accessCode, authorizationUrl: 'https://shop.example/a', tokenUrl: 'https://shop.example/t', scopes: {x: X}}
  b: {type: oauth2, flow: application, tokenUrl: 'https://shop.example/t', scopes: {y: Y}}
  c: {type: basic}
  d: {type: apiKey, in: query, name: key}
)"));
        VERIFY_OK(read);
        const QJsonArray auth = toJson(nameOpenApiApp(*read, builtIn())).value("auth"_L1).toArray();
        const auto word = [&auth](int i, QLatin1String key) {
            return auth.at(i).toObject().value(key).toString();
        };
        QCOMPARE(auth.size(), 4);
        QCOMPARE(word(0, "kind"_L1), u"oauth"_s);
        QCOMPARE(word(0, "flow"_L1), u"authorization-code"_s);
        QCOMPARE(word(1, "kind"_L1), u"client-credentials"_s);
        QCOMPARE(word(2, "kind"_L1), u"basic"_s);
        QCOMPARE(word(3, "kind"_L1), u"api-key"_s);
        QCOMPARE(word(3, "in"_L1), u"query"_s);
        QCOMPARE(read->scopes.size(), 2);
    }
    void itIsToldWhichCallsWantAKey()
    {
        const auto read = readOpenApi(three(R"(
security: [{one: []}]
components: {securitySchemes: {one: {type: http, scheme: Bearer}, two: {type: apiKey, in: header, name: X-Key}}}
paths:
  /a: {get: {}, post: {security: []}, put: {security: [{}, {two: []}]}}
  /b: {$ref: '#/paths/~1a'}
)"));
        VERIFY_OK(read);
        QCOMPARE(read->operations, 6);
        QCOMPARE(read->openOperations, 4);
        QCOMPARE(read->auth.at(0).way, OpenApiWay::Bearer);
        QCOMPARE(read->auth.at(0).operations, 2);
        QCOMPARE(read->auth.at(1).operations, 2);
    }
    void nothingOutsideTheFileIsFollowed_data()
    {
        QTest::addColumn<QByteArray>("reference");
        QTest::newRow("an address") << QByteArray("https://evil.example/x.yaml#/a");
        QTest::newRow("a file") << QByteArray("../secret.yaml#/a");
        QTest::newRow("a whole file") << QByteArray("/etc/passwd");
        QTest::newRow("nowhere") << QByteArray("#/components/none");
        QTest::newRow("itself") << QByteArray("#/components/securitySchemes/a");
    }
    void nothingOutsideTheFileIsFollowed()
    {
        QFETCH(const QByteArray, reference);
        const auto read = readOpenApi(three("servers: [{url: 'https://shop.example'}]\ncomponents: "
                                            "{securitySchemes: {a: {$ref: '"
                                            + reference + "'}}}"));
        VERIFY_OK(read);
        QVERIFY(read->auth.isEmpty());
        QCOMPARE(read->warnings.size(), 1);
    }
    void whatIsNoDescriptionIsRefused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("something else") << QByteArray("{\"nodes\": []}");
        QTest::newRow("older") << QByteArray("swagger: 1.2");
        QTest::newRow("none yet") << QByteArray("openapi: 4.0.0");
        QTest::newRow("no number") << QByteArray("openapi: three");
        QTest::newRow("a list for a number") << QByteArray("openapi: [3.0.0]");
    }
    void whatIsNoDescriptionIsRefused()
    {
        QFETCH(const QByteArray, file);
        const auto read = readOpenApi(file);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    }
    void aVersionIsTheTextInTheFile()
    {
        QCOMPARE(readOpenApi(three(""))->version, u"1.10"_s);
        QCOMPARE(readOpenApi(R"({"openapi":"3.1.0","info":{"title":"A","version":"1.10"}})")->version,
                 u"1.10"_s);
    }
    void aNameOfTheCatalogIsNotTaken_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("id");
        QTest::newRow("free") << u"Ada's Shop API"_s << u"ada-s-shop-api"_s;
        QTest::newRow("taken") << u"Stripe"_s << u"stripe-imported"_s;
        QTest::newRow("looks alike") << u"5tripe"_s << u"app-5tripe-imported"_s;
        QTest::newRow("only signs") << u"\u65e5\u672c"_s << u"app"_s;
        QTest::newRow("begins with a digit") << u"3 Shops"_s << u"app-3-shops"_s;
        QTest::newRow("long") << QString(80, u'a') << QString(40, u'a');
    }
    void aNameOfTheCatalogIsNotTaken()
    {
        QFETCH(const QString, title);
        QFETCH(const QString, id);
        OpenApiDescription description;
        description.title = title;
        const OpenApiProfile app = nameOpenApiApp(description, builtIn());
        QCOMPARE(app.id, id);
        QCOMPARE(app.name != title, !app.warnings.isEmpty());
        AppProfile profile;
        profile.id = app.id;
        profile.name = app.name;
        VERIFY_OK(builtIn().canImport(profile));
    }
    void whatWasReadCanBeConnected_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("ways");
        QTest::addColumn<QStringList>("hosts");
        const QByteArray server =
            "servers: [{url: 'https://shop.example'}]\ncomponents: {securitySchemes: ";
        const QStringList shop{u"shop.example"_s};
        const QStringList guess{u"bearer"_s, u"basic"_s, u"none"_s};
        QTest::newRow("nothing") << three("") << guess << QStringList();
        QTest::newRow("a header") << three(server + "{a: {type: apiKey, in: header, name: X-Key}}}")
                                  << QStringList{u"api-key"_s} << shop;
        QTest::newRow("a cookie") << three(server + "{a: {type: apiKey, in: cookie, name: sid}}}")
                                  << QStringList{u"api-key"_s} << shop;
        QTest::newRow("a header that is none")
            << three(server + "{a: {type: apiKey, in: header, name: \"X: y\\r\\nZ\"}}}") << guess
            << shop;
        QTest::newRow("a sign-in and its server")
            << three(server
                     + "{a: {type: oauth2, flows: {authorizationCode: {authorizationUrl: "
                       "'https://b.example/a', "
                       "tokenUrl: 'https://c.example/t', scopes: {read: R}}}}}}")
            << QStringList{u"oauth"_s} << QStringList{u"shop.example"_s, u"c.example"_s};
        QTest::newRow("access over http") << three(
            server
            + "{a: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'http://c.example/t'}}}}}")
                                          << guess << shop;
        QTest::newRow("two of a kind")
            << three(server + "{a: {type: http, scheme: basic}, b: {type: http, scheme: basic}}}")
            << QStringList{u"basic"_s} << shop;
        QTest::newRow("plain http")
            << three("servers: [{url: 'http://shop.example'}]") << guess << QStringList();
        QTest::newRow("a port") << three("servers: [{url: 'https://shop.example:8443'}]") << guess
                                << QStringList();
        QTest::newRow("this computer")
            << three("servers: [{url: 'https://localhost'}]") << guess << QStringList();
        QTest::newRow("braces in the path")
            << three("servers: [{url: 'https://shop.example/%7Bkey%7D'}]") << guess << shop;
    }
    void whatWasReadCanBeConnected()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QStringList, ways);
        QFETCH(const QStringList, hosts);
        const auto read = readOpenApi(file);
        VERIFY_OK(read);
        const OpenApiProfile named = nameOpenApiApp(*read, builtIn());
        const AppProfile profile = importedApp(named, QDate(2026, 11, 26)).profile;
        VERIFY_OK(builtIn().with({profile}));
        QStringList kinds;
        for (const AuthOption &each : profile.auth)
            kinds.append(toText(each.kind));
        QCOMPARE(kinds, ways);
        QCOMPARE(profile.hosts, hosts);
        const auto again = readOpenApiProfile(toJson(named));
        VERIFY_OK(again);
        QCOMPARE(toJson(*again), toJson(named));
    }
    void whatWasKeptAndIsDamagedIsTold()
    {
        VERIFY_ERROR(ErrorCode::Damaged, readOpenApiProfile({}));
        VERIFY_ERROR(ErrorCode::Damaged,
                     readOpenApiProfile({{u"id"_s, u"shop"_s}, {u"name"_s, u"Shop"_s}}));
        VERIFY_ERROR(ErrorCode::Damaged,
                     readOpenApiProfile(
                         {{u"id"_s, 7}, {u"name"_s, u"Shop"_s}, {u"auth"_s, QJsonArray()}}));
    }
    void textsArePlainAndCut()
    {
        const auto read = readOpenApi(
            QByteArray("{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"Sh\\u202eop\\u0007\","
                       "\"version\":\"1\",\"description\":\"")
            + QByteArray(100000, 'd') + "\"}}");
        VERIFY_OK(read);
        QVERIFY(!read->title.contains(QChar(0x202e)) && !read->title.contains(QChar(7)));
        QVERIFY(read->summary.size() <= 161);
    }
};

TEST_UNIT(tst_OpenApi)
#include "tst_OpenApi.moc"
