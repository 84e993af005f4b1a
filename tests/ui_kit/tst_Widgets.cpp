// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/AppTile.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Chip.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/DateField.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/FactList.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/Notices.h"
#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/Rows.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/SegmentedControl.h"
#include "ui/kit/SidePanel.h"
#include "ui/kit/StepBar.h"
#include "ui/kit/Theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTextDocumentFragment>

using namespace drawbridge::ui;
using namespace std::chrono_literals;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_Widgets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void monogramsAreReadable_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("monogram");
        QTest::newRow("one word") << s("Stripe") << s("St");
        QTest::newRow("two words") << s("Practice Shop") << s("PS");
        QTest::newRow("an apostrophe is no border") << s("Ada's Shop") << s("AS");
        QTest::newRow("inner capitals") << s("QuickBooks") << s("Qu");
        QTest::newRow("digits") << s("n8n") << s("N8");
        QTest::newRow("one letter") << s("X") << s("X");
        QTest::newRow("accents") << s("école") << s("Éc");
        QTest::newRow("outside the first plane") << s("𝐀𝐁") << s("𝐀𝐁");
        QTest::newRow("signs only") << s("!!!") << s("?");
        QTest::newRow("nothing") << QString() << s("?");
        QTest::newRow("hostile") << s("\u202EStripe") << s("St");
    }
    void monogramsAreReadable()
    {
        QFETCH(QString, name);
        QTEST(AppTile::monogramOf(name), "monogram");
    }

    void aNameKeepsItsColour()
    {
        QCOMPARE(AppTile::colorOf(s("Stripe")), AppTile::colorOf(s("stripe")));
        QVERIFY(AppTile::colorOf(s("Stripe")) != AppTile::colorOf(s("Mailchimp")));
    }

    void markupIsShownAsItIs()
    {
        const PlainLabel label(s("<b>bold</b><img src='x'>"), TextRole::Body);
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QWidget widget;
        setPlainToolTip(&widget, s("<b>bold</b>"));
        QCOMPARE(QTextDocumentFragment::fromHtml(widget.toolTip()).toPlainText(), s("<b>bold</b>"));
    }

    void labelsFollowTheTheme()
    {
        PlainLabel muted(s("muted"), TextRole::Muted);
        muted.show();
        QCOMPARE(muted.palette().color(QPalette::WindowText), lightTokens().text2);
        m_theme->setAppearance(Appearance::Dark);
        QCOMPARE(muted.palette().color(QPalette::WindowText), darkTokens().text2);
        muted.setInk(Ink::Danger);
        QCOMPARE(muted.palette().color(QPalette::WindowText), darkTokens().danger);
        m_theme->setAppearance(Appearance::Light);
        QCOMPARE(muted.palette().color(QPalette::WindowText), lightTokens().danger);
    }

    void wrappedLabelsTakeTheHeightTheyNeed()
    {
        const PlainLabel label(s("one two three four five six seven eight nine ten"),
                               TextRole::Body,
                               Wrap::Yes);
        QCOMPARE(label.heightForWidth(2000), 19);
        QVERIFY(label.heightForWidth(120) >= 3 * 19);
        QCOMPARE(PlainLabel(s("a\nb"), TextRole::Body, Wrap::Yes).heightForWidth(2000), 2 * 19);
    }

    void aSentenceOfPiecesIsPlainText()
    {
        PlainLabel label(TextRole::Body);
        label.setSpans(
            {{s("Your key goes to ")}, {s("<b>api.stripe.com</b>"), Emphasis::Strong}, {s(".")}});
        QCOMPARE(label.text(), s("Your key goes to <b>api.stripe.com</b>."));
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QVERIFY(label.wordWrap());
    }

    void stepsAreTold()
    {
        StepBar bar({s("Which app?"), s("What should it do?"), s("Does this look right?")});
        QCOMPARE(bar.accessibleName(), s("Step 1 of 3: Which app?"));
        bar.setCurrent(2);
        QCOMPARE(bar.accessibleName(), s("Step 3 of 3: Does this look right?"));
    }

    void tilesAreChosenByReturn()
    {
        ChoiceTile one(s("Stripe"), s("5 minutes"));
        const QSignalSpy clicked(&one, &QAbstractButton::clicked);
        QTest::keyClick(&one, Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QVERIFY(!one.isChecked());
        ChoiceTile several(s("Send receipts"), {}, ChoiceTile::Choosing::Several);
        QTest::keyClick(&several, Qt::Key_Return);
        QVERIFY(several.isChecked());
    }

    void aDateMayBeNone()
    {
        DateField field(s("Ends at provider"));
        field.setDay(QDate(2027, 2, 21));
        QCOMPARE(field.day(), std::optional(QDate(2027, 2, 21)));
        field.setNone(s("never"));
        field.setDay({});
        QCOMPARE(field.day(), std::nullopt);
        QCOMPARE(field.text(), s("never"));
    }

    void thePanelIsEmptiedWhole()
    {
        SidePanel panel;
        panel.body()->addWidget(new PlainLabel(s("one"), TextRole::Body));
        auto *row = new QHBoxLayout;
        row->addWidget(new PlainLabel(s("two"), TextRole::Body));
        panel.body()->addLayout(row);
        const QPointer<QWidget> inner = row->itemAt(0)->widget();
        panel.clear();
        QCOMPARE(panel.body()->count(), 0);
        QTRY_VERIFY(inner.isNull());
        panel.show();
        const QSignalSpy closed(&panel, &SidePanel::closed);
        QTest::keyClick(&panel, Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
        QVERIFY(panel.isHidden());
    }

    void factsCanBeReadAloud()
    {
        FactList facts;
        QCOMPARE(facts.addFact(s("Replace by"), s("5 Dec"))->accessibleName(),
                 s("Replace by: 5 Dec"));
        facts.clear();
        QCOMPARE(facts.findChildren<PlainLabel *>().size(), 0);
    }

    void buttonsAnswerReturnAndSpace()
    {
        PrimaryButton button(s("Save"));
        button.show();
        const QSignalSpy clicked(&button, &QAbstractButton::clicked);
        QTest::keyClick(&button, Qt::Key_Return);
        QTest::keyClick(&button, Qt::Key_Space);
        QCOMPARE(clicked.count(), 2);
        button.setBusy(true);
        QTest::keyClick(&button, Qt::Key_Return);
        QTest::mouseClick(&button, Qt::LeftButton);
        QCOMPARE(clicked.count(), 2);
        button.setBusy(false);
        QVERIFY(button.isEnabled());
    }

    void removableChipsGoByDelete()
    {
        Chip chip(Chip::Kind::Removable, s("Stripe"));
        const QSignalSpy removed(&chip, &Chip::removed);
        QTest::keyClick(&chip, Qt::Key_Delete);
        QCOMPARE(removed.count(), 1);
    }

    void segmentsMoveByArrow()
    {
        SegmentedControl control(s("Appearance"));
        control.addSegment(s("light"), s("Light"));
        control.addSegment(s("dark"), s("Dark"));
        control.show();
        control.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&control));
        QCOMPARE(control.current(), s("light"));
        const QSignalSpy chosen(&control, &SegmentedControl::chosen);
        control.setCurrent(s("dark"));
        QCOMPARE(control.current(), s("dark"));
        QCOMPARE(chosen.count(), 0);
        QRadioButton *dark = control.findChild<QRadioButton *>(s("dark"));
        dark->setFocus();
        QTest::keyClick(dark, Qt::Key_Left);
        QCOMPARE(control.current(), s("light"));
        QCOMPARE(chosen.count(), 1);
    }

    void anErrorTakesThePlaceOfHelp()
    {
        FormRow row(s("Name"), new QLineEdit);
        row.setHelp(s("So that you recognise it."));
        row.show();
        QCOMPARE(row.field()->accessibleName(), s("Name"));
        QCOMPARE(row.field()->accessibleDescription(), s("So that you recognise it."));
        row.setError(s("Type a name."));
        QVERIFY(row.hasError());
        QCOMPARE(row.field()->accessibleDescription(), s("Type a name."));
        row.setError({});
        QVERIFY(!row.hasError());
        QCOMPARE(row.field()->accessibleDescription(), s("So that you recognise it."));
    }

    void shortWorkShowsNoProgress()
    {
        ProgressRow row(ProgressRow::Timing{10min, 10min}, nullptr);
        row.begin(s("Testing"));
        QVERIFY(row.isRunning());
        QVERIFY(row.isHidden());
        row.finish();
        QVERIFY(!row.isRunning());
    }

    void longWorkCanBeCancelled()
    {
        ProgressRow row(ProgressRow::Timing{0ms, 1ms}, nullptr);
        const QSignalSpy cancelled(&row, &ProgressRow::cancelled);
        row.begin(s("Testing"));
        auto *cancel = row.findChild<LinkButton *>();
        QTRY_VERIFY(cancel->isVisible());
        cancel->click();
        QCOMPARE(cancelled.count(), 1);
        QVERIFY(!cancel->isEnabled());
        row.finish();
        QVERIFY(row.isHidden());
    }

    void theUsualTimingIsThatOfTheDesign()
    {
        QCOMPARE(ProgressRow::Timing{}.showAfter, 300ms);
        QCOMPARE(ProgressRow::Timing{}.cancelAfter, 2000ms);
    }

    void threeNoticesAtMost()
    {
        QWidget window;
        window.resize(800, 600);
        window.show();
        NoticeArea area(&window);
        for (int i = 0; i < 5; ++i)
            area.show({s("Notice"), Tone::Good, {}, {}});
        QCOMPARE(area.count(), 3);
        QVERIFY(window.rect().contains(area.geometry()));
    }

    void aNoticeOffersTheWayBack()
    {
        QWidget window;
        window.resize(800, 600);
        window.show();
        NoticeArea area(&window);
        int undone = 0;
        area.show({s("Removed."), Tone::Neutral, s("Undo"), [&undone] { ++undone; }});
        area.findChild<LinkButton *>()->click();
        QCOMPARE(undone, 1);
        QTRY_COMPARE(area.count(), 0);
        QTRY_VERIFY(area.isHidden());
    }

    void searchWaitsForAPause()
    {
        SearchField field(s("Find"));
        field.show();
        const QSignalSpy searched(&field, &SearchField::searched);
        QTest::keyClicks(&field, s("str"));
        QCOMPARE(searched.count(), 0);
        QTRY_COMPARE(searched.count(), 1);
        QCOMPARE(searched.at(0).at(0).toString(), s("str"));
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(field.text().isEmpty());
    }

    void returnSearchesAtOnceAndOnce()
    {
        SearchField field(s("Find"));
        field.show();
        const QSignalSpy searched(&field, &SearchField::searched);
        QTest::keyClicks(&field, s("str"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(searched.count(), 1);
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(searched.count(), 1);
        QVERIFY(!QTest::qWaitFor([&] { return searched.count() > 1; }, 300));
    }

    void tableRowsOpenByReturn()
    {
        TableView table(s("Connections"));
        QStandardItemModel model(3, 2);
        table.setModel(&model);
        table.show();
        table.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&table));
        const QSignalSpy activated(&table, &TableView::rowActivated);
        table.setFocus();
        QVERIFY(table.currentIndex().isValid());
        QTest::keyClick(&table, Qt::Key_Down);
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.at(0).at(0).toModelIndex().row(), 1);
        QCOMPARE(table.rowHeight(0), 40);
        QVERIFY(!table.showGrid());
    }

    void fittingTablesShowEveryRow()
    {
        TableView table(s("Connections"));
        table.setFitsRows(true);
        QStandardItemModel model(3, 2);
        table.setModel(&model);
        QCOMPARE(table.sizeHint().height(), 36 + 3 * 40 + 2);
        model.appendRow(new QStandardItem(s("x")));
        QCOMPARE(table.sizeHint().height(), 36 + 4 * 40 + 2);
    }

    void rowsWithANoteAreHigher()
    {
        RowList list(s("Attention"));
        list.setFitsRows(true);
        QStandardItemModel model;
        model.appendRow(new QStandardItem(s("Stripe")));
        auto *noted = new QStandardItem(s("Mailchimp"));
        noted->setData(s("The key was refused."), RowRole::Note);
        model.appendRow(noted);
        list.setModel(&model);
        QCOMPARE(list.sizeHint().height(), 40 + 56 + 2);
    }

    void aListIsNeverWiderThanItsPlace()
    {
        RowList list(s("Events"));
        QStandardItemModel model;
        auto *row = new QStandardItem(QString(90, QChar(u'w')));
        row->setData(s("14:05"), RowRole::TrailingText);
        model.appendRow(row);
        list.setModel(&model);
        list.resize(300, 200);
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        const QRect drawn = list.visualRect(model.index(0, 0));
        QVERIFY2(drawn.right() <= list.viewport()->width(), "the time stands out of sight");
        QCOMPARE(drawn.width(), list.viewport()->width());
        QVERIFY(!list.horizontalScrollBar()->isVisible());
    }

    void chipsGoOnInTheNextLine()
    {
        QWidget holder;
        auto *flow = new FlowLayout(&holder, 8);
        for (int i = 0; i < 6; ++i)
            flow->addWidget(new Chip(Chip::Kind::Choice, s("Contact details")));
        QCOMPARE(flow->heightForWidth(4000), 28);
        QCOMPARE(flow->heightForWidth(flow->itemAt(0)->sizeHint().width() * 2 + 8), 3 * 28 + 2 * 8);
    }

    void aLabelMeasuresAgainWhatHasChanged()
    {
        const QString words = s("Some words that need more than one line ").repeated(3);
        PlainLabel label(words, TextRole::Body, Wrap::Yes);
        const auto fresh = [&label](int width) {
            PlainLabel other(label.text(), TextRole::Body, Wrap::Yes);
            other.setFont(label.font());
            other.setContentsMargins(label.contentsMargins());
            return other.heightForWidth(width);
        };
        const int first = label.heightForWidth(200);
        QCOMPARE(label.heightForWidth(200), first);
        QVERIFY(label.heightForWidth(400) < first);
        label.setText(words + words);
        QVERIFY(label.heightForWidth(200) > first);
        label.setText(words);
        QCOMPARE(label.heightForWidth(200), first);
        QFont larger = label.font();
        larger.setPixelSize(20);
        label.setFont(larger);
        QVERIFY(label.heightForWidth(200) > first);
        QCOMPARE(label.heightForWidth(200), fresh(200));
        label.setContentsMargins(40, 10, 40, 10);
        QCOMPARE(label.heightForWidth(200), fresh(200));
        label.setRole(TextRole::Caption);
        QVERIFY(label.heightForWidth(200) < fresh(100));
    }

    void aLabelMeasuresAgainWhatIsBoldNow()
    {
        const QString words = s("Some words that need more than one line ").repeated(3);
        const auto heightOf = [&words](Emphasis emphasis, int width) {
            PlainLabel label;
            label.setSpans({{words, emphasis}});
            return label.heightForWidth(width);
        };
        int width = 60;
        while (width < 600 && heightOf(Emphasis::Strong, width) == heightOf(Emphasis::None, width))
            ++width;
        PlainLabel label;
        for (const Emphasis emphasis : {Emphasis::None, Emphasis::Strong, Emphasis::None}) {
            label.setSpans({{words, emphasis}});
            QCOMPARE(label.heightForWidth(width), heightOf(emphasis, width));
        }
    }

    void whatUnfoldsTellsBeforeItDoes()
    {
        Disclosure details(s("Details"));
        details.show();
        QList<bool> wasShown;
        connect(&details, &Disclosure::opening, &details, [&] {
            wasShown.append(details.isOpen());
        });
        details.setOpen(true);
        details.setOpen(true);
        QCOMPARE(wasShown, QList<bool>{false});
        details.setOpen(false);
        details.setOpen(true);
        QCOMPARE(wasShown.size(), 2);
    }

    void aLongItemMakesNoWideChoice()
    {
        ComboBox box(s("Connection"));
        box.addItem(s("All"));
        const int narrow = box.sizeHint().width();
        box.addItem(QString(90, QChar(u'w')));
        QVERIFY(box.sizeHint().width() > narrow);
        QVERIFY(box.sizeHint().width() <= 260);
        QVERIFY(box.minimumSizeHint().width() <= 120);
        QCOMPARE(box.minimumSizeHint().height(), box.sizeHint().height());
    }

    void theWheelLeavesAnUntouchedChoiceAlone()
    {
        ComboBox box(s("Looked after by"));
        box.addItems({s("Anna"), s("Ben")});
        box.show();
        box.clearFocus();
        QWheelEvent wheel({5, 5},
                          {5, 5},
                          {},
                          {0, -120},
                          Qt::NoButton,
                          Qt::NoModifier,
                          Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(&box, &wheel);
        QCOMPARE(box.currentText(), s("Anna"));
    }

    void tabLeavesADate_data()
    {
        QTest::addColumn<bool>("hasDay");
        QTest::newRow("a day") << true;
        QTest::newRow("no date") << false;
    }
    void tabLeavesADate()
    {
        QFETCH(bool, hasDay);
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *date = new DateField(QStringLiteral("Replace by"), &window);
        date->setNone(QStringLiteral("no date"));
        date->setDay(hasDay ? std::optional(QDate(2027, 2, 21)) : std::nullopt);
        auto *next = new QLineEdit(&window);
        column->addWidget(date);
        column->addWidget(next);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        date->setFocus(Qt::TabFocusReason);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), next);
        QTest::keyClick(next, Qt::Key_Backtab);
        QCOMPARE(QApplication::focusWidget(), date);
    }

private:
    std::unique_ptr<Theme> m_theme;
};

TEST_UNIT(tst_Widgets)
#include "tst_Widgets.moc"
