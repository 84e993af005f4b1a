// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/ScopesCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/Rows.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

namespace drawbridge::ui {

namespace {

QString nameOf(const ScopeRow &row)
{
    return row.label.isEmpty() ? row.name : ScopesCard::tr("%1 (%2)").arg(row.label, row.name);
}

bool isSignedIn(const Connection &connection)
{
    return connection.auth == AuthKind::OAuth || connection.auth == AuthKind::Device;
}

bool hasKeyToPaste(const ConnectionShown &shown)
{
    const AuthOption *option = shown.profile.authOption(shown.connection.auth);
    return option
        && std::any_of(option->fields.cbegin(), option->fields.cend(), [](const AuthField &field) {
               return field.secret;
           });
}

} // namespace

ScopesCard::ScopesCard(QWidget *parent)
    : Card(tr("What it may do (scopes)"), parent)
    , m_summary(new PlainLabel(QString(), TextRole::Strong, Wrap::Yes, this))
    , m_excess(new PlainLabel(QString(), TextRole::Body, Wrap::Yes, this))
    , m_table(new TableView(tr("What the key needs, has and uses"), this))
    , m_looked(new PlainLabel(QString(), TextRole::Body, Wrap::Yes, this))
    , m_note(new PlainLabel(tr("Used: Drawbridge sees its own calls only. What others do with a "
                               "copy of this key cannot be seen from here."),
                            TextRole::Muted,
                            Wrap::Yes,
                            this))
    , m_limits(new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this))
    , m_progress(new ProgressRow(this))
    , m_look(new SecondaryButton(tr("See what it can read"), Icon::Eye, this))
    , m_narrow(new SecondaryButton(tr("Make a narrower key"), Icon::Key, this))
{
    connect(m_look, &QPushButton::clicked, this, &ScopesCard::lookWanted);
    addAction(m_look);
    connect(m_narrow, &QPushButton::clicked, this, &ScopesCard::narrowWanted);
    addAction(m_narrow);
    connect(m_progress, &ProgressRow::cancelled, this, &ScopesCard::lookCancelled);
    m_table->setModel(&m_model);
    m_table->setFitsRows(true);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ScopeModel::What, QHeaderView::Stretch);
    for (QWidget *each : std::initializer_list<QWidget *>{
             m_summary, m_excess, m_progress, m_table, m_looked, m_note, m_limits})
        body()->addWidget(each);
}

void ScopesCard::showExcess(const ScopeReview &review)
{
    QStringList names;
    for (const QString &name : review.excess)
        names.append(nameOf(*review.row(name)));
    m_excess->setVisible(!names.isEmpty());
    m_excess->setText(tr("More than it needs: %1.").arg(names.join(QStringLiteral(", "))));
}

void ScopesCard::showLooks(const ConnectionShown &shown)
{
    const std::optional<ScopeLooks> &looks = shown.connection.lastLooks;
    m_table->setColumnHidden(ScopeModel::Reading, !looks);
    m_looked->setVisible(looks.has_value());
    if (!looks)
        return;
    const QString when = tr("Looked at %1 by harmless calls. Writing cannot be tested safely.")
                             .arg(momentText(looks->at, shown.snapshot.takenAt));
    m_looked->setText(looks->stoppedBecause.isEmpty()
                          ? when
                          : tr("%1 Not all was seen: %2").arg(when, looks->stoppedBecause));
}

void ScopesCard::setConnection(const ConnectionShown &shown)
{
    const ScopeReview review = reviewScopes(shown.profile, shown.connection);
    m_summary->setText(review.summary);
    m_model.setReview(review);
    m_table->setVisible(!review.rows.isEmpty());
    m_note->setVisible(!review.rows.isEmpty());
    showExcess(review);
    showLooks(shown);
    const QList<Credential> credentials = shown.snapshot.credentialsOf(shown.connection.id);
    const bool isOurs = shown.connection.custody == Custody::HeldHere
        && std::any_of(credentials.cbegin(), credentials.cend(), [](const Credential &one) {
                            return one.current() != nullptr;
                        });
    m_look->setVisible(isOurs && !shown.connection.paused && canLookAtScopes(shown.profile));
    // A sign-in is narrowed by signing in again, not by a key.
    const bool signsIn = isSignedIn(shown.connection);
    m_narrow->setText(signsIn ? tr("Sign in for less") : tr("Make a narrower key"));
    m_narrow->setVisible(isOurs && review.canBeNarrower() && (signsIn || hasKeyToPaste(shown)));
    QStringList limits;
    for (const AppLimit &limit : shown.profile.cannotLimit)
        limits.append(tr("%1 %2").arg(limit.what, limit.help));
    m_limits->setVisible(!limits.isEmpty());
    m_limits->setText(limits.join(QStringLiteral("\n")));
}

void ScopesCard::clear()
{
    for (PlainLabel *label : {m_summary, m_excess, m_looked, m_limits})
        label->setText(QString());
    m_model.setReview({});
    setLooking(false);
}

void ScopesCard::setLooking(bool looking)
{
    m_look->setBusy(looking);
    if (looking)
        m_progress->begin(tr("Looking at what the key can read"));
    else
        m_progress->finish();
}

} // namespace drawbridge::ui
