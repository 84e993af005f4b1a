// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/DashboardModels.h"

#include "ui/kit/DateText.h"
#include "ui/kit/Icons.h"
#include "ui/kit/Rows.h"
#include "ui/kit/Tokens.h"

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr qsizetype shownEvents = 6;

} // namespace

QList<ConnectionTableModel::Row> ConnectionTableModel::rowsOf(const Snapshot &snapshot,
                                                              const QHash<AppId, QString> &appNames)
{
    QHash<QString, const CredentialVersion *> keys;
    for (const Credential &credential : snapshot.credentials) {
        if (const CredentialVersion *key = credential.current())
            keys.insert(credential.connection.text(), key);
    }
    QList<Row> rows;
    for (const Connection &connection : snapshot.connections) {
        Row row;
        row.connection = connection;
        row.app = appNames.value(connection.app, connection.app);
        if (const CredentialVersion *key = keys.value(connection.id.text())) {
            row.hasKey = true;
            row.endsAt = key->endsAt;
            row.replaceBy = key->replaceBy;
        }
        rows.append(row);
    }
    return rows;
}

void ConnectionTableModel::setSnapshot(const Snapshot &snapshot,
                                       const QHash<AppId, QString> &appNames,
                                       const NameVeil &veil)
{
    const QList<Row> rows = rowsOf(snapshot, appNames);
    const bool same = std::equal(m_rows.cbegin(),
                                 m_rows.cend(),
                                 rows.cbegin(),
                                 rows.cend(),
                                 [](const Row &before, const Row &after) {
                                     return before.connection.id == after.connection.id;
                                 });
    if (!same)
        beginResetModel();
    m_rows = rows;
    m_today = snapshot.takenAt.toLocalTime().date();
    m_veil = veil;
    if (!same)
        endResetModel();
    else if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int ConnectionTableModel::rowOf(const ConnectionId &id) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_rows.at(row).connection.id == id)
            return row;
    }
    return -1;
}

ConnectionId ConnectionTableModel::connectionAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? m_rows.at(row).connection.id : ConnectionId();
}

int ConnectionTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ConnectionTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ConnectionTableModel::text(const Row &row, int column) const
{
    switch (column) {
    case Name:
        return m_veil.name(row.connection.name);
    case EndsAt:
        if (row.endsAt)
            return dateText(*row.endsAt, m_today);
        return row.hasKey ? tr("no end known") : tr("not known");
    case ReplaceBy:
        if (row.connection.custody == Custody::HeldElsewhere)
            return row.connection.lookAgainOn
                ? tr("look again %1").arg(shortDate(*row.connection.lookAgainOn, m_today))
                : QString();
        return row.replaceBy ? dateText(*row.replaceBy, m_today) : tr("no date");
    default:
        return {};
    }
}

QVariant ConnectionTableModel::pill(const Row &row, int column, int role) const
{
    QString word;
    Tone tone = Tone::Neutral;
    Icon icon = Icon::None;
    if (column == Running) {
        switch (isRunning(row.connection)) {
        case Answer::Yes:
            word = tr("Running");
            tone = Tone::Good;
            break;
        case Answer::No:
            word = row.connection.paused ? tr("Paused") : tr("Not running");
            tone = row.connection.paused ? Tone::Neutral : Tone::Danger;
            icon = row.connection.paused ? Icon::Pause : Icon::None;
            break;
        case Answer::Unknown:
            word = tr("Not known");
            break;
        }
    } else {
        word = row.connection.checked == Answer::Yes ? tr("Checked") : tr("Not checked");
        tone = row.connection.checked == Answer::Yes ? Tone::Good : Tone::Neutral;
    }
    switch (role) {
    case Qt::DisplayRole:
        return word;
    case RowRole::PillTone:
        return static_cast<int>(tone);
    case RowRole::PillIcon:
        return static_cast<int>(icon);
    default:
        return {};
    }
}

QVariant ConnectionTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows.at(index.row());
    const int column = index.column();
    if (column == Running || column == Checked)
        return pill(row, column, role);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(row, column);
    case RowRole::TileName:
        return column == Name ? QVariant(row.app) : QVariant();
    case RowRole::TileElsewhere:
        return column == Name && row.connection.custody == Custody::HeldElsewhere;
    case RowRole::Note:
        return column == Name && (m_veil.isDown() || row.connection.name != row.app)
            ? QVariant(row.app)
            : QVariant();
    case RowRole::CellInk:
        if (column == EndsAt && row.endsAt && m_today.daysTo(*row.endsAt) <= 14)
            return static_cast<int>(Ink::Warning);
        return {};
    default:
        return {};
    }
}

QVariant ConnectionTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Connection");
    case EndsAt:
        return tr("Ends at provider");
    case ReplaceBy:
        return tr("Replace by");
    case Running:
        return tr("Running");
    case Checked:
        return tr("Checked");
    default:
        return {};
    }
}

void ActivityModel::setSnapshot(const Snapshot &snapshot, const NameVeil &veil)
{
    beginResetModel();
    m_events = snapshot.recent.mid(0, shownEvents);
    m_now = snapshot.takenAt;
    m_veil = veil;
    endResetModel();
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_events.size())
        return {};
    const Event &event = m_events.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return m_veil.sentence(event.summary);
    case RowRole::TrailingText:
        return momentText(event.time, m_now);
    case RowRole::CellIcon:
        return static_cast<int>(event.outcome == Outcome::Ok || event.outcome == Outcome::Noted
                                    ? Icon::Check
                                    : Icon::Warning);
    case RowRole::CellInk:
        return static_cast<int>(Ink::Text1);
    default:
        return {};
    }
}

} // namespace drawbridge::ui
