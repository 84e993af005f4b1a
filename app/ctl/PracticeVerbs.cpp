// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"
#include "core/practice/PracticeShop.h"

#include <QCoreApplication>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Exit servePractice(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"port"_s),
                         withValue(u"state"_s),
                         flag(u"keep-access-on-revoke"_s)},
                        0,
                        0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    PracticeConfig config;
    if (options.has(u"port"_s)) {
        bool sound = false;
        const uint port = options.value(u"port"_s).toUInt(&sound);
        if (!sound || port > 65535)
            return cli.wrongUsage(
                tr("--port is a number from 0 to 65535; 0 means any that is free."));
        config.port = static_cast<quint16>(port);
    }
    config.stateFolder = options.value(u"state"_s);
    config.keepAccessOnRevoke = options.has(u"keep-access-on-revoke"_s);

    QEventLoop loop;
    QObject inThisThread;
    config.onRequest = [&cli, &inThisThread](const PracticeRequest &request) {
        QMetaObject::invokeMethod(&inThisThread, [&cli, request] {
            if (cli.options().json)
                cli.printLine({{u"time"_s, timeToJson(request.time)},
                               {u"method"_s, request.method},
                               {u"path"_s, request.path},
                               {u"status"_s, request.status},
                               {u"key"_s, textOrNull(request.keyId)},
                               {u"label"_s, textOrNull(request.keyLabel)}});
            else
                cli.note(QString(request.method % u' ' % request.path % u' '
                                 % QString::number(request.status) % u"  "_s % request.keyLabel));
        });
    };
    auto shop = PracticeShop::start(config, cli.clock(), cli.random());
    if (!shop)
        return cli.fail(shop.error());
    const QJsonObject about = (*shop)->toJson();
    if (cli.options().json) {
        cli.printLine(about);
    } else {
        QStringList lines{tr("Practice Shop at %1, certificate authority in %2")
                              .arg((*shop)->url(), (*shop)->caFile())};
        for (const PracticeKey &key : (*shop)->keys())
            lines.append(QString(u"  "_s % key.label.leftJustified(20) % key.value));
        if (cli.printRaw(lines.join(u'\n').toUtf8() + '\n') != Exit::Done)
            return Exit::CouldNot;
    }
    cli.cancel().onCancel([&loop] { loop.quit(); });
    if (!cli.cancel().isCancelled())
        loop.exec();
    return Exit::Done;
}

} // namespace

QList<Verb> practiceVerbs()
{
    return {{u"practice"_s,
             u"serve"_s,
             tr("[--port N] [--state DIR] [--keep-access-on-revoke]: an app to try everything on"),
             servePractice}};
}

} // namespace drawbridge::ctl
