// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_RotationRepository : public QObject
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
        Rotation stored = full ? made() : bare();
        VERIFY_OK(insert(stored));
        const auto found = m_database->read<Rotation>(
            [&](ReadView &view) { return RotationRepository::get(view, stored.id); });
        VERIFY_OK(found);
        QVERIFY(*found == stored);
        stored.phase = RotationPhase::Finished;
        stored.nextTry.reset();
        stored.places.clear();
        VERIFY_OK(update(stored));
        ++stored.revision;
        const auto listed = m_database->read<QList<Rotation>>(
            [&](ReadView &view) { return RotationRepository::listOf(view, m_connection.id); });
        VERIFY_OK(listed);
        QVERIFY(*listed == QList<Rotation>{stored});
        QCOMPARE(checkStorage(*m_database)->size(), 0);
    }

    void oneAtATimeForAKey()
    {
        const auto open = [&] {
            return m_database->read<std::optional<Rotation>>(
                [&](ReadView &view) { return RotationRepository::openOf(view, m_credential.id); });
        };
        Rotation first = made();
        VERIFY_OK(insert(first));
        VERIFY_ERROR(ErrorCode::Conflict, insert(made()));
        QCOMPARE((*open())->id, first.id);
        first.phase = RotationPhase::RolledBack;
        VERIFY_OK(update(first));
        QVERIFY(!open()->has_value());
        VERIFY_OK(insert(made()));
    }

    void aStepFromSomethingOlderIsRefused()
    {
        const Rotation first = made();
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
            TRY_DONE(RotationRepository::removeOf(tx, m_connection.id));
            return remove(tx);
        }));
    }

    void aStepWithoutAnEventIsUndone()
    {
        const Rotation rotation = made();
        VERIFY_ERROR(ErrorCode::Internal, m_database->write<void>([&](Transaction &tx) {
            return RotationRepository::insert(tx, rotation);
        }));
    }

    void whatIsSaidOfItIsSealed()
    {
        VERIFY_OK(insert(made()));
        m_database.reset();
        QFile file(m_fixture->file(u"workspace.db"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QVERIFY(all.contains("rotations"));
        QVERIFY(!all.contains("marked-"));
    }

private:
    Rotation bare()
    {
        Rotation rotation;
        rotation.id = makeId<RotationId>(m_fixture->clock, m_fixture->random);
        rotation.connection = m_connection.id;
        rotation.credential = m_credential.id;
        rotation.oldVersion = m_credential.versions.first().id;
        rotation.newVersion = makeId<CredentialVersionId>(m_fixture->clock, m_fixture->random);
        rotation.requestedAt = m_fixture->clock.now();
        return rotation;
    }
    Rotation made()
    {
        Rotation rotation = bare();
        const QDateTime now = m_fixture->clock.now();
        rotation.oldNumber = 3;
        rotation.way = RotationWay::ByCall;
        rotation.fate = OldKeyFate::LivesOn;
        rotation.canList = true;
        rotation.signsIn = true;
        rotation.phase = RotationPhase::HandingOver;
        rotation.need = RotationNeed::Authority;
        rotation.authority = ConnectionId(u"another"_s);
        rotation.label = u"marked-label"_s;
        rotation.knownIds = {u"marked-1"_s, u"marked-2"_s};
        rotation.listed = true;
        rotation.asked = true;
        rotation.newKeyId = u"marked-3"_s;
        rotation.made = true;
        rotation.inUse = true;
        rotation.lostKeys = 2;
        rotation.oldCould = {u"marked-3"_s};
        rotation.places = {{PlacementId(u"one"_s), PlaceId(u"two"_s), u"marked-place"_s, now},
                           {PlacementId(u"three"_s), PlaceId(u"two"_s), u"other"_s, std::nullopt}};
        rotation.overlapHours = 24;
        rotation.startsAt = now.addSecs(1);
        rotation.endsOldAt = now.addSecs(2);
        rotation.oldEnd = KeyEnd::ByHand;
        rotation.newEnd = KeyEnd::StillWorks;
        rotation.tested = u"marked-tested"_s;
        rotation.problem = u"marked-problem"_s;
        rotation.tries = 4;
        rotation.nextTry = now.addSecs(60);
        rotation.moments = {{RotationPhase::Making, now}, {RotationPhase::Testing, now.addSecs(1)}};
        return rotation;
    }
    Result<void> insert(const Rotation &rotation)
    {
        return writeWithEvent(*m_database, [&](Transaction &tx) {
            return RotationRepository::insert(tx, rotation);
        });
    }
    Result<void> update(const Rotation &rotation)
    {
        return writeWithEvent(*m_database, [&](Transaction &tx) {
            return RotationRepository::update(tx, rotation);
        });
    }

    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
    Connection m_connection;
    Credential m_credential;
};

TEST_UNIT(tst_RotationRepository)
#include "tst_RotationRepository.moc"
