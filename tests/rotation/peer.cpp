// SPDX-License-Identifier: GPL-3.0-or-later
// rotation_peer WHAT FOLDER KEYCHAIN ID [--die N] [--one-only] [--by-hand]: replaces a key as the programs do, through the
// same runner and with stores on disk; each moment that a death could leave behind is a step that is said on standard
// output, and the process ends with SIGKILL in the one of that number. `rotate` and `give` (the new key on standard
// input) take a key's id, `settle` goes on until nothing is left to do without somebody.
// KEYCHAIN is a folder with one that outlives the process, or "system".
#include "core/secrets/KeychainStore.h"
#include "tests/keeping/StandInKeychain.h"
#include "tests/rotation/RotationFixture.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

/// Counts the moments, and ends the process in one of them.
class Steps
{
public:
    explicit Steps(int last)
        : m_last(last)
    {}
    void reach(const QString &step)
    {
        const std::lock_guard lock(m_mutex);
        say(step);
        if (++m_reached == m_last)
            ::kill(::getpid(), SIGKILL);
    }

private:
    std::mutex m_mutex;
    int m_last;
    int m_reached = 0;
};

/// How far the clock was moved on is kept, so that time does not go back from one process to the next.
class KeptShift
{
public:
    explicit KeptShift(const QString &file)
        : m_file(file)
    {}
    [[nodiscard]] qint64 read() const
    {
        QFile file(m_file);
        return file.open(QIODevice::ReadOnly) ? file.readAll().toLongLong() : 0;
    }
    void write(qint64 ahead) const
    {
        QFile file(m_file);
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::number(ahead)) < 0)
            qFatal("the clock cannot be kept");
    }

private:
    QString m_file;
};

Result<Rotation> run(RotationFixture &business, const QString &what, const QString &id, bool byHand)
{
    const CredentialId credential(id);
    if (what == u"rotate") {
        StartRotation command;
        command.credential = credential;
        command.byHand = byHand;
        TRY(begun, business.rotations().start(command, {}));
        return byHand ? begun : business.settle(begun.id);
    }
    if (what == u"give") {
        TRY(open, business.openRotation(credential));
        if (!open)
            return Error{ErrorCode::NotFound, u"Nothing is being replaced."_s, {}};
        std::string value;
        std::getline(std::cin, value);
        GiveNewKey command;
        command.id = open->id;
        command.secrets.insert(u"key"_s, share(SecretBytes::copyOf(QByteArrayView(value))));
        TRY(given, business.rotations().give(command, {}));
        return business.settle(given.id);
    }
    return business.settle(RotationId(id));
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({QCommandLineOption(u"die"_s, {}, u"N"_s),
                       QCommandLineOption(u"one-only"_s),
                       QCommandLineOption(u"by-hand"_s)});
    parser.process(app);
    const QStringList words = parser.positionalArguments();
    if (words.size() != 4)
        return 2;
    Steps steps(parser.value(u"die"_s).toInt());
    const bool isOneOnly = parser.isSet(u"one-only"_s);
    const bool isSystem = words[2] == u"system";
    const KeptShift shift(isSystem ? QString() : words[2] + u"/clock"_s);
    ShiftedClock clock;
    clock.setAhead(shift.read());
    SystemRandom random;
    const auto catalog = catalogFor(isOneOnly ? ShopKeys::OneOnly : ShopKeys::LiveSideBySide);
    if (!catalog.isOk()) {
        std::fprintf(stderr,
                     "%s %s\n",
                     qPrintable(catalog.error().what),
                     qPrintable(catalog.error().detail));
        return 3;
    }
    RotationFixture::Setting setting;
    setting.folder = words[1];
    if (isSystem)
        setting.store = std::make_shared<KeychainStore>();
    else
        setting.store = std::make_shared<StandInKeychain>(words[2], random);
    setting.clock = &clock;
    setting.catalog = *catalog;
    setting.actor = u"bob (peer)"_s;
    setting.onStep = [&steps](const QString &step) { steps.reach(step); };
    if (isOneOnly)
        setting.sender = [](HttpSender &real) { return std::make_unique<OneKeySender>(real); };
    const auto business = RotationFixture::open(setting);
    if (!business.isOk()) {
        std::fprintf(stderr, "%s\n", qPrintable(business.error().what));
        return 3;
    }
    if (!isSystem)
        (*business)->onWait = [&] { shift.write(clock.ahead()); };
    const Result<Rotation> done = run(**business, words[0], words[3], parser.isSet(u"by-hand"_s));
    if (!done.isOk()) {
        std::fprintf(stderr,
                     "%s: %s (%s)\n",
                     qPrintable(toText(done.error().code)),
                     qPrintable(done.error().what),
                     qPrintable(done.error().detail));
        return 3;
    }
    say(u"rests "_s % toText(done->phase));
    return 0;
}
