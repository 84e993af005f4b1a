// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in again on the page of a connection, beside a replacing of it; the app is a scripted one on this computer.
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/ScriptedPeer.h"
#include "tests/support/TestUnit.h"
#include "ui/connection/ConnectionPage.h"
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
    return QByteArray("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                      + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
}

} // namespace

class tst_SignInAgain : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
    std::unique_ptr<ScriptedPeer> m_peer;
    QUrl m_opened;
    std::atomic<bool> m_renews = true;
    ConnectionId m_id;

    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }
    Credential credential() { return now()->credentialsOf(m_id).first(); }
    Rotation rotation() { return now()->rotationsOf(m_id).last(); }
    QByteArray base() const
    {
        return QByteArray("http://127.0.0.1:" + QByteArray::number(m_peer->port()));
    }
    int asked(const QByteArray &path) const
    {
        int count = 0;
        for (const QByteArray &request : m_peer->requests())
            count += request.split(' ').value(1) == path ? 1 : 0;
        return count;
    }
    QByteArray serve(const QByteArray &request)
    {
        const QByteArray path = request.split(' ').value(1);
        if (path == "/token" && request.contains("grant_type=refresh_token") && !m_renews)
            return answer("{}", "503 Service Unavailable");
        if (path == "/token")
            return answer("{\"access_token\": \"a-new-access\", \"refresh_token\": "
                          "\"a-new-refresh\", \"expires_in\": 3600, \"scope\": \"orders\"}");
        if (path == "/me" && request.contains("Bearer a"))
            return answer("{\"name\": \"Ada's Shop\"}");
        if (path == "/revoke")
            return answer("{}");
        return answer("{\"error\": \"no\"}", "401 Unauthorized");
    }
    void signedIn(bool refreshable)
    {
        AddConnection command;
        command.details.app = s("other");
        command.details.name = s("Books");
        command.details.environment = Environment::Production;
        command.details.owner = s("Ada");
        command.details.purpose = s("totals");
        command.details.auth = AuthKind::OAuth;
        const QString at = QString::fromLatin1(base());
        command.details.publicFields = {{s("baseUrl"), at},
                                        {s("probe"), s("/me")},
                                        {s("clientId"), s("desk")},
                                        {s("authorizationUrl"), at + s("/authorize")},
                                        {s("tokenUrl"), at + s("/token")},
                                        {s("revocationUrl"), at + s("/revoke")}};
        command.details.reach = NetworkReach::OnMyNetwork;
        command.details.secrets = {{s("accessToken"), share(SecretBytes::copyOf("an-old-access"))}};
        if (refreshable)
            command.details.secrets.insert(s("refreshToken"),
                                           share(SecretBytes::copyOf("an-old-refresh")));
        command.test = TestFirst::No;
        GrantState grant;
        grant.signedInAt = QDateTime::currentDateTimeUtc();
        grant.refreshedAt = grant.signedInAt;
        grant.accessEndsAt = grant.signedInAt.addSecs(3600);
        grant.refreshable = refreshable;
        command.grant = grant;
        const auto made = m_business->run(command);
        VERIFY_OK(made);
        m_id = made->connection.id;
    }
    /// As the app sends the browser back.
    void comeBack()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened.isEmpty(), Screen::patience);
        const QUrlQuery query(m_opened);
        const QUrl redirect(query.queryItemValue(s("redirect_uri"), QUrl::FullyDecoded));
        QTcpSocket socket;
        socket.connectToHost(redirect.host(), quint16(redirect.port()));
        QVERIFY(socket.waitForConnected(5000));
        socket.write(QByteArray("GET " + redirect.path().toUtf8()
                                + "?state=" + query.queryItemValue(s("state")).toUtf8()
                                + "&code=the-code HTTP/1.1\r\nHost: "
                                + redirect.authority().toUtf8() + "\r\nConnection: close\r\n\r\n"));
        QVERIFY(socket.waitForReadyRead(5000));
    }
    void signInHere()
    {
        QVERIFY(m_screen->show(QString(m_id.text() + s("#sign-in"))));
        QVERIFY(m_screen->click(s("Sign in at Other app")));
        comeBack();
        QVERIFY(m_screen->waitFor(s("You signed in as Ada's Shop")));
        QVERIFY(m_screen->click(s("Yes, use it")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_screen->notices.isEmpty(), Screen::patience);
        QCOMPARE(m_screen->notices.last().sentence, s("The new sign-in is in use here."));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        SignInPanel::setOpener([this](const QUrl &page) { m_opened = page; });
    }
    void cleanupTestCase() { m_theme.reset(); }
    void init()
    {
        m_opened.clear();
        m_renews = true;
        m_peer =
            std::make_unique<ScriptedPeer>([this](QTcpSocket &socket, const QByteArray &request) {
                socket.write(serve(request));
                socket.disconnectFromHost();
            });
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_screen =
            std::make_unique<Screen>(std::make_unique<ConnectionPage>(m_business->workspace()));
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_peer.reset();
    }

    void oneThatRenewsIsRenewedOnThePageForThat()
    {
        signedIn(true);
        QVERIFY(m_screen->show(m_id.text()));
        QVERIFY(m_screen->button(s("Sign in again")) == nullptr);
        QVERIFY(m_screen->click(s("Renew the sign-in")));
        QCOMPARE(m_screen->wentTo, s("rotation"));
    }

    void oneThatDoesNotIsSignedInToAgainHere()
    {
        signedIn(false);
        QVERIFY(m_screen->show(m_id.text()));
        QVERIFY(m_screen->click(s("Sign in again")));
        QVERIFY(m_screen->button(s("Sign in at Other app")) != nullptr);
    }

    void aReplacingThatWaitsForTheSignInGoesOnWithIt()
    {
        signedIn(false);
        StartRotation command;
        command.credential = credential().id;
        const auto waits = m_business->run(command);
        VERIFY_OK(waits);
        QCOMPARE(waits->phase, RotationPhase::ByHand);
        signInHere();
        QVERIFY(rotation().inUse);
        QCOMPARE(credential().current()->id, rotation().newVersion);
        QVERIFY(credential().grant->refreshable);
        // The one before lives until it is seen to have ended, and is not forgotten.
        bool isKnown = rotation().isOver() && rotation().oldEnd != KeyEnd::StillWorks;
        for (const LiveKey &key : now()->liveKeys)
            isKnown = isKnown || key.version == rotation().oldVersion;
        QVERIFY(isKnown);
    }

    void aRenewalThatIsUnderWayEndsWithTheSignInMadeMeanwhile()
    {
        signedIn(true);
        m_renews = false;
        StartRotation command;
        command.credential = credential().id;
        const auto waits = m_business->run(command);
        VERIFY_OK(waits);
        QCOMPARE(waits->way, RotationWay::Renewal);
        QVERIFY(!waits->isOver());
        const CredentialVersionId old = credential().current()->id;
        QVERIFY(m_screen->show(m_id.text()));
        QVERIFY(m_screen->waitFor(s("This sign-in is being renewed.")));
        QVERIFY(m_screen->waitFor(
            s("was connected as"))); // what happened was read, and all has its place
        QVERIFY(m_screen->picture(s("connection-being-renewed-light")));
        signInHere();
        const CredentialVersionId made = credential().current()->id;
        QVERIFY(made != old);
        m_renews = true;
        if (!rotation().isOver()) {
            ContinueRotation goOn;
            goOn.id = waits->id;
            VERIFY_OK(m_business->run(goOn));
        }
        QCOMPARE(rotation().phase, RotationPhase::Finished);
        QCOMPARE(credential().current()->id, made);
        QVERIFY(!credential().grant->hasEnded());
        // What lives on at the app stands on the list of keys that live.
        bool isListed = false;
        for (const LiveKey &key : now()->liveKeys)
            isListed = isListed || key.version == old;
        QVERIFY(isListed);
        QCOMPARE(asked("/revoke"), 0);
    }
};

TEST_UNIT(tst_SignInAgain)
#include "tst_SignInAgain.moc"
