// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/OpenApi.h"

#include "core/base/PlainText.h"
#include "core/catalog/TextTree.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int mostHops = 16;
constexpr qsizetype mostSchemes = 100;
constexpr qsizetype mostScopes = 5000;
constexpr qsizetype mostServers = 100;
constexpr qsizetype longestName = 200;
constexpr qsizetype longestUrl = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("OpenApi", text);
}

/// Numbers and booleans where a text is expected are the text they were written as, as far as JSON keeps it.
QString textOf(const QJsonValue &value, qsizetype longest)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return plainText(value.toString(), longest);
}

class Reader
{
public:
    explicit Reader(QJsonObject root)
        : m_root(std::move(root))
    {}

    Result<OpenApiDescription> read();

private:
    Result<void> readFormat();
    void readInfo();
    void readServers();
    void readServers2();
    void addServer(const QJsonObject &server);
    QJsonObject followed(const QJsonValue &value);
    /// Whole, http or https, without a user; empty and a warning if it is none.
    QString address(const QJsonValue &value, const QString &what);
    void readSchemes();
    void readScheme(const QString &name, const QJsonObject &scheme);
    void readFlow(const OpenApiAuth &scheme, const QString &name, const QJsonObject &flow);
    void readOperations();
    QSet<QString> schemesOf(const QJsonArray &security, bool &isOpen) const;
    void warn(const QString &sentence)
    {
        constexpr qsizetype mostWarnings = 50;
        if (m_out.warnings.size() < mostWarnings && !m_out.warnings.contains(sentence))
            m_out.warnings.append(sentence);
    }
    [[nodiscard]] bool isTwo() const { return m_out.format == u"2.0"_s; }

    QJsonObject m_root;
    OpenApiDescription m_out;
};

Result<void> Reader::readFormat()
{
    const QString two = textOf(m_root.value("swagger"_L1), 20);
    const QString three = textOf(m_root.value("openapi"_L1), 20);
    if (two == u"2.0"_s || two == u"2"_s) {
        m_out.format = u"2.0"_s;
        return {};
    }
    static const QRegularExpression known(u"^3\\.[0-9]+(\\.[0-9A-Za-z.-]+)?$"_s);
    if (known.match(three).hasMatch()) {
        m_out.format = three;
        if (!three.startsWith("3.0"_L1) && !three.startsWith("3.1"_L1))
            warn(tr("The file is written in OpenAPI %1, which is newer than this program. What is "
                    "new in "
                    "it was not read.")
                     .arg(three));
        return {};
    }
    if (two.isEmpty() && three.isEmpty())
        return textTreeError(tr("is no OpenAPI description"));
    return textTreeError(tr("is written in OpenAPI %1, and 2.0, 3.0 and 3.1 can be read")
                             .arg(two.isEmpty() ? three : two));
}

void Reader::readInfo()
{
    const QJsonObject info = followed(m_root.value("info"_L1));
    m_out.title = textOf(info.value("title"_L1), longestName).trimmed();
    m_out.version = textOf(info.value("version"_L1), 40).trimmed();
    m_out.summary = textOf(info.value("summary"_L1), 160).trimmed();
    if (m_out.summary.isEmpty())
        m_out.summary = textOf(info.value("description"_L1), 160).trimmed();
    if (m_out.title.isEmpty())
        warn(tr("The file does not say what the app is called."));
    if (m_out.version.isEmpty())
        warn(tr("The file does not say its version."));
}

QJsonObject Reader::followed(const QJsonValue &value)
{
    QJsonValue at = value;
    for (int hop = 0; hop <= mostHops; ++hop) {
        const QJsonObject object = at.toObject();
        const QJsonValue reference = object.value("$ref"_L1);
        if (!reference.isString())
            return object;
        const QString target = reference.toString();
        if (!target.startsWith("#/"_L1)) {
            warn(tr("A part of the description stands in another file (\"%1\"), which is not "
                    "fetched. Where "
                    "there is one, use the file that holds everything.")
                     .arg(plainText(target, 80)));
            return {};
        }
        at = m_root;
        for (const QString &escaped : target.sliced(2).split(u'/')) {
            QString step = QUrl::fromPercentEncoding(escaped.toUtf8());
            step.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
            at = at.isArray() ? at.toArray().at(step.toInt()) : at.toObject().value(step);
        }
        if (at.isUndefined()) {
            warn(tr("The file refers to \"%1\", which is not in it.").arg(plainText(target, 80)));
            return {};
        }
    }
    warn(tr("A part of the file refers to itself without end."));
    return {};
}

void Reader::addServer(const QJsonObject &server)
{
    if (m_out.servers.size() >= mostServers)
        return;
    QString given = server.value("url"_L1).toString().trimmed();
    const QJsonObject variables = server.value("variables"_L1).toObject();
    static const QRegularExpression variable(u"\\{([^{}]*)\\}"_s);
    QString url;
    qsizetype from = 0;
    auto each = variable.globalMatch(given);
    while (each.hasNext()) {
        const QRegularExpressionMatch match = each.next();
        const QJsonObject known = variables.value(match.captured(1)).toObject();
        QString value = textOf(known.value("default"_L1), longestUrl);
        if (value.isEmpty())
            value = textOf(known.value("enum"_L1).toArray().at(0), longestUrl);
        url += QStringView(given).sliced(from, match.capturedStart() - from);
        if (known.contains("default"_L1) || !value.isEmpty())
            url += value;
        else
            url += match.captured();
        from = match.capturedEnd();
    }
    url += QStringView(given).sliced(from);
    if (url.startsWith("//"_L1))
        url.prepend("https:"_L1);
    if (url.contains(u'{') && url.size() <= longestUrl && url == plainText(url, longestUrl)) {
        warn(tr("The address %1 has a part that the file gives no value for.").arg(url));
        m_out.servers.append(url);
        return;
    }
    const bool isWhole = url.contains("://"_L1);
    if (!isWhole) {
        if (!url.isEmpty() && url != u"/"_s)
            warn(tr("The file gives a path only (\"%1\") where the app's address should be.")
                     .arg(plainText(url, 80)));
        return;
    }
    const QString whole = address(url, tr("the app's address"));
    if (!whole.isEmpty() && !m_out.servers.contains(whole))
        m_out.servers.append(whole);
}

void Reader::readServers2()
{
    const QString host = textOf(m_root.value("host"_L1), longestUrl).trimmed();
    if (host.isEmpty())
        return;
    QString path = textOf(m_root.value("basePath"_L1), longestUrl).trimmed();
    if (!path.isEmpty() && !path.startsWith(u'/'))
        path.prepend(u'/');
    const QJsonArray schemes = m_root.value("schemes"_L1).toArray();
    const bool plainOnly = schemes.contains(u"http"_s) && !schemes.contains(u"https"_s);
    const QString scheme = plainOnly ? u"http"_s : u"https"_s;
    addServer({{u"url"_s, QString(scheme % u"://"_s % host % path)}});
}

void Reader::readServers()
{
    if (isTwo()) {
        readServers2();
    } else {
        for (const QJsonValue server : m_root.value("servers"_L1).toArray())
            addServer(followed(server));
        const QJsonObject paths = m_root.value("paths"_L1).toObject();
        for (auto each = paths.begin(); m_out.servers.isEmpty() && each != paths.end(); ++each) {
            for (const QJsonValue server : each.value().toObject().value("servers"_L1).toArray())
                addServer(followed(server));
        }
    }
    m_out.baseUrl = m_out.servers.value(0);
    if (m_out.baseUrl.isEmpty())
        warn(tr("The file does not say where the app is reached; its address has to be typed."));
    else if (m_out.servers.size() > 1)
        warn(tr("The file names %1 addresses, and the first is taken: %2. Look whether that is the "
                "one you "
                "use.")
                 .arg(m_out.servers.size())
                 .arg(m_out.baseUrl));
}

QString Reader::address(const QJsonValue &value, const QString &what)
{
    const QString given = value.toString().trimmed();
    if (given.isEmpty())
        return {};
    QUrl url(given, QUrl::StrictMode);
    if (url.isValid() && url.isRelative())
        url = m_out.baseUrl.isEmpty() || m_out.baseUrl.contains(u'{')
            ? QUrl()
            : QUrl(m_out.baseUrl).resolved(url);
    const bool isWeb = url.scheme() == u"https"_s || url.scheme() == u"http"_s;
    const QString whole = url.toString(QUrl::FullyEncoded);
    if (!url.isValid() || !isWeb || url.host().isEmpty() || !url.userInfo().isEmpty()
        || whole.size() > longestUrl || given.contains(u'{')) {
        warn(tr("What the file gives as %1 is no address that can be used: \"%2\".")
                 .arg(what, plainText(given, 80)));
        return {};
    }
    return whole;
}

void Reader::readFlow(const OpenApiAuth &scheme, const QString &name, const QJsonObject &flow)
{
    static constexpr std::array<std::pair<QLatin1String, QLatin1String>, 7> words{
        {{"authorizationCode"_L1, "authorization-code"_L1},
         {"accessCode"_L1, "authorization-code"_L1},
         {"clientCredentials"_L1, "client-credentials"_L1},
         {"application"_L1, "client-credentials"_L1},
         {"implicit"_L1, "implicit"_L1},
         {"password"_L1, "password"_L1},
         {"deviceAuthorization"_L1, "device-code"_L1}}};
    const auto word = std::find_if(words.begin(), words.end(), [&name](const auto &each) {
        return each.first == name;
    });
    if (word == words.end()) {
        if (!name.startsWith("x-"_L1))
            warn(tr("The file names a way to sign in that is not known here: \"%1\".")
                     .arg(plainText(name, 60)));
        return;
    }
    OpenApiAuth auth = scheme;
    auth.flow = word->second;
    auth.authorizationUrl =
        address(flow.value("authorizationUrl"_L1), tr("the address to sign in"));
    auth.tokenUrl = address(flow.value("tokenUrl"_L1), tr("the address that gives access"));
    auth.refreshUrl = address(flow.value("refreshUrl"_L1), tr("the address that renews access"));
    auth.deviceUrl = address(flow.value("deviceAuthorizationUrl"_L1), tr("the address for codes"));
    m_out.auth.append(auth);
    const QJsonObject scopes = flow.value("scopes"_L1).toObject();
    for (auto each = scopes.begin(); each != scopes.end(); ++each) {
        const QString scope = plainText(each.key(), longestName);
        if (scope.isEmpty() || scope != each.key()
            || (m_out.scopes.size() >= mostScopes && !m_out.scopes.contains(scope))) {
            if (!each.key().startsWith("x-"_L1))
                warn(tr("Some of what the app's keys may do was left out: a name is too long or no "
                        "plain "
                        "text, or there are more than %1.")
                         .arg(mostScopes));
            continue;
        }
        QString &description = m_out.scopes[scope];
        if (description.isEmpty())
            description = textOf(each.value(), 300);
    }
}

void Reader::readScheme(const QString &name, const QJsonObject &scheme)
{
    OpenApiAuth auth;
    auth.scheme = plainText(name, longestName);
    auth.description = textOf(scheme.value("description"_L1), 300);
    const QString type = scheme.value("type"_L1).toString();
    if (type == u"oauth2"_s) {
        auth.way = OpenApiWay::OAuth2;
        if (isTwo()) {
            readFlow(auth, textOf(scheme.value("flow"_L1), 60), scheme);
            return;
        }
        const QJsonObject flows = followed(scheme.value("flows"_L1));
        for (auto each = flows.begin(); each != flows.end(); ++each)
            readFlow(auth, each.key(), followed(each.value()));
        return;
    }
    if (type == u"apiKey"_s) {
        auth.way = OpenApiWay::ApiKey;
        auth.place = textOf(scheme.value("in"_L1), 20);
        auth.name = textOf(scheme.value("name"_L1), longestName);
    } else if (type == u"basic"_s) {
        auth.way = OpenApiWay::Basic;
    } else if (type == u"http"_s) {
        auth.name = textOf(scheme.value("scheme"_L1), 40).toLower();
        auth.way = auth.name == u"basic"_s ? OpenApiWay::Basic
            : auth.name == u"bearer"_s     ? OpenApiWay::Bearer
                                           : OpenApiWay::Other;
    } else if (type == u"openIdConnect"_s) {
        auth.way = OpenApiWay::OpenIdConnect;
        auth.openIdConnectUrl =
            address(scheme.value("openIdConnectUrl"_L1), tr("the address that tells the others"));
    } else {
        auth.name = textOf(scheme.value("type"_L1), 40);
        if (auth.name.isEmpty())
            return;
    }
    m_out.auth.append(auth);
}

void Reader::readSchemes()
{
    const QJsonObject schemes = isTwo()
        ? m_root.value("securityDefinitions"_L1).toObject()
        : m_root.value("components"_L1).toObject().value("securitySchemes"_L1).toObject();
    qsizetype left = mostSchemes;
    for (auto each = schemes.begin(); each != schemes.end(); ++each) {
        if (each.key().startsWith("x-"_L1) && !each.value().toObject().contains("type"_L1))
            continue;
        if (left-- == 0) {
            warn(tr("The file names more than %1 ways to show a key; the rest was left out.")
                     .arg(mostSchemes));
            break;
        }
        readScheme(each.key(), followed(each.value()));
    }
}

QSet<QString> Reader::schemesOf(const QJsonArray &security, bool &isOpen) const
{
    QSet<QString> names;
    isOpen = security.isEmpty();
    for (const QJsonValue requirement : security) {
        const QJsonObject all = requirement.toObject();
        isOpen = isOpen || all.isEmpty();
        for (auto each = all.begin(); each != all.end(); ++each)
            names.insert(each.key());
    }
    return names;
}

void Reader::readOperations()
{
    const QJsonArray general = m_root.value("security"_L1).toArray();
    const QJsonObject paths = m_root.value("paths"_L1).toObject();
    QHash<QString, int> used;
    QSet<QString> together;
    for (const QJsonValue path : paths) {
        const QJsonObject item = followed(path);
        for (const QLatin1String method : {"get"_L1,
                                           "put"_L1,
                                           "post"_L1,
                                           "delete"_L1,
                                           "options"_L1,
                                           "head"_L1,
                                           "patch"_L1,
                                           "trace"_L1}) {
            const QJsonValue operation = item.value(method);
            if (!operation.isObject())
                continue;
            ++m_out.operations;
            const QJsonValue own = operation.toObject().value("security"_L1);
            const QJsonArray security = own.isArray() ? own.toArray() : general;
            bool isOpen = false;
            for (const QString &name : schemesOf(security, isOpen))
                ++used[name];
            m_out.openOperations += isOpen ? 1 : 0;
            for (const QJsonValue requirement : security) {
                if (requirement.toObject().size() > 1)
                    together.insert(requirement.toObject().keys().join(u", "_s));
            }
        }
    }
    if (m_out.operations == 0) {
        bool isOpen = false;
        for (const QString &name : schemesOf(general, isOpen))
            ++used[name];
    }
    for (OpenApiAuth &auth : m_out.auth)
        auth.operations = used.value(auth.scheme);
    if (!together.isEmpty())
        warn(tr("Some calls want several keys at once (%1). Drawbridge shows one of them.")
                 .arg(plainText(*std::min_element(together.begin(), together.end()), 120)));
}

Result<OpenApiDescription> Reader::read()
{
    TRY_DONE(readFormat());
    readInfo();
    readServers();
    readSchemes();
    readOperations();
    return m_out;
}

} // namespace

Result<OpenApiDescription> readOpenApi(const QByteArray &bytes)
{
    TRY(tree, readTextTree(bytes));
    return Reader(std::move(tree)).read();
}

} // namespace drawbridge
