// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/FileWork.h"
#include "core/keeping/UnfinishedFile.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

WorkspaceFile someFile(const SealKey &key)
{
    const QString id = u"0190b2a0-0000-7000-8000-000000000001"_s;
    const QDateTime made(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC);
    return {id, SecretsKind::Vault, made, makeKeyCheck(key, id)};
}

QString jsonIn(const QTemporaryDir &dir)
{
    return dir.filePath(u"workspace.json"_s);
}

} // namespace

class tst_WorkspaceFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void whatIsWrittenIsRead()
    {
        const QTemporaryDir dir;
        const WorkspaceFile file = someFile(SealKey::generate(m_random));
        VERIFY_OK(writeWorkspaceFile(dir.path(), file));
        const auto read = readWorkspaceFile(dir.path());
        VERIFY_OK(read);
        QCOMPARE(read->workspace, file.workspace);
        QCOMPARE(read->secrets, file.secrets);
        QCOMPARE(read->createdAt, file.createdAt);
        QCOMPARE(read->keyCheck, file.keyCheck);
        struct stat status
        {};
        QCOMPARE(stat(QFile::encodeName(jsonIn(dir)).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0600));
    }

    void aStoreInTheNetworkIsReadWithItsSettings()
    {
        const QTemporaryDir dir;
        WorkspaceFile file = someFile(SealKey::generate(m_random));
        file.secrets = SecretsKind::OpenBao;
        file.storeFields = {{u"address"_s, u"https://bao.test"_s}, {u"mount"_s, u"keys"_s}};
        VERIFY_OK(writeWorkspaceFile(dir.path(), file));
        const auto read = readWorkspaceFile(dir.path());
        VERIFY_OK(read);
        QCOMPARE(read->secrets, SecretsKind::OpenBao);
        QCOMPARE(read->storeFields, file.storeFields);
        // A program from before it knew of such stores says that it is too old.
        QFile json(jsonIn(dir));
        QVERIFY(json.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(json.readAll()).object().value(u"format"_s).toInt(), 2);
    }
    void aStoreInTheNetworkThatIsNotAsItShouldBeIsDamage_data()
    {
        QTest::addColumn<QJsonObject>("object");
        const QString id(36, u'a');
        const QJsonObject sound{{u"format"_s, 2},
                                {u"workspace"_s, id},
                                {u"secrets"_s, u"aws"_s},
                                {u"createdAt"_s, u"2025-11-03T09:00:00.000Z"_s},
                                {u"keyCheck"_s, QString(32, u'0')},
                                {u"store"_s, QJsonObject{{u"region"_s, u"eu-central-1"_s}}}};
        QVERIFY(workspaceFileFrom(sound).isOk());
        const auto row = [&sound](const char *name, const QString &field, const QJsonValue &value) {
            QJsonObject object = sound;
            object.insert(field, value);
            QTest::newRow(name) << object;
        };
        row("the format of one on this computer", u"format"_s, 1);
        row("one on this computer with that format", u"secrets"_s, u"vault"_s);
        row("a setting that is no text", u"store"_s, QJsonObject{{u"region"_s, 1}});
        row("a setting without an end", u"store"_s, QJsonObject{{u"region"_s, QString(2000, u'r')}});
        QJsonObject many;
        for (int i = 0; i < 30; ++i)
            many.insert(QString::number(i), u"x"_s);
        row("settings without an end", u"store"_s, many);
    }
    void aStoreInTheNetworkThatIsNotAsItShouldBeIsDamage()
    {
        QFETCH(QJsonObject, object);
        VERIFY_ERROR(ErrorCode::Damaged, workspaceFileFrom(object));
    }

    void anEmptyFolderHoldsNoWorkspace()
    {
        const QTemporaryDir dir;
        VERIFY_ERROR(ErrorCode::NotFound, readWorkspaceFile(dir.path()));
        const auto unfinished = readUnfinishedFile(dir.path());
        VERIFY_OK(unfinished);
        QVERIFY(!unfinished->has_value());
    }

    void theCheckTellsKeysAndWorkspacesApart()
    {
        const SealKey key = SealKey::generate(m_random);
        const SealKey other = SealKey::generate(m_random);
        QCOMPARE(makeKeyCheck(key, u"a"_s), makeKeyCheck(key, u"a"_s));
        QVERIFY(makeKeyCheck(key, u"a"_s) != makeKeyCheck(other, u"a"_s));
        QVERIFY(makeKeyCheck(key, u"a"_s) != makeKeyCheck(key, u"b"_s));
    }

    void anUnfinishedWorkspaceIsNoneUntilItIsFinished()
    {
        const QTemporaryDir dir;
        const WorkspaceFile file = someFile(SealKey::generate(m_random));
        VERIFY_OK(writeUnfinishedFile(dir.path(), {file, Making::Restored}));
        VERIFY_ERROR(ErrorCode::NotFound, readWorkspaceFile(dir.path()));
        const auto unfinished = readUnfinishedFile(dir.path());
        VERIFY_OK(unfinished);
        QVERIFY(unfinished->has_value());
        QCOMPARE((*unfinished)->making, Making::Restored);
        VERIFY_OK(finishUnfinishedFile(dir.path()));
        const auto read = readWorkspaceFile(dir.path());
        VERIFY_OK(read);
        QCOMPARE(read->workspace, file.workspace);
        VERIFY_ERROR(ErrorCode::NotFound, finishUnfinishedFile(dir.path()));
    }

    void finishingNeverReplacesAWorkspace()
    {
        const QTemporaryDir dir;
        const WorkspaceFile first = someFile(SealKey::generate(m_random));
        VERIFY_OK(writeWorkspaceFile(dir.path(), first));
        VERIFY_OK(
            writeUnfinishedFile(dir.path(), {someFile(SealKey::generate(m_random)), Making::New}));
        VERIFY_ERROR(ErrorCode::Conflict, finishUnfinishedFile(dir.path()));
        QCOMPARE(readWorkspaceFile(dir.path())->keyCheck, first.keyCheck);
    }

    void whatIsNotAsItShouldBeIsTold_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("code");
        const QString damaged = toText(ErrorCode::Damaged);
        QTest::newRow("a newer format") << QByteArray("\"format\":1") << QByteArray("\"format\":3")
                                        << toText(ErrorCode::NewerFormat);
        QTest::newRow("no format")
            << QByteArray("\"format\":1") << QByteArray("\"f\":1") << damaged;
        QTest::newRow("an unknown place of the secrets")
            << QByteArray("\"vault\"") << QByteArray("\"pocket\"") << damaged;
        QTest::newRow("an id that is a path")
            << QByteArray("0190b2a0-") << QByteArray("../0190b-") << damaged;
        QTest::newRow("no time") << QByteArray("2025-11-03") << QByteArray("yesterday") << damaged;
        QTest::newRow("no key check")
            << QByteArray("keyCheck") << QByteArray("keychecc") << damaged;
        QTest::newRow("cut short") << QByteArray("}") << QByteArray() << damaged;
    }
    void whatIsNotAsItShouldBeIsTold()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, code);
        const QTemporaryDir dir;
        VERIFY_OK(writeWorkspaceFile(dir.path(), someFile(SealKey::generate(m_random))));
        const auto bytes = readPrivateFile(jsonIn(dir), 10000);
        VERIFY_OK(bytes);
        QByteArray changed = *bytes;
        QVERIFY(changed.contains(from));
        changed.replace(from, to);
        VERIFY_OK(writePrivateFile(jsonIn(dir), changed));
        const auto read = readWorkspaceFile(dir.path());
        QVERIFY(!read.isOk());
        QCOMPARE(toText(read.error().code), code);
    }

    void aFileThatOthersCanReadIsRefused()
    {
        const QTemporaryDir dir;
        VERIFY_OK(writeWorkspaceFile(dir.path(), someFile(SealKey::generate(m_random))));
        QCOMPARE(chmod(QFile::encodeName(jsonIn(dir)).constData(), 0640), 0);
        VERIFY_ERROR(ErrorCode::Insecure, readWorkspaceFile(dir.path()));
    }

    void aLinkIsRefused()
    {
        const QTemporaryDir dir;
        const QTemporaryDir elsewhere;
        VERIFY_OK(writeWorkspaceFile(elsewhere.path(), someFile(SealKey::generate(m_random))));
        QVERIFY(QFile::link(jsonIn(elsewhere), jsonIn(dir)));
        VERIFY_ERROR(ErrorCode::Insecure, readWorkspaceFile(dir.path()));
    }

    void aFileOfThatNameIsNeverReplacedByAMove()
    {
        const QTemporaryDir dir;
        VERIFY_OK(writePrivateFile(dir.filePath(u"a"_s), "first"));
        VERIFY_OK(writePrivateFile(dir.filePath(u"b"_s), "second"));
        VERIFY_ERROR(ErrorCode::Conflict, moveToNewName(dir.filePath(u"b"_s), dir.filePath(u"a"_s)));
        QCOMPARE(readPrivateFile(dir.filePath(u"a"_s), 100).value(), QByteArray("first"));
        QCOMPARE(readPrivateFile(dir.filePath(u"b"_s), 100).value(), QByteArray("second"));
    }

    void aFolderIsLockedForOneAtATime()
    {
        const QTemporaryDir dir;
        {
            const auto lock = lockFolder(dir.path());
            VERIFY_OK(lock);
            VERIFY_ERROR(ErrorCode::Busy, lockFolder(dir.path()));
        }
        VERIFY_OK(lockFolder(dir.path()));
    }

private:
    SystemRandom m_random;
};

TEST_UNIT(tst_WorkspaceFile)
#include "tst_WorkspaceFile.moc"
