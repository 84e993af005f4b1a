// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/AppTile.h"

#include "core/base/PlainText.h"
#include "ui/kit/Painting.h"

#include <QGuiApplication>
#include <QStringList>

namespace drawbridge::ui {

AppTile::AppTile(const QString &name, int size, QWidget *parent)
    : QWidget(parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setName(name);
}

void AppTile::setName(const QString &name)
{
    m_name = name;
    setAccessibleName(name);
    update();
}

void AppTile::setHolding(Holding holding)
{
    m_holding = holding;
    update();
}

QSize AppTile::sizeHint() const
{
    return {m_size, m_size};
}

QString AppTile::monogramOf(const QString &name)
{
    QStringList words;
    QString word;
    for (const char32_t point : plainText(name).toUcs4()) {
        if (QChar::isLetterOrNumber(point)) {
            word += QString::fromUcs4(&point, 1);
        } else if (point != U'\'' && point != U'’' && !word.isEmpty()) {
            words << word;
            word.clear();
        }
    }
    if (!word.isEmpty())
        words << word;
    if (words.isEmpty())
        return QStringLiteral("?");
    const auto firstOf = [](const QString &text) {
        return text.left(text.front().isHighSurrogate() ? 2 : 1).toUpper();
    };
    if (words.size() > 1)
        return QString(firstOf(words.at(0)) + firstOf(words.at(1)));
    const QString first = firstOf(words.at(0));
    const QString rest = words.at(0).mid(words.at(0).front().isHighSurrogate() ? 2 : 1);
    return rest.isEmpty() ? first : QString(first + firstOf(rest).toLower());
}

QColor AppTile::colorOf(const QString &name)
{
    static const QRgb light[] = {0x4F46E5,
                                 0x0369A1,
                                 0x0F766E,
                                 0x13753A,
                                 0xA24A08,
                                 0xB53B0B,
                                 0xBE123C,
                                 0xA21CAF,
                                 0x7C3AED,
                                 0x475569};
    static const QRgb dark[] = {0x9794FA,
                                0x4FB3E8,
                                0x3CC4B4,
                                0x55C57A,
                                0xE2A24C,
                                0xF0905A,
                                0xF27A92,
                                0xD98AE6,
                                0xB08CFA,
                                0x9AA8BC};
    // FNV-1a, as qHash takes another seed in each process. The start value spreads the known apps best.
    quint32 sum = 2166136420U;
    for (const QChar character : name.toCaseFolded())
        sum = (sum ^ character.unicode()) * 16777619U;
    const quint32 hue = (sum ^ (sum >> 16)) % std::size(light);
    return QColor(tokens().dark ? dark[hue] : light[hue]);
}

void AppTile::paint(QPainter &painter, const QRectF &rect, const QString &name, Holding holding)
{
    const QColor color = colorOf(name);
    const qreal radius = std::round(rect.width() * 0.26);
    if (holding == Holding::Here) {
        QColor fill = color;
        fill.setAlpha(tokens().dark ? 46 : 30);
        paintBox(painter, rect, radius, fill, {});
    } else {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(color, 1.2, Qt::CustomDashLine, Qt::RoundCap);
        pen.setDashPattern({2.2, 2.6});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);
        painter.restore();
    }
    QFont font = QGuiApplication::font();
    font.setPixelSize(std::max(8, qRound(rect.width() * 0.40)));
    font.setWeight(QFont::DemiBold);
    painter.save();
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, Qt::AlignCenter, monogramOf(name));
    painter.restore();
}

void AppTile::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paint(painter, QRectF(rect()), m_name, m_holding);
}

} // namespace drawbridge::ui
