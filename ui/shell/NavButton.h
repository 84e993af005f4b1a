// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QPushButton>

namespace drawbridge::ui {

/// One screen in the side bar.
class NavButton final : public QPushButton
{
    Q_OBJECT

public:
    NavButton(const QString &title, Icon symbol, QWidget *parent = nullptr);

    void setEntry(const QString &title, int badge);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Icon m_symbol;
    int m_badge = 0;
};

/// Looks like a field and opens the search.
class SearchButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit SearchButton(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace drawbridge::ui
