// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/SecretStore.h"

#include <QObject>

#include <memory>

namespace drawbridge {

/// What every secret store must do, whatever is behind it. A back end's test class derives from
/// this and runs all of it beside its own tests.
class SecretStoreContract : public QObject
{
    Q_OBJECT

protected:
    /// Another object over the same stored entries each time, ready for use.
    [[nodiscard]] virtual std::shared_ptr<SecretStore> openStore() = 0;

private Q_SLOTS:
    void itIsReady();
    void aWrittenValueIsReadBack_data();
    void aWrittenValueIsReadBack();
    void anotherObjectReadsWhatOneWrote();
    void writingAgainReplacesTheValue();
    void aMissingEntryIsNotFound();
    void removingLeavesNothingBehind();
    void removingWhatIsNotThereIsDone();
    void workspacesDoNotSeeEachOther();
    void namesThatLookAlikeAreDifferent();
    void theNamesAreListed();
    void aValueThatDoesNotFitIsRefused();
    void aNameOutOfRangeIsRefused_data();
    void aNameOutOfRangeIsRefused();
    void errorsDoNotRepeatTheSecret();
    void manyThreadsMayUseIt();
    void theCanaryTellsTheStoresApart();
    void aChangedCanaryIsDamage();
};

} // namespace drawbridge
