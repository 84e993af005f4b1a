// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Page.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPointer>
#include <QScrollArea>
#include <QTest>

#include <memory>

/// One page in a window of its own, driven by what stands on its buttons and fields with mouse and keyboard events,
/// as its owner would. What the page asks of the window is kept. Every act says whether it could be done.
class Screen
{
public:
    explicit Screen(std::unique_ptr<drawbridge::ui::Page> page, const QSize &size = {1100, 820})
        : m_page(std::move(page))
        , m_window(std::make_unique<QWidget>())
    {
        m_window->resize(size);
        auto *column = new QVBoxLayout(m_window.get());
        column->setContentsMargins(0, 0, 0, 0);
        QObject::connect(m_page.get(),
                         &drawbridge::ui::Page::goTo,
                         m_window.get(),
                         [this](const QString &id, const QString &subject) {
                             wentTo = id;
                             wentToSubject = subject;
                         });
        QObject::connect(m_page.get(), &drawbridge::ui::Page::goBack, m_window.get(), [this] {
            wentBack = true;
        });
        QObject::connect(m_page.get(),
                         &drawbridge::ui::Page::notice,
                         m_window.get(),
                         [this](const drawbridge::ui::Notice &told) { notices.append(told); });
        column->addWidget(m_page->makeWidget(m_window.get()));
    }

    [[nodiscard]] bool show(const QString &subject = {})
    {
        m_window->show();
        m_window->activateWindow();
        if (!QTest::qWaitForWindowActive(m_window.get()))
            return false;
        m_page->enter(subject);
        return true;
    }

    [[nodiscard]] drawbridge::ui::Page &page() { return *m_page; }
    [[nodiscard]] QWidget &window() { return *m_window; }

    template<typename T>
    [[nodiscard]] T *shown() const
    {
        for (T *one : m_window->findChildren<T *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }

    /// The button with these words on it, or read out for it.
    [[nodiscard]] QAbstractButton *button(const QString &words) const
    {
        for (QAbstractButton *one : m_window->findChildren<QAbstractButton *>()) {
            if (one->isVisible() && (one->text() == words || one->accessibleName() == words))
                return one;
        }
        return nullptr;
    }
    [[nodiscard]] QWidget *field(const QString &name) const
    {
        for (QWidget *one : m_window->findChildren<QWidget *>()) {
            if (one->isVisible() && one->focusPolicy() != Qt::NoFocus
                && one->accessibleName() == name && qobject_cast<QAbstractButton *>(one) == nullptr)
                return one;
        }
        return nullptr;
    }

    [[nodiscard]] bool click(const QString &words)
    {
        if (!QTest::qWaitFor([&] { return button(words) != nullptr && button(words)->isEnabled(); },
                             patience))
            return false;
        const QPointer<QAbstractButton> found = button(words);
        reveal(found);
        QTest::mouseClick(found.data(), Qt::LeftButton, {}, found->rect().center());
        QCoreApplication::processEvents();
        return true;
    }
    [[nodiscard]] bool type(const QString &name, const QString &text)
    {
        QWidget *found = waitForField(name);
        if (found == nullptr)
            return false;
        QTest::keySequence(found, QKeySequence::SelectAll);
        QTest::keyClick(found, Qt::Key_Delete);
        QTest::keyClicks(found, text);
        QCoreApplication::processEvents();
        return true;
    }
    [[nodiscard]] bool paste(const QString &name, const QString &text)
    {
        QWidget *found = waitForField(name);
        if (found == nullptr)
            return false;
        QGuiApplication::clipboard()->setText(text);
        QTest::keySequence(found, QKeySequence::SelectAll);
        QTest::keySequence(found, QKeySequence::Paste);
        QCoreApplication::processEvents();
        return true;
    }
    /// With the arrow keys, from the first item down.
    [[nodiscard]] bool choose(const QString &name, const QString &item)
    {
        auto *box = qobject_cast<QComboBox *>(waitForField(name));
        if (box == nullptr)
            return false;
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < box->count() && box->currentText() != item; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCoreApplication::processEvents();
        return box->currentText() == item;
    }

    /// Whether a label in sight holds these words.
    [[nodiscard]] bool says(const QString &words) const
    {
        for (const QString &text : visibleWords())
            if (text.contains(words))
                return true;
        return false;
    }
    [[nodiscard]] bool waitFor(const QString &words) const
    {
        return QTest::qWaitFor([&] { return says(words); }, patience);
    }
    [[nodiscard]] QString allWords() const { return visibleWords().join(QChar(u'\n')); }

    /// Names the first control in sight that assistive tools could not call by a name.
    [[nodiscard]] QString nameless() const
    {
        for (QWidget *one : m_window->findChildren<QWidget *>()) {
            if (one->focusPolicy() == Qt::NoFocus || !one->isVisible())
                continue;
            QAccessibleInterface *told = QAccessible::queryAccessibleInterface(one);
            if (told == nullptr || told->text(QAccessible::Name).isEmpty())
                return QString::fromLatin1(one->metaObject()->className());
        }
        return {};
    }

    /// For looking at: build/gallery beside the program.
    [[nodiscard]] bool picture(const QString &name)
    {
        QCoreApplication::processEvents();
        const QString folder =
            QCoreApplication::applicationDirPath() + QStringLiteral("/../gallery");
        QDir().mkpath(folder);
        return m_window->grab().save(folder + QChar(u'/') + name + QStringLiteral(".png"));
    }

    QString wentTo;
    QString wentToSubject;
    bool wentBack = false;
    QList<drawbridge::ui::Notice> notices;

    static constexpr int patience = 30000;

private:
    [[nodiscard]] QWidget *waitForField(const QString &name)
    {
        if (!QTest::qWaitFor([&] { return field(name) != nullptr; }, patience))
            return nullptr;
        QWidget *found = field(name);
        reveal(found);
        found->setFocus(Qt::TabFocusReason);
        return found;
    }
    static void reveal(QWidget *widget)
    {
        for (QWidget *up = widget->parentWidget(); up != nullptr; up = up->parentWidget()) {
            if (auto *area = qobject_cast<QScrollArea *>(up))
                area->ensureWidgetVisible(widget);
        }
    }
    [[nodiscard]] QStringList visibleWords() const
    {
        QStringList words;
        for (const QLabel *label : m_window->findChildren<QLabel *>()) {
            if (label->isVisible())
                words << label->text() << label->accessibleName();
        }
        for (const QAbstractButton *one : m_window->findChildren<QAbstractButton *>()) {
            if (one->isVisible())
                words << one->text();
        }
        return words;
    }

    std::unique_ptr<drawbridge::ui::Page> m_page;
    std::unique_ptr<QWidget> m_window;
};
