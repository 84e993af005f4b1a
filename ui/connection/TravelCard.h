// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/kit/Card.h"

namespace drawbridge::ui {

/// What this connection sends and receives, each line a way to the map.
class TravelCard final : public Card
{
    Q_OBJECT

public:
    explicit TravelCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();

Q_SIGNALS:
    void mapWanted();

private:
    QVBoxLayout *m_lines;
};

/// Who holds the key and looks after it, as far as was told, and who carries its data: apps, scripts, people.
class WhoCard final : public Card
{
    Q_OBJECT

public:
    explicit WhoCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();

private:
    QVBoxLayout *m_lines;
};

} // namespace drawbridge::ui
