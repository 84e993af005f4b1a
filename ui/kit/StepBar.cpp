// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/StepBar.h"

#include "ui/kit/Card.h"
#include "ui/kit/Icons.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/Painting.h"
#include "ui/kit/TextRole.h"

namespace drawbridge::ui {

namespace {

constexpr int mark = 22;
constexpr int afterMark = 8;
constexpr int between = 36;

QFont wordFont(bool current)
{
    QFont font = fontFor(TextRole::Body);
    font.setWeight(current ? QFont::DemiBold : QFont::Normal);
    return font;
}

} // namespace

StepBar::StepBar(const QStringList &steps, QWidget *parent)
    : QWidget(parent)
    , m_steps(steps)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    tell();
}

void StepBar::setCurrent(int step)
{
    m_current = step;
    tell();
    update();
}

void StepBar::tell()
{
    setAccessibleName(
        tr("Step %1 of %2: %3").arg(m_current + 1).arg(m_steps.size()).arg(m_steps.value(m_current)));
}

QSize StepBar::sizeHint() const
{
    int width = -between;
    for (const QString &step : m_steps)
        width += mark + afterMark + QFontMetrics(wordFont(true)).horizontalAdvance(step) + between;
    return {std::max(0, width) + 2 + Card::shadowMargins().left(), 28};
}

void StepBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Tokens &t = tokens();
    // In line with the cards below, which keep room for their shadow.
    qreal x = Card::shadowMargins().left();
    const qreal middle = height() / 2.0;
    for (int i = 0; i < m_steps.size(); ++i) {
        const bool done = i < m_current;
        const bool now = i == m_current;
        const QRectF circle(x, middle - mark / 2.0, mark, mark);
        paintBox(painter,
                 circle,
                 mark / 2.0,
                 now        ? t.accent
                     : done ? t.accentSoft
                            : t.card,
                 now || done ? QColor() : t.borderStrong);
        if (done) {
            paintIcon(painter, Icon::Check, circle.adjusted(4, 4, -4, -4), t.accent);
        } else {
            painter.setFont(fontFor(TextRole::Caption));
            painter.setPen(now ? t.onAccent : t.text2);
            painter.drawText(circle, Qt::AlignCenter, numberText(i + 1));
        }
        x += mark + afterMark;
        const QFont font = wordFont(now);
        const qreal words = QFontMetricsF(font).horizontalAdvance(m_steps.at(i));
        painter.setFont(font);
        painter.setPen(now ? t.text1 : t.text2);
        painter.drawText(QRectF(x, 0, words + 2, height()),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         m_steps.at(i));
        x += words;
        if (i + 1 < m_steps.size())
            painter.fillRect(QRectF(x + 10, std::floor(middle), between - 20, 1), t.borderStrong);
        x += between;
    }
}

} // namespace drawbridge::ui
