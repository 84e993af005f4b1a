// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Flow.h"

#include <QCoreApplication>

namespace drawbridge {

Result<void> validate(const Flow &flow)
{
    const auto wrong = [](const char *what) {
        return Error{ErrorCode::InvalidInput, QCoreApplication::translate("Flow", what), {}};
    };
    if (!flow.from.isValid() || !flow.to.isValid())
        return wrong("Choose where the data comes from and where it goes.");
    if (flow.from == flow.to)
        return wrong("Data cannot go from a connection to itself. Choose another one.");
    if (flow.dataClasses.isEmpty())
        return wrong("Choose at least one kind of data that travels.");
    if (flow.purpose.trimmed().isEmpty())
        return wrong("Say what the data is needed for.");
    for (const QString *text : {&flow.purpose,
                                &flow.fields,
                                &flow.trigger,
                                &flow.carrierName,
                                &flow.ifTwice,
                                &flow.ifItFails,
                                &flow.whoHears}) {
        if (text->size() > 500)
            return wrong("One of the texts is too long. Use at most 500 characters.");
    }
    return {};
}

} // namespace drawbridge
