// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QRegularExpression>
#include <QSet>

#include "TestTree.h"

#include <cmath>

using namespace drawbridge;

namespace {

/// Everything of a profile that its owner reads.
QStringList wordsOf(const AppProfile &app)
{
    QStringList texts{app.summary,
                      app.scopesNote,
                      app.overlap.note,
                      app.shutOff.livesOn,
                      app.rotation.note,
                      app.setUp.role,
                      app.setUp.plan};
    texts << app.setUp.steps << app.shutOff.steps << app.rotation.steps;
    if (const auto &recipe = app.rotation.recipe) {
        texts << recipe->note << recipe->needs;
        if (recipe->ask)
            texts << recipe->ask->otherwise;
    }
    for (const AppJob &job : app.jobs)
        texts << job.label;
    for (const AppScope &scope : app.scopes)
        texts << scope.label;
    for (const AppLimit &limit : app.cannotLimit)
        texts << limit.what << limit.help;
    for (const AuthOption &option : app.auth) {
        texts << option.note;
        for (const AuthField &field : option.fields)
            texts << field.label << field.help << field.where;
    }
    return texts;
}

/// Contrast of white text on a colour (WCAG 2.1).
double contrastOfWhiteOn(const QString &colour)
{
    const auto channel = [&colour](int at) {
        const double value = colour.mid(at, 2).toInt(nullptr, 16) / 255.0;
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    return 1.05 / (luminance + 0.05);
}

} // namespace

/// What we promise the owner about each app that ships, beyond what any profile must be.
class tst_ShippedApps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAppIsWhatWeSay_data()
    {
        QTest::addColumn<QString>("id");
        for (const AppProfile &app : builtIn().apps())
            QTest::newRow(qPrintable(app.id)) << app.id;
    }
    void anAppIsWhatWeSay()
    {
        QFETCH(QString, id);
        const AppProfile &app = *builtIn().app(id);
        QVERIFY2(!app.jobs.isEmpty(), "no job to choose");
        QVERIFY2(app.setUp.minutes > 0, "nobody connects anything in no time");
        QVERIFY2(!app.setUp.steps.isEmpty(), "no steps");
        QVERIFY2(!app.shutOff.steps.isEmpty(), "no way to shut it off");
        QVERIFY2(!app.rotation.steps.isEmpty(), "no way to replace a key");
        QVERIFY(app.checked >= QDate(2026, 11, 1));
        QVERIFY2(contrastOfWhiteOn(app.tile.colour) >= 4.5,
                 qPrintable(QString::number(contrastOfWhiteOn(app.tile.colour))));
        const AuthKind first = app.auth.first().kind;
        if (first != AuthKind::None && app.kind != AppKind::Other)
            QVERIFY2(app.probe && app.control, "a key that cannot be tested");
        for (const AuthOption &option : app.auth) {
            if (option.kind == AuthKind::None)
                continue;
            const bool asks =
                std::any_of(option.fields.cbegin(),
                            option.fields.cend(),
                            [](const AuthField &field) { return field.required && field.secret; });
            // A device proves itself by the code its owner types, a browser's sign-in by PKCE.
            QVERIFY2(asks || option.kind == AuthKind::Device
                         || (option.tokens && option.tokens->pkce == FactAnswer::Yes),
                     "a way to connect without a secret");
            const auto inputs = std::count_if(option.fields.cbegin(),
                                              option.fields.cend(),
                                              [](const AuthField &field) {
                                                  return field.required && field.takenFrom.isEmpty()
                                                      && field.defaultValue.isEmpty();
                                              });
            QVERIFY2(inputs <= 3, "too much to type");
        }
    }
    void whatTheOwnerReadsIsInHisWords_data() { anAppIsWhatWeSay_data(); }
    void whatTheOwnerReadsIsInHisWords()
    {
        QFETCH(QString, id);
        static const QRegularExpression engineers(QStringLiteral(
            "\\b(endpoint|payload|HMAC|JSON|HTTP|REST|bearer|credential|rotate|revocation|API "
            "call|GET|POST|parameter|boolean|string|OAuth token)\\b"));
        // Names the owner meets at the provider are his as well.
        static const QRegularExpression quoted(QStringLiteral("\"[^\"]*\""));
        for (QString text : wordsOf(*builtIn().app(id))) {
            const QString own = text.remove(quoted);
            const auto match = engineers.match(own);
            if (match.hasMatch())
                QFAIL(qPrintable(QStringLiteral("\"%1\" in: %2").arg(match.captured(), own)));
        }
    }
    void noExampleIsAKey()
    {
        for (const AppProfile &app : builtIn().apps()) {
            for (const AuthOption &option : app.auth) {
                for (const AuthField &field : option.fields) {
                    const auto key = builtIn().keys().recognize(field.example.toUtf8());
                    QVERIFY2(!field.secret || !key, qPrintable(app.id + u'.' + field.name));
                }
            }
        }
    }
    void whatAKeyCanReadCanBeLookedAtForManyApps()
    {
        QStringList apps;
        for (const AppProfile &app : builtIn().apps()) {
            const bool isKnown = std::any_of(app.scopes.cbegin(),
                                             app.scopes.cend(),
                                             [](const AppScope &scope) { return scope.readProbe; });
            if (isKnown && app.kind != AppKind::Practice)
                apps.append(app.id);
        }
        QVERIFY2(apps.size() >= 6, qPrintable(apps.join(u' ')));
    }
    void thereAreFortyAppsAndTheCommonOnes()
    {
        const auto real =
            std::count_if(builtIn().apps().cbegin(),
                          builtIn().apps().cend(),
                          [](const AppProfile &app) {
                              return app.kind == AppKind::App || app.kind == AppKind::Hub;
                          });
        QVERIFY2(real >= 40, qPrintable(QString::number(real)));
    }
    /// A single fact may have been read again since; years apart is a slip of the pen.
    void everyDayIsNearTheDayTheProfileWasChecked()
    {
        for (const AppProfile &app : builtIn().apps()) {
            for (const FactSource &source : app.sources)
                QVERIFY2(source.date.isValid() && source.date <= app.checked.addYears(1)
                             && source.date.year() >= 2026,
                         qPrintable(app.id + u' ' + source.id));
        }
    }
    void everySourceIsQuoted()
    {
        for (const AppProfile &app : builtIn().apps()) {
            const QByteArray file = contentOf(shippedFolder() + QStringLiteral("/apps/") + app.id
                                              + QStringLiteral(".json"));
            for (const FactSource &source : app.sources) {
                const QByteArray quote = "\"source\": \"" + source.id.toUtf8() + '"';
                QVERIFY2(file.contains(quote),
                         qPrintable(app.id + QStringLiteral(" does not use ") + source.id));
            }
        }
    }
    void coloursTellAppsApart()
    {
        QSet<QString> seen;
        for (const AppProfile &app : builtIn().apps()) {
            const QString look = app.tile.monogram + app.tile.colour;
            QVERIFY2(!seen.contains(look), qPrintable(app.id));
            seen.insert(look);
        }
    }
    void scopesOfTheJobsAreTheFewestThatDo()
    {
        const AppProfile &stripe = *builtIn().app(QStringLiteral("stripe"));
        QCOMPARE(stripe.scopesFor({QStringLiteral("order-totals-for-the-books")}),
                 QStringList{QStringLiteral("rak_balance_transaction_read")});
        QCOMPARE(stripe.scopesFor({QStringLiteral("refund"), QStringLiteral("see-payments")}),
                 (QStringList{QStringLiteral("rak_charge_read"),
                              QStringLiteral("rak_refund_write"),
                              QStringLiteral("rak_payment_intent_read")}));
        QVERIFY(stripe.scopesFor({QStringLiteral("no-such-job")}).isEmpty());
        QCOMPARE(stripe.dataClassesFor({QStringLiteral("order-totals-for-the-books")}),
                 QStringList{QStringLiteral("order-totals")});
    }
    void thePracticeShopIsDescribedAsItIsBuilt()
    {
        const AppProfile &shop = *builtIn().app(QStringLiteral("practice-shop"));
        QFile contract(QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/core/practice/README.md"));
        QVERIFY(contract.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(contract.readAll());
        for (const AppScope &scope : shop.scopes)
            QVERIFY2(text.contains(QStringLiteral("| `%1` |").arg(scope.name)),
                     qPrintable(scope.name));
        QVERIFY(text.contains(QStringLiteral("`GET %1`").arg(shop.probe->path)));
        QVERIFY(text.contains(QStringLiteral("`%1`").arg(shop.probe->invalid.codes.first())));
        QCOMPARE(shop.authOption(AuthKind::ApiKey)->fields.last().defaultValue,
                 QStringLiteral("7447"));
        QVERIFY(text.contains(QStringLiteral("port 7447")));
    }
};

TEST_UNIT(tst_ShippedApps)
#include "tst_ShippedApps.moc"
