// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/model/AppProfile.h"
#include "core/model/Connection.h"

#include <QMap>
#include <QUrl>

/// The addresses of a profile with the owner's public fields put in. A value can change a host name or a path
/// segment only as far as its place allows: never the host's end, never a new segment, query or user.
namespace drawbridge {

using PublicFields = QMap<QString, QString>;

/// Where requests of this connection go. InvalidInput if a field lacks or does not fit its pattern. For an app
/// without a base address the field "baseUrl" is it.
[[nodiscard]] Result<QUrl> expandBaseUrl(const AppProfile &profile,
                                         const PublicFields &fields,
                                         Environment environment = Environment::Production);

/// The only hosts a credential may go to, lower case.
[[nodiscard]] Result<QStringList> expandHosts(const AppProfile &profile, const PublicFields &fields);

/// Any other address of the profile: pages, token and shut-off calls.
[[nodiscard]] Result<QUrl> expandUrl(const AppProfile &profile,
                                     const QString &url,
                                     const PublicFields &fields);

/// A path of the profile (probe, scope request) below `baseUrl`, or the whole address it is on an own host.
[[nodiscard]] Result<QUrl> expandPath(const AppProfile &profile,
                                      const QUrl &baseUrl,
                                      const QString &path,
                                      const PublicFields &fields);

/// `given` completed by default values and by what can be read out of the secrets (a data centre at a key's end).
/// Never puts a secret whole into a public field.
[[nodiscard]] PublicFields completeFields(const AuthOption &option,
                                          const PublicFields &given,
                                          const QMap<QString, SharedSecret> &secrets);

/// InvalidInput with a sentence that names the field when `value` cannot be what `field` asks for. The value is
/// never repeated.
[[nodiscard]] Result<void> checkField(const AuthField &field, QByteArrayView value);

} // namespace drawbridge
