// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/StepsCard.h"

#include "ui/kit/Icons.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/RotationText.h"

#include <QBoxLayout>
#include <QPainter>

namespace drawbridge::ui {

namespace {

constexpr int signSize = 18;
constexpr std::chrono::milliseconds oneSecond{1000}; ///< nobody wants it finer

std::pair<Icon, Ink> signOf(StepState state)
{
    switch (state) {
    case StepState::Done:
        return {Icon::CheckCircle, Ink::Good};
    case StepState::Now:
        return {Icon::Play, Ink::Accent};
    case StepState::Waits:
        return {Icon::Clock, Ink::Warning};
    case StepState::Trouble:
        return {Icon::Warning, Ink::Danger};
    case StepState::ToCome:
        break;
    }
    return {Icon::Minus, Ink::Text3};
}

/// The sign of a step; its word is told to assistive tools.
class StepSign final : public QWidget
{
public:
    StepSign(StepState state, QWidget *parent)
        : QWidget(parent)
        , m_state(state)
    {
        setFixedSize(signSize, signSize);
        setAccessibleName(stateText(state));
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        const auto [icon, ink] = signOf(m_state);
        paintIcon(painter, icon, QRectF(rect()), inkColor(ink));
    }

private:
    StepState m_state;
};

QString timeText(const RotationStepText &step, const QDateTime &now)
{
    if (!step.doneAt)
        return step.state == StepState::Done ? QString() : stateText(step.state);
    const QDateTime local = step.doneAt->toLocalTime();
    const QString at = local.date() == now.toLocalTime().date()
        ? displayLocale().toString(local.time(), QStringLiteral("HH:mm:ss"))
        : momentText(*step.doneAt, now);
    return step.took && *step.took >= oneSecond
        ? StepsCard::tr("%1, took %2").arg(at, durationText(*step.took))
        : at;
}

} // namespace

StepsCard::StepsCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent)
    : Card(tr("How far it is"), parent)
    , m_rotation(rotation)
    , m_watch(new PlainLabel(QString(), TextRole::Muted, Wrap::No, this))
{
    addAction(m_watch);
    body()->setSpacing(space::m);
    for (const RotationStepText &step : stepsOf(rotation, shown.profile.name)) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::s);
        row->addWidget(new StepSign(step.state, this), 0, Qt::AlignTop);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(1);
        const bool isAhead = step.state == StepState::ToCome;
        texts->addWidget(new PlainLabel(step.title,
                                        isAhead                             ? TextRole::Muted
                                            : step.state == StepState::Done ? TextRole::Body
                                                                            : TextRole::Strong,
                                        Wrap::Yes,
                                        this));
        const QString time = isAhead ? QString() : timeText(step, shown.snapshot.takenAt);
        if (!time.isEmpty())
            texts->addWidget(new PlainLabel(time, TextRole::Caption, Wrap::Yes, this));
        row->addLayout(texts, 1);
        body()->addLayout(row);
    }
    if (rotation.lostKeys > 0)
        body()->addWidget(
            new PlainLabel(rotation.lostKeys == 1
                               ? tr("One key that %1 made and nobody heard of was ended.")
                                     .arg(shown.profile.name)
                               : tr("%1 keys that %2 made and nobody heard of were ended.")
                                     .arg(QString::number(rotation.lostKeys), shown.profile.name),
                           TextRole::Muted,
                           Wrap::Yes,
                           this));
    tick(shown.snapshot.takenAt);
}

void StepsCard::tick(const QDateTime &now)
{
    const std::chrono::milliseconds worked = workedFor(m_rotation, now);
    m_watch->setText(m_rotation.isOver()
                         ? tr("Took %1").arg(durationText(std::max(worked, oneSecond)))
                         : watchText(worked));
    m_watch->setAccessibleName(tr("Time it has taken: %1").arg(m_watch->text()));
}

} // namespace drawbridge::ui
