// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/ScopeModel.h"

#include "ui/kit/Rows.h"
#include "ui/kit/Tokens.h"

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

QString grantedText(const ScopeRow &row)
{
    if (!row.coveredBy.isEmpty())
        return ScopeModel::tr("Through %1").arg(row.coveredBy);
    switch (row.granted) {
    case Answer::Yes:
        return row.excess ? ScopeModel::tr("More than needed") : ScopeModel::tr("Yes");
    case Answer::No:
        return row.neededBy.isEmpty() ? ScopeModel::tr("No") : ScopeModel::tr("Missing");
    case Answer::Unknown:
        break;
    }
    return ScopeModel::tr("Not told");
}

QString usedText(ScopeUse use)
{
    switch (use) {
    case ScopeUse::Seen:
        return ScopeModel::tr("Seen used");
    case ScopeUse::NotSeenHere:
        return ScopeModel::tr("Not seen here");
    case ScopeUse::CannotBeSeen:
        break;
    }
    return ScopeModel::tr("Cannot be seen");
}

QString readingText(const std::optional<ScopeReading> &reading)
{
    if (!reading)
        return ScopeModel::tr("Not looked at");
    switch (*reading) {
    case ScopeReading::CanRead:
        return ScopeModel::tr("Can read");
    case ScopeReading::MayNot:
        return ScopeModel::tr("May not");
    case ScopeReading::NotTold:
        break;
    }
    return ScopeModel::tr("Not told");
}

std::optional<Tone> toneOf(const ScopeRow &row, int column)
{
    if (column == ScopeModel::Granted) {
        if (row.excess && row.granted == Answer::Yes)
            return Tone::Warning;
        if (row.granted == Answer::Yes)
            return Tone::Good;
        if (row.granted == Answer::No && !row.neededBy.isEmpty() && row.coveredBy.isEmpty())
            return Tone::Danger;
    } else if (column == ScopeModel::Reading && row.reading == ScopeReading::CanRead) {
        return row.excess ? Tone::Warning : Tone::Good;
    }
    return std::nullopt;
}

} // namespace

void ScopeModel::setReview(const ScopeReview &review)
{
    beginResetModel();
    m_review = review;
    endResetModel();
}

int ScopeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_review.rows.size());
}

int ScopeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ScopeModel::text(const ScopeRow &row, int column) const
{
    switch (column) {
    case What:
        return row.label.isEmpty() ? row.name : row.label;
    case Needed:
        if (!row.neededBy.isEmpty())
            return row.neededBy.join(u", "_s);
        return m_review.jobsKnown ? tr("No") : tr("Not known");
    case Granted:
        return grantedText(row);
    case Used:
        return usedText(row.used);
    case Reading:
        return readingText(row.reading);
    default:
        return {};
    }
}

QVariant ScopeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_review.rows.size())
        return {};
    const ScopeRow &row = m_review.rows.at(index.row());
    if (role == RowRole::PillTone) {
        const auto tone = toneOf(row, index.column());
        return tone ? QVariant(static_cast<int>(*tone)) : QVariant();
    }
    if (role == RowRole::Note && index.column() == What && !row.label.isEmpty())
        return row.name;
    if (role == Qt::AccessibleTextRole && index.column() == What && !row.label.isEmpty())
        return tr("%1 (%2)").arg(row.label, row.name);
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return text(row, index.column());
    return {};
}

QVariant ScopeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case What:
        return tr("It may (scope)");
    case Needed:
        return tr("Needed for");
    case Granted:
        return tr("Granted");
    case Used:
        return tr("Used");
    case Reading:
        return tr("Reading");
    default:
        return {};
    }
}

} // namespace drawbridge::ui
