// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Catalog.h"
#include "core/connections/KeyEnvironment.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_KeyEnvironment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = catalog.takeValue();
    }

    void aKeyOpensTheShopItSays_data()
    {
        QTest::addColumn<QString>("app");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("environment");
        QTest::addColumn<bool>("fits");
        const auto real = static_cast<int>(Environment::Production);
        const auto test = static_cast<int>(Environment::Staging);
        const auto trying = static_cast<int>(Environment::Development);
        // Of the right shape, and plainly made up.
        const QByteArray live = "sk_live_" + QByteArray(24, '9');
        const QByteArray forTests = "sk_test_" + QByteArray(24, '9');
        QTest::newRow("a live key, the real shop") << u"stripe"_s << live << real << true;
        QTest::newRow("a live key, a test shop") << u"stripe"_s << live << test << false;
        QTest::newRow("a live key, trying out") << u"stripe"_s << live << trying << false;
        QTest::newRow("a test key, the real shop") << u"stripe"_s << forTests << real << false;
        QTest::newRow("a test key, a test shop") << u"stripe"_s << forTests << test << true;
        QTest::newRow("a test key, trying out") << u"stripe"_s << forTests << trying << true;
        QTest::newRow("a key that does not say")
            << u"stripe"_s << QByteArray("plain") << real << true;
        QTest::newRow("another app's key") << u"slack"_s << forTests << real << true;
        QTest::newRow("the Practice Shop is neither")
            << u"practice-shop"_s << "psk_test_" + QByteArray(32, 'x') << real << true;
    }
    void aKeyOpensTheShopItSays()
    {
        QFETCH(QString, app);
        QFETCH(QByteArray, key);
        QFETCH(int, environment);
        QFETCH(bool, fits);
        const auto result = checkEnvironment(m_catalog.keys(),
                                             *m_catalog.app(app),
                                             {{u"key"_s, share(SecretBytes::copyOf(key))}},
                                             static_cast<Environment>(environment));
        if (fits)
            VERIFY_OK(result);
        else
            VERIFY_ERROR(ErrorCode::InvalidInput, result);
    }

private:
    Catalog m_catalog;
};

TEST_UNIT(tst_KeyEnvironment)
#include "tst_KeyEnvironment.moc"
