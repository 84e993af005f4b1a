// SPDX-License-Identifier: GPL-3.0-or-later
// What goes out, byte for byte, and what is read from answers written after the apps' own pages, which is not the same
// as from the apps: fixtures/recipes. In their texts <x*3> stands for xxx, so that no scanner takes one for a key, and
// <base64:..> for what its name says.
#include "core/auth/KeyMaking.h"
#include "core/auth/ShutOffCalls.h"
#include "core/catalog/Catalog.h"
#include "tests/auth/ScriptedSender.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTimeZone>

#include "TestTree.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const ManualClock testClock(QDateTime(QDate(2026, 11, 26), QTime(12, 0), QTimeZone::utc()));

QString fixtures()
{
    return QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/tests/auth/fixtures/recipes");
}

QByteArray expanded(QByteArray text)
{
    static const QRegularExpression repeated(u"<([A-Za-z0-9]+)\\*([0-9]+)>"_s);
    static const QRegularExpression base64(u"<base64:([^<>]*)>"_s);
    QString all = QString::fromUtf8(text);
    for (auto match = repeated.match(all); match.hasMatch(); match = repeated.match(all))
        all.replace(match.capturedStart(),
                    match.capturedLength(),
                    match.captured(1).repeated(match.captured(2).toInt()));
    for (auto match = base64.match(all); match.hasMatch(); match = base64.match(all))
        all.replace(match.capturedStart(),
                    match.capturedLength(),
                    QString::fromLatin1(match.captured(1).toUtf8().toBase64()));
    return all.toUtf8();
}

QJsonObject fixture(const QString &app)
{
    QFile file(fixtures() + u'/' + app + u".json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(expanded(file.readAll())).object();
}

const Catalog &catalog()
{
    static const Catalog all = Catalog::builtIn().takeValue();
    return all;
}

KeyUse useOf(const QString &app, const QJsonObject &told)
{
    KeyUse use;
    use.profile = *catalog().app(app);
    use.auth = fromText<AuthKind>(told[u"auth"_s].toString()).value_or(AuthKind::None);
    use.reach = use.profile.kind == AppKind::Practice ? NetworkReach::OnMyNetwork
                                                      : NetworkReach::PublicOnly;
    const QJsonObject fields = told[u"publicFields"_s].toObject();
    for (const QString &name : fields.keys())
        use.publicFields.insert(name, fields[name].toString());
    const QJsonObject secrets = told[u"secrets"_s].toObject();
    for (const QString &name : secrets.keys())
        use.secrets.insert(name, share(SecretBytes::copyOf(secrets[name].toString().toUtf8())));
    return use;
}

/// Answers as told, and writes down every byte it was sent.
class Recorder final : public HttpSender
{
public:
    explicit Recorder(const QJsonArray &exchanges)
        : m_exchanges(exchanges)
    {}

    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        QJsonObject headers;
        for (const RequestHeader &header : request.headers)
            headers.insert(QString::fromLatin1(header.name),
                           QString::fromUtf8(header.value.build().reveal().toByteArray()));
        sent.append(QJsonObject{{u"method"_s, QString::fromLatin1(request.method)},
                                {u"url"_s,
                                 QString(request.url.toString(QUrl::FullyEncoded)
                                         + QString::fromUtf8(
                                             request.urlTail.build().reveal().toByteArray()))},
                                {u"headers"_s, headers},
                                {u"body"_s,
                                 QString::fromUtf8(request.body.build().reveal().toByteArray())}});
        const QJsonObject answer =
            m_exchanges.at(sent.size() - 1).toObject()[u"response"_s].toObject();
        if (answer.isEmpty())
            return Failure{};
        if (answer[u"xml"_s].isString())
            return reply(answer[u"status"_s].toInt(),
                         answer[u"xml"_s].toString().toUtf8(),
                         "text/xml");
        const QJsonObject body = answer[u"body"_s].toObject();
        return reply(answer[u"status"_s].toInt(),
                     body.isEmpty() ? QByteArray()
                                    : QJsonDocument(body).toJson(QJsonDocument::Compact));
    }

    QJsonArray sent;

private:
    QJsonArray m_exchanges;
};

QByteArray shown(const QJsonArray &requests)
{
    return QJsonDocument(requests).toJson();
}

QJsonArray expectedOf(const QJsonArray &exchanges)
{
    QJsonArray requests;
    for (const QJsonValue &exchange : exchanges)
        requests.append(exchange[u"request"_s]);
    return requests;
}

} // namespace

class tst_KeyRecipes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRecipeHasItsFixture()
    {
        for (const AppProfile &app : catalog().apps()) {
            const bool isThere = QFile::exists(fixtures() + u'/' + app.id + u".json"_s);
            QVERIFY2(isThere == app.rotation.recipe.has_value(), qPrintable(app.id));
        }
    }

    void everyFixtureSaysWhereItIsFrom_data() { apps(); }
    void everyFixtureSaysWhereItIsFrom()
    {
        QFETCH(const QString, app);
        const QJsonObject told = fixture(app);
        QVERIFY(!told[u"source"_s].toString().isEmpty());
        QVERIFY(QDate::fromString(told[u"date"_s].toString(), Qt::ISODate).isValid());
        QCOMPARE(told[u"app"_s].toString(), app);
    }

    void aNewKeyIsMade_data() { apps(); }
    void aNewKeyIsMade()
    {
        QFETCH(const QString, app);
        const QJsonObject told = fixture(app);
        const QJsonObject expected = told[u"make"_s].toObject();
        const QJsonArray exchanges = expected[u"exchanges"_s].toArray();
        Recorder http(exchanges);
        NewKeyWish wish;
        wish.label = told[u"wish"_s][u"label"_s].toString();
        for (const QJsonValue &scope : told[u"wish"_s][u"scopes"_s].toArray())
            wish.scopes.append(scope.toString());
        const QDate end = QDate::fromString(told[u"wish"_s][u"endsAt"_s].toString(), Qt::ISODate);
        if (end.isValid())
            wish.endsAt = end;
        const auto outcome = makeKey(http,
                                     useOf(app, told[u"old"_s].toObject()),
                                     useOf(app, told[u"authority"_s].toObject()),
                                     wish,
                                     {},
                                     testClock);
        VERIFY_OK(outcome);
        QCOMPARE(shown(http.sent), shown(expectedOf(exchanges)));
        const auto *key = std::get_if<GaveKey>(&*outcome);
        QVERIFY(key);
        const QJsonObject secrets = expected[u"secrets"_s].toObject();
        QCOMPARE(key->secrets.keys(), secrets.keys());
        for (const QString &name : secrets.keys())
            QCOMPARE(QString::fromUtf8(key->secrets[name]->reveal().toByteArray()),
                     secrets[name].toString());
        const QJsonObject fields = expected[u"publicFields"_s].toObject();
        QCOMPARE(key->publicFields.keys(), fields.keys());
        for (const QString &name : fields.keys())
            QCOMPARE(key->publicFields[name], fields[name].toString());
        QCOMPARE(key->keyId, expected[u"keyId"_s].toString());
        QCOMPARE(key->endsAt ? key->endsAt->toString(Qt::ISODate) : QString(),
                 expected[u"endsAt"_s].toString());
    }

    void theKeysAreListed_data() { apps(u"list"_s); }
    void theKeysAreListed()
    {
        QFETCH(const QString, app);
        const QJsonObject told = fixture(app);
        const QJsonArray exchanges = told[u"list"_s][u"exchanges"_s].toArray();
        Recorder http(exchanges);
        const auto listed = listKeys(http,
                                     useOf(app, told[u"old"_s].toObject()),
                                     useOf(app, told[u"authority"_s].toObject()),
                                     {},
                                     testClock);
        VERIFY_OK(listed);
        QCOMPARE(shown(http.sent), shown(expectedOf(exchanges)));
        const auto *all = std::get_if<QList<KeyOfList>>(&*listed);
        QVERIFY(all);
        QJsonArray keys;
        for (const KeyOfList &key : *all) {
            QJsonObject one{{u"id"_s, key.id}, {u"label"_s, key.label}};
            if (key.createdAt)
                one.insert(u"createdAt"_s, key.createdAt->toString(Qt::ISODate));
            keys.append(one);
        }
        QCOMPARE(shown(keys), shown(told[u"list"_s][u"keys"_s].toArray()));
    }

    void aKeyIsEnded_data() { apps(u"end"_s); }
    void aKeyIsEnded()
    {
        QFETCH(const QString, app);
        const QJsonObject told = fixture(app);
        const QJsonArray exchanges = told[u"end"_s][u"exchanges"_s].toArray();
        Recorder http(exchanges);
        const QJsonValue by = told.contains(u"ender"_s) ? told[u"ender"_s] : told[u"authority"_s];
        const auto ended = endKey(http,
                                  useOf(app, told[u"old"_s].toObject()),
                                  useOf(app, by.toObject()),
                                  told[u"end"_s][u"keyId"_s].toString(),
                                  {},
                                  testClock);
        VERIFY_OK(ended);
        QCOMPARE(shown(http.sent), shown(expectedOf(exchanges)));
        QCOMPARE(toText(ended->outcome), told[u"end"_s][u"outcome"_s].toString());
    }

    void aKeyThatWasReplacedIsEnded_data() { apps(u"replaced"_s); }
    void aKeyThatWasReplacedIsEnded()
    {
        QFETCH(const QString, app);
        const QJsonObject told = fixture(app);
        // From wherever it stands: the app may have done the first part, or all of it, unheard.
        const QJsonArray courses = told[u"replaced"_s].toArray();
        QVERIFY(!courses.isEmpty());
        for (const QJsonValue &course : courses) {
            const QJsonArray exchanges = course[u"exchanges"_s].toArray();
            Recorder http(exchanges);
            const auto ended = endReplaced(http,
                                           useOf(app, told[u"old"_s].toObject()),
                                           useOf(app, told[u"made"_s].toObject()),
                                           useOf(app, told[u"authority"_s].toObject()),
                                           {},
                                           testClock);
            VERIFY_OK(ended);
            QCOMPARE(shown(http.sent), shown(expectedOf(exchanges)));
            QCOMPARE(toText(ended->outcome), course[u"outcome"_s].toString());
        }
    }

    void aKeyIsKnownByItsName_data() { apps(u"keyId"_s); }
    void aKeyIsKnownByItsName()
    {
        QFETCH(const QString, app);
        const QJsonObject told = fixture(app);
        const QJsonArray exchanges = told[u"keyId"_s][u"exchanges"_s].toArray();
        Recorder http(exchanges);
        const auto id = keyIdOf(http, useOf(app, told[u"old"_s].toObject()), {}, {}, testClock);
        VERIFY_OK(id);
        QCOMPARE(shown(http.sent), shown(expectedOf(exchanges)));
        QCOMPARE(*id, told[u"keyId"_s][u"id"_s].toString());
    }

    void aRestrictedKeyOfTwilioIsNotReplacedByOneThatMayMore()
    {
        const QJsonObject told = fixture(u"twilio"_s);
        ScriptedSender http;
        http.answers = {reply(200, json("{'sid':'SK','policy':{'allow':['/twilio/messaging']}}"))};
        const auto outcome = makeKey(http,
                                     useOf(u"twilio"_s, told[u"old"_s].toObject()),
                                     useOf(u"twilio"_s, told[u"authority"_s].toObject()),
                                     {u"New"_s, {}, {}},
                                     {});
        VERIFY_OK(outcome);
        const auto *none = std::get_if<GaveNone>(&*outcome);
        QVERIFY(none);
        QCOMPARE(none->kind, FailureClass::Refused);
        QVERIFY(none->why.contains(u"Restricted"_s));
        QCOMPARE(http.urls.size(), 1);
    }

    void aMainKeyOfTwilioIsNotReplacedByItself()
    {
        const QJsonObject told = fixture(u"twilio"_s);
        const KeyUse main = useOf(u"twilio"_s, told[u"authority"_s].toObject());
        ScriptedSender http;
        http.answers = {reply(200, json("{'sid':'SK','policy':null}"))};
        VERIFY_ERROR(ErrorCode::InvalidInput, makeKey(http, main, main, {u"New"_s, {}, {}}, {}));
        QVERIFY(http.urls.size() <= 1);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     endKey(http, main, main, main.publicFields.value(u"keySid"_s), {}));
    }

    void anotherAccountOfTwilioMakesNothing()
    {
        const QJsonObject told = fixture(u"twilio"_s);
        KeyUse main = useOf(u"twilio"_s, told[u"authority"_s].toObject());
        main.publicFields.insert(u"accountSid"_s, QString(u"AC"_s + QString(32, u'9')));
        ScriptedSender http;
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     makeKey(http,
                             useOf(u"twilio"_s, told[u"old"_s].toObject()),
                             main,
                             {u"New"_s, {}, {}},
                             {}));
        QVERIFY(http.urls.isEmpty());
    }

    void aKeyWithUnknownPermissionsIsNotReplacedByOneThatMayEverything()
    {
        const QJsonObject told = fixture(u"sendgrid"_s);
        for (const QStringList &scopes : {QStringList(), QStringList{u"2fa_required"_s}}) {
            ScriptedSender http;
            VERIFY_ERROR(ErrorCode::InvalidInput,
                         makeKey(http,
                                 useOf(u"sendgrid"_s, told[u"old"_s].toObject()),
                                 useOf(u"sendgrid"_s, told[u"authority"_s].toObject()),
                                 {u"New"_s, scopes, {}},
                                 {}));
            QVERIFY(http.urls.isEmpty());
        }
    }

    void aTokenOfCloudflareIsNotRolledByItself()
    {
        const QJsonObject told = fixture(u"cloudflare"_s);
        const KeyUse old = useOf(u"cloudflare"_s, told[u"old"_s].toObject());
        ScriptedSender http;
        http.answers = {reply(200, json("{'result':{'id':'a'}}"))};
        VERIFY_ERROR(ErrorCode::InvalidInput, makeKey(http, old, old, {}, {}));
        QVERIFY(http.urls.size() <= 1);
    }

    void aTokenOfZendeskIsMadeByNobodyElse()
    {
        const QJsonObject told = fixture(u"zendesk"_s);
        ScriptedSender http;
        http.answers = {reply(200, json("{'token':{'id':1,'client_id':2,'scopes':['write']}}"))};
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     makeKey(http,
                             useOf(u"zendesk"_s, told[u"old"_s].toObject()),
                             useOf(u"zendesk"_s, told[u"ender"_s].toObject()),
                             {},
                             {}));
        QVERIFY(http.urls.size() <= 1);
    }

    void aKeyOfAwsIsTriedWithoutSendingIt()
    {
        const KeyUse use = useOf(u"aws"_s, fixture(u"aws"_s)[u"old"_s].toObject());
        const auto answer = [](int status, const QByteArray &xml) {
            return HttpAttempt(reply(status, xml, "text/xml"));
        };
        const auto refusal = [&answer](const QByteArray &code) {
            return answer(403,
                          "<ErrorResponse><Error><Type>Sender</Type><Code>" + code
                              + "</Code></Error></ErrorResponse>");
        };
        ScriptedSender http;
        http.answers = {answer(200,
                               "<GetCallerIdentityResponse><GetCallerIdentityResult>"
                               "<Arn>arn:aws:iam::123456789012:user/shop</Arn>"
                               "</GetCallerIdentityResult></GetCallerIdentityResponse>"),
                        refusal("InvalidClientTokenId"),
                        refusal("SignatureDoesNotMatch")};
        const auto good = probeKey(http, testClock, use, {});
        VERIFY_OK(good);
        QVERIFY(good->test.ok);
        QCOMPARE(good->test.identity, u"arn:aws:iam::123456789012:user/shop"_s);
        QVERIFY(http.headers.value("Authorization").startsWith("AWS4-HMAC-SHA256 Credential=AKIA"));
        QCOMPARE(http.headers.value("X-Amz-Date"), QByteArray("20261126T120000Z"));
        const QByteArray secret = use.secrets.value(u"secretAccessKey"_s)->reveal().toByteArray();
        for (const QByteArray &value : http.headers)
            QVERIFY(!value.contains(secret));
        const auto ended = probeKey(http, testClock, use, {});
        VERIFY_OK(ended);
        QVERIFY(!ended->test.ok && ended->refusedAsInvalid && ended->inJson);
        const auto wrong = probeKey(http, testClock, use, {});
        VERIFY_OK(wrong);
        QVERIFY(!wrong->test.ok && !wrong->refusedAsInvalid);
        // The cross-check without a key is answered in XML, too.
        http.answers = {refusal("InvalidClientTokenId"), refusal("MissingAuthenticationToken")};
        http.headers.clear();
        const auto looked = lookAt(http, testClock, {{{}, use}}, {}, {});
        VERIFY_OK(looked);
        QCOMPARE(toText(looked->check.verdict), u"refused"_s);
    }

    void aKeyOfAwsMayMakeItsSuccessorAndIsEndedByIt()
    {
        const KeyUse old = useOf(u"aws"_s, fixture(u"aws"_s)[u"old"_s].toObject());
        const QJsonArray exchanges = fixture(u"aws"_s)[u"make"_s][u"exchanges"_s].toArray();
        Recorder http(exchanges);
        const auto outcome = makeKey(http, old, old, {}, {}, testClock);
        VERIFY_OK(outcome);
        QVERIFY(std::holds_alternative<GaveKey>(*outcome));
        ScriptedSender other;
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     endKey(other, old, old, old.publicFields.value(u"accessKeyId"_s), {}));
        QVERIFY(other.urls.isEmpty());
    }

    void whereAwsIsAskedTooOftenItIsAskedAgainLater_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<FailureClass>("kind");
        for (const char *code : {"Throttling", "ThrottlingException", "RequestLimitExceeded"})
            QTest::newRow(code) << QByteArray(code) << FailureClass::NotNow;
        QTest::newRow("two keys already") << QByteArray("LimitExceeded") << FailureClass::Refused;
    }
    void whereAwsIsAskedTooOftenItIsAskedAgainLater()
    {
        QFETCH(const QByteArray, code);
        QFETCH(const FailureClass, kind);
        const QJsonObject told = fixture(u"aws"_s);
        const KeyUse old = useOf(u"aws"_s, told[u"old"_s].toObject());
        const KeyUse authority = useOf(u"aws"_s, told[u"authority"_s].toObject());
        const HttpAttempt answer =
            reply(400,
                  "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>"
                  "<Type>Sender</Type><Code>"
                      + code
                      + "</Code><Message>Rate exceeded</Message></Error>"
                        "<RequestId>b70a15bc</RequestId></ErrorResponse>",
                  "text/xml");
        ScriptedSender http;
        http.answers = {answer};
        const auto listed = listKeys(http, old, authority, {}, testClock);
        VERIFY_OK(listed);
        QCOMPARE(std::get<NotListed>(*listed).kind, kind);
        http.answers = {answer};
        const auto ended =
            endKey(http, old, authority, old.publicFields.value(u"accessKeyId"_s), {}, testClock);
        VERIFY_OK(ended);
        QCOMPARE(ended->outcome,
                 kind == FailureClass::NotNow ? EndOutcome::NotNow : EndOutcome::Refused);
    }

    void aKeyOfSalesforceIsNotEndedByItself()
    {
        const QJsonObject told = fixture(u"salesforce"_s);
        const KeyUse old = useOf(u"salesforce"_s, told[u"old"_s].toObject());
        const KeyUse made = useOf(u"salesforce"_s, told[u"made"_s].toObject());
        for (const KeyUse &authority : {old, made}) {
            ScriptedSender http;
            VERIFY_ERROR(ErrorCode::InvalidInput, endReplaced(http, old, made, authority, {}));
            QVERIFY(http.urls.isEmpty());
        }
    }

    void whatIsSignedWithIsNoKey()
    {
        const AppProfile &square = *catalog().app(u"square"_s);
        QVERIFY(!canMake(square, AuthKind::ApiKey));
        QVERIFY(canMakeSigningSecret(square));
    }

private:
    void apps(const QString &part = {})
    {
        QTest::addColumn<QString>("app");
        for (const QString &file : QDir(fixtures()).entryList({u"*.json"_s}, QDir::Files)) {
            const QString app = file.chopped(5);
            if (part.isEmpty() || fixture(app).contains(part))
                QTest::newRow(qPrintable(app)) << app;
        }
    }
};

TEST_UNIT(tst_KeyRecipes)
#include "tst_KeyRecipes.moc"
