// SPDX-License-Identifier: GPL-3.0-or-later
// The whole shop over real HTTPS; the client is curl, which is not ours.
#include "core/http/Listener.h"
#include "core/practice/PracticeShop.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <sys/stat.h>

#include <atomic>
#include <mutex>
#include <thread>

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

struct Got
{
    int exit = -1; ///< curl's
    int status = 0;
    QByteArray body;
    QByteArray errors;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// `headers` go in by standard input, so that no key stands in an argument list.
Got curl(const QStringList &arguments, const QByteArray &headers = {})
{
    QProcess process;
    process.start(u"curl"_s,
                  QStringList{u"-sS"_s,
                              u"--max-time"_s,
                              u"20"_s,
                              u"-w"_s,
                              u"\n%{http_code}"_s,
                              u"-H"_s,
                              u"@-"_s}
                      + arguments);
    process.write(headers);
    process.closeWriteChannel();
    if (!process.waitForFinished(30'000))
        return {};
    const QByteArray out = process.readAllStandardOutput();
    const qsizetype cut = out.lastIndexOf('\n');
    return {process.exitCode(),
            out.mid(cut + 1).toInt(),
            out.left(cut),
            process.readAllStandardError()};
}

Got call(const PracticeShop &shop,
         const QString &path,
         const QString &key,
         const QStringList &more = {})
{
    return curl(QStringList{u"--cacert"_s, shop.caFile(), QString(shop.url() + path)} + more,
                "Authorization: Bearer " + key.toLatin1() + '\n');
}

QStringList sendJson(const char *method, const char *json)
{
    return {u"-X"_s, QString::fromLatin1(method), u"--json"_s, QString::fromLatin1(json)};
}

PracticeConfig anyPort(const QString &folder = {})
{
    PracticeConfig config;
    config.port = 0;
    config.stateFolder = folder;
    return config;
}

unsigned modeOf(const QString &path)
{
    struct stat found
    {};
    return ::stat(QFile::encodeName(path).constData(), &found) == 0 ? found.st_mode & 0777U : 0U;
}

} // namespace

class tst_PracticeShop : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock{QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC)};
    SystemRandom m_random;

    Result<std::unique_ptr<PracticeShop>> open(const PracticeConfig &config)
    {
        return PracticeShop::start(config, m_clock, m_random);
    }
    static QString keyNamed(const PracticeShop &shop, const QString &label)
    {
        for (const PracticeKey &key : shop.keys()) {
            if (key.label == label)
                return key.value;
        }
        return {};
    }

private Q_SLOTS:
    void itTellsWhatAClientNeeds()
    {
        const auto shop = open(anyPort());
        VERIFY_OK(shop);
        const QJsonObject told = (*shop)->toJson();
        QVERIFY(QUrl(told[u"url"].toString()).isValid());
        QCOMPARE(told[u"url"].toString(), (*shop)->url());
        QFile ca(told[u"ca"].toString());
        QVERIFY(ca.open(QIODevice::ReadOnly));
        QCOMPARE(ca.readAll(), (*shop)->caPem());
        QVERIFY((*shop)->caPem().startsWith("-----BEGIN CERT"));
        const QJsonArray keys = told[u"keys"].toArray();
        QCOMPARE(keys.size(), 4);
        QCOMPARE(keys[0][u"label"].toString(), u"Owner"_s);
        QCOMPARE(keys[0][u"scopes"].toArray().size(), 6);
        QCOMPARE(keys[1][u"scopes"].toArray().size(), 4);
        QCOMPARE(keys[2][u"scopes"].toArray(), QJsonArray{u"orders:read"_s});
        QVERIFY(keys[3][u"value"].toString().startsWith(u"psk_test_"_s));
        QCOMPARE(told[u"clients"].toArray().size(), 1);
        QCOMPARE(told[u"issuer"], told[u"url"]);
        const QJsonValue client = told[u"clients"].toArray().first();
        QVERIFY(client[u"clientSecret"].toString().startsWith(u"pss_"_s));
        QCOMPARE(client[u"redirectUris"].toArray().size(), 1);
        const QJsonArray open = told[u"publicClients"].toArray();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0][u"clientId"].toString(), u"drawbridge-practice"_s);
        QVERIFY(!open[0].toObject().contains(u"clientSecret"_s));
    }

    void aSignInByDeviceOutlivesARestart()
    {
        const QTemporaryDir folder;
        QString access;
        QString refresh;
        const auto post = [](const PracticeShop &shop, const char *path, const QString &form) {
            return curl({u"--cacert"_s,
                         shop.caFile(),
                         u"-d"_s,
                         form,
                         QString(shop.url() + QString::fromLatin1(path))});
        };
        const auto formValue = [](const Got &page) {
            const qsizetype from = page.body.indexOf("name=\"request\" value=\"") + 22;
            return QString::fromLatin1(page.body.mid(from, 40));
        };
        {
            const auto shop = open(anyPort(folder.path()));
            VERIFY_OK(shop);
            const Got told =
                curl({u"--cacert"_s,
                      (*shop)->caFile(),
                      QString((*shop)->url() + u"/.well-known/oauth-authorization-server"_s)});
            QCOMPARE(told.json()[u"issuer"].toString(), (*shop)->url());
            const Got device = post(**shop,
                                    "/oauth/device_authorization",
                                    u"client_id=drawbridge-practice&scope=orders:read"_s);
            QCOMPARE(device.status, 200);
            const Got entry = curl(
                {u"--cacert"_s, (*shop)->caFile(), device.json()[u"verification_uri"].toString()});
            const Got consent = post(**shop,
                                     "/device",
                                     QString(u"request="_s % formValue(entry) % u"&user_code="_s
                                             % device.json()[u"user_code"].toString()));
            QCOMPARE(consent.status, 200);
            const Got done = post(**shop,
                                  "/device",
                                  QString(u"request="_s % formValue(consent)
                                          % u"&scope=orders:read&decision=allow"_s));
            QCOMPARE(done.status, 200);
            const Got tokens =
                post(**shop,
                     "/oauth/token",
                     QString(u"grant_type=urn:ietf:params:oauth:grant-type:device_code&"
                             "client_id=drawbridge-practice&device_code="_s
                             % device.json()[u"device_code"].toString()));
            QCOMPARE(tokens.status, 200);
            access = tokens.json()[u"access_token"].toString();
            refresh = tokens.json()[u"refresh_token"].toString();
        }
        QFile keys(folder.filePath(u"keys.json"_s));
        QVERIFY(keys.open(QIODevice::ReadOnly));
        const QByteArray kept = keys.readAll();
        QVERIFY(!kept.contains(access.mid(9).toLatin1()));
        QVERIFY(!kept.contains(refresh.mid(9).toLatin1()));
        const auto shop = open(anyPort(folder.path()));
        VERIFY_OK(shop);
        QCOMPARE(call(**shop, u"/v1/orders"_s, access).status, 200);
        QCOMPARE(call(**shop, u"/v1/products"_s, access).status, 403);
        const QString form =
            u"grant_type=refresh_token&client_id=drawbridge-practice&refresh_token="_s + refresh;
        QCOMPARE(post(**shop, "/oauth/token", form).status, 200);
        QCOMPARE(post(**shop, "/oauth/token", form).status, 400); // reuse
        QCOMPARE(call(**shop, u"/v1/orders"_s, access).status, 401);
    }

    void curlTrustsItByItsAuthorityAlone()
    {
        const auto shop = open(anyPort());
        VERIFY_OK(shop);
        const QString key = keyNamed(**shop, u"Owner"_s);
        const Got me = call(**shop, u"/v1/me"_s, key);
        QVERIFY2(me.exit == 0, me.errors);
        QCOMPARE(me.status, 200);
        QCOMPARE(me.json()[u"account"][u"name"].toString(), u"Ada's Practice Shop"_s);
        const Got untrusted = curl({QString((*shop)->url() + u"/v1/status"_s)});
        QCOMPARE(untrusted.exit, 60); // curl: the peer's certificate cannot be authenticated
        const QString byName =
            QString((*shop)->url() + u"/v1/status"_s).replace(u"127.0.0.1"_s, u"localhost"_s);
        QCOMPARE(curl({u"--cacert"_s, (*shop)->caFile(), byName}).status, 200);
    }

    void itListensOnIpv6WhereThereIsSome()
    {
        const auto shop = open(anyPort());
        VERIFY_OK(shop);
        ListenerConfig probe;
        probe.addresses = {u"::1"_s};
        if (!Listener::start(probe, [](const ServerRequest &, const Responder &) {}).isOk())
            QSKIP("This machine has no IPv6 loopback address.");
        const QString url =
            QString((*shop)->url() + u"/v1/status"_s).replace(u"127.0.0.1"_s, u"[::1]"_s);
        QCOMPARE(curl({u"--cacert"_s, (*shop)->caFile(), url}).status, 200);
    }

    void aDeletedKeyIsRefusedByTheNextRequest()
    {
        const auto shop = open(anyPort());
        VERIFY_OK(shop);
        const QString owner = keyNamed(**shop, u"Owner"_s);
        const Got made = call(**shop,
                              u"/v1/keys"_s,
                              owner,
                              sendJson("POST", R"({"label": "Books", "scopes": ["orders:read"]})"));
        QCOMPARE(made.status, 201);
        const QJsonValue key = made.json()[u"key"];
        const QString value = key[u"value"].toString();
        QCOMPARE(call(**shop, u"/v1/orders"_s, value).status, 200);
        QCOMPARE(call(**shop, u"/v1/products"_s, value).status, 403);
        const QString path = u"/v1/keys/"_s + key[u"id"].toString();
        QCOMPARE(call(**shop, path, owner, {u"-X"_s, u"DELETE"_s}).status, 204);
        const Got refused = call(**shop, u"/v1/orders"_s, value);
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.json()[u"error"][u"code"].toString(), u"invalid_key"_s);
        QCOMPARE(call(**shop, u"/v1/status"_s, value).status, 200); // the control call works
    }

    void aKeyExpiresByTheShopsClock()
    {
        ManualClock clock(m_clock.now());
        const auto shop = PracticeShop::start(anyPort(), clock, m_random);
        VERIFY_OK(shop);
        const Got made =
            call(**shop,
                 u"/v1/keys"_s,
                 keyNamed(**shop, u"Owner"_s),
                 sendJson("POST",
                          R"({"label": "Short", "scopes": ["orders:read"], "expiresIn": 600})"));
        const QString value = made.json()[u"key"][u"value"].toString();
        QCOMPARE(call(**shop, u"/v1/orders"_s, value).status, 200);
        clock.advance(600s);
        const Got late = call(**shop, u"/v1/orders"_s, value);
        QCOMPARE(late.status, 401);
        QCOMPARE(late.json()[u"error"][u"code"].toString(), u"expired_key"_s);
    }

    void curlGetsATokenByClientCredentials()
    {
        const auto shop = open(anyPort());
        VERIFY_OK(shop);
        const PracticeClient client = (*shop)->clients().front();
        const QByteArray basic =
            QString(client.clientId + u':' + client.clientSecret).toLatin1().toBase64();
        const Got token = curl({u"--cacert"_s,
                                (*shop)->caFile(),
                                u"-d"_s,
                                u"grant_type=client_credentials"_s,
                                QString((*shop)->url() + u"/oauth/token"_s)},
                               "Authorization: Basic " + basic + '\n');
        QCOMPARE(token.status, 200);
        const QString value = token.json()[u"access_token"].toString();
        QCOMPARE(call(**shop, u"/v1/customers"_s, value).status, 200);
        QCOMPARE(call(**shop, u"/v1/keys"_s, value).status, 403);
    }

    void everyRequestIsSeen()
    {
        std::mutex mutex;
        std::vector<PracticeRequest> seen;
        PracticeConfig config = anyPort();
        config.onRequest = [&](const PracticeRequest &request) {
            const std::lock_guard lock(mutex);
            seen.push_back(request);
        };
        {
            const auto shop = open(config);
            VERIFY_OK(shop);
            QCOMPARE(call(**shop, u"/v1/me?x=y"_s, keyNamed(**shop, u"Orders only"_s)).status, 200);
            QCOMPARE(call(**shop, u"/v1/nope"_s, u"nobody"_s).status, 404);
        } // nothing is called after the end
        QCOMPARE(seen.size(), size_t{2});
        QCOMPARE(seen[0].method, u"GET"_s);
        QCOMPARE(seen[0].path, u"/v1/me"_s);
        QCOMPARE(seen[0].status, 200);
        QCOMPARE(seen[0].keyLabel, u"Orders only"_s);
        QCOMPARE(seen[0].time, m_clock.now());
        QCOMPARE(seen[1].status, 404);
        QVERIFY(seen[1].keyId.isEmpty());
    }

    void keysAndCertificateOutliveARestart()
    {
        const QTemporaryDir folder;
        QString used;
        QString unused;
        QString made;
        QByteArray ca;
        {
            const auto shop = open(anyPort(folder.filePath(u"shop"_s)));
            VERIFY_OK(shop);
            ca = (*shop)->caPem();
            used = keyNamed(**shop, u"Owner"_s);
            unused = keyNamed(**shop, u"Orders only"_s);
            const Got answer =
                call(**shop,
                     u"/v1/keys"_s,
                     used,
                     sendJson("POST", R"({"label": "Books", "scopes": ["orders:read"]})"));
            made = answer.json()[u"key"][u"value"].toString();
        }
        const auto shop = open(anyPort(folder.filePath(u"shop"_s)));
        VERIFY_OK(shop);
        QCOMPARE((*shop)->caPem(), ca);
        QCOMPARE((*shop)->caFile(), folder.filePath(u"shop/ca.pem"_s));
        QCOMPARE(call(**shop, u"/v1/me"_s, used).status, 200);
        QCOMPARE(call(**shop, u"/v1/orders"_s, made).status, 200);
        QCOMPARE(call(**shop, u"/v1/me"_s, unused).status, 401);
        QCOMPARE(call(**shop, u"/v1/me"_s, keyNamed(**shop, u"Owner"_s)).status, 200);
    }

    void theFolderIsPrivateAndHoldsNoValue()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"shop"_s);
        const auto shop = open(anyPort(path));
        VERIFY_OK(shop);
        QCOMPARE(call(**shop, u"/v1/me"_s, keyNamed(**shop, u"Owner"_s)).status, 200);
        QCOMPARE(modeOf(path), 0700U);
        const QFileInfoList files = QDir(path).entryInfoList(QDir::Files | QDir::Hidden);
        QVERIFY(files.size() >= 5);
        for (const QFileInfo &info : files) {
            if (info.fileName() != u"lock"_s)
                QVERIFY2(modeOf(info.filePath()) == 0600U, qPrintable(info.fileName()));
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            for (const PracticeKey &key : (*shop)->keys())
                QVERIFY(!content.contains(key.value.mid(9).toLatin1()));
            QVERIFY(!content.contains((*shop)->clients().front().clientSecret.mid(4).toLatin1()));
        }
    }

    void aBrokenCertificateIsReplaced_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("garbage for a key") << u"server-key.pem"_s << QByteArray("garbage");
        QTest::newRow("an empty certificate") << u"server.pem"_s << QByteArray();
        QTest::newRow("soon at its end")
            << u"server-until"_s
            << QDateTime::currentDateTimeUtc().addDays(3).toString(Qt::ISODate).toLatin1();
    }
    void aBrokenCertificateIsReplaced()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        QByteArray before;
        {
            const auto shop = open(anyPort(folder.path()));
            VERIFY_OK(shop);
            before = (*shop)->caPem();
        }
        QFile broken(folder.filePath(file));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(content);
        broken.close();
        const auto shop = open(anyPort(folder.path()));
        VERIFY_OK(shop);
        QVERIFY((*shop)->caPem() != before);
        QCOMPARE(call(**shop, u"/v1/status"_s, {}).status, 200);
    }

    void aBrokenListOfKeysIsNotOverwritten()
    {
        const QTemporaryDir folder;
        QFile keys(folder.filePath(u"keys.json"_s));
        QVERIFY(keys.open(QIODevice::WriteOnly));
        keys.write("half a li");
        keys.close();
        VERIFY_ERROR(ErrorCode::Damaged, open(anyPort(folder.path())));
        QVERIFY(keys.open(QIODevice::ReadOnly));
        QCOMPARE(keys.readAll(), QByteArray("half a li"));
    }

    void oneShopAtATime()
    {
        const QTemporaryDir folder;
        const auto first = open(anyPort(folder.path()));
        VERIFY_OK(first);
        VERIFY_ERROR(ErrorCode::Busy, open(anyPort(folder.path())));
        PracticeConfig samePort = anyPort();
        samePort.port = static_cast<quint16>(QUrl((*first)->url()).port());
        VERIFY_ERROR(ErrorCode::Busy, open(samePort));
    }

    void aFolderThatCannotBeMadeIsSaidSo()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        VERIFY_ERROR(ErrorCode::Denied, open(anyPort(folder.filePath(u"file/shop"_s))));
    }

    void manyAskAtOnce()
    {
        PracticeConfig config = anyPort();
        config.rate = {.burst = 10'000, .perSecond = 10'000};
        const auto shop = open(config);
        VERIFY_OK(shop);
        const QString key = keyNamed(**shop, u"Owner"_s);
        std::atomic<int> good = 0;
        std::vector<std::thread> senders;
        for (int sender = 0; sender < 4; ++sender) {
            senders.emplace_back([&] {
                QStringList urls;
                for (int i = 0; i < 25; ++i)
                    urls << QString((*shop)->url() + u"/v1/orders?limit=3"_s) << u"-o"_s
                         << u"/dev/null"_s;
                const Got all = curl(QStringList{u"--cacert"_s, (*shop)->caFile(), u"-Z"_s} + urls,
                                     "Authorization: Bearer " + key.toLatin1() + '\n');
                good += static_cast<int>(all.body.count("200")) + (all.status == 200 ? 1 : 0);
                good += static_cast<int>((*shop)->keys().size()) - 4;
            });
        }
        for (std::thread &sender : senders)
            sender.join();
        QCOMPARE(good.load(), 100);
    }
};

TEST_UNIT(tst_PracticeShop)
#include "tst_PracticeShop.moc"
