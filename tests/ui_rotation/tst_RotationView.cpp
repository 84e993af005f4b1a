// SPDX-License-Identifier: GPL-3.0-or-later
// Each state of replacing a key, as it is seen: what it says, and the button that helps.
#include "tests/support/TestUnit.h"
#include "ui/kit/Theme.h"
#include "ui/rotation/RotationView.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using namespace drawbridge::ui;

Q_DECLARE_METATYPE(drawbridge::Rotation)

namespace {

const QDateTime now(QDate(2026, 3, 10), QTime(12, 0), QTimeZone::utc());

Rotation rotationAt(RotationPhase phase)
{
    Rotation rotation;
    rotation.id = RotationId(u"one"_s);
    rotation.connection = ConnectionId(u"shop"_s);
    rotation.credential = CredentialId(u"key"_s);
    rotation.oldVersion = CredentialVersionId(u"old"_s);
    rotation.newVersion = CredentialVersionId(u"new"_s);
    rotation.way = RotationWay::ByCall;
    rotation.fate = OldKeyFate::LivesOn;
    rotation.phase = phase;
    rotation.label = u"Drawbridge 1a2b3c"_s;
    rotation.moments = {{RotationPhase::Making, now.addSecs(-190)}, {phase, now.addSecs(-125)}};
    return rotation;
}

} // namespace

class tst_RotationView : public QObject
{
    Q_OBJECT

private:
    RotationShown shown()
    {
        return {m_snapshot,
                m_snapshot.connections.first(),
                m_snapshot.credentials.first(),
                *m_catalog.app(m_snapshot.connections.first().app),
                m_catalog,
                m_veil};
    }
    [[nodiscard]] bool says(const QString &words)
    {
        QCoreApplication::processEvents();
        for (const QLabel *label : m_view->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(words))
                return true;
        }
        return false;
    }
    [[nodiscard]] QAbstractButton *button(const QString &words)
    {
        QCoreApplication::processEvents();
        for (QAbstractButton *one : m_view->findChildren<QAbstractButton *>()) {
            if (one->isVisible() && one->isEnabled()
                && (one->text() == words || one->accessibleName() == words))
                return one;
        }
        return nullptr;
    }
    [[nodiscard]] QString nameless()
    {
        for (QWidget *one : m_view->findChildren<QWidget *>()) {
            if (one->focusPolicy() == Qt::NoFocus || !one->isVisible())
                continue;
            QAccessibleInterface *told = QAccessible::queryAccessibleInterface(one);
            if (told == nullptr || told->text(QAccessible::Name).isEmpty())
                return QString::fromLatin1(one->metaObject()->className());
        }
        return {};
    }
    void picture(const QString &name)
    {
        const QString folder = QCoreApplication::applicationDirPath() + u"/../gallery/"_s;
        QDir().mkpath(folder);
        for (const bool dark : {false, true}) {
            m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
            QCoreApplication::processEvents();
            QVERIFY(m_view->grab().save(folder + u"rotation-state-"_s + name
                                        + (dark ? u"-dark.png"_s : u"-light.png"_s)));
        }
        m_theme->setAppearance(Appearance::Light);
    }
    void use(const QString &app, AuthKind auth)
    {
        m_snapshot.connections.first().app = app;
        m_snapshot.connections.first().auth = auth;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = catalog.takeValue();
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
    }
    void cleanupTestCase() { m_theme.reset(); }
    void init()
    {
        Connection connection;
        connection.id = ConnectionId(u"shop"_s);
        connection.app = u"stripe"_s;
        connection.name = u"Corner shop"_s;
        connection.auth = AuthKind::ApiKey;
        connection.baseUrl = QUrl(u"https://api.stripe.com"_s);
        Credential credential;
        credential.id = CredentialId(u"key"_s);
        credential.connection = connection.id;
        CredentialVersion old;
        old.id = CredentialVersionId(u"old"_s);
        old.createdAt = now.addDays(-80);
        credential.versions = {old};
        m_snapshot = Snapshot();
        m_snapshot.takenAt = now;
        m_snapshot.connections = {connection};
        m_snapshot.credentials = {credential};
        m_view = std::make_unique<RotationView>();
        m_view->resize(792, 700);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void aStateHasItsWordsAndItsButton_data()
    {
        QTest::addColumn<Rotation>("rotation");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("help");
        const auto row = [](const char *name,
                            RotationPhase phase,
                            const char *words,
                            const char *help,
                            const std::function<void(Rotation &)> &change = {}) {
            Rotation rotation = rotationAt(phase);
            if (change)
                change(rotation);
            QTest::newRow(name) << rotation << QString::fromUtf8(words) << QString::fromUtf8(help);
        };
        using enum RotationPhase;
        row("making", Making, "Nothing to do for you", "Continue");
        row("making-later",
            Making,
            "The next try is in ",
            "I make the key myself",
            [](Rotation &one) {
                one.problem = u"Stripe does not answer."_s;
                one.nextTry = now.addSecs(30);
            });
        row("lost-answer", Making, "its answer was lost", "Try again", [](Rotation &one) {
            one.problem =
                u"The app was asked for a key called \"Drawbridge 1a2b3c\", and its answer was lost."_s;
            one.need = RotationNeed::Owner;
            one.asked = true;
        });
        row("locked", Testing, "Unlock where your keys are kept", "Try again", [](Rotation &one) {
            one.need = RotationNeed::SignIn;
            one.made = true;
        });
        row("refused",
            Testing,
            "The new key was refused",
            "Go back to the old key",
            [](Rotation &one) {
                one.need = RotationNeed::Owner;
                one.made = true;
                one.problem = u"Stripe refuses it."_s;
            });
        row("overlapping",
            Overlapping,
            "The old key is ended in ",
            "End the old key now",
            [](Rotation &one) {
                one.made = one.inUse = true;
                one.endsOldAt = now.addSecs(3 * 3600);
            });
        row("ending", ShuttingOff, "tried until it is refused", "Look now", [](Rotation &one) {
            one.made = one.inUse = true;
            one.oldEnd = KeyEnd::UnderWay;
            one.nextTry = now.addSecs(20);
        });
        row("back-by-hand",
            RollingBack,
            "Drawbridge 1a2b3c",
            "Open dashboard.stripe.com",
            [](Rotation &one) {
                one.made = true;
                one.newEnd = KeyEnd::ByHand;
            });
        row("unseen", Finished, "nobody can see", "Done", [](Rotation &one) {
            one.made = one.inUse = true;
            one.oldEnd = KeyEnd::CannotBeSeen;
        });
        row("reconnect",
            Reconnect,
            "No key works any more",
            "Make a new key and paste it",
            [](Rotation &one) {
                one.problem =
                    u"Stripe was asked for a new key, its answer was lost, and it refuses the old one now."_s;
            });
        row("sign-in", ByHand, "does not renew this sign-in", "Sign in at Stripe", [](Rotation &one) {
            one.way = RotationWay::ByHand;
            one.signsIn = true;
        });
    }
    void aStateHasItsWordsAndItsButton()
    {
        QFETCH(const Rotation, rotation);
        QFETCH(const QString, words);
        QFETCH(const QString, help);
        m_view->showRotation(shown(), rotation);
        QVERIFY2(says(words), qPrintable(words));
        QVERIFY2(button(help) != nullptr, qPrintable(help));
        QCOMPARE(nameless(), QString());
        QCOMPARE(m_view->size(), QSize(792, 700));
        picture(QString::fromLatin1(QTest::currentDataTag()));
        // While work is under way nothing is pressed twice.
        m_view->setWorking(u"Going on"_s);
        QVERIFY(button(help) == nullptr);
        m_view->setWorking(QString());
        QVERIFY(button(help) != nullptr);
    }

    void anAppWithOneKeyOnlyIsToldBeforehand()
    {
        use(u"pipedrive"_s, AuthKind::ApiKey);
        m_view->showBegin(shown());
        QVERIFY(says(u"Pipedrive allows one key only"_s));
        QVERIFY(says(u"Pick a quiet time."_s));
        QVERIFY(says(u"It is tried at once: the old one has ended by then."_s));
        QVERIFY(!says(u"End the old key"_s)); // there is nothing to choose
        QCOMPARE(nameless(), QString());
        picture(u"begin-gap"_s);
        QSignalSpy begun(m_view.get(), &RotationView::beginWanted);
        QVERIFY(button(u"At a time that suits"_s) != nullptr);
        button(u"At a time that suits"_s)->click();
        QVERIFY(button(u"Plan it"_s) != nullptr);
        picture(u"begin-later"_s);
        button(u"Plan it"_s)->click();
        QCOMPARE(begun.size(), 1);
        const auto command = begun.first().first().value<StartRotation>();
        QVERIFY(command.byHand);
        QVERIFY(command.startsAt && *command.startsAt > now);
        QCOMPARE(command.startsAt->toLocalTime().time(), QTime(22, 0));
        QCOMPARE(command.overlapHours, 0);
    }

    void theRuleForBothKeysIsProposed()
    {
        use(u"practice-shop"_s, AuthKind::ApiKey);
        m_snapshot.rotationRules.overlapHours = 48;
        m_view->showBegin(shown());
        const QList<QSpinBox *> fields = m_view->findChildren<QSpinBox *>();
        QVERIFY(std::any_of(fields.cbegin(), fields.cend(), [](const QSpinBox *one) {
            return one->accessibleName().startsWith(u"How long the old key lives on"_s)
                && one->value() == 48;
        }));
        button(u"I do, on the page of Practice Shop"_s)->click();
        QVERIFY(says(u"48 hours later"_s));
        QSignalSpy begun(m_view.get(), &RotationView::beginWanted);
        button(u"Replace it now"_s)->click();
        QCOMPARE(begun.first().first().value<StartRotation>().overlapHours, 48);
        QVERIFY(!begun.first().first().value<StartRotation>().startsAt);
    }

    void aSignInIsRenewedOrMadeAgain()
    {
        use(u"practice-shop"_s, AuthKind::OAuth);
        m_snapshot.credentials.first().grant = GrantState();
        m_snapshot.credentials.first().grant->refreshable = true;
        m_view->showBegin(shown());
        QVERIFY(says(u"Practice Shop is asked to renew the sign-in."_s));
        QVERIFY(button(u"Renew it now"_s) != nullptr);
        QVERIFY(button(u"Sign in again"_s) != nullptr);
        QCOMPARE(nameless(), QString());
        picture(u"begin-renewal"_s);
        m_view->clear();
        m_snapshot.credentials.first().grant->refreshable = false;
        m_view->showBegin(shown());
        QVERIFY(says(u"does not renew this sign-in"_s));
        QVERIFY(button(u"Renew it now"_s) == nullptr);
        QSignalSpy wanted(m_view.get(), &RotationView::signInWanted);
        button(u"Sign in again"_s)->click();
        QCOMPARE(wanted.size(), 1);
    }

    void whatIsChosenStaysWhileTheSameKeyIsShown()
    {
        use(u"practice-shop"_s, AuthKind::ApiKey);
        m_view->showBegin(shown());
        button(u"At a time that suits"_s)->click();
        m_snapshot.takenAt = now.addSecs(60);
        m_view->showBegin(shown());
        QVERIFY(button(u"Plan it"_s) != nullptr);
        m_snapshot.credentials.first().versions.first().id = CredentialVersionId(u"another"_s);
        m_view->showBegin(shown());
        QVERIFY(button(u"Replace it now"_s) != nullptr);
    }

    void aCrowdOfPlacesFitsTheWindow()
    {
        Rotation rotation = rotationAt(RotationPhase::HandingOver);
        rotation.made = rotation.inUse = true;
        for (int i = 0; i < 14; ++i) {
            HandOver line;
            line.placement = PlacementId(QString::number(i));
            line.name = u"A place with a rather long name that hardly fits %1"_s.arg(i);
            if (i % 3 == 0)
                line.doneAt = now.addSecs(-i * 60);
            rotation.places.append(line);
        }
        m_view->showRotation(shown(), rotation);
        QVERIFY(says(u"5 of 14 places have it"_s));
        QCOMPARE(m_view->size(), QSize(792, 700));
        QCOMPARE(nameless(), QString());
        picture(u"places-crowded"_s);
    }

private:
    Catalog m_catalog;
    Snapshot m_snapshot;
    NameVeil m_veil;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<RotationView> m_view;
};

TEST_UNIT(tst_RotationView)
#include "tst_RotationView.moc"
