// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyUse.h"

#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyUse", text);
}

/// "value" means the only secret field there is.
void nameTheValue(const AuthOption &option, QMap<QString, SharedSecret> &secrets)
{
    const QString unnamed = u"value"_s;
    if (!secrets.contains(unnamed))
        return;
    QStringList names;
    for (const AuthField &field : option.fields) {
        if (field.secret)
            names.append(field.name);
    }
    if (names.size() == 1 && names.first() != unnamed)
        secrets.insert(names.first(), secrets.take(unnamed));
}

/// A field given among the secrets that the profile calls public (an account number beside its token).
void sortOutPublicFields(const AuthOption &option,
                         QMap<QString, SharedSecret> &secrets,
                         QMap<QString, QString> &publicFields)
{
    for (const AuthField &field : option.fields) {
        if (!field.secret && secrets.contains(field.name))
            publicFields.insert(field.name,
                                QString::fromUtf8(secrets.take(field.name)->reveal().toByteArray()));
    }
}

Result<void> checkFields(const AuthOption &option,
                         const QMap<QString, QString> &publicFields,
                         const QMap<QString, SharedSecret> &secrets)
{
    for (const AuthField &field : option.fields) {
        // It would be kept and shown in the clear.
        if (field.secret && publicFields.contains(field.name))
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is a secret and was given as something everybody may see. Give "
                            "it where the key goes.")
                             .arg(field.label),
                         field.name};
        const bool given = field.secret
            ? secrets.contains(field.name) && !secrets.value(field.name)->isEmpty()
            : !publicFields.value(field.name).isEmpty();
        if (!given) {
            if (!field.required)
                continue;
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is missing. Fill it in and try again.").arg(field.label),
                         field.name};
        }
        if (field.secret)
            TRY_DONE(checkField(field, secrets.value(field.name)->reveal()));
        else
            TRY_DONE(checkField(field, publicFields.value(field.name).toUtf8()));
    }
    return {};
}

QString hostAndPort(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? QString(u'[' % url.host() % u']') : url.host();
    return url.port() < 0 ? host : QString(host % u':' % QString::number(url.port()));
}

Result<QUrl> chooseBaseUrl(const KeyUse &use, const PreparedKey &key)
{
    if (use.baseUrl.isEmpty())
        return expandBaseUrl(key.profile, key.publicFields, use.environment);
    TRY(url, urlFromOwner(use.baseUrl.toString()));
    if (url.hasQuery())
        return Error{ErrorCode::InvalidInput,
                     tr("Leave out the part of the address from the ? on."),
                     url.host()};
    return url;
}

/// "{field}" alone is a whole address that the app's owner gives; empty for every other.
QString ownersAddressField(const QString &url)
{
    return url.startsWith(u'{') && url.endsWith(u'}') ? url.mid(1, url.size() - 2) : QString();
}

/// The addresses of an app whose owner tells where it signs people in, as far as he has told.
Result<QStringList> ownersTokenHosts(const PreparedKey &key)
{
    QStringList hosts;
    if (!key.option.tokens)
        return hosts;
    const TokenSpec &spec = *key.option.tokens;
    for (const QString &url : {spec.tokenUrl, spec.deviceUrl, spec.revokeUrl, spec.introspectUrl}) {
        const QString given = key.publicFields.value(ownersAddressField(url));
        if (ownersAddressField(url).isEmpty() || given.isEmpty())
            continue;
        TRY(address, urlFromOwner(given));
        hosts.append(hostAndPort(address));
    }
    return hosts;
}

/// The app's own hosts; and the owner's own addresses where he said that it is on his network, or where the app has
/// no address of its own.
Result<QStringList> ownHosts(const KeyUse &use, const PreparedKey &key)
{
    QStringList hosts;
    if (!key.profile.hosts.isEmpty()) {
        TRY(expanded, expandHosts(key.profile, key.publicFields));
        hosts = expanded;
    }
    const bool ownersAddress =
        use.reach == NetworkReach::OnMyNetwork || key.profile.hosts.isEmpty();
    if (ownersAddress)
        hosts.append(hostAndPort(key.baseUrl));
    if (ownersAddress) {
        TRY(tokens, ownersTokenHosts(key));
        hosts += tokens;
    }
    return hosts;
}

/// Headers that say how the message itself is to be read or where it goes: no place for a key.
bool isOfTheMessage(const QByteArray &header)
{
    static const QList<QByteArray> names{"host",
                                         "content-length",
                                         "transfer-encoding",
                                         "connection",
                                         "upgrade",
                                         "te",
                                         "trailer",
                                         "expect",
                                         "content-type",
                                         "accept"};
    return names.contains(header.toLower());
}

/// The name of the header or query item, which may be the owner's own.
Result<QByteArray> nameOf(const RequestAuth &how, const PreparedKey &key)
{
    QString name = how.name;
    for (auto it = key.publicFields.begin(); it != key.publicFields.end(); ++it)
        name.replace(QString(u'{' % it.key() % u'}'), it.value());
    // A token of RFC 9110, 5.6.2.
    static const QRegularExpression token(u"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"_s);
    const QByteArray spelled = name.toUtf8();
    if (token.match(name).hasMatch()
        && (how.placement != KeyPlacement::Header || !isOfTheMessage(spelled)))
        return spelled;
    return Error{ErrorCode::InvalidInput,
                 tr("\"%1\" is no name under which a key can be sent. Look it up in the app's "
                    "documentation and try again.")
                     .arg(name),
                 how.name};
}

} // namespace

const AuthOption *optionFor(const AppProfile &profile, AuthKind kind)
{
    if (const AuthOption *option = profile.authOption(kind))
        return option;
    if (kind == AuthKind::Bearer)
        return profile.authOption(AuthKind::ApiKey);
    return kind == AuthKind::ApiKey ? profile.authOption(AuthKind::Bearer) : nullptr;
}

Result<PreparedKey> prepare(const KeyUse &use)
{
    PreparedKey key;
    key.profile = use.profile;
    const AuthOption *option = optionFor(use.profile, use.auth);
    if (!option)
        return Error{ErrorCode::InvalidInput,
                     tr("%1 cannot be connected in this way. Choose another one.")
                         .arg(use.profile.name),
                     toText(use.auth)};
    key.option = *option;
    key.secrets = use.secrets;
    QMap<QString, QString> given = use.publicFields;
    sortOutPublicFields(key.option, key.secrets, given);
    nameTheValue(key.option, key.secrets);
    key.publicFields = completeFields(key.option, given, key.secrets);
    TRY_DONE(checkFields(key.option, key.publicFields, key.secrets));
    static const QRegularExpression path(QStringLiteral("^[^{}#\\s]*$"));
    if (!path.match(key.publicFields.value(u"probe"_s)).hasMatch())
        return Error{ErrorCode::InvalidInput,
                     tr("The path to try the key on is one such as /v1/me, without spaces, # and "
                        "braces."),
                     u"probe"_s};
    TRY(baseUrl, chooseBaseUrl(use, key));
    key.baseUrl = baseUrl;
    // What has no name of its own is called by its address.
    if (key.profile.kind == AppKind::Other)
        key.profile.name = hostAndPort(key.baseUrl);
    TRY(hosts, ownHosts(use, key));
    key.rules.ownHosts = hosts;
    key.rules.onMyNetwork = use.reach == NetworkReach::OnMyNetwork;
    TRY_DONE(checkUrl(key.baseUrl, key.rules, Carries::Credential));
    if (!use.authorityPem.isEmpty()) {
        TRY(authorities, TrustedAuthorities::systemAnd(use.authorityPem));
        key.authorities = authorities;
    }
    return key;
}

namespace {

/// As what it is: counted among the secrets, it would be blacked out of the answer that repeats it.
void addPublic(SecretText &text, const QByteArray &value, SecretSpelling spelling)
{
    switch (spelling) {
    case SecretSpelling::Raw:
        text.add(value);
        break;
    case SecretSpelling::Percent:
        text.add(value.toPercentEncoding());
        break;
    case SecretSpelling::JsonString:
        text.add(share(SecretBytes::copyOf(value)), spelling);
        break;
    }
}

} // namespace

Result<SecretText> fillIn(const QString &text,
                          const PreparedKey &key,
                          const SharedSecret &accessToken,
                          SecretSpelling spelling)
{
    SecretText filled;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf(u'{', at);
        const qsizetype close = open < 0 ? -1 : text.indexOf(u'}', open);
        if (close < 0) {
            filled.add(text.mid(at).toUtf8());
            break;
        }
        filled.add(text.mid(at, open - at).toUtf8());
        const QString name = text.mid(open + 1, close - open - 1);
        if (name == u"accessToken"_s && accessToken)
            filled.add(accessToken, spelling);
        else if (key.secrets.contains(name))
            filled.add(key.secrets.value(name), spelling);
        else if (key.publicFields.contains(name))
            addPublic(filled, key.publicFields.value(name).toUtf8(), spelling);
        else
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is missing. Fill it in and try again.").arg(name),
                         name};
        at = close + 1;
    }
    return filled;
}

Result<HttpRequest> authorisedRequest(const PreparedKey &key,
                                      const QUrl &url,
                                      const SharedSecret &accessToken)
{
    HttpRequest request;
    request.url = url;
    request.rules = key.rules;
    request.authorities = key.authorities;
    request.app = key.profile.name;
    request.headers.push_back({"Accept", "application/json"});
    for (auto it = key.profile.requestHeaders.begin(); it != key.profile.requestHeaders.end();
         ++it) {
        TRY(value, fillIn(it.value(), key, accessToken));
        request.headers.push_back({it.key().toUtf8(), value});
    }
    const RequestAuth &how = key.option.request;
    switch (how.placement) {
    case KeyPlacement::None:
    case KeyPlacement::AwsV4: // signed when everything else is in place: signRequest()
        break;
    case KeyPlacement::Header: {
        TRY(name, nameOf(how, key));
        TRY(value, fillIn(how.format, key, accessToken));
        request.headers.push_back({name, value});
        break;
    }
    case KeyPlacement::Basic: {
        TRY(pair, fillIn(how.user % u':' % how.password, key, accessToken));
        SecretText header("Basic ");
        header.addBase64(pair);
        request.headers.push_back({"Authorization", header});
        break;
    }
    case KeyPlacement::Query: {
        TRY(name, nameOf(how, key));
        TRY(value, fillIn(how.format, key, accessToken, SecretSpelling::Percent));
        // The client writes it behind the path and query of the address, so that no log ever sees it.
        SecretText tail(QByteArray(url.hasQuery() ? "&" : "?") + name + "=");
        tail.add(share(value.build()));
        request.urlTail = tail;
        break;
    }
    }
    return request;
}

} // namespace drawbridge
