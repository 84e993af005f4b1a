// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/PlainText.h"
#include "core/graph/GridLayout.h"
#include "core/graph/MapExport.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr double legendHeight = 64;
constexpr double smallestWidth = 620;

QString tr(const char *text)
{
    return QCoreApplication::translate("MapSvg", text);
}

/// Safe as text and as an attribute: what XML forbids is gone, what it reads is escaped.
QString escaped(const QString &text)
{
    return plainText(text).toHtmlEscaped().replace(u'\'', "&#39;"_L1);
}

/// Two decimals, no exponent, no minus zero.
QString number(double value)
{
    const auto hundredths = std::llround(value * 100);
    return QString::number(double(hundredths) / 100, 'g', 10);
}

QString point(const QPointF &at)
{
    return number(at.x()) % u' ' % number(at.y());
}

/// About how wide a text is in em: there are no fonts to ask here.
double widthOf(char32_t c)
{
    if (c >= 0x1100)
        return 1;
    if (QStringLiteral("iljtfrI.,:;'|!()[] ").contains(QChar(char16_t(c))))
        return 0.32;
    if (QChar::isUpper(c) || c == U'm' || c == U'w' || c == U'@')
        return 0.72;
    return 0.56;
}

/// Cut with an ellipsis where it would be wider than `em`.
QString elided(const QString &text, double em)
{
    const auto points = plainText(text).toUcs4();
    double width = 0;
    QString out;
    for (const char32_t c : points) {
        width += widthOf(c);
        if (width > em)
            return out + QChar(0x2026);
        out += QString::fromUcs4(&c, 1);
    }
    return out;
}

QLatin1String colourOf(Sensitivity sensitivity)
{
    switch (sensitivity) {
    case Sensitivity::Low:
        return "#0b7a53"_L1;
    case Sensitivity::Medium:
        return "#4f46e5"_L1;
    case Sensitivity::High:
        return "#a65608"_L1;
    case Sensitivity::Critical:
        break;
    }
    return "#c92a3b"_L1;
}

QString labelOf(Sensitivity sensitivity)
{
    switch (sensitivity) {
    case Sensitivity::Low:
        return tr("harmless");
    case Sensitivity::Medium:
        return tr("personal");
    case Sensitivity::High:
        return tr("sensitive");
    case Sensitivity::Critical:
        break;
    }
    return tr("most sensitive");
}

QLatin1String dashesOf(HowKnown how)
{
    switch (how) {
    case HowKnown::SeenHere:
        return {};
    case HowKnown::ReportedByApp:
        return "12 4"_L1;
    case HowKnown::Imported:
        return "6 4"_L1;
    case HowKnown::NotVisible:
        break;
    }
    return "2 4"_L1;
}

QString labelOf(HowKnown how)
{
    switch (how) {
    case HowKnown::SeenHere:
        return tr("seen here");
    case HowKnown::ReportedByApp:
        return tr("reported by the app");
    case HowKnown::Imported:
        return tr("from an import");
    case HowKnown::NotVisible:
        break;
    }
    return tr("as told, not visible to us");
}

QString sentenceOf(const MapModel &map, const MapArrow &arrow)
{
    const QString what = arrow.dataLabels.join(", "_L1);
    const QString from = map.tiles[arrow.from].name;
    const QString to = map.tiles[arrow.to].name;
    if (arrow.carrierName.isEmpty())
        return tr("%1 sends %2 to %3.").arg(from, what, to);
    return tr("%1 sends %2 to %3 through %4.").arg(from, what, to, arrow.carrierName);
}

/// Writes one picture from top to bottom. Everything that came from people goes through escaped().
class SvgWriter
{
public:
    explicit SvgWriter(const LaidOutMap &map)
        : m_map(map)
    {}

    QByteArray write(const QString &title);

private:
    void areas();
    void arrows();
    void arrow(const MapArrow &arrow, const ArrowPath &path);
    void tiles();
    void tile(const MapTile &tile, const QRectF &box);
    void legend(double top);
    void line(const QString &text) { m_out += text % u'\n'; }
    void text(QPointF at, double size, int weight, QLatin1String colour, const QString &words);

    const LaidOutMap &m_map;
    QString m_out;
};

void SvgWriter::text(QPointF at, double size, int weight, QLatin1String colour, const QString &words)
{
    line("<text x=\""_L1 % number(at.x()) % "\" y=\""_L1 % number(at.y()) % "\" font-size=\""_L1
         % number(size) % "\" font-weight=\""_L1 % QString::number(weight) % "\" fill=\""_L1
         % colour % "\">"_L1 % escaped(words) % "</text>"_L1);
}

void SvgWriter::areas()
{
    for (qsizetype i = 0; i < m_map.areas.size(); ++i) {
        const QRectF &box = m_map.areas[i];
        if (box.isNull())
            continue;
        line("<rect x=\""_L1 % number(box.x()) % "\" y=\""_L1 % number(box.y()) % "\" width=\""_L1
             % number(box.width()) % "\" height=\""_L1 % number(box.height())
             % "\" rx=\"14\" fill=\"#f1f1f3\" stroke=\"#d5d5db\"/>"_L1);
        text(box.topLeft() + QPointF(14, 20),
             12,
             600,
             "#5b5e6b"_L1,
             elided(m_map.map.areas[i].name, (box.width() - 28) / 12));
    }
}

void SvgWriter::arrow(const MapArrow &arrow, const ArrowPath &path)
{
    if (path.points.size() < 4)
        return;
    QString way = "M"_L1 % point(path.points[0]);
    for (qsizetype i = 1; i + 2 < path.points.size(); i += 3) {
        way += " C"_L1 % point(path.points[i]) % ", "_L1 % point(path.points[i + 1]) % ", "_L1
            % point(path.points[i + 2]);
    }
    const QLatin1String colour = colourOf(arrow.sensitivity);
    const QLatin1String dashes = dashesOf(arrow.howKnown);
    const QString dash =
        dashes.isEmpty() ? QString() : QString(" stroke-dasharray=\""_L1 % dashes % u'"');
    line("<g opacity=\""_L1 % QLatin1String(arrow.retired ? "0.4" : "1") % "\"><title>"_L1
         % escaped(sentenceOf(m_map.map, arrow)) % "</title>"_L1);
    line("<path d=\""_L1 % way % "\" fill=\"none\" stroke=\""_L1 % colour % "\" stroke-width=\""_L1
         % QLatin1String(arrow.crosses ? "2.2" : "1.6") % u'"' % dash % "/>"_L1);
    const QPointF tip = path.points.constLast();
    QPointF before = tip;
    for (auto each = path.points.crbegin(); before == tip && each != path.points.crend(); ++each)
        before = *each;
    const double angle = std::atan2(tip.y() - before.y(), tip.x() - before.x());
    const QPointF back(-9 * std::cos(angle), -9 * std::sin(angle));
    const QPointF side(-back.y() * 0.45, back.x() * 0.45);
    line("<path d=\"M"_L1 % point(tip) % " L"_L1 % point(tip + back + side) % " L"_L1
         % point(tip + back - side) % " Z\" fill=\""_L1 % colour % "\"/>"_L1);
    line("</g>"_L1);
}

void SvgWriter::arrows()
{
    for (qsizetype i = 0; i < m_map.arrows.size(); ++i)
        arrow(m_map.map.arrows[i], m_map.arrows[i]);
}

void SvgWriter::tile(const MapTile &tile, const QRectF &box)
{
    const bool elsewhere = tile.custody == Custody::HeldElsewhere;
    static const QRegularExpression colour(QStringLiteral("^#[0-9a-f]{6}$"));
    const QString fill =
        colour.match(tile.look.colour).hasMatch() ? tile.look.colour : QStringLiteral("#6b7280");
    line("<g><title>"_L1 % escaped(QString(tile.name % " - "_L1 % tile.appName)) % "</title>"_L1);
    line("<rect x=\""_L1 % number(box.x()) % "\" y=\""_L1 % number(box.y()) % "\" width=\""_L1
         % number(box.width()) % "\" height=\""_L1 % number(box.height())
         % "\" rx=\"10\" fill=\"#ffffff\" stroke=\""_L1
         % (elsewhere ? "#8b8e9b\" stroke-dasharray=\"5 3\"/>"_L1 : "#d5d5db\"/>"_L1));
    const double mark = std::min(32.0, box.height() - 16);
    const QPointF corner(box.x() + 10, box.center().y() - mark / 2);
    line("<rect x=\""_L1 % number(corner.x()) % "\" y=\""_L1 % number(corner.y()) % "\" width=\""_L1
         % number(mark) % "\" height=\""_L1 % number(mark) % "\" rx=\"7\" fill=\""_L1 % fill
         % "\"/>"_L1);
    line("<text x=\""_L1 % number(corner.x() + mark / 2) % "\" y=\""_L1
         % number(box.center().y() + 4.5)
         % "\" font-size=\"12\" font-weight=\"600\" fill=\"#ffffff\" text-anchor=\"middle\">"_L1
         % escaped(tile.look.monogram.left(2)) % "</text>"_L1);
    const double left = corner.x() + mark + 10;
    const double room = box.right() - 10 - left;
    QString below = tile.appName;
    if (elsewhere)
        below = tr("held by %1").arg(tile.heldBy);
    else if (tile.paused)
        below = tr("paused");
    text({left, box.center().y() - 3}, 13, 600, "#16171d"_L1, elided(tile.name, room / 14));
    text({left, box.center().y() + 14}, 11, 400, "#5b5e6b"_L1, elided(below, room / 11.6));
    line("</g>"_L1);
}

void SvgWriter::tiles()
{
    for (qsizetype i = 0; i < m_map.tiles.size(); ++i)
        tile(m_map.map.tiles[i], m_map.tiles[i]);
}

void SvgWriter::legend(double top)
{
    double x = mapMargin;
    for (const Word<Sensitivity> &each : WordsOf<Sensitivity>::table) {
        line("<rect x=\""_L1 % number(x) % "\" y=\""_L1 % number(top + 4)
             % "\" width=\"14\" height=\"14\" rx=\"3\" fill=\""_L1 % colourOf(each.value)
             % "\"/>"_L1);
        text({x + 20, top + 15}, 11, 400, "#5b5e6b"_L1, labelOf(each.value));
        x += 120;
    }
    x = mapMargin;
    for (const Word<HowKnown> &each : WordsOf<HowKnown>::table) {
        const QLatin1String dashes = dashesOf(each.value);
        line("<path d=\"M"_L1 % point({x, top + 36})
             % " h28\" stroke=\"#5b5e6b\" stroke-width=\"1.6\""_L1
             % (dashes.isEmpty() ? QString() : QString(" stroke-dasharray=\""_L1 % dashes % u'"'))
             % "/>"_L1);
        text({x + 34, top + 40}, 11, 400, "#5b5e6b"_L1, labelOf(each.value));
        x += 145;
    }
}

QByteArray SvgWriter::write(const QString &title)
{
    const double width = std::max(m_map.size.width(), smallestWidth);
    const double height = m_map.size.height() + legendHeight;
    QStringList sentences;
    for (const MapArrow &arrow : m_map.map.arrows)
        sentences.append(sentenceOf(m_map.map, arrow));
    const QString told = sentences.isEmpty()
        ? tr("No data travels between these apps as far as is known.")
        : sentences.join(u' ');
    const QString size = number(width) % "\" height=\""_L1 % number(height);
    line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"_L1);
    line("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" width=\""_L1
         % size % "\" viewBox=\"0 0 "_L1 % number(width) % u' ' % number(height)
         % "\" font-family=\"Inter, Helvetica, Arial, sans-serif\">"_L1);
    line("<title id=\"title\">"_L1 % escaped(title) % "</title>"_L1);
    line("<desc id=\"desc\">"_L1 % plainText(told, 20000).toHtmlEscaped() % "</desc>"_L1);
    line("<rect width=\""_L1 % size % "\" fill=\"#f7f7f8\"/>"_L1);
    areas();
    arrows();
    tiles();
    legend(m_map.size.height());
    line("</svg>"_L1);
    return m_out.toUtf8();
}

} // namespace

QByteArray mapToSvg(const LaidOutMap &map, const QString &title)
{
    return SvgWriter(map).write(title);
}

} // namespace drawbridge
