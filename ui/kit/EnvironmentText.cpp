// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/EnvironmentText.h"

#include <QCoreApplication>

namespace drawbridge::ui {

QString environmentText(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return QCoreApplication::translate("Environment", "Real shop");
    case Environment::Staging:
        return QCoreApplication::translate("Environment", "Test shop");
    case Environment::Development:
        break;
    }
    return QCoreApplication::translate("Environment", "Trying out");
}

} // namespace drawbridge::ui
