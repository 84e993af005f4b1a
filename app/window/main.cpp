// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Composition.h"
#include "app/ctl/StopSignals.h"
#include "app/window/SingleWindow.h"
#include "app/window/WindowProgram.h"
#include "core/base/Log.h"
#include "core/secrets/ProcessHardening.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace drawbridge;

int main(int argc, char *argv[])
{
    hardenProcess();
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"drawbridge"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(DRAWBRIDGE_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Drawbridge"_s);
    QGuiApplication::setDesktopFileName(u"app.drawbridge.Drawbridge"_s);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("Window", "Connect the apps of a small business safely."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions(
        {{u"workspace"_s,
          QCoreApplication::translate("Window", "The folder of the business."),
          u"DIR"_s},
         {u"ca"_s,
          QCoreApplication::translate("Window", "An additional certificate authority (PEM)."),
          u"FILE"_s}});
    parser.process(app);
    const QString folder = parser.isSet(u"workspace"_s)
        ? QDir(parser.value(u"workspace"_s)).absolutePath()
        : defaultWorkspaceFolder();

    SingleWindow single(folder);
    if (single.raiseOther())
        return 0;
    if (!single.listen())
        writeLog(LogLevel::Warning,
                 QLatin1StringView("window"),
                 u"a second start cannot raise this window"_s);

    WindowProgram::Options options;
    options.folder = folder;
    options.authorityFiles = parser.values(u"ca"_s);
    Result<std::unique_ptr<WindowProgram>> program = WindowProgram::start(app, options);
    if (!program) {
        std::fputs(qPrintable(program.error().what % u'\n'), stderr);
        return 3;
    }
    QObject::connect(&single, &SingleWindow::raiseRequested, program->get(), &WindowProgram::raise);
    // The end of a session closes the window as its owner would: what is open is put in order.
    const CancelToken stopping;
    ctl::stopSignalsCancel(stopping);
    stopping.onCancel([] {
        QApplication::closeAllWindows();
        QCoreApplication::exit();
    });
    return QApplication::exec();
}
