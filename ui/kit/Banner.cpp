// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Banner.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int iconSize = 18;

} // namespace

Banner::Banner(Tone tone, const QString &sentence, QWidget *parent)
    : QFrame(parent)
    , m_tone(tone)
    , m_sentence(new PlainLabel(sentence, TextRole::Body, Wrap::Yes))
    , m_action(new SecondaryButton({}))
    , m_close(new IconButton(Icon::Close, tr("Dismiss")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::l + iconSize + space::m, space::m, space::m, space::m);
    row->setSpacing(space::m);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_action, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignVCenter);
    setSentence(sentence);
    m_action->hide();
    m_close->hide();
    connect(m_action, &QAbstractButton::clicked, this, &Banner::activated);
    connect(m_close, &QAbstractButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
}

void Banner::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
}

void Banner::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Banner::setAction(const QString &text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

void Banner::setDismissible(bool dismissible)
{
    m_close->setVisible(dismissible);
}

void Banner::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const QColor ink = inkColor(toneInk(m_tone));
    QColor edge = ink;
    edge.setAlpha(m_tone == Tone::Neutral ? 40 : 56);
    paintBox(painter, QRectF(rect()), cardRadius, toneSoft(m_tone), edge);
    // Beside the first line, also when the sentence has several.
    const qreal line = m_sentence->fontMetrics().height();
    const qreal words = m_sentence->heightForWidth(m_sentence->width());
    const qreal top = m_sentence->y() + (m_sentence->height() - words) / 2;
    const qreal firstLine = words < 2 * line ? words : 1.3 * line;
    const qreal symbolTop = top + (firstLine - iconSize) / 2;
    paintIcon(painter, toneIcon(m_tone), QRectF(space::l, symbolTop, iconSize, iconSize), ink);
}

} // namespace drawbridge::ui
