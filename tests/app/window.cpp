// SPDX-License-Identifier: GPL-3.0-or-later
// process_window FOLDER: the window that is shipped, with an ear. Each line on standard input is a JSON object that
// asks for one thing, each line on standard output answers it. For tests/app/*.py.
//
//   {"do": "tell"}                                  what it shows
//   {"do": "list", "name": NAME}                    lists a connection, as its list of apps does
//   {"do": "set-up", "name": NAME}                  by mouse and keyboard, from the first start
//   {"do": "connect", "name": NAME, "port": .., "ca": FILE, "key": .., "wrong": ..}
//                                                   by mouse and keyboard, through the three screens of Connect
//   {"do": "lock"}, {"do": "unlock", "passphrase": ..}
//                                                   as "Lock now" and the unlock screen do
#include "app/window/WindowProgram.h"
#include "core/secrets/ProcessHardening.h"
#include "core/workspace/Workspace.h"
#include "tests/tour/MainJob.h"
#include "ui/shell/MainWindow.h"

#include <QApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTemporaryDir>

#include <unistd.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

void say(const QJsonObject &object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

QString phaseName(Phase phase)
{
    switch (phase) {
    case Phase::Closed:
    case Phase::Opening:
        return u"opening"_s;
    case Phase::FirstRun:
        return u"first-run"_s;
    case Phase::Locked:
        return u"locked"_s;
    case Phase::Open:
        return u"open"_s;
    case Phase::Unusable:
        return u"unusable"_s;
    }
    return {};
}

class Ear final : public QObject
{
public:
    Ear(WindowProgram &program, const QString &pictures)
        : m_program(program)
        , m_pictures(pictures)
        , m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        connect(&m_input, &QSocketNotifier::activated, this, &Ear::hear);
    }

private:
    void hear()
    {
        std::array<char, 4096> room{};
        const ssize_t got = ::read(STDIN_FILENO, room.data(), room.size());
        if (got <= 0) {
            QCoreApplication::quit();
            return;
        }
        m_heard.append(room.data(), got);
        const qsizetype end = m_heard.indexOf('\n');
        if (end < 0)
            return;
        const QJsonObject wish = QJsonDocument::fromJson(m_heard.first(end)).object();
        m_heard.remove(0, end + 1);
        m_input.setEnabled(false); // one at a time: driving the window runs its event loop
        grant(wish);
        m_input.setEnabled(true);
    }

    void grant(const QJsonObject &wish)
    {
        const QString what = wish.value(u"do"_s).toString();
        const QString name = wish.value(u"name"_s).toString();
        Tour tour(m_program.window(), m_pictures);
        if (what == u"tell"_s) {
            tell();
        } else if (what == u"list"_s) {
            list(name);
        } else if (what == u"lock"_s) {
            Q_EMIT m_program.window().lockRequested();
            tell();
        } else if (what == u"unlock"_s) {
            QByteArray passphrase = wish.value(u"passphrase"_s).toString().toUtf8();
            Q_EMIT m_program.window().unlockRequested(
                passphrase.isEmpty() ? SharedSecret() : share(SecretBytes::takeFrom(passphrase)));
            tell();
        } else if (what == u"set-up"_s) {
            setUpBusiness(tour, name);
            tell();
        } else if (what == u"connect"_s) {
            connectPracticeShop(tour,
                                {wish.value(u"port"_s).toString(),
                                 wish.value(u"ca"_s).toString(),
                                 wish.value(u"key"_s).toString(),
                                 wish.value(u"wrong"_s).toString()},
                                name);
            tell();
        } else {
            say({{u"error"_s, u"there is no such wish"_s}});
        }
    }

    void list(const QString &name)
    {
        ListConnection command;
        command.app = u"hubspot"_s;
        command.name = name;
        command.owner = u"Ada"_s;
        command.purpose = u"contacts"_s;
        command.heldBy = u"Zapier"_s;
        whenDone(m_program.workspace().dispatch(command),
                 this,
                 [](const Result<ConnectionView> &done) {
                     if (done.isOk())
                         say({{u"id"_s, done->connection.id.text()}});
                     else
                         say({{u"error"_s, done.error().what}, {u"detail"_s, done.error().detail}});
                 });
    }

    void tell() const
    {
        const Workspace &space = m_program.workspace();
        const auto snapshot = space.snapshot();
        QJsonArray names;
        for (const Connection &connection : snapshot->connections)
            names.append(connection.name);
        QJsonArray flows;
        for (const Flow &flow : snapshot->flows) {
            if (!flow.retiredAt)
                flows.append(flow.id.text());
        }
        QJsonArray tested;
        for (const Connection &connection : snapshot->connections) {
            if (connection.lastTest)
                tested.append(connection.lastTest->at.toUTC().toString(Qt::ISODateWithMs));
        }
        say({{u"phase"_s, phaseName(space.phase())},
             {u"sentence"_s, space.phaseError().what},
             {u"names"_s, names},
             {u"flows"_s, flows},
             {u"tested"_s, tested},
             {u"events"_s, snapshot->eventCount}});
    }

    WindowProgram &m_program;
    QString m_pictures;
    QSocketNotifier m_input;
    QByteArray m_heard;
};

} // namespace

int main(int argc, char *argv[])
{
    hardenProcess();
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"drawbridge"_s);
    if (argc < 2)
        return 2;
    const QTemporaryDir pictures;
    WindowProgram::Options options;
    options.folder = QDir(QString::fromLocal8Bit(argv[1])).absolutePath();
    auto program = WindowProgram::start(app, options);
    if (!program) {
        std::fprintf(stderr, "%s\n", qPrintable(program.error().what));
        return 3;
    }
    const Ear ear(**program, pictures.path());
    return QApplication::exec();
}
