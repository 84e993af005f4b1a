// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Sidebar.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"
#include "ui/shell/NavButton.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QKeySequence>

namespace drawbridge::ui {

namespace {

class BrandMark final : public QWidget
{
public:
    BrandMark() { setFixedSize(28, 28); }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        paintBrand(painter, QRectF(rect()));
    }
};

} // namespace

Sidebar::Sidebar(QWidget *parent)
    : QFrame(parent)
    , m_name(new ElidedLabel(QStringLiteral("Drawbridge"), TextRole::Section))
    , m_entries(new QVBoxLayout)
    , m_group(new QButtonGroup(this))
    , m_contacts(new Button(Button::Kind::Quiet, {}, Icon::Globe))
{
    setFixedWidth(232);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::l, space::m + 1, space::m);
    column->setSpacing(space::m);

    auto *brand = new QHBoxLayout;
    brand->setContentsMargins(space::xs, 0, 0, space::xs);
    brand->setSpacing(10);
    brand->addWidget(new BrandMark);
    brand->addWidget(m_name, 1);
    column->addLayout(brand);

    auto *search = new SearchButton;
    connect(search, &QAbstractButton::clicked, this, &Sidebar::searchRequested);
    column->addWidget(search);

    m_entries->setSpacing(2);
    column->addLayout(m_entries);
    column->addStretch(1);

    auto *foot = new QHBoxLayout;
    foot->setSpacing(space::xs);
    m_contacts->setAccessibleName(tr("Who Drawbridge talks to"));
    setPlainToolTip(m_contacts, tr("Who Drawbridge talks to"));
    connect(m_contacts, &QAbstractButton::clicked, this, &Sidebar::contactsRequested);
    auto *lock = new IconButton(Icon::Lock, tr("Lock now"));
    connect(lock, &QAbstractButton::clicked, this, &Sidebar::lockRequested);
    foot->addWidget(m_contacts);
    foot->addStretch(1);
    foot->addWidget(lock);
    column->addLayout(foot);
    setContacts({});

    connect(m_group, &QButtonGroup::buttonClicked, this, [this](QAbstractButton *button) {
        Q_EMIT chosen(button->objectName());
    });
}

void Sidebar::addEntry(const QString &id,
                       const QString &title,
                       Icon symbol,
                       const QKeySequence &shortcut)
{
    auto *button = new NavButton(title, symbol);
    button->setObjectName(id);
    setPlainToolTip(button, shortcut.toString(QKeySequence::NativeText));
    m_entries->addWidget(button);
    m_group->addButton(button);
    m_buttons.insert(id, button);
}

void Sidebar::setEntry(const QString &id, const QString &title, int badge)
{
    if (NavButton *button = m_buttons.value(id))
        button->setEntry(title, badge);
}

void Sidebar::setCurrent(const QString &id)
{
    if (NavButton *button = m_buttons.value(id)) {
        button->setChecked(true);
    } else if (QAbstractButton *checked = m_group->checkedButton()) {
        m_group->setExclusive(false);
        checked->setChecked(false);
        m_group->setExclusive(true);
    }
}

void Sidebar::setBusinessName(const QString &name)
{
    m_name->setText(name.isEmpty() ? QStringLiteral("Drawbridge") : name);
}

void Sidebar::setContacts(const QString &sentence)
{
    m_contacts->setText(sentence);
    m_contacts->setVisible(!sentence.isEmpty());
}

void Sidebar::focusEntries()
{
    if (QAbstractButton *current = m_group->checkedButton())
        current->setFocus(Qt::ShortcutFocusReason);
}

void Sidebar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), tokens().sidebar);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), tokens().border);
}

} // namespace drawbridge::ui
