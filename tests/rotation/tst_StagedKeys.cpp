// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/rotation/RotationBusiness.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QString appId = u"0xI000000000001AAA"_s;
const QString consumerId = u"888000000000001AAA"_s;
const QString stagedPath =
    u"/services/data/v65.0/apps/oauth/credentials/"_s % appId % u'/' % consumerId % u"/staged"_s;

/// What Salesforce's pages say of staged credentials: one pair is the first, one more may wait beside it, and both work.
class StagingApp
{
public:
    struct Pair
    {
        QString key;
        QString secret;
        QString id; ///< while it waits
        QString state;
    };

    explicit StagingApp(const Clock &clock)
        : m_clock(clock)
    {}

    HttpAttempt answer(const HttpRequest &request)
    {
        const QString path = request.url.path();
        const QString call = QString::fromLatin1(request.method) % u' '
            % (path.startsWith(stagedPath) ? u"staged"_s : path.section(u'/', -1));
        calls.append(call);
        const HttpAttempt told = carryOut(request, path);
        if (call != loses)
            return told;
        loses.clear();
        return Failure{.kind = FailureKind::Slow};
    }
    [[nodiscard]] bool works(const QString &key) const
    {
        return key == first.key || key == admin.key || (waiting && key == waiting->key);
    }

    Pair first{QString(40, u'o'), QString(40, u'O'), {}, {}};
    Pair admin{QString(40, u'a'), QString(40, u'A'), {}, {}};
    std::optional<Pair> waiting;
    QString loses; ///< the call whose answer is lost once
    QStringList calls;
    int made = 0;

private:
    [[nodiscard]] HttpAttempt says(int status, const QJsonObject &body) const
    {
        HttpReply reply;
        reply.status = status;
        reply.body = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson();
        reply.headers.add("Content-Type", "application/json");
        reply.receivedAt = m_clock.now();
        return reply;
    }
    [[nodiscard]] QJsonObject shown(const Pair &pair) const
    {
        return {{u"id"_s, pair.id},
                {u"key"_s, pair.key},
                {u"secret"_s, pair.secret},
                {u"state"_s, pair.state},
                {u"createdDate"_s, m_clock.now().toString(Qt::ISODateWithMs)}};
    }
    [[nodiscard]] QJsonObject all() const
    {
        return {{u"stagedCredentials"_s, QJsonArray{shown(*waiting)}}, {u"url"_s, stagedPath}};
    }
    HttpAttempt carryOut(const HttpRequest &request, const QString &path)
    {
        if (path.endsWith(u"openid-configuration"))
            return says(200, {{u"issuer"_s, u"x"_s}});
        if (path.endsWith(u"/token")) {
            const QUrlQuery form(QString::fromUtf8(request.body.build().reveal().toByteArray()));
            const QString key = form.queryItemValue(u"client_id"_s);
            const QString secret = form.queryItemValue(u"client_secret"_s);
            const bool isKnown = (key == first.key && secret == first.secret)
                || (key == admin.key && secret == admin.secret)
                || (waiting && key == waiting->key && secret == waiting->secret);
            return isKnown ? says(200, {{u"access_token"_s, key}, {u"token_type"_s, u"Bearer"_s}})
                           : says(400, {{u"error"_s, u"invalid_client"_s}});
        }
        QString bearer;
        for (const RequestHeader &header : request.headers) {
            if (header.name == "Authorization")
                bearer = QString::fromUtf8(header.value.build().reveal().toByteArray()).mid(7);
        }
        if (!works(bearer))
            return says(401, {{u"error"_s, u"Bad_OAuth_Token"_s}});
        if (path.endsWith(u"/userinfo"))
            return says(200, {{u"name"_s, u"Integration"_s}});
        if (bearer != admin.key)
            return says(403, {{u"errorCode"_s, u"INSUFFICIENT_ACCESS"_s}});
        return stage(request.method, path);
    }
    HttpAttempt stage(const QByteArray &method, const QString &path)
    {
        if (method == "POST") {
            if (waiting)
                return says(400, {{u"errorCode"_s, u"ALREADY_STAGED"_s}});
            const QString part = QString::number(++made);
            waiting = Pair{QString(QString(39, u'n') % part),
                           QString(QString(39, u'N') % part),
                           u"0Sx"_s % part,
                           u"Active"_s};
            return says(201, all());
        }
        if (method == "GET")
            return waiting ? says(200, all()) : says(404, {{u"errorCode"_s, u"NOT_FOUND"_s}});
        if (!waiting || path != QString(stagedPath % u'/' % waiting->id))
            return says(404, {{u"errorCode"_s, u"NOT_FOUND"_s}});
        if (method == "PATCH") {
            std::swap(first, *waiting);
            waiting->id = u"0Sy"_s % QString::number(++made);
            waiting->state = u"Rotated"_s;
            return says(200, shown(*waiting));
        }
        waiting.reset();
        return says(204, {});
    }

    const Clock &m_clock;
};

} // namespace

/// A key that waits beside the first one: whatever answer is lost, the one in use works, and in the end there is one.
class tst_StagedKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_business = std::make_unique<RotationBusiness>();
        m_app = std::make_unique<StagingApp>(m_business->clock());
        m_business->answerInstead = [this](const HttpRequest &request,
                                           int) -> std::optional<HttpAttempt> {
            if (!request.url.host().endsWith(u".salesforce.com"))
                return std::nullopt;
            return m_app->answer(request);
        };
        VERIFY_OK(m_business->open());
        const auto shop = connect(u"Shop"_s, m_app->first, true);
        const auto office = connect(u"Office"_s, m_app->admin, false);
        VERIFY_OK(shop);
        VERIFY_OK(office);
        m_shop = *shop;
        m_office = m_business->door().credential(*office)->connection;
        m_app->calls.clear();
    }
    void cleanup()
    {
        m_business.reset();
        m_app.reset();
    }

    void itIsPutInPlaceAndTheFirstOneEnds_data()
    {
        QTest::addColumn<QString>("loses");
        QTest::newRow("every answer is heard") << QString();
        QTest::newRow("that of the making is lost") << u"POST staged"_s;
        QTest::newRow("that of the putting in place is lost") << u"PATCH staged"_s;
        QTest::newRow("that of the ending is lost") << u"DELETE staged"_s;
    }
    void itIsPutInPlaceAndTheFirstOneEnds()
    {
        QFETCH(const QString, loses);
        m_app->loses = loses;
        const QString before = m_app->first.key;
        const auto done = start();
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(done->oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(done->lostKeys, loses.startsWith(u"POST") ? 1 : 0);
        QVERIFY(!m_app->works(before));
        QVERIFY(!m_app->waiting);
        QCOMPARE(m_app->calls.count(u"PATCH staged"_s), 1);
        const auto connection = m_business->door().connection(done->connection);
        VERIFY_OK(connection);
        QCOMPARE(connection->publicFields.value(u"clientId"_s), m_app->first.key);
        QCOMPARE(m_business->door().currentValue(m_shop), m_app->first.secret.toLatin1());
    }

    void onTheWayBackWhatWaitsIsEndedAndTheFirstOneStays()
    {
        const QString before = m_app->first.key;
        StartRotation command = rotation();
        command.overlapHours = 24;
        const auto begun = m_business->door().rotations().start(command, {});
        VERIFY_OK(begun);
        QCOMPARE(toText(begun->phase), u"overlapping"_s);
        QVERIFY(m_app->waiting && m_app->works(before));
        VERIFY_OK(m_business->door().rotations().abort({begun->id}, {}));
        const auto back = m_business->door().settle(begun->id);
        VERIFY_OK(back);
        QCOMPARE(toText(back->phase), u"rolled-back"_s);
        QCOMPARE(back->newEnd, KeyEnd::SeenRefused);
        QCOMPARE(m_app->first.key, before);
        QVERIFY(!m_app->waiting);
        QVERIFY(!m_app->calls.contains(u"PATCH staged"_s));
    }

    void withoutTheOthersKeyTheOldOneIsItsOwnersToEnd()
    {
        const auto begun = [&] {
            StartRotation command = rotation();
            command.authority = {};
            command.byHand = true;
            return m_business->door().rotations().start(command, {});
        }();
        VERIFY_OK(begun);
        m_app->waiting =
            StagingApp::Pair{QString(40, u'h'), QString(40, u'H'), u"0Sxh"_s, u"Active"_s};
        GiveNewKey give;
        give.id = begun->id;
        give.publicFields.insert(u"clientId"_s, m_app->waiting->key);
        give.secrets.insert(u"clientSecret"_s,
                            share(SecretBytes::copyOf(m_app->waiting->secret.toLatin1())));
        VERIFY_OK(m_business->door().rotations().give(give, {}));
        const auto stands = m_business->door().settle(begun->id);
        VERIFY_OK(stands);
        QCOMPARE(toText(stands->phase), u"shutting-off"_s);
        QCOMPARE(stands->oldEnd, KeyEnd::ByHand);
        QVERIFY(m_app->works(m_app->first.key));
        // With it, later on, by calls after all.
        ContinueRotation more;
        more.id = begun->id;
        more.authority = m_office;
        VERIFY_OK(m_business->door().rotations().goOn(more, {}));
        const auto done = m_business->door().settle(begun->id);
        VERIFY_OK(done);
        QCOMPARE(toText(done->phase), u"finished"_s);
        QCOMPARE(m_app->first.key, QString(40, u'h'));
        QVERIFY(!m_app->waiting);
    }

private:
    Result<CredentialId> connect(const QString &name, const StagingApp::Pair &pair, bool hasIds)
    {
        AddConnection command;
        command.test = TestFirst::No;
        command.details.app = u"salesforce"_s;
        command.details.name = name;
        command.details.environment = Environment::Production;
        command.details.owner = u"Ada"_s;
        command.details.purpose = u"deals"_s;
        command.details.auth = AuthKind::ClientCredentials;
        command.details.publicFields = {{u"mydomain"_s, u"adas-shop"_s}, {u"clientId"_s, pair.key}};
        if (hasIds) {
            command.details.publicFields.insert(u"appId"_s, appId);
            command.details.publicFields.insert(u"consumerId"_s, consumerId);
        }
        command.details.secrets.insert(u"clientSecret"_s,
                                       share(SecretBytes::copyOf(pair.secret.toLatin1())));
        TRY(view, m_business->door().space().connections.add(command, {}));
        return view.credentials.first().id;
    }
    [[nodiscard]] StartRotation rotation() const
    {
        StartRotation command;
        command.credential = m_shop;
        command.authority = m_office;
        return command;
    }
    Result<Rotation> start() { return m_business->start(rotation()); }

    std::unique_ptr<RotationBusiness> m_business;
    std::unique_ptr<StagingApp> m_app;
    CredentialId m_shop;
    ConnectionId m_office;
};

TEST_UNIT(tst_StagedKeys)
#include "tst_StagedKeys.moc"
