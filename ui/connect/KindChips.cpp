// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/KindChips.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Chip.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/PlainLabel.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

KindChips::KindChips(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_all(new LinkButton(tr("Show all kinds of data"), Icon::None, this))
    , m_error(new PlainLabel(QString(), TextRole::Error, Wrap::Yes, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(new PlainLabel(tr("What travels"), TextRole::Strong, Wrap::No, this));
    auto *holder = new QWidget(this);
    holder->setAccessibleName(tr("What travels"));
    auto *row = new FlowLayout(holder, 6);
    for (const DataClass &kind : catalog.dataClasses()) {
        auto *chip = new Chip(Chip::Kind::Choice, kind.label, holder);
        connect(chip, &QPushButton::toggled, this, [this] {
            setError(QString());
            Q_EMIT edited();
        });
        row->addWidget(chip);
        m_chips.append({kind.id, chip});
    }
    m_all->setFlush();
    row->addWidget(m_all);
    connect(m_all, &QPushButton::clicked, this, &KindChips::showAll);
    column->addWidget(holder);
    column->addWidget(m_error);
    m_error->hide();
}

void KindChips::setChosen(const QStringList &kinds, const AppProfile &profile)
{
    QStringList likely = kinds;
    for (const AppJob &job : profile.jobs)
        likely += job.dataClasses;
    bool hides = false;
    for (const auto &[id, chip] : std::as_const(m_chips)) {
        const QSignalBlocker quiet(chip);
        chip->setChecked(kinds.contains(id));
        const bool shown = likely.isEmpty() || likely.contains(id);
        chip->setVisible(shown);
        hides = hides || !shown;
    }
    m_all->setVisible(hides);
    setError(QString());
}

QStringList KindChips::chosen() const
{
    QStringList kinds;
    for (const auto &[id, chip] : m_chips) {
        if (chip->isChecked())
            kinds.append(id);
    }
    return kinds;
}

void KindChips::setError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
}

QWidget *KindChips::firstChip() const
{
    for (const auto &[id, chip] : m_chips) {
        if (!chip->isHidden())
            return chip;
    }
    return nullptr;
}

void KindChips::showAll()
{
    for (const auto &[id, chip] : std::as_const(m_chips))
        chip->show();
    m_all->hide();
}

} // namespace drawbridge::ui
