// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Async.h"
#include "core/base/CancelToken.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

class tst_Async : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theContinuationRunsInTheContextsThread()
    {
        QThreadPool pool;
        QThread *workThread = nullptr;
        QThread *seenIn = nullptr;
        int seen = 0;
        whenDone(runIn(pool,
                       [&workThread]() -> Result<int> {
                           workThread = QThread::currentThread();
                           return 7;
                       }),
                 this,
                 [&](const Result<int> &result) {
                     seenIn = QThread::currentThread();
                     seen = result.value();
                 });
        QTRY_COMPARE(seen, 7);
        QCOMPARE(seenIn, thread());
        QVERIFY(workThread != thread());
        pool.waitForDone();
    }
    void aDeadScreenHearsNothing()
    {
        QThreadPool pool;
        QSemaphore goOn;
        bool called = false;
        auto context = std::make_unique<QObject>();
        auto future = runIn(pool, [&goOn]() -> Result<int> {
            goOn.acquire();
            return 1;
        });
        whenDone(future, context.get(), [&called](const Result<int> &) { called = true; });
        context.reset();
        goOn.release();
        pool.waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }
    void aFutureWithoutResultIsToldAsCancelled()
    {
        QPromise<Result<int>> promise;
        promise.start();
        ErrorCode code = ErrorCode::Internal;
        whenDone(promise.future(), this, [&code](const Result<int> &result) {
            code = result.error().code;
        });
        promise.future().cancel();
        promise.finish();
        QTRY_COMPARE(code, ErrorCode::Cancelled);
    }
    void aReadyFutureNeverCallsBackBeforeItReturns()
    {
        bool called = false;
        whenDone(readyFuture(Result<int>(1)), this, [&called](const Result<int> &) {
            called = true;
        });
        QVERIFY(!called);
        QTRY_VERIFY(called);
    }
    void cancellingTwiceActsOnce()
    {
        const CancelToken token;
        int calls = 0;
        token.onCancel([&calls] { ++calls; });
        token.cancel();
        token.cancel();
        QCOMPARE(calls, 1);
        token.onCancel([&calls] { ++calls; });
        QCOMPARE(calls, 2);
        QVERIFY(token.isCancelled());
    }
};

TEST_UNIT(tst_Async)
#include "tst_Async.moc"
