// SPDX-License-Identifier: GPL-3.0-or-later
// drawbridge-bench-rotate-window KEYS: so many keys fall due and are replaced while the window shows them on its dashboard,
// at an app on this computer each of whose answers takes 200 ms on its way. Prints the window's report as a line of JSON.
#include "app/window/WindowProgram.h"
#include "core/base/Async.h"
#include "core/workspace/Workspace.h"
#include "tests/rotation/ShopUnderTest.h"
#include "tests/tour/Tour.h"
#include "tests/tour/WindowMeter.h"
#include "ui/shell/MainWindow.h"

#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using namespace std::chrono_literals;

namespace {

constexpr auto answerTime = 200ms;

/// Stands before a server on this computer. What it says comes later. Lives in a thread of its own, as the window's is
/// what is measured.
class LongWay final : public QThread
{
public:
    explicit LongWay(int port)
        : m_port(static_cast<quint16>(port))
    {
        start();
        m_ready.acquire();
    }
    ~LongWay() override
    {
        quit();
        wait();
    }
    [[nodiscard]] int port() const { return m_own; }

private:
    void run() override
    {
        QTcpServer server;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            while (QTcpSocket *near = server.nextPendingConnection())
                join(near);
        });
        if (!server.listen(QHostAddress::LocalHost))
            fail(u"no port to listen on"_s);
        m_own = server.serverPort();
        m_ready.release();
        exec();
    }
    void join(QTcpSocket *near) const
    {
        auto *far = new QTcpSocket(near);
        connect(near, &QTcpSocket::readyRead, far, [near, far] { far->write(near->readAll()); });
        connect(far, &QTcpSocket::readyRead, near, [near, far] {
            QTimer::singleShot(answerTime, near, [near, bytes = far->readAll()] {
                near->write(bytes);
            });
        });
        connect(far, &QTcpSocket::disconnected, near, [near] {
            QTimer::singleShot(answerTime, near, [near] { near->disconnectFromHost(); });
        });
        connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
        far->connectToHost(QHostAddress::LocalHost, m_port);
    }

    quint16 m_port;
    int m_own = 0;
    QSemaphore m_ready;
};

template<typename Command>
auto must(Workspace &workspace, const Command &command, int ms)
{
    const auto future = workspace.dispatch(command);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, ms))
        fail(u"it takes too long"_s);
    auto result = future.result();
    if (!result)
        fail(result.error().what % u' ' % result.error().detail);
    return result.takeValue();
}

AddConnection connectionTo(const ShopUnderTest &shop, const LongWay &way, const QString &name)
{
    AddConnection command;
    command.details.app = u"practice-shop"_s;
    command.details.name = name;
    command.details.environment = Environment::Production;
    command.details.owner = u"Ada"_s;
    command.details.purpose = u"orders"_s;
    command.details.auth = AuthKind::ApiKey;
    command.details.publicFields.insert(u"port"_s, QString::number(way.port()));
    command.details.reach = NetworkReach::OnMyNetwork;
    command.details.trustedAuthorityPem = QString::fromLatin1(shop.caPem());
    return command;
}

} // namespace

int main(int argc, char *argv[])
{
    WindowMeter app(argc, argv);
    QCoreApplication::setApplicationName(u"drawbridge"_s);
    const int keys = argc > 1 ? QByteArray(argv[1]).toInt() : 0;
    if (keys < 1)
        fail(u"say how many keys"_s);
    const QTemporaryDir scratch;
    SystemClock clock;
    ShopUnderTest shop(clock);
    if (!shop.isOpen())
        fail(u"the shop does not open"_s);
    const LongWay way(shop.port());
    WindowProgram::Options options;
    options.folder = scratch.filePath(u"workspace"_s);
    options.memoryFile = scratch.filePath(u"window.ini"_s);
    const auto program = WindowProgram::start(app, options);
    if (!program)
        fail(program.error().what);
    Workspace &workspace = (*program)->workspace();
    Tour tour((*program)->window(), scratch.path());
    (*program)->window().resize(1280, 860);
    tour.waitFor(u"the first start"_s, [&] { return workspace.phase() == Phase::FirstRun; });
    CreateWorkspace business;
    business.businessName = u"Ada's Shop"_s;
    const auto made = workspace.create(business);
    tour.waitFor(u"the business"_s, [&] { return made.isFinished(); });
    if (!made.result())
        fail(made.result().error().what);

    AddConnection maker = connectionTo(shop, way, u"Office"_s);
    maker.details.secrets.insert(u"key"_s, share(SecretBytes::copyOf(shop.ownerKey())));
    must(workspace, maker, 30'000);
    const QDate today = clock.now().toLocalTime().date();
    for (int i = 0; i < keys; ++i) {
        AddConnection one = connectionTo(shop, way, u"Till %1"_s.arg(i));
        one.details.secrets.insert(u"key"_s, share(SecretBytes::copyOf(shop.makeKey(u"Till"_s))));
        one.replaceBy = today;
        must(workspace, one, 30'000);
    }
    tour.act([&] { (*program)->window().goTo(u"dashboard"_s); });
    tour.waitForText(u"Needs you"_s);
    QTest::qWait(500);

    app.start();
    const RotatedDue done = must(workspace, RotateDue(), 300'000);
    QJsonObject report = app.report();
    int finished = 0;
    for (const Rotation &one : done.rotations)
        finished += one.phase == RotationPhase::Finished ? 1 : 0;
    if (finished != keys)
        fail(u"%1 of %2 keys were replaced"_s.arg(finished).arg(keys));
    report.insert(u"keys"_s, keys);
    std::printf("%s\n", QJsonDocument(report).toJson(QJsonDocument::Compact).constData());
    return 0;
}
