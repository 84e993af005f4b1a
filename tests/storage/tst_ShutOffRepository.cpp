// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/ShutOffRepository.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_ShutOffRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<StorageFixture>();
        auto made = m_fixture->create();
        VERIFY_OK(made);
        m_database = made.takeValue();
        m_connection = m_fixture->connection(u"Shop"_s);
        m_credential.id = makeId<CredentialId>(m_fixture->clock, m_fixture->random);
        m_credential.connection = m_connection.id;
        CredentialVersion version;
        version.id = makeId<CredentialVersionId>(m_fixture->clock, m_fixture->random);
        version.createdAt = m_fixture->clock.now();
        version.fingerprint = "mark";
        m_credential.versions = {version};
        VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
            TRY_DONE(ConnectionRepository::insert(tx, m_connection));
            return CredentialRepository::insert(tx, m_credential);
        }));
    }
    void cleanup() { m_database.reset(), m_fixture.reset(); }

    void itComesBackAsItWas_data()
    {
        QTest::addColumn<bool>("full");
        QTest::newRow("with everything") << true;
        QTest::newRow("with nothing") << false;
    }
    void itComesBackAsItWas()
    {
        QFETCH(const bool, full);
        KeyShutOff stored = full ? made() : bare();
        VERIFY_OK(insert(stored));
        const auto found = m_database->read<KeyShutOff>(
            [&](ReadView &view) { return ShutOffRepository::get(view, stored.id); });
        VERIFY_OK(found);
        QVERIFY(*found == stored);
        stored = *found;
        stored.phase = ShutOffPhase::Finished;
        stored.nextCheck.reset();
        stored.valueWiped = true;
        VERIFY_OK(update(stored));
        ++stored.revision;
        const auto listed = m_database->read<QList<KeyShutOff>>(
            [&](ReadView &view) { return ShutOffRepository::listOf(view, m_connection.id); });
        VERIFY_OK(listed);
        QVERIFY(*listed == QList<KeyShutOff>{stored});
        QCOMPARE(checkStorage(*m_database)->size(), 0);
    }

    void whatAKeyWentWithIsKeptAndGoesWithIt()
    {
        const CredentialVersionId version = m_credential.versions.first().id;
        const auto kept = [&] {
            return m_database->read<std::optional<QMap<QString, QString>>>(
                [&](ReadView &view) { return CredentialRepository::fieldsOf(view, version); });
        };
        VERIFY_OK(kept());
        QVERIFY(!*kept());
        const QMap<QString, QString> fields{{u"keySid"_s, u"marked-sid"_s}};
        VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) {
            return CredentialRepository::keepFields(tx, version, fields);
        }));
        VERIFY_OK(kept());
        QCOMPARE(kept()->value(), fields);
        QCOMPARE(checkStorage(*m_database)->size(), 0);
        VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) {
            return CredentialRepository::removeOf(tx, m_connection.id);
        }));
        QVERIFY(!*kept());
    }

    void aKeyIsShutOffOnce()
    {
        VERIFY_OK(insert(made()));
        VERIFY_ERROR(ErrorCode::Conflict, insert(made()));
    }

    void aStepFromSomethingOlderIsRefused()
    {
        const KeyShutOff first = made();
        VERIFY_OK(insert(first));
        VERIFY_OK(update(first));
        VERIFY_ERROR(ErrorCode::Conflict, update(first));
    }

    void itGoesWithItsConnection()
    {
        VERIFY_OK(insert(made()));
        const auto remove = [&](Transaction &tx) -> Result<void> {
            TRY_DONE(CredentialRepository::removeOf(tx, m_connection.id));
            return ConnectionRepository::remove(tx, m_connection.id);
        };
        // Not by itself: nothing of it may be left behind unseen.
        QVERIFY(!writeWithEvent(*m_database, remove).isOk());
        VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
            TRY_DONE(ShutOffRepository::removeOf(tx, m_connection.id));
            return remove(tx);
        }));
    }

    void aStepWithoutAnEventIsUndone()
    {
        const KeyShutOff shutOff = made();
        VERIFY_ERROR(ErrorCode::Internal, m_database->write<void>([&](Transaction &tx) {
            return ShutOffRepository::insert(tx, shutOff);
        }));
    }

    void whatTheAppSaidIsSealed()
    {
        KeyShutOff shutOff = made();
        shutOff.answer = u"marked-answer"_s;
        VERIFY_OK(insert(shutOff));
        m_database.reset();
        QFile file(m_fixture->file(u"workspace.db"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QVERIFY(all.contains("shut_offs"));
        QVERIFY(!all.contains("marked-answer"));
        QVERIFY(!all.contains("marked-why"));
        QVERIFY(!all.contains("marked-step"));
    }

private:
    KeyShutOff bare()
    {
        KeyShutOff shutOff;
        shutOff.id = makeId<ShutOffId>(m_fixture->clock, m_fixture->random);
        shutOff.connection = m_connection.id;
        shutOff.version = m_credential.versions.first().id;
        shutOff.requestedAt = m_fixture->clock.now();
        return shutOff;
    }
    KeyShutOff made()
    {
        KeyShutOff shutOff = bare();
        const QDateTime now = m_fixture->clock.now();
        shutOff.keyNumber = 3;
        shutOff.authority = ConnectionId(u"another"_s);
        shutOff.unheard = UnheardRenewal{shutOff.requestedAt, shutOff.requestedAt.addDays(60)};
        shutOff.seenGoneAt = shutOff.requestedAt.addSecs(60);
        shutOff.phase = ShutOffPhase::Refused;
        shutOff.toldByCall = true;
        shutOff.answer = u"yes"_s;
        shutOff.doneByHandAt = now.addSecs(1);
        shutOff.refusedSince = now.addSecs(2);
        shutOff.refusals = 2;
        shutOff.tries = 5;
        shutOff.checks = {{now.addSecs(2), CheckVerdict::Refused, 401, u"marked-why"_s},
                          {now.addSecs(4), CheckVerdict::TellsNothing, 0, u"slow"_s}};
        shutOff.nextCheck = now.addSecs(60);
        shutOff.notBefore = now.addSecs(30);
        shutOff.whyUncheckable = u"none"_s;
        shutOff.publicFields = {{u"keySid"_s, u"one"_s}};
        shutOff.page = QUrl(u"https://shop.example/keys"_s);
        shutOff.steps = {u"marked-step"_s, u"two"_s};
        shutOff.stillLive = {u"another key"_s};
        return shutOff;
    }
    Result<void> insert(const KeyShutOff &shutOff)
    {
        return writeWithEvent(*m_database, [&](Transaction &tx) {
            return ShutOffRepository::insert(tx, shutOff);
        });
    }
    Result<void> update(const KeyShutOff &shutOff)
    {
        return writeWithEvent(*m_database, [&](Transaction &tx) {
            return ShutOffRepository::update(tx, shutOff);
        });
    }

    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
    Connection m_connection;
    Credential m_credential;
};

TEST_UNIT(tst_ShutOffRepository)
#include "tst_ShutOffRepository.moc"
