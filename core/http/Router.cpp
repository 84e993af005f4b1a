// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Router.h"

#include "core/http/Message.h"

namespace drawbridge {

namespace {

bool isNamed(const QByteArray &segment)
{
    return segment.startsWith('{') && segment.endsWith('}');
}

/// 'L' or 'N' for each segment: where two patterns fit, the lower text is the more literal one.
QByteArray shape(const QByteArrayList &segments)
{
    QByteArray letters;
    for (const QByteArray &segment : segments)
        letters.append(isNamed(segment) ? 'N' : 'L');
    return letters;
}

std::optional<QHash<QByteArray, QString>> parametersOf(const QByteArrayList &pattern,
                                                       const QByteArrayList &path)
{
    if (pattern.size() != path.size())
        return std::nullopt;
    QHash<QByteArray, QString> parameters;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (!isNamed(pattern[i])) {
            if (pattern[i] != path[i])
                return std::nullopt;
            continue;
        }
        const std::optional<QByteArray> decoded = percentDecoded(path[i]);
        if (!decoded || decoded->isEmpty() || decoded->contains('\0'))
            return std::nullopt;
        parameters.insert(pattern[i].mid(1, pattern[i].size() - 2), QString::fromUtf8(*decoded));
    }
    return parameters;
}

} // namespace

void RoutePatterns::add(const QByteArray &method, const QByteArray &pattern)
{
    m_patterns.push_back({method, pattern.split('/')});
}

RoutePatterns::Match RoutePatterns::match(QByteArrayView method, QByteArrayView path) const
{
    const QByteArrayView wanted = method == QByteArrayView("HEAD") ? QByteArrayView("GET") : method;
    const QByteArrayList segments = path.toByteArray().split('/');
    Match best;
    QByteArray bestShape;
    for (size_t i = 0; i < m_patterns.size(); ++i) {
        const Pattern &pattern = m_patterns[i];
        auto parameters = parametersOf(pattern.segments, segments);
        if (!parameters)
            continue;
        if (!best.allowed.contains(pattern.method))
            best.allowed.append(pattern.method);
        if (pattern.method != wanted)
            continue;
        const QByteArray candidate = shape(pattern.segments);
        if (best.index && candidate >= bestShape)
            continue;
        best.index = static_cast<qsizetype>(i);
        best.parameters = std::move(*parameters);
        bestShape = candidate;
    }
    return best;
}

} // namespace drawbridge
