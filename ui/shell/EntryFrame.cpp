// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/EntryFrame.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>

namespace drawbridge::ui {

namespace {

constexpr int columnWidth = 400;
constexpr int markSize = 44;

class EntryMark final : public QWidget
{
public:
    EntryMark() { setFixedSize(markSize, markSize); }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        paintBrand(painter, QRectF(rect()));
    }
};

/// As high as its lines need at its width: a layout that centres it would ask for less.
class Column final : public QWidget
{
public:
    Column() { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }
    QSize sizeHint() const override
    {
        return {columnWidth, layout()->totalHeightForWidth(columnWidth)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }
    // Or it would be asked for the height at the width of the whole window.
    bool hasHeightForWidth() const override { return false; }
};

PlainLabel *centred(const QString &text, TextRole role)
{
    auto *label = new PlainLabel(text, role, Wrap::Yes);
    label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    label->setVisible(!text.isEmpty());
    return label;
}

/// The column in the middle of what scrolls when the window is too low for it.
void centre(QWidget *owner, QWidget *column)
{
    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("pageContent"));
    auto *down = new QVBoxLayout(content);
    down->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    down->addStretch(2);
    down->addWidget(column, 0, Qt::AlignHCenter);
    down->addStretch(3);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *all = new QVBoxLayout(owner);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
}

} // namespace

EntryFrame::EntryFrame(const QString &title, const QString &sentence, QWidget *parent)
    : QWidget(parent)
    , m_column(new Column)
    , m_title(centred(title, TextRole::Title))
    , m_sentence(centred(sentence, TextRole::Muted))
    , m_body(new QVBoxLayout)
    , m_error(centred({}, TextRole::Error))
    , m_details(new Disclosure(tr("Details")))
    , m_detail(new PlainLabel({}, TextRole::Code, Wrap::Yes))
    , m_progress(new ProgressRow)
    , m_buttons(new QVBoxLayout)
    , m_links(new QHBoxLayout)
{
    auto *column = new QVBoxLayout(m_column);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(new EntryMark, 0, Qt::AlignHCenter);
    column->addSpacing(space::m);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addSpacing(space::m);
    m_body->setSpacing(space::l);
    column->addLayout(m_body);
    column->addSpacing(space::xs);
    column->addLayout(m_buttons);
    column->addWidget(m_progress);
    column->addWidget(m_error);
    m_detail->setSelectable(true);
    m_details->body()->addWidget(m_detail);
    m_details->hide();
    m_details->setCentred();
    column->addWidget(m_details);
    m_links->setSpacing(space::l);
    m_links->addStretch(1);
    m_links->addStretch(1);
    column->addSpacing(space::xs);
    column->addLayout(m_links);
    centre(this, m_column);
}

void EntryFrame::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
}

void EntryFrame::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

Button *EntryFrame::setPrimary(const QString &text)
{
    if (m_primary == nullptr) {
        m_primary = new PrimaryButton(text);
        m_primary->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        m_buttons->addWidget(m_primary);
        connect(m_primary, &QAbstractButton::clicked, this, &EntryFrame::submitted);
    }
    m_primary->setText(text);
    return m_primary;
}

Button *EntryFrame::addLink(const QString &text)
{
    auto *link = new LinkButton(text);
    m_links->insertWidget(m_links->count() - 1, link);
    return link;
}

void EntryFrame::showPrimary(bool shown)
{
    if (m_primary != nullptr)
        m_primary->setVisible(shown);
}

void EntryFrame::wait(const QString &sentence)
{
    m_error->hide();
    m_details->hide();
    m_progress->begin(sentence);
}

void EntryFrame::begin(const QString &sentence)
{
    m_asking = true;
    if (m_primary != nullptr)
        m_primary->setBusy(true);
    wait(sentence);
}

void EntryFrame::finish()
{
    m_asking = false;
    m_progress->finish();
    if (m_primary != nullptr)
        m_primary->setBusy(false);
}

void EntryFrame::fail(const Error &error)
{
    finish();
    m_error->setText(error.what);
    m_error->setVisible(!error.what.isEmpty());
    m_detail->setText(error.detail);
    m_details->setOpen(false);
    m_details->setVisible(!error.detail.isEmpty());
}

void EntryFrame::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter(this).fillRect(rect(), tokens().background);
}

void EntryFrame::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && m_primary != nullptr && m_primary->isEnabled() && m_primary->isVisible())
        m_primary->click();
    else
        QWidget::keyPressEvent(event);
}

} // namespace drawbridge::ui
