// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/NameVeil.h"

#include <algorithm>

namespace drawbridge::ui {

NameVeil::NameVeil(Names names, const QList<Connection> &connections, const QStringList &others)
    : m_names(names)
{
    if (names == Names::Shown)
        return;
    m_hidden = others;
    for (const Connection &connection : connections) {
        m_hidden << connection.name << connection.owner << connection.heldBy << connection.purpose;
        if (connection.lastTest)
            m_hidden << connection.lastTest->identity;
    }
    m_hidden.removeAll(QString());
    m_hidden.removeDuplicates();
    std::sort(m_hidden.begin(), m_hidden.end(), [](const QString &a, const QString &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
}

QString NameVeil::sentence(const QString &text) const
{
    QString shown = text;
    for (const QString &hidden : m_hidden)
        shown.replace(hidden, nameText(hidden, m_names));
    return shown;
}

} // namespace drawbridge::ui
