// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace drawbridge {

/// Calls `continuation(Result<T>)` in the thread of `context` when `future` is done, and never if `context` dies
/// first. A future that ends without a result is told as Cancelled. QFuture::then() with a context crashes on a
/// dead one in Qt 6.4; this does not.
template<typename T, typename Continuation>
void whenDone(const QFuture<Result<T>> &future, QObject *context, Continuation continuation)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher,
                     &QFutureWatcherBase::finished,
                     context,
                     [watcher, continuation = std::move(continuation)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() == 0) {
                             continuation(Result<T>(
                                 Error{ErrorCode::Cancelled, QObject::tr("It was stopped."), {}}));
                             return;
                         }
                         continuation(watcher->result());
                     });
    watcher->setFuture(future);
}

template<typename T>
[[nodiscard]] QFuture<Result<T>> readyFuture(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

/// Runs `work`, which returns a Result, in `pool`. The pool must be waited for before what `work` refers to dies.
template<typename Work>
[[nodiscard]] auto runIn(QThreadPool &pool, Work work) -> QFuture<std::invoke_result_t<Work>>
{
    using R = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<R>>();
    promise->start();
    QFuture<R> future = promise->future();
    pool.start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}

} // namespace drawbridge
