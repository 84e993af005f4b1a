// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/EnvImportDialog.h"

#include "ui/kit/PlainLabel.h"
#include "ui/kit/Toggles.h"

#include <QFileInfo>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int cardWidth = 560;

QString wordsFor(const EnvOffer &offer)
{
    const QString settings = offer.settings.join(QStringLiteral(", "));
    return offer.environment == Environment::Production
        ? EnvImportDialog::tr("%1: %2").arg(offer.appName, settings)
        : EnvImportDialog::tr("%1, for tests: %2").arg(offer.appName, settings);
}

} // namespace

void EnvImportDialog::openFor(Workspace &workspace,
                              const QString &path,
                              QWidget *anchor,
                              std::function<void(const QString &)> failed)
{
    whenDone(workspace.dispatch(LookAtEnvFile{path}),
             anchor,
             [&workspace, path, anchor, failed = std::move(failed)](
                 const Result<QList<EnvOffer>> &offers) {
                 if (!offers) {
                     failed(offers.error().what);
                     return;
                 }
                 if (offers->isEmpty()) {
                     failed(tr("No app is known by what stands in \"%1\".")
                                .arg(QFileInfo(path).fileName()));
                     return;
                 }
                 (new EnvImportDialog(workspace, path, *offers, anchor))->open();
             });
}

EnvImportDialog::EnvImportDialog(Workspace &workspace,
                                 const QString &path,
                                 const QList<EnvOffer> &offers,
                                 QWidget *anchor)
    : Dialog(
        tr("Connect what stands in \"%1\"").arg(QFileInfo(path).fileName()),
        tr("The keys go where your keys are kept. They lay in a file, so each is to be replaced "
           "soon."),
        anchor)
    , m_workspace(workspace)
    , m_path(path)
    , m_tests(new CheckBox(tr("Try each key at its app first"), this))
    , m_rewrites(
          new CheckBox(tr("Take them out of the file. As it is now, it is kept here, sealed."),
                       this))
    , m_told(new PlainLabel(QString(), TextRole::Body, Wrap::Yes, this))
{
    setCardWidth(cardWidth);
    addOffers(offers);
    m_tests->setChecked(true);
    body()->addWidget(m_tests);
    body()->addWidget(m_rewrites);
    body()->addWidget(m_told);
    m_told->hide();
    m_close = addCancel();
    m_connect = addPrimary(tr("Connect"));
    m_connect->setEnabled(!m_choices.isEmpty());
    connect(m_connect, &QPushButton::clicked, this, &EnvImportDialog::send);
    connect(this, &Dialog::rejected, this, [this] { m_cancel.cancel(); });
}

void EnvImportDialog::addOffers(const QList<EnvOffer> &offers)
{
    for (const EnvOffer &offer : offers) {
        if (offer.whyNot.isEmpty()) {
            auto *choice = new CheckBox(wordsFor(offer), this);
            choice->setChecked(true);
            m_choices.append({choice, offer.settings.first()});
            body()->addWidget(choice);
            continue;
        }
        body()->addWidget(
            new PlainLabel(QString(wordsFor(offer) + QStringLiteral(". ") + offer.whyNot),
                           TextRole::Muted,
                           Wrap::Yes,
                           this));
    }
}

void EnvImportDialog::send()
{
    ImportEnvFile command;
    command.path = m_path;
    command.owner = notSaidYet();
    command.test = m_tests->isChecked() ? TestFirst::Yes : TestFirst::No;
    command.rewrite = m_rewrites->isChecked() ? RewriteFile::Yes : RewriteFile::No;
    for (const auto &[choice, setting] : std::as_const(m_choices)) {
        if (choice->isChecked())
            command.settings.append(setting);
    }
    m_told->show();
    if (command.settings.isEmpty()) {
        m_told->setText(tr("Tick what is to be connected."));
        return;
    }
    m_told->setText(tr("Connecting…"));
    m_connect->setEnabled(false);
    for (const auto &[choice, setting] : std::as_const(m_choices))
        choice->setEnabled(false);
    whenDone(m_workspace.dispatch(command, m_cancel),
             this,
             [this](const Result<ImportEnvFile::Report> &outcome) { showOutcome(outcome); });
}

void EnvImportDialog::showOutcome(const Result<ImportEnvFile::Report> &outcome)
{
    if (!outcome) {
        m_told->setText(outcome.error().what);
        m_connect->setEnabled(true);
        for (const auto &[choice, setting] : std::as_const(m_choices))
            choice->setEnabled(true);
        return;
    }
    QStringList lines;
    for (const ConnectionView &view : outcome->connections)
        lines.append(tr("Connected: %1").arg(view.connection.name));
    for (const ImportEnvFile::Refusal &refusal : outcome->refused)
        lines.append(tr("Left in the file: %1. %2").arg(refusal.setting, refusal.why));
    if (!outcome->connections.isEmpty())
        lines.append(outcome->rewritten ? tr("The file now says where they are.")
                                        : tr("They still lie in the file, too."));
    m_told->setText(lines.join(u'\n'));
    m_tests->hide();
    m_rewrites->hide();
    for (const auto &[choice, setting] : std::as_const(m_choices))
        choice->hide();
    m_connect->hide();
    m_close->setText(tr("Close"));
    m_close->setFocus(Qt::OtherFocusReason);
}

} // namespace drawbridge::ui
