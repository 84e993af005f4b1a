// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/CatalogJson.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_CatalogJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAppHasTheShapeOthersRelyOn()
    {
        for (const AppProfile &app : builtIn().apps()) {
            const QJsonObject json = toJson(app);
            QCOMPARE(json.value("id"_L1).toString(), app.id);
            QVERIFY(json.value("name"_L1).isString());
            QVERIFY(json.value("version"_L1).isString());
            QVERIFY(json.value("baseUrl"_L1).isString() || json.value("baseUrl"_L1).isNull());
            const QJsonArray auth = json.value("auth"_L1).toArray();
            QCOMPARE(auth.size(), app.auth.size());
            for (const QJsonValue each : auth)
                QVERIFY(fromText<AuthKind>(each.toObject().value("kind"_L1).toString()));
            for (const QJsonValue each : json.value("scopes"_L1).toArray()) {
                QVERIFY(each.toObject().value("name"_L1).isString());
                QVERIFY(each.toObject().value("description"_L1).isString());
            }
            const QJsonObject line = toListJson(app);
            QVERIFY(line.value("id"_L1).isString() && line.value("name"_L1).isString());
        }
    }
    void signInSaysWhereTokensComeFrom()
    {
        const QJsonArray auth = toJson(*builtIn().app(u"xero"_s)).value("auth"_L1).toArray();
        const QJsonObject client = auth[0].toObject();
        QCOMPARE(client.value("flow"_L1).toString(), u"client-credentials"_s);
        QCOMPARE(client.value("tokenUrl"_L1).toString(),
                 u"https://identity.xero.com/connect/token"_s);
        QVERIFY(client.value("authorizationUrl"_L1).isNull());
        const QJsonObject signIn = auth[1].toObject();
        QCOMPARE(signIn.value("flow"_L1).toString(), u"authorization-code"_s);
        QVERIFY(
            signIn.value("authorizationUrl"_L1).toString().startsWith(u"https://login.xero.com/"_s));
        QVERIFY(signIn.value("revocationUrl"_L1).isString());
    }
    void aFactSaysHowItIsKnown()
    {
        const QJsonObject stripe = toJson(*builtIn().app(u"stripe"_s));
        const QJsonObject facts = stripe.value("toolFacts"_L1).toObject();
        QCOMPARE(facts.size(), 5);
        const QJsonObject known = facts.value("permissionSeparation"_L1).toObject();
        QCOMPARE(known.value("answer"_L1).toString(), u"yes"_s);
        QCOMPARE(known.value("confidence"_L1).toString(), u"verified"_s);
        QVERIFY(known.value("source"_L1).toString().startsWith(u"https://"_s));
        QVERIFY(QDate::fromString(known.value("date"_L1).toString(), Qt::ISODate).isValid());
        const QJsonObject unknown = facts.value("auditLog"_L1).toObject();
        QCOMPARE(unknown.value("answer"_L1).toString(), u"unknown"_s);
        QVERIFY(unknown.value("source"_L1).isNull());
        QVERIFY(QDate::fromString(unknown.value("date"_L1).toString(), Qt::ISODate).isValid());
    }
    void howReadingIsLookedAtIsTold()
    {
        const QJsonArray scopes = toJson(*builtIn().app(u"stripe"_s)).value("scopes"_L1).toArray();
        const QJsonObject look = scopes[0].toObject().value("readProbe"_L1).toObject();
        QCOMPARE(look.value("method"_L1).toString(), u"GET"_s);
        QCOMPARE(look.value("path"_L1).toString(), u"/v1/balance_transactions?limit=1"_s);
        QCOMPARE(look.value("allowed"_L1).toArray(), (QJsonArray{200}));
        QCOMPARE(look.value("denied"_L1).toArray(), (QJsonArray{403}));
        QVERIFY(look.value("source"_L1).toString().startsWith(u"https://"_s));
        QVERIFY(scopes[2].toObject().contains("readProbe"_L1));
        QVERIFY(scopes[2].toObject().value("readProbe"_L1).isNull());
    }
    void aRecognizedKeyIsTold()
    {
        const QJsonObject known = toJson(
            builtIn().keys().recognize(QByteArray(joined("sk_~test_") + QByteArray(24, 'a'))));
        QCOMPARE(known.value("app"_L1).toString(), u"stripe"_s);
        QCOMPARE(known.value("environment"_L1).toString(), u"test"_s);
        QCOMPARE(known.value("kind"_L1).toString(), u"secret-key"_s);
        QCOMPARE(known.value("confidence"_L1).toString(), u"high"_s);
        const QJsonObject unknown = toJson(builtIn().keys().recognize("hello world"));
        for (const QString &member : {u"app"_s, u"kind"_s, u"environment"_s, u"confidence"_s})
            QVERIFY(unknown.contains(member) && unknown.value(member).isNull());
    }
    void aRecipeIsToldWithoutItsCalls()
    {
        const QJsonValue recipe = toJson(*builtIn().app(u"twilio"_s))[u"rotation"_s][u"recipe"_s];
        QCOMPARE(recipe[u"auth"_s].toArray(), QJsonArray{u"basic"_s});
        QCOMPARE(recipe[u"tried"_s].toBool(true), false);
        QCOMPARE(recipe[u"replaces"_s].toBool(true), false);
        QVERIFY(recipe[u"needs"_s].toString().contains(u"Main key"_s));
        QVERIFY(!recipe.toObject().contains(u"make"_s));
        QVERIFY(toJson(*builtIn().app(u"stripe"_s))[u"rotation"_s][u"recipe"_s].isNull());
    }
};

TEST_UNIT(tst_CatalogJson)
#include "tst_CatalogJson.moc"
