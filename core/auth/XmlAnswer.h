// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/HttpReply.h"

#include <QJsonValue>

namespace drawbridge {

/// What some apps answer in XML, as the JSON it would be: an element is a member of its parent, one without elements
/// is a text, and elements called "member" are a list. Attributes and namespaces are passed over. Undefined for what
/// is no XML, declares entities, or is too deep or long to be an answer.
[[nodiscard]] QJsonValue jsonFromXml(const QByteArray &xml);

/// Puts JSON in place of the body of a reply that says it is XML, so that everybody reads one form. All other replies,
/// and XML that is none, stay as they are.
void readXmlAsJson(HttpReply &reply);

} // namespace drawbridge
