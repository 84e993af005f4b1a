// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/RecipeReader.h"

#include "core/catalog/ProfileReader.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qint64 tenYears = 10LL * 366 * 24 * 3600;
constexpr qsizetype longestPointer = 200;

QList<AuthKind> readKinds(ObjectReader &in)
{
    QList<AuthKind> kinds;
    for (const QString &word : in.texts("auth"_L1, Need::Optional)) {
        if (const std::optional<AuthKind> kind = fromText<AuthKind>(word))
            kinds.append(*kind);
        else
            in.fail("auth"_L1, QStringLiteral("is none of the words allowed here"));
    }
    return kinds;
}

KeyCall readKeyCall(ObjectReader &in)
{
    KeyCall call;
    call.method = in.text("method"_L1, Need::Required, 10);
    call.url = in.text("url"_L1);
    call.headers = in.textMap("headers"_L1);
    call.body = in.word<CallBody>("body"_L1, CallBody::None);
    call.values = in.textMap("values"_L1);
    call.okPointer = in.text("okPointer"_L1, Need::Optional, longestPointer);
    return call;
}

KeyAsk readAsk(ObjectReader &in)
{
    KeyAsk ask;
    ask.url = in.text("url"_L1);
    ask.by = in.word<AskedBy>("by"_L1);
    ask.idPointer = in.text("id"_L1, Need::Optional, longestPointer);
    ask.scopesPointer = in.text("scopes"_L1, Need::Optional, longestPointer);
    ask.facts = in.textMap("facts"_L1);
    ask.mustBeEmpty = in.texts("mustBeEmpty"_L1, Need::Optional);
    ask.otherwise = in.text("otherwise"_L1, Need::Optional);
    return ask;
}

MadeAnswer readAnswer(ObjectReader &in)
{
    MadeAnswer answer;
    answer.secrets = in.textMap("secrets"_L1);
    answer.publicFields = in.textMap("publicFields"_L1);
    answer.id = in.text("id"_L1, Need::Optional, longestPointer);
    answer.endsAt = in.text("endsAt"_L1, Need::Optional, longestPointer);
    return answer;
}

KeyListing readListing(ObjectReader &in)
{
    KeyListing list;
    list.url = in.text("url"_L1);
    list.headers = in.textMap("headers"_L1);
    list.items = in.text("items"_L1, Need::Required, longestPointer);
    list.id = in.text("id"_L1, Need::Required, longestPointer);
    list.label = in.text("label"_L1, Need::Optional, longestPointer);
    list.createdAt = in.text("createdAt"_L1, Need::Optional, longestPointer);
    in.object("next"_L1, Need::Optional, [&](ObjectReader &next) {
        list.form = next.word<PageForm>("form"_L1);
        list.next = next.text("at"_L1, Need::Required, longestPointer);
        list.parameter = next.text("parameter"_L1, Need::Optional, 40);
        list.more = next.text("more"_L1, Need::Optional, longestPointer);
    });
    list.publicFields = in.textMap("publicFields"_L1);
    list.emptyStatus = int(in.number("emptyStatus"_L1, 400, 499, Need::Optional));
    return list;
}

void readAuthority(ObjectReader &in, KeyRecipe &recipe)
{
    in.object("authority"_L1, Need::Required, [&](ObjectReader &authority) {
        recipe.authority = authority.word<AuthorityKind>("kind"_L1);
        recipe.needs = authority.text("needs"_L1);
        recipe.needsScopes = authority.texts("scopes"_L1, Need::Optional);
        recipe.account = authority.texts("account"_L1, Need::Optional);
    });
}

void readLimits(ObjectReader &in, KeyRecipe &recipe)
{
    recipe.replaces = in.flag("replaces"_L1);
    recipe.sameRights = in.flag("sameRights"_L1, Need::Optional);
    in.object("oldLives"_L1, Need::Optional, [&](ObjectReader &lives) {
        recipe.oldLivesSeconds = lives.number("seconds"_L1, 1, tenYears);
    });
    recipe.worksAfterSeconds = in.number("worksAfterSeconds"_L1, 0, 86'400, Need::Optional);
    recipe.mostKeys = int(in.number("mostKeys"_L1, 0, 100'000, Need::Optional));
    if (const qint64 longest = in.number("longestLabel"_L1, 8, 200, Need::Optional); longest > 0)
        recipe.longestLabel = int(longest);
    if (const QString separator = in.text("scopeSeparator"_L1, Need::Optional, 1);
        !separator.isEmpty())
        recipe.scopeSeparator = separator;
    recipe.scopesLeftOut = in.texts("scopesLeftOut"_L1, Need::Optional);
    in.object("rate"_L1, Need::Optional, [&](ObjectReader &rate) {
        recipe.rate = CallRate{int(rate.number("requests"_L1, 11, 1'000'000)),
                               int(rate.number("seconds"_L1, 1, 86'400)),
                               readProvenance(rate)};
    });
}

} // namespace

KeyRecipe readRecipe(ObjectReader &in)
{
    KeyRecipe recipe;
    recipe.makes = in.word<RecipeMakes>("makes"_L1, RecipeMakes::Key);
    recipe.auth = readKinds(in);
    recipe.fields = in.list<AuthField>("fields"_L1, Need::Optional, readAuthField);
    readAuthority(in, recipe);
    recipe.idField = in.text("idField"_L1, Need::Optional, 40);
    in.object("ask"_L1, Need::Optional, [&](ObjectReader &ask) { recipe.ask = readAsk(ask); });
    in.object("make"_L1, Need::Required, [&](ObjectReader &call) {
        recipe.make = readKeyCall(call);
    });
    in.object("answer"_L1, Need::Required, [&](ObjectReader &answer) {
        recipe.answer = readAnswer(answer);
    });
    in.object("list"_L1, Need::Optional, [&](ObjectReader &list) {
        recipe.list = readListing(list);
    });
    in.object("exchange"_L1, Need::Optional, [&](ObjectReader &call) {
        recipe.exchange = readKeyCall(call);
    });
    in.object("end"_L1, Need::Optional, [&](ObjectReader &call) { recipe.end = readKeyCall(call); });
    in.object("busy"_L1, Need::Optional, [&](ObjectReader &busy) {
        recipe.busy = BusyAnswer{busy.text("at"_L1, Need::Required, longestPointer),
                                 busy.texts("codes"_L1),
                                 readProvenance(busy)};
    });
    readLimits(in, recipe);
    recipe.note = in.text("note"_L1, Need::Optional);
    recipe.tried = in.flag("tried"_L1);
    recipe.from = readProvenance(in);
    return recipe;
}

} // namespace drawbridge
