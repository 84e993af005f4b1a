// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/ContactsModel.h"

#include "ui/kit/DateText.h"
#include "ui/kit/NumberText.h"

#include <algorithm>

namespace drawbridge::ui {

void ContactsModel::setContacts(const QList<Contact> &contacts, const QDateTime &now)
{
    m_now = now;
    const auto same = [](const Contact &one, const Contact &two) {
        return one.host == two.host && one.purpose == two.purpose;
    };
    const bool sameRows =
        std::equal(contacts.cbegin(), contacts.cend(), m_contacts.cbegin(), m_contacts.cend(), same);
    if (sameRows) {
        m_contacts = contacts;
        if (!contacts.isEmpty())
            Q_EMIT dataChanged(index(0, 0),
                               index(static_cast<int>(contacts.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_contacts = contacts;
    endResetModel();
}

int ContactsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_contacts.size());
}

int ContactsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ContactsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_contacts.size())
        return {};
    const Contact &contact = m_contacts.at(index.row());
    if (role == Qt::TextAlignmentRole)
        return index.column() >= Times ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Host:
        return contact.host;
    case Purpose:
        return contact.purpose;
    case Last:
        return momentText(contact.lastTime, m_now);
    case Times:
        return numberText(contact.count);
    case Sent:
        return sizeText(contact.bytesSent);
    case Received:
        return sizeText(contact.bytesReceived);
    default:
        return {};
    }
}

QVariant ContactsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Host:
        return tr("Who");
    case Purpose:
        return tr("What for");
    case Last:
        return tr("Last");
    case Times:
        return tr("Times");
    case Sent:
        return tr("Sent");
    case Received:
        return tr("Received");
    default:
        return {};
    }
}

} // namespace drawbridge::ui
