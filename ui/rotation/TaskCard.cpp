// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/TaskCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/KeyChoice.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressBar.h"
#include "ui/kit/RotationText.h"
#include "ui/kit/StatusPill.h"

#include <QBoxLayout>
#include <QDesktopServices>

namespace drawbridge::ui {

namespace {

QString titleOf(const Rotation &rotation, const QString &app)
{
    if (rotation.need == RotationNeed::Authority)
        return TaskCard::tr("It needs a key that may manage keys");
    if (rotation.need == RotationNeed::SignIn)
        return TaskCard::tr("Your keys cannot be read now");
    switch (rotation.phase) {
    case RotationPhase::Planned:
        return TaskCard::tr("Planned");
    case RotationPhase::ByHand:
        return TaskCard::tr("Sign in again");
    case RotationPhase::Overlapping:
        return TaskCard::tr("Both keys work for a while");
    case RotationPhase::ShuttingOff:
        if (rotation.oldEnd == KeyEnd::ByHand)
            return TaskCard::tr("End the old key at %1").arg(app);
        if (rotation.oldEnd == KeyEnd::StillWorks)
            return TaskCard::tr("%1 still accepts the old key").arg(app);
        break;
    case RotationPhase::RollingBack:
        if (rotation.newEnd == KeyEnd::ByHand)
            return TaskCard::tr("End the new key at %1").arg(app);
        if (rotation.newEnd == KeyEnd::StillWorks)
            return TaskCard::tr("%1 still accepts the new key, which is not used").arg(app);
        break;
    case RotationPhase::Finished:
        return rotation.way == RotationWay::Renewal ? TaskCard::tr("The sign-in is renewed")
                                                    : TaskCard::tr("The key is replaced");
    case RotationPhase::RolledBack:
        return TaskCard::tr("The old key is in use, as before");
    case RotationPhase::Reconnect:
        return TaskCard::tr("No key works any more");
    case RotationPhase::Testing:
        if (rotation.need == RotationNeed::Owner)
            return TaskCard::tr("The new key was refused");
        break;
    case RotationPhase::Making:
    case RotationPhase::Clearing:
    case RotationPhase::HandingOver:
        break;
    }
    if (rotation.nextTry && !rotation.problem.isEmpty())
        return TaskCard::tr("It is tried again by itself");
    return rotation.need == RotationNeed::Owner ? TaskCard::tr("It waits for you")
                                                : TaskCard::tr("Nothing to do for you");
}

} // namespace

TaskCard::TaskCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent)
    : Card(titleOf(rotation, shown.profile.name), parent)
    , m_rotation(rotation)
    , m_app(shown.profile.name)
{
    body()->setSpacing(space::s);
    const bool isEnding = rotation.phase == RotationPhase::ShuttingOff
        || (rotation.phase == RotationPhase::RollingBack && rotation.made);
    if (rotation.isOver())
        addOutcome();
    else if (isEnding)
        addEnding(shown);
    else if (rotation.need != RotationNeed::Nothing)
        addTrouble(shown);
    else
        addWaiting();
    tick(shown.snapshot.takenAt);
}

void TaskCard::say(const QString &text, TextRole role)
{
    if (!text.isEmpty())
        body()->addWidget(new PlainLabel(text, role, Wrap::Yes, this));
}

Button *TaskCard::add(Button *button)
{
    if (!m_buttons) {
        body()->addSpacing(space::xs);
        auto *holder = new QWidget(this);
        m_buttons = new FlowLayout(holder, space::s);
        body()->addWidget(holder);
    }
    m_buttons->addWidget(button);
    return button;
}

bool TaskCard::mayBeByHand() const
{
    return m_rotation.way == RotationWay::ByCall && !m_rotation.asked && !m_rotation.made
        && (m_rotation.phase == RotationPhase::Making || m_rotation.phase == RotationPhase::Planned);
}

void TaskCard::addBack()
{
    if (!m_rotation.canGoBack())
        return;
    const bool isBegun = m_rotation.made || m_rotation.asked;
    Button *back =
        add(new SecondaryButton(isBegun ? tr("Go back to the old key") : tr("Keep the old key"),
                                Icon::Undo,
                                this));
    connect(back, &QPushButton::clicked, this, &TaskCard::backWanted);
}

/// Whoever does not want to wait for a renewal signs in again; the renewal then ends with that sign-in.
void TaskCard::addSignIn()
{
    if (m_rotation.way != RotationWay::Renewal || m_rotation.need == RotationNeed::SignIn)
        return;
    Button *again = add(new SecondaryButton(tr("Sign in again"), Icon::ExternalLink, this));
    connect(again, &QPushButton::clicked, this, &TaskCard::signInWanted);
}

void TaskCard::addTime(const std::optional<QDateTime> &until)
{
    m_until = until;
    m_wait = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this);
    body()->addWidget(m_wait);
}

void TaskCard::addWaiting()
{
    const auto goOn = [this] { Q_EMIT continueWanted({m_rotation.id, {}, {}, false}); };
    if (m_rotation.phase == RotationPhase::ByHand) {
        say(tr("%1 does not renew this sign-in. Sign in there and allow it; the new sign-in takes "
               "the place of the old one.")
                .arg(m_app),
            TextRole::Body);
        Button *signIn = add(new PrimaryButton(tr("Sign in at %1").arg(m_app), Icon::None, this));
        connect(signIn, &QPushButton::clicked, this, &TaskCard::signInWanted);
        addBack();
        return;
    }
    if (m_rotation.phase == RotationPhase::Planned) {
        say(gapNotice(m_rotation, m_app), TextRole::Muted);
        addTime(m_rotation.startsAt);
        Button *begin = add(new PrimaryButton(tr("Begin now"), Icon::None, this));
        connect(begin, &QPushButton::clicked, this, goOn);
        addBack();
        return;
    }
    if (m_rotation.phase == RotationPhase::Overlapping) {
        say(tr("If a place was forgotten, it goes on with the old key until then. See in the "
               "app whether anything still uses it."),
            TextRole::Muted);
        addTime(m_rotation.endsOldAt);
        Button *end = add(new PrimaryButton(tr("End the old key now"), Icon::None, this));
        connect(end, &QPushButton::clicked, this, &TaskCard::endOldWanted);
        addBack();
        return;
    }
    if (m_rotation.nextTry) {
        say(m_rotation.problem, TextRole::Body);
        addTime(m_rotation.nextTry);
        Button *now = add(new PrimaryButton(tr("Try now"), Icon::Refresh, this));
        connect(now, &QPushButton::clicked, this, goOn);
        addSignIn();
        if (mayBeByHand()) {
            Button *byHand =
                add(new SecondaryButton(tr("I make the key myself"), Icon::None, this));
            connect(byHand, &QPushButton::clicked, this, [this] {
                Q_EMIT continueWanted({m_rotation.id, {}, {}, true});
            });
        }
    } else {
        say(tr("It goes on by itself, also when you leave this page. You are told when it needs "
               "you."),
            TextRole::Body);
        auto *bar = new ProgressBar(this);
        bar->setRange(0, 0);
        bar->setAccessibleName(tr("Under way"));
        body()->addWidget(bar);
        // What was cut off by the end of a program is gone on with by the next one, or here.
        Button *now = add(new SecondaryButton(tr("Continue"), Icon::Play, this));
        connect(now, &QPushButton::clicked, this, goOn);
    }
    addBack();
}

void TaskCard::addTrouble(const RotationShown &shown)
{
    // What the app wants stands with the choice below.
    const bool isSaidBelow = m_rotation.need == RotationNeed::Authority
        && (m_rotation.problem.isEmpty() || m_rotation.problem == whoseKey(shown.profile));
    if (!isSaidBelow) {
        auto *problem = new PlainLabel(m_rotation.problem.isEmpty() ? sentenceFor(m_rotation, m_app)
                                                                    : m_rotation.problem,
                                       TextRole::Body,
                                       Wrap::Yes,
                                       this);
        problem->setInk(Ink::Danger);
        body()->addWidget(problem);
    }
    if (m_rotation.need == RotationNeed::Authority) {
        m_authority = new KeyChoice(shown.makers(m_rotation.authority), this);
        body()->addWidget(m_authority);
        const auto give = [this] {
            if (!m_authority->check())
                return;
            ContinueRotation command;
            command.id = m_rotation.id;
            command.authority = m_authority->connection();
            command.oneTimeFields = m_authority->publicFields();
            command.oneTimeKey = m_authority->takeSecrets();
            Q_EMIT continueWanted(command);
        };
        connect(m_authority, &KeyChoice::submitted, this, give);
        Button *go = add(new PrimaryButton(tr("Go on with this key"), Icon::None, this));
        connect(go, &QPushButton::clicked, this, give);
    } else {
        if (m_rotation.need == RotationNeed::SignIn)
            say(tr("Unlock where your keys are kept, then try again."), TextRole::Body);
        Button *again = add(new PrimaryButton(tr("Try again"), Icon::Refresh, this));
        connect(again, &QPushButton::clicked, this, [this] {
            Q_EMIT continueWanted({m_rotation.id, {}, {}, false});
        });
        addSignIn();
    }
    if (mayBeByHand()) {
        Button *byHand = add(new SecondaryButton(tr("I make the key myself"), Icon::None, this));
        connect(byHand, &QPushButton::clicked, this, [this] {
            Q_EMIT continueWanted({m_rotation.id, {}, {}, true});
        });
    }
    addBack();
}

const KeyShutOff *TaskCard::shutOffOf(const Snapshot &snapshot) const
{
    const CredentialVersionId &version = m_rotation.phase == RotationPhase::RollingBack
        ? m_rotation.newVersion
        : m_rotation.oldVersion;
    const KeyShutOff *found = nullptr;
    for (const KeyShutOff &one : snapshot.shutOffs) {
        if (one.version == version)
            found = &one;
    }
    return found;
}

void TaskCard::addEnding(const RotationShown &shown)
{
    const KeyShutOff *shutOff = shutOffOf(shown.snapshot);
    const KeyEnd end =
        m_rotation.phase == RotationPhase::RollingBack ? m_rotation.newEnd : m_rotation.oldEnd;
    if (end == KeyEnd::ByHand || end == KeyEnd::StillWorks) {
        addEndingByHand(shown, shutOff);
        return;
    }
    if (m_rotation.need == RotationNeed::Authority) {
        addTrouble(shown);
        return;
    }
    if (!m_rotation.problem.isEmpty()) {
        auto *problem = new PlainLabel(m_rotation.problem, TextRole::Body, Wrap::Yes, this);
        problem->setInk(Ink::Danger);
        body()->addWidget(problem);
    }
    if (shutOff && shutOff->lastCheck())
        say(tr("Last look, %1: %2")
                .arg(momentText(shutOff->lastCheck()->at, shown.snapshot.takenAt),
                     shutOff->lastCheck()->why),
            TextRole::Muted);
    if (m_rotation.nextTry)
        addTime(m_rotation.nextTry);
    Button *look = add(new PrimaryButton(tr("Look now"), Icon::Refresh, this));
    connect(look, &QPushButton::clicked, this, [this, id = shutOff ? shutOff->id : ShutOffId()] {
        if (id.isValid())
            Q_EMIT lookWanted(id);
        else
            Q_EMIT continueWanted({m_rotation.id, {}, {}, false});
    });
    addBack();
}

void TaskCard::addEndingByHand(const RotationShown &shown, const KeyShutOff *shutOff)
{
    const bool isBack = m_rotation.phase == RotationPhase::RollingBack;
    say(isBack ? tr("It is the key called \"%1\" there. Nothing uses it.").arg(m_rotation.label)
               : tr("Key %1 is the one to end: the older one. Whatever still uses it stops then.")
                     .arg(m_rotation.oldNumber),
        TextRole::Body);
    const QStringList steps =
        shutOff && !shutOff->steps.isEmpty() ? shutOff->steps : shown.profile.shutOff.steps;
    for (const QString &step : steps)
        say(tr("• %1").arg(step), TextRole::Body);
    if (shutOff && shutOff->lastCheck())
        say(tr("Last look, %1: %2")
                .arg(momentText(shutOff->lastCheck()->at, shown.snapshot.takenAt),
                     shutOff->lastCheck()->why),
            TextRole::Muted);
    const QUrl page = shutOff && shutOff->page.scheme() == QLatin1StringView("https")
        ? shutOff->page
        : shown.page();
    if (!page.isEmpty()) {
        Button *open =
            add(new SecondaryButton(tr("Open %1").arg(page.host()), Icon::ExternalLink, this));
        connect(open, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
    }
    if (!shutOff)
        return;
    Button *done = add(new PrimaryButton(tr("I have ended it"), Icon::Check, this));
    connect(done, &QPushButton::clicked, this, [this, id = shutOff->id] { Q_EMIT doneByHand(id); });
    if (shutOff->canBeChecked() && shutOff->lastCheck()) {
        Button *look = add(new SecondaryButton(tr("Look now"), Icon::Refresh, this));
        connect(look, &QPushButton::clicked, this, [this, id = shutOff->id] {
            Q_EMIT lookWanted(id);
        });
    }
}

void TaskCard::addOutcome()
{
    const bool isSeen = m_rotation.oldEnd == KeyEnd::SeenRefused;
    if (m_rotation.phase == RotationPhase::Finished) {
        const auto at = m_rotation.beganAt(RotationPhase::Finished);
        auto *pill = new StatusPill(isSeen ? tr("Seen refused") : tr("In use"),
                                    Tone::Good,
                                    Icon::Check,
                                    this);
        body()->addWidget(pill, 0, Qt::AlignLeft);
        say(isSeen && at ? tr("%1 was seen to refuse the old key on %2. The new one is in use.")
                               .arg(m_app, exactMoment(*at))
                         : sentenceFor(m_rotation, m_app),
            TextRole::Body);
        if (m_rotation.way != RotationWay::Renewal)
            say(m_rotation.places.isEmpty()
                    ? tr("If something stops working, it had the old key and is noted nowhere: "
                         "give it the new one, and note it under \"Where it is used\".")
                    : tr("If something stops working, it had the old key and is not among the "
                         "%1 places that are noted.")
                          .arg(m_rotation.places.size()),
                TextRole::Muted);
    } else if (m_rotation.phase == RotationPhase::Reconnect) {
        auto *problem = new PlainLabel(m_rotation.problem.isEmpty() ? sentenceFor(m_rotation, m_app)
                                                                    : m_rotation.problem,
                                       TextRole::Body,
                                       Wrap::Yes,
                                       this);
        problem->setInk(Ink::Danger);
        body()->addWidget(problem);
        Button *again =
            add(new PrimaryButton(m_rotation.signsIn ? tr("Sign in at %1").arg(m_app)
                                                     : tr("Make a new key and paste it"),
                                  Icon::None,
                                  this));
        connect(again, &QPushButton::clicked, this, [this] {
            if (m_rotation.signsIn)
                Q_EMIT signInWanted();
            else
                Q_EMIT newKeyWanted();
        });
        return;
    } else {
        say(sentenceFor(m_rotation, m_app), TextRole::Body);
        say(m_rotation.problem, TextRole::Body);
    }
    Button *done = add(new PrimaryButton(tr("Done"), Icon::None, this));
    connect(done, &QPushButton::clicked, this, &TaskCard::finished);
}

void TaskCard::tick(const QDateTime &now)
{
    if (!m_wait || !m_until)
        return;
    const qint64 seconds = std::max<qint64>(0, now.secsTo(*m_until));
    const QString left = durationText(std::chrono::seconds(seconds));
    if (m_rotation.phase == RotationPhase::Planned)
        m_wait->setText(tr("It begins in %1.").arg(left));
    else if (m_rotation.phase == RotationPhase::Overlapping)
        m_wait->setText(tr("The old key is ended in %1.").arg(left));
    else
        m_wait->setText(seconds > 0 ? tr("The next try is in %1.").arg(left)
                                    : tr("The next try is due."));
}

} // namespace drawbridge::ui
