// SPDX-License-Identifier: GPL-3.0-or-later
// Against a strict server of our own (peers/openbao.py, which hvac is served by as well), not a real OpenBao.
#include "core/base/Async.h"
#include "core/secrets/OpenBaoStore.h"
#include "tests/secrets/SecretStoreContract.h"
#include "tests/secrets/StandInServer.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QTemporaryDir>

#include <condition_variable>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const SecretName keyName{u"shop"_s, u"credential/1"_s};
const SecretName accessName{u"access-1"_s, u"store-sign-in"_s};
const QString entry = u"drawbridge/shop/credential_2f1"_s;

SecretBytes secret(const QByteArray &text)
{
    return SecretBytes::copyOf(text);
}

/// Made at run time, so that no file of ours ever contains it.
QByteArray unguessable()
{
    return SystemRandom().bytes(12).toHex();
}

QJsonObject policy()
{
    return {{u"secret/data/drawbridge/*"_s, QJsonArray{u"create"_s, u"read"_s, u"update"_s}},
            {u"secret/metadata/drawbridge/*"_s, QJsonArray{u"list"_s, u"delete"_s}},
            {u"old/*"_s, QJsonArray{u"create"_s, u"read"_s, u"update"_s}},
            {u"numbers/*"_s, QJsonArray{u"read"_s}}};
}

/// Never answers until it is told to stop.
class HungServer final : public HttpSender
{
public:
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override
    {
        std::mutex mutex;
        std::condition_variable stopped;
        cancel.onCancel([&] {
            const std::lock_guard guard(mutex);
            stopped.notify_all();
        });
        asked.release();
        std::unique_lock guard(mutex);
        stopped.wait(guard, [&] { return cancel.isCancelled(); });
        Failure failure;
        failure.kind = FailureKind::Cancelled;
        failure.host = request.url.host();
        return failure;
    }
    QSemaphore asked;
};

/// Whatever stops a request before there is an answer.
class FailingServer final : public HttpSender
{
public:
    explicit FailingServer(FailureKind kind)
        : m_kind(kind)
    {}
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &) override
    {
        Failure failure;
        failure.kind = m_kind;
        failure.host = request.url.host();
        failure.app = request.app;
        return failure;
    }

private:
    FailureKind m_kind;
};

} // namespace

class tst_OpenBaoStore : public SecretStoreContract
{
    Q_OBJECT

    std::shared_ptr<SecretStore> openStore() override { return make(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_secretId = unguessable();
        m_token = unguessable();
        m_fixture = std::make_unique<NetworkStoreFixture>(m_clock);
        m_server = std::make_unique<StandInServer>();
        VERIFY_OK(m_server->start(u"openbao.py"_s, settings()));
        VERIFY_OK(m_fixture->keychain->write(accessName, secret(m_secretId), {}));
    }
    void init()
    {
        m_server->tell({{u"sealed"_s, false}});
        m_server->tell({{u"policy"_s, policy()}});
        m_server->tell({{u"roles"_s, roles()}});
        m_server->tell({{u"script"_s, QJsonArray()}});
    }

    void theOwnerReadsTextAsTextThere()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("plain \"text\""), u"Drawbridge: Stripe, Shop"_s));
        QCOMPARE(entries().value(entry).toArray().last().toObject(),
                 QJsonObject({{u"label"_s, u"Drawbridge: Stripe, Shop"_s},
                              {u"value"_s, u"plain \"text\""_s}}));
        VERIFY_OK(store->remove(keyName));
    }
    void removingDestroysEveryVersion()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        VERIFY_OK(store->write(keyName, secret("two"), {}));
        QCOMPARE(entries().value(entry).toArray().size(), 2);
        VERIFY_OK(store->remove(keyName));
        QVERIFY(!entries().contains(entry));
    }
    void whatSomebodyDeletedThereIsNotFound()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        m_server->tell({{u"deleteLatest"_s, entry}});
        VERIFY_ERROR(ErrorCode::NotFound, store->read(keyName));
        VERIFY_OK(store->remove(keyName));
    }
    void aMountThatTakesKeysAwayAgainIsRefused()
    {
        const auto store = make();
        m_server->tell({{u"deleteAfter"_s, u"2031-01-02T03:04:05Z"_s}});
        const auto written = store->write(keyName, secret("one"), {});
        m_server->tell({{u"deleteAfter"_s, u""_s}});
        VERIFY_ERROR(ErrorCode::Refused, written);
        QVERIFY(written.error().what.contains(u"delete_version_after"_s));
        VERIFY_OK(store->remove(keyName));
    }
    void whatSomebodyElsePutThereIsDamage()
    {
        m_server->tell({{u"put"_s, entry}, {u"data"_s, QJsonObject{{u"password"_s, u"x"_s}}}});
        VERIFY_ERROR(ErrorCode::Damaged, make()->read(keyName));
        VERIFY_OK(make()->remove(keyName));
    }
    void foldersAndNamesOfOthersAreNotListed()
    {
        const auto store = make();
        VERIFY_OK(store->write({u"listed"_s, u"data-key"_s}, secret("x"), {}));
        for (const QString &theirs : {u"drawbridge/listed/of theirs"_s,
                                      u"drawbridge/listed/folder/deeper"_s,
                                      u"drawbridge/listed/_zz"_s})
            m_server->tell({{u"put"_s, theirs}, {u"data"_s, QJsonObject{{u"a"_s, u"b"_s}}}});
        const auto listed = store->purposes(u"listed"_s);
        VERIFY_OK(listed);
        QCOMPARE(*listed, QStringList(u"data-key"_s));
    }

    void aSessionThatEndedIsBegunAgain()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        const int before = logins();
        VERIFY_OK(store->read(keyName));
        QCOMPARE(logins(), before);
        m_server->tell({{u"do"_s, u"end sessions"_s}});
        VERIFY_OK(store->read(keyName));
        QCOMPARE(logins(), before + 1);
        VERIFY_OK(store->remove(keyName));
    }
    void aRefusalIsAskedAboutOnceNotForEver()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        m_server->tell(
            {{u"policy"_s, QJsonObject{{u"secret/data/others/*"_s, QJsonArray{u"read"_s}}}}});
        const int before = logins();
        const auto read = store->read(keyName);
        VERIFY_ERROR(ErrorCode::Denied, read);
        QVERIFY(read.error().what.contains(u"administrator"_s));
        QCOMPARE(logins(), before + 1);
        QCOMPARE(int(store->status().state), int(StoreState::Ready)); // the mount may be used
    }
    void aSecretIdThatEndedIsTold()
    {
        const auto store = make();
        m_server->tell({{u"roles"_s, QJsonObject{{u"role-1"_s, QJsonArray()}}}});
        const auto read = store->read(keyName);
        VERIFY_ERROR(ErrorCode::Denied, read);
        QVERIFY(read.error().what.contains(u"store-sign-in"_s));
        QCOMPARE(int(store->status().state), int(StoreState::Locked));
        // Another one lets in again, and is kept.
        const QByteArray next = unguessable();
        m_server->tell(
            {{u"roles"_s, QJsonObject{{u"role-1"_s, QJsonArray{QString::fromLatin1(next)}}}}});
        VERIFY_ERROR(ErrorCode::Denied, store->unlock(secret("wrong")));
        VERIFY_OK(store->unlock(secret(next)));
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        VERIFY_OK(make()->read(keyName));
        const auto kept = m_fixture->keychain->read(accessName);
        VERIFY_OK(kept);
        QCOMPARE(kept->reveal().toByteArray(), next);
        VERIFY_OK(m_fixture->keychain->write(accessName, secret(m_secretId), {}));
    }

    void aTokenServesAndIsRenewedInItsTime()
    {
        ManualClock clock(QDateTime(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC));
        NetworkStoreFixture fixture(clock);
        StandInServer server;
        QJsonObject with = settings();
        with.insert(u"tokens"_s,
                    QJsonObject{{QString::fromLatin1(m_token),
                                 QJsonObject{{u"renewable"_s, true}, {u"ttl"_s, 3600}}}});
        VERIFY_OK(server.start(u"openbao.py"_s, with));
        StoreFields fields{{u"address"_s, server.address()},
                           {onMyNetworkField, u"yes"_s},
                           {accessField, accessName.workspace}};
        OpenBaoStore store(fields, fixture.parts());
        VERIFY_OK(store.create(secret(m_token)));
        VERIFY_OK(store.write(keyName, secret("one"), {}));
        const auto renewals = [&server] { return server.requests().filter(u"renew-self"_s).size(); };
        QCOMPARE(renewals(), 1);
        clock.advance(std::chrono::minutes(29));
        VERIFY_OK(store.read(keyName));
        QCOMPARE(renewals(), 1);
        clock.advance(std::chrono::minutes(2));
        VERIFY_OK(store.read(keyName));
        QCOMPARE(renewals(), 2);
        VERIFY_ERROR(ErrorCode::Denied,
                     OpenBaoStore(fields, fixture.parts()).unlock(secret("another")));
        server.tell({{u"do"_s, u"end sessions"_s}});
        VERIFY_ERROR(ErrorCode::Denied, store.read(keyName));
    }

    void withoutASignInItIsMissingAndNothingIsAsked()
    {
        NetworkStoreFixture fixture(m_clock);
        OpenBaoStore store(fields(), fixture.parts());
        const qsizetype before = m_server->requests().size();
        const StoreStatus status = store.status();
        QCOMPARE(int(status.state), int(StoreState::Missing));
        QVERIFY(status.what.contains(u"store-sign-in"_s));
        VERIFY_ERROR(ErrorCode::Locked, store.read(keyName));
        VERIFY_ERROR(ErrorCode::InvalidInput, store.create(SecretBytes()));
        QCOMPARE(m_server->requests().size(), before);
        VERIFY_ERROR(ErrorCode::Denied, store.create(secret("wrong")));
        VERIFY_ERROR(ErrorCode::NotFound, fixture.keychain->read(accessName)); // not kept
        VERIFY_OK(store.create(secret(m_secretId)));
        VERIFY_OK(fixture.keychain->read(accessName));
        VERIFY_OK(store.forgetAccess());
        VERIFY_ERROR(ErrorCode::NotFound, fixture.keychain->read(accessName));
        QCOMPARE(int(store.status().state), int(StoreState::Missing));
    }
    void aLockedKeychainIsNotAMissingSignIn()
    {
        NetworkStoreFixture fixture(m_clock);
        const auto keychain = std::make_shared<FakeSecretStore>();
        keychain->setStatus({StoreState::Locked, u"The keychain is locked."_s});
        fixture.keychain = keychain;
        OpenBaoStore store(fields(), fixture.parts());
        QCOMPARE(int(store.status().state), int(StoreState::Locked));
        QCOMPARE(store.status().what, u"The keychain is locked."_s);
    }

    void aSealedServerIsLocked()
    {
        const auto store = make();
        m_server->tell({{u"sealed"_s, true}});
        const StoreStatus status = store->status();
        QCOMPARE(int(status.state), int(StoreState::Locked));
        QVERIFY2(status.what.contains(u"is sealed"_s), qPrintable(status.what));
        VERIFY_ERROR(ErrorCode::Locked, store->read(keyName));
        VERIFY_ERROR(ErrorCode::Locked, store->remove(keyName));
    }

    void aWrongPlaceIsToldBeforeAnythingIsWritten_data()
    {
        QTest::addColumn<QString>("mount");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("no such mount")
            << u"elsewhere"_s << toText(ErrorCode::Denied) << u"\"elsewhere\""_s;
        QTest::newRow("version 1") << u"old"_s << toText(ErrorCode::Unavailable) << u"version 2"_s;
        QTest::newRow("another engine")
            << u"numbers"_s << toText(ErrorCode::Unavailable) << u"version 2"_s;
    }
    void aWrongPlaceIsToldBeforeAnythingIsWritten()
    {
        QFETCH(QString, mount);
        QFETCH(QString, code);
        QFETCH(QString, part);
        StoreFields wrong = fields();
        wrong.insert(u"mount"_s, mount);
        OpenBaoStore store(wrong, m_fixture->parts());
        const auto made = store.create(secret(m_secretId));
        QVERIFY(!made.isOk());
        QCOMPARE(toText(made.error().code), code);
        QVERIFY2(made.error().what.contains(part), qPrintable(made.error().what));
    }
    void versionOneIsRefusedWhateverItAnswers()
    {
        StoreFields wrong = fields();
        wrong.insert(u"mount"_s, u"old"_s);
        OpenBaoStore store(wrong, m_fixture->parts());
        VERIFY_ERROR(ErrorCode::Unavailable, store.write(keyName, secret("one"), {}));
        QVERIFY(!store.read(keyName).isOk()); // what was written there is not read as ours
    }

    void onlyTheServerItselfSaysThatThereIsNothing_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        const QString away = toText(ErrorCode::Unavailable);
        QTest::newRow("a page of something else")
            << 404 << QByteArray("<html>Not found</html>") << away;
        QTest::newRow("nothing at all") << 404 << QByteArray() << away;
        QTest::newRow("no engine there")
            << 404 << QByteArray("{\"errors\": [\"no handler for route\"]}") << away;
        QTest::newRow("a good page of something else")
            << 200 << QByteArray("<html>Welcome</html>") << away;
        QTest::newRow("JSON of something else") << 200 << QByteArray(R"({"hello": 1})") << away;
        QTest::newRow("a list") << 200 << QByteArray("[1]") << away;
        QTest::newRow("an empty value")
            << 200 << QByteArray(R"({"data": {"data": {"value": ""}, "metadata": {}}})")
            << toText(ErrorCode::Damaged);
        QTest::newRow("base64 that is none")
            << 200 << QByteArray(R"({"data": {"data": {"base64": "*"}, "metadata": {}}})")
            << toText(ErrorCode::Damaged);
        QTest::newRow("a fault") << 500 << QByteArray(R"({"errors": ["internal error"]})") << away;
        QTest::newRow("a proxy's fault") << 502 << QByteArray("bad gateway") << QString();
        QTest::newRow("too many") << 429 << QByteArray(R"({"errors": ["rate limit"]})")
                                  << QString();
        QTest::newRow("refused") << 400 << QByteArray(R"({"errors": ["what?"]})")
                                 << toText(ErrorCode::Refused);
    }
    void onlyTheServerItselfSaysThatThereIsNothing()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        const auto store = make();
        VERIFY_OK(store->unlock({}));
        m_server->script(status, body);
        const auto read = store->read(keyName);
        QVERIFY(!read.isOk());
        QVERIFY(read.error().code != ErrorCode::NotFound);
        QVERIFY(!read.error().what.isEmpty());
        if (!code.isEmpty())
            QCOMPARE(toText(read.error().code), code);
    }
    void anotherServersAddressIsNotFollowed()
    {
        const auto store = make();
        VERIFY_OK(store->unlock({}));
        m_server->script(307, {}, {{u"Location"_s, u"http://203.0.113.1/v1/secret"_s}});
        const auto read = store->read(keyName);
        QVERIFY(!read.isOk());
        QVERIFY(read.error().code != ErrorCode::NotFound);
    }
    void anErrorRepeatsNoSecretTheServerEchoes()
    {
        const auto store = make();
        VERIFY_OK(store->unlock({}));
        const QByteArray value = unguessable();
        m_server->script(400, "{\"errors\": [\"cannot take " + value + "\"]}");
        const auto refused = store->write(keyName, secret(value), {});
        VERIFY_ERROR(ErrorCode::Refused, refused);
        const QString told = refused.error().what + refused.error().detail;
        QVERIFY(told.contains(u"[secret]"_s));
        QVERIFY(!told.contains(QString::fromLatin1(value)));
    }

    void whatStopsARequestIsTold_data()
    {
        QTest::addColumn<FailureKind>("kind");
        QTest::addColumn<StoreState>("state");
        QTest::newRow("no such host") << FailureKind::Dns << StoreState::Absent;
        QTest::newRow("nobody there") << FailureKind::Refused << StoreState::Absent;
        QTest::newRow("slow") << FailureKind::Slow << StoreState::Silent;
        QTest::newRow("vouched for by nobody") << FailureKind::TlsUntrusted << StoreState::Unusable;
    }
    void whatStopsARequestIsTold()
    {
        QFETCH(FailureKind, kind);
        QFETCH(StoreState, state);
        NetworkStoreFixture fixture(m_clock);
        fixture.keychain = m_fixture->keychain;
        fixture.http = std::make_shared<FailingServer>(kind);
        OpenBaoStore store(fields(), fixture.parts());
        const StoreStatus status = store.status();
        QCOMPARE(int(status.state), int(state));
        QVERIFY(status.what.contains(u"OpenBao"_s) || status.what.contains(u"127.0.0.1"_s));
        const auto read = store.read(keyName);
        QVERIFY(!read.isOk() && read.error().code != ErrorCode::NotFound);
    }
    void lockingEndsWhatIsUnderWayAndWaitsForNothing()
    {
        NetworkStoreFixture fixture(m_clock);
        fixture.keychain = m_fixture->keychain;
        const auto hung = std::make_shared<HungServer>();
        fixture.http = hung;
        OpenBaoStore store(fields(), fixture.parts());
        QThreadPool pool;
        const auto reading = runIn(pool, [&store]() -> Result<int> {
            TRY_DONE(store.read(keyName));
            return 1;
        });
        QVERIFY(hung->asked.tryAcquire(1, 20'000));
        QVERIFY(!store.description().isEmpty());
        store.lock();
        QTRY_VERIFY(reading.isFinished());
        VERIFY_ERROR(ErrorCode::Cancelled, reading.result());
    }

    void aPrivateAuthorityIsTrustedWhereItIsNamed()
    {
        QTemporaryDir folder;
        const auto authority = TestAuthority::create(folder.path(), u"house"_s);
        VERIFY_OK(authority);
        const auto certificate = authority->issue({u"server"_s, {u"127.0.0.1"_s}, {}, {}});
        VERIFY_OK(certificate);
        StandInServer server;
        VERIFY_OK(server.start(u"openbao.py"_s, settings(), *certificate));
        StoreFields fields = this->fields();
        fields.insert(u"address"_s, server.address());
        const StoreStatus untrusted = OpenBaoStore(fields, m_fixture->parts()).status();
        QCOMPARE(int(untrusted.state), int(StoreState::Unusable));
        QCOMPARE(server.requests().size(), 0);
        fields.insert(caFileField, authority->certificateFile());
        OpenBaoStore store(fields, m_fixture->parts());
        QCOMPARE(int(store.status().state), int(StoreState::Ready));
        QCOMPARE(store.contacts().size(), 1);
        fields.insert(caFileField, folder.filePath(u"no such file"_s));
        const auto read = OpenBaoStore(fields, m_fixture->parts()).read(keyName);
        QVERIFY(!read.isOk() && read.error().code != ErrorCode::NotFound);
    }
    void aNamespaceIsNamedInEveryRequest()
    {
        StandInServer server;
        QJsonObject with = settings();
        with.insert(u"namespace"_s, u"team-a"_s);
        with.insert(u"authMount"_s, u"roles"_s);
        VERIFY_OK(server.start(u"openbao.py"_s, with));
        StoreFields fields = this->fields();
        fields.insert(u"address"_s, server.address());
        QVERIFY(OpenBaoStore(fields, m_fixture->parts()).status().state != StoreState::Ready);
        fields.insert(u"namespace"_s, u"team-a"_s);
        fields.insert(u"authMount"_s, u"roles"_s);
        OpenBaoStore store(fields, m_fixture->parts());
        QCOMPARE(int(store.status().state), int(StoreState::Ready));
        VERIFY_OK(store.write(keyName, secret("one"), {}));
        VERIFY_OK(store.purposes(keyName.workspace));
        VERIFY_OK(store.remove(keyName));
    }

    void settingsThatCannotBeAreNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("no address") << u"address"_s << QString();
        QTest::newRow("an address with a path") << u"address"_s << u"https://bao.test/v1"_s;
        QTest::newRow("no address at all") << u"address"_s << u"not one"_s;
        QTest::newRow("a mount that climbs") << u"mount"_s << u"secret/../sys"_s;
        QTest::newRow("a mount with a question") << u"mount"_s << u"secret?x"_s;
        QTest::newRow("a prefix that climbs") << prefixField << u".."_s;
        QTest::newRow("a prefix that begins with a slash") << prefixField << u"/a"_s;
        QTest::newRow("a header in the namespace") << u"namespace"_s << u"a\r\nX: y"_s;
        QTest::newRow("JSON in the role") << u"roleId"_s << u"a\",\"b"_s;
        QTest::newRow("perhaps") << onMyNetworkField << u"perhaps"_s;
        QTest::newRow("unknown") << u"token"_s << u"x"_s;
    }
    void settingsThatCannotBeAreNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        StoreFields wrong = fields();
        wrong.insert(name, value);
        const auto checked = checkStoreFields({SecretsKind::OpenBao, wrong});
        VERIFY_ERROR(ErrorCode::InvalidInput, checked);
        VERIFY_ERROR(ErrorCode::InvalidInput, OpenBaoStore(wrong, m_fixture->parts()).read(keyName));
    }
    void aPasswordInTheAddressIsRefused()
    {
        StoreFields wrong = fields();
        wrong.insert(u"address"_s, u"https://a:b@bao.test"_s);
        VERIFY_ERROR(ErrorCode::Insecure, checkStoreFields({SecretsKind::OpenBao, wrong}));
    }
    void aStoreOnThisComputerHasNoSettings()
    {
        VERIFY_OK(checkStoreFields(SecretsKind::Vault));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     checkStoreFields({SecretsKind::Keychain, {{u"address"_s, u"x"_s}}}));
    }

private:
    [[nodiscard]] QJsonObject roles() const
    {
        return {{u"role-1"_s, QJsonArray{QString::fromLatin1(m_secretId)}}};
    }
    [[nodiscard]] QJsonObject settings() const
    {
        return {{u"policy"_s, policy()}, {u"roles"_s, roles()}};
    }
    [[nodiscard]] StoreFields fields() const
    {
        return {{u"address"_s, m_server->address()},
                {u"roleId"_s, u"role-1"_s},
                {onMyNetworkField, u"yes"_s},
                {accessField, accessName.workspace}};
    }
    [[nodiscard]] std::shared_ptr<OpenBaoStore> make()
    {
        return std::make_shared<OpenBaoStore>(fields(), m_fixture->parts());
    }
    [[nodiscard]] QJsonObject entries()
    {
        return m_server->tell({{u"get"_s, u"entries"_s}}).value(u"entries"_s).toObject();
    }
    [[nodiscard]] int logins()
    {
        return m_server->tell({{u"get"_s, u"entries"_s}}).value(u"logins"_s).toInt();
    }

    SystemClock m_clock;
    QByteArray m_secretId;
    QByteArray m_token;
    std::unique_ptr<NetworkStoreFixture> m_fixture;
    std::unique_ptr<StandInServer> m_server;
};

TEST_UNIT(tst_OpenBaoStore)
#include "tst_OpenBaoStore.moc"
