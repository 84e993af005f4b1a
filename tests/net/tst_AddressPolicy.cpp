// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/AddressPolicy.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(drawbridge::AddressKind)
Q_DECLARE_METATYPE(drawbridge::ErrorCode)

class tst_AddressPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySpecialRangeIsKnown_data();
    void everySpecialRangeIsKnown();
    void urlsAreJudged_data();
    void urlsAreJudged();
    void ownHostsAreMatched_data();
    void ownHostsAreMatched();
    void resolvedAddressesAreFiltered_data();
    void resolvedAddressesAreFiltered();
    void whatTheOwnerTypesIsReadStrictly_data();
    void whatTheOwnerTypesIsReadStrictly();
    void theAuthorityIsWrittenAsInAHostHeader();
};

void tst_AddressPolicy::everySpecialRangeIsKnown_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<AddressKind>("kind");
    const auto row = [](const char *address, AddressKind kind) {
        QTest::newRow(address) << QString::fromLatin1(address) << kind;
    };
    // First and last address of each row of the IANA registries of RFC 6890, and the neighbours outside.
    for (const char *address : {"0.0.0.0",
                                "0.255.255.255",
                                "192.0.0.0",
                                "192.0.0.255",
                                "192.0.2.0",
                                "192.0.2.255",
                                "192.88.99.1",
                                "198.18.0.0",
                                "198.19.255.255",
                                "198.51.100.7",
                                "203.0.113.7",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.1",
                                "255.255.255.255"})
        row(address, AddressKind::Unusable);
    for (const char *address : {"10.0.0.0",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "169.254.0.1",
                                "169.254.255.255",
                                "172.16.0.0",
                                "172.31.255.255",
                                "192.168.0.0",
                                "192.168.255.255"})
        row(address, AddressKind::OwnNetwork);
    for (const char *address : {"127.0.0.0", "127.0.0.1", "127.255.255.255", "::1"})
        row(address, AddressKind::Loopback);
    for (const char *address : {"169.254.169.254",
                                "169.254.170.2",
                                "169.254.170.23",
                                "168.63.129.16",
                                "100.100.100.200",
                                "192.0.0.192",
                                "fd00:ec2::254",
                                "fd00:ec2::23",
                                "fd20:ce::254"})
        row(address, AddressKind::Metadata);
    for (const char *address :
         {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",       "100.63.255.255",
          "100.128.0.0",     "126.255.255.255", "128.0.0.0",      "169.253.255.255",
          "169.255.0.0",     "172.15.255.255",  "172.32.0.0",     "192.0.1.0",
          "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
          "223.255.255.255", "2606:4700::1111", "2a00:1450::1",   "2620:fe::fe",
          "2001:200::1",     "2003::1"})
        row(address, AddressKind::Public);
    for (const char *address : {"fc00::1", "fdff::1", "fe80::1", "febf::1"})
        row(address, AddressKind::OwnNetwork);
    // An IPv4 address inside an IPv6 one, each way that was ever standardised, and what was never handed out.
    for (const char *address : {"::",
                                "::127.0.0.1",
                                "::ffff:127.0.0.1",
                                "::ffff:8.8.8.8",
                                "::ffff:0:10.0.0.1",
                                "64:ff9b::10.0.0.1",
                                "64:ff9b::127.0.0.1",
                                "64:ff9b::169.254.169.254",
                                "64:ff9b:1::8.8.8.8",
                                "2002:7f00:1::",
                                "2002:a00:1::1",
                                "2001::1",
                                "2001:1ff::1",
                                "2001:db8::1",
                                "3fff::1",
                                "100::1",
                                "5f00::1",
                                "fec0::1",
                                "ff02::1",
                                "4000::1"})
        row(address, AddressKind::Unusable);
    row("64:ff9b::8.8.8.8", AddressKind::Public);
}

void tst_AddressPolicy::everySpecialRangeIsKnown()
{
    QFETCH(QString, address);
    QFETCH(AddressKind, kind);
    const QHostAddress parsed(address);
    QVERIFY(!parsed.isNull());
    QCOMPARE(static_cast<int>(kindOf(parsed)), static_cast<int>(kind));
}

void tst_AddressPolicy::urlsAreJudged_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("onMyNetwork");
    QTest::addColumn<QString>("expected"); // host:port, or the error's code
    const auto row = [](const char *name, const char *url, bool near, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(url) << near << QString::fromLatin1(expected);
    };
    row("an ordinary one", "https://api.stripe.com/v1/account", false, "api.stripe.com:443");
    row("capitals and a final dot", "https://API.Stripe.COM./", false, "api.stripe.com:443");
    row("another port", "https://shop.example:8443/", false, "shop.example:8443");
    row("a name in another script",
        "https://b\xc3\xbc"
        "cher.example/",
        false,
        "xn--bcher-kva.example:443");
    row("a public address", "https://8.8.8.8/", false, "8.8.8.8:443");
    row("plain http", "http://api.stripe.com/", false, "insecure");
    row("plain http to this computer, not marked", "http://127.0.0.1:8080/", false, "insecure");
    row("plain http to this computer, marked", "http://127.0.0.1:8080/", true, "127.0.0.1:8080");
    row("plain http to a box in the house", "http://192.168.1.10/", true, "insecure");
    row("https to a box in the house, marked", "https://192.168.1.10/", true, "192.168.1.10:443");
    row("https to a box in the house, not marked", "https://192.168.1.10/", false, "insecure");
    row("https to this computer, not marked", "https://[::1]:8443/", false, "insecure");
    row("https to this computer, marked", "https://[::1]:8443/", true, "::1:8443");
    row("mapped loopback", "https://[::ffff:127.0.0.1]/", true, "insecure");
    row("cloud metadata", "https://169.254.169.254/latest/meta-data", false, "insecure");
    row("cloud metadata, marked all the same", "http://169.254.169.254/", true, "insecure");
    row("the unspecified address", "https://0.0.0.0/", true, "insecure");
    row("a number for an address", "https://2130706433/", false, "insecure");
    row("hexadecimal", "https://0x7f.1/", false, "insecure");
    row("octal", "https://0177.0.0.1/", false, "insecure");
    row("too many numbers", "https://1.2.3.4.5/", false, "invalid-input");
    row("a number too large", "https://256.1.1.1/", false, "invalid-input");
    row("a name that ends in a number", "https://shop.0x1/", false, "invalid-input");
    row("an interface in the address", "https://[fe80::1%25eth0]/", true, "invalid-input");
    row("user info", "https://api.stripe.com@evil.example/", false, "insecure");
    row("user and password", "https://a:b@api.stripe.com/", false, "insecure");
    row("another scheme", "ftp://api.stripe.com/", false, "invalid-input");
    row("a local file", "file:///etc/passwd", false, "invalid-input");
    row("no host", "https:///v1", false, "invalid-input");
    row("an empty label", "https://api..example/", false, "invalid-input");
    row("a mail port", "https://api.example:25/", false, "insecure");
    row("a database port", "https://api.example:5432/", false, "insecure");
    row("port zero", "https://api.example:0/", false, "insecure");
    row("port 22 on my network", "https://192.168.1.10:22/", true, "insecure");
}

void tst_AddressPolicy::urlsAreJudged()
{
    QFETCH(QString, url);
    QFETCH(bool, onMyNetwork);
    QFETCH(QString, expected);
    const auto checked = checkUrl(QUrl(url), {onMyNetwork, {}}, Carries::Nothing);
    if (checked.isOk()) {
        QCOMPARE(QString(checked->host % u':' % QString::number(checked->port)), expected);
    } else {
        QCOMPARE(toText(checked.error().code), expected);
        QVERIFY(checked.error().what.endsWith(u'.'));
    }
}

void tst_AddressPolicy::ownHostsAreMatched_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<bool>("allowed");
    const QStringList stripe{u"api.stripe.com"_s};
    const QStringList shopify{u"*.myshopify.com"_s};
    QTest::newRow("the very host") << u"https://api.stripe.com/"_s << stripe << true;
    QTest::newRow("its other port") << u"https://api.stripe.com:8443/"_s << stripe << true;
    QTest::newRow("another host") << u"https://files.stripe.com/"_s << stripe << false;
    QTest::newRow("a longer name") << u"https://api.stripe.com.evil.example/"_s << stripe << false;
    QTest::newRow("a name that ends alike") << u"https://evilapi.stripe.com/"_s << stripe << false;
    QTest::newRow("no hosts yet") << u"https://api.stripe.com/"_s << QStringList() << false;
    QTest::newRow("a shop") << u"https://ada.myshopify.com/"_s << shopify << true;
    QTest::newRow("a shop, two labels") << u"https://a.b.myshopify.com/"_s << shopify << true;
    QTest::newRow("the bare suffix") << u"https://myshopify.com/"_s << shopify << false;
    QTest::newRow("a suffix without a dot") << u"https://evilmyshopify.com/"_s << shopify << false;
    QTest::newRow("a whole country") << u"https://evil.com/"_s << QStringList{u"*.com"_s} << false;
    QTest::newRow("everything") << u"https://evil.example/"_s << QStringList{u"*"_s, u"*."_s}
                                << false;
    QTest::newRow("with its port")
        << u"https://shop.example:8443/"_s << QStringList{u"shop.example:8443"_s} << true;
    QTest::newRow("with another port")
        << u"https://shop.example:8444/"_s << QStringList{u"shop.example:8443"_s} << false;
    QTest::newRow("the default port, named")
        << u"https://shop.example/"_s << QStringList{u"shop.example:443"_s} << true;
    QTest::newRow("capitals in the pattern")
        << u"https://shop.example/"_s << QStringList{u"Shop.Example"_s} << true;
    QTest::newRow("an IPv6 address")
        << u"https://[::1]:8443/"_s << QStringList{u"[::1]:8443"_s} << true;
    QTest::newRow("an IPv6 address, bare")
        << u"https://[::1]:8443/"_s << QStringList{u"::1"_s} << true;
    QTest::newRow("the end of an address")
        << u"https://9.127.0.0.1/"_s << QStringList{u"*.127.0.0.1"_s} << false;
}

void tst_AddressPolicy::ownHostsAreMatched()
{
    QFETCH(QString, url);
    QFETCH(QStringList, hosts);
    QFETCH(bool, allowed);
    QCOMPARE(checkUrl(QUrl(url), {true, hosts}, Carries::Credential).isOk(), allowed);
}

void tst_AddressPolicy::resolvedAddressesAreFiltered_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("onMyNetwork");
    QTest::addColumn<QStringList>("resolved");
    QTest::addColumn<QStringList>("allowed");
    const QString app = u"https://api.example/"_s;
    QTest::newRow("public") << app << false << QStringList{u"8.8.8.8"_s, u"2606:4700::1"_s}
                            << QStringList{u"8.8.8.8"_s, u"2606:4700::1"_s};
    QTest::newRow("a name that leads home")
        << app << false << QStringList{u"127.0.0.1"_s} << QStringList();
    QTest::newRow("one of each") << app << false
                                 << QStringList{u"10.0.0.1"_s, u"8.8.8.8"_s, u"::1"_s}
                                 << QStringList{u"8.8.8.8"_s};
    QTest::newRow("home, marked") << app << true << QStringList{u"192.168.1.2"_s, u"fd12::2"_s}
                                  << QStringList{u"192.168.1.2"_s, u"fd12::2"_s};
    QTest::newRow("metadata, marked")
        << app << true << QStringList{u"169.254.169.254"_s} << QStringList();
    QTest::newRow("a blocker's answer")
        << app << true << QStringList{u"0.0.0.0"_s, u"::"_s} << QStringList();
    QTest::newRow("plain http stays on this computer")
        << u"http://localhost:8080/"_s << true
        << QStringList{u"192.168.1.2"_s, u"127.0.0.1"_s, u"8.8.8.8"_s}
        << QStringList{u"127.0.0.1"_s};
    QTest::newRow("none") << app << false << QStringList() << QStringList();
}

void tst_AddressPolicy::resolvedAddressesAreFiltered()
{
    QFETCH(QString, url);
    QFETCH(bool, onMyNetwork);
    QFETCH(QStringList, resolved);
    QFETCH(QStringList, allowed);
    const AddressRules rules{onMyNetwork, {}};
    const auto checked = checkUrl(QUrl(url), rules, Carries::Nothing);
    VERIFY_OK(checked);
    QList<QHostAddress> addresses;
    for (const QString &address : std::as_const(resolved))
        addresses.append(QHostAddress(address));
    const auto result = checkAddresses(*checked, rules, addresses);
    QCOMPARE(result.isOk(), !allowed.isEmpty());
    if (result.isOk()) {
        QStringList texts;
        for (const QHostAddress &address : *result)
            texts.append(address.toString());
        QCOMPARE(texts, allowed);
    } else {
        QCOMPARE(toText(result.error().code), resolved.isEmpty() ? u"not-found"_s : u"insecure"_s);
    }
}

void tst_AddressPolicy::whatTheOwnerTypesIsReadStrictly_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url"); // empty: refused
    QTest::newRow("an address") << u" https://shop.example/api "_s << u"https://shop.example/api"_s;
    QTest::newRow("without a scheme") << u"shop.example"_s << u"https://shop.example"_s;
    QTest::newRow("with a port") << u"shop.example:8443"_s << u"https://shop.example:8443"_s;
    QTest::newRow("a plain address") << u"192.168.1.10:8443"_s << u"https://192.168.1.10:8443"_s;
    QTest::newRow("nothing") << u"  "_s << QString();
    QTest::newRow("a sentence") << u"my shop"_s << QString();
    QTest::newRow("a number") << u"https://2130706433/"_s << QString();
    QTest::newRow("hexadecimal") << u"https://0x7f.1/"_s << QString();
    QTest::newRow("short") << u"https://127.1/"_s << QString();
    QTest::newRow("octal") << u"https://0177.0.0.1/"_s << QString();
    QTest::newRow("circled digits") << QString::fromUtf8("https://①②⑦.0.0.1/") << QString();
    QTest::newRow("user info") << u"https://api.stripe.com@evil.example/"_s << QString();
    QTest::newRow("backslash") << u"https://shop.example\\@evil.example/"_s << QString();
    QTest::newRow("a fragment") << u"https://shop.example/#x"_s << QString();
    QTest::newRow("an invisible character") << u"https://shop\u200B.example/"_s << QString();
    QTest::newRow("a line break") << u"https://shop.example/\nHost:x"_s << QString();
    QTest::newRow("too long") << QString(u"https://shop.example/"_s % QString(3000, u'a'))
                              << QString();
}

void tst_AddressPolicy::whatTheOwnerTypesIsReadStrictly()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    const auto read = urlFromOwner(typed);
    if (read.isOk())
        QCOMPARE(read->toString(), url);
    else
        QVERIFY2(url.isEmpty(), qPrintable(read.error().what));
}

void tst_AddressPolicy::theAuthorityIsWrittenAsInAHostHeader()
{
    const AddressRules rules{true, {}};
    const auto authority = [&](const char *url) {
        return checkUrl(QUrl(QString::fromLatin1(url)), rules, Carries::Nothing)->authority();
    };
    QCOMPARE(authority("https://shop.example/"), "shop.example");
    QCOMPARE(authority("https://shop.example:443/"), "shop.example");
    QCOMPARE(authority("https://shop.example:8443/"), "shop.example:8443");
    QCOMPARE(authority("http://127.0.0.1/"), "127.0.0.1");
    QCOMPARE(authority("http://[::1]:8080/"), "[::1]:8080");
}

TEST_UNIT(tst_AddressPolicy)
#include "tst_AddressPolicy.moc"
