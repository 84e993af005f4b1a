// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importers/EnvProposals.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include "TestTree.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

QList<EnvProposal> proposed(const QByteArray &text)
{
    return proposeConnections(readEnvFile(text).takeValue(), builtIn());
}

const QByteArray body = "a1B2c3D4e5F6g7H8i9J0k1L2";

} // namespace

class tst_EnvProposals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyByItsShapeAlone()
    {
        const auto all = proposed("PAYMENTS=" + joined("sk_~live_") + body);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].app, u"stripe"_s);
        QVERIFY(all[0].auth == AuthKind::ApiKey);
        QCOMPARE(all[0].names, QStringList{u"PAYMENTS"_s});
        QCOMPARE(all[0].secrets.firstKey(), u"key"_s);
        QVERIFY(all[0].environment == Environment::Production);
        QCOMPARE(all[0].line, 1);
    }
    void settingsThatBelongTogetherMakeOneConnection()
    {
        const auto all =
            proposed("TWILIO_ACCOUNT_SID=" + joined("A~C") + QByteArray(32, '0')
                     + "\nDEBUG=1\nTWILIO_KEY_SID=" + joined("S~K") + QByteArray(32, '1')
                     + "\nTWILIO_KEY_SECRET=" + body + "a1B2c3D4\n");
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].app, u"twilio"_s);
        QVERIFY(all[0].auth == AuthKind::Basic);
        QCOMPARE(all[0].publicFields.keys(), (QStringList{u"accountSid"_s, u"keySid"_s}));
        QCOMPARE(all[0].names, QStringList{u"TWILIO_KEY_SECRET"_s});
    }
    void theNameTellsWhereTheShapeDoesNot()
    {
        const auto all = proposed("PAYPAL_CLIENT_ID=A" + QByteArray(79, 'x')
                                  + "\nPAYPAL_CLIENT_SECRET=E" + QByteArray(79, 'y'));
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].app, u"paypal"_s);
        QVERIFY(all[0].auth == AuthKind::ClientCredentials);
    }
    void aLiveAndATestKeyAreTwoConnections()
    {
        const auto all = proposed("STRIPE_KEY=" + joined("sk_~live_") + body
                                  + "\nSTRIPE_TEST_KEY=" + joined("sk_~test_") + body);
        QCOMPARE(all.size(), 2);
        QVERIFY(all[0].environment == Environment::Production);
        QVERIFY(all[1].environment == Environment::Development);
        QCOMPARE(all[1].line, 2);
    }
    void whatIsNoSecretIsNotProposed()
    {
        QVERIFY(proposed("STRIPE_PUBLISHABLE_KEY=" + joined("pk_~live_") + body).isEmpty());
        QVERIFY(proposed("DEBUG=1\nPORT=3000\nMAKE_JOBS=4\nNODE_ENV=production\nSTRIPE_API_VERSION="
                         "2026-01-01")
                    .isEmpty());
        QVERIFY(proposed("STRIPE_KEY=${OTHER}").isEmpty());
        QVERIFY(proposed("STRIPE_KEY=").isEmpty());
    }
    void aKeyOfAnAppWithoutProfileIsToldButNotConnected()
    {
        const auto all = proposed("HOST=" + joined("nf~p_") + body + body.first(12));
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].app, u"netlify"_s);
        QVERIFY(!builtIn().app(u"netlify"_s));
        QVERIFY(!all[0].auth);
        QVERIFY(!all[0].whyNot.isEmpty());
    }
    void aKeyThatIsNotEnoughIsTold()
    {
        const auto all = proposed("HOOK=" + joined("whsec~_") + body + body.first(8));
        QCOMPARE(all.size(), 1);
        QVERIFY(!all[0].auth);
        QVERIFY(!all[0].whyNot.isEmpty());
    }
};

TEST_UNIT(tst_EnvProposals)
#include "tst_EnvProposals.moc"
