// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

Connection sound()
{
    Connection connection;
    connection.app = QStringLiteral("stripe");
    connection.name = QStringLiteral("Shop");
    connection.owner = QStringLiteral("Ada");
    connection.purpose = QStringLiteral("order totals for the books");
    return connection;
}

} // namespace

class tst_Connection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCompleteOneIsValid() { VERIFY_OK(validate(sound())); }

    void whatIsMissingIsNamed_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("word");
        QTest::newRow("no app") << QStringLiteral("app") << QString() << QStringLiteral("app");
        QTest::newRow("blank name")
            << QStringLiteral("name") << QStringLiteral("  ") << QStringLiteral("name");
        QTest::newRow("endless name")
            << QStringLiteral("name") << QString(200, u'x') << QStringLiteral("120");
        QTest::newRow("no owner") << QStringLiteral("owner") << QString()
                                  << QStringLiteral("looks after");
        QTest::newRow("no purpose")
            << QStringLiteral("purpose") << QString() << QStringLiteral("for");
    }
    void whatIsMissingIsNamed()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, word);
        Connection connection = sound();
        const QMap<QString, QString *> fields{{QStringLiteral("app"), &connection.app},
                                              {QStringLiteral("name"), &connection.name},
                                              {QStringLiteral("owner"), &connection.owner},
                                              {QStringLiteral("purpose"), &connection.purpose}};
        *fields.value(field) = value;
        const Result<void> result = validate(connection);
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
        QVERIFY2(result.error().what.contains(word), qPrintable(result.error().what));
    }
    void heldElsewhereNeedsAHolder()
    {
        Connection connection = sound();
        connection.custody = Custody::HeldElsewhere;
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(connection));
        connection.heldBy = QStringLiteral("zapier");
        VERIFY_OK(validate(connection));
    }
    void runningIsWhatTheLastTestSaw()
    {
        Connection connection = sound();
        QCOMPARE(isRunning(connection), Answer::Unknown);
        connection.lastTest = ConnectionTest{.ok = true};
        QCOMPARE(isRunning(connection), Answer::Yes);
        connection.lastTest->ok = false;
        QCOMPARE(isRunning(connection), Answer::No);
        connection.lastTest->ok = true;
        connection.paused = true;
        QCOMPARE(isRunning(connection), Answer::No);
    }
    void theCurrentVersionIsTheOneInUse()
    {
        Credential credential;
        QVERIFY(!credential.current());
        credential.versions = {CredentialVersion{.number = 2, .stage = VersionStage::Pending},
                               CredentialVersion{.number = 1, .stage = VersionStage::Current}};
        QCOMPARE(credential.current()->number, 1);
    }
};

TEST_UNIT(tst_Connection)
#include "tst_Connection.moc"
