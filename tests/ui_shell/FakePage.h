// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Page.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>

/// A page that remembers what the window asked of it.
class FakePage final : public drawbridge::ui::Page
{
    Q_OBJECT

public:
    enum class Side { Bar, Hidden };

    FakePage(const QString &id,
             const QString &title,
             drawbridge::ui::Icon symbol,
             Side side = Side::Bar)
        : m_id(id)
        , m_title(title)
        , m_symbol(symbol)
        , m_side(side)
    {}

    QString id() const override { return m_id; }
    QString title() const override { return m_title; }
    drawbridge::ui::Icon symbol() const override { return m_symbol; }
    bool isInSidebar() const override { return m_side == Side::Bar; }
    QWidget *makeWidget(QWidget *parent) override
    {
        ++made;
        auto *frame =
            new drawbridge::ui::PageFrame(m_title, drawbridge::ui::PageFrame::Body::Scrolls, parent);
        frame->setSubtitle(QStringLiteral("What this screen answers"));
        return frame;
    }
    void enter(const QString &subject) override { entered << subject; }
    bool escape() override { return swallowsEscape; }
    std::vector<drawbridge::ui::Command> commands() const override { return offered; }
    int badge() const override { return open; }

    int made = 0;
    int open = 0;
    bool swallowsEscape = false;
    QStringList entered;
    std::vector<drawbridge::ui::Command> offered;

private:
    QString m_id;
    QString m_title;
    drawbridge::ui::Icon m_symbol;
    Side m_side;
};
