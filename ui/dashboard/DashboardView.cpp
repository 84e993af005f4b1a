// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/DashboardView.h"

#include "ui/dashboard/AttentionList.h"
#include "ui/dashboard/KeysCards.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/FigureCard.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/Rows.h"
#include "ui/kit/States.h"

#include <QHeaderView>
#include <QStackedLayout>

namespace drawbridge::ui {

namespace {

constexpr int mostRowsAtOnce = 12;

} // namespace

DashboardView::DashboardView(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
{
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(makeFull());
}

QWidget *DashboardView::makeEmpty()
{
    auto *frame = new PageFrame(tr("Dashboard"), PageFrame::Body::Fills, this);
    frame->body()->addStretch(1);
    auto *empty = new EmptyState(
        Icon::Plug,
        tr("Nothing is connected yet"),
        tr("Connect the first app, or list the apps you use. The map and the things to do "
           "come from that."),
        frame);
    frame->body()->addWidget(empty);
    frame->body()->addWidget(makeBeginnings(frame));
    frame->body()->addStretch(2);
    return frame;
}

QWidget *DashboardView::makeBeginnings(QWidget *parent)
{
    auto *holder = new QWidget(parent);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xl);
    auto *tiles = new QHBoxLayout;
    tiles->setSpacing(space::m);
    tiles->addStretch(1);
    const auto addTile =
        [&](Icon icon, const QString &title, const QString &note, const QString &to) {
            auto *tile = new ChoiceTile(title, note, ChoiceTile::Choosing::Once, holder);
            tile->setSymbol(icon);
            tile->setMinimumWidth(200);
            tile->setMaximumWidth(264);
            connect(tile, &QPushButton::clicked, this, [this, to] { Q_EMIT connectWanted(to); });
            tiles->addWidget(tile, 100);
        };
    addTile(Icon::List,
            tr("List the apps you use"),
            tr("a minute, no key typed"),
            QStringLiteral("several"));
    addTile(Icon::Plug, tr("Connect the first app"), tr("with its key"), QString());
    addTile(Icon::Shield,
            tr("Try the Practice Shop"),
            tr("nothing at stake"),
            QStringLiteral("practice-shop"));
    tiles->addStretch(1);
    column->addLayout(tiles);

    auto *more = new QHBoxLayout;
    more->setSpacing(space::xl);
    more->addStretch(1);
    auto *sheet = new LinkButton(tr("Make the recovery sheet"), Icon::None, holder);
    connect(sheet, &QPushButton::clicked, this, [this] {
        Q_EMIT settingsWanted(QStringLiteral("recovery"));
    });
    more->addWidget(sheet);
    m_autoLock = new LinkButton(QString(), Icon::Lock, holder);
    connect(m_autoLock, &QPushButton::clicked, this, [this] { Q_EMIT settingsWanted(QString()); });
    more->addWidget(m_autoLock);
    more->addStretch(1);
    column->addLayout(more);
    return holder;
}

QWidget *DashboardView::makeFull()
{
    auto *frame = new PageFrame(tr("Dashboard"), PageFrame::Body::Scrolls, this);
    frame->setSubtitle(tr("What needs you today"));
    auto *add = new PrimaryButton(tr("Connect an app"), Icon::Plus, frame);
    connect(add, &QPushButton::clicked, this, [this] { Q_EMIT connectWanted(QString()); });
    frame->addAction(add);

    auto *attention = new Card(tr("Needs you"), frame);
    m_attention = new AttentionList(attention);
    connect(m_attention, &AttentionList::chosen, this, &DashboardView::attentionChosen);
    attention->body()->addWidget(m_attention);
    connect(m_attention, &AttentionList::goBackChosen, this, [this](const AttentionItem &item) {
        Q_EMIT goBackChosen(item.connection);
    });
    frame->body()->addWidget(attention);
    m_rotations = new RotationsCard(frame);
    connect(m_rotations, &RotationsCard::chosen, this, &DashboardView::rotationChosen);
    frame->body()->addWidget(m_rotations);
    addFigures(frame);
    m_leftOver = new LeftOverKeysCard(frame);
    connect(m_leftOver, &LeftOverKeysCard::endChosen, this, &DashboardView::endKeyChosen);
    frame->body()->addWidget(m_leftOver);
    addConnections(frame);
    addBottom(frame);
    frame->body()->addStretch(1);
    return frame;
}

void DashboardView::addFigures(PageFrame *frame)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(16 - Card::shadowMargins().left() - Card::shadowMargins().right());
    m_connections = new FigureCard(tr("Connections"), frame);
    m_onTime = new FigureCard(tr("Keys replaced on time"), frame);
    m_due = new FigureCard(tr("Due in 14 days"), frame);
    m_flows = new FigureCard(tr("What goes where"), frame);
    for (FigureCard *card : {m_connections, m_onTime, m_due, m_flows})
        row->addWidget(card, 1);
    frame->body()->addLayout(row);
}

void DashboardView::addConnections(PageFrame *frame)
{
    auto *card = new Card(tr("Connections"), frame);
    card->setPadding(0, 12);
    m_table = new TableView(tr("Connections"), card);
    m_table->setModel(&m_tableModel);
    m_table->setFitsRows(true);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setSectionResizeMode(ConnectionTableModel::Name,
                                                      QHeaderView::Stretch);
    connect(m_table, &TableView::rowActivated, this, [this](const QModelIndex &index) {
        Q_EMIT connectionChosen(m_tableModel.connectionAt(index.row()));
    });
    card->body()->addWidget(m_table);
    frame->body()->addWidget(card);
}

void DashboardView::addBottom(PageFrame *frame)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(16 - Card::shadowMargins().left() - Card::shadowMargins().right());

    auto *seen = new Card(tr("What we can see"), frame);
    m_coverage = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, seen);
    seen->body()->addWidget(m_coverage);
    auto *map = new LinkButton(tr("Open the map"), Icon::ArrowRight, seen);
    map->setSymbolTrailing(true);
    connect(map, &QPushButton::clicked, this, &DashboardView::mapWanted);
    seen->body()->addWidget(map, 0, Qt::AlignLeft);
    seen->body()->addStretch(1);
    row->addWidget(seen, 2);

    auto *activity = new Card(tr("The last 24 hours"), frame);
    auto *all = new LinkButton(tr("Timeline"), Icon::ArrowRight, activity);
    all->setSymbolTrailing(true);
    connect(all, &QPushButton::clicked, this, &DashboardView::timelineWanted);
    activity->addAction(all);
    auto *list = new RowList(tr("The last 24 hours"), activity);
    list->setModel(&m_activityModel);
    list->setFitsRows(true);
    connect(list, &RowList::rowActivated, this, &DashboardView::timelineWanted);
    m_activity = list;
    m_quiet = new PlainLabel(tr("Nothing happened."), TextRole::Muted, Wrap::Yes, activity);
    activity->body()->addWidget(list);
    activity->body()->addWidget(m_quiet);
    activity->body()->addStretch(1);
    row->addWidget(activity, 3);
    frame->body()->addLayout(row);
}

void DashboardView::showKeys(const Snapshot &snapshot,
                             const QHash<AppId, QString> &appNames,
                             const NameVeil &veil)
{
    QHash<QString, RotationProgress> progress;
    for (const Rotation &rotation : snapshot.rotations) {
        const Connection *connection =
            rotation.isOver() ? nullptr : snapshot.connection(rotation.connection);
        if (connection)
            progress.insert(rotation.id.text(),
                            progressOf(rotation, appNames.value(connection->app, connection->app)));
    }
    m_attention->setItems(snapshot.attention, snapshot.takenAt.toLocalTime().date(), veil, progress);
    m_rotations->setSnapshot(snapshot, appNames, veil);
    m_leftOver->setSnapshot(snapshot, veil);
}

void DashboardView::showFigures(const Snapshot &snapshot)
{
    const Figures &figures = snapshot.figures;
    m_connections->setFigure(numberText(figures.connections),
                             figures.heldHere == 1
                                 ? tr("One key kept here")
                                 : tr("%1 keys kept here").arg(numberText(figures.heldHere)));
    const int keys = figures.heldHere;
    m_onTime->setFigure(percentText(keys - figures.overdue, keys),
                        figures.overdue == 0 ? tr("None is overdue")
                                             : tr("%1 overdue").arg(numberText(figures.overdue)),
                        figures.overdue == 0 ? Tone::Neutral : Tone::Warning);
    m_due->setFigure(numberText(figures.dueIn14Days),
                     figures.dueIn14Days == 0 ? tr("No key ends or is to be replaced")
                                              : tr("Keys to replace"));
    m_flows->setFigure(numberText(figures.flows), tr("on the map"));
    m_coverage->setText(
        figures.flows == 0 ? tr(
            "Nothing on the map says what goes where yet. Add it there, and this says how much "
            "of it Drawbridge can see by itself.")
                           : tr("We can see %1 of %2. The rest is as you told us.")
                                 .arg(numberText(figures.flowsSeen), numberText(figures.flows)));
}

void DashboardView::showConnections(const Snapshot &snapshot,
                                    const QHash<AppId, QString> &appNames,
                                    const NameVeil &veil)
{
    const ConnectionId chosen = m_tableModel.connectionAt(m_table->currentIndex().row());
    m_tableModel.setSnapshot(snapshot, appNames, veil);
    // Many of them scroll in a window of their own, so that the page below stays within reach.
    const bool many = m_tableModel.rowCount() > mostRowsAtOnce;
    m_table->setFitsRows(!many);
    m_table->setMinimumHeight(many ? mostRowsAtOnce * rowHeight : 0);
    m_table->setMaximumHeight(many ? mostRowsAtOnce * rowHeight : QWIDGETSIZE_MAX);
    if (const int row = m_tableModel.rowOf(chosen); row >= 0 && m_table->currentIndex().row() != row)
        m_table->setCurrentIndex(m_tableModel.index(row, 0));
    for (int column = ConnectionTableModel::EndsAt; column < ConnectionTableModel::ColumnCount;
         ++column)
        m_table->resizeColumnToContents(column);
}

void DashboardView::setSnapshot(const std::shared_ptr<const Snapshot> &snapshot,
                                const QHash<AppId, QString> &appNames)
{
    const WorkspaceSettings &settings = snapshot->settings;
    const NameVeil veil(settings.hideNames ? Names::Hidden : Names::Shown,
                        snapshot->connections,
                        snapshot->otherNames());
    m_stack->setCurrentIndex(snapshot->connections.isEmpty() ? 0 : 1);
    m_autoLock->setText(settings.autoLockMinutes > 0
                            ? tr("Locks itself after %1 minutes").arg(settings.autoLockMinutes)
                            : tr("Let it lock itself"));
    showKeys(*snapshot, appNames, veil);
    showConnections(*snapshot, appNames, veil);
    m_activityModel.setSnapshot(*snapshot, veil);
    const bool quiet = m_activityModel.rowCount() == 0;
    m_quiet->setVisible(quiet);
    m_activity->setVisible(!quiet);
    showFigures(*snapshot);
}

} // namespace drawbridge::ui
