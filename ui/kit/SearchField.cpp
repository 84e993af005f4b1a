// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SearchField.h"

#include "ui/kit/Icons.h"

#include <QAction>
#include <QKeyEvent>
#include <QTimer>

namespace drawbridge::ui {

SearchField::SearchField(const QString &name, QWidget *parent)
    : QLineEdit(parent)
    , m_pause(new QTimer(this))
{
    setPlaceholderText(name);
    setAccessibleName(name);
    // A button to assistive tools, so it is named and does what it says.
    auto *look = addAction(icon(Icon::Search, Ink::Text2), LeadingPosition);
    look->setText(tr("Search"));
    connect(look, &QAction::triggered, this, [this] { Q_EMIT searched(text()); });
    setClearButtonEnabled(false);
    auto *clearing = addAction(icon(Icon::Close, Ink::Text2), TrailingPosition);
    clearing->setText(tr("Clear"));
    clearing->setVisible(false);
    connect(clearing, &QAction::triggered, this, &QLineEdit::clear);

    m_pause->setSingleShot(true);
    m_pause->setInterval(120);
    connect(m_pause, &QTimer::timeout, this, [this] { Q_EMIT searched(text()); });
    connect(this, &QLineEdit::returnPressed, this, [this] {
        if (!m_pause->isActive())
            return;
        m_pause->stop();
        Q_EMIT searched(text());
    });
    connect(this, &QLineEdit::textChanged, this, [this, clearing](const QString &text) {
        clearing->setVisible(!text.isEmpty());
        m_pause->start();
    });
}

void SearchField::settle()
{
    m_pause->stop();
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        event->ignore();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace drawbridge::ui
