// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/KeptAppRemoval.h"

#include "ui/kit/Dialog.h"

#include <QCoreApplication>

namespace drawbridge::ui {

namespace {

constexpr qsizetype mostNamed = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeptAppRemoval", text);
}

QList<Connection> usesOf(const AppId &app, const Snapshot &snapshot)
{
    QList<Connection> uses;
    for (const Connection &connection : snapshot.connections) {
        if (connection.app == app)
            uses.append(connection);
    }
    return uses;
}

void tellUses(const AppProfile &app,
              const QList<Connection> &uses,
              QWidget *anchor,
              const KeptAppRemoval &then)
{
    QStringList names;
    for (const Connection &one : uses.first(std::min(mostNamed, uses.size())))
        names.append(QCoreApplication::translate("KeptAppRemoval", "\"%1\"").arg(one.name));
    if (uses.size() > mostNamed)
        names.append(tr("%1 more").arg(uses.size() - mostNamed));
    auto *dialog =
        new Dialog(tr("\"%1\" is in use").arg(app.name),
                   uses.size() == 1
                       ? tr("The connection %1 uses it. Remove that first, then this can go.")
                             .arg(names.first())
                       : tr("These connections use it: %1. Remove them first, then this can go.")
                             .arg(names.join(QStringLiteral(", "))),
                   anchor);
    dialog->addCancel(tr("Leave it"));
    auto *show = dialog->addPrimary(tr("Show \"%1\"").arg(uses.first().name));
    QObject::connect(show, &QPushButton::clicked, dialog, &Dialog::accept);
    QObject::connect(dialog, &Dialog::accepted, anchor, [go = then.goTo, id = uses.first().id] {
        go(id);
    });
    dialog->open();
}

} // namespace

void askToRemoveApp(Workspace &workspace,
                    const AppId &app,
                    QWidget *anchor,
                    const KeptAppRemoval &then)
{
    const AppProfile *profile = workspace.catalog().app(app);
    if (!profile)
        return;
    if (const QList<Connection> uses = usesOf(app, *workspace.snapshot()); !uses.isEmpty()) {
        tellUses(*profile, uses, anchor, then);
        return;
    }
    DangerDialog::Question question;
    question.title = tr("Remove \"%1\"?").arg(profile->name);
    question.text = tr("It goes from the apps to choose from. No connection uses it, and with its "
                       "file you can bring it back.");
    question.confirm = tr("Remove");
    auto *dialog = new DangerDialog(question, anchor);
    QObject::connect(dialog,
                     &Dialog::accepted,
                     anchor,
                     [&workspace, app, anchor, failed = then.failed] {
                         whenDone(workspace.dispatch(RemoveKeptApp{app}),
                                  anchor,
                                  [failed](const Result<bool> &result) {
                                      if (!result)
                                          failed(result.error().what);
                                  });
                     });
    dialog->open();
}

} // namespace drawbridge::ui
