// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/RecoveryCode.h"
#include "core/keeping/FileWork.h"
#include "core/keeping/Recovery.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "tests/keeping/KeepingFixture.h"
#include "tests/support/TestUnit.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <sys/stat.h>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// The code as an owner reads it from the page.
QString codeOn(const QString &file)
{
    QFile page(file);
    if (!page.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(page.readAll());
    QStringList groups;
    auto matches = QRegularExpression(u"\\d: ([0-9A-Z]{5})"_s).globalMatch(text);
    while (matches.hasNext())
        groups.append(matches.next().captured(1));
    return groups.join(u' ');
}

RecoverWithSheet recovery(const QString &code, SecretsKind kind, const QByteArray &passphrase = {})
{
    return {code, kind, secret(passphrase)};
}

} // namespace

class tst_Recovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_fixture = std::make_unique<KeepingFixture>();
        m_sheet = m_fixture->path(u"sheet.txt"_s);
    }

    void itOpensWithAnEmptyKeychain_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::newRow("into another keychain") << SecretsKind::Keychain;
        QTest::newRow("into a vault") << SecretsKind::Vault;
    }
    void itOpensWithAnEmptyKeychain()
    {
        QFETCH(SecretsKind, kind);
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        const KeepingParts parts = m_fixture->parts(u"shop"_s, u"ben"_s);
        VERIFY_ERROR(ErrorCode::NotFound, openAgain(parts));
        const auto report =
            recoverWithSheet(parts, recovery(codeOn(m_sheet), kind, "a new passphrase"));
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList{u"Drawbridge: Stripe, Till"_s});
        const auto open = openAgain(parts, "a new passphrase");
        VERIFY_OK(open);
        QCOMPARE(open->keys.file.secrets, kind);
        QCOMPARE(businessNameOf(*open).value(), u"Ada's Shop"_s);
        VERIFY_ERROR(ErrorCode::NotFound, keyOf(*open, u"Till"_s)); // nothing is invented
        const auto events = eventsOf(*open, u"workspace.recovered"_s);
        QCOMPARE(events->size(), 1);
        QVERIFY(events->first().summary.endsWith(u"Keys to paste again: 1."_s));
    }

    void keysThatAreStillThereAreNotMissed()
    {
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const QString workspace = readWorkspaceFile(parts.folder)->workspace;
        VERIFY_OK(m_fixture->keychain()->remove(dataKeyName(workspace)));
        const auto report =
            recoverWithSheet(parts, recovery(codeOn(m_sheet), SecretsKind::Keychain));
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList());
        QCOMPARE(keyOf(*openAgain(parts), u"Till"_s).value(), QByteArray("key of the till"));
    }

    void aForgottenVaultPassphraseKeepsTheOldVaultAside()
    {
        VERIFY_OK(makeShop(SecretsKind::Vault));
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto report =
            recoverWithSheet(parts, recovery(codeOn(m_sheet), SecretsKind::Vault, "another"));
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList{u"Drawbridge: Stripe, Till"_s});
        VERIFY_ERROR(ErrorCode::InvalidInput, openAgain(parts, vaultPassphrase));
        VERIFY_OK(openAgain(parts, "another"));
        const QStringList aside = QDir(parts.folder).entryList({u"*.set-aside"_s});
        QCOMPARE(aside.size(), 1);

        // Whoever remembers the passphrase after all puts it back.
        QDir folder(parts.folder);
        QVERIFY(folder.remove(u"vault.drawbridge"_s));
        QVERIFY(folder.rename(aside.first(), u"vault.drawbridge"_s));
        const auto open = openAgain(parts, vaultPassphrase);
        VERIFY_OK(open);
        QCOMPARE(keyOf(*open, u"Till"_s).value(), QByteArray("key of the till"));
    }

    void theVaultsOwnPassphraseKeepsTheVault()
    {
        VERIFY_OK(makeShop(SecretsKind::Vault));
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        const auto report =
            recoverWithSheet(parts, recovery(codeOn(m_sheet), SecretsKind::Vault, vaultPassphrase));
        VERIFY_OK(report);
        QCOMPARE(report->toPaste, QStringList());
    }

    void aCodeThatIsNotItIsExplained_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        const QString input = toText(ErrorCode::InvalidInput);
        QTest::newRow("a slip in the third group") << u"slip"_s << input << u"Group 3"_s;
        QTest::newRow("a group missing") << u"short"_s << input << u"letters and digits"_s;
        QTest::newRow("of an older sheet") << u"older"_s << input << u"replaced"_s;
        QTest::newRow("of another business") << u"foreign"_s << input << u"another business"_s;
        QTest::newRow("without any sheet")
            << u"none"_s << toText(ErrorCode::NotFound) << u"No recovery sheet"_s;
    }
    void aCodeThatIsNotItIsExplained()
    {
        QFETCH(QString, how);
        QFETCH(QString, code);
        QFETCH(QString, words);
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        QString typed = codeOn(m_sheet);
        if (how == u"slip")
            typed[12] = typed[12] == u'7' ? u'8' : u'7';
        if (how == u"short")
            typed.chop(6);
        if (how == u"older") {
            const auto open = openAgain(m_fixture->parts(u"shop"_s));
            VERIFY_OK(open);
            VERIFY_OK(makeRecoverySheet(open->open(), {m_fixture->path(u"new.txt"_s)}, {}));
        }
        if (how == u"foreign")
            typed = QString::fromUtf8(RecoveryCode::generate(m_fixture->random).text().reveal());
        if (how == u"none")
            QVERIFY(QFile::remove(m_fixture->path(u"shop/recovery.json"_s)));
        const auto report = recoverWithSheet(m_fixture->parts(u"shop"_s, u"ben"_s),
                                             recovery(typed, SecretsKind::Keychain));
        QVERIFY(!report.isOk());
        QCOMPARE(toText(report.error().code), code);
        QVERIFY2(report.error().what.contains(words), qPrintable(report.error().what));
        QCOMPARE(m_fixture->keychain(u"ben"_s)->entries(), 0);
    }

    void theNewestSheetIsTheOnlyOneThatOpens()
    {
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        m_fixture->clock.advance(std::chrono::hours(24));
        const auto open = openAgain(m_fixture->parts(u"shop"_s));
        VERIFY_OK(open);
        const QString newSheet = m_fixture->path(u"new.txt"_s);
        VERIFY_OK(makeRecoverySheet(open->open(), {newSheet}, {}));
        QCOMPARE(recoverySheetMadeAt(open->parts.folder)->value(), m_fixture->clock.now());
        VERIFY_OK(recoverWithSheet(m_fixture->parts(u"shop"_s, u"ben"_s),
                                   recovery(codeOn(newSheet), SecretsKind::Keychain)));
    }

    void theCodeIsOnThePageAndNowhereElse()
    {
        VERIFY_OK(makeShop(SecretsKind::Vault));
        const QStringList groups = codeOn(m_sheet).split(u' ');
        QCOMPARE(groups.size(), 8);
        QDirIterator files(m_fixture->path(u"shop"_s),
                           QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            for (const QString &group : groups) {
                const QByteArray wide(reinterpret_cast<const char *>(group.utf16()), 10);
                QVERIFY2(!content.contains(group.toLatin1()), qPrintable(file.fileName()));
                QVERIFY2(!content.contains(wide), qPrintable(file.fileName()));
            }
        }
    }

    void thePageIsTheOwnersAlone_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("PDF") << u"sheet.pdf"_s << QByteArray("%PDF-");
        QTest::newRow("SVG") << u"sheet.SVG"_s << QByteArray("<?xml");
        QTest::newRow("text") << u"sheet"_s << QByteArray("Drawbridge recovery sheet");
    }
    void thePageIsTheOwnersAlone()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        const auto open = createAndOpen(m_fixture->parts(u"shop"_s), SecretsKind::Keychain);
        VERIFY_OK(open);
        const mode_t before = umask(0);
        const auto made = makeRecoverySheet(open->open(), {m_fixture->path(name)}, {});
        umask(before);
        VERIFY_OK(made);
        QFile page(m_fixture->path(name));
        QVERIFY(page.open(QIODevice::ReadOnly));
        QVERIFY(page.readAll().startsWith(begins));
        struct stat status
        {};
        QCOMPARE(fstat(page.handle(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0600));
        QCOMPARE(eventsOf(*open, u"workspace.recovery-sheet-made"_s)->size(), 1);
        QVERIFY(!QFile::exists(m_fixture->path(name + u".part"_s)));
    }

    void aPageThatCannotBeWrittenChangesNothing_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("code");
        QTest::newRow("the file exists") << u"exists"_s << toText(ErrorCode::Conflict);
        QTest::newRow("it is a link to nowhere") << u"link"_s << toText(ErrorCode::Conflict);
        QTest::newRow("the folder is not there") << u"nowhere"_s << toText(ErrorCode::NotFound);
        QTest::newRow("it turns up meanwhile") << u"meanwhile"_s << toText(ErrorCode::Conflict);
    }
    void aPageThatCannotBeWrittenChangesNothing()
    {
        QFETCH(QString, how);
        QFETCH(QString, code);
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        const QString oldCode = codeOn(m_sheet);
        auto open = openAgain(m_fixture->parts(u"shop"_s));
        VERIFY_OK(open);
        const QString target = how == u"nowhere" ? m_fixture->path(u"no/where.txt"_s)
                                                 : m_fixture->path(u"taken.txt"_s);
        if (how == u"exists")
            VERIFY_OK(writePrivateFile(target, "dear to somebody"));
        if (how == u"link")
            QVERIFY(QFile::link(m_fixture->path(u"nothing"_s), target));
        if (how == u"meanwhile") {
            open->parts.onStep = [&target](QStringView step) {
                if (step == u"sheet valid")
                    VERIFY_OK(writePrivateFile(target, "dear to somebody"));
            };
        }
        const auto made = makeRecoverySheet(open->open(), {target}, {});
        QVERIFY(!made.isOk());
        QCOMPARE(toText(made.error().code), code);
        if (how == u"exists" || how == u"meanwhile")
            QCOMPARE(readPrivateFile(target, 100).value(), QByteArray("dear to somebody"));
        QCOMPARE(eventsOf(*open, u"workspace.recovery-sheet-made"_s)->size(), 1); // the first
        VERIFY_OK(recoverWithSheet(m_fixture->parts(u"shop"_s, u"ben"_s),
                                   recovery(oldCode, SecretsKind::Keychain)));
    }

    void killedWhileMakingOneEveryPageThereIsOpens_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<bool>("oldOneOpens");
        QTest::addColumn<int>("events"); // beside that of the first sheet
        QTest::newRow("intended") << u"intended"_s << true << 0;
        QTest::newRow("sheet valid") << u"sheet valid"_s << true << 1;
        QTest::newRow("page written") << u"page written"_s << true << 1;
        QTest::newRow("older sheets ended") << u"older sheets ended"_s << false << 1;
    }
    void killedWhileMakingOneEveryPageThereIsOpens()
    {
        QFETCH(QString, step);
        QFETCH(bool, oldOneOpens);
        QFETCH(int, events);
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        const QString newSheet = m_fixture->path(u"new.txt"_s);
        const KeepingParts parts = m_fixture->parts(u"shop"_s);
        QVERIFY(isKilledAt(parts, step, [&newSheet](const KeepingParts &inChild) {
            const auto open = openAgain(inChild);
            static_cast<void>(makeRecoverySheet(open->open(), {newSheet}, {}).isOk());
        }));
        {
            const auto open = openAgain(parts);
            VERIFY_OK(open);
            QCOMPARE(eventsOf(*open, u"workspace.recovery-sheet-made"_s)->size(), 1 + events);
        }
        const KeepingParts elsewhere = m_fixture->parts(u"shop"_s, u"ben"_s);
        if (QFile::exists(newSheet)) {
            VERIFY_OK(
                recoverWithSheet(elsewhere, recovery(codeOn(newSheet), SecretsKind::Keychain)));
        }
        const auto withOld =
            recoverWithSheet(elsewhere, recovery(codeOn(m_sheet), SecretsKind::Keychain));
        QCOMPARE(withOld.isOk(), oldOneOpens);
    }

    void killedWhileRecoveringItCanBeDoneAgain_data()
    {
        QTest::addColumn<SecretsKind>("kind");
        QTest::addColumn<QString>("step");
        for (const char *step : {"store made", "data key kept", "canary planted"}) {
            QTest::addRow("keychain, %s", step)
                << SecretsKind::Keychain << QString::fromLatin1(step);
        }
        for (const char *step : {"vault set aside", "store made", "data key kept", "canary planted"})
            QTest::addRow("vault, %s", step) << SecretsKind::Vault << QString::fromLatin1(step);
    }
    void killedWhileRecoveringItCanBeDoneAgain()
    {
        QFETCH(SecretsKind, kind);
        QFETCH(QString, step);
        VERIFY_OK(makeShop(kind));
        const KeepingParts parts = m_fixture->parts(u"shop"_s, u"ben"_s);
        const RecoverWithSheet request = recovery(codeOn(m_sheet), kind, "another");
        QVERIFY(isKilledAt(parts, step, [&request](const KeepingParts &inChild) {
            static_cast<void>(recoverWithSheet(inChild, request).isOk());
        }));
        VERIFY_OK(recoverWithSheet(parts, request));
        const auto open = openAgain(parts, "another");
        VERIFY_OK(open);
        QCOMPARE(QDir(parts.folder).entryList({u"*.set-aside"_s}).size(),
                 kind == SecretsKind::Vault ? 1 : 0);
    }

    void killedBeforeThePlaceIsWrittenItCanBeDoneAgain()
    {
        VERIFY_OK(makeShop(SecretsKind::Keychain));
        const KeepingParts parts = m_fixture->parts(u"shop"_s, u"ben"_s);
        const RecoverWithSheet request = recovery(codeOn(m_sheet), SecretsKind::Vault, "another");
        QVERIFY(isKilledAt(parts, u"canary planted"_s, [&request](const KeepingParts &inChild) {
            static_cast<void>(recoverWithSheet(inChild, request).isOk());
        }));
        VERIFY_OK(recoverWithSheet(parts, request));
        VERIFY_OK(openAgain(parts, "another"));
    }

private:
    /// "shop" with one key and a recovery sheet.
    Result<void> makeShop(SecretsKind kind)
    {
        TRY(open, createAndOpen(m_fixture->parts(u"shop"_s), kind));
        TRY_DONE(addKey(open, u"Till"_s, "key of the till"));
        return makeRecoverySheet(open.open(), {m_sheet}, {});
    }

    std::unique_ptr<KeepingFixture> m_fixture;
    QString m_sheet;
};

TEST_UNIT(tst_Recovery)
#include "tst_Recovery.moc"
