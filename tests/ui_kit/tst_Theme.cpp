// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/DateField.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/Rows.h"
#include "ui/kit/SearchField.h"
#include "ui/kit/Theme.h"

#include <QApplication>
#include <QCalendarWidget>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>
#include <QStringListModel>
#include <QVBoxLayout>

using namespace drawbridge::ui;
using namespace Qt::StringLiterals;

namespace {

using Make = QWidget *(*)();

QWidget *makeInvalid()
{
    auto *field = new QLineEdit(u"wrong"_s);
    field->setProperty("invalid", true);
    return field;
}

QWidget *makeDisabled()
{
    auto *field = new QLineEdit(u"at rest"_s);
    field->setEnabled(false);
    return field;
}

QWidget *makeText()
{
    auto *text = new QPlainTextEdit(u"many\nlines\nof\ntext\n"_s.repeated(9));
    text->setMaximumHeight(60);
    return text;
}

QWidget *makeScrollBar()
{
    auto *bar = new QScrollBar(Qt::Horizontal);
    bar->setRange(0, 10);
    return bar;
}

QWidget *makeTable()
{
    auto *table = new TableView(u"a table"_s);
    table->setModel(new QStringListModel({u"one"_s, u"two"_s}, table));
    return table;
}

QWidget *makeMenu()
{
    auto *menu = new QMenu;
    menu->addAction(u"first"_s);
    menu->addSeparator();
    menu->addAction(u"second"_s)->setEnabled(false);
    return menu;
}

QWidget *makePage()
{
    auto *page = new PageFrame(u"A page"_s, PageFrame::Body::Scrolls);
    page->setSubtitle(u"in one line"_s);
    for (int i = 0; i < 30; ++i)
        page->body()->addWidget(new PlainLabel(u"A label"_s, TextRole::Muted));
    return page;
}

QWidget *makeSplitter()
{
    auto *splitter = new QSplitter;
    splitter->addWidget(new PlainLabel(u"left"_s, TextRole::Title));
    splitter->addWidget(new PlainLabel(u"right"_s, TextRole::Error));
    return splitter;
}

/// In a window of its own, as the colours of some depend on what is behind them.
std::unique_ptr<QWidget> inWindow(Make make)
{
    auto window = std::make_unique<QWidget>();
    window->resize(320, 280);
    auto *column = new QVBoxLayout(window.get());
    QWidget *subject = make();
    if (subject->isWindow())
        subject->setWindowFlags(Qt::Widget);
    column->addWidget(subject);
    for (QWidget *widget : window->findChildren<QWidget *>())
        widget->setFocusPolicy(Qt::NoFocus); // only one window could have the focus
    return window;
}

QImage picture(QWidget &window)
{
    QCoreApplication::processEvents(); // Qt tells the widgets of a new palette by the event loop
    return window.grab().toImage();
}

} // namespace

class tst_Theme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanup() { m_theme.reset(); }

    void anotherAppearanceReachesWhatIsThere_data()
    {
        QTest::addColumn<Make>("make");
        const auto row = [](const char *name, Make make) { QTest::newRow(name) << make; };
        row("a field", [] { return static_cast<QWidget *>(new QLineEdit(u"words"_s)); });
        row("a field with a mistake", &makeInvalid);
        row("a field at rest", &makeDisabled);
        row("a search field", [] { return static_cast<QWidget *>(new SearchField(u"Search"_s)); });
        row("a number", [] { return static_cast<QWidget *>(new QSpinBox); });
        row("a date", [] { return static_cast<QWidget *>(new DateField(u"Day"_s)); });
        row("a text with a scroll bar", &makeText);
        row("a scroll bar", &makeScrollBar);
        row("a table", &makeTable);
        row("a menu", &makeMenu);
        row("a calendar", [] { return static_cast<QWidget *>(new QCalendarWidget); });
        row("a page", &makePage);
        row("a splitter", &makeSplitter);
    }
    void anotherAppearanceReachesWhatIsThere()
    {
        QFETCH(Make, make);
        const auto seen = inWindow(make);
        seen->show();
        const QImage light = picture(*seen);
        const auto hidden = inWindow(make);
        hidden->show();
        hidden->hide();
        const auto never = inWindow(make);

        m_theme->setAppearance(Appearance::Dark);
        const auto born = inWindow(make);
        born->show();
        hidden->show();
        never->show();
        const QImage dark = picture(*born);
        QVERIFY(dark != light);
        QCOMPARE(picture(*seen), dark);
        QCOMPARE(picture(*hidden), dark);
        QCOMPARE(picture(*never), dark);

        m_theme->setAppearance(Appearance::Light);
        QCOMPARE(picture(*seen), light);
    }

    /// Which would lay out all pages of the window again, for as long as nobody could use it.
    void anotherAppearanceIsNoOtherStyle()
    {
        class Witness final : public QWidget
        {
        public:
            int styles = 0;

        protected:
            void changeEvent(QEvent *event) override
            {
                styles += event->type() == QEvent::StyleChange ? 1 : 0;
                QWidget::changeEvent(event);
            }
        };
        Witness witness;
        witness.show();
        witness.styles = 0;
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_theme->isDark());
        QCOMPARE(witness.styles, 0);
    }

private:
    std::unique_ptr<Theme> m_theme;
};

TEST_UNIT(tst_Theme)
#include "tst_Theme.moc"
