// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/NoteRow.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/StatusPill.h"

#include <QHBoxLayout>

namespace drawbridge::ui {

NoteRow::NoteRow(const QString &title, const QString &details, QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, space::xs, 0, space::xs);
    m_row->setSpacing(space::s);
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(new PlainLabel(title, TextRole::Strong, Wrap::Yes, this));
    column->addWidget(new PlainLabel(details, TextRole::Muted, Wrap::Yes, this));
    m_row->addLayout(column, 1);
}

void NoteRow::setStatus(const QString &word, Tone tone)
{
    m_row->insertWidget(1, new StatusPill(word, tone, Icon::None, this), 0, Qt::AlignVCenter);
}

Button *NoteRow::addButton(const QString &text, const QString &spoken)
{
    auto *button = new LinkButton(text, Icon::None, this);
    button->setAccessibleName(spoken);
    m_row->addWidget(button, 0, Qt::AlignVCenter);
    return button;
}

} // namespace drawbridge::ui
