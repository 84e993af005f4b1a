// SPDX-License-Identifier: GPL-3.0-or-later
// drawbridge-bench-rotate ROUNDS KEYS: so many keys fall due and are replaced, at an app on this computer each of whose
// answers takes 200 ms. Prints one line of JSON: the milliseconds of each round, and what they are at best: as many rows of
// keys as there are at once, each as long as the calls of one key one after the other.
#include "core/rotation/RulesStore.h"
#include "tests/rotation/RotationFixture.h"
#include "tests/support/FakeSecretStore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds answerTime{200};

[[noreturn]] void stop(const Error &error)
{
    std::fprintf(stderr,
                 "drawbridge-bench-rotate: %s %s\n",
                 qPrintable(error.what),
                 qPrintable(error.detail));
    std::exit(3);
}

template<typename T>
T must(Result<T> result)
{
    if (!result)
        stop(result.error());
    return result.takeValue();
}

void must(const Result<void> &result)
{
    if (!result)
        stop(result.error());
}

/// Each answer comes after 200 ms, whatever it took to make it.
class SlowSender final : public HttpSender
{
public:
    SlowSender(HttpSender &real, std::atomic<int> &calls)
        : m_real(real)
        , m_calls(calls)
    {}
    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override
    {
        ++m_calls;
        const auto due = std::chrono::steady_clock::now() + answerTime;
        HttpAttempt answer = m_real.attempt(request, cancel);
        std::this_thread::sleep_until(due);
        return answer;
    }

private:
    HttpSender &m_real;
    std::atomic<int> &m_calls;
};

struct Measured
{
    double taken = 0;
    double ideal = 0;
    int callsPerKey = 0;
};

Measured measure(int keys, const Catalog &catalog)
{
    const QTemporaryDir folder;
    ShiftedClock clock;
    ShopUnderTest shop(clock);
    std::atomic<int> calls = 0;
    RotationFixture::Setting setting;
    setting.folder = folder.filePath(u"business"_s);
    setting.store = std::make_shared<FakeSecretStore>(SecretsKind::Keychain);
    setting.clock = &clock;
    setting.catalog = catalog;
    setting.sender = [&calls](HttpSender &real) {
        return std::make_unique<SlowSender>(real, calls);
    };
    must(RotationFixture::create(setting));
    const auto business = must(RotationFixture::open(setting));
    static_cast<void>(
        must(business->connect(shop, u"Office"_s, shop.ownerKey(), QDate(9999, 1, 1))));
    const QDate today = clock.now().toLocalTime().date();
    for (int i = 0; i < keys; ++i)
        static_cast<void>(
            must(business->connect(shop, u"Shop %1"_s.arg(i), shop.makeKey(u"Shop"_s), today)));
    QElapsedTimer timer;
    timer.start();
    const RotatedDue report = must(business->rotations().rotateDue({}, {}));
    Measured measured;
    measured.taken = double(timer.nsecsElapsed()) / 1e6;
    int finished = 0;
    for (const Rotation &one : report.rotations)
        finished += one.phase == RotationPhase::Finished ? 1 : 0;
    if (finished != keys || shop.madeKeys().size() != keys)
        stop({ErrorCode::Internal,
              u"Not every key was replaced:"_s,
              u"%1 of %2, %3 live"_s.arg(finished).arg(keys).arg(shop.madeKeys().size())});
    measured.callsPerKey = calls / keys;
    const int rows = (keys + Rotations::atOnce - 1) / Rotations::atOnce;
    measured.ideal = double(rows) * measured.callsPerKey * double(answerTime.count());
    return measured;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    const int rounds = words.value(1).toInt();
    const int keys = words.value(2).toInt();
    if (rounds < 1 || keys < 1)
        stop({ErrorCode::InvalidInput, u"ROUNDS KEYS"_s, {}});
    const Catalog catalog = must(Catalog::builtIn());
    QJsonArray taken;
    QJsonArray ideal;
    int callsPerKey = 0;
    for (int round = 0; round < rounds; ++round) {
        const Measured measured = measure(keys, catalog);
        taken.append(measured.taken);
        ideal.append(measured.ideal);
        callsPerKey = measured.callsPerKey;
    }
    const QJsonObject all{{u"rotate"_s, taken},
                          {u"ideal"_s, ideal},
                          {u"callsPerKey"_s, callsPerKey},
                          {u"atOnce"_s, Rotations::atOnce}};
    std::printf("%s\n", QJsonDocument(all).toJson(QJsonDocument::Compact).constData());
    return 0;
}
