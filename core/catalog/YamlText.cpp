// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/YamlText.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>

#include <libfyaml.h>

#include <algorithm>
#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("OpenApi", text);
}

struct ParserEnd
{
    void operator()(fy_parser *parser) const { fy_parser_destroy(parser); }
};
struct DiagEnd
{
    void operator()(fy_diag *diag) const { fy_diag_destroy(diag); }
};

QString textOf(fy_token *token)
{
    size_t length = 0;
    const char *text = token ? fy_token_get_text(token, &length) : nullptr;
    return text ? QString::fromUtf8(text, qsizetype(length)) : QString();
}

/// Builds the tree from the parser's events; its own stack, so that depth costs no call.
class Builder
{
public:
    explicit Builder(const TextTreeLimits &limits)
        : m_limits(limits)
    {}

    Result<void> take(const fy_event &event)
    {
        switch (event.type) {
        case FYET_DOCUMENT_START:
            if (m_hasDocument)
                return textTreeError(tr("holds several documents"));
            m_hasDocument = true;
            return {};
        case FYET_MAPPING_START:
            return open(true, event.mapping_start.anchor);
        case FYET_SEQUENCE_START:
            return open(false, event.sequence_start.anchor);
        case FYET_MAPPING_END:
        case FYET_SEQUENCE_END:
            return close();
        case FYET_SCALAR:
            return scalar(event);
        case FYET_ALIAS:
            return alias(textOf(event.alias.anchor));
        case FYET_NONE:
        case FYET_STREAM_START:
        case FYET_STREAM_END:
        case FYET_DOCUMENT_END:
            return {};
        }
        return {};
    }

    Result<QJsonObject> done() const
    {
        if (!m_root.isObject())
            return textTreeError(tr("does not describe an app"));
        return m_root.toObject();
    }

private:
    struct Level
    {
        bool isMap = false;
        bool matters = false;
        bool hasKey = false;
        bool isMerge = false;
        QString key;
        QString anchor;
        QJsonObject map;
        QJsonObject merged; ///< what "<<" brought; a key of the map's own wins
        QJsonArray list;
        qsizetype nodesBefore = 0;
    };
    struct Anchor
    {
        QJsonValue value;
        qsizetype nodes = 0;
    };

    Result<void> count(qsizetype nodes)
    {
        m_nodes += nodes;
        if (m_nodes > m_limits.nodes)
            return textTreeError(tr("has too many parts to be looked through"));
        return {};
    }

    Result<void> open(bool isMap, fy_token *anchor)
    {
        if (m_levels.size() >= m_limits.depth)
            return textTreeError(tr("is nested too deeply"));
        if (!m_levels.isEmpty() && m_levels.last().isMap && !m_levels.last().hasKey)
            return textTreeError(tr("has a key that is no text (line %1)").arg(m_line));
        Level level;
        level.isMap = isMap;
        QStringList path;
        for (qsizetype i = 0; i < std::min(m_levels.size(), qsizetype{3}); ++i)
            path.append(m_levels[i].key);
        level.matters = isMap && keysMatterAt(path);
        level.anchor = textOf(anchor);
        level.nodesBefore = m_nodes;
        TRY_DONE(count(1));
        // A name that is given anew hides the one before, also from inside itself.
        if (!level.anchor.isEmpty())
            m_anchors.remove(level.anchor);
        m_levels.append(std::move(level));
        return {};
    }

    Result<void> close()
    {
        if (m_levels.isEmpty())
            return {};
        Level level = m_levels.takeLast();
        QJsonValue value;
        if (level.isMap) {
            for (auto each = level.merged.constBegin(); each != level.merged.constEnd(); ++each) {
                if (!level.map.contains(each.key()))
                    level.map.insert(each.key(), each.value());
            }
            value = level.map;
        } else {
            value = level.list;
        }
        if (!level.anchor.isEmpty())
            m_anchors.insert(level.anchor, {value, m_nodes - level.nodesBefore});
        return put(value);
    }

    Result<void> scalar(const fy_event &event)
    {
        TRY_DONE(count(1));
        const QString text = textOf(event.scalar.value);
        const bool isPlain =
            !event.scalar.value || fy_token_scalar_style(event.scalar.value) == FYSS_PLAIN;
        if (const auto *mark =
                event.scalar.value ? fy_token_start_mark(event.scalar.value) : nullptr)
            m_line = mark->line + 1;
        if (!m_levels.isEmpty() && m_levels.last().isMap && !m_levels.last().hasKey)
            return key(text, isPlain);
        const bool isNull = isPlain
            && (text.isEmpty() || text == u'~' || text == u"null"_s || text == u"Null"_s
                || text == u"NULL"_s);
        const QJsonValue value = isNull ? QJsonValue() : QJsonValue(text);
        if (event.scalar.anchor)
            m_anchors.insert(textOf(event.scalar.anchor), {value, 1});
        return put(value);
    }

    Result<void> key(const QString &text, bool isPlain)
    {
        Level &level = m_levels.last();
        level.key = text;
        level.hasKey = true;
        level.isMerge = isPlain && text == u"<<"_s;
        if (level.matters && !level.isMerge && level.map.contains(text))
            return keyTwiceError(text, m_line);
        return {};
    }

    Result<void> alias(const QString &name)
    {
        const auto found = m_anchors.constFind(name);
        if (found == m_anchors.constEnd())
            return textTreeError(
                tr("refers to a part of itself that is not there, or to itself without end"));
        if (!m_levels.isEmpty() && m_levels.last().isMap && !m_levels.last().hasKey) {
            if (!found->value.isString())
                return textTreeError(tr("has a key that is no text (line %1)").arg(m_line));
            return key(found->value.toString(), false);
        }
        // Shared, so it costs nothing here; whoever walks through it meets each part again.
        TRY_DONE(count(found->nodes));
        return put(found->value);
    }

    Result<void> put(const QJsonValue &value)
    {
        if (m_levels.isEmpty()) {
            m_root = value;
            return {};
        }
        Level &level = m_levels.last();
        if (!level.isMap) {
            level.list.append(value);
            return {};
        }
        level.hasKey = false;
        if (!level.isMerge) {
            level.map.insert(level.key, value);
            return {};
        }
        const QJsonArray sources = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue source : sources) {
            if (!source.isObject())
                return textTreeError(tr("merges something (\"<<\") that has no keys"));
            const QJsonObject from = source.toObject();
            TRY_DONE(count(from.size()));
            for (auto each = from.constBegin(); each != from.constEnd(); ++each) {
                if (!level.merged.contains(each.key()))
                    level.merged.insert(each.key(), each.value());
            }
        }
        return {};
    }

    const TextTreeLimits &m_limits;
    QList<Level> m_levels;
    QHash<QString, Anchor> m_anchors;
    QJsonValue m_root;
    qsizetype m_nodes = 0;
    int m_line = 1;
    bool m_hasDocument = false;
};

} // namespace

namespace {

bool hasDirective(const QByteArray &utf8)
{
    for (qsizetype at = utf8.indexOf('%'); at >= 0; at = utf8.indexOf('%', at + 1)) {
        const QByteArrayView before = QByteArrayView(utf8).first(at);
        if (before.isEmpty() || before.endsWith('\n') || before.endsWith('\r')
            || before.endsWith("\xEF\xBB\xBF"))
            return true;
    }
    return false;
}

} // namespace

Result<QJsonObject> readYaml(const QByteArray &utf8, const TextTreeLimits &limits)
{
    // libfyaml 0.7 never comes back from some lines of this kind; a description has no use for any.
    if (hasDirective(utf8))
        return textTreeError(tr("has a line that begins with a % sign"), {});
    fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = nullptr;
    quiet.output_fn = [](fy_diag *, void *, const char *, size_t) {};
    const std::unique_ptr<fy_diag, DiagEnd> diag(fy_diag_create(&quiet));
    fy_parse_cfg config{};
    config.search_path = "";
    config.flags = fy_parse_cfg_flags(FYPCF_QUIET | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2);
    config.diag = diag.get();
    const std::unique_ptr<fy_parser, ParserEnd> parser(fy_parser_create(&config));
    if (!diag || !parser
        || fy_parser_set_string(parser.get(), utf8.constData(), size_t(utf8.size())) != 0)
        return Error{ErrorCode::Internal,
                     tr("The file cannot be looked through. Try again, or report this."),
                     u"libfyaml does not start"_s};
    fy_diag_set_collect_errors(diag.get(), true);
    Builder builder(limits);
    bool hasEnded = false;
    while (fy_event *event = fy_parser_parse(parser.get())) {
        hasEnded = event->type == FYET_STREAM_END;
        const Result<void> taken = builder.take(*event);
        fy_parser_event_free(parser.get(), event);
        if (!taken)
            return taken.error();
        if (hasEnded)
            break;
    }
    if (!hasEnded) {
        void *before = nullptr;
        const fy_diag_error *error = fy_diag_errors_iterate(diag.get(), &before);
        return textTreeError(error ? tr("cannot be read from line %1 on").arg(error->line)
                                   : tr("cannot be read"),
                             error ? QString::fromUtf8(error->msg) : QString());
    }
    return builder.done();
}

} // namespace drawbridge
