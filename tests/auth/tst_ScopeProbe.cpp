// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ScopeProbe.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

class ScriptedSender final : public HttpSender
{
public:
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        paths.append(request.url.path() + (request.url.hasQuery() ? u"?"_s : QString()));
        methods.append(request.method);
        hosts.append(request.url.host());
        ownHosts.append(request.rules.ownHosts);
        largestBody = request.limits.body;
        if (answers.isEmpty()) {
            Failure failure;
            failure.kind = FailureKind::Other;
            failure.technical = u"more calls than answers"_s;
            return failure;
        }
        return answers.takeFirst();
    }

    QList<HttpAttempt> answers;
    QStringList paths;
    QStringList hosts;
    QList<QStringList> ownHosts;
    QList<QByteArray> methods;
    qint64 largestBody = 0;
};

HttpReply reply(int status, const QByteArray &body = "{}")
{
    HttpReply made;
    made.status = status;
    made.body = body;
    made.headers.add("Content-Type", "application/json");
    return made;
}

Failure failure(FailureKind kind)
{
    Failure made;
    made.kind = kind;
    made.host = u"api.shop.example"_s;
    made.app = u"Shop"_s;
    return made;
}

AppScope scope(const char *name, const QList<ScopeRequest> &requests)
{
    AppScope made;
    made.name = QString::fromLatin1(name);
    made.requests = requests;
    return made;
}

KeyUse use(const QList<AppScope> &scopes)
{
    KeyUse use;
    use.profile.id = u"shop"_s;
    use.profile.name = u"Shop"_s;
    use.profile.baseUrl = u"https://api.shop.example"_s;
    use.profile.hosts = {u"api.shop.example"_s};
    AuthField field;
    field.name = u"key"_s;
    field.label = u"key"_s;
    field.secret = true;
    AuthOption option;
    option.kind = AuthKind::ApiKey;
    option.fields = {field};
    option.request.placement = KeyPlacement::Header;
    option.request.name = u"Authorization"_s;
    option.request.format = u"Bearer {key}"_s;
    use.profile.auth = {option};
    Probe probe;
    probe.method = u"GET"_s;
    probe.path = u"/v1/me"_s;
    probe.invalid.statuses = {401};
    probe.invalid.pointer = u"/code"_s;
    probe.invalid.codes = {u"invalid_key"_s};
    use.profile.probe = probe;
    use.profile.scopes = scopes;
    use.auth = AuthKind::ApiKey;
    use.secrets.insert(u"value"_s, share(SecretBytes::copyOf(QByteArray("marked-value"))));
    return use;
}

QList<AppScope> three()
{
    return {scope("a", {{u"POST"_s, u"/v1/a"_s}, {u"GET"_s, u"/v1/a"_s}}),
            scope("b", {{u"GET"_s, u"/v1/b?limit=1"_s}}),
            scope("c", {{u"GET"_s, u"/v1/c"_s}})};
}

const ManualClock testClock(QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()));

QStringList readings(const ScopeLooks &looks)
{
    QStringList words;
    for (const ScopeLook &look : looks.looks)
        words.append(toText(look.reading));
    return words;
}

} // namespace

class tst_ScopeProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachScopeIsLookedAtByReadingAndNothingElse()
    {
        ScriptedSender http;
        http.answers = {reply(200), reply(403), reply(404)};
        QList<AppScope> scopes = three();
        scopes.append(scope("writes", {{u"POST"_s, u"/v1/a"_s}, {u"DELETE"_s, u"/v1/a"_s}}));
        const auto looks = lookAtScopes(http, testClock, use(scopes), {});
        VERIFY_OK(looks);
        QCOMPARE(http.methods, (QList<QByteArray>{"GET", "GET", "GET"}));
        QCOMPARE(http.paths, (QStringList{u"/v1/a"_s, u"/v1/b?"_s, u"/v1/c"_s}));
        QCOMPARE(http.hosts, QStringList(3, u"api.shop.example"_s));
        QCOMPARE(readings(*looks), (QStringList{u"can-read"_s, u"may-not"_s, u"not-told"_s}));
        QCOMPARE(looks->looks.at(1).scope, u"b"_s);
        QCOMPARE(looks->looks.at(1).status, 403);
        QCOMPARE(looks->at, testClock.now());
        QVERIFY(looks->stoppedBecause.isEmpty());
        QVERIFY(http.largestBody <= 1'048'576);
    }

    void whatTheCatalogKnowsOfTheAnswerCounts()
    {
        ScriptedSender http;
        http.answers = {reply(200), reply(400), reply(403), reply(201)};
        QList<AppScope> scopes;
        for (const char *name : {"a", "b", "c", "d"}) {
            scopes.append(scope(name, {{u"GET"_s, u"/v1/all"_s}}));
            scopes.last().readProbe =
                ReadProbe{u"/v1/%1?limit=1"_s.arg(QString::fromLatin1(name)), {200}, {400}, {}};
        }
        const auto looks = lookAtScopes(http, testClock, use(scopes), {});
        VERIFY_OK(looks);
        QCOMPARE(http.paths, (QStringList{u"/v1/a?"_s, u"/v1/b?"_s, u"/v1/c?"_s, u"/v1/d?"_s}));
        QCOMPARE(http.methods, (QList<QByteArray>{"GET", "GET", "GET", "GET"}));
        QCOMPARE(readings(*looks),
                 (QStringList{u"can-read"_s, u"may-not"_s, u"not-told"_s, u"not-told"_s}));
    }

    void onlyAPlainYesOrNoTells_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("reading");
        QTest::newRow("good") << 200 << u"can-read"_s;
        QTest::newRow("empty") << 204 << u"can-read"_s;
        QTest::newRow("forbidden") << 403 << u"may-not"_s;
        QTest::newRow("not found may hide what is forbidden") << 404 << u"not-told"_s;
        QTest::newRow("a field lacks") << 400 << u"not-told"_s;
        QTest::newRow("somewhere else") << 302 << u"not-told"_s;
        QTest::newRow("not signed in, though the key is good") << 401 << u"not-told"_s;
        QTest::newRow("to be paid for") << 402 << u"not-told"_s;
    }
    void onlyAPlainYesOrNoTells()
    {
        QFETCH(int, status);
        ScriptedSender http;
        http.answers = {reply(status), reply(200), reply(200)};
        const auto looks = lookAtScopes(http, testClock, use(three()), {});
        VERIFY_OK(looks);
        QTEST(readings(*looks).first(), "reading");
        QCOMPARE(http.paths.size(), 3);
    }
    void anAppThatSaysNoWithAGoodStatusIsNotBelievedToSayYes()
    {
        KeyUse slack = use(three());
        slack.profile.probe->okPointer = u"/ok"_s;
        ScriptedSender http;
        http.answers = {reply(200, R"({"ok": false})"), reply(200, R"({"ok": true})"), reply(200)};
        const auto looks = lookAtScopes(http, testClock, slack, {});
        VERIFY_OK(looks);
        QCOMPARE(readings(*looks), (QStringList{u"not-told"_s, u"can-read"_s, u"not-told"_s}));
    }

    void itStopsAndSaysWhy_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("says");
        QTest::newRow("asked to wait") << 429 << QByteArray("{}") << u"Shop"_s;
        QTest::newRow("out of order") << 503 << QByteArray("{}") << u"Shop"_s;
        QTest::newRow("not its key")
            << 401 << QByteArray(R"({"code": "invalid_key"})") << u"refuses this key"_s;
    }
    void itStopsAndSaysWhy()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, says);
        ScriptedSender http;
        http.answers = {reply(200), reply(status, body), reply(200)};
        const auto looks = lookAtScopes(http, testClock, use(three()), {});
        VERIFY_OK(looks);
        QCOMPARE(http.paths.size(), 2); // the third was not asked for
        QCOMPARE(readings(*looks), (QStringList{u"can-read"_s, u"not-told"_s, u"not-told"_s}));
        QVERIFY2(looks->stoppedBecause.contains(says), qPrintable(looks->stoppedBecause));
    }
    void whoIsNotThereIsAskedOnce()
    {
        ScriptedSender http;
        http.answers = {failure(FailureKind::Dns), reply(200), reply(200)};
        const auto looks = lookAtScopes(http, testClock, use(three()), {});
        VERIFY_OK(looks);
        QCOMPARE(http.paths.size(), 1);
        QVERIFY(!looks->stoppedBecause.isEmpty());
        QCOMPARE(readings(*looks), QStringList(3, u"not-told"_s));
    }
    void anEndlessListTellsNothingAndTheNextIsAsked()
    {
        ScriptedSender http;
        http.answers = {failure(FailureKind::Huge), reply(200), reply(200)};
        const auto looks = lookAtScopes(http, testClock, use(three()), {});
        VERIFY_OK(looks);
        QCOMPARE(readings(*looks), (QStringList{u"not-told"_s, u"can-read"_s, u"can-read"_s}));
        QVERIFY(looks->stoppedBecause.isEmpty());
    }
    void stoppingKeepsNothing()
    {
        ScriptedSender http;
        http.answers = {reply(200), failure(FailureKind::Cancelled)};
        VERIFY_ERROR(ErrorCode::Cancelled, lookAtScopes(http, testClock, use(three()), {}));
        QCOMPARE(http.paths.size(), 2);
    }

    void oneCallTellsOfAllScopesItStandsFor()
    {
        ScriptedSender http;
        http.answers = {reply(403)};
        const auto looks = lookAtScopes(http,
                                        testClock,
                                        use({scope("a", {{u"GET"_s, u"/v1/a"_s}}),
                                             scope("a2", {{u"GET"_s, u"/v1/a"_s}})}),
                                        {});
        VERIFY_OK(looks);
        QCOMPARE(http.paths.size(), 1);
        QCOMPARE(readings(*looks), (QStringList{u"may-not"_s, u"may-not"_s}));
        QCOMPARE(looks->looks.at(1).scope, u"a2"_s);
    }
    void whatNeedsANumberNobodyHasIsNotAsked()
    {
        ScriptedSender http;
        http.answers = {reply(200)};
        const auto looks = lookAtScopes(http,
                                        testClock,
                                        use({scope("one", {{u"GET"_s, u"/v1/a/{id}"_s}}),
                                             scope("all", {{u"GET"_s, u"/v1/a"_s}})}),
                                        {});
        VERIFY_OK(looks);
        QCOMPARE(http.paths, QStringList{u"/v1/a"_s});
        QCOMPARE(readings(*looks), (QStringList{u"not-told"_s, u"can-read"_s}));
    }
    void everyCallIsHeldToTheAppsOwnHosts()
    {
        ScriptedSender http;
        http.answers = {reply(200), reply(200), reply(200)};
        VERIFY_OK(lookAtScopes(http, testClock, use(three()), {}));
        QCOMPARE(http.ownHosts, QList<QStringList>(3, QStringList{u"api.shop.example"_s}));
    }
    void thereIsAnEndToCalls()
    {
        QList<AppScope> many;
        for (int i = 0; i < 50; ++i)
            many.append(scope("s", {{u"GET"_s, QString(u"/v1/a%1"_s.arg(i))}}));
        ScriptedSender http;
        http.answers = QList<HttpAttempt>(50, reply(200));
        const auto looks = lookAtScopes(http, testClock, use(many), {});
        VERIFY_OK(looks);
        QCOMPARE(http.paths.size(), 30);
        QCOMPARE(looks->looks.size(), 50);
        QVERIFY(!looks->stoppedBecause.isEmpty());
        QCOMPARE(readings(*looks).last(), u"not-told"_s);
    }
    void whereNoCallIsKnownNothingIsSent()
    {
        ScriptedSender http;
        const QList<AppScope> blind{scope("a", {}), scope("b", {{u"POST"_s, u"/v1/b"_s}})};
        QVERIFY(!canLookAtScopes(use(blind).profile));
        VERIFY_ERROR(ErrorCode::NotFound, lookAtScopes(http, testClock, use(blind), {}));
        QVERIFY(http.paths.isEmpty());
    }
};

TEST_UNIT(tst_ScopeProbe)
#include "tst_ScopeProbe.moc"
