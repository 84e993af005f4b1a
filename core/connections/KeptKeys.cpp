// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeptKeys.h"

#include "core/connections/ConnectionRecords.h"
#include "core/connections/Grants.h"
#include "core/connections/InputChecks.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("KeptKeys", text);
}

} // namespace

Result<KeyUse> KeptKeys::useOf(const Connection &connection,
                               const CredentialVersion &version,
                               const QMap<QString, QString> &fields) const
{
    const Catalog catalog = m_uses.catalog();
    const AppProfile *profile = catalog.app(connection.app);
    if (!profile)
        return Error{ErrorCode::NotFound,
                     tr("There is no app \"%1\" in the catalog any more, so its keys cannot be "
                        "tried.")
                         .arg(connection.app),
                     {}};
    TRY(value, m_keys.read(version));
    const AuthOption *option = optionFor(*profile, connection.auth);
    const bool signsIn = connection.auth == AuthKind::OAuth || connection.auth == AuthKind::Device;
    Connection then = connection;
    then.publicFields = fields;
    TRY(use,
        m_uses.of(then,
                  signsIn ? grantSecrets(value)
                          : KeyKeeper::parted(value, option ? secretFieldCount(*option) : 1)));
    // What was read out of another key (an id within it) is not this one's.
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (!field.takenFrom.isEmpty())
            use.publicFields.remove(field.name);
    }
    return use;
}

Result<KeyUse> KeptKeys::onceUse(const AppProfile &profile,
                                 const Connection &connection,
                                 const QMap<QString, SharedSecret> &secrets,
                                 const QMap<QString, QString> &fields) const
{
    TRY_DONE(checkWhose(m_uses.catalog(), profile, secrets));
    Connection with = connection;
    const AuthOption *option = optionFor(profile, connection.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (!field.takenFrom.isEmpty())
            with.publicFields.remove(field.name); // it was read out of the other key
    }
    with.publicFields.insert(fields);
    TRY(use, m_uses.of(with, secrets));
    TRY_DONE(prepare(use));
    return use;
}

} // namespace drawbridge
