// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/GrantBook.h"
#include "tests/support/TestUnit.h"

#include <QJsonDocument>
#include <QRegularExpression>

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QStringList &twoScopes()
{
    static const QStringList scopes{u"orders:read"_s, u"products:read"_s};
    return scopes;
}

} // namespace

class tst_GrantBook : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock{QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC)};
    SystemRandom m_random;

    GrantBook book() { return {m_clock, m_random}; }
    static GivenTokens add(GrantBook &book)
    {
        return book.add(u"program"_s, u"Program"_s, twoScopes(), 3600s);
    }
    static RefreshRefusal faultOf(const std::variant<GivenTokens, RefreshRefusal> &answer)
    {
        return std::get<RefreshRefusal>(answer);
    }

private Q_SLOTS:
    void whatIsGivenHasItsForm()
    {
        GrantBook grants = book();
        const GivenTokens given = add(grants);
        static const QRegularExpression access(u"^pst_live_[A-Za-z0-9]{40}$"_s);
        static const QRegularExpression refresh(u"^psr_live_[A-Za-z0-9]{40}$"_s);
        QVERIFY(access.match(given.access).hasMatch());
        QVERIFY(refresh.match(given.refresh).hasMatch());
        QCOMPARE(given.scopes, twoScopes());
        QVERIFY(grants.find(given.access)->kind == GrantBook::Kind::Access);
        QVERIFY(grants.find(given.refresh)->kind == GrantBook::Kind::Refresh);
        QVERIFY(!grants.find({}));
    }

    void everyRefreshGivesANewPairAndTheAccessTokensBeforeLiveOn()
    {
        GrantBook grants = book();
        const GivenTokens first = add(grants);
        const auto answer = grants.refresh(u"program"_s, first.refresh, std::nullopt, 3600s);
        const GivenTokens &second = std::get<GivenTokens>(answer);
        QVERIFY(second.refresh != first.refresh);
        QCOMPARE(second.grantId, first.grantId);
        QVERIFY(grants.find(second.access));
        QVERIFY(grants.find(first.access));
        QVERIFY(!grants.find(first.refresh));
    }

    void anOldRefreshTokenEndsTheWholeGrant()
    {
        GrantBook grants = book();
        const GivenTokens first = add(grants);
        const GivenTokens other = add(grants);
        GivenTokens last = first;
        for (int round = 0; round < 5; ++round)
            last = std::get<GivenTokens>(
                grants.refresh(u"program"_s, last.refresh, std::nullopt, 3600s));
        QVERIFY(faultOf(grants.refresh(u"program"_s, first.refresh, std::nullopt, 3600s))
                == RefreshRefusal::Reused);
        QVERIFY(!grants.find(last.access));
        QVERIFY(!grants.find(last.refresh));
        QVERIFY(faultOf(grants.refresh(u"program"_s, last.refresh, std::nullopt, 3600s))
                == RefreshRefusal::Unknown);
        QVERIFY(grants.find(other.access)); // another sign-in has nothing to do with it
    }

    void anotherProgramCannotUseIt()
    {
        GrantBook grants = book();
        const GivenTokens given = add(grants);
        QVERIFY(faultOf(grants.refresh(u"other"_s, given.refresh, std::nullopt, 3600s))
                == RefreshRefusal::Unknown);
        QVERIFY(!grants.revoke(u"other"_s, given.refresh, RevokeReach::Grant));
        QVERIFY(!grants.revoke(u"other"_s, given.access, RevokeReach::Grant));
        QVERIFY(grants.find(given.refresh));
        QVERIFY(grants.find(given.access));
    }

    void aRefreshMayNarrowAndNeverWiden()
    {
        GrantBook grants = book();
        const GivenTokens given = add(grants);
        QVERIFY(
            faultOf(grants.refresh(u"program"_s, given.refresh, QStringList{u"keys:admin"_s}, 3600s))
            == RefreshRefusal::Scope);
        QVERIFY(faultOf(grants.refresh(u"program"_s, given.refresh, QStringList(), 3600s))
                == RefreshRefusal::Scope);
        const auto narrow =
            grants.refresh(u"program"_s, given.refresh, QStringList{u"orders:read"_s}, 3600s);
        const GivenTokens tokens = std::get<GivenTokens>(narrow);
        QCOMPARE(grants.find(tokens.access)->token.scopes, QStringList{u"orders:read"_s});
        QCOMPARE(grants.grants().front().scopes, twoScopes());
    }

    void whatARevokedTokenTakesAlong_data()
    {
        QTest::addColumn<int>("reach");
        QTest::addColumn<bool>("isRefresh");
        QTest::addColumn<bool>("accessLives");
        QTest::addColumn<bool>("refreshLives");
        const int grant = static_cast<int>(RevokeReach::Grant);
        const int token = static_cast<int>(RevokeReach::Token);
        QTest::newRow("the refresh token takes all") << grant << true << false << false;
        QTest::newRow("the access token only itself") << grant << false << false << true;
        QTest::newRow("alone, the access token lives on") << token << true << true << false;
        QTest::newRow("alone, the refresh token lives on") << token << false << false << true;
    }
    void whatARevokedTokenTakesAlong()
    {
        QFETCH(int, reach);
        QFETCH(bool, isRefresh);
        QFETCH(bool, accessLives);
        QFETCH(bool, refreshLives);
        GrantBook grants = book();
        const GivenTokens given = add(grants);
        QVERIFY(grants.revoke(u"program"_s,
                              isRefresh ? given.refresh : given.access,
                              static_cast<RevokeReach>(reach)));
        QCOMPARE(grants.find(given.access).has_value(), accessLives);
        QCOMPARE(grants.find(given.refresh).has_value(), refreshLives);
    }

    void grantsOutliveARestartWithoutAValue()
    {
        GrantBook before = book();
        const GivenTokens first = add(before);
        const GivenTokens second =
            std::get<GivenTokens>(before.refresh(u"program"_s, first.refresh, std::nullopt, 3600s));
        const QByteArray text = QJsonDocument(before.toJson()).toJson();
        for (const QString &value : {first.access, first.refresh, second.access, second.refresh})
            QVERIFY(!text.contains(value.mid(9).toLatin1()));
        GrantBook after = book();
        after.load(QJsonDocument::fromJson(text).array());
        QCOMPARE(after.toJson(), before.toJson());
        QVERIFY(after.find(second.access));
        QVERIFY(faultOf(after.refresh(u"program"_s, first.refresh, std::nullopt, 3600s))
                == RefreshRefusal::Reused); // still noticed
    }

    void halfAGrantOpensNothing()
    {
        GrantBook grants = book();
        grants.load({QJsonValue(7),
                     QJsonObject{{u"id"_s, u"grt_x"_s}},
                     QJsonObject{{u"id"_s, u"grt_x"_s},
                                 {u"clientId"_s, u"program"_s},
                                 {u"refreshSha256"_s, u"zz"_s},
                                 {u"spent"_s, QJsonArray{QString()}},
                                 {u"access"_s, QJsonArray{QJsonObject{{u"sha256"_s, u""_s}}}}}});
        QCOMPARE(grants.grants().size(), size_t{1});
        QVERIFY(grants.grants().front().access.empty());
        QVERIFY(!grants.find({}));
        QVERIFY(faultOf(grants.refresh(u"program"_s, {}, std::nullopt, 3600s))
                == RefreshRefusal::Unknown);
    }

    void anEndlessLoopOfSignInsDoesNotFillTheShop()
    {
        GrantBook grants = book();
        const GivenTokens first = add(grants);
        for (size_t i = 0; i < GrantBook::maximum; ++i)
            static_cast<void>(add(grants));
        QCOMPARE(grants.grants().size(), GrantBook::maximum);
        QVERIFY(!grants.find(first.access)); // the oldest went
        GivenTokens last = add(grants);
        for (size_t i = 0; i < GrantBook::accessPerGrant + 3; ++i)
            last = std::get<GivenTokens>(
                grants.refresh(u"program"_s, last.refresh, std::nullopt, 3600s));
        QCOMPARE(grants.grants().back().access.size(), GrantBook::accessPerGrant);
    }
};

TEST_UNIT(tst_GrantBook)
#include "tst_GrantBook.moc"
