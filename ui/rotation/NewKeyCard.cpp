// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/NewKeyCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateField.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SecretField.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QLineEdit>

#include <algorithm>

namespace drawbridge::ui {

namespace {

/// The last step by hand is the ending of the old key, which is a step of its own here; the making stands in the
/// steps for setting up.
QStringList makingSteps(const RotationShown &shown)
{
    const QStringList setUp = shown.profile.setUpFor(shown.connection.auth).steps;
    return setUp.isEmpty() ? shown.profile.rotation.steps : setUp;
}

} // namespace

NewKeyCard::NewKeyCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent)
    : Card(tr("Make the new key"), parent)
    , m_rotation(rotation.id)
    , m_publicFields(shown.connection.publicFields)
{
    body()->setSpacing(space::s);
    addMaking(shown);
    body()->addSpacing(space::s);
    addFields(shown);
    m_progress = new ProgressRow(this);
    connect(m_progress, &ProgressRow::cancelled, this, &NewKeyCard::stopWanted);
    body()->addWidget(m_progress);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    m_use = new PrimaryButton(tr("Try it and use it"), Icon::None, this);
    connect(m_use, &QPushButton::clicked, this, &NewKeyCard::submit);
    row->addWidget(m_use);
    m_back = new LinkButton(tr("Keep the old key"), Icon::None, this);
    m_back->setVisible(rotation.canGoBack());
    connect(m_back, &QPushButton::clicked, this, &NewKeyCard::backWanted);
    row->addWidget(m_back);
    row->addStretch(1);
    body()->addLayout(row);
}

NewKeyCard::~NewKeyCard() = default;

void NewKeyCard::addMaking(const RotationShown &shown)
{
    const auto say = [this](const QString &text, TextRole role) {
        body()->addWidget(new PlainLabel(text, role, Wrap::Yes, this));
    };
    say(tr("1. Make it at %1").arg(shown.profile.name), TextRole::Strong);
    for (const QString &step : makingSteps(shown))
        say(tr("• %1").arg(step), TextRole::Body);
    QStringList ticks;
    for (const QString &name : shown.profile.scopesFor(shown.connection.jobs)) {
        const AppScope *scope = shown.profile.scope(name);
        ticks.append(scope && !scope->tick.isEmpty() ? scope->tick : name);
    }
    if (!ticks.isEmpty())
        say(tr("• It has to be allowed: %1").arg(ticks.join(QStringLiteral(", "))), TextRole::Body);
    const QUrl page = shown.page();
    if (page.isEmpty()) {
        say(tr("The address of the page is not known here. Look in the settings of %1 for keys.")
                .arg(shown.profile.name),
            TextRole::Muted);
        return;
    }
    auto *open = new SecondaryButton(tr("Open %1").arg(page.host()), Icon::ExternalLink, this);
    connect(open, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
    body()->addWidget(open, 0, Qt::AlignLeft);
}

void NewKeyCard::addFields(const RotationShown &shown)
{
    body()->addWidget(new PlainLabel(tr("2. Paste it here"), TextRole::Strong, Wrap::Yes, this));
    const AuthOption *option = shown.profile.authOption(shown.connection.auth);
    const auto &recipe = shown.profile.rotation.recipe;
    const QString idField = recipe ? recipe->idField : QString();
    auto *more = new Disclosure(tr("More about the new key"), this);
    more->body()->setSpacing(space::s);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (field.secret) {
            auto *input = new SecretField(field.label, this);
            auto *row = new FormRow(field.label, input, this);
            row->setHelp(field.where);
            connect(input, &SecretField::edited, this, [this] { m_first->setError(QString()); });
            connect(input, &SecretField::pasted, this, [this, input] { pastedInto(input); });
            connect(input, &SecretField::returnPressed, this, &NewKeyCard::submit);
            body()->addWidget(row);
            m_secrets.append({field.name, input});
            if (!m_first)
                m_first = row;
        } else if (field.takenFrom.isEmpty()) {
            auto *input = new QLineEdit(m_publicFields.value(field.name), this);
            auto *row = new FormRow(field.label, input, this);
            const bool changes = field.name == idField;
            m_otherInSight = m_otherInSight || changes;
            if (changes)
                body()->addWidget(row);
            else
                more->body()->addWidget(row);
            m_others.append({field.name, input});
        }
    }
    m_endsAt = new DateField(tr("The day it ends"), this);
    m_endsAt->setNone(tr("no end, or not known"));
    m_endsAt->setDay(std::nullopt);
    auto *ends = new FormRow(tr("The day it ends at %1").arg(shown.profile.name), m_endsAt, this);
    more->body()->addWidget(ends);
    body()->addWidget(more);
    body()->addWidget(
        new PlainLabel(tr("It goes to %1 only, to be tried.").arg(shown.connection.baseUrl.host()),
                       TextRole::Muted,
                       Wrap::Yes,
                       this));
}

/// A whole key that came from the clipboard needs no button, unless something else belongs to it.
void NewKeyCard::pastedInto(SecretField *field)
{
    const auto empty = std::find_if(m_secrets.cbegin(), m_secrets.cend(), [](const auto &one) {
        return one.second->isEmpty();
    });
    if (empty != m_secrets.cend()) {
        empty->second->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!m_otherInSight && !field->isEmpty())
        submit();
}

void NewKeyCard::submit()
{
    if (m_use->isBusy())
        return;
    GiveNewKey command;
    command.id = m_rotation;
    for (const auto &[name, field] : std::as_const(m_secrets)) {
        if (field->isEmpty()) {
            setProblem(tr("Paste the new key here."));
            field->setFocus(Qt::OtherFocusReason);
            return;
        }
        command.secrets.insert(name, share(field->copySecret()));
    }
    for (const auto &[name, field] : std::as_const(m_others)) {
        const QString value = field->text().trimmed();
        if (value != m_publicFields.value(name))
            command.publicFields.insert(name, value);
    }
    command.endsAt = m_endsAt->day();
    Q_EMIT given(command);
}

void NewKeyCard::setWorking(bool working)
{
    m_use->setBusy(working);
    m_back->setEnabled(!working);
    if (working)
        m_progress->begin(tr("Trying the new key"));
    else
        m_progress->finish();
}

void NewKeyCard::setProblem(const QString &problem)
{
    if (!m_first)
        return;
    m_first->setError(problem);
    for (const auto &[name, field] : std::as_const(m_secrets))
        field->expectAnother();
}

} // namespace drawbridge::ui
