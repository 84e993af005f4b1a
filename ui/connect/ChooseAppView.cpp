// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ChooseAppView.h"

#include "ui/connect/TakesCard.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/SecretField.h"

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr std::chrono::milliseconds progressAfter{300};

QString tileNote(const AppProfile &app)
{
    if (app.kind == AppKind::Practice)
        return ChooseAppView::tr("nothing at stake");
    if (app.kind == AppKind::Other)
        return ChooseAppView::tr("any app with a key");
    if (app.imported)
        return ChooseAppView::tr("from your file");
    const int minutes = app.setUp.minutes;
    if (minutes >= 60 && minutes % 60 == 0)
        return ChooseAppView::tr("about %1 h").arg(minutes / 60);
    return minutes > 0 ? ChooseAppView::tr("about %1 min").arg(minutes) : areaLabel(app.area);
}

} // namespace

ChooseAppView::ChooseAppView(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_catalog(catalog)
    , m_search(new SearchField(tr("Search apps"), this))
    , m_paste(new SecretField(tr("Paste a key"), this))
    , m_recognised(new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this))
    , m_none(new PlainLabel(tr("No app is known by these words. Choose \"Other app\": any app that "
                               "gives out a key can be connected."),
                            TextRole::Muted,
                            Wrap::Yes,
                            this))
    , m_tiles(new QWidget(this))
    , m_flow(new FlowLayout(m_tiles, 8))
    , m_takes(new TakesCard(catalog, this))
    , m_reading(new ProgressRow({progressAfter, progressAfter}, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    // The card keeps room for its shadow; everything else stands in line with its edge.
    const int inset = Card::shadowMargins().left();
    auto *inLine = new QVBoxLayout;
    inLine->setContentsMargins(inset, 0, inset, 0);
    inLine->setSpacing(16);
    auto *top = new QHBoxLayout;
    top->setSpacing(16);
    m_paste->setPlaceholder(tr("It tells by itself which app it is of"));
    top->addWidget(new FormRow(tr("Which app?"), m_search, this), 1, Qt::AlignTop);
    top->addWidget(new FormRow(tr("Or paste a key you have"), m_paste, this), 1, Qt::AlignTop);
    inLine->addLayout(top);
    inLine->addWidget(m_reading);
    inLine->addWidget(m_recognised);
    inLine->addWidget(m_none);
    inLine->addWidget(m_tiles);
    column->addLayout(inLine);
    column->addWidget(m_takes);
    column->addLayout(otherWays());
    column->addStretch(1);
    m_recognised->hide();
    m_takes->hide();

    connect(m_search, &SearchField::searched, this, [this](const QString &text) {
        if (!m_app.isEmpty())
            Q_EMIT chosen({});
        showTiles(text);
    });
    connect(m_search, &SearchField::returnPressed, this, &ChooseAppView::chooseTheOnlyOne);
    connect(m_paste, &SecretField::edited, this, &ChooseAppView::recognise);
    connect(m_takes, &TakesCard::edited, this, &ChooseAppView::edited);
    connect(m_takes, &TakesCard::connectWanted, this, &ChooseAppView::connectWanted);
    connect(m_takes, &TakesCard::listWanted, this, &ChooseAppView::listWanted);
    connect(m_takes, &TakesCard::sayMoreWanted, this, &ChooseAppView::sayMoreWanted);
    connect(m_takes, &TakesCard::otherWanted, this, [this] { Q_EMIT chosen({}); });
    connect(m_takes, &TakesCard::removeWanted, this, [this] { Q_EMIT removeWanted(m_app); });
    connect(m_reading, &ProgressRow::cancelled, this, &ChooseAppView::readingStopped);
    showTiles(QString());
}

QLayout *ChooseAppView::otherWays()
{
    auto *ways = new QWidget(this);
    auto *row = new FlowLayout(ways, 8);
    const auto add = [&](const QString &words, Icon icon) {
        auto *way = new LinkButton(words, icon, ways);
        row->addWidget(way);
        return way;
    };
    auto *several = add(tr("List several apps at once, without any key"), Icon::List);
    connect(several, &QPushButton::clicked, this, &ChooseAppView::severalWanted);
    auto *settings = add(tr("Take keys out of an .env file"), Icon::Document);
    connect(settings, &QPushButton::clicked, this, [this] {
        chooseFile(tr("Choose an .env file"), GivenFile::Settings);
    });
    auto *description = add(tr("From a description file…"), Icon::Code);
    const QString what =
        tr("A file that the app's provider offers for programmers (OpenAPI). Or drop it here.");
    setPlainToolTip(description, what);
    description->setAccessibleDescription(what);
    connect(description, &QPushButton::clicked, this, [this] {
        chooseFile(tr("Choose the description of an app"), GivenFile::AppDescription);
    });
    const int inset = Card::shadowMargins().left();
    auto *below = new QHBoxLayout;
    below->setContentsMargins(inset, 0, inset, 0);
    below->addWidget(ways, 1);
    return below;
}

void ChooseAppView::chooseFile(const QString &title, GivenFile meant)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    if (meant == GivenFile::AppDescription)
        dialog->setNameFilters({tr("Descriptions (*.json *.yaml *.yml)"), tr("All files (*)")});
    dialog->setFilter(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(dialog, &QFileDialog::fileSelected, this, [this, meant](const QString &path) {
        Q_EMIT fileGiven(path, meant);
    });
    dialog->open();
}

void ChooseAppView::setReading(const QString &sentence)
{
    if (sentence.isEmpty())
        m_reading->finish();
    else
        m_reading->begin(sentence);
}

void ChooseAppView::setCatalog(const Catalog &catalog)
{
    if (m_catalog == catalog)
        return;
    m_catalog = catalog;
    const auto *on = qobject_cast<ChoiceTile *>(QApplication::focusWidget());
    const QString app = on && m_tiles->isAncestorOf(on) ? on->text() : QString();
    showTiles(m_search->text());
    if (app.isEmpty())
        return;
    // The tile it was on is another one now, or gone.
    for (ChoiceTile *tile : m_tiles->findChildren<ChoiceTile *>()) {
        if (!tile->isHidden() && tile->text() == app) {
            tile->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    m_search->setFocus(Qt::OtherFocusReason);
}

void ChooseAppView::focusFirst()
{
    if (m_app.isEmpty())
        m_search->setFocus(Qt::OtherFocusReason);
    else
        m_takes->focusFirst();
}

void ChooseAppView::chooseTheOnlyOne()
{
    const QList<const AppProfile *> found = m_catalog.search(m_search->text());
    if (found.size() == 1 && found.first()->id != m_app)
        Q_EMIT chosen(found.first()->id);
}

void ChooseAppView::showTiles(const QString &text)
{
    m_searched = text;
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        item->widget()->deleteLater();
        item->widget()->hide();
        delete item;
    }
    QList<const AppProfile *> found = m_catalog.search(text);
    m_none->setVisible(found.isEmpty());
    if (found.isEmpty()) {
        for (const AppProfile &app : m_catalog.apps()) {
            if (app.kind == AppKind::Other)
                found.append(&app);
        }
    }
    for (const AppProfile *app : std::as_const(found)) {
        auto *tile = new ChoiceTile(app->name, tileNote(*app), ChoiceTile::Choosing::Once, m_tiles);
        tile->setAppTile(app->name);
        tile->setFixedWidth(216);
        connect(tile, &QPushButton::clicked, this, [this, id = app->id] { Q_EMIT chosen(id); });
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
    if (found && !app) {
        m_recognised->setText(tr("This looks like: %1. Drawbridge has no profile of this app yet. "
                                 "Connect it as \"Other "
                                 "app\"; the key stays here.")
                                  .arg(found->label));
        return;
    }
    if (!app) {
        m_recognised->setText(tr(
            "No app is known by a key of this shape. Choose the app below; the key stays here."));
        return;
    }
    const QString label = found->label.isEmpty() ? tr("a key of %1").arg(app->name) : found->label;
    m_recognised->setText(found->environment == KeyEnvironment::Test
                              ? tr("This looks like a test key: %1.").arg(label)
                              : tr("This looks like: %1.").arg(label));
    if (app->id != m_app)
        Q_EMIT chosen(app->id);
}

SecretBytes ChooseAppView::takePastedKey()
{
    SecretBytes key = m_paste->takeSecret();
    m_recognised->setVisible(false);
    return key;
}

void ChooseAppView::clearSecrets()
{
    m_paste->clear();
}

void ChooseAppView::setDraft(const ConnectDraft &draft)
{
    const AppProfile *app = m_catalog.app(draft.app);
    m_app = app ? draft.app : AppId();
    // The keyboard goes on before what holds it is hidden: else it lands anywhere in the window.
    const QWidget *focus = QApplication::focusWidget();
    if (app) {
        // What was typed on the way to it unchooses nothing.
        m_search->settle();
        m_none->hide();
        m_takes->setApp(*app, draft);
        m_takes->show();
        if (focus == m_search || m_tiles->isAncestorOf(focus))
            focusFirst();
        m_tiles->hide();
        return;
    }
    if (m_takes->isAncestorOf(focus))
        focusFirst();
    m_takes->hide();
    m_tiles->show();
    m_takes->forget();
    if (m_search->text().isEmpty() || m_search->text() != m_searched)
        showTiles(m_search->text());
}

void ChooseAppView::writeTo(ConnectDraft &draft) const
{
    if (!m_app.isEmpty())
        m_takes->writeTo(draft);
}

bool ChooseAppView::checkListing()
{
    return m_takes->checkListing();
}

void ChooseAppView::setListing(bool underWay)
{
    m_takes->setListing(underWay);
}

void ChooseAppView::setProblem(const QString &problem)
{
    m_takes->setProblem(problem);
}

} // namespace drawbridge::ui
