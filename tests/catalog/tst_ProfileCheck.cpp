// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <functional>

using namespace drawbridge;
using namespace Qt::StringLiterals;

using Change = std::function<void(AppProfile &)>;
Q_DECLARE_METATYPE(Change)

class tst_ProfileCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatHangsTogetherWronglyIsRefused_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *place, Change change) {
            QTest::newRow(name) << change << QString::fromLatin1(place);
        };
        row("an id with capitals", "id", [](AppProfile &p) { p.id = u"Stripe"_s; });
        row("an id that leaves its folder", "id", [](AppProfile &p) { p.id = u"../x"_s; });
        row("a colour that is none", "tile.colour", [](AppProfile &p) { p.tile.colour = u"red"_s; });
        row("a job that needs an unknown scope", "jobs.refund", [](AppProfile &p) {
            p.jobs[3].scopes.append(u"nope"_s);
        });
        row("a job with unknown data", "jobs.refund", [](AppProfile &p) {
            p.jobs[3].dataClasses = {u"nope"_s};
        });
        row("two jobs of one id", "jobs.refund", [](AppProfile &p) { p.jobs[0].id = u"refund"_s; });
        row("a scope with unknown data", "scopes.", [](AppProfile &p) {
            p.scopes[0].dataClasses = {u"nope"_s};
        });
        row("two scopes of one name", "scopes.", [](AppProfile &p) {
            p.scopes[1].name = p.scopes[0].name;
        });
        row("a scope request that is no path", "scopes.", [](AppProfile &p) {
            p.scopes[0].requests[0].path = u"x"_s;
        });
        row("a look that leads elsewhere", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->path = u"https://evil.example/x"_s;
        });
        row("a look that needs what nobody typed", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->path = u"/v1/{nope}"_s;
        });
        row("a look that shows the key in its address", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->path = u"/v1/x?key={key}"_s;
        });
        row("a look without a yes", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->allowed.clear();
        });
        row("a look without a no", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->denied.clear();
        });
        row("a look whose yes is its no", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->denied.append(200);
        });
        row("a look that takes no key for a small one", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->denied.append(401);
        });
        row("a look from nowhere", "readProbe", [](AppProfile &p) {
            p.scopes[0].readProbe->from.source = u"nope"_s;
        });
        row("a key format of another app", "keyFormats", [](AppProfile &p) {
            p.keyFormats = {u"github-classic-token"_s};
        });
        row("plain http", "address.baseUrl", [](AppProfile &p) {
            p.baseUrl = u"http://api.stripe.com"_s;
        });
        row("a name and password in the address", "address.baseUrl", [](AppProfile &p) {
            p.baseUrl = u"https://a:b@api.stripe.com"_s;
        });
        row("an address with a query", "address.baseUrl", [](AppProfile &p) {
            p.baseUrl = u"https://api.stripe.com?x=1"_s;
        });
        row("a base address elsewhere", "address.baseUrl", [](AppProfile &p) {
            p.baseUrl = u"https://api.evil.example"_s;
        });
        row("a test address elsewhere", "address.testBaseUrl", [](AppProfile &p) {
            p.testBaseUrl = u"https://evil.example"_s;
        });
        row("no base address", "address.baseUrl", [](AppProfile &p) { p.baseUrl.clear(); });
        row("a host left to a field", "address.hosts", [](AppProfile &p) {
            p.auth[0].fields.append({u"host"_s, u"Host"_s});
            p.hosts = {u"{host}"_s};
            p.baseUrl = u"https://{host}"_s;
        });
        row("a secret in an address", "address.hosts", [](AppProfile &p) {
            p.hosts = {u"{key}.stripe.com"_s};
            p.baseUrl = u"https://{key}.stripe.com"_s;
        });
        row("a host with a slash", "address.hosts", [](AppProfile &p) {
            p.hosts.append(u"stripe.com/x"_s);
        });
        row("an unknown field in a page", "setUp.page", [](AppProfile &p) {
            p.setUp.page = u"https://x.example/{nope}"_s;
        });
        row("a script as a page", "setUp.page", [](AppProfile &p) {
            p.setUp.page = u"javascript:alert(1)"_s;
        });
        row("a file as a page", "shutOff.page", [](AppProfile &p) {
            p.shutOff.page = u"file:///etc/passwd"_s;
        });
        row("no page to shut it off", "shutOff.page", [](AppProfile &p) { p.shutOff.page.clear(); });
        row("no way to connect", "auth", [](AppProfile &p) { p.auth.clear(); });
        row("a way to connect twice", "auth", [](AppProfile &p) { p.auth.append(p.auth[0]); });
        row("a request that names an unknown field", "request", [](AppProfile &p) {
            p.auth[0].request.format = u"Bearer {nope}"_s;
        });
        row("a request without the key", "request", [](AppProfile &p) {
            p.auth[0].request.format = u"Bearer"_s;
        });
        row("a signature without a region", "request", [](AppProfile &p) {
            p.auth[0].request = {KeyPlacement::AwsV4, {}, {}, u"{key}"_s, u"{key}"_s};
        });
        row("a signature without a secret", "request", [](AppProfile &p) {
            p.auth[0].request = {KeyPlacement::AwsV4, u"us-east-1"_s, {}, u"{key}"_s, u"x"_s};
        });
        row("a header with a line break", "request", [](AppProfile &p) {
            p.auth[0].request.name = u"X\r\nY"_s;
        });
        row("a field twice", "auth.api-key", [](AppProfile &p) {
            p.auth[0].fields.append(p.auth[0].fields[0]);
        });
        row("a pattern that is none", "fields.key", [](AppProfile &p) {
            p.auth[0].fields[0].pattern = u"(["_s;
        });
        row("a secret example that looks whole", "fields.key", [](AppProfile &p) {
            p.auth[0].fields[0].example = u"abc"_s;
        });
        row("a secret with a default", "fields.key", [](AppProfile &p) {
            p.auth[0].fields[0].defaultValue = u"abc"_s;
        });
        row("a public example that does not fit", "fields.shop", [](AppProfile &p) {
            AuthField field{u"shop"_s, u"Shop"_s};
            field.pattern = u"[a-z]+"_s;
            field.example = u"9"_s;
            p.auth[0].fields.append(field);
        });
        row("taken from a field that is not there", "fields.dc", [](AppProfile &p) {
            AuthField field{u"dc"_s, u"Dc"_s};
            field.takenFrom = u"nope"_s;
            field.takenBy = u"(.)"_s;
            p.auth[0].fields.append(field);
        });
        row("sign-in without addresses", "tokens", [](AppProfile &p) {
            p.auth[0].kind = AuthKind::OAuth;
        });
        row("tokens where a key is asked for", "tokens", [](AppProfile &p) {
            p.auth[0].tokens = TokenSpec{};
        });
        row("tokens from elsewhere", "tokens", [](AppProfile &p) {
            p.auth[0].kind = AuthKind::ClientCredentials;
            p.auth[0].tokens = TokenSpec{};
            p.auth[0].tokens->tokenUrl = u"https://evil.example/token"_s;
        });
        row("a probe that changes something", "probe", [](AppProfile &p) {
            p.probe->method = u"POST"_s;
        });
        row("a probe elsewhere", "probe", [](AppProfile &p) {
            p.probe->path = u"https://evil.example/me"_s;
        });
        row("a probe that cannot tell a refusal", "probe", [](AppProfile &p) {
            p.probe->invalid.statuses.clear();
        });
        row("codes without a place", "probe", [](AppProfile &p) {
            p.probe->invalid.codes = {u"x"_s};
        });
        row("a control call that changes something", "control", [](AppProfile &p) {
            p.control->method = u"DELETE"_s;
        });
        row("shutting off elsewhere", "shutOff.api", [](AppProfile &p) {
            p.shutOff.api = ApiCall{u"POST"_s, u"https://evil.example/revoke"_s};
        });
        row("a scheme for unsigned messages", "webhook", [](AppProfile &p) {
            p.webhook.kind = WebhookKind::Unsigned;
        });
        row("signed by nothing", "webhook", [](AppProfile &p) { p.webhook.scheme.clear(); });
        row("no sources", "sources", [](AppProfile &p) { p.sources.clear(); });
        row("a source without an address", "sources.rak", [](AppProfile &p) {
            p.sources[0].url.clear();
        });
        row("a source by plain http", "sources.rak", [](AppProfile &p) {
            p.sources[0].url = QUrl(u"http://x.example"_s);
        });
        row("two sources of one id", "sources", [](AppProfile &p) {
            p.sources[1].id = p.sources[0].id;
        });
        row("a fact from nowhere", "overlap", [](AppProfile &p) {
            p.overlap.from.source = u"nope"_s;
        });
        row("verified without a source", "setUp", [](AppProfile &p) {
            p.setUp.from.source.clear();
        });
        row("an answer without a source", "toolFacts", [](AppProfile &p) {
            p.toolFacts.roles.answer = FactAnswer::Yes;
        });
        row("a source for an unknown answer", "toolFacts", [](AppProfile &p) {
            p.toolFacts.roles.from = {u"rak"_s, Confidence::Unverified};
        });
    }
    void whatHangsTogetherWronglyIsRefused()
    {
        QFETCH(Change, change);
        QFETCH(QString, place);
        AppProfile profile = *builtIn().app(u"stripe"_s);
        const ProfileSurroundings around{builtIn().dataClasses(), builtIn().keys()};
        VERIFY_OK(checkProfile(profile, around, u"stripe.json"_s));
        change(profile);
        const auto result = checkProfile(profile, around, u"stripe.json"_s);
        VERIFY_ERROR(ErrorCode::InvalidInput, result);
        QVERIFY2(result.error().what.contains(place), qPrintable(result.error().what));
    }
    void whatWeMakeOurselvesNeedsNoPage()
    {
        const ProfileSurroundings around{builtIn().dataClasses(), builtIn().keys()};
        for (const QString &id : {u"practice-shop"_s, u"other"_s})
            VERIFY_OK(checkProfile(*builtIn().app(id), around, id));
    }
};

TEST_UNIT(tst_ProfileCheck)
#include "tst_ProfileCheck.moc"
