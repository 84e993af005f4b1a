// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QFrame>
#include <QMap>

class QButtonGroup;
class QVBoxLayout;

namespace drawbridge::ui {

class Button;
class ElidedLabel;
class NavButton;

/// The left edge of the window: whose business it is, the search, the screens, and at the foot whom Drawbridge
/// talks to and the lock.
class Sidebar final : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(QWidget *parent = nullptr);

    void addEntry(const QString &id,
                  const QString &title,
                  Icon symbol,
                  const QKeySequence &shortcut);
    void setEntry(const QString &id, const QString &title, int badge);
    /// No entry is chosen for an unknown id.
    void setCurrent(const QString &id);
    void setBusinessName(const QString &name);
    /// The line above the lock: "Talked to 2 addresses".
    void setContacts(const QString &sentence);
    void focusEntries();

Q_SIGNALS:
    void chosen(const QString &id);
    void searchRequested();
    void contactsRequested();
    void lockRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ElidedLabel *m_name;
    QVBoxLayout *m_entries;
    QButtonGroup *m_group;
    QMap<QString, NavButton *> m_buttons;
    Button *m_contacts;
};

} // namespace drawbridge::ui
