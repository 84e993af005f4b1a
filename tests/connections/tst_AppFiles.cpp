// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"
#include "core/connections/AppFiles.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// A file that the owner gives is told by what is in it, and a description is looked at before anything is kept.
class tst_AppFiles : public QObject
{
    Q_OBJECT

    QString fileOf(const QByteArray &content, const QString &name = u"shop.yaml"_s)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return {};
        file.write(content);
        return path;
    }
    Result<AppFileLook> look(const QString &path)
    {
        return lookAtAppFile({path}, m_catalog, m_clock, m_cancel);
    }

    QTemporaryDir m_folder;
    Catalog m_catalog;
    ManualClock m_clock{QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC)};
    CancelToken m_cancel;

private Q_SLOTS:
    void initTestCase()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = *catalog;
    }
    void init() { m_cancel = CancelToken(); }

    void itIsToldByItsContentAndElseByItsName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<int>("kind");
        const auto row =
            [](const char *claim, const char *name, const QByteArray &begin, GivenFile kind) {
                QTest::newRow(claim) << QString::fromLatin1(name) << begin << int(kind);
            };
        const GivenFile settings = GivenFile::Settings;
        const GivenFile app = GivenFile::AppDescription;
        row("an .env file", ".env", "A=b\n", settings);
        row("an .env file that is empty", ".env", "", settings);
        row("an .env file for production", ".env.production", "# only this\n", settings);
        row("an .env file called json", ".env.json", "export KEY=1\n", settings);
        row("settings in a text", "keys.txt", "\n# shop\n KEY = 1\n", settings);
        row("settings behind a byte-order mark", "keys.txt", "\xEF\xBB\xBFKEY=1\n", settings);
        row("a description in JSON", "shop.json", "{\"openapi\": \"3.0.0\"}", app);
        row("a description in YAML", "shop.yaml", "openapi: 3.1.0\ninfo:\n", app);
        row("one behind comments and a mark", "shop.yml", "# ours\n---\n'swagger' : '2.0'\n", app);
        row("one called as text", "shop.txt", "openapi: 3.0.0\n", app);
        row("one called .env", "shop.env", "{\"swagger\": \"2.0\"}", app);
        row("one with a = in what it says", "a.yaml", "openapi: 3.0.0\nx:\n  A=b\n", app);
        row("settings with a line that looks like one", "b.env", "A=b\nopenapi: 3\n", settings);
        row("YAML that says nothing yet", "shop.yaml", "info:\n  title: x\n", app);
        row("a JSON ending in capitals", "SHOP.JSON", "", app);
        row("a letter", "letter.txt", "Dear Ada,\nhere it is.\n", GivenFile::Unknown);
        row("a picture", "cat.png", QByteArray("\x89PNG\r\n\x1a\n\0\0", 10), GivenFile::Unknown);
    }
    void itIsToldByItsContentAndElseByItsName()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, begin);
        QFETCH(int, kind);
        QCOMPARE(int(kindOfFile(name, begin)), kind);
        const auto told = tellFile({fileOf(begin, name)});
        VERIFY_OK(told);
        QCOMPARE(int(*told), kind);
    }

    void whatIsNoFileIsTold()
    {
        VERIFY_ERROR(ErrorCode::InvalidInput, tellFile({m_folder.path()}));
        VERIFY_ERROR(ErrorCode::NotFound, tellFile({m_folder.filePath(u"not-there"_s)}));
        VERIFY_ERROR(ErrorCode::InvalidInput, tellFile({u"/dev/zero"_s}));
        VERIFY_ERROR(ErrorCode::InvalidInput, look(m_folder.path()));
        VERIFY_ERROR(ErrorCode::InvalidInput, look(u"/dev/zero"_s));
    }

    void aDescriptionIsLookedAtUnderTheNameItWouldHave()
    {
        const auto seen =
            look(fileOf("openapi: 3.0.3\n"
                        "info: {title: Corner Shop, version: '2'}\n"
                        "servers: [{url: 'https://api.corner.example/v1'}]\n"
                        "components:\n"
                        "  securitySchemes:\n"
                        "    login:\n"
                        "      type: oauth2\n"
                        "      flows:\n"
                        "        authorizationCode:\n"
                        "          authorizationUrl: https://login.corner.example/ask\n"
                        "          tokenUrl: https://id.corner.example/give\n"
                        "          scopes: {orders.read: See orders}\n"
                        "    odd: {type: mutualTLS}\n"
                        "paths: {}\n"));
        VERIFY_OK(seen);
        const AppProfile &app = seen->app.profile;
        QCOMPARE(app.name, u"Corner Shop"_s);
        QCOMPARE(app.hosts, (QStringList{u"api.corner.example"_s, u"id.corner.example"_s}));
        QCOMPARE(app.scopes.size(), 1);
        QCOMPARE(app.auth.size(), 1);
        QVERIFY(!seen->app.waysAreGuessed);
        QCOMPARE(seen->app.leftOut.size(), 1);
        QVERIFY(seen->app.leftOut.first().contains(u"odd"_s));
    }
    void oneThatNamesNoWayAndNoAddressSaysSo()
    {
        const auto seen =
            look(fileOf("openapi: 3.0.3\ninfo: {title: X, version: '1'}\npaths: {}\n"));
        VERIFY_OK(seen);
        QVERIFY(seen->app.waysAreGuessed);
        QVERIFY(seen->app.profile.baseUrl.isEmpty());
        QVERIFY(!seen->app.leftOut.isEmpty());
    }

    void whatIsNoDescriptionOrHasTricksIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("another YAML") << QByteArray("name: x\nversion: 3\n");
        QTest::newRow("a list") << QByteArray("[1, 2]");
        QTest::newRow("cut off") << QByteArray("{\"openapi\": \"3.0.0\", \"info\": {");
        QTest::newRow("a newer kind") << QByteArray("openapi: 4.0.0\ninfo: {}\n");
        QTest::newRow("an address twice") << QByteArray(
            "{\"openapi\": \"3.0.0\", \"info\": {}, \"servers\": [], \"servers\": []}");
        QTest::newRow("no text") << QByteArray("openapi: \0\n", 11);
        QByteArray bomb = "openapi: 3.0.0\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (int i = 1; i < 10; ++i) {
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + before;
            for (int j = 0; j < 9; ++j)
                bomb += "," + before;
            bomb += "]\n";
        }
        QTest::newRow("a little that unfolds to a lot") << bomb;
        QTest::newRow("too deep") << QByteArray("{\"openapi\": \"3.0.0\", \"x\": "
                                                + QByteArray(5000, '[') + QByteArray(5000, ']')
                                                + "}");
    }
    void whatIsNoDescriptionOrHasTricksIsRefused()
    {
        QFETCH(QByteArray, content);
        VERIFY_ERROR(ErrorCode::InvalidInput, look(fileOf(content)));
    }
    void whatIsTooLargeIsToldAsSuch()
    {
        const QString path = fileOf("openapi: 3.0.0\n");
        QVERIFY(QFile::resize(path, qint64{33} * 1024 * 1024));
        const auto seen = look(path);
        VERIFY_ERROR(ErrorCode::InvalidInput, seen);
        QVERIFY(seen.error().what.contains(u"32"_s));
    }
    void filesOfRealProvidersAreLookedAt_data()
    {
        QTest::addColumn<QString>("path");
        // They are large and not ours, so they stand elsewhere.
        const QDir folder(qEnvironmentVariable("DRAWBRIDGE_OPENAPI_SAMPLES", u"."_s));
        if (!qEnvironmentVariableIsSet("DRAWBRIDGE_OPENAPI_SAMPLES"))
            QTest::newRow("none") << QString();
        else
            for (const QString &name : folder.entryList(QDir::Files))
                QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
    void filesOfRealProvidersAreLookedAt()
    {
        QFETCH(QString, path);
        if (path.isEmpty())
            QSKIP("DRAWBRIDGE_OPENAPI_SAMPLES names a folder of descriptions");
        const auto told = tellFile({path});
        VERIFY_OK(told);
        QCOMPARE(int(*told), int(GivenFile::AppDescription));
        const auto seen = look(path);
        VERIFY_OK(seen);
        QVERIFY(!seen->app.profile.name.isEmpty());
        QVERIFY(!seen->app.profile.auth.isEmpty());
        QVERIFY(seen->app.profile.baseUrl.isEmpty() == seen->app.profile.hosts.isEmpty());
    }
    void itCanBeStopped()
    {
        m_cancel.cancel();
        VERIFY_ERROR(ErrorCode::Cancelled, look(fileOf("openapi: 3.0.3\ninfo: {}\npaths: {}\n")));
    }
};

TEST_UNIT(tst_AppFiles)
#include "tst_AppFiles.moc"
