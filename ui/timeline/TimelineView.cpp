// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/TimelineView.h"

#include "core/workspace/Workspace.h"
#include "ui/kit/Card.h"
#include "ui/kit/Chip.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/Rows.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/States.h"
#include "ui/timeline/EventDetails.h"
#include "ui/timeline/TimelineModel.h"

#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

enum Layer { LoadingLayer, ListLayer, EmptyLayer, ErrorLayer };

} // namespace

TimelineView::TimelineView(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_model(new TimelineModel(workspace, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *frame = new PageFrame(tr("Timeline"), PageFrame::Body::Fills, this);
    frame->setSubtitle(
        tr("What happened in this business, as far as Drawbridge was there to see it"));
    column->addWidget(frame);
    frame->body()->addWidget(makeFilters());

    auto *row = new QHBoxLayout;
    row->setSpacing(16 - Card::shadowMargins().left() - Card::shadowMargins().right());
    row->addWidget(makeList(), 5);
    m_details = new EventDetails(frame);
    m_details->setMinimumWidth(260);
    row->addWidget(m_details, 2);
    frame->body()->addLayout(row, 1);

    connect(m_details, &EventDetails::connectionChosen, this, &TimelineView::connectionChosen);
    connect(m_details, &EventDetails::requestChosen, this, [this](const QString &id) {
        m_requestId = id;
        m_request->setVisible(true);
        ask();
    });
    connect(m_model, &TimelineModel::stateChanged, this, &TimelineView::showState);
    connect(&m_workspace, &Workspace::changed, this, &TimelineView::follow);
    connect(&m_workspace, &Workspace::phaseChanged, this, &TimelineView::follow);
    fillConnections();
    m_model->setVeil(veil());
    ask();
}

void TimelineView::follow()
{
    fillConnections();
    m_model->setVeil(veil());
    if (m_workspace.phase() == Phase::Open) {
        showDetails();
        m_model->refresh();
        return;
    }
    // Nothing of the business stays in the window while it is locked.
    m_model->clear();
    m_search->clear();
    m_details->setEvent(nullptr, {}, {});
}

NameVeil TimelineView::veil() const
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    return NameVeil(now->settings.hideNames ? Names::Hidden : Names::Shown,
                    now->connections,
                    now->otherNames());
}

QWidget *TimelineView::makeFilters()
{
    auto *bar = new QWidget(this);
    auto *row = new FlowLayout(bar);
    row->setContentsMargins(Card::shadowMargins().left(), 0, Card::shadowMargins().right(), 0);
    m_search = new SearchField(tr("Search what happened"), bar);
    m_search->setFixedWidth(240);
    connect(m_search, &SearchField::searched, this, &TimelineView::ask);
    row->addWidget(m_search);
    m_connection = new ComboBox(tr("Connection"), bar);
    connect(m_connection, &QComboBox::activated, this, &TimelineView::ask);
    row->addWidget(m_connection);
    const std::pair<QString, QString> kinds[] = {{tr("Connections"), u"connection."_s},
                                                 {tr("Keys"), u"credential."_s},
                                                 {tr("Map"), u"flow."_s},
                                                 {tr("Business"), u"workspace."_s}};
    for (const auto &[word, prefix] : kinds) {
        auto *chip = new Chip(Chip::Kind::Choice, word, bar);
        connect(chip, &QPushButton::toggled, this, &TimelineView::ask);
        m_kinds.append({chip, prefix});
        row->addWidget(chip);
    }
    m_problems = new Chip(Chip::Kind::Choice, tr("Only what failed"), bar);
    connect(m_problems, &QPushButton::toggled, this, &TimelineView::ask);
    row->addWidget(m_problems);
    m_request = new Chip(Chip::Kind::Removable, tr("One request"), bar);
    m_request->setVisible(false);
    connect(m_request, &Chip::removed, this, [this] {
        m_requestId.clear();
        m_request->setVisible(false);
        ask();
    });
    row->addWidget(m_request);
    return bar;
}

QWidget *TimelineView::makeList()
{
    auto *card = new Card(this);
    card->setPadding(0, 8);
    auto *holder = new QWidget(card);
    m_stack = new QStackedLayout(holder);
    m_stack->addWidget(new LoadingState(8, holder));
    m_list = new RowList(tr("Events"), holder);
    m_list->setModel(m_model);
    m_stack->addWidget(m_list);
    m_empty = new EmptyState(Icon::Clock,
                             tr("Nothing matches"),
                             tr("No event has these words and filters. Take one away to see more."),
                             holder);
    m_empty->setAction(tr("Show everything"));
    connect(m_empty, &EmptyState::activated, this, &TimelineView::clearFilters);
    m_stack->addWidget(m_empty);
    m_error = new ErrorState(holder);
    connect(m_error, &ErrorState::retried, this, &TimelineView::ask);
    m_stack->addWidget(m_error);
    card->body()->addWidget(holder, 1);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &TimelineView::showDetails);
    return card;
}

void TimelineView::showDetails()
{
    m_details->setEvent(m_model->eventAt(m_list->currentIndex().row()),
                        *m_workspace.snapshot(),
                        veil());
}

void TimelineView::fillConnections()
{
    const QString chosen = m_connection->currentData().toString();
    m_connection->clear();
    m_connection->addItem(tr("All connections"), QString());
    for (const Connection &connection : m_workspace.snapshot()->connections)
        m_connection->addItem(shownName(connection), connection.id.text());
    m_connection->setCurrentIndex(qMax(0, m_connection->findData(chosen)));
}

QString TimelineView::shownName(const Connection &connection) const
{
    if (!m_workspace.snapshot()->settings.hideNames)
        return connection.name;
    // The same dots for all of them would choose nothing.
    const AppProfile *app = m_workspace.catalog().app(connection.app);
    return app ? app->name : connection.app;
}

EventQuery TimelineView::wanted() const
{
    EventQuery query;
    query.text = m_search->text().trimmed();
    if (const QString id = m_connection->currentData().toString(); !id.isEmpty())
        query.connections = {ConnectionId(id)};
    for (const auto &[chip, prefix] : m_kinds) {
        if (chip->isChecked())
            query.types.append(prefix);
    }
    if (m_problems->isChecked())
        query.outcomes = {Outcome::Failed, Outcome::Refused};
    query.requestId = m_requestId;
    return query;
}

void TimelineView::ask()
{
    m_model->setQuery(wanted());
}

void TimelineView::showState()
{
    switch (m_model->state()) {
    case TimelineModel::State::Loading:
        m_stack->setCurrentIndex(LoadingLayer);
        break;
    case TimelineModel::State::Failed:
        m_error->setError({ErrorCode::Unavailable, m_model->problem(), {}});
        m_stack->setCurrentIndex(ErrorLayer);
        break;
    case TimelineModel::State::Ready:
        m_stack->setCurrentIndex(m_model->rowCount() == 0 ? EmptyLayer : ListLayer);
        if (!m_list->currentIndex().isValid())
            m_details->setEvent(nullptr, {}, {});
        break;
    }
}

void TimelineView::showOnly(const ConnectionId &connection)
{
    if (!connection.isValid())
        return;
    m_connection->setCurrentIndex(qMax(0, m_connection->findData(connection.text())));
    ask();
}

bool TimelineView::clearFilters()
{
    const EventQuery before = wanted();
    if (before.text.isEmpty() && before.connections.isEmpty() && before.types.isEmpty()
        && before.outcomes.isEmpty() && before.requestId.isEmpty())
        return false;
    const QSignalBlocker quiet(m_search);
    m_search->clear();
    m_connection->setCurrentIndex(0);
    for (const auto &[chip, prefix] : m_kinds) {
        const QSignalBlocker silent(chip);
        chip->setChecked(false);
    }
    const QSignalBlocker silent(m_problems);
    m_problems->setChecked(false);
    m_requestId.clear();
    m_request->setVisible(false);
    ask();
    return true;
}

} // namespace drawbridge::ui
