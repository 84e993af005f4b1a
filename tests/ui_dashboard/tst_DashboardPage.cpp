// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/dashboard/AttentionList.h"
#include "ui/dashboard/DashboardPage.h"
#include "ui/dashboard/DashboardView.h"
#include "ui/dashboard/KeysCards.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/Rows.h"
#include "ui/kit/StatusPill.h"
#include "ui/kit/Theme.h"

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_DashboardPage : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }
    TableView *table() { return m_screen->shown<TableView>(); }

    void listApps(const QStringList &apps)
    {
        VERIFY_OK(m_business->run(ListApps{apps, s("Anna")}));
    }
    void rename(const Connection &connection, const QString &name)
    {
        EditConnection edit;
        edit.id = connection.id;
        edit.revision = connection.revision;
        edit.name = name;
        VERIFY_OK(m_business->run(edit));
    }
    void hideNames()
    {
        WorkspaceSettings settings = now()->settings;
        settings.hideNames = true;
        VERIFY_OK(m_business->run(ChangeSettings{settings}));
    }
    QString tableWords()
    {
        QStringList words;
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            for (int column = 0; column < table()->model()->columnCount(); ++column)
                words << table()->model()->index(row, column).data().toString();
        }
        return words.join(QChar(u'\n'));
    }

    /// Eight connections: three keys are being replaced, one has no key that works, five old keys are left over.
    static std::shared_ptr<Snapshot> crowded()
    {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->takenAt = QDateTime(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);
        AttentionInput input;
        for (const char *name : {"Shop",
                                 "Till",
                                 "Books",
                                 "Mail",
                                 "Blog",
                                 "Forum",
                                 "Stock",
                                 "A shop with a rather long name for a row"}) {
            Connection connection;
            connection.id = ConnectionId(s(name));
            connection.name = s(name);
            connection.app = s("stripe");
            ConnectionTest test;
            test.ok = true;
            connection.lastTest = test;
            snapshot->connections.append(connection);
            Credential credential;
            credential.id = CredentialId(s(name));
            credential.connection = connection.id;
            CredentialVersion version;
            version.id = CredentialVersionId(s(name) + s("-2"));
            version.number = 2;
            version.createdAt = snapshot->takenAt.addDays(-40);
            CredentialVersion old = version;
            old.id = CredentialVersionId(s(name) + s("-1"));
            old.number = 1;
            old.stage = VersionStage::Previous;
            old.createdAt = snapshot->takenAt.addDays(-400);
            credential.versions = {version, old};
            snapshot->credentials.append(credential);
        }
        const auto rotate = [&](const char *name, RotationPhase phase) -> Rotation & {
            Rotation rotation;
            rotation.id = RotationId(s(name));
            rotation.connection = ConnectionId(s(name));
            rotation.credential = CredentialId(s(name));
            rotation.oldVersion = CredentialVersionId(s(name) + s("-1"));
            rotation.newVersion = CredentialVersionId(s(name) + s("-2"));
            rotation.way = RotationWay::ByCall;
            rotation.fate = OldKeyFate::LivesOn;
            rotation.phase = phase;
            rotation.moments = {{phase, snapshot->takenAt.addSecs(-90)}};
            snapshot->rotations.append(rotation);
            return snapshot->rotations.last();
        };
        rotate("Shop", RotationPhase::HandingOver).places = {HandOver(), HandOver()};
        rotate("Till", RotationPhase::Testing);
        rotate("Books", RotationPhase::ShuttingOff).oldEnd = KeyEnd::UnderWay;
        rotate("Mail", RotationPhase::Reconnect).problem = s("Stripe refuses the old key now.");
        snapshot->liveKeys = liveKeys(snapshot->connections,
                                      snapshot->credentials,
                                      snapshot->shutOffs,
                                      snapshot->takenAt);
        input.connections = snapshot->connections;
        input.credentials = snapshot->credentials;
        input.hasRecoverySheet = true;
        input.rotations = snapshot->rotations;
        input.appNames = {{s("stripe"), s("Stripe")}};
        snapshot->attention = attentionFor(input, snapshot->takenAt);
        return snapshot;
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }
    void init()
    {
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_screen =
            std::make_unique<Screen>(std::make_unique<DashboardPage>(m_business->workspace()));
        QVERIFY(m_screen->show());
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_theme->setAppearance(Appearance::Light);
    }

    void anEmptyBusinessSaysHowToBegin_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("subject");
        QTest::newRow("list") << s("List the apps you use") << s("connect") << s("several");
        QTest::newRow("connect") << s("Connect the first app") << s("connect") << QString();
        QTest::newRow("practise") << s("Try the Practice Shop") << s("connect")
                                  << s("practice-shop");
        QTest::newRow("sheet") << s("Make the recovery sheet") << s("settings") << s("recovery");
        QTest::newRow("lock") << s("Locks itself after 10 minutes") << s("settings") << QString();
    }
    void anEmptyBusinessSaysHowToBegin()
    {
        QFETCH(QString, words);
        QFETCH(QString, page);
        QFETCH(QString, subject);
        QVERIFY(m_screen->says(s("Nothing is connected yet")));
        QVERIFY(m_screen->click(words));
        QCOMPARE(m_screen->wentTo, page);
        QCOMPARE(m_screen->wentToSubject, subject);
        QCOMPARE(m_screen->nameless(), QString());
    }

    void theBeginningsStandSideBySideInASmallWindow()
    {
        // What the side bar leaves of the smallest window.
        m_screen->window().resize(792, 700);
        QCoreApplication::processEvents();
        QList<QRect> places;
        for (ChoiceTile *tile : m_screen->window().findChildren<ChoiceTile *>()) {
            places << QRect(tile->mapTo(&m_screen->window(), QPoint()), tile->size());
            QVERIFY(m_screen->window().rect().contains(places.last()));
            QVERIFY(tile->parentWidget()->rect().contains(tile->geometry()));
            for (const QRect &other : places.mid(0, places.size() - 1))
                QVERIFY2(!other.intersects(places.last()), "one lies over the other");
        }
        QCOMPARE(places.size(), 3);
        QCOMPARE(m_screen->window().width(), 792);
        QVERIFY(m_screen->picture(s("dashboard-empty-small")));
    }

    void theWordOfAThingToDoHoldsForItsDay_data()
    {
        QTest::addColumn<Severity>("severity");
        QTest::addColumn<int>("days");
        QTest::addColumn<QString>("word");
        QTest::newRow("ended") << Severity::Critical << -1 << s("Now");
        QTest::newRow("ends in three days") << Severity::High << 3 << s("Soon");
        QTest::newRow("was to be replaced") << Severity::Medium << -5 << s("Within a week");
        QTest::newRow("ends in four days") << Severity::Medium << 4 << s("Within a week");
        QTest::newRow("ends in a week") << Severity::Medium << 7 << s("Within a week");
        QTest::newRow("ends in eight days") << Severity::Medium << 8 << s("Within 2 weeks");
        QTest::newRow("ends in two weeks") << Severity::Medium << 14 << s("Within 2 weeks");
        QTest::newRow("to look at again") << Severity::Low << 0 << s("When you can");
    }
    void theWordOfAThingToDoHoldsForItsDay()
    {
        QFETCH(Severity, severity);
        QFETCH(int, days);
        QFETCH(QString, word);
        const QDate today(2026, 3, 2);
        AttentionItem item;
        item.severity = severity;
        item.title = s("The key for Stripe ends");
        item.due = today.addDays(days);
        AttentionList list;
        list.setItems({item}, today, {});
        const auto *pill = list.findChild<StatusPill *>();
        QVERIFY(pill != nullptr);
        QCOMPARE(pill->accessibleName(), word);
        QVERIFY(pill->width() >= StatusPill::widthOf(word));
    }

    void afterListingThreeThingsAreToDo()
    {
        listApps({s("stripe"), s("slack")});
        QVERIFY(m_screen->waitFor(s("There is no recovery sheet yet")));
        QVERIFY(m_screen->says(s("Say more about 2 connections")));
        QVERIFY(m_screen->click(s("Open the map: Say what goes where")));
        QCOMPARE(m_screen->wentTo, s("map"));
        QVERIFY(m_screen->click(s("Open: Say more about 2 connections")));
        QCOMPARE(m_screen->wentTo, s("connection"));
        QVERIFY(now()->connection(ConnectionId(m_screen->wentToSubject)) != nullptr);
        QVERIFY(m_screen->click(s("Make the sheet: There is no recovery sheet yet")));
        QCOMPARE(m_screen->wentTo, s("settings"));
    }

    void whatIsLessUrgentStandsUnderLater()
    {
        listApps({s("stripe"), s("slack"), s("notion"), s("asana")});
        const std::shared_ptr<const Snapshot> listed = now();
        for (const Connection &one : listed->connections) {
            EditConnection edit;
            edit.id = one.id;
            edit.revision = one.revision;
            edit.lookAgainOn = QDate(2026, 1, 1);
            VERIFY_OK(m_business->run(edit));
        }
        QVERIFY(m_screen->waitFor(s("Is Asana still as you listed it?")));
        QVERIFY(!m_screen->says(s("Is Stripe still as you listed it?")));
        QVERIFY(m_screen->click(s("Later (4)")));
        QVERIFY(m_screen->waitFor(s("Is Stripe still as you listed it?")));
        QCOMPARE(m_screen->nameless(), QString());
    }

    void aConnectionOpensWithTheKeyboard()
    {
        listApps({s("stripe"), s("slack")});
        table()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(table(), Qt::Key_Down);
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(m_screen->wentTo, s("connection"));
        QCOMPARE(now()->connection(ConnectionId(m_screen->wentToSubject))->name, s("Stripe"));
    }

    void whatIsChosenStaysChosenThroughChanges()
    {
        listApps({s("stripe"), s("slack")});
        table()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(table(), Qt::Key_Down);
        QCOMPARE(table()->currentIndex().row(), 1);
        rename(now()->connections.first(), s("Team chat"));
        QCOMPARE(table()->currentIndex().data().toString(), s("Stripe"));
        listApps({s("asana")});
        QCOMPARE(table()->currentIndex().data().toString(), s("Stripe"));
    }

    void aFewConnectionsAreAllInSight()
    {
        listApps({s("stripe"), s("slack"), s("notion"), s("asana")});
        QCoreApplication::processEvents();
        const QModelIndex last = table()->model()->index(3, 0);
        QTRY_VERIFY(table()->viewport()->rect().contains(table()->visualRect(last)));
    }

    void whatHappenedLeadsToTheTimeline()
    {
        listApps({s("stripe")});
        QVERIFY(m_screen->click(s("Timeline")));
        QCOMPARE(m_screen->wentTo, s("timeline"));
    }

    void hiddenNamesAreNowhereOnTheScreen()
    {
        listApps({s("stripe"), s("slack")});
        rename(now()->connections.first(), s("Corner shop"));
        EditConnection edit;
        edit.id = now()->connections.first().id;
        edit.revision = now()->connections.first().revision;
        edit.lookAgainOn = QDate(2026, 1, 1);
        VERIFY_OK(m_business->run(edit));
        QVERIFY(m_screen->waitFor(s("Is Corner shop still as you listed it?")));
        hideNames();
        QVERIFY(!m_screen->allWords().contains(s("Corner")));
        QVERIFY(!tableWords().contains(s("Corner")));
        for (const QAbstractButton *one : m_screen->window().findChildren<QAbstractButton *>())
            QVERIFY(!one->accessibleName().contains(s("Corner")));
        QVERIFY(m_screen->picture(s("dashboard-hidden-light")));
    }

    void lockingEmptiesTheScreen()
    {
        listApps({s("stripe"), s("slack")});
        rename(now()->connections.first(), s("Corner shop"));
        m_business->workspace().lock();
        for (const QLabel *label : m_screen->window().findChildren<QLabel *>())
            QVERIFY2(!label->text().contains(s("Corner")), qPrintable(label->text()));
        for (const QAbstractItemView *view : m_screen->window().findChildren<QAbstractItemView *>())
            QVERIFY(view->model() == nullptr || view->model()->rowCount() == 0);
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        QVERIFY(tableWords().contains(s("Corner shop")));
    }

    void hundredsOfConnectionsScrollWithinTheirCard()
    {
        for (int i = 0; i < 25; ++i)
            listApps({s("stripe"),
                      s("slack"),
                      s("notion"),
                      s("asana"),
                      s("xero"),
                      s("shopify"),
                      s("hubspot"),
                      s("mailchimp")});
        QCOMPARE(table()->model()->rowCount(), 200);
        QVERIFY(table()->height() < 600);
        table()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(table(), Qt::Key_End, Qt::ControlModifier);
        QTest::keyClick(table(), Qt::Key_Return);
        QVERIFY(!m_screen->wentToSubject.isEmpty());
        QVERIFY(m_screen->picture(s("dashboard-crowded-light")));
    }

    void longAndHostileNamesAreShownAsTheyAre()
    {
        listApps({s("stripe"), s("slack")});
        rename(now()->connections.first(),
               s("<b>Bold</b> & <img src=x> ") + QString(80, QChar(u'w')));
        rename(now()->connections.last(), s("Evil \u202Etxt.exe\u2066 name"));
        for (const QLabel *label : m_screen->window().findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(tableWords().contains(s("<b>Bold</b>")));
        QVERIFY(!tableWords().contains(QChar(0x202E)));
        QVERIFY(!m_screen->allWords().contains(QChar(0x202E)));
        QVERIFY(m_screen->window().width() <= 1100);
        QVERIFY(m_screen->picture(s("dashboard-markup-light")));
    }

    void keysBeingReplacedShowHowFarTheyAre()
    {
        const std::shared_ptr<Snapshot> snapshot = crowded();
        DashboardView view;
        QList<ConnectionId> seen;
        connect(&view, &DashboardView::rotationChosen, &view, [&seen](const ConnectionId &id) {
            seen.append(id);
        });
        connect(&view, &DashboardView::goBackChosen, &view, [&seen](const ConnectionId &id) {
            seen.append(id);
        });
        QList<LiveKey> ended;
        connect(&view, &DashboardView::endKeyChosen, &view, [&ended](const LiveKey &key) {
            ended.append(key);
        });
        view.resize(792, 1100);
        view.setSnapshot(snapshot, {{s("stripe"), s("Stripe")}});
        view.show();
        const auto press = [&view](const QString &name) {
            for (QAbstractButton *one : view.findChildren<QAbstractButton *>()) {
                if (one->isVisible() && one->accessibleName() == name) {
                    one->click();
                    return true;
                }
            }
            return false;
        };
        // What waits for its owner stands among what needs him, what does not beside it.
        QVERIFY(press(s("See how replacing the key of Till stands")));
        QCOMPARE(seen, QList{ConnectionId(s("Till"))});
        QVERIFY(!press(s("See how replacing the key of Shop stands")));
        QVERIFY(press(s("Go back to the old key: 2 places still have the old key of Shop")));
        QCOMPARE(seen.last(), ConnectionId(s("Shop")));
        QVERIFY(press(s("End key 1 of Blog")));
        QCOMPARE(ended.first().version, CredentialVersionId(s("Blog-1")));
        // The one that is being replaced, and the one that is ended already, are no left-overs.
        QVERIFY(!press(s("End key 1 of Shop")));
        QCOMPARE(leftOverKeys(*snapshot).size(), 5);
        QCOMPARE(view.width(), 792);
        for (const bool dark : {false, true}) {
            m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
            QCoreApplication::processEvents();
            view.grab().save(QCoreApplication::applicationDirPath()
                             + s("/../gallery/dashboard-replacing-")
                             + (dark ? s("dark.png") : s("light.png")));
        }
    }

    void withoutAnythingOfThatNothingIsSeenOfIt()
    {
        listApps({s("stripe")});
        QVERIFY(m_screen->waitFor(s("Needs you")));
        QVERIFY(!m_screen->says(s("Being replaced, without you")));
        QVERIFY(!m_screen->says(s("may still work")));
    }

    void replacingLeadsToItsPageAndASignInToTheConnection_data()
    {
        QTest::addColumn<AttentionAction>("action");
        QTest::newRow("due") << AttentionAction::ReplaceKey;
        QTest::newRow("waits") << AttentionAction::GoOnReplacing;
        QTest::newRow("no key works") << AttentionAction::Reconnect;
    }
    void replacingLeadsToItsPageAndASignInToTheConnection()
    {
        QFETCH(const AttentionAction, action);
        listApps({s("stripe")});
        AttentionItem item;
        item.action = action;
        item.connection = now()->connections.first().id;
        Q_EMIT m_screen->window().findChild<DashboardView *>()->attentionChosen(item);
        QCOMPARE(m_screen->wentTo, s("rotation"));
        QCOMPARE(m_screen->wentToSubject, item.connection.text());
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures()
    {
        QFETCH(bool, dark);
        m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
        const QString mood = dark ? s("-dark") : s("-light");
        QVERIFY(m_screen->picture(s("dashboard-empty") + mood));
        listApps({s("stripe"), s("slack"), s("notion"), s("asana")});
        QVERIFY(m_screen->picture(s("dashboard-little") + mood));
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
};

TEST_UNIT(tst_DashboardPage)
#include "tst_DashboardPage.moc"
