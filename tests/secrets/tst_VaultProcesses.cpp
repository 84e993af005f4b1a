// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Random.h"
#include "core/secrets/VaultFileStore.h"
#include "tests/secrets/Peer.h"
#include "tests/support/TestUnit.h"

#include <QTemporaryDir>

using namespace drawbridge;

namespace {

const QString workspace = QStringLiteral("workspace");

SecretBytes secret(const QByteArray &bytes)
{
    return SecretBytes::copyOf(bytes);
}

QStringList fill(const QTemporaryDir &folder, const QString &prefix, int count)
{
    return {QStringLiteral("vault-fill"), folder.path(), prefix, QString::number(count)};
}

} // namespace

class tst_VaultProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatOneProcessWroteAnotherReads();
    void processesThatWriteAtOnceLoseNothing();
    void aKilledWriterLosesNothingItHadTold();
    void aHeldFileIsBusyForWritersOnly();

private:
    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<VaultFileStore> m_store;
};

void tst_VaultProcesses::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<VaultFileStore>(m_folder->path(),
                                               m_random,
                                               VaultOptions{{14, 8, 1}, std::chrono::seconds(30)});
    VERIFY_OK(m_store->create(secret("correct horse")));
}

void tst_VaultProcesses::whatOneProcessWroteAnotherReads()
{
    const auto peer = startPeer(fill(*m_folder, QStringLiteral("peer"), 3), "correct horse");
    QVERIFY(peer->waitForFinished());
    QCOMPARE(peer->readAll(), QByteArray("0\n1\n2\n"));
    const auto read = m_store->read({workspace, QStringLiteral("peer/2")});
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("peer/2"));

    const auto stranger = startPeer(fill(*m_folder, QStringLiteral("x"), 1), "battery staple");
    QVERIFY(stranger->waitForFinished());
    QVERIFY(stranger->readAll().startsWith("invalid-input"));
}

void tst_VaultProcesses::processesThatWriteAtOnceLoseNothing()
{
    constexpr int each = 25;
    std::vector<std::unique_ptr<QProcess>> peers;
    for (const char *prefix : {"a", "b", "c"})
        peers.push_back(
            startPeer(fill(*m_folder, QString::fromLatin1(prefix), each), "correct horse"));
    for (int i = 0; i < each; ++i) {
        VERIFY_OK(m_store->write({workspace, QStringLiteral("own/%1").arg(i)},
                                 secret("value"),
                                 QStringLiteral("Drawbridge: a test")));
    }
    for (const auto &peer : peers) {
        QVERIFY(peer->waitForFinished(60000));
        const QByteArray said = peer->readAll();
        QVERIFY2(peer->exitCode() == 0, said.constData());
    }
    const auto listed = m_store->purposes(workspace);
    VERIFY_OK(listed);
    QCOMPARE(listed->size(), 4 * each);
}

void tst_VaultProcesses::aKilledWriterLosesNothingItHadTold()
{
    for (int round = 0; round < 12; ++round) {
        const QString prefix = QStringLiteral("round%1").arg(round);
        const auto peer = startPeer(fill(*m_folder, prefix, 100000), "correct horse");
        // Some writes more each round, so that the kill falls into different steps of one.
        QByteArray said;
        while (said.count('\n') < 1 + round) {
            QVERIFY(peer->waitForReadyRead(60000));
            said.append(peer->readAll());
        }
        peer->kill();
        QVERIFY(peer->waitForFinished());
        said.append(peer->readAll());
        const int told = static_cast<int>(said.count('\n'));

        const auto listed = m_store->purposes(workspace);
        VERIFY_OK(listed);
        for (int i = 0; i < told; ++i)
            QVERIFY(listed->contains(QStringLiteral("%1/%2").arg(prefix).arg(i)));
        VERIFY_OK(m_store->write({workspace, prefix}, secret("after"), QStringLiteral("label")));
        VERIFY_OK(m_store->read({workspace, prefix}));
    }
}

void tst_VaultProcesses::aHeldFileIsBusyForWritersOnly()
{
    const SecretName name{workspace, QStringLiteral("credential/1")};
    VERIFY_OK(m_store->write(name, secret("value"), QStringLiteral("label")));
    const auto peer = startPeer({QStringLiteral("vault-hold"), m_folder->path()});
    QVERIFY(peer->waitForReadyRead());
    QCOMPARE(peer->readAll(), QByteArray("held\n"));

    VaultFileStore hasty(m_folder->path(),
                         m_random,
                         VaultOptions{{14, 8, 1}, std::chrono::milliseconds(20)});
    VERIFY_OK(hasty.unlock(secret("correct horse")));
    VERIFY_OK(hasty.read(name));
    VERIFY_ERROR(ErrorCode::Busy, hasty.write(name, secret("other"), QStringLiteral("label")));
    VERIFY_ERROR(ErrorCode::Busy, hasty.remove(name));
    VERIFY_ERROR(ErrorCode::Busy, hasty.changePassphrase(secret("correct horse"), secret("next")));

    peer->kill();
    QVERIFY(peer->waitForFinished());
    VERIFY_OK(hasty.write(name, secret("other"), QStringLiteral("label")));
}

TEST_UNIT(tst_VaultProcesses)
#include "tst_VaultProcesses.moc"
