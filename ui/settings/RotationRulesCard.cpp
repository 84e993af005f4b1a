// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/RotationRulesCard.h"

#include "ui/kit/DateText.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/EnvironmentText.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/Toggles.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTimeEdit>

namespace drawbridge::ui {

namespace {

constexpr int mostDays = 3650;
constexpr int mostHours = 24 * 90;
constexpr int longestName = 120;
constexpr int numberWidth = 128;
constexpr int labelWidth = 280; ///< so that the numbers of all lists stand below each other
constexpr int fieldWidth = 360;
/// What quiet hours begin with.
const QTime usualFrom(8, 0);
const QTime usualTo(20, 0);

QString kindText(CredentialKind kind)
{
    switch (kind) {
    case CredentialKind::ApiKey:
        return RotationRulesCard::tr("Keys for programs (API keys)");
    case CredentialKind::OAuthGrant:
        return RotationRulesCard::tr("Sign-ins");
    case CredentialKind::Login:
        return RotationRulesCard::tr("Passwords");
    case CredentialKind::ClientSecret:
        return RotationRulesCard::tr("Secrets of your own programs (client secrets)");
    case CredentialKind::SigningSecret:
        return RotationRulesCard::tr("Secrets that sign automatic messages");
    case CredentialKind::AdminKey:
        break;
    }
    return RotationRulesCard::tr("Keys that may manage others");
}

QTimeEdit *timeField(const QString &name, QWidget *parent)
{
    auto *field = new QTimeEdit(parent);
    field->setDisplayFormat(displayLocale().timeFormat(QLocale::ShortFormat));
    field->setAccessibleName(name);
    field->findChild<QLineEdit *>()->setAccessibleName(name);
    field->setFixedWidth(104);
    field->setKeyboardTracking(false);
    return field;
}

} // namespace

RotationRulesCard::RotationRulesCard(Workspace &workspace, QWidget *parent)
    : Card(tr("Replacing keys"), parent)
    , m_workspace(workspace)
{
    body()->setSpacing(space::m);
    body()->addWidget(new PlainLabel(
        tr("A key falls due by the earliest of its end at the app, its own date, and "
           "these rules."),
        TextRole::Muted,
        Wrap::Yes,
        this));
    addAges();
    addQuiet();
    addRest();
}

QSpinBox *RotationRulesCard::addDays(const QString &name,
                                     QGridLayout *form,
                                     const std::function<void(RotationRules &, int)> &set)
{
    auto *field = new QSpinBox;
    field->setRange(0, mostDays);
    field->setSpecialValueText(tr("any age"));
    field->setSuffix(tr(" days"));
    field->setFixedWidth(numberWidth);
    field->setKeyboardTracking(false);
    const QString spoken = tr("%1 are replaced after").arg(name);
    field->setAccessibleName(spoken);
    field->findChild<QLineEdit *>()->setAccessibleName(spoken);
    connect(field, &QSpinBox::valueChanged, this, [this, set](int days) {
        change([&](RotationRules &rules) { set(rules, days); });
    });
    const int row = form->rowCount();
    form->addWidget(new PlainLabel(name, TextRole::Body), row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    form->addWidget(field, row, 1);
    return field;
}

void RotationRulesCard::addAges()
{
    const auto makeForm = [](QVBoxLayout *column) {
        auto *form = new QGridLayout;
        form->setHorizontalSpacing(space::xl);
        form->setVerticalSpacing(space::s);
        form->setColumnMinimumWidth(0, labelWidth);
        form->setColumnStretch(2, 1);
        column->addLayout(form);
        return form;
    };
    body()->addWidget(new PlainLabel(tr("Replace at the latest after"), TextRole::Strong));
    QGridLayout *all = makeForm(body());
    m_every = addDays(tr("All keys"), all, [](RotationRules &rules, int days) {
        rules.maxAgeDays = days;
    });
    m_sensitive = addDays(tr("Keys that reach sensitive data"),
                          all,
                          [](RotationRules &rules, int days) { rules.sensitiveDays = days; });
    auto *more = new Disclosure(tr("By kind of key, and by shop"), this);
    QGridLayout *finer = makeForm(more->body());
    for (const auto &[kind, word] : WordsOf<CredentialKind>::table) {
        m_byKind.insert(kind,
                        addDays(kindText(kind), finer, [kind = kind](RotationRules &rules, int days) {
                            if (days > 0)
                                rules.byKind.insert(kind, days);
                            else
                                rules.byKind.remove(kind);
                        }));
    }
    for (const auto &[environment, word] : WordsOf<Environment>::table) {
        const QString name = tr("Keys of: %1").arg(environmentText(environment));
        m_byEnvironment.insert(environment,
                               addDays(name,
                                       finer,
                                       [environment = environment](RotationRules &rules, int days) {
                                           if (days > 0)
                                               rules.byEnvironment.insert(environment, days);
                                           else
                                               rules.byEnvironment.remove(environment);
                                       }));
    }
    body()->addWidget(more);
}

void RotationRulesCard::addQuiet()
{
    m_quiet = new Switch(tr("Quiet hours: nothing is begun by itself"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_quiet);
    line->addStretch(1);
    body()->addLayout(line);
    m_quietTimes = new QWidget(this);
    auto *row = new QHBoxLayout(m_quietTimes);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    m_from = timeField(tr("Quiet from"), m_quietTimes);
    m_to = timeField(tr("Quiet until"), m_quietTimes);
    row->addWidget(new PlainLabel(tr("From"), TextRole::Body));
    row->addWidget(m_from);
    row->addWidget(new PlainLabel(tr("until"), TextRole::Body));
    row->addWidget(m_to);
    row->addStretch(1);
    body()->addWidget(m_quietTimes);
    connect(m_quiet, &QAbstractButton::toggled, this, &RotationRulesCard::setQuiet);
    for (QTimeEdit *field : {m_from, m_to})
        connect(field, &QTimeEdit::timeChanged, this, [this] { setQuiet(m_quiet->isChecked()); });
}

void RotationRulesCard::setQuiet(bool on)
{
    m_quietTimes->setVisible(on);
    change([&](RotationRules &rules) {
        rules.quietFrom = on ? std::optional(m_from->time()) : std::nullopt;
        rules.quietTo = on ? std::optional(m_to->time()) : std::nullopt;
    });
}

void RotationRulesCard::addRest()
{
    m_overlap = new QSpinBox;
    m_overlap->setRange(0, mostHours);
    m_overlap->setSpecialValueText(tr("not at all"));
    m_overlap->setSuffix(tr(" hours"));
    m_overlap->setMaximumWidth(numberWidth);
    m_overlap->setKeyboardTracking(false);
    auto *overlap = new FormRow(tr("The old key lives on for"), m_overlap);
    overlap->setHelp(tr("After the last place has the new one, should one have been forgotten."));
    body()->addWidget(overlap);
    connect(m_overlap, &QSpinBox::valueChanged, this, [this](int hours) {
        change([&](RotationRules &rules) { rules.overlapHours = hours; });
    });
    m_told = new QLineEdit;
    m_told->setMaxLength(longestName);
    m_told->setMaximumWidth(fieldWidth);
    auto *told = new FormRow(tr("Who is told"), m_told);
    told->setHelp(tr("Besides whoever looks after the connection."));
    body()->addWidget(told);
    connect(m_told, &QLineEdit::editingFinished, this, [this] {
        if (m_told->isReadOnly())
            return;
        change([&](RotationRules &rules) { rules.told = m_told->text().trimmed(); });
    });
}

void RotationRulesCard::showSnapshot(const Snapshot &snapshot)
{
    const RotationRules rules = m_wanted.value_or(snapshot.rotationRules);
    const auto set = [](QSpinBox *field, int value) {
        const QSignalBlocker quiet(field);
        field->setValue(value);
    };
    set(m_every, rules.maxAgeDays);
    set(m_sensitive, rules.sensitiveDays);
    set(m_overlap, rules.overlapHours);
    for (auto it = m_byKind.cbegin(); it != m_byKind.cend(); ++it)
        set(it.value(), rules.byKind.value(it.key()));
    for (auto it = m_byEnvironment.cbegin(); it != m_byEnvironment.cend(); ++it)
        set(it.value(), rules.byEnvironment.value(it.key()));
    const QSignalBlocker quietSwitch(m_quiet);
    const QSignalBlocker quietFrom(m_from);
    const QSignalBlocker quietTo(m_to);
    m_quiet->setChecked(rules.quietFrom.has_value());
    m_quietTimes->setVisible(rules.quietFrom.has_value());
    m_from->setTime(rules.quietFrom.value_or(usualFrom));
    m_to->setTime(rules.quietTo.value_or(usualTo));
    const Names names = snapshot.settings.hideNames ? Names::Hidden : Names::Shown;
    const bool isOpen = m_workspace.phase() == Phase::Open && names == Names::Shown;
    if (!m_told->hasFocus() || !m_told->isModified() || !isOpen)
        m_told->setText(nameText(rules.told, names));
    m_told->setReadOnly(names == Names::Hidden);
}

void RotationRulesCard::change(const std::function<void(RotationRules &)> &edit)
{
    if (m_workspace.phase() != Phase::Open)
        return;
    const RotationRules before = m_wanted.value_or(m_workspace.snapshot()->rotationRules);
    RotationRules after = before;
    edit(after);
    if (after == before)
        return;
    m_wanted = after;
    if (m_sending)
        m_changedMeanwhile = true;
    else
        send();
}

void RotationRulesCard::send()
{
    m_sending = true;
    m_changedMeanwhile = false;
    whenDone(m_workspace.dispatch(SetRotationRules{*m_wanted}),
             this,
             [this](const Result<bool> &result) {
                 m_sending = false;
                 if (result && m_changedMeanwhile)
                     return send();
                 m_wanted.reset();
                 showSnapshot(*m_workspace.snapshot());
                 if (!result)
                     Q_EMIT failed(result.error().what);
             });
}

} // namespace drawbridge::ui
