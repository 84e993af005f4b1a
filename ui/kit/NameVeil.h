// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "ui/kit/NameText.h"

#include <QStringList>

namespace drawbridge::ui {

/// Hides the names of the business, its people and connections while the screen is shared, also inside sentences
/// that were written elsewhere: what is to do, what happened.
class NameVeil
{
public:
    /// Hides nothing.
    NameVeil() = default;
    /// `others`: names that belong to no connection, such as the business.
    NameVeil(Names names, const QList<Connection> &connections, const QStringList &others);

    [[nodiscard]] bool isDown() const { return m_names == Names::Hidden; }
    /// A name that stands alone.
    [[nodiscard]] QString name(const QString &name) const { return nameText(name, m_names); }
    /// A sentence in which names may stand. A name inside a longer word is none: "Shop" leaves "Shopify" alone.
    [[nodiscard]] QString sentence(const QString &text) const;

private:
    Names m_names = Names::Shown;
    QStringList m_hidden; ///< the longest first, so that none leaves the rest of another
};

} // namespace drawbridge::ui
