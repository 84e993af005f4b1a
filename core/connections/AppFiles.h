// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/catalog/ImportedApp.h"

#include <QByteArrayView>

/// Files that the owner gives to connect from: which kind one is, and what a description (OpenAPI) says of an app before
/// anything of it is kept. Blocking; nothing is changed.
namespace drawbridge {

class Clock;

enum class GivenFile { Unknown, AppDescription, Settings };

/// By what stands first in it, as names lie, and by its name where that leaves it open. Pure.
[[nodiscard]] GivenFile kindOfFile(const QString &name, QByteArrayView begin);

/// NotFound, InvalidInput: it cannot be read, or is no file.
struct TellFile
{
    using Reply = GivenFile;
    QString path;
};

struct AppFileLook
{
    OpenApiDescription description; ///< to be handed on to KeepApp
    ImportedApp app;                ///< as it would be connected, under the name it would have
};

/// NotFound, InvalidInput as TellFile, and for what is no description or has tricks in it.
struct LookAtAppFile
{
    using Reply = AppFileLook;
    QString path;
};

[[nodiscard]] Result<GivenFile> tellFile(const TellFile &command);
[[nodiscard]] Result<AppFileLook> lookAtAppFile(const LookAtAppFile &command,
                                                const Catalog &catalog,
                                                const Clock &clock,
                                                const CancelToken &cancel);

} // namespace drawbridge
