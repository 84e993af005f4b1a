// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/FigureCard.h"

#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>

namespace drawbridge::ui {

FigureCard::FigureCard(const QString &label, QWidget *parent)
    : Card(parent)
    , m_label(label)
    , m_figure(new PlainLabel(TextRole::Figure))
    , m_note(new PlainLabel(TextRole::Caption))
{
    setPadding(20, 16);
    body()->setSpacing(2);
    body()->addWidget(new PlainLabel(label, TextRole::Muted));
    body()->addWidget(m_figure);
    body()->addWidget(m_note);
    body()->addStretch(1);
    setAccessibleName(label);
}

void FigureCard::setFigure(const QString &figure, const QString &note, Tone tone)
{
    m_figure->setText(figure);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_note->setInk(tone == Tone::Neutral ? Ink::Text2 : toneInk(tone));
    setAccessibleName(m_label + QStringLiteral(": ") + figure
                      + (note.isEmpty() ? QString() : QString(QStringLiteral(", ") + note)));
}

} // namespace drawbridge::ui
