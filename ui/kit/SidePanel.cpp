// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SidePanel.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>

namespace drawbridge::ui {

namespace {

/// Layouts inside the column are emptied before they go: they do not own their widgets.
void empty(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        } else if (item->layout() != nullptr) {
            empty(item->layout());
        }
        delete item;
    }
}

} // namespace

SidePanel::SidePanel(QWidget *parent)
    : QFrame(parent)
    , m_title(new PlainLabel({}, TextRole::Section, Wrap::Yes))
    , m_body(new QVBoxLayout)
{
    setFixedWidth(340);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::l + 4, space::l, space::m, space::s);
    head->addWidget(m_title, 1);
    auto *cross = new IconButton(Icon::Close, tr("Close"));
    connect(cross, &QAbstractButton::clicked, this, &SidePanel::close);
    head->addWidget(cross, 0, Qt::AlignTop);
    column->addLayout(head);

    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("panelContent"));
    auto *outer = new QVBoxLayout(content);
    outer->setContentsMargins(space::l + 4, space::xs, space::l + 4, space::l);
    m_body->setSpacing(space::m);
    outer->addLayout(m_body);
    outer->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(content);
    content->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
}

void SidePanel::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void SidePanel::setLying(bool lies)
{
    m_lies = lies;
    update();
}

void SidePanel::clear()
{
    empty(m_body);
}

void SidePanel::close()
{
    hide();
    Q_EMIT closed();
}

void SidePanel::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    if (m_lies) {
        paintBox(painter, QRectF(rect()), cardRadius, tokens().card, tokens().borderStrong);
        return;
    }
    painter.fillRect(rect(), tokens().card);
    painter.fillRect(QRect(0, 0, 1, height()), tokens().border);
}

void SidePanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace drawbridge::ui
