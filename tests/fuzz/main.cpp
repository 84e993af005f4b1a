// SPDX-License-Identifier: GPL-3.0-or-later
// Two programs from one file. For the fuzzer (DRAWBRIDGE_LIBFUZZER) the target's name comes in the environment. Else:
//   tests_fuzz TARGET SEEDS   feeds a target its seeds, and what a few thousand fixed changes make of them
#include "tests/fuzz/FuzzTargets.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cstdio>
#include <cstdlib>
#include <random>

namespace drawbridge::fuzz {

std::span<const Target> targets()
{
    static const Target all[] = {
        {"http_request", &httpRequest},
        {"http_reply", &httpReply},
        {"http_date", &httpDate},
        {"address", &address},
        {"profile", &profile},
        {"openapi", &openApi},
        {"recognize", &recognize},
        {"scan", &scan},
        {"env_file", &envFile},
        {"token_answer", &tokenAnswer},
        {"graphviz", &graphviz},
        {"map_svg", &mapSvg},
        {"vault", &vault},
        {"recovery_code", &recoveryCode},
        {"plain_text", &plainText},
    };
    return all;
}

void claim(bool holds, const char *promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

namespace {

const Target *find(const char *name)
{
    for (const Target &target : targets()) {
        if (name && qstrcmp(target.name, name) == 0)
            return &target;
    }
    std::fprintf(stderr, "the targets:");
    for (const Target &target : targets())
        std::fprintf(stderr, " %s", target.name);
    std::fprintf(stderr, "\n");
    return nullptr;
}

} // namespace

} // namespace drawbridge::fuzz

using namespace drawbridge::fuzz;

#ifdef DRAWBRIDGE_LIBFUZZER

static const Target *target = nullptr;

extern "C" int LLVMFuzzerInitialize(int *, char ***);
extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    target = find(std::getenv("DRAWBRIDGE_FUZZ_TARGET"));
    if (!target)
        std::exit(2);
    // What a target makes once (patterns of keys take seconds under the sanitizers) counts for no input's time.
    target->run({});
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    target->run(QByteArrayView(bytes, static_cast<qsizetype>(size)));
    return 0;
}

#else

namespace {

/// One of a few small changes, always the same for the same `random`.
QByteArray changed(QByteArray bytes, const QByteArray &other, std::mt19937 &random)
{
    const auto below = [&random](qsizetype end) {
        return end > 0 ? static_cast<qsizetype>(random() % static_cast<quint32>(end)) : 0;
    };
    for (qsizetype i = below(4); i >= 0; --i) {
        const qsizetype at = below(bytes.size());
        switch (random() % 6) {
        case 0:
            if (!bytes.isEmpty())
                bytes[at] = static_cast<char>(random());
            break;
        case 1:
            bytes.insert(at, static_cast<char>(random()));
            break;
        case 2:
            bytes.remove(at, 1 + below(8));
            break;
        case 3:
            bytes.truncate(at);
            break;
        case 4:
            bytes.insert(at, bytes.mid(below(bytes.size()), below(64)));
            break;
        default:
            bytes.insert(at, other.mid(below(other.size()), below(64)));
        }
    }
    return bytes;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const Target *target = find(argc > 1 ? argv[1] : nullptr);
    if (!target || argc != 3)
        return 2;

    QList<QByteArray> seeds = {QByteArray()};
    const QDir folder(QString::fromLocal8Bit(argv[2]));
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s cannot be read\n", qPrintable(file.fileName()));
            return 1;
        }
        seeds.append(file.readAll());
    }
    if (seeds.size() == 1) {
        std::fprintf(stderr, "%s holds no seeds\n", argv[2]);
        return 1;
    }
    for (const QByteArray &seed : seeds)
        target->run(seed);
    std::mt19937 random(1);
    constexpr int changes = 2000;
    for (int i = 0; i < changes; ++i) {
        const QByteArray &seed =
            seeds[static_cast<qsizetype>(random() % static_cast<quint32>(seeds.size()))];
        const QByteArray &other =
            seeds[static_cast<qsizetype>(random() % static_cast<quint32>(seeds.size()))];
        target->run(changed(seed, other, random));
    }
    std::printf("%s: %lld seeds, %d changes\n",
                target->name,
                static_cast<long long>(seeds.size()),
                changes);
    return 0;
}

#endif
