// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "tests/workspace/SharedBusiness.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

OpenApiDescription described(const QByteArray &title, const QByteArray &address)
{
    const Result<OpenApiDescription> read = readOpenApi(
        "openapi: 3.0.3\ninfo: {title: " + title + ", version: '1'}\nservers: [{url: '" + address
        + "'}]\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}}}\n" + "paths: {}\n");
    return read ? *read : OpenApiDescription();
}

AddConnection connectionOf(const AppId &app, const QString &name)
{
    AddConnection command = SharedBusiness::connectionNamed(name, "key of it");
    command.details.app = app;
    command.details.baseUrl.clear();
    command.details.secrets = {{u"key"_s, share(SecretBytes::copyOf("key of it"))}};
    return command;
}

} // namespace

/// An app that was imported is there at once, before every door of the business, and goes as it came.
class tst_KeptApps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_business = std::make_unique<SharedBusiness>();
        m_door = m_business->door(u"ada (window)"_s);
        VERIFY_OK(m_business->make(*m_door, SecretsKind::Keychain));
        m_other = m_business->door(u"ada (drawbridgectl)"_s);
        VERIFY_OK(wait(m_other->open()));
        connect(m_door.get(), &Workspace::changed, this, [this](Topics topics) {
            m_told.append(topics);
        });
    }
    void cleanup()
    {
        m_other.reset();
        m_door.reset();
        m_business.reset();
        m_told.clear();
    }

    void whatIsKeptIsThereWhenTheAnswerComes()
    {
        const auto kept =
            wait(m_door->dispatch(KeepApp{described("Till", "https://api.till.example"), {}}));
        VERIFY_OK(kept);
        QCOMPARE(kept->id, u"till"_s);
        QVERIFY(m_door->catalog().app(kept->id) != nullptr);
        QCOMPARE(m_told, QList<Topics>{Topic::Apps | Topic::Events});
        VERIFY_OK(wait(m_door->dispatch(connectionOf(kept->id, u"Till"_s))));
        QCOMPARE(m_door->snapshot()->connections.size(), 1);
    }

    void whatAnotherProcessKeepsIsThereToo()
    {
        VERIFY_OK(
            wait(m_other->dispatch(KeepApp{described("Till", "https://api.till.example"), {}})));
        QVERIFY(hears([this] { return m_door->catalog().app(u"till"_s) != nullptr; }));
        QVERIFY(m_told.last() & Topic::Apps);
        // Not shown only: it can be connected.
        VERIFY_OK(wait(m_door->dispatch(connectionOf(u"till"_s, u"Till"_s))));
        QVERIFY(hears([this] { return m_other->snapshot()->connections.size() == 1; }));
        VERIFY_ERROR(ErrorCode::Conflict, wait(m_other->dispatch(RemoveKeptApp{u"till"_s})));
        QVERIFY(m_other->catalog().app(u"till"_s) != nullptr);
    }

    void whatAnotherProcessRemovesIsGone()
    {
        VERIFY_OK(
            wait(m_door->dispatch(KeepApp{described("Till", "https://api.till.example"), {}})));
        const Catalog &before = m_door->catalog();
        const AppProfile *shown = before.app(u"till"_s);
        QVERIFY(shown != nullptr);
        VERIFY_OK(wait(m_other->dispatch(RemoveKeptApp{u"till"_s})));
        QVERIFY(hears([this] { return m_door->catalog().app(u"till"_s) == nullptr; }));
        // Who still looks at it reads what it was.
        QCOMPARE(shown->name, u"Till"_s);
        QCOMPARE(shown->hosts, QStringList{u"api.till.example"_s});
        QVERIFY(before.app(u"till"_s) == shown);
        VERIFY_ERROR(ErrorCode::NotFound,
                     wait(m_door->dispatch(connectionOf(u"till"_s, u"Till"_s))));
    }

    void aKeyGoesNowhereItsOwnerHasNotSeen()
    {
        VERIFY_OK(
            wait(m_door->dispatch(KeepApp{described("Till", "https://api.till.example"), {}})));
        // Removed and imported anew with another address, before this door hears of it.
        QString there;
        for (int attempt = 0; attempt < 20 && (there.isEmpty() || shownHost() == there); ++attempt) {
            const QByteArray host = "evil" + QByteArray::number(attempt) + ".example";
            there = QString::fromLatin1(host);
            VERIFY_OK(wait(m_other->dispatch(RemoveKeptApp{u"till"_s})));
            VERIFY_OK(wait(m_other->dispatch(KeepApp{described("Till", "https://" + host), {}})));
        }
        QVERIFY(shownHost() != there);
        VERIFY_ERROR(ErrorCode::Conflict,
                     wait(m_door->dispatch(connectionOf(u"till"_s, u"Till"_s))));
        QVERIFY(m_door->snapshot()->connections.isEmpty());
        // The try has brought the news; from then on it goes by what is shown.
        QVERIFY(hears([&] { return shownHost() == there; }));
        VERIFY_OK(wait(m_door->dispatch(connectionOf(u"till"_s, u"Till"_s))));
    }

    void nothingIsToldWhereNoAppCame()
    {
        const Catalog before = m_door->catalog();
        VERIFY_OK(wait(m_door->dispatch(SharedBusiness::connectionNamed(u"Till"_s, "key"))));
        QVERIFY(m_door->catalog() == before);
        QVERIFY(!(m_told.last() & Topic::Apps));
    }

    void theOwnersNameIsTakenOrRefused()
    {
        const OpenApiDescription file = described("Till", "https://api.till.example");
        const auto kept = wait(m_door->dispatch(KeepApp{file, u"  Counter   two "_s}));
        VERIFY_OK(kept);
        QCOMPARE(kept->name, u"Counter two"_s);
        QCOMPARE(m_door->catalog().app(kept->id)->name, u"Counter two"_s);
        VERIFY_ERROR(ErrorCode::Conflict, wait(m_door->dispatch(KeepApp{file, u"Stripe"_s})));
        VERIFY_ERROR(ErrorCode::Conflict, wait(m_door->dispatch(KeepApp{file, u"Counter Two"_s})));
        // Of a file that names itself so, another name is made, as nobody chose it.
        const auto named =
            wait(m_door->dispatch(KeepApp{described("Stripe", "https://a.example"), {}}));
        VERIFY_OK(named);
        QVERIFY(named->name != u"Stripe"_s);
    }

    void manyComeAndGoWhileOthersRead()
    {
        // Each answer of a worker is of one catalog, whole, and each catalog that was shown stays as it was.
        QList<QFuture<Result<OpenApiProfile>>> coming;
        QList<QFuture<Result<ConnectionView>>> adding;
        for (int i = 0; i < 12; ++i) {
            const QByteArray name = "Shelf " + QByteArray::number(i);
            coming.append(
                m_door->dispatch(KeepApp{described(name, "https://api.shelf.example"), {}}));
            coming.append(m_other->dispatch(
                KeepApp{described("Other " + name, "https://api.shelf.example"), {}}));
            adding.append(m_door->dispatch(connectionOf(u"shelf-0"_s, u"C%1"_s.arg(i))));
        }
        for (const auto &future : coming)
            VERIFY_OK(wait(future));
        for (const auto &future : adding) {
            const auto added = wait(future);
            QVERIFY2(added.isOk() || added.error().code == ErrorCode::NotFound,
                     qPrintable(added.isOk() ? QString() : added.error().what));
        }
        QVERIFY(hears([this] {
            return m_door->catalog().app(u"other-shelf-11"_s)
                && m_door->catalog().app(u"shelf-11"_s)
                && m_other->catalog().app(u"other-shelf-11"_s)
                && m_other->catalog().app(u"shelf-11"_s);
        }));
        QCOMPARE(m_door->catalog().apps().size(), m_other->catalog().apps().size());
    }

private:
    QString shownHost() const
    {
        const AppProfile *app = m_door->catalog().app(u"till"_s);
        return app ? app->hosts.value(0) : QString();
    }
    template<typename T>
    static Result<T> wait(const QFuture<Result<T>> &future)
    {
        return SharedBusiness::wait(future);
    }
    template<typename Condition>
    static bool hears(Condition condition)
    {
        return QTest::qWaitFor(condition, 30000);
    }

    std::unique_ptr<SharedBusiness> m_business;
    std::unique_ptr<Workspace> m_door;
    std::unique_ptr<Workspace> m_other;
    QList<Topics> m_told;
};

TEST_UNIT(tst_KeptApps)
#include "tst_KeptApps.moc"
