// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/Customer.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

void MapResolver::set(const QString &host, const QList<QStringList> &answers)
{
    const std::lock_guard lock(m_mutex);
    m_answers.insert(host, answers);
}

Result<QList<QHostAddress>> MapResolver::resolve(const QString &host)
{
    const std::lock_guard lock(m_mutex);
    ++m_asked;
    if (!m_answers.contains(host))
        return Error{ErrorCode::NotFound, u"No such name."_s, u"unknown to the test"_s};
    QList<QStringList> &answers = m_answers[host];
    QList<QHostAddress> addresses;
    for (const QString &address : answers.size() > 1 ? answers.takeFirst() : answers.first())
        addresses.append(QHostAddress(address));
    return addresses;
}

int MapResolver::asked() const
{
    const std::lock_guard lock(m_mutex);
    return m_asked;
}

Customer::Customer(const TestAuthority &trusted)
    : m_resolver(std::make_shared<MapResolver>())
{
    for (const QString &host : {u"shop.test"_s, u"bakery.test"_s})
        m_resolver->set(host, {{u"127.0.0.1"_s}});
    const auto noProxy = [](const QUrl &) { return QList<QNetworkProxy>{}; };
    m_client = std::make_unique<HttpClient>(m_clock, HttpClient::Options{m_resolver, noProxy});
    const auto pem = TrustedAuthorities::readPem(trusted.certificateFile());
    const auto authorities = pem.isOk() ? TrustedAuthorities::only(*pem) : pem.error();
    if (!authorities.isOk())
        qFatal("%s", qPrintable(authorities.error().what));
    m_trusted = *authorities;
}

QByteArray Customer::key()
{
    return "plainly-fake-key-Zq7";
}

HttpRequest Customer::request(quint16 port, const QString &path) const
{
    HttpRequest request;
    request.url = QUrl(u"https://shop.test:%1%2"_s.arg(QString::number(port), path));
    request.headers = {{"Authorization", SecretText::bearer(share(SecretBytes::copyOf(key())))}};
    request.rules = {true, {u"shop.test"_s, u"bakery.test"_s, u"127.0.0.1"_s}};
    request.authorities = m_trusted;
    request.app = u"Ada's Shop"_s;
    request.purpose = u"Test of Ada's Shop"_s;
    request.limits.connect = std::chrono::milliseconds(5000);
    return request;
}

QString Customer::outcome(const HttpRequest &request)
{
    const HttpAttempt attempt = m_client->fetch(request, Expect::Json, CancelToken());
    if (const auto *failed = std::get_if<Failure>(&attempt)) {
        m_failure = *failed;
        return toText(failed->kind);
    }
    return u"ok"_s;
}

} // namespace drawbridge
