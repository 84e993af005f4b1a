// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"

#include <QWidget>

class QLineEdit;

namespace drawbridge::ui {

class ChoiceTile;
class FlowLayout;
class FormRow;
class PlainLabel;

/// "List the apps you use": tiles to tick, no key typed.
class SeveralView final : public QWidget
{
    Q_OBJECT

public:
    explicit SeveralView(const Catalog &catalog, QWidget *parent = nullptr);

    /// Apps came or went; what is ticked and still there stays ticked.
    void setCatalog(const Catalog &catalog);

    void setOwner(const QString &owner);
    [[nodiscard]] QStringList chosen() const;
    [[nodiscard]] QString owner() const;
    /// Says what is missing; false if something is.
    [[nodiscard]] bool checkComplete();
    void clear();

private:
    QWidget *m_holder;
    FlowLayout *m_flow;
    QList<std::pair<AppId, ChoiceTile *>> m_tiles;
    PlainLabel *m_none;
    QLineEdit *m_owner;
    FormRow *m_ownerRow;
};

} // namespace drawbridge::ui
