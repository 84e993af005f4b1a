// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SortableId.h"
#include "core/connections/Grants.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/WorkspaceFolder.h"
#include "core/storage/events/EventLog.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

#include <QTemporaryDir>

#include <atomic>
#include <mutex>
#include <thread>

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A token address that gives a new pair for the newest refresh token and refuses every other, as servers do that
/// change it with each use.
class RotatingServer final : public HttpSender
{
public:
    explicit RotatingServer(const Clock &clock)
        : m_clock(clock)
    {}

    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        const QByteArray body = request.body.build().reveal().toByteArray();
        const std::lock_guard lock(m_mutex);
        ++requests;
        if (failure)
            return *failure;
        HttpAttempt answer = answerTo(body);
        // It is done, and nobody hears of it.
        return std::exchange(losesNext, false) ? HttpAttempt(Failure()) : answer;
    }

    HttpAttempt answerTo(const QByteArray &body)
    {
        HttpReply reply;
        reply.receivedAt = m_clock.now();
        reply.headers.add("Content-Type", "application/json");
        const QByteArray token = body.mid(body.indexOf("refresh_token=refresh") + 14);
        const QByteArray used = token.left(token.indexOf('&'));
        QByteArray &current = m_current[used.left(used.lastIndexOf('-'))];
        if (current.isEmpty())
            current = used;
        if (used != current || isEnded) {
            reply.status = 400;
            reply.body = "{\"error\": \"invalid_grant\"}";
            return reply;
        }
        if (keepsRefreshToken) {
            reply.status = 200;
            reply.body = "{\"access_token\": \"access\", \"expires_in\": 600}";
            return reply;
        }
        const qsizetype dash = used.lastIndexOf('-');
        current = used.left(dash) + '-' + QByteArray::number(used.mid(dash + 1).toInt() + 1);
        reply.status = 200;
        reply.body = "{\"access_token\": \"access-of-" + current + "\", \"refresh_token\": \""
            + current + "\", \"expires_in\": 600}";
        return reply;
    }

    std::atomic<int> requests = 0;
    std::optional<Failure> failure;
    bool losesNext = false; ///< carries the next request out and answers nothing
    bool isEnded = false;
    bool keepsRefreshToken = false;

private:
    const Clock &m_clock;
    std::mutex m_mutex;
    QMap<QByteArray, QByteArray> m_current;
};

SharedSecret secret(const QByteArray &value)
{
    return share(SecretBytes::copyOf(value));
}

} // namespace

class tst_Grants : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_scratch;
    std::unique_ptr<ManualClock> m_clock;
    SystemRandom m_random;
    std::optional<SealKey> m_key;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<FakeSecretStore> m_store;
    std::unique_ptr<KeyKeeper> m_keeper;
    std::unique_ptr<RotatingServer> m_server;
    std::unique_ptr<CurrentCatalog> m_current;
    std::unique_ptr<KeyUses> m_uses;
    std::unique_ptr<Grants> m_grants;

    std::unique_ptr<Grants> newGrants()
    {
        return std::make_unique<Grants>(
            Grants::Parts{*m_database,
                          *m_keeper,
                          *m_server,
                          *m_clock,
                          m_random,
                          *m_uses,
                          [](std::chrono::milliseconds, const CancelToken &) {
                              std::this_thread::yield();
                          }});
    }
    CredentialId signedIn(int number, const QString &app = u"xero"_s)
    {
        Connection connection;
        connection.id = makeId<ConnectionId>(*m_clock, m_random);
        connection.app = app; // a client without a secret, whose refresh tokens change
        connection.name = u"Shop %1"_s.arg(number);
        connection.owner = u"Ada"_s;
        connection.purpose = u"x"_s;
        connection.auth = AuthKind::OAuth;
        connection.publicFields = {{u"clientId"_s, QString(32, u'A')}};
        QMap<QString, SharedSecret> client;
        if (app == u"hubspot"_s) { // one with a secret, whose refresh tokens stay
            connection.publicFields = {{u"clientId"_s, QString(36, u'a')}};
            client.insert(u"clientSecret"_s, secret("for the test"));
        }
        connection.createdAt = m_clock->now();
        Credential credential;
        credential.id = makeId<CredentialId>(*m_clock, m_random);
        credential.connection = connection.id;
        credential.kind = CredentialKind::OAuthGrant;
        credential.label = connection.name;
        TokenGrant given;
        given.at = m_clock->now();
        given.accessToken = secret("access");
        given.refreshToken = secret("refresh" + QByteArray::number(number) + "-1");
        given.lifetime = 600s;
        credential.grant = grantStateOf(given, std::nullopt);
        CredentialVersion version;
        version.id = makeId<CredentialVersionId>(*m_clock, m_random);
        version.createdAt = m_clock->now();
        const auto kept = m_keeper->keep(version,
                                         KeyKeeper::joined(withTokens(client, given)),
                                         u"label"_s,
                                         [&](Transaction &tx) -> Result<void> {
                                             credential.versions = {version};
                                             TRY_DONE(ConnectionRepository::insert(tx, connection));
                                             TRY_DONE(CredentialRepository::insert(tx, credential));
                                             Event event;
                                             event.type = u"connection.added"_s;
                                             event.summary = u"added"_s;
                                             TRY_DONE(EventLog::append(tx, event));
                                             return {};
                                         });
        return kept ? credential.id : CredentialId();
    }
    GrantState stateOf(const CredentialId &id)
    {
        const auto found = m_database->read<Credential>(
            [&](ReadView &db) { return CredentialRepository::get(db, id); });
        return found ? found->grant.value_or(GrantState()) : GrantState();
    }
    QStringList events(const QString &type)
    {
        const auto page = m_database->read<EventPage>([&](ReadView &db) {
            EventQuery query;
            query.types = {type};
            return EventLog::query(db, query);
        });
        QStringList summaries;
        for (const Event &event : page ? page->events : QList<Event>())
            summaries.append(event.summary);
        return summaries;
    }
    static Failure down(FailureKind kind)
    {
        Failure failure;
        failure.kind = kind;
        failure.host = u"app.example"_s;
        failure.app = u"Shop"_s;
        failure.status = kind == FailureKind::Server5xx ? 503 : 0;
        return failure;
    }

    struct Ended
    {
        Connection connection;
        Credential credential;
    };
    Ended subjectOf(const CredentialId &id)
    {
        return *m_database->read<Ended>([&](ReadView &db) -> Result<Ended> {
            TRY(credential, CredentialRepository::get(db, id));
            TRY(connection, ConnectionRepository::get(db, credential.connection));
            return Ended{connection, credential};
        });
    }
    /// A look at a sign-in that is to be ended, by another program each time.
    Looked look(const CredentialId &id)
    {
        const Ended ended = subjectOf(id);
        const auto looked = newGrants()->tryRefreshing(ended.connection,
                                                       *ended.credential.current(),
                                                       {u"label"_s, ended.credential.grant},
                                                       {});
        return looked ? *looked : Looked{{{}, CheckVerdict::TellsNothing, 0, looked.error().what}};
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        m_clock =
            std::make_unique<ManualClock>(QDateTime(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC));
        const QString folder = m_scratch->filePath(u"business"_s);
        VERIFY_OK(WorkspaceFolder::create(folder));
        m_key = SealKey::generate(m_random);
        StorageConfig config;
        config.folder = folder;
        config.clock = m_clock.get();
        config.random = &m_random;
        config.actor = u"test"_s;
        config.dataKey = &*m_key;
        auto opened = Database::open(config, OpenMode::CreateNew);
        VERIFY_OK(opened);
        m_database = opened.takeValue();
        m_store = std::make_unique<FakeSecretStore>();
        m_keeper = std::make_unique<KeyKeeper>(
            KeyKeeper::Parts{*m_database, *m_store, *m_clock, m_random, u"w"_s, secret("f")});
        m_server = std::make_unique<RotatingServer>(*m_clock);
        const auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_current = std::make_unique<CurrentCatalog>(*catalog);
        m_uses = std::make_unique<KeyUses>(*m_current, QByteArray());
        m_grants = newGrants();
    }
    void cleanup()
    {
        m_grants.reset();
        m_keeper.reset();
        m_database.reset();
    }

    void whatIsNotDueIsUsedAsItIs()
    {
        const CredentialId id = signedIn(1);
        const auto opener = m_grants->opener(id, {});
        VERIFY_OK(opener);
        QCOMPARE(opener->secrets.value(u"accessToken"_s)->reveal().toByteArray(),
                 QByteArray("access"));
        QCOMPARE(m_server->requests.load(), 0);
    }
    void whatIsDueIsRefreshedFirst()
    {
        const CredentialId id = signedIn(1);
        m_clock->advance(541s);
        const auto opener = m_grants->opener(id, {});
        VERIFY_OK(opener);
        QCOMPARE(opener->secrets.value(u"accessToken"_s)->reveal().toByteArray(),
                 QByteArray("access-of-refresh1-2"));
        QCOMPARE(m_server->requests.load(), 1);
        QCOMPARE(stateOf(id).refreshedAt, m_clock->now());
        QCOMPARE(events(u"credential.refreshed"_s).size(), 1);
        QCOMPARE(m_store->names().size(), 1);
    }
    void manyWhoAskAtOnceCostOneRequestEach()
    {
        constexpr int many = 50;
        QList<CredentialId> ids;
        for (int i = 0; i < many; ++i)
            ids.append(signedIn(i));
        m_clock->advance(541s);
        // Two that know nothing of each other, as two processes: only the lease is between them.
        const auto other = newGrants();
        std::atomic<int> failed = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&, t] {
                Grants &grants = t % 2 == 0 ? *m_grants : *other;
                for (int n = 0; n < 125; ++n) { // 1,000 in all
                    if (!grants.opener(ids.at((n * 7 + t) % many), {}).isOk())
                        ++failed;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(m_server->requests.load(), many);
        m_clock->advance(600s);
        for (const CredentialId &id : ids)
            VERIFY_OK(m_grants->opener(id, {}));
        QCOMPARE(m_server->requests.load(), 2 * many);
    }
    void aFailureIsToldAndTheOldAccessIsUsedWhileItLives()
    {
        const CredentialId id = signedIn(1);
        m_clock->advance(541s);
        m_server->failure = down(FailureKind::Unreachable);
        VERIFY_OK(m_grants->opener(id, {}));
        QCOMPARE(toText(stateOf(id).fault), u"network"_s);
        QCOMPARE(m_server->requests.load(), 1);
        m_clock->advance(29s); // left alone for half a minute
        VERIFY_OK(m_grants->opener(id, {}));
        QCOMPARE(m_server->requests.load(), 1);
        m_clock->advance(60s); // run out by now, and tried again
        const auto opener = m_grants->opener(id, {});
        VERIFY_ERROR(ErrorCode::Unavailable, opener);
        QVERIFY(!opener.error().what.isEmpty());
        QCOMPARE(m_server->requests.load(), 2);
        m_server->failure.reset();
        m_clock->advance(31s);
        VERIFY_OK(m_grants->opener(id, {}));
        QCOMPARE(toText(stateOf(id).fault), u"none"_s);
        QCOMPARE(stateOf(id).failures, 0);
    }
    void whatTheAppEndedIsNotAskedForAgain()
    {
        const CredentialId id = signedIn(1);
        m_clock->advance(541s);
        RotatingServer &server = *m_server;
        VERIFY_OK(m_grants->opener(id, {}));
        // As another computer with a copy of the folder did.
        HttpRequest stolen;
        stolen.body = SecretText("refresh_token=refresh1-2&");
        static_cast<void>(server.attempt(stolen, {}));
        m_clock->advance(600s);
        const int before = server.requests.load();
        VERIFY_ERROR(ErrorCode::Refused, m_grants->opener(id, {}));
        QVERIFY(stateOf(id).hasEnded());
        QCOMPARE(events(u"credential.grant-ended"_s).size(), 1);
        m_clock->advance(std::chrono::hours(5));
        VERIFY_ERROR(ErrorCode::Refused, m_grants->opener(id, {}));
        QCOMPARE(m_grants->refreshDue(std::nullopt, {}).value(), 0);
        QCOMPARE(server.requests.load(), before + 1);
    }
    void tokensThatCouldNotBeKeptAreKeptTheNextTime_data()
    {
        QTest::addColumn<bool>("answerLost");
        QTest::newRow("the store is locked") << false;
        QTest::newRow("the store's answer is lost") << true;
    }
    void tokensThatCouldNotBeKeptAreKeptTheNextTime()
    {
        QFETCH(bool, answerLost);
        const CredentialId id = signedIn(1);
        m_clock->advance(541s);
        const Error locked{ErrorCode::Locked, u"It is locked."_s, {}};
        if (answerLost)
            m_store->failAfterNext(FakeSecretStore::Call::Write, locked);
        else
            m_store->failNext(FakeSecretStore::Call::Write, locked);
        VERIFY_ERROR(ErrorCode::Locked, m_grants->opener(id, {}));
        m_clock->advance(1s);
        const auto opener = m_grants->opener(id, {});
        VERIFY_OK(opener);
        QCOMPARE(opener->secrets.value(u"refreshToken"_s)->reveal().toByteArray(),
                 QByteArray("refresh1-2"));
        QCOMPARE(m_server->requests.load(), 1);
    }
    void anAccessThatEndedEarlyIsReplacedOnce()
    {
        const CredentialId id = signedIn(1);
        const auto opener = m_grants->opener(id, {});
        VERIFY_OK(opener);
        m_clock->advance(31s);
        const auto other = m_grants->another(id, opener->fingerprint, {});
        VERIFY_OK(other);
        QVERIFY(other->has_value());
        // Whoever was refused with the older one takes what is there by now.
        const auto third = m_grants->another(id, opener->fingerprint, {});
        VERIFY_OK(third);
        QCOMPARE((*third)->fingerprint, (*other)->fingerprint);
        // And the new one, refused at once, is not hammered for.
        const auto none = m_grants->another(id, (*other)->fingerprint, {});
        VERIFY_OK(none);
        QVERIFY(!none->has_value());
        QCOMPARE(m_server->requests.load(), 1);
    }
    void itsOwnerMayRenewItAtOnceAndOnlyOnce()
    {
        const CredentialId id = signedIn(1);
        const auto opener = m_grants->opener(id, {});
        VERIFY_OK(opener);
        m_clock->advance(1s);
        const auto renewed = m_grants->renewNow(id, opener->fingerprint, {});
        VERIFY_OK(renewed);
        QVERIFY(*renewed);
        // Whoever comes with the one before finds it done.
        const auto again = m_grants->renewNow(id, opener->fingerprint, {});
        VERIFY_OK(again);
        QVERIFY(*again);
        QCOMPARE(m_server->requests.load(), 1);
    }
    void aPausedConnectionIsLeftAlone()
    {
        const CredentialId id = signedIn(1);
        VERIFY_OK(m_database->write<void>([&](Transaction &tx) -> Result<void> {
            TRY(credential, CredentialRepository::get(tx, id));
            TRY(connection, ConnectionRepository::get(tx, credential.connection));
            connection.paused = true;
            TRY_DONE(ConnectionRepository::update(tx, connection));
            Event event;
            event.type = u"connection.paused"_s;
            event.summary = u"paused"_s;
            TRY_DONE(EventLog::append(tx, event));
            return {};
        }));
        m_clock->advance(541s);
        QCOMPARE(m_grants->refreshDue(std::nullopt, {}).value(), 0);
        QCOMPARE(m_server->requests.load(), 0);
    }
    void aRefusalIsOneWhereNoAnswerWasLost()
    {
        const CredentialId id = signedIn(1);
        m_server->isEnded = true;
        QCOMPARE(toText(look(id).check.verdict), u"refused"_s);
        QCOMPARE(toText(look(id).check.verdict), u"refused"_s);
    }
    void aLostAnswerIsRecoveredFromWhenWhatItGaveHasRunOut_data()
    {
        QTest::addColumn<QString>("app");
        QTest::addColumn<qint64>(
            "end"); // of what it may have given, since it was lost, less the time for it
        QTest::newRow("the refresh token changes, and one that nobody uses ends")
            << u"xero"_s << qint64(60 * 24 * 3600);
        QTest::newRow("the refresh token stays, so that only access was given")
            << u"hubspot"_s << qint64(1800);
    }
    void aLostAnswerIsRecoveredFromWhenWhatItGaveHasRunOut()
    {
        QFETCH(const QString, app);
        QFETCH(const qint64, end);
        const CredentialId id = signedIn(1, app);
        const QDateTime lostAt = m_clock->now();
        m_server->losesNext = true;
        m_server->keepsRefreshToken = app == u"hubspot"_s;
        Looked looked = look(id);
        QCOMPARE(toText(looked.check.verdict), u"tells-nothing"_s);
        QVERIFY(looked.unheard);
        m_server->isEnded = true;
        m_clock->advance(121s);
        looked = look(id);
        QCOMPARE(toText(looked.check.verdict), u"tells-nothing"_s);
        QVERIFY2(looked.check.why.contains(u"was not heard"_s), qPrintable(looked.check.why));
        QVERIFY(looked.unheard && looked.unheard->endsBy);
        const qint64 spare = lostAt.secsTo(*looked.unheard->endsBy) - end;
        QVERIFY2(spare >= 0 && spare <= 300, qPrintable(QString::number(spare)));
        // The next look says the same and not later.
        const QDateTime known = *looked.unheard->endsBy;
        m_clock->advance(10s);
        QCOMPARE(look(id).unheard->endsBy, known);
        m_clock->advance(std::chrono::seconds(m_clock->now().secsTo(known) - 1));
        QCOMPARE(toText(look(id).check.verdict), u"tells-nothing"_s);
        m_clock->advance(1s);
        looked = look(id);
        QCOMPARE(toText(looked.check.verdict), u"refused"_s);
        QVERIFY(!looked.unheard);
        QCOMPARE(toText(look(id).check.verdict), u"refused"_s);
    }
    void anAnswerThatWasLostTwiceIsWaitedForFromTheSecond()
    {
        const CredentialId id = signedIn(1, u"hubspot"_s);
        m_server->keepsRefreshToken = true;
        m_server->losesNext = true;
        look(id);
        m_clock->advance(121s);
        m_server->losesNext = true;
        look(id);
        m_server->isEnded = true;
        m_clock->advance(1500s);
        QCOMPARE(toText(look(id).check.verdict), u"tells-nothing"_s);
        QVERIFY(m_clock->now().secsTo(*look(id).unheard->endsBy) > 1700);
    }
    void whatRenewsAfterALossAndIsLeftAsItWasLostAccessOnly()
    {
        const CredentialId id = signedIn(1);
        m_server->keepsRefreshToken = true; // other than the catalog says of this app
        m_server->losesNext = true;
        look(id);
        m_clock->advance(121s);
        Looked looked = look(id);
        QCOMPARE(toText(looked.check.verdict), u"still-works"_s);
        QVERIFY(looked.unheard && looked.unheard->endsBy);
        QVERIFY(m_clock->now().secsTo(*looked.unheard->endsBy) <= 1800 + 120);
        m_server->isEnded = true;
        QCOMPARE(toText(look(id).check.verdict), u"tells-nothing"_s);
        m_clock->advance(1920s);
        QCOMPARE(toText(look(id).check.verdict), u"refused"_s);
    }
    void whatRenewsAfterALossIntoAnotherMayHaveASisterThatLives()
    {
        const CredentialId id = signedIn(1);
        Failure cutOff; // before anything was done, which nobody here knows
        m_server->failure = cutOff;
        look(id);
        m_server->failure.reset();
        m_clock->advance(121s);
        const Looked looked = look(id);
        QCOMPARE(toText(looked.check.verdict), u"still-works"_s);
        QVERIFY(looked.unheard);
        m_server->isEnded = true;
        QCOMPARE(toText(look(id).check.verdict), u"tells-nothing"_s);
    }
    void whatWasNeverSentIsNotLost()
    {
        const CredentialId id = signedIn(1);
        m_server->failure = down(FailureKind::Unreachable);
        QVERIFY(!look(id).unheard);
        m_server->failure.reset();
        m_server->isEnded = true;
        QCOMPARE(toText(look(id).check.verdict), u"refused"_s);
    }
    void oneThatFailsDoesNotKeepTheOthersWaiting()
    {
        const CredentialId first = signedIn(1);
        const CredentialId second = signedIn(2);
        m_clock->advance(541s);
        HttpRequest stolen;
        stolen.body = SecretText("refresh_token=refresh1-1&");
        static_cast<void>(m_server->attempt(stolen, {}));
        QCOMPARE(m_grants->refreshDue(std::nullopt, {}).value(), 1);
        QVERIFY(stateOf(first).hasEnded());
        QCOMPARE(toText(stateOf(second).fault), u"none"_s);
    }
};

TEST_UNIT(tst_Grants)
#include "tst_Grants.moc"
