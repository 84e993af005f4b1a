// SPDX-License-Identifier: GPL-3.0-or-later
// drawbridge-bench-watch SCREEN SECONDS PROGRAM [ARGUMENT...]: starts a program on an Xvfb screen and looks at it from
// outside. SCREEN is the file that Xvfb -fbdir keeps its picture in, so looking costs the X server nothing. Prints one
// line of JSON: when the first frame stood there that was not blank, when the picture was the one it kept, and how
// much memory the program held at the end. Then asks the program to end.
//
// Not blank: beside the colour of the empty screen and the one that covers most of what appeared (the window's
// ground), enough points have another. A window that only filled itself with its ground is blank, and so is a pointer.
//
// Linked with nothing but the standard library: what it would share with the program under measurement would not be
// counted as that program's memory.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Points = std::vector<std::uint16_t>;

constexpr std::size_t enoughPoints =
    64; ///< of those looked at, which are one in eight: some 500 pixels
constexpr std::chrono::microseconds lookEvery{700};
constexpr std::chrono::seconds patience{10};
constexpr std::size_t colours = 1U << 15U;

[[noreturn]] void stop(const char *what, const char *about)
{
    std::fprintf(stderr, "drawbridge-bench-watch: %s: %s\n", what, about);
    std::exit(3);
}

/// The picture of an Xvfb screen (X11/XWDFile.h: a head of big-endian words, a table of colours, the pixels).
class Screen
{
public:
    explicit Screen(const char *file)
    {
        const int descriptor = ::open(file, O_RDONLY | O_CLOEXEC);
        struct stat entry
        {};
        if (descriptor < 0 || ::fstat(descriptor, &entry) != 0)
            stop("the screen cannot be read", file);
        m_size = static_cast<std::size_t>(entry.st_size);
        void *mapped = ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, descriptor, 0);
        ::close(descriptor);
        if (mapped == MAP_FAILED || m_size < headSize)
            stop("the screen cannot be read", file);
        m_bytes = static_cast<const unsigned char *>(mapped);
        constexpr std::uint32_t format = 7;
        constexpr std::size_t colourEntry = 12;
        if (word(1) != format || word(11) != 32)
            stop("the screen is not one of 32 bits a pixel", file);
        m_width = word(4);
        m_height = word(5);
        m_line = word(12);
        m_pixels = word(0) + word(19) * colourEntry;
        if (m_pixels + std::size_t{m_line} * m_height > m_size)
            stop("the screen is cut short", file);
    }

    /// One point in eight, five bits a colour.
    void look(Points &points) const
    {
        points.clear();
        for (std::size_t y = 0; y < m_height; y += 4) {
            const unsigned char *line = m_bytes + m_pixels + y * m_line;
            for (std::size_t x = 0; x < m_width; x += 2) {
                std::uint32_t pixel = 0;
                std::memcpy(&pixel, line + x * 4, sizeof pixel);
                points.push_back(static_cast<std::uint16_t>(
                    (pixel >> 9U & 0x7c00U) | (pixel >> 6U & 0x3e0U) | (pixel >> 3U & 0x1fU)));
            }
        }
    }

private:
    static constexpr std::size_t headSize = 100;

    [[nodiscard]] std::uint32_t word(std::size_t number) const
    {
        const unsigned char *at = m_bytes + number * 4;
        return std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U
            | std::uint32_t{at[2]} << 8U | at[3];
    }

    const unsigned char *m_bytes = nullptr;
    std::size_t m_size = 0;
    std::uint32_t m_width = 0;
    std::uint32_t m_height = 0;
    std::uint32_t m_line = 0;
    std::size_t m_pixels = 0;
};

/// How many points are neither the empty screen's nor the window's ground.
std::size_t drawn(const Points &points, std::uint16_t empty)
{
    static std::vector<std::uint32_t> counts(colours);
    std::fill(counts.begin(), counts.end(), 0);
    for (const std::uint16_t point : points)
        ++counts[point];
    const std::size_t covered = points.size() - counts[empty];
    counts[empty] = 0;
    return covered - *std::max_element(counts.begin(), counts.end());
}

std::size_t differing(const Points &a, const Points &b)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        count += static_cast<std::size_t>(a[i] != b[i]);
    return count;
}

/// The server takes the last window of the program before away a little after that has ended.
void waitUntilEmpty(const Screen &screen, Points &points)
{
    const auto until = Clock::now() + patience;
    while (true) {
        screen.look(points);
        if (std::all_of(points.begin(), points.end(), [&points](auto point) {
                return point == points.front();
            }))
            return;
        if (Clock::now() > until)
            stop("the screen does not become empty", "is another program on it?");
        std::this_thread::sleep_for(lookEvery);
    }
}

struct Frame
{
    double ms = 0;
    Points points;
};

struct Times
{
    std::optional<double> first;
    std::optional<double> whole;
};

/// Whole: from then on less changed than a blinking cursor or a figure would.
Times timesOf(const std::vector<Frame> &frames, std::uint16_t empty)
{
    Times times;
    if (frames.empty())
        return times;
    const Points &last = frames.back().points;
    const std::size_t little = std::max(enoughPoints, drawn(last, empty) / 200);
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
        if (differing(frame->points, last) > little)
            break;
        times.whole = frame->ms;
    }
    for (const Frame &frame : frames) {
        if (drawn(frame.points, empty) >= enoughPoints) {
            times.first = frame.ms;
            break;
        }
    }
    return times;
}

class Program
{
public:
    explicit Program(char **command)
    {
        posix_spawnattr_t attributes;
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        sigset_t all;
        ::sigfillset(&all);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        m_started = Clock::now();
        const int failed =
            ::posix_spawnp(&m_process, command[0], nullptr, &attributes, command, environ);
        ::posix_spawnattr_destroy(&attributes);
        if (failed != 0)
            stop(command[0], std::strerror(failed));
        // Before the program's first line, which closes it to everybody but the administrator. An open file stays.
        const std::string file = "/proc/" + std::to_string(m_process) + "/smaps_rollup";
        m_memory = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    }

    /// On the clock that every program of this computer reads.
    [[nodiscard]] double startedAt() const
    {
        return std::chrono::duration<double, std::milli>(m_started.time_since_epoch()).count();
    }
    [[nodiscard]] double ms() const
    {
        return std::chrono::duration<double, std::milli>(Clock::now() - m_started).count();
    }
    [[nodiscard]] bool runs() { return !m_ended && !hasEnded(); }

    /// In KiB, with its part of what it shares with others.
    [[nodiscard]] std::optional<long> memory() const
    {
        std::string text(4096, '\0');
        const ssize_t length = ::read(m_memory, text.data(), text.size());
        const std::size_t line = length > 0 ? text.find("\nPss:") : std::string::npos;
        if (line == std::string::npos)
            return std::nullopt;
        return std::atol(text.c_str() + line + std::strlen("\nPss:"));
    }

    /// Whether it ended when it was asked to.
    bool end()
    {
        ::kill(m_process, SIGTERM);
        const auto until = Clock::now() + patience;
        while (!hasEnded() && Clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const bool ended = m_ended;
        if (!ended) {
            ::kill(m_process, SIGKILL);
            ::waitpid(m_process, nullptr, 0);
        }
        return ended;
    }

private:
    bool hasEnded()
    {
        m_ended = m_ended || ::waitpid(m_process, nullptr, WNOHANG) == m_process;
        return m_ended;
    }

    pid_t m_process = -1;
    int m_memory = -1;
    Clock::time_point m_started;
    bool m_ended = false;
};

std::string number(const std::optional<double> &value)
{
    return value ? std::to_string(*value) : "null";
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc < 4)
        stop("usage", "SCREEN SECONDS PROGRAM [ARGUMENT...]");
    const Screen screen(argv[1]);
    const double length = std::atof(argv[2]) * 1000;
    Points points;
    waitUntilEmpty(screen, points);
    const std::uint16_t empty = points.front();

    std::vector<Frame> frames;
    Points before = points;
    Program program(argv + 3);
    while (program.ms() < length) {
        const double now = program.ms();
        screen.look(points);
        if (points != before) {
            frames.push_back({now, points});
            before = points;
        }
        if (!program.runs())
            stop("it ended by itself", argv[3]);
        std::this_thread::sleep_for(lookEvery);
    }
    const std::optional<long> memory = program.memory();
    const bool ended = program.end();
    const Times times = timesOf(frames, empty);
    std::printf(R"({"startedAtMs": %f, "firstMs": %s, "wholeMs": %s, "memoryKib": %s, )"
                R"("endedWhenAsked": %s})"
                "\n",
                program.startedAt(),
                number(times.first).c_str(),
                number(times.whole).c_str(),
                memory ? std::to_string(*memory).c_str() : "null",
                ended ? "true" : "false");
    return 0;
}
