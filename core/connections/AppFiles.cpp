// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/AppFiles.h"

#include "core/base/Clock.h"
#include "core/base/PlainText.h"
#include "core/base/SecretBytes.h"
#include "core/catalog/TextTree.h"
#include "core/connections/FileRewrite.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype firstBytes = qsizetype{64} * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("AppFiles", text);
}

QString shownName(const QString &path)
{
    return plainText(QFileInfo(path).fileName(), 120);
}

/// What is no file at all is told here, as reading would say less of it.
Result<void> checkIsFile(const QString &path)
{
    const QFileInfo file(path);
    if (file.isDir())
        return Error{ErrorCode::InvalidInput,
                     tr("\"%1\" is a folder. Open it and give one file of it.").arg(shownName(path)),
                     {}};
    if (!file.exists() || !file.isReadable())
        return Error{
            ErrorCode::NotFound,
            tr("The file \"%1\" cannot be read. Look whether it is there and yours to read.")
                .arg(shownName(path)),
            {}};
    return {};
}

Result<void> checkGoesOn(const CancelToken &cancel)
{
    if (cancel.isCancelled())
        return Error{ErrorCode::Cancelled, tr("It was stopped. Nothing was kept."), {}};
    return {};
}

bool isSettingsName(const QString &name)
{
    return name == u".env"_s || name.startsWith(u".env."_s) || name.endsWith(u".env"_s);
}

} // namespace

GivenFile kindOfFile(const QString &name, QByteArrayView begin)
{
    // What a byte-order mark or another writing of the text hides, each reader tells of by itself.
    static const QRegularExpression
        description(u"\\A\\s*[{\\[]|^[\"']?(?:openapi|swagger)[\"']?[ \\t]*:"_s,
                    QRegularExpression::MultilineOption);
    static const QRegularExpression
        setting(u"^[ \\t]*(?:export[ \\t]+)?[A-Za-z_][A-Za-z0-9_.]*[ \\t]*="_s,
                QRegularExpression::MultilineOption);
    QString text = QString::fromUtf8(begin);
    text.remove(QChar(QChar::ByteOrderMark));
    const qsizetype describesAt = description.match(text).capturedStart();
    const qsizetype setsAt = setting.match(text).capturedStart();
    text.fill(u' '); // it may hold keys
    if (describesAt >= 0 && (setsAt < 0 || describesAt < setsAt))
        return GivenFile::AppDescription;
    if (setsAt >= 0)
        return GivenFile::Settings;
    const QString lower = name.toLower();
    for (const QString &end : {u".json"_s, u".yaml"_s, u".yml"_s}) {
        if (lower.endsWith(end))
            return GivenFile::AppDescription;
    }
    return isSettingsName(lower) ? GivenFile::Settings : GivenFile::Unknown;
}

Result<GivenFile> tellFile(const TellFile &command)
{
    TRY_DONE(checkIsFile(command.path));
    TRY(begin, readBeginOfFile(command.path, firstBytes));
    const GivenFile kind = kindOfFile(QFileInfo(command.path).fileName(), begin);
    wipe(begin);
    return kind;
}

Result<AppFileLook> lookAtAppFile(const LookAtAppFile &command,
                                  const Catalog &catalog,
                                  const Clock &clock,
                                  const CancelToken &cancel)
{
    TRY_DONE(checkIsFile(command.path));
    // One byte more than can be read, so that what is too large is told as such.
    TRY(bytes, readBeginOfFile(command.path, TextTreeLimits{}.bytes + 1));
    TRY_DONE(checkGoesOn(cancel));
    TRY(description, readOpenApi(bytes));
    TRY_DONE(checkGoesOn(cancel));
    const OpenApiProfile named = nameOpenApiApp(description, catalog);
    AppFileLook look{description, importedApp(named, clock.now().date())};
    look.app.leftOut = named.warnings + look.app.leftOut;
    // What cannot be kept is told before its owner has looked at it.
    TRY_DONE(catalog.with({look.app.profile}));
    return look;
}

} // namespace drawbridge
