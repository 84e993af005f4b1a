// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/PlainText.h"

namespace drawbridge {

namespace {

enum class LineBreaks { AsSpace, Kept };

QString cleaned(QStringView text, qsizetype maxLength, LineBreaks breaks)
{
    QString out;
    out.reserve(qMin(text.size(), maxLength));
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (out.size() >= maxLength) {
            if (!out.isEmpty() && out.back().isHighSurrogate())
                out.chop(1);
            out += QChar(0x2026);
            break;
        }
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            const char32_t point = QChar::surrogateToUcs4(c, text.at(i + 1));
            if (QChar::category(point) != QChar::Other_Format) {
                out += c;
                out += text.at(i + 1);
            }
            ++i;
            continue;
        }
        if (c.isSurrogate())
            continue;
        if (c == u'\n') {
            out += breaks == LineBreaks::Kept ? u'\n' : u' ';
            continue;
        }
        switch (c.category()) {
        case QChar::Other_Control:
            if (c == u'\t')
                out += u' ';
            break;
        case QChar::Other_Format:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
            break;
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            out += u' ';
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace

QString plainText(QStringView text, qsizetype maxLength)
{
    return cleaned(text, maxLength, LineBreaks::AsSpace);
}

QString plainLines(QStringView text, qsizetype maxLength)
{
    return cleaned(text, maxLength, LineBreaks::Kept);
}

} // namespace drawbridge
