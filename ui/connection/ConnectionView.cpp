// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/ConnectionView.h"

#include "ui/connection/LiveKeysCard.h"
#include "ui/connection/NotesCard.h"
#include "ui/connection/RecentCard.h"
#include "ui/connection/ScopesCard.h"
#include "ui/connection/SeesCard.h"
#include "ui/connection/ShutOffCard.h"
#include "ui/connection/TravelCard.h"
#include "ui/kit/AppTile.h"
#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/DateText.h"
#include "ui/kit/EnvironmentText.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/Rows.h"
#include "ui/kit/States.h"
#include "ui/kit/StatusPill.h"

#include <QDesktopServices>
#include <QHeaderView>
#include <QStackedLayout>

namespace drawbridge::ui {

namespace {

void clearColumn(QVBoxLayout *column)
{
    while (QLayoutItem *item = column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void addText(QVBoxLayout *column, const QString &text, TextRole role)
{
    column->addWidget(new PlainLabel(text, role, Wrap::Yes, column->parentWidget()));
}

/// A heading in front of a value, for the "about" card.
void addFact(QVBoxLayout *column, const QString &label, const QString &value)
{
    if (value.isEmpty())
        return;
    addText(column, label, TextRole::Caption);
    addText(column, value, TextRole::Body);
}

/// Since when it is signed in, and how it is kept alive, or why that does not work.
QString signInLine(const GrantState &grant, const QDateTime &now)
{
    if (grant.hasEnded())
        return grant.explanation;
    const QString since =
        ConnectionView::tr("Signed in %1.").arg(momentText(grant.signedInAt, now));
    if (grant.fault != RefreshFault::None)
        return ConnectionView::tr("%1 It could not be refreshed: %2").arg(since, grant.explanation);
    if (!grant.refreshable)
        return grant.accessEndsAt
            ? ConnectionView::tr("%1 It ends %2, and the app lets nobody refresh it.")
                  .arg(since, momentText(*grant.accessEndsAt, now))
            : since;
    return ConnectionView::tr("%1 Drawbridge refreshes it by itself, last %2.")
        .arg(since, momentText(grant.refreshedAt, now));
}

/// The key of a connection that has none in use any more because it was shut off; null otherwise.
const KeyShutOff *takenBy(const QList<KeyShutOff> &shutOffs, const QList<Credential> &credentials)
{
    for (const Credential &credential : credentials) {
        if (credential.current())
            return nullptr;
    }
    return shutOffs.isEmpty() ? nullptr : &shutOffs.last();
}
/// It points into the list.
const KeyShutOff *takenBy(QList<KeyShutOff> &&, const QList<Credential> &) = delete;

/// What "paused" means, and what it does not stop. `taken`: what took the key, if that is why.
QString pausedLine(const KeyShutOff *taken, const QString &app)
{
    if (!taken)
        return ConnectionView::tr("Paused: Drawbridge does not use this key or hand it out. Anyone "
                                  "with a copy can still use it. To end that, shut it off at %1.")
            .arg(app);
    switch (taken->phase) {
    case ShutOffPhase::Refused:
    case ShutOffPhase::Finished:
        return ConnectionView::tr("Shut off: %1 refuses this key, so a copy of it opens nothing "
                                  "there either. To use this connection again, give it a new key.")
            .arg(app);
    case ShutOffPhase::CannotBeChecked:
        return ConnectionView::tr(
                   "Shut off by your word: Drawbridge does not use this key any "
                   "more. Whether a copy of it still works at %1 cannot be seen from "
                   "here. To use this connection again, give it a new key.")
            .arg(app);
    case ShutOffPhase::StillWorks:
    case ShutOffPhase::ByHand:
    case ShutOffPhase::Asked:
    case ShutOffPhase::Checking:
        break;
    }
    return ConnectionView::tr("Being shut off: Drawbridge does not use this key any more. Until %1 "
                              "is seen to refuse it, anyone with a copy may still use it: see "
                              "\"Shut it off\" below.")
        .arg(app);
}

} // namespace

ConnectionView::ConnectionView(QWidget *parent)
    : QWidget(parent)
    , m_layers(new QStackedLayout(this))
    , m_frame(new PageFrame(QString(), PageFrame::Body::Scrolls, this))
{
    m_layers->addWidget(m_frame);
    m_gone = new EmptyState(Icon::Plug,
                            tr("This connection is not there any more"),
                            tr("It was removed. What happened to it stands in the timeline."),
                            this);
    m_gone->setAction(tr("Back"), Icon::ArrowLeft);
    connect(m_gone, &EmptyState::activated, this, &ConnectionView::backWanted);
    m_layers->addWidget(m_gone);
    makeHead();
    makeKeyCard();
    makeColumns();
    m_frame->body()->addStretch(1);
}

void ConnectionView::makeColumns()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(16 - Card::shadowMargins().left() - Card::shadowMargins().right());
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    row->addLayout(left, 3);
    row->addLayout(right, 2);
    m_frame->body()->addLayout(row);
    const auto add = [this](QVBoxLayout *side, const QString &title) {
        auto *card = new Card(title, m_frame);
        auto *inner = new QVBoxLayout;
        inner->setSpacing(6);
        card->body()->addLayout(inner);
        side->addWidget(card);
        return std::pair{card, inner};
    };
    m_travel = new TravelCard(m_frame);
    connect(m_travel, &TravelCard::mapWanted, this, &ConnectionView::mapWanted);
    left->addWidget(m_travel);
    m_who = new WhoCard(m_frame);
    left->addWidget(m_who);
    m_sees = new SeesCard(m_frame);
    left->addWidget(m_sees);
    m_places = new PlacesCard(m_frame);
    left->addWidget(m_places);
    m_recent = new RecentCard(m_frame);
    connect(m_recent, &RecentCard::timelineWanted, this, &ConnectionView::eventsWanted);
    left->addWidget(m_recent);
    left->addStretch(1);

    m_liveKeys = new LiveKeysCard(m_frame);
    right->addWidget(m_liveKeys);
    m_shutOff = new ShutOffCard(m_frame);
    right->addWidget(m_shutOff);
    const auto [aboutCard, about] = add(right, tr("About"));
    m_about = about;
    auto *edit = new LinkButton(tr("Change"), Icon::Edit, aboutCard);
    edit->setAccessibleName(tr("Change what is known about this connection"));
    connect(edit, &QPushButton::clicked, this, &ConnectionView::editWanted);
    aboutCard->addAction(edit);
    m_notes = new NotesCard(m_frame);
    connect(m_notes, &NotesCard::saveWanted, this, &ConnectionView::saveNotesWanted);
    right->addWidget(m_notes);
    right->addStretch(1);
}

void ConnectionView::makeHead()
{
    auto *back = new IconButton(Icon::ArrowLeft, tr("Back"), m_frame);
    connect(back, &QPushButton::clicked, this, &ConnectionView::backWanted);
    m_frame->addLeading(back);
    m_tile = new AppTile(QString(), 40, m_frame);
    m_frame->addLeading(m_tile);
    m_environment = new StatusPill(m_frame);
    m_running = new StatusPill(m_frame);
    m_frame->addAction(m_environment);
    m_frame->addAction(m_running);
    m_test = new PrimaryButton(tr("Test"), Icon::Refresh, m_frame);
    connect(m_test, &QPushButton::clicked, this, &ConnectionView::testWanted);
    m_frame->addAction(m_test);
    m_listed = new PrimaryButton(tr("Still as listed"), Icon::Check, m_frame);
    connect(m_listed, &QPushButton::clicked, this, &ConnectionView::stillAsListed);
    m_frame->addAction(m_listed);
    m_pause = new SecondaryButton(tr("Pause"), Icon::Pause, m_frame);
    connect(m_pause, &QPushButton::clicked, this, &ConnectionView::pauseWanted);
    m_frame->addAction(m_pause);
    auto *remove = new IconButton(Icon::Trash, tr("Remove this connection"), m_frame);
    connect(remove, &QPushButton::clicked, this, &ConnectionView::removeWanted);
    m_frame->addAction(remove);
    m_progress = new ProgressRow(m_frame);
    connect(m_progress, &ProgressRow::cancelled, this, &ConnectionView::testCancelled);
    m_frame->body()->addWidget(m_progress);
    m_rotation = new Banner(Tone::Accent, QString(), m_frame);
    connect(m_rotation, &Banner::activated, this, &ConnectionView::rotationWanted);
    m_frame->body()->addWidget(m_rotation);
    m_pausedNote = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, m_frame);
    m_frame->body()->addWidget(m_pausedNote);
}

void ConnectionView::makeKeyCard()
{
    m_keyCard = new Card(tr("Key"), m_frame);
    m_copy = new SecondaryButton(tr("Copy"), Icon::Copy, m_keyCard);
    m_copy->setAccessibleName(tr("Copy the key"));
    connect(m_copy, &QPushButton::clicked, this, &ConnectionView::copyWanted);
    m_keyCard->addAction(m_copy);
    m_replace = new SecondaryButton(tr("Replace"), Icon::Key, m_keyCard);
    m_replace->setAccessibleName(tr("Replace the key"));
    connect(m_replace, &QPushButton::clicked, this, &ConnectionView::replaceWanted);
    m_keyCard->addAction(m_replace);
    m_lastTest = new PlainLabel(QString(), TextRole::Body, Wrap::Yes, m_keyCard);
    m_keyCard->body()->addWidget(m_lastTest);
    m_signIn = new PlainLabel(QString(), TextRole::Body, Wrap::Yes, m_keyCard);
    m_keyCard->body()->addWidget(m_signIn);
    m_keyNote = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, m_keyCard);
    m_keyCard->body()->addWidget(m_keyNote);
    m_keys = new TableView(tr("Keys and their versions"), m_keyCard);
    m_keys->setModel(&m_keyModel);
    m_keys->setFitsRows(true);
    m_keys->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_keyCard->body()->addWidget(m_keys);
    m_frame->body()->addWidget(m_keyCard);
    m_scopes = new ScopesCard(m_frame);
    m_frame->body()->addWidget(m_scopes);
}

void ConnectionView::showHead(const ConnectionShown &shown)
{
    const Connection &connection = shown.connection;
    const AppProfile &profile = shown.profile;
    m_frame->setTitle(shown.name());
    m_frame->setSubtitle(shown.veil.sentence(connection.purpose));
    m_tile->setName(profile.name);
    const bool here = connection.custody == Custody::HeldHere;
    m_tile->setHolding(here ? Holding::Here : Holding::Elsewhere);
    m_environment->setVisible(connection.environment != Environment::Production);
    m_environment->setStatus(environmentText(connection.environment), Tone::Accent);
    const QList<KeyShutOff> shutOffs = shown.snapshot.shutOffsOf(connection.id);
    const KeyShutOff *taken = takenBy(shutOffs, shown.snapshot.credentialsOf(connection.id));
    switch (isRunning(connection)) {
    case Answer::Yes:
        m_running->setStatus(tr("Running"), Tone::Good);
        break;
    case Answer::No:
        m_running->setStatus(taken && connection.paused ? tr("No key")
                                 : connection.paused    ? tr("Paused")
                                                        : tr("Not running"),
                             connection.paused ? Tone::Neutral : Tone::Danger);
        break;
    case Answer::Unknown:
        m_running->setStatus(tr("Not known"), Tone::Neutral);
        break;
    }
    m_test->setVisible(here && !connection.paused);
    m_listed->setVisible(!here);
    // What was shut off is not resumed: there is no key to go on with.
    m_pause->setVisible(here && !(taken && connection.paused));
    m_pause->setText(connection.paused ? tr("Resume") : tr("Pause"));
    m_pause->setSymbol(connection.paused ? Icon::Play : Icon::Pause);
    m_pausedNote->setVisible(connection.paused);
    m_pausedNote->setText(pausedLine(taken, profile.name));
}

namespace {

/// A recipe that makes the secret of its messages has no steps here so far, which is said.
QString signingSecretNote(const AppProfile &profile)
{
    const auto &recipe = profile.rotation.recipe;
    if (!recipe || recipe->makes != RecipeMakes::SigningSecret)
        return {};
    return QChar(u'\n')
        + ConnectionView::tr(
              "%1 signs its messages with a secret of their own. Drawbridge does not "
              "keep or replace that one: do it at %1.")
              .arg(profile.name);
}

} // namespace

void ConnectionView::showKey(const ConnectionShown &shown)
{
    const Snapshot &snapshot = shown.snapshot;
    const Connection &connection = shown.connection;
    const bool here = connection.custody == Custody::HeldHere;
    const QList<Credential> credentials = snapshot.credentialsOf(connection.id);
    m_keyModel.setCredentials(credentials, snapshot.takenAt);
    m_keys->setVisible(!credentials.isEmpty());
    const GrantState *grant =
        !credentials.isEmpty() && credentials.first().grant ? &*credentials.first().grant : nullptr;
    // Of a sign-in nothing can be pasted elsewhere: it changes with every refresh.
    m_copy->setVisible(here && !credentials.isEmpty() && !connection.paused && !grant);
    m_replace->setVisible(here && !credentials.isEmpty());
    // One that the app renews is renewed on the page that replaces keys, where signing in again is offered, too.
    const bool renews = grant && grant->refreshable && !grant->hasEnded();
    m_replace->setText(renews ? tr("Renew") : grant ? tr("Sign in again") : tr("Replace"));
    m_replace->setAccessibleName(renews      ? tr("Renew the sign-in")
                                     : grant ? tr("Sign in again")
                                             : tr("Replace the key"));
    const Rotation *rotation =
        credentials.isEmpty() ? nullptr : snapshot.rotationOf(credentials.first().id);
    m_rotation->setVisible(rotation != nullptr);
    if (rotation) {
        m_replace->hide();
        m_rotation->setTone(rotation->waitsForOwner() ? Tone::Warning : Tone::Accent);
        const QString how = sentenceFor(*rotation, shown.profile.name);
        m_rotation->setSentence(
            rotation->way == RotationWay::Renewal ? tr("This sign-in is being renewed. %1").arg(how)
                : rotation->signsIn ? tr("This sign-in is being replaced. %1").arg(how)
                                    : tr("This key is being replaced. %1").arg(how));
        m_rotation->setAction(rotation->waitsForOwner() ? tr("Continue") : tr("See it"));
    }
    m_signIn->setVisible(grant != nullptr);
    if (grant)
        m_signIn->setText(signInLine(*grant, snapshot.takenAt));
    m_keyNote->setText(
        here
            ? tr("Kept in: %1").arg(snapshot.secretsDescription) + signingSecretNote(shown.profile)
            : tr("Held by %1. Drawbridge has no copy, so it cannot test, replace or shut it off by "
                 "itself.")
                  .arg(shown.holderOf(connection.heldBy)));
    const QList<KeyShutOff> shutOffs = snapshot.shutOffsOf(connection.id);
    // What was seen of a key that was shut off since is not so any more.
    const bool isOfThisKey = connection.lastTest && !takenBy(shutOffs, credentials);
    m_lastTest->setVisible(isOfThisKey);
    if (isOfThisKey)
        m_lastTest->setText(tr("%1 Tested %2.")
                                .arg(shown.veil.sentence(connection.lastTest->explanation),
                                     momentText(connection.lastTest->at, snapshot.takenAt)));
}

void ConnectionView::showAbout(const ConnectionShown &shown)
{
    const Snapshot &snapshot = shown.snapshot;
    const Connection &connection = shown.connection;
    const AppProfile &profile = shown.profile;
    clearColumn(m_about);
    const QDate today = snapshot.takenAt.toLocalTime().date();
    addFact(m_about, tr("App"), profile.name);
    addFact(m_about, tr("Looks after it"), shown.veil.name(connection.owner));
    QStringList jobs;
    for (const QString &id : connection.jobs) {
        const AppJob *job = profile.job(id);
        jobs.append(job ? job->label : id);
    }
    addFact(m_about, tr("What it is for"), jobs.join(QStringLiteral(", ")));
    if (connection.custody == Custody::HeldElsewhere) {
        addFact(m_about, tr("Held by"), shown.holderOf(connection.heldBy));
        if (connection.lookAgainOn)
            addFact(m_about, tr("Look again"), dateText(*connection.lookAgainOn, today));
    }
    if (connection.lastTest)
        addFact(m_about, tr("Belongs to"), shown.veil.name(connection.lastTest->identity));
    addFact(m_about, tr("Your key goes to"), connection.baseUrl.host());
    for (const Boundary &boundary : snapshot.boundaries) {
        if (boundary.id == connection.boundary)
            addFact(m_about, tr("Area"), boundary.name);
    }
    addFact(m_about, tr("Connected"), momentText(connection.createdAt, snapshot.takenAt));
}

void ConnectionView::setConnection(const ConnectionShown &shown)
{
    showHead(shown);
    showKey(shown);
    m_scopes->setConnection(shown);
    m_liveKeys->setConnection(shown);
    m_shutOff->setConnection(shown);
    showAbout(shown);
    m_travel->setConnection(shown);
    m_who->setConnection(shown);
    m_sees->setConnection(shown);
    m_places->setConnection(shown);
    m_notes->setConnection(shown);
    m_layers->setCurrentWidget(m_frame);
}

void ConnectionView::clear()
{
    m_frame->setTitle(QString());
    m_frame->setSubtitle(QString());
    m_tile->setName(QString());
    for (PlainLabel *label : {m_lastTest, m_pausedNote, m_keyNote})
        label->setText(QString());
    m_keyModel.setCredentials({}, {});
    clearColumn(m_about);
    m_rotation->hide();
    m_rotation->setSentence(QString());
    m_liveKeys->clear();
    m_shutOff->clear();
    m_scopes->clear();
    m_travel->clear();
    m_who->clear();
    m_sees->clear();
    m_places->clear();
    m_recent->clear();
    m_notes->clear();
    m_progress->finish();
}

void ConnectionView::showGone()
{
    clear();
    m_layers->setCurrentWidget(m_gone);
}

void ConnectionView::setTesting(bool testing)
{
    m_test->setBusy(testing);
    if (testing)
        m_progress->begin(tr("Trying the key"));
    else
        m_progress->finish();
}

} // namespace drawbridge::ui
