// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Icons.h"
#include "ui/kit/Rows.h"
#include "ui/timeline/TimelineModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

constexpr int patience = 30000;

} // namespace

class tst_TimelineModel : public QObject
{
    Q_OBJECT

private:
    void listApps(int times)
    {
        QStringList apps;
        for (int i = 0; i < times; ++i)
            apps << s("stripe");
        VERIFY_OK(m_business->run(ListApps{apps, s("Anna")}));
    }
    bool isReady() { return m_model->state() == TimelineModel::State::Ready; }
    void readAll(const EventQuery &query = {})
    {
        const QSignalSpy told(m_model.get(), &TimelineModel::stateChanged);
        m_model->setQuery(query);
        QTRY_VERIFY_WITH_TIMEOUT(told.count() > 0 && isReady(), patience);
    }
    void refresh()
    {
        const QSignalSpy told(m_model.get(), &TimelineModel::stateChanged);
        m_model->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(told.count() > 0 && isReady(), patience);
    }

private Q_SLOTS:
    void init()
    {
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_model = std::make_unique<TimelineModel>(m_business->workspace());
    }
    void cleanup()
    {
        m_model.reset();
        m_business.reset();
    }

    void itIsASoundModelThroughEveryChange()
    {
        // It asks for more by itself wherever there is more.
        const QAbstractItemModelTester tester(m_model.get(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        listApps(250);
        readAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_model->rowCount() > 250, patience);
        listApps(2);
        refresh();
        EventQuery narrow;
        narrow.types = {s("workspace.")};
        readAll(narrow);
        m_business->workspace().lock();
        m_model->clear();
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        readAll();
        QVERIFY(m_model->rowCount() > 0);
    }

    void itReadsAPageAndThenTheNext()
    {
        listApps(450);
        readAll();
        QCOMPARE(m_model->rowCount(), 200);
        QVERIFY(m_model->canFetchMore({}));
        m_model->fetchMore({});
        QVERIFY(!m_model->canFetchMore({})); // one at a time
        QTRY_COMPARE_WITH_TIMEOUT(m_model->rowCount(), 400, patience);
        m_model->fetchMore({});
        QTRY_VERIFY_WITH_TIMEOUT(m_model->rowCount() > 450, patience);
        QVERIFY(!m_model->canFetchMore({}));
        qint64 before = m_model->eventAt(0)->seq + 1;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            QVERIFY(m_model->eventAt(row)->seq < before);
            before = m_model->eventAt(row)->seq;
        }
        QVERIFY(m_model->eventAt(m_model->rowCount()) == nullptr);
        QVERIFY(m_model->eventAt(-1) == nullptr);
    }

    void whatHappensMeanwhileComesOnTop()
    {
        listApps(3);
        readAll();
        const QPersistentModelIndex oldest = m_model->index(m_model->rowCount() - 1);
        const QPersistentModelIndex newest = m_model->index(0);
        const QString words = newest.data().toString();
        const int rows = m_model->rowCount();
        listApps(2);
        refresh();
        QCOMPARE(m_model->rowCount(), rows + 2);
        QCOMPARE(newest.row(), 2);
        QCOMPARE(newest.data().toString(), words);
        QCOMPARE(oldest.row(), rows + 1);
        refresh(); // nothing new
        QCOMPARE(m_model->rowCount(), rows + 2);
    }

    void moreThanAPageOfNewsStartsAnew()
    {
        listApps(3);
        readAll();
        listApps(300);
        refresh();
        QCOMPARE(m_model->rowCount(), 200);
        QVERIFY(m_model->canFetchMore({}));
    }

    void onlyTheAnswerToTheLastQuestionCounts()
    {
        listApps(3);
        EventQuery nothing;
        nothing.text = s("no such words");
        m_model->setQuery(EventQuery());
        m_model->setQuery(nothing);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
        QTest::qWait(0);
        QCOMPARE(m_model->rowCount(), 0);
    }

    void lockingForgetsEverything()
    {
        listApps(3);
        readAll();
        QVERIFY(m_model->rowCount() > 0);
        m_business->workspace().lock();
        m_model->clear();
        QCOMPARE(m_model->rowCount(), 0);
        QCOMPARE(m_model->state(), TimelineModel::State::Loading);
        m_model->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), TimelineModel::State::Failed, patience);
        QVERIFY(!m_model->problem().isEmpty());
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        refresh();
        QVERIFY(m_model->rowCount() > 0);
    }

    void hiddenNamesStayHidden()
    {
        listApps(1);
        readAll();
        QVERIFY(m_model->index(0).data().toString().contains(s("Stripe")));
        m_model->setVeil(
            NameVeil(Names::Hidden, m_business->workspace().snapshot()->connections, {}));
        for (const int role : {int(Qt::DisplayRole), int(Qt::AccessibleTextRole)})
            QVERIFY(!m_model->index(0).data(role).toString().contains(s("Stripe")));
    }

private:
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<TimelineModel> m_model;
};

TEST_UNIT(tst_TimelineModel)
#include "tst_TimelineModel.moc"
