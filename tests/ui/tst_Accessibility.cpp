// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped window with a business in it, as assistive tools and the keyboard see it.
#include "app/window/WindowProgram.h"
#include "core/workspace/Workspace.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Overlay.h"
#include "ui/map/MapView.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QRadioButton>
#include <QStackedWidget>
#include <QTemporaryDir>

#include <functional>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

constexpr int patience = 30000; // the vault's key derivation is slow on purpose

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

struct Control
{
    QAccessible::Role role;
    QString name;
    QString kind; ///< the class, for a failure's sentence
    QWidget *widget = nullptr;
};

bool isControl(QAccessibleInterface *told)
{
    switch (told->role()) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::SpinBox:
    case QAccessible::Slider:
    case QAccessible::Link:
    case QAccessible::List:
    case QAccessible::Table:
    case QAccessible::PageTab:
    case QAccessible::Dialog:
        return true;
    default:
        return told->state().focusable && told->role() != QAccessible::Window
            && told->role() != QAccessible::Client;
    }
}

void walk(QAccessibleInterface *told, const std::function<void(QAccessibleInterface *)> &visit)
{
    if (told == nullptr || !told->isValid() || told->state().invisible)
        return;
    visit(told);
    // Rows and cells are named by what stands in them.
    if (told->role() == QAccessible::List || told->role() == QAccessible::Table)
        return;
    for (int i = 0; i < told->childCount(); ++i)
        walk(told->child(i), visit);
}

QList<Control> controlsIn(QWidget *root)
{
    QList<Control> controls;
    walk(QAccessible::queryAccessibleInterface(root), [&controls](QAccessibleInterface *told) {
        if (!isControl(told))
            return;
        auto *widget = qobject_cast<QWidget *>(told->object());
        controls.append({told->role(),
                         told->text(QAccessible::Name),
                         widget != nullptr ? s(widget->metaObject()->className()) : s("an item"),
                         widget});
    });
    return controls;
}

} // namespace

class tst_Accessibility : public QObject
{
    Q_OBJECT

private:
    MainWindow &window() { return m_program->window(); }
    Workspace &workspace() { return m_program->workspace(); }

    template<typename T>
    Result<T> wait(const QFuture<Result<T>> &future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience))
            return Error{ErrorCode::TimedOut, s("No answer came."), {}};
        return future.result();
    }

    void fillBusiness()
    {
        const auto listed = wait(workspace().dispatch(
            ListApps{{s("mailchimp"), s("slack"), s("zapier"), s("stripe"), s("notion")},
                     s("Anna")}));
        VERIFY_OK(listed);
        AddConnection shop;
        shop.details.app = s("practice-shop");
        shop.details.name = s("Corner shop");
        shop.details.environment = Environment::Development;
        shop.details.owner = s("Anna");
        shop.details.purpose = s("the window display");
        shop.details.auth = AuthKind::ApiKey;
        shop.details.publicFields = {{s("port"), s("7447")}};
        shop.details.reach = NetworkReach::OnMyNetwork;
        shop.details.secrets = {
            {s("key"), share(SecretBytes::copyOf(QByteArray("psk_live_").append(32, 'x')))}};
        shop.test = TestFirst::No;
        const auto made = wait(workspace().dispatch(shop));
        VERIFY_OK(made);
        m_shop = made->connection.id.text();
        m_listed = listed->first().text();
        Flow flow;
        flow.from = made->connection.id;
        flow.to = listed->first();
        flow.dataClasses = {s("order-totals")};
        flow.purpose = s("the books");
        VERIFY_OK(wait(workspace().dispatch(AddFlow{flow})));
    }

    QAbstractButton *button(const QString &words)
    {
        for (QAbstractButton *one : window().findChildren<QAbstractButton *>()) {
            if (one->isVisible() && one->isEnabled()
                && (one->text() == words || one->accessibleName() == words))
                return one;
        }
        return nullptr;
    }
    void press(const QString &words)
    {
        QVERIFY2(QTest::qWaitFor([&] { return button(words) != nullptr; }, patience),
                 qPrintable(words));
        button(words)->click();
        QTest::qWait(0);
    }

    /// Goes where a row says: "page subject", then presses the buttons.
    void goTo(const QString &pageId, const QString &subject, const QStringList &presses)
    {
        if (m_shop.isEmpty())
            fillBusiness();
        window().setFocus();
        window().goTo(pageId,
                      subject == s("SHOP")         ? m_shop
                          : subject == s("LISTED") ? m_listed
                                                   : subject);
        QTRY_COMPARE(window().currentPage(), pageId);
        // The map is laid out by a worker.
        if (pageId == s("map")) {
            const auto isThere = [this] {
                const MapView *map = window().findChild<MapView *>();
                return map != nullptr && map->isVisible() && !map->scene().isEmpty();
            };
            QVERIFY(QTest::qWaitFor(isThere, patience));
        }
        for (const QString &words : presses)
            press(words);
        QTest::qWait(0);
    }
    void closeOverlays()
    {
        for (Overlay *one : window().findChildren<Overlay *>()) {
            if (one->isVisible())
                one->escape();
        }
        QTest::qWait(0);
    }

    static void placeRows()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QStringList>("presses");
        const auto row = [](const char *name,
                            const char *page,
                            const char *subject,
                            const QStringList &presses = {}) {
            QTest::newRow(name) << s(page) << s(subject) << presses;
        };
        row("dashboard", "dashboard", "");
        row("connect: tiles", "connect", "");
        row("connect: what it takes", "connect", "stripe");
        row("connect: somebody holds it", "connect", "hubspot", {s("Another app, or a person")});
        row("connect: the key", "connect", "twilio", {s("Connect with a key")});
        row("connect: another app's key", "connect", "other", {s("Connect with a key")});
        row("connect: the sentence", "connect", "hubspot", {s("Zapier"), s("List it and say more")});
        row("connect: several", "connect", "several");
        row("connection", "connection", "SHOP");
        row("connection: held elsewhere", "connection", "LISTED");
        row("replacing a key", "rotation", "SHOP");
        row("replacing a key: later", "rotation", "SHOP", {s("At a time that suits")});
        row("connection: copy", "connection", "SHOP", {s("Copy the key")});
        row("connection: change",
            "connection",
            "LISTED",
            {s("Change what is known about this connection")});
        row("connection: remove", "connection", "SHOP", {s("Remove this connection")});
        row("map", "map", "");
        row("map: one connection", "map", "SHOP");
        row("map: say what goes where", "map", "", {s("Say what goes where")});
        row("timeline", "timeline", "");
        row("timeline: of one connection", "timeline", "SHOP");
        row("settings", "settings", "");
        row("settings: backup", "settings", "", {s("Make a backup")});
        row("settings: passphrase", "settings", "", {s("Change the passphrase")});
    }

private Q_SLOTS:
    void initTestCase()
    {
        WindowProgram::Options options;
        options.folder = m_scratch.filePath(s("business"));
        options.memoryFile = m_scratch.filePath(s("window.ini"));
        auto program = WindowProgram::start(*qApp, options);
        VERIFY_OK(program);
        m_program = program.takeValue();
        window().resize(1280, 1000);
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        QTRY_VERIFY_WITH_TIMEOUT(workspace().phase() == Phase::FirstRun, patience);
    }
    void cleanupTestCase() { m_program.reset(); }
    void cleanup()
    {
        if (m_program)
            closeOverlays();
    }

    void theFirstStartIsNamed()
    {
        QTRY_VERIFY_WITH_TIMEOUT(button(s("Start")) != nullptr, patience);
        for (const Control &control : controlsIn(&window()))
            QVERIFY2(!control.name.isEmpty(), qPrintable(control.kind));
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        request.secrets = SecretsKind::Vault;
        request.vaultPassphrase = share(SecretBytes::copyOf("four plain test words"));
        VERIFY_OK(wait(workspace().create(request)));
        QTRY_COMPARE_WITH_TIMEOUT(window().currentPage(), s("dashboard"), patience);
    }

    void theEmptyScreensAreNamed_data()
    {
        QTest::addColumn<QString>("page");
        for (const char *one : {"dashboard", "connect", "map", "timeline", "settings"})
            QTest::newRow(one) << s(one);
    }
    void theEmptyScreensAreNamed()
    {
        QFETCH(QString, page);
        window().goTo(page);
        QTest::qWait(0);
        for (const Control &control : controlsIn(&window()))
            QVERIFY2(!control.name.isEmpty(), qPrintable(control.kind));
    }

    void everyControlHasANameOfItsOwn_data() { placeRows(); }
    void everyControlHasANameOfItsOwn()
    {
        QFETCH(QString, page);
        QFETCH(QString, subject);
        QFETCH(QStringList, presses);
        goTo(page, subject, presses);
        QSet<QString> seen;
        int count = 0;
        QWidget *over = nullptr;
        for (Overlay *one : window().findChildren<Overlay *>()) {
            if (one->isVisible())
                over = one;
        }
        for (const Control &control : controlsIn(&window())) {
            QVERIFY2(!control.name.isEmpty(), qPrintable(control.kind));
            // One place: the dialog, or the screen without the side bar.
            QWidget *place = over;
            for (QWidget *up = control.widget; up != nullptr && place == nullptr;
                 up = up->parentWidget()) {
                if (qobject_cast<QStackedWidget *>(up->parentWidget()) != nullptr)
                    place = up;
            }
            if (place == nullptr || control.widget == nullptr
                || !place->isAncestorOf(control.widget))
                continue;
            // The part of a spin box that is typed into is told by its own interface as well.
            if (qobject_cast<QAbstractSpinBox *>(control.widget->parentWidget()) != nullptr)
                continue;
            const QString key = QString::number(reinterpret_cast<quintptr>(place)) + s(" ")
                + QString::number(control.role) + control.name;
            QVERIFY2(!seen.contains(key),
                     qPrintable(s("twice in one place: ") + control.name + s(", ") + control.kind));
            seen.insert(key);
            ++count;
        }
        QVERIFY2(count > 0, "nothing was looked at");
    }

    void theKeyboardReachesEverything_data() { placeRows(); }
    void theKeyboardReachesEverything()
    {
        QFETCH(QString, page);
        QFETCH(QString, subject);
        QFETCH(QStringList, presses);
        goTo(page, subject, presses);
        QList<QWidget *> reached;
        QStringList unseen;
        QWidget *before = nullptr;
        QImage focused;
        QString after;
        for (int i = 0; i < 400; ++i) {
            QWidget *at = QApplication::focusWidget();
            QTest::keyClick(at != nullptr ? at : static_cast<QWidget *>(&window()), Qt::Key_Tab);
            // Within the map Tab goes from part to part first.
            if (at != nullptr && at == QApplication::focusWidget())
                continue;
            if (before != nullptr && before->grab().toImage() == focused)
                unseen << QString(s(before->metaObject()->className()) + s(" ")
                                  + before->accessibleName());
            before = QApplication::focusWidget();
            if (before == nullptr || reached.contains(before)) {
                after = before == nullptr
                    ? s("nothing")
                    : before->accessibleName() + before->property("text").toString()
                        + s(before->metaObject()->className());
                break;
            }
            reached << before;
            focused = before->grab().toImage();
        }
        for (const Control &control : controlsIn(&window())) {
            QWidget *widget = control.widget;
            if (widget == nullptr || !widget->isEnabled() || !widget->isVisible()
                || (widget->focusPolicy() & Qt::TabFocus) == 0)
                continue;
            // Arrows go from one answer to the next.
            const auto *radio = qobject_cast<QRadioButton *>(widget);
            if (radio != nullptr && !radio->isChecked())
                continue;
            if (widget->focusProxy() != nullptr
                || qobject_cast<QAbstractSpinBox *>(widget->parentWidget()) != nullptr)
                continue;
            // Under a dialog nothing is to be reached.
            Overlay *over = nullptr;
            for (Overlay *one : window().findChildren<Overlay *>())
                over = one->isVisible() ? one : over;
            if (over != nullptr && !over->isAncestorOf(widget))
                continue;
            QStringList chain;
            for (const QWidget *one : std::as_const(reached))
                chain << one->accessibleName() + s("/") + one->property("text").toString();
            QVERIFY2(reached.contains(widget),
                     qPrintable(control.name + s(", ") + control.kind + s(" is not in ")
                                + chain.join(s("; ")) + s(" and then ") + after));
        }
        QVERIFY2(reached.size() > 2, "next to nothing was reached");
        QVERIFY2(unseen.isEmpty(),
                 qPrintable(s("no sign of the keyboard on ") + unseen.join(s("; "))));
    }

    void theMainActOfAScreenNeedsNoMouse_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("act");
        QTest::addColumn<QString>("thenPage");
        QTest::addColumn<QString>("thenButton");
        QTest::newRow("dashboard: connect an app")
            << s("dashboard") << QString() << s("Connect an app") << s("connect") << QString();
        QTest::newRow("connect: an app") << s("connect") << s("stripe") << s("Connect with a key")
                                         << s("connect") << s("Try the key");
        QTest::newRow("connection: replace") << s("connection") << s("SHOP") << s("Replace the key")
                                             << s("rotation") << s("Replace it now");
        QTest::newRow("map: say what goes where")
            << s("map") << QString() << s("Say what goes where") << s("map")
            << s("Put it on the map");
        QTest::newRow("settings: backup")
            << s("settings") << QString() << s("Make a backup") << s("settings") << s("Cancel");
    }
    void theMainActOfAScreenNeedsNoMouse()
    {
        QFETCH(QString, page);
        QFETCH(QString, subject);
        QFETCH(QString, act);
        QFETCH(QString, thenPage);
        QFETCH(QString, thenButton);
        goTo(page, subject, {});
        const auto isThere = [&act] {
            auto *at = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
            return at != nullptr && (at->text() == act || at->accessibleName() == act);
        };
        for (int i = 0; i < 400 && !isThere(); ++i) {
            QWidget *at = QApplication::focusWidget();
            QTest::keyClick(at != nullptr ? at : static_cast<QWidget *>(&window()), Qt::Key_Tab);
        }
        QVERIFY2(isThere(), qPrintable(act));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(window().currentPage(), thenPage);
        if (!thenButton.isEmpty())
            QTRY_VERIFY_WITH_TIMEOUT(button(thenButton) != nullptr, patience);
    }

    void theMapTellsItsTilesAndArrows()
    {
        goTo(s("map"), {}, {});
        auto *view = window().findChild<MapView *>();
        QAccessibleInterface *told = QAccessible::queryAccessibleInterface(view);
        QVERIFY(told != nullptr);
        QVERIFY(!told->text(QAccessible::Name).isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(told->childCount(), 7, patience); // six tiles, one arrow
        QStringList names;
        for (int i = 0; i < told->childCount(); ++i) {
            QVERIFY(told->child(i) != nullptr);
            names << told->child(i)->text(QAccessible::Name);
        }
        QVERIFY(!names.contains(QString()));
        QCOMPARE(QSet<QString>(names.cbegin(), names.cend()).size(), names.size());
    }

    void theSearchIsNamed()
    {
        window().openPalette();
        QTest::qWait(0);
        for (const Control &control : controlsIn(&window()))
            QVERIFY2(!control.name.isEmpty(), qPrintable(control.kind));
    }

    void theLockedWindowIsNamedAndTellsNoName()
    {
        workspace().lock();
        QTRY_VERIFY_WITH_TIMEOUT(button(s("Unlock")) != nullptr, patience);
        walk(QAccessible::queryAccessibleInterface(&window()), [](QAccessibleInterface *told) {
            const QString name = told->text(QAccessible::Name);
            QVERIFY2(!isControl(told) || !name.isEmpty(), "a control without a name");
            QVERIFY2(!name.contains(s("Corner")) && !name.contains(s("Anna")), qPrintable(name));
        });
        // Nor does what waits behind it, once it was let go.
        QTest::qWait(0);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        for (const QWidget *one : window().findChildren<QWidget *>()) {
            for (const char *property : {"text", "accessibleName", "toolTip", "currentText"}) {
                const QString text = one->property(property).toString();
                QVERIFY2(!text.contains(s("Corner")) && !text.contains(s("Anna")),
                         qPrintable(s(one->metaObject()->className()) + s(": ") + text));
            }
        }
    }

private:
    QTemporaryDir m_scratch;
    std::unique_ptr<WindowProgram> m_program;
    QString m_shop;
    QString m_listed;
};

TEST_UNIT(tst_Accessibility)
#include "tst_Accessibility.moc"
