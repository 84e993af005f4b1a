// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/WindowProgram.h"

#include "app/Composition.h"
#include "core/practice/PracticeShop.h"
#include "core/workspace/Workspace.h"
#include "ui/connect/ConnectPage.h"
#include "ui/connection/ConnectionPage.h"
#include "ui/dashboard/DashboardPage.h"
#include "ui/kit/Theme.h"
#include "ui/map/MapPage.h"
#include "ui/rotation/RotationPage.h"
#include "ui/settings/PeoplePage.h"
#include "ui/settings/SettingsPage.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/WorkspaceSession.h"
#include "ui/timeline/TimelinePage.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

WindowProgram::WindowProgram() = default;

WindowProgram::~WindowProgram() = default;

Result<std::unique_ptr<WindowProgram>> WindowProgram::start(QApplication &app,
                                                            const Options &options)
{
    TRY(catalog, Catalog::builtIn());
    std::unique_ptr<WindowProgram> program(new WindowProgram);
    WorkspaceParts parts;
    parts.folder = options.folder;
    parts.clock = &program->m_clock;
    parts.random = &program->m_random;
    parts.catalog = catalog;
    parts.actor = loginName() % u" (window)"_s;
    parts.trustedAuthorityFiles = options.authorityFiles;
    parts.makeStore = [&clock = program->m_clock,
                       &random = program->m_random](const SecretsPlace &place,
                                                    const QString &folder) {
        return makeRealStore(place, folder, clock, random);
    };
    program->m_workspace = std::make_unique<Workspace>(std::move(parts));
    Workspace &workspace = *program->m_workspace;
    // On its own threads, while the window is made on this one. It is told of by the event loop, which does not run yet.
    workspace.doWhatFallsDue();
    workspace.open();

    const ui::WindowMemory memory(options.memoryFile);
    program->m_theme =
        std::make_unique<ui::Theme>(app, memory.appearance(), memory.wasSystemDark());
    ui::MainWindow::Pages pages;
    pages.push_back(std::make_unique<ui::DashboardPage>(workspace));
    auto connecting = std::make_unique<ui::ConnectPage>(workspace);
    connecting->setPracticeStart(
        [self = program.get(), folder = options.folder] { return self->startPractice(folder); });
    pages.push_back(std::move(connecting));
    pages.push_back(std::make_unique<ui::ConnectionPage>(workspace));
    pages.push_back(std::make_unique<ui::RotationPage>(workspace));
    pages.push_back(std::make_unique<ui::MapPage>(workspace));
    pages.push_back(std::make_unique<ui::TimelinePage>(workspace));
    auto settings = std::make_unique<ui::SettingsPage>(workspace, *program->m_theme);
    pages.push_back(std::make_unique<ui::PeoplePage>(workspace));
    const ui::SettingsPage *settingsPage = settings.get();
    pages.push_back(std::move(settings));
    program->m_window = std::make_unique<ui::MainWindow>(std::move(pages), memory);
    QObject::connect(settingsPage,
                     &ui::SettingsPage::lockRequested,
                     program->m_window.get(),
                     &ui::MainWindow::lockRequested);
    program->m_session = std::make_unique<ui::WorkspaceSession>(workspace,
                                                                *program->m_window,
                                                                *program->m_theme,
                                                                memory,
                                                                program->m_clock);
    program->m_window->show();
    program->m_session->start();
    return program;
}

Result<ui::PracticeOffer> WindowProgram::startPractice(const QString &folder)
{
    if (!m_practice) {
        PracticeConfig config;
        // Its keys outlive the window, so that what is connected to it works again when it is started again.
        config.stateFolder = folder % u"/practice"_s;
        auto shop = PracticeShop::start(config, m_clock, m_random);
        if (!shop && shop.error().code == ErrorCode::Busy) {
            config.port = 0;
            shop = PracticeShop::start(config, m_clock, m_random);
        }
        if (!shop)
            return shop.error();
        m_practice = shop.takeValue();
    }
    ui::PracticeOffer offer;
    offer.port = QString::number(QUrl(m_practice->url()).port());
    offer.authorityPem = QString::fromLatin1(m_practice->caPem());
    // Each start brings its own, of which the first that cannot make keys is the one for reading.
    const std::vector<PracticeKey> keys = m_practice->keys();
    const auto reading = std::find_if(keys.begin(), keys.end(), [](const PracticeKey &key) {
        return !key.scopes.contains(u"keys:admin"_s);
    });
    if (reading == keys.end())
        return Error{ErrorCode::NotFound, tr("The Practice Shop has no key. Start it again."), {}};
    offer.key = share(SecretBytes::copyOf(reading->value.toLatin1()));
    return offer;
}

void WindowProgram::raise(const QByteArray &token)
{
    // Where Qt looks for it when it asks Wayland for the front.
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token);
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

} // namespace drawbridge
