// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RecipeAnswer.h"

#include "core/auth/JsonPointer.h"
#include "core/base/PlainText.h"
#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestSecret = 64 * 1024;
constexpr qsizetype longestLabel = 300;
constexpr double latestTime = 253'402'300'799.0; ///< the end of the year 9999

using What = CallReading::What;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyMaking", text);
}

/// Failures that say that the request never left.
bool neverLeft(const Failure &failure)
{
    switch (failure.kind) {
    case FailureKind::Dns:
    case FailureKind::Refused:
    case FailureKind::Unreachable:
    case FailureKind::TlsSelfSigned:
    case FailureKind::TlsExpired:
    case FailureKind::TlsNotYetValid:
    case FailureKind::TlsWrongHost:
    case FailureKind::TlsUntrusted:
    case FailureKind::TlsOther:
    case FailureKind::ClockWrong:
    case FailureKind::PolicyRefused:
        return true;
    case FailureKind::RateLimited429: // without a status it was held back here, for what the app allows
        return failure.status == 0;
    case FailureKind::Unauthorized401:
    case FailureKind::Forbidden403:
    case FailureKind::NotFound404:
    case FailureKind::Server5xx:
    case FailureKind::RedirectElsewhere:
    case FailureKind::NotJson:
    case FailureKind::Slow:
    case FailureKind::Huge:
    case FailureKind::Cancelled:
    case FailureKind::Other:
        break;
    }
    return false;
}

What whatOfStatus(int status)
{
    if (status >= 200 && status < 300)
        return What::Good;
    switch (status) {
    case 401:
    case 403:
        return What::NeedsAuthority;
    case 404:
    case 410:
        return What::NotThere;
    // Sent on as it was, or not taken yet: nothing was done with it.
    case 301:
    case 307:
    case 308:
    case 408:
    case 425:
    case 429:
        return What::NotNow;
    default:
        // "See there what became of it" (303), and trouble half-way, leave open what was done.
        return status >= 400 && status < 500 ? What::Refused : What::Unclear;
    }
}

/// It goes into headers, so it has none of their separators.
SharedSecret secretAt(const QJsonValue &json, const QString &pointer)
{
    QString text = jsonAt(json, pointer).toString();
    const bool isGood = !text.isEmpty() && text.size() <= longestSecret
        && std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
    if (!isGood) {
        wipe(text);
        return {};
    }
    return share(SecretBytes::takeFrom(text));
}

const AuthField *fieldOf(const QList<AuthField> &fields, const QString &name)
{
    const auto found = std::find_if(fields.cbegin(), fields.cend(), [&name](const AuthField &each) {
        return each.name == name;
    });
    return found == fields.cend() ? nullptr : &*found;
}

} // namespace

CallReading readCallAttempt(const HttpAttempt &attempt,
                            const HttpRequest &request,
                            const QString &needs,
                            const std::optional<BusyAnswer> &busy)
{
    CallReading reading;
    if (const auto *failure = std::get_if<Failure>(&attempt)) {
        reading.wasSent = !neverLeft(*failure);
        reading.what = reading.wasSent ? What::Unclear : What::NotNow;
        reading.retryAfter = failure->retryAfter;
        reading.why = failure->kind == FailureKind::Cancelled
            ? tr("It was stopped while %1 had the call already.").arg(request.app)
            : explain(blameClock(*failure)).what;
        return reading;
    }
    const HttpReply &reply = std::get<HttpReply>(attempt);
    reading.what = whatOfStatus(reply.status);
    if (reading.what == What::Good)
        return reading;
    const std::optional<Failure> failure = judge(reply, request, Expect::AnyBody);
    if (failure)
        reading.retryAfter = failure->retryAfter;
    if (busy && busy->codes.contains(textAt(jsonOf(reply.body), busy->pointer))) {
        reading.what = What::NotNow;
        reading.why =
            tr("%1 was asked too often just now. It is asked again later.").arg(request.app);
        return reading;
    }
    switch (reading.what) {
    case What::NeedsAuthority:
        reading.why = tr("%1 wants for this: %2.").arg(request.app, needs);
        break;
    case What::Refused:
        reading.why =
            tr("%1 does not take the call as it is (%2).").arg(request.app).arg(reply.status);
        break;
    case What::NotThere:
        reading.why = tr("%1 knows nothing of it (%2).").arg(request.app).arg(reply.status);
        break;
    case What::Good:
    case What::NotNow:
    case What::Unclear:
        reading.why =
            failure ? explain(*failure).what : tr("%1 gave no answer that tells.").arg(request.app);
        break;
    }
    return reading;
}

QJsonValue jsonOf(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

QString textAt(const QJsonValue &json, const QString &pointer)
{
    const QJsonValue value = pointer.isEmpty() ? QJsonValue() : jsonAt(json, pointer);
    if (value.isString())
        return value.toString();
    if (!value.isDouble())
        return {};
    const qint64 whole = value.toInteger(-1);
    return whole >= 0 ? QString::number(whole) : QString();
}

std::optional<QDateTime> timeAt(const QJsonValue &json, const QString &pointer)
{
    const QJsonValue value = pointer.isEmpty() ? QJsonValue() : jsonAt(json, pointer);
    if (value.isDouble()) {
        const double seconds = value.toDouble();
        if (seconds < 1 || seconds > latestTime)
            return std::nullopt;
        return QDateTime::fromSecsSinceEpoch(qint64(seconds), QTimeZone::utc());
    }
    const QString text = value.toString().trimmed();
    if (text.isEmpty() || text.size() > 60)
        return std::nullopt;
    if (const QDate day = QDate::fromString(text, Qt::ISODate); text.size() == 10)
        return day.isValid() ? std::optional(QDateTime(day, QTime(0, 0), QTimeZone::utc()))
                             : std::nullopt;
    for (const Qt::DateFormat format : {Qt::ISODateWithMs, Qt::RFC2822Date}) {
        const QDateTime time = QDateTime::fromString(text, format);
        if (time.isValid())
            return time.timeSpec() == Qt::LocalTime
                ? QDateTime(time.date(), time.time(), QTimeZone::utc())
                : time.toUTC();
    }
    return std::nullopt;
}

bool isPlainKeyId(const QString &id)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_-][A-Za-z0-9._~-]{0,199}$"_s);
    return plain.match(id).hasMatch();
}

std::optional<GaveKey> readMadeKey(const KeyRecipe &recipe,
                                   const QList<AuthField> &fields,
                                   const QMap<QString, SharedSecret> &oldSecrets,
                                   const QJsonValue &json)
{
    if (!recipe.make.okPointer.isEmpty() && !jsonAt(json, recipe.make.okPointer).toBool())
        return std::nullopt;
    GaveKey key;
    const MadeAnswer &answer = recipe.answer;
    for (auto each = answer.secrets.begin(); each != answer.secrets.end(); ++each) {
        const AuthField *field = fieldOf(fields, each.key());
        const SharedSecret value = secretAt(json, each.value());
        if (!field || !value || !checkField(*field, value->reveal()))
            return std::nullopt;
        const SharedSecret old = oldSecrets.value(each.key());
        if (old && old->equals(*value))
            return std::nullopt;
        key.secrets.insert(each.key(), value);
    }
    for (auto each = answer.publicFields.begin(); each != answer.publicFields.end(); ++each) {
        const AuthField *field = fieldOf(fields, each.key());
        const QString value = plainText(textAt(json, each.value()), longestLabel);
        if (!field || value.isEmpty() || !checkField(*field, value.toUtf8()))
            return std::nullopt;
        key.publicFields.insert(each.key(), value);
    }
    key.keyId =
        answer.id.isEmpty() ? key.publicFields.value(recipe.idField) : textAt(json, answer.id);
    if (!isPlainKeyId(key.keyId))
        key.keyId.clear();
    if (const std::optional<QDateTime> end = timeAt(json, answer.endsAt))
        key.endsAt = end->date();
    return key;
}

std::optional<QList<KeyOfList>> readKeyPage(const KeyListing &list, const QJsonValue &json)
{
    const QJsonValue items = jsonAt(json, list.items);
    if (!items.isArray())
        return std::nullopt;
    QList<KeyOfList> keys;
    for (const QJsonValue &item : items.toArray()) {
        KeyOfList key;
        key.id = textAt(item, list.id);
        if (!isPlainKeyId(key.id))
            return std::nullopt;
        key.label = plainText(textAt(item, list.label), longestLabel);
        key.createdAt = timeAt(item, list.createdAt);
        for (auto each = list.publicFields.begin(); each != list.publicFields.end(); ++each)
            key.publicFields.insert(each.key(), plainText(textAt(item, each.value()), longestLabel));
        keys.append(key);
    }
    return keys;
}

} // namespace drawbridge
