// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CommandPalette.h"

#include "ui/kit/Painting.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/Rows.h"
#include "ui/shell/CommandRanking.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStandardItemModel>

#include <utility>

namespace drawbridge::ui {

namespace {

constexpr int cardWidth = 580;
constexpr int visibleRows = 8;
constexpr size_t mostShown = 60;
constexpr int fieldHeight = 52;

/// The line between field and list.
class Hairline final : public QWidget
{
public:
    Hairline() { setFixedHeight(1); }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter(this).fillRect(rect(), tokens().border);
    }
};

/// The magnifier, above the icons of the list.
class Glass final : public QWidget
{
public:
    Glass() { setFixedSize(48, fieldHeight); }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        paintIcon(painter,
                  Icon::Search,
                  QRectF(23, (fieldHeight - 18) / 2.0, 18, 18),
                  tokens().text2);
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *anchor)
    : Overlay(anchor)
    , m_field(new QLineEdit)
    , m_list(new RowList(tr("Results")))
    , m_model(new QStandardItemModel(this))
    , m_nothing(new PlainLabel({}, TextRole::Muted, Wrap::Yes))
{
    setAccessibleName(tr("Search"));
    auto *column = new QVBoxLayout(card());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_field->setObjectName(QStringLiteral("paletteField"));
    m_field->setPlaceholderText(tr("Find a connection, a screen or something to do"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setFixedHeight(fieldHeight);
    m_field->installEventFilter(this);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(0, 0, space::l, 0);
    top->setSpacing(0);
    top->addWidget(new Glass);
    top->addWidget(m_field, 1);
    column->addLayout(top);
    column->addWidget(new Hairline);
    m_nothing->setContentsMargins(space::l, space::l, space::l, space::l);
    column->addWidget(m_nothing);
    m_list->setModel(m_model);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setRowLines(false);
    auto *holder = new QVBoxLayout;
    holder->setContentsMargins(space::s, 6, space::s, 6);
    holder->addWidget(m_list);
    column->addLayout(holder, 1);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        run(index.row());
    });
}

void CommandPalette::open(std::vector<Command> commands)
{
    m_commands = std::move(commands);
    m_field->clear();
    search({});
    cover();
}

void CommandPalette::escape()
{
    m_commands.clear();
    m_model->clear();
    uncover();
}

QRect CommandPalette::cardGeometry() const
{
    const int rows = std::clamp(m_model->rowCount(), 0, visibleRows);
    const int height = fieldHeight + 1 + (rows == 0 ? 56 : 12 + 2 + rows * rowHeight);
    const int wide = std::min(cardWidth, width() - 2 * space::xl);
    return {(width() - wide) / 2, std::min(96, this->height() / 8), wide, height};
}

void CommandPalette::search(const QString &query)
{
    m_found = rankCommands(m_commands, query);
    m_found.resize(std::min(m_found.size(), mostShown));
    m_model->clear();
    for (const size_t position : m_found) {
        const Command &command = m_commands[position];
        auto *item = new QStandardItem(command.title);
        if (command.tileName.isEmpty())
            item->setData(static_cast<int>(command.icon), RowRole::CellIcon);
        else
            item->setData(command.tileName, RowRole::TileName);
        item->setData(command.note, RowRole::TrailingText);
        m_model->appendRow(item);
    }
    m_nothing->setVisible(m_found.empty());
    m_nothing->setText(tr("Nothing is called like that."));
    m_list->setVisible(!m_found.empty());
    if (!m_found.empty())
        m_list->setCurrentIndex(m_model->index(0, 0));
    card()->setGeometry(cardGeometry());
    update();
}

void CommandPalette::run(int row)
{
    if (row < 0 || static_cast<size_t>(row) >= m_found.size())
        return;
    // The command may open something over the window itself, so this goes first.
    const std::function<void()> chosen = m_commands[m_found[static_cast<size_t>(row)]].run;
    escape();
    if (chosen)
        chosen();
}

void CommandPalette::mousePressEvent(QMouseEvent *event)
{
    Q_UNUSED(event)
    escape(); // nothing can be lost here
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int rows = m_model->rowCount();
        const int row = m_list->currentIndex().row();
        const auto go = [this](int to) { m_list->setCurrentIndex(m_model->index(to, 0)); };
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Down:
            if (rows > 0)
                go((row + 1) % rows);
            return true;
        case Qt::Key_Up:
            if (rows > 0)
                go((row + rows - 1) % rows);
            return true;
        case Qt::Key_PageDown:
            go(std::min(rows - 1, row + visibleRows));
            return true;
        case Qt::Key_PageUp:
            go(std::max(0, row - visibleRows));
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run(row);
            return true;
        default:
            break;
        }
    }
    return Overlay::eventFilter(watched, event);
}

} // namespace drawbridge::ui
