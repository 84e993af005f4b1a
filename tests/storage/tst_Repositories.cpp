// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/DraftRepository.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/Session.h"
#include "core/storage/SettingsRepository.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_Repositories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_database.reset(), m_fixture.reset(); }

    void aConnectionComesBackAsItWas_data();
    void aConnectionComesBackAsItWas();
    void connectionsComeInTheOrderTheyWereMade();
    void anEditOfSomethingOlderIsRefused();
    void whatIsGoneIsNotFound();
    void aConnectionInUseStays();
    void aConnectionNeedsItsArea();
    void aCredentialComesBackAsItWas();
    void aNewKeyMovesTheOthersOn();
    void thereIsOneCurrentKey();
    void entriesOfTheStoreAreFound();
    void removingTakesTheVersionsAlong();
    void aFlowComesBackAsItWas();
    void flowsOfAConnectionGoTogether();
    void areasComeByPosition();
    void settingsAreSetOneByOne();
    void draftsAreReplacedAndTakenAway();
    void intentsTellWhoBeganThem();
    void nothingPrivateIsReadableInTheFile();
    void sealedBytesCannotBeMoved();

private:
    Result<void> write(const std::function<Result<void>(Transaction &)> &work)
    {
        return writeWithEvent(*m_database, work);
    }
    template<typename T>
    Result<T> read(const std::function<Result<T>(ReadView &)> &work)
    {
        return m_database->read<T>(work);
    }
    Result<Connection> stored(const ConnectionId &id)
    {
        return read<Connection>(
            [&id](ReadView &view) { return ConnectionRepository::get(view, id); });
    }
    Result<void> insert(const Connection &connection)
    {
        return write([&](Transaction &tx) { return ConnectionRepository::insert(tx, connection); });
    }
    Credential credentialOf(const Connection &connection)
    {
        Credential credential;
        credential.id = makeId<CredentialId>(m_fixture->clock, m_fixture->random);
        credential.connection = connection.id;
        credential.kind = CredentialKind::ClientSecret;
        credential.label = u"Stripe, Shop (key 1)"_s;
        credential.versions = {versionOf(1, VersionStage::Current)};
        return credential;
    }
    CredentialVersion versionOf(int number, VersionStage stage)
    {
        CredentialVersion version;
        version.id = makeId<CredentialVersionId>(m_fixture->clock, m_fixture->random);
        version.number = number;
        version.stage = stage;
        version.fingerprint = QByteArray(16, char(number));
        version.createdAt = m_fixture->clock.now();
        version.storeKey = u"credential/"_s % QString::number(number);
        return version;
    }
    Flow flowOf(const Connection &from, const Connection &to)
    {
        Flow flow;
        flow.id = makeId<FlowId>(m_fixture->clock, m_fixture->random);
        flow.from = from.id;
        flow.to = to.id;
        flow.dataClasses = {u"contact-details"_s};
        flow.purpose = u"send receipts"_s;
        flow.createdAt = m_fixture->clock.now();
        return flow;
    }

    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
};

Q_DECLARE_METATYPE(drawbridge::Connection)

void tst_Repositories::init()
{
    m_fixture = std::make_unique<StorageFixture>();
    auto opened = m_fixture->create();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
}

void tst_Repositories::aConnectionComesBackAsItWas_data()
{
    QTest::addColumn<Connection>("connection");
    Connection least;
    least.id = ConnectionId(u"least"_s);
    least.createdAt = QDateTime(QDate(1970, 1, 1), QTime(0, 0), QTimeZone::utc());
    QTest::newRow("with next to nothing set") << least;

    Connection most;
    most.id = ConnectionId(u"most"_s);
    most.app = u"shopify"_s;
    most.name = u"Läden & Ärger \"quoted\" \U0001F338"_s;
    most.environment = Environment::Staging;
    most.custody = Custody::HeldElsewhere;
    most.heldBy = u"Zapier"_s;
    most.heldSince = QDate(2024, 2, 29);
    most.shutOffPage = QUrl(u"https://example.com/a%20b?x=1&y=%C3%BC#top"_s);
    most.lookAgainOn = QDate(2026, 5, 1);
    most.owner = u"Ada"_s;
    most.purpose = u"orders\nin two lines"_s;
    most.jobs = {u"read-orders"_s, u"send-receipts"_s};
    most.auth = AuthKind::ClientCredentials;
    most.scopes = {u"read_orders"_s, u"https://example.com/auth/x"_s};
    most.publicFields = {{u"shop"_s, u"my-shop"_s}, {u"empty"_s, u""_s}};
    most.baseUrl = QUrl(u"https://my-shop.example.com:8443/api"_s);
    most.reach = NetworkReach::OnMyNetwork;
    most.trustedAuthorityPem = u"-----BEGIN"_s;
    most.paused = true;
    most.checked = Answer::No;
    ConnectionTest test;
    test.at = QDateTime(QDate(2026, 3, 1), QTime(23, 59, 59, 999), QTimeZone::utc());
    test.ok = true;
    test.status = 200;
    test.latencyMs = 123;
    test.identity = u"My Shop (Berlin)"_s;
    test.granted = {u"read_orders"_s};
    test.grantedKnown = true;
    test.explanation = u"All well."_s;
    most.lastTest = test;
    most.lastLooks = ScopeLooks{test.at,
                                {{u"orders:read"_s, ScopeReading::CanRead, 200},
                                 {u"customers:read"_s, ScopeReading::MayNot, 403},
                                 {u"products:read"_s, ScopeReading::NotTold, 0}},
                                u"The app asks to wait."_s};
    most.notes = QString(10'000, u'n');
    most.createdAt = QDateTime(QDate(2026, 3, 1), QTime(8, 0, 0, 1), QTimeZone::utc());
    most.revision = 7;
    QTest::newRow("with everything set") << most;
}

void tst_Repositories::aConnectionComesBackAsItWas()
{
    QFETCH(Connection, connection);
    VERIFY_OK(insert(connection));
    const auto found = stored(connection.id);
    VERIFY_OK(found);
    const Connection &back = *found;
    QCOMPARE(back.id.text(), connection.id.text());
    QCOMPARE(back.app, connection.app);
    QCOMPARE(back.name, connection.name);
    QCOMPARE(back.environment, connection.environment);
    QCOMPARE(back.custody, connection.custody);
    QCOMPARE(back.heldBy, connection.heldBy);
    QCOMPARE(back.heldSince, connection.heldSince);
    QCOMPARE(back.shutOffPage, connection.shutOffPage);
    QCOMPARE(back.lookAgainOn, connection.lookAgainOn);
    QCOMPARE(back.owner, connection.owner);
    QCOMPARE(back.purpose, connection.purpose);
    QCOMPARE(back.jobs, connection.jobs);
    QCOMPARE(back.auth, connection.auth);
    QCOMPARE(back.scopes, connection.scopes);
    QCOMPARE(back.publicFields, connection.publicFields);
    QCOMPARE(back.baseUrl, connection.baseUrl);
    QCOMPARE(back.reach, connection.reach);
    QCOMPARE(back.trustedAuthorityPem, connection.trustedAuthorityPem);
    QCOMPARE(back.boundary.text(), connection.boundary.text());
    QCOMPARE(back.paused, connection.paused);
    QCOMPARE(back.checked, connection.checked);
    QCOMPARE(back.lastLooks.has_value(), connection.lastLooks.has_value());
    if (connection.lastLooks) {
        QCOMPARE(back.lastLooks->at, connection.lastLooks->at);
        QCOMPARE(back.lastLooks->stoppedBecause, connection.lastLooks->stoppedBecause);
        QCOMPARE(back.lastLooks->looks.size(), connection.lastLooks->looks.size());
        for (qsizetype i = 0; i < connection.lastLooks->looks.size(); ++i) {
            const ScopeLook &before = connection.lastLooks->looks.at(i);
            const ScopeLook &after = back.lastLooks->looks.at(i);
            QCOMPARE(after.scope, before.scope);
            QCOMPARE(toText(after.reading), toText(before.reading));
            QCOMPARE(after.status, before.status);
        }
    }
    QCOMPARE(back.lastTest.has_value(), connection.lastTest.has_value());
    if (connection.lastTest) {
        QCOMPARE(back.lastTest->at, connection.lastTest->at);
        QCOMPARE(back.lastTest->ok, connection.lastTest->ok);
        QCOMPARE(back.lastTest->status, connection.lastTest->status);
        QCOMPARE(back.lastTest->latencyMs, connection.lastTest->latencyMs);
        QCOMPARE(back.lastTest->identity, connection.lastTest->identity);
        QCOMPARE(back.lastTest->granted, connection.lastTest->granted);
        QCOMPARE(back.lastTest->grantedKnown, connection.lastTest->grantedKnown);
        QCOMPARE(back.lastTest->explanation, connection.lastTest->explanation);
    }
    QCOMPARE(back.notes, connection.notes);
    QCOMPARE(back.createdAt, connection.createdAt);
    QCOMPARE(back.revision, connection.revision);
}

void tst_Repositories::connectionsComeInTheOrderTheyWereMade()
{
    for (const QString &name : {u"one"_s, u"two"_s, u"three"_s}) {
        VERIFY_OK(insert(m_fixture->connection(name)));
        m_fixture->clock.advance(std::chrono::seconds(1));
    }
    const auto found =
        read<QList<Connection>>([](ReadView &view) { return ConnectionRepository::list(view); });
    VERIFY_OK(found);
    QStringList names;
    for (const Connection &connection : *found)
        names.append(connection.name);
    QCOMPARE(names, QStringList({u"one"_s, u"two"_s, u"three"_s}));
}

void tst_Repositories::anEditOfSomethingOlderIsRefused()
{
    const Connection made = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(insert(made));
    Connection first = stored(made.id).value();
    Connection second = first;
    first.name = u"First"_s;
    second.name = u"Second"_s;
    VERIFY_OK(write([&](Transaction &tx) { return ConnectionRepository::update(tx, first); }));
    VERIFY_ERROR(ErrorCode::Conflict,
                 write([&](Transaction &tx) { return ConnectionRepository::update(tx, second); }));
    QCOMPARE(stored(made.id)->name, u"First"_s);
    QCOMPARE(stored(made.id)->revision, made.revision + 1);

    const Connection other = m_fixture->connection(u"Other"_s);
    VERIFY_OK(insert(other));
    Flow flow = flowOf(made, other);
    VERIFY_OK(write([&](Transaction &tx) { return FlowRepository::insert(tx, flow); }));
    VERIFY_OK(write([&](Transaction &tx) { return FlowRepository::update(tx, flow); }));
    VERIFY_ERROR(ErrorCode::Conflict,
                 write([&](Transaction &tx) { return FlowRepository::update(tx, flow); }));
}

void tst_Repositories::whatIsGoneIsNotFound()
{
    const Connection never = m_fixture->connection(u"Shop"_s);
    VERIFY_ERROR(ErrorCode::NotFound, stored(never.id));
    VERIFY_ERROR(ErrorCode::NotFound,
                 write([&](Transaction &tx) { return ConnectionRepository::update(tx, never); }));
    VERIFY_ERROR(ErrorCode::NotFound, write([&](Transaction &tx) {
                     return ConnectionRepository::remove(tx, never.id);
                 }));
    VERIFY_ERROR(ErrorCode::NotFound, read<Flow>([](ReadView &view) {
                     return FlowRepository::get(view, FlowId(u"x"_s));
                 }));
    VERIFY_ERROR(ErrorCode::NotFound, read<Credential>([](ReadView &view) {
                     return CredentialRepository::get(view, CredentialId(u"x"_s));
                 }));
    VERIFY_ERROR(ErrorCode::NotFound, read<Boundary>([](ReadView &view) {
                     return BoundaryRepository::get(view, BoundaryId(u"x"_s));
                 }));
    VERIFY_ERROR(ErrorCode::NotFound, write([](Transaction &tx) {
                     return CredentialRepository::setStage(tx,
                                                           CredentialVersionId(u"x"_s),
                                                           VersionStage::Retired);
                 }));
}

void tst_Repositories::aConnectionInUseStays()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    const Connection books = m_fixture->connection(u"Books"_s);
    VERIFY_OK(insert(shop));
    VERIFY_OK(insert(books));
    VERIFY_OK(
        write([&](Transaction &tx) { return FlowRepository::insert(tx, flowOf(shop, books)); }));
    const auto remove = [&](Transaction &tx) { return ConnectionRepository::remove(tx, books.id); };
    VERIFY_ERROR(ErrorCode::Conflict, write(remove));
    VERIFY_OK(write([&](Transaction &tx) { return FlowRepository::removeOf(tx, books.id); }));
    VERIFY_OK(write(remove));
    VERIFY_ERROR(ErrorCode::NotFound, stored(books.id));
}

void tst_Repositories::aConnectionNeedsItsArea()
{
    Connection shop = m_fixture->connection(u"Shop"_s);
    shop.boundary = BoundaryId(u"money"_s);
    VERIFY_ERROR(ErrorCode::Conflict, insert(shop));
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        TRY_DONE(BoundaryRepository::insert(tx, {shop.boundary, u"Money"_s, u"money"_s, 1}));
        return ConnectionRepository::insert(tx, shop);
    }));
    QCOMPARE(stored(shop.id)->boundary.text(), u"money"_s);
    VERIFY_ERROR(ErrorCode::Conflict, write([&](Transaction &tx) {
                     return BoundaryRepository::remove(tx, shop.boundary);
                 }));
}

void tst_Repositories::aCredentialComesBackAsItWas()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(insert(shop));
    Credential credential = credentialOf(shop);
    CredentialVersion &version = credential.versions.first();
    version.endsAt = QDate(2027, 1, 31);
    version.replaceBy = QDate(2026, 12, 1);
    version.sealedValue = QByteArray("\0sealed", 7);
    GrantState grant;
    grant.signedInAt = m_fixture->clock.now().addDays(-3);
    grant.refreshedAt = m_fixture->clock.now();
    grant.accessEndsAt = m_fixture->clock.now().addSecs(3600);
    grant.refreshable = true;
    grant.scopes = {u"orders:read"_s, u"openid"_s};
    grant.scopesKnown = true;
    credential.grant = grant;
    VERIFY_OK(write([&](Transaction &tx) { return CredentialRepository::insert(tx, credential); }));
    const auto found = read<Credential>(
        [&](ReadView &view) { return CredentialRepository::get(view, credential.id); });
    VERIFY_OK(found);
    QCOMPARE(found->connection.text(), shop.id.text());
    QCOMPARE(found->kind, credential.kind);
    QCOMPARE(found->label, credential.label);
    QCOMPARE(found->versions.size(), 1);
    const CredentialVersion &back = found->versions.first();
    QCOMPARE(back.id.text(), version.id.text());
    QCOMPARE(back.number, version.number);
    QCOMPARE(back.stage, version.stage);
    QCOMPARE(back.fingerprint, version.fingerprint);
    QCOMPARE(back.createdAt, version.createdAt);
    QCOMPARE(back.endsAt, version.endsAt);
    QCOMPARE(back.replaceBy, version.replaceBy);
    QCOMPARE(back.storeKey, version.storeKey);
    QCOMPARE(back.sealedValue, version.sealedValue);
    QVERIFY(found->grant.has_value());
    QCOMPARE(found->grant->signedInAt, grant.signedInAt);
    QCOMPARE(found->grant->refreshedAt, grant.refreshedAt);
    QCOMPARE(found->grant->accessEndsAt, grant.accessEndsAt);
    QCOMPARE(found->grant->refreshable, grant.refreshable);
    QCOMPARE(found->grant->scopes, grant.scopes);
    QCOMPARE(found->grant->scopesKnown, grant.scopesKnown);
    QVERIFY(!found->grant->triedAt.isValid());

    grant.accessEndsAt.reset();
    grant.triedAt = m_fixture->clock.now();
    grant.failures = 2;
    grant.fault = RefreshFault::GrantEnded;
    grant.explanation = u"The app said it is over."_s;
    credential.grant = grant;
    credential.label = u"Another"_s;
    VERIFY_OK(write([&](Transaction &tx) { return CredentialRepository::update(tx, credential); }));
    const auto changed = read<Credential>(
        [&](ReadView &view) { return CredentialRepository::get(view, credential.id); });
    VERIFY_OK(changed);
    QCOMPARE(changed->label, credential.label);
    QVERIFY(!changed->grant->accessEndsAt.has_value());
    QCOMPARE(changed->grant->triedAt, grant.triedAt);
    QCOMPARE(changed->grant->failures, 2);
    QVERIFY(changed->grant->hasEnded());
    QCOMPARE(changed->grant->explanation, grant.explanation);
}

void tst_Repositories::aNewKeyMovesTheOthersOn()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(insert(shop));
    const Credential credential = credentialOf(shop);
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        TRY_DONE(CredentialRepository::insert(tx, credential));
        TRY_DONE(CredentialRepository::addCurrentVersion(tx,
                                                         credential.id,
                                                         versionOf(2, VersionStage::Pending)));
        return CredentialRepository::addCurrentVersion(tx,
                                                       credential.id,
                                                       versionOf(3, VersionStage::Pending));
    }));
    const auto found = read<QList<Credential>>(
        [&](ReadView &view) { return CredentialRepository::listOf(view, shop.id); });
    VERIFY_OK(found);
    QCOMPARE(found->size(), 1);
    QStringList stages;
    for (const CredentialVersion &version : found->first().versions)
        stages.append(QString::number(version.number) % u' ' % toText(version.stage));
    QCOMPARE(stages, QStringList({u"3 current"_s, u"2 previous"_s, u"1 retired"_s}));
}

void tst_Repositories::thereIsOneCurrentKey()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(insert(shop));
    const Credential credential = credentialOf(shop);
    VERIFY_OK(write([&](Transaction &tx) { return CredentialRepository::insert(tx, credential); }));
    VERIFY_ERROR(ErrorCode::Conflict, write([&](Transaction &tx) {
                     return CredentialRepository::addVersion(tx,
                                                             credential.id,
                                                             versionOf(2, VersionStage::Current));
                 }));
    VERIFY_ERROR(ErrorCode::Conflict, write([&](Transaction &tx) {
                     return CredentialRepository::addVersion(tx,
                                                             credential.id,
                                                             versionOf(1, VersionStage::Pending));
                 }));
    VERIFY_OK(write([&](Transaction &tx) {
        return CredentialRepository::addVersion(tx,
                                                credential.id,
                                                versionOf(2, VersionStage::Pending));
    }));
}

void tst_Repositories::entriesOfTheStoreAreFound()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(insert(shop));
    Credential credential = credentialOf(shop);
    VERIFY_OK(write([&](Transaction &tx) { return CredentialRepository::insert(tx, credential); }));
    const auto has = [this](const QString &entry) {
        return read<bool>(
            [&entry](ReadView &view) { return CredentialRepository::hasEntry(view, entry); });
    };
    QCOMPARE(has(u"credential/1"_s).value(), true);
    QCOMPARE(has(u"credential/2"_s).value(), false);
    QCOMPARE(has(u""_s).value(), false);
    credential.versions.first().storeKey.clear();
    VERIFY_OK(write([&](Transaction &tx) {
        return CredentialRepository::updateVersion(tx, credential.versions.first());
    }));
    QCOMPARE(has(u"credential/1"_s).value(), false);
}

void tst_Repositories::removingTakesTheVersionsAlong()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(insert(shop));
    const Credential one = credentialOf(shop);
    const Credential two = credentialOf(shop);
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        TRY_DONE(CredentialRepository::insert(tx, one));
        return CredentialRepository::insert(tx, two);
    }));
    VERIFY_OK(write([&](Transaction &tx) { return CredentialRepository::remove(tx, one.id); }));
    const auto left =
        read<QList<Credential>>([](ReadView &view) { return CredentialRepository::list(view); });
    QCOMPARE(left->size(), 1);
    QCOMPARE(left->first().versions.size(), 1);
    VERIFY_OK(write([&](Transaction &tx) { return CredentialRepository::removeOf(tx, shop.id); }));
    VERIFY_OK(write([&](Transaction &tx) { return ConnectionRepository::remove(tx, shop.id); }));
}

void tst_Repositories::aFlowComesBackAsItWas()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    const Connection books = m_fixture->connection(u"Books"_s);
    VERIFY_OK(insert(shop));
    VERIFY_OK(insert(books));
    Flow flow = flowOf(shop, books);
    flow.dataClasses = {u"contact-details"_s, u"order-totals"_s};
    flow.fields = u"name, total"_s;
    flow.trigger = u"every new order"_s;
    flow.carrier = Carrier::Hub;
    flow.carrierName = u"zapier"_s;
    flow.ifTwice = u"nothing"_s;
    flow.ifItFails = u"it is tried again"_s;
    flow.whoHears = u"Ada"_s;
    flow.howKnown = HowKnown::Imported;
    flow.retiredAt = m_fixture->clock.now().addDays(1);
    VERIFY_OK(write([&](Transaction &tx) { return FlowRepository::insert(tx, flow); }));
    const auto found = read<QList<Flow>>([](ReadView &view) { return FlowRepository::list(view); });
    VERIFY_OK(found);
    QCOMPARE(found->size(), 1);
    const Flow &back = found->first();
    QCOMPARE(back.id.text(), flow.id.text());
    QCOMPARE(back.from.text(), flow.from.text());
    QCOMPARE(back.to.text(), flow.to.text());
    QCOMPARE(back.dataClasses, flow.dataClasses);
    QCOMPARE(back.fields, flow.fields);
    QCOMPARE(back.trigger, flow.trigger);
    QCOMPARE(back.carrier, flow.carrier);
    QCOMPARE(back.carrierName, flow.carrierName);
    QCOMPARE(back.purpose, flow.purpose);
    QCOMPARE(back.ifTwice, flow.ifTwice);
    QCOMPARE(back.ifItFails, flow.ifItFails);
    QCOMPARE(back.whoHears, flow.whoHears);
    QCOMPARE(back.howKnown, flow.howKnown);
    QCOMPARE(back.createdAt, flow.createdAt);
    QCOMPARE(back.retiredAt, flow.retiredAt);
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        flow.retiredAt.reset();
        return FlowRepository::update(tx, flow);
    }));
    const auto restored =
        read<Flow>([&](ReadView &view) { return FlowRepository::get(view, flow.id); });
    QVERIFY(!restored->retiredAt);
}

void tst_Repositories::flowsOfAConnectionGoTogether()
{
    const Connection a = m_fixture->connection(u"A"_s);
    const Connection b = m_fixture->connection(u"B"_s);
    const Connection c = m_fixture->connection(u"C"_s);
    for (const Connection &connection : {a, b, c})
        VERIFY_OK(insert(connection));
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        TRY_DONE(FlowRepository::insert(tx, flowOf(a, b)));
        TRY_DONE(FlowRepository::insert(tx, flowOf(b, c)));
        return FlowRepository::insert(tx, flowOf(c, a));
    }));
    VERIFY_OK(write([&](Transaction &tx) { return FlowRepository::removeOf(tx, b.id); }));
    const auto left = read<QList<Flow>>([](ReadView &view) { return FlowRepository::list(view); });
    QCOMPARE(left->size(), 1);
    QCOMPARE(left->first().from.text(), c.id.text());
    VERIFY_OK(write([&](Transaction &tx) { return FlowRepository::remove(tx, left->first().id); }));
}

void tst_Repositories::areasComeByPosition()
{
    VERIFY_OK(write([](Transaction &tx) -> Result<void> {
        TRY_DONE(BoundaryRepository::insert(tx, {BoundaryId(u"a"_s), u"Team"_s, {}, 2}));
        TRY_DONE(BoundaryRepository::insert(tx, {BoundaryId(u"b"_s), u"Money"_s, u"money"_s, 1}));
        return BoundaryRepository::update(tx, {BoundaryId(u"a"_s), u"People"_s, u"team"_s, 0});
    }));
    const auto found =
        read<QList<Boundary>>([](ReadView &view) { return BoundaryRepository::list(view); });
    VERIFY_OK(found);
    QCOMPARE(found->size(), 2);
    QCOMPARE(found->first().name, u"People"_s);
    QCOMPARE(found->first().kind, u"team"_s);
    QCOMPARE(found->last().name, u"Money"_s);
}

void tst_Repositories::settingsAreSetOneByOne()
{
    const auto set = [this](const QJsonObject &settings) {
        return write([&](Transaction &tx) { return SettingsRepository::set(tx, settings); });
    };
    const auto all = [this] {
        return read<QJsonObject>([](ReadView &view) { return SettingsRepository::all(view); });
    };
    QCOMPARE(all().value(), QJsonObject());
    const QJsonObject first{{u"businessName"_s, u"Ada's Flowers"_s},
                            {u"autoLockMinutes"_s, 10},
                            {u"nested"_s, QJsonObject{{u"a"_s, QJsonArray{1, true}}}}};
    VERIFY_OK(set(first));
    QCOMPARE(all().value(), first);
    VERIFY_OK(set({{u"autoLockMinutes"_s, 5}, {u"nested"_s, QJsonValue::Null}}));
    QCOMPARE(all().value(),
             QJsonObject({{u"businessName"_s, u"Ada's Flowers"_s}, {u"autoLockMinutes"_s, 5}}));
}

void tst_Repositories::draftsAreReplacedAndTakenAway()
{
    const auto save = [this](const QString &key, const QString &answer) {
        return m_database->write<void>([&](Transaction &tx) {
            return DraftRepository::save(tx, key, {{u"name"_s, answer}});
        });
    };
    const auto list = [this] {
        return read<QList<Draft>>([](ReadView &view) { return DraftRepository::list(view); });
    };
    VERIFY_OK(save(u"connect/stripe"_s, u"one"_s));
    m_fixture->clock.advance(std::chrono::seconds(1));
    VERIFY_OK(save(u"connect/slack"_s, u"two"_s));
    m_fixture->clock.advance(std::chrono::seconds(1));
    VERIFY_OK(save(u"connect/stripe"_s, u"three"_s));
    QCOMPARE(list()->size(), 2);
    QCOMPARE(list()->first().key, u"connect/stripe"_s);
    QCOMPARE(list()->first().content.value(u"name"_s).toString(), u"three"_s);
    QCOMPARE(list()->first().savedAt, m_fixture->clock.now());
    for (int times = 0; times < 2; ++times) {
        VERIFY_OK(m_database->write<void>(
            [](Transaction &tx) { return DraftRepository::remove(tx, u"connect/stripe"_s); }));
    }
    const auto gone = read<std::optional<Draft>>(
        [](ReadView &view) { return DraftRepository::find(view, u"connect/stripe"_s); });
    VERIFY_OK(gone);
    QVERIFY(!gone->has_value());
}

void tst_Repositories::intentsTellWhoBeganThem()
{
    const auto added = m_database->write<IntentId>([](Transaction &tx) {
        return IntentRepository::add(tx, u"keep-secret"_s, {{u"entry"_s, u"credential/1"_s}});
    });
    VERIFY_OK(added);
    const auto all =
        read<QList<Intent>>([](ReadView &view) { return IntentRepository::list(view); });
    VERIFY_OK(all);
    QCOMPARE(all->size(), 1);
    QCOMPARE(all->first().kind, u"keep-secret"_s);
    QCOMPARE(all->first().payload.value(u"entry"_s).toString(), u"credential/1"_s);
    QCOMPARE(all->first().createdAt, m_fixture->clock.now());
    QVERIFY(all->first().process.isOwn());
    QVERIFY(all->first().process.isAlive());
    const auto abandoned =
        read<QList<Intent>>([](ReadView &view) { return IntentRepository::listAbandoned(view); });
    QCOMPARE(abandoned->size(), 0);
    for (int times = 0; times < 2; ++times) {
        VERIFY_OK(m_database->write<void>(
            [&](Transaction &tx) { return IntentRepository::clear(tx, *added); }));
    }
    QCOMPARE(read<QList<Intent>>([](ReadView &view) {
                 return IntentRepository::list(view);
             })->size(),
             0);
}

void tst_Repositories::nothingPrivateIsReadableInTheFile()
{
    const QString marked = u"Zq7marked"_s;
    Connection shop = m_fixture->connection(marked);
    shop.owner = shop.purpose = shop.notes = shop.heldBy = marked;
    shop.jobs = shop.scopes = {marked};
    shop.publicFields = {{u"shop"_s, marked}};
    shop.baseUrl = shop.shutOffPage = QUrl(u"https://"_s % marked % u".example.com"_s);
    ConnectionTest test;
    test.identity = test.explanation = marked;
    shop.lastTest = test;
    const Connection books = m_fixture->connection(marked);
    Flow flow = flowOf(shop, books);
    flow.dataClasses = {marked};
    flow.fields = flow.trigger = flow.carrierName = flow.purpose = flow.ifTwice = marked;
    flow.ifItFails = flow.whoHears = marked;
    Credential credential = credentialOf(shop);
    credential.label = marked;
    credential.grant = GrantState();
    credential.grant->scopes = {marked};
    credential.grant->explanation = marked;
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        TRY_DONE(ConnectionRepository::insert(tx, shop));
        TRY_DONE(ConnectionRepository::insert(tx, books));
        TRY_DONE(FlowRepository::insert(tx, flow));
        TRY_DONE(CredentialRepository::insert(tx, credential));
        TRY_DONE(BoundaryRepository::insert(tx, {BoundaryId(u"b"_s), marked, {}, 0}));
        TRY_DONE(SettingsRepository::set(tx, {{u"businessName"_s, marked}}));
        TRY_DONE(DraftRepository::save(tx, u"draft"_s, {{u"a"_s, marked}}));
        TRY_DONE(IntentRepository::add(tx, u"kind"_s, {{u"a"_s, marked}}));
        Event event = StorageFixture::event();
        event.actor = marked;
        event.attributes = {{u"a"_s, marked}};
        return EventLog::append(tx, event);
    }));
    QCOMPARE(stored(shop.id)->name, marked);
    m_database.reset();
    QFile file(m_fixture->file(u"workspace.db"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains("test.done"));
    QVERIFY(!bytes.contains(marked.toUtf8()));
    QVERIFY(!bytes.toLower().contains(marked.toLower().toUtf8()));
}

void tst_Repositories::sealedBytesCannotBeMoved()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    const Connection books = m_fixture->connection(u"Books"_s);
    VERIFY_OK(insert(shop));
    VERIFY_OK(insert(books));
    VERIFY_OK(write([&](Transaction &tx) -> Result<void> {
        TRY_DONE(tx.session().change(
            u"UPDATE connections SET sealed = (SELECT sealed FROM connections WHERE id = ?) "
            "WHERE id = ?"_s,
            {shop.id.text(), books.id.text()}));
        return {};
    }));
    VERIFY_OK(stored(shop.id));
    VERIFY_ERROR(ErrorCode::Damaged, stored(books.id));
}

TEST_UNIT(tst_Repositories)
#include "tst_Repositories.moc"
