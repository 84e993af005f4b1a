// SPDX-License-Identifier: GPL-3.0-or-later
// The main job from the first start to the timeline: the real window, a real keychain, a real HTTPS peer.
#include "app/window/WindowProgram.h"
#include "core/practice/PracticeShop.h"
#include "core/workspace/Workspace.h"
#include "tests/tour/MainJob.h"
#include "tests/tour/WindowMeter.h"
#include "ui/kit/Theme.h"
#include "ui/map/MapView.h"
#include "ui/shell/MainWindow.h"

#include <QDir>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

void listSeveral(Tour &tour, const Workspace &workspace)
{
    tour.press(Qt::Key_N, Qt::ControlModifier);
    tour.waitForText(u"Which app?"_s);
    tour.picture(u"which-app"_s, u"Connect: which app?"_s);
    tour.click(u"List several apps at once, without any key"_s);
    for (const char *app :
         {"Stripe", "Shopify", "QuickBooks Online", "Mailchimp", "HubSpot", "Slack", "Zapier"})
        tour.click(QString::fromLatin1(app));
    tour.type(u"Who looks after them?"_s, u"Ada"_s);
    tour.picture(u"list-apps"_s, u"List the apps you use"_s);
    tour.click(u"List them"_s);
    tour.waitFor(u"seven apps on the list"_s,
                 [&] { return workspace.snapshot()->connections.size() == 7; });
    tour.waitForText(u"What travels where?"_s);
}

void connectOne(Tour &tour, const PracticeShop &shop, const Workspace &workspace)
{
    tour.click(u"Connect"_s);
    tour.waitForText(u"Which app?"_s);
    tour.click(u"Stripe"_s);
    tour.click(u"Zapier"_s);
    tour.picture(u"held-elsewhere"_s, u"Connected through Zapier? Then listing it is enough"_s);
    tour.click(u"Another app"_s);
    QString value;
    for (const PracticeKey &key : shop.keys()) {
        if (key.label == u"Read everything"_s)
            value = key.value;
    }
    const QString port = QString::number(QUrl(shop.url()).port());
    connectPracticeShop(tour,
                        {.port = port,
                         .caFile = shop.caFile(),
                         .key = value,
                         .sendsTo = u"Mailchimp"_s,
                         .through = u"Zapier"_s},
                        u"Practice"_s);
    if (workspace.snapshot()->flows.size() != 1)
        fail(u"what the connection sends is not on the map"_s);

    // Read back by a program that is not ours.
    const QString entry =
        workspace.snapshot()->credentials.constLast().versions.constFirst().storeKey;
    QProcess secretTool;
    secretTool.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"server"_s, u"Drawbridge"_s});
    secretTool.waitForFinished(10000);
    const QByteArray found = secretTool.readAllStandardOutput() + secretTool.readAllStandardError();
    if (!found.contains(value.toUtf8()))
        fail(u"secret-tool does not find the key of %1 in the keychain"_s.arg(entry));
}

/// The key of the Practice Shop, by another of its keys that may manage keys, until the old one is refused.
void replaceOne(Tour &tour, const PracticeShop &shop, WindowProgram &program)
{
    Workspace &workspace = program.workspace();
    const auto before = workspace.snapshot();
    const Credential old = before->credentials.constLast();
    const Connection shopHere = *before->connection(old.connection);
    QString value;
    for (const PracticeKey &key : shop.keys()) {
        if (key.scopes.contains(u"keys:admin"_s))
            value = key.value;
    }
    AddConnection admin;
    admin.details.app = shopHere.app;
    admin.details.name = u"Practice keys"_s;
    admin.details.environment = shopHere.environment;
    admin.details.owner = u"Ada"_s;
    admin.details.purpose = u"making and ending keys"_s;
    admin.details.auth = shopHere.auth;
    admin.details.publicFields = shopHere.publicFields;
    admin.details.reach = shopHere.reach;
    admin.details.trustedAuthorityPem = shopHere.trustedAuthorityPem;
    admin.details.secrets = {{u"key"_s, share(SecretBytes::copyOf(value.toUtf8()))}};
    workspace.dispatch(admin);
    tour.waitFor(u"a connection whose key may manage keys"_s, [&] {
        return workspace.snapshot()->credentials.size() == before->credentials.size() + 1;
    });
    tour.act([&] { program.window().goTo(u"connection"_s, shopHere.id.text()); });
    tour.click(u"Replace the key"_s);
    tour.waitForText(u"What will happen"_s);
    tour.picture(u"replace-a-key"_s, u"Replacing a key: what will happen, before it begins"_s);
    tour.click(u"Replace it now"_s);
    tour.waitForText(u"was seen to refuse the old key"_s);
    tour.picture(u"key-replaced"_s, u"The key is replaced, and the old one was seen refused"_s);
    for (const Credential &now : workspace.snapshot()->credentials) {
        if (now.id == old.id && now.current() != nullptr && now.current()->id == old.current()->id)
            fail(u"the old key is still in use"_s);
    }
    tour.click(u"Done"_s);
    tour.waitForText(u"Shut it off"_s);
}

void lookAround(Tour &tour, WindowProgram &program)
{
    tour.act([&] { program.window().goTo(u"dashboard"_s); });
    tour.waitForText(u"Needs you"_s);
    tour.picture(u"dashboard"_s, u"What needs you today"_s);
    tour.act([&] { program.window().goTo(u"map"_s); });
    QTest::qWait(400);
    tour.picture(u"map"_s, u"What travels where"_s);
    tour.act([&] { program.window().goTo(u"timeline"_s); });
    tour.waitForText(u"What happened in this business"_s);
    QTest::qWait(200);
    tour.picture(u"timeline"_s, u"What happened"_s);
    tour.act([&] { program.window().goTo(u"settings"_s); });
    QTest::qWait(200);
    tour.picture(u"settings"_s, u"Settings"_s);
    tour.act([&] { program.theme().setAppearance(ui::Appearance::Dark); });
    for (const QString &page :
         {u"dashboard"_s, u"connect"_s, u"map"_s, u"timeline"_s, u"settings"_s}) {
        tour.act([&] { program.window().goTo(page); });
        QTest::qWait(300);
        tour.picture(page % u"-dark"_s, u"In the dark: "_s % page);
    }
}

/// A business that is there already: what much of everything does to the window.
void lookThrough(Tour &tour, WindowProgram &program)
{
    tour.waitForText(u"Needs you"_s);
    tour.act([&] { program.window().goTo(u"map"_s); });
    tour.waitFor(u"map"_s, [&program] {
        const auto *map = program.window().findChild<ui::MapView *>();
        return map != nullptr && !map->scene().isEmpty();
    });
    const ConnectionId some = program.workspace().snapshot()->connections.constFirst().id;
    tour.act([&] { program.window().goTo(u"connection"_s, some.text()); });
    tour.waitForText(u"Shut it off"_s);
    tour.press(Qt::Key_K, Qt::ControlModifier);
    tour.type(u"Find a connection, a screen or something to do"_s, u"stripe of"_s);
    tour.picture(u"search"_s, u"Found by a few letters"_s);
    tour.press(Qt::Key_Escape);
    lookAround(tour, program);
}

/// Quit, and started again: everything is there, and the key still opens its app.
void startAgain(QApplication &app, const WindowProgram::Options &options, const Snapshot &before)
{
    const auto program = WindowProgram::start(app, options);
    if (!program)
        fail(program.error().what);
    const Workspace &workspace = (*program)->workspace();
    Tour tour((*program)->window(), {});
    tour.waitFor(u"the business opens again"_s, [&] { return workspace.phase() == Phase::Open; });
    const auto now = workspace.snapshot();
    const auto names = [](const Snapshot &snapshot) {
        QStringList all;
        for (const Connection &connection : snapshot.connections)
            all.append(connection.name);
        return all;
    };
    if (names(*now) != names(before) || now->flows.size() != before.flows.size()
        || now->credentials.size() != before.credentials.size()
        || now->eventCount < before.eventCount)
        fail(u"something is gone after a new start"_s);
    const ConnectionId connected = now->credentials.constLast().connection;
    tour.act([&] { (*program)->window().goTo(u"connection"_s, connected.text()); });
    tour.waitForText(u"Shut it off"_s);
    tour.click(u"Test"_s);
    tour.waitFor(u"the key is tried again"_s,
                 [&] { return workspace.snapshot()->eventCount > now->eventCount; });
    const Connection *tested = workspace.snapshot()->connection(connected);
    if (tested == nullptr || !tested->lastTest || !tested->lastTest->ok)
        fail(u"the key does not open its app after a new start"_s);
}

} // namespace

/// drawbridge-tour PICTURES [BUSINESS]: without one, from the first start.
int main(int argc, char *argv[])
{
    WindowMeter app(argc, argv);
    QCoreApplication::setApplicationName(u"drawbridge"_s);
    if (argc < 2)
        fail(u"say where the pictures go"_s);
    const QString folder = QDir(QString::fromLocal8Bit(argv[1])).absolutePath();
    const QTemporaryDir scratch;
    SystemClock clock;
    SystemRandom random;
    PracticeConfig config;
    config.port = 0;
    const auto shop = PracticeShop::start(config, clock, random);
    if (!shop)
        fail(shop.error().what);
    WindowProgram::Options options;
    const bool isThere = argc > 2;
    options.folder = isThere ? QDir(QString::fromLocal8Bit(argv[2])).absolutePath()
                             : scratch.filePath(u"workspace"_s);
    options.memoryFile = scratch.filePath(u"window.ini"_s);
    auto program = WindowProgram::start(app, options);
    if (!program)
        fail(program.error().what);
    (*program)->theme().setAppearance(ui::Appearance::Light);
    (*program)->window().resize(1280, 860);
    app.start();
    Tour tour((*program)->window(), folder);
    if (isThere) {
        lookThrough(tour, **program);
    } else {
        setUpBusiness(tour, u"Ada's Shop"_s);
        listSeveral(tour, (*program)->workspace());
        connectOne(tour, **shop, (*program)->workspace());
        replaceOne(tour, **shop, **program);
        lookAround(tour, **program);
    }
    tour.writeIndex();
    tour.write(u"window-thread.json"_s, QJsonDocument(app.report()).toJson());
    if (!isThere) {
        const std::shared_ptr<const Snapshot> before = (*program)->workspace().snapshot();
        program.takeValue().reset();
        startAgain(app, options, *before);
    }
    std::puts(isThere ? "The tour went through the business."
                      : "The tour went through the main job.");
    return 0;
}
