// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/SignInPages.h"

#include <QCryptographicHash>
#include <QHash>
#include <QUrl>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

const QByteArray &style()
{
    static const QByteArray text =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;"
        "color:#1c2024;background:#fff}"
        "h1{font-size:1.4rem}small,code{color:#5a6169}label{display:block;padding:.35rem 0}"
        "button{font:inherit;padding:.5rem 1.2rem;margin:1rem .6rem 0 0;border:1px solid #0e7490;"
        "border-radius:6px;background:#fff;color:#0e7490}"
        "button[value=allow]{background:#0e7490;color:#fff}"
        "input[type=text]{font:inherit;font-family:monospace;letter-spacing:.15em;padding:.4rem}"
        ".note{border-left:4px solid #b45309;padding-left:.8rem}"
        "@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#16191c}"
        "small,code{color:#a3abb3}button{background:#16191c;color:#67c5d8;border-color:#67c5d8}"
        "button[value=allow]{background:#67c5d8;color:#101214}}";
    return text;
}

/// The words of README.md for what a scope opens.
QString meaning(const QString &scope)
{
    static const QHash<QString, QString>
        meanings{{u"orders:read"_s, u"Read orders with the buyer's name and address"_s},
                 {u"order-totals:read"_s, u"Read number, day and total of orders, no person"_s},
                 {u"customers:read"_s, u"Read customers with contact details"_s},
                 {u"products:read"_s, u"Read products"_s},
                 {u"products:write"_s, u"Change products"_s},
                 {u"keys:admin"_s, u"List, create and delete keys"_s}};
    return meanings.value(scope, scope);
}

/// Where a form may lead to. A browser holds the redirect after it to the same rule.
QByteArray formTargets(const QByteArray &redirectUri)
{
    if (redirectUri.isEmpty())
        return "'self'";
    const QUrl url = QUrl::fromEncoded(redirectUri);
    const QByteArray scheme = url.scheme().toLatin1() + ':';
    // A policy cannot name an IPv6 address.
    if (url.host().contains(u':'))
        return "'self' " + scheme;
    QByteArray origin = "'self' " + scheme + "//" + url.host(QUrl::FullyEncoded).toLatin1();
    if (url.port() >= 0)
        origin += ':' + QByteArray::number(url.port());
    return origin;
}

ServerResponse page(int status,
                    const QString &title,
                    const QString &body,
                    const QByteArray &redirectUri = {})
{
    const QString html = u"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                         "<meta name=\"viewport\" content=\"width=device-width\"><title>"_s
        % title.toHtmlEscaped() % u"</title><style>"_s % QString::fromLatin1(style())
        % u"</style></head><body><main><h1>"_s % title.toHtmlEscaped() % u"</h1>"_s % body
        % u"<p><small>This is the Practice Shop. Nothing here is real, and its keys guard "
          "nothing.</small></p></main></body></html>\n"_s;
    const QByteArray policy = "default-src 'none'; style-src 'sha256-"
        + QCryptographicHash::hash(style(), QCryptographicHash::Sha256).toBase64()
        + "'; form-action " + formTargets(redirectUri)
        + "; frame-ancestors 'none'; base-uri 'none'";
    // With "no-referrer" a browser would hide the form's origin from us as well.
    return {.status = status,
            .headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy", policy},
                        {"X-Frame-Options", "DENY"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "same-origin"},
                        {"Cache-Control", "no-store"}},
            .body = html.toUtf8()};
}

QString noteText(const QString &note)
{
    return note.isEmpty()
        ? QString()
        : QString(u"<p class=\"note\" role=\"alert\">"_s % note.toHtmlEscaped() % u"</p>"_s);
}

QString hidden(const QString &value)
{
    return u"<input type=\"hidden\" name=\"request\" value=\""_s % value.toHtmlEscaped() % u"\">"_s;
}

} // namespace

ServerResponse consentPage(const SignInAsk &ask, const QString &value, const QString &note)
{
    const bool isDevice = ask.way == SignInAsk::Way::Device;
    QString boxes;
    for (const QString &scope : ask.scopes)
        boxes += u"<label><input type=\"checkbox\" name=\"scope\" value=\""_s
            % scope.toHtmlEscaped() % u"\" checked> "_s % meaning(scope).toHtmlEscaped()
            % u" <code>"_s % scope.toHtmlEscaped() % u"</code></label>"_s;
    const QString back = isDevice
        ? u"The device goes on by itself when you have answered."_s
        : u"Afterwards you are sent to %1."_s.arg(QString::fromLatin1(ask.redirectUri));
    const QString who = ask.client.isPublic()
        ? u"It has no secret to prove its name with. Go on only if you have just started this "
          "sign-in yourself."_s
        : u"It has shown its id only; its secret is asked for afterwards."_s;
    const QString body = noteText(note) % u"<p><strong>"_s % ask.client.label.toHtmlEscaped()
        % u"</strong> asks to reach Ada's Practice Shop. "_s % who.toHtmlEscaped()
        % u"</p><form method=\"post\" action=\""_s
        % (isDevice ? u"/device"_s : u"/oauth/authorize"_s) % u"\">"_s % hidden(value)
        % u"<p>Take the tick off what it shall not do:</p>"_s % boxes
        % u"<button name=\"decision\" value=\"allow\">Allow</button>"_s
        % u"<button name=\"decision\" value=\"deny\">Deny</button></form><p><small>"_s
        % back.toHtmlEscaped() % u"</small></p>"_s;
    return page(note.isEmpty() ? 200 : 400,
                u"%1 asks for access"_s.arg(ask.client.label),
                body,
                ask.redirectUri);
}

ServerResponse deviceCodePage(const QString &value, const QString &userCode, const QString &note)
{
    const QString body = noteText(note) % u"<form method=\"post\" action=\"/device\">"_s
        % hidden(value)
        % u"<label>The code your device shows: <input type=\"text\" name=\"user_code\" value=\""_s
        % userCode.toHtmlEscaped()
        % u"\" autocomplete=\"off\" spellcheck=\"false\" maxlength=\"20\" autofocus></label>"_s
        % u"<button>Next</button></form>"_s;
    return page(note.isEmpty() ? 200 : 400, u"Sign a device in"_s, body);
}

ServerResponse plainPage(int status, const QString &heading, const QString &sentence)
{
    return page(status, heading, u"<p>"_s % sentence.toHtmlEscaped() % u"</p>"_s);
}

} // namespace drawbridge
