// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConfirmView.h"

#include "ui/kit/Card.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/DateField.h"
#include "ui/kit/DateText.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"

#include <QGridLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

ConfirmView::ConfirmView(QWidget *parent)
    : QWidget(parent)
    , m_sentence(new PlainLabel(TextRole::Section, this))
    , m_problem(new PlainLabel(QString(), TextRole::Error, Wrap::Yes, this))
    , m_name(new QLineEdit(this))
    , m_purpose(new QLineEdit(this))
    , m_owner(new QLineEdit(this))
    , m_heldBy(new QLineEdit(this))
    , m_to(new ComboBox(tr("Its data goes to"), this))
    , m_via(new ComboBox(tr("Through"), this))
    , m_replaceBy(new DateField(tr("Replace by"), this))
    , m_environment(new ComboBox(tr("Real or test"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16 - Card::shadowMargins().top());
    auto *said = new Card(tr("Does this look right?"), this);
    m_sentence->setWordWrap(true);
    said->body()->addWidget(m_sentence);
    said->body()->addWidget(m_problem);
    column->addWidget(said);

    auto *card = new Card(this);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(12);
    m_replaceBy->setNone(tr("no date"));
    m_environment->addItem(tr("Real shop"), toText(Environment::Production));
    m_environment->addItem(tr("Test shop"), toText(Environment::Staging));
    m_environment->addItem(tr("Trying things out"), toText(Environment::Development));
    m_heldByRow = new FormRow(tr("Who holds its key?"), m_heldBy, card);
    m_heldByRow->setHelp(tr("An app such as Zapier, or a person"));
    m_toRow = new FormRow(tr("Its data goes to"), m_to, card);
    m_viaRow = new FormRow(tr("Through"), m_via, card);
    m_replaceRow = new FormRow(tr("Replace by"), m_replaceBy, card);
    const QList<QWidget *> rows{new FormRow(tr("Name"), m_name, card),
                                new FormRow(tr("What it is for"), m_purpose, card),
                                new FormRow(tr("Who looks after it"), m_owner, card),
                                m_heldByRow,
                                m_toRow,
                                m_viaRow,
                                m_replaceRow,
                                new FormRow(tr("Real or test"), m_environment, card)};
    for (int i = 0; i < rows.size(); ++i)
        grid->addWidget(rows.at(i), i / 2, i % 2, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    column->addWidget(card);
    column->addStretch(1);

    for (QLineEdit *field : {m_name, m_purpose, m_owner, m_heldBy})
        connect(field, &QLineEdit::textEdited, this, &ConfirmView::tell);
    for (ComboBox *box : {m_to, m_via, m_environment})
        connect(box, &QComboBox::activated, this, &ConfirmView::tell);
    connect(m_replaceBy, &QDateEdit::dateChanged, this, &ConfirmView::tell);
}

void ConfirmView::setDraft(const ConnectDraft &draft,
                           const AppProfile &profile,
                           const Snapshot &snapshot,
                           const Catalog &catalog,
                           Confirming confirming)
{
    m_profile = profile;
    m_confirming = confirming;
    m_dataLabels.clear();
    for (const QString &id : profile.dataClassesFor(draft.jobs)) {
        const DataClass *kind = catalog.dataClass(id);
        m_dataLabels.append(kind ? kind->label : id);
    }
    m_name->setText(draft.name);
    m_purpose->setText(draft.purpose);
    m_owner->setText(draft.owner);
    m_heldBy->setText(draft.heldBy);
    m_to->clear();
    m_to->addItem(tr("Say later"), QString());
    for (const Connection &connection : snapshot.connections)
        m_to->addItem(connection.name, connection.id.text());
    m_to->setCurrentIndex(qMax(0, m_to->findData(draft.flowTo.text())));
    m_via->clear();
    m_via->addItem(tr("Directly"), QString());
    for (const AppProfile &app : catalog.apps()) {
        if (app.kind == AppKind::Hub)
            m_via->addItem(app.name, app.id);
    }
    m_via->setCurrentIndex(qMax(0, m_via->findData(draft.via)));
    m_replaceBy->setDay(draft.replaceBy);
    m_environment->setCurrentIndex(m_environment->findData(toText(draft.environment)));
    m_heldByRow->setVisible(confirming == Confirming::Listing);
    m_replaceRow->setVisible(confirming == Confirming::Connecting);
    // A flow needs to say what travels, and that comes from the jobs.
    const bool canFlow = !m_dataLabels.isEmpty() && !snapshot.connections.isEmpty();
    m_toRow->setVisible(canFlow);
    m_viaRow->setVisible(canFlow);
    setProblem(QString());
    tell();
}

void ConfirmView::writeTo(ConnectDraft &draft) const
{
    draft.name = m_name->text().trimmed();
    draft.setOwnPurpose(m_purpose->text().trimmed());
    draft.owner = m_owner->text().trimmed();
    draft.heldBy = m_heldBy->text().trimmed();
    draft.flowTo = ConnectionId(m_to->currentData().toString());
    draft.via = m_via->currentData().toString();
    draft.replaceBy = m_replaceBy->day();
    draft.environment = drawbridge::fromText<Environment>(m_environment->currentData().toString())
                            .value_or(Environment::Production);
}

void ConfirmView::setProblem(const QString &problem)
{
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem);
}

void ConfirmView::tell()
{
    QList<TextSpan> spans;
    const auto say = [&spans](const QString &text) { spans.append({text, Emphasis::None}); };
    const auto stress = [&spans](const QString &text) { spans.append({text, Emphasis::Accent}); };
    stress(m_name->text().trimmed().isEmpty() ? m_profile.name : m_name->text().trimmed());
    if (!m_to->currentData().toString().isEmpty() && !m_dataLabels.isEmpty()) {
        say(tr(" sends "));
        stress(m_dataLabels.join(u", "_s));
        say(tr(" to "));
        stress(m_to->currentText());
        if (!m_via->currentData().toString().isEmpty()) {
            say(tr(" through "));
            stress(m_via->currentText());
        }
    } else if (!m_purpose->text().trimmed().isEmpty()) {
        say(tr(" is for: "));
        stress(m_purpose->text().trimmed());
    } else {
        say(tr(" is connected"));
    }
    say(tr("; "));
    stress(m_owner->text().trimmed().isEmpty() ? tr("nobody yet") : m_owner->text().trimmed());
    say(tr(" looks after it"));
    if (m_confirming == Confirming::Listing) {
        say(tr("; its key is held by "));
        stress(m_heldBy->text().trimmed().isEmpty() ? tr("nobody yet") : m_heldBy->text().trimmed());
    } else if (const auto day = m_replaceBy->day()) {
        say(tr("; replace its key by "));
        stress(shortDate(*day, QDate::currentDate()));
    }
    say(tr("."));
    m_sentence->setSpans(spans);
    Q_EMIT edited();
}

} // namespace drawbridge::ui
