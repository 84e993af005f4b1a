// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapFrame.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"
#include "ui/map/MapLegend.h"
#include "ui/map/MapView.h"

#include <QBoxLayout>
#include <QPainter>

namespace drawbridge::ui {

MapFrame::MapFrame(QWidget *parent)
    : QFrame(parent)
    , m_view(new MapView)
    , m_note(new PlainLabel({}, TextRole::Caption, Wrap::Yes))
    , m_scale(new PlainLabel({}, TextRole::Caption))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Card::shadowMargins() + QMargins(6, 6, 6, 8));
    column->setSpacing(space::xs);
    column->addWidget(m_view, 1);
    m_note->hide();

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(new MapLegend);
    words->addWidget(m_note);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::m, 0, space::xs, 0);
    foot->setSpacing(space::xs);
    foot->addLayout(words, 1);
    auto *out = new IconButton(Icon::ZoomOut, tr("Zoom out"));
    auto *in = new IconButton(Icon::ZoomIn, tr("Zoom in"));
    auto *fit = new IconButton(Icon::Fit, tr("Show all of it"));
    m_scale->setMinimumWidth(40);
    m_scale->setAlignment(Qt::AlignCenter);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::xs);
    for (QWidget *widget : std::initializer_list<QWidget *>{out, m_scale, in, fit})
        buttons->addWidget(widget, 0, Qt::AlignVCenter);
    foot->addLayout(buttons);
    foot->setAlignment(buttons, Qt::AlignBottom);
    column->addLayout(foot);
    connect(out, &QAbstractButton::clicked, m_view, &MapView::zoomOut);
    connect(in, &QAbstractButton::clicked, m_view, &MapView::zoomIn);
    connect(fit, &QAbstractButton::clicked, m_view, &MapView::fit);
    connect(m_view, &MapView::zoomed, this, [this](qreal scale) {
        m_scale->setText(percentText(qRound64(scale * 100), 100));
    });
}

void MapFrame::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void MapFrame::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paintCard(painter, QRectF(rect()).marginsRemoved(Card::shadowMargins()), tokens().card);
}

} // namespace drawbridge::ui
