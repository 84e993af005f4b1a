// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Disclosure.h"

#include "ui/kit/Buttons.h"

#include <QBoxLayout>

namespace drawbridge::ui {

Disclosure::Disclosure(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_toggle(new Button(Button::Kind::Link, title, Icon::ChevronRight))
    , m_content(new QWidget)
    , m_body(new QVBoxLayout(m_content))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(m_toggle, 0, Qt::AlignLeft);
    column->addWidget(m_content);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_content->hide();
    connect(m_toggle, &QAbstractButton::clicked, this, [this] { setOpen(!isOpen()); });
}

void Disclosure::setCentred()
{
    layout()->setAlignment(m_toggle, Qt::AlignHCenter);
}

bool Disclosure::isOpen() const
{
    return !m_content->isHidden();
}

void Disclosure::setOpen(bool open)
{
    if (open && !isOpen())
        Q_EMIT opening();
    m_content->setVisible(open);
    m_toggle->setSymbol(open ? Icon::ChevronDown : Icon::ChevronRight);
}

} // namespace drawbridge::ui
