// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapPage.h"

#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Chip.h"
#include "ui/kit/EnvironmentText.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SegmentedControl.h"
#include "ui/kit/SidePanel.h"
#include "ui/kit/States.h"
#include "ui/map/FlowDialog.h"
#include "ui/map/MapDetails.h"
#include "ui/map/MapFrame.h"
#include "ui/map/MapScreen.h"
#include "ui/map/MapView.h"

#include <QFileDialog>
#include <QSaveFile>
#include <QStackedLayout>
#include <QStandardPaths>
#include <QThreadPool>

namespace drawbridge::ui {

namespace {

Result<void> writeFile(const QString &file, const QByteArray &content)
{
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(content) == content.size() && out.commit())
        return {};
    return Error{ErrorCode::Denied,
                 MapPage::tr(
                     "The picture could not be written. Choose another folder, or make room "
                     "on this one."),
                 out.errorString()};
}

} // namespace

MapPage::MapPage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{
    connect(&m_workspace, &Workspace::changed, this, [this](Topics topics) {
        if (!(topics & (Topic::Connections | Topic::Flows | Topic::Settings)))
            return;
        m_stale = true;
        if (m_frame != nullptr && m_frame->isVisible())
            takeSnapshot();
    });
    connect(&m_workspace, &Workspace::phaseChanged, this, [this] {
        // Nothing of the business stays in the window while it is locked.
        if (m_workspace.phase() != Phase::Open && m_frame != nullptr)
            takeSnapshot();
    });
}

MapPage::~MapPage()
{
    m_cancel.cancel();
}

QString MapPage::id() const
{
    return QStringLiteral("map");
}

QString MapPage::title() const
{
    return tr("Data map");
}

QWidget *MapPage::makeWidget(QWidget *parent)
{
    m_frame = new PageFrame(title(), PageFrame::Body::Fills);
    m_panel = new SidePanel;
    auto *save = new SecondaryButton(tr("Save as picture"), Icon::Download);
    auto *add = new PrimaryButton(tr("Say what goes where"), Icon::Plus);
    m_frame->addAction(save);
    m_frame->addAction(add);
    m_export = save;
    m_add = add;
    connect(save, &QAbstractButton::clicked, this, &MapPage::exportPicture);
    connect(add, &QAbstractButton::clicked, this, [this] { newFlow({}); });

    auto *holder = new QWidget;
    m_states = new QStackedLayout(holder);
    m_mapSide = new QWidget;
    auto *column = new QVBoxLayout(m_mapSide);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    buildMapSide(column);
    m_states->addWidget(m_mapSide);

    m_empty = new EmptyState(Icon::Map,
                             tr("The map is still empty"),
                             tr("Connect the apps your business uses. Then the map shows what "
                                "travels where, who can access it and how to shut it off."));
    m_empty->setAction(tr("Connect an app"), Icon::Plus);
    connect(m_empty, &EmptyState::activated, this, [this] {
        Q_EMIT goTo(QStringLiteral("connect"));
    });
    m_error = new ErrorState;
    connect(m_error, &ErrorState::retried, this, &MapPage::layOut);
    m_loading = new LoadingState;
    m_states->addWidget(m_empty);
    m_states->addWidget(m_error);
    m_states->addWidget(m_loading);
    m_frame->body()->addWidget(holder, 1);
    auto *screen = new MapScreen(m_frame, m_map->view(), m_panel, parent);

    m_details = new MapDetails(*m_panel, m_workspace, this);
    connect(m_panel, &SidePanel::closed, this, &MapPage::closePanel);
    connect(m_details, &MapDetails::connectionAsked, this, [this](const ConnectionId &id) {
        Q_EMIT goTo(QStringLiteral("connection"), id.text());
    });
    connect(m_details, &MapDetails::flowAsked, this, &MapPage::openFlow);
    connect(m_details, &MapDetails::retireAsked, this, &MapPage::retire);
    connect(m_details, &MapDetails::newFlowAsked, this, &MapPage::newFlow);
    connect(m_details, &MapDetails::changeAsked, this, [this](const FlowId &id) {
        const auto snapshot = m_workspace.snapshot();
        if (const Flow *flow = snapshot->flow(id))
            askFlow(*flow);
    });
    return screen;
}

void MapPage::buildMapSide(QVBoxLayout *column)
{
    m_shops = new SegmentedControl(tr("Which shop"));
    m_shops->hide();
    connect(m_shops, &SegmentedControl::chosen, this, [this](const QString &chosen) {
        m_filter.environment = fromText<Environment>(chosen);
        layOut();
    });
    m_kinds = new QWidget;
    m_kinds->setLayout(new FlowLayout(nullptr, 6));
    auto *filters = new QHBoxLayout;
    filters->setContentsMargins(3, 0, 3, 0);
    filters->setSpacing(space::m);
    filters->addWidget(m_shops, 0, Qt::AlignTop);
    filters->addWidget(m_kinds, 1);
    column->addLayout(filters);
    m_noArrows = new Banner(Tone::Accent);
    m_noArrows->hide();
    connect(m_noArrows, &Banner::activated, this, [this] {
        if (m_workspace.snapshot()->connections.size() > 1)
            newFlow({});
        else
            Q_EMIT goTo(QStringLiteral("connect"));
    });
    column->addWidget(m_noArrows);
    m_progress = new ProgressRow;
    connect(m_progress, &ProgressRow::cancelled, this, [this] { m_cancel.cancel(); });
    column->addWidget(m_progress);
    m_map = new MapFrame;
    connect(m_map->view(), &MapView::opened, this, &MapPage::openTarget);
    column->addWidget(m_map, 1);
}

void MapPage::enter(const QString &subject)
{
    if (m_frame == nullptr)
        return;
    m_wanted = subject;
    if (m_stale) {
        takeSnapshot();
    } else if (!subject.isEmpty()) {
        openConnection(ConnectionId(subject));
        m_wanted.clear();
    }
}

bool MapPage::escape()
{
    if (m_panel == nullptr || m_panel->isHidden())
        return false;
    m_panel->hide();
    closePanel();
    return true;
}

std::vector<Command> MapPage::commands() const
{
    if (m_workspace.snapshot()->connections.size() < 2)
        return {};
    auto *self = const_cast<MapPage *>(this);
    return {
        {tr("Say what goes where"), title(), Icon::Plus, {}, tr("add arrow data travels"), [self] {
             Q_EMIT self->goTo(self->id());
             self->newFlow({});
         }}};
}

void MapPage::showState(QWidget *state)
{
    m_states->setCurrentWidget(state);
}

void MapPage::showSubtitle()
{
    const Figures &figures = m_workspace.snapshot()->figures;
    if (figures.flows == 0)
        m_frame->setSubtitle(tr("What travels where?"));
    else
        m_frame->setSubtitle(tr("What travels where? Drawbridge sees %1 of %2 arrows itself; the "
                                "rest is as you told it.")
                                 .arg(figures.flowsSeen)
                                 .arg(figures.flows));
}

void MapPage::takeSnapshot()
{
    m_stale = false;
    const auto snapshot = m_workspace.snapshot();
    showSubtitle();
    const bool anything = !snapshot->connections.isEmpty();
    m_add->setEnabled(snapshot->connections.size() > 1);
    m_export->setEnabled(anything);
    if (!anything) {
        m_cancel.cancel();
        ++m_run;
        m_progress->finish();
        m_panel->clear();
        m_panel->setTitle({});
        m_panel->hide();
        m_shownConnection = {};
        m_shownFlow = {};
        m_map->view()->setMap({}, Names::Shown);
        showState(m_empty);
        return;
    }
    fillFilters();
    const bool hasArrows = snapshot->figures.flows > 0;
    m_noArrows->setVisible(!hasArrows);
    if (snapshot->connections.size() > 1) {
        m_noArrows->setSentence(
            tr("Drawbridge does not know yet what these apps send each other."));
        m_noArrows->setAction(tr("Say what goes where"));
    } else {
        m_noArrows->setSentence(
            tr("With a second app, the map can show what goes from one to the other."));
        m_noArrows->setAction(tr("Connect an app"));
    }
    layOut();
    refreshPanel();
}

/// Chips only for kinds of data that travel, a switch only once there is a second shop.
void MapPage::fillFilters()
{
    const auto snapshot = m_workspace.snapshot();
    QStringList ids;
    for (const DataClass &kind : m_workspace.catalog().dataClasses()) {
        for (const Flow &flow : snapshot->flows) {
            if (!flow.retiredAt.has_value() && flow.dataClasses.contains(kind.id)) {
                ids << kind.id;
                break;
            }
        }
    }
    if (ids != m_kindIds) {
        m_kindIds = ids;
        qDeleteAll(m_kinds->findChildren<Chip *>());
        QStringList kept;
        for (const QString &kindId : ids) {
            const DataClass *kind = m_workspace.catalog().dataClass(kindId);
            auto *chip = new Chip(Chip::Kind::Choice, kind->label);
            chip->setDot(sensitivityColor(kind->sensitivity));
            chip->setAccessibleDescription(tr("Show only arrows with this"));
            if (m_filter.dataClasses.contains(kindId)) {
                kept << kindId;
                chip->setChecked(true);
            }
            connect(chip, &QAbstractButton::toggled, this, [this, kindId](bool on) {
                m_filter.dataClasses.removeAll(kindId);
                if (on)
                    m_filter.dataClasses << kindId;
                layOut();
            });
            m_kinds->layout()->addWidget(chip);
        }
        m_filter.dataClasses = kept;
    }
    // The appearance may have changed since they were made.
    const QList<Chip *> chips = m_kinds->findChildren<Chip *>();
    for (qsizetype i = 0; i < std::min(chips.size(), ids.size()); ++i)
        chips.at(i)->setDot(
            sensitivityColor(m_workspace.catalog().dataClass(ids.at(i))->sensitivity));
    m_kinds->setVisible(ids.size() > 1);

    QList<Environment> shops;
    for (const Connection &connection : snapshot->connections) {
        if (!shops.contains(connection.environment))
            shops << connection.environment;
    }
    std::sort(shops.begin(), shops.end());
    if (m_shopKinds.isEmpty() && shops.size() > 1) {
        m_shops->addSegment(QStringLiteral("all"), tr("All"));
        for (const Environment shop :
             {Environment::Production, Environment::Staging, Environment::Development})
            m_shops->addSegment(toText(shop), environmentText(shop));
        m_shops->setCurrent(QStringLiteral("all"));
        m_shopKinds = shops;
    }
    m_shops->setVisible(shops.size() > 1);
    if (shops.size() < 2)
        m_filter.environment.reset();
}

void MapPage::layOut()
{
    m_cancel.cancel();
    m_cancel = CancelToken();
    const quint64 run = ++m_run;
    if (m_map->view()->scene().isEmpty())
        showState(m_loading);
    m_progress->begin(tr("Drawing the map"));
    whenDone(m_workspace.layoutMap(m_filter, m_cancel),
             this,
             [this, run](const Result<LaidOutMap> &map) {
                 if (run != m_run)
                     return;
                 m_progress->finish();
                 if (map.isOk())
                     return showMap(map.value());
                 if (m_workspace.phase() != Phase::Open)
                     return;
                 if (map.error().code == ErrorCode::Cancelled && !m_map->view()->scene().isEmpty())
                     return showState(m_mapSide);
                 m_error->setError(map.error());
                 showState(m_error);
             });
}

void MapPage::showMap(LaidOutMap map)
{
    const auto snapshot = m_workspace.snapshot();
    const Names names = snapshot->settings.hideNames ? Names::Hidden : Names::Shown;
    const Catalog &catalog = m_workspace.catalog();
    for (MapTile &tile : map.map.tiles) {
        // The name of an app is no secret of the business; a person's name may be one.
        const QString holder = holderName(catalog, tile.heldBy);
        tile.heldBy = holder;
    }
    for (MapArrow &arrow : map.map.arrows)
        arrow.carrierName = holderName(catalog, arrow.carrierName);
    m_map->setNote(map.note);
    showState(m_mapSide);
    m_map->view()->setMap(map, names);
    if (!m_wanted.isEmpty()) {
        openConnection(ConnectionId(m_wanted));
        m_wanted.clear();
    }
}

void MapPage::openTarget(const MapTarget &target)
{
    const MapModel &model = m_map->view()->scene().model();
    if (target.kind == MapTarget::Kind::Tile)
        openConnection(model.tiles.at(target.index).connection);
    else if (target.kind == MapTarget::Kind::Arrow)
        openFlow(model.arrows.at(target.index).flow);
    else
        escape();
}

void MapPage::openConnection(const ConnectionId &id)
{
    if (!m_details->showConnection(id))
        return;
    m_shownConnection = id;
    m_shownFlow = {};
    m_map->view()->choose({MapTarget::Kind::Tile, m_map->view()->scene().model().tileOf(id)});
}

void MapPage::openFlow(const FlowId &id)
{
    if (!m_details->showFlow(id))
        return;
    m_shownFlow = id;
    m_shownConnection = {};
    m_map->view()->choose({MapTarget::Kind::Arrow, m_map->view()->scene().model().arrowOf(id)});
}

/// What the panel tells follows the business, and goes when its subject does.
void MapPage::refreshPanel()
{
    if (m_panel->isHidden())
        return;
    const auto snapshot = m_workspace.snapshot();
    const Flow *flow = m_shownFlow.isValid() ? snapshot->flow(m_shownFlow) : nullptr;
    const bool shown = flow != nullptr
        ? !flow->retiredAt.has_value() && m_details->showFlow(m_shownFlow)
        : m_details->showConnection(m_shownConnection);
    if (!shown) {
        m_panel->hide();
        closePanel();
    }
}

void MapPage::closePanel()
{
    m_shownConnection = {};
    m_shownFlow = {};
    m_map->view()->choose({});
    m_map->view()->setFocus(Qt::OtherFocusReason);
}

void MapPage::newFlow(const ConnectionId &from)
{
    if (m_frame == nullptr || m_workspace.snapshot()->connections.size() < 2)
        return;
    Flow flow;
    flow.from = from;
    askFlow(flow);
}

void MapPage::askFlow(const Flow &flow)
{
    auto *dialog = new FlowDialog(m_workspace, flow, m_frame);
    connect(dialog, &FlowDialog::kept, this, [this](const Flow &kept) {
        m_shownFlow = kept.id;
        if (!m_panel->isHidden())
            openFlow(kept.id);
        Q_EMIT notice({tr("It is on the map."), Tone::Good, {}, {}});
    });
    dialog->open();
}

void MapPage::retire(const FlowId &id)
{
    whenDone(m_workspace.dispatch(RetireFlow{id}), this, [this, id](const Result<Flow> &result) {
        if (!result.isOk())
            return tell(result.error());
        Notice told{tr("Taken off the map. Nothing was shut off."), Tone::Neutral, tr("Undo"), {}};
        told.action = [self = QPointer<MapPage>(this), id] {
            if (self == nullptr)
                return;
            whenDone(self->m_workspace.dispatch(RestoreFlow{id}),
                     self.data(),
                     [self](const Result<Flow> &restored) {
                         if (!restored.isOk())
                             self->tell(restored.error());
                     });
        };
        Q_EMIT notice(told);
    });
}

void MapPage::exportPicture()
{
    if (m_workspace.snapshot()->settings.hideNames) {
        Q_EMIT notice({tr("The picture would show the names you hide. Turn off \"Hide names\" in "
                          "Settings first."),
                       Tone::Warning,
                       tr("Open Settings"),
                       [self = QPointer<MapPage>(this)] {
                           if (self != nullptr)
                               Q_EMIT self->goTo(QStringLiteral("settings"));
                       }});
        return;
    }
    auto *dialog = new QFileDialog(m_frame->window(), tr("Save the map as a picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->setNameFilter(tr("Pictures (*.svg)"));
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::PicturesLocation));
    dialog->selectFile(tr("data-map") + QStringLiteral(".svg"));
    connect(dialog, &QFileDialog::fileSelected, this, &MapPage::writePicture);
    dialog->open();
}

void MapPage::writePicture(const QString &file)
{
    whenDone(m_workspace.exportMap(m_filter, QStringLiteral("svg")),
             this,
             [this, file](const Result<QByteArray> &picture) {
                 if (!picture.isOk())
                     return tell(picture.error());
                 const QFuture<Result<void>> written =
                     runIn(*QThreadPool::globalInstance(),
                           [file, content = picture.value()] { return writeFile(file, content); });
                 whenDone(written, this, [this](const Result<void> &result) {
                     if (!result.isOk())
                         return tell(result.error());
                     Q_EMIT notice({tr("The map was saved as a picture. It shows the names of your "
                                       "apps and people: share it with care."),
                                    Tone::Good,
                                    {},
                                    {}});
                 });
             });
}

void MapPage::tell(const Error &error)
{
    Q_EMIT notice({error.what, Tone::Danger, {}, {}});
}

} // namespace drawbridge::ui
