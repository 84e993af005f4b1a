// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/SeveralView.h"

#include "ui/kit/Card.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

SeveralView::SeveralView(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_owner(new QLineEdit(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Card::shadowMargins().left(), 0, Card::shadowMargins().right(), 0);
    column->setSpacing(16);
    column->addWidget(new PlainLabel(
        tr("Tick what your business uses. Each goes on the map; who holds its key and what "
           "it is for can be said later."),
        TextRole::Muted,
        Wrap::Yes,
        this));
    auto *tiles = new QWidget(this);
    auto *flow = new FlowLayout(tiles, 8);
    for (const AppProfile &app : catalog.apps()) {
        if (app.kind == AppKind::Practice || app.kind == AppKind::Other)
            continue;
        auto *tile =
            new ChoiceTile(app.name, areaLabel(app.area), ChoiceTile::Choosing::Several, tiles);
        tile->setAppTile(app.name, Holding::Elsewhere);
        tile->setFixedWidth(216);
        connect(tile, &QPushButton::toggled, this, &SeveralView::edited);
        flow->addWidget(tile);
        m_tiles.append({app.id, tile});
    }
    column->addWidget(tiles);
    m_owner->setMaximumWidth(320);
    column->addWidget(new FormRow(tr("Who looks after them?"), m_owner, this));
    connect(m_owner, &QLineEdit::textEdited, this, &SeveralView::edited);
    column->addStretch(1);
}

void SeveralView::setOwner(const QString &owner)
{
    if (m_owner->text().isEmpty())
        m_owner->setText(owner);
}

QStringList SeveralView::chosen() const
{
    QStringList apps;
    for (const auto &[id, tile] : m_tiles) {
        if (tile->isChecked())
            apps.append(id);
    }
    return apps;
}

QString SeveralView::owner() const
{
    return m_owner->text().trimmed();
}

} // namespace drawbridge::ui
