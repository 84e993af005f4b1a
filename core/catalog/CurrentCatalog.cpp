// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/CurrentCatalog.h"

#include <utility>

namespace drawbridge {

CurrentCatalog::CurrentCatalog(Catalog catalog)
    : m_catalog(std::move(catalog))
{}

Catalog CurrentCatalog::now() const
{
    const std::lock_guard lock(m_mutex);
    return m_catalog;
}

void CurrentCatalog::set(Catalog catalog)
{
    // The one before may be the last of its kind; it goes outside of the lock.
    const std::lock_guard lock(m_mutex);
    std::swap(m_catalog, catalog);
}

} // namespace drawbridge
