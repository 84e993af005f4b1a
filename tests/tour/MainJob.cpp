// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tour/MainJob.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

void setUpBusiness(Tour &tour, const QString &name)
{
    tour.waitForText(u"Welcome to Drawbridge"_s);
    tour.picture(u"welcome"_s, u"The first start"_s);
    tour.type(u"Name of your business"_s, name);
    tour.click(u"Start"_s);
    tour.waitForText(u"Nothing is connected yet"_s);
    tour.picture(u"dashboard-empty"_s, u"Nothing is connected yet"_s);
}

void connectPracticeShop(Tour &tour, const PracticeAccess &shop, const QString &name)
{
    tour.click(u"Connect"_s);
    tour.waitForText(u"Which app?"_s);
    tour.click(u"Practice Shop"_s);
    tour.picture(u"what-it-takes"_s, u"What it will take, before anything starts"_s);
    tour.click(u"Connect with a key"_s);
    tour.waitForText(u"Your key goes to"_s);
    tour.click(u"Show products elsewhere"_s);
    tour.type(u"Port"_s, shop.port);
    tour.type(u"File of its certificate authority"_s, shop.caFile);
    tour.press(Qt::Key_Tab);
    tour.picture(u"key"_s, u"What should it do, and where the key comes from"_s);
    if (!shop.wrongKey.isEmpty()) {
        tour.paste(u"Practice key"_s, shop.wrongKey);
        tour.waitForText(u"does not know this key"_s);
    }
    tour.paste(u"Practice key"_s, shop.key);
    tour.waitForText(u"accepts this key"_s);
    tour.picture(u"key-accepted"_s, u"The key was tried as soon as it was pasted"_s);
    tour.click(u"Yes, it is mine"_s);
    tour.waitForText(u"Does this look right?"_s);
    tour.type(u"Name"_s, name);
    tour.type(u"What it is for"_s, u"trying things out"_s);
    tour.type(u"Who looks after it"_s, u"Ada"_s);
    if (!shop.sendsTo.isEmpty()) {
        tour.choose(u"Its data goes to"_s, shop.sendsTo);
        tour.choose(u"Through"_s, shop.through);
    }
    tour.picture(u"does-this-look-right"_s, u"One sentence that says it all"_s);
    tour.click(u"Connect it"_s);
    tour.waitForText(u"Shut it off"_s);
    tour.clickAll(u"Dismiss"_s);
    tour.picture(u"connection"_s, u"The connection"_s);
}

} // namespace drawbridge
