// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/FlowDialog.h"

#include "ui/kit/Chip.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/map/MapWords.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QScrollArea>

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr int dialogWidth = 560;
constexpr int mostFormHeight = 440;

QString typeOf(Carrier carrier)
{
    return toText(carrier);
}

} // namespace

FlowDialog::FlowDialog(Workspace &workspace, const Flow &flow, QWidget *anchor)
    : Dialog(flow.id.isValid() ? tr("Change what goes where") : tr("Say what goes where"),
             flow.id.isValid()
                 ? QString()
                 : tr(
                     "It is drawn on the map as you tell it. Nothing is switched on or off by it."),
             anchor)
    , m_workspace(workspace)
    , m_snapshot(workspace.snapshot())
    , m_flow(flow)
{
    setCardWidth(dialogWidth);
    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("panelContent"));
    m_form = new QVBoxLayout(content);
    m_form->setContentsMargins(2, 2, space::m, 2);
    m_form->setSpacing(space::l);
    addEnds();
    addKinds();
    addCarrier();
    addMore();
    m_form->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(content);
    content->setAutoFillBackground(false);
    const int room = std::max(180, anchor->window()->height() - 260);
    scroll->setFixedHeight(std::min(mostFormHeight, room));
    body()->addWidget(scroll);
    m_error = new PlainLabel({}, TextRole::Error, Wrap::Yes);
    m_error->hide();
    body()->addWidget(m_error);

    addCancel();
    m_save = addPrimary(flow.id.isValid() ? tr("Keep the change") : tr("Put it on the map"));
    connect(m_save, &QAbstractButton::clicked, this, &FlowDialog::save);
}

void FlowDialog::addEnds()
{
    const Names names = m_snapshot->settings.hideNames ? Names::Hidden : Names::Shown;
    m_from = new ComboBox(tr("From"));
    m_to = new ComboBox(tr("To"));
    for (const Connection &connection : m_snapshot->connections) {
        QString text = nameText(connection.name, names);
        if (names == Names::Hidden) {
            const AppProfile *profile = m_workspace.catalog().app(connection.app);
            text = profile != nullptr ? profile->name : text;
        }
        m_from->addItem(text, connection.id.text());
        m_to->addItem(text, connection.id.text());
    }
    const auto choose = [](ComboBox *box, const ConnectionId &id, int otherwise) {
        const int index = box->findData(id.text());
        box->setCurrentIndex(index >= 0 ? index : std::min(otherwise, box->count() - 1));
    };
    choose(m_from, m_flow.from, 0);
    choose(m_to, m_flow.to, m_from->currentIndex() == 1 ? 0 : 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    auto *fromRow = new FormRow(tr("From"), m_from);
    m_toRow = new FormRow(tr("To"), m_to);
    row->addWidget(fromRow, 1);
    row->addWidget(m_toRow, 1);
    m_form->addLayout(row);
}

void FlowDialog::addKinds()
{
    auto *column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(new PlainLabel(tr("What travels"), TextRole::Strong));
    auto *holder = new QWidget;
    auto *chips = new FlowLayout(holder, 6);
    for (const DataClass &kind : m_workspace.catalog().dataClasses()) {
        auto *chip = new Chip(Chip::Kind::Choice, kind.label);
        chip->setDot(sensitivityColor(kind.sensitivity));
        chip->setAccessibleDescription(sensitivityLabel(kind.sensitivity));
        chip->setChecked(m_flow.dataClasses.contains(kind.id));
        chips->addWidget(chip);
        m_kinds.append({kind.id, chip});
    }
    column->addWidget(holder);
    m_allKinds = new LinkButton(tr("Show all kinds of data"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_allKinds);
    line->addStretch(1);
    column->addLayout(line);
    connect(m_allKinds, &QAbstractButton::clicked, this, [this] {
        for (const auto &[id, chip] : m_kinds)
            chip->show();
        m_showsAll = true;
        m_allKinds->hide();
    });
    connect(m_from, &QComboBox::currentIndexChanged, this, &FlowDialog::showLikelyKinds);
    connect(m_to, &QComboBox::currentIndexChanged, this, &FlowDialog::showLikelyKinds);
    m_kindsError = new PlainLabel({}, TextRole::Error, Wrap::Yes);
    m_kindsError->hide();
    column->addWidget(m_kindsError);
    m_form->addLayout(column);
    showLikelyKinds();
    m_purpose = new QLineEdit(m_flow.purpose);
    m_purpose->setPlaceholderText(tr("So that the books are right"));
    m_purposeRow = new FormRow(tr("What for"), m_purpose);
    m_form->addWidget(m_purposeRow);
}

void FlowDialog::showLikelyKinds()
{
    if (m_showsAll)
        return;
    QStringList likely;
    for (const ComboBox *end : {m_from, m_to}) {
        const Connection *connection =
            m_snapshot->connection(ConnectionId(end->currentData().toString()));
        const AppProfile *app =
            connection != nullptr ? m_workspace.catalog().app(connection->app) : nullptr;
        for (const AppJob &job : app != nullptr ? app->jobs : QList<AppJob>())
            likely << job.dataClasses;
    }
    bool hides = false;
    for (const auto &[id, chip] : m_kinds) {
        const bool shown = likely.isEmpty() || likely.contains(id) || chip->isChecked();
        chip->setVisible(shown);
        hides = hides || !shown;
    }
    m_allKinds->setVisible(hides);
}

void FlowDialog::addCarrier()
{
    m_carrier = new ComboBox(tr("How it gets there"));
    m_carrier->addItem(tr("Directly, from app to app"), typeOf(Carrier::Direct));
    for (const AppProfile &app : m_workspace.catalog().apps()) {
        if (app.kind == AppKind::Hub)
            m_carrier->addItem(tr("Through %1").arg(app.name),
                               QString(typeOf(Carrier::Hub) + QStringLiteral(":") + app.id));
    }
    m_carrier->addItem(tr("By automatic message"), typeOf(Carrier::Webhook));
    m_carrier->addItem(tr("By a script"), typeOf(Carrier::Script));
    m_carrier->addItem(tr("By hand"), typeOf(Carrier::Person));
    QString wanted = typeOf(m_flow.carrier);
    if (m_flow.carrier == Carrier::Hub)
        wanted += QString(QStringLiteral(":") + m_flow.carrierName);
    if (m_carrier->findData(wanted) < 0)
        m_carrier->addItem(carrierText(m_flow.carrier, m_flow.carrierName, Names::Shown), wanted);
    m_carrier->setCurrentIndex(m_carrier->findData(wanted));
    m_carrierName = new QLineEdit;
    if (m_flow.carrier != Carrier::Hub)
        m_carrierName->setText(m_flow.carrierName);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    row->addWidget(new FormRow(tr("How it gets there"), m_carrier), 1);
    m_carrierRow = new FormRow(tr("Name of the script or person"), m_carrierName);
    row->addWidget(m_carrierRow, 1);
    m_form->addLayout(row);
    connect(m_carrier, &QComboBox::currentIndexChanged, this, &FlowDialog::showCarrierName);
    showCarrierName();
}

void FlowDialog::showCarrierName()
{
    const QString kind = m_carrier->currentData().toString();
    m_carrierRow->setVisible(kind == typeOf(Carrier::Script) || kind == typeOf(Carrier::Person));
}

void FlowDialog::addMore()
{
    auto *more = new Disclosure(tr("More"));
    more->body()->setSpacing(space::l);
    const auto line = [more](const QString &title, const QString &text, const QString &hint) {
        auto *field = new QLineEdit(text);
        field->setPlaceholderText(hint);
        more->body()->addWidget(new FormRow(title, field));
        return field;
    };
    m_trigger = line(tr("When it happens"), m_flow.trigger, tr("Every new order"));
    m_fields = line(tr("Which fields"), m_flow.fields, tr("Order number, total, tax"));
    m_ifTwice =
        line(tr("What if it runs twice"), m_flow.ifTwice, tr("Nothing, or a double booking"));
    m_ifItFails =
        line(tr("What if it fails"), m_flow.ifItFails, tr("The order is missing in the books"));
    m_whoHears = line(tr("Who hears of it"), m_flow.whoHears, tr("Anna, by e-mail"));
    m_form->addWidget(more);
}

Flow FlowDialog::typed() const
{
    Flow flow = m_flow;
    flow.from = ConnectionId(m_from->currentData().toString());
    flow.to = ConnectionId(m_to->currentData().toString());
    // A kind of data the catalog does not know (any more) has no chip and is kept.
    QStringList known;
    for (const auto &[id, chip] : m_kinds) {
        known << id;
        if (!chip->isChecked())
            flow.dataClasses.removeAll(id);
        else if (!flow.dataClasses.contains(id))
            flow.dataClasses << id;
    }
    flow.purpose = m_purpose->text().trimmed();
    const QString carrier = m_carrier->currentData().toString();
    flow.carrier = fromText<Carrier>(carrier.section(QChar(u':'), 0, 0)).value_or(Carrier::Direct);
    if (flow.carrier == Carrier::Hub)
        flow.carrierName = carrier.section(QChar(u':'), 1);
    else if (m_carrierRow->isVisibleTo(m_carrierRow->parentWidget()))
        flow.carrierName = m_carrierName->text().trimmed();
    else
        flow.carrierName.clear();
    flow.trigger = m_trigger->text().trimmed();
    flow.fields = m_fields->text().trimmed();
    flow.ifTwice = m_ifTwice->text().trimmed();
    flow.ifItFails = m_ifItFails->text().trimmed();
    flow.whoHears = m_whoHears->text().trimmed();
    return flow;
}

bool FlowDialog::isComplete(const Flow &flow)
{
    m_toRow->setError(flow.from == flow.to ? tr("Choose another one than on the left.") : QString());
    m_kindsError->setText(flow.dataClasses.isEmpty() ? tr("Choose at least one.") : QString());
    m_kindsError->setVisible(flow.dataClasses.isEmpty());
    m_purposeRow->setError(flow.purpose.isEmpty() ? tr("Say in a few words what it is for.")
                                                  : QString());
    return flow.from != flow.to && !flow.dataClasses.isEmpty() && !flow.purpose.isEmpty();
}

void FlowDialog::showError(const Error &error)
{
    m_error->setText(error.what);
    m_error->show();
    m_save->setBusy(false);
}

void FlowDialog::save()
{
    m_error->hide();
    const Flow flow = typed();
    if (m_save->isBusy() || !isComplete(flow))
        return;
    m_save->setBusy(true);
    const auto finish = [this](const Result<Flow> &result) {
        if (!result.isOk())
            return showError(result.error());
        Q_EMIT kept(result.value());
        accept();
    };
    if (flow.id.isValid())
        whenDone(m_workspace.dispatch(EditFlow{flow}), this, finish);
    else
        whenDone(m_workspace.dispatch(AddFlow{flow}), this, finish);
}

} // namespace drawbridge::ui
