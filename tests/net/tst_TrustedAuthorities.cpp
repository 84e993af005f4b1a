// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/TrustedAuthorities.h"
#include "tests/support/TestAuthority.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QTemporaryDir>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_TrustedAuthorities : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSystemsAreTheDefault()
    {
        QVERIFY(TrustedAuthorities().usesSystem());
        QVERIFY(TrustedAuthorities().extra().isEmpty());
    }
    void aFileAddsOrReplaces()
    {
        QTemporaryDir folder;
        const auto authority = TestAuthority::create(folder.path(), u"house"_s);
        VERIFY_OK(authority);
        const auto pem = TrustedAuthorities::readPem(authority->certificateFile());
        VERIFY_OK(pem);
        const auto added = TrustedAuthorities::systemAnd(*pem);
        VERIFY_OK(added);
        QVERIFY(added->usesSystem());
        QCOMPARE(added->extra().size(), 1);
        const auto alone = TrustedAuthorities::only(*pem + *pem);
        VERIFY_OK(alone);
        QVERIFY(!alone->usesSystem());
        QCOMPARE(alone->extra().size(), 2);
    }
    void whatIsNoCertificateIsRefused()
    {
        VERIFY_ERROR(ErrorCode::InvalidInput, TrustedAuthorities::systemAnd("nonsense"));
        VERIFY_ERROR(ErrorCode::InvalidInput, TrustedAuthorities::only(""));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     TrustedAuthorities::only(
                         "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    }
    void aFileThatCannotBeReadIsTold()
    {
        QTemporaryDir folder;
        VERIFY_ERROR(ErrorCode::NotFound,
                     TrustedAuthorities::readPem(folder.filePath(u"none.pem"_s)));
        QFile large(folder.filePath(u"large.pem"_s));
        QVERIFY(large.open(QIODevice::WriteOnly));
        QVERIFY(large.resize(2 * 1024 * 1024));
        VERIFY_ERROR(ErrorCode::InvalidInput, TrustedAuthorities::readPem(large.fileName()));
        VERIFY_ERROR(ErrorCode::Denied, TrustedAuthorities::readPem(folder.path()));
    }
};

TEST_UNIT(tst_TrustedAuthorities)
#include "tst_TrustedAuthorities.moc"
