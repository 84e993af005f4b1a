// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QtSvg/QSvgRenderer>

#include <cmath>

namespace drawbridge::ui {

namespace {

constexpr const char *names[] =
    {"",           "archive",      "arrow-left",   "arrow-right",  "bell",          "bolt",
     "calendar",   "check",        "check-circle", "chevron-down", "chevron-left",  "chevron-right",
     "chevron-up", "clipboard",    "clock",        "close",        "code",          "copy",
     "danger",     "document",     "download",     "edit",         "external-link", "eye",
     "eye-off",    "filter",       "fit",          "globe",        "help",          "home",
     "info",       "key",          "laptop",       "leak",         "link",          "list",
     "lock",       "mail",         "map",          "minus",        "moon",          "more",
     "pause",      "people",       "person",       "place",        "play",          "plug",
     "plus",       "print",        "refresh",      "search",       "send",          "settings",
     "shield",     "shield-check", "sort",         "store",        "sun",           "tag",
     "trash",      "undo",         "unlock",       "upload",       "warning",       "zoom-in",
     "zoom-out"};

QByteArray strokesOf(Icon icon)
{
    QFile file(QStringLiteral(":/drawbridge/icons/") + iconName(icon) + QStringLiteral(".svg"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

QPixmap drawn(Icon icon, const QColor &color, int pixels)
{
    const QString key = QStringLiteral("drawbridge-icon-%1-%2-%3")
                            .arg(static_cast<int>(icon))
                            .arg(color.rgba(), 0, 16)
                            .arg(pixels);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray svg = strokesOf(icon);
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    pixmap = QPixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class InkEngine final : public QIconEngine
{
public:
    InkEngine(Icon icon, Ink ink, Ink on)
        : m_icon(icon)
        , m_ink(ink)
        , m_on(on)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        paintIcon(*painter, m_icon, rect, colorFor(mode, state));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return drawn(m_icon, colorFor(mode, state), std::min(size.width(), size.height()));
    }
    QPixmap scaledPixmap(const QSize &size,
                         QIcon::Mode mode,
                         QIcon::State state,
                         qreal scale) override
    {
        Q_UNUSED(scale)
        return pixmap(size, mode, state);
    }
    QIconEngine *clone() const override { return new InkEngine(*this); }
    QString key() const override { return QStringLiteral("drawbridge-ink"); }

private:
    QColor colorFor(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return inkColor(Ink::Text3);
        return inkColor(mode == QIcon::Selected || state == QIcon::On ? m_on : m_ink);
    }

    Icon m_icon;
    Ink m_ink;
    Ink m_on;
};

class BrandEngine final : public QIconEngine
{
public:
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode, QIcon::State) override
    {
        paintBrand(*painter, rect);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new BrandEngine(*this); }
};

} // namespace

QString iconName(Icon icon)
{
    return QString::fromLatin1(names[static_cast<int>(icon)]);
}

QIcon icon(Icon which, Ink ink)
{
    return icon(which, ink, ink);
}

QIcon icon(Icon which, Ink ink, Ink on)
{
    return which == Icon::None ? QIcon() : QIcon(new InkEngine(which, ink, on));
}

void paintIcon(QPainter &painter, Icon icon, const QRectF &rect, const QColor &color)
{
    if (icon == Icon::None || rect.isEmpty())
        return;
    // The painter's own transform knows every scale there is: screen, zoom, a picture being rendered.
    const QTransform toDevice = painter.deviceTransform();
    const qreal ratio = std::hypot(toDevice.m11(), toDevice.m12());
    const int pixels = std::max(1, qRound(rect.width() * ratio));
    const QPixmap pixmap = drawn(icon, color, pixels);
    QPointF corner = toDevice.map(rect.topLeft());
    // On whole device pixels, or the strokes blur.
    corner = toDevice.inverted().map(QPointF(std::round(corner.x()), std::round(corner.y())));
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(QRectF(corner, QSizeF(pixels / ratio, pixels / ratio)),
                       pixmap,
                       QRectF(pixmap.rect()));
    painter.restore();
}

Icon toneIcon(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return Icon::CheckCircle;
    case Tone::Warning:
        return Icon::Warning;
    case Tone::Danger:
        return Icon::Danger;
    case Tone::Neutral:
    case Tone::Accent:
        break;
    }
    return Icon::Info;
}

QIcon brandIcon()
{
    return QIcon(new BrandEngine);
}

void paintBrand(QPainter &painter, const QRectF &rect)
{
    QSvgRenderer renderer(QStringLiteral(":/drawbridge/brand/drawbridge.svg"));
    renderer.render(&painter, rect);
}

} // namespace drawbridge::ui
