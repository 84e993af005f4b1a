// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConnectSaver.h"

#include "core/workspace/Workspace.h"

namespace drawbridge::ui {

ConnectSaver::ConnectSaver(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{}

void ConnectSaver::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT busyChanged(busy);
}

void ConnectSaver::connectApp(const ConnectDraft &draft,
                              const QMap<QString, SharedSecret> &secrets,
                              TestFirst test)
{
    AddConnection command;
    command.details = draft.details(secrets);
    command.test = test;
    // The owner saw whose key it is on the screen before and went on.
    command.identity = IdentityConfirmed::Yes;
    command.replaceBy = draft.replaceBy;
    command.endsAt = draft.endsAt;
    save(command, draft);
}

void ConnectSaver::connectApp(const ConnectDraft &draft, const SignedIn &signedIn)
{
    AddConnection command;
    command.details = draft.details(signedIn.details.secrets);
    command.details.publicFields = signedIn.details.publicFields;
    command.grant = signedIn.grant;
    // The owner saw whose it is on the screen before and went on.
    command.identity = IdentityConfirmed::Yes;
    command.replaceBy = draft.replaceBy;
    command.endsAt = draft.endsAt;
    save(command, draft);
}

void ConnectSaver::listApp(const ConnectDraft &draft)
{
    save(draft.listing(), draft);
}

template<typename Command>
void ConnectSaver::save(const Command &command, const ConnectDraft &draft)
{
    if (m_busy)
        return;
    setBusy(true);
    whenDone(m_workspace.dispatch(command),
             this,
             [this, draft](const Result<drawbridge::ConnectionView> &result) {
                 if (result) {
                     addArrow(result->connection, draft);
                     return;
                 }
                 setBusy(false);
                 Q_EMIT failed(result.error().what);
             });
}

void ConnectSaver::addArrow(const Connection &connection, const ConnectDraft &draft)
{
    const AppProfile *app = m_workspace.catalog().app(draft.app);
    const std::optional<Flow> flow = app ? draft.flow(*app, connection.id) : std::nullopt;
    if (!flow) {
        setBusy(false);
        Q_EMIT saved(connection, QString());
        return;
    }
    whenDone(m_workspace.dispatch(AddFlow{*flow}),
             this,
             [this, connection](const Result<Flow> &result) {
                 setBusy(false);
                 Q_EMIT saved(connection, result ? QString() : result.error().what);
             });
}

} // namespace drawbridge::ui
