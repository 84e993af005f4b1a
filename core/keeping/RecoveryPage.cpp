// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/RecoveryPage.h"

#include "core/base/CancelToken.h"
#include "core/base/PlainText.h"
#include "core/crypto/RecoveryCode.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QList>
#include <QLocale>
#include <QProcess>
#include <QStandardPaths>
#include <QStringList>

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace drawbridge {

namespace {

constexpr int groups = RecoveryCode::groups;
constexpr int groupLength = RecoveryCode::groupLength;
constexpr qsizetype longestName = 48;
constexpr int textColumns = 72;
constexpr int pageColumns = 88;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

struct Section
{
    QString title;
    QString text;
};

QString nameOn(const RecoveryPage &page)
{
    return plainText(page.businessName, longestName);
}

QString dateOn(const RecoveryPage &page)
{
    return tr("Made on %1. A newer sheet makes this one worthless.")
        .arg(QLocale().toString(page.madeOn, QLocale::LongFormat));
}

QList<Section> sections(const RecoveryPage &page)
{
    return {
        {tr("What this code opens"),
         tr("The records of %1 in Drawbridge: connections, areas, what goes where, timeline and "
            "notes. You need it when the keychain or the vault's passphrase is lost, or on a new "
            "computer.")
             .arg(nameOn(page))},
        {tr("What it does not open"),
         tr("The keys of your apps are not behind this code. Keys that were only in a lost "
            "keychain are gone: get new ones from each app and paste them again. A vault file "
            "with its passphrase, or a backup made with keys, brings them back.")},
        {tr("How to use it"),
         tr("Open the folder of the business, or a copy of it, with Drawbridge and choose to "
            "recover with a sheet. Capital letters, spaces and hyphens do not matter. Each group "
            "has a check of its own, so a slip is told by the number of its group.")},
        {tr("Where to keep it"),
         tr("On paper, away from the computer, where you keep passports and contracts. Do not "
            "photograph it and do not send it. Once it is printed, delete the file it came from. "
            "Whoever has this sheet and a copy of the folder can read the records.")},
    };
}

QStringList wrapped(const QString &text, int columns)
{
    QStringList lines;
    QString line;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (!line.isEmpty() && line.size() + 1 + word.size() > columns) {
            lines.append(line);
            line.clear();
        }
        if (!line.isEmpty())
            line += u' ';
        line += word;
    }
    lines.append(line);
    return lines;
}

/// Stands for a group of the code until fill(). No other text on the page has control characters.
QChar placeOfGroup(int group)
{
    return QChar(static_cast<char16_t>(1 + group));
}

/// The page with the code in its places, without a copy of the code anywhere else.
SecretBytes fill(const QString &form, const SecretBytes &code)
{
    const QByteArray utf8 = form.toUtf8();
    const QByteArrayView codeText = code.reveal();
    SecretBytes filled = SecretBytes::ofSize(utf8.size() + groups * (groupLength - 1));
    std::byte *out = filled.writable().data();
    for (const char byte : utf8) {
        if (byte < 1 || byte > groups) {
            *out++ = static_cast<std::byte>(byte);
            continue;
        }
        std::memcpy(out, codeText.data() + (byte - 1) * (groupLength + 1), groupLength);
        out += groupLength;
    }
    return filled;
}

QString svgText(double x, double y, const QString &style, const QString &text)
{
    return QStringLiteral("<text x=\"%1\" y=\"%2\" %3>%4</text>\n")
        .arg(QString::number(x), QString::number(y), style, text.toHtmlEscaped());
}

QString svgCode(double top)
{
    constexpr double left = 20;
    constexpr double columnWidth = 42.5;
    constexpr double rowHeight = 20;
    QString svg = QStringLiteral("<rect x=\"20\" y=\"%1\" width=\"170\" height=\"%2\" rx=\"3\" "
                                 "fill=\"none\" stroke=\"#16171d\" stroke-width=\"0.5\"/>\n")
                      .arg(top)
                      .arg(2 * rowHeight);
    const QString number =
        QStringLiteral("font-size=\"3\" fill=\"#5b5e6b\" text-anchor=\"middle\"");
    const QString group =
        QStringLiteral("font-size=\"8\" font-family=\"'DejaVu Sans Mono', 'Liberation Mono', "
                       "monospace\" font-weight=\"bold\" text-anchor=\"middle\"");
    for (int i = 0; i < groups; ++i) {
        const double x = left + columnWidth * (0.5 + i % 4);
        const double y = top + rowHeight * (i / 4);
        svg += svgText(x, y + 6, number, QString::number(i + 1));
        svg += svgText(x, y + 15, group, QString(placeOfGroup(i)));
    }
    return svg;
}

} // namespace

SecretBytes toSvgPage(const RecoveryPage &page)
{
    QString svg = QStringLiteral(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" "
        "viewBox=\"0 0 210 297\" font-family=\"Inter, 'DejaVu Sans', sans-serif\" "
        "fill=\"#16171d\">\n<rect width=\"210\" height=\"297\" fill=\"#ffffff\"/>\n");
    const QString title = QStringLiteral("font-size=\"8\" font-weight=\"600\"");
    const QString name = QStringLiteral("font-size=\"6\" font-weight=\"600\"");
    const QString heading = QStringLiteral("font-size=\"4.6\" font-weight=\"600\"");
    const QString body = QStringLiteral("font-size=\"3.7\"");
    svg += svgText(20, 32, title, tr("Drawbridge recovery sheet"));
    svg += svgText(20, 44, name, nameOn(page));
    svg += svgText(20, 52, body, dateOn(page));
    svg += svgCode(62);
    double y = 116;
    const QList<Section> all = sections(page);
    for (const Section &section : all) {
        svg += svgText(20, y, heading, section.title);
        y += 7;
        const QStringList lines = wrapped(section.text, pageColumns);
        for (const QString &line : lines) {
            svg += svgText(20, y, body, line);
            y += 5.6;
        }
        y += 6;
    }
    svg += QStringLiteral("</svg>\n");
    return fill(svg, page.code);
}

SecretBytes toTextPage(const RecoveryPage &page)
{
    QStringList lines{tr("Drawbridge recovery sheet"), nameOn(page)};
    lines += wrapped(dateOn(page), textColumns);
    lines += QString();
    for (int row = 0; row < groups; row += 4) {
        QStringList numbered;
        for (int i = row; i < row + 4; ++i)
            numbered.append(QStringLiteral("%1: %2").arg(i + 1).arg(placeOfGroup(i)));
        lines += QStringLiteral("    ") + numbered.join(QStringLiteral("    "));
    }
    const QList<Section> all = sections(page);
    for (const Section &section : all) {
        lines += QString();
        lines += section.title;
        lines += wrapped(section.text, textColumns);
    }
    lines += QString();
    return fill(lines.join(u'\n'), page.code);
}

namespace {

/// A file that is in memory only, and wiped when it goes.
class MemoryFile
{
public:
    explicit MemoryFile(const SecretBytes &bytes)
        : m_file(memfd_create("drawbridge", MFD_CLOEXEC))
        , m_size(bytes.size())
    {
        m_whole = m_file.isOpen() && writeAll(m_file, bytes.reveal(), {}).isOk()
            && lseek(m_file.get(), 0, SEEK_SET) == 0;
    }
    ~MemoryFile()
    {
        const QByteArray zeros(m_size, '\0');
        // Nothing to do if it fails: the memory goes back to the system, which clears it for its next user.
        [[maybe_unused]] const ssize_t written =
            pwrite(m_file.get(), zeros.constData(), static_cast<size_t>(m_size), 0);
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;

    [[nodiscard]] bool isWhole() const { return m_whole; }
    [[nodiscard]] int get() const { return m_file.get(); }

private:
    FileHandle m_file;
    qsizetype m_size;
    bool m_whole = false;
};

Error noPdf(const QString &detail)
{
    return Error{ErrorCode::Unavailable,
                 tr("A PDF cannot be made on this computer: rsvg-convert (package librsvg2-bin) is "
                    "missing or failed. Choose a file name that ends in .svg."),
                 detail};
}

} // namespace

Result<void> writePdf(const SecretBytes &svg,
                      const FileHandle &out,
                      const CancelToken &cancel,
                      std::chrono::milliseconds timeOut)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("rsvg-convert"));
    const MemoryFile page(svg);
    if (program.isEmpty() || !page.isWhole())
        return noPdf(QStringLiteral("not found"));
    QProcess process;
    // Not through QProcess's own pipes, whose buffers nobody wipes.
    process.setChildProcessModifier([from = page.get(), to = out.get()] {
        dup2(from, STDIN_FILENO);
        dup2(to, STDOUT_FILENO);
    });
    process.start(program, {QStringLiteral("-f"), QStringLiteral("pdf")}, QIODevice::ReadOnly);
    QElapsedTimer timer;
    timer.start();
    while (!process.waitForFinished(100) && process.state() != QProcess::NotRunning) {
        const bool late = timer.hasExpired(timeOut.count());
        if (!late && !cancel.isCancelled())
            continue;
        process.kill();
        process.waitForFinished();
        if (!late)
            return Error{ErrorCode::Cancelled, tr("It was stopped; there is no new sheet."), {}};
        return Error{ErrorCode::TimedOut,
                     tr("Making the PDF took too long. Choose a file name that ends in .svg."),
                     {}};
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return noPdf(QString::fromLocal8Bit(process.readAllStandardError()).left(500));
    return {};
}

} // namespace drawbridge
