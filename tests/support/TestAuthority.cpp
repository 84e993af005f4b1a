// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestAuthority.h"

#include <QFile>
#include <QHostAddress>
#include <QProcess>

#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

Result<void> runOpenssl(const QString &folder, const QStringList &arguments)
{
    QProcess openssl;
    openssl.setWorkingDirectory(folder);
    openssl.start(u"openssl"_s, arguments);
    if (!openssl.waitForFinished(20'000) || openssl.exitCode() != 0)
        return Error{ErrorCode::Internal,
                     u"openssl failed"_s,
                     arguments.join(u' ') % u": "_s % openssl.errorString()
                         % QString::fromLocal8Bit(openssl.readAllStandardError())};
    return {};
}

Result<void> writeFile(const QString &name, const QString &text)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        return Error{ErrorCode::Internal,
                     u"cannot write a file"_s,
                     name % u": "_s % file.errorString()};
    return {};
}

QString alternativeNames(const QStringList &names)
{
    QStringList entries;
    for (const QString &name : names)
        entries.append((QHostAddress(name).isNull() ? u"DNS:"_s : u"IP:"_s) + name);
    return entries.join(u',');
}

QString asn1Time(const QDateTime &given, const QDateTime &otherwise)
{
    return (given.isValid() ? given : otherwise).toUTC().toString(u"yyyyMMddhhmmss'Z'"_s);
}

QStringList newKey(const QString &file)
{
    return {u"-newkey"_s,
            u"ec"_s,
            u"-pkeyopt"_s,
            u"ec_paramgen_curve:P-256"_s,
            u"-nodes"_s,
            u"-keyout"_s,
            file % u".key"_s};
}

} // namespace

TestAuthority::TestAuthority(QString folder, QString name)
    : m_folder(std::move(folder))
    , m_name(std::move(name))
{}

Result<TestAuthority> TestAuthority::create(const QString &folder, const QString &name)
{
    const TestAuthority authority(folder, name);
    const QString base = folder % u'/' % name;
    // `openssl ca` and not `x509 -req`: only it sets both dates freely in OpenSSL 3.0.
    TRY_DONE(writeFile(base % u".cnf"_s,
                       u"[ca]\ndefault_ca=a\n"
                       "[a]\ndatabase=%1.index\nnew_certs_dir=.\nrand_serial=yes\n"
                       "certificate=%1.pem\nprivate_key=%1.key\ndefault_md=sha256\npolicy=p\n"
                       "copy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n"_s.arg(
                           name)));
    TRY_DONE(writeFile(base % u".index"_s, QString()));
    TRY_DONE(runOpenssl(folder,
                        QStringList{u"req"_s,
                                    u"-x509"_s,
                                    u"-days"_s,
                                    u"3650"_s,
                                    u"-subj"_s,
                                    u"/CN="_s % name,
                                    u"-out"_s,
                                    name % u".pem"_s,
                                    u"-addext"_s,
                                    u"keyUsage=critical,keyCertSign,cRLSign"_s}
                            + newKey(name)));
    return authority;
}

QString TestAuthority::certificateFile() const
{
    return m_folder % u'/' % m_name % u".pem"_s;
}

Result<TestCertificate> TestAuthority::issue(const Order &order) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    TRY_DONE(runOpenssl(m_folder,
                        QStringList{u"req"_s,
                                    u"-new"_s,
                                    u"-subj"_s,
                                    u"/CN="_s % order.file,
                                    u"-out"_s,
                                    order.file % u".csr"_s,
                                    u"-addext"_s,
                                    u"subjectAltName="_s % alternativeNames(order.names)}
                            + newKey(order.file)));
    TRY_DONE(runOpenssl(m_folder,
                        {u"ca"_s,
                         u"-batch"_s,
                         u"-notext"_s,
                         u"-config"_s,
                         m_name % u".cnf"_s,
                         u"-in"_s,
                         order.file % u".csr"_s,
                         u"-out"_s,
                         order.file % u".pem"_s,
                         u"-startdate"_s,
                         asn1Time(order.notBefore, now.addSecs(-3600)),
                         u"-enddate"_s,
                         asn1Time(order.notAfter, now.addDays(30))}));
    return TestCertificate{m_folder % u'/' % order.file % u".pem"_s,
                           m_folder % u'/' % order.file % u".key"_s};
}

Result<TestCertificate> TestAuthority::selfSigned(const QString &folder, const Order &order)
{
    TRY_DONE(runOpenssl(folder,
                        QStringList{u"req"_s,
                                    u"-x509"_s,
                                    u"-days"_s,
                                    u"30"_s,
                                    u"-subj"_s,
                                    u"/CN="_s % order.file,
                                    u"-out"_s,
                                    order.file % u".pem"_s,
                                    u"-addext"_s,
                                    u"subjectAltName="_s % alternativeNames(order.names)}
                            + newKey(order.file)));
    return TestCertificate{folder % u'/' % order.file % u".pem"_s,
                           folder % u'/' % order.file % u".key"_s};
}

} // namespace drawbridge
