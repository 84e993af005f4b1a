// SPDX-License-Identifier: GPL-3.0-or-later
// recovery.json, readable, 0600:
//
//   {"format": 1, "sheets": [{"id": "<hex>", "madeAt": "<RFC 3339>", "check": "<hex>", "wrapped": "<base64>"}]}
//
//   check   = first 16 bytes of HMAC-SHA-256 of the id under the code's key "recovery sheet check"
//   wrapped = the data key sealed (crypto/Seal.cpp) under the code's key "recovery sheet"; associated data:
//             "recovery sheet" 0 id. Empty for a sheet that was replaced, which stays in the list so
//             that its code is told from a code of another business.
//
// A code has 160 random bits, so neither field helps anyone to guess it and no slow derivation is needed.
#include "core/keeping/RecoverySheets.h"

#include "core/crypto/Digest.h"
#include "core/keeping/FileWork.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace drawbridge {

namespace {

constexpr int format = 1;
constexpr qint64 maxSize = 1 << 20;
constexpr qsizetype idSize = 8;
constexpr qsizetype checkSize = 16;
constexpr qsizetype mostKept = 50;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Error damaged(const QString &path)
{
    return Error{ErrorCode::Damaged,
                 tr("The file of the recovery sheets is damaged. If the business opens, make a new "
                    "sheet; if not, restore a backup."),
                 path};
}

QByteArray placeOf(const QString &id)
{
    QByteArray place = QByteArrayLiteral("recovery sheet");
    place += '\0';
    place += id.toUtf8();
    return place;
}

QByteArray checkOf(const RecoveryCode &code, const QString &id)
{
    const SealKey key = code.key("recovery sheet check");
    return hmacSha256(key.bytes().reveal(), id.toUtf8()).first(checkSize);
}

Result<RecoverySheet> fromJson(const QJsonObject &object, const QString &path)
{
    const auto text = [&object](QStringView name) { return object.value(name).toString(); };
    RecoverySheet sheet{text(u"id"),
                        QDateTime::fromString(text(u"madeAt"), Qt::ISODateWithMs).toUTC(),
                        QByteArray::fromHex(text(u"check").toLatin1()),
                        QByteArray::fromBase64(text(u"wrapped").toLatin1())};
    if (sheet.id.isEmpty() || !sheet.madeAt.isValid() || sheet.check.size() != checkSize)
        return damaged(path);
    return sheet;
}

QJsonObject toJson(const RecoverySheet &sheet)
{
    return {{QStringLiteral("id"), sheet.id},
            {QStringLiteral("madeAt"), sheet.madeAt.toString(Qt::ISODateWithMs)},
            {QStringLiteral("check"), QString::fromLatin1(sheet.check.toHex())},
            {QStringLiteral("wrapped"), QString::fromLatin1(sheet.wrapped.toBase64())}};
}

} // namespace

const RecoverySheet *RecoverySheets::newestValid() const
{
    for (auto sheet = sheets.crbegin(); sheet != sheets.crend(); ++sheet) {
        if (!sheet->wrapped.isEmpty())
            return &*sheet;
    }
    return nullptr;
}

void RecoverySheets::keepOnly(const QString &id)
{
    for (RecoverySheet &sheet : sheets) {
        if (sheet.id != id)
            sheet.wrapped.clear();
    }
    if (sheets.size() > mostKept)
        sheets.remove(0, sheets.size() - mostKept);
}

QString recoveryFilePath(const QString &folder)
{
    return folder + QStringLiteral("/recovery.json");
}

Result<RecoverySheets> readRecoverySheets(const QString &folder)
{
    const QString path = recoveryFilePath(folder);
    const auto bytes = readPrivateFile(path, maxSize);
    if (!bytes.isOk() && bytes.error().code == ErrorCode::NotFound)
        return RecoverySheets{};
    TRY_DONE(bytes);
    const QJsonObject object = QJsonDocument::fromJson(*bytes).object();
    const int found = object.value(QStringLiteral("format")).toInt();
    if (found > format) {
        return Error{ErrorCode::NewerFormat,
                     tr("The recovery sheet was made by a newer Drawbridge. Update the program."),
                     path};
    }
    if (found != format || !object.value(QStringLiteral("sheets")).isArray())
        return damaged(path);
    RecoverySheets sheets;
    const QJsonArray list = object.value(QStringLiteral("sheets")).toArray();
    for (const QJsonValue &value : list) {
        TRY(sheet, fromJson(value.toObject(), path));
        sheets.sheets.append(sheet);
    }
    return sheets;
}

Result<void> writeRecoverySheets(const QString &folder, const RecoverySheets &sheets)
{
    QJsonArray list;
    for (const RecoverySheet &sheet : sheets.sheets)
        list.append(toJson(sheet));
    const QJsonObject object{{QStringLiteral("format"), format}, {QStringLiteral("sheets"), list}};
    return writePrivateFile(recoveryFilePath(folder),
                            QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<RecoverySheet> makeSheet(const RecoveryCode &code,
                                const SealKey &dataKey,
                                const QDateTime &now,
                                Random &random)
{
    RecoverySheet sheet;
    sheet.id = QString::fromLatin1(random.bytes(idSize).toHex());
    sheet.madeAt = now;
    sheet.check = checkOf(code, sheet.id);
    TRY(wrapped,
        seal(code.key("recovery sheet"), dataKey.bytes().reveal(), placeOf(sheet.id), random));
    sheet.wrapped = wrapped;
    return sheet;
}

Result<SealKey> openSheet(const RecoverySheets &sheets, const RecoveryCode &code)
{
    for (const RecoverySheet &sheet : sheets.sheets) {
        if (checkOf(code, sheet.id) != sheet.check)
            continue;
        if (sheet.wrapped.isEmpty()) {
            return Error{ErrorCode::InvalidInput,
                         tr("This sheet, made on %1, was replaced by a newer one. Use the newest "
                            "sheet.")
                             .arg(QLocale().toString(sheet.madeAt.toLocalTime().date(),
                                                     QLocale::LongFormat)),
                         {}};
        }
        auto bytes = unseal(code.key("recovery sheet"), sheet.wrapped, placeOf(sheet.id));
        if (!bytes.isOk())
            return damaged({});
        return SealKey::fromBytes(bytes.takeValue());
    }
    return Error{ErrorCode::InvalidInput,
                 tr("The code is well-formed, but it belongs to another business. Look for the "
                    "sheet with this business's name."),
                 {}};
}

} // namespace drawbridge
