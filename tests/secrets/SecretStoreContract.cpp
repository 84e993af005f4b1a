// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/secrets/SecretStoreContract.h"

#include "core/base/Random.h"
#include "core/secrets/Canary.h"
#include "tests/support/TestUnit.h"

#include <QUuid>

#include <atomic>
#include <thread>
#include <vector>

namespace drawbridge {

namespace {

/// A workspace nobody used before, so that no test sees another's entries.
QString newWorkspace()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

SecretBytes secret(const QByteArray &bytes)
{
    return SecretBytes::copyOf(bytes);
}

/// Made at run time, so that no file of ours ever contains it.
QByteArray unguessable()
{
    return SystemRandom().bytes(24).toHex();
}

} // namespace

void SecretStoreContract::itIsReady()
{
    const auto store = openStore();
    const StoreStatus status = store->status();
    QVERIFY2(status.state == StoreState::Ready, qPrintable(status.what));
    QVERIFY(!status.what.isEmpty());
    QVERIFY(!store->description().isEmpty());
    QVERIFY(store->maxValueSize() >= 1024);
}

void SecretStoreContract::aWrittenValueIsReadBack_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("one character") << QByteArray("x");
    QTest::newRow("an API key") << QByteArray("sk"
                                              "_test_"
                                              + unguessable());
    QTest::newRow("text beyond ASCII") << QByteArray("clé 鍵 🔑");
    QTest::newRow("a line break at the end") << QByteArray("value\n");
    QTest::newRow("spaces around") << QByteArray("  value  ");
    QTest::newRow("lines") << QByteArray("-----BEGIN-----\r\nabc\r\n-----END-----\r\n");
    QTest::newRow("JSON") << QByteArray(R"({"user": "a\"b", "key": "c"})");
    QTest::newRow("a zero byte in the middle") << QByteArray("a\0b", 3);
    QTest::newRow("one zero byte") << QByteArray(1, '\0');
    QTest::newRow("bytes that are no text") << QByteArray::fromHex("ff00fe80c0c1f5");
    QTest::newRow("a broken UTF-8 sequence at the end") << QByteArray("abc\xe2\x82");
    QTest::newRow("a byte order mark") << QByteArray("\xef\xbb\xbf"
                                                     "value");
    QTest::newRow("base64") << QByteArray("dmFsdWU=");
    QTest::newRow("32 random bytes") << SystemRandom().bytes(32);
    QTest::newRow("what marks bytes in a keychain") << QByteArray("drawbridge-bytes:");
    QTest::newRow("the mark and base64") << QByteArray("drawbridge-bytes:dmFsdWU=");
    const auto longest = openStore()->maxValueSize();
    QTest::newRow("the longest text") << QByteArray(longest, 'l');
    QTest::newRow("the longest bytes") << QByteArray(longest, '\0');
}

void SecretStoreContract::aWrittenValueIsReadBack()
{
    QFETCH(QByteArray, value);
    const auto store = openStore();
    const SecretName name{newWorkspace(), QStringLiteral("credential/1")};
    VERIFY_OK(store->write(name, secret(value), QStringLiteral("Drawbridge: a test")));
    const auto read = store->read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray().toHex(), value.toHex());
    VERIFY_OK(store->remove(name));
}

void SecretStoreContract::anotherObjectReadsWhatOneWrote()
{
    const SecretName name{newWorkspace(), QStringLiteral("data-key")};
    const QByteArray value = unguessable();
    VERIFY_OK(openStore()->write(name, secret(value), QStringLiteral("Drawbridge: a test")));
    const auto read = openStore()->read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), value);
}

void SecretStoreContract::writingAgainReplacesTheValue()
{
    const auto store = openStore();
    const SecretName name{newWorkspace(), QStringLiteral("credential/1")};
    const QByteArray values[] = {"text", QByteArray("b\0b", 3), "text again", "more"};
    for (const QByteArray &value : values) {
        VERIFY_OK(store->write(name, secret(value), QStringLiteral("Drawbridge: a test")));
        const auto read = store->read(name);
        VERIFY_OK(read);
        QCOMPARE(read->reveal().toByteArray(), value);
    }
    const auto listed = store->purposes(name.workspace);
    VERIFY_OK(listed);
    QCOMPARE(listed->size(), 1);
    VERIFY_OK(store->remove(name));
    VERIFY_ERROR(ErrorCode::NotFound, store->read(name));
}

void SecretStoreContract::aMissingEntryIsNotFound()
{
    const auto store = openStore();
    VERIFY_ERROR(ErrorCode::NotFound, store->read({newWorkspace(), QStringLiteral("data-key")}));
}

void SecretStoreContract::removingLeavesNothingBehind()
{
    const auto store = openStore();
    const QString workspace = newWorkspace();
    const SecretName gone{workspace, QStringLiteral("credential/1")};
    const SecretName kept{workspace, QStringLiteral("credential/2")};
    VERIFY_OK(store->write(gone, secret("gone"), QStringLiteral("Drawbridge: a test")));
    VERIFY_OK(store->write(kept, secret("kept"), QStringLiteral("Drawbridge: a test")));
    VERIFY_OK(store->remove(gone));
    VERIFY_ERROR(ErrorCode::NotFound, store->read(gone));
    VERIFY_ERROR(ErrorCode::NotFound, openStore()->read(gone));
    const auto read = store->read(kept);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("kept"));
}

void SecretStoreContract::removingWhatIsNotThereIsDone()
{
    const auto store = openStore();
    VERIFY_OK(store->remove({newWorkspace(), QStringLiteral("credential/1")}));
}

void SecretStoreContract::workspacesDoNotSeeEachOther()
{
    const auto store = openStore();
    const SecretName ours{newWorkspace(), QStringLiteral("data-key")};
    const SecretName theirs{newWorkspace(), QStringLiteral("data-key")};
    VERIFY_OK(store->write(ours, secret("ours"), QStringLiteral("Drawbridge: a test")));
    VERIFY_ERROR(ErrorCode::NotFound, store->read(theirs));
    VERIFY_OK(store->write(theirs, secret("theirs"), QStringLiteral("Drawbridge: a test")));
    VERIFY_OK(store->remove(theirs));
    const auto read = store->read(ours);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("ours"));
}

void SecretStoreContract::namesThatLookAlikeAreDifferent()
{
    const auto store = openStore();
    const QString workspace = newWorkspace();
    const QStringList purposes = {QStringLiteral("credential/1"),
                                  QStringLiteral("credential/10"),
                                  QStringLiteral("credential/1/"),
                                  QStringLiteral("Credential/1"),
                                  QStringLiteral("credential%2F1"),
                                  QStringLiteral("credential/*")};
    for (const QString &purpose : purposes) {
        VERIFY_OK(store->write({workspace, purpose},
                               secret(purpose.toUtf8()),
                               QStringLiteral("Drawbridge: a test")));
    }
    for (const QString &purpose : purposes) {
        const auto read = store->read({workspace, purpose});
        VERIFY_OK(read);
        QCOMPARE(read->reveal().toByteArray(), purpose.toUtf8());
    }
}

void SecretStoreContract::theNamesAreListed()
{
    const auto store = openStore();
    const QString workspace = newWorkspace();
    const auto none = store->purposes(workspace);
    VERIFY_OK(none);
    QCOMPARE(*none, QStringList());
    for (const char *purpose : {"data-key", "credential/2", "credential/1"}) {
        VERIFY_OK(store->write({workspace, QString::fromLatin1(purpose)},
                               secret("value"),
                               QStringLiteral("Drawbridge: a test")));
    }
    VERIFY_OK(store->write({newWorkspace(), QStringLiteral("credential/3")},
                           secret("value"),
                           QStringLiteral("Drawbridge: a test")));
    const auto listed = store->purposes(workspace);
    VERIFY_OK(listed);
    QCOMPARE(*listed,
             QStringList({QStringLiteral("credential/1"),
                          QStringLiteral("credential/2"),
                          QStringLiteral("data-key")}));
}

void SecretStoreContract::aValueThatDoesNotFitIsRefused()
{
    const auto store = openStore();
    const SecretName name{newWorkspace(), QStringLiteral("credential/1")};
    const QString label = QStringLiteral("Drawbridge: a test");
    VERIFY_ERROR(ErrorCode::InvalidInput, store->write(name, SecretBytes(), label));
    VERIFY_ERROR(ErrorCode::InvalidInput,
                 store->write(name, SecretBytes::ofSize(store->maxValueSize() + 1), label));
    VERIFY_ERROR(ErrorCode::NotFound, store->read(name));
}

void SecretStoreContract::aNameOutOfRangeIsRefused_data()
{
    QTest::addColumn<QString>("workspace");
    QTest::addColumn<QString>("purpose");
    const QString good = QStringLiteral("good");
    QTest::newRow("no workspace") << QString() << good;
    QTest::newRow("no purpose") << good << QString();
    QTest::newRow("a slash in the workspace") << QStringLiteral("a/b") << good;
    QTest::newRow("a space") << good << QStringLiteral("a b");
    QTest::newRow("a line break") << good << QStringLiteral("a\nb");
    QTest::newRow("a zero character") << good << QString(1, QChar(0));
    QTest::newRow("beyond ASCII") << good << QString::fromUtf8("clé");
    QTest::newRow("too long") << good << QString(201, u'p');
}

void SecretStoreContract::aNameOutOfRangeIsRefused()
{
    QFETCH(QString, workspace);
    QFETCH(QString, purpose);
    const auto store = openStore();
    const SecretName name{workspace, purpose};
    VERIFY_ERROR(ErrorCode::InvalidInput, store->read(name));
    VERIFY_ERROR(ErrorCode::InvalidInput, store->write(name, secret("value"), QString()));
    VERIFY_ERROR(ErrorCode::InvalidInput, store->remove(name));
}

void SecretStoreContract::errorsDoNotRepeatTheSecret()
{
    const auto store = openStore();
    const QByteArray value(store->maxValueSize() + 1, 'Q');
    const auto refused =
        store->write({newWorkspace(), QStringLiteral("a")}, secret(value), QStringLiteral("label"));
    QVERIFY(!refused.isOk());
    QVERIFY(!refused.error().what.contains(QStringLiteral("QQ")));
    QVERIFY(!refused.error().detail.contains(QStringLiteral("QQ")));
}

void SecretStoreContract::manyThreadsMayUseIt()
{
    const auto store = openStore();
    const QString workspace = newWorkspace();
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            const SecretName name{workspace, QStringLiteral("credential/%1").arg(i)};
            for (int round = 0; round < 10; ++round) {
                const QByteArray value = QByteArray::number(i * 100 + round);
                const bool written =
                    store->write(name, secret(value), QStringLiteral("Drawbridge: a test")).isOk();
                const auto read = store->read(name);
                if (!written || !read.isOk() || read->reveal() != value)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    const auto listed = store->purposes(workspace);
    VERIFY_OK(listed);
    QCOMPARE(listed->size(), 4);
}

void SecretStoreContract::theCanaryTellsTheStoresApart()
{
    const auto store = openStore();
    const QString workspace = newWorkspace();
    VERIFY_ERROR(ErrorCode::NotFound, checkCanary(*store, workspace));
    VERIFY_OK(plantCanary(*store, workspace));
    VERIFY_OK(checkCanary(*store, workspace));
    VERIFY_OK(plantCanary(*store, workspace));
    VERIFY_OK(checkCanary(*openStore(), workspace));
    VERIFY_ERROR(ErrorCode::NotFound, checkCanary(*store, newWorkspace()));
    VERIFY_OK(removeCanary(*store, workspace));
    VERIFY_ERROR(ErrorCode::NotFound, checkCanary(*store, workspace));
}

void SecretStoreContract::aChangedCanaryIsDamage()
{
    const auto store = openStore();
    const QString workspace = newWorkspace();
    VERIFY_OK(plantCanary(*store, workspace));
    const auto listed = store->purposes(workspace);
    VERIFY_OK(listed);
    QCOMPARE(listed->size(), 1);
    VERIFY_OK(store->write({workspace, listed->first()}, secret("another"), QString()));
    VERIFY_ERROR(ErrorCode::Damaged, checkCanary(*store, workspace));
    VERIFY_ERROR(ErrorCode::Damaged, plantCanary(*store, workspace));
}

} // namespace drawbridge
