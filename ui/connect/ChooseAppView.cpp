// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ChooseAppView.h"

#include "core/workspace/Apps.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/FactList.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/SecretField.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

QString setUpKindText(SetUpKind kind)
{
    switch (kind) {
    case SetUpKind::KeyPage:
        return ChooseAppView::tr("Copy a key from a page");
    case SetUpKind::DeveloperAccount:
        return ChooseAppView::tr("Needs a developer account there");
    case SetUpKind::ProviderReview:
        return ChooseAppView::tr("The provider reviews it first");
    }
    return {};
}

QString tileNote(const AppProfile &app)
{
    if (app.kind == AppKind::Practice)
        return ChooseAppView::tr("nothing at stake");
    if (app.kind == AppKind::Other)
        return ChooseAppView::tr("any app with a key");
    return app.setUp.minutes > 0 ? ChooseAppView::tr("about %1 min").arg(app.setUp.minutes)
                                 : areaLabel(app.area);
}

} // namespace

ChooseAppView::ChooseAppView(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_catalog(catalog)
    , m_search(new SearchField(tr("Search apps"), this))
    , m_paste(new SecretField(tr("Paste a key"), this))
    , m_recognised(new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this))
    , m_tiles(new QWidget(this))
    , m_flow(new FlowLayout(m_tiles, 8))
    , m_takes(new Card(tr("What it will take"), this))
    , m_takesBody(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Card::shadowMargins().left(), 0, Card::shadowMargins().right(), 0);
    column->setSpacing(16);
    auto *top = new QHBoxLayout;
    top->setSpacing(16);
    auto *left = new FormRow(tr("Which app?"), m_search, this);
    m_paste->setPlaceholder(tr("It tells by itself which app it is of"));
    auto *right = new FormRow(tr("Or paste a key you have"), m_paste, this);
    top->addWidget(left, 1);
    top->addWidget(right, 1);
    column->addLayout(top);
    m_recognised->setVisible(false);
    column->addWidget(m_recognised);
    column->addWidget(m_tiles);
    m_takesBody->setSpacing(8);
    m_takes->body()->addLayout(m_takesBody);
    m_takes->setVisible(false);
    column->addWidget(m_takes);
    auto *several =
        new LinkButton(tr("List several apps at once, without any key"), Icon::List, this);
    connect(several, &QPushButton::clicked, this, &ChooseAppView::severalWanted);
    column->addWidget(several, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_search, &SearchField::searched, this, &ChooseAppView::showTiles);
    connect(m_paste, &SecretField::edited, this, &ChooseAppView::recognise);
    showTiles(QString());
}

void ChooseAppView::focusFirst()
{
    m_search->setFocus(Qt::OtherFocusReason);
}

void ChooseAppView::showTiles(const QString &text)
{
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const AppProfile *app : m_catalog.search(text)) {
        auto *tile = new ChoiceTile(app->name, tileNote(*app), ChoiceTile::Choosing::Once, m_tiles);
        tile->setAppTile(app->name);
        tile->setFixedWidth(216);
        connect(tile, &QPushButton::clicked, this, [this, id = app->id] {
            setChosen(id);
            Q_EMIT chosen(id);
        });
        m_flow->addWidget(tile);
        tile->show();
    }
    m_tiles->updateGeometry();
}

void ChooseAppView::recognise()
{
    m_recognised->setVisible(!m_paste->isEmpty());
    if (m_paste->isEmpty())
        return;
    const std::optional<RecognizedKey> found = m_catalog.keys().recognize(m_paste->copySecret());
    const AppProfile *app = found ? m_catalog.app(found->app) : nullptr;
    if (!app) {
        m_recognised->setText(tr(
            "No app is known by a key of this shape. Choose the app below; the key stays here."));
        return;
    }
    const QString label = found->label.isEmpty() ? tr("a key of %1").arg(app->name) : found->label;
    m_recognised->setText(found->environment == KeyEnvironment::Test
                              ? tr("This looks like a test key: %1.").arg(label)
                              : tr("This looks like: %1.").arg(label));
    setChosen(app->id);
    Q_EMIT keyRecognised(app->id);
}

SecretBytes ChooseAppView::takePastedKey()
{
    SecretBytes key = m_paste->takeSecret();
    m_recognised->setVisible(false);
    return key;
}

void ChooseAppView::setChosen(const AppId &id)
{
    m_chosen = id;
    const AppProfile *app = m_catalog.app(id);
    m_takes->setVisible(app != nullptr);
    m_tiles->setVisible(app == nullptr);
    if (app)
        showTakes(*app);
}

void ChooseAppView::showTakes(const AppProfile &profile)
{
    while (QLayoutItem *item = m_takesBody->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_takes->setTitle(tr("%1: what it will take").arg(profile.name));
    m_takesBody->addWidget(new PlainLabel(profile.summary, TextRole::Muted, Wrap::Yes, m_takes));
    auto *facts = new FactList(m_takes);
    if (profile.setUp.minutes > 0)
        facts->addFact(tr("Time"),
                       profile.setUp.minutes == 1
                           ? tr("about a minute")
                           : tr("about %1 minutes").arg(profile.setUp.minutes));
    facts->addFact(tr("How"), setUpKindText(profile.setUp.kind));
    if (!profile.setUp.role.isEmpty())
        facts->addFact(tr("Who may do it"), profile.setUp.role);
    if (!profile.setUp.plan.isEmpty())
        facts->addFact(tr("Plan"), profile.setUp.plan);
    if (profile.confidence == Confidence::Unverified)
        facts->addFact(tr("Sure?"), tr("Not checked by us against the provider's own pages yet."));
    m_takesBody->addWidget(facts);

    const bool list = shouldJustList(profile);
    const bool canConnect = !keyOptions(profile).isEmpty();
    m_takesBody->addWidget(
        new PlainLabel(list ? tr("Just list it for now: it goes on the map with who holds its key "
                                 "and where it is shut off. You can "
                                 "bring the key later.")
                            : tr("Is its key held by Zapier or somebody else? Then just list it: "
                                 "no key is needed for the map."),
                       TextRole::Body,
                       Wrap::Yes,
                       m_takes));
    auto *buttons = new QWidget(m_takes);
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    Button *connectIt = list
        ? static_cast<Button *>(new SecondaryButton(tr("Connect with a key"), Icon::Key, m_takes))
        : new PrimaryButton(tr("Connect with a key"), Icon::Key, m_takes);
    connectIt->setVisible(canConnect);
    connect(connectIt, &QPushButton::clicked, this, &ChooseAppView::connectWanted);
    Button *listIt = list
        ? static_cast<Button *>(new PrimaryButton(tr("Just list it"), Icon::List, m_takes))
        : new SecondaryButton(tr("Just list it"), Icon::List, m_takes);
    connect(listIt, &QPushButton::clicked, this, &ChooseAppView::listWanted);
    auto *other = new LinkButton(tr("Another app"), Icon::None, m_takes);
    connect(other, &QPushButton::clicked, this, [this] { setChosen({}); });
    row->addWidget(connectIt);
    row->addWidget(listIt);
    row->addWidget(other);
    row->addStretch(1);
    m_takesBody->addWidget(buttons);
}

} // namespace drawbridge::ui
