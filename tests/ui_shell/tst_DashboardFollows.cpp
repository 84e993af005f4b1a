// SPDX-License-Identifier: GPL-3.0-or-later
// A screen that nobody sees costs nothing, and keeps nothing of a business that is locked.
#include "tests/support/OpenBusiness.h"
#include "tests/support/TestUnit.h"
#include "ui/dashboard/DashboardPage.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Rows.h"
#include "ui/kit/Theme.h"

#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;
using namespace Qt::StringLiterals;

class tst_DashboardFollows : public QObject
{
    Q_OBJECT

    void list(const QStringList &apps) { VERIFY_OK(m_business->run(ListApps{apps, u"Ada"_s})); }
    [[nodiscard]] int rows() const { return m_view->findChild<TableView *>()->model()->rowCount(); }
    [[nodiscard]] QStringList buttons() const
    {
        QStringList names;
        for (const Button *button : m_view->findChildren<Button *>())
            names.append(button->accessibleName());
        return names;
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }
    void init()
    {
        m_business = std::make_unique<OpenBusiness>();
        VERIFY_OK(m_business->start({u"Ada's Shop"_s, SecretsKind::Keychain, {}}));
        m_page = std::make_unique<DashboardPage>(m_business->workspace());
        m_view.reset(m_page->makeWidget(nullptr));
        m_view->show();
        list({u"stripe"_s, u"shopify"_s});
    }
    void cleanup()
    {
        m_view.reset();
        m_page.reset();
        m_business.reset();
    }

    void seenItFollowsAtOnce()
    {
        QCOMPARE(rows(), 2);
        list({u"slack"_s});
        QCOMPARE(rows(), 3);
    }

    void unseenItWaitsUntilSomebodyComesBack()
    {
        m_view->hide();
        list({u"slack"_s});
        QCOMPARE(rows(), 2);
        m_view->show();
        m_page->enter({});
        QCOMPARE(rows(), 3);
    }

    void comingBackToWhatItShowsTouchesNothing()
    {
        const TableView *table = m_view->findChild<TableView *>();
        const QSignalSpy reset(table->model(), &QAbstractItemModel::modelReset);
        QVERIFY(reset.isValid());
        m_page->enter({});
        QCOMPARE(reset.count(), 0);
    }

    void aLockEmptiesItSeenOrUnseen_data()
    {
        QTest::addColumn<bool>("seen");
        QTest::newRow("seen") << true;
        QTest::newRow("unseen") << false;
    }
    void aLockEmptiesItSeenOrUnseen()
    {
        QFETCH(bool, seen);
        m_view->setVisible(seen);
        m_business->workspace().lock();
        QCOMPARE(rows(), 0);
        QVERIFY2(buttons().filter(u"Stripe"_s).isEmpty(), qPrintable(buttons().join(u", "_s)));
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<DashboardPage> m_page;
    std::unique_ptr<QWidget> m_view;
};

TEST_UNIT(tst_DashboardFollows)
#include "tst_DashboardFollows.moc"
