// SPDX-License-Identifier: GPL-3.0-or-later
// Draws every widget of the kit, in both appearances and at both scales, into build/<preset>/gallery: to be looked
// at. What is checked here is what a picture cannot show: that all have an accessible name and can be reached.
#include "tests/support/TestUnit.h"
#include "ui/kit/AppTile.h"
#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/Chip.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/DateField.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/FactList.h"
#include "ui/kit/FigureCard.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/Notices.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/Rows.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/SegmentedControl.h"
#include "ui/kit/SidePanel.h"
#include "ui/kit/States.h"
#include "ui/kit/StatusPill.h"
#include "ui/kit/StepBar.h"
#include "ui/kit/Theme.h"
#include "ui/kit/Toggles.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QCalendarWidget>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStandardItemModel>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

QHBoxLayout *row(std::initializer_list<QWidget *> widgets)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(space::s);
    for (QWidget *widget : widgets)
        line->addWidget(widget, 0, Qt::AlignVCenter);
    line->addStretch(1);
    return line;
}

QWidget *iconsCard()
{
    auto *card = new Card(s("Icons"));
    auto *holder = new QWidget;
    auto *flow = new FlowLayout(holder, 6);
    for (int i = 1; i <= static_cast<int>(Icon::ZoomOut); ++i)
        flow->addWidget(new IconButton(static_cast<Icon>(i), iconName(static_cast<Icon>(i))));
    card->body()->addWidget(holder);
    return card;
}

QWidget *buttonsCard()
{
    auto *card = new Card(s("Buttons"));
    auto *disabled = new PrimaryButton(s("Save"));
    disabled->setEnabled(false);
    auto *disabledSecond = new SecondaryButton(s("Test"));
    disabledSecond->setEnabled(false);
    auto *busy = new PrimaryButton(s("Testing"));
    busy->setBusy(true);
    auto *next = new PrimaryButton(s("Next"), Icon::ArrowRight);
    next->setSymbolTrailing(true);
    card->body()->addLayout(row({new PrimaryButton(s("Connect an app"), Icon::Plus),
                                 next,
                                 new SecondaryButton(s("Export"), Icon::Download),
                                 new SecondaryButton(s("Cancel")),
                                 new DangerButton(s("Shut off"))}));
    card->body()->addLayout(row({disabled,
                                 disabledSecond,
                                 busy,
                                 new LinkButton(s("Open page"), Icon::ExternalLink),
                                 new IconButton(Icon::More, s("More"))}));
    auto *segments = new SegmentedControl(s("Appearance"));
    segments->addSegment(s("system"), s("System"), Icon::Laptop);
    segments->addSegment(s("light"), s("Light"), Icon::Sun);
    segments->addSegment(s("dark"), s("Dark"), Icon::Moon);
    auto *on = new Switch(s("Hide names"));
    on->setChecked(true);
    card->body()->addLayout(row({segments, on, new Switch(s("Notify me"))}));
    auto *ticked = new CheckBox(s("Read orders"));
    ticked->setChecked(true);
    auto *chosen = new RadioButton(s("In the keychain"));
    chosen->setChecked(true);
    card->body()->addLayout(row(
        {ticked, new CheckBox(s("Read customers")), chosen, new RadioButton(s("In a vault file"))}));
    auto *chips = new QWidget;
    auto *flow = new FlowLayout(chips, 6);
    auto *set = new Chip(Chip::Kind::Choice, s("Contact details"));
    set->setChecked(true);
    auto *dotted = new Chip(Chip::Kind::Choice, s("Card data"));
    dotted->setDot(tokens().danger);
    flow->addWidget(set);
    flow->addWidget(dotted);
    flow->addWidget(new Chip(Chip::Kind::Choice, s("Order totals")));
    flow->addWidget(new Chip(Chip::Kind::Removable, s("Stripe")));
    flow->addWidget(new Chip(Chip::Kind::Removable, s("last 7 days")));
    card->body()->addWidget(chips);
    return card;
}

QWidget *pillsCard()
{
    auto *card = new Card(s("Status"));
    card->body()->addLayout(row({new StatusPill(s("Running"), Tone::Good),
                                 new StatusPill(s("Due soon"), Tone::Warning),
                                 new StatusPill(s("Refused"), Tone::Danger),
                                 new StatusPill(s("Not checked"), Tone::Neutral),
                                 new StatusPill(s("Test shop"), Tone::Accent)}));
    card->body()->addLayout(row({new StatusPill(s("Checked"), Tone::Good, Icon::Check),
                                 new StatusPill(s("Paused"), Tone::Neutral, Icon::Pause),
                                 new StatusPill(s("Leaked"), Tone::Danger, Icon::Leak)}));
    auto *tiles = new QHBoxLayout;
    tiles->setSpacing(space::s);
    for (const char *name : {"Stripe",
                             "Shopify",
                             "QuickBooks",
                             "Mailchimp",
                             "HubSpot",
                             "Slack",
                             "GitHub",
                             "Twilio",
                             "Ada's Shop",
                             "Notion"})
        tiles->addWidget(new AppTile(s(name), 36));
    for (const char *name : {"Zapier", "Airtable"}) {
        auto *tile = new AppTile(s(name), 36);
        tile->setHolding(Holding::Elsewhere);
        tiles->addWidget(tile);
    }
    tiles->addStretch(1);
    card->body()->addLayout(tiles);
    return card;
}

QWidget *formCard()
{
    auto *card = new Card(s("Connect Stripe"));
    auto *name = new QLineEdit(s("Ada's Shop"));
    auto *nameRow = new FormRow(s("Name"), name);
    nameRow->setHelp(s("So that you recognise it in the list."));
    auto *secret = new SecretField(s("Key"));
    auto *secretRow = new FormRow(s("Key"), secret);
    secret->setPlaceholder(s("Paste the key here"));
    QTest::keyClicks(secret, s("plainly-not-a-key"));
    secretRow->setHelp(s("Your key goes to api.stripe.com and to your keychain, nowhere else."));
    auto *wrong = new FormRow(s("Web address"), new QLineEdit(s("http://shop.example")));
    wrong->setError(s("This address is not encrypted. Use one that starts with https://."));
    auto *combo = new ComboBox(s("Looked after by"));
    combo->addItems({s("Anna"), s("Ben")});
    auto *notes = new QPlainTextEdit(s("Asked Ben before changing it."));
    notes->setFixedHeight(64);
    card->body()->setSpacing(space::l);
    card->body()->addWidget(nameRow);
    card->body()->addWidget(secretRow);
    card->body()->addWidget(wrong);
    card->body()->addWidget(new FormRow(s("Looked after by"), combo));
    card->body()->addWidget(new FormRow(s("Notes"), notes));
    return card;
}

QStandardItemModel *tableModel(QObject *owner)
{
    auto *model = new QStandardItemModel(0, 5, owner);
    model->setHorizontalHeaderLabels(
        {s("Name"), s("What it is for"), s("Ends at provider"), s("Replace by"), s("Status")});
    const QList<QStringList> rows{
        {s("Stripe"),
         s("Order totals to the books"),
         s("never"),
         s("in 12 days, 5 Dec"),
         s("Running")},
        {s("Shopify"),
         s("Orders and stock"),
         s("in 40 days, 2 Jan 2027"),
         s("in 3 months, 21 Feb 2027"),
         s("Due soon")},
        {s("Mailchimp"),
         s("The newsletter that goes out to every customer on Fridays"),
         s("never"),
         s("tomorrow, 24 Nov"),
         s("Refused")},
        {s("Zapier"), s("Carries orders"), s("not known"), s("not known"), s("Not checked")},
    };
    const Tone tones[] = {Tone::Good, Tone::Warning, Tone::Danger, Tone::Neutral};
    for (int i = 0; i < rows.size(); ++i) {
        QList<QStandardItem *> items;
        for (const QString &text : rows.at(i))
            items << new QStandardItem(text);
        items.at(0)->setData(rows.at(i).at(0), RowRole::TileName);
        items.at(0)->setData(i == 3, RowRole::TileElsewhere);
        items.at(4)->setData(static_cast<int>(tones[i]), RowRole::PillTone);
        model->appendRow(items);
    }
    return model;
}

QWidget *tableCard()
{
    auto *card = new Card(s("Connections"));
    card->setPadding(0, 14);
    auto *search = new SearchField(s("Find a connection"));
    search->setFixedWidth(220);
    card->addAction(search);
    card->addAction(new SecondaryButton(s("Filter"), Icon::Filter));
    auto *table = new TableView(s("Connections"));
    table->setFitsRows(true);
    table->setModel(tableModel(table));
    table->selectRow(1);
    card->body()->addWidget(table);
    return card;
}

QWidget *listCard()
{
    auto *card = new Card(s("Needs you today"));
    card->setPadding(0, 14);
    auto *list = new RowList(s("Needs you today"));
    list->setFitsRows(true);
    auto *model = new QStandardItemModel(list);
    const auto add = [model](const char *name, const char *note, const char *trailing, Tone tone) {
        auto *item = new QStandardItem(s(name));
        item->setData(s(name), RowRole::TileName);
        item->setData(s(note), RowRole::Note);
        item->setData(s(trailing), RowRole::TrailingText);
        item->setData(static_cast<int>(tone), RowRole::TrailingTone);
        item->setData(true, RowRole::Chevron);
        model->appendRow(item);
    };
    add("Mailchimp",
        "The key was refused since 14:02. The newsletter does not go out.",
        "Reconnect",
        Tone::Danger);
    add("Stripe", "Replace the key in 12 days, 5 Dec", "Due soon", Tone::Warning);
    add("Shopify", "Nobody looked at it for 6 months", "Review", Tone::Neutral);
    list->setModel(model);
    card->body()->addWidget(list);
    return card;
}

QWidget *figures()
{
    auto *holder = new QWidget;
    auto *line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    const auto add = [line](const char *label, const char *figure, const char *note, Tone tone) {
        auto *card = new FigureCard(s(label));
        card->setFigure(s(figure), s(note), tone);
        line->addWidget(card);
    };
    add("Connections", "9", "2 held elsewhere", Tone::Neutral);
    add("Keys replaced on time", "92.3%", "12 of 13", Tone::Neutral);
    add("Due in 14 days", "2", "Stripe, Mailchimp", Tone::Warning);
    add("Open alerts", "0", "nothing outside normal", Tone::Good);
    return holder;
}

QWidget *typeCard()
{
    auto *card = new Card(s("Words"));
    for (const auto &[text, role] :
         {std::pair("What needs me today?", TextRole::Title),
          std::pair("Connections", TextRole::Section),
          std::pair("This key can read every customer. The job needs order totals only.",
                    TextRole::Body),
          std::pair("Anna looks after it", TextRole::Strong),
          std::pair("We can see 3 of 9 flows", TextRole::Muted),
          std::pair("Last looked at 2 minutes ago", TextRole::Caption),
          std::pair("The key was refused.", TextRole::Error),
          std::pair("api.stripe.com", TextRole::Code)})
        card->body()->addWidget(new PlainLabel(s(text), role, Wrap::Yes));
    auto *progress = new ProgressRow(ProgressRow::Timing{std::chrono::milliseconds(0),
                                                         std::chrono::milliseconds(0)},
                                     nullptr);
    progress->begin(s("Testing the key at Stripe"));
    progress->setProgress(2, 5);
    card->body()->addWidget(progress);
    auto *unknown = new ProgressRow(ProgressRow::Timing{std::chrono::milliseconds(0),
                                                        std::chrono::milliseconds(0)},
                                    nullptr);
    unknown->begin(s("Asking the keychain"));
    card->body()->addWidget(unknown);
    return card;
}

QWidget *choicesCard()
{
    auto *card = new Card(s("Connect an app"));
    auto *steps =
        new StepBar({s("Which app?"), s("What should it do?"), s("Does this look right?")});
    steps->setCurrent(1);
    card->body()->addWidget(steps);
    auto *grid = new QGridLayout;
    grid->setSpacing(space::s);
    const auto add =
        [grid](int place, const char *title, const char *note, ChoiceTile::Choosing choosing) {
            auto *tile = new ChoiceTile(s(title), s(note), choosing);
            tile->setChecked(place == 3);
            if (choosing == ChoiceTile::Choosing::Once)
                tile->setAppTile(s(title));
            else
                tile->setSymbol(Icon::Mail);
            grid->addWidget(tile, place / 3, place % 3);
        };
    add(0, "Stripe", "5 minutes, any plan", ChoiceTile::Choosing::Once);
    add(1, "Shopify", "10 minutes, owner's login", ChoiceTile::Choosing::Once);
    add(2, "Other app", "", ChoiceTile::Choosing::Once);
    add(3, "Send receipts", "Reads orders and customers", ChoiceTile::Choosing::Several);
    add(4, "Keep the books", "Reads order totals", ChoiceTile::Choosing::Several);
    add(5, "Stock", "Reads products", ChoiceTile::Choosing::Several);
    card->body()->addLayout(grid);
    auto *sentence = new PlainLabel(TextRole::Body);
    sentence->setSpans({{s("Your key goes to ")},
                        {s("api.stripe.com"), Emphasis::Strong},
                        {s(" and to your keychain, nowhere else. Stripe sends ")},
                        {s("order totals"), Emphasis::Accent},
                        {s(" to QuickBooks "), Emphasis::None},
                        {s("through Zapier"), Emphasis::Accent},
                        {s(".")}});
    card->body()->addWidget(sentence);
    auto *date = new DateField(s("Replace by"));
    date->setDay(QDate(2027, 2, 21));
    auto *never = new DateField(s("Ends at provider"));
    never->setNone(s("never"));
    never->setDay({});
    card->body()->addLayout(row({date, never}));
    auto *facts = new FactList;
    facts->addFact(s("Ends at provider"), s("never"));
    facts->addFact(s("Replace by"), s("in 12 days, 5 Dec"));
    facts->addFact(s("What it may do"),
                   s("Read orders, read products. It cannot change anything, and it cannot see "
                     "card numbers."));
    card->body()->addWidget(facts);
    return card;
}

QWidget *banners()
{
    auto *holder = new QWidget;
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(3, 0, 3, 0);
    column->setSpacing(space::s);
    auto *danger = new Banner(Tone::Danger,
                              s("Mailchimp has refused this key since 14:02:31. The newsletter "
                                "does not go out until it is replaced."));
    danger->setAction(s("Replace the key"));
    auto *warning =
        new Banner(Tone::Warning,
                   s("Two keys of Stripe work at the moment. The old one still opens everything "
                     "until you shut it off at Stripe, and whoever holds a copy of it can go on "
                     "using it, so please do not leave it like this for longer than a day."));
    warning->setDismissible(true);
    column->addWidget(danger);
    column->addWidget(warning);
    column->addWidget(
        new Banner(Tone::Good,
                   s("Stripe has refused the old key since 14:05:10 (checked 3 times).")));
    column->addWidget(new Banner(Tone::Accent, s("Names are hidden while you share your screen.")));
    column->addWidget(new Banner(
        Tone::Neutral,
        s("Airtable cannot limit a key to one table. A base of its own for this job helps.")));
    return holder;
}

QWidget *statesRow()
{
    auto *holder = new QWidget;
    auto *line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    auto *empty = new Card;
    auto *emptyState =
        new EmptyState(Icon::Plug,
                       s("No connection yet"),
                       s("List the apps you use: it takes a minute, and no key is needed."));
    emptyState->setAction(s("Connect an app"), Icon::Plus);
    empty->body()->addWidget(emptyState);
    auto *failed = new Card;
    failed->body()->addWidget(
        new ErrorState(Error{ErrorCode::Unavailable,
                             s("The keychain does not answer. Unlock it and try again."),
                             s("org.freedesktop.secrets: NoReply after 5 s")}));
    auto *loading = new Card(s("Loading"));
    loading->body()->addWidget(new LoadingState(4));
    line->addWidget(empty, 1);
    line->addWidget(failed, 1);
    line->addWidget(loading, 1);
    return holder;
}

QWidget *gallery()
{
    auto *frame = new PageFrame(s("Gallery"));
    frame->setSubtitle(s("Everything the window is made of"));
    frame->addAction(new SecondaryButton(s("Export"), Icon::Download));
    frame->addAction(new PrimaryButton(s("Connect an app"), Icon::Plus));
    frame->body()->addWidget(figures());
    frame->body()->addWidget(banners());
    frame->body()->addWidget(tableCard());
    frame->body()->addWidget(listCard());
    auto *two = new QHBoxLayout;
    two->setSpacing(space::s);
    auto *left = new QVBoxLayout;
    left->setSpacing(space::s);
    left->addWidget(buttonsCard());
    left->addWidget(pillsCard());
    left->addWidget(iconsCard());
    left->addStretch(1);
    auto *right = new QVBoxLayout;
    right->setSpacing(space::s);
    right->addWidget(formCard());
    right->addWidget(typeCard());
    right->addStretch(1);
    two->addLayout(left, 3);
    two->addLayout(right, 2);
    frame->body()->addLayout(two);
    frame->body()->addWidget(choicesCard());
    frame->body()->addWidget(statesRow());
    return frame;
}

void save(QWidget &widget, const QString &name, qreal scale)
{
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/../gallery");
    QDir().mkpath(folder);
    QImage image(widget.size() * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(tokens().background);
    QPainter painter(&image);
    widget.render(&painter);
    painter.end();
    QVERIFY(image.save(QStringLiteral("%1/%2-%3x.png").arg(folder, name).arg(scale)));
}

} // namespace

class tst_Gallery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void everythingCanBeDrawn_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everythingCanBeDrawn()
    {
        QFETCH(bool, dark);
        m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
        const QString name = dark ? s("dark") : s("light");
        const std::unique_ptr<QWidget> page(gallery());
        page->resize(1180, 2560);
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        QTRY_VERIFY(page->findChild<LoadingState *>()->isShown());
        save(*page, name, 1);
        save(*page, name, 2);

        page->resize(1024, 700);
        NoticeArea notices(page.get());
        notices.show({s("Stripe was connected. It is on the map now."), Tone::Good, {}, {}});
        notices.show({s("The link to Zapier was removed."), Tone::Neutral, s("Undo"), [] {}});
        auto *dialog = new DangerDialog(
            {s("Remove Stripe?"),
             s("Drawbridge forgets the key and deletes it from your keychain."),
             {s("Order totals to QuickBooks, through Zapier"), s("The nightly stock report")},
             {s("Zapier and anyone with a copy can use the key until you shut it off at Stripe.")},
             s("Remove"),
             s("Stripe")},
            page.get());
        save(*page, name + s("-notices"), 1);
        dialog->open();
        QCoreApplication::processEvents();
        save(*page, name + s("-dialog"), 2);
        dialog->reject();
        popups(*page, name);
    }

    void popups(QWidget &page, const QString &name)
    {
        QMenu menu(&page);
        menu.addAction(icon(Icon::Refresh), s("Test"));
        menu.addAction(icon(Icon::Key), s("Replace the key"));
        menu.addSeparator();
        menu.addAction(icon(Icon::Trash, Ink::Danger), s("Remove"))->setEnabled(false);
        menu.popup(QPoint(40, 40));
        menu.setActiveAction(menu.actions().at(1));
        save(menu, name + s("-menu"), 2);
        menu.close();
        auto *box = page.findChild<ComboBox *>();
        box->showPopup();
        save(*box->view()->window(), name + s("-choices"), 2);
        box->hidePopup();
        QCalendarWidget *calendar = page.findChild<DateField *>()->findChild<QCalendarWidget *>();
        auto *date = page.findChild<DateField *>();
        QTest::mousePress(date, Qt::LeftButton, {}, QPoint(date->width() - 16, date->height() / 2));
        QVERIFY(calendar->isVisible());
        save(*calendar, name + s("-calendar"), 2);
        calendar->window()->close();
        SidePanel panel;
        panel.setTitle(s("Order totals, Stripe to QuickBooks"));
        panel.body()->addWidget(new StatusPill(s("Reported by the app"), Tone::Neutral));
        auto *facts = new FactList;
        facts->addFact(s("What travels"), s("Order totals"));
        panel.body()->addWidget(facts);
        panel.body()->addWidget(new DangerButton(s("Shut off")));
        panel.resize(340, 300);
        panel.show();
        save(panel, name + s("-panel"), 2);
    }

    void everyControlHasAName()
    {
        const std::unique_ptr<QWidget> page(gallery());
        page->resize(1180, 2560);
        page->show();
        for (QWidget *widget : page->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(interface != nullptr);
            QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                     widget->metaObject()->className());
        }
    }

    void everyLabelIsPlainText()
    {
        const std::unique_ptr<QWidget> page(gallery());
        for (const QLabel *label : page->findChildren<QLabel *>())
            QVERIFY2(label->textFormat() == Qt::PlainText
                         || !label->pixmap(Qt::ReturnByValue).isNull(),
                     qPrintable(label->text()));
    }

private:
    std::unique_ptr<Theme> m_theme;
};

TEST_UNIT(tst_Gallery)
#include "tst_Gallery.moc"
