// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"
#include "ui/kit/Notices.h"

#include <QObject>

#include <functional>
#include <vector>

namespace drawbridge::ui {

/// Something the search (Ctrl+K) can run: an action, or one thing of the business to go to.
struct Command
{
    QString title; ///< "Connect an app", "Stripe"
    QString note;  ///< muted, after the title: "Go to", "Connection"
    Icon icon = Icon::None;
    QString tileName; ///< not empty: an app tile instead of the icon
    QString keywords; ///< also found by these
    std::function<void()> run;
};

/// One screen of the window. The program makes a list of them; the window asks each for its place in the side bar
/// and for its widget when it is first shown, and knows nothing else about it.
class Page : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Stable: "dashboard", "map". Other pages go to it by this name.
    [[nodiscard]] virtual QString id() const = 0;
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual Icon symbol() const = 0;
    /// False for pages that are reached from others only, such as one connection.
    [[nodiscard]] virtual bool isInSidebar() const { return true; }

    /// Called once, when the page is first shown. While the workspace is locked the widget stays, unseen: what it
    /// shows must come from the snapshot, which is empty then.
    [[nodiscard]] virtual QWidget *makeWidget(QWidget *parent) = 0;
    /// Each time it is shown. `subject` is what to show, such as a connection's id; mostly empty.
    virtual void enter(const QString &subject) { Q_UNUSED(subject) }
    /// Esc was pressed and nobody took it. True if the page closed something.
    virtual bool escape() { return false; }
    /// What the search offers from this page, asked each time the search opens.
    [[nodiscard]] virtual std::vector<Command> commands() const { return {}; }
    /// A number in the side bar: open alerts. 0 shows none.
    [[nodiscard]] virtual int badge() const { return 0; }

Q_SIGNALS:
    /// Go to another page, or to this one with another subject.
    void goTo(const QString &pageId, const QString &subject = {});
    void goBack();
    void notice(const drawbridge::ui::Notice &notice);
    /// title() or badge() say something else now.
    void changed();
};

} // namespace drawbridge::ui
