// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Addresses.h"

#include "core/catalog/WideText.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

Error invalid(const QString &what)
{
    return {ErrorCode::InvalidInput, what, {}};
}

QString tr(const char *text)
{
    return QCoreApplication::translate("Addresses", text);
}

const AuthField *publicField(const AppProfile &profile, QStringView name)
{
    for (const AuthOption &option : profile.auth) {
        for (const AuthField &field : option.fields) {
            if (!field.secret && field.name == name)
                return &field;
        }
    }
    return nullptr;
}

/// The value for {name}, as typed or as the profile's default, checked against its pattern.
Result<QString> valueOf(const AppProfile &profile, const QString &name, const PublicFields &fields)
{
    const AuthField *field = publicField(profile, name);
    if (!field) {
        return Error{ErrorCode::Internal,
                     tr("The description of this app is faulty. Update Drawbridge."),
                     QStringLiteral("{%1} is no public field of %2").arg(name, profile.id)};
    }
    QString value = fields.value(name).trimmed();
    if (value.isEmpty())
        value = field->defaultValue;
    if (value.isEmpty())
        return invalid(tr("Fill in \"%1\" first.").arg(field->label));
    TRY_DONE(checkField(*field, value.toUtf8()));
    return value;
}

enum class Spot { Host, Rest };

/// Puts values in for every {name}. In a host a value is one label; elsewhere it is one encoded path segment.
Result<QString> filled(const AppProfile &profile,
                       QStringView text,
                       const PublicFields &fields,
                       Spot spot)
{
    static const QRegularExpression hostPart(
        QStringLiteral("^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"));
    QString out;
    while (!text.isEmpty()) {
        const qsizetype open = text.indexOf(u'{');
        const qsizetype close = open < 0 ? -1 : text.indexOf(u'}', open);
        if (close < 0) {
            out += text;
            break;
        }
        out += text.first(open);
        TRY(value, valueOf(profile, text.sliced(open + 1, close - open - 1).toString(), fields));
        const bool fits = spot == Spot::Host ? hostPart.match(value).hasMatch()
                                             : value != "."_L1 && value != ".."_L1;
        if (!fits)
            return invalid(
                tr("\"%1\" cannot be part of an address. Look at it again.").arg(value.left(60)));
        out += spot == Spot::Host ? value.toLower()
                                  : QString::fromLatin1(QUrl::toPercentEncoding(value));
        text = text.sliced(close + 1);
    }
    return out;
}

/// An address the owner typed for an app whose address nobody else knows.
Result<QUrl> ownAddress(const QString &typed)
{
    const QUrl url(typed.trimmed(), QUrl::StrictMode);
    if (typed.trimmed().isEmpty())
        return invalid(tr("Type the address of the app, such as https://api.example.com."));
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return invalid(tr("That is no web address. It looks like https://api.example.com."));
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return invalid(tr(
            "Leave out names, passwords and everything after a question mark from the address."));
    return url;
}

} // namespace

Result<QUrl> expandUrl(const AppProfile &profile, const QString &url, const PublicFields &fields)
{
    constexpr auto scheme = "https://"_L1;
    if (!url.startsWith(scheme))
        return invalid(tr("There is no page for this."));
    const QStringView rest = QStringView(url).sliced(scheme.size());
    qsizetype end = rest.indexOf(u'/');
    if (end < 0)
        end = rest.size();
    TRY(host, filled(profile, rest.first(end), fields, Spot::Host));
    TRY(path, filled(profile, rest.sliced(end), fields, Spot::Rest));
    const QUrl whole(QString(scheme % host % path), QUrl::StrictMode);
    if (!whole.isValid() || whole.host().isEmpty() || !whole.userInfo().isEmpty())
        return invalid(tr("What was filled in makes no web address. Look at it again."));
    return whole;
}

Result<QUrl> expandBaseUrl(const AppProfile &profile,
                           const PublicFields &fields,
                           Environment environment)
{
    if (profile.baseUrl.isEmpty())
        return ownAddress(fields.value(QStringLiteral("baseUrl")));
    const bool test = environment != Environment::Production && !profile.testBaseUrl.isEmpty();
    return expandUrl(profile, test ? profile.testBaseUrl : profile.baseUrl, fields);
}

Result<QStringList> expandHosts(const AppProfile &profile, const PublicFields &fields)
{
    if (profile.baseUrl.isEmpty()) {
        TRY(url, ownAddress(fields.value(QStringLiteral("baseUrl"))));
        return QStringList{url.host().toLower()};
    }
    QStringList hosts;
    for (const QString &host : profile.hosts) {
        TRY(filledIn, filled(profile, host, fields, Spot::Host));
        hosts.append(filledIn.toLower());
    }
    return hosts;
}

Result<QUrl> expandPath(const AppProfile &profile,
                        const QUrl &baseUrl,
                        const QString &path,
                        const PublicFields &fields)
{
    if (path.startsWith("https://"_L1))
        return expandUrl(profile, path, fields);
    if (!path.startsWith(u'/'))
        return invalid(tr("A path begins with a slash, such as /v1/me."));
    TRY(filledIn, filled(profile, path, fields, Spot::Rest));
    QString base = baseUrl.toString(QUrl::FullyEncoded);
    while (base.endsWith(u'/'))
        base.chop(1);
    const QUrl whole(QString(base % filledIn), QUrl::StrictMode);
    if (!whole.isValid() || whole.host() != baseUrl.host() || whole.port() != baseUrl.port())
        return invalid(tr("What was filled in makes no web address. Look at it again."));
    return whole;
}

PublicFields completeFields(const AuthOption &option,
                            const PublicFields &given,
                            const QMap<QString, SharedSecret> &secrets)
{
    PublicFields all = given;
    for (const AuthField &field : option.fields) {
        if (field.secret || !all.value(field.name).trimmed().isEmpty())
            continue;
        if (!field.defaultValue.isEmpty())
            all.insert(field.name, field.defaultValue);
        const SharedSecret secret = secrets.value(field.takenFrom);
        if (field.takenBy.isEmpty() || !secret)
            continue;
        const std::optional<WideText> wide = WideText::of(secret->reveal().trimmed());
        if (!wide)
            continue;
        const QRegularExpressionMatch match = QRegularExpression(field.takenBy).match(wide->view());
        // A part only: were the whole key to match, it would be shown and stored as something public.
        if (match.hasMatch() && match.capturedLength(1) * 2 < wide->view().size())
            all.insert(field.name, match.captured(1));
    }
    return all;
}

Result<void> checkField(const AuthField &field, QByteArrayView value)
{
    const QByteArrayView trimmed = value.trimmed();
    if (trimmed.isEmpty()) {
        if (!field.required)
            return {};
        return invalid(tr("Fill in \"%1\" first.").arg(field.label));
    }
    if (field.pattern.isEmpty())
        return {};
    const std::optional<WideText> wide = WideText::of(trimmed);
    const QRegularExpression expression(QRegularExpression::anchoredPattern(field.pattern));
    if (wide && expression.match(wide->view()).hasMatch())
        return {};
    const QString hint =
        field.example.isEmpty() ? QString() : tr(" It looks like \"%1\".").arg(field.example);
    return invalid(tr("That does not look like \"%1\". Copy it again, whole.").arg(field.label)
                   % hint);
}

} // namespace drawbridge
