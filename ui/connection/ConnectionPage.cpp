// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/ConnectionPage.h"

#include "core/model/OtherKey.h"
#include "core/workspace/Apps.h"
#include "core/workspace/Workspace.h"
#include "ui/connection/ConnectionDialogs.h"
#include "ui/connection/ConnectionView.h"
#include "ui/connection/LiveKeysCard.h"
#include "ui/connection/NarrowKeyDialog.h"
#include "ui/connection/NotesCard.h"
#include "ui/connection/PeopleNotes.h"
#include "ui/connection/RecentCard.h"
#include "ui/connection/ScopesCard.h"
#include "ui/connection/SeesCard.h"
#include "ui/connection/ShutOffCard.h"
#include "ui/connection/SignInAgainDialog.h"
#include "ui/kit/KeyChoice.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr int lookAgainAfterDays = 90;

/// Whose key may tell the app to end this one.
KeyChoice::Asked enders(const ConnectionShown &shown)
{
    KeyChoice::Asked asked;
    asked.needs = ConnectionPage::tr("To end a key, %1 wants: %2.")
                      .arg(shown.profile.name, shown.profile.shutOff.api->needs);
    asked.itself = true;
    asked.fields = fieldsOfAnotherKey(shown.profile, shown.connection.auth);
    for (const Connection &other : shown.snapshot.connections) {
        if (other.id == shown.connection.id || other.app != shown.connection.app
            || other.custody != Custody::HeldHere || other.auth != shown.connection.auth)
            continue;
        const QList<Credential> keys = shown.snapshot.credentialsOf(other.id);
        if (std::any_of(keys.cbegin(), keys.cend(), [](const Credential &key) {
                return key.current() != nullptr;
            }))
            asked.kept.append({other.id, shown.veil.name(other.name)});
    }
    return asked;
}

} // namespace

ConnectionPage::ConnectionPage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{
    connect(&m_workspace, &Workspace::changed, this, &ConnectionPage::show);
    connect(&m_workspace, &Workspace::phaseChanged, this, [this] {
        if (m_workspace.phase() == Phase::Open)
            return;
        m_clipboard.clearNow();
        if (m_view)
            m_view->clear();
    });
}

QString ConnectionPage::id() const
{
    return u"connection"_s;
}

QString ConnectionPage::title() const
{
    const Connection *connection = current();
    return connection ? veil().name(connection->name) : tr("Connection");
}

Icon ConnectionPage::symbol() const
{
    return Icon::Plug;
}

QWidget *ConnectionPage::makeWidget(QWidget *parent)
{
    m_view = new ConnectionView(parent);
    connect(m_view, &ConnectionView::backWanted, this, &Page::goBack);
    connect(m_view, &ConnectionView::testWanted, this, &ConnectionPage::test);
    connect(m_view, &ConnectionView::pauseWanted, this, &ConnectionPage::togglePause);
    connect(m_view, &ConnectionView::copyWanted, this, &ConnectionPage::copyKey);
    connect(m_view, &ConnectionView::replaceWanted, this, &ConnectionPage::goReplace);
    connect(m_view, &ConnectionView::rotationWanted, this, [this] {
        Q_EMIT goTo(u"rotation"_s, m_id.text());
    });
    connect(&m_view->liveKeys(), &LiveKeysCard::endWanted, this, &ConnectionPage::endLeftOver);
    connect(&m_view->scopes(), &ScopesCard::lookWanted, this, &ConnectionPage::lookAtScopes);
    connect(&m_view->scopes(), &ScopesCard::narrowWanted, this, &ConnectionPage::narrowKey);
    connect(&m_view->shutOff(), &ShutOffCard::shutOffWanted, this, [this] {
        shutOff(ShutOffAsk::Begin);
    });
    connect(&m_view->shutOff(), &ShutOffCard::otherKeyWanted, this, [this] {
        shutOff(ShutOffAsk::WithAnotherKey);
    });
    connect(&m_view->shutOff(), &ShutOffCard::doneByHand, this, [this](const ShutOffId &id) {
        followShutOff(ShutOffDoneByHand{id});
    });
    connect(&m_view->shutOff(), &ShutOffCard::seenGone, this, [this](const ShutOffId &id) {
        followShutOff(ShutOffSeenGone{id});
    });
    connect(&m_view->shutOff(), &ShutOffCard::lookWanted, this, [this](const ShutOffId &id) {
        followShutOff(CheckShutOffNow{id});
    });
    connect(m_view, &ConnectionView::editWanted, this, &ConnectionPage::edit);
    connect(m_view, &ConnectionView::removeWanted, this, &ConnectionPage::confirmRemoval);
    connect(m_view, &ConnectionView::stillAsListed, this, &ConnectionPage::stillAsListed);
    connect(m_view, &ConnectionView::eventsWanted, this, [this] {
        Q_EMIT goTo(u"timeline"_s, m_id.text());
    });
    connect(m_view, &ConnectionView::mapWanted, this, [this] {
        Q_EMIT goTo(u"map"_s, m_id.text());
    });
    m_notes = new PeopleNotes(m_workspace, m_view->sees(), m_view->places(), m_view);
    connect(m_notes, &PeopleNotes::told, this, &Page::notice);
    connect(&m_view->sees(), &SeesCard::peopleWanted, this, [this] { Q_EMIT goTo(u"people"_s); });
    connect(m_view, &ConnectionView::saveNotesWanted, this, &ConnectionPage::saveNotes);
    return m_view;
}

void ConnectionPage::enter(const QString &subject)
{
    m_id = ConnectionId(subject.section(u'#', 0, 0));
    if (!current()) {
        tell(tr("This connection is not there any more."), Tone::Neutral);
        Q_EMIT goTo(u"dashboard"_s);
        return;
    }
    m_notes->setConnection(m_id);
    show();
    Q_EMIT changed();
    const QString how = subject.section(u'#', 1);
    if (how == u"sign-in"_s)
        signInAgain();
    else if (how.startsWith(u"end="_s))
        endLeftOver(CredentialVersionId(how.mid(4)));
}

bool ConnectionPage::escape()
{
    Q_EMIT goBack();
    return true;
}

std::vector<Command> ConnectionPage::commands() const
{
    std::vector<Command> commands;
    const NameVeil names = veil();
    for (const Connection &connection : m_workspace.snapshot()->connections) {
        const AppProfile *app = m_workspace.catalog().app(connection.app);
        Command command;
        command.title = names.name(connection.name);
        command.note = app ? app->name : connection.app;
        command.tileName = command.note;
        command.keywords = names.sentence(connection.purpose);
        command.run = [page = QPointer<const ConnectionPage>(this), id = connection.id.text()] {
            if (page)
                Q_EMIT const_cast<ConnectionPage *>(page.data())->goTo(u"connection"_s, id);
        };
        commands.push_back(command);
    }
    return commands;
}

const Connection *ConnectionPage::current() const
{
    return m_workspace.snapshot()->connection(m_id);
}

void ConnectionPage::tell(const QString &sentence, Tone tone)
{
    Q_EMIT notice({sentence, tone, {}, {}});
}

void ConnectionPage::show()
{
    if (!m_view || m_workspace.phase() != Phase::Open || !m_id.isValid())
        return;
    const Connection *connection = current();
    if (!connection) {
        m_view->showGone();
        return;
    }
    const AppProfile *app = m_workspace.catalog().app(connection->app);
    AppProfile unknown;
    unknown.id = connection->app;
    unknown.name = connection->app;
    const NameVeil names = veil();
    m_view->setConnection(
        {*m_workspace.snapshot(), *connection, app ? *app : unknown, m_workspace.catalog(), names});
    readEvents();
}

NameVeil ConnectionPage::veil() const
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    return NameVeil(now->settings.hideNames ? Names::Hidden : Names::Shown,
                    now->connections,
                    now->otherNames());
}

void ConnectionPage::readEvents()
{
    EventQuery query;
    query.connections = {m_id};
    query.limit = RecentCard::shownEvents;
    whenDone(m_workspace.searchEvents(query),
             this,
             [this, asked = ++m_reading](const Result<EventPage> &page) {
                 if (asked != m_reading || m_workspace.phase() != Phase::Open)
                     return;
                 if (page)
                     m_view->recent().setEvents(page->events,
                                                m_workspace.snapshot()->takenAt,
                                                veil());
                 else
                     m_view->recent().setProblem(page.error().what);
             });
}

void ConnectionPage::saveNotes(const QString &notes)
{
    const Connection *connection = current();
    if (!connection)
        return;
    EditConnection command;
    command.id = m_id;
    // The card has told what was changed elsewhere; what stands in it is what the owner wants.
    command.revision = connection->revision;
    command.notes = notes;
    m_view->notes().setSaving(true);
    whenDone(m_workspace.dispatch(command),
             this,
             [this, notes, asked = m_id](const Result<drawbridge::ConnectionView> &result) {
                 m_view->notes().setSaving(false);
                 if (asked != m_id || m_workspace.phase() != Phase::Open)
                     return;
                 if (result)
                     m_view->notes().setSaved(notes, result->connection.notes);
                 else
                     m_view->notes().setProblem(result.error().what);
             });
}

void ConnectionPage::test()
{
    const CancelToken cancel;
    m_view->setTesting(true);
    const auto stop =
        connect(m_view, &ConnectionView::testCancelled, this, [cancel] { cancel.cancel(); });
    whenDone(m_workspace.dispatch(TestConnection{m_id}, cancel),
             this,
             [this, stop](const Result<ConnectionTest> &result) {
                 disconnect(stop);
                 m_view->setTesting(false);
                 if (!result)
                     tell(result.error().what, Tone::Danger);
                 else
                     tell(result->explanation, result->ok ? Tone::Good : Tone::Danger);
             });
}

void ConnectionPage::lookAtScopes()
{
    const CancelToken cancel;
    ScopesCard &card = m_view->scopes();
    card.setLooking(true);
    const auto stop =
        connect(&card, &ScopesCard::lookCancelled, this, [cancel] { cancel.cancel(); });
    whenDone(m_workspace.dispatch(LookAtScopes{m_id}, cancel),
             this,
             [this, stop](const Result<ScopeLooks> &result) {
                 disconnect(stop);
                 m_view->scopes().setLooking(false);
                 if (!result)
                     tell(result.error().what,
                          result.error().code == ErrorCode::Cancelled ? Tone::Neutral
                                                                      : Tone::Danger);
             });
}

QStringList ConnectionPage::endedWithIt(const Snapshot &now, const NameVeil &names) const
{
    QStringList sentences;
    for (const Credential &credential : now.credentialsOf(m_id)) {
        const CredentialVersion *key = credential.current();
        const QStringList sharers =
            key ? sharersNames(now.connections, now.credentials, *key) : QStringList();
        for (const QString &name : sharers)
            sentences.append(tr("%1, which has the very same key").arg(names.name(name)));
    }
    return sentences;
}

void ConnectionPage::shutOff(ShutOffAsk ask)
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Connection *connection = now->connection(m_id);
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app)
        return;
    const NameVeil names = veil();
    const QString name = names.name(connection->name);
    const auto command = std::make_shared<StartShutOff>();
    command->connection = m_id;
    KeyChoice *choice = nullptr;
    if (app->mayEndByAnother(connection->auth))
        choice = new KeyChoice(enders({*now, *connection, *app, m_workspace.catalog(), names}));
    DangerDialog::Question question;
    question.title = ask == ShutOffAsk::Begin ? tr("Shut off the key of %1?").arg(name)
                                              : tr("End the key of %1 with another?").arg(name);
    question.text =
        tr("%1 is told to end this key, where it has a way for that; else you are shown where "
           "to do it. Drawbridge then tries the old key until %1 refuses it.")
            .arg(app->name);
    if (ask == ShutOffAsk::Begin) {
        question.stops = {tr("Everything that uses this key, also elsewhere"),
                          tr("Drawbridge's own use of it, at once")};
        question.stops += endedWithIt(*now, names);
        question.goesOn = {
            tr("The key itself, until %1 refuses it: that is shown here").arg(app->name)};
    }
    question.confirm = tr("Shut off");
    question.mayGoOn = [command, choice] {
        if (!choice)
            return true;
        if (!choice->check())
            return false;
        command->authority = choice->connection();
        command->onceFields = choice->publicFields();
        command->onceSecrets = choice->takeSecrets();
        return true;
    };
    auto *dialog = new DangerDialog(question, m_view);
    if (choice)
        dialog->body()->addWidget(choice);
    connect(dialog, &Dialog::accepted, this, [this, command] { followShutOff(*command); });
    dialog->open();
}

template<typename Command>
void ConnectionPage::followShutOff(const Command &command)
{
    m_view->shutOff().setBusy(true);
    whenDone(m_workspace.dispatch(command), this, [this](const Result<KeyShutOff> &result) {
        m_view->shutOff().setBusy(false);
        const Connection *connection = current();
        if (!result || !connection) {
            if (!result)
                tell(result.error().what, Tone::Danger);
            return;
        }
        const AppProfile *app = m_workspace.catalog().app(connection->app);
        tell(sentenceFor(*result, app ? app->name : connection->app),
             result->wontDie()                            ? Tone::Danger
                 : result->phase == ShutOffPhase::Refused ? Tone::Good
                                                          : Tone::Neutral);
    });
}

void ConnectionPage::narrowKey()
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Connection *connection = now->connection(m_id);
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app)
        return;
    const ScopeReview review = reviewScopes(*app, *connection);
    if (connection->auth == AuthKind::OAuth || connection->auth == AuthKind::Device) {
        narrowSignIn(review);
        return;
    }
    const NameVeil names = veil();
    auto *dialog =
        new NarrowKeyDialog({*now, *connection, *app, m_workspace.catalog(), names}, review, m_view);
    connect(dialog, &Dialog::accepted, this, [this, review, id = m_id] {
        if (id == m_id)
            replaceKey(review);
    });
    dialog->open();
}

void ConnectionPage::narrowSignIn(const ScopeReview &review)
{
    const Connection *connection = current();
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app)
        return;
    CredentialVersionId old;
    for (const Credential &credential : m_workspace.snapshot()->credentialsOf(m_id)) {
        if (const CredentialVersion *version = credential.current())
            old = version->id;
    }
    auto *dialog = new SignInAgainDialog(m_workspace, *connection, app->name, m_view);
    dialog->askForLess(review);
    connect(dialog, &Dialog::accepted, this, [this, review, old, id = m_id] {
        if (id == m_id)
            endOldSignIn(review, old);
    });
    dialog->open();
}

void ConnectionPage::endOldSignIn(const ScopeReview &before, const CredentialVersionId &old)
{
    const Connection *connection = current();
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app)
        return;
    const auto granted = [](const ScopeReview &review) {
        return review.grantedKnown ? std::optional(review.granted) : std::nullopt;
    };
    const Narrowing narrowing{before.needed,
                              granted(before),
                              granted(reviewScopes(*app, *connection))};
    const QString outcome = sentenceFor(narrowing, app->name);
    if (narrowing.isNarrower() == Answer::No) {
        tellNarrowed(before, {outcome});
        return;
    }
    StartShutOff command;
    command.connection = m_id;
    command.version = old;
    m_view->shutOff().setBusy(true);
    tell(tr("Ending the old sign-in at %1").arg(app->name), Tone::Neutral);
    whenDone(m_workspace.dispatch(command),
             this,
             [this, before, outcome, id = m_id, appName = app->name](
                 const Result<KeyShutOff> &ended) {
                 const QString oldOne = ended ? sentenceFor(*ended, appName) : ended.error().what;
                 whenDone(m_workspace.dispatch(TestConnection{id}),
                          this,
                          [this, before, outcome, id, appName, oldOne](
                              const Result<ConnectionTest> &tested) {
                              m_view->shutOff().setBusy(false);
                              if (id != m_id || !current())
                                  return;
                              bool hasEnded = false;
                              for (const Credential &one : m_workspace.snapshot()->credentialsOf(id))
                                  hasEnded = hasEnded || (one.grant && one.grant->hasEnded());
                              const AfterTheOld after =
                                  afterTheOld(tested ? std::optional(*tested) : std::nullopt,
                                              hasEnded);
                              tellNarrowed(before,
                                           {outcome,
                                            tr("The old one: %1").arg(oldOne),
                                            sentenceFor(after, appName)});
                          });
             });
}

void ConnectionPage::tellNarrowed(const ScopeReview &before, const QStringList &endings)
{
    const Connection *connection = current();
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (app)
        (new NarrowedDialog(before, reviewScopes(*app, *connection), *app, endings, m_view))->open();
}

void ConnectionPage::togglePause()
{
    const Connection *connection = current();
    if (!connection)
        return;
    const auto done = [this](const Result<drawbridge::ConnectionView> &result) {
        if (!result)
            tell(result.error().what, Tone::Danger);
    };
    if (connection->paused)
        whenDone(m_workspace.dispatch(ResumeConnection{m_id}), this, done);
    else
        whenDone(m_workspace.dispatch(PauseConnection{m_id}), this, done);
}

void ConnectionPage::copyKey()
{
    const QList<Credential> credentials = m_workspace.snapshot()->credentialsOf(m_id);
    if (credentials.isEmpty())
        return;
    auto *dialog = new Dialog(
        tr("Copy this key?"),
        tr("It goes to the clipboard for 10 seconds, and the timeline notes it. Whoever sees the "
           "clipboard meanwhile has the key."),
        m_view);
    dialog->addCancel();
    PrimaryButton *copy = dialog->addPrimary(tr("Copy for 10 seconds"));
    connect(copy, &QPushButton::clicked, dialog, &Dialog::accept);
    connect(dialog, &Dialog::accepted, this, [this, id = credentials.first().id] {
        whenDone(m_workspace.dispatch(RevealKey{id}),
                 this,
                 [this](const Result<SharedSecret> &secret) {
                     if (!secret) {
                         tell(secret.error().what, Tone::Danger);
                         return;
                     }
                     m_clipboard.copySecret(SecretBytes::copyOf((*secret)->reveal()));
                     tell(tr("Copied. The clipboard is emptied in 10 seconds."), Tone::Neutral);
                 });
    });
    dialog->open();
}

void ConnectionPage::signInAgain()
{
    const Connection *connection = current();
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app || !m_view)
        return;
    auto *again = new SignInAgainDialog(m_workspace, *connection, app->name, m_view);
    connect(again, &Dialog::accepted, this, [this] {
        tell(tr("The new sign-in is in use here."), Tone::Good);
    });
    again->open();
}

void ConnectionPage::goReplace()
{
    const Connection *connection = current();
    if (!connection)
        return;
    const bool signsIn =
        connection->auth == AuthKind::OAuth || connection->auth == AuthKind::Device;
    const QList<Credential> credentials = m_workspace.snapshot()->credentialsOf(m_id);
    const bool renews = !credentials.isEmpty() && credentials.first().grant
        && credentials.first().grant->refreshable && !credentials.first().grant->hasEnded();
    if (signsIn && !renews)
        signInAgain();
    else
        Q_EMIT goTo(u"rotation"_s, m_id.text());
}

void ConnectionPage::endLeftOver(const CredentialVersionId &version)
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const auto key =
        std::find_if(now->liveKeys.cbegin(), now->liveKeys.cend(), [&](const LiveKey &one) {
            return one.version == version && one.connection == m_id;
        });
    const Connection *connection = current();
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app || key == now->liveKeys.cend() || !m_view)
        return;
    DangerDialog::Question question;
    question.title = tr("End key %1 of %2?").arg(QString::number(key->number), connection->name);
    question.text =
        tr("It is not in use here any more, and %1 is not known to refuse it. %1 is told to end "
           "it, "
           "where it has a way for that; else you are shown where. Then it is tried until it is "
           "refused.")
            .arg(app->name);
    question.stops = {tr("Whatever still has that key")};
    question.goesOn = {tr("The key in use, here and wherever it is")};
    question.confirm = tr("End this key");
    auto *dialog = new DangerDialog(question, m_view);
    connect(dialog, &Dialog::accepted, this, [this, version] {
        StartShutOff command;
        command.connection = m_id;
        command.version = version;
        followShutOff(command);
    });
    dialog->open();
}

void ConnectionPage::replaceKey(const ScopeReview &before)
{
    const Connection *connection = current();
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    if (!app || !m_view)
        return;
    const CancelToken cancel;
    auto *dialog = new ReplaceKeyDialog(*connection, *app, m_view);
    connect(dialog, &ReplaceKeyDialog::stopWanted, this, [cancel] { cancel.cancel(); });
    connect(dialog, &Dialog::rejected, this, [cancel] { cancel.cancel(); });
    connect(dialog,
            &ReplaceKeyDialog::submitted,
            this,
            [this, dialog, cancel, before, profile = *app](const ReplaceKey &command) {
                dialog->setWorking(true);
                whenDone(m_workspace.dispatch(command, cancel),
                         dialog,
                         [this, dialog, before, profile](
                             const Result<drawbridge::ConnectionView> &result) {
                             dialog->setWorking(false);
                             if (!result) {
                                 dialog->setProblem(result.error().what);
                                 return;
                             }
                             dialog->accept();
                             const ScopeReview after = reviewScopes(profile, result->connection);
                             const QString old =
                                 tr("The key before works at %1 until you shut it off there.")
                                     .arg(profile.name);
                             (new NarrowedDialog(before, after, profile, {old}, m_view))->open();
                         });
            });
    dialog->open();
}

void ConnectionPage::edit()
{
    const Connection *connection = current();
    if (!connection)
        return;
    auto *dialog = new EditConnectionDialog(*connection,
                                            *m_workspace.snapshot(),
                                            m_workspace.catalog(),
                                            m_view);
    connect(dialog,
            &EditConnectionDialog::submitted,
            this,
            [this, dialog](const EditConnection &command) {
                whenDone(m_workspace.dispatch(command),
                         dialog,
                         [dialog](const Result<drawbridge::ConnectionView> &result) {
                             if (result)
                                 dialog->accept();
                             else
                                 dialog->setProblem(result.error().what);
                         });
            });
    dialog->open();
}

void ConnectionPage::confirmRemoval()
{
    const Connection *connection = current();
    if (!connection)
        return;
    const AppProfile *app = m_workspace.catalog().app(connection->app);
    const QString appName = app ? app->name : connection->app;
    DangerDialog::Question question;
    question.title = tr("Remove %1?").arg(connection->name);
    question.text = tr(
        "Drawbridge forgets this connection, its key and what goes where. This cannot be undone.");
    question.stops = {tr("Tests and reminders for it"), tr("Its arrows on the map")};
    if (connection->custody == Custody::HeldHere)
        question.stops.prepend(tr("Whatever takes the key from Drawbridge"));
    question.goesOn = {tr("The key itself: it works at %1 until it is shut off there").arg(appName),
                       tr("Every copy of the key elsewhere"),
                       tr("Its events in the timeline")};
    question.confirm = tr("Remove");
    auto *dialog = new DangerDialog(question, m_view);
    connect(dialog, &Dialog::accepted, this, [this, id = m_id, name = connection->name, appName] {
        whenDone(m_workspace.dispatch(RemoveConnection{id}),
                 this,
                 [this, name, appName](const Result<bool> &result) {
                     if (!result) {
                         tell(result.error().what, Tone::Danger);
                         return;
                     }
                     tell(tr("%1 was removed here. Its key works at %2 until it is shut off there.")
                              .arg(name, appName),
                          Tone::Neutral);
                     Q_EMIT goTo(u"dashboard"_s);
                 });
    });
    dialog->open();
}

void ConnectionPage::stillAsListed()
{
    const Connection *connection = current();
    if (!connection)
        return;
    EditConnection command;
    command.id = m_id;
    command.revision = connection->revision;
    command.lookAgainOn =
        m_workspace.snapshot()->takenAt.toLocalTime().date().addDays(lookAgainAfterDays);
    whenDone(m_workspace.dispatch(command),
             this,
             [this](const Result<drawbridge::ConnectionView> &result) {
                 if (result)
                     tell(tr("Noted. You will be asked again in %1 days.").arg(lookAgainAfterDays),
                          Tone::Good);
                 else
                     tell(result.error().what, Tone::Danger);
             });
}

} // namespace drawbridge::ui
