// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Catalog.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

using namespace drawbridge;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QStringList namesOf(const QList<const AppProfile *> &apps)
{
    QStringList names;
    for (const AppProfile *app : apps)
        names.append(app->name);
    return names;
}

} // namespace

class tst_Catalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileThatShipsPassesEveryCheck()
    {
        const auto catalog = Catalog::load(shippedFolder());
        VERIFY_OK(catalog);
        const auto files =
            QDir(shippedFolder() + QStringLiteral("/apps")).entryList({QStringLiteral("*.json")});
        QCOMPARE(catalog->apps().size(), files.size());
    }
    void theBuiltInOneIsTheFolderThatShips()
    {
        const auto folder = Catalog::load(shippedFolder());
        VERIFY_OK(folder);
        QStringList inside;
        QStringList outside;
        for (const AppProfile &app : builtIn().apps())
            inside.append(app.id);
        for (const AppProfile &app : folder->apps())
            outside.append(app.id);
        QCOMPARE(inside, outside);
        QCOMPARE(builtIn().keys().formats().size(), folder->keys().formats().size());
        QCOMPARE(builtIn().dataClasses().size(), folder->dataClasses().size());
    }
    void theAppsOfASmallBusinessAreThere()
    {
        for (const char *id : {"stripe",
                               "shopify",
                               "quickbooks",
                               "mailchimp",
                               "hubspot",
                               "slack",
                               "github",
                               "sendgrid",
                               "twilio",
                               "airtable",
                               "notion",
                               "zapier",
                               "practice-shop",
                               "other"})
            QVERIFY2(builtIn().app(QString::fromLatin1(id)), id);
        QVERIFY(!builtIn().app(QStringLiteral("no-such-app")));
        QCOMPARE(toText(builtIn().app(QStringLiteral("zapier"))->kind), QStringLiteral("hub"));
        QVERIFY(builtIn().dataClass(u"order-totals"));
        QVERIFY(!builtIn().dataClass(u"no-such-data"));
    }
    void appsStandByNameAndOursLast()
    {
        QStringList names;
        for (const AppProfile &app : builtIn().apps())
            names.append(app.name);
        QCOMPARE(names.takeLast(), QStringLiteral("Other app"));
        QCOMPARE(names.takeLast(), QStringLiteral("Practice Shop"));
        QStringList sorted = names;
        std::sort(sorted.begin(), sorted.end(), [](const QString &a, const QString &b) {
            return a.toCaseFolded() < b.toCaseFolded();
        });
        QCOMPARE(names, sorted);
    }
    void aNewAppIsOneFile()
    {
        QTemporaryDir dir;
        QJsonObject json = shippedJson(QStringLiteral("calendly"));
        json.insert(QStringLiteral("id"), QStringLiteral("bakery-till"));
        json.insert(QStringLiteral("name"), QStringLiteral("Bakery Till"));
        QVERIFY(write(dir.filePath(QStringLiteral("apps/bakery-till.json")),
                      QJsonDocument(json).toJson()));
        const auto catalog = Catalog::load(dir.path());
        VERIFY_OK(catalog);
        const AppProfile *app = catalog->app(QStringLiteral("bakery-till"));
        QVERIFY(app);
        QCOMPARE(app->name, QStringLiteral("Bakery Till"));
        QVERIFY(app->job(u"see-appointments"));
        QVERIFY(catalog->dataClass(
            u"order-totals")); // the built-in ones serve where the folder has none
        QCOMPARE(namesOf(catalog->search(u"bakery")), QStringList{QStringLiteral("Bakery Till")});
    }
    void aHostileFileIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray whole = contentOf(shippedFolder() + QStringLiteral("/apps/stripe.json"));
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut off") << whole.left(whole.size() / 2);
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("a number") << QByteArray("42");
        QTest::newRow("binary") << QByteArray("\0\xff\xfe\x01", 4);
        QTest::newRow("deeply nested") << QByteArray(100'000, '[');
        QTest::newRow("nested objects") << QByteArray("{\"a\":").repeated(5000);
        QTest::newRow("huge") << QByteArray("{\"a\": \"" + QByteArray(600 * 1024, 'x') + "\"}");
        QTest::newRow("another format")
            << QByteArray(whole).replace("\"schema\": 1", "\"schema\": 2");
        QTest::newRow("another id than the file's")
            << QByteArray(whole).replace("\"id\": \"stripe\"", "\"id\": \"strype\"");
        QTest::newRow("control character in a name")
            << QByteArray(whole).replace("\"name\": \"Stripe\"", "\"name\": \"Str\\u0007ipe\"");
        QTest::newRow("direction override in a name")
            << QByteArray(whole).replace("\"name\": \"Stripe\"", "\"name\": \"\\u202eepirtS\"");
        QTest::newRow("lone surrogate")
            << QByteArray(whole).replace("\"name\": \"Stripe\"", "\"name\": \"\\ud800\"");
    }
    void aHostileFileIsRefusedByName()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir dir;
        QVERIFY(write(dir.filePath(QStringLiteral("apps/stripe.json")), content));
        const auto catalog = Catalog::load(dir.path());
        VERIFY_ERROR(ErrorCode::InvalidInput, catalog);
        QVERIFY2(catalog.error().what.contains(QStringLiteral("stripe.json")),
                 qPrintable(catalog.error().what));
        QVERIFY(catalog.error().what.size() < 500);
    }
    void aFolderWithoutAppsIsAnEmptyCatalog()
    {
        QTemporaryDir dir;
        const auto catalog = Catalog::load(dir.path());
        VERIFY_OK(catalog);
        QVERIFY(catalog->apps().isEmpty());
        const Catalog nothing;
        QVERIFY(nothing.apps().isEmpty());
    }
    void searchFindsWhatTheOwnerMeans_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("first");
        QTest::newRow("a name") << QStringLiteral("stripe") << QStringLiteral("Stripe");
        QTest::newRow("the beginning of one")
            << QStringLiteral("quick") << QStringLiteral("QuickBooks Online");
        QTest::newRow("a later word of one")
            << QStringLiteral("workspace") << QStringLiteral("Google Workspace");
        QTest::newRow("what it does")
            << QStringLiteral("direct debit") << QStringLiteral("GoCardless");
        QTest::newRow("what several do, by name")
            << QStringLiteral("newsletter") << QStringLiteral("Brevo");
        QTest::newRow("two words") << QStringLiteral("text messages") << QStringLiteral("Twilio");
        QTest::newRow("capitals and spaces")
            << QStringLiteral("  GITHUB ") << QStringLiteral("GitHub");
        QTest::newRow("accents") << QStringLiteral("Stri\u0301pe") << QStringLiteral("Stripe");
    }
    void searchFindsWhatTheOwnerMeans()
    {
        QFETCH(QString, text);
        QFETCH(QString, first);
        const QStringList found = namesOf(builtIn().search(text));
        QVERIFY2(!found.isEmpty(), "nothing found");
        QCOMPARE(found.first(), first);
    }
    void searchForNothingGivesEverythingAndForNonsenseNothing()
    {
        QCOMPARE(builtIn().search(u"").size(), builtIn().apps().size());
        QVERIFY(builtIn().search(u"xyzzy").isEmpty());
    }
    void anImportedProfileCannotTakeABuiltInName_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("its own") << QStringLiteral("bakery") << QStringLiteral("Bakery") << true;
        QTest::newRow("the id") << QStringLiteral("stripe") << QStringLiteral("Bakery") << false;
        QTest::newRow("the name") << QStringLiteral("bakery") << QStringLiteral("Stripe") << false;
        QTest::newRow("the name in capitals")
            << QStringLiteral("bakery") << QStringLiteral("STRIPE") << false;
        QTest::newRow("with spaces and signs")
            << QStringLiteral("bakery") << QStringLiteral("S t-r.i p e!") << false;
        QTest::newRow("a digit for a letter")
            << QStringLiteral("bakery") << QStringLiteral("Str1pe") << false;
        QTest::newRow("an l for an i")
            << QStringLiteral("bakery") << QStringLiteral("Strlpe") << false;
        QTest::newRow("a Cyrillic letter")
            << QStringLiteral("bakery") << QStringLiteral("Stri\u0440e") << false;
        QTest::newRow("wide letters")
            << QStringLiteral("bakery") << QStringLiteral("\uFF33\uFF54\uFF52\uFF49\uFF50\uFF45")
            << false;
        QTest::newRow("accents") << QStringLiteral("bakery") << QStringLiteral("Str\u00efpe")
                                 << false;
        QTest::newRow("a built-in id as a name")
            << QStringLiteral("bakery") << QStringLiteral("Google-Workspace") << false;
        QTest::newRow("a name that only begins alike")
            << QStringLiteral("stripe-tools") << QStringLiteral("Stripe Tools") << true;
    }
    void anImportedProfileCannotTakeABuiltInName()
    {
        QFETCH(QString, id);
        QFETCH(QString, name);
        QFETCH(bool, allowed);
        AppProfile profile = *builtIn().app(QStringLiteral("calendly"));
        profile.id = id;
        profile.name = name;
        if (allowed) {
            VERIFY_OK(builtIn().canImport(profile));
            const auto more = builtIn().with({profile});
            VERIFY_OK(more);
            QCOMPARE(more->apps().size(), builtIn().apps().size() + 1);
            QVERIFY(more->app(id));
            QVERIFY(!builtIn().app(id)); // the first one is as it was
        } else {
            VERIFY_ERROR(ErrorCode::Conflict, builtIn().canImport(profile));
            VERIFY_ERROR(ErrorCode::Conflict, builtIn().with({profile}));
        }
    }
    void twoImportedProfilesCannotShareANameEither()
    {
        AppProfile one = *builtIn().app(QStringLiteral("calendly"));
        one.id = QStringLiteral("bakery");
        one.name = QStringLiteral("Bakery");
        AppProfile two = one;
        two.id = QStringLiteral("bakery-two");
        VERIFY_ERROR(ErrorCode::Conflict, builtIn().with({one, two}));
    }
    void pointersLiveAsLongAsACopy()
    {
        const AppProfile *app = nullptr;
        Catalog copy;
        {
            const auto fresh = Catalog::builtIn();
            VERIFY_OK(fresh);
            copy = *fresh;
            app = fresh->app(QStringLiteral("stripe"));
        }
        QCOMPARE(app->name, QStringLiteral("Stripe"));
        QCOMPARE(copy.app(QStringLiteral("stripe")), app);
    }
    void loadingIsQuick()
    {
        QBENCHMARK {
            VERIFY_OK(Catalog::builtIn());
        }
    }
};

TEST_UNIT(tst_Catalog)
#include "tst_Catalog.moc"
