// SPDX-License-Identifier: GPL-3.0-or-later
// drawbridge-bench-parts openapi ROUNDS: an OpenAPI description of 5 MB as JSON and as YAML, read by us and parsed by the
// library alone, in turns. drawbridge-bench-parts layout ROUNDS: a map of 500 tiles and 900 arrows finds its places.
// drawbridge-bench-parts patterns: the expressions of all keys that are searched for, one a line, for grep -E.
// drawbridge-bench-parts recognizer ROUNDS FOLDER: looks through a folder for keys.
// Prints one line of JSON with the milliseconds of each.
#include "core/catalog/Catalog.h"
#include "core/catalog/KeyScanner.h"
#include "core/catalog/OpenApi.h"
#include "core/graph/MapLayout.h"
#include "core/importers/FolderScan.h"
#include "tests/graph/MapFixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <libfyaml.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

constexpr qsizetype descriptionSize = 5'000'000;

[[noreturn]] void stop(const QString &sentence)
{
    std::fprintf(stderr, "drawbridge-bench-parts: %s\n", qPrintable(sentence));
    std::exit(3);
}

double millisecondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

/// As large descriptions are: hardly anything but calls with their answers, each with texts and a deep schema.
QJsonObject description(qsizetype wanted)
{
    QJsonObject schema;
    for (int i = 0; i < 12; ++i)
        schema.insert(u"member%1"_s.arg(i),
                      QJsonObject{{u"type"_s, u"string"_s},
                                  {u"description"_s,
                                   u"What this member of the order tells, no. %1"_s.arg(i)},
                                  {u"enum"_s, QJsonArray{u"one"_s, u"two"_s, u"three"_s}}});
    const QJsonObject answer{{u"description"_s, u"It was done"_s},
                             {u"content"_s,
                              QJsonObject{{u"application/json"_s,
                                           QJsonObject{{u"schema"_s,
                                                        QJsonObject{{u"type"_s, u"object"_s},
                                                                    {u"properties"_s, schema}}}}}}}};
    const QJsonObject call{{u"summary"_s, u"Does something with an order"_s},
                           {u"security"_s,
                            QJsonArray{QJsonObject{{u"signIn"_s, QJsonArray{u"read"_s}}}}},
                           {u"responses"_s, QJsonObject{{u"200"_s, answer}}}};
    const qsizetype size = QJsonDocument(call).toJson().size() * 5 / 4;
    QJsonObject paths;
    for (qsizetype i = 0; i * size < wanted; ++i)
        paths.insert(u"/orders/%1"_s.arg(i), QJsonObject{{u"get"_s, call}});
    const QJsonObject flow{{u"tokenUrl"_s, u"/token"_s},
                           {u"scopes"_s, QJsonObject{{u"read"_s, u"Read"_s}}}};
    const QJsonObject scheme{{u"type"_s, u"oauth2"_s},
                             {u"flows"_s, QJsonObject{{u"clientCredentials"_s, flow}}}};
    return {{u"openapi"_s, u"3.0.3"_s},
            {u"info"_s, QJsonObject{{u"title"_s, u"Orders"_s}, {u"version"_s, u"1"_s}}},
            {u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, u"https://orders.example"_s}}}},
            {u"components"_s,
             QJsonObject{{u"securitySchemes"_s, QJsonObject{{u"signIn"_s, scheme}}}}},
            {u"paths"_s, paths}};
}

/// In blocks, as people write it.
void writeYaml(const QJsonValue &value, int depth, QByteArray &out)
{
    const QByteArray before = "\n" + QByteArray(2 * depth, ' ');
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto each = object.begin(); each != object.end(); ++each) {
            out += before + "'" + each.key().toUtf8() + "':";
            writeYaml(each.value(), depth + 1, out);
        }
    } else if (value.isArray()) {
        for (const QJsonValue each : value.toArray()) {
            out += before + "-";
            writeYaml(each, depth + 1, out);
        }
    } else {
        out += " " + value.toString().toUtf8();
    }
}

void checkRead(const QByteArray &file)
{
    const auto read = readOpenApi(file);
    if (!read.isOk() || read->scopes.size() != 1 || read->operations < 100)
        stop(u"the description was not read: "_s % (read.isOk() ? QString() : read.error().what));
}

void checkParsed(const QByteArray &yaml)
{
    fy_document *document =
        fy_document_build_from_string(nullptr, yaml.constData(), size_t(yaml.size()));
    if (!document)
        stop(u"libfyaml does not take it"_s);
    fy_document_destroy(document);
}

QJsonObject measureOpenApi(int rounds)
{
    const QByteArray json = QJsonDocument(description(descriptionSize)).toJson();
    // The same in YAML takes half the room.
    QByteArray yaml;
    writeYaml(description(descriptionSize * 21 / 10), 0, yaml);
    QJsonArray times[4];
    for (int round = 0; round <= rounds; ++round) {
        const double taken[] = {millisecondsOf([&] { checkRead(json); }),
                                millisecondsOf([&] {
                                    if (QJsonDocument::fromJson(json).isNull())
                                        stop(u"Qt does not take it"_s);
                                }),
                                millisecondsOf([&] { checkRead(yaml); }),
                                millisecondsOf([&] { checkParsed(yaml); })};
        for (int i = 0; round > 0 && i < 4; ++i)
            times[i].append(taken[i]);
    }
    return {{u"jsonBytes"_s, json.size()},
            {u"yamlBytes"_s, yaml.size()},
            {u"json"_s, times[0]},
            {u"jsonBare"_s, times[1]},
            {u"yaml"_s, times[2]},
            {u"yamlBare"_s, times[3]}};
}

Catalog loadedCatalog()
{
    auto catalog = Catalog::builtIn();
    if (!catalog.isOk())
        stop(catalog.error().what);
    return catalog.takeValue();
}

int printPatterns()
{
    const Catalog catalog = loadedCatalog();
    for (const RecognizedKey &format : catalog.keys().formats()) {
        if (format.certainty != Certainty::Low)
            std::printf("%s\n",
                        qPrintable(
                            catalog.keys().patternOf(format.format).replace("(?:"_L1, "("_L1)));
    }
    return 0;
}

/// Without making the scanner ready, which is told apart: it is done once, grep does it at each start.
QJsonObject measureRecognizer(int rounds, const QString &folder)
{
    const Catalog catalog = loadedCatalog();
    std::optional<KeyScanner> scanner;
    const double ready = millisecondsOf([&] {
        auto made = KeyScanner::make(catalog.keys());
        if (!made.isOk())
            stop(made.error().what);
        scanner.emplace(made.takeValue());
    });
    QJsonArray times;
    qint64 bytes = 0;
    qint64 found = 0;
    for (int round = 0; round <= rounds; ++round) {
        const double taken = millisecondsOf([&] {
            const auto report = scanFiles(folder, *scanner, CancelToken());
            if (!report.isOk())
                stop(report.error().what);
            bytes = report->bytes;
            found = report->findings.size();
        });
        if (round > 0)
            times.append(taken);
    }
    return {{u"ready"_s, ready}, {u"scan"_s, times}, {u"bytes"_s, bytes}, {u"found"_s, found}};
}

QJsonObject measureLayout(int rounds)
{
    const MapModel map = buildMap(bigBusiness(500, 8, 900));
    if (map.tiles.size() != 500 || map.arrows.size() < 500)
        stop(u"the map has %1 tiles and %2 arrows"_s.arg(map.tiles.size()).arg(map.arrows.size()));
    QJsonArray times;
    for (int round = 0; round <= rounds; ++round) {
        LayoutBy by = LayoutBy::Grid;
        const double taken = millisecondsOf([&] {
            const auto laidOut = layoutMap(map);
            if (!laidOut.isOk())
                stop(laidOut.error().what);
            by = laidOut->by;
        });
        if (by != LayoutBy::Graphviz)
            stop(u"Graphviz did not lay the map out. Install graphviz."_s);
        if (round > 0)
            times.append(taken);
    }
    return {{u"layout"_s, times}};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    const int rounds = words.value(2).toInt();
    QJsonObject measured;
    if (words.value(1) == u"openapi"_s && rounds > 0)
        measured = measureOpenApi(rounds);
    else if (words.value(1) == u"layout"_s && rounds > 0)
        measured = measureLayout(rounds);
    else if (words.value(1) == u"patterns"_s)
        return printPatterns();
    else if (words.value(1) == u"recognizer"_s && rounds > 0 && words.size() == 4)
        measured = measureRecognizer(rounds, words.at(3));
    else
        stop(u"openapi ROUNDS | layout ROUNDS | patterns | recognizer ROUNDS FOLDER"_s);
    std::printf("%s\n", QJsonDocument(measured).toJson(QJsonDocument::Compact).constData());
    return 0;
}
