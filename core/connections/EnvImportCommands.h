// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/Commands.h"

namespace drawbridge {

/// What an .env file could connect, told without any value.
struct EnvOffer
{
    AppId app;
    QString appName;
    Environment environment = Environment::Production;
    QStringList settings; ///< names
    QString whyNot;       ///< empty: it can be connected
};

/// Keeps and changes nothing. NotFound, InvalidInput as ImportEnvFile.
struct LookAtEnvFile
{
    using Reply = QList<EnvOffer>;
    QString path;
};

enum class RewriteFile { No, Yes };

/// What an .env file holds becomes connections, their secrets go to the secret store. Before anything else the file is
/// kept, sealed, in the workspace. Doing it again after it was cut off goes on where it stopped: what is connected
/// with the very same key is not connected twice.
struct ImportEnvFile
{
    struct Refusal
    {
        QString setting; ///< its name
        QString why;
    };
    struct Report
    {
        QList<ConnectionView> connections; ///< those that were there already among them
        QList<Refusal> refused;            ///< what stays in the file as it is
        bool rewritten = false;
    };
    using Reply = Report;

    QString path;
    QStringList settings; ///< names of those to take; empty: all that can be connected
    QString owner;
    TestFirst test = TestFirst::Yes;
    RewriteFile rewrite = RewriteFile::No;
};

/// Puts a file back as it was when it was imported last; once more, as it was before the import before. Conflict if what stands there now was not made by the import.
struct RestoreEnvFile
{
    using Reply = bool;
    QString path;
};

} // namespace drawbridge
