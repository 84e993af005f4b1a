// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/kit/Page.h"

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class DashboardView;

/// "What needs me today?"
class DashboardPage final : public Page
{
    Q_OBJECT

public:
    explicit DashboardPage(Workspace &workspace, QObject *parent = nullptr);

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override;
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;

    void enter(const QString &subject) override;

private:
    void follow();
    void show();
    void act(const AttentionItem &item);
    void replace(const ConnectionId &id);

    Workspace &m_workspace;
    DashboardView *m_view = nullptr;
    std::shared_ptr<const Snapshot> m_shown;
};

} // namespace drawbridge::ui
