// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SegmentedControl.h"

#include "ui/kit/Painting.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QRadioButton>

namespace drawbridge::ui {

namespace {

constexpr int symbolSize = 15;

/// A radio button, so that arrow keys and assistive tools know what it is; drawn as a segment.
class Segment final : public QRadioButton
{
public:
    Segment(const QString &id, const QString &text, Icon icon)
        : QRadioButton(text)
        , m_symbol(icon)
    {
        setObjectName(id);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        QFont font = this->font();
        font.setWeight(QFont::Medium);
        setFont(font);
    }
    QSize sizeHint() const override
    {
        const int words = fontMetrics().size(Qt::TextHideMnemonic, text()).width();
        return {words + 24 + (m_symbol == Icon::None ? 0 : symbolSize + 6), controlHeight - 6};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        const Tokens &t = tokens();
        const QRectF box(rect());
        if (isChecked())
            paintBox(painter,
                     box,
                     controlRadius - 2,
                     t.dark ? t.borderStrong : t.card,
                     t.dark ? QColor() : t.borderStrong);
        if (hasFocus())
            paintFocusRing(painter, box, controlRadius - 2);
        const QColor ink = isChecked() || underMouse() ? t.text1 : t.text2;
        qreal left = 12;
        if (m_symbol != Icon::None) {
            paintIcon(painter,
                      m_symbol,
                      QRectF(left, (height() - symbolSize) / 2.0, symbolSize, symbolSize),
                      ink);
            left += symbolSize + 6;
        }
        painter.setPen(ink);
        painter.setFont(font());
        painter.drawText(QRectF(left, 0, width() - left, height()),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
                         text());
    }

private:
    Icon m_symbol;
};

} // namespace

SegmentedControl::SegmentedControl(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_group(new QButtonGroup(this))
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_row->setContentsMargins(3, 3, 3, 3);
    m_row->setSpacing(2);
    connect(m_group, &QButtonGroup::buttonClicked, this, [this](QAbstractButton *button) {
        Q_EMIT chosen(button->objectName());
    });
}

void SegmentedControl::addSegment(const QString &id, const QString &text, Icon icon)
{
    auto *segment = new Segment(id, text, icon);
    m_row->addWidget(segment);
    m_group->addButton(segment);
    if (m_group->buttons().size() == 1)
        segment->setChecked(true);
}

QString SegmentedControl::current() const
{
    return m_group->checkedButton() != nullptr ? m_group->checkedButton()->objectName() : QString();
}

void SegmentedControl::setCurrent(const QString &id)
{
    for (QAbstractButton *button : m_group->buttons())
        button->setChecked(button->objectName() == id);
}

void SegmentedControl::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paintBox(painter,
             QRectF(rect()),
             controlRadius,
             tokens().dark ? tokens().hover : tokens().pressed,
             {});
}

} // namespace drawbridge::ui
