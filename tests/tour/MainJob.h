// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/tour/Tour.h"

namespace drawbridge {

/// Where the Practice Shop is, and a key of it.
struct PracticeAccess
{
    QString port;
    QString caFile;
    QString key;
    QString wrongKey = {}; ///< pasted before it and refused by the shop; may be empty
    QString sendsTo =
        {}; ///< the connection its data goes to, and the app that brings it there; may be empty
    QString through = {};
};

/// From the first start to an empty dashboard.
void setUpBusiness(Tour &tour, const QString &name);
/// Through the three screens of Connect, from anywhere to the page of the new connection.
void connectPracticeShop(Tour &tour, const PracticeAccess &shop, const QString &name);

} // namespace drawbridge
