// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/SentenceView.h"

#include "ui/kit/FlowLayout.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr int wordGap = 5;
constexpr int lineHeight = 24;
constexpr int widestPart = 420;

} // namespace

SentencePart::SentencePart(const SentencePiece &piece, QWidget *parent)
    : QAbstractButton(parent)
    , m_after(piece.after)
{
    setText(piece.text);
    setFont(fontFor(TextRole::Section));
    setAccessibleName(tr("%1: %2").arg(piece.name, piece.text));
    setAccessibleDescription(piece.hint);
    setPlainToolTip(this, shownText() == piece.text ? piece.hint : piece.text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, piece.press);
}

QString SentencePart::shownText() const
{
    return fontMetrics().elidedText(text(), Qt::ElideRight, widestPart);
}

QSize SentencePart::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(shownText() + m_after) + 1, lineHeight};
}

void SentencePart::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Tokens &t = tokens();
    if (hasFocus())
        paintFocusRing(painter, QRectF(rect()), 4);
    painter.setFont(font());
    const QString words = shownText();
    const int width = fontMetrics().horizontalAdvance(words);
    const int baseline = (lineHeight - fontMetrics().height()) / 2 + fontMetrics().ascent();
    painter.setPen(underMouse() ? t.accentHover : t.accent);
    painter.drawText(QPointF(0, baseline), words);
    QPen under(painter.pen().color(), 1, underMouse() ? Qt::SolidLine : Qt::DotLine);
    painter.setPen(under);
    painter.drawLine(QPointF(0, baseline + 3.5), QPointF(width, baseline + 3.5));
    painter.setPen(t.text1);
    painter.drawText(QPointF(width, baseline), m_after);
}

void SentencePart::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

SentenceView::SentenceView(QWidget *parent)
    : QWidget(parent)
    , m_flow(new FlowLayout(this, wordGap))
{}

void SentenceView::setPieces(const QList<SentencePiece> &pieces)
{
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QString whole;
    for (const SentencePiece &piece : pieces) {
        if (!whole.isEmpty())
            whole += u' ';
        whole += QString(piece.text % piece.after);
        if (!piece.name.isEmpty()) {
            m_flow->addWidget(new SentencePart(piece, this));
            continue;
        }
        auto *words =
            new PlainLabel(QString(piece.text % piece.after), TextRole::Section, Wrap::No, this);
        words->setFixedHeight(lineHeight);
        m_flow->addWidget(words);
    }
    setAccessibleName(whole);
    for (int i = 0; i < m_flow->count(); ++i)
        m_flow->itemAt(i)->widget()->show();
    updateGeometry();
}

} // namespace drawbridge::ui
