// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/TraySign.h"

#include "ui/kit/Icons.h"

#include <QMenu>
#include <QPainter>
#include <QSystemTrayIcon>
#include <QWidget>

namespace drawbridge::ui {

namespace {

// Trays are of any colour, so the mark on the number keeps its own in both themes.
const QColor markGround(0xc6, 0x28, 0x28);
constexpr int pictureSizes[] = {16, 22, 24, 32, 48, 64};
constexpr int mostShown = 9;

QPixmap pictureOf(int size, int count)
{
    QPixmap picture(size, size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBrand(painter, QRectF(0, 0, size, size));
    if (count <= 0)
        return picture;
    const double edge = size * 0.62;
    const QRectF mark(size - edge, size - edge, edge, edge);
    painter.setPen(QPen(Qt::white, size / 24.0));
    painter.setBrush(markGround);
    painter.drawEllipse(mark.adjusted(0.5, 0.5, -0.5, -0.5));
    QFont font = painter.font();
    font.setBold(true);
    font.setPixelSize(std::max(6, int(edge * (count > mostShown ? 0.55 : 0.75))));
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(mark,
                     Qt::AlignCenter,
                     count > mostShown ? QStringLiteral("9+") : QString::number(count));
    return picture;
}

} // namespace

TraySign::TraySign(QWidget &window, QObject *parent)
    : QObject(parent)
    , m_window(window)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_menu = std::make_unique<QMenu>();
    m_menu->addAction(tr("Open Drawbridge"), this, &TraySign::raise);
    m_menu->addAction(tr("Quit"), &m_window, &QWidget::close);
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(m_menu.get());
    connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](auto reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            raise();
    });
}

TraySign::~TraySign() = default;

QIcon TraySign::picture(int count)
{
    QIcon icon;
    for (const int size : pictureSizes)
        icon.addPixmap(pictureOf(size, count));
    return icon;
}

void TraySign::show(const DueSummary &due)
{
    tell(due.count(), due.sentence.isEmpty() ? tr("Nothing is due.") : due.sentence);
}

void TraySign::showClosed()
{
    tell(0, tr("No business is open."));
}

void TraySign::tell(int count, const QString &sentence)
{
    const bool isNews = m_sentence.isEmpty() || count != m_count;
    m_count = count;
    m_sentence = sentence;
    if (!m_icon)
        return;
    if (isNews)
        m_icon->setIcon(picture(count));
    m_icon->setToolTip(QStringLiteral("Drawbridge: %1").arg(sentence));
    m_icon->show();
}

void TraySign::raise()
{
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.show();
    m_window.raise();
    m_window.activateWindow();
}

} // namespace drawbridge::ui
