// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyUse.h"
#include "core/auth/RequestSignature.h"
#include "core/catalog/Addresses.h"
#include "core/catalog/Catalog.h"
#include "tests/support/TestUnit.h"

#include <QRegularExpression>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const Catalog &shipped()
{
    static const Catalog catalog = Catalog::builtIn().takeValue();
    return catalog;
}

/// Something that the field takes for its secret: its example made longer. Empty: none was found.
QByteArray madeUp(const AuthField &field)
{
    const QString stem = field.example.section(QChar(0x2026), 0, 0);
    const QRegularExpression pattern(
        QRegularExpression::anchoredPattern(field.pattern.isEmpty() ? u".*"_s : field.pattern));
    QStringList tails{u"01234567-89ab-cdef-0123-456789abcdef"_s,
                      u"12_"_s + QString(30, u'A'),
                      u"na1-01234567-89ab-cdef-0123-456789abcdef"_s,
                      QString(32, u'0') + u"-us21"_s,
                      QString(12, u'a') + u'.' + QString(12, u'a') + u'.' + QString(12, u'a'),
                      QString(22, u'a') + u'.' + QString(43, u'a'),
                      QString(14, u'a') + u'.' + QString(64, u'a')};
    for (const QChar fill : {u'a', u'0', u'A'}) {
        for (int length = 8; length <= 130; ++length)
            tails.append(QString(length, fill));
    }
    for (const QString &start : {stem, QString()}) {
        for (const QString &tail : tails) {
            if (pattern.match(start + tail).hasMatch())
                return (start + tail).toUtf8();
        }
    }
    return {};
}

KeyUse useOf(const AppProfile &app, const QByteArray &value)
{
    KeyUse use;
    use.profile = app;
    use.auth = app.auth.first().kind;
    if (app.kind == AppKind::Practice)
        use.reach = NetworkReach::OnMyNetwork;
    for (const AuthField &field : app.auth.first().fields) {
        if (field.secret)
            use.secrets.insert(field.name, share(SecretBytes::copyOf(value)));
        else if (field.takenFrom.isEmpty())
            use.publicFields.insert(field.name, field.example);
    }
    return use;
}

const AuthField *secretOf(const AppProfile &app)
{
    const AuthOption &option = app.auth.first();
    const bool isPasted = option.kind == AuthKind::ApiKey || option.kind == AuthKind::Basic
        || option.kind == AuthKind::Bearer;
    for (const AuthField &field : option.fields) {
        if (isPasted && field.secret)
            return &field;
    }
    return nullptr;
}

} // namespace

/// That every app that ships can be asked with a key as its description says.
class tst_KeyUse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPastedKeyGoesToItsAppAndNowhereElse_data()
    {
        QTest::addColumn<QString>("id");
        for (const AppProfile &app : shipped().apps()) {
            if (secretOf(app) && app.probe)
                QTest::newRow(qPrintable(app.id)) << app.id;
        }
    }
    void aPastedKeyGoesToItsAppAndNowhereElse()
    {
        QFETCH(QString, id);
        const AppProfile &app = *shipped().app(id);
        const QByteArray value = madeUp(*secretOf(app));
        QVERIFY2(!value.isEmpty(), qPrintable(secretOf(app)->pattern));
        const auto key = prepare(useOf(app, value));
        VERIFY_OK(key);
        const auto url = expandPath(app, key->baseUrl, app.probe->path, key->publicFields);
        VERIFY_OK(url);
        QCOMPARE(url->scheme(), u"https"_s);
        QVERIFY2(key->rules.ownHosts.join(u' ').contains(url->host()), qPrintable(url->host()));
        QVERIFY2(!url->toEncoded().contains(value), "the key is in the address");
        auto request = authorisedRequest(*key, *url, {});
        VERIFY_OK(request);
        const QDateTime now(QDate(2026, 11, 26), QTime(12, 0), Qt::UTC);
        VERIFY_OK(signRequest(*request, *key, now));
        const bool isSigned = key->option.request.placement == KeyPlacement::AwsV4;
        int seen = 0;
        for (const auto &header : request->headers) {
            const SecretBytes built = header.value.build();
            const QByteArray text(built.reveal().data(), built.reveal().size());
            QVERIFY2(!text.contains('{') && !text.contains('\n'), header.name.constData());
            const QByteArray pair = QByteArray::fromBase64(text.mid(int(sizeof("Basic ")) - 1));
            seen += text.contains(value) || (text.startsWith("Basic ") && pair.contains(value));
        }
        QCOMPARE(seen, isSigned ? 0 : 1); // what signs stays here
    }
    void whatIsLookedAtIsAnAddressOfTheApp()
    {
        int looks = 0;
        for (const AppProfile &app : shipped().apps()) {
            PublicFields fields;
            for (const AuthField &field : app.auth.first().fields) {
                if (!field.secret)
                    fields.insert(field.name, field.example);
            }
            for (const AppScope &scope : app.scopes) {
                if (!scope.readProbe)
                    continue;
                ++looks;
                const auto base = expandBaseUrl(app, fields);
                VERIFY_OK(base);
                const auto url = expandPath(app, *base, scope.readProbe->path, fields);
                VERIFY_OK(url);
                QCOMPARE(url->host(), base->host());
                const QString query = scope.readProbe->path.section(u'?', 1);
                QCOMPARE(url->query(QUrl::FullyEncoded), query);
            }
        }
        QVERIFY2(looks >= 30, qPrintable(QString::number(looks)));
    }
};

TEST_UNIT(tst_KeyUse)
#include "tst_KeyUse.moc"
