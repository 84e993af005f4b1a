// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/ShutOffCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/StatusPill.h"

#include <QDesktopServices>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr qsizetype checksShown = 5;

struct Mood
{
    QString word;
    Tone tone = Tone::Neutral;
};

Mood moodOf(const KeyShutOff &shutOff)
{
    if (shutOff.wontDie())
        return {ShutOffCard::tr("Still works"), Tone::Danger};
    if (shutOff.seenGoneAt)
        return {ShutOffCard::tr("Gone by your word"), Tone::Warning};
    if (shutOff.wantsAnEye())
        return {ShutOffCard::tr("Cannot be seen from here"), Tone::Warning};
    switch (shutOff.phase) {
    case ShutOffPhase::Refused:
    case ShutOffPhase::Finished:
        return {ShutOffCard::tr("Refused"), Tone::Good};
    case ShutOffPhase::ByHand:
        return {ShutOffCard::tr("Waits for you"), Tone::Warning};
    case ShutOffPhase::CannotBeChecked:
        return {ShutOffCard::tr("Cannot be checked"), Tone::Warning};
    case ShutOffPhase::Asked:
    case ShutOffPhase::Checking:
    case ShutOffPhase::StillWorks:
        break;
    }
    return {ShutOffCard::tr("Not seen refused yet"), Tone::Warning};
}

} // namespace

ShutOffCard::ShutOffCard(QWidget *parent)
    : Card(tr("Shut it off"), parent)
    , m_column(new QVBoxLayout)
{
    m_column->setSpacing(6);
    body()->addLayout(m_column);
}

void ShutOffCard::clear()
{
    m_buttons.clear();
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // a button of it may be what asked for this
        }
        delete item;
    }
}

void ShutOffCard::setConnection(const ConnectionShown &shown)
{
    clear();
    const QList<KeyShutOff> all = shown.snapshot.shutOffsOf(shown.connection.id);
    const KeyShutOff *newest = all.isEmpty() ? nullptr : &all.last();
    if (newest)
        showState(*newest, shown);
    if (!newest || newest->phase == ShutOffPhase::ByHand || newest->wontDie()
        || newest->wantsAnEye())
        showSteps(shown);
    bool hasKey = false;
    for (const Credential &credential : shown.snapshot.credentialsOf(shown.connection.id))
        hasKey = hasKey || credential.current();
    addButtons(newest,
               shown.connection.custody == Custody::HeldHere && hasKey,
               shown.profile.mayEndByAnother(shown.connection.auth));
}

void ShutOffCard::showState(const KeyShutOff &shutOff, const ConnectionShown &shown)
{
    const Mood mood = moodOf(shutOff);
    auto *pill = new StatusPill(this);
    pill->setStatus(mood.word, mood.tone);
    m_column->addWidget(pill, 0, Qt::AlignLeft);
    m_column->addWidget(
        new PlainLabel(sentenceFor(shutOff, shown.profile.name), TextRole::Body, Wrap::Yes, this));
    const qsizetype from = qMax<qsizetype>(0, shutOff.checks.size() - checksShown);
    for (const ShutOffCheck &check : shutOff.checks.mid(from))
        m_column->addWidget(
            new PlainLabel(tr("%1: %2").arg(momentText(check.at, shown.snapshot.takenAt), check.why),
                           TextRole::Muted,
                           Wrap::Yes,
                           this));
    if (shutOff.nextCheck)
        m_column->addWidget(
            new PlainLabel(tr("The next look: %1.")
                               .arg(QLocale().toString(shutOff.nextCheck->toLocalTime(),
                                                       QLocale::ShortFormat)),
                           TextRole::Muted,
                           Wrap::Yes,
                           this));
    for (const QString &live : shutOff.stillLive)
        m_column->addWidget(
            new PlainLabel(tr("Still alive: %1").arg(live), TextRole::Muted, Wrap::Yes, this));
}

void ShutOffCard::showSteps(const ConnectionShown &shown)
{
    const ShutOff &how = shown.profile.shutOff;
    for (const QString &step : how.steps)
        m_column->addWidget(new PlainLabel(tr("• %1").arg(step), TextRole::Body, Wrap::Yes, this));
    if (how.steps.isEmpty())
        m_column->addWidget(new PlainLabel(tr("Where %1 shuts keys off is not known here. Look in "
                                              "its settings for keys or connected "
                                              "apps.")
                                               .arg(shown.profile.name),
                                           TextRole::Muted,
                                           Wrap::Yes,
                                           this));
    // Once it is under way, what lives on is told there.
    const bool isUnderWay = !shown.snapshot.shutOffsOf(shown.connection.id).isEmpty();
    if (!how.livesOn.isEmpty() && !isUnderWay)
        m_column->addWidget(new PlainLabel(tr("Afterwards still alive: %1").arg(how.livesOn),
                                           TextRole::Muted,
                                           Wrap::Yes,
                                           this));
    const QUrl page = shown.connection.shutOffPage;
    if (page.scheme() != QLatin1StringView("https"))
        return;
    auto *open = new SecondaryButton(tr("Open %1").arg(page.host()), Icon::ExternalLink, this);
    connect(open, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
    m_column->addWidget(open, 0, Qt::AlignLeft);
}

void ShutOffCard::addButtons(const KeyShutOff *shutOff, bool canBegin, bool mayEndByAnother)
{
    const auto add = [this](Button *button) {
        m_column->addWidget(button, 0, Qt::AlignLeft);
        m_buttons.append(button);
        return button;
    };
    if (canBegin) {
        Button *begin = add(new DangerButton(tr("Shut off this key"), Icon::None, this));
        connect(begin, &QPushButton::clicked, this, &ShutOffCard::shutOffWanted);
    }
    if (!shutOff || shutOff->isOver())
        return;
    const ShutOffId id = shutOff->id;
    if (shutOff->phase == ShutOffPhase::ByHand || shutOff->wontDie()) {
        Button *done = add(new SecondaryButton(tr("I have done it"), Icon::Check, this));
        connect(done, &QPushButton::clicked, this, [this, id] { Q_EMIT doneByHand(id); });
        if (mayEndByAnother) {
            Button *other =
                add(new SecondaryButton(tr("End it with another key"), Icon::Key, this));
            connect(other, &QPushButton::clicked, this, &ShutOffCard::otherKeyWanted);
        }
    }
    if (shutOff->wantsAnEye()) {
        Button *gone = add(new SecondaryButton(tr("I saw it gone"), Icon::Check, this));
        gone->setAccessibleName(tr("I looked there: Drawbridge is not listed any more"));
        connect(gone, &QPushButton::clicked, this, [this, id] { Q_EMIT seenGone(id); });
    }
    if (shutOff->canBeChecked()) {
        Button *look = add(new SecondaryButton(tr("Look now"), Icon::Refresh, this));
        connect(look, &QPushButton::clicked, this, [this, id] { Q_EMIT lookWanted(id); });
    }
}

void ShutOffCard::setBusy(bool busy)
{
    for (const QPointer<QWidget> &button : std::as_const(m_buttons)) {
        if (button)
            static_cast<Button *>(button.data())->setBusy(busy);
    }
}

} // namespace drawbridge::ui
