// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/SignInDesk.h"

#include "core/practice/OAuthRequest.h"
#include "core/practice/SignInPages.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype longestAddress = 2000;
constexpr qsizetype longestState = 4000;

ServerResponse brokenAsk(const QString &sentence)
{
    return plainPage(400,
                     u"This sign-in cannot go on"_s,
                     QString(sentence
                             % u" You are not sent back, as it is not sure where to. Close this "
                               "page and start again in the program."_s));
}

ServerResponse oldForm()
{
    return plainPage(403,
                     u"This page is too old"_s,
                     u"It was answered before, is older than ten minutes, or was not made here. "
                     "Start again in the program."_s);
}

bool isChallenge(const QByteArray &text)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9_-]{43}\\z"_s);
    return form.match(QString::fromLatin1(text)).hasMatch();
}

} // namespace

bool mayReturnTo(const ClientRecord &client, const QByteArray &redirectUri)
{
    // By its letters: a parser would see more in it than stands there.
    static const QRegularExpression loopback(
        u"\\Ahttp://(?:127\\.0\\.0\\.1|\\[::1\\]|localhost)(?::([0-9]{1,5}))?"
        "(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?\\z"_s);
    if (redirectUri.isEmpty() || redirectUri.size() > longestAddress)
        return false;
    const QString text = QString::fromLatin1(redirectUri);
    if (client.redirectUris.contains(text))
        return true;
    const auto match = loopback.match(text);
    if (!match.hasMatch() || !percentDecoded(redirectUri))
        return false;
    const QString port = match.captured(1);
    return port.isEmpty() || (port.toInt() >= 1 && port.toInt() <= 65535);
}

SignInDesk::SignInDesk(const KeyBook &book,
                       SignIns &signIns,
                       const QString &issuer,
                       const Clock &clock)
    : m_book(book)
    , m_signIns(signIns)
    , m_issuer(issuer)
    , m_typing({.burst = 10, .perSecond = 0.2}, clock)
{}

ServerResponse SignInDesk::sendBack(const SignInAsk &ask, const QByteArray &answer) const
{
    QByteArray location = ask.redirectUri + (ask.redirectUri.contains('?') ? '&' : '?') + answer;
    if (ask.hasState)
        location += "&state=" + ask.state.toPercentEncoding();
    location += "&iss=" + QUrl::toPercentEncoding(m_issuer); // RFC 9207
    return {.status = 303,
            .headers = {{"Location", location},
                        {"Cache-Control", "no-store"},
                        {"Referrer-Policy", "no-referrer"}},
            .body = {}};
}

ServerResponse SignInDesk::sendBackError(const SignInAsk &ask,
                                         const QByteArray &code,
                                         const QString &description) const
{
    return sendBack(ask,
                    "error=" + code + "&error_description=" + QUrl::toPercentEncoding(description));
}

ServerResponse SignInDesk::authorize(const ServerRequest &request)
{
    const auto fields = onceFields(request.query);
    if (!fields)
        return brokenAsk(u"Something in its address is there twice or broken."_s);
    const auto client = m_book.clientNamed(QString::fromUtf8(fields->value("client_id")));
    if (!client)
        return brokenAsk(u"No program with this client id is known here."_s);
    SignInAsk ask;
    ask.client = *client;
    ask.redirectUri = fields->value("redirect_uri");
    if (!mayReturnTo(*client, ask.redirectUri))
        return brokenAsk(u"The address it wants to come back to is not allowed: it is neither on "
                         "this computer nor one of the program's own."_s);
    ask.hasState = fields->contains("state");
    ask.state = fields->value("state");
    if (ask.state.size() > longestState)
        return brokenAsk(u"Its state is longer than %1 characters."_s.arg(longestState));
    if (fields->value("response_type") != "code")
        return sendBackError(ask,
                             fields->contains("response_type") ? "unsupported_response_type"
                                                               : "invalid_request",
                             u"Only response_type=code is known here."_s);
    ask.challenge = fields->value("code_challenge");
    if (fields->value("code_challenge_method") != "S256" || !isChallenge(ask.challenge))
        return sendBackError(ask,
                             "invalid_request",
                             u"PKCE is needed: code_challenge with code_challenge_method=S256."_s);
    const auto scopes = askedScopes(QString::fromUtf8(fields->value("scope")), *client);
    if (!scopes)
        return sendBackError(ask,
                             "invalid_scope",
                             u"Ask for at least one scope, and only for those it may have."_s);
    ask.scopes = *scopes;
    return consentPage(ask, m_signIns.openPage(ask));
}

bool SignInDesk::isOwnForm(const ServerRequest &request) const
{
    if (!isForm(request))
        return false;
    if (const auto site = request.header("Sec-Fetch-Site"); site && *site != "same-origin")
        return false;
    const auto origin = request.header("Origin");
    if (!origin)
        return true;
    const QByteArray port = ':' + QByteArray::number(QUrl(m_issuer).port());
    return request.headerCount("Origin") == 1
        && (*origin == "https://127.0.0.1" + port || *origin == "https://localhost" + port
            || *origin == "https://[::1]" + port);
}

SignInDesk::DecisionOrPage SignInDesk::decision(const std::vector<FormField> &fields,
                                                SignInAsk::Way way)
{
    QString value;
    QByteArray decided;
    QStringList ticked;
    for (const FormField &field : fields) {
        if (field.name == "request")
            value = QString::fromUtf8(field.value);
        else if (field.name == "decision")
            decided = field.value;
        else if (field.name == "scope")
            ticked.append(QString::fromUtf8(field.value));
    }
    const auto ask = m_signIns.closePage(value);
    if (!ask || ask->way != way)
        return oldForm();
    if (decided == "deny")
        return Decision{*ask, {}};
    ticked.removeDuplicates();
    const bool wasAsked = std::all_of(ticked.begin(), ticked.end(), [&ask](const QString &scope) {
        return ask->scopes.contains(scope);
    });
    if (decided != "allow" || !wasAsked)
        return brokenAsk(u"The answer is none of those the page offers."_s);
    if (ticked.isEmpty())
        return consentPage(*ask,
                           m_signIns.openPage(*ask),
                           u"Nothing is ticked. Tick what it may do, or press Deny."_s);
    // In the order they were asked for, whatever the form's.
    QStringList scopes;
    for (const QString &scope : ask->scopes) {
        if (ticked.contains(scope))
            scopes.append(scope);
    }
    return Decision{*ask, scopes};
}

ServerResponse SignInDesk::decide(const ServerRequest &request)
{
    const auto fields = formFields(request.body);
    if (!isOwnForm(request) || !fields)
        return oldForm();
    const auto answer = decision(*fields, SignInAsk::Way::Browser);
    if (const auto *shown = std::get_if<ServerResponse>(&answer))
        return *shown;
    const auto &[ask, scopes] = std::get<Decision>(answer);
    if (scopes.isEmpty())
        return sendBackError(ask, "access_denied", u"The owner said no."_s);
    return sendBack(ask, "code=" + m_signIns.addCode(ask, scopes).toLatin1());
}

ServerResponse SignInDesk::device(const ServerRequest &request)
{
    const auto fields = onceFields(request.query);
    const QString code = fields ? QString::fromUtf8(fields->value("user_code")) : QString();
    // Filled in, but not sent: whoever followed a link compares it with what the device shows.
    return deviceCodePage(m_signIns.openEntry(), code.left(20));
}

ServerResponse SignInDesk::deviceConsent(const QString &userCode)
{
    if (const auto seconds = m_typing.refuse(u"typing"_s))
        return plainPage(429,
                         u"Too many codes"_s,
                         u"Too many codes were tried. Wait %1 seconds, then go back."_s.arg(
                             *seconds))
            .withHeader("Retry-After", QByteArray::number(*seconds));
    const auto ask = m_signIns.deviceAsking(userCode);
    if (!ask)
        return deviceCodePage(m_signIns.openEntry(),
                              {},
                              u"No device waits with this code. Look again at what it shows; a "
                              "code is good for ten minutes."_s);
    return consentPage(*ask, m_signIns.openPage(*ask));
}

ServerResponse SignInDesk::decideDevice(const ServerRequest &request)
{
    const auto fields = formFields(request.body);
    if (!isOwnForm(request) || !fields)
        return oldForm();
    const auto typed = std::find_if(fields->begin(), fields->end(), [](const FormField &field) {
        return field.name == "user_code";
    });
    if (typed != fields->end()) {
        const auto value = std::find_if(fields->begin(), fields->end(), [](const FormField &field) {
            return field.name == "request";
        });
        if (value == fields->end() || !m_signIns.closeEntry(QString::fromUtf8(value->value)))
            return oldForm();
        return deviceConsent(QString::fromUtf8(typed->value));
    }
    const auto answer = decision(*fields, SignInAsk::Way::Device);
    if (const auto *shown = std::get_if<ServerResponse>(&answer))
        return *shown;
    const auto &[ask, scopes] = std::get<Decision>(answer);
    if (!m_signIns.decideDevice(ask.deviceHash, scopes))
        return oldForm();
    if (scopes.isEmpty())
        return plainPage(200, u"Denied"_s, u"The device gets nothing. You may close this page."_s);
    return plainPage(200, u"Allowed"_s, u"The device goes on by itself. You may close this page."_s);
}

} // namespace drawbridge
