// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/connection/KeyVersionModel.h"
#include "ui/kit/Rows.h"
#include "ui/kit/Tokens.h"

#include <QAbstractItemModelTester>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

const QDateTime now(QDate(2026, 11, 23), QTime(14, 2), Qt::UTC);

CredentialVersion versionOf(int number, VersionStage stage)
{
    CredentialVersion version;
    version.number = number;
    version.stage = stage;
    version.createdAt = now.addDays(-number);
    version.endsAt = now.date().addDays(12);
    version.replaceBy = now.date().addDays(90);
    return version;
}

Credential credentialOf(const QList<CredentialVersion> &versions)
{
    Credential credential;
    credential.versions = versions;
    return credential;
}

} // namespace

class tst_KeyVersionModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsASoundModelThroughEveryChange()
    {
        KeyVersionModel model;
        const QAbstractItemModelTester tester(&model,
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCredentials({}, now);
        QCOMPARE(model.rowCount(), 0);
        model.setCredentials({credentialOf({versionOf(1, VersionStage::Current)})}, now);
        QCOMPARE(model.rowCount(), 1);
        model.setCredentials({credentialOf({versionOf(2, VersionStage::Current),
                                            versionOf(1, VersionStage::Previous)}),
                              credentialOf({versionOf(1, VersionStage::Current)})},
                             now);
        QCOMPARE(model.rowCount(), 3);
        model.setCredentials({}, {}); // locked
        QCOMPARE(model.rowCount(), 0);
    }

    void everyStageHasItsWord_data()
    {
        QTest::addColumn<int>("stage");
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("tone");
        QTest::addColumn<bool>("reminds");
        const auto row = [](const char *name, VersionStage stage, Tone tone, bool reminds) {
            QTest::newRow(name) << static_cast<int>(stage) << QString::fromLatin1(name)
                                << static_cast<int>(tone) << reminds;
        };
        row("Being tried", VersionStage::Pending, Tone::Neutral, false);
        row("In use", VersionStage::Current, Tone::Good, true);
        row("The one before", VersionStage::Previous, Tone::Neutral, false);
        row("No longer used", VersionStage::Retired, Tone::Neutral, false);
    }
    void everyStageHasItsWord()
    {
        QFETCH(int, stage);
        QFETCH(QString, word);
        QFETCH(int, tone);
        QFETCH(bool, reminds);
        KeyVersionModel model;
        model.setCredentials({credentialOf({versionOf(1, static_cast<VersionStage>(stage))})}, now);
        const auto cell = [&model](int column) { return model.index(0, column).data().toString(); };
        QCOMPARE(cell(KeyVersionModel::Stage), word);
        QCOMPARE(model.index(0, KeyVersionModel::Stage).data(RowRole::PillTone).toInt(), tone);
        QCOMPARE(cell(KeyVersionModel::EndsAt), QStringLiteral("in 12 days, 5 Dec"));
        QCOMPARE(cell(KeyVersionModel::ReplaceBy).isEmpty(), !reminds);
        for (int column = 0; column < model.columnCount(); ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
};

TEST_UNIT(tst_KeyVersionModel)
#include "tst_KeyVersionModel.moc"
