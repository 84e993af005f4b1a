// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace drawbridge {

/// A certificate and its key as PEM files.
struct TestCertificate
{
    QString certificateFile;
    QString keyFile;
};

/// An authority for certificates made at test time by the openssl program, so that the code under test is not
/// judged by its own. All files lie in the folder given.
class TestAuthority
{
public:
    struct Order
    {
        QString file;        ///< base name of the two files
        QStringList names;   ///< host names and addresses it is made out to
        QDateTime notBefore; ///< an hour ago unless given
        QDateTime notAfter;  ///< in 30 days unless given
    };

    [[nodiscard]] static Result<TestAuthority> create(const QString &folder, const QString &name);

    [[nodiscard]] QString certificateFile() const;
    [[nodiscard]] Result<TestCertificate> issue(const Order &order) const;
    /// One that nobody but itself vouches for.
    [[nodiscard]] static Result<TestCertificate> selfSigned(const QString &folder,
                                                            const Order &order);

private:
    TestAuthority(QString folder, QString name);

    QString m_folder;
    QString m_name;
};

} // namespace drawbridge
