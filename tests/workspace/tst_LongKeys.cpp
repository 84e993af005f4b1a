// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "tests/workspace/SharedBusiness.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// A key the keychain has no room for goes the ways of any other.
class tst_LongKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_business = std::make_unique<SharedBusiness>();
        m_business->keychain().setMaxValueSize(64);
        m_door = m_business->door(u"ada (window)"_s);
        VERIFY_OK(m_business->make(*m_door, SecretsKind::Keychain));
        VERIFY_OK(SharedBusiness::wait(
            m_door->dispatch(SharedBusiness::connectionNamed(u"Till"_s, m_key))));
    }
    void cleanup() { m_door.reset(); }

    void itIsHandedOutAndStaysOutOfTheSnapshot()
    {
        QCOMPARE(SharedBusiness::keyOf(*m_door, u"Till"_s).value(), m_key);
        const QList<Credential> credentials = m_door->snapshot()->credentials;
        QCOMPARE(credentials.size(), 1);
        QVERIFY(credentials.first().current()->sealedValue.isEmpty());
        QVERIFY(credentials.first().current()->storeKey.endsWith(u"/key"_s));
    }

    void itIsReplaced_data()
    {
        QTest::addColumn<QByteArray>("next");
        QTest::newRow("by another long one") << QByteArray("next ").repeated(40);
        QTest::newRow("by a short one") << QByteArray("short");
    }
    void itIsReplaced()
    {
        QFETCH(QByteArray, next);
        ReplaceKey command;
        command.id = m_door->snapshot()->connections.first().id;
        command.secrets.insert(u"value"_s, share(SecretBytes::copyOf(next)));
        command.test = TestFirst::No;
        VERIFY_OK(SharedBusiness::wait(m_door->dispatch(command)));
        QCOMPARE(SharedBusiness::keyOf(*m_door, u"Till"_s).value(), next);
        QCOMPARE(m_business->keychain().names().size(), 4); // both versions, data key and canary
    }

    void itsKeyGoesWithTheConnection()
    {
        const ConnectionId till = m_door->snapshot()->connections.first().id;
        QCOMPARE(m_business->keychain().names().size(), 3);
        VERIFY_OK(SharedBusiness::wait(m_door->dispatch(RemoveConnection{till})));
        QCOMPARE(m_business->keychain().names().size(), 2);
    }

    void itComesBackFromABackup()
    {
        const QString file = m_business->folder() + u".backup"_s;
        VERIFY_OK(SharedBusiness::wait(
            m_door->dispatch(BackUp{file, SharedBusiness::passphrase(), WithSecrets::Yes})));
        SharedBusiness elsewhere;
        const auto door = elsewhere.door(u"ben (window)"_s);
        VERIFY_OK(SharedBusiness::wait(door->open()));
        VERIFY_OK(SharedBusiness::wait(
            door->restore({file, SharedBusiness::passphrase(), SecretsKind::Keychain, {}})));
        VERIFY_OK(SharedBusiness::wait(
            door->dispatch(ResumeConnection{door->snapshot()->connections.first().id})));
        QCOMPARE(SharedBusiness::keyOf(*door, u"Till"_s).value(), m_key);
    }

    void itMovesToAVaultAndBack()
    {
        VERIFY_OK(SharedBusiness::wait(
            m_door->moveSecrets({SecretsKind::Vault, SharedBusiness::passphrase()})));
        QCOMPARE(SharedBusiness::keyOf(*m_door, u"Till"_s).value(), m_key);
        VERIFY_OK(SharedBusiness::wait(m_door->moveSecrets({SecretsKind::Keychain, {}})));
        QCOMPARE(SharedBusiness::keyOf(*m_door, u"Till"_s).value(), m_key);
        QCOMPARE(SharedBusiness::wait(m_door->dispatch(CheckWorkspace{}))->size(), 0);
    }

private:
    const QByteArray m_key = QByteArray("long key ").repeated(30);
    std::unique_ptr<SharedBusiness> m_business;
    std::unique_ptr<Workspace> m_door;
};

TEST_UNIT(tst_LongKeys)
#include "tst_LongKeys.moc"
