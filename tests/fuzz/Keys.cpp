// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/TokenAnswer.h"
#include "core/catalog/Catalog.h"
#include "core/catalog/KeyScanner.h"
#include "core/importers/EnvProposals.h"
#include "core/net/HttpReply.h"
#include "core/net/HttpRequest.h"
#include "tests/fuzz/FuzzTargets.h"

using namespace Qt::StringLiterals;

namespace drawbridge::fuzz {

namespace {

const Catalog &catalog()
{
    static const Result<Catalog> loaded = Catalog::builtIn();
    claim(loaded.isOk(), "the catalog is whole");
    return *loaded;
}

} // namespace

void scan(QByteArrayView bytes)
{
    static Result<KeyScanner> made = KeyScanner::make(catalog().keys());
    claim(made.isOk(), "the scanner can be made");
    qsizetype end = 0;
    for (const KeyInText &found : made->find(bytes)) {
        claim(found.at >= end && found.length > 0 && found.at + found.length <= bytes.size(),
              "what is found lies in the text, in order, and overlaps nothing");
        end = found.at + found.length;
        const QByteArrayView key = bytes.sliced(found.at, found.length);
        claim(key.size() < 12 || catalog().keys().recognize(key).has_value(),
              "what is found is a key by itself");
    }
}

void envFile(QByteArrayView bytes)
{
    const auto file = readEnvFile(bytes);
    if (!file.isOk()) {
        claim(!file.error().what.isEmpty(), "an error has a sentence");
        return;
    }
    qsizetype end = 0;
    for (const EnvEntry &entry : file->entries) {
        claim(entry.at >= end && entry.length > 0 && entry.at + entry.length <= bytes.size(),
              "entries stand one after the other");
        end = entry.at + entry.length;
        claim(bytes.sliced(entry.at, entry.length).contains(entry.name.toLatin1()),
              "an entry stands where it is told");
        claim(entry.value != nullptr, "an entry has a value");
    }
    for (const EnvProposal &proposal : proposeConnections(*file, catalog())) {
        claim(proposal.auth.has_value() != !proposal.whyNot.isEmpty(),
              "a proposal can be connected, or it is told why not");
        claim(!proposal.names.isEmpty() && proposal.line > 0, "a proposal names its settings");
    }
}

void tokenAnswer(QByteArrayView bytes)
{
    if (bytes.size() < 2)
        return;
    HttpReply reply;
    reply.status = 200 + (static_cast<unsigned char>(bytes[0]) & 0x7f) * 3;
    reply.receivedAt = QDateTime(QDate(2026, 11, 26), QTime(12, 0), Qt::UTC);
    reply.body = bytes.sliced(2).toByteArray();
    TokenSpec spec;
    const unsigned quirks = static_cast<unsigned char>(bytes[1]);
    if (quirks & 1U)
        spec.tokensAt = u"/authed_user"_s;
    if (quirks & 2U)
        spec.okPointer = u"/ok"_s;
    if (quirks & 4U)
        spec.keptOfAnswer = {u"instance_url"_s, u"realmId"_s};
    if (quirks & 8U)
        spec.scopeSeparator = u","_s;
    const TokenAnswer answer = readTokenAnswer(spec, reply, HttpRequest());
    if (const auto *grant = std::get_if<TokenGrant>(&answer)) {
        claim(grant->accessToken && !grant->accessToken->reveal().isEmpty(), "a grant has a token");
        claim(!grant->lifetime || grant->lifetime->count() > 0
                  || (grant->lifetime->count() == 0 && grant->refreshToken),
              "a lifetime is one");
        const auto end = endOf(*grant);
        claim(!end || end->isValid(), "an end is a time");
    } else {
        claim(!std::get<TokenRefusal>(answer).what.isEmpty(), "a refusal has a sentence");
    }
}

} // namespace drawbridge::fuzz
