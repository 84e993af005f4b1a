// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"

#include <QWidget>

class QLineEdit;

namespace drawbridge::ui {

class Button;
class ChoiceTile;

/// "List the apps you use": tiles to tick, no key typed.
class SeveralView final : public QWidget
{
    Q_OBJECT

public:
    explicit SeveralView(const Catalog &catalog, QWidget *parent = nullptr);

    void setOwner(const QString &owner);
    [[nodiscard]] QStringList chosen() const;
    [[nodiscard]] QString owner() const;

Q_SIGNALS:
    void edited();

private:
    QList<std::pair<AppId, ChoiceTile *>> m_tiles;
    QLineEdit *m_owner;
};

} // namespace drawbridge::ui
