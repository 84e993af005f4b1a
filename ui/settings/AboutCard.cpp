// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/AboutCard.h"

#include "ui/kit/FactList.h"
#include "ui/kit/PlainLabel.h"

#include <QBoxLayout>

namespace drawbridge::ui {

AboutCard::AboutCard(const QString &version, QWidget *parent)
    : Card(tr("About"), parent)
{
    auto *facts = new FactList;
    facts->addFact(tr("Drawbridge"), version.isEmpty() ? tr("not told") : version);
    facts->addFact(tr("Licence"), tr("GNU General Public License, version 3 or later"));
    body()->addWidget(facts);
    body()->addWidget(
        new PlainLabel(tr("Free software: you may use, study, share and change it. It "
                          "comes without any warranty."),
                       TextRole::Muted,
                       Wrap::Yes));
}

} // namespace drawbridge::ui
