// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/QrPicture.h"

#include <QPainter>
#include <qrencode.h>

#include <memory>

namespace drawbridge::ui {

namespace {

constexpr int quietZone = 4; ///< modules of white around, as the standard asks
constexpr int moduleSize = 4;

} // namespace

QrPicture::QrPicture(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

bool QrPicture::setText(const QString &text, const QString &what)
{
    setAccessibleName(what);
    const std::unique_ptr<QRcode, decltype(&QRcode_free)>
        code(QRcode_encodeString8bit(text.toUtf8().constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    m_width = code ? code->width : 0;
    m_dark.clear();
    for (int i = 0; i < m_width * m_width; ++i)
        m_dark.push_back((code->data[i] & 1) != 0);
    setVisible(m_width > 0);
    updateGeometry();
    update();
    return m_width > 0;
}

bool QrPicture::isDark(int column, int row) const
{
    return m_dark.at(static_cast<std::size_t>(row * m_width + column));
}

QSize QrPicture::sizeHint() const
{
    const int side = (m_width + 2 * quietZone) * moduleSize;
    return {side, side};
}

void QrPicture::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Qt::white);
    for (int row = 0; row < m_width; ++row) {
        for (int column = 0; column < m_width; ++column) {
            if (isDark(column, row))
                painter.fillRect((column + quietZone) * moduleSize,
                                 (row + quietZone) * moduleSize,
                                 moduleSize,
                                 moduleSize,
                                 Qt::black);
        }
    }
}

} // namespace drawbridge::ui
