// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/PlainText.h"
#include "core/base/Random.h"
#include "core/catalog/Catalog.h"
#include "core/catalog/CatalogJson.h"
#include "core/catalog/ImportedApp.h"
#include "core/catalog/OpenApiProfile.h"
#include "core/catalog/ProfileCheck.h"
#include "core/catalog/ProfileReader.h"
#include "core/crypto/PassphraseWrap.h"
#include "core/crypto/RecoveryCode.h"
#include "core/crypto/Seal.h"
#include "core/graph/GraphvizAnswer.h"
#include "core/graph/MapExport.h"
#include "core/graph/MapLayout.h"
#include "core/secrets/VaultFile.h"
#include "tests/fuzz/FuzzTargets.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace drawbridge::fuzz {

namespace {

const Catalog &catalog()
{
    static const Result<Catalog> loaded = Catalog::builtIn();
    claim(loaded.isOk(), "the catalog is whole");
    return *loaded;
}

} // namespace

void profile(QByteArrayView bytes)
{
    const auto object = readJsonObject(bytes.toByteArray(), u"fuzz.json"_s);
    if (!object.isOk())
        return;
    const auto read = readProfile(*object, u"fuzz.json"_s);
    if (!read.isOk()) {
        claim(!read.error().what.isEmpty(), "an error has a sentence");
        return;
    }
    (void)checkProfile(*read, {catalog().dataClasses(), catalog().keys()}, u"fuzz.json"_s);
    (void)QJsonDocument(toJson(*read)).toJson();
    (void)catalog().canImport(*read);
}

void openApi(QByteArrayView bytes)
{
    auto read = readOpenApi(bytes.toByteArray());
    if (!read.isOk()) {
        claim(!read.error().what.isEmpty(), "an error has a sentence");
        return;
    }
    QStringList addresses{read->baseUrl};
    for (const OpenApiAuth &each : read->auth)
        addresses += {each.authorizationUrl, each.tokenUrl, each.deviceUrl, each.openIdConnectUrl};
    for (const QString &each : addresses)
        claim(each.isEmpty() || each.contains(u'{') || each.startsWith("http://"_L1)
                  || each.startsWith("https://"_L1),
              "an address is one of the web");
    claim(read->title == drawbridge::plainText(read->title), "a title is plain");
    const OpenApiProfile app = nameOpenApiApp(read.takeValue(), catalog());
    AppProfile asked;
    asked.id = app.id;
    asked.name = app.name;
    claim(catalog().canImport(asked).isOk(), "no name of the catalog is taken");
    const auto again = readOpenApiProfile(toJson(app));
    claim(again.isOk(), "what was kept can be read");
    claim(catalog().with({importedApp(app, QDate(2026, 11, 26)).profile}).isOk(),
          "what was read can be connected");
}

void recognize(QByteArrayView bytes)
{
    const auto key = catalog().keys().recognize(bytes);
    if (key && bytes.size() > 12)
        claim(!QJsonDocument(toJson(key)).toJson().contains(bytes.toByteArray()),
              "what is recognised is not repeated");
}

void graphviz(QByteArrayView bytes)
{
    const auto answer = GraphvizAnswer::read(bytes.toByteArray());
    if (!answer.isOk())
        return;
    const auto sensible = [](double number) { return number > -1e9 && number < 1e9; };
    claim(sensible(answer->size.width()) && sensible(answer->size.height()), "a size makes sense");
    for (const auto &[index, centre] : answer->nodes)
        claim(sensible(centre.x()) && sensible(centre.y()), "a place makes sense");
}

void mapSvg(QByteArrayView bytes)
{
    const QString text = QString::fromUtf8(bytes);
    LaidOutMap map;
    map.size = {400, 200};
    MapArea area;
    area.name = text;
    area.tiles = {0, 1};
    map.map.areas = {area};
    map.areas = {QRectF(0, 0, 400, 200)};
    MapTile tile;
    tile.appName = text;
    tile.name = text;
    tile.heldBy = text;
    map.map.tiles = {tile, tile};
    map.tiles = {QRectF(10, 50, 176, 56), QRectF(210, 50, 176, 56)};
    MapArrow arrow;
    arrow.to = 1;
    arrow.dataLabels = {text};
    arrow.purpose = text;
    arrow.carrierName = text;
    map.map.arrows = {arrow};
    map.arrows = {{{QPointF(186, 78), QPointF(190, 78), QPointF(200, 78), QPointF(210, 78)}}};

    QXmlStreamReader reader(mapToSvg(map, text));
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement())
            claim(reader.name() != u"script"_s && reader.name() != u"foreignObject"_s,
                  "a picture runs nothing");
    }
    claim(!reader.hasError(), "a picture is well-formed");
    (void)QJsonDocument(mapToJson(map.map)).toJson();
}

void vault(QByteArrayView bytes)
{
    static const SealKey key = [] {
        auto made = SealKey::fromBytes(SecretBytes::copyOf(QByteArray(32, 'k')));
        claim(made.isOk(), "32 bytes are a key");
        return std::move(*made);
    }();
    claim(!decodeVault(bytes, key).isOk(), "nobody makes a vault without its key");

    // What stands behind the seal: bytes of one who has the key, or of a fault of ours.
    static SystemRandom random;
    static const QByteArray head = [] {
        auto empty = encodeVault({}, key, QByteArray(wrappedKeySize, 'w'), random);
        claim(empty.isOk(), "an empty vault can be written");
        return empty->first(empty->size() - sealOverhead - qsizetype(sizeof(quint32)));
    }();
    const auto body = seal(key.derived("vault body"), bytes, head, random);
    claim(body.isOk(), "bytes can be sealed");
    const auto content = decodeVault(QByteArray(head + *body), key);
    if (!content.isOk())
        return;
    const auto again = encodeVault(*content, key, QByteArray(wrappedKeySize, 'w'), random);
    claim(again.isOk() && decodeVault(*again, key).isOk(), "a vault that was read can be written");
}

void recoveryCode(QByteArrayView bytes)
{
    const auto code = RecoveryCode::fromText(QString::fromUtf8(bytes));
    if (!code.isOk())
        return;
    const SecretBytes printed = code->text();
    const auto again = RecoveryCode::fromText(QString::fromLatin1(printed.reveal()));
    claim(again.isOk() && again->text().reveal() == printed.reveal(),
          "a code that was read prints and reads the same");
}

void plainText(QByteArrayView bytes)
{
    constexpr qsizetype longest = 100;
    const QString shown = drawbridge::plainText(QString::fromUtf8(bytes), longest);
    claim(shown.size() <= longest + 1, "a text is cut");
    for (const QChar c : shown) {
        claim(c.category() != QChar::Other_Control, "no control characters are shown");
        claim(c.category() != QChar::Other_Format || c == QChar(0x200d) || c == QChar(0x200c)
                  || c == QChar(0xad),
              "nothing turns the direction of a text");
    }
}

} // namespace drawbridge::fuzz
