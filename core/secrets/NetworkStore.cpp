// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/NetworkStore.h"

#include "core/base/PlainText.h"
#include "core/secrets/AwsSecretsManagerStore.h"
#include "core/secrets/OpenBaoStore.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qsizetype longestPath = 512; // AWS: NameType of CreateSecret
constexpr qsizetype longestCredential = 16384;

QString tr(const char *text)
{
    return QCoreApplication::translate("Secrets", text);
}

Error noAccess(const QString &store)
{
    return Error{ErrorCode::Locked,
                 tr("This computer does not have the sign-in to %1. Give it with the verb "
                    "store-sign-in of drawbridgectl; your keys are still there.")
                     .arg(store),
                 QStringLiteral("no sign-in in the keychain")};
}

StoreState stateOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Locked:
    case ErrorCode::Denied:
        return StoreState::Locked;
    case ErrorCode::TimedOut:
        return StoreState::Silent;
    case ErrorCode::Unavailable:
    case ErrorCode::Busy:
    case ErrorCode::Cancelled:
        return StoreState::Absent;
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::Damaged:
    case ErrorCode::NewerFormat:
    case ErrorCode::Insecure:
    case ErrorCode::Refused:
    case ErrorCode::Internal:
        break;
    }
    return StoreState::Unusable;
}

} // namespace

NetworkStore::NetworkStore(StoreFields fields, NetworkStoreParts parts)
    : m_fields(std::move(fields))
    , m_parts(std::move(parts))
{}

QString NetworkStore::field(const QString &name, const QString &otherwise) const
{
    const QString value = m_fields.value(name);
    return value.isEmpty() ? otherwise : value;
}

Result<HttpRequest> NetworkStore::requestTo(const QUrl &url, const QString &app) const
{
    HttpRequest request;
    request.url = url;
    request.app = app;
    request.purpose = tr("Where your keys are kept: %1").arg(app);
    request.rules.onMyNetwork = field(onMyNetworkField) == QStringLiteral("yes");
    const QString host = url.host(QUrl::FullyEncoded);
    request.rules.ownHosts = {
        url.port() < 0 ? host : host + QStringLiteral(":") + QString::number(url.port())};
    if (const QString file = field(caFileField); !file.isEmpty()) {
        const auto pem = TrustedAuthorities::readPem(file);
        if (!pem.isOk())
            return storeError(pem.error());
        TRY(authorities, TrustedAuthorities::systemAnd(*pem));
        request.authorities = authorities;
    }
    return request;
}

Result<SecretName> NetworkStore::accessName() const
{
    const SecretName name{field(accessField), QStringLiteral("store-sign-in")};
    TRY_DONE(checkName(name));
    return name;
}

Result<NetworkStore::Call> NetworkStore::begin()
{
    TRY_DONE(settings());
    {
        const std::lock_guard guard(m_mutex);
        if (m_credential)
            return Call{m_credential, m_cancel};
    }
    TRY(name, accessName());
    auto kept = m_parts.keychain->read(name);
    if (!kept.isOk() && kept.error().code == ErrorCode::NotFound)
        return noAccess(placeName({kind(), m_fields}));
    if (!kept.isOk())
        return kept.error();
    const std::lock_guard guard(m_mutex);
    m_credential = share(kept.takeValue());
    return Call{m_credential, m_cancel};
}

StoreStatus NetworkStore::status()
{
    const auto call = begin();
    if (!call.isOk()) {
        const bool none =
            call.error().code == ErrorCode::Locked && call.error().detail == noAccess({}).detail;
        return {none ? StoreState::Missing : stateOf(call.error().code), call.error().what};
    }
    const Result<void> looked = look(*call);
    if (!looked.isOk())
        return {stateOf(looked.error().code), looked.error().what};
    return {StoreState::Ready,
            tr("The keys are in %1, which answers.").arg(placeName({kind(), m_fields}))};
}

Result<void> NetworkStore::take(const SecretBytes &credential)
{
    TRY_DONE(settings());
    TRY(name, accessName());
    if (credential.isEmpty() || credential.size() > longestCredential) {
        return Error{ErrorCode::InvalidInput,
                     tr("%1 needs its sign-in. Give the secret that its administrator made for "
                        "Drawbridge.")
                         .arg(placeName({kind(), m_fields})),
                     {}};
    }
    Call call;
    call.credential = share(SecretBytes::copyOf(credential.reveal()));
    {
        const std::lock_guard guard(m_mutex);
        call.cancel = m_cancel;
    }
    endSession(); // it is another's
    TRY_DONE(look(call));
    TRY_DONE(
        m_parts.keychain->write(name,
                                credential,
                                tr("Drawbridge: sign-in to %1").arg(placeName({kind(), m_fields}))));
    const std::lock_guard guard(m_mutex);
    m_credential = call.credential;
    return {};
}

Result<void> NetworkStore::create(const SecretBytes &credential)
{
    return take(credential);
}

Result<void> NetworkStore::unlock(const SecretBytes &credential)
{
    if (!credential.isEmpty())
        return take(credential);
    TRY(call, begin());
    endSession();
    return look(call);
}

void NetworkStore::lock()
{
    CancelToken under;
    {
        const std::lock_guard guard(m_mutex);
        m_credential.reset();
        std::swap(under, m_cancel);
    }
    under.cancel();
    endSession();
}

Result<void> NetworkStore::changePassphrase(const SecretBytes &, const SecretBytes &)
{
    return Error{ErrorCode::InvalidInput,
                 tr("Your keys are in %1, which has no passphrase of ours. Give another sign-in to "
                    "it with drawbridgectl (store-sign-in).")
                     .arg(placeName({kind(), m_fields})),
                 {}};
}

Result<QString> NetworkStore::pathOf(const SecretName &name) const
{
    TRY_DONE(checkName(name));
    const QString path = field(prefixField, QStringLiteral("drawbridge")) + u'/'
        + storeSegment(name.workspace) + u'/' + storeSegment(name.purpose);
    if (path.size() > longestPath)
        return Error{ErrorCode::InvalidInput,
                     tr("The name of this entry is too long for the store. Choose a shorter "
                        "prefix."),
                     QString::number(path.size())};
    return path;
}

Result<SecretBytes> NetworkStore::read(const SecretName &name)
{
    TRY(path, pathOf(name));
    TRY(call, begin());
    return readEntry(call, path);
}

Result<void> NetworkStore::write(const SecretName &name,
                                 const SecretBytes &value,
                                 const QString &label)
{
    TRY(path, pathOf(name));
    TRY_DONE(checkValue(value));
    TRY(call, begin());
    return writeEntry(call, path, value, plainText(label, 200));
}

Result<void> NetworkStore::remove(const SecretName &name)
{
    TRY(path, pathOf(name));
    TRY(call, begin());
    return removeEntry(call, path);
}

Result<QStringList> NetworkStore::purposes(const QString &workspace)
{
    TRY_DONE(checkName({workspace, QStringLiteral("any")}));
    TRY(call, begin());
    TRY(segments,
        listEntries(call,
                    field(prefixField, QStringLiteral("drawbridge")) + u'/'
                        + storeSegment(workspace)));
    QStringList purposes;
    for (const QString &segment : std::as_const(segments)) {
        if (const auto purpose = purposeFromSegment(segment))
            purposes.append(*purpose);
    }
    purposes.removeDuplicates();
    purposes.sort();
    return purposes;
}

Result<void> NetworkStore::forgetAccess()
{
    TRY(name, accessName());
    TRY_DONE(m_parts.keychain->remove(name));
    lock();
    return {};
}

QList<Contact> NetworkStore::contacts() const
{
    const auto *client = dynamic_cast<const HttpClient *>(m_parts.http.get());
    return client ? client->contacts() : QList<Contact>();
}

QString storeSegment(const QString &purpose)
{
    QString segment;
    for (const QChar c : purpose) {
        const ushort code = c.unicode();
        const bool plain = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')
            || (code >= '0' && code <= '9') || code == '-';
        segment += plain ? QString(c) : QStringLiteral("_%1").arg(code, 2, 16, QLatin1Char('0'));
    }
    return segment;
}

std::optional<QString> purposeFromSegment(const QString &segment)
{
    QString purpose;
    for (qsizetype i = 0; i < segment.size(); ++i) {
        if (segment[i] != u'_') {
            purpose += segment[i];
            continue;
        }
        bool ok = false;
        const int code = segment.mid(i + 1, 2).toInt(&ok, 16);
        if (!ok)
            return std::nullopt;
        purpose += QChar(static_cast<ushort>(code));
        i += 2;
    }
    return storeSegment(purpose) == segment && !purpose.isEmpty() ? std::optional(purpose)
                                                                  : std::nullopt;
}

Error storeError(Error error)
{
    if (error.code == ErrorCode::NotFound)
        error.code = ErrorCode::Unavailable;
    return error;
}

bool isReadableText(QByteArrayView value)
{
    QString text = QString::fromUtf8(value);
    QByteArray back = text.toUtf8();
    const bool same = back == value && std::none_of(value.begin(), value.end(), [](char c) {
                          const auto code = static_cast<unsigned char>(c);
                          return code < 0x20 && c != '\n' && c != '\r' && c != '\t';
                      });
    // A mark of the byte order at the front is taken for none of the text by more than one reader.
    const bool marked = text.startsWith(QChar(0xfeff));
    wipe(text);
    wipe(back);
    return same && !marked;
}

SecretText jsonWithSecret(const QJsonObject &object,
                          const QString &textField,
                          const QString &base64Field,
                          const SecretBytes &value,
                          const QByteArray &before,
                          const QByteArray &after)
{
    const bool asText = isReadableText(value.reveal());
    QByteArray head = QJsonDocument(object).toJson(QJsonDocument::Compact);
    head.chop(1); // the brace
    if (!object.isEmpty())
        head += ',';
    head += '"' + (asText ? textField : base64Field).toLatin1() + "\":\"";
    SecretText json(before + head);
    const SharedSecret shared = share(SecretBytes::copyOf(value.reveal()));
    if (asText) {
        json.add(shared, SecretSpelling::JsonString);
    } else {
        SecretText raw;
        raw.add(shared);
        json.addBase64(std::move(raw));
    }
    json.add("\"}" + after);
    return json;
}

std::optional<SecretBytes> secretFromJson(const QJsonObject &object,
                                          const QString &textField,
                                          const QString &base64Field)
{
    if (const QJsonValue text = object.value(textField); text.isString()) {
        QString value = text.toString();
        SecretBytes secret = SecretBytes::takeFrom(value);
        return secret.isEmpty() ? std::nullopt : std::optional(std::move(secret));
    }
    if (const QJsonValue text = object.value(base64Field); text.isString()) {
        QString value = text.toString();
        QByteArray latin = value.toLatin1();
        wipe(value);
        auto decoded =
            QByteArray::fromBase64Encoding(latin, QByteArray::AbortOnBase64DecodingErrors);
        wipe(latin);
        if (!decoded || decoded.decoded.isEmpty())
            return std::nullopt;
        return SecretBytes::takeFrom(decoded.decoded);
    }
    return std::nullopt;
}

Result<void> checkStoreFields(const SecretsPlace &place)
{
    if (place.kind == SecretsKind::OpenBao)
        return OpenBaoStore::checkFields(place.fields);
    if (place.kind == SecretsKind::Aws)
        return AwsSecretsManagerStore::checkFields(place.fields);
    if (place.fields.isEmpty())
        return {};
    return Error{ErrorCode::InvalidInput,
                 tr("A keychain or a vault file has no settings. Leave \"%1\" away.")
                     .arg(plainText(place.fields.firstKey(), 60)),
                 {}};
}

QString placeName(const SecretsPlace &place)
{
    switch (place.kind) {
    case SecretsKind::Keychain:
        return tr("the keychain of this computer");
    case SecretsKind::Vault:
        return tr("the vault file");
    case SecretsKind::OpenBao:
        return tr("the OpenBao or Vault server at %1")
            .arg(QUrl(place.fields.value(QStringLiteral("address"))).host());
    case SecretsKind::Aws:
        return tr("AWS Secrets Manager in %1").arg(place.fields.value(QStringLiteral("region")));
    }
    return {};
}

} // namespace drawbridge
