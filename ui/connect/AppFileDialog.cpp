// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/AppFileDialog.h"

#include "ui/kit/Disclosure.h"
#include "ui/kit/FactList.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"

#include <QLineEdit>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int cardWidth = 600;
constexpr int longestName = 80;
constexpr int listHeight = 150; ///< at most
constexpr int listWidth = 540;
constexpr qsizetype seenScopes = 3;

/// Where only its owner's browser goes.
QStringList signInHosts(const AppProfile &app)
{
    QStringList hosts;
    for (const AuthOption &option : app.auth) {
        const QString host = option.tokens ? QUrl(option.tokens->authorizeUrl).host() : QString();
        if (!host.isEmpty() && !hosts.contains(host))
            hosts.append(host);
    }
    return hosts;
}

QString waysText(const ImportedApp &app)
{
    if (app.waysAreGuessed)
        return AppFileDialog::tr("The file names no way that can be used here. You choose one in "
                                 "the next step.");
    QStringList labels;
    for (const AuthOption &option : app.profile.auth)
        labels.append(option.label);
    return labels.join(u'\n');
}

QString scopesText(const QList<AppScope> &scopes)
{
    if (scopes.isEmpty())
        return AppFileDialog::tr("The file does not say. What its key may do is set at the app.");
    QStringList first;
    for (const AppScope &scope : scopes.first(std::min(seenScopes, scopes.size())))
        first.append(scope.name);
    const QString names = first.join(QStringLiteral(", "));
    if (scopes.size() == 1)
        return AppFileDialog::tr("1 thing: %1").arg(names);
    return scopes.size() <= seenScopes
        ? AppFileDialog::tr("%1 things: %2").arg(scopes.size()).arg(names)
        : AppFileDialog::tr("%1 things, among them %2").arg(scopes.size()).arg(names);
}

PlainLabel *hostsLabel(const QString &name, const QStringList &hosts)
{
    // Each whole, on lines of its own: the end of a host says whose it is.
    auto *label = new PlainLabel(hosts.join(u'\n'), TextRole::Code, Wrap::Yes);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setAccessibleName(name + QStringLiteral(": ") + hosts.join(QStringLiteral(", ")));
    return label;
}

} // namespace

AppFileDialog::AppFileDialog(Workspace &workspace,
                             const QString &fileName,
                             const AppFileLook &look,
                             QWidget *anchor)
    : Dialog(tr("Is this the app you mean?"),
             tr("Nobody has checked this file. Look whether the addresses are the app's own: your "
                "key will go there. Nothing is kept yet."),
             anchor)
    , m_workspace(workspace)
    , m_look(look)
    , m_name(new QLineEdit)
    , m_nameRow(new FormRow(tr("Name"), m_name))
{
    setCardWidth(cardWidth);
    m_name->setMaxLength(longestName);
    m_name->setText(look.app.profile.name);
    body()->addWidget(m_nameRow);
    addFacts(fileName);
    addLeftOut();
    addCancel();
    m_keep = addPrimary(tr("Keep it and go on"));
    connect(m_keep, &QPushButton::clicked, this, &AppFileDialog::keep);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameRow->setError(QString()); });
    // What is in it is for its owner's eyes only.
    connect(&workspace, &Workspace::phaseChanged, this, [this] {
        if (m_workspace.phase() != Phase::Open)
            reject();
    });
}

void AppFileDialog::addFacts(const QString &fileName)
{
    const AppProfile &app = m_look.app.profile;
    auto *facts = new FactList;
    if (!m_look.description.summary.isEmpty())
        facts->addFact(tr("It says of itself"), m_look.description.summary);
    const QString talksTo = tr("Your key goes to");
    if (app.baseUrl.isEmpty())
        facts
            ->addFact(talksTo,
                      tr("The file does not say, or names no safe address. You type it in the next "
                         "step."));
    else
        facts->addFact(talksTo, hostsLabel(talksTo, app.hosts));
    if (const QStringList hosts = signInHosts(app); !hosts.isEmpty()) {
        const QString signsIn = tr("You sign in at");
        facts->addFact(signsIn, hostsLabel(signsIn, hosts));
    }
    facts->addFact(tr("How"), waysText(m_look.app));
    facts->addFact(tr("It may be allowed"), scopesText(app.scopes));
    facts->addFact(tr("The file"),
                   m_look.description.version.isEmpty()
                       ? tr("%1 (OpenAPI %2)").arg(fileName, m_look.description.format)
                       : tr("%1 (OpenAPI %2), version %3")
                             .arg(fileName, m_look.description.format, m_look.description.version));
    body()->addWidget(facts);
}

void AppFileDialog::addLeftOut()
{
    const QStringList &leftOut = m_look.app.leftOut;
    if (leftOut.isEmpty())
        return;
    auto *more = new Disclosure(tr("What was left out, or is not sure (%1)").arg(leftOut.size()));
    auto *list = new QWidget;
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, space::s, 0);
    column->setSpacing(space::s);
    for (const QString &line : leftOut)
        column->addWidget(new PlainLabel(line, TextRole::Muted, Wrap::Yes));
    column->addStretch(1);
    // There may be fifty.
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("What was left out, or is not sure"));
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(list);
    list->setAutoFillBackground(false);
    const int height = column->totalHeightForWidth(listWidth);
    area->setFixedHeight(std::min(height, listHeight));
    area->setFocusPolicy(height > listHeight ? Qt::TabFocus : Qt::NoFocus);
    more->body()->addWidget(area);
    body()->addWidget(more);
}

void AppFileDialog::keep()
{
    const QString name = m_name->text().simplified();
    if (name.isEmpty()) {
        m_nameRow->setError(tr("Give it a name that you know it by."));
        m_name->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_keep->setBusy(true);
    m_name->setEnabled(false);
    whenDone(m_workspace.dispatch(KeepApp{m_look.description, name}),
             this,
             [this](const Result<OpenApiProfile> &result) {
                 m_keep->setBusy(false);
                 m_name->setEnabled(true);
                 if (!result) {
                     m_nameRow->setError(result.error().what);
                     m_name->setFocus(Qt::OtherFocusReason);
                     return;
                 }
                 Q_EMIT kept(result->id);
                 accept();
             });
}

} // namespace drawbridge::ui
