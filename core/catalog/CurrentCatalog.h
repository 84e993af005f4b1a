// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"

#include <mutex>

namespace drawbridge {

/// The catalog as it is now, for objects that outlive one: apps come and go while a business is open. Each piece of
/// work takes it once and stays with what it took, whole and alive, whatever is set meanwhile. Thread-safe.
class CurrentCatalog
{
public:
    explicit CurrentCatalog(Catalog catalog);

    [[nodiscard]] Catalog now() const;
    void set(Catalog catalog);

private:
    mutable std::mutex m_mutex;
    Catalog m_catalog;
};

} // namespace drawbridge
