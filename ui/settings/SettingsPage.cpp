// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsPage.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/NameText.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SegmentedControl.h"
#include "ui/kit/Toggles.h"
#include "ui/settings/AboutCard.h"
#include "ui/settings/KeyCalendar.h"
#include "ui/settings/KeysCard.h"
#include "ui/settings/RecoveryCard.h"
#include "ui/settings/RotationRulesCard.h"
#include "ui/settings/TalksCard.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTimer>

namespace drawbridge::ui {

namespace {

constexpr int longestName = 120;
constexpr int mostMinutes = 240;
constexpr int fieldWidth = 360;

Appearance appearanceOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return Appearance::Light;
    case ThemeChoice::Dark:
        return Appearance::Dark;
    case ThemeChoice::System:
        break;
    }
    return Appearance::System;
}

QHBoxLayout *leftOf(QWidget *widget)
{
    auto *row = new QHBoxLayout;
    row->addWidget(widget);
    row->addStretch(1);
    return row;
}

} // namespace

SettingsPage::SettingsPage(Workspace &workspace, Theme &theme, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_theme(theme)
{
    connect(&m_workspace, &Workspace::changed, this, &SettingsPage::showSnapshot);
    connect(&m_workspace, &Workspace::phaseChanged, this, &SettingsPage::showSnapshot);
}

QString SettingsPage::id() const
{
    return QStringLiteral("settings");
}

QString SettingsPage::title() const
{
    return tr("Settings");
}

QWidget *SettingsPage::makeWidget(QWidget *parent)
{
    m_frame = new PageFrame(title(), PageFrame::Body::Scrolls, parent);
    m_frame->setSubtitle(
        tr("Where your keys are, how to get back in, and who Drawbridge talks to."));
    m_keys = new KeysCard(m_workspace);
    m_recovery = new RecoveryCard(m_workspace);
    m_rules = new RotationRulesCard(m_workspace);
    connect(m_rules, &RotationRulesCard::failed, this, [this](const QString &why) {
        Q_EMIT notice({why, Tone::Danger, {}, {}});
    });
    m_calendar = new KeyCalendarCard;
    connect(m_calendar, &KeyCalendarCard::replaceWanted, this, [this](const ConnectionId &id) {
        Q_EMIT goTo(QStringLiteral("rotation"), id.text());
    });
    connect(m_recovery, &RecoveryCard::told, this, &SettingsPage::notice);
    connect(m_keys, &KeysCard::moved, this, [this](const QString &sentence) {
        Q_EMIT notice({sentence, Tone::Good, {}, {}});
    });
    connect(m_keys, &KeysCard::passphraseChanged, this, [this] {
        Q_EMIT notice(
            {tr("The passphrase is changed. Use the new one from now on."), Tone::Good, {}, {}});
    });
    for (Card *card :
         std::initializer_list<Card *>{businessCard(),
                                       peopleCard(),
                                       m_keys,
                                       m_rules,
                                       m_calendar,
                                       m_recovery,
                                       lockCard(),
                                       appearanceCard(),
                                       new TalksCard(m_workspace),
                                       new AboutCard(QCoreApplication::applicationVersion())})
        m_frame->body()->addWidget(card);
    showSnapshot();
    return m_frame;
}

Card *SettingsPage::businessCard()
{
    auto *card = new Card(tr("Your business"));
    m_business = new QLineEdit;
    m_owner = new QLineEdit;
    for (QLineEdit *field : {m_business, m_owner}) {
        field->setMaxLength(longestName);
        field->setMaximumWidth(fieldWidth);
    }
    auto *owner = new FormRow(tr("Your name"), m_owner);
    owner->setHelp(tr("Who looks after a new connection unless you say otherwise."));
    card->body()->setSpacing(space::l);
    card->body()->addWidget(new FormRow(tr("Name of the business"), m_business));
    card->body()->addWidget(owner);
    connect(m_business, &QLineEdit::editingFinished, this, [this] {
        const QString name = m_business->text().trimmed();
        if (name.isEmpty()) {
            m_business->setText(m_workspace.snapshot()->settings.businessName);
            return;
        }
        change([name](WorkspaceSettings &settings) { settings.businessName = name; });
    });
    connect(m_owner, &QLineEdit::editingFinished, this, [this] {
        const QString name = m_owner->text().trimmed();
        change([name](WorkspaceSettings &settings) { settings.ownerName = name; });
    });
    return card;
}

Card *SettingsPage::peopleCard()
{
    auto *card = new Card(tr("People"));
    auto *open = new SecondaryButton(tr("Open"), Icon::People);
    open->setAccessibleName(tr("Open the people of your business"));
    connect(open, &QAbstractButton::clicked, this, [this] {
        Q_EMIT goTo(QStringLiteral("people"));
    });
    card->addAction(open);
    card->body()->addWidget(new PlainLabel(
        tr("Who can see which key, and the list of what to replace when somebody leaves."),
        TextRole::Muted,
        Wrap::Yes));
    return card;
}

Card *SettingsPage::lockCard()
{
    auto *card = new Card(tr("Lock"));
    auto *now = new SecondaryButton(tr("Lock now"), Icon::Lock);
    connect(now, &QAbstractButton::clicked, this, &SettingsPage::lockRequested);
    card->addAction(now);
    m_minutes = new QSpinBox;
    m_minutes->setRange(0, mostMinutes);
    m_minutes->setSpecialValueText(tr("never"));
    m_minutes->setSuffix(tr(" minutes"));
    m_minutes->setMaximumWidth(160);
    m_minutes->setKeyboardTracking(false);
    auto *row = new FormRow(tr("Lock when nobody was here for"), m_minutes);
    row->setHelp(tr("Locked means: the keys leave memory, and names are not shown."));
    card->body()->setSpacing(space::l);
    card->body()->addWidget(row);
    m_withScreen = new Switch(tr("Lock when the screen is locked"));
    card->body()->addLayout(leftOf(m_withScreen));
    connect(m_minutes, &QSpinBox::valueChanged, this, [this](int minutes) {
        change([minutes](WorkspaceSettings &settings) { settings.autoLockMinutes = minutes; });
    });
    connect(m_withScreen, &QAbstractButton::toggled, this, [this](bool on) {
        change([on](WorkspaceSettings &settings) { settings.lockWithScreen = on; });
    });
    return card;
}

Card *SettingsPage::appearanceCard()
{
    auto *card = new Card(tr("Appearance"));
    m_appearance = new SegmentedControl(tr("Appearance"));
    m_appearance->addSegment(toText(ThemeChoice::System), tr("As the system"), Icon::Laptop);
    m_appearance->addSegment(toText(ThemeChoice::Light), tr("Light"), Icon::Sun);
    m_appearance->addSegment(toText(ThemeChoice::Dark), tr("Dark"), Icon::Moon);
    m_hideNames = new Switch(tr("Hide names"));
    card->body()->addLayout(leftOf(m_appearance));
    card->body()->addLayout(leftOf(m_hideNames));
    card->body()->addWidget(new PlainLabel(tr("For sharing the screen: the names of your business, "
                                              "its people and connections become dots."),
                                           TextRole::Muted,
                                           Wrap::Yes));
    connect(m_appearance, &SegmentedControl::chosen, this, [this](const QString &chosen) {
        const ThemeChoice choice = fromText<ThemeChoice>(chosen).value_or(ThemeChoice::System);
        m_theme.setAppearance(appearanceOf(choice));
        change([choice](WorkspaceSettings &settings) { settings.theme = choice; });
    });
    connect(m_hideNames, &QAbstractButton::toggled, this, [this](bool on) {
        change([on](WorkspaceSettings &settings) { settings.hideNames = on; });
    });
    return card;
}

void SettingsPage::showSnapshot()
{
    if (m_frame == nullptr)
        return;
    const auto snapshot = m_workspace.snapshot();
    const WorkspaceSettings settings = m_wanted.value_or(snapshot->settings);
    const Names names = settings.hideNames ? Names::Hidden : Names::Shown;
    const std::pair<QLineEdit *, QString> fields[] = {{m_business, settings.businessName},
                                                      {m_owner, settings.ownerName}};
    for (const auto &[field, text] : fields) {
        // What is being typed is not overwritten, unless it must vanish.
        const bool open = m_workspace.phase() == Phase::Open && names == Names::Shown;
        if (!field->hasFocus() || !field->isModified() || !open)
            field->setText(nameText(text, names));
        field->setReadOnly(names == Names::Hidden);
    }
    const QSignalBlocker quietMinutes(m_minutes);
    const QSignalBlocker quietScreen(m_withScreen);
    const QSignalBlocker quietNames(m_hideNames);
    m_minutes->setValue(settings.autoLockMinutes);
    m_withScreen->setChecked(settings.lockWithScreen);
    m_hideNames->setChecked(settings.hideNames);
    m_appearance->setCurrent(toText(settings.theme));
    m_keys->showSnapshot(*snapshot);
    m_recovery->showSnapshot(*snapshot);
    m_rules->showSnapshot(*snapshot);
    m_calendar->showSnapshot(*snapshot,
                             NameVeil(names, snapshot->connections, snapshot->otherNames()));
}

void SettingsPage::change(const std::function<void(WorkspaceSettings &)> &edit)
{
    const auto snapshot = m_workspace.snapshot();
    if (m_workspace.phase() != Phase::Open)
        return;
    const WorkspaceSettings before = m_wanted.value_or(snapshot->settings);
    WorkspaceSettings after = before;
    edit(after);
    const bool same = after.businessName == before.businessName
        && after.ownerName == before.ownerName && after.theme == before.theme
        && after.autoLockMinutes == before.autoLockMinutes
        && after.lockWithScreen == before.lockWithScreen && after.hideNames == before.hideNames;
    // A field that hides a name is not the name.
    const bool typed =
        after.businessName != before.businessName || after.ownerName != before.ownerName;
    if (same || (typed && before.hideNames))
        return;
    m_wanted = after;
    if (m_sending)
        m_changedMeanwhile = true;
    else
        send();
}

void SettingsPage::send()
{
    m_sending = true;
    m_changedMeanwhile = false;
    whenDone(m_workspace.dispatch(ChangeSettings{*m_wanted}),
             this,
             [this](const Result<bool> &result) {
                 m_sending = false;
                 if (result.isOk() && m_changedMeanwhile)
                     return send();
                 m_wanted.reset();
                 showSnapshot();
                 if (result.isOk())
                     return;
                 m_theme.setAppearance(appearanceOf(m_workspace.snapshot()->settings.theme));
                 Q_EMIT notice({result.error().what, Tone::Danger, {}, {}});
             });
}

void SettingsPage::enter(const QString &subject)
{
    const QWidget *card = subject == QStringLiteral("recovery") ? static_cast<QWidget *>(m_recovery)
        : subject == QStringLiteral("keys")                     ? m_calendar
                                                                : nullptr;
    if (m_frame == nullptr || card == nullptr)
        return;
    // The cards have their places once the layout has run.
    QTimer::singleShot(0, card, [this, card] {
        auto *scroll = m_frame->findChild<QScrollArea *>(QStringLiteral("pageScroll"));
        if (scroll != nullptr)
            scroll->ensureVisible(0, card->geometry().bottom(), 0, space::xl);
    });
}

std::vector<Command> SettingsPage::commands() const
{
    auto *self = const_cast<SettingsPage *>(this);
    const auto go = [self](const QString &subject) {
        return [self, subject] { Q_EMIT self->goTo(self->id(), subject); };
    };
    return {{tr("Make the recovery sheet"),
             title(),
             Icon::Print,
             {},
             tr("recover lost computer passphrase"),
             go(QStringLiteral("recovery"))},
            {tr("Make a backup"),
             title(),
             Icon::Archive,
             {},
             tr("save copy"),
             go(QStringLiteral("recovery"))},
            {tr("Rules and calendar for replacing keys"),
             title(),
             Icon::Calendar,
             {},
             tr("age quiet hours due days"),
             go(QStringLiteral("keys"))}};
}

} // namespace drawbridge::ui
