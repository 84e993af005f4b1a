// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConnectScreens.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/StepBar.h"

#include <QApplication>
#include <QBoxLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>

#include <utility>

namespace drawbridge::ui {

ConnectScreens::ConnectScreens(const QString &title, const QStringList &steps, QWidget *parent)
    : m_frame(new PageFrame(title, PageFrame::Body::Scrolls, parent))
    , m_steps(new StepBar(steps, m_frame))
    , m_back(new SecondaryButton(tr("Back"), Icon::ArrowLeft, m_frame))
    , m_next(new PrimaryButton(tr("Next"), Icon::None, m_frame))
{
    setParent(m_frame);
    m_frame->addAction(m_back);
    m_frame->addAction(m_next);
    m_frame->body()->addWidget(m_steps);
}

void ConnectScreens::add(QWidget *screen, std::function<void()> focusFirst)
{
    // Not a stack: that would be as high as its highest page, seen or not.
    m_frame->body()->addWidget(screen, 1);
    m_screens.append({screen, std::move(focusFirst)});
}

void ConnectScreens::show(int number, const Look &look)
{
    m_steps->setVisible(look.isStep);
    m_steps->setCurrent(number);
    m_next->setText(look.next);
    m_frame->setTitle(look.title);
    const Screen &shown = m_screens.at(number);
    // The keyboard goes on before what holds it is hidden: else it lands anywhere in the window.
    shown.widget->show();
    if (m_frame->isAncestorOf(QApplication::focusWidget()))
        focusFirst(shown);
    for (const Screen &one : std::as_const(m_screens))
        one.widget->setVisible(one.widget == shown.widget);
    m_back->setVisible(!look.isFirst);
    m_next->setVisible(!look.isFirst);
    if (auto *area = m_frame->findChild<QScrollArea *>())
        area->verticalScrollBar()->setValue(0);
}

void ConnectScreens::focusFirst(const Screen &screen)
{
    if (screen.focusFirst) {
        screen.focusFirst();
        return;
    }
    // The first question, not a button on the way to it.
    for (QWidget *one : screen.widget->findChildren<QWidget *>()) {
        if ((one->focusPolicy() & Qt::TabFocus) && one->isVisible() && one->isEnabled()
            && qobject_cast<Button *>(one) == nullptr) {
            one->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void ConnectScreens::bringIntoSight(QWidget *widget)
{
    // Once it has its place.
    QTimer::singleShot(0, widget, [frame = m_frame, widget] {
        if (auto *area = frame->findChild<QScrollArea *>())
            area->ensureWidgetVisible(widget);
    });
}

} // namespace drawbridge::ui
