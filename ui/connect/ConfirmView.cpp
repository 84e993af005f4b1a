// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConfirmView.h"

#include "ui/connect/HolderQuestion.h"
#include "ui/connect/KindChips.h"
#include "ui/connect/SentenceView.h"
#include "ui/kit/Card.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/DateField.h"
#include "ui/kit/DateText.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/NameText.h"
#include "ui/kit/PlainLabel.h"

#include <QDesktopServices>
#include <QGridLayout>
#include <QLineEdit>
#include <QPointer>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

QString shopText(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return ConfirmView::tr("Real shop");
    case Environment::Staging:
        return ConfirmView::tr("Test shop");
    case Environment::Development:
        break;
    }
    return ConfirmView::tr("Trying things out");
}

QString orSaid(const QLineEdit *field, const QString &otherwise)
{
    const QString text = field->text().trimmed();
    return text.isEmpty() ? otherwise : text;
}

SentencePiece plain(const QString &text)
{
    return {text, {}, {}, {}, {}};
}

SentencePiece part(const QString &text, const QString &after, const QString &name, QWidget *editor)
{
    return {text, after, name, ConfirmView::tr("Change it"), [target = QPointer(editor)] {
                if (!target)
                    return;
                target->setFocus(Qt::ShortcutFocusReason);
                if (auto *line = qobject_cast<QLineEdit *>(target.data()))
                    line->selectAll();
            }};
}

} // namespace

ConfirmView::ConfirmView(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_catalog(catalog)
    , m_sentence(new SentenceView(this))
    , m_problem(new PlainLabel(QString(), TextRole::Error, Wrap::Yes, this))
    , m_card(new Card(this))
    , m_name(new QLineEdit(this))
    , m_purpose(new QLineEdit(this))
    , m_owner(new QLineEdit(this))
    , m_holder(new HolderQuestion(catalog, this))
    , m_to(new ComboBox(tr("Its data goes to"), this))
    , m_via(new ComboBox(tr("Through"), this))
    , m_kinds(new KindChips(catalog, this))
    , m_replaceBy(new DateField(tr("Replace by"), this))
    , m_endsAt(new DateField(tr("Ends at the provider"), this))
    , m_environment(new ComboBox(tr("Real or test"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16 - Card::shadowMargins().top());
    auto *said = new Card(tr("Does this look right?"), this);
    said->body()->addWidget(m_sentence);
    said->body()->addWidget(m_problem);
    column->addWidget(said);
    addFields();
    addMore();
    column->addWidget(m_card);
    column->addStretch(1);

    for (QLineEdit *field : {m_name, m_purpose, m_owner})
        connect(field, &QLineEdit::textEdited, this, &ConfirmView::tell);
    for (ComboBox *box : {m_to, m_via, m_environment})
        connect(box, &QComboBox::currentIndexChanged, this, &ConfirmView::tell);
    for (DateField *field : {m_replaceBy, m_endsAt})
        connect(field, &QDateEdit::dateChanged, this, &ConfirmView::tell);
    connect(m_kinds, &KindChips::edited, this, &ConfirmView::tell);
    connect(m_holder, &HolderQuestion::edited, this, &ConfirmView::tell);
}

void ConfirmView::addFields()
{
    m_replaceBy->setNone(tr("no date"));
    m_nameRow = new FormRow(tr("Name"), m_name, m_card);
    m_ownerRow = new FormRow(tr("Who looks after it"), m_owner, m_card);
    m_replaceRow = new FormRow(tr("Replace by"), m_replaceBy, m_card);
    m_replaceRow->setHelp(tr("Drawbridge reminds you."));
    m_toRow = new FormRow(tr("Its data goes to"), m_to, m_card);
    m_viaRow = new FormRow(tr("Through"), m_via, m_card);
    m_via->addItem(tr("Directly"), QString());
    for (const AppProfile &app : m_catalog.apps()) {
        if (app.kind == AppKind::Hub)
            m_via->addItem(app.name, app.id);
    }
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(12);
    grid->addWidget(m_nameRow, 0, 0, Qt::AlignTop);
    grid->addWidget(new FormRow(tr("What it is for"), m_purpose, m_card), 0, 1, Qt::AlignTop);
    grid->addWidget(m_ownerRow, 1, 0, Qt::AlignTop);
    grid->addWidget(m_replaceRow, 1, 1, Qt::AlignTop);
    grid->addWidget(m_holder, 2, 0, 1, 2);
    grid->addWidget(m_toRow, 3, 0, Qt::AlignTop);
    grid->addWidget(m_viaRow, 3, 1, Qt::AlignTop);
    grid->addWidget(m_kinds, 4, 0, 1, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_card->body()->addLayout(grid);
}

void ConfirmView::addMore()
{
    m_more = new Disclosure(tr("More"), m_card);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    m_endsAt->setNone(tr("no end known"));
    auto *endsRow = new FormRow(tr("Ends at the provider"), m_endsAt, m_card);
    endsRow->setHelp(tr("The day the provider itself stops taking the key."));
    m_environmentRow = new FormRow(tr("Real or test"), m_environment, m_card);
    grid->addWidget(endsRow, 0, 0, Qt::AlignTop);
    grid->addWidget(m_environmentRow, 0, 1, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_more->body()->addLayout(grid);
    m_card->body()->addWidget(m_more);
}

void ConfirmView::fillConnections(const ConnectDraft &draft, const Snapshot &snapshot)
{
    const Names names = snapshot.settings.hideNames ? Names::Hidden : Names::Shown;
    m_to->clear();
    m_to->addItem(tr("Say later"), QString());
    for (const Connection &connection : snapshot.connections) {
        // Hidden names would all be the same dots.
        const AppProfile *app = m_catalog.app(connection.app);
        const QString shown = names == Names::Hidden && app ? app->name : connection.name;
        m_to->addItem(shown, connection.id.text());
    }
    m_to->setCurrentIndex(qMax(0, m_to->findData(draft.flowTo.text())));
    m_via->setCurrentIndex(qMax(0, m_via->findData(draft.via)));
    m_kindsOfJobs = m_profile.dataClassesFor(draft.jobs);
    m_kinds->setChosen(draft.kinds(m_profile), m_profile);
}

void ConfirmView::fillEnvironments(const ConnectDraft &draft,
                                   const Snapshot &snapshot,
                                   std::optional<KeyEnvironment> told)
{
    const bool says = told.has_value() && m_profile.kind != AppKind::Practice;
    const bool isForReal = told.value_or(KeyEnvironment::Test) == KeyEnvironment::Live;
    const bool live = says && isForReal;
    m_environment->clear();
    for (const Environment one :
         {Environment::Production, Environment::Staging, Environment::Development}) {
        const bool fits = !told.has_value() || isForReal == (one == Environment::Production);
        if (fits)
            m_environment->addItem(shopText(one), toText(one));
    }
    m_environment->setCurrentIndex(qMax(0, m_environment->findData(toText(draft.environment))));
    m_environment->setEnabled(m_environment->count() > 1);
    m_environmentRow->setHelp(
        !says      ? QString()
            : live ? tr("The key says that it is live.")
                   : tr("The key says that it is for tests, so it cannot be the real shop."));
    const bool second = std::any_of(snapshot.connections.cbegin(),
                                    snapshot.connections.cend(),
                                    [](const Connection &one) {
                                        return one.environment != Environment::Production;
                                    });
    m_more->setOpen(second || says || draft.environment != Environment::Production
                    || draft.endsAt.has_value());
}

void ConfirmView::setDraft(const ConnectDraft &draft,
                           const AppProfile &profile,
                           const Snapshot &snapshot,
                           Confirming confirming,
                           std::optional<KeyEnvironment> told)
{
    m_filling = true;
    m_profile = profile;
    m_confirming = confirming;
    m_today = snapshot.takenAt.toLocalTime().date();
    const QUrl page(profile.shutOff.page);
    m_shutOffPage =
        !profile.shutOff.page.contains(u'{') && page.scheme() == u"https"_s ? page : QUrl();
    m_name->setText(draft.name);
    m_purpose->setText(draft.purpose);
    m_purpose->setPlaceholderText(tr("can be said later"));
    m_owner->setText(draft.owner);
    m_nameRow->setError(QString());
    m_ownerRow->setError(QString());
    m_holder->setApp(profile.id);
    m_holder->setHolder(draft.heldBy);
    m_holder->setVisible(confirming == Confirming::Listing);
    m_replaceRow->setVisible(confirming == Confirming::Connecting);
    m_replaceBy->setDay(draft.replaceBy);
    m_endsAt->setDay(draft.endsAt);
    fillConnections(draft, snapshot);
    fillEnvironments(draft, snapshot, told);
    m_toRow->setVisible(!snapshot.connections.isEmpty());
    setProblem(QString());
    m_filling = false;
    tell();
}

void ConfirmView::forget()
{
    m_filling = true;
    for (QLineEdit *field : {m_name, m_purpose, m_owner})
        field->clear();
    m_to->clear();
    m_holder->setHolder({});
    m_sentence->setPieces({});
    setProblem(QString());
    m_filling = false;
}

void ConfirmView::writeTo(ConnectDraft &draft) const
{
    draft.name = m_name->text().trimmed();
    draft.setOwnPurpose(m_purpose->text().trimmed());
    draft.owner = m_owner->text().trimmed();
    if (m_confirming == Confirming::Listing)
        draft.heldBy = m_holder->holder();
    draft.flowTo = ConnectionId(m_to->currentData().toString());
    draft.via = m_via->currentData().toString();
    const QStringList kinds = m_kinds->chosen();
    const bool asJobs = QSet<QString>(kinds.cbegin(), kinds.cend())
        == QSet<QString>(m_kindsOfJobs.cbegin(), m_kindsOfJobs.cend());
    draft.ownKinds = asJobs ? std::nullopt : std::optional(kinds);
    draft.replaceBy = m_replaceBy->day();
    draft.endsAt = m_endsAt->day();
    draft.environment = drawbridge::fromText<Environment>(m_environment->currentData().toString())
                            .value_or(draft.environment);
}

void ConfirmView::setProblem(const QString &problem)
{
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem);
}

bool ConfirmView::checkComplete()
{
    const bool named = !m_name->text().trimmed().isEmpty();
    const bool owned = !m_owner->text().trimmed().isEmpty();
    const bool flows = m_to->currentData().toString().isEmpty() || !m_kinds->chosen().isEmpty();
    m_nameRow->setError(named ? QString() : tr("Give it a name."));
    m_ownerRow->setError(owned ? QString() : tr("Say who looks after it."));
    m_kinds->setError(flows ? QString() : tr("Choose at least one kind of data."));
    const bool held = m_confirming == Confirming::Connecting || m_holder->checkName();
    if (QWidget *first = !named ? m_name
            : !owned            ? m_owner
            : !flows            ? m_kinds->firstChip()
                                : nullptr)
        first->setFocus(Qt::OtherFocusReason);
    return named && owned && flows && held;
}

QString ConfirmView::kindsText() const
{
    QStringList labels;
    for (const QString &id : m_kinds->chosen()) {
        const DataClass *kind = m_catalog.dataClass(id);
        labels.append(kind ? kind->label : id);
    }
    return labels.isEmpty() ? tr("what?") : labels.join(u", "_s);
}

void ConfirmView::tell()
{
    if (m_filling)
        return;
    const bool flows = !m_to->currentData().toString().isEmpty();
    m_viaRow->setVisible(flows);
    m_kinds->setVisible(flows);
    QList<SentencePiece> pieces{part(orSaid(m_name, m_profile.name), QString(), tr("Name"), m_name)};
    if (flows) {
        const bool hub = !m_via->currentData().toString().isEmpty();
        pieces.append(plain(tr("sends")));
        pieces.append(part(kindsText(), QString(), tr("What travels"), m_kinds->firstChip()));
        pieces.append(plain(tr("to")));
        pieces.append(part(m_to->currentText(), QString(), tr("Its data goes to"), m_to));
        pieces.append(part(hub ? tr("through %1").arg(m_via->currentText()) : tr("directly"),
                           u";"_s,
                           tr("How it gets there"),
                           m_via));
    } else {
        pieces.append(plain(tr("is for")));
        pieces.append(part(orSaid(m_purpose, tr("what?")), u";"_s, tr("What it is for"), m_purpose));
    }
    pieces.append(part(orSaid(m_owner, tr("who?")), QString(), tr("Who looks after it"), m_owner));
    if (m_confirming == Confirming::Listing) {
        pieces.append(plain(tr("looks after it; its key is held by")));
        const AppProfile *hub = m_catalog.app(m_holder->holder());
        const QString holder = hub ? hub->name : m_holder->holder();
        pieces.append(part(holder.isEmpty() ? tr("nobody named yet") : holder,
                           u";"_s,
                           tr("Who holds its key?"),
                           m_holder->answer()));
    } else {
        pieces.append(plain(tr("looks after it; replace its key by")));
        const std::optional<QDate> day = m_replaceBy->day();
        pieces.append(part(day ? shortDate(*day, m_today) : tr("no date"),
                           u";"_s,
                           tr("Replace by"),
                           m_replaceBy));
    }
    if (m_shutOffPage.isEmpty()) {
        pieces.append(plain(tr("shut it off in %1's own settings.").arg(m_profile.name)));
    } else {
        pieces.append(plain(tr("shut it off")));
        pieces.append({tr("here"),
                       u"."_s,
                       tr("Where it is shut off"),
                       tr("Open %1").arg(m_shutOffPage.host()),
                       [page = m_shutOffPage] { QDesktopServices::openUrl(page); }});
    }
    m_sentence->setPieces(pieces);
    Q_EMIT edited();
}

} // namespace drawbridge::ui
