// SPDX-License-Identifier: GPL-3.0-or-later
// Facts this file rests on, from the API reference of AWS Secrets Manager (2017-10-17):
// - JSON 1.1: POST / with X-Amz-Target "secretsmanager.<Action>"; an error is 400 with "__type", which may stand behind
//   a name and "#". AccessDenied and the faults of a signature are 400 as well.
// - ClientRequestToken (32 to 64 characters) makes a repeated CreateSecret or PutSecretValue one.
// - After ForceDeleteWithoutRecovery the name is free only when a process in the background is done: CreateSecret is
//   InvalidRequestException until then, and is to be tried again.
// - A secret that was made without a value, or only with one that is AWSPENDING, has no AWSCURRENT:
//   ResourceNotFoundException.
// - Throttling is ThrottlingException with 400, or 429; to be tried again after a while that grows.
#include "core/secrets/AwsSecretsManagerStore.h"

#include "core/base/PlainText.h"
#include "core/crypto/Digest.h"
#include "core/net/Failure.h"
#include "core/net/Redaction.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int mostTries = 5;
constexpr std::chrono::milliseconds firstPause{250};
constexpr int mostPages = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Secrets", text);
}

Error badField(const QString &name, const QString &what)
{
    return Error{ErrorCode::InvalidInput, what, name};
}

SecretText plainBody(const QJsonObject &object)
{
    return SecretText(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// The sign-in as the owner gave it.
AwsIdentity identityFrom(const QString &accessKeyId, const SharedSecret &credential)
{
    AwsIdentity identity{accessKeyId.toLatin1(), credential, {}};
    if (!credential->reveal().startsWith('{'))
        return identity;
    QByteArray text = credential->reveal().toByteArray();
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    wipe(text);
    QString key = object.value(u"secretAccessKey"_s).toString();
    QString token = object.value(u"sessionToken"_s).toString();
    if (!key.isEmpty())
        identity.secretAccessKey = share(SecretBytes::takeFrom(key));
    if (!token.isEmpty())
        identity.sessionToken = share(SecretBytes::takeFrom(token));
    return identity;
}

} // namespace

struct AwsSecretsManagerStore::Answer
{
    int status = 0;
    bool isJson = false;
    QJsonObject object;
    QString type;    ///< of an error: "ResourceNotFoundException"
    QString message; ///< redacted and plain
    HttpReply reply; ///< without its body
    HttpRequest request;

    [[nodiscard]] bool isOk() const { return status == 200 && isJson; }
    [[nodiscard]] bool isToBeRepeated() const
    {
        static const QStringList types{u"ThrottlingException"_s,
                                       u"ThrottledException"_s,
                                       u"TooManyRequestsException"_s,
                                       u"RequestLimitExceeded"_s,
                                       u"InternalServiceError"_s,
                                       u"InternalServiceErrorException"_s,
                                       u"InternalFailure"_s,
                                       u"ServiceUnavailable"_s};
        return types.contains(type) || status == 429 || status == 500 || status == 502
            || status == 503 || status == 504;
    }
};

AwsSecretsManagerStore::AwsSecretsManagerStore(StoreFields fields, NetworkStoreParts parts)
    : NetworkStore(std::move(fields), std::move(parts))
{}

Result<void> AwsSecretsManagerStore::checkFields(const StoreFields &fields)
{
    static const QStringList known{u"region"_s,
                                   u"accessKeyId"_s,
                                   prefixField,
                                   u"endpoint"_s,
                                   caFileField,
                                   onMyNetworkField,
                                   accessField};
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        if (!known.contains(it.key()))
            return badField(it.key(),
                            tr("\"%1\" is no setting of AWS Secrets Manager. There are: %2.")
                                .arg(plainText(it.key(), 60),
                                     QStringList(known.first(known.size() - 1)).join(u", "_s)));
    }
    static const QRegularExpression region(u"\\A[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}\\z"_s);
    if (!region.match(fields.value(u"region"_s)).hasMatch())
        return badField(u"region"_s,
                        tr("Give the region of AWS: --field region=eu-central-1, for example."));
    static const QRegularExpression keyId(u"\\A[A-Z0-9]{16,128}\\z"_s);
    if (!keyId.match(fields.value(u"accessKeyId"_s)).hasMatch())
        return badField(u"accessKeyId"_s,
                        tr("Give the access key id, the shorter of the two parts, which begins "
                           "with AKIA: --field accessKeyId=AKIA...."));
    static const QRegularExpression path(u"\\A[A-Za-z0-9_-]{1,80}(/[A-Za-z0-9_-]{1,80}){0,3}\\z"_s);
    if (const QString prefix = fields.value(prefixField);
        !prefix.isEmpty() && !path.match(prefix).hasMatch())
        return badField(prefixField,
                        tr("\"%1\" has letters, digits, \"-\", \"_\" and \"/\" between them only. "
                           "Correct it.")
                            .arg(prefixField));
    if (const QString endpoint = fields.value(u"endpoint"_s); !endpoint.isEmpty()) {
        TRY(url, urlFromOwner(endpoint));
        if (url.hasQuery() || (!url.path().isEmpty() && url.path() != u"/"))
            return badField(u"endpoint"_s,
                            tr("The address ends after the host and its port. Leave the rest "
                               "away."));
    }
    const QString house = fields.value(onMyNetworkField, u"no"_s);
    if (house != u"yes" && house != u"no")
        return badField(onMyNetworkField, tr("\"onMyNetwork\" is yes or no."));
    return {};
}

QString AwsSecretsManagerStore::description() const
{
    return tr("%1, under \"%2\"")
        .arg(placeName({kind(), fields()}), field(prefixField, u"drawbridge"_s));
}

QUrl AwsSecretsManagerStore::url() const
{
    if (const QString own = field(u"endpoint"_s); !own.isEmpty()) {
        if (const auto given = urlFromOwner(own); given.isOk())
            return *given;
    }
    const QString region = field(u"region"_s);
    // AWS General Reference, "AWS Secrets Manager endpoints"; China has a domain of its own.
    return QUrl(u"https://secretsmanager."_s % region % u".amazonaws.com"_s
                % (region.startsWith(u"cn-") ? u".cn"_s : QString()));
}

Result<HttpRequest> AwsSecretsManagerStore::request(const Call &call,
                                                    const QByteArray &action,
                                                    const SecretText &body) const
{
    QUrl target = url();
    target.setPath(u"/"_s);
    TRY(request, requestTo(target, tr("AWS")));
    TRY(checked, checkUrl(target, request.rules, Carries::Credential));
    const AwsIdentity identity = identityFrom(field(u"accessKeyId"_s), call.credential);
    const QByteArray type = "application/x-amz-json-1.1";
    const QByteArray named = "secretsmanager." + action;
    const AwsRequest toSign{"POST",
                            "/",
                            {},
                            {{"Host", checked.authority()},
                             {"Content-Type", type},
                             {"X-Amz-Target", named}},
                            sha256(body.build().reveal())};
    const AwsSigned made = signForAws(toSign,
                                      identity,
                                      {field(u"region"_s).toLatin1(), "secretsmanager"},
                                      parts().clock->now());
    request.method = "POST";
    request.body = body;
    request.headers = {{"Content-Type", type},
                       {"X-Amz-Target", named},
                       {"X-Amz-Date", made.date},
                       {"Authorization", made.authorization}};
    if (identity.sessionToken) {
        SecretText token;
        token.add(identity.sessionToken);
        request.headers.push_back({"X-Amz-Security-Token", token});
    }
    request.limits.body = 8 << 20;
    return request;
}

Result<AwsSecretsManagerStore::Answer> AwsSecretsManagerStore::askOnce(const Call &call,
                                                                       const QByteArray &action,
                                                                       const SecretText &body)
{
    TRY(sent, request(call, action, body));
    HttpAttempt attempt = parts().http->attempt(sent, call.cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt))
        return storeError(explain(*failure));
    Answer answer;
    answer.reply = std::get<HttpReply>(std::move(attempt));
    answer.status = answer.reply.status;
    answer.request = sent;
    const QJsonDocument document = QJsonDocument::fromJson(answer.reply.body);
    wipe(answer.reply.body);
    answer.isJson = document.isObject();
    answer.object = document.object();
    if (answer.status != 200) {
        const QString type = answer.object.value(u"__type"_s).toString();
        answer.type = plainText(type.mid(type.lastIndexOf(u'#') + 1), 80);
        const QJsonValue upper = answer.object.value(u"Message"_s);
        const QString message =
            upper.isString() ? upper.toString() : answer.object.value(u"message"_s).toString();
        answer.message = plainText(Redaction(sent.secrets()).scrub(message), 300);
    }
    return answer;
}

Result<AwsSecretsManagerStore::Answer> AwsSecretsManagerStore::ask(const Call &call,
                                                                   const QByteArray &action,
                                                                   const SecretText &body)
{
    std::chrono::milliseconds wait = firstPause;
    for (int tries = 1;; ++tries) {
        TRY(answer, askOnce(call, action, body));
        if (!answer.isToBeRepeated() || tries == mostTries)
            return std::move(answer);
        const auto dice = static_cast<unsigned char>(parts().random->bytes(1).at(0));
        parts().pause(wait + wait * dice / 255, call.cancel);
        if (call.cancel.isCancelled())
            return Error{ErrorCode::Cancelled, tr("It was stopped."), {}};
        wait *= 2;
    }
}

Error AwsSecretsManagerStore::errorOf(const Answer &answer) const
{
    const QString place = placeName({kind(), fields()});
    const QString detail =
        u"%1 %2: %3"_s.arg(QString::number(answer.status), answer.type, answer.message);
    if (answer.type == u"AccessDeniedException" || answer.type == u"AccessDenied") {
        return Error{ErrorCode::Denied,
                     tr("%1 does not permit this to the access key %2. Ask its administrator to "
                        "allow what Drawbridge needs for names under \"%3\".")
                         .arg(place, field(u"accessKeyId"_s), field(prefixField, u"drawbridge"_s)),
                     detail};
    }
    const bool clock = answer.type == u"InvalidSignatureException"
        && (answer.message.contains(u"expired"_s, Qt::CaseInsensitive)
            || answer.message.contains(u"not yet current"_s, Qt::CaseInsensitive));
    if (clock || answer.type == u"RequestExpired") {
        return Error{ErrorCode::Refused,
                     tr("%1 refuses because this computer's clock is wrong. Set the clock, then "
                        "try again.")
                         .arg(place),
                     detail};
    }
    static const QStringList identityFaults{u"UnrecognizedClientException"_s,
                                            u"InvalidClientTokenId"_s,
                                            u"InvalidSignatureException"_s,
                                            u"SignatureDoesNotMatch"_s,
                                            u"ExpiredTokenException"_s,
                                            u"ExpiredToken"_s,
                                            u"MissingAuthenticationToken"_s,
                                            u"MissingAuthenticationTokenException"_s,
                                            u"IncompleteSignature"_s,
                                            u"IncompleteSignatureException"_s,
                                            u"NotAuthorized"_s,
                                            u"OptInRequired"_s};
    if (identityFaults.contains(answer.type)) {
        return Error{ErrorCode::Denied,
                     tr("%1 does not accept the access key %2 with its secret: one of them is "
                        "wrong, or they have ended. Give the right secret with the verb "
                        "store-sign-in of drawbridgectl.")
                         .arg(place, field(u"accessKeyId"_s)),
                     detail};
    }
    if (answer.isToBeRepeated()) {
        return Error{ErrorCode::Unavailable,
                     tr("%1 has too much to do, or a fault of its own. Try again in a few "
                        "minutes.")
                         .arg(place),
                     detail};
    }
    if (answer.type == u"InvalidRequestException" && answer.message.contains(u"delet"_s)) {
        return Error{ErrorCode::Conflict,
                     tr("Somebody is deleting this key in %1. Stop that there if it is not meant, "
                        "or wait a few minutes, then try again.")
                         .arg(place),
                     detail};
    }
    if (answer.type == u"DecryptionFailure" || answer.type == u"EncryptionFailure") {
        return Error{ErrorCode::Denied,
                     tr("%1 may not use the key (KMS) that it seals with. Ask its administrator.")
                         .arg(place),
                     detail};
    }
    if (answer.isJson && !answer.type.isEmpty()) {
        return Error{ErrorCode::Refused,
                     tr("%1 did not take what was sent. Check its settings with its "
                        "administrator.")
                         .arg(place),
                     detail};
    }
    if (const auto failure = judge(answer.reply, answer.request, Expect::AnyBody))
        return storeError(explain(*failure));
    return Error{ErrorCode::Unavailable,
                 tr("What answers at the address of %1 does not speak as AWS does. Check the "
                    "address.")
                     .arg(place),
                 detail};
}

Result<void> AwsSecretsManagerStore::look(const Call &call)
{
    TRY(answer, ask(call, "ListSecrets", plainBody({{u"MaxResults"_s, 1}})));
    if (answer.isOk() && answer.object.value(u"SecretList"_s).isArray())
        return {};
    return errorOf(answer);
}

Result<SecretBytes> AwsSecretsManagerStore::readEntry(const Call &call, const QString &path)
{
    TRY(answer,
        ask(call,
            "GetSecretValue",
            plainBody({{u"SecretId"_s, path}, {u"VersionStage"_s, u"AWSCURRENT"_s}})));
    const bool isMarkedForDeletion =
        answer.type == u"InvalidRequestException" && answer.message.contains(u"delet"_s);
    if (answer.type == u"ResourceNotFoundException" && answer.status == 400)
        return Error{ErrorCode::NotFound,
                     tr("This key is not in %1. Paste it again, or restore a backup.")
                         .arg(placeName({kind(), fields()})),
                     answer.type};
    if (isMarkedForDeletion || !answer.isOk())
        return errorOf(answer);
    auto value = secretFromJson(answer.object, u"SecretString"_s, u"SecretBinary"_s);
    if (value)
        return std::move(*value);
    return Error{ErrorCode::Damaged,
                 tr("What %1 has for this key is not what Drawbridge put there. Paste the key "
                    "again.")
                     .arg(placeName({kind(), fields()})),
                 u"neither SecretString nor SecretBinary"_s};
}

Result<AwsSecretsManagerStore::Answer> AwsSecretsManagerStore::createEntry(const Call &call,
                                                                           const QString &path,
                                                                           const SecretBytes &value,
                                                                           const QString &label)
{
    QJsonObject object{{u"Name"_s, path},
                       {u"ClientRequestToken"_s,
                        QString::fromLatin1(parts().random->bytes(16).toHex())}};
    if (!label.isEmpty())
        object.insert(u"Description"_s, label);
    return ask(call,
               "CreateSecret",
               jsonWithSecret(object, u"SecretString"_s, u"SecretBinary"_s, value));
}

Result<void> AwsSecretsManagerStore::writeEntry(const Call &call,
                                                const QString &path,
                                                const SecretBytes &value,
                                                const QString &label)
{
    std::chrono::milliseconds wait = firstPause;
    for (int tries = 1;; ++tries) {
        TRY(made, createEntry(call, path, value, label));
        if (made.isOk()) {
            remember(path, true);
            return {};
        }
        const bool isBeingDeleted =
            made.type == u"InvalidRequestException" && made.message.contains(u"delet"_s);
        if (isBeingDeleted && tries < mostTries) {
            parts().pause(wait, call.cancel);
            if (call.cancel.isCancelled())
                return Error{ErrorCode::Cancelled, tr("It was stopped."), {}};
            wait *= 2;
            continue;
        }
        if (made.type != u"ResourceExistsException")
            return errorOf(made);
        break;
    }
    const QJsonObject object{{u"SecretId"_s, path},
                             {u"ClientRequestToken"_s,
                              QString::fromLatin1(parts().random->bytes(16).toHex())},
                             {u"VersionStages"_s, QJsonArray{u"AWSCURRENT"_s}}};
    TRY(put,
        ask(call,
            "PutSecretValue",
            jsonWithSecret(object, u"SecretString"_s, u"SecretBinary"_s, value)));
    if (!put.isOk())
        return errorOf(put);
    remember(path, true);
    return {};
}

Result<void> AwsSecretsManagerStore::removeEntry(const Call &call, const QString &path)
{
    TRY(answer,
        ask(call,
            "DeleteSecret",
            plainBody({{u"SecretId"_s, path}, {u"ForceDeleteWithoutRecovery"_s, true}})));
    if (!answer.isOk() && !(answer.status == 400 && answer.type == u"ResourceNotFoundException"))
        return errorOf(answer);
    remember(path, false);
    return {};
}

Result<QStringList> AwsSecretsManagerStore::listEntries(const Call &call, const QString &folder)
{
    const QString prefix = folder + u'/';
    QStringList paths;
    QString next;
    for (int page = 0;; ++page) {
        QJsonObject object{{u"MaxResults"_s, 100},
                           {u"Filters"_s,
                            QJsonArray{QJsonObject{{u"Key"_s, u"name"_s},
                                                   {u"Values"_s, QJsonArray{prefix}}}}}};
        if (!next.isEmpty())
            object.insert(u"NextToken"_s, next);
        TRY(answer, ask(call, "ListSecrets", plainBody(object)));
        const QJsonValue list = answer.object.value(u"SecretList"_s);
        if (!answer.isOk() || !list.isArray())
            return errorOf(answer);
        for (const QJsonValue secret : list.toArray()) {
            const QString name = secret.toObject().value(u"Name"_s).toString();
            if (name.startsWith(prefix))
                paths.append(name);
        }
        next = answer.object.value(u"NextToken"_s).toString();
        if (next.isEmpty())
            break;
        if (page == mostPages)
            return Error{ErrorCode::Unavailable,
                         tr("The list of %1 does not end. Try again later.")
                             .arg(placeName({kind(), fields()})),
                         {}};
    }
    {
        const std::lock_guard guard(m_ownMutex);
        for (auto it = m_own.cbegin(); it != m_own.cend(); ++it) {
            if (!it.key().startsWith(prefix))
                continue;
            paths.removeAll(it.key());
            if (it.value())
                paths.append(it.key());
        }
    }
    for (QString &path : paths)
        path = path.sliced(prefix.size());
    return paths;
}

void AwsSecretsManagerStore::remember(const QString &path, bool isThere)
{
    const std::lock_guard guard(m_ownMutex);
    m_own.insert(path, isThere);
}

} // namespace drawbridge
