// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

namespace drawbridge {

/// One "NAME=value" of an .env file.
struct EnvEntry
{
    QString name;
    SharedSecret value;  ///< as a program would see it: without quotes, escapes undone
    bool refers = false; ///< the value stands elsewhere: "${OTHER}"
    int line = 0;        ///< from 1
    qsizetype at =
        0; ///< where its lines begin and how long they are, in bytes, without the last line break
    qsizetype length = 0;
};

struct EnvFile
{
    QList<EnvEntry> entries; ///< in the order of the file; where a name is there twice, both
    QStringList warnings;    ///< what could not be read, by line; never a value
};

/// Reads what the common readers of .env files read: comments, "export", single, double and back quotes (these over
/// several lines too), escapes in double quotes, CRLF, a byte-order mark. There is no standard; where readers differ,
/// a quote that is never closed is taken as part of a one-line value. InvalidInput: it is no text, or too much.
[[nodiscard]] Result<EnvFile> readEnvFile(QByteArrayView bytes);

} // namespace drawbridge
