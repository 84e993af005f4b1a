// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/TakesCard.h"

#include "ui/connect/HolderQuestion.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/FactList.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int ownerWidth = 320;

QString setUpKindText(SetUpKind kind)
{
    switch (kind) {
    case SetUpKind::KeyPage:
        return TakesCard::tr("Copy a key from a page");
    case SetUpKind::DeveloperAccount:
        return TakesCard::tr("Needs a developer account there");
    case SetUpKind::ProviderReview:
        return TakesCard::tr("The provider reviews it first");
    }
    return {};
}

QString timeText(int minutes)
{
    constexpr int anHour = 60;
    if (minutes == 1)
        return TakesCard::tr("about a minute");
    if (minutes == anHour)
        return TakesCard::tr("about an hour");
    return minutes % anHour == 0 ? TakesCard::tr("about %1 hours").arg(minutes / anHour)
                                 : TakesCard::tr("about %1 minutes").arg(minutes);
}

void addFacts(FactList &facts, const AppProfile &profile)
{
    facts.clear();
    if (profile.setUp.minutes > 0)
        facts.addFact(TakesCard::tr("Time"), timeText(profile.setUp.minutes));
    facts.addFact(TakesCard::tr("How"), setUpKindText(profile.setUp.kind));
    if (!profile.setUp.role.isEmpty())
        facts.addFact(TakesCard::tr("Who may do it"), profile.setUp.role);
    if (!profile.setUp.plan.isEmpty())
        facts.addFact(TakesCard::tr("Plan"), profile.setUp.plan);
    if (profile.confidence == Confidence::Unverified)
        facts.addFact(TakesCard::tr("Sure?"),
                      profile.imported
                          ? TakesCard::tr("From your file. Nobody but you has looked at it.")
                          : TakesCard::tr(
                              "Not checked by us against the provider's own pages yet."));
}

} // namespace

TakesCard::TakesCard(const Catalog &catalog, QWidget *parent)
    : Card(tr("What it will take"), parent)
    , m_summary(new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this))
    , m_facts(new FactList(this))
    , m_holder(new HolderQuestion(catalog, this))
    , m_owner(new QLineEdit(this))
    , m_advice(new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this))
    , m_problem(new PlainLabel(QString(), TextRole::Error, Wrap::Yes, this))
{
    body()->setSpacing(16);
    body()->addWidget(m_summary);
    body()->addWidget(m_facts);
    body()->addWidget(m_holder);
    m_owner->setMaximumWidth(ownerWidth);
    m_ownerRow = new FormRow(tr("Who looks after it?"), m_owner, this);
    body()->addWidget(m_ownerRow);
    body()->addWidget(m_advice);
    body()->addWidget(m_problem);
    auto *buttons = new QWidget(this);
    auto *row = new FlowLayout(buttons, 8);
    const QString withKey = tr("Connect with a key");
    const QString list = tr("Just list it");
    m_connectFirst = new PrimaryButton(withKey, Icon::Key, buttons);
    m_listFirst = new PrimaryButton(list, Icon::List, buttons);
    m_connectSecond = new SecondaryButton(withKey, Icon::Key, buttons);
    m_listSecond = new SecondaryButton(list, Icon::List, buttons);
    auto *more = new LinkButton(tr("List it and say more"), Icon::None, buttons);
    auto *other = new LinkButton(tr("Another app"), Icon::None, buttons);
    m_remove = new LinkButton(tr("Remove this app"), Icon::None, buttons);
    for (Button *one : {m_connectFirst,
                        m_listFirst,
                        m_connectSecond,
                        m_listSecond,
                        static_cast<Button *>(more),
                        static_cast<Button *>(other),
                        m_remove}) {
        if (one == more || one == other || one == m_remove)
            one->setFixedHeight(controlHeight);
        row->addWidget(one);
    }
    body()->addWidget(buttons);

    for (Button *one : {m_connectFirst, m_connectSecond})
        connect(one, &QPushButton::clicked, this, &TakesCard::connectWanted);
    for (Button *one : {m_listFirst, m_listSecond})
        connect(one, &QPushButton::clicked, this, &TakesCard::listWanted);
    connect(more, &QPushButton::clicked, this, &TakesCard::sayMoreWanted);
    connect(other, &QPushButton::clicked, this, &TakesCard::otherWanted);
    connect(m_remove, &QPushButton::clicked, this, &TakesCard::removeWanted);
    connect(m_holder, &HolderQuestion::edited, this, [this] {
        showWays();
        Q_EMIT edited();
    });
    connect(m_owner, &QLineEdit::textEdited, this, [this] {
        m_ownerRow->setError(QString());
        Q_EMIT edited();
    });
}

void TakesCard::setApp(const AppProfile &profile, const ConnectDraft &draft)
{
    m_profile = profile;
    setTitle(tr("%1: what it will take").arg(profile.name));
    m_summary->setText(profile.summary);
    addFacts(*m_facts, profile);
    m_holder->setApp(profile.id);
    m_remove->setVisible(profile.imported);
    m_holder->setHolder(draft.heldBy);
    m_owner->setText(draft.owner);
    // Asked where nobody is known who usually does it.
    m_ownerRow->setVisible(draft.owner.isEmpty());
    m_ownerRow->setError(QString());
    setProblem(QString());
    showWays();
}

void TakesCard::forget()
{
    m_holder->setHolder({});
    m_owner->clear();
    m_ownerRow->setError(QString());
    setProblem(QString());
}

void TakesCard::focusFirst()
{
    Button *first = m_listFirst->isHidden() ? m_connectFirst : m_listFirst;
    first->setFocus(Qt::OtherFocusReason);
}

void TakesCard::showWays()
{
    const bool canConnect = !connectOptions(m_profile).isEmpty();
    const bool held = m_holder->isHeldElsewhere();
    const bool listFirst = held || shouldJustList(m_profile);
    m_listFirst->setVisible(listFirst);
    m_listSecond->setVisible(!listFirst);
    m_connectFirst->setVisible(canConnect && !listFirst);
    m_connectSecond->setVisible(canConnect && listFirst);
    const bool signsIn = canConnect && isSignIn(connectOptions(m_profile).first().kind);
    for (Button *button : {m_connectFirst, m_connectSecond})
        button->setText(signsIn ? tr("Connect by signing in") : tr("Connect with a key"));
    if (held)
        m_advice->setText(tr("Then just list it: no key is needed. The map shows who holds its key "
                             "and where it is shut off."));
    else if (!canConnect)
        m_advice->setText(tr("Drawbridge keeps no key of it. List it, so that the map shows it and "
                             "where it is shut off."));
    else if (listFirst)
        m_advice->setText(tr("This takes a while. Just list it for now, and bring the key when "
                             "there is time."));
    else
        m_advice->setText(QString());
    m_advice->setVisible(!m_advice->text().isEmpty());
}

void TakesCard::writeTo(ConnectDraft &draft) const
{
    draft.heldBy = m_holder->holder();
    draft.owner = m_owner->text().trimmed();
}

bool TakesCard::checkListing()
{
    const bool named = m_holder->checkName();
    const bool owned = !m_owner->text().trimmed().isEmpty();
    m_ownerRow->setVisible(m_ownerRow->isVisible() || !owned);
    m_ownerRow->setError(owned ? QString() : tr("Say who looks after it."));
    if (named && !owned)
        m_owner->setFocus(Qt::OtherFocusReason);
    return named && owned;
}

void TakesCard::setListing(bool underWay)
{
    m_listFirst->setBusy(underWay);
    m_listSecond->setBusy(underWay);
}

void TakesCard::setProblem(const QString &problem)
{
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem);
}

} // namespace drawbridge::ui
