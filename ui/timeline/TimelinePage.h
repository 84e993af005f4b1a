// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Page.h"

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class TimelineView;

/// "What happened?"
class TimelinePage final : public Page
{
    Q_OBJECT

public:
    explicit TimelinePage(Workspace &workspace, QObject *parent = nullptr);

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override;
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// A connection's id shows only what concerns it.
    void enter(const QString &subject) override;
    bool escape() override;

private:
    Workspace &m_workspace;
    TimelineView *m_view = nullptr;
};

} // namespace drawbridge::ui
