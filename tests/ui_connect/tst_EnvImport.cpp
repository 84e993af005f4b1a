// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "tests/ui_connect/Dropping.h"
#include "ui/connect/ChooseAppView.h"
#include "ui/connect/ConnectPage.h"
#include "ui/kit/Theme.h"

#include <QFile>
#include <QTemporaryDir>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

/// An .env file is dropped on the first screen of the wizard.
class tst_EnvImport : public QObject
{
    Q_OBJECT

    void drop(const QByteArray &content)
    {
        m_path = m_folder.filePath(s("shop.env"));
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        file.close();
        m_screen = std::make_unique<Screen>(std::make_unique<ConnectPage>(m_business->workspace()));
        QVERIFY(m_screen->show({}));
        auto *view = m_screen->shown<ChooseAppView>();
        QVERIFY(view != nullptr);
        QVERIFY(dropFile(*view, m_path));
    }

    QByteArray content()
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
    QString m_path;
    QByteArray m_stripe = QByteArray("sk_") + "live_" + "a1B2c3D4e5F6g7H8i9J0k1L2";
    QByteArray m_telegram = QByteArray("1234567890") + ":AA" + QByteArray(33, 'x');

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_theme.reset();
    }

    void keysAreConnectedAndTakenOut()
    {
        drop("PORT=1\nSTRIPE_KEY=" + m_stripe + "\nBOT=" + m_telegram + "\n");
        QVERIFY(m_screen->waitFor(s("Stripe: STRIPE_KEY")));
        QVERIFY(m_screen->waitFor(s("Telegram: BOT")));
        QVERIFY(m_screen->picture(s("connect-env")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("connect-env-dark")));
        QVERIFY(m_screen->click(s("Try each key at its app first")));
        QVERIFY(m_screen->click(
            s("Take them out of the file. As it is now, it is kept here, sealed.")));
        QVERIFY(m_screen->click(s("Connect")));
        QVERIFY(m_screen->waitFor(s("Connected: Stripe")));
        QVERIFY(m_screen->picture(s("connect-env-done-dark")));
        QVERIFY(!content().contains(m_stripe));
        QVERIFY(content().contains(m_telegram));
        QCOMPARE(m_business->workspace().snapshot()->connections.size(), 1);
    }
    void aFileWithNothingInItIsTold()
    {
        drop("PORT=1\n");
        QVERIFY(QTest::qWaitFor([this] { return !m_screen->notices.isEmpty(); }));
        QVERIFY(m_screen->notices.first().sentence.contains(s("shop.env")));
        QVERIFY(m_business->workspace().snapshot()->connections.isEmpty());
    }
};

TEST_UNIT(tst_EnvImport)
#include "tst_EnvImport.moc"
