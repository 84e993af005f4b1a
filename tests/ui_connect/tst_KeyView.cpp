// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/Apps.h"
#include "tests/support/TestUnit.h"
#include "ui/connect/ConfirmView.h"
#include "ui/connect/ConnectDraft.h"
#include "ui/connect/KeyView.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

/// Of the right shape, and plainly made up.
QString stripeKey(const char *prefix)
{
    return s(prefix) + QString(24, QChar(u'9'));
}

} // namespace

/// Screens 2 and 3 alone, where no key leaves the test.
class tst_KeyView : public QObject
{
    Q_OBJECT

private:
    void choose(const char *app)
    {
        const AppProfile *profile = m_catalog.app(s(app));
        QVERIFY(profile != nullptr);
        m_profile = *profile;
        m_draft = ConnectDraft();
        m_draft.chooseApp(m_profile, s("Anna"), QDate(2026, 11, 23));
        m_view = std::make_unique<KeyView>(m_catalog);
        m_view->setDraft(m_draft, m_profile);
        m_view->resize(900, 900);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    QWidget *field(const char *name)
    {
        for (QWidget *one : m_view->findChildren<QWidget *>()) {
            if (one->isVisible() && one->accessibleName() == s(name)
                && one->focusPolicy() != Qt::NoFocus)
                return one;
        }
        return nullptr;
    }
    void paste(const char *name, const QString &text)
    {
        QVERIFY(field(name) != nullptr);
        QApplication::clipboard()->setText(text);
        QTest::keySequence(field(name), QKeySequence::Paste);
    }
    bool says(const QString &words) const
    {
        const auto labels = m_view->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(), [&words](const QLabel *one) {
            return one->isVisible() && one->text().contains(words);
        });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = catalog.takeValue();
    }
    void cleanupTestCase() { m_theme.reset(); }
    void cleanup()
    {
        m_view.reset();
        QApplication::clipboard()->clear();
    }

    void aPastedKeyIsTriedAtOnce()
    {
        choose("stripe");
        const QSignalSpy tries(m_view.get(), &KeyView::tryWanted);
        paste("Stripe key", stripeKey("rk_live_"));
        QCOMPARE(tries.count(), 1);
    }

    void aKeyOfAnotherAppIsNotSentAnywhere()
    {
        choose("sendgrid");
        const QSignalSpy tries(m_view.get(), &KeyView::tryWanted);
        paste("SendGrid key", stripeKey("rk_live_"));
        QCOMPARE(tries.count(), 0);
        QVERIFY(says(s("This looks like a key of Stripe, so it was not sent to SendGrid.")));
        QVERIFY(!m_view->checkApp());
        QTest::keySequence(field("SendGrid key"), QKeySequence::SelectAll);
        paste("SendGrid key", s("plainly-not-a-key"));
        QVERIFY(m_view->checkApp());
        QCOMPARE(tries.count(), 1);
    }

    void severalFieldsAreAllAskedFor()
    {
        choose("twilio");
        const QSignalSpy tries(m_view.get(), &KeyView::tryWanted);
        paste("Key secret", QString(32, QChar(u'x')));
        QCOMPARE(tries.count(), 0);
        QVERIFY(!m_view->isComplete());
        m_view->showMissing();
        QVERIFY(says(s("This is still missing.")));
        QTest::keyClicks(field("Account SID"), s("AC") + QString(32, QChar(u'0')));
        QTest::keyClicks(field("Key SID"), s("SK") + QString(32, QChar(u'0')));
        QVERIFY(!says(s("This is still missing.")));
        QTest::keyClick(field("Key secret"), Qt::Key_Return);
        QCOMPARE(tries.count(), 1);
        m_view->writeTo(m_draft);
        const ConnectionDetails details = m_draft.details(m_view->secrets());
        QCOMPARE(details.publicFields.value(s("accountSid")).size(), 34);
        QCOMPARE(details.publicFields.value(s("keySid")).size(), 34);
        QCOMPARE(details.secrets.keys(), QStringList{s("keySecret")});
    }

    void theKindOfKeyCanBeChangedWithTheKeyboard()
    {
        choose("other");
        auto *way = m_view->findChild<ComboBox *>();
        QVERIFY(way != nullptr);
        way->setFocus();
        QTest::keyClick(way, Qt::Key_Down);
        m_view->writeTo(m_draft);
        QCOMPARE(m_draft.auth, AuthKind::Bearer);
        QTRY_COMPARE(m_view->findChildren<ComboBox *>().size(), 1);
    }

    void whatCannotBeTriedSaysHowToGoOn()
    {
        choose("other");
        const QSignalSpy untried(m_view.get(), &KeyView::untriedWanted);
        QTest::keyClicks(field("Its address"), s("https://shop.example"));
        paste("Key", s("plainly-not-a-key"));
        m_view->setUntried({ErrorCode::InvalidInput, s("There is no known call."), {}});
        for (Button *one : m_view->findChildren<Button *>()) {
            if (one->isVisible() && one->text() == s("Keep it untried"))
                one->click();
        }
        QCOMPARE(untried.count(), 1);
        m_view->writeTo(m_draft);
        QCOMPARE(m_draft.baseUrl, s("https://shop.example"));
    }

    void onlyWhatNobodyJudgedIsKeptUntried_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("offered");
        QTest::newRow("no answer") << 0 << true;
        QTest::newRow("too many requests") << 429 << true;
        QTest::newRow("the app is broken") << 503 << true;
        QTest::newRow("refused") << 401 << false;
        QTest::newRow("not allowed") << 403 << false;
        QTest::newRow("nothing there") << 404 << false;
        QTest::newRow("refused in an answer that looks good") << 200 << false;
    }
    void onlyWhatNobodyJudgedIsKeptUntried()
    {
        QFETCH(int, status);
        QFETCH(bool, offered);
        choose("stripe");
        ConnectionTest test;
        test.status = status;
        test.explanation = s("It did not work.");
        m_view->setOutcome(test);
        const auto buttons = m_view->findChildren<Button *>();
        QCOMPARE(std::any_of(buttons.cbegin(),
                             buttons.cend(),
                             [](const Button *one) {
                                 return one->isVisible() && one->text() == s("Keep it untried");
                             }),
                 offered);
    }

    void itSaysWhereTheKeyGoes()
    {
        choose("stripe");
        QVERIFY(says(s("Your key goes to api.stripe.com and nowhere else.")));
    }

    void whatCannotBeLimitedStandsWithWhatHelps()
    {
        choose("twilio");
        QVERIFY(says(s("What Twilio cannot limit")));
        QVERIFY(says(s("What helps: Limit the countries")));
    }

    void aKeyDecidesBetweenRealAndTest_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("after");
        const auto real = static_cast<int>(Environment::Production);
        const auto test = static_cast<int>(Environment::Staging);
        QTest::newRow("a test key makes it a test shop") << stripeKey("sk_test_") << real << test;
        QTest::newRow("a live key makes it the real one") << stripeKey("sk_live_") << test << real;
        QTest::newRow("a test key leaves a test shop") << stripeKey("rk_test_") << test << test;
        QTest::newRow("another key says nothing") << s("plainly-not-a-key") << test << test;
    }
    void aKeyDecidesBetweenRealAndTest()
    {
        QFETCH(QString, key);
        QFETCH(int, before);
        QFETCH(int, after);
        choose("stripe");
        m_draft.environment = static_cast<Environment>(before);
        m_view->setDraft(m_draft, m_profile);
        paste("Stripe key", key);
        m_view->writeTo(m_draft);
        QCOMPARE(static_cast<int>(m_draft.environment), after);
    }

    void theLastScreenOffersOnlyTheShopTheKeyOpens_data()
    {
        QTest::addColumn<int>("told");
        QTest::addColumn<int>("draft");
        QTest::addColumn<QStringList>("offered");
        const QStringList tests{s("Test shop"), s("Trying things out")};
        QTest::newRow("a test key in a real shop")
            << static_cast<int>(KeyEnvironment::Test) << static_cast<int>(Environment::Production)
            << tests;
        QTest::newRow("a test key in a test shop")
            << static_cast<int>(KeyEnvironment::Test) << static_cast<int>(Environment::Staging)
            << tests;
        QTest::newRow("a live key in a test shop")
            << static_cast<int>(KeyEnvironment::Live) << static_cast<int>(Environment::Staging)
            << QStringList{s("Real shop")};
        QTest::newRow("a key that does not say") << -1 << static_cast<int>(Environment::Staging)
                                                 << (QStringList{s("Real shop")} + tests);
    }
    void theLastScreenOffersOnlyTheShopTheKeyOpens()
    {
        QFETCH(int, told);
        QFETCH(int, draft);
        QFETCH(QStringList, offered);
        choose("stripe");
        m_draft.environment = static_cast<Environment>(draft);
        ConfirmView confirm(m_catalog);
        Snapshot snapshot;
        snapshot.takenAt = QDateTime(QDate(2026, 11, 23), QTime(14, 2), Qt::UTC);
        confirm.setDraft(m_draft,
                         m_profile,
                         snapshot,
                         Confirming::Connecting,
                         told < 0 ? std::nullopt : std::optional(static_cast<KeyEnvironment>(told)));
        QStringList shown;
        for (const ComboBox *box : confirm.findChildren<ComboBox *>()) {
            for (int i = 0; i < box->count() && box->accessibleName() == s("Real or test"); ++i)
                shown << box->itemText(i);
        }
        QCOMPARE(shown, offered);
        confirm.writeTo(m_draft);
        QVERIFY(told < 0
                || (m_draft.environment == Environment::Production)
                    == (static_cast<KeyEnvironment>(told) == KeyEnvironment::Live));
    }

    void noAppAsksForMoreThanSixThings_data()
    {
        QTest::addColumn<QString>("app");
        for (const AppProfile &app : m_catalog.apps())
            QTest::newRow(qPrintable(app.name)) << app.id;
    }
    void noAppAsksForMoreThanSixThings()
    {
        QFETCH(QString, app);
        const AppProfile &profile = *m_catalog.app(app);
        for (const AuthOption &option : connectOptions(profile)) {
            // Which app, and who looks after it; whatever else there is has a default.
            int asked = 2 + (profile.kind == AppKind::Other ? 1 : 0);
            for (const AuthField &field : option.fields) {
                if (field.required && field.takenFrom.isEmpty() && field.defaultValue.isEmpty())
                    ++asked;
            }
            QVERIFY2(asked <= 6, qPrintable(option.label));
        }
    }

private:
    std::unique_ptr<Theme> m_theme;
    Catalog m_catalog;
    AppProfile m_profile;
    ConnectDraft m_draft;
    std::unique_ptr<KeyView> m_view;
};

TEST_UNIT(tst_KeyView)
#include "tst_KeyView.moc"
