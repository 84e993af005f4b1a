// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPainter;

namespace drawbridge::ui {

enum class Holding {
    Here,      ///< we keep the key: filled
    Elsewhere, ///< listed only: outlined
};

/// An app as a coloured monogram. No brand logos: the letters and the colour come from the name alone.
class AppTile final : public QWidget
{
    Q_OBJECT

public:
    explicit AppTile(const QString &name, int size = 32, QWidget *parent = nullptr);

    void setName(const QString &name);
    void setHolding(Holding holding);

    [[nodiscard]] QSize sizeHint() const override;

    /// For delegates and scenes.
    static void paint(QPainter &painter, const QRectF &rect, const QString &name, Holding holding);
    /// "QuickBooks" → "Qu", "Ada's Shop" → "AS".
    [[nodiscard]] static QString monogramOf(const QString &name);
    /// One of ten hues, always the same for a name.
    [[nodiscard]] static QColor colorOf(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Holding m_holding = Holding::Here;
    int m_size;
};

} // namespace drawbridge::ui
