// SPDX-License-Identifier: GPL-3.0-or-later
// The wizard where an app is signed in to; the app is a scripted one on this computer.
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/ScriptedPeer.h"
#include "tests/support/TestUnit.h"
#include "ui/connect/ConnectPage.h"
#include "ui/kit/QrPicture.h"
#include "ui/kit/SignInPanel.h"
#include "ui/kit/Theme.h"

#include <QTcpSocket>
#include <QUrlQuery>

#include <atomic>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

QByteArray answer(const QByteArray &body, const QByteArray &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

class tst_SignInScreen : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
    std::unique_ptr<ScriptedPeer> m_peer;
    QUrl m_opened;
    std::atomic<bool> m_approved = false;
    QString m_way;

    QByteArray serve(const QByteArray &request)
    {
        const QByteArray path = request.split(' ').value(1);
        if (path == "/device")
            return answer("{\"device_code\": \"code-of-the-device\", \"user_code\": \"WDJB-MJHT\", "
                          "\"verification_uri\": \""
                          + base() + "/code\", \"verification_uri_complete\": \"" + base()
                          + "/code?user_code=WDJB-MJHT\", \"expires_in\": 600, \"interval\": 1}");
        if (path == "/token" && !m_approved)
            return answer("{\"error\": \"authorization_pending\"}", "400 Bad Request");
        if (path == "/token")
            return answer("{\"access_token\": \"an-access-token\", \"refresh_token\": "
                          "\"a-refresh-token\", \"expires_in\": 3600, \"scope\": \"orders\"}");
        if (path == "/me" && request.contains("Bearer an-access-token"))
            return answer("{\"name\": \"Ada's Shop\"}");
        if (path == "/revoke")
            return answer("{}");
        return answer("{\"error\": \"no\"}", "401 Unauthorized");
    }
    QByteArray base() const { return "http://127.0.0.1:" + QByteArray::number(m_peer->port()); }
    QByteArrayList pathsAsked() const
    {
        QByteArrayList paths;
        for (const QByteArray &request : m_peer->requests())
            paths.append(request.split(' ').value(1));
        return paths;
    }

    void openOther(const QString &way)
    {
        QVERIFY(m_screen->click(s("Other app")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        auto *box = qobject_cast<QComboBox *>(m_screen->field(s("Which way to connect")));
        QVERIFY(box);
        // As the mouse does it: each arrow key would build the screen for the way in between.
        box->setCurrentIndex(box->findText(way));
        Q_EMIT box->activated(box->currentIndex());
        QVERIFY(m_screen->type(s("Its address"), QString::fromLatin1(base())));
        QVERIFY(m_screen->type(s("A page to try the key on (may be left empty)"), s("/me")));
        QVERIFY(m_screen->type(s("Client id"), s("desk")));
        QVERIFY(m_screen->click(s("More to fill in, where the app needs it")));
        QVERIFY(m_screen->type(s("Address for tokens"), QString::fromLatin1(base() + "/token")));
        QVERIFY(m_screen->type(s("Address for ending access"),
                               QString::fromLatin1(base() + "/revoke")));
        QVERIFY(m_screen->click(s("It stands on my network or on this computer")));
    }
    void openBrowserWay()
    {
        openOther(s("Sign in with the browser"));
        QVERIFY(m_screen->type(s("Address for signing in"),
                               QString::fromLatin1(base() + "/authorize")));
    }
    /// As the app sends the browser back.
    void comeBack(const QByteArray &rest)
    {
        const QUrlQuery query(m_opened);
        const QUrl redirect(query.queryItemValue(s("redirect_uri"), QUrl::FullyDecoded));
        QTcpSocket socket;
        socket.connectToHost(redirect.host(), quint16(redirect.port()));
        QVERIFY(socket.waitForConnected(5000));
        socket.write("GET " + redirect.path().toUtf8() + "?state="
                     + query.queryItemValue(s("state")).toUtf8() + rest + " HTTP/1.1\r\nHost: "
                     + redirect.authority().toUtf8() + "\r\nConnection: close\r\n\r\n");
        QVERIFY(socket.waitForReadyRead(5000));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        SignInPanel::setOpener([this](const QUrl &page) { m_opened = page; });
    }
    void init()
    {
        m_opened.clear();
        m_approved = true;
        m_peer =
            std::make_unique<ScriptedPeer>([this](QTcpSocket &socket, const QByteArray &request) {
                socket.write(serve(request));
                socket.disconnectFromHost();
            });
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_screen = std::make_unique<Screen>(std::make_unique<ConnectPage>(m_business->workspace()));
        QVERIFY(m_screen->show());
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_peer.reset();
        m_theme->setAppearance(Appearance::Light);
    }
    void cleanupTestCase() { m_theme.reset(); }

    void aSignInThatIsOursIsKept()
    {
        openBrowserWay();
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        QVERIFY(m_screen->waitFor(s("Drawbridge goes on by itself.")));
        comeBack("&code=the-code");
        QVERIFY(m_screen->waitFor(s("Is that yours?")));
        QVERIFY(m_screen->says(s("Ada's Shop")));
        QVERIFY(m_screen->click(s("Yes, it is mine")));
        QVERIFY(m_screen->waitFor(s("Does this look right?")));
        QVERIFY(m_screen->type(s("Name"), s("Books")));
        if (m_screen->field(s("Who looks after it")))
            QVERIFY(m_screen->type(s("Who looks after it"), s("Ada")));
        if (m_screen->field(s("What it is for")))
            QVERIFY(m_screen->type(s("What it is for"), s("totals")));
        QVERIFY(m_screen->click(s("Connect it")));
        QTRY_COMPARE_WITH_TIMEOUT(m_business->workspace().snapshot()->connections.size(),
                                  1,
                                  Screen::patience);
        const auto now = m_business->workspace().snapshot();
        QCOMPARE(now->connections.first().auth, AuthKind::OAuth);
        QCOMPARE(now->credentials.first().kind, CredentialKind::OAuthGrant);
        QVERIFY(now->credentials.first().grant->refreshable);
        QVERIFY(!pathsAsked().contains("/revoke"));
    }
    void aSignInOfSomebodyElseIsGivenBack()
    {
        openBrowserWay();
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        comeBack("&code=the-code");
        QVERIFY(m_screen->waitFor(s("Is that yours?")));
        QVERIFY(m_screen->click(s("No, another key")));
        QVERIFY(m_screen->waitFor(s("Nothing of it is kept.")));
        QTRY_COMPARE_WITH_TIMEOUT(pathsAsked().count("/revoke"), 2, Screen::patience);
        QVERIFY(m_business->workspace().snapshot()->connections.isEmpty());
    }
    void whoDeclinesIsTold()
    {
        openBrowserWay();
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        comeBack("&error=access_denied");
        QVERIFY(m_screen->waitFor(s("was declined there, so nothing was connected.")));
        QVERIFY(m_screen->button(s("Sign in at Other app")) != nullptr);
    }
    void theAddressOfTheEndCanBePasted()
    {
        openBrowserWay();
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        QVERIFY(m_screen->click(s("The browser is on another computer")));
        QVERIFY(m_screen->type(s("The address you were sent to"), s("https://elsewhere.example/")));
        QVERIFY(m_screen->click(s("Go on with this address")));
        QVERIFY(m_screen->waitFor(s("This is not the page you are sent to at the end.")));
        const QUrlQuery query(m_opened);
        const QString end = query.queryItemValue(s("redirect_uri"), QUrl::FullyDecoded)
            + s("?code=c&state=") + query.queryItemValue(s("state"));
        QVERIFY(m_screen->type(s("The address you were sent to"), end));
        QVERIFY(m_screen->click(s("Go on with this address")));
        QVERIFY(m_screen->waitFor(s("Is that yours?")));
    }
    void aCodeIsShownUntilItWasTyped()
    {
        m_approved = false;
        openOther(s("Sign in with a code"));
        QVERIFY(m_screen->type(s("Address for codes"), QString::fromLatin1(base() + "/device")));
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QVERIFY(m_screen->waitFor(s("WDJB-MJHT")));
        QVERIFY(m_screen->says(s("The code is good for")));
        const auto *picture = m_screen->shown<QrPicture>();
        QVERIFY(picture);
        QVERIFY(picture->modules() >= 21);
        m_approved = true;
        QVERIFY(m_screen->waitFor(s("Is that yours?")));
        QVERIFY(!m_screen->says(s("WDJB-MJHT")));
    }
    void leavingEndsTheWaiting()
    {
        openBrowserWay();
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        QVERIFY(m_screen->click(s("Back")));
        // Nobody listens any more, so nobody can come back.
        const QUrl redirect(
            QUrlQuery(m_opened).queryItemValue(s("redirect_uri"), QUrl::FullyDecoded));
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                QTcpSocket socket;
                socket.connectToHost(redirect.host(), quint16(redirect.port()));
                return !socket.waitForConnected(1000);
            }(),
            Screen::patience);
    }
    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures()
    {
        QFETCH(bool, dark);
        m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
        const QString mood = dark ? s("-dark") : s("-light");
        m_screen->window().resize(1100, 1500);
        openBrowserWay();
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        QVERIFY(m_screen->waitFor(s("Drawbridge goes on by itself.")));
        QVERIFY(m_screen->click(s("The browser is on another computer")));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("sign-in-browser") + mood));
        m_approved = false;
        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->click(s("Another app")));
        openOther(s("Sign in with a code"));
        QVERIFY(m_screen->type(s("Address for codes"), QString::fromLatin1(base() + "/device")));
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        QVERIFY(m_screen->waitFor(s("WDJB-MJHT")));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("sign-in-code") + mood));
        QVERIFY(m_screen->click(s("Back")));
    }
};

TEST_UNIT(tst_SignInScreen)
#include "tst_SignInScreen.moc"
