// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Card.h"

#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>
#include <QPainter>

namespace drawbridge::ui {

namespace {
constexpr int padding = 20;
}

Card::Card(QWidget *parent)
    : QFrame(parent)
    , m_body(new QVBoxLayout(this))
{
    m_body->setSpacing(space::m);
    setPadding(padding, padding);
}

Card::Card(const QString &title, QWidget *parent)
    : Card(parent)
{
    setTitle(title);
}

QMargins Card::shadowMargins()
{
    return {3, 2, 3, 5};
}

void Card::setPadding(int horizontal, int vertical)
{
    const QMargins edge = shadowMargins();
    m_body->setContentsMargins(edge.left() + horizontal,
                               edge.top() + vertical,
                               edge.right() + horizontal,
                               edge.bottom() + vertical);
    if (m_head != nullptr)
        m_head->setContentsMargins(std::max(0, padding - horizontal),
                                   0,
                                   std::max(0, padding - horizontal),
                                   0);
}

void Card::setTitle(const QString &title)
{
    if (m_head == nullptr) {
        m_head = new QHBoxLayout;
        m_head->setSpacing(space::s);
        m_title = new PlainLabel(TextRole::Section);
        m_head->addWidget(m_title);
        m_head->addStretch(1);
        m_body->insertLayout(0, m_head);
        m_body->setContentsMargins(m_body->contentsMargins() - QMargins(0, 4, 0, 0));
    }
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::addAction(QWidget *widget)
{
    if (m_head == nullptr)
        setTitle({});
    m_head->addWidget(widget, 0, Qt::AlignVCenter);
}

void Card::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paintCard(painter, QRectF(rect().marginsRemoved(shadowMargins())), tokens().card);
}

} // namespace drawbridge::ui
