// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/States.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>
#include <QTimer>

namespace drawbridge::ui {

namespace {

/// A symbol on a soft round ground.
class Medallion final : public QWidget
{
public:
    Medallion(Icon icon, Tone tone, QWidget *parent)
        : QWidget(parent)
        , m_icon(icon)
        , m_tone(tone)
    {
        setFixedSize(48, 48);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        paintBox(painter, QRectF(rect()), 24, toneSoft(m_tone), {});
        paintIcon(painter, m_icon, QRectF(13, 13, 22, 22), inkColor(toneInk(m_tone)));
    }

private:
    Icon m_icon;
    Tone m_tone;
};

QVBoxLayout *centredColumn(QWidget *owner, Icon icon, Tone tone)
{
    auto *column = new QVBoxLayout(owner);
    column->setContentsMargins(space::xl, space::xxl, space::xl, space::xxl);
    column->setSpacing(space::xs);
    column->addStretch(1);
    column->addWidget(new Medallion(icon, tone, owner), 0, Qt::AlignHCenter);
    column->addSpacing(space::s);
    return column;
}

PlainLabel *centredLabel(const QString &text, TextRole role)
{
    auto *label = new PlainLabel(text, role, Wrap::Yes);
    label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    label->setMaximumWidth(400);
    return label;
}

/// Centres what may be narrower than the column, but not wider than can be read.
void addCentred(QVBoxLayout *column, QWidget *widget)
{
    auto *line = new QHBoxLayout;
    line->addStretch(1);
    line->addWidget(widget, 1000);
    line->addStretch(1);
    column->addLayout(line);
}

} // namespace

EmptyState::EmptyState(Icon icon, const QString &title, const QString &sentence, QWidget *parent)
    : QWidget(parent)
    , m_column(centredColumn(this, icon, Tone::Accent))
{
    addCentred(m_column, centredLabel(title, TextRole::Section));
    addCentred(m_column, centredLabel(sentence, TextRole::Muted));
    m_column->addStretch(1);
}

Button *EmptyState::setAction(const QString &text, Icon icon)
{
    if (m_action == nullptr) {
        m_action = new PrimaryButton(text, icon);
        const int last = m_column->count() - 1;
        m_column->insertSpacing(last, space::m);
        m_column->insertWidget(last + 1, m_action, 0, Qt::AlignHCenter);
        connect(m_action, &QAbstractButton::clicked, this, &EmptyState::activated);
    }
    m_action->setText(text);
    m_action->setSymbol(icon);
    return m_action;
}

ErrorState::ErrorState(QWidget *parent)
    : QWidget(parent)
    , m_sentence(centredLabel({}, TextRole::Body))
    , m_details(new Disclosure(tr("Details")))
    , m_detailText(new PlainLabel({}, TextRole::Code, Wrap::Yes))
{
    QVBoxLayout *column = centredColumn(this, Icon::Warning, Tone::Warning);
    addCentred(column, m_sentence);
    column->addSpacing(space::m);
    auto *again = new SecondaryButton(tr("Try again"), Icon::Refresh);
    connect(again, &QAbstractButton::clicked, this, &ErrorState::retried);
    column->addWidget(again, 0, Qt::AlignHCenter);
    column->addSpacing(space::xs);
    m_detailText->setSelectable(true);
    m_details->body()->addWidget(m_detailText);
    m_details->setCentred();
    column->addWidget(m_details);
    column->addStretch(1);
}

ErrorState::ErrorState(const Error &error, QWidget *parent)
    : ErrorState(parent)
{
    setError(error);
}

void ErrorState::setError(const Error &error)
{
    m_sentence->setText(error.what);
    m_detailText->setText(error.detail);
    m_details->setVisible(!error.detail.isEmpty());
    m_details->setOpen(false);
}

LoadingState::LoadingState(int rows, QWidget *parent)
    : QWidget(parent)
    , m_rows(rows)
{
    setAccessibleName(tr("Loading"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::MinimumExpanding);
}

QSize LoadingState::sizeHint() const
{
    return {320, m_rows * rowHeight};
}

void LoadingState::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_shown = false;
    QTimer::singleShot(300, this, [this] {
        m_shown = true;
        update();
    });
}

void LoadingState::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    if (!m_shown)
        return;
    QPainter painter(this);
    for (int row = 0; row < m_rows; ++row) {
        const qreal middle = row * rowHeight + rowHeight / 2.0;
        const qreal first = width() * (0.20 + 0.05 * (row % 3));
        paintBox(painter, QRectF(0, middle - 5, first, 10), 5, tokens().pressed, {});
        paintBox(painter,
                 QRectF(width() * 0.42, middle - 5, width() * 0.16, 10),
                 5,
                 tokens().pressed,
                 {});
        paintBox(painter,
                 QRectF(width() * 0.80, middle - 5, width() * 0.12, 10),
                 5,
                 tokens().pressed,
                 {});
    }
}

} // namespace drawbridge::ui
