// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace drawbridge {

/// Method and path patterns, such as "GET", "/v1/products/{id}", matched segment by segment. Pure.
/// A named segment takes exactly one, decoded, non-empty; a literal one wins over a named one. HEAD falls back
/// to GET.
class RoutePatterns
{
public:
    struct Match
    {
        std::optional<qsizetype> index; ///< in order of add(); nothing if no method or no path fits
        QHash<QByteArray, QString> parameters;
        QByteArrayList allowed; ///< methods this path does have; empty: no such path
    };

    void add(const QByteArray &method, const QByteArray &pattern);
    [[nodiscard]] Match match(QByteArrayView method, QByteArrayView path) const;

private:
    struct Pattern
    {
        QByteArray method;
        QByteArrayList segments;
    };
    std::vector<Pattern> m_patterns;
};

/// RoutePatterns with what each one stands for.
template<typename Target>
class Router
{
public:
    struct Match
    {
        const Target *target = nullptr; ///< valid until the next add()
        QHash<QByteArray, QString> parameters;
        QByteArrayList allowed;
    };

    void add(const QByteArray &method, const QByteArray &pattern, Target target)
    {
        m_patterns.add(method, pattern);
        m_targets.push_back(std::move(target));
    }

    [[nodiscard]] Match match(QByteArrayView method, QByteArrayView path) const
    {
        RoutePatterns::Match found = m_patterns.match(method, path);
        const Target *target =
            found.index ? &m_targets[static_cast<size_t>(*found.index)] : nullptr;
        return {target, std::move(found.parameters), std::move(found.allowed)};
    }

private:
    RoutePatterns m_patterns;
    std::vector<Target> m_targets;
};

} // namespace drawbridge
