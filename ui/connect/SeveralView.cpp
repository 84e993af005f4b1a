// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/SeveralView.h"

#include "ui/kit/Card.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"

#include <QApplication>
#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

SeveralView::SeveralView(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_holder(new QWidget(this))
    , m_flow(new FlowLayout(m_holder, 8))
    , m_none(new PlainLabel(tr("Tick at least one app."), TextRole::Error, Wrap::Yes, this))
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
    setCatalog(catalog);
    column->addWidget(m_holder);
    column->addWidget(m_none);
    m_none->hide();
    m_owner->setMaximumWidth(320);
    m_ownerRow = new FormRow(tr("Who looks after them?"), m_owner, this);
    column->addWidget(m_ownerRow);
    connect(m_owner, &QLineEdit::textEdited, this, [this] { m_ownerRow->setError(QString()); });
    column->addStretch(1);
}

void SeveralView::setCatalog(const Catalog &catalog)
{
    const QStringList ticked = chosen();
    const QWidget *focus = QApplication::focusWidget();
    AppId focused;
    for (const auto &[id, tile] : std::as_const(m_tiles)) {
        if (tile == focus)
            focused = id;
        tile->hide();
        tile->deleteLater();
    }
    while (QLayoutItem *item = m_flow->takeAt(0))
        delete item;
    m_tiles.clear();
    for (const AppProfile &app : catalog.apps()) {
        if (app.kind == AppKind::Practice || app.kind == AppKind::Other)
            continue;
        auto *tile = new ChoiceTile(app.name,
                                    app.imported ? tr("from your file") : areaLabel(app.area),
                                    ChoiceTile::Choosing::Several,
                                    m_holder);
        tile->setAppTile(app.name, Holding::Elsewhere);
        tile->setFixedWidth(216);
        tile->setChecked(ticked.contains(app.id));
        connect(tile, &QPushButton::toggled, m_none, &QWidget::hide);
        m_flow->addWidget(tile);
        m_tiles.append({app.id, tile});
        tile->show();
        if (app.id == focused)
            tile->setFocus(Qt::OtherFocusReason);
    }
    m_holder->updateGeometry();
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

bool SeveralView::checkComplete()
{
    const bool some = !chosen().isEmpty();
    const bool owned = !owner().isEmpty();
    m_none->setVisible(!some);
    m_ownerRow->setError(owned ? QString() : tr("Say who looks after them."));
    if (!some)
        m_tiles.first().second->setFocus(Qt::OtherFocusReason);
    else if (!owned)
        m_owner->setFocus(Qt::OtherFocusReason);
    return some && owned;
}

void SeveralView::clear()
{
    for (const auto &[id, tile] : std::as_const(m_tiles))
        tile->setChecked(false);
    m_owner->clear();
    m_none->hide();
    m_ownerRow->setError(QString());
}

} // namespace drawbridge::ui
