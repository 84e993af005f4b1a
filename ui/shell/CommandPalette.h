// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Overlay.h"
#include "ui/kit/Page.h"

#include <vector>

class QLineEdit;
class QStandardItemModel;

namespace drawbridge::ui {

class PlainLabel;
class RowList;

/// Ctrl+K: type a few letters, press Return, and you are there. Finds connections, screens and actions.
class CommandPalette final : public Overlay
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *anchor);

    /// Opens with these to choose from, in the order they are shown before anything is typed.
    void open(std::vector<Command> commands);
    [[nodiscard]] bool isOpen() const { return isCovering(); }
    void escape() override;

protected:
    [[nodiscard]] QRect cardGeometry() const override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &query);
    void run(int row);

    std::vector<Command> m_commands;
    std::vector<size_t> m_found;
    QLineEdit *m_field;
    RowList *m_list;
    QStandardItemModel *m_model;
    PlainLabel *m_nothing;
};

} // namespace drawbridge::ui
