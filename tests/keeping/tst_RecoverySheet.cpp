// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/CancelToken.h"
#include "core/keeping/RecoveryPage.h"
#include "core/keeping/RecoverySheets.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QDateTime november(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC);

QString shown(const SecretBytes &bytes)
{
    return QString::fromUtf8(bytes.reveal());
}

} // namespace

class tst_RecoverySheet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void theCodeOnTheSheetOpensTheKey()
    {
        const QTemporaryDir dir;
        const SealKey key = SealKey::generate(m_random);
        const RecoveryCode code = RecoveryCode::generate(m_random);
        auto sheet = makeSheet(code, key, november, m_random);
        VERIFY_OK(sheet);
        VERIFY_OK(writeRecoverySheets(dir.path(), {{*sheet}}));

        const auto sheets = readRecoverySheets(dir.path());
        VERIFY_OK(sheets);
        QVERIFY(sheets->newestValid());
        QCOMPARE(sheets->newestValid()->madeAt, november);
        const QString typed = shown(code.text()).toLower().replace(u'-', u' ');
        const auto typedCode = RecoveryCode::fromText(typed);
        VERIFY_OK(typedCode);
        const auto opened = openSheet(*sheets, *typedCode);
        VERIFY_OK(opened);
        QVERIFY(opened->bytes().equals(key.bytes()));
    }

    void withoutAFileThereIsNoSheet()
    {
        const QTemporaryDir dir;
        const auto sheets = readRecoverySheets(dir.path());
        VERIFY_OK(sheets);
        QVERIFY(!sheets->newestValid());
    }

    void aReplacedSheetIsToldFromAForeignOne()
    {
        const SealKey key = SealKey::generate(m_random);
        const RecoveryCode oldCode = RecoveryCode::generate(m_random);
        const RecoveryCode newCode = RecoveryCode::generate(m_random);
        const auto oldSheet = makeSheet(oldCode, key, november, m_random);
        const auto newSheet = makeSheet(newCode, key, november.addDays(9), m_random);
        RecoverySheets sheets{{*oldSheet, *newSheet}};
        VERIFY_OK(openSheet(sheets, oldCode));
        sheets.keepOnly(newSheet->id);

        VERIFY_OK(openSheet(sheets, newCode));
        const auto replaced = openSheet(sheets, oldCode);
        VERIFY_ERROR(ErrorCode::InvalidInput, replaced);
        QVERIFY(replaced.error().what.contains(u"replaced"_s));
        const auto foreign = openSheet(sheets, RecoveryCode::generate(m_random));
        VERIFY_ERROR(ErrorCode::InvalidInput, foreign);
        QVERIFY(foreign.error().what.contains(u"another business"_s));
    }

    void theFileTellsNeitherCodeNorKey()
    {
        const QTemporaryDir dir;
        const SealKey key = SealKey::generate(m_random);
        const RecoveryCode code = RecoveryCode::generate(m_random);
        VERIFY_OK(writeRecoverySheets(dir.path(), {{*makeSheet(code, key, november, m_random)}}));
        const auto bytes = readPrivateFile(recoveryFilePath(dir.path()), 10000);
        VERIFY_OK(bytes);
        const QByteArray secret = key.bytes().reveal().toByteArray();
        QVERIFY(!bytes->contains(secret.toHex()));
        QVERIFY(!bytes->contains(secret.toBase64()));
        QVERIFY(!bytes->contains(code.text().reveal().first(11)));
    }

    void aDamagedFileIsTold_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("code");
        QTest::newRow("no JSON") << QByteArray("sheets") << toText(ErrorCode::Damaged);
        QTest::newRow("no list") << QByteArray(R"({"format":1})") << toText(ErrorCode::Damaged);
        QTest::newRow("a sheet without anything")
            << QByteArray(R"({"format":1,"sheets":[{}]})") << toText(ErrorCode::Damaged);
        QTest::newRow("newer") << QByteArray(R"({"format":2,"sheets":[]})")
                               << toText(ErrorCode::NewerFormat);
    }
    void aDamagedFileIsTold()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, code);
        const QTemporaryDir dir;
        VERIFY_OK(writePrivateFile(recoveryFilePath(dir.path()), content));
        const auto sheets = readRecoverySheets(dir.path());
        QVERIFY(!sheets.isOk());
        QCOMPARE(toText(sheets.error().code), code);
    }

    void aChangedWrapIsDamageNotAWrongCode()
    {
        const SealKey key = SealKey::generate(m_random);
        const RecoveryCode code = RecoveryCode::generate(m_random);
        RecoverySheets sheets{{*makeSheet(code, key, november, m_random)}};
        sheets.sheets[0].wrapped[40] = static_cast<char>(sheets.sheets[0].wrapped[40] ^ 1);
        VERIFY_ERROR(ErrorCode::Damaged, openSheet(sheets, code));
    }

    void bothPagesShowEveryGroupWithItsNumber()
    {
        const RecoveryCode code = RecoveryCode::generate(m_random);
        const RecoveryPage page{u"Ada's Shop"_s, QDate(2025, 11, 3), code.text()};
        const QStringList codeGroups = shown(code.text()).split(u'-');
        QCOMPARE(codeGroups.size(), 8);
        const QString text = shown(toTextPage(page));
        QXmlStreamReader svg(shown(toSvgPage(page)));
        QStringList drawn;
        while (!svg.atEnd()) {
            if (svg.readNext() == QXmlStreamReader::Characters)
                drawn.append(svg.text().toString());
        }
        QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
        for (int i = 0; i < 8; ++i) {
            QVERIFY(text.contains(QStringLiteral("%1: %2").arg(i + 1).arg(codeGroups[i])));
            const qsizetype at = drawn.indexOf(codeGroups[i]);
            QVERIFY(at >= 2);
            QCOMPARE(drawn[at - 2], QString::number(i + 1)); // a line break is between them
        }
        QVERIFY(text.contains(u"Ada's Shop"_s));
        QVERIFY(text.contains(u"3 November 2025"_s));
    }

    void noLineOfTheTextIsTooLong()
    {
        const RecoveryPage page{u"A"_s, QDate(2025, 11, 3), RecoveryCode::generate(m_random).text()};
        const QStringList lines = shown(toTextPage(page)).split(u'\n');
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 72, qPrintable(line));
    }

    void aNameCannotBreakThePage_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("drawn");
        QTest::newRow("markup") << u"<script>&\"'</script>"_s << u"<script>&\"'</script>"_s;
        QTest::newRow("a place of the code") << u"A\x01\x02Z"_s << u"AZ"_s;
        QTest::newRow("right to left override") << u"A\u202EZ"_s << u"AZ"_s;
        QTest::newRow("two lines") << u"A\nZ"_s << u"A Z"_s;
    }
    void aNameCannotBreakThePage()
    {
        QFETCH(QString, name);
        QFETCH(QString, drawn);
        const RecoveryPage page{name, QDate(2025, 11, 3), RecoveryCode::generate(m_random).text()};
        QXmlStreamReader svg(shown(toSvgPage(page)));
        QStringList texts;
        while (!svg.atEnd()) {
            if (svg.readNext() != QXmlStreamReader::StartElement)
                continue;
            QVERIFY2(svg.name() == u"svg" || svg.name() == u"rect" || svg.name() == u"text",
                     qPrintable(svg.name().toString()));
            if (svg.name() == u"text")
                texts.append(svg.readElementText());
        }
        QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
        QVERIFY2(texts.contains(drawn), qPrintable(texts.join(u'|')));
        QVERIFY(shown(toTextPage(page)).contains(drawn));
    }

    void aPdfIsMadeFromThePage()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"sheet.pdf"_s);
        const auto file = makeNewFile(path);
        VERIFY_OK(file);
        const RecoveryPage page{u"Ada's Shop"_s,
                                QDate(2025, 11, 3),
                                RecoveryCode::generate(m_random).text()};
        VERIFY_OK(writePdf(toSvgPage(page), *file, {}));
        QFile pdf(path);
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.readAll().startsWith("%PDF-"));
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList{u"sheet.pdf"_s});
    }

    void aConverterThatHangsIsEnded_data()
    {
        QTest::addColumn<bool>("cancelled");
        QTest::addColumn<QString>("code");
        QTest::newRow("when it takes too long") << false << toText(ErrorCode::TimedOut);
        QTest::newRow("when its caller asks to stop") << true << toText(ErrorCode::Cancelled);
    }
    void aConverterThatHangsIsEnded()
    {
        QFETCH(bool, cancelled);
        QFETCH(QString, code);
        const QTemporaryDir dir;
        QFile program(dir.filePath(u"rsvg-convert"_s));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/bin/sh\nexec tail -f /dev/null\n");
        program.close();
        QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(dir.path()) + ":" + path);
        const auto putBack = qScopeGuard([&path] { qputenv("PATH", path); });

        const auto file = makeNewFile(dir.filePath(u"sheet.pdf"_s));
        VERIFY_OK(file);
        const CancelToken cancel;
        if (cancelled)
            cancel.cancel();
        const auto made = writePdf(SecretBytes::copyOf("<svg/>"),
                                   *file,
                                   cancel,
                                   std::chrono::milliseconds(cancelled ? 60'000 : 150));
        QVERIFY(!made.isOk());
        QCOMPARE(toText(made.error().code), code);
    }

    void whatIsNoPageMakesNoPdf()
    {
        const QTemporaryDir dir;
        const auto file = makeNewFile(dir.filePath(u"sheet.pdf"_s));
        VERIFY_OK(file);
        VERIFY_ERROR(ErrorCode::Unavailable, writePdf(SecretBytes::copyOf("not markup"), *file, {}));
    }

private:
    SystemRandom m_random;
};

TEST_UNIT(tst_RecoverySheet)
#include "tst_RecoverySheet.moc"
