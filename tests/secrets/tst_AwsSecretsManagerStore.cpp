// SPDX-License-Identifier: GPL-3.0-or-later
// Against a strict server of our own (peers/secretsmanager.py) that has every signature and input checked by botocore,
// not the real service.
#include "core/secrets/AwsSecretsManagerStore.h"
#include "tests/secrets/SecretStoreContract.h"
#include "tests/secrets/StandInServer.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const SecretName keyName{u"shop"_s, u"credential/1"_s};
const SecretName accessName{u"access-1"_s, u"store-sign-in"_s};
const QString entry = u"drawbridge/shop/credential_2f1"_s;
const QString keyId = u"AKIDEXAMPLEAKIDEXAM"_s;

SecretBytes secret(const QByteArray &text)
{
    return SecretBytes::copyOf(text);
}

QByteArray unguessable()
{
    return SystemRandom().bytes(20).toBase64();
}

QByteArray fault(const char *type, const char *message = "")
{
    return QJsonDocument(QJsonObject{{u"__type"_s, QString::fromLatin1(type)},
                                     {u"message"_s, QString::fromLatin1(message)}})
        .toJson();
}

} // namespace

class tst_AwsSecretsManagerStore : public SecretStoreContract
{
    Q_OBJECT

    std::shared_ptr<SecretStore> openStore() override { return make(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_key = unguessable();
        m_fixture = std::make_unique<NetworkStoreFixture>(m_clock);
        m_server = std::make_unique<StandInServer>();
        VERIFY_OK(m_server->start(u"secretsmanager.py"_s, settings()));
        VERIFY_OK(m_fixture->keychain->write(accessName, secret(m_key), {}));
    }
    void init()
    {
        m_server->tell({{u"script"_s, QJsonArray()}});
        m_server->tell({{u"deny"_s, QJsonArray()}});
        m_server->tell({{u"slowDelete"_s, 0}});
        m_server->tell({{u"page"_s, 100}});
        m_server->tell({{u"do"_s, u"thaw list"_s}});
        m_fixture->pauses->clear();
    }

    void theOwnerReadsTextAsTextThere()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("plain \"text\""), u"Drawbridge: Stripe, Shop"_s));
        const QJsonObject there = entries().value(entry).toObject();
        QCOMPARE(there.value(u"description"_s).toString(), u"Drawbridge: Stripe, Shop"_s);
        QCOMPARE(there.value(u"versions"_s).toArray().first().toObject().value(u"SecretString"_s),
                 QJsonValue(u"plain \"text\""_s));
        VERIFY_OK(store->remove(keyName));
    }
    void theVersionThatCountsIsTheCurrentOne()
    {
        const auto store = make();
        for (const char *value : {"one", "two", "three"})
            VERIFY_OK(store->write(keyName, secret(value), {}));
        QStringList stages;
        const QJsonArray versions =
            entries().value(entry).toObject().value(u"versions"_s).toArray();
        for (const QJsonValue version : versions) {
            const QJsonObject one = version.toObject();
            stages.append(one.value(u"SecretString"_s).toString() % u" "_s
                          % one.value(u"stages"_s).toArray().first().toString());
        }
        QCOMPARE(stages, QStringList({u"one "_s, u"two AWSPREVIOUS"_s, u"three AWSCURRENT"_s}));
        VERIFY_OK(store->remove(keyName));
        QVERIFY(!entries().contains(entry));
    }
    void aValueThatIsOnlyPendingIsNone()
    {
        m_server->tell({{u"pend"_s, entry}});
        const auto store = make();
        VERIFY_ERROR(ErrorCode::NotFound, store->read(keyName));
        VERIFY_OK(store->write(keyName, secret("whole"), {}));
        const auto read = store->read(keyName);
        VERIFY_OK(read);
        QCOMPARE(read->reveal().toByteArray(), QByteArray("whole"));
        VERIFY_OK(store->remove(keyName));
    }
    void whatSomebodyIsDeletingThereIsNotNothing()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        m_server->tell({{u"markDeleted"_s, entry}});
        VERIFY_ERROR(ErrorCode::Conflict, store->read(keyName));
        VERIFY_ERROR(ErrorCode::Conflict, store->write(keyName, secret("two"), {}));
        VERIFY_OK(store->remove(keyName));
    }
    void aNameThatIsNotYetFreeIsTriedAgain()
    {
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        m_server->tell({{u"slowDelete"_s, 3}});
        VERIFY_OK(store->remove(keyName));
        VERIFY_OK(store->write(keyName, secret("two"), {}));
        QCOMPARE(m_fixture->pauses->size(), 3);
        m_server->tell({{u"slowDelete"_s, 0}});
        VERIFY_OK(store->remove(keyName));
    }
    void theListIsReadToItsEnd()
    {
        const auto store = make();
        m_server->tell({{u"page"_s, 2}});
        QStringList all;
        for (int i = 0; i < 5; ++i) {
            all.append(u"credential/%1"_s.arg(i));
            VERIFY_OK(store->write({u"many"_s, all.last()}, secret("x"), {}));
        }
        const auto listed = make()->purposes(u"many"_s);
        VERIFY_OK(listed);
        QCOMPARE(*listed, all);
    }
    void whatItDidItselfIsInTheListThatLagsBehind()
    {
        const auto store = make();
        VERIFY_OK(store->write({u"lag"_s, u"credential/1"_s}, secret("x"), {}));
        m_server->tell({{u"do"_s, u"freeze list"_s}});
        VERIFY_OK(store->write({u"lag"_s, u"credential/2"_s}, secret("x"), {}));
        VERIFY_OK(store->remove({u"lag"_s, u"credential/1"_s}));
        const auto listed = store->purposes(u"lag"_s);
        VERIFY_OK(listed);
        QCOMPARE(*listed, QStringList(u"credential/2"_s));
    }

    void whatIsToBeAskedLaterIsAskedLater_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("throttled") << 400 << fault("ThrottlingException", "Rate exceeded");
        QTest::newRow("with a name before it")
            << 400 << fault("com.amazonaws.secretsmanager#ThrottlingException");
        QTest::newRow("too many") << 429 << QByteArray();
        QTest::newRow("its own fault") << 500 << fault("InternalServiceError");
        QTest::newRow("unavailable") << 503 << QByteArray("<html>");
    }
    void whatIsToBeAskedLaterIsAskedLater()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const auto store = make();
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        const QJsonObject no{{u"status"_s, status}, {u"body"_s, QString::fromUtf8(body)}};
        m_server->tell({{u"script"_s, QJsonArray{no, no}}});
        VERIFY_OK(store->read(keyName));
        QCOMPARE(m_fixture->pauses->size(), 2);
        QVERIFY(m_fixture->pauses->first() >= std::chrono::milliseconds(250));
        QVERIFY(m_fixture->pauses->last() >= std::chrono::milliseconds(500));
        m_server->tell({{u"script"_s, QJsonArray{no, no, no, no, no}}});
        VERIFY_ERROR(ErrorCode::Unavailable, store->read(keyName));
        QCOMPARE(m_fixture->pauses->size(), 6);
        VERIFY_OK(store->remove(keyName));
    }
    void aRepeatedWriteIsOne()
    {
        const auto store = make();
        // It was done, and the answer was lost: the same request again is the same version.
        const QJsonObject no{{u"status"_s, 500}, {u"body"_s, u""_s}};
        m_server->tell({{u"script"_s, QJsonArray{no}}});
        VERIFY_OK(store->write(keyName, secret("one"), {}));
        QCOMPARE(entries().value(entry).toObject().value(u"versions"_s).toArray().size(), 1);
        VERIFY_OK(store->remove(keyName));
    }

    void aRefusalSaysWhatToDo_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        const QString denied = toText(ErrorCode::Denied);
        QTest::newRow("not permitted")
            << 400 << fault("AccessDeniedException") << denied << u"does not permit"_s;
        QTest::newRow("unknown key id")
            << 400 << fault("UnrecognizedClientException") << denied << u"does not accept"_s;
        QTest::newRow("wrong secret") << 400 << fault("InvalidSignatureException", "does not match")
                                      << denied << u"does not accept"_s;
        QTest::newRow("a session that ended")
            << 400 << fault("ExpiredTokenException") << denied << u"have ended"_s;
        QTest::newRow("a wrong clock")
            << 400 << fault("InvalidSignatureException", "Signature expired: 1 is now earlier")
            << toText(ErrorCode::Refused) << u"clock"_s;
        QTest::newRow("a clock that is ahead")
            << 400 << fault("InvalidSignatureException", "Signature not yet current: 1")
            << toText(ErrorCode::Refused) << u"clock"_s;
        QTest::newRow("its own key") << 400 << fault("DecryptionFailure") << denied << u"KMS"_s;
        QTest::newRow("something new")
            << 400 << fault("SomethingNew") << toText(ErrorCode::Refused) << u"settings"_s;
        QTest::newRow("a page of something else")
            << 200 << QByteArray("<html>") << toText(ErrorCode::Unavailable) << u"address"_s;
        QTest::newRow("an empty value") << 200 << QByteArray(R"({"SecretString": ""})")
                                        << toText(ErrorCode::Damaged) << u"Paste"_s;
        QTest::newRow("not found by something else")
            << 404 << QByteArray("<html>") << QString() << QString();
        QTest::newRow("not found by a liar")
            << 404 << fault("ResourceNotFoundException") << QString() << QString();
    }
    void aRefusalSaysWhatToDo()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, part);
        const auto store = make();
        m_server->script(status, body);
        const auto read = store->read(keyName);
        QVERIFY(!read.isOk());
        QVERIFY(read.error().code != ErrorCode::NotFound);
        if (!code.isEmpty())
            QCOMPARE(toText(read.error().code), code);
        QVERIFY2(read.error().what.contains(part), qPrintable(read.error().what));
    }
    void aWrongClockIsNotAWrongKey()
    {
        const ManualClock late(QDateTime(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC));
        NetworkStoreFixture fixture(late);
        fixture.keychain = m_fixture->keychain;
        const auto read = AwsSecretsManagerStore(fields(), fixture.parts()).read(keyName);
        VERIFY_ERROR(ErrorCode::Refused, read);
        QVERIFY(read.error().what.contains(u"clock"_s));
    }
    void anotherKeyIsRefusedAndNotKept()
    {
        const auto store = make();
        VERIFY_ERROR(ErrorCode::Denied, store->unlock(secret("another")));
        const auto kept = m_fixture->keychain->read(accessName);
        VERIFY_OK(kept);
        QCOMPARE(kept->reveal().toByteArray(), m_key);
        m_server->tell({{u"deny"_s, QJsonArray{u"ListSecrets"_s}}});
        QCOMPARE(int(make()->status().state), int(StoreState::Locked));
    }
    void temporaryKeysBringTheirSession()
    {
        const QByteArray session = unguessable();
        QJsonObject with = settings();
        with.insert(u"sessionToken"_s, QString::fromLatin1(session));
        StandInServer server;
        VERIFY_OK(server.start(u"secretsmanager.py"_s, with));
        NetworkStoreFixture fixture(m_clock);
        StoreFields fields = this->fields();
        fields.insert(u"endpoint"_s, server.address());
        AwsSecretsManagerStore store(fields, fixture.parts());
        VERIFY_ERROR(ErrorCode::Denied, store.create(secret(m_key)));
        const QJsonObject both{{u"secretAccessKey"_s, QString::fromLatin1(m_key)},
                               {u"sessionToken"_s, QString::fromLatin1(session)}};
        VERIFY_OK(store.create(secret(QJsonDocument(both).toJson())));
        VERIFY_OK(store.write(keyName, secret("one"), {}));
        VERIFY_OK(store.read(keyName));
    }

    void settingsThatCannotBeAreNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("no region") << u"region"_s << QString();
        QTest::newRow("a region that is another host") << u"region"_s << u"x.evil.test/a-1"_s;
        QTest::newRow("no key id") << u"accessKeyId"_s << QString();
        QTest::newRow("a header in the key id") << u"accessKeyId"_s << u"AKIDEXAMPLEAKIDEX\r\nX"_s;
        QTest::newRow("a prefix that climbs") << prefixField << u"../a"_s;
        QTest::newRow("an address with a path") << u"endpoint"_s << u"https://aws.test/v1"_s;
        QTest::newRow("perhaps") << onMyNetworkField << u"perhaps"_s;
        QTest::newRow("unknown") << u"secretAccessKey"_s << u"x"_s;
    }
    void settingsThatCannotBeAreNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        StoreFields wrong = fields();
        wrong.insert(name, value);
        VERIFY_ERROR(ErrorCode::InvalidInput, checkStoreFields({SecretsKind::Aws, wrong}));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     AwsSecretsManagerStore(wrong, m_fixture->parts()).read(keyName));
    }
    void everyRegionOfTodayIsOne_data()
    {
        QTest::addColumn<QString>("region");
        for (const char *region : {"us-east-1",
                                   "eu-central-1",
                                   "ap-southeast-5",
                                   "us-gov-west-1",
                                   "cn-north-1",
                                   "mx-central-1"})
            QTest::newRow(region) << QString::fromLatin1(region);
    }
    void everyRegionOfTodayIsOne()
    {
        QFETCH(QString, region);
        StoreFields given = fields();
        given.insert(u"region"_s, region);
        VERIFY_OK(checkStoreFields({SecretsKind::Aws, given}));
    }

private:
    [[nodiscard]] QJsonObject settings() const
    {
        return {{u"region"_s, u"eu-central-1"_s},
                {u"accessKeyId"_s, keyId},
                {u"secretAccessKey"_s, QString::fromLatin1(m_key)}};
    }
    [[nodiscard]] StoreFields fields() const
    {
        return {{u"region"_s, u"eu-central-1"_s},
                {u"accessKeyId"_s, keyId},
                {u"endpoint"_s, m_server->address()},
                {onMyNetworkField, u"yes"_s},
                {accessField, accessName.workspace}};
    }
    [[nodiscard]] std::shared_ptr<AwsSecretsManagerStore> make()
    {
        return std::make_shared<AwsSecretsManagerStore>(fields(), m_fixture->parts());
    }
    [[nodiscard]] QJsonObject entries()
    {
        return m_server->tell({{u"get"_s, u"entries"_s}}).value(u"entries"_s).toObject();
    }

    SystemClock m_clock;
    QByteArray m_key;
    std::unique_ptr<NetworkStoreFixture> m_fixture;
    std::unique_ptr<StandInServer> m_server;
};

TEST_UNIT(tst_AwsSecretsManagerStore)
#include "tst_AwsSecretsManagerStore.moc"
