// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeyEnvironment.h"

#include <QCoreApplication>

namespace drawbridge {

std::optional<KeyEnvironment> toldEnvironment(const KeyRecognizer &keys,
                                              const AppId &app,
                                              const QMap<QString, SharedSecret> &secrets)
{
    for (const SharedSecret &secret : secrets) {
        const std::optional<RecognizedKey> found = keys.recognize(*secret);
        if (found && found->app == app && found->certainty == Certainty::High && found->environment)
            return found->environment;
    }
    return std::nullopt;
}

Result<void> checkEnvironment(const KeyRecognizer &keys,
                              const AppProfile &profile,
                              const QMap<QString, SharedSecret> &secrets,
                              Environment environment)
{
    if (profile.kind == AppKind::Practice)
        return {};
    const auto told = toldEnvironment(keys, profile.id, secrets);
    if (!told)
        return {};
    const auto wrong = [&profile](const char *what) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("KeyEnvironment", what).arg(profile.name),
                     {}};
    };
    if (*told == KeyEnvironment::Test && environment == Environment::Production)
        return wrong("This is a test key of %1, so it does not open the real shop. Choose the test "
                     "shop, or bring the live key.");
    if (*told == KeyEnvironment::Live && environment != Environment::Production)
        return wrong("This is a live key of %1: it opens the real shop. Choose the real shop, or "
                     "bring a test key.");
    return {};
}

} // namespace drawbridge
