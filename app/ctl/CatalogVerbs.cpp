// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/StopSignals.h"
#include "core/catalog/CatalogJson.h"
#include "core/catalog/ImportedApp.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/catalog/OpenApiProfile.h"
#include "core/catalog/TextTree.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

constexpr qint64 longestLine = 64 * 1024;
constexpr int mostLines = 100'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// With the apps that were imported, where a business is named on the command line; it needs none.
Result<void> openIfNamed(Cli &cli)
{
    if (!cli.options().workspaceNamed)
        return {};
    const auto space = cli.openWorkspace();
    if (!space)
        return space.error().code == ErrorCode::NotFound ? Result<void>() : space.error();
    for (const Error &problem : (*space)->catalogProblems())
        cli.note(problem.what);
    return {};
}

Exit listApps(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (const Result<void> opened = openIfNamed(cli); !opened)
        return cli.fail(opened.error());
    QJsonArray rows;
    QStringList lines;
    for (const AppProfile &app : cli.catalog().apps()) {
        rows.append(toListJson(app));
        lines.append(QString(app.id.leftJustified(20) % u' ' % app.name));
    }
    return cli.done({{u"apps"_s, rows}}, lines.join(u'\n'));
}

Exit showApp(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (const Result<void> opened = openIfNamed(cli); !opened)
        return cli.fail(opened.error());
    const AppProfile *app = cli.catalog().app(options.positional().first());
    if (!app)
        return cli.fail({ErrorCode::NotFound,
                         tr("There is no app \"%1\" in the catalog. \"catalog list\" names them.")
                             .arg(options.positional().first()),
                         {}});
    QStringList lines{QString(app->name % u" ("_s % app->id % u")"_s), app->summary};
    for (const AppScope &scope : app->scopes)
        lines.append(QString(u"  "_s % scope.name.leftJustified(40) % scope.label));
    return cli.done({{u"profile"_s, toJson(*app)}}, lines.join(u'\n'));
}

/// All of it, and one byte more than can be read, so that what is too large is told as such.
Result<QByteArray> contentOf(const QString &path)
{
    const qint64 most = TextTreeLimits{}.bytes + 1;
    QFile file(path);
    const bool isOpen =
        path == u"-"_s ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    QByteArray bytes = isOpen ? file.read(most) : QByteArray();
    if (!isOpen || file.error() != QFileDevice::NoError)
        return Error{
            ErrorCode::NotFound,
            tr("The file \"%1\" cannot be read. Look whether it is there and yours to read.")
                .arg(repeated(path)),
            file.errorString()};
    return bytes;
}

Exit importApp(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!cli.options().workspaceNamed)
        stopSignalsEnd(); // nothing is kept, so there is nothing to finish
    const Result<QByteArray> bytes = contentOf(options.positional().first());
    if (!bytes)
        return cli.fail(bytes.error());
    Result<OpenApiDescription> description = readOpenApi(*bytes);
    if (!description)
        return cli.fail(description.error());
    const QString name = options.value(u"name"_s);
    if (cli.catalog().keys().recognize(name.toUtf8()))
        return cli.wrongUsage(tr("That is a key, and no name for an app."));
    OpenApiDescription called = *description;
    if (!name.isEmpty())
        called.title = name;
    OpenApiProfile app = nameOpenApiApp(called, cli.catalog());
    app.warnings += importedApp(app, cli.clock().now().date()).leftOut;
    if (cli.options().workspaceNamed) {
        const auto space = cli.openWorkspace();
        if (!space)
            return cli.fail(space.error());
        const auto kept = cli.await((*space)->dispatch(KeepApp{*description, name}, cli.cancel()));
        if (!kept)
            return cli.fail(kept.error());
        app = *kept;
    }
    const QJsonObject json = toJson(app);
    QStringList lines{QString(app.name % u" ("_s % app.id % u") "_s % app.description.version),
                      app.description.baseUrl};
    for (const QJsonValue each : json.value("auth"_L1).toArray()) {
        const QJsonObject way = each.toObject();
        lines.append(QString(u"  "_s % way.value("kind"_L1).toString().leftJustified(20) % u' '
                             % way.value("flow"_L1).toString().leftJustified(20) % u' '
                             % way.value("tokenUrl"_L1).toString())
                         .trimmed()
                         .prepend(u"  "_s));
    }
    for (auto each = app.description.scopes.begin(); each != app.description.scopes.end(); ++each)
        lines.append(QString(u"  "_s % each.key().leftJustified(40) % u' ' % each.value()));
    for (const QString &warning : app.warnings)
        cli.note(warning);
    return cli.done({{u"profile"_s, json}}, lines.join(u'\n'));
}

Exit removeApp(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const AppId app = options.positional().first();
    const auto removed = cli.await((*space)->dispatch(RemoveKeptApp{app}, cli.cancel()));
    if (!removed)
        return cli.fail(removed.error());
    return cli.done({{u"removed"_s, app}}, tr("The imported app is removed."));
}

Exit recognize(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    stopSignalsEnd(); // nothing is kept, so there is nothing to finish
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return cli.fail({ErrorCode::Unavailable, tr("Standard input cannot be read."), {}});
    QJsonArray results;
    QStringList lines;
    for (int number = 1; number <= mostLines; ++number) {
        QByteArray line = input.readLine(longestLine);
        if (line.isEmpty())
            break;
        const bool wholeLine = line.endsWith('\n') || line.size() < longestLine - 1;
        while (!wholeLine && !line.isEmpty() && !line.endsWith('\n') && !input.atEnd())
            line = input.readLine(longestLine);
        const std::optional<RecognizedKey> found = wholeLine
            ? cli.catalog().keys().recognize(QByteArrayView(line).trimmed())
            : std::nullopt;
        wipe(line);
        QJsonObject row = toJson(found);
        row.insert(u"line"_s, number);
        results.append(row);
        lines.append(tr("%1: %2").arg(number).arg(found ? found->label : tr("not recognised")));
    }
    return cli.done({{u"results"_s, results}}, lines.join(u'\n'));
}

} // namespace

QList<Verb> catalogVerbs()
{
    return {{u"catalog"_s, u"list"_s, tr("the apps Drawbridge knows"), listApps},
            {u"catalog"_s, u"show"_s, tr("APP: everything known about it, with sources"), showApp},
            {u"catalog"_s,
             u"import"_s,
             tr("FILE (- for standard input) [--name NAME]: what an OpenAPI description says of an "
                "app; --workspace keeps it"),
             importApp},
            {u"catalog"_s,
             u"remove"_s,
             tr("APP: an imported one that no connection uses"),
             removeApp},
            {u"recognize"_s,
             QString(),
             tr("standard input, one text a line: which app's key it is"),
             recognize}};
}

} // namespace drawbridge::ctl
