// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

#include <functional>

class QWidget;

namespace drawbridge::ui {

class Button;
class PageFrame;
class StepBar;

/// What the screens of the wizard stand in: title, steps, the ways back and on, one screen at a time.
class ConnectScreens final : public QObject
{
    Q_OBJECT

public:
    struct Look
    {
        QString title;
        QString next;         ///< the words on the button for it
        bool isFirst = false; ///< neither back nor on
        bool isStep = true;   ///< has a place among the steps
    };

    /// The frame belongs to `parent`; this belongs to the frame.
    ConnectScreens(const QString &title, const QStringList &steps, QWidget *parent);

    /// Numbered in this order, from 0. `focusFirst` puts the keyboard where it belongs; without it, on the first
    /// question that is no button.
    void add(QWidget *screen, std::function<void()> focusFirst = {});
    void show(int number, const Look &look);
    void bringIntoSight(QWidget *widget);

    [[nodiscard]] PageFrame *frame() const { return m_frame; }
    [[nodiscard]] Button *back() const { return m_back; }
    [[nodiscard]] Button *next() const { return m_next; }

private:
    struct Screen
    {
        QWidget *widget;
        std::function<void()> focusFirst;
    };
    static void focusFirst(const Screen &screen);

    PageFrame *m_frame;
    StepBar *m_steps;
    Button *m_back;
    Button *m_next;
    QList<Screen> m_screens;
};

} // namespace drawbridge::ui
