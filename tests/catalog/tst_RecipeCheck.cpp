// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <functional>

using namespace drawbridge;
using namespace Qt::StringLiterals;

using Change = std::function<void(AppProfile &, KeyRecipe &)>;
Q_DECLARE_METATYPE(Change)

namespace {

/// The Practice Shop's, as a recipe of somebody's real app.
AppProfile shopWithRecipe()
{
    AppProfile profile = *builtIn().app(QStringLiteral("practice-shop"));
    profile.rotation.recipe->tried = false;
    return profile;
}

Result<void> check(const AppProfile &profile)
{
    return checkProfile(profile, {builtIn().dataClasses(), builtIn().keys()}, u"shop.json"_s);
}

} // namespace

class tst_RecipeCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRecipeThatCouldDoHarmIsRefused_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *place, const Change &change) {
            QTest::newRow(name) << change << QString::fromLatin1(place);
        };
        row("made elsewhere", "recipe.make.url", [](AppProfile &, KeyRecipe &r) {
            r.make.url = u"https://evil.example/v1/keys"_s;
        });
        row("made by plain http", "recipe.make.url", [](AppProfile &, KeyRecipe &r) {
            r.make.url = u"http://127.0.0.1:{port}/v1/keys"_s;
        });
        row("listed elsewhere", "recipe.list.url", [](AppProfile &, KeyRecipe &r) {
            r.list->url = u"https://evil.example/v1/keys"_s;
        });
        row("ended elsewhere", "recipe.end.url", [](AppProfile &, KeyRecipe &r) {
            r.end->url = u"https://evil.example/v1/keys/{key.id}"_s;
        });
        row("asked elsewhere", "recipe.ask.url", [](AppProfile &, KeyRecipe &r) {
            r.ask->url = u"https://evil.example/me"_s;
        });
        row("a function that chooses the host", "recipe.end.url", [](AppProfile &p, KeyRecipe &r) {
            p.hosts.append(u"{key.id}.example.com"_s);
            r.end->url = u"https://{key.id}.example.com/x"_s;
        });
        row("a function nobody knows", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/label"_s, u"{new.colour}"_s);
        });
        row("a script for a function", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/label"_s, u"{`id`}"_s);
        });
        row("the key in a body", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/old"_s, u"{key}"_s);
        });
        row("the key in an address", "recipe.make.url", [](AppProfile &, KeyRecipe &r) {
            r.make.url = u"/v1/keys?old={key}"_s;
        });
        row("the sign-in in a body", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/old"_s, u"{accessToken}"_s);
        });
        row("a field of another way to connect",
            "recipe.make.values",
            [](AppProfile &, KeyRecipe &r) { r.make.values.insert(u"/client"_s, u"{clientId}"_s); });
        row("half a brace", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/label"_s, u"{new.label"_s);
        });
        row("braces in braces", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/label"_s, u"{{new.label}}"_s);
        });
        row("a list with something beside it", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.values.insert(u"/scopes"_s, u"all {new.scopes}"_s);
        });
        row("the label in an address", "recipe.make.url", [](AppProfile &, KeyRecipe &r) {
            r.make.url = u"/v1/keys?name={new.label}"_s;
        });
        row("made by a GET", "recipe.make.method", [](AppProfile &, KeyRecipe &r) {
            r.make.method = u"GET"_s;
        });
        row("made by a DELETE", "recipe.make.method", [](AppProfile &, KeyRecipe &r) {
            r.make.method = u"DELETE"_s;
        });
        row("ended by a GET", "recipe.end.method", [](AppProfile &, KeyRecipe &r) {
            r.end->method = u"GET"_s;
        });
        row("a header that is the client's", "recipe.make.headers", [](AppProfile &, KeyRecipe &r) {
            r.make.headers.insert(u"Host"_s, u"evil.example"_s);
        });
        row("a header that is the key's", "recipe.make.headers", [](AppProfile &, KeyRecipe &r) {
            r.make.headers.insert(u"Authorization"_s, u"x"_s);
        });
        row("a header of two lines", "recipe.make.headers", [](AppProfile &, KeyRecipe &r) {
            r.make.headers.insert(u"X\r\nY"_s, u"x"_s);
        });
        row("values without a body", "recipe.make.values", [](AppProfile &, KeyRecipe &r) {
            r.make.body = CallBody::None;
        });
        row("a place in the body that is none",
            "recipe.make.values",
            [](AppProfile &, KeyRecipe &r) { r.make.values.insert(u"label"_s, u"x"_s); });
        row("a key that replaces itself at once",
            "recipe.authority",
            [](AppProfile &, KeyRecipe &r) {
                r.replaces = true;
                r.end.reset();
                r.authority = AuthorityKind::Itself;
            });
        row("replaced and ended", "recipe.end", [](AppProfile &, KeyRecipe &r) {
            r.replaces = true;
        });
        row("replaced and alive", "recipe.oldLives", [](AppProfile &, KeyRecipe &r) {
            r.replaces = true;
            r.end.reset();
            r.oldLivesSeconds = 60;
        });
        row("a lost key nobody finds again", "recipe.list", [](AppProfile &, KeyRecipe &r) {
            r.list.reset();
        });
        row("an old key nobody ends", "recipe.end", [](AppProfile &, KeyRecipe &r) {
            r.end.reset();
        });
        row("ended without saying which", "recipe.end", [](AppProfile &, KeyRecipe &r) {
            r.end->url = u"/v1/keys/last"_s;
        });
        row("an old key without a name", "recipe.idField", [](AppProfile &, KeyRecipe &r) {
            r.ask->idPointer.clear();
        });
        row("a new key without a name", "recipe.answer.id", [](AppProfile &, KeyRecipe &r) {
            r.answer.id.clear();
        });
        row("names that are given and never listed",
            "recipe.list.label",
            [](AppProfile &, KeyRecipe &r) { r.list->label.clear(); });
        row("names that are listed and never given",
            "recipe.list.label",
            [](AppProfile &, KeyRecipe &r) { r.make.values.remove(u"/label"_s); });
        row("another key asked which key this is", "recipe.ask.by", [](AppProfile &, KeyRecipe &r) {
            r.ask->by = AskedBy::Authority;
        });
        row("nothing to ask for", "recipe.ask", [](AppProfile &, KeyRecipe &r) {
            r.idField = u"port"_s;
            r.ask->idPointer.clear();
            r.ask->scopesPointer.clear();
        });
        row("a no without a reason", "recipe.ask.otherwise", [](AppProfile &, KeyRecipe &r) {
            r.ask->mustBeEmpty = {u"/policy"_s};
        });
        row("a secret that stays as it was",
            "recipe.answer.secrets",
            [](AppProfile &, KeyRecipe &r) { r.answer.secrets.clear(); });
        row("a secret read into something public",
            "recipe.answer.publicFields",
            [](AppProfile &, KeyRecipe &r) {
                r.answer.publicFields.insert(u"key"_s, u"/key/value"_s);
            });
        row("a secret that is none", "recipe.answer.secrets", [](AppProfile &, KeyRecipe &r) {
            r.answer.secrets.insert(u"port"_s, u"/key/value"_s);
        });
        row("a place in the answer that is none", "recipe.answer", [](AppProfile &, KeyRecipe &r) {
            r.answer.secrets.insert(u"key"_s, u"key.value"_s);
        });
        row("an id that is a secret", "recipe.idField", [](AppProfile &, KeyRecipe &r) {
            r.idField = u"key"_s;
        });
        row("a cursor without a parameter", "recipe.list.next", [](AppProfile &, KeyRecipe &r) {
            r.list->form = PageForm::Cursor;
            r.list->next = u"/next"_s;
        });
        row("a parameter that is several", "recipe.list.next", [](AppProfile &, KeyRecipe &r) {
            r.list->form = PageForm::Cursor;
            r.list->next = u"/next"_s;
            r.list->parameter = u"a&b"_s;
        });
        row("busy, and nobody knows where it says so",
            "recipe.busy",
            [](AppProfile &, KeyRecipe &r) {
                r.busy = BusyAnswer{u"error/code"_s, {u"Throttling"_s}};
            });
        row("busy, whatever it says", "recipe.busy", [](AppProfile &, KeyRecipe &r) {
            r.busy = BusyAnswer{u"/error/code"_s, {}};
        });
        row("busy, where it says nothing", "recipe.busy", [](AppProfile &, KeyRecipe &r) {
            r.busy = BusyAnswer{u"/error/code"_s, {QString()}};
        });
        row("fewer calls than one step takes", "recipe.rate", [](AppProfile &, KeyRecipe &r) {
            r.rate = CallRate{10, 60};
        });
        row("known again by a secret", "recipe.list.publicFields", [](AppProfile &, KeyRecipe &r) {
            r.list->publicFields = {{u"key"_s, u"/value"_s}};
        });
        const KeyCall exchange{u"PATCH"_s, u"/v1/keys/{key.id}"_s, {}, CallBody::None, {}, {}};
        row("put in place, and nobody can tell which",
            "recipe.list.publicFields",
            [exchange](AppProfile &, KeyRecipe &r) { r.exchange = exchange; });
        row("put in place without saying which",
            "recipe.exchange",
            [exchange](AppProfile &, KeyRecipe &r) {
                r.list->publicFields = {{u"port"_s, u"/port"_s}};
                r.exchange = exchange;
                r.exchange->url = u"/v1/keys/last"_s;
            });
        row("put in place elsewhere", "recipe.exchange.url", [exchange](AppProfile &, KeyRecipe &r) {
            r.list->publicFields = {{u"port"_s, u"/port"_s}};
            r.exchange = exchange;
            r.exchange->url = u"https://evil.example/{key.id}"_s;
        });
        row("put in place by itself", "recipe.authority", [exchange](AppProfile &, KeyRecipe &r) {
            r.list->publicFields = {{u"port"_s, u"/port"_s}};
            r.exchange = exchange;
            r.authority = AuthorityKind::Itself;
        });
        row("a way to connect that is not there", "recipe.auth", [](AppProfile &, KeyRecipe &r) {
            r.auth = {AuthKind::Basic};
        });
        row("keys of no kind", "recipe.auth", [](AppProfile &, KeyRecipe &r) { r.auth.clear(); });
        row("a signing secret with a way to connect",
            "recipe.auth",
            [](AppProfile &, KeyRecipe &r) { r.makes = RecipeMakes::SigningSecret; });
        row("an account of a field that is none",
            "authority.account",
            [](AppProfile &, KeyRecipe &r) { r.account = {u"key"_s}; });
        row("what cannot be done", "recipe.make", [](AppProfile &p, KeyRecipe &) {
            p.rotation.byApi = Answer::No;
        });
        row("tried by nobody", "recipe.tried", [](AppProfile &p, KeyRecipe &r) {
            p.imported = true;
            r.tried = true;
        });
        row("a fact from nowhere", "rotation.recipe", [](AppProfile &, KeyRecipe &r) {
            r.from.source = u"nope"_s;
        });
        row("known without a source", "rotation.recipe", [](AppProfile &, KeyRecipe &r) {
            r.from.source.clear();
        });
    }
    void aRecipeThatCouldDoHarmIsRefused()
    {
        QFETCH(const Change, change);
        QFETCH(const QString, place);
        AppProfile profile = shopWithRecipe();
        VERIFY_OK(check(profile));
        change(profile, *profile.rotation.recipe);
        const auto result = check(profile);
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
        QVERIFY2(result.error().what.contains(place), qPrintable(result.error().what));
    }

    void onlyThePracticeShopsRecipeWasTried()
    {
        QStringList withRecipe;
        for (const AppProfile &app : builtIn().apps()) {
            if (!app.rotation.recipe)
                continue;
            withRecipe.append(app.id);
            const KeyRecipe &recipe = *app.rotation.recipe;
            QCOMPARE(recipe.tried, app.kind == AppKind::Practice);
            if (recipe.makes == RecipeMakes::Key)
                QVERIFY2(app.rotation.byApi == Answer::Yes, qPrintable(app.id));
            QVERIFY2(!recipe.needs.isEmpty(), qPrintable(app.id));
        }
        QVERIFY(withRecipe.contains(u"practice-shop"_s));
    }
};

TEST_UNIT(tst_RecipeCheck)
#include "tst_RecipeCheck.moc"
