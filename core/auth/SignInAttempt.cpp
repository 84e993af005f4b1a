// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/SignInAttempt.h"

#include "core/base/PlainText.h"
#include "core/crypto/Digest.h"
#include "core/http/Message.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype stateBytes = 32;
constexpr qsizetype verifierBytes = 48; ///< 64 characters; RFC 7636 asks for 43 to 128
constexpr qsizetype longestQuery = 16 * 1024;
constexpr qsizetype longestCode = 8 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("SignInAttempt", text);
}

Error notMeant()
{
    return {
        ErrorCode::Insecure,
        tr("What came back belongs to another sign-in, so it was not used. Start again, and close "
           "older sign-in pages first."),
        u"state"_s};
}

/// The value of a field that stands there once; nothing if it is missing or stands there twice.
std::optional<QByteArray> single(const std::vector<FormField> &fields, const QByteArray &name)
{
    std::optional<QByteArray> found;
    for (const FormField &field : fields) {
        if (field.name != name)
            continue;
        if (found)
            return std::nullopt;
        found = field.value;
    }
    return found;
}

std::vector<FormField> fieldsOf(const QByteArray &query)
{
    if (query.size() > longestQuery)
        return {};
    return formFields(query).value_or(std::vector<FormField>());
}

bool isEqual(const QByteArray &a, const QByteArray &b)
{
    return SecretBytes::copyOf(a).equals(SecretBytes::copyOf(b));
}

Error refusedBy(const QString &app, const QByteArray &code, const QByteArray &description)
{
    const QString detail =
        plainText(QString(QString::fromUtf8(code) % u": "_s % QString::fromUtf8(description)), 300);
    if (code == "access_denied")
        return {
            ErrorCode::Refused,
            tr("The sign-in at %1 was declined there, so nothing was connected. Start again when "
               "you want to allow it.")
                .arg(app),
            detail};
    if (code == "server_error" || code == "temporarily_unavailable")
        return {ErrorCode::Unavailable,
                tr("%1 cannot sign anybody in right now. Try again in a few minutes.").arg(app),
                detail};
    return {ErrorCode::Refused,
            tr("%1 refused the sign-in (%2). Look at the client id, the redirect address and "
               "what it may do (scopes), as you set them up there.")
                .arg(app, plainText(QString::fromUtf8(code), 60)),
            detail};
}

} // namespace

QByteArray base64Url(QByteArrayView bytes)
{
    return bytes.toByteArray().toBase64(QByteArray::Base64UrlEncoding
                                        | QByteArray::OmitTrailingEquals);
}

QByteArray challengeOf(QByteArrayView verifier)
{
    return base64Url(sha256(verifier));
}

SignInAttempt::SignInAttempt(const Clock &clock, Random &random, QUrl redirect)
    : m_clock(clock)
    , m_begun(clock.monotonic())
    , m_redirect(std::move(redirect))
    , m_state(base64Url(random.bytes(stateBytes)))
{
    QByteArray verifier = base64Url(random.bytes(verifierBytes));
    m_verifier = share(SecretBytes::takeFrom(verifier));
}

Result<QUrl> SignInAttempt::browserAddress(const PreparedKey &key,
                                           const AuthorizationServer &server,
                                           const QStringList &scopes) const
{
    if (server.authorize.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("%1 has no page for signing in. Choose another way to connect it.")
                         .arg(key.profile.name),
                     {}};
    TRY_DONE(checkBrowserPage(server.authorize, key.rules));
    const TokenSpec &spec = *key.option.tokens;
    QMap<QString, QString> items{{u"response_type"_s, u"code"_s},
                                 {u"client_id"_s, key.publicFields.value(u"clientId"_s)},
                                 {u"redirect_uri"_s, m_redirect.toString(QUrl::FullyEncoded)},
                                 {u"state"_s, QString::fromLatin1(m_state)},
                                 {u"code_challenge"_s,
                                  QString::fromLatin1(challengeOf(m_verifier->reveal()))},
                                 {u"code_challenge_method"_s, u"S256"_s}};
    if (!scopes.isEmpty())
        items.insert(u"scope"_s,
                     scopes.join(spec.scopeSeparator.isEmpty() ? u" "_s : spec.scopeSeparator));
    for (auto it = spec.authorizeExtra.begin(); it != spec.authorizeExtra.end(); ++it) {
        if (it.value() == u"{scopes}"_s)
            items.insert(it.key(), items.take(u"scope"_s)); // by another name, as Slack's user_scope
        else
            items.insert(it.key(), it.value());
    }
    QString query = server.authorize.query(QUrl::FullyEncoded);
    for (auto it = items.begin(); it != items.end(); ++it) {
        query += (query.isEmpty() ? QString() : u"&"_s) % it.key() % u'='
            % QString::fromLatin1(QUrl::toPercentEncoding(it.value()));
    }
    QUrl url = server.authorize;
    url.setQuery(query, QUrl::StrictMode);
    return url;
}

bool SignInAttempt::isMeant(const QByteArray &query) const
{
    const auto state = single(fieldsOf(query), "state");
    return state && isEqual(*state, m_state);
}

bool SignInAttempt::isOver() const
{
    return m_clock.monotonic() - m_begun >= signInPatience;
}

Result<SharedSecret> SignInAttempt::codeFrom(const QByteArray &query,
                                             const AuthorizationServer &server,
                                             const QString &app)
{
    if (isOver())
        return Error{ErrorCode::TimedOut,
                     tr("The sign-in at %1 took longer than ten minutes. Start again.").arg(app),
                     {}};
    if (m_used)
        return Error{ErrorCode::Conflict,
                     tr("This answer was used already. Start the sign-in again."),
                     {}};
    const std::vector<FormField> fields = fieldsOf(query);
    const auto state = single(fields, "state");
    if (!state || !isEqual(*state, m_state))
        return notMeant();
    m_used = true;
    const auto issuer = single(fields, "iss");
    const bool isIssuerWrong =
        !server.issuer.isEmpty() && issuer && QString::fromUtf8(*issuer) != server.issuer;
    if (isIssuerWrong || (server.tellsIssuer && !issuer))
        return Error{
            ErrorCode::Insecure,
            tr("What came back is not from %1, so it was not used. Start again; if it happens "
               "twice, do not sign in there.")
                .arg(app),
            u"iss"_s};
    if (const auto refused = single(fields, "error"))
        return refusedBy(app, *refused, single(fields, "error_description").value_or(QByteArray()));
    auto code = single(fields, "code");
    if (!code || code->isEmpty() || code->size() > longestCode)
        return Error{ErrorCode::Refused,
                     tr("%1 sent the browser back without an answer. Start again.").arg(app),
                     u"no code"_s};
    return share(SecretBytes::takeFrom(*code));
}

Result<void> checkBrowserPage(const QUrl &page, const AddressRules &rules)
{
    TRY(checked, checkUrl(page, rules, Carries::Nothing));
    const bool isHere =
        checked.host == u"localhost"_s || kindOf(checked.literal) == AddressKind::Loopback;
    if (!checked.tls && !isHere)
        return Error{ErrorCode::Insecure,
                     tr("The sign-in page of %1 can be read on the way, so it is not opened.")
                         .arg(checked.host),
                     page.scheme()};
    return {};
}

Result<QByteArray> queryOfPasted(const QString &text, const QUrl &redirect)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const auto fault = [](const QString &what) { return Error{ErrorCode::InvalidInput, what, {}}; };
    if (!url.isValid() || url.scheme().isEmpty())
        return fault(
            tr("This is no whole web address. Copy everything that stands in the browser's "
               "address line."));
    const int plainPort = redirect.scheme() == u"https"_s ? 443 : 80;
    if (url.scheme() != redirect.scheme() || url.host() != redirect.host()
        || url.port(plainPort) != redirect.port(plainPort) || url.path() != redirect.path())
        return fault(
            tr("This is not the page you are sent to at the end. Its address begins with %1.")
                .arg(redirect.toString()));
    if (!url.hasQuery())
        return fault(tr("The end of the address is missing, from the ? on. Copy all of it."));
    return url.query(QUrl::FullyEncoded).toUtf8();
}

QMap<QString, QString> keptOf(const QByteArray &query, const QStringList &names)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9._~-]{1,100}$"_s);
    QMap<QString, QString> kept;
    const std::vector<FormField> fields = fieldsOf(query);
    for (const QString &name : names) {
        const auto value = single(fields, name.toUtf8());
        const QString text = QString::fromUtf8(value.value_or(QByteArray()));
        if (plain.match(text).hasMatch())
            kept.insert(name, text);
    }
    return kept;
}

} // namespace drawbridge
