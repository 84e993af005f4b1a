// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tour/WindowMeter.h"

#include <QEvent>
#include <QJsonArray>
#include <QMetaEnum>
#include <QStackedWidget>
#include <QThread>
#include <QWidget>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr double frameMs = 16;
constexpr int longestTold = 12;
/// The window's stack of business and entry views, and the stack of screens within it; deeper ones are parts of a page.
constexpr int stacksOfPages = 2;

double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

bool isPage(const QWidget *widget)
{
    if (qobject_cast<const QStackedWidget *>(widget->parentWidget()) == nullptr)
        return false;
    int stacks = 0;
    for (const QWidget *up = widget->parentWidget(); up != nullptr; up = up->parentWidget())
        stacks += qobject_cast<const QStackedWidget *>(up) != nullptr ? 1 : 0;
    return stacks <= stacksOfPages;
}

QString nameOf(const QObject *object)
{
    QString name = QString::fromLatin1(object->metaObject()->className()).section(u"::"_s, -1);
    if (!object->objectName().isEmpty())
        name += u" "_s + object->objectName();
    return name;
}

QString nameOf(QEvent::Type type)
{
    const char *key = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    return key != nullptr ? QString::fromLatin1(key) : QString::number(type);
}

} // namespace

void WindowMeter::start()
{
    m_taken.clear();
    m_pages.clear();
    m_show.reset();
    m_counting = true;
}

WindowMeter *WindowMeter::running()
{
    return qobject_cast<WindowMeter *>(QCoreApplication::instance());
}

WindowMeter::Pause::Pause(WindowMeter *meter)
    : m_meter(meter)
{
    m_timer.start();
    if (m_meter != nullptr)
        ++m_meter->m_pauses;
}

WindowMeter::Pause::~Pause()
{
    if (m_meter == nullptr)
        return;
    --m_meter->m_pauses;
    m_meter->m_pausedNs += m_timer.nsecsElapsed();
}

bool WindowMeter::notify(QObject *receiver, QEvent *event)
{
    // Other threads have events, too, and none of what follows is theirs.
    if (QThread::currentThread() != thread() || !m_counting || m_pauses > 0)
        return QApplication::notify(receiver, event);
    if (m_depth > 0) {
        look(receiver, *event);
        ++m_depth;
        const bool done = QApplication::notify(receiver, event);
        --m_depth;
        return done;
    }
    // Named before, as neither may be there afterwards.
    const QString what = nameOf(event->type()) % u" of "_s % nameOf(receiver);
    QElapsedTimer timer;
    m_outermostCpu = threadMs();
    timer.start();
    m_outermost = timer;
    look(receiver, *event);
    ++m_depth;
    const bool done = QApplication::notify(receiver, event);
    --m_depth;
    endOutermost(what, timer, m_outermostCpu);
    return done;
}

void WindowMeter::look(QObject *receiver, const QEvent &event)
{
    if (event.type() != QEvent::Show && event.type() != QEvent::Paint)
        return;
    auto *widget = qobject_cast<QWidget *>(receiver);
    if (widget == nullptr)
        return;
    if (event.type() == QEvent::Show && isPage(widget) && !m_seen.contains(widget)) {
        m_seen.insert(widget);
        begin(widget);
    } else if (event.type() == QEvent::Paint && m_show && m_show->page
               && (widget == m_show->page || m_show->page->isAncestorOf(widget))) {
        m_show->painted = true;
    }
}

void WindowMeter::begin(QWidget *page)
{
    // The view of the business and its first page come together, and the page is the one to wait for.
    if (m_show && m_show->page && !m_show->painted && page->isAncestorOf(m_show->page))
        return;
    FirstShow show;
    show.page = page;
    show.name = nameOf(page);
    show.since = m_outermost;
    show.cpuAtStart = m_outermostCpu;
    show.pausedAtStart = m_pausedNs;
    m_show = show;
}

void WindowMeter::endOutermost(const QString &what, const QElapsedTimer &timer, double cpuAtStart)
{
    const double ms = double(timer.nsecsElapsed()) / 1e6;
    const double cpu = threadMs();
    if (!m_show) {
        m_taken.append({what, ms, cpu - cpuAtStart});
        return;
    }
    if (!m_show->page) {
        m_taken.append({what, ms, cpu - cpuAtStart});
        m_show.reset();
        return;
    }
    if (!m_show->painted)
        return;
    const qint64 paused = m_pausedNs - m_show->pausedAtStart;
    m_pages.append({m_show->name,
                    double(m_show->since.nsecsElapsed() - paused) / 1e6,
                    cpu - m_show->cpuAtStart});
    m_show.reset();
}

QJsonObject WindowMeter::report() const
{
    QList<Taken> sorted = m_taken;
    std::sort(sorted.begin(), sorted.end(), [](const Taken &a, const Taken &b) {
        return a.ms > b.ms;
    });
    const auto toJson = [](const Taken &taken) {
        return QJsonObject{{u"what"_s, taken.what}, {u"ms"_s, taken.ms}, {u"cpuMs"_s, taken.cpuMs}};
    };
    QJsonArray longest;
    for (const Taken &taken : sorted.mid(0, longestTold))
        longest.append(toJson(taken));
    QJsonArray pages;
    double firstShow = 0;
    for (const Taken &page : m_pages) {
        pages.append(toJson(page));
        firstShow = std::max(firstShow, page.ms);
    }
    const auto over = std::count_if(sorted.cbegin(), sorted.cend(), [](const Taken &taken) {
        return taken.ms > frameMs;
    });
    return {{u"events"_s, sorted.size()},
            {u"p99Ms"_s, sorted.isEmpty() ? 0 : sorted.at(sorted.size() / 100).ms},
            {u"longestMs"_s, sorted.isEmpty() ? 0 : sorted.constFirst().ms},
            {u"over16Ms"_s, qint64(over)},
            {u"firstShowMs"_s, firstShow},
            {u"longest"_s, longest},
            {u"pages"_s, pages}};
}

} // namespace drawbridge
