// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/AppTile.h"
#include "ui/kit/Icons.h"

#include <QPushButton>

namespace drawbridge::ui {

/// A card to choose: an app, a job, a way to begin. With an app's tile or an icon, a title and a muted line.
class ChoiceTile final : public QPushButton
{
    Q_OBJECT

public:
    enum class Choosing {
        Once,    ///< a press is the answer
        Several, ///< stays chosen, with a tick; several may be
    };

    ChoiceTile(const QString &title,
               const QString &note,
               Choosing choosing = Choosing::Once,
               QWidget *parent = nullptr);

    /// The tile of the app with that name stands before the words.
    void setAppTile(const QString &appName, Holding holding = Holding::Here);
    void setSymbol(Icon icon);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_note;
    QString m_appName;
    Holding m_holding = Holding::Here;
    Icon m_symbol = Icon::None;
};

} // namespace drawbridge::ui
