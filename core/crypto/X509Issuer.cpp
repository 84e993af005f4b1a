// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/X509Issuer.h"

#include "core/crypto/OpenSsl.h"

#include <QCoreApplication>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace drawbridge {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(X509Issuer)
};

using openssl::Owned;

using Bio = Owned<BIO, BIO_free_all>;
using Certificate = Owned<X509, X509_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Number = Owned<BIGNUM, BN_free>;

constexpr int maximalName = 64; // ub-common-name of RFC 5280

/// `step` is for the log.
Error failed(const char *step)
{
    Error error = openssl::failed(
        Words::tr("The certificate could not be made. Try again, and report it if it happens "
                  "once more."));
    error.detail = QString::fromLatin1(step) + QStringLiteral(": ") + error.detail;
    return error;
}

Error invalid(const QString &what)
{
    return {ErrorCode::InvalidInput, what, {}};
}

Bio readerOf(QByteArrayView bytes)
{
    return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

QByteArrayView contentOf(const Bio &bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return QByteArrayView(data, size);
}

/// Never asks for a passphrase on the terminal, as OpenSSL would.
int noPassphrase(char * /*buffer*/, int /*size*/, int /*isForWriting*/, void * /*unused*/)
{
    return -1;
}

Result<Certificate> readCertificate(const QByteArray &pem)
{
    const Bio bio = readerOf(pem);
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, &noPassphrase, nullptr));
    ERR_clear_error();
    if (!certificate)
        return invalid(Words::tr("The authority's certificate cannot be read. Make a new one."));
    return certificate;
}

Result<Key> readKey(const SharedSecret &pem)
{
    const Bio bio = readerOf(pem ? pem->reveal() : QByteArrayView());
    Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &noPassphrase, nullptr));
    ERR_clear_error();
    if (!key)
        return invalid(Words::tr("The authority's key cannot be read. Make a new one."));
    return key;
}

Result<void> setValidity(X509 *certificate, const CertificateValidity &validity)
{
    // RFC 5280, 4.1.2.5: UTCTime up to 2049, GeneralizedTime after, which ASN1_TIME_set() chooses.
    if (!ASN1_TIME_set(X509_getm_notBefore(certificate), validity.from.toSecsSinceEpoch())
        || !ASN1_TIME_set(X509_getm_notAfter(certificate), validity.until.toSecsSinceEpoch()))
        return failed("validity");
    return {};
}

/// Unpredictable, positive, 159 bits (RFC 5280, 4.1.2.2, allows 20 octets).
Result<void> setSerial(X509 *certificate)
{
    const Number number(BN_new());
    if (!number || !BN_rand(number.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY)
        || !BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)))
        return failed("serial number");
    return {};
}

Result<void> setSubject(X509 *certificate, const QString &name)
{
    const QByteArray utf8 = name.toUtf8();
    X509_NAME *subject = X509_get_subject_name(certificate);
    if (!X509_NAME_add_entry_by_NID(subject,
                                    NID_commonName,
                                    MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char *>(utf8.constData()),
                                    static_cast<int>(utf8.size()),
                                    -1,
                                    0))
        return failed("subject");
    return {};
}

Result<void> addExtension(X509V3_CTX &context, X509 *certificate, int nid, const char *value)
{
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    if (!extension || !X509_add_ext(certificate, extension.get(), -1))
        return failed(value);
    return {};
}

struct Issuer
{
    X509 *certificate = nullptr;
    EVP_PKEY *key = nullptr;
};

struct ExtensionText
{
    int nid;
    QByteArray value;
};

/// A certificate for `key` that is signed by `issuer`, or by itself where there is none.
Result<Certificate> issue(EVP_PKEY *key,
                          const QString &name,
                          const CertificateValidity &validity,
                          const std::vector<ExtensionText> &extensions,
                          std::optional<Issuer> issuer)
{
    Certificate certificate(X509_new());
    if (!certificate || !X509_set_version(certificate.get(), X509_VERSION_3))
        return failed("certificate");
    TRY_DONE(setSerial(certificate.get()));
    TRY_DONE(setValidity(certificate.get(), validity));
    if (!name.isEmpty())
        TRY_DONE(setSubject(certificate.get(), name));
    if (!issuer)
        issuer = Issuer{certificate.get(), key};
    if (!X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer->certificate))
        || !X509_set_pubkey(certificate.get(), key))
        return failed("issuer");
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer->certificate, certificate.get(), nullptr, nullptr, 0);
    for (const ExtensionText &extension : extensions)
        TRY_DONE(
            addExtension(context, certificate.get(), extension.nid, extension.value.constData()));
    if (X509_sign(certificate.get(), issuer->key, EVP_sha256()) == 0)
        return failed("signature");
    return certificate;
}

Result<IssuedCertificate> toPem(X509 *certificate, EVP_PKEY *key)
{
    const Bio certificateBio(BIO_new(BIO_s_mem()));
    const Bio keyBio(BIO_new(BIO_s_secmem()));
    if (!certificateBio || !keyBio || !PEM_write_bio_X509(certificateBio.get(), certificate)
        || !PEM_write_bio_PKCS8PrivateKey(keyBio.get(), key, nullptr, nullptr, 0, nullptr, nullptr))
        return failed("PEM");
    const QByteArrayView keyText = contentOf(keyBio);
    IssuedCertificate issued{contentOf(certificateBio).toByteArray(),
                             share(SecretBytes::copyOf(keyText))};
    OPENSSL_cleanse(const_cast<char *>(keyText.data()), static_cast<size_t>(keyText.size()));
    return issued;
}

Result<void> checkValidity(const CertificateValidity &validity)
{
    if (!validity.from.isValid() || !validity.until.isValid() || validity.until <= validity.from)
        return invalid(
            Words::tr("A certificate must end after it starts. Check the computer's clock."));
    return {};
}

bool isLabel(QStringView label)
{
    const auto isAllowed = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'-';
    };
    return !label.isEmpty() && label.size() <= 63 && !label.startsWith(u'-')
        && !label.endsWith(u'-') && std::all_of(label.begin(), label.end(), isAllowed);
}

/// Letters, digits and hyphens in labels, a "*" as the whole first one; nothing that could start another entry of
/// the extension's text.
bool isDnsName(const QString &name)
{
    const QStringView rest =
        name.startsWith(QStringLiteral("*.")) ? QStringView(name).sliced(2) : QStringView(name);
    const QList<QStringView> labels = rest.split(u'.');
    return name.size() <= 253 && std::all_of(labels.begin(), labels.end(), &isLabel);
}

bool isIpAddress(const QString &text)
{
    const auto isAllowed = [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F')
            || c == u'.' || c == u':';
    };
    if (!std::all_of(text.begin(), text.end(), isAllowed))
        return false;
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(text.toLatin1().constData());
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return address != nullptr;
}

Result<QByteArray> alternativeNames(const QStringList &dnsNames, const QStringList &ipAddresses)
{
    QByteArrayList entries;
    for (const QString &name : dnsNames) {
        if (!isDnsName(name))
            return invalid(Words::tr("“%1” is not a host name. Correct it.").arg(name));
        entries.append(QByteArray("DNS:" + name.toLatin1()));
    }
    for (const QString &address : ipAddresses) {
        if (!isIpAddress(address))
            return invalid(Words::tr("“%1” is not a numeric address. Correct it.").arg(address));
        entries.append(QByteArray("IP:" + address.toLatin1()));
    }
    if (entries.isEmpty())
        return invalid(
            Words::tr("A server certificate needs a host name or an address. Give one."));
    return entries.join(',');
}

} // namespace

Result<IssuedCertificate> issueAuthority(const QString &name, const CertificateValidity &validity)
{
    TRY_DONE(checkValidity(validity));
    if (name.isEmpty() || name.size() > maximalName)
        return invalid(Words::tr("An authority's name has 1 to 64 characters. Correct it."));
    const Key key(EVP_EC_gen("P-256"));
    if (!key)
        return failed("key");
    TRY(certificate,
        issue(key.get(),
              name,
              validity,
              {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
               {NID_key_usage, "critical,keyCertSign,cRLSign"},
               {NID_subject_key_identifier, "hash"}},
              std::nullopt));
    return toPem(certificate.get(), key.get());
}

Result<IssuedCertificate> issueServerCertificate(const IssuedCertificate &authority,
                                                 const QStringList &dnsNames,
                                                 const QStringList &ipAddresses,
                                                 const CertificateValidity &validity)
{
    TRY_DONE(checkValidity(validity));
    TRY(names, alternativeNames(dnsNames, ipAddresses));
    TRY(authorityCertificate, readCertificate(authority.certificatePem));
    TRY(authorityKey, readKey(authority.privateKeyPem));
    const bool isPair = X509_check_private_key(authorityCertificate.get(), authorityKey.get()) == 1;
    ERR_clear_error();
    if (!isPair || X509_check_ca(authorityCertificate.get()) != 1)
        return invalid(
            Words::tr("This certificate and key are no authority that may sign. Make a new one."));
    const Key key(EVP_EC_gen("P-256"));
    if (!key)
        return failed("key");
    // The names stand in the extension alone: a subject is not looked at any more (RFC 9525), and an empty one
    // makes the extension critical (RFC 5280, 4.2.1.6).
    TRY(certificate,
        issue(key.get(),
              {},
              validity,
              {{NID_basic_constraints, "critical,CA:FALSE"},
               {NID_key_usage, "critical,digitalSignature"},
               {NID_ext_key_usage, "serverAuth"},
               {NID_subject_alt_name, "critical," + names},
               {NID_subject_key_identifier, "hash"},
               {NID_authority_key_identifier, "keyid:always"}},
              Issuer{authorityCertificate.get(), authorityKey.get()}));
    return toPem(certificate.get(), key.get());
}

} // namespace drawbridge
