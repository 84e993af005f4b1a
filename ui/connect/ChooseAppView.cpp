// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ChooseAppView.h"

#include "ui/connect/TakesCard.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/SecretField.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QUrl>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

QString tileNote(const AppProfile &app)
{
    if (app.kind == AppKind::Practice)
        return ChooseAppView::tr("nothing at stake");
    if (app.kind == AppKind::Other)
        return ChooseAppView::tr("any app with a key");
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
    inLine->addWidget(m_recognised);
    inLine->addWidget(m_none);
    inLine->addWidget(m_tiles);
    column->addLayout(inLine);
    column->addWidget(m_takes);
    auto *several =
        new LinkButton(tr("List several apps at once, without any key"), Icon::List, this);
    connect(several, &QPushButton::clicked, this, &ChooseAppView::severalWanted);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(inset, 0, inset, 0);
    below->addWidget(several);
    auto *file = new LinkButton(tr("Take keys out of an .env file"), Icon::Document, this);
    connect(file, &QPushButton::clicked, this, &ChooseAppView::chooseFile);
    below->addWidget(file);
    below->addStretch(1);
    setAcceptDrops(true);
    column->addLayout(below);
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
    showTiles(QString());
}

void ChooseAppView::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose an .env file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(dialog, &QFileDialog::fileSelected, this, &ChooseAppView::fileGiven);
    dialog->open();
}

void ChooseAppView::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void ChooseAppView::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.first().isLocalFile())
        return;
    event->acceptProposedAction();
    Q_EMIT fileGiven(urls.first().toLocalFile());
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
    if (m_search->text().isEmpty())
        showTiles(QString());
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
