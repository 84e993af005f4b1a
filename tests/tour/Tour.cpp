// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tour/Tour.h"

#include "tests/tour/WindowMeter.h"

#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QScrollArea>
#include <QTest>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace drawbridge {

void fail(const QString &sentence)
{
    std::fputs(qPrintable(u"The tour stopped: "_s % sentence % u'\n'), stderr);
    std::_Exit(1);
}

Tour::Tour(QWidget &window, QString folder)
    : m_window(window)
    , m_folder(std::move(folder))
{
    QDir().mkpath(m_folder);
}

QAbstractButton *Tour::button(const QString &words) const
{
    for (QAbstractButton *candidate : m_window.findChildren<QAbstractButton *>()) {
        if (candidate->isVisible() && candidate->isEnabled()
            && (candidate->text() == words || candidate->accessibleName() == words))
            return candidate;
    }
    return nullptr;
}

QWidget *Tour::field(const QString &name) const
{
    QWidget *byInterface = nullptr;
    for (QWidget *candidate : m_window.findChildren<QWidget *>()) {
        if (!candidate->isVisible() || candidate->focusPolicy() == Qt::NoFocus)
            continue;
        if (candidate->accessibleName() == name)
            return candidate;
        QAccessibleInterface *told = QAccessible::queryAccessibleInterface(candidate);
        if (!byInterface && told && told->text(QAccessible::Name) == name)
            byInterface = candidate;
    }
    return byInterface;
}

void Tour::click(const QString &words)
{
    waitFor(u"a button \"%1\""_s.arg(words), [&] { return button(words) != nullptr; });
    QAbstractButton *found = button(words);
    for (QWidget *up = found->parentWidget(); up; up = up->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(up))
            area->ensureWidgetVisible(found);
    }
    QTest::mouseClick(found, Qt::LeftButton);
    QCoreApplication::processEvents();
}

void Tour::type(const QString &name, const QString &text)
{
    waitFor(u"a field \"%1\""_s.arg(name), [&] { return field(name) != nullptr; });
    QWidget *found = field(name);
    found->setFocus(Qt::OtherFocusReason);
    QTest::keySequence(found, QKeySequence::SelectAll);
    QTest::keyClicks(found, text);
    QCoreApplication::processEvents();
}

void Tour::choose(const QString &name, const QString &item)
{
    waitFor(u"a list \"%1\""_s.arg(name),
            [&] { return qobject_cast<QComboBox *>(field(name)) != nullptr; });
    auto *list = qobject_cast<QComboBox *>(field(name));
    list->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(list, Qt::Key_Home);
    for (int i = 0; i < list->count() && list->currentText() != item; ++i)
        QTest::keyClick(list, Qt::Key_Down);
    waitFor(u"item \"%1\" in \"%2\""_s.arg(item, name), [&] { return list->currentText() == item; });
}

void Tour::paste(const QString &name, const QString &text)
{
    waitFor(u"a field \"%1\""_s.arg(name), [&] { return field(name) != nullptr; });
    QWidget *found = field(name);
    found->setFocus(Qt::OtherFocusReason);
    QGuiApplication::clipboard()->setText(text);
    QTest::keySequence(found, QKeySequence::SelectAll);
    QTest::keySequence(found, QKeySequence::Paste);
    QCoreApplication::processEvents();
}

void Tour::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QWidget *target = m_window.focusWidget() ? m_window.focusWidget() : &m_window;
    QTest::keyClick(target, key, modifiers);
    QCoreApplication::processEvents();
}

void Tour::waitFor(const QString &what, const std::function<bool()> &condition, int ms)
{
    if (!QTest::qWaitFor(condition, ms)) {
        picture(u"failed"_s, what);
        writeIndex();
        fail(u"there was no %1 within %2 s"_s.arg(what).arg(ms / 1000));
    }
}

bool Tour::shows(const QString &words) const
{
    for (const QLabel *label : m_window.findChildren<QLabel *>()) {
        if (label->isVisible()
            && (label->text().contains(words) || label->accessibleName().contains(words)))
            return true;
    }
    return false;
}

void Tour::clickAll(const QString &words)
{
    while (button(words) != nullptr)
        click(words);
}

void Tour::waitForText(const QString &words)
{
    waitFor(u"text \"%1\""_s.arg(words), [&] { return shows(words); });
}

void Tour::picture(const QString &name, const QString &caption)
{
    // What was just shown is laid out by the loop.
    QTest::qWait(60);
    const WindowMeter::Pause pause(WindowMeter::running());
    const QString file = u"%1-%2.png"_s.arg(m_pictures.size() + 1, 2, 10, QChar(u'0')).arg(name);
    if (!m_window.grab().save(m_folder % u'/' % file))
        fail(u"the picture %1 cannot be written"_s.arg(file));
    m_pictures.append({file, caption});
}

void Tour::act(std::function<void()> work)
{
    QMetaObject::invokeMethod(&m_window, std::move(work), Qt::QueuedConnection);
    QCoreApplication::processEvents();
}

void Tour::write(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder % u'/' % name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        fail(u"%1 cannot be written"_s.arg(name));
}

void Tour::writeIndex() const
{
    QString html = u"<!doctype html><meta charset=\"utf-8\"><title>Drawbridge, a tour</title>"
                   "<style>body{font:15px sans-serif;margin:2rem;max-width:1200px}img{width:100%;"
                   "border:1px solid #ddd}</style><h1>Drawbridge, a tour</h1>\n"_s;
    for (const auto &[file, caption] : m_pictures)
        html += u"<h2>%1</h2><img src=\"%2\" alt=\"%1\">\n"_s.arg(caption.toHtmlEscaped(), file);
    write(u"index.html"_s, html.toUtf8());
}

} // namespace drawbridge
