// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importers/FolderScan.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

namespace fs = std::filesystem;

constexpr qsizetype blockSize = 4 * 1024 * 1024;
constexpr qsizetype overlap = 2 * KeyScanner::longestKey;
constexpr qsizetype mostTold = 10'000;
constexpr qint64 longestWideFile = 64 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("FolderScan", text);
}

QString shown(const fs::path &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {}
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

class Scan
{
public:
    Scan(KeyScanner &scanner, const CancelToken &cancel, const ScanProgress &progress)
        : m_scanner(scanner)
        , m_cancel(cancel)
        , m_progress(progress)
        , m_block(size_t(blockSize + overlap))
    {}
    ~Scan() { ::explicit_bzero(m_block.data(), m_block.size()); }
    Scan(const Scan &) = delete;
    Scan &operator=(const Scan &) = delete;

    [[nodiscard]] bool isStopped() const { return m_cancel.isCancelled() || m_report.cutShort; }
    void folder(const fs::path &path);
    void file(const fs::path &path);
    [[nodiscard]] ScanReport takeReport() { return std::move(m_report); }

private:
    void entry(const fs::directory_entry &entry, std::vector<fs::path> &folders);
    void notRead(const fs::path &path, const QString &why);
    void wideFile(const fs::path &path, int descriptor, bool bigEndian);
    void take(const fs::path &path,
              const QList<KeyInText> &found,
              QByteArrayView text,
              qint64 firstLine,
              qsizetype notBefore);

    KeyScanner &m_scanner;
    const CancelToken &m_cancel;
    const ScanProgress &m_progress;
    std::vector<char> m_block;
    ScanReport m_report;
};

void Scan::notRead(const fs::path &path, const QString &why)
{
    if (m_report.notRead.size() < mostTold)
        m_report.notRead.append({shown(path), why});
}

void Scan::folder(const fs::path &path)
{
    std::vector<fs::path> folders{path};
    while (!folders.empty() && !isStopped()) {
        const fs::path at = std::move(folders.back());
        folders.pop_back();
        std::error_code fault;
        std::vector<fs::directory_entry> entries;
        for (fs::directory_iterator it(at, fault); !fault && it != fs::directory_iterator();
             it.increment(fault))
            entries.push_back(*it);
        if (fault) {
            notRead(at,
                    tr("The folder cannot be opened: %1")
                        .arg(QString::fromStdString(fault.message())));
            continue;
        }
        std::sort(entries.begin(), entries.end());
        std::vector<fs::path> below;
        for (const fs::directory_entry &each : entries) {
            if (isStopped())
                return;
            entry(each, below);
        }
        folders.insert(folders.end(), below.rbegin(), below.rend());
    }
}

void Scan::entry(const fs::directory_entry &entry, std::vector<fs::path> &folders)
{
    std::error_code fault;
    const fs::file_status status = entry.symlink_status(fault);
    if (fault) {
        notRead(entry.path(), QString::fromStdString(fault.message()));
        return;
    }
    switch (status.type()) {
    case fs::file_type::directory:
        if (entry.path().filename() == "objects"
            && entry.path().parent_path().filename() == ".git") {
            notRead(entry.path(),
                    tr("What git keeps of older versions is packed; it was not looked into."));
            return;
        }
        folders.push_back(entry.path());
        return;
    case fs::file_type::regular:
        file(entry.path());
        return;
    case fs::file_type::symlink:
        notRead(entry.path(), tr("A link; it was not followed."));
        return;
    default:
        notRead(entry.path(), tr("Not an ordinary file."));
    }
}

void Scan::take(const fs::path &path,
                const QList<KeyInText> &found,
                QByteArrayView text,
                qint64 firstLine,
                qsizetype notBefore)
{
    qint64 line = firstLine;
    qsizetype counted = 0;
    for (const KeyInText &each : found) {
        if (each.at < notBefore)
            continue;
        line += std::count(text.begin() + counted, text.begin() + each.at, '\n');
        counted = each.at;
        if (m_report.findings.size() >= mostTold) {
            m_report.cutShort = true;
            return;
        }
        m_report.findings.append({shown(path), line, each.key});
    }
    if (m_scanner.wasCutShort())
        m_report.cutShort = true;
}

void Scan::file(const fs::path &path)
{
    const Descriptor opened(
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat about = {};
    if (opened.number() < 0 || ::fstat(opened.number(), &about) != 0) {
        notRead(path, tr("It cannot be read: %1").arg(QString::fromLocal8Bit(std::strerror(errno))));
        return;
    }
    if (!S_ISREG(about.st_mode)) {
        notRead(path, tr("Not an ordinary file."));
        return;
    }
    ++m_report.files;
    qint64 line = 1;    // of the block's first byte
    qsizetype kept = 0; // bytes of the block that were looked at before
    qsizetype told = 0; // of the block: findings that begin before this were told
    bool first = true;
    while (!m_cancel.isCancelled()) {
        const ssize_t got = ::read(opened.number(), m_block.data() + kept, size_t(blockSize));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            notRead(path,
                    tr("It cannot be read to its end: %1")
                        .arg(QString::fromLocal8Bit(std::strerror(errno))));
            return;
        }
        if (got == 0)
            return;
        m_report.bytes += got;
        if (first && got >= 2) {
            const auto a = static_cast<unsigned char>(m_block[0]);
            const auto b = static_cast<unsigned char>(m_block[1]);
            if ((a == 0xFF && b == 0xFE) || (a == 0xFE && b == 0xFF)) {
                wideFile(path, opened.number(), a == 0xFE);
                return;
            }
        }
        first = false;
        const QByteArrayView text(m_block.data(), kept + got);
        const QList<KeyInText> found = m_scanner.find(text);
        take(path, found, text, line, told);
        if (m_progress)
            m_progress(m_report.files, m_report.bytes);
        // A key at the end may go on in the next block: the last bytes are looked at again with it.
        const qsizetype carried = std::min(overlap, text.size());
        const qsizetype from = text.size() - carried;
        line += std::count(text.begin(), text.begin() + from, '\n');
        told = 0;
        for (const KeyInText &each : found)
            told = std::max(told, each.at + each.length - from);
        std::memmove(m_block.data(), m_block.data() + from, size_t(carried));
        kept = carried;
    }
}

void Scan::wideFile(const fs::path &path, int descriptor, bool bigEndian)
{
    struct stat about = {};
    if (::fstat(descriptor, &about) != 0 || about.st_size > longestWideFile) {
        notRead(path, tr("A text of this kind (UTF-16) that is longer than 64 MiB is not read."));
        return;
    }
    QByteArray wide(about.st_size, Qt::Uninitialized);
    const auto got = qsizetype(::pread(descriptor, wide.data(), size_t(wide.size()), 0));
    if (got < wide.size()) {
        const QString why = got < 0 ? QString::fromLocal8Bit(std::strerror(errno))
                                    : tr("it became shorter meanwhile");
        notRead(path, tr("It cannot be read to its end: %1").arg(why));
    }
    QByteArray narrow;
    narrow.reserve(wide.size() / 2);
    for (qsizetype i = 2; i + 1 < got; i += 2) {
        const char high = wide[i + (bigEndian ? 0 : 1)];
        const char low = wide[i + (bigEndian ? 1 : 0)];
        narrow.append(high == 0 ? low : '\x1a');
    }
    take(path, m_scanner.find(narrow), narrow, 1, 0);
    ::explicit_bzero(wide.data(), size_t(wide.size()));
    ::explicit_bzero(narrow.data(), size_t(narrow.size()));
}

} // namespace

Result<ScanReport> scanFiles(const QString &path,
                             KeyScanner &scanner,
                             const CancelToken &cancel,
                             const ScanProgress &progress)
{
    const fs::path at(QFile::encodeName(path).toStdString());
    std::error_code fault;
    const fs::file_status status = fs::status(at, fault);
    if (!fs::exists(status)) {
        return Error{ErrorCode::NotFound,
                     tr("There is no file or folder \"%1\".").arg(path),
                     QString::fromStdString(fault.message())};
    }
    Scan scan(scanner, cancel, progress);
    if (fs::is_directory(status))
        scan.folder(at);
    else
        scan.file(at);
    if (cancel.isCancelled())
        return Error{ErrorCode::Cancelled, tr("The search for keys was stopped."), {}};
    return scan.takeReport();
}

} // namespace drawbridge
