// SPDX-License-Identifier: GPL-3.0-or-later
// A key is replaced by a process that is killed at every moment of it, and gone on with by another; the shop's own list
// of keys says what came of it. DRAWBRIDGE_KILL_PAIRS=all: every pair of two deaths; =none, where each process takes
// long: none, and every fifth death.
#include "tests/keeping/StandInKeychain.h"
#include "tests/rotation/RotationFixture.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

struct Ended
{
    bool wasKilled = false;
    int status = 0;
    QStringList steps;
    QString errors;
    [[nodiscard]] QString last() const { return steps.isEmpty() ? errors : steps.last(); }
};

/// A business on disk, between the processes that work on it.
class KilledBusiness
{
public:
    explicit KilledBusiness(ShopUnderTest &shop, ShopKeys keys)
        : m_shop(shop)
        , m_keys(keys)
        , m_folder(QFileInfo(u"/dev/shm"_s).isWritable() ? u"/dev/shm/drawbridge-kills-XXXXXX"_s
                                                         : u"drawbridge-kills-XXXXXX"_s)
    {}

    Result<void> make()
    {
        TRY_DONE(RotationFixture::create(setting()));
        TRY(open, RotationFixture::open(setting()));
        TRY_DONE(open->connect(m_shop, u"Office"_s, m_shop.ownerKey()));
        TRY(till, open->connect(m_shop, u"Till"_s, m_shop.makeKey(u"Till"_s)));
        m_till = till;
        return {};
    }

    Ended run(const QString &what,
              const QString &id,
              int die,
              const QStringList &more = {},
              const QByteArray &input = {})
    {
        QStringList words{what,
                          m_folder.filePath(u"business"_s),
                          keychain(),
                          id,
                          u"--die"_s,
                          QString::number(die)};
        if (m_keys == ShopKeys::OneOnly)
            words.append(u"--one-only"_s);
        QProcess process;
        process.start(QStringLiteral(ROTATION_PEER), words + more);
        process.write(input);
        process.closeWriteChannel();
        Ended ended;
        if (!process.waitForFinished(60'000)) {
            process.kill();
            process.waitForFinished();
            ended.errors = u"it did not end"_s;
            ended.status = 3;
            return ended;
        }
        ended.wasKilled = process.exitStatus() == QProcess::CrashExit;
        ended.status = process.exitCode();
        ended.steps =
            QString::fromUtf8(process.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
        ended.errors = QString::fromUtf8(process.readAllStandardError());
        return ended;
    }

    /// Looks without taking part: what a killed process left stays as it is.
    Result<std::unique_ptr<RotationFixture>> look()
    {
        RotationFixture::Setting looking = setting();
        looking.justLooking = true;
        return RotationFixture::open(looking);
    }

    [[nodiscard]] CredentialId till() const { return m_till; }

private:
    [[nodiscard]] QString keychain() const { return m_folder.filePath(u"keychain"_s); }
    RotationFixture::Setting setting()
    {
        RotationFixture::Setting made;
        made.folder = m_folder.filePath(u"business"_s);
        if (!m_store)
            m_store = std::make_shared<StandInKeychain>(keychain(), m_random);
        made.store = m_store;
        QFile shift(keychain() + u"/clock"_s);
        if (shift.open(QIODevice::ReadOnly))
            m_clock.setAhead(shift.readAll().toLongLong());
        made.clock = &m_clock;
        static const Catalog twoLive = catalogFor(ShopKeys::LiveSideBySide).takeValue();
        static const Catalog oneOnly = catalogFor(ShopKeys::OneOnly).takeValue();
        made.catalog = m_keys == ShopKeys::OneOnly ? oneOnly : twoLive;
        return made;
    }

    ShopUnderTest &m_shop;
    ShopKeys m_keys;
    QTemporaryDir m_folder;
    SystemRandom m_random;
    ShiftedClock m_clock;
    std::shared_ptr<SecretStore> m_store;
    CredentialId m_till;
};

} // namespace

class tst_RotationKills : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_shop.isOpen()); }

    void killedAtEveryMoment_data()
    {
        QTest::addColumn<bool>("byHand");
        QTest::addColumn<bool>("isOneOnly");
        QTest::newRow("by call, two live") << false << false;
        QTest::newRow("by call, one only") << false << true;
        QTest::newRow("by hand, two live") << true << false;
        QTest::newRow("by hand, one only") << true << true;
    }
    void killedAtEveryMoment()
    {
        QFETCH(const bool, byHand);
        QFETCH(const bool, isOneOnly);
        const ShopKeys keys = isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide;
        const int stride = pairs() == Pairs::None ? 5 : 1;
        int cases = 0;
        for (int die = 1;; die += stride) {
            const auto killed = killedOnce(keys, byHand, die, 0);
            VERIFY_OK(killed);
            if (!*killed)
                break;
            ++cases;
            QVERIFY2(cases < 200, "it never gets to its end");
        }
        QVERIFY2(cases * stride >= 10, qPrintable(QString::number(cases)));
        qInfo("%d deaths", cases);
    }

    void killedTwice_data() { killedAtEveryMoment_data(); }
    void killedTwice()
    {
        QFETCH(const bool, byHand);
        QFETCH(const bool, isOneOnly);
        if (pairs() == Pairs::None)
            QSKIP("DRAWBRIDGE_KILL_PAIRS=none");
        const bool isEvery = pairs() == Pairs::Every;
        const ShopKeys keys = isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide;
        const int stride = isEvery || (!byHand && !isOneOnly) ? 1 : 3;
        int cases = 0;
        bool isEnd = false;
        for (int first = 1; !isEnd; first += stride) {
            QVERIFY2(first < 200, "it never gets to its end");
            // Two of each otherwise, early and late ones in turn.
            const QList<int> some{1 + first * 5 % 11, 1 + first * 3 % 7};
            for (int second = 1; isEvery || second <= some.size(); ++second) {
                const auto killed =
                    killedOnce(keys, byHand, first, isEvery ? second : some[second - 1]);
                VERIFY_OK(killed);
                isEnd = !*killed;
                if (isEnd)
                    break;
                cases += m_diedTwice ? 1 : 0;
                if (isEvery && !m_diedTwice)
                    break;
            }
        }
        QVERIFY2(cases * stride >= 5, qPrintable(QString::number(cases)));
        qInfo("%d pairs of deaths", cases);
    }

private:
    enum class Pairs { None, Some, Every };
    static Pairs pairs()
    {
        const QString wish = qEnvironmentVariable("DRAWBRIDGE_KILL_PAIRS");
        return wish == u"all" ? Pairs::Every : wish == u"none" ? Pairs::None : Pairs::Some;
    }

    Result<void> wrong(const Ended &ended, const QString &what)
    {
        return Error{ErrorCode::Internal,
                     what,
                     ended.last() % u" after "_s % QString::number(ended.steps.size())
                         % u" steps "_s % ended.errors};
    }

    /// Its owner makes a new key at the shop, once.
    void giveByHand(bool isOneOnly, QByteArray &given)
    {
        if (!given.isEmpty())
            return;
        if (isOneOnly) {
            for (const QString &key : m_shop.madeKeys())
                m_shop.endKey(key);
        }
        given = m_shop.makeKey(u"Till (2)"_s) + '\n';
    }

    /// False: it got to its end before. `second`: the one that goes on is killed as well.
    Result<bool> killedOnce(ShopKeys keys, bool byHand, int first, int second)
    {
        const QSet<QString> others = m_shop.madeKeys();
        for (const QString &id : others)
            m_shop.endKey(id);
        m_diedTwice = false;
        const bool isOneOnly = keys == ShopKeys::OneOnly;
        KilledBusiness business(m_shop, keys);
        TRY_DONE(business.make());
        QByteArray given;
        const auto begin = [&](int die) {
            if (!byHand)
                return business.run(u"rotate"_s, business.till().text(), die);
            Ended begun = business.run(u"rotate"_s, business.till().text(), die, {u"--by-hand"_s});
            if (begun.wasKilled || begun.status != 0)
                return begun;
            giveByHand(isOneOnly, given);
            const int before = static_cast<int>(begun.steps.size()) - 1; // "rests" is none
            Ended gave = business.run(u"give"_s,
                                      business.till().text(),
                                      die > 0 ? die - before : 0,
                                      {},
                                      given);
            return gave;
        };
        const Ended died = begin(first);
        if (!died.wasKilled && died.status != 0)
            TRY_DONE(wrong(died, u"It failed."_s));
        TRY_DONE(judge(business, keys, byHand, false, died));
        RotationId id;
        {
            TRY(looked, business.look());
            TRY(known, looked->rotationsOf(business.till()));
            if (!known.isEmpty())
                id = known.last().id;
        }
        if (!died.wasKilled) {
            TRY_DONE(judge(business, keys, byHand, true, died));
            return false;
        }
        if (!id.isValid())
            return true; // it died before it had begun
        if (second > 0) {
            Ended again = business.run(u"settle"_s, id.text(), second);
            const int before = static_cast<int>(again.steps.size()) - 1;
            if (byHand && !again.wasKilled && again.last() == u"rests by-hand" && second > before) {
                giveByHand(isOneOnly, given);
                again = business.run(u"give"_s, business.till().text(), second - before, {}, given);
            }
            if (!again.wasKilled && again.status != 0)
                TRY_DONE(wrong(again, u"It could not be gone on with."_s));
            m_diedTwice = again.wasKilled;
            TRY_DONE(judge(business, keys, byHand, false, again));
        }
        Ended settled = business.run(u"settle"_s, id.text(), 0);
        if (settled.status != 0 || settled.wasKilled)
            TRY_DONE(wrong(settled, u"It could not be gone on with."_s));
        // Its owner has pasted it, and does so again where it was not kept.
        if (byHand && settled.last() == u"rests by-hand") {
            giveByHand(isOneOnly, given);
            settled = business.run(u"give"_s, business.till().text(), 0, {}, given);
            if (settled.status != 0 || settled.wasKilled)
                TRY_DONE(wrong(settled, u"The new key was not taken."_s));
        }
        TRY_DONE(judge(business, keys, byHand, true, died));
        return true;
    }

    Result<void> judge(
        KilledBusiness &business, ShopKeys keys, bool byHand, bool isAtRest, const Ended &died)
    {
        TRY(looked, business.look());
        QStringList found = wrongWith(m_shop, *looked, business.till(), isAtRest);
        TRY(known, looked->rotationsOf(business.till()));
        const bool isReconnect = !known.isEmpty() && known.last().phase == RotationPhase::Reconnect;
        if (keys == ShopKeys::OneOnly) {
            // Between the making and the keeping there is none, which is told beforehand; and by hand its owner has it.
            if (!isAtRest)
                return {};
            if (isReconnect)
                return known.last().problem.isEmpty() ? wrong(died, u"It ends without a word."_s)
                                                      : Result<void>();
        }
        if (byHand && !isAtRest)
            found.removeIf([](const QString &one) { return one.contains(u"nobody has"_s); });
        if (!found.isEmpty())
            return wrong(died, found.join(u"; "_s));
        if (!isAtRest)
            return {};
        if (known.isEmpty() || known.last().phase != RotationPhase::Finished)
            return wrong(died,
                         u"It rests: "_s
                             % (known.isEmpty() ? u"nowhere"_s : toText(known.last().phase)));
        const qsizetype live = m_shop.madeKeys().size();
        if (live != 1)
            return wrong(died, QString::number(live) % u" keys live."_s);
        return {};
    }

    SystemClock m_clock;
    ShopUnderTest m_shop{m_clock};
    bool m_diedTwice = false;
};

TEST_UNIT(tst_RotationKills)
#include "tst_RotationKills.moc"
