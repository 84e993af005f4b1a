// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/KeyVersionModel.h"

#include "ui/kit/DateText.h"
#include "ui/kit/Rows.h"
#include "ui/kit/Tokens.h"

namespace drawbridge::ui {

namespace {

QString stageText(VersionStage stage)
{
    switch (stage) {
    case VersionStage::Pending:
        return KeyVersionModel::tr("Being tried");
    case VersionStage::Current:
        return KeyVersionModel::tr("In use");
    case VersionStage::Previous:
        return KeyVersionModel::tr("The one before");
    case VersionStage::Retired:
        break;
    }
    return KeyVersionModel::tr("No longer used");
}

} // namespace

void KeyVersionModel::setCredentials(const QList<Credential> &credentials, const QDateTime &now)
{
    beginResetModel();
    m_now = now;
    m_versions.clear();
    for (const Credential &credential : credentials)
        m_versions += credential.versions;
    endResetModel();
}

int KeyVersionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_versions.size());
}

int KeyVersionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant KeyVersionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_versions.size())
        return {};
    const CredentialVersion &version = m_versions.at(index.row());
    const QDate today = m_now.toLocalTime().date();
    if (role == RowRole::PillTone && index.column() == Stage)
        return static_cast<int>(version.stage == VersionStage::Current ? Tone::Good : Tone::Neutral);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Version:
        return tr("Key %1").arg(version.number);
    case Stage:
        return stageText(version.stage);
    case Created:
        return momentText(version.createdAt, m_now);
    case EndsAt:
        return version.endsAt ? dateText(*version.endsAt, today) : tr("no end known");
    case ReplaceBy:
        return version.replaceBy && version.stage == VersionStage::Current
            ? dateText(*version.replaceBy, today)
            : QString();
    default:
        return {};
    }
}

QVariant KeyVersionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Version:
        return tr("Key");
    case Stage:
        return tr("State");
    case Created:
        return tr("Put here");
    case EndsAt:
        return tr("Ends at provider");
    case ReplaceBy:
        return tr("Replace by");
    default:
        return {};
    }
}

} // namespace drawbridge::ui
