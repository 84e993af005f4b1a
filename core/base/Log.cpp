// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"

#include "core/base/PlainText.h"

#include <fcntl.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mutex>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

std::mutex loggerMutex;
std::shared_ptr<spdlog::logger> currentLogger;

std::shared_ptr<spdlog::logger> logger()
{
    const std::lock_guard lock(loggerMutex);
    if (!currentLogger) {
        auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        currentLogger = std::make_shared<spdlog::logger>("drawbridge", sink);
        currentLogger->set_level(spdlog::level::warn);
        currentLogger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    }
    return currentLogger;
}

spdlog::level::level_enum spdLevel(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

void takeQtMessage(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    const LogLevel level = type == QtDebugMsg ? LogLevel::Debug
        : type == QtInfoMsg                   ? LogLevel::Info
        : type == QtWarningMsg                ? LogLevel::Warning
                                              : LogLevel::Error;
    writeLog(level, QLatin1StringView("qt"), text);
}

} // namespace

void writeLog(LogLevel level, QLatin1StringView room, const QString &text)
{
    const QString line = u'[' % room % u"] "_s % plainText(text, 4000);
    logger()->log(spdLevel(level), "{}", line.toStdString());
}

void logError(QLatin1StringView room, const Error &error)
{
    writeLog(LogLevel::Warning,
             room,
             toText(error.code) % u": "_s % error.what
                 % (error.detail.isEmpty() ? QString() : QString(u" ("_s % error.detail % u')')));
}

void startLog(const QString &folder, LogLevel lowest)
{
    std::shared_ptr<spdlog::logger> made;
    if (folder.isEmpty()) {
        made = std::make_shared<spdlog::logger>("drawbridge",
                                                std::make_shared<spdlog::sinks::stderr_sink_mt>());
    } else {
        const std::string file = QString(folder % u"/drawbridge.log"_s).toStdString();
        // Made here first, so that it is never readable by others, whatever the umask.
        const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (fd >= 0)
            ::close(fd);
        try {
            spdlog::file_event_handlers handlers;
            handlers.after_open = [](const spdlog::filename_t &name, std::FILE *) {
                ::chmod(name.c_str(), 0600);
            };
            made = std::make_shared<spdlog::logger>(
                "drawbridge",
                std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file,
                                                                       1024 * 1024,
                                                                       5,
                                                                       false,
                                                                       handlers));
        } catch (const spdlog::spdlog_ex &) {
            made =
                std::make_shared<spdlog::logger>("drawbridge",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
        }
        made->flush_on(spdlog::level::info);
    }
    made->set_level(spdLevel(lowest));
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    {
        const std::lock_guard lock(loggerMutex);
        currentLogger = std::move(made);
    }
    qInstallMessageHandler(takeQtMessage);
}

} // namespace drawbridge
