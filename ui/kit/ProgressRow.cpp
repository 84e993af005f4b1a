// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/ProgressRow.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressBar.h"

#include <QBoxLayout>

namespace drawbridge::ui {

ProgressRow::ProgressRow(QWidget *parent)
    : ProgressRow(Timing{}, parent)
{}

ProgressRow::ProgressRow(Timing timing, QWidget *parent)
    : QWidget(parent)
    , m_timing(timing)
    , m_sentence(new PlainLabel(TextRole::Muted))
    , m_bar(new ProgressBar)
    , m_cancel(new LinkButton(tr("Cancel")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);
    row->addWidget(m_sentence);
    row->addWidget(m_bar, 1);
    row->addWidget(m_cancel);
    QSizePolicy keepsPlace = m_cancel->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    m_cancel->setSizePolicy(keepsPlace);
    m_cancel->hide();
    hide();

    m_showTimer.setSingleShot(true);
    m_cancelTimer.setSingleShot(true);
    connect(&m_showTimer, &QTimer::timeout, this, &QWidget::show);
    connect(&m_cancelTimer, &QTimer::timeout, m_cancel, &QWidget::show);
    connect(m_cancel, &QAbstractButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        setSentence(tr("Stopping…"));
        Q_EMIT cancelled();
    });
}

void ProgressRow::begin(const QString &sentence)
{
    m_running = true;
    setSentence(sentence);
    setProgress(0, 0);
    m_cancel->setEnabled(true);
    m_cancel->hide();
    m_showTimer.start(m_timing.showAfter);
    m_cancelTimer.start(m_timing.cancelAfter);
}

void ProgressRow::setProgress(int done, int total)
{
    m_bar->setRange(0, total);
    m_bar->setValue(done);
}

void ProgressRow::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_bar->setAccessibleName(sentence);
}

void ProgressRow::finish()
{
    m_running = false;
    m_showTimer.stop();
    m_cancelTimer.stop();
    hide();
}

} // namespace drawbridge::ui
