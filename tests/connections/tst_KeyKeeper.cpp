// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SortableId.h"
#include "core/connections/KeyKeeper.h"
#include "core/secrets/LongValue.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/WorkspaceFolder.h"
#include "core/storage/events/EventLog.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QString workspaceId = u"workspace"_s;

SharedSecret secret(const QByteArray &value)
{
    return share(SecretBytes::copyOf(value));
}

} // namespace

class tst_KeyKeeper : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_scratch;
    SystemClock m_clock;
    SystemRandom m_random;
    std::optional<SealKey> m_key;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<FakeSecretStore> m_store;
    std::unique_ptr<KeyKeeper> m_keeper;
    Connection m_connection;
    Credential m_credential;

    Result<void> record(Transaction &tx, const CredentialVersion &version)
    {
        Credential credential = m_credential;
        credential.versions = {version};
        TRY_DONE(ConnectionRepository::insert(tx, m_connection));
        TRY_DONE(CredentialRepository::insert(tx, credential));
        Event event;
        event.type = u"connection.added"_s;
        event.summary = u"added"_s;
        TRY_DONE(EventLog::append(tx, event));
        return {};
    }
    Result<void> keep(CredentialVersion &version, const QByteArray &value = "marked")
    {
        return m_keeper->keep(version, secret(value), u"label"_s, [&](Transaction &tx) {
            return record(tx, version);
        });
    }
    /// As the next start would read it.
    CredentialVersion stored()
    {
        const auto list = m_database->read<QList<Credential>>(
            [](ReadView &view) { return CredentialRepository::list(view); });
        return list.isOk() && list->size() == 1 ? list->first().versions.value(0)
                                                : CredentialVersion();
    }
    Result<void> forget(const CredentialVersion &version)
    {
        return m_keeper->forget({version}, [&](Transaction &tx) -> Result<void> {
            TRY_DONE(CredentialRepository::removeOf(tx, m_connection.id));
            Event event;
            event.type = u"connection.removed"_s;
            event.summary = u"removed"_s;
            TRY_DONE(EventLog::append(tx, event));
            return {};
        });
    }
    CredentialVersion newVersion()
    {
        CredentialVersion version;
        version.id = makeId<CredentialVersionId>(m_clock, m_random);
        version.createdAt = m_clock.now();
        return version;
    }
    qsizetype intents()
    {
        const auto list = m_database->read<QList<Intent>>(
            [](ReadView &view) { return IntentRepository::list(view); });
        return list.isOk() ? list->size() : -1;
    }
    qsizetype credentials()
    {
        const auto list = m_database->read<QList<Credential>>(
            [](ReadView &view) { return CredentialRepository::list(view); });
        return list.isOk() ? list->size() : -1;
    }

    QString folder() const { return m_scratch->filePath(u"business"_s); }
    void open(OpenMode mode)
    {
        StorageConfig config;
        config.folder = folder();
        config.clock = &m_clock;
        config.random = &m_random;
        config.actor = u"test"_s;
        config.dataKey = &*m_key;
        auto opened = Database::open(config, mode);
        VERIFY_OK(opened);
        m_database = opened.takeValue();
        m_keeper = std::make_unique<KeyKeeper>(KeyKeeper::Parts{*m_database,
                                                                *m_store,
                                                                m_clock,
                                                                m_random,
                                                                workspaceId,
                                                                secret("fingerprint key")});
    }
    /// Everything is as it was, but the process that began the intents is not there any more.
    void startAgainAfterAKill()
    {
        m_keeper.reset();
        m_database.reset();
        QProcess sqlite;
        sqlite.start(u"sqlite3"_s,
                     {QDir(folder()).filePath(databaseFileName()),
                      u"UPDATE intents SET process = replace(process, '/%1/', '/999999999/')"_s.arg(
                          QCoreApplication::applicationPid())});
        QVERIFY(sqlite.waitForFinished() && sqlite.exitCode() == 0);
        open(OpenMode::OpenExisting);
    }
    Result<void> exchange(CredentialVersion &version, const QByteArray &value, bool willFail = false)
    {
        return m_keeper->exchange(version,
                                  secret(value),
                                  u"label"_s,
                                  [willFail](Transaction &tx) -> Result<void> {
                                      if (willFail)
                                          return Error{ErrorCode::Unavailable, u"No."_s, {}};
                                      Event event;
                                      event.type = u"credential.renewed"_s;
                                      event.summary = u"renewed"_s;
                                      TRY_DONE(EventLog::append(tx, event));
                                      return {};
                                  });
    }
    QByteArray valueNow()
    {
        const auto value = m_keeper->read(stored());
        return value ? (*value)->reveal().toByteArray() : "none: " + value.error().what.toUtf8();
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        VERIFY_OK(WorkspaceFolder::create(folder()));
        m_key = SealKey::generate(m_random);
        m_store = std::make_unique<FakeSecretStore>();
        open(OpenMode::CreateNew);
        m_connection = {};
        m_connection.id = makeId<ConnectionId>(m_clock, m_random);
        m_connection.app = u"stripe"_s;
        m_connection.name = u"Shop"_s;
        m_connection.owner = u"Ada"_s;
        m_connection.purpose = u"totals"_s;
        m_connection.createdAt = m_clock.now();
        m_credential = {};
        m_credential.id = makeId<CredentialId>(m_clock, m_random);
        m_credential.connection = m_connection.id;
        m_credential.label = u"Shop"_s;
    }
    void cleanup()
    {
        m_keeper.reset();
        m_database.reset();
    }

    void aKeptValueComesBack()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version));
        QCOMPARE(m_store->labelOf({workspaceId, version.storeKey}), u"label"_s);
        QVERIFY(!version.fingerprint.isEmpty());
        QVERIFY(!version.fingerprint.contains("marked"));
        const auto value = m_keeper->read(version);
        VERIFY_OK(value);
        QCOMPARE((*value)->reveal().toByteArray(), QByteArray("marked"));
        QCOMPARE(intents(), 0);
        QCOMPARE(credentials(), 1);
    }
    void aStoreThatFailsLeavesNoRecord()
    {
        m_store->failNext(FakeSecretStore::Call::Write, {ErrorCode::Locked, u"It is locked."_s, {}});
        CredentialVersion version = newVersion();
        VERIFY_ERROR(ErrorCode::Locked, keep(version));
        QCOMPARE(credentials(), 0);
        QCOMPARE(intents(), 0);
        QVERIFY(m_store->names().isEmpty());
    }
    void anAnswerThatIsLostLeavesNoValue()
    {
        m_store->failAfterNext(FakeSecretStore::Call::Write,
                               {ErrorCode::TimedOut, u"It took too long."_s, {}});
        CredentialVersion version = newVersion();
        VERIFY_ERROR(ErrorCode::TimedOut, keep(version));
        QVERIFY(m_store->names().isEmpty());
        QCOMPARE(intents(), 0);
    }
    void aRecordThatFailsTakesTheValueOutAgain()
    {
        CredentialVersion version = newVersion();
        const auto result =
            m_keeper->keep(version, secret("marked"), u"label"_s, [](Transaction &) {
                return Result<void>(Error{ErrorCode::Conflict, u"No."_s, {}});
            });
        VERIFY_ERROR(ErrorCode::Conflict, result);
        QVERIFY(m_store->names().isEmpty());
        QCOMPARE(intents(), 0);
    }
    void aChangeWithoutAnEventTakesTheValueOutAgain()
    {
        CredentialVersion version = newVersion();
        const auto result =
            m_keeper->keep(version, secret("marked"), u"label"_s, [this](Transaction &tx) {
                return ConnectionRepository::insert(tx, m_connection);
            });
        VERIFY_ERROR(ErrorCode::Internal, result);
        QVERIFY(m_store->names().isEmpty());
    }
    void whatCannotBeUndoneNowIsRemembered()
    {
        m_store->failAfterNext(FakeSecretStore::Call::Write,
                               {ErrorCode::TimedOut, u"It took too long."_s, {}});
        m_store->failNext(FakeSecretStore::Call::Remove,
                          {ErrorCode::Locked, u"It is locked."_s, {}});
        CredentialVersion version = newVersion();
        VERIFY_ERROR(ErrorCode::TimedOut, keep(version));
        QCOMPARE(m_store->names().size(), 1);
        QCOMPARE(intents(), 1);
        // This process is alive, so nobody else may touch its intent.
        QCOMPARE(m_keeper->clearIntents().value(), 0);
        QCOMPARE(m_store->names().size(), 1);
    }
    void forgettingRemovesTheValueAfterTheRecord()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version));
        VERIFY_OK(forget(version));
        QVERIFY(m_store->names().isEmpty());
        QCOMPARE(credentials(), 0);
        QCOMPARE(intents(), 0);
    }
    void forgettingWithALockedStoreIsFinishedLater()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version));
        m_store->failNext(FakeSecretStore::Call::Remove,
                          {ErrorCode::Locked, u"It is locked."_s, {}});
        VERIFY_OK(forget(version));
        QCOMPARE(credentials(), 0);
        QCOMPARE(intents(), 1);
    }
    void anExchangedValueTakesTheOldOnesPlace()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, "first"));
        for (const QByteArray value : {"second", "third", "fourth"}) {
            const CredentialVersion before = stored();
            VERIFY_OK(exchange(version, value));
            QCOMPARE(valueNow(), value);
            QVERIFY(stored().fingerprint != before.fingerprint);
            QCOMPARE(stored().id, before.id);
            QCOMPARE(stored().number, before.number);
            QCOMPARE(m_store->names().size(), 1);
            QCOMPARE(intents(), 0);
        }
    }
    void theNewValueIsSafeBeforeTheOldOneGoes()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, "first"));
        const QString old = version.storeKey;
        m_store->afterNext(FakeSecretStore::Call::Remove, [&] { QCOMPARE(valueNow(), "second"); });
        m_store->afterNext(FakeSecretStore::Call::Write, [&] { QCOMPARE(valueNow(), "first"); });
        VERIFY_OK(exchange(version, "second"));
        QVERIFY(version.storeKey != old);
    }
    void anExchangeThatFailsLeavesTheOldValueInUseAndCanBeTriedAgain_data()
    {
        QTest::addColumn<QString>("where");
        QTest::newRow("the store refuses it") << u"store"_s;
        QTest::newRow("the store's answer is lost") << u"answer"_s;
        QTest::newRow("the database refuses it") << u"database"_s;
    }
    void anExchangeThatFailsLeavesTheOldValueInUseAndCanBeTriedAgain()
    {
        QFETCH(QString, where);
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, "first"));
        if (where == u"store")
            m_store->failNext(FakeSecretStore::Call::Write,
                              {ErrorCode::Locked, u"It is locked."_s, {}});
        if (where == u"answer")
            m_store->failAfterNext(FakeSecretStore::Call::Write,
                                   {ErrorCode::TimedOut, u"It took too long."_s, {}});
        QVERIFY(!exchange(version, "second", where == u"database").isOk());
        QCOMPARE(valueNow(), "first");
        VERIFY_OK(exchange(version, "second"));
        QCOMPARE(valueNow(), "second");
        startAgainAfterAKill();
        VERIFY_OK(m_keeper->clearIntents());
        QCOMPARE(valueNow(), "second");
        QCOMPARE(m_store->names().size(), 1);
        QCOMPARE(intents(), 0);
    }
    void killedInAnExchangeTheNewValueIsUsedWhereItWasSafe_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("before it was written") << u"before"_s << QByteArray("first");
        QTest::newRow("before it was recorded") << u"written"_s << QByteArray("second");
        QTest::newRow("before the old one was removed") << u"recorded"_s << QByteArray("second");
        QTest::newRow("after the connection was removed") << u"gone"_s << QByteArray();
    }
    void killedInAnExchangeTheNewValueIsUsedWhereItWasSafe()
    {
        QFETCH(QString, where);
        QFETCH(QByteArray, value);
        m_store->setMaxValueSize(5); // so that "second" is one that is sealed in the workspace
        m_credential.grant = GrantState();
        m_credential.grant->refreshable = true;
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, "first"));
        m_store->setMaxValueSize(32);
        const Error stop{ErrorCode::Unavailable, u"Here it dies."_s, {}};
        if (where == u"before")
            m_store->failNext(FakeSecretStore::Call::Write, stop);
        if (where == u"recorded")
            m_store->failNext(FakeSecretStore::Call::Remove, stop);
        QCOMPARE(exchange(version, "second", where == u"written" || where == u"gone").isOk(),
                 where == u"recorded");
        QCOMPARE(intents(), 1);
        if (where == u"gone")
            VERIFY_OK(forget(stored()));
        startAgainAfterAKill();
        VERIFY_OK(m_keeper->clearIntents());
        QCOMPARE(intents(), 0);
        if (where == u"gone") {
            QCOMPARE(m_store->names().size(), 0);
            return;
        }
        QCOMPARE(valueNow(), value);
        QCOMPARE(m_store->names().size(), 1);
        // How long the rescued one lives was not written down, so it is due at once.
        const auto list = m_database->read<QList<Credential>>(
            [](ReadView &view) { return CredentialRepository::list(view); });
        QCOMPARE(list->first().grant->accessEndsAt.has_value(), where == u"written");
    }
    void whatALockedStoreHidesIsSettledLater()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, "first"));
        QVERIFY(!exchange(version, "second", true).isOk());
        startAgainAfterAKill();
        m_store->setStatus({StoreState::Locked, u"It is locked."_s});
        VERIFY_ERROR(ErrorCode::Locked, m_keeper->clearIntents());
        QCOMPARE(intents(), 1);
        m_store->setStatus({StoreState::Ready, u"It is open."_s});
        VERIFY_OK(m_keeper->clearIntents());
        QCOMPARE(valueNow(), "second");
    }
    void aValueThatSomebodyTookAwayIsTold()
    {
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version));
        m_store->drop({workspaceId, version.storeKey});
        VERIFY_ERROR(ErrorCode::NotFound, m_keeper->read(version));
    }
    void aValueTooLongForTheStoreIsSealedUnderAKeyThatIsHeldThere_data()
    {
        QTest::addColumn<qsizetype>("length");
        QTest::addColumn<bool>("sealed");
        QTest::newRow("as long as the store takes") << qsizetype(40) << false;
        QTest::newRow("longer by one") << qsizetype(41) << true;
        QTest::newRow("as long as any key") << longestSecretValue << true;
    }
    void aValueTooLongForTheStoreIsSealedUnderAKeyThatIsHeldThere()
    {
        QFETCH(qsizetype, length);
        QFETCH(bool, sealed);
        m_store->setMaxValueSize(40);
        const QByteArray value = QByteArray("marked").repeated(length / 6 + 1).first(length);
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, value));
        const CredentialVersion back = stored();
        QCOMPARE(back.storeKey, version.storeKey);
        QCOMPARE(!back.sealedValue.isEmpty(), sealed);
        QVERIFY(!back.sealedValue.contains("marked"));
        const auto entry = m_store->read({workspaceId, back.storeKey});
        VERIFY_OK(entry);
        QCOMPARE(entry->size(), sealed ? qsizetype(32) : length);
        const auto read = m_keeper->read(back);
        VERIFY_OK(read);
        QCOMPARE((*read)->reveal().toByteArray(), value);
        QCOMPARE(intents(), 0);
    }
    void aSealedValueGoesWithItsKey()
    {
        m_store->setMaxValueSize(40);
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, QByteArray(100, 'k')));
        const CredentialVersion back = stored();
        VERIFY_OK(forget(back));
        QVERIFY(m_store->names().isEmpty());
        QCOMPARE(credentials(), 0);
        // Who kept the row from before has nothing to open it with.
        VERIFY_ERROR(ErrorCode::NotFound, m_keeper->read(back));
    }
    void aSealedValueThatWasChangedIsTold()
    {
        m_store->setMaxValueSize(40);
        CredentialVersion version = newVersion();
        VERIFY_OK(keep(version, QByteArray(100, 'k')));
        CredentialVersion back = stored();
        back.sealedValue[50] = static_cast<char>(back.sealedValue.at(50) ^ 1);
        VERIFY_ERROR(ErrorCode::Damaged, m_keeper->read(back));
    }
    void aValueLongerThanAnyKeyIsRefusedBeforeAnything()
    {
        CredentialVersion version = newVersion();
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     keep(version, QByteArray(longestSecretValue + 1, 'k')));
        QCOMPARE(intents(), 0);
        QVERIFY(m_store->names().isEmpty());
    }
    void severalFieldsAreOneValueAndComeApartAgain()
    {
        const KeyKeeper::Secrets two{{u"id"_s, secret("a\"b")}, {u"token"_s, secret("t")}};
        const KeyKeeper::Secrets back = KeyKeeper::parted(KeyKeeper::joined(two), 2);
        QCOMPARE(back.size(), 2);
        QCOMPARE(back.value(u"id"_s)->reveal().toByteArray(), QByteArray("a\"b"));
        const KeyKeeper::Secrets one{{u"key"_s, secret("{plain")}};
        QCOMPARE(KeyKeeper::joined(one)->reveal().toByteArray(), QByteArray("{plain"));
        QCOMPARE(KeyKeeper::parted(KeyKeeper::joined(one), 1).firstKey(), u"value"_s);
    }
};

TEST_UNIT(tst_KeyKeeper)
#include "tst_KeyKeeper.moc"
