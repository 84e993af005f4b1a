// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/PageFrame.h"

#include "ui/kit/Card.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>
#include <QScrollArea>
#include <QScrollBar>

namespace drawbridge::ui {

namespace {

constexpr int pageSide = 28;
constexpr int scrollBarWidth = 12;
/// Cards keep room for their shadow inside, so what surrounds them stands that much nearer.
const int cardEdge = Card::shadowMargins().left();

} // namespace

PageFrame::PageFrame(const QString &title, Body body, QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(title, TextRole::Title))
    , m_subtitle(new PlainLabel({}, TextRole::Muted, Wrap::Yes))
    , m_head(new QHBoxLayout)
    , m_actions(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    m_subtitle->hide();
    m_actions->setSpacing(space::s);
    m_head->setContentsMargins(pageSide, space::xl, pageSide, space::m);
    m_head->setSpacing(space::m);
    m_head->addLayout(words, 1);
    m_head->addLayout(m_actions);
    column->addLayout(m_head);

    m_body->setSpacing(space::s);
    const QMargins margins(pageSide - cardEdge, space::xs, pageSide - cardEdge, space::l);
    if (body == Body::Fills) {
        m_body->setContentsMargins(margins);
        column->addLayout(m_body, 1);
        return;
    }
    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("pageContent"));
    auto *outer = new QVBoxLayout(content);
    outer->setContentsMargins(margins);
    outer->addLayout(m_body);
    outer->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    // The right edge stays in line with the title's, bar or no bar.
    connect(scroll->verticalScrollBar(),
            &QScrollBar::rangeChanged,
            outer,
            [outer, margins](int, int last) {
                outer->setContentsMargins(margins
                                          - QMargins(0, 0, last > 0 ? scrollBarWidth : 0, 0));
            });
    column->addWidget(scroll, 1);
}

void PageFrame::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PageFrame::setSubtitle(const QString &subtitle)
{
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
}

void PageFrame::addAction(QWidget *widget)
{
    m_actions->addWidget(widget, 0, Qt::AlignVCenter);
}

void PageFrame::addLeading(QWidget *widget)
{
    m_head->insertWidget(m_head->count() - 2, widget, 0, Qt::AlignVCenter);
}

} // namespace drawbridge::ui
