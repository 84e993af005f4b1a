// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/DashboardPage.h"

#include "core/workspace/Workspace.h"
#include "ui/dashboard/DashboardView.h"

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

DashboardPage::DashboardPage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{
    connect(&m_workspace, &Workspace::changed, this, &DashboardPage::follow);
}

QString DashboardPage::id() const
{
    return u"dashboard"_s;
}

QString DashboardPage::title() const
{
    return tr("Dashboard");
}

Icon DashboardPage::symbol() const
{
    return Icon::Home;
}

QWidget *DashboardPage::makeWidget(QWidget *parent)
{
    m_view = new DashboardView(parent);
    connect(m_view, &DashboardView::attentionChosen, this, &DashboardPage::act);
    connect(m_view, &DashboardView::goBackChosen, this, [this](const ConnectionId &id) {
        Q_EMIT goTo(u"rotation"_s, QString(id.text() % u"#back"_s));
    });
    connect(m_view, &DashboardView::rotationChosen, this, [this](const ConnectionId &id) {
        Q_EMIT goTo(u"rotation"_s, id.text());
    });
    connect(m_view, &DashboardView::endKeyChosen, this, [this](const LiveKey &key) {
        Q_EMIT goTo(u"connection"_s,
                    QString(key.connection.text() % u"#end="_s % key.version.text()));
    });
    connect(m_view, &DashboardView::connectionChosen, this, [this](const ConnectionId &id) {
        Q_EMIT goTo(u"connection"_s, id.text());
    });
    connect(m_view, &DashboardView::connectWanted, this, [this](const QString &subject) {
        Q_EMIT goTo(u"connect"_s, subject);
    });
    connect(m_view, &DashboardView::settingsWanted, this, [this](const QString &subject) {
        Q_EMIT goTo(u"settings"_s, subject);
    });
    connect(m_view, &DashboardView::timelineWanted, this, [this] { Q_EMIT goTo(u"timeline"_s); });
    connect(m_view, &DashboardView::mapWanted, this, [this] { Q_EMIT goTo(u"map"_s); });
    show();
    return m_view;
}

void DashboardPage::enter(const QString &subject)
{
    Q_UNUSED(subject)
    show();
}

/// Unseen, it waits until somebody comes back to it. But nothing of a business that was locked stays in it.
void DashboardPage::follow()
{
    if (m_view && (m_view->isVisible() || m_workspace.phase() != Phase::Open))
        show();
}

void DashboardPage::show()
{
    if (!m_view || m_shown == m_workspace.snapshot())
        return;
    m_shown = m_workspace.snapshot();
    QHash<AppId, QString> names;
    for (const AppProfile &app : m_workspace.catalog().apps())
        names.insert(app.id, app.name);
    m_view->setSnapshot(m_workspace.snapshot(), names);
}

void DashboardPage::replace(const ConnectionId &id)
{
    const Connection *connection = m_workspace.snapshot()->connection(id);
    const bool signsIn =
        connection && (connection->auth == AuthKind::OAuth || connection->auth == AuthKind::Device);
    const QList<Credential> credentials = m_workspace.snapshot()->credentialsOf(id);
    const bool renews = !credentials.isEmpty() && credentials.first().grant
        && credentials.first().grant->refreshable && !credentials.first().grant->hasEnded();
    if (signsIn && !renews)
        Q_EMIT goTo(u"connection"_s, QString(id.text() % u"#sign-in"_s));
    else
        Q_EMIT goTo(u"rotation"_s, id.text());
}

void DashboardPage::act(const AttentionItem &item)
{
    switch (item.action) {
    case AttentionAction::TestAgain:
        whenDone(m_workspace.dispatch(TestConnection{item.connection}),
                 this,
                 [this](const Result<ConnectionTest> &result) {
                     if (!result)
                         Q_EMIT notice({result.error().what, Tone::Danger, {}, {}});
                     else
                         Q_EMIT notice(
                             {result->explanation, result->ok ? Tone::Good : Tone::Danger, {}, {}});
                 });
        break;
    case AttentionAction::ReplaceKey:
        replace(item.connection);
        break;
    case AttentionAction::GoOnReplacing:
    case AttentionAction::Reconnect:
        Q_EMIT goTo(u"rotation"_s, item.connection.text());
        break;
    case AttentionAction::SeeShutOff:
        Q_EMIT goTo(u"connection"_s, QString(item.connection.text() % u"#shut-off"_s));
        break;
    case AttentionAction::SeeDeparture:
        Q_EMIT goTo(u"people"_s, item.person.text());
        break;
    case AttentionAction::LookAgain:
    case AttentionAction::OpenConnection:
        Q_EMIT goTo(u"connection"_s, item.connection.text());
        break;
    case AttentionAction::MakeRecoverySheet:
        Q_EMIT goTo(u"settings"_s, u"recovery"_s);
        break;
    case AttentionAction::SayWhatGoesWhere:
        Q_EMIT goTo(u"map"_s);
        break;
    case AttentionAction::FixClock:
        Q_EMIT notice({item.explanation, Tone::Warning, {}, {}});
        break;
    }
}

} // namespace drawbridge::ui
