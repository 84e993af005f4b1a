// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Async.h"
#include "core/base/Random.h"
#include "core/secrets/VaultFileStore.h"
#include "tests/secrets/SecretStoreContract.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QTimer>

#include "TestTree.h"
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

using namespace drawbridge;

namespace {

const SecretName name{QStringLiteral("workspace"), QStringLiteral("credential/1")};
const QString label = QStringLiteral("Drawbridge: Stripe, Shop (key 1)");
constexpr VaultOptions cheap{{14, 8, 1}, std::chrono::milliseconds(50)};

SecretBytes secret(const QByteArray &bytes)
{
    return SecretBytes::copyOf(bytes);
}

} // namespace

class tst_VaultFileStore : public SecretStoreContract
{
    Q_OBJECT

    std::shared_ptr<SecretStore> openStore() override;

private Q_SLOTS:
    void initTestCase();
    void init();
    void theStateLeadsFromMissingToReady();
    void thePassphraseOpensIt();
    void aSecondVaultIsNotMadeOverTheFirst();
    void anEmptyPassphraseIsRefused();
    void lockingForgetsTheKey();
    void theFileIsForItsOwnerAlone();
    void nothingCanBeReadInTheFile();
    void whatOthersCanReadIsRefused_data();
    void whatOthersCanReadIsRefused();
    void whatIsNoPlainFileIsRefused_data();
    void whatIsNoPlainFileIsRefused();
    void whatBelongsToAnotherUserIsRefused();
    void aMissingFolderIsTold();
    void aVanishedFileIsTold();
    void vaultsOfEveryFormatStillOpen_data();
    void vaultsOfEveryFormatStillOpen();
    void thePassphraseCanBeChanged();
    void aWrongPassphraseChangesNothing();
    void anOldHeadDoesNotOpenANewBody();
    void aChangeElsewhereLocks();
    void aFullDiskLeavesTheOldFile();
    void theCallersEventLoopStaysAlive();

private:
    [[nodiscard]] std::shared_ptr<VaultFileStore> unlocked();
    [[nodiscard]] QString path() const
    {
        return m_folder->filePath(QStringLiteral("vault.drawbridge"));
    }
    [[nodiscard]] QByteArray content() const;
    void setContent(const QByteArray &bytes) const;

    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_fresh; ///< a vault without entries
};

void tst_VaultFileStore::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    VERIFY_OK(VaultFileStore(m_folder->path(), m_random, cheap).create(secret("correct horse")));
    m_fresh = content();
}

void tst_VaultFileStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    setContent(m_fresh); // a copy, so that not every test pays for an scrypt
    QCOMPARE(::chmod(qPrintable(path()), 0600), 0);
}

std::shared_ptr<VaultFileStore> tst_VaultFileStore::unlocked()
{
    auto store =
        std::make_shared<VaultFileStore>(m_folder->path(), m_random, VaultOptions{{14, 8, 1}});
    if (!store->unlock(secret("correct horse")).isOk())
        qFatal("the vault of the test does not open");
    return store;
}

std::shared_ptr<SecretStore> tst_VaultFileStore::openStore()
{
    return unlocked();
}

QByteArray tst_VaultFileStore::content() const
{
    QFile file(path());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void tst_VaultFileStore::setContent(const QByteArray &bytes) const
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

void tst_VaultFileStore::theStateLeadsFromMissingToReady()
{
    const QTemporaryDir folder;
    VaultFileStore store(folder.path(), m_random, cheap);
    QCOMPARE(store.status().state, StoreState::Missing);
    VERIFY_ERROR(ErrorCode::Unavailable, store.read(name));
    VERIFY_ERROR(ErrorCode::Unavailable, store.unlock(secret("correct horse")));
    VERIFY_OK(store.create(secret("correct horse")));
    QCOMPARE(store.status().state, StoreState::Ready);
    store.lock();
    QCOMPARE(store.status().state, StoreState::Locked);
    VERIFY_OK(store.unlock(secret("correct horse")));
    QCOMPARE(store.status().state, StoreState::Ready);
}

void tst_VaultFileStore::thePassphraseOpensIt()
{
    VERIFY_OK(unlocked()->write(name, secret("value"), label));
    VaultFileStore store(m_folder->path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::Locked, store.read(name));
    VERIFY_ERROR(ErrorCode::Locked, store.write(name, secret("other"), label));
    VERIFY_ERROR(ErrorCode::Locked, store.remove(name));
    VERIFY_ERROR(ErrorCode::Locked, store.purposes(name.workspace));
    VERIFY_ERROR(ErrorCode::InvalidInput, store.unlock(secret("battery staple")));
    VERIFY_ERROR(ErrorCode::InvalidInput, store.unlock(SecretBytes()));
    VERIFY_ERROR(ErrorCode::Locked, store.read(name));
    VERIFY_OK(store.unlock(secret("correct horse")));
    const auto read = store.read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("value"));
}

void tst_VaultFileStore::aSecondVaultIsNotMadeOverTheFirst()
{
    const QByteArray before = content();
    VaultFileStore store(m_folder->path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::Conflict, store.create(secret("another")));
    QCOMPARE(content(), before);
}

void tst_VaultFileStore::anEmptyPassphraseIsRefused()
{
    const QTemporaryDir folder;
    VaultFileStore store(folder.path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::InvalidInput, store.create(SecretBytes()));
    QCOMPARE(store.status().state, StoreState::Missing);
    VERIFY_ERROR(ErrorCode::InvalidInput,
                 unlocked()->changePassphrase(secret("correct horse"), SecretBytes()));
}

void tst_VaultFileStore::lockingForgetsTheKey()
{
    const auto store = unlocked();
    VERIFY_OK(store->write(name, secret("value"), label));
    store->lock();
    VERIFY_ERROR(ErrorCode::Locked, store->read(name));
    store->lock();
    QCOMPARE(store->status().state, StoreState::Locked);
}

void tst_VaultFileStore::theFileIsForItsOwnerAlone()
{
    const mode_t before = umask(0);
    VERIFY_OK(unlocked()->write(name, secret("value"), label));
    umask(before);
    for (const QFileInfo &file : QDir(m_folder->path()).entryInfoList(QDir::Files | QDir::Hidden)) {
        struct stat entry
        {};
        QCOMPARE(::stat(qPrintable(file.filePath()), &entry), 0);
        QCOMPARE(entry.st_mode & 07777U, 0600U);
    }
    // A mask that forbids the owner himself to read does not spoil the file for the next start.
    umask(0777);
    VERIFY_OK(unlocked()->write(name, secret("other"), label));
    umask(before);
    VERIFY_OK(unlocked()->read(name));
}

void tst_VaultFileStore::nothingCanBeReadInTheFile()
{
    const QByteArray value = m_random.bytes(16).toHex();
    VERIFY_OK(unlocked()->write(name, secret(value), label));
    const QByteArray file = content();
    const QString text = QString::fromLatin1(value);
    const QByteArray utf16(reinterpret_cast<const char *>(text.utf16()), text.size() * 2);
    for (const QByteArray &trace : {value,
                                    value.toBase64().chopped(4),
                                    utf16,
                                    QByteArray("Stripe"),
                                    QByteArray("credential"),
                                    QByteArray("correct")})
        QVERIFY(!file.contains(trace));
}

void tst_VaultFileStore::whatOthersCanReadIsRefused_data()
{
    QTest::addColumn<bool>("folder");
    QTest::addColumn<int>("mode");
    QTest::newRow("file readable by the group") << false << 0640;
    QTest::newRow("file readable by all") << false << 0604;
    QTest::newRow("file writable by all") << false << 0602;
    QTest::newRow("folder readable by the group") << true << 0750;
    QTest::newRow("folder passable by all") << true << 0701;
}

void tst_VaultFileStore::whatOthersCanReadIsRefused()
{
    QFETCH(bool, folder);
    QFETCH(int, mode);
    const auto store = unlocked();
    const QString entry = folder ? m_folder->path() : path();
    QCOMPARE(::chmod(qPrintable(entry), static_cast<mode_t>(mode)), 0);
    VERIFY_ERROR(ErrorCode::Insecure, store->read(name));
    VERIFY_ERROR(ErrorCode::Insecure, store->write(name, secret("value"), label));
    VERIFY_ERROR(ErrorCode::Insecure, store->unlock(secret("correct horse")));
    VERIFY_ERROR(ErrorCode::Insecure,
                 store->changePassphrase(secret("correct horse"), secret("next")));
    QCOMPARE(store->status().state, StoreState::Unusable);
}

void tst_VaultFileStore::whatIsNoPlainFileIsRefused_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("a link") << QStringLiteral("link");
    QTest::newRow("a pipe") << QStringLiteral("pipe");
    QTest::newRow("a folder") << QStringLiteral("folder");
}

void tst_VaultFileStore::whatIsNoPlainFileIsRefused()
{
    QFETCH(QString, what);
    const QString moved = m_folder->filePath(QStringLiteral("moved"));
    QVERIFY(QFile::rename(path(), moved));
    if (what == QStringLiteral("link"))
        QVERIFY(QFile::link(moved, path()));
    else if (what == QStringLiteral("pipe"))
        QCOMPARE(::mkfifo(qPrintable(path()), 0600), 0);
    else
        QCOMPARE(::mkdir(qPrintable(path()), 0700), 0);
    VaultFileStore store(m_folder->path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::Insecure, store.unlock(secret("correct horse")));
    VERIFY_ERROR(ErrorCode::Insecure, store.create(secret("another")));
    QCOMPARE(store.status().state, StoreState::Unusable);
}

void tst_VaultFileStore::whatBelongsToAnotherUserIsRefused()
{
    // Root can give a folder away; everybody else knows one that is root's.
    QString foreign = QStringLiteral("/");
    if (geteuid() == 0) {
        foreign = m_folder->path();
        QCOMPARE(::chown(qPrintable(foreign), 65534, 65534), 0);
    }
    VaultFileStore store(foreign, m_random, cheap);
    const auto refused = store.unlock(secret("correct horse"));
    VERIFY_ERROR(ErrorCode::Insecure, refused);
    QVERIFY2(refused.error().what.contains(QStringLiteral("another user")),
             qPrintable(refused.error().what));
}

void tst_VaultFileStore::aMissingFolderIsTold()
{
    VaultFileStore store(m_folder->filePath(QStringLiteral("none")), m_random, cheap);
    QCOMPARE(store.status().state, StoreState::Absent);
    VERIFY_ERROR(ErrorCode::Unavailable, store.create(secret("passphrase")));
}

void tst_VaultFileStore::aVanishedFileIsTold()
{
    const auto store = unlocked();
    QVERIFY(QFile::remove(path()));
    VERIFY_ERROR(ErrorCode::Unavailable, store->read(name));
    VERIFY_ERROR(ErrorCode::Unavailable, store->write(name, secret("value"), label));
    QVERIFY(!QFile::exists(path()));
    QCOMPARE(store->status().state, StoreState::Missing);
}

void tst_VaultFileStore::vaultsOfEveryFormatStillOpen_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("format 1") << QStringLiteral("vault-format-1.drawbridge");
}

void tst_VaultFileStore::vaultsOfEveryFormatStillOpen()
{
    QFETCH(QString, file);
    QFile fixture(QString(QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/tests/secrets/fixtures/") + file));
    QVERIFY(fixture.open(QIODevice::ReadOnly));
    setContent(fixture.readAll());
    const auto store = unlocked();
    const auto value = store->read(name);
    VERIFY_OK(value);
    QCOMPARE(value->reveal().toByteArray(), QByteArray("the value"));
    const auto key = store->read({name.workspace, QStringLiteral("data-key")});
    VERIFY_OK(key);
    QCOMPARE(key->reveal().toByteArray(), QByteArray(32, '\x80'));
    VERIFY_OK(store->write(name, secret("another"), label));
    VERIFY_OK(unlocked()->read(name));
}

void tst_VaultFileStore::thePassphraseCanBeChanged()
{
    const auto store = unlocked();
    VERIFY_OK(store->write(name, secret("value"), label));
    VERIFY_OK(store->changePassphrase(secret("correct horse"), secret("battery staple")));
    VERIFY_OK(store->read(name));
    VaultFileStore next(m_folder->path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::InvalidInput, next.unlock(secret("correct horse")));
    VERIFY_OK(next.unlock(secret("battery staple")));
    const auto read = next.read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("value"));
}

void tst_VaultFileStore::aWrongPassphraseChangesNothing()
{
    const QByteArray before = content();
    VaultFileStore store(m_folder->path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::InvalidInput,
                 store.changePassphrase(secret("battery staple"), secret("next")));
    QCOMPARE(content(), before);
    // A locked store stays locked, even with the right one.
    VERIFY_OK(store.changePassphrase(secret("correct horse"), secret("next")));
    QCOMPARE(store.status().state, StoreState::Locked);
}

void tst_VaultFileStore::anOldHeadDoesNotOpenANewBody()
{
    const auto store = unlocked();
    VERIFY_OK(store->write(name, secret("value"), label));
    const QByteArray before = content();
    VERIFY_OK(store->changePassphrase(secret("correct horse"), secret("battery staple")));
    const QByteArray after = content();
    const qsizetype head = 19 + 105;
    QCOMPARE(before.size(), after.size());
    setContent(QByteArray(before.first(head) + after.sliced(head)));
    VaultFileStore mixed(m_folder->path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::Damaged, mixed.unlock(secret("correct horse")));
}

void tst_VaultFileStore::aChangeElsewhereLocks()
{
    const auto store = unlocked();
    const auto other = unlocked();
    VERIFY_OK(store->write(name, secret("value"), label));
    VERIFY_OK(other->changePassphrase(secret("correct horse"), secret("battery staple")));
    VERIFY_ERROR(ErrorCode::Locked, store->read(name));
    VERIFY_ERROR(ErrorCode::Locked, store->write(name, secret("lost"), label));
    VERIFY_ERROR(ErrorCode::InvalidInput, store->unlock(secret("correct horse")));
    VERIFY_OK(store->unlock(secret("battery staple")));
    const auto read = store->read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("value"));
}

void tst_VaultFileStore::aFullDiskLeavesTheOldFile()
{
    const auto store = unlocked();
    VERIFY_OK(store->write(name, secret("value"), label));
    const QByteArray before = content();

    rlimit usual{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &usual), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{256, usual.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto written = store->write(name, secret(QByteArray(1000, 'x')), label);
    const auto changed = store->changePassphrase(secret("correct horse"), secret("next"));
    const auto removed = store->remove(name);
    setrlimit(RLIMIT_FSIZE, &usual);
    std::signal(SIGXFSZ, handler);

    VERIFY_ERROR(ErrorCode::Unavailable, written);
    VERIFY_ERROR(ErrorCode::Unavailable, changed);
    VERIFY_OK(removed); // a vault without entries fits into 256 bytes
    QVERIFY(content() != before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 2);
    VERIFY_OK(unlocked()->write(name, secret("value"), label));
}

void tst_VaultFileStore::theCallersEventLoopStaysAlive()
{
    // Vaults are made until this thread's loop has turned often enough beside it, however fast either is.
    QThreadPool pool;
    std::atomic<bool> enough = false;
    std::atomic<bool> making = false;
    int ticks = 0;
    bool done = false;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] {
        ticks += making ? 1 : 0;
        enough = ticks >= 20;
    });
    timer.start(1);
    whenDone(runIn(pool,
                   [&]() -> Result<int> {
                       while (!enough) {
                           const QTemporaryDir folder;
                           VaultFileStore store(folder.path(), m_random); // at the usual cost
                           making = true;
                           TRY_DONE(store.create(secret("correct horse")));
                           making = false;
                       }
                       return 1;
                   }),
             this,
             [&done](const Result<int> &result) { done = result.isOk(); });
    const bool ended = QTest::qWaitFor([&done] { return done; }, 60000);
    enough = true;
    pool.waitForDone();
    QVERIFY2(ended, qPrintable(QString::number(ticks)));
}

TEST_UNIT(tst_VaultFileStore)
#include "tst_VaultFileStore.moc"
